"""Periods of days, and whether the records of a table reach over all of one: what was not recorded is no zero."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import About


@dataclass(frozen=True, order=True)
class Period:
    """Days from ``first`` to ``last``, both included; InputError ``dates_reversed`` where it ends before that."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError("dates_reversed", starts=self.first.isoformat(), ends=self.last.isoformat())

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def preceding(self) -> "Period":
        """As many days, up to the day before this one begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def overlaps(self, other: "Period") -> bool:
        return self.first <= other.last and other.first <= self.last

    def has(self, times: pd.Series) -> Bools:
        """True for each moment from the first midnight of the period to before the one that ends it."""
        return np.asarray((times >= pd.Timestamp(self.first)) & (times < end_of(self.last)), dtype=bool)


def same_period_last_year(period: Period) -> Period:
    """The same dates a year before (同比).

    Whole months are set against the same whole months, so that a February that has 29 days is whole as well. Else
    29 February is set against 28 February. The two need not have as many days; what compares them knows how many.
    """
    first, last = _year_before(period.first), _year_before(period.last)
    if period.first.day == 1 and period.last.day == monthrange(period.last.year, period.last.month)[1]:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return Period(first, last)


def earlier_period(period: Period, last_year: bool) -> Period:
    """What a period is compared with: as many days before it, or the same dates a year before.

    A period longer than a year would overlap with those, so it has the days before it in any case.
    """
    before = same_period_last_year(period) if last_year else period.preceding
    return period.preceding if before.overlaps(period) else before


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


@dataclass(frozen=True)
class Recorded:
    """The days that a table's records reach over.

    Attributes
    ----------
    first
        Day of its first record; None where it has none with a date.
    last
        The data's own day, else that of the last record; None where there is neither.
    is_data_date
        Whether ``last`` is the data's own day.
    """

    first: date | None
    last: date | None
    is_data_date: bool

    def lacks(self, period: Period) -> tuple[Message, ...]:
        """Why a period cannot be counted whole, a code and its values for each reason; empty where it can.

        ``not_compared.no_records``, ``.before_first``, ``.after_data_date`` or ``.after_last``.
        """
        if self.first is None or self.last is None:
            return (Message("not_compared.no_records"),)
        values, found = {"first": period.first, "last": period.last}, []
        if period.first < self.first:
            found.append(Message("not_compared.before_first", values | {"recorded": self.first}))
        if period.last > self.last:
            code = "after_data_date" if self.is_data_date else "after_last"
            found.append(Message(f"not_compared.{code}", values | {"recorded": self.last}))
        return tuple(found)


NOT_COMPARED = tuple(f"not_compared.{why}" for why in ("no_records", "before_first", "after_data_date", "after_last"))
"""Every code that :meth:`Recorded.lacks` can give."""


def recorded(times: pd.Series, about: About) -> Recorded:
    """What days the moments of a table's records reach over; those without one say nothing."""
    first, last = times.min(), times.max()
    day = about.data_date
    return Recorded(
        None if pd.isna(first) else first.date(),
        day if day is not None or pd.isna(last) else last.date(),
        day is not None,
    )
