"""The loop in figures: where incidents stand, how many reach each stage, how long that takes, and what is late."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.incidents.clocks import counted_from, due_days
from mapper.analysis.incidents.kind import IncidentKind, times_of
from mapper.arrays import Bools, Floats
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
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
    first, rows = as_of - timedelta(days=days - 1), pd.DataFrame(rows)
    began, ended = times_of(rows, [kind.began, str(kind.ended)]).T
    cohort = (began >= np.datetime64(first)) & (began < end_of(as_of).to_datetime64())
    is_open, closed, back = (
        asked(rows, as_of).to_numpy() for asked in (kind.shown_on, kind.closed_on, kind.came_back_on)
    )
    age = np.datetime64(as_of) - began.astype("datetime64[D]")
    late = is_open & (clock["days_late"].to_numpy(dtype=np.int64, na_value=0) > 0)
    taken = _days(ended - began)[cohort & closed]
    outcomes = {} if kind.outcome is None else rows[kind.outcome][cohort & closed].value_counts().to_dict()
    return LoopFigures(
        table=kind.table,
        as_of=as_of,
        first=first,
        began=int(cohort.sum()),
        undated=int(np.isnat(began).sum()),
        open=int(is_open.sum()),
        open_again=int((is_open & back).sum()),
        ages=_by_band(age[is_open]),
        late_ages=_by_band(age[late]),
        closed=int((cohort & closed).sum()),
        outcomes={str(outcome): int(count) for outcome, count in sorted(outcomes.items())},
        came_back=int((cohort & back).sum()),
        median_days=_median(taken[taken >= 0]),
        stages=_stages(kind, rows[cohort], norms, as_of, clock["stage"], is_open, late),
    )


def _stages(
    kind: IncidentKind,
    mine: pd.DataFrame,
    norms: Norms,
    as_of: date,
    at: pd.Series,
    is_open: Bools,
    late: Bools,
) -> tuple[StageFigures, ...]:
    """``mine`` are the rows of the cohort; ``at`` is the stage of every row."""
    found = []
    reached, today = kind.reached_on(mine, norms, as_of), np.datetime64(as_of)
    stages = kind.stages_under(norms)
    names = pd.Index([stage.code for stage in stages])
    places = (names.get_indexer(at.array[some]) for some in (is_open, late))
    standing, of_them_late = (np.bincount(place[place >= 0], minlength=len(stages)) for place in places)
    before = np.ones(len(mine), dtype=bool)  # whether the stage before, that is asked of all, was reached
    for place, stage in enumerate(stages):
        coming = np.full(len(mine), place)
        come, when = reached[:, place], times_of(mine, [stage.date])[:, 0]
        counted = counted_from(kind, mine, norms, as_of, coming, reached)
        due = due_days(kind, mine, norms, coming, counted)
        day, days = when.astype("datetime64[D]"), _days(when - counted)[come]
        found.append(
            StageFigures(
                code=stage.code,
                standing=int(standing[place]),
                late=int(of_them_late[place]),
                reached=int(come.sum()),
                in_time=int((come & (day <= due)).sum()),
                after_time=int((come & (day > due)).sum()),
                missed=int((before & ~come & (due < today)).sum()),
                median_days=_median(days[days >= 0]),
                backwards=int((days < 0).sum()),
            )
        )
        before = before if stage.optional else come
    return tuple(found)


def _days(spans: npt.NDArray[np.timedelta64]) -> Floats:
    """Spans of time in days; NaN for one that is missing."""
    return spans / np.timedelta64(1, "D")


def _by_band(ages: npt.NDArray[np.timedelta64]) -> tuple[int, ...]:
    known = ages[~np.isnat(ages)].astype(np.int64)
    bands = np.searchsorted(AGES, known, side="left")
    return tuple(int(count) for count in np.bincount(bands, minlength=len(AGES) + 1))


def _median(days: Floats) -> float | None:
    """``days`` has no missing value, which is neither 0 or more nor less."""
    return round(float(np.median(days)), 3) if len(days) else None
