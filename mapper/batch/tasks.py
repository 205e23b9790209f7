"""One task: one question of one province on a day, answered by the same Day as the window's and written to a file.

A task is a plain tuple of texts, so every engine can send it to a worker; done twice it writes the same file twice.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import shapely

from mapper.analysis.land.ownership import EXCEPTIONS, own
from mapper.batch.folder import neighbours, read_province, read_table
from mapper.day.day import Day
from mapper.files.answer_files import write_answer
from mapper.schema import POINT_TABLES


class Task(NamedTuple):
    """What a worker is sent.

    Attributes
    ----------
    inputs
        A hash of the rows, the question and the day.
    language
        Of what is written for people to read.
    """

    folder: str
    province: str
    question: str
    day: str
    out: str
    inputs: str
    language: str = ""

    @property
    def path(self) -> Path:
        return Path(self.out) / self.province / f"{self.question}.json"


def run_task(task: Task) -> None:
    """Answer a task and write its file."""
    folder = Path(task.folder)
    day = Day(read_province(folder, task.province), date.fromisoformat(task.day))
    answer = QUESTIONS[task.question](day)
    if task.question == "ownership":
        answer["beyond"] = _beyond(folder, task.province, day)
    write_task(task, answer)


def write_task(task: Task, answer: dict[str, Any]) -> None:
    """Write a task's file: what was asked, then the answer."""
    task.path.parent.mkdir(parents=True, exist_ok=True)
    head = {"inputs": task.inputs, "province": task.province, "question": task.question, "as_of": task.day}
    write_answer(task.path, head | answer)


def ownership(day: Day) -> dict[str, Any]:
    """Owned and exceptions of each table of points; what is not owned, and what is, by row."""
    found = {}
    for table in POINT_TABLES:
        owned = day.owned(table)
        exceptions = owned[owned["exception"].notna()]["exception"]
        counts = exceptions.value_counts()
        inside = owned["community_code"].dropna()
        found[table] = {
            "points": len(owned),
            "owned": len(inside),
            "exceptions": {name: int(counts.get(name, 0)) for name in EXCEPTIONS},
            "units": dict(zip(map(str, inside.index), inside.tolist(), strict=True)),
            "excepted": dict(zip(map(str, exceptions.index), exceptions.tolist(), strict=True)),
        }
    return {"tables": found}


def _beyond(folder: Path, province: str, day: Day) -> dict[str, dict[str, dict[str, list[str | None]]]]:
    """What this province's units say of the points that neighbours record: by province, table and key.

    Points that are outside here too are left out.
    """
    found: dict[str, dict[str, dict[str, list[str | None]]]] = {}
    bounds = day.project.bounds
    for other in neighbours(folder, province):
        for table in POINT_TABLES:
            points = read_table(folder, other, table)
            near = points[shapely.intersects(shapely.box(*bounds), points.geometry.array)] if bounds else points[:0]
            owned = own(near, day.project.communities)
            told = owned[owned["exception"].ne("outside")]
            if len(told):
                cells = told[["community_code", "exception"]].astype(object)
                rows = cells.where(cells.notna(), None).to_numpy().tolist()
                found.setdefault(other, {})[table] = dict(zip(map(str, told.index), rows, strict=True))
    return found


def coverage(day: Day) -> dict[str, Any]:
    return day.coverage.as_json()


def load(day: Day) -> dict[str, Any]:
    return {"units": _rows(day.unit_load)}


def focus(day: Day) -> dict[str, Any]:
    outcomes = {str(key): outcome.as_json() for key, outcome in day.focus_outcomes.items()}
    return {"areas": outcomes, "minutes": _rows(day.focus_minutes)}


def tiling(day: Day) -> dict[str, Any]:
    return {"findings": [finding.as_json() for finding in day.tiling]}


def _rows(frame: pd.DataFrame) -> Any:
    return json.loads(frame.reset_index().to_json(orient="records", force_ascii=False, double_precision=15))


QUESTIONS: Mapping[str, Callable[[Day], dict[str, Any]]] = {
    "ownership": ownership,
    "coverage": coverage,
    "load": load,
    "focus": focus,
    "tiling": tiling,
}
"""What can be asked of a province."""
