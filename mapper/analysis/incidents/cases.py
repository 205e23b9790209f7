"""Which cases a map and its lists show: those of the year that ends with the day."""

from datetime import date, timedelta

import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True, eq=False)
class YearOfCases:
    """``shown`` by case_id: it occurred on one of the days ``first`` to ``last``; the rest is counted by why not."""

    first: date
    last: date
    shown: pd.Series
    earlier: int
    later: int
    undated: int


def year_of(kind: IncidentKind, rows: pd.DataFrame, as_of: date) -> YearOfCases:
    """Rows of a kind that does not end, of its ``shown_days`` up to and including ``as_of``."""
    first, days = as_of - timedelta(days=kind.shown_days - 1), rows[kind.began]
    earlier, later, undated = days < pd.Timestamp(first), days >= end_of(as_of), days.isna()
    shown = kind.shown_on(rows, as_of)
    return YearOfCases(first, as_of, shown, int(earlier.sum()), int(later.sum()), int(undated.sum()))
