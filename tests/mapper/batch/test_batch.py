"""A batch over provinces: the window's answers, a border asked on both sides, and what fails, dies or is stopped.

It needs pyarrow, of the extra ``[batch]``: with it pandas keeps texts in another way, so the other tests run without.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from mapper.batch.engines import Done, RunTask, local
from mapper.batch.folder import fingerprint, read_province, write_province
from mapper.batch.run import TRIES, run_batch
from mapper.batch.tasks import QUESTIONS, Task, run_task
from mapper.day.day import Day
from mapper.files.answer_files import inputs_of
from mapper.schema import TABLES
from tests.districts import frame, grid, square
from tests.sample import district

pytest.importorskip("pyarrow")
DAY = date(2026, 11, 23)


def here(asked: Sequence[Task], run_one: RunTask = run_task) -> Done:
    for task in asked:
        run_one(task)
        yield task, None


@pytest.fixture
def land(tmp_path: Path) -> Path:
    """Two provinces of one cell, that share a border with a point on it; west records one that lies in the east."""
    spots = [square(0, 0).centroid, square(1, 0, 0, 1).centroid, square(1, 0).centroid]
    west = grid(1, 1).with_tables(
        disputes=frame("disputes", [{"dispute_id": f"J{n}", "received_at": "2026-11-01"} for n in range(3)], spots)
    )
    east = grid(2, 1)
    write_province(tmp_path / "in", "west", west)
    write_province(tmp_path / "in", "east", east.with_tables(communities=east.communities[1:]))
    return tmp_path


def test_a_point_on_a_common_border_is_one_exception_and_is_not_owned_twice(land: Path) -> None:
    lines: list[Any] = []
    counts = run_batch(land / "in", ["ownership", "coverage"], DAY, land / "out", here, lines.append)
    assert counts == {"tasks": 4, "kept": 0, "written": 4, "failed": 0}
    merged = json.loads((land / "out" / "ownership.json").read_text("utf-8"))
    nation = merged["nation"]["disputes"]
    assert (nation["points"], nation["owned"], nation["boundary"], nation["outside"]) == (3, 2, 1, 0)
    assert [(one["id"], one["unit"]) for one in merged["changed"]] == [("J2", "east/u1-0")]
    # Asked again nothing is done; a row more in the west concerns the east's ownership as well, and not its seats.
    assert run_batch(land / "in", ["ownership", "coverage"], DAY, land / "out", here, lines.append)["kept"] == 4
    write_province(land / "in", "west", grid(1, 1))
    assert run_batch(land / "in", ["ownership", "coverage"], DAY, land / "out", here, lines.append)["kept"] == 1


def test_what_fails_is_tried_three_times_and_the_others_go_on(land: Path) -> None:
    tried: list[str] = []

    def failing(asked: Sequence[Task], _: RunTask) -> Iterator[tuple[Task, str | None]]:
        for task, error in here(asked):
            tried.append(task.province)
            yield task, "MemoryError: none" if task.province == "west" else error

    lines: list[Any] = []
    counts = run_batch(land / "in", ["ownership"], DAY, land / "out", failing, lines.append)
    assert (counts["written"], counts["failed"], tried.count("west"), tried.count("east")) == (1, 1, TRIES, 1)
    report = json.loads((land / "out" / "failed.json").read_text("utf-8"))
    assert [(one["province"], one["error"]) for one in report["failed"]] == [("west", "MemoryError: none")]
    assert not (land / "out" / "ownership.json").exists()
    assert [line["state"] for line in lines if line["province"] == "west"] == ["again", "again", "failed"]


def test_a_process_that_dies_fails_its_own_task_alone(land: Path) -> None:
    place = {"folder": str(land / "in"), "question": "coverage", "day": DAY.isoformat(), "out": str(land / "out")}
    good = Task(province="east", inputs="1", **place)
    told = dict(local(2)([Task(province="west", inputs="1", **place), good], _dies_in_the_west))
    assert [error and error.split(":")[0] for error in told.values()].count("BrokenProcessPool") == 1
    assert told[good] is None
    assert inputs_of(good.path) == "1"


def _dies_in_the_west(task: Task) -> None:
    import os

    if task.province == "west":
        os._exit(9)
    run_task(task)


def test_a_province_is_read_back_and_answered_as_the_window_does(tmp_path: Path) -> None:
    project = district().project
    write_province(tmp_path, "p", project)
    again = read_province(tmp_path, "p")
    for name in TABLES:
        assert _cells(project.table(name)) == _cells(again.table(name)), name
    assert (again.norms, again.about) == (project.norms, project.about)
    before, after = Day(project, DAY), Day(again, DAY)
    for question, ask in QUESTIONS.items():
        assert json.dumps(ask(before)) == json.dumps(ask(after)), question
    assert fingerprint(tmp_path, "p") == fingerprint(tmp_path, "p")


def _cells(table: pd.DataFrame) -> dict[str, list[object]]:
    """Every cell, shapes to the last bit; how texts are stored is no matter."""
    plain = {str(name): column.astype(object).where(column.notna(), None) for name, column in table.items()}
    if "geometry" in plain:
        plain["geometry"] = shapely.to_wkb(table["geometry"].array)
    return {"": table.index.tolist()} | {name: list(column) for name, column in plain.items()}
