"""Days of rows that last: from their first day to their last, both included; without one they are open on that side."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


def runs_on(starts: pd.Series, ends: pd.Series, day: date | pd.Timestamp) -> pd.Series:
    """True for each row that has begun on that day and is not over: its first day and its last one count."""
    return _rows(starts, _begun(starts, day) & _going_on(ends, day))


def not_over(ends: pd.Series, day: date | pd.Timestamp) -> pd.Series:
    """True for each row whose last day is that day or later, whether it has begun or not."""
    return _rows(ends, _going_on(ends, day))


def overlaps(starts: pd.Series, ends: pd.Series, first: date, last: date | None) -> pd.Series:
    """True for each row that runs on any day from ``first`` to ``last`` (None: for ever)."""
    going_on = _going_on(ends, first)
    return _rows(starts, going_on if last is None else going_on & _begun(starts, last))


# With numpy: pandas takes some ten times as long to compare a column, and each day asks for dozens.
def _begun(starts: pd.Series, day: date | pd.Timestamp) -> npt.NDArray[np.bool_]:
    moments = starts.to_numpy()
    begun: npt.NDArray[np.bool_] = np.isnat(moments) | (moments <= np.datetime64(day))
    return begun


def _going_on(ends: pd.Series, day: date | pd.Timestamp) -> npt.NDArray[np.bool_]:
    moments = ends.to_numpy()
    going_on: npt.NDArray[np.bool_] = np.isnat(moments) | (moments >= np.datetime64(day))
    return going_on


def _rows(like: pd.Series, values: npt.NDArray[np.bool_]) -> pd.Series:
    return pd.Series(values, index=like.index)


def end_of(day: date) -> pd.Timestamp:
    """The first moment after that day: what happened before it happened by that day."""
    return pd.Timestamp(day + timedelta(days=1))


def to_the_minute(moment: datetime) -> str:
    """A moment as sentences tell it."""
    return f"{moment:%Y-%m-%d %H:%M}"


def with_iso_days(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with days and moments as JSON has them, in ISO form."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
