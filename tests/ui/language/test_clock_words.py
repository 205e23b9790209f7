"""Clocks in words, to the minute: at midnights, at the last minute and the first one after it, and over days."""

from datetime import date, datetime

import pandas as pd
import pytest

from mapper.analysis.incidents.clocks import hours_left, moment_of
from ui.language.clock_words import clock_words, coarse_span_words, span_words
from ui.language.messages import Messages

DUE = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 11, 20, 0, 0), "due by 24:00 today, 1 d left"),
        (datetime(2026, 11, 20, 20, 40), "due by 24:00 today, 3 h 20 min left"),
        (datetime(2026, 11, 20, 21, 0), "due by 24:00 today, 3 h left"),
        (datetime(2026, 11, 20, 23, 59), "due by 24:00 today, 1 min left"),
        (datetime(2026, 11, 20, 23, 59, 30), "due by 24:00 today, less than 1 min left"),
        (datetime(2026, 11, 21, 0, 0), "due by 2026-11-20, 24:00"),
        (datetime(2026, 11, 21, 0, 1), "1 min overdue (due by 2026-11-20, 24:00)"),
        (datetime(2026, 11, 23, 4, 10), "2 d 4 h overdue (due by 2026-11-20, 24:00)"),
        (datetime(2026, 11, 19, 23, 0), "due by 2026-11-20, 24:00, 1 d 1 h left"),
    ],
)
def test_a_clock_says_how_long_is_left_or_over(now: datetime, told: str) -> None:
    assert clock_words(Messages("en"), DUE, hours_left(DUE, pd.Timestamp(now)), now.date()) == told


def test_a_past_day_is_seen_whole_and_today_as_of_now() -> None:
    now = datetime(2026, 11, 20, 14, 5)
    assert moment_of(DUE, now) == pd.Timestamp(now)
    assert moment_of(date(2026, 11, 19), now) == pd.Timestamp("2026-11-20 00:00")
    assert moment_of(date(2024, 2, 29), now) == pd.Timestamp("2024-03-01 00:00")


def test_both_languages_tell_each_length_of_time() -> None:
    for language in ("zh_CN", "en"):
        told = [span_words(Messages(language), hours) for hours in (0.001, 0.5, -3, 3.25, 24, -52.2)]
        assert len(set(told)) == len(told)


def test_a_narrow_column_tells_the_greatest_unit() -> None:
    for language, expected in (
        ("zh_CN", ["1 分钟", "23 小时", "1 天", "30 天"]),
        ("en", ["1 min", "23 h", "1 d", "30 d"]),
    ):
        told = [coarse_span_words(Messages(language), hours) for hours in (0.02, -23.9, 24, -30 * 24 - 23.5)]
        assert told == expected
