"""Months and weeks beside those of a year before: plain SQL, and a plain reading day by day, on days that matter."""

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.incidents.kinds import CASES, DISPUTES, HAZARDS, INCIDENT_KINDS, IncidentKind
from mapper.analysis.periods.period import Period, Recorded, same_period_last_year
from mapper.analysis.periods.trend import (
    LENGTHS,
    Count,
    Intervals,
    Step,
    months_to,
    station_trends,
    totals,
    trend,
    weeks_to,
    year_before,
)  # fmt: skip
from mapper.day.day import Day
from mapper.project import About, Project
from tests.districts import cell_centre, frame, grid
from tests.sample import district

STEPS: tuple[Step, ...] = ("month", "week")
DAY = date(2026, 11, 23)
# Month ends, the leap day and its neighbours, New Year, the first record, the days about it, the data's own day, later.
DAYS = (
    date(2024, 11, 23), date(2024, 11, 24), date(2024, 11, 30), date(2025, 12, 31), date(2026, 1, 1),
    date(2026, 2, 28), date(2026, 3, 1), date(2026, 10, 31), date(2026, 11, 1), DAY, date(2026, 11, 24),
    date(2026, 12, 1), date(2028, 2, 29),
)  # fmt: skip


@cache
def sample() -> Project:
    return district().project


def counts(intervals: Intervals) -> list[Count]:
    return [
        count for i in intervals for count in (i.now, i.before, *(() if i.same_days is None else (i.same_days,)))
    ]  # fmt: skip


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("kind", INCIDENT_KINDS, ids=lambda kind: kind.table)
def test_every_count_is_what_sql_says(kind: IncidentKind, as_of: date) -> None:
    project = sample()
    found = Day(project, as_of).trend(kind.table)
    rows = project.table(kind.table)
    with closing(sqlite3.connect(":memory:")) as base:
        origin = rows[kind.origin] if kind.origin else pd.Series("", index=rows.index)
        told = zip(rows[kind.began].dt.strftime("%Y-%m-%d %H:%M:%S"), origin, strict=True)
        base.execute("CREATE TABLE t (began TEXT, origin TEXT)")
        base.executemany("INSERT INTO t VALUES (?, ?)", [tuple(map(str, row)) for row in told])
        (first,) = base.execute("SELECT date(min(began)) FROM t").fetchone()
        for count in [c for step in STEPS for c in counts(found.by[step])]:
            days = max(first, str(count.period.first)), min(str(count.period.last), str(DAY), str(as_of))
            if days[0] > days[1]:
                assert (count.recorded, count.count, count.discovered) == (None, None, None)
                continue
            n, discovered = base.execute(
                "SELECT count(*), coalesce(sum(origin = 'discovered'), 0) FROM t WHERE date(began) BETWEEN ? AND ?",
                days,
            ).fetchone()
            assert count.recorded == Period(*map(date.fromisoformat, days))
            assert (count.count, count.discovered) == (n, discovered)
            assert (count.told(), count.told(reported_only=True)) == (n, n - discovered)
        (on_record,) = base.execute("SELECT count(*) FROM t WHERE date(began) <= ?", (str(as_of),)).fetchone()
    assert (found.on_record, found.undated) == (on_record, 0)


@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_periods_are_whole_months_and_weeks_up_to_the_day(as_of: date) -> None:
    found = Day(sample(), as_of).trend("hazards")
    for step in STEPS:
        periods = [i.now.period for i in found.by[step]]
        assert len(periods) == LENGTHS[step]
        assert periods[-1].first <= as_of <= periods[-1].last
        for one, following in pairwise(periods):
            assert following.first == one.last + timedelta(days=1)
    for i in found.by["month"]:
        month = i.now.period
        assert month.first.day == (month.last + timedelta(days=1)).day == 1
        assert i.before.period.first == month.first.replace(year=month.first.year - 1)
        assert (i.before.period.last + timedelta(days=1)).day == 1
    for i in found.by["week"]:
        assert (i.now.period.first.weekday(), i.now.period.last.weekday()) == (0, 6)
        assert (i.now.period.first - i.before.period.first).days == 364


