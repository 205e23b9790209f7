"""Incidents of two periods set against each other, by unit, station or category, with what chance alone may do."""

import json
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.land.ownership import own
from mapper.analysis.periods.chance import LEVEL, adjusted, chance_of, ratio_of
from mapper.analysis.periods.period import Period, Recorded, recorded
from mapper.arrays import Bools
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project

Grouping = Literal["unit", "station", "category", "all"]
GROUPINGS: tuple[Grouping, ...] = ("unit", "station", "category", "all")
LEAST_BASE = 30
"""Below so many incidents before, a change is shown in grey."""
CHANGES = (
    "clearly_more", "more", "as_many", "fewer", "clearly_fewer", "few_clearly_more", "few_clearly_fewer", "few",
)  # fmt: skip
"""What became of a group: ``clearly`` where p < 0.05, ``few`` where there were fewer than 30 before."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """The incidents of a table in two periods.

    Attributes
    ----------
    table, by
        What was counted, and what the rows of ``groups`` are.
    now, before
        The period asked about and the one that it is set against; neither need come first.
    groups
        Indexed by community_code, station_code, category ("" for none) or ``all``: now, before, difference (of the
        counts as they are), ratio, ratio_low, ratio_high (of daily rates,
        :func:`~mapper.analysis.periods.chance.ratio_of`), p, base_small (``before`` is under :data:`LEAST_BASE`),
        flagged (p < 0.05), flagged_adjusted (the same after as many tests as there are groups with an incident),
        change (one of :data:`CHANGES`). Where the periods cannot be compared ratio, interval, p and change are missing
        and nothing is flagged.
    total
        The same of all groups together, as one row.
    lacks_now, lacks_before
        Why either period cannot be counted whole (:meth:`~mapper.analysis.periods.period.Recorded.lacks`); empty where
        it can.
    discovered
        Incidents of either period that a patrol found by itself: where one looks more one finds more, so they are left
        out unless asked for. 0 for a kind that makes no such difference.
    nowhere
        Others of either period that lie in no one unit: left out.
    undated
        Incidents that say not when they began: left out.
    """

    table: str
    by: Grouping
    now: Period
    before: Period
    groups: pd.DataFrame
    total: pd.DataFrame
    lacks_now: tuple[Message, ...]
    lacks_before: tuple[Message, ...]
    discovered: int
    nowhere: int
    undated: int

    @property
    def not_compared(self) -> tuple[Message, ...]:
        """Why the periods cannot be compared, a reason each; empty where they can."""
        return self.lacks_now + tuple(why for why in self.lacks_before if why not in self.lacks_now)

    @property
    def told(self) -> pd.DataFrame:
        """The groups as they may be told: no count of a period that was not recorded in whole."""
        return self._told(self.groups)

    @property
    def told_total(self) -> pd.DataFrame:
        """:attr:`total` as it may be told."""
        return self._told(self.total)

    def _told(self, frame: pd.DataFrame) -> pd.DataFrame:
        untold = {"now": self.lacks_now, "before": self.lacks_before, "difference": self.not_compared}
        untold["base_small"] = self.lacks_before
        return frame.assign(**{name: pd.NA for name, why in untold.items() if why})

    @property
    def without(self) -> int:
        """Groups that have no incident in the period asked about: counted here, and given no place in any order."""
        return int((self.groups["now"] == 0).sum())

    @property
    def tested(self) -> int:
        """Groups that have an incident in either period, where the two can be compared."""
        return 0 if self.not_compared else int((self.groups["now"] + self.groups["before"] > 0).sum())

    @property
    def by_chance(self) -> float:
        """Groups that would be flagged by chance at most, were nothing different (5 % of those tested)."""
        return LEVEL * self.tested

    def as_json(self) -> dict[str, Any]:
        """The shape of ``compare --json``; a missing or infinite figure is null."""
        (total,) = _rows(self.told_total)
        return {
            "table": self.table,
            "by": self.by,
            "period": _days(self.now),
            "period_before": _days(self.before),
            "compared": not self.not_compared,
            "not_compared": [
                {"code": code.removeprefix("not_compared."), **{name: day.isoformat() for name, day in values.items()}}
                for code, values in self.not_compared
            ],
            "total": {name: value for name, value in total.items() if name not in ("group", "flagged_adjusted")},
            "tested": self.tested,
            "by_chance": self.by_chance,
            "flagged": int(self.groups["flagged"].sum()),
            "flagged_adjusted": int(self.groups["flagged_adjusted"].sum()),
            "without": None if self.lacks_now else self.without,
            "discovered": self.discovered,
            "nowhere": self.nowhere,
            "undated": self.undated,
            "rows": _rows(self.told),
        }


def compare(
    project: Project,
    kind: IncidentKind,
    now: Period,
    before: Period,
    by: Grouping = "unit",
    *,
    owned: pd.DataFrame | None = None,
    span: Recorded | None = None,
    with_discovered: bool = False,
) -> Comparison:
    """Count the incidents of a kind that began in either period and lie in one unit.

    Parameters
    ----------
    owned
        The answer of :func:`~mapper.analysis.land.ownership.own`, where it is at hand already.
    span
        The days that the table's records reach over, where the project has not all of them.
    with_discovered
        Count also what a patrol found by itself.

    Raises
    ------
    InputError
        ``periods_overlap``: what is in both would be compared with itself.
    """
    if now.overlaps(before):
        raise InputError("periods_overlap", **_named(now), **{f"{k}_before": v for k, v in _named(before).items()})
    rows = project.table(kind.table)
    times = rows[kind.began]
    owned = own(project.table(kind.table), project.communities) if owned is None else owned
    span = recorded(times, project.about) if span is None else span
    found = np.zeros(len(rows), dtype=bool)
    if kind.origin is not None and not with_discovered:
        found = rows[kind.origin].eq("discovered").to_numpy(dtype=bool)
    inside = now.has(times), before.has(times)
    either, placed = inside[0] | inside[1], owned["community_code"].notna().to_numpy(dtype=bool)
    group, codes = _groups(project, kind, rows, owned, by)
    counted = [_counts(group, codes, chosen & placed & ~found) for chosen in inside]
    sums = counted[0].sum(keepdims=True), counted[1].sum(keepdims=True)
    lacks = span.lacks(now), span.lacks(before)
    share = now.days / (now.days + before.days)
    return Comparison(
        table=kind.table,
        by=by,
        now=now,
        before=before,
        groups=_compared(counted[0], counted[1], share, codes, not any(lacks)),
        total=_compared(sums[0], sums[1], share, pd.Index(["all"], name="group"), not any(lacks)),
        lacks_now=lacks[0],
        lacks_before=lacks[1],
        discovered=int((either & found).sum()),
        nowhere=int((either & ~found & ~placed).sum()),
        undated=int((times.isna().to_numpy(dtype=bool) & ~found).sum()),
    )


def _groups(
    project: Project, kind: IncidentKind, rows: pd.DataFrame, owned: pd.DataFrame, by: Grouping
) -> tuple[pd.Series, pd.Index]:
    """The group of each row, and all groups that there are, also those without a row."""
    if by == "unit":
        return owned["community_code"], project.communities.index
    if by == "station":
        of_units = project.communities["station_code"].fillna("")
        codes = pd.Index([*project.stations.index, *sorted({*of_units} - {*project.stations.index})], dtype="str")
        return owned["station_code"].fillna(""), codes.rename("station_code")
    if by == "category":
        category = rows[kind.category].fillna("")
        return category, pd.Index(sorted(category.unique()), name="category", dtype="str")
    return pd.Series("all", index=rows.index, dtype="str"), pd.Index(["all"], name="group")


def _counts(group: pd.Series, codes: pd.Index, chosen: Bools) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = group[chosen].value_counts().reindex(codes, fill_value=0).to_numpy(dtype=np.int64)
    return found


def _compared(
    now: npt.NDArray[np.int64], before: npt.NDArray[np.int64], share: float, codes: pd.Index, comparable: bool
) -> pd.DataFrame:
    nothing = np.full(len(codes), np.nan)
    ratio, low, high = ratio_of(now, before, share) if comparable else (nothing, nothing, nothing)
    p = chance_of(now, before, share) if comparable else nothing
    tests = adjusted(np.where(now + before > 0, p, np.nan))
    found = pd.DataFrame(
        {
            "now": now,
            "before": before,
            "difference": now - before,
            "ratio": ratio,
            "ratio_low": low,
            "ratio_high": high,
            "p": p,
            "base_small": before < LEAST_BASE,
            "flagged": p < LEVEL,
            "flagged_adjusted": tests < LEVEL,
        },
        index=codes,
    )
    change = _change(found)
    return found.assign(change=change if comparable else pd.Series(None, index=codes, dtype="str"))


def _change(groups: pd.DataFrame) -> pd.Series:
    """Which of :data:`CHANGES` each group is."""
    difference, clear, few = groups["difference"], groups["flagged"], groups["base_small"]
    cases = {
        "few_clearly_more": few & clear & (difference > 0),
        "few_clearly_fewer": few & clear & (difference < 0),
        "few": few,
        "clearly_more": clear & (difference > 0),
        "clearly_fewer": clear & (difference < 0),
        "more": difference > 0,
        "fewer": difference < 0,
    }
    return pd.Series(np.select(list(cases.values()), list(cases), "as_many"), index=groups.index, dtype="str")


def _named(period: Period) -> dict[str, str]:
    return {"first": period.first.isoformat(), "last": period.last.isoformat()}


def _days(period: Period) -> dict[str, Any]:
    return {**_named(period), "days": period.days}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON can hold them, each with its ``group``."""
    plain = frame.rename_axis("group").reset_index()
    rows: list[dict[str, Any]] = json.loads(plain.to_json(orient="records", force_ascii=False, double_precision=15))
    return rows
