"""When things happen: seasons, weekdays, festivals and hours of the two years before the data's day."""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

Weights = npt.NDArray[np.float64]

DAYS = 730
# The week of each lunar new year and national day in the two years.
FESTIVALS = (("2025-01-28", "2025-02-04"), ("2025-10-01", "2025-10-08"),
             ("2026-02-16", "2026-02-23"), ("2026-10-01", "2026-10-08"))  # fmt: skip


def days_until(as_of: date) -> pd.DatetimeIndex:
    """The :data:`DAYS` days that end with ``as_of``."""
    return pd.date_range(end=pd.Timestamp(as_of), periods=DAYS, unit="us")


def in_months(days: pd.DatetimeIndex, months: tuple[int, ...], factor: float) -> Weights:
    """``factor`` on days of these months, 1 on others."""
    return np.where(days.month.isin(months), factor, 1.0)


def in_festivals(days: pd.DatetimeIndex, factor: float) -> Weights:
    """``factor`` in festival weeks, 1 on other days."""
    inside = np.zeros(len(days), dtype=bool)
    for first, last in FESTIVALS:
        inside |= (days >= first) & (days <= last)
    return np.where(inside, factor, 1.0)


def on_weekends(days: pd.DatetimeIndex, factor: float) -> Weights:
    """``factor`` on Saturdays and Sundays, 1 on other days."""
    return np.where(days.day_of_week >= 5, factor, 1.0)


def drawn_days(rng: np.random.Generator, days: pd.DatetimeIndex, weights: Weights, count: int) -> pd.DatetimeIndex:
    """``count`` days drawn by weight."""
    return days[rng.choice(len(days), count, p=weights / weights.sum())]


def at_hours(rng: np.random.Generator, days: pd.DatetimeIndex, by_hour: Weights) -> pd.DatetimeIndex:
    """A minute of each day, its hour drawn by weight (24 weights)."""
    hours = rng.choice(24, len(days), p=by_hour / by_hour.sum())
    return days + pd.to_timedelta(hours * 60 + rng.integers(0, 60, len(days)), unit="min")


OFFICE_HOURS: Weights = np.array([0] * 8 + [6, 9, 10, 8, 4, 4, 7, 8, 8, 6, 5, 4, 3, 2, 0, 0], dtype=float)
NIGHT_HOURS: Weights = np.array([9, 9, 8, 6, 4, 3, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9, 9, 9], dtype=float)
EVENING_HOURS: Weights = np.array([2, 1, 0, 0, 0, 0, 1, 3, 5, 6, 6, 5, 4, 4, 5, 6, 6, 7, 8, 9, 9, 8, 5, 3], dtype=float)
