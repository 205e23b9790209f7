"""Change: what is different on a day from an earlier one – seats gained and lost, hazards and disputes more or fewer.

Hazards and disputes that began in the days after the earlier day are set against those of as many days before it. Small
numbers change by chance alone, so every difference carries its p, and no percentage is given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.land.ownership import own
from mapper.analysis.seats.coverage import COUNTED, Coverage, coverage
from mapper.dates import end_of
from mapper.errors import InputError
from mapper.project import Project

SEAT_CHANGES = ("gained", "lost", "other_officer", "still_gap", "same")
USUAL_DAYS = 30
LEVEL = 0.05


@dataclass(frozen=True)
class Counted:
    """What was counted of one table in the two periods, and what was not.

    Attributes
    ----------
    now, before
        Incidents of units, in the later and the earlier period.
    discovered
        Hazards of either period that a patrol found by itself: where one looks more one finds more, so they are left
        out. 0 for disputes.
    nowhere
        Incidents of either period that lie in no one unit.
    """

    now: int
    before: int
    discovered: int
    nowhere: int


@dataclass(frozen=True, eq=False)
class Periods:
    """The period from an earlier day to a later one, and the one of as many days before it."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """Days of each of the two periods."""
        return (self.until - self.since).days

    @property
    def period(self) -> tuple[date, date]:
        """First and last day of the later period, both included."""
        return self.since + timedelta(days=1), self.until

    @property
    def period_before(self) -> tuple[date, date]:
        """First and last day of the earlier period, both included."""
        return self.since - timedelta(days=self.days - 1), self.since


@dataclass(frozen=True, eq=False)
class Change(Periods):
    """The answer for two days.

    Attributes
    ----------
    units
        Indexed by community_code: seat (one of :data:`SEAT_CHANGES`), state_before, state, officers_before, officers
        (tuples of officer_id), hazards, hazards_before, hazards_p, disputes, disputes_before, disputes_p.
    counted
        By table, ``hazards`` and ``disputes``.
    """

    units: pd.DataFrame
    counted: Mapping[str, Counted]

    @property
    def by_seat(self) -> Mapping[str, int]:
        """Seat change → units, every change named."""
        counts = self.units["seat"].value_counts()
        return {name: int(counts.get(name, 0)) for name in SEAT_CHANGES}


def change(
    project: Project,
    since: date,
    until: date,
    hazard_owners: pd.DataFrame | None = None,
    dispute_owners: pd.DataFrame | None = None,
    ledgers: tuple[Coverage, Coverage] | None = None,
) -> Change:
    """What changed from the end of ``since`` to the end of ``until``.

    A seat is ``gained`` where nobody truly had it before and somebody has now, ``lost`` the other way round,
    ``other_officer`` where it is covered on both days by different people. Who is on loan or
    on leave without dates counts as away on both days.

    Parameters
    ----------
    hazard_owners, dispute_owners
        The answers of :func:`~mapper.analysis.land.ownership.own`, where they are at hand already.
    ledgers
        Those of the two days, the earlier first, likewise.

    Raises
    ------
    InputError
        ``dates_reversed`` where ``since`` is not before ``until``.
    """
    if since >= until:
        raise InputError("dates_reversed", starts=since.isoformat(), ends=until.isoformat())
    ledgers = (coverage(project, since), coverage(project, until)) if ledgers is None else ledgers
    old, new = (ledger.seats for ledger in ledgers)
    had, has = old["state"].isin(COUNTED).to_numpy(), new["state"].isin(COUNTED).to_numpy()
    others = np.array(
        [a != b for a, b in zip(old["officer_ids"].tolist(), new["officer_ids"].tolist(), strict=True)], dtype=bool
    )
    seat = np.select(
        [~had & has, had & ~has, had & has & others, ~had & ~has],
        ["gained", "lost", "other_officer", "still_gap"],
        "same",
    )
    units = pd.DataFrame(
        {
            "seat": seat,
            "state_before": old["state"],
            "state": new["state"],
            "officers_before": old["officer_ids"],
            "officers": new["officer_ids"],
        },
        index=project.communities.index,
    )
    owners = {"hazards": hazard_owners, "disputes": dispute_owners}
    periods, counted = Periods(since, until), {}
    for table, began in (("hazards", "reported_at"), ("disputes", "received_at")):
        owned = owners[table]
        if owned is None:
            owned = own(project.table(table), project.communities)
        columns, counted[table] = _count(project, table, began, owned["community_code"], units.index, periods)
        units = units.assign(**columns)
    return Change(since, until, units, counted)


def _count(
    project: Project, table: str, began: str, unit: pd.Series, codes: pd.Index, periods: Periods
) -> tuple[dict[str, npt.NDArray[Any]], Counted]:
    """Columns for the two periods' counts and their p, and what was counted in all."""
    frame = project.table(table)
    discovered = np.zeros(len(frame), dtype=bool)
    if table == "hazards":
        discovered = (frame["origin"] == "discovered").to_numpy(dtype=bool)
    inside = [_within(frame[began], *days) for days in (periods.period, periods.period_before)]
    now, before = (
        unit[chosen & ~discovered].value_counts().reindex(codes, fill_value=0).to_numpy(dtype=np.int64)
        for chosen in inside
    )
    either = inside[0] | inside[1]
    nowhere = either & ~discovered & unit.isna().to_numpy()
    counted = Counted(int(now.sum()), int(before.sum()), int((either & discovered).sum()), int(nowhere.sum()))
    return {table: now, f"{table}_before": before, f"{table}_p": chance_of(now, before)}, counted


def _within(times: pd.Series, first: date, last: date) -> npt.NDArray[np.bool_]:
    inside = (times >= pd.Timestamp(first)) & (times < end_of(last))
    return np.asarray(inside, dtype=bool)


def chance_of(now: npt.ArrayLike, before: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """How likely so large a difference of two counts is by chance alone.

    The exact conditional test: given their sum, either period is as likely to have each of the incidents. Two-sided;
    1 where there is nothing to compare. 9 → 5 gives 0.42, 36 → 20 gives 0.04.
    """
    from scipy.special import bdtr

    one, other = np.asarray(now, dtype=np.int64), np.asarray(before, dtype=np.int64)
    tail = bdtr(np.minimum(one, other).astype(np.float64), one + other, 0.5)
    p: npt.NDArray[np.float64] = np.minimum(2 * tail, 1.0)
    return p
