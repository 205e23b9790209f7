"""``print --atlas``: a sheet for each station, beat or unit, with cover, overview, contents and a report."""

import sys
from argparse import Namespace

from layers.sheets.atlas.front_pages import FRONT_PAGES
from layers.sheets.atlas.report import troubles
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.order import SheetOrder
from mapper.project import Project
from ui.cli.batch import CANCELLED
from ui.language.messages import Messages
from ui.sheets.atlas_export import AtlasAsked, export_atlas


def print_atlas(asked: Namespace, project: Project, order: SheetOrder, say: Messages) -> int:
    """Write it. After Ctrl+C the same command goes on with what is not painted yet."""
    front = FRONT_PAGES if asked.front is None else tuple(code for code in asked.front if code != "none")
    work = AtlasWork(project, order, asked.as_of or project.as_of, say)
    path = asked.file.with_suffix("") if asked.apart else asked.file
    try:
        done = export_atlas(path, asked.project, work, AtlasAsked(front, asked.apart, asked.changed), _progress)
    except KeyboardInterrupt:
        print(say("cli.atlas.cancelled"), file=sys.stderr)
        return CANCELLED
    missing, failed = troubles(done.sheets)
    print(say("cli.atlas.done", path=path, sheets=len(done.sheets), painted=done.painted))
    print(say("cli.atlas.report", path=done.report, missing=missing, failed=failed))
    return 0


def _progress(done: int, total: int) -> None:
    """A line that is written over, on a terminal alone."""
    if sys.stderr.isatty():
        print(f"\r{100 * done // total} %", end="\n" if done == total else "", file=sys.stderr, flush=True)
