"""The cohort that is resolved in time and the streak without a dispute turning criminal are what plain SQL says."""

import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pandas as pd
import pytest

from mapper.day.day import Day
from mapper.norms import Norms
from mapper.project import Project
from mapper.store.geopackage.store import create
from mapper.store.store import read_project
from sample_data.event_log import FIRST, event_log
from tests.districts import cell_centre, frame, grid

DAYS = (
    date(2026, 12, 31), FIRST, date(2027, 1, 31), date(2027, 12, 31), date(2028, 2, 28), date(2028, 2, 29),
    date(2028, 3, 1), date(2028, 3, 30), date(2028, 12, 30), date(2030, 1, 31),
)  # fmt: skip
ALLOWED = Norms().dispute_resolve_days
# :day is the first second of the day, :now the first after it; :t the days allowed.
_COHORT = """
WITH dated AS (
    SELECT unixepoch(received_at) AS r, unixepoch(reopened_at) AS b, outcome, coalesce(reopened, 0) AS said,
           CASE WHEN unixepoch(closed_at) < :now THEN unixepoch(closed_at) END AS c,
           max(coalesce(unixepoch(received_at), 0), coalesce(unixepoch(assessed_at), 0),
               coalesce(unixepoch(assigned_at), 0), coalesce(unixepoch(handled_at), 0),
               coalesce(unixepoch(supervised_at), 0), coalesce(unixepoch(closed_at), 0),
               coalesce(unixepoch(revisited_at), 0), coalesce(unixepoch(reopened_at), 0)) >= :now AS later
    FROM disputes
), cohort AS (
    SELECT *, coalesce(c / 86400 <= r / 86400 + :t, 0) AS soon,
           coalesce(b < :now, 0) OR (b IS NULL AND said AND (c IS NOT NULL OR NOT later)) AS back,
           c IS NULL OR (coalesce(b < :now, 0) AND NOT c > b) AS open
    FROM dated
    WHERE r / 86400 BETWEEN :day / 86400 - :t - 364 AND :day / 86400 - :t
)
SELECT (c - r) / 86400.0 AS days, soon AND coalesce(outcome = 'resolved', 0) AS resolved, soon, back, open,
       coalesce(c < r, 0) AS backwards
FROM cohort
"""
_STREAK = """
SELECT (SELECT count(*) FROM disputes WHERE unixepoch(received_at) >= :day - 364 * 86400
            AND unixepoch(received_at) < :now),
       (SELECT count(*) FROM disputes WHERE unixepoch(received_at) >= :day - 364 * 86400
            AND unixepoch(received_at) < :now AND unixepoch(turned_criminal_at) < :now),
       (SELECT count(*) FROM disputes WHERE unixepoch(turned_criminal_at) >= :day - 364 * 86400
            AND unixepoch(turned_criminal_at) < :now),
       (SELECT max(date(turned_criminal_at)) FROM disputes WHERE unixepoch(turned_criminal_at) < :now),
       (SELECT min(date(received_at)) FROM disputes WHERE unixepoch(received_at) < :now),
       (SELECT count(*) FROM disputes WHERE outcome = 'escalated' AND unixepoch(closed_at) < :now
            AND turned_criminal_at IS NULL)
"""


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.gpkg"
    create(path, grid(1, 1).with_tables(**event_log(29, 10, 30_000)))
    return path


@pytest.fixture(scope="module")
def log(log_file: Path) -> Project:
    return read_project(log_file)


