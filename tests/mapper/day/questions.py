"""What tests ask of a day: how often each question is asked, by whomever; what an answer reads; whether two agree."""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.analysis import change, todo
from mapper.analysis.hotspots.asked import HotspotsAsked
from mapper.analysis.incidents import cases, date_order, lifecycle, routing
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.land import foundations, ownership, tiling
from mapper.analysis.load import load, travel, unit_measures
from mapper.analysis.patrol import conflicts, focus_days, outcomes
from mapper.analysis.periods import comparison, period, trend, unit_rates
from mapper.analysis.seats import coverage, keepers, presence, responsible
from mapper.analysis.work import areas, community_work, inspections, liaison, sound
from mapper.day.answer import AS_OF, Answer, AnswerFor, Asked
from mapper.project import Project
from mapper.schema import POINT_TABLES

QUESTIONS: tuple[Callable[..., Any], ...] = (
    presence.status_on, presence.back_on, presence.absence_findings, presence.posting_findings,
    coverage.duties_of, coverage.coverage, coverage.coverage_findings,
    responsible.responsible_officers, responsible.responsible_findings,
    ownership.own, ownership.ownership_faults, tiling.tiling_findings, foundations.room_way_m,
    lifecycle.hazard_states, lifecycle.dispute_open, lifecycle.hazard_faults, lifecycle.dispute_faults,
    date_order.date_faults, routing.misroutings, cases.year_of,
    focus_days.focus_today, focus_days.focus_plan, conflicts.conflict_findings, outcomes.focus_outcomes,
    travel.station_distance_m, load.unit_load, load.officer_load, load.seat_shares, load.load_findings,
    unit_measures.load_share, unit_measures.residents_per_officer, unit_measures.open_hazards,
    unit_measures.open_disputes, unit_measures.year_of_incidents, change.change,
    period.recorded, comparison.compare, unit_rates.unit_rates, unit_measures.smoothed,
    trend.trend, trend.station_trends,
    keepers.unit_keepers, todo.todo,
    inspections.place_inspections, inspections.inspection_findings, liaison.liaison_findings, areas.area_findings,
    sound.unsound_rows, community_work.community_work,
)  # fmt: skip


def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[Hashable]:
    """How often each question was asked from now on: by name, and of points by name and table."""
    asked: Counter[Hashable] = Counter()
    for question in QUESTIONS:
        monkeypatch_everywhere(monkeypatch, question, _counting(question, asked))
    return asked


