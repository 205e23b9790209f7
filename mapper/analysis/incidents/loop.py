"""The loop in figures: where incidents stand, how many reach each stage, how long that takes, and what is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from mapper.analysis.incidents.clocks import counted_from, due_days
from mapper.analysis.incidents.kind import IncidentKind
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.norms import Norms

COHORT_DAYS = 365
# Last day of each band of ages, in days since an incident began; the last band has no end.
AGES = (0, 3, 7, 30, 90)
# First and last day of each band; the last has no end.
BANDS: tuple[tuple[int, int | None], ...] = tuple(zip((0, *(age + 1 for age in AGES)), (*AGES, None), strict=True))


@dataclass(frozen=True)
class StageFigures:
    """What is to be said of one stage.

    ``standing`` are open and at it, ``late`` of them past the day by which they had to go on. The rest is of the
    cohort, those that began in the days looked at: ``reached`` came to the stage; ``in_time`` and ``after_time`` of
    them by the day they had to or later; ``missed`` came to the one before, had to go on and did not. Whose day is not
    over is in none of the three. ``median_days`` is the time from the stage before; of ``backwards`` the dates are in
    the wrong order, so their time says nothing.
    """

    code: str
    standing: int
    late: int
    reached: int
    in_time: int
    after_time: int
    missed: int
    median_days: float | None
    backwards: int


@dataclass(frozen=True)
class LoopFigures:
    """A kind of incidents on a day.

    Attributes
    ----------
    table, as_of
        What is told of, and the day at whose end it is so.
    first
        First day of the cohort; its last is ``as_of``.
    began, undated
        Incidents of the cohort, and those of no known beginning, which are in none.
    open, open_again, ages, late_ages
        All that are open, how many of them came back after a closing, and how old they are: by the bands of
        :data:`AGES`, the last one for all that are older; those of no known beginning are in none. ``late_ages`` are
        those of each band that are past the day by which they have to go on.
    closed, outcomes
        Of the cohort, how many are closed, and with what outcome where the kind knows any.
    came_back
        Of the cohort, how many came back after they were closed.
    median_days
        From beginning to closing, of those of the cohort that are closed; None where there is none.
    stages
        In the order of the loop.
    """

    table: str
    as_of: date
    first: date
    began: int
    undated: int
    open: int
    open_again: int
    ages: tuple[int, ...]
    late_ages: tuple[int, ...]
    closed: int
    outcomes: Mapping[str, int]
    came_back: int
    median_days: float | None
    stages: tuple[StageFigures, ...]

    def as_json(self) -> dict[str, Any]:
        names = ("table", "began", "undated", "open", "open_again", "closed", "came_back", "median_days")
        bands = [*(f"to_{age}" for age in AGES), f"over_{AGES[-1]}"]
        return {
            "as_of": self.as_of.isoformat(),
            "first": self.first.isoformat(),
            **{name: getattr(self, name) for name in names},
            "outcomes": dict(self.outcomes),
            "days_old": dict(zip(bands, self.ages, strict=True)),
            "days_old_late": dict(zip(bands, self.late_ages, strict=True)),
            "stages": [vars(stage) for stage in self.stages],
        }


def loop(
    kind: IncidentKind, rows: pd.DataFrame, norms: Norms, as_of: date, clock: pd.DataFrame, days: int = COHORT_DAYS
) -> LoopFigures:
    """The figures of a kind that ends.

    ``rows`` are all of its table, ``clock`` is :func:`~mapper.analysis.incidents.clocks.clocks` of them on that day.
    The cohort are those that began in the last ``days`` days, that day included.
    """
    first = as_of - timedelta(days=days - 1)
    now, began = end_of(as_of), rows[kind.began]
    cohort = ((began >= pd.Timestamp(first)) & (began < now)).to_numpy(dtype=bool)
    is_open = kind.shown_on(rows, as_of).to_numpy(dtype=bool)
    closed = kind.closed_on(rows, as_of).to_numpy(dtype=bool)
    back = kind.came_back_on(rows, as_of).to_numpy(dtype=bool)
    age = (pd.Timestamp(as_of) - began.dt.normalize()) / pd.Timedelta(days=1)
    late = is_open & (clock["days_late"].fillna(0) > 0).to_numpy(dtype=bool)
    taken = (rows[kind.ended] - began)[cohort & closed] / pd.Timedelta(days=1)
    outcomes = {} if kind.outcome is None else rows[kind.outcome][cohort & closed].value_counts().to_dict()
    return LoopFigures(
        table=kind.table,
        as_of=as_of,
        first=first,
        began=int(cohort.sum()),
        undated=int(began.isna().sum()),
        open=int(is_open.sum()),
        open_again=int((is_open & back).sum()),
        ages=_by_band(age[is_open]),
        late_ages=_by_band(age[late]),
        closed=int((cohort & closed).sum()),
        outcomes={str(outcome): int(count) for outcome, count in sorted(outcomes.items())},
        came_back=int((cohort & back).sum()),
        median_days=_median(taken[taken >= 0]),
        stages=_stages(kind, rows, norms, as_of, clock, cohort, is_open),
    )


def _stages(
    kind: IncidentKind,
    rows: pd.DataFrame,
    norms: Norms,
    as_of: date,
    clock: pd.DataFrame,
    cohort: Bools,
    is_open: Bools,
) -> tuple[StageFigures, ...]:
    found = []
    mine = rows[cohort]
    reached = kind.reached_on(mine, norms, as_of)
    at, late = clock["stage"].to_numpy(), (clock["days_late"].fillna(0) > 0).to_numpy(dtype=bool)
    before = np.ones(len(mine), dtype=bool)  # whether the stage before, that is asked of all, was reached
    for place, stage in enumerate(kind.stages_under(norms)):
        standing = is_open & (at == stage.code)
        coming = np.full(len(mine), place)
        come, when = reached[:, place], mine[stage.date]
        counted = counted_from(kind, mine, norms, as_of, coming, reached)
        due = due_days(kind, mine, norms, as_of, coming, counted)
        in_time = come & (when.dt.normalize() <= due)
        days = (when - counted)[come] / pd.Timedelta(days=1)
        found.append(
            StageFigures(
                code=stage.code,
                standing=int(standing.sum()),
                late=int((standing & late).sum()),
                reached=int(come.sum()),
                in_time=int(in_time.sum()),
                after_time=int((come & (when.dt.normalize() > due)).sum()),
                missed=int((before & ~come & (due < pd.Timestamp(as_of))).sum()),
                median_days=_median(days[days >= 0]),
                backwards=int((days < 0).sum()),
            )
        )
        before = before if stage.optional else come
    return tuple(found)


def _by_band(ages: pd.Series) -> tuple[int, ...]:
    bands = np.searchsorted(AGES, ages.dropna(), side="left")
    return tuple(int(count) for count in np.bincount(bands, minlength=len(AGES) + 1))


def _median(days: pd.Series) -> float | None:
    known = days.dropna()
    return None if known.empty else round(float(known.median()), 3)
