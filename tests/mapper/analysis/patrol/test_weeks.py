"""Twelve weeks of forty areas and sixty officers: planned, done and conflicts against SQL over the saved file."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given

from mapper.day.day import Day
from mapper.store.store import create, read_project
from tests.districts import frame, grid, square
from tests.mapper.analysis.patrol.weeks import LAST, MONDAY, many_weeks

DAYS = (MONDAY, LAST)
# Each area, for each who is sent there (or nobody), on each day that it has a moment of.
PLAN = """
WITH RECURSIVE
  days(day) AS (SELECT :first UNION ALL SELECT date(day, '+1 day') FROM days WHERE day < :last),
  sent(focus_id, officer_id, rest) AS (
    SELECT focus_id, '', coalesce(officer_ids, '') || ';' FROM focus_areas
    UNION ALL
    SELECT focus_id, substr(rest, 1, instr(rest, ';') - 1), substr(rest, instr(rest, ';') + 1)
    FROM sent WHERE rest <> '' AND rest <> ';'
  ),
  who AS (
    SELECT DISTINCT focus_id, officer_id FROM sent WHERE officer_id <> ''
    UNION SELECT focus_id, '' FROM focus_areas WHERE coalesce(officer_ids, '') = ''
  ),
  plan AS (
    SELECT d.day, a.focus_id, w.officer_id, a.visits, a.minutes
    FROM days d JOIN focus_areas a ON datetime(a.starts) < datetime(d.day, '+1 day')
                                  AND datetime(a.ends) > datetime(d.day)
    JOIN who w ON w.focus_id = a.focus_id
  )
"""
MONDAY_OF = "date({0}, '-' || ((strftime('%w', {0}) + 6) % 7) || ' days')"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weeks") / "p.gpkg"
    create(path, many_weeks())
    return path


def asked(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, {"first": MONDAY.isoformat(), "last": LAST.isoformat()}).fetchall()


@pytest.mark.parametrize("by", ["focus_id", "officer_id", "week"])
def test_planned_and_done_of_each_officer_place_and_week_are_those_of_the_file(file: Path, by: str) -> None:
    work = Day(read_project(file), LAST).focus_work(DAYS)
    planned_by, done_by = (MONDAY_OF.format(column) if by == "week" else by for column in ("day", "visited_on"))
    planned = asked(file, f"{PLAN} SELECT {planned_by}, sum(visits) FROM plan GROUP BY 1")
    done = asked(
        file,
        f"SELECT coalesce({done_by}, ''), count(*) FROM focus_visits WHERE visited "
        "AND date(visited_on) BETWEEN :first AND :last GROUP BY 1",
    )
    assert len(planned) > 10
    assert sum(count for _, count in done) > 50
    key = work["week"].dt.strftime("%Y-%m-%d") if by == "week" else work[by]
    told = work.groupby(key)[["planned", "done"]].sum()
    assert told["planned"][told["planned"] > 0].to_dict() == dict(planned)
    assert told["done"][told["done"] > 0].to_dict() == dict(done)


def test_nobody_is_over_the_minutes_without_being_shown(file: Path) -> None:
    day = Day(read_project(file), LAST)
    over = asked(
        file,
        PLAN
        + """
        SELECT p.day, p.officer_id FROM plan p LEFT JOIN officers o ON o.officer_id = p.officer_id
        WHERE p.officer_id <> '' GROUP BY 1, 2 HAVING sum(p.minutes) > max(o.fte) * 240""",
    )
    away = asked(
        file,
        PLAN
        + """
        SELECT DISTINCT p.day, p.officer_id FROM plan p JOIN absences b ON b.officer_id = p.officer_id
        AND date(b.starts) <= p.day AND date(b.ends) >= p.day""",
    )
    assert over
    assert away
    told = defaultdict(set)
    for one in day.focus_conflicts(DAYS):
        told[one.reason].add((one.day.isoformat(), one.officer_id))
    assert told["away"] == set(away)
    assert told["minutes"] == set(over) - set(away)
    for on in (MONDAY, LAST, date.fromisoformat(over[0][0])):
        that_day = day.after(day.project, on)
        shown = {(f.code, f.subjects[0]) for f in that_day.focus_findings if f.code.startswith("focus_")}
        mine = {officer for at, officer in over if at == on.isoformat()}
        assert mine == {who for code, who in shown if code == "focus_minutes_exceeded"} | (
            mine & {who for code, who in shown if code == "focus_officer_away"}
        )
        assert set(that_day.focus_minutes.index[that_day.focus_minutes["exceeded"]]) >= mine


def fits(areas: list[tuple[int, int, int]]) -> bool:
    """Whether one person can do it: minute by minute, always that which closes first (optimal where work may stop)."""
    left = [minutes for _, _, minutes in areas]
    for now in range(24 * 60):
        open_now = [n for n, (opens, closes, _) in enumerate(areas) if opens <= now < closes and left[n]]
        if open_now:
            left[min(open_now, key=lambda n: areas[n][1])] -= 1
    return not any(left)


window = st.tuples(st.integers(0, 23), st.integers(1, 4), st.integers(1, 90)).map(
    lambda w: (w[0] * 60, min(w[0] + w[1], 24) * 60, w[2])
)


@given(st.lists(window, min_size=1, max_size=5))
def test_double_booked_is_what_cannot_be_done_in_any_order(areas: list[tuple[int, int, int]]) -> None:
    midnight = datetime(2026, 11, 23)
    rows = [
        {"focus_id": f"F{n}", "starts": midnight + timedelta(minutes=opens), "minutes": minutes, "officer_ids": "o1",
         "ends": midnight + timedelta(minutes=closes)}
        for n, (opens, closes, minutes) in enumerate(areas)
    ]  # fmt: skip
    project = grid(1, 1).with_tables(
        officers=frame("officers", [{"officer_id": "o1", "fte": 1.0}]),
        focus_areas=frame("focus_areas", rows, [square(0, 0)] * len(rows)),
    )
    day = Day(project, midnight.date())
    found = [one for one in day.focus_conflicts((day.as_of, day.as_of)) if one.reason in ("hours", "minutes")]
    over = sum(minutes for _, _, minutes in areas) > project.norms.focus_minutes_per_day
    assert bool(found) == (over or not fits(areas))
    for one in found:
        assert one.minutes > one.limit
        assert one.minutes == sum(int(project.focus_areas.at[key, "minutes"]) for key in one.focus_ids)


def test_what_became_of_each_area_is_told_by_its_days_and_marks(file: Path) -> None:
    project = read_project(file)
    for on in (MONDAY, MONDAY + timedelta(days=30), LAST):
        outcomes = Day(project, on).focus_outcomes
        marks = project.focus_visits[project.focus_visits["visited_on"] <= pd.Timestamp(on)]
        for key, outcome in outcomes.items():
            area, mine = project.focus_areas.loc[key], marks[marks["focus_id"] == key]
            assert outcome.done == int(mine["visited"].sum())
            assert outcome.missed == int((~mine["visited"]).sum())
            assert sum(outcome.measures.values()) == int((mine["visited"] & mine["measure"].notna()).sum())
            begun = area["starts"] < pd.Timestamp(on + timedelta(days=1))
            state = "coming" if not begun else "running" if area["ends"] > pd.Timestamp(on) else "expired"
            assert outcome.state == state
            span = pd.date_range(area["starts"].normalize(), (area["ends"] - pd.Timedelta(1, "us")).normalize())
            sent = max(len([one for one in area["officer_ids"].split(";") if one]), 1)
            assert outcome.planned == int((span <= pd.Timestamp(on)).sum()) * int(area["visits"]) * sent
