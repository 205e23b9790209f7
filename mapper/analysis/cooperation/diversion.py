"""Calls that are no police matter (非警务警情分流, 12345): how many of those that could be passed on were.

Platforms tell them by the month, as numbers. All rates are pooled – sums over sums, never a mean of rates – over the
whole months of a year that are over by the day.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from mapper.dates import end_of, with_iso_days
from mapper.finding import Finding
from mapper.finding_kinds import DIVERSION_IMPOSSIBLE, DIVERSION_TWICE
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project

MONTHS = 12
_COUNTS = ("received", "eligible", "diverted", "closed")
# Why a row says nothing, in the order in which it is asked.
LEFT_OUT = ("undated", "later", "earlier", "unfinished", "repeated", "missing", "impossible")


@dataclass(frozen=True)
class Diverted:
    """Sums over the rows of a category, a station, or all (``*``); of those without a category or station, ``""``.

    ``diverted`` is of ``eligible``. ``closed`` is of ``closable``: those diverted in rows that say how many were
    closed. ``received`` is None where a row does not say it.
    """

    code: str
    rows: int
    received: int | None
    eligible: int
    diverted: int
    closed: int
    closable: int


@dataclass(frozen=True)
class Diversion:
    """The figures of a day.

    Attributes
    ----------
    first, last
        First day of the first and last day of the last of the twelve months.
    months, without
        Which of these months any counted row tells of, and which none does; each by its first day.
    total, categories, stations
        The sums.
    left_out
        Why rows are not counted → how many: ``undated``; ``later`` or ``earlier`` than these months; ``unfinished``,
        the month is not over by the day; ``repeated``, a later row tells of the same month, station and category;
        ``missing``, how many could be or were diverted; ``impossible``, more of a part than of the whole.
    """

    as_of: date
    first: date
    last: date
    months: tuple[date, ...]
    without: tuple[date, ...]
    total: Diverted
    categories: tuple[Diverted, ...]
    stations: tuple[Diverted, ...]
    left_out: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        of = ("total", "categories", "stations")
        return with_iso_days({name: value for name, value in vars(self).items() if name not in of}) | {
            "months": [month.isoformat() for month in self.months],
            "without": [month.isoformat() for month in self.without],
            "total": vars(self.total),
            "categories": [vars(one) for one in self.categories],
            "stations": [vars(one) for one in self.stations],
        }


def diversion(project: Project, as_of: date) -> Diversion:
    """The sums of the twelve whole months that are over at the end of the day."""
    rows = project.diversions
    this_month = pd.Timestamp(as_of).to_period("M")
    last = this_month if end_of(as_of) >= this_month.end_time else this_month - 1
    months = [last - n for n in reversed(range(MONTHS))]
    why = _why_left_out(rows, months[0].start_time, last.end_time, this_month.start_time)
    counted = rows[why.isna()]
    there = {pd.Timestamp(month).to_period("M") for month in counted["month"].unique()}
    days = {month: month.start_time.date() for month in months}
    reasons = Counter(why.dropna())
    return Diversion(
        as_of=as_of,
        first=days[months[0]],
        last=last.end_time.date(),
        months=tuple(day for month, day in days.items() if month in there),
        without=tuple(day for month, day in days.items() if month not in there),
        total=_sums("*", counted),
        categories=tuple(_grouped(counted, "category")),
        stations=tuple(_grouped(counted, "station_code")),
        left_out={reason: reasons[reason] for reason in LEFT_OUT},
    )


def diversion_findings(project: Project) -> list[Finding]:
    """Rows with more of a part than of the whole, and rows that a later one of the same month repeats."""
    rows = project.diversions
    findings = []
    for kind, mask in ((DIVERSION_IMPOSSIBLE, _impossible(rows)), (DIVERSION_TWICE, _repeated(rows))):
        for key, row in rows[mask].iterrows():
            counts = {name: None if pd.isna(row[name]) else int(row[name]) for name in _COUNTS}
            values = {
                "month": None if pd.isna(row["month"]) else f"{row['month']:%Y-%m}",
                "station": None if pd.isna(row["station_code"]) else name_of(project.stations, row["station_code"]),
                "category": row["category"] if isinstance(row["category"], str) else None,
            }
            findings.append(Finding(kind, (str(key),), None, values | counts))
    return findings


def _why_left_out(rows: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp, this_month: pd.Timestamp) -> pd.Series:
    """The first of :data:`LEFT_OUT` that holds for each row; missing where it is counted."""
    month = rows["month"]
    later = month > last
    missing = rows["eligible"].isna() | rows["diverted"].isna()
    masks = [
        month.isna(), later & (month >= this_month + pd.offsets.MonthBegin(1)), month < first, later,
        _repeated(rows), missing, _impossible(rows),
    ]  # fmt: skip
    found = np.select([mask.to_numpy(dtype=bool) for mask in masks], LEFT_OUT, "")
    return pd.Series(found, index=rows.index, dtype="str").replace("", None)


def _repeated(rows: pd.DataFrame) -> pd.Series:
    """True for each row that a later one repeats: the same month, station and category, told anew."""
    named = rows[["month", "station_code", "category"]]
    return named.duplicated(keep="last") & rows["month"].notna()


def _impossible(rows: pd.DataFrame) -> pd.Series:
    counts = rows[list(_COUNTS)].astype("float64")
    wrong = (counts < 0).any(axis=1)
    for whole, part in pairwise(_COUNTS):
        wrong |= counts[part] > counts[whole]
    return wrong


def _grouped(rows: pd.DataFrame, column: str) -> Iterable[Diverted]:
    codes = rows[column].fillna("")
    for code in sorted(codes.unique()):
        yield _sums(str(code), rows[codes == code])


def _sums(code: str, rows: pd.DataFrame) -> Diverted:
    told = rows["closed"].notna()
    return Diverted(
        code=code,
        rows=len(rows),
        received=None if rows["received"].isna().any() else int(rows["received"].sum()),
        eligible=int(rows["eligible"].sum()),
        diverted=int(rows["diverted"].sum()),
        closed=int(rows["closed"][told].sum()),
        closable=int(rows["diverted"][told].sum()),
    )
