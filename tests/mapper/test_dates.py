"""First days and last days: both count, and what has no date is open on that side."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.dates import end_of, not_over, overlaps, runs_on

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
ONE = timedelta(days=1)


def series(*days: date | None) -> pd.Series:
    return pd.Series([pd.Timestamp(day) for day in days], dtype="datetime64[us]")


@pytest.mark.parametrize(
    ("day", "runs"), [(FIRST - ONE, False), (FIRST, True), (FIRST + ONE, True), (LAST, True), (LAST + ONE, False)]
)
def test_the_first_and_the_last_day_count(day: date, runs: bool) -> None:
    starts, ends = series(FIRST, None, FIRST, None), series(LAST, LAST, None, None)
    assert runs_on(starts, ends, day).tolist() == [runs, day <= LAST, day >= FIRST, True]
    assert not_over(ends, day).tolist() == [day <= LAST, day <= LAST, True, True]


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [
        (FIRST - 9 * ONE, FIRST - ONE, False),
        (FIRST - 9 * ONE, FIRST, True),
        (LAST, LAST + 9 * ONE, True),
        (LAST + ONE, LAST + 9 * ONE, False),
        (FIRST - 9 * ONE, None, True),
        (LAST, None, True),
        (LAST + ONE, None, False),
    ],
)
def test_stretches_that_share_a_day_overlap(first: date, last: date | None, meets: bool) -> None:
    assert overlaps(series(FIRST), series(LAST), first, last).tolist() == [meets]


some_day = st.integers(0, 8).map(lambda n: FIRST + n * ONE)


@given(starts=st.none() | some_day, ends=st.none() | some_day, first=some_day, more=st.integers(0, 8))
def test_two_stretches_overlap_where_one_runs_on_a_day_of_the_other(
    starts: date | None, ends: date | None, first: date, more: int
) -> None:
    if starts is not None and ends is not None and ends < starts:
        starts, ends = ends, starts
    rows = series(starts), series(ends)
    shared = any(runs_on(*rows, first + n * ONE).item() for n in range(more + 1))
    assert overlaps(*rows, first, first + more * ONE).item() == shared


def test_a_day_ends_where_the_next_begins() -> None:
    assert end_of(date(2024, 2, 28)) == pd.Timestamp(2024, 2, 29)
    assert end_of(LAST) - pd.Timedelta(microseconds=1) < pd.Timestamp(2026, 4, 1) == end_of(LAST)
