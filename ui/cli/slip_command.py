"""``slip``: what an officer has to do on a day, on one page or as text; or the slips of all."""

from argparse import Namespace
from pathlib import Path

from layers.sheets.slip.contents import Slip, slip_of
from layers.sheets.slip.file import slip_kind, write_slip
from mapper.analysis.todo_lists import Whose
from mapper.day.day import Day
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


def slip(asked: Namespace, say: Messages) -> int:
    """One slip into a file, or all into a folder.

    Raises InputError ``row_unknown`` (no such officer), ``option_unused`` (a station or a beat beside an officer), and
    those of :func:`layers.sheets.slip.file.write_slip`.
    """
    path = None if asked.officer is None else Path(asked.officer[1])
    if path is not None:
        refuse_beside("--officer", {"--station": asked.station, "--beat": asked.beat})
        slip_kind(path)
    day = day_asked(asked, read_project(asked.project), say)
    project = day.project
    if path is not None:
        officer_id = asked.officer[0]
        if officer_id not in project.officers.index:
            raise InputError("row_unknown", table="officers", key=officer_id)
        _write(asked.project, path, slip_of(day, Whose("officer", officer_id)), say)
        print(say("slip.done", path=path))
        tell_log(asked.project, say)
        return 0
    with whole_folder(asked.all):
        written = _write_all(asked.project, asked.all, day, say)
    print(say("slip.done_all", count=written, path=asked.all))
    tell_log(asked.project, say)
    return 0


def _write(place: Path, path: Path, made: Slip, say: Messages) -> None:
    """A text needs no fonts, so none are loaded for it."""
    if slip_kind(path) == ".pdf":
        from ui.widgets.process.offscreen import offscreen_application

        offscreen_application()
    with logged(place, made.as_of, {"slips": 1}, path, what="slip"):
        write_slip(path, made, say)


def _write_all(place: Path, folder: Path, day: Day, say: Messages) -> int:
    """Each slip as PDF and text, called after its officer; how many there were."""
    # An officer's slip has all that the officer has to do, also for other stations.
    whole = day.whole if isinstance(day, ScopedDay) else day
    roll = own_officers(day).index
    lists = [Whose("officer", officer) for officer in whole.todo.officers if whole is day or officer in roll]
    if day.todo.without_owner:
        lists.append(Whose("nobody"))
    for (name, _), whose in zip(untaken((whose.key or whose.kind for whose in lists), "officer"), lists, strict=True):
        made = slip_of(whole if whose.kind == "officer" else day, whose)
        for ending in (".pdf", ".txt"):
            _write(place, folder / f"slip-{name}{ending}", made, say)
    return len(lists)
