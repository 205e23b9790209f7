"""``report``: a station's day as a Word document with maps and tables."""

from argparse import Namespace

from mapper.store.store import read_project
from ui.cli.explain import tell_disclosure, tell_log
from ui.cli.scope import day_asked
from ui.language.messages import Messages
from ui.sheets.day_workbook import workbook_disclosure


def report(asked: Namespace, say: Messages) -> int:
    """Figures, maps with their legends, and the tables of the day."""
    from ui.sheets.word_report import write_report
    from ui.widgets.process.offscreen import offscreen_application

    day = day_asked(asked, read_project(asked.project), say)
    if asked.explain:
        tell_disclosure(workbook_disclosure(day, asked.project, say), say)
        return 0
    offscreen_application()
    write_report(asked.file, asked.project, day, say)
    print(say("cli.report.done", path=asked.file))
    tell_log(asked.project, say)
    return 0
