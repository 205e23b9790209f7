"""The dialogs of the plan menu, by the name of their action; each is loaded when it is asked for."""

from PySide6.QtWidgets import QWidget

from ui.session.session import Desk
from ui.widgets.form import FormDialog

PLANS = ("roster", "seats", "rules")


def plan_dialog(name: str, desk: Desk, parent: QWidget) -> FormDialog:
    """A new dialog; KeyError for a name that is not one of :data:`PLANS`."""
    from ui.plans.rules_dialog import RulesDialog
    from ui.seats.roster_dialog import RosterDialog
    from ui.seats.seat_ledger import SeatLedgerDialog

    made: dict[str, type[RosterDialog | RulesDialog | SeatLedgerDialog]] = {
        "roster": RosterDialog, "rules": RulesDialog, "seats": SeatLedgerDialog,
    }  # fmt: skip
    return made[name](desk, parent)
