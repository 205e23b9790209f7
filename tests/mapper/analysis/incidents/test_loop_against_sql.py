"""Clocks, stages, rates and the funnel of a large event log are what plain SQL says of the same file, on any day."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mapper.analysis.incidents.kinds import DISPUTES, LOOPS
from mapper.analysis.incidents.loop import loop
from mapper.day.day import Day
from mapper.project import Project
from mapper.store.geopackage.store import create
from mapper.store.store import read_project
from sample_data.event_log import FIRST, event_log
from tests.districts import grid
from tests.drawn import SOAK

# Before, during, at the leap day, on the last day, and after; the data's own day is the last.
DAYS = (
    date(2026, 12, 31), FIRST, date(2027, 6, 30), date(2027, 12, 31), date(2028, 2, 28), date(2028, 2, 29),
    date(2028, 3, 1), date(2028, 8, 15), date(2028, 12, 30), date(2029, 4, 1),
)  # fmt: skip

# Hazards and disputes: enough to meet each order of dates on each day; `make soak` asks five times as many.
ROWS = (60_000, 90_000) if SOAK else (12_000, 18_000)

# Written apart from what is declared. :now is the first second after the day, :day its first second.
_HAZARDS = """
WITH dated AS (
    SELECT hazard_id AS id, severity, unixepoch(reported_at) AS r, unixepoch(verified_at) AS v,
           unixepoch(assigned_at) AS a, unixepoch(closed_at) AS c, unixepoch(checked_at) AS k,
           unixepoch(reopened_at) AS b, unixepoch(due_at) AS d
    FROM hazards
), first AS (
    SELECT *, r IS NULL OR r < :now AS begun, coalesce(r < :now, 0) AS on_r, coalesce(v < :now, 0) AS on_v,
           coalesce(b < :now, 0) AS returned
    FROM dated
), reached AS (
    SELECT *, on_v AND coalesce(a < :now, 0) AS on_a,
           coalesce(c < :now, 0) AND NOT (returned AND c <= b) AS on_c,
           coalesce(c < :now, 0) AND NOT (returned AND NOT c > b) AS shut
    FROM first
), stage AS (
    SELECT *, on_c AND coalesce(k < :now, 0) AND NOT (returned AND k <= b) AS on_k,
           begun AND NOT shut AS open,
           max(coalesce(CASE WHEN on_r THEN r END, -1), coalesce(CASE WHEN on_v THEN v END, -1),
               coalesce(CASE WHEN returned THEN b END, -1)) AS base
    FROM reached
), placed AS (
    SELECT *, CASE WHEN on_k THEN 'checked' WHEN on_c THEN 'plugged' WHEN on_a THEN 'assigned'
                   WHEN on_v THEN 'verified' ELSE 'found' END AS stage,
           CASE WHEN on_r THEN r / 86400 * 86400 + :verify * 86400 END AS due_v,
           CASE WHEN d IS NOT NULL THEN d / 86400 * 86400
                WHEN base >= 0 THEN base / 86400 * 86400
                     + CASE severity WHEN 'severe' THEN 1 WHEN 'major' THEN 7 ELSE 15 END * 86400 END AS due_c
    FROM stage
)
SELECT id, CASE WHEN begun THEN stage END AS stage,
       CASE WHEN NOT begun THEN NULL WHEN stage = 'found' THEN 'verified'
            WHEN stage IN ('verified', 'assigned') THEN 'plugged' END AS next,
       CASE WHEN NOT begun THEN NULL WHEN stage = 'found' THEN due_v
            WHEN stage IN ('verified', 'assigned') THEN due_c END AS due,
       open, shut AND begun AS closed, r, v, c, on_r, on_v, on_c, due_v, due_c, base, b, returned
