"""Files and the clipboard from the window: units and incidents, a day's workbook and report, whatever is marked."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from mapper.day.day import Day
from mapper.day.scope import ScopedDay, scope_names
from mapper.further_values import with_further
from mapper.store.export_log import logged
from ui.language.messages import Messages
from ui.session.marked_sums import marked_sums, marked_words
from ui.widgets.file_dialogs import ask_file, ask_table_file
from ui.widgets.file_writing import write_file
from ui.widgets.tasks import Ticket
from ui.window.asked import OpenProject

if TYPE_CHECKING:
    import pandas as pd


def export_units(w: OpenProject) -> None:
    """Ask where to, and write the table of units as it is shown."""
    _ask(w, w.say("units.title"), partial(write_units, w))


def write_units(w: OpenProject, path: Path) -> None:
    """Write the table of units as it is shown to an Excel or CSV file, and tell that it is there."""
    from ui.widgets.row_texts import as_frame

    model = w.sides.units.model
    _write_rows(w, path, as_frame(model), [("communities", row.code) for row in model.rows])


def export_incidents(w: OpenProject) -> None:
    """Ask where to, and write the list of incidents as it is shown."""
    _ask(w, w.say("side.incidents"), partial(write_incidents, w))


def write_incidents(w: OpenProject, path: Path) -> None:
    """Write the list of incidents as it is shown to an Excel or CSV file, and tell that it is there."""
    panel = w.sides.incidents
    _write_rows(w, path, panel.as_frame(), [(row.table, row.key) for row in panel.model.rows])


def _write_rows(w: OpenProject, path: Path, frame: "pd.DataFrame", keys: Sequence[tuple[str, str]]) -> None:
    """Write rows as they are shown, and their further values, off the main thread; keys are table and key of each."""
    project, place, as_of = w.document.project, w.document.store.place, w.day_in_hand.as_of

    def work(to: Path, _: Ticket) -> None:
        from mapper.io.exports import write_table

        with logged(place, as_of, {"rows": len(frame)}, to):
            write_table(with_further(frame, project, keys), to, index=False)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="table", done="window.done_file")


def export_workbook(w: OpenProject) -> None:
    """The tables of the day and the part on screen as one workbook."""
    from ui.sheets.day_workbook import write_day

    _export_day(w, w.say("book.name"), "Excel", "xlsx", write_day)


def export_report(w: OpenProject) -> None:
    """The report of the day and the part on screen as a Word document."""
    from ui.sheets.word_report import write_report

    _export_day(w, w.say("report.name"), "Word", "docx", write_report)


def _export_day(
    w: OpenProject, called: str, program: str, ending: str, write: Callable[[Path, Path, Day, Messages], object]
) -> None:
    """Tell what the tables of the day and the part on screen hold, ask where to, and write off the main thread."""
    from ui.sheets.day_workbook import workbook_disclosure
    from ui.sheets.disclosure_dialog import show_disclosure
    from ui.sheets.record import file_name

    title = w.document.project.about.title or w.document.store.name
    parts = () if w.view.scope is None else scope_names(_part(w))
    name = file_name((title, *parts, called), w.view.as_of, ending)
    part, say, place = _part(w), w.say.messages, Path(w.document.store.place)

    def work(to: Path, _: Ticket) -> None:
        write(to, place, part, say)

    def start(path: Path) -> None:
        write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="export", done="window.done_file")

    def ask() -> None:
        ask_file(w.say, w.page, called, [f"{program} (*.{ending})"], start, save_as=name)

    found = partial(workbook_disclosure, part, place, say)
    show_disclosure(w.session.tasks, w.say, w.notice, w.page, found, ask)


def _part(w: OpenProject) -> Day:
    """The day on screen, of the part that is looked at."""
    whole, scope = w.day_in_hand.day, w.view.scope
    return whole if scope is None else ScopedDay(whole, scope)


def copy_marked(w: OpenProject) -> None:
    """Put what is marked onto the clipboard: what it comes to, then its rows as the tables show them."""
    from ui.widgets.row_texts import as_tabbed

    figures, marked = w.day_in_hand.figures, w.selection.marked
    if figures is None or not marked:
        return
    lines = [marked_words(w.say, marked_sums(figures, marked, w.view.filter.incidents))]
    units = [row for row in w.sides.units.model.all_rows if ("communities", row.code) in marked]
    incidents = [row for row in w.sides.incidents.model.all_rows if (row.table, row.key) in marked]
    lines += [as_tabbed(w.sides.units.model, units)] if units else []
    lines += [as_tabbed(w.sides.incidents.model, incidents)] if incidents else []
    QGuiApplication.clipboard().setText("\n".join(lines))


def _ask(w: OpenProject, name: str, write: Callable[[Path], object]) -> None:
    """Ask for an Excel or CSV file, called after the table and the day, and write it."""
    ask_table_file(
        w.say, w.page, w.say("units.export"), f"{name}-{w.day_in_hand.as_of}", write,
        lambda error: w.notice.tell(w.say.error(error)),
    )  # fmt: skip