def monkeypatch_everywhere(monkeypatch: pytest.MonkeyPatch, old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Put a function in the place of another in every module that has it."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("mapper", "layers", "ui"):
            for held, value in list(vars(module).items()):
                if value is old:
                    monkeypatch.setattr(module, held, new)


def _counting(question: Callable[..., Any], asked: Counter[Hashable]) -> Callable[..., Any]:
    @wraps(question)
    def count(*given: Any, **named: Any) -> Any:
        name = question.__name__
        key: Hashable = name
        if name == "own":
            key = name, given[0].index.name
        elif name in ("ownership_faults", "compare", "unit_rates", "smoothed", "year_of_incidents"):
            key = name, getattr(given[1], "table", given[1])
        elif name == "focus_plan":
            key = name, tuple(given[1:])
        elif name in ("trend", "station_trends", "date_faults"):
            key = name, given[0].table
        elif name == "recorded":
            key = name, given[0].name
        asked[key] += 1
        return question(*given, **named)

    return count


def answers_of(kind: type[Asked]) -> dict[str, Answer[Any] | AnswerFor[Any, Any]]:
    """Every answer of a class by its name, those that it inherits too."""
    return {
        name: found
        for one in reversed(kind.__mro__)
        for name, found in vars(one).items()
        if isinstance(found, Answer | AnswerFor)
    }


def keys_for(name: str, as_of: date) -> tuple[Hashable, ...]:
    """What an answer of that name is asked for; (None,) where it is asked for nothing."""
    return {
        "owned": POINT_TABLES,
        "ownership_findings": POINT_TABLES,
        "coverage_on": (as_of - timedelta(days=30),),
        "change_since": (as_of - timedelta(days=30),),
        "change_on_last_year": (as_of - timedelta(days=30),),
        "focus_plan": ((as_of, as_of), (as_of - timedelta(days=7), as_of)),
        "focus_conflicts": ((as_of, as_of),),
        "focus_work": ((as_of - timedelta(days=30), as_of),),
        "measure": (
            "load_share",
            "residents_per_officer",
            "open_hazards",
            "open_disputes",
            "disputes_per_1000",
            "cases_in_year",
            "cases_per_km2",
            "hazards_smoothed",
            "disputes_smoothed",
        ),
        "hotspots": (HotspotsAsked("disputes", cell_m=500.0, share=0.05, method="counts"),),
        "incident_states": tuple(KIND_OF),
        "incident_rows": tuple(KIND_OF),
        "incident_entries": tuple(kind.table for kind in LOOPS),
        "ownership_faults": POINT_TABLES,
        "personal_texts": ("places", "liaison"),
        "personal_findings_in": ("places", "liaison"),
        "misroutings": ("disputes",),
        "date_faults": tuple(KIND_OF),
        "dispute_faults": ("disputes",),
        "hazard_faults": ("hazards",),
        "incident_owners": ("hazards",),
        "incidents_shown": tuple(KIND_OF),
        "incidents_closed": tuple(KIND_OF),
        "incidents_back": tuple(KIND_OF),
        "clocks": tuple(kind.table for kind in LOOPS),
        "loop": tuple(kind.table for kind in LOOPS),
        "shown_days": ("cases",),
        "shown_rows": tuple(KIND_OF),
        "recorded": tuple(KIND_OF),
        "unit_rates": tuple(KIND_OF),
        "trend": tuple(KIND_OF),
        "station_trends": tuple(KIND_OF),
        "came_in": (datetime(as_of.year, as_of.month, as_of.day, 8),),
        "sent": (datetime(as_of.year, as_of.month, as_of.day, 8),),
    }.get(name, (None,))


def asked(day: Asked, name: str, key: Hashable) -> Any:
    found = getattr(day, name)
    return found if key is None else found(key)


class WatchedProject(Project):
    """A project that notes which of its parts are read."""

    def __getattribute__(self, name: str) -> Any:
        if name in PARTS:
            object.__getattribute__(self, "__dict__").setdefault("noted", set()).add(name)
        return object.__getattribute__(self, name)


PARTS = frozenset(field.name for field in fields(Project))


def parts_read(kind: type[Asked], project: Project, as_of: date, name: str, key: Hashable) -> set[str]:
    """The parts that an answer of a fresh day reads, itself or through others."""
    watched = WatchedProject(**{part: getattr(project, part) for part in PARTS})
    watched.__dict__["noted"] = noted = set[str]()

    def told(_: Asked) -> date:
        noted.add(AS_OF)
        return as_of

    day = type("Watched", (kind,), {"as_of": property(told, lambda *_: None)})(watched, as_of)
    noted.clear()
    asked(day, name, key)
    return noted


def tables_of(parts: Iterable[str]) -> frozenset[str]:
    """Parts without the columns that they name."""
    return frozenset(part.partition(".")[0] for part in parts)


def others_moved(project: Project, parts: Collection[str]) -> Project | None:
    """The project with every column of which the parts say nothing moved a row on, of tables of which they name some.

    None where they name no column of a table alone.
    """
    moved = {}
    for table in tables_of(part for part in parts if "." in part) - {*parts}:
        frame = project.table(table)
        named = {part.partition(".")[2] for part in parts if part.startswith(f"{table}.")}
        turned = np.roll(np.arange(len(frame)), 1)
        moved[table] = frame.assign(**{c: frame[c].array.take(turned) for c in frame.columns if c not in named})
    return project.with_tables(**moved) if moved else None


def assert_same(one: Any, other: Any) -> None:
    """Two answers tell the same, to the last value."""
    if isinstance(one, gpd.GeoSeries | pd.Series):
        pd.testing.assert_series_equal(one, other)
    elif isinstance(one, pd.DataFrame):
        pd.testing.assert_frame_equal(one, other)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other)
    elif isinstance(one, shapely.Geometry):
        assert shapely.equals_exact(one, other)
    elif isinstance(one, tuple | list):
        assert len(one) == len(other)
        for a, b in zip(one, other, strict=True):
            assert_same(a, b)
    elif isinstance(one, dict):
        assert list(one) == list(other)
        for key in one:
            assert_same(one[key], other[key])
    elif is_dataclass(one):
        assert type(one) is type(other)
        for field in fields(one):
            assert_same(getattr(one, field.name), getattr(other, field.name))
    elif type(one).__module__.startswith(("layers", "ui")):
        assert_same(vars(one), vars(other))
    else:
        assert one == other or (one != one and other != other)  # noqa: PLR0124 – nan is itself no equal