FROM placed ORDER BY id
"""
_DISPUTES = """
WITH dated AS (
    SELECT dispute_id AS id, outcome, coalesce(reopened, 0) AS said, unixepoch(received_at) AS t0,
           unixepoch(assessed_at) AS t1, unixepoch(assigned_at) AS t2, unixepoch(handled_at) AS t3,
           unixepoch(supervised_at) AS t4, unixepoch(closed_at) AS t5, unixepoch(revisited_at) AS t6,
           unixepoch(reopened_at) AS b, unixepoch(due_at) AS d,
           instr('received  assessed  assigned  handling  supervisedclosed    revisited ', stage) / 10 AS told
    FROM disputes
), first AS (
    SELECT *, t0 IS NULL OR t0 < :now AS begun, coalesce(t0 < :now, 0) AS on0, coalesce(t1 < :now, 0) AS on1,
           coalesce(t2 < :now, 0) AS on2, coalesce(t3 < :now, 0) AS on3, coalesce(b < :now, 0) AS returned,
           coalesce(t5 < :now, 0) AS was5,
           coalesce(t0 >= :now, 0) OR coalesce(t1 >= :now, 0) OR coalesce(t2 >= :now, 0) OR coalesce(t3 >= :now, 0)
           OR coalesce(t4 >= :now, 0) OR coalesce(t5 >= :now, 0) OR coalesce(t6 >= :now, 0)
           OR coalesce(b >= :now, 0) AS later
    FROM dated
), reached AS (
    SELECT *, on3 AND coalesce(t4 < :now, 0) AND NOT (returned AND t4 <= b) AS on4,
           was5 AND NOT (returned AND t5 <= b) AS on5, coalesce(t6 < :now, 0) AND NOT (returned AND t6 <= b) AS on6,
           returned AND NOT (was5 AND t5 > b) AS back
    FROM first
), placed AS (
    SELECT *, max(CASE WHEN on6 THEN 6 WHEN on5 THEN 5 WHEN on4 THEN 4 WHEN on3 THEN 3 WHEN on2 THEN 2
                       WHEN on1 THEN 1 ELSE 0 END,
                  CASE WHEN later THEN 0 WHEN back THEN min(told, 3) ELSE told END) AS place,
           begun AND NOT (was5 AND NOT back) AS open, begun AND was5 AND NOT back AS closed
    FROM reached
), coming AS (
    SELECT *, CASE WHEN open AND place >= 5 THEN 5 WHEN place = 6 THEN -1 WHEN place = 5 THEN 6
                   WHEN place >= 3 THEN 5 ELSE place + 1 END AS coming
    FROM placed
), based AS (
    SELECT *, max(CASE WHEN on0 AND coming > 0 THEN t0 ELSE -1 END, CASE WHEN on1 AND coming > 1 THEN t1 ELSE -1 END,
                  CASE WHEN on2 AND coming > 2 THEN t2 ELSE -1 END, CASE WHEN on3 AND coming > 3 THEN t3 ELSE -1 END,
                  CASE WHEN on5 AND coming > 5 THEN t5 ELSE -1 END,
                  CASE WHEN returned AND coming > 3 THEN b ELSE -1 END) AS base
    FROM coming
)
SELECT id, CASE WHEN begun THEN place END AS place, CASE WHEN begun AND coming >= 0 THEN coming END AS coming,
       CASE WHEN NOT begun OR coming < 0 THEN NULL WHEN coming = 5 AND d IS NOT NULL THEN d / 86400 * 86400
            WHEN base >= 0 THEN base / 86400 * 86400
                 + CASE coming WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 3 WHEN 5 THEN 30 ELSE 15 END * 86400 END AS due,
       open, closed, t0, t5, outcome, was5, returned, said, later, b, on1, on2, t1, t2
