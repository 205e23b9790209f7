"""The dialogs of the plan menu, by the name of their action; each is loaded when it is asked for."""

from PySide6.QtWidgets import QWidget

from ui.desk import Desk
from ui.dialogs.form import FormDialog

PLANS = ("roster", "seats", "rules")


def plan_dialog(name: str, desk: Desk, parent: QWidget) -> FormDialog:
    """A new dialog; KeyError for a name that is not one of :data:`PLANS`."""
    from ui.dialogs.roster import RosterDialog
    from ui.dialogs.rules import RulesDialog
    from ui.dialogs.seat_ledger import SeatLedgerDialog

    made: dict[str, type[RosterDialog | RulesDialog | SeatLedgerDialog]] = {
        "roster": RosterDialog, "rules": RulesDialog, "seats": SeatLedgerDialog,
    }  # fmt: skip
    return made[name](desk, parent)
