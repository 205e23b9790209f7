"""The answers about a file, kept for the next window or command on a file of the same bytes.

Projects, the answers about a day, snapshots and pictures of a map are frozen, so nothing that a test does can change
what the next one is given. Each file is still opened and read; only then the equal project of before takes its place.
What an edit or another choice touches is asked and painted anew, as in the program. The first one on a file in each
process asks everything.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields
from datetime import date
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TypeVar

import pytest

from layers.geometry.geometry import Geometry
from layers.paint import render_job
from layers.paint.cache import PaintCache
from layers.paint.render_job import RenderAnswer, RenderRequest
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.day.day import Day
from mapper.project import Project
from mapper.store.geopackage import store
from mapper.store.geopackage.column_reader import Rows
from mapper.store.geopackage.reading import Held, read_project
from ui.cli import scope
from ui.language.messages import Messages
from ui.map import map_view
from ui.session import session
from ui.session.rows import Figures

_MOST_FILES = 6
_MOST_MAPS = 40
# Bytes of a file → its project; of each of these what was asked about it.
_projects: OrderedDict[bytes, Project] = OrderedDict()
_days: dict[Project, dict[tuple[type[Day], date], Day]] = {}
_maps: OrderedDict[Hashable, Snapshot] = OrderedDict()
_pictures: OrderedDict[Hashable, RenderAnswer] = OrderedDict()
_lock = Lock()  # files are read on threads

D = TypeVar("D", bound=Day)
K = TypeVar("K")


def answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let windows and commands of this process begin with what is known, until the test ends."""
    begin = session.DayInHand.__init__

    def begin_with_answers(self: session.DayInHand, *given: object) -> None:
        begin(self, *given)  # type: ignore[arg-type]
        self.day = _kept(Figures, self.day.project, self.day.as_of)

    monkeypatch.setattr(store, "read_project", _read)
    monkeypatch.setattr(session.DayInHand, "__init__", begin_with_answers)
    monkeypatch.setattr(scope, "Day", lambda project, as_of: _kept(Day, project, as_of))
    monkeypatch.setattr(map_view, "snapshot_of", _map)
    monkeypatch.setattr(render_job, "render", _picture)


def _read(path: Path, rows: Rows | None = None, land_read: Callable[[Project], object] | None = None) -> Held:
    held = read_project(path, rows, land_read)
    content = blake2b(path.read_bytes()).digest()
    with _lock:
        project = _projects.setdefault(content, held.project)
        _projects.move_to_end(content)
        _days.setdefault(project, {})
        if len(_projects) > _MOST_FILES:
            del _days[_projects.popitem(last=False)[1]]
    return held._replace(project=project)


def _kept(kind: type[D], project: Project, as_of: date) -> D:
    """The day of a project that was read before, else a new one."""
    asked = _days.get(project, {}).setdefault((kind, as_of), kind(project, as_of))
    assert isinstance(asked, kind)
    return asked


def _map(state: MapState, previous: Snapshot | None = None, land: Geometry | None = None) -> Snapshot:
    """The snapshot of an equal state of the same day, with the very same findings, which it keeps alive."""
    if state.beats is not None:
        return snapshot_of(state, previous, land)
    chosen = (getattr(state, field.name) for field in fields(state) if field.name not in ("findings", "look"))
    asked = (*chosen, repr(state.look), *map(id, state.findings))
    return _remembered(_maps, asked, lambda: snapshot_of(state, previous, land))


_render = render_job.render


def _picture(
    request: RenderRequest, cache: PaintCache | None = None, cancelled: Callable[[], bool] = lambda: False
) -> RenderAnswer:
    """The picture of the same snapshot in an equal viewport."""
    if request.tiles:
        return _render(request, cache, cancelled)
    say = request.say
    assert isinstance(say, Messages)
    words = (say.language, repr(say.own))
    asked = (request.snapshot, request.viewport, words, request.device_pixel_ratio, request.labels)
    return _remembered(_pictures, asked, lambda: _render(request, cache, cancelled))


def _remembered(kept: OrderedDict[Hashable, K], asked: Hashable, work: Callable[[], K]) -> K:
    with _lock:
        found = kept.get(asked)
    if found is None:
        found = work()
    with _lock:
        kept[asked] = found
        kept.move_to_end(asked)
        if len(kept) > _MOST_MAPS:
            kept.popitem(last=False)
    return found
