"""The dialogs that menus open on a project; each is loaded when it is first asked for, so the map is there sooner."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from ui.window.asked import OpenProject, ProjectWindow

if TYPE_CHECKING:
    from mapper.edit import Edit
    from mapper.store.conflicts import Place
    from mapper.store.merging import ConflictError
    from ui.widgets.form import FormDialog


def ask_whose(window: ProjectWindow, conflict: "ConflictError", edit: "Edit") -> "frozenset[Place] | None":
    """Ask, over whatever is in front, which cells are to be one's own; None where nothing was chosen."""
    from ui.projects.conflict_dialog import ConflictDialog

    dialog = ConflictDialog(window.say, conflict, edit, QApplication.activeModalWidget() or window.frame)
    try:
        dialog.exec()
        return dialog.mine
    finally:
        dialog.deleteLater()


def import_table(w: OpenProject) -> "FormDialog":
    """Put the rows of a file into a table."""
    from ui.projects.import_dialog import ImportDialog

    return ImportDialog(w.session, w.page)


def print_sheet(w: OpenProject) -> "FormDialog":
    """Ask for paper, theme and audience, and write a sheet."""
    from ui.sheets.print_dialog import PrintDialog

    view = w.map.canvas.viewport
    dialog = PrintDialog(w.session, w.notice, w.page, None if view is None else view.bounds_m)
    dialog.preview.stepped.connect(w.map.canvas.fit)
    return dialog


def print_view(w: OpenProject) -> None:
    """Write what the map shows on one sheet of the usual paper; asks for the file alone, and shows no dialog before."""
    from ui.sheets.print_dialog import PrintDialog

    view = w.map.canvas.viewport
    if view is None:
        return
    dialog = PrintDialog(w.session, w.notice, w.page, view.bounds_m)
    dialog.choose_view()
    dialog.apply()
    dialog.deleteLater()


def share(w: OpenProject) -> "FormDialog":
    """Ask for the audience, and write the web map."""
    from ui.sheets.share_dialog import ShareDialog

    return ShareDialog(w.session, w.notice, w.page)


def superior_form(w: OpenProject) -> "FormDialog":
    """A superior's form, filled with figures."""
    from ui.sheets.form_dialog import SuperiorFormDialog

    return SuperiorFormDialog(w.session, w.notice, w.page)


def propose_shift(w: OpenProject) -> "FormDialog":
    """Places for a shift of the part that is looked at, made focus areas at once."""
    from ui.patrol.proposal_dialog import ProposalDialog

    return ProposalDialog(w.session, w.map.tools.draw_area, w.page)


def change_log(w: OpenProject, about: str = "") -> "FormDialog":
    """Who changed what, and when, at first only what is about this; InputError where the log cannot be read."""
    from ui.projects.change_log import ChangeLogDialog

    dialog = ChangeLogDialog(w.session, w.notice, w.page)
    dialog.filter.setText(about)
    return dialog


def about_data(w: OpenProject) -> "FormDialog":
    """What the data says of itself."""
    from ui.projects.about_dialog import AboutDialog

    return AboutDialog(w.session, w.page)


def copies(w: OpenProject) -> "FormDialog":
    """How many copies of days are kept, and where."""
    from ui.projects.copies_dialog import CopiesDialog

    return CopiesDialog(w.session, w.page)


def rows_elsewhere(w: OpenProject) -> "FormDialog":
    """Rows that are not as this program last wrote them."""
    from ui.projects.rows_elsewhere_dialog import RowsElsewhereDialog

    return RowsElsewhereDialog(w.session, w.page)


def laptops(window: ProjectWindow) -> None:
    """Parts that are out on laptops, to be taken and brought back, and their edits that wait for a person's word."""
    from ui.window.laptop_files import show_laptops

    show_laptops(window)


def practice(w: OpenProject) -> "FormDialog":
    """Where the project is used: what things are called there, and how maps are printed."""
    from ui.projects.practice_dialog import PracticeDialog

    return PracticeDialog(w.session, w.page)


def backgrounds(w: OpenProject) -> "FormDialog":
    """The background maps, to add, order and remove them."""
    from ui.backgrounds.backgrounds_dialog import BackgroundsDialog

    return BackgroundsDialog(w.session.backgrounds, w.say, w.page)


def reference_layers(w: OpenProject) -> "FormDialog":
    """The reference layers, to add one from a file or remove one."""
    from ui.projects.reference_dialog import ReferenceDialog

    return ReferenceDialog(w.session, w.page)


def roster(w: OpenProject) -> "FormDialog":
    """A roster from a file, compared with the project."""
    from ui.seats.roster_dialog import RosterDialog

    return RosterDialog(w.session, w.page)


def seat_ledger(w: OpenProject) -> "FormDialog":
    """Every seat, with who holds it."""
    from ui.seats.seat_ledger import SeatLedgerDialog

    return SeatLedgerDialog(w.session, w.page)


def stations(w: OpenProject) -> "FormDialog":
    """All stations side by side."""
    from ui.seats.stations_dialog import StationsDialog

    return StationsDialog(w.session, w.page)


def two_periods(w: OpenProject) -> "FormDialog":
    """Incidents of any two periods, set against each other."""
    from ui.trends.periods_dialog import PeriodsDialog

    return PeriodsDialog(w.session, w.page)


def variants(w: OpenProject) -> "FormDialog":
    """Two kept plans, or two days, side by side."""
    from ui.plans.variants_dialog import VariantsDialog
    from ui.window.variant_sheets import print_variants

    dialog = VariantsDialog(w.session, w.page)
    dialog.sheet_wanted.connect(lambda answer: print_variants(w, answer))
    return dialog


def locks(w: OpenProject) -> "FormDialog":
    """What is kept from change, and by whom since when."""
    from ui.borders.locks_dialog import LocksDialog

    return LocksDialog(w.session, w.page)


def working_rules(w: OpenProject) -> "FormDialog":
    """The rules that a station sets for itself."""
    from ui.plans.rules_dialog import RulesDialog

    return RulesDialog(w.session, w.page)


def fault_reports(window: ProjectWindow) -> None:
    """What went wrong inside the program, to be read and handed on."""
    from ui.window.faults_dialog import FaultsDialog

    FaultsDialog(window.say, window.frame).open()
