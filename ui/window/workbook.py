"""The tables of the day on screen as one workbook: asked where to, written off the main thread, told when there."""

from pathlib import Path

from mapper.day.scope import scope_names
from mapper.store.export_log import require_log
from ui.sheets.record import file_name
from ui.widgets.file_dialogs import ask_file
from ui.widgets.file_writing import write_file
from ui.widgets.tasks import Ticket
from ui.window.asked import OpenProject


def write_tables(w: OpenProject) -> None:
    """Ask for the file, and write the tables of the part that is looked at."""
    title = w.document.project.about.title or w.document.store.name
    save_as = file_name((title, w.say("book.name")), w.view.as_of, "xlsx")
    ask_file(w.say, w.page, w.say("book.name"), ["Excel (*.xlsx)"], lambda path: write(w, path), save_as=save_as)


def write(w: OpenProject, path: Path) -> None:
    """Write the tables of the day on screen, and tell how it went."""
    from mapper.io.workbook import write_workbook
    from ui.sheets.record import record_tables
    from ui.sheets.workbook_tables import workbook_tables

    day, say, place = w.day_in_hand.day, w.say.messages, w.document.store.place

    def work(to: Path, _: Ticket) -> None:
        require_log(Path(place))
        tables = workbook_tables(day, say("window.list_joint").join(scope_names(day)), say)
        write_workbook(to, tables)
        record_tables(place, day, tables, to)

    write_file(w.session.tasks.every, w.say, w.notice, path, work, subject="export", done="window.done_file")
