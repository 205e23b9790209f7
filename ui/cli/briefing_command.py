"""``briefing``: the focus areas of an officer's day as a page, as text, or as places for a map in the hand."""

from argparse import Namespace
from pathlib import Path

from layers.sheets.slip.briefing import Briefing, briefing_of
from layers.sheets.slip.file import briefing_kind, write_briefing
from mapper.analysis.todo_lists import FOCUS
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.files.file_names import untaken
from mapper.files.whole_file import whole_folder
from mapper.store.export_log import logged
from mapper.store.store import read_project
from ui.cli.explain import tell_log
from ui.cli.option_values import refuse_beside
from ui.cli.scope import day_asked, own_officers
from ui.language.messages import Messages


def briefing(asked: Namespace, say: Messages) -> int:
    """One officer's into a file, or those of all who are sent anywhere into a folder, each as PDF, GPX and KML.

    Raises InputError ``row_unknown`` (no such officer), ``option_unused`` (a station or a beat beside an officer), and
    those of :func:`layers.sheets.slip.file.write_briefing`.
    """
    path = None if asked.officer is None else Path(asked.officer[1])
    if path is not None:
        refuse_beside("--officer", {"--station": asked.station, "--beat": asked.beat})
        briefing_kind(path)
    day = day_asked(asked, read_project(asked.project), say)
    if path is not None:
        officer_id = asked.officer[0]
        if officer_id not in day.project.officers.index:
            raise InputError("row_unknown", table="officers", key=officer_id)
        _write(asked.project, path, briefing_of(day, officer_id), say)
        print(say("briefing.done", path=path))
        tell_log(asked.project, say)
        return 0
    whole, roll = day.whole if isinstance(day, ScopedDay) else day, own_officers(day).index
    sent = sorted({str(e.officer_id) for e in whole.todo.entries if e.table == FOCUS and e.officer_id in roll})
    with whole_folder(asked.all):
        for name, officer_id in untaken(sent, "officer"):
            made = briefing_of(whole, officer_id)
            for ending in (".pdf", *((".gpx", ".kml") if made.places else ())):
                _write(asked.project, asked.all / f"briefing-{name}{ending}", made, say)
    print(say("briefing.done_all", count=len(sent), path=asked.all))
    tell_log(asked.project, say)
    return 0


def _write(place: Path, path: Path, made: Briefing, say: Messages) -> None:
    """Only a PDF needs fonts, so none are loaded for the others."""
    if briefing_kind(path) == ".pdf":
        from ui.widgets.process.offscreen import offscreen_application

        offscreen_application()
    with logged(place, made.slip.as_of, {"briefings": 1}, path, what="briefing"):
        write_briefing(path, made, say)
