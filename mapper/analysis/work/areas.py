"""Key rectification areas (重点整治地区): which run on a day, which targets are met, whose review is overdue."""

from dataclasses import asdict
from datetime import date
from typing import Any, Literal

import pandas as pd

from mapper.analysis.work.figures import Figure, FigureKind
from mapper.dates import runs_on
from mapper.finding import Finding
from mapper.finding_kinds import AREA_REVIEW_OVERDUE
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

TARGETS = FigureKind("targets", share=True, levels=("all",))
State = Literal["to_come", "running", "left"]


@dataclass(frozen=True)
class Area:
    """One area on a day.

    Attributes
    ----------
    state
        ``running`` from the day that it was entered to the one that it left, both included.
    review_overdue
        Whether it runs and the day of its review is over.
    targets, targets_met
        None where nobody counted them, or where more are met than there are.
    """

    code: str
    name: str
    reason: str
    entry_criteria: str
    exit_criteria: str
    entered_on: date | None
    review_on: date | None
    left_on: date | None
    state: State
    review_overdue: bool
    targets: int | None
    targets_met: int | None

    def as_json(self) -> dict[str, Any]:
        return {key: value.isoformat() if isinstance(value, date) else value for key, value in asdict(self).items()}


def areas(project: Project, as_of: date) -> tuple[Area, ...]:
    """Every area as it is on that day, by number."""
    table = project.rectification_areas
    if not len(table):
        return ()
    running = runs_on(table["entered_on"], table["left_on"], as_of).tolist()
    texts = (map(_text, table[name]) for name in ("reason", "entry_criteria", "exit_criteria"))
    days = (map(_day, table[name]) for name in ("entered_on", "review_on", "left_on"))
    counts = (table[name].tolist() for name in ("targets", "targets_met"))
    found = []
    for key, runs, reason, entry_criteria, exit_criteria, entered_on, review_on, left_on, targets, met in zip(
        table.index, running, *texts, *days, *counts, strict=True
    ):
        counted = pd.notna(targets) and pd.notna(met) and met <= targets
        found.append(
            Area(
                code=str(key),
                name=name_of(table, key),
                reason=reason,
                entry_criteria=entry_criteria,
                exit_criteria=exit_criteria,
                entered_on=entered_on,
                review_on=review_on,
                left_on=left_on,
                state="running" if runs else "left" if left_on is not None and left_on < as_of else "to_come",
                review_overdue=runs and review_on is not None and review_on < as_of,
                targets=int(targets) if counted else None,
                targets_met=int(met) if counted else None,
            )
        )
    return tuple(sorted(found, key=lambda area: area.code))


def targets_met(found: tuple[Area, ...]) -> Figure:
    """Targets met of all targets of the areas that run, pooled."""
    running = [area for area in found if area.state == "running"]
    met = [(area.targets_met, area.targets) for area in running if area.targets is not None]
    unknown = len(running) - len(met)
    sums = (sum(one or 0 for one, _ in met), sum(of or 0 for _, of in met))
    return Figure(TARGETS, *sums, {"not_counted": unknown} if unknown else {})


def area_findings(project: Project, as_of: date) -> list[Finding]:
    """Areas that run and whose review is overdue."""
    told = []
    for area in (area for area in areas(project, as_of) if area.review_overdue):
        shape = project.rectification_areas.geometry[area.code]
        at = None if shape is None or shape.is_empty else shape.representative_point()
        assert area.review_on is not None
        values = {"name": area.name, "due": area.review_on.isoformat(), "days": (as_of - area.review_on).days}
        where = None if at is None else (float(at.x), float(at.y))
        told.append(Finding(AREA_REVIEW_OVERDUE, (area.code,), where, values))
    return told


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()
