"""A seat over time: who held it and when nobody did, the days lost between two dates, and the gaps that are coming.

Only duties of the seat's own role count, first and last day included, as in the ledger (``coverage.py``). Loans and
leave count on their days (``presence.py``); who is away until further notice counts as away on every day.
"""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.seats.coverage import duties_of
from mapper.analysis.seats.presence import (
    AT_WORK,
    EVER,
    FOR_EVER,
    day_numbers,
    merged,
    stretches_away,
)
from mapper.analysis.seats.presence import day_number as _days
from mapper.analysis.seats.presence import day_of as _date
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

Days = npt.NDArray[np.int64]  # days since 1970-01-01
_PER_SEAT = 4 * 10**6  # more days than lie between those


@dataclass(frozen=True)
class Spell:
    """Days on which the same officers had a seat and were at work or away.

    Attributes
    ----------
    starts, ends
        First and last day, both included; None where the duty has no such day.
    officer_ids
        Who, in order of officer_id; empty where nobody did (a gap).
    duty_ids
        Their duties.
    away_ids
        Those of them who are on loan or on leave all these days.
    """

    starts: date | None
    ends: date | None
    officer_ids: tuple[str, ...]
    duty_ids: tuple[str, ...]
    away_ids: tuple[str, ...] = ()

    @property
    def is_gap(self) -> bool:
        return not self.officer_ids

    @property
    def days(self) -> int | None:
        """How many days; None where it has no beginning or no end."""
        return None if self.starts is None or self.ends is None else (self.ends - self.starts).days + 1


@dataclass(frozen=True)
class EmptySeat:
    """Days on which nobody at work has a seat: the first, and the last, None where no end is known."""

    community_code: str
    starts: date
    ends: date | None


@dataclass(frozen=True, eq=False)
class SeatDays:
    """Days lost between two dates, both included.

    Attributes
    ----------
    since, until
        The dates.
    seats
        Indexed by community_code: name, kind, station_code, days (of the period), held_days (somebody at work had the
        seat), away_days (only somebody on loan or on leave), vacant_days (nobody); the last three add up to days.
    """

    since: date
    until: date
    seats: pd.DataFrame

    @property
    def rostered_days(self) -> int:
        """Seats times days."""
        return int(self.seats["days"].sum())

    @property
    def lost_days(self) -> int:
        """Seat-days without anybody at work."""
        return int((self.seats["away_days"] + self.seats["vacant_days"]).sum())

    def by_station(self) -> pd.DataFrame:
        """Per station_code: days, held_days, away_days, vacant_days. Units of no station come under ''."""
        seats = self.seats.assign(station_code=self.seats["station_code"].fillna(""))
        return seats.groupby("station_code")[["days", "held_days", "away_days", "vacant_days"]].sum()


def seat_history(project: Project, community_code: str, until: date) -> tuple[Spell, ...]:
    """All spells of a seat in order of time, gaps between and after duties among them.

    A gap after the last duty reaches to ``until``; later spells of duties that are known already are told whole.

    Raises
    ------
    InputError
        ``row_unknown``.
    """
    if community_code not in project.communities.index:
        raise InputError("row_unknown", table="communities", key=community_code)
    duties = _fitting(project)
    duties = duties[duties["community_code"] == community_code]
    if duties.empty:
        return ()
    starts, ends = duties["first"].to_numpy(), duties["last"].to_numpy()
    away = stretches_away(project)
    ever = set(project.officers.index[project.officers["status"] != AT_WORK])
    theirs = [stretch for officer in set(duties["officer_id"]) for stretch in away.get(officer, ())]
    high = max(ends.max(), _days(until))
    turning = [day for first, last in theirs for day in (first, last + 1) if day <= high]
    turns = np.unique([*starts, *(ends + 1), _days(until) + 1, *turning])
    spells: list[Spell] = []
    for first, following in pairwise(turns):
        runs = (starts <= first) & (ends >= following - 1)
        held = duties[runs].sort_values("officer_id")
        if first < starts.min():  # ``until`` or an absence before the first duty
            continue
        who = tuple(dict.fromkeys(held["officer_id"].astype(str)))
        gone = tuple(i for i in who if i in ever or any(a <= first <= b for a, b in away.get(i, ())))
        spell = Spell(_date(first), _date(following - 1), who, tuple(map(str, held.index)), gone)
        if spells and (spells[-1].duty_ids, spells[-1].away_ids) == (spell.duty_ids, gone):
            spells[-1] = Spell(spells[-1].starts, spell.ends, who, spell.duty_ids, gone)
        else:
            spells.append(spell)
    return tuple(spells)


def seat_days(project: Project, since: date, until: date) -> SeatDays:
    """Held, away and vacant days of every seat; InputError ``dates_reversed``."""
    if until < since:
        raise InputError("dates_reversed", starts=since.isoformat(), ends=until.isoformat())
    units = project.communities
    duties = _fitting(project)
    total = (until - since).days + 1

    def counted(stretches: pd.DataFrame) -> Days:
        seat = units.index.get_indexer(stretches["community_code"])
        first = np.maximum(stretches["first"].to_numpy(), _days(since))
        after = np.minimum(stretches["last"].to_numpy(), _days(until)) + 1
        counts = (seat >= 0) & (after > first)
        return _covered_days(seat[counts], first[counts], after[counts], len(units))

    any_days, held_days = counted(duties), counted(_at_work(project, duties))
    seats = units[["name", "kind", "station_code"]].assign(
        days=total, held_days=held_days, away_days=any_days - held_days, vacant_days=total - any_days
    )
    return SeatDays(since, until, pd.DataFrame(seats))


