"""Incidents month by month or week by week, each beside the same month or week of the year before.

What was not recorded is not counted as none: a month before the first record, or after the data's own day, has no
count, and one that is recorded in part says which of its days are.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.periods.period import Period, Recorded, same_period_last_year
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass

Step = Literal["month", "week"]
LENGTHS: Mapping[Step, int] = {"month": 12, "week": 13}
"""How many months or weeks there are, the running one included."""
_WEEKS_BACK = timedelta(weeks=52)  # the same days of the week, a day or two off the same date


@dataclass(frozen=True, slots=True)
class Count:
    """The incidents of a period.

    Attributes
    ----------
    recorded
        The days of the period that are over and recorded; None where none is: then there is no count.
    count, discovered
        Incidents that began on those days, and how many of them a patrol found by itself (0 for a kind that makes no
        such difference).
    """

    period: Period
    recorded: Period | None
    count: int | None
    discovered: int | None

    @property
    def whole(self) -> bool:
        """Whether every day of the period is over and recorded."""
        return self.recorded == self.period

    def told(self, reported_only: bool = False) -> int | None:
        """The count, without those that patrols found where only what was reported is wanted."""
        if self.count is None or self.discovered is None:
            return None
        return self.count - self.discovered if reported_only else self.count

    def as_json(self) -> dict[str, Any]:
        days = self.recorded
        return {
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "recorded": None if days is None else [days.first.isoformat(), days.last.isoformat()],
            "count": self.count,
            "discovered": self.discovered,
        }


@dataclass(frozen=True, slots=True)
class Interval:
    """A month or week, the whole of it a year before, and the same days a year before as are recorded of it now."""

    now: Count
    before: Count
    same_days: Count | None

    def as_json(self) -> dict[str, Any]:
        same_days = None if self.same_days is None else self.same_days.as_json()
        return {"now": self.now.as_json(), "before": self.before.as_json(), "same_days_before": same_days}


Intervals = tuple[Interval, ...]


@dataclass(frozen=True)
class Trend:
    """A table of incidents over the last year or quarter.

    Attributes
    ----------
    by
        For each :data:`Step` its intervals, the oldest first; the last holds ``as_of``.
    on_record
        Incidents of the table that began by that day.
    undated
        Those that say not when they began: in no interval.
    """

    table: str
    as_of: date
    by: Mapping[Step, Intervals]
    on_record: int
    undated: int

    def as_json(self, step: Step, reported_only: bool = False) -> dict[str, Any]:
        """The intervals with both their counts, and the sums of what is wanted."""
        now, before = totals(self.by[step], reported_only)
        return {
            "table": self.table,
            "on_record": self.on_record,
            "undated": self.undated,
            "now": now,
            "same_days_before": before,
            "intervals": [interval.as_json() for interval in self.by[step]],
        }


@dataclass(frozen=True)
class StationTrends:
    """The same by station: in the order of their codes, those without an incident too.

    ``nowhere`` are the incidents that lie in no station's units, or in several.
    """

    table: str
    as_of: date
    by: Mapping[str, Mapping[Step, Intervals]]
    nowhere: Mapping[Step, Intervals]


def totals(intervals: Iterable[Interval], reported_only: bool = False) -> tuple[int, int | None]:
    """All that is recorded of some intervals, and the same days a year before: None where not all of those are."""
    told = [interval for interval in intervals if interval.same_days is not None]
    now = sum(interval.now.told(reported_only) or 0 for interval in told)
    earlier = [interval.same_days for interval in told if interval.same_days is not None]
    if not earlier or not all(count.whole for count in earlier):
        return now, None
    return now, sum(count.told(reported_only) or 0 for count in earlier)


def trend(kind: IncidentKind, rows: pd.DataFrame, span: Recorded, as_of: date) -> Trend:
    """The intervals up to a day.

    ``rows`` are all of the kind's table, ``span`` the days that its records reach over.
    """
    began = rows[kind.began]
    counted = _counter(span, as_of)(_moments(began), _moments(began[_discovered(kind, rows)]))
    return Trend(kind.table, as_of, counted, int((began < end_of(as_of)).sum()), int(began.isna().sum()))


def station_trends(
    kind: IncidentKind,
    rows: pd.DataFrame,
    stations: pd.Series,
    codes: Iterable[str],
    span: Recorded,
    as_of: date,
) -> StationTrends:
    """The intervals of each station.

    ``stations`` is the station that each row lies in, missing for none; ``codes`` are those that are told even if none
    lies in them. ``span`` is of the whole table: a station's first record does not say that none was kept before.
    """
    began, found = rows[kind.began].to_numpy(dtype="datetime64[us]"), _discovered(kind, rows)
    count, in_order = _counter(span, as_of), stations.reset_index(drop=True)
    of_station: Mapping[Any, npt.NDArray[np.intp]] = in_order.groupby(in_order).indices

    def counted(at: npt.NDArray[np.intp]) -> Mapping[Step, Intervals]:
        return count(_moments(began[at]), _moments(began[at][found[at]]))

    none = np.empty(0, dtype=np.intp)
    every = sorted({*codes, *(str(code) for code in of_station)})
    by = {code: counted(of_station.get(code, none)) for code in every}
    return StationTrends(kind.table, as_of, by, counted(np.flatnonzero(stations.isna().to_numpy(dtype=bool))))


def months_to(day: date, count: int) -> tuple[Period, ...]:
    """So many calendar months, the last of which holds the day."""
    number = day.year * 12 + day.month - 1
    firsts = [date(n // 12, n % 12 + 1, 1) for n in range(number - count + 1, number + 1)]
    return tuple(Period(first, first.replace(day=monthrange(first.year, first.month)[1])) for first in firsts)


def weeks_to(day: date, count: int) -> tuple[Period, ...]:
    """So many weeks from Monday to Sunday, the last of which holds the day."""
    monday = day - timedelta(days=day.weekday())
    firsts = [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    return tuple(Period(first, first + timedelta(days=6)) for first in firsts)


def year_before(period: Period, step: Step) -> Period:
    """The days that a month, a week or a part of one is set beside: of a week those 52 weeks before."""
    if step == "month":
        return same_period_last_year(period)
    return Period(period.first - _WEEKS_BACK, period.last - _WEEKS_BACK)


def _discovered(kind: IncidentKind, rows: pd.DataFrame) -> Bools:
    if kind.origin is None:
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(rows[kind.origin].eq("discovered"), dtype=bool)


Moments = npt.NDArray[np.datetime64]


def _moments(times: pd.Series | Moments) -> Moments:
    """The known ones, in order."""
    every = np.asarray(times, dtype="datetime64[us]")
    known: Moments = np.sort(every[~np.isnat(every)])
    return known


Counter = Callable[[Moments, Moments], Mapping[Step, Intervals]]
# A period, and the days of it that are recorded.
Asked = tuple[Period, Period | None]


def _counter(span: Recorded, as_of: date) -> Counter:
    """What counts moments, of all and of those discovered, both in order, in every interval up to a day."""

    def asked(period: Period) -> Asked:
        return period, _recorded_days(period, span, as_of)

    def interval(period: Period, step: Step) -> tuple[Asked, ...]:
        now = asked(period)
        same_days = () if now[1] is None else (asked(year_before(now[1], step)),)
        return now, asked(year_before(period, step)), *same_days

    periods = {"month": months_to(as_of, LENGTHS["month"]), "week": weeks_to(as_of, LENGTHS["week"])}
    every = {step: [interval(period, step) for period in periods[step]] for step in LENGTHS}
    recorded = [days for several in every.values() for one in several for _, days in one if days is not None]
    starts = np.array([days.first for days in recorded], dtype="datetime64[us]")
    ends = np.array([days.last + timedelta(days=1) for days in recorded], dtype="datetime64[us]")

    def count(times: Moments, found: Moments) -> Mapping[Step, Intervals]:
        inside = [(np.searchsorted(known, ends) - np.searchsorted(known, starts)).tolist() for known in (times, found)]
        counts = zip(*inside, strict=True)

        def told(one: Asked) -> Count:
            return Count(*one, *((None, None) if one[1] is None else next(counts)))

        def interval_of(one: tuple[Asked, ...]) -> Interval:
            now, before, *same_days = (told(asked) for asked in one)
            return Interval(now, before, same_days[0] if same_days else None)

        return {step: tuple(interval_of(one) for one in several) for step, several in every.items()}

    return count


def _recorded_days(period: Period, span: Recorded, as_of: date) -> Period | None:
    """The days of a period that are recorded and not later than a day."""
    if span.first is None or span.last is None:
        return None
    first, last = max(period.first, span.first), min(period.last, span.last, as_of)
    return Period(first, last) if first <= last else None
