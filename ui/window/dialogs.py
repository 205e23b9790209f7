"""The dialogs that menus open on a project; each is loaded when it is first asked for, so the map is there sooner."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.widgets.form import FormDialog
    from ui.window.workspace import Workspace


def import_table(w: "Workspace") -> "FormDialog":
    """Put the rows of a file into a table."""
    from ui.projects.import_dialog import ImportDialog

    return ImportDialog(w.session, w)


def print_sheet(w: "Workspace") -> "FormDialog":
    """Ask for paper, theme and audience, and write a sheet."""
    from ui.sheets.print_dialog import PrintDialog

    return PrintDialog(w.session, w.notice, w)


def share(w: "Workspace") -> "FormDialog":
    """Ask for the audience, and write the web map."""
    from ui.sheets.share_dialog import ShareDialog

    return ShareDialog(w.session, w.notice, w)


def change_log(w: "Workspace") -> "FormDialog":
    """Who changed what, and when; InputError where the log cannot be read."""
    from ui.projects.change_log import ChangeLogDialog

    return ChangeLogDialog(w.session, w.notice, w)


def about_data(w: "Workspace") -> "FormDialog":
    """What the data says of itself."""
    from ui.projects.about_dialog import AboutDialog

    return AboutDialog(w.session, w)


def backgrounds(w: "Workspace") -> "FormDialog":
    """The background maps, to add, order and remove them."""
    from ui.backgrounds.backgrounds_dialog import BackgroundsDialog

    return BackgroundsDialog(w.session.backgrounds, w.say, w)


def reference_layers(w: "Workspace") -> "FormDialog":
    """The reference layers, to add one from a file or remove one."""
    from ui.projects.reference_dialog import ReferenceDialog

    return ReferenceDialog(w.session, w)


def roster(w: "Workspace") -> "FormDialog":
    """A roster from a file, compared with the project."""
    from ui.seats.roster_dialog import RosterDialog

    return RosterDialog(w.session, w)


def seat_ledger(w: "Workspace") -> "FormDialog":
    """Every seat, with who holds it."""
    from ui.seats.seat_ledger import SeatLedgerDialog

    return SeatLedgerDialog(w.session, w)


def working_rules(w: "Workspace") -> "FormDialog":
    """The rules that a station sets for itself."""
    from ui.plans.rules_dialog import RulesDialog

    return RulesDialog(w.session, w)
