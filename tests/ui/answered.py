"""The answers about a file, kept for the next window or command on a file of the same bytes.

Projects and the answers about a day are frozen, so nothing that a test does can change what the next one is given. Each
file is still opened and read; only then the equal project of before takes its place. What an edit touches is asked
anew, as in the program. The first one on a file in each process asks everything.
"""

from collections import OrderedDict
from collections.abc import Callable
from datetime import date
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import TypeVar

import pytest

from mapper.day.day import Day
from mapper.project import Project
from mapper.store.geopackage import store
from mapper.store.geopackage.column_reader import Rows
from mapper.store.geopackage.reading import Held, read_project
from ui.cli import scope
from ui.session import session
from ui.session.rows import Figures

_MOST_FILES = 6
# Bytes of a file → its project; of each of these what was asked about it.
_projects: OrderedDict[bytes, Project] = OrderedDict()
_days: dict[Project, dict[tuple[type[Day], date], Day]] = {}
_lock = Lock()  # files are read on threads

D = TypeVar("D", bound=Day)


def answers_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let windows and commands of this process begin with what is known, until the test ends."""
    begin = session.DayInHand.__init__

    def begin_with_answers(self: session.DayInHand, *given: object) -> None:
        begin(self, *given)  # type: ignore[arg-type]
        self.day = _kept(Figures, self.day.project, self.day.as_of)

    monkeypatch.setattr(store, "read_project", _read)
    monkeypatch.setattr(session.DayInHand, "__init__", begin_with_answers)
    monkeypatch.setattr(scope, "Day", lambda project, as_of: _kept(Day, project, as_of))


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
