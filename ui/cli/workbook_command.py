"""``workbook``: the tables of a day as one Excel file."""

from argparse import Namespace

from mapper.day.scope import scope_names
from mapper.io.workbook import write_workbook
from mapper.store.export_log import require_log
from mapper.store.store import read_project
from ui.cli.scope import day_asked
from ui.language.messages import Messages
from ui.sheets.record import record_tables
from ui.sheets.workbook_tables import workbook_tables


def workbook(asked: Namespace, say: Messages) -> int:
    """Seats, gaps, stations, officers, hazards, disputes, focus areas and how they are counted."""
    project = read_project(asked.project)
    day = day_asked(asked, project, say)
    require_log(asked.project)
    tables = workbook_tables(day, say("window.list_joint").join(scope_names(day)), say)
    write_workbook(asked.file, tables)
    record_tables(str(asked.project), day, tables, asked.file)
    print(say("book.done", path=asked.file, tables=len(tables)))
    return 0