def test_february_is_whole_in_a_leap_year_and_beside_one() -> None:
    assert months_to(date(2028, 2, 29), 1) == (Period(date(2028, 2, 1), date(2028, 2, 29)),)
    assert year_before(months_to(date(2028, 2, 29), 1)[0], "month") == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert year_before(months_to(date(2029, 2, 28), 1)[0], "month") == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert weeks_to(date(2028, 3, 1), 2) == (
        Period(date(2028, 2, 21), date(2028, 2, 27)), Period(date(2028, 2, 28), date(2028, 3, 5)),
    )  # fmt: skip


def made(*began: datetime | None, data_date: date | None, origins: tuple[str, ...] = ()) -> Project:
    rows = [
        {"hazard_id": f"H{n}", "category": "fire", "reported_at": at, "origin": origins[n] if origins else "reported"}
        for n, at in enumerate(began)
    ]
    shapes = [cell_centre(0, 0)] * len(rows)
    project = grid(2, 1).with_tables(hazards=frame("hazards", rows, shapes))
    return replace(project, about=About(data_date=data_date))


def told(project: Project, as_of: date, step: Step = "month") -> list[tuple[int | None, bool]]:
    return [(i.now.count, i.now.whole) for i in Day(project, as_of).trend("hazards").by[step]]


def test_midnights_belong_to_the_day_that_they_begin() -> None:
    midnight, last = datetime(2026, 3, 1), datetime(2026, 2, 28, 23, 59, 59, 999999)
    project = made(datetime(2025, 1, 1), midnight, last, data_date=date(2026, 3, 31))
    assert told(project, date(2026, 3, 31))[-2:] == [(1, True), (1, True)]
    # 23 February to 1 March 2026 is a week from Monday to Sunday.
    assert told(project, date(2026, 3, 1), "week")[-1] == (2, True)
    assert told(project, date(2026, 2, 28), "week")[-1] == (1, False)


def test_a_month_without_records_has_no_count_and_a_recorded_one_without_incidents_has_none() -> None:
    project = made(datetime(2026, 6, 15, 8), datetime(2026, 8, 1), data_date=date(2026, 9, 10))
    assert told(project, date(2026, 10, 20)) == [
        *[(None, False)] * 7, (1, False), (0, True), (1, True), (0, False), (None, False),
    ]  # fmt: skip
    # A day before the first record nothing is recorded; on its day a month is, in part.
    assert told(project, date(2026, 6, 14)) == [(None, False)] * 12
    assert told(project, date(2026, 6, 15))[-1] == (1, False)
    # Records that begin on the first of a month leave that month whole.
    assert told(made(datetime(2026, 6, 1), data_date=date(2026, 6, 30)), date(2026, 6, 30))[-1] == (1, True)
    assert told(made(data_date=date(2026, 6, 30)), date(2026, 6, 30)) == [(None, False)] * 12
    # Without a day of its own the data reaches to its last record; what says no day is told apart.
    undated = made(datetime(2026, 6, 15), None, data_date=None)
    assert told(undated, date(2026, 7, 1))[-2:] == [(1, False), (None, False)]
    assert Day(undated, date(2026, 7, 1)).trend("hazards").undated == 1


def test_the_running_month_stands_beside_the_same_days_of_last_year() -> None:
    project = made(
        *(datetime(2024, 1, 1), datetime(2025, 3, 5), datetime(2025, 3, 20), datetime(2026, 3, 4)),
        data_date=date(2026, 3, 31),
        origins=("reported", "discovered", "reported", "reported"),
    )
    found = Day(project, date(2026, 3, 10)).trend("hazards")
    running = found.by["month"][-1]
    assert (running.now.count, running.before.count) == (1, 2)
    assert running.same_days == Count(*[Period(date(2025, 3, 1), date(2025, 3, 10))] * 2, 1, 1)
    # 20 March 2025 is in no whole or running month of now, and beyond the same days of the running one.
    assert totals(found.by["month"]) == (1, 1)
    assert totals(found.by["month"], reported_only=True) == (1, 0)
    assert found.as_json("month")["intervals"][-1]["same_days_before"] == {
        "first": "2025-03-01", "last": "2025-03-10", "recorded": ["2025-03-01", "2025-03-10"],
        "count": 1, "discovered": 1,
    }  # fmt: skip
    late_start = made(datetime(2025, 3, 2), datetime(2026, 3, 4), data_date=date(2026, 3, 31))
    assert totals(Day(late_start, date(2026, 3, 10)).trend("hazards").by["month"]) == (1, None)
    assert totals(Day(late_start, date(2024, 3, 10)).trend("hazards").by["month"]) == (0, None)


