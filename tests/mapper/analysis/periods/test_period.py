"""Periods: their days, the same a year before, and whether records reach over them."""

from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.periods.period import NOT_COMPARED, Period, Recorded, recorded, same_period_last_year
from mapper.errors import InputError
from mapper.project import About

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(days, st.integers(0, 800), st.integers(-900, 900))
def test_a_period_has_its_days_and_no_others(first: date, more: int, shift: int) -> None:
    period = Period(first, first + timedelta(days=more))
    other = Period(first + timedelta(days=shift), first + timedelta(days=shift))
    assert period.days == more + 1
    assert period.overlaps(other) == other.overlaps(period) == (0 <= shift <= more)
    assert period.preceding.days == period.days
    assert period.preceding.last + timedelta(days=1) == period.first


def test_a_period_has_its_first_midnight_and_not_the_one_that_ends_it() -> None:
    period = Period(date(2028, 2, 28), date(2028, 2, 29))
    moments = [
        datetime(2028, 2, 27, 23, 59, 59), datetime(2028, 2, 28), datetime(2028, 2, 29, 23, 59, 59, 999999),
        datetime(2028, 3, 1), None,
    ]  # fmt: skip
    assert period.has(pd.Series(moments, dtype="datetime64[us]")).tolist() == [False, True, True, False, False]


def test_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(InputError, match="dates_reversed"):
        Period(date(2026, 2, 2), date(2026, 2, 1))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2026-01-01", "2026-11-23"), ("2025-01-01", "2025-11-23")),
        (("2028-02-29", "2028-02-29"), ("2027-02-28", "2027-02-28")),
        (("2028-02-01", "2028-02-29"), ("2027-02-01", "2027-02-28")),
        (("2029-02-01", "2029-02-28"), ("2028-02-01", "2028-02-29")),  # a whole month against the whole month
        (("2029-01-01", "2029-02-28"), ("2028-01-01", "2028-02-29")),
        (("2029-02-02", "2029-02-28"), ("2028-02-02", "2028-02-28")),
        (("2028-01-01", "2028-12-31"), ("2027-01-01", "2027-12-31")),
    ],
)
def test_the_same_period_last_year(period: tuple[str, str], before: tuple[str, str]) -> None:
    first, last = (date.fromisoformat(day) for day in period)
    assert same_period_last_year(Period(first, last)) == Period(*(date.fromisoformat(day) for day in before))


@given(days, st.integers(0, 364))
def test_last_year_is_about_as_long_and_apart(first: date, more: int) -> None:
    period = Period(first, first + timedelta(days=more))
    before = same_period_last_year(period)
    assert abs(before.days - period.days) <= 1
    assert before.first.year == first.year - 1
    assert before.last < period.first or period.days == 365


def test_what_is_lacking_is_told_to_the_day() -> None:
    times = pd.Series([datetime(2025, 3, 2, 23, 59, 59), None, datetime(2026, 5, 5)], dtype="datetime64[us]")
    span = recorded(times, About(data_date=date(2026, 5, 31)))
    assert span == Recorded(date(2025, 3, 2), date(2026, 5, 31), is_data_date=True)
    assert span.lacks(Period(date(2025, 3, 2), date(2026, 5, 31))) == ()
    early, late = (
        span.lacks(Period(date(2025, 3, 1), date(2025, 4, 1))),
        span.lacks(Period(date(2026, 5, 1), date(2026, 6, 1))),
    )
    assert [code for code, _ in early] == ["not_compared.before_first"]
    assert early[0].values["recorded"] == date(2025, 3, 2)
    assert [code for code, _ in late] == ["not_compared.after_data_date"]
    both = span.lacks(Period(date(2025, 3, 1), date(2026, 6, 1)))
    assert both[0].code == early[0].code
    assert both[1].code == late[0].code


def test_without_a_day_of_its_own_the_data_end_with_the_last_record() -> None:
    span = recorded(pd.Series([datetime(2026, 5, 5, 8)], dtype="datetime64[us]"), About())
    assert span.lacks(Period(date(2026, 5, 5), date(2026, 5, 5))) == ()
    (reason,) = span.lacks(Period(date(2026, 5, 5), date(2026, 5, 6)))
    assert reason.code == "not_compared.after_last"


@pytest.mark.parametrize("about", [About(), About(data_date=date(2026, 1, 1))])
def test_no_record_is_no_count_of_nothing(about: About) -> None:
    empty = recorded(pd.Series([None], dtype="datetime64[us]"), about)
    (reason,) = empty.lacks(Period(date(2025, 1, 1), date(2025, 1, 2)))
    assert reason.code == "not_compared.no_records"
    assert reason.code in NOT_COMPARED