def coming_gaps(project: Project, as_of: date, until: date, duties: pd.DataFrame | None = None) -> pd.DataFrame:
    """Seats with somebody at work on ``as_of`` and nobody on some day up to ``until``: a duty ends, a loan begins.

    ``duties`` is the answer of :func:`~mapper.analysis.seats.coverage.duties_of`, where it is at hand already.

    Returns
    -------
    pandas.DataFrame
        Indexed by community_code: name, kind, station_code, from_day (first day without anybody at work), in_days,
        why (``away``: somebody still has the seat but is on loan or on leave; ``duty_ends``); soonest first.
    """
    units = project.communities
    duties = _fitting(project, duties)
    working = _at_work(project, duties)
    working = working[working["last"] >= _days(as_of)].sort_values("first")
    reach: dict[str, int] = {}
    rows = zip(working["community_code"], working["first"], working["last"], strict=True)
    for code, first, last in rows:
        if first <= reach.get(code, _days(as_of) - 1) + 1:
            reach[code] = max(reach.get(code, last), last)
    found = {code: last + 1 for code, last in reach.items() if last < _days(until) and code in units.index}
    day = duties["community_code"].map(found).astype("float64")
    still = set(duties["community_code"][(duties["first"] <= day) & (duties["last"] >= day)])
    codes = sorted(found, key=lambda code: (found[code], code))
    result = units.loc[codes, ["name", "kind", "station_code"]]
    return pd.DataFrame(result).assign(
        from_day=pd.to_datetime([_date(found[code]) for code in codes]),
        in_days=np.array([found[code] - _days(as_of) for code in codes], dtype=np.int64),
        why=pd.Series(["away" if code in still else "duty_ends" for code in codes], index=result.index, dtype="str"),
    )


def seats_emptied(before: Project, after: Project, since: date) -> tuple[EmptySeat, ...]:
    """Days from ``since`` on, on which a seat has somebody at work in the one project and nobody in the other.

    In order of day and unit; days without a break are one.
    """
    theirs = [_reaches(project, since) for project in (before, after)]
    found = []
    for code in theirs[0].keys() & set(after.communities.index):
        free = theirs[1].get(code, [])
        for first, last in theirs[0][code]:
            begins = first
            for taken, until in free:
                if until < begins or taken > last:
                    continue
                if taken > begins:
                    found.append((begins, taken - 1, code))
                begins = until + 1
            if begins <= last:
                found.append((begins, last, code))
    return tuple(EmptySeat(code, _day(first), _date(last)) for first, last, code in sorted(found))


def _reaches(project: Project, since: date) -> dict[str, list[tuple[int, int]]]:
    """Unit → stretches of days from ``since`` on with somebody at work, in order, that do not touch."""
    working = _at_work(project, _fitting(project))
    working = working[working["last"] >= _days(since)].sort_values(["first", "last"])
    found: dict[str, list[tuple[int, int]]] = {}
    for code, first, last in zip(working["community_code"], working["first"], working["last"], strict=True):
        stretch = max(int(first), _days(since)), int(last)
        found.setdefault(str(code), []).append(stretch)
    return {code: merged(stretches) for code, stretches in found.items()}


def _day(number: int) -> date:
    """The day of a number that stands for one."""
    return date(1970, 1, 1) + timedelta(days=number)


def _fitting(project: Project, duties: pd.DataFrame | None = None) -> pd.DataFrame:
    """Duties of their seat's role with their first and last day as day numbers; ``duties`` are those of any day."""
    duties = duties_of(project, project.as_of) if duties is None else duties
    duties = duties[duties["fits"]]
    duties = duties.assign(first=day_numbers(duties["starts"], EVER), last=day_numbers(duties["ends"], FOR_EVER))
    return duties[duties["last"] >= duties["first"]]


def _at_work(project: Project, duties: pd.DataFrame) -> pd.DataFrame:
    """Stretches of these duties (community_code, first, last) on which their officer is at work."""
    status = project.officers["status"].reindex(duties["officer_id"]).array
    here = duties[["officer_id", "community_code", "first", "last"]][status == AT_WORK]
    away = stretches_away(project)
    cut = here["officer_id"].isin(list(away))
    rows = []
    for officer, code, first, last in here[cut].itertuples(index=False):
        begins = first
        for gone, until in away[officer]:
            if gone > begins:
                rows.append((officer, code, begins, min(gone - 1, last)))
            begins = max(begins, until + 1)
        rows.append((officer, code, begins, last))
    parts = pd.DataFrame([row for row in rows if row[2] <= row[3]], columns=here.columns)
    return here[~cut] if parts.empty else pd.concat([here[~cut], parts], ignore_index=True)


def _covered_days(seat: Days, first: Days, after: Days, count: int) -> Days:
    """Days of each seat in at least one of its spans ``[first, after)``."""
    order = np.lexsort((first, seat))
    seat, first, after = seat[order], first[order], after[order]
    if not len(seat):
        return np.zeros(count, dtype=np.int64)
    # Every seat on a stretch of days of its own, so that one running maximum serves all seats.
    offset = seat * _PER_SEAT
    ahead = np.maximum.accumulate(after + offset)
    reached = np.concatenate([first[:1], ahead[:-1] - offset[1:]])
    added = np.maximum(after - np.maximum(first, reached), 0)
    return np.bincount(seat, weights=added, minlength=count).astype(np.int64)
