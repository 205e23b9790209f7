"""Days of rows that last: from their first day to their last, both included; without one they are open on that side."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd


def runs_on(starts: pd.Series, ends: pd.Series, day: date | pd.Timestamp) -> pd.Series:
    """True for each row that has begun on that day and is not over: its first day and its last one count."""
    at = pd.Timestamp(day)
    return (starts.isna() | (starts <= at)) & not_over(ends, at)


def not_over(ends: pd.Series, day: date | pd.Timestamp) -> pd.Series:
    """True for each row whose last day is that day or later, whether it has begun or not."""
    return ends.isna() | (ends >= pd.Timestamp(day))


def overlaps(starts: pd.Series, ends: pd.Series, first: date, last: date | None) -> pd.Series:
    """True for each row that runs on any day from ``first`` to ``last`` (None: for ever)."""
    begun = pd.Series(np.True_, index=starts.index) if last is None else starts.isna() | (starts <= pd.Timestamp(last))
    return begun & not_over(ends, first)


def end_of(day: date) -> pd.Timestamp:
    """The first moment after that day: what happened before it happened by that day."""
    return pd.Timestamp(day + timedelta(days=1))


def to_the_minute(moment: datetime) -> str:
    """A moment as sentences tell it."""
    return f"{moment:%Y-%m-%d %H:%M}"


def with_iso_days(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with days and moments as JSON has them, in ISO form."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
