"""``workbook``: the tables of a day as one Excel file."""

from argparse import Namespace

from mapper.store.store import read_project
from ui.cli.explain import tell_disclosure, tell_log
from ui.cli.scope import day_asked
from ui.language.messages import Messages
from ui.sheets.day_workbook import workbook_disclosure, write_day


def workbook(asked: Namespace, say: Messages) -> int:
    """Seats, gaps, stations, officers, hazards, disputes, focus areas and how they are counted."""
    day = day_asked(asked, read_project(asked.project), say)
    if asked.explain:
        tell_disclosure(workbook_disclosure(day, asked.project, say), say)
        return 0
    print(say("book.done", path=asked.file, tables=write_day(asked.file, asked.project, day, say)))
    tell_log(asked.project, say)
    return 0
