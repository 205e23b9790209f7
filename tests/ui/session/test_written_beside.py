"""Many rows are written on a thread: told, undone as ever, called off whole, and nothing else is written meanwhile."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from threading import Event

import pandas as pd
import pytest
from pytestqt.qtbot import QtBot

from mapper.edit import Edit, put_rows
from mapper.errors import InputError
from mapper.files.progress import CalledOff
from mapper.project import Changes, Project
from mapper.store.conflicts import Place, cells_of
from mapper.store.geopackage import writer
from mapper.store.geopackage.store import create, open_store
from mapper.store.merging import ConflictError
from mapper.store.store import read_project
from tests.districts import cell_centre, frame, grid
from ui.session.document import Document
from ui.widgets.tasks import TaskGroup, Tasks

_AT_ONCE = 10
_COUNT = 2 * _AT_ONCE + 1


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Document]:
    monkeypatch.setattr(writer, "AT_ONCE", _AT_ONCE)
    create(tmp_path / "small.gpkg", grid(2, 2))
    document = Document(open_store(tmp_path / "small.gpkg"))
    yield document
    document.close()


@pytest.fixture
def tasks() -> Iterator[TaskGroup]:
    every = Tasks()
    yield TaskGroup(every)
    every.close()


def _many() -> Edit:
    rows = frame("cases", [{"case_id": f"C{n:06d}"} for n in range(_COUNT)], [cell_centre(0, 0)] * _COUNT)

    def change(project: Project) -> Project:
        return put_rows(project, "cases", rows)

    return Edit("rows_taken", change, {"table": "cases", "source": "x", "new": _COUNT, "changed": 0})


def test_it_is_written_told_and_undone(document: Document, tasks: TaskGroup, qtbot: QtBot, tmp_path: Path) -> None:
    ended: list[Changes | None] = []
    heard: list[tuple[int, int]] = []
    changed: list[Changes] = []
    document.changed.connect(changed.append)
    document.do_beside(_many(), tasks, ended.append, pytest.fail, lambda done, total: heard.append((done, total)))
    with pytest.raises(InputError) as refused:
        document.do(_many())
    assert refused.value.code == "project_busy"
    assert not document.refresh().parts
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    assert ended == changed
    assert heard[-1] == (2 * _AT_ONCE, _COUNT)
    assert len(read_project(tmp_path / "small.gpkg").cases) == _COUNT
    document.undo()
    assert document.project.cases.empty
    assert read_project(tmp_path / "small.gpkg").cases.empty


def test_called_off_in_the_middle_nothing_is_written(
    document: Document, tasks: TaskGroup, qtbot: QtBot, tmp_path: Path
) -> None:
    ended: list[Changes | None] = []
    stop = Event()

    def listener(done: int, total: int) -> None:
        if done:
            stop.set()
            raise CalledOff

    document.do_beside(_many(), tasks, ended.append, pytest.fail, listener)
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    assert stop.is_set()
    assert ended == [None]
    assert not document.can_undo
    assert read_project(tmp_path / "small.gpkg").cases.empty
    document.do(_many())  # and it can be written after all
    assert len(read_project(tmp_path / "small.gpkg").cases) == _COUNT


def test_what_the_edit_refuses_is_told(document: Document, tasks: TaskGroup, qtbot: QtBot) -> None:
    def change(project: Project) -> Project:
        raise InputError("import_outdated")

    told: list[InputError] = []
    document.do_beside(Edit("rows_taken", change, {}), tasks, pytest.fail, told.append, lambda done, total: None)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0].code == "import_outdated"
    assert isinstance(document.do(_many()), Changes)
    assert isinstance(document.project.cases, pd.DataFrame)


def _named(name: str) -> Edit:
    def change(project: Project) -> Project:
        return put_rows(project, "communities", project.communities.iloc[[0]].assign(name=name))

    return Edit("unit_changed", change)


@pytest.mark.parametrize(("mine", "name"), [(True, "甲名"), (False, "乙名"), (None, "乙名")])
def test_where_another_has_changed_the_same_it_is_asked_and_done_as_was_chosen(
    document: Document, tasks: TaskGroup, qtbot: QtBot, tmp_path: Path, mine: bool | None, name: str
) -> None:
    asked: list[ConflictError] = []

    def choose(conflict: ConflictError, _: Edit) -> AbstractSet[Place] | None:
        asked.append(conflict)
        return None if mine is None else {cell.place for cell in cells_of(conflict)} if mine else set()

    document.choose = choose
    other = open_store(tmp_path / "small.gpkg")
    other.write(_named("乙名"), other.editor)
    ended: list[Changes | None] = []
    told: list[InputError] = []
    document.do_beside(_named("甲名"), tasks, ended.append, told.append, lambda done, total: None)
    qtbot.waitUntil(lambda: bool(ended or told), timeout=20_000)
    assert [(cell.mine, cell.theirs) for cell in cells_of(asked[0])] == [("甲名", "乙名")]
    assert len(asked) == 1
    assert [error.code for error in told] == (["changed_meanwhile"] if mine is None else [])
    assert read_project(tmp_path / "small.gpkg").communities["name"].iloc[0] == name
    assert document.project.communities["name"].iloc[0] == name
    other.close()