FROM based ORDER BY id
"""


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("log") / "log.gpkg"
    create(path, grid(1, 1).with_tables(**event_log(28, *ROWS)))
    return path


@pytest.fixture(scope="module")
def log(log_file: Path) -> Project:
    return read_project(log_file)


@pytest.fixture(scope="module", params=DAYS, ids=str)
def day(request: pytest.FixtureRequest, log: Project) -> Day:
    return Day(log, request.param)


@lru_cache(maxsize=4)
def asked(file: Path, query: str, day: date) -> pd.DataFrame:
    midnight = int(pd.Timestamp(day).timestamp())
    with closing(sqlite3.connect(file)) as connection:
        values = {"now": midnight + 86400, "verify": 0}
        return pd.read_sql_query(query, connection, params=values)


def seconds(times: pd.Series) -> list[int | None]:
    return [None if pd.isna(time) else int(time.timestamp()) for time in times]


def plain(values: Any) -> list[Any]:
    return [None if pd.isna(value) else value for value in values]


def late(due: pd.Series, day: date) -> list[int]:
    return [0 if pd.isna(at) else max(0, (int(pd.Timestamp(day).timestamp()) - int(at)) // 86400) for at in due]


def test_every_hazard_s_clock_is_what_sql_says(log_file: Path, day: Day) -> None:
    found, told = day.clocks("hazards"), asked(log_file, _HAZARDS, day.as_of)
    assert plain(found["stage"]) == plain(told["stage"])
    assert plain(found["next"]) == plain(told["next"])
    assert seconds(found["due"]) == [None if pd.isna(at) else int(at) for at in told["due"]]
    begun = found["stage"].notna().to_numpy()
    assert found["days_late"][begun].tolist() == list(np.array(late(told["due"], day.as_of))[begun])
    assert day.incidents_shown("hazards").tolist() == told["open"].astype(bool).tolist()
    assert day.incidents_closed("hazards").tolist() == told["closed"].astype(bool).tolist()


def test_every_dispute_s_clock_is_what_sql_says(log_file: Path, day: Day) -> None:
    codes = [stage.code for stage in DISPUTES.stages]
    found, told = day.clocks("disputes"), asked(log_file, _DISPUTES, day.as_of)
    assert plain(found["stage"]) == [None if pd.isna(at) else codes[int(at)] for at in told["place"]]
    assert plain(found["next"]) == [None if pd.isna(at) else codes[int(at)] for at in told["coming"]]
    assert seconds(found["due"]) == [None if pd.isna(at) else int(at) for at in told["due"]]
    assert day.incidents_shown("disputes").tolist() == told["open"].astype(bool).tolist()
    assert day.incidents_closed("disputes").tolist() == told["closed"].astype(bool).tolist()


def test_rates_dwell_and_ages_of_hazards_are_what_sql_says(log_file: Path, day: Day) -> None:
    figures = day.loop("hazards")
    midnight = int(pd.Timestamp(day.as_of).timestamp())
    first = midnight - 364 * 86400
    told = asked(log_file, _HAZARDS, day.as_of)
    cohort = told[(told["r"] >= first) & (told["r"] < midnight + 86400)]
    assert figures.first == day.as_of - timedelta(days=364)
    assert (figures.began, figures.open, figures.closed) == (
        len(cohort), int(told["open"].sum()), int(cohort["closed"].sum()),
    )  # fmt: skip
    found, verified, _, plugged, _ = figures.stages
    assert (found.reached, verified.reached, plugged.reached) == tuple(
        int(cohort[name].sum()) for name in ("on_r", "on_v", "on_c")
    )
    for stage, on, at, due in ((verified, "on_v", "v", "due_v"), (plugged, "on_c", "c", "due_c")):
        come = cohort[cohort[on] == 1]
        assert stage.in_time == sum(a // 86400 * 86400 <= d for a, d in zip(come[at], come[due], strict=True))
        assert stage.after_time == sum(a // 86400 * 86400 > d for a, d in zip(come[at], come[due], strict=True))
        waits = cohort[(cohort[on] == 0) & (cohort["on_r" if on == "on_v" else "on_v"] == 1)]
        assert stage.missed == int((waits[due] < midnight).sum())
    days = [(v - r) / 86400 for v, r, on in zip(cohort["v"], cohort["r"], cohort["on_v"], strict=True) if on]
    onward = [d for d in days if d >= 0]
    assert verified.median_days == (round(median(onward), 3) if onward else None)
    assert verified.backwards == sum(d < 0 for d in days)
    assert figures.came_back == int(cohort["returned"].sum())
    assert figures.open_again == int(((told["open"] == 1) & (told["returned"] == 1)).sum())
    dated = told[(told["open"] == 1) & told["r"].notna()]
    ages = [(midnight - int(r) // 86400 * 86400) // 86400 for r in dated["r"]]
    bands = [sum(low < a <= high for a in ages) for low, high in
             ((-1, 0), (0, 3), (3, 7), (7, 30), (30, 90), (90, 10**6))]  # fmt: skip
    assert list(figures.ages) == bands
    late_days = [a for a, due in zip(ages, dated["due"], strict=True) if due < midnight]
    assert list(figures.late_ages) == [sum(low < a <= high for a in late_days) for low, high in
                                       ((-1, 0), (0, 3), (3, 7), (7, 30), (30, 90), (90, 10**6))]  # fmt: skip
    standing = told[told["open"] == 1]["stage"].value_counts()
    assert {s.code: s.standing for s in figures.stages if s.standing} == standing.to_dict()


def test_the_cohort_of_disputes_is_what_sql_says(log_file: Path, day: Day) -> None:
    figures = day.loop("disputes")
    midnight = int(pd.Timestamp(day.as_of).timestamp())
    told = asked(log_file, _DISPUTES, day.as_of)
    cohort = told[(told["t0"] >= midnight - 364 * 86400) & (told["t0"] < midnight + 86400)]
    closed = cohort[cohort["closed"] == 1]
    assert (figures.began, figures.closed) == (len(cohort), len(closed))
    assert figures.outcomes == closed["outcome"].value_counts().sort_index().to_dict()
    days = [(end - start) / 86400 for end, start in zip(closed["t5"], closed["t0"], strict=True) if end >= start]
    assert figures.median_days == (round(median(days), 3) if days else None)
    # What says so without a date came back by its closing, or, not closed, once no date of it lies ahead.
    said = (told["said"] == 1) & told["b"].isna() & ((told["was5"] == 1) | (told["later"] == 0))
    back = (told["returned"] == 1) | said
    assert figures.came_back == int(back[cohort.index].sum())
    assert figures.open_again == int(((told["open"] == 1) & back).sum())
    late_now = told[(told["open"] == 1) & (told["due"] < midnight)]
    assert sum(stage.late for stage in figures.stages) == len(late_now)
    assert [figures.stages[n].reached for n in (1, 2)] == [int(cohort["on1"].sum()), int(cohort["on2"].sum())]


def test_a_shorter_cohort_counts_its_own_first_day(log: Project) -> None:
    leap_day = date(2028, 2, 29)
    for kind in LOOPS:
        rows = log.table(kind.table)
        figures = loop(kind, rows, log.norms, leap_day, Day(log, leap_day).clocks(kind.table), days=1)
        assert figures.first == leap_day
        assert figures.began == int((rows[kind.began].dt.date == leap_day).sum())