def asked(file: Path, query: str, day: date) -> pd.DataFrame:
    midnight = int(pd.Timestamp(day).timestamp())
    with closing(sqlite3.connect(file)) as connection:
        return pd.read_sql_query(query, connection, params={"day": midnight, "now": midnight + 86400, "t": ALLOWED})


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_cohort_is_what_sql_says(log_file: Path, log: Project, day: date) -> None:
    found, told = Day(log, day).resolution, asked(log_file, _COHORT, day)
    told, backwards = told[told["backwards"] == 0], int(told["backwards"].sum())
    resolved = told["resolved"] == 1
    left = told[~resolved]
    days = [d if r else float("inf") for d, r in zip(told["days"], resolved, strict=True)]
    half = median(days) if days else float("inf")
    assert (found.received, found.resolved, found.backwards) == (len(told), int(resolved.sum()), backwards)
    assert found.came_back == int(told["back"][resolved].sum())
    assert found.still_open == int(left["open"].sum())
    assert found.otherwise == int(((left["open"] == 0) & (left["soon"] == 1)).sum())
    assert found.later == int(((left["open"] == 0) & (left["soon"] == 0)).sum())
    assert found.received == found.resolved + found.otherwise + found.later + found.still_open
    assert found.median_days == (round(half, 3) if half < float("inf") else None)
    assert found.undated == int(log.disputes["received_at"].isna().sum())


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_streak_is_what_sql_says(log_file: Path, log: Project, day: date) -> None:
    found = Day(log, day).turned_criminal
    received, turned, in_year, last, record, undated = asked(log_file, _STREAK, day).iloc[0]
    assert (found.received, found.turned, found.in_year, found.undated) == (received, turned, in_year, undated)
    since = last or record
    assert found.since == (date.fromisoformat(since) if since else None)
    assert found.streak_days == ((day - date.fromisoformat(since)).days if since else None)
    assert found.counted_from == ("last_turned" if last else "first_record" if record else None)


def of(*rows: dict[str, Any]) -> Project:
    told = [{"dispute_id": f"d{n}", "received_at": datetime(2026, 1, 1, 9)} | row for n, row in enumerate(rows)]
    return grid(1, 1).with_tables(disputes=frame("disputes", told, [cell_centre(0, 0)] * len(told)))


def test_whose_days_are_not_over_is_in_no_rate() -> None:
    project = of({"closed_at": datetime(2026, 1, 2), "outcome": "resolved"}, {})
    assert Day(project, date(2026, 1, 30)).resolution.received == 0
    found = Day(project, date(2026, 1, 31)).resolution
    assert (found.resolved, found.received, found.first, found.last) == (1, 2, date(2025, 1, 2), date(2026, 1, 1))
    assert Day(project, date(2027, 1, 30)).resolution.received == 2
    assert Day(project, date(2027, 1, 31)).resolution.received == 0


@pytest.mark.parametrize(
    ("closed", "told"),
    [
        (datetime(2026, 1, 31, 23, 59, 59), (1, 0, 0)),
        (datetime(2026, 2, 1), (0, 1, 0)),
        (datetime(2026, 3, 2), (0, 0, 1)),
    ],
)
def test_the_last_day_allowed_counts_to_its_midnight(closed: datetime, told: tuple[int, int, int]) -> None:
    found = Day(of({"closed_at": closed, "outcome": "resolved"}), date(2026, 3, 1)).resolution
    assert (found.resolved, found.later, found.still_open) == told


def test_a_fast_closing_that_came_back_is_told_beside_the_rate() -> None:
    row = {"closed_at": datetime(2026, 1, 3), "outcome": "resolved", "reopened_at": datetime(2026, 2, 20)}
    before, after = (Day(of(row), date(2026, 2, n)).resolution for n in (19, 20))
    assert (before.resolved, before.came_back, after.resolved, after.came_back) == (1, 0, 1, 1)


def test_the_streak_is_counted_from_the_first_record_where_there_was_none_and_from_nothing_before() -> None:
    project = of({}, {"turned_criminal_at": datetime(2026, 1, 10, 23, 59)})
    told = [Day(project, date(2026, 1, n)).turned_criminal for n in (1, 9, 10, 11)]
    assert [(one.streak_days, one.counted_from) for one in told] == [
        (0, "first_record"), (8, "first_record"), (0, "last_turned"), (1, "last_turned"),
    ]  # fmt: skip
    nothing = Day(project, date(2025, 12, 31)).turned_criminal
    assert (nothing.streak_days, nothing.since, nothing.counted_from) == (None, None, None)