@pytest.mark.parametrize("kind", INCIDENT_KINDS, ids=lambda kind: kind.table)
def test_stations_and_what_lies_in_none_come_to_the_whole(kind: IncidentKind) -> None:
    project = sample()
    for as_of in (DAY, date(2026, 3, 1), date(2024, 12, 1)):
        day = Day(project, as_of)
        whole, found = day.trend(kind.table), day.station_trends(kind.table)
        assert list(found.by) == sorted(project.stations.index)
        stations = day.owned(kind.table)["station_code"]
        began = project.table(kind.table)[kind.began]
        for step in STEPS:
            parts = [counts(by[step]) for by in found.by.values()]
            for all_of, nowhere, *ours in zip(counts(whole.by[step]), counts(found.nowhere[step]), *parts, strict=True):
                assert {c.recorded for c in (nowhere, *ours)} == {all_of.recorded}
                if all_of.count is None:
                    assert {c.count for c in (nowhere, *ours)} == {None}
                    continue
                assert sum(c.count or 0 for c in (nowhere, *ours)) == all_of.count
                assert sum(c.discovered or 0 for c in (nowhere, *ours)) == all_of.discovered
            last = found.by[stations.mode()[0]][step][-1].now
            mine = began[(stations == stations.mode()[0]).to_numpy()].dt.date
            assert last.count == sum(last.period.first <= at <= min(last.period.last, as_of) for at in mine)


def test_a_station_without_a_record_has_none_where_the_table_has_records() -> None:
    rows = frame("hazards", [{"hazard_id": "H", "category": "fire", "reported_at": datetime(2026, 5, 5)}],
                 [cell_centre(0, 0)])  # fmt: skip
    span = Recorded(date(2026, 5, 5), date(2026, 6, 30), True)
    stations = pd.Series(["b"], index=rows.index, dtype="str")
    found = station_trends(HAZARDS, rows, stations, ["c", "a"], span, date(2026, 6, 30))
    assert list(found.by) == ["a", "b", "c"]  # one that the table of stations does not know is not lost
    assert [i.now.count for i in found.by["a"]["month"]][-3:] == [None, 0, 0]
    assert [i.now.count for i in found.by["b"]["month"]][-3:] == [None, 1, 0]


Moments = st.datetimes(datetime(2023, 1, 1), datetime(2026, 3, 31))


@given(st.lists(Moments, max_size=40), st.dates(date(2023, 6, 1), date(2026, 6, 1)), st.sampled_from([CASES, DISPUTES]))
def test_counts_are_those_of_a_reading_day_by_day(began: list[datetime], as_of: date, kind: IncidentKind) -> None:
    columns = {kind.began: pd.Series(began, dtype="datetime64[us]")}
    if kind.origin is not None:
        columns[kind.origin] = pd.Series(["discovered"] * len(began), dtype="str")
    rows = pd.DataFrame(columns)
    days = Counter(at.date() for at in began)
    span = Recorded(min(days, default=None), max(days, default=None), False)
    found = trend(kind, rows, span, as_of)
    assert found.on_record == sum(n for day, n in days.items() if day <= as_of)
    for step in STEPS:
        for interval in found.by[step]:
            assert interval.before.period == year_before(interval.now.period, step)
            assert (interval.same_days is None) == (interval.now.recorded is None)
            if step == "month" and interval.now.recorded is not None and interval.same_days is not None:
                assert interval.same_days.period == same_period_last_year(interval.now.recorded)
        for count in counts(found.by[step]):
            every = [count.period.first + timedelta(days=n) for n in range(count.period.days)]
            recorded = [day for day in every if days and min(days) <= day <= min(max(days), as_of)]
            if not recorded:
                assert count.count is None
                continue
            assert count.recorded == Period(recorded[0], recorded[-1])
            assert count.count == sum(days[day] for day in recorded)
            assert count.discovered == (count.count if kind.origin is not None else 0)
            assert count.whole == (recorded == every)


def test_rows_may_come_in_any_order() -> None:
    project, as_of = sample(), DAY
    mixed = project.cases.iloc[np.random.default_rng(7).permutation(len(project.cases))]
    again = Day(project.with_tables(cases=mixed), as_of)
    assert again.trend("cases") == Day(project, as_of).trend("cases")
    assert again.station_trends("cases") == Day(project, as_of).station_trends("cases")
