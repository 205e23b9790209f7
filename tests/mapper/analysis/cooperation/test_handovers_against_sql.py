"""Receipts, answers and what was returned, in time, late or waited for, are what plain SQL says on any day."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mapper import schema
from mapper.analysis.cooperation.handovers import DIRECTIONS, handovers_of
from mapper.day.day import Day
from mapper.project import Project
from mapper.store.geopackage.store import create
from mapper.store.store import read_project
from tests.districts import cell_centre, frame, grid

FIRST = date(2027, 1, 1)
DAYS = (
    date(2026, 12, 31), FIRST, date(2027, 6, 30), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1),
    date(2028, 12, 31), date(2029, 1, 31),
)  # fmt: skip
_ROWS = """
WITH dated AS (
    SELECT handover_id AS id, incident_table || incident_id AS incident, direction, result, unixepoch(sent_at) AS s,
           unixepoch(received_at) AS r, unixepoch(answered_at) AS a, unixepoch(due_at) AS d,
           coalesce(unixepoch(received_at) < :now, 0) AS got, coalesce(unixepoch(answered_at) < :now, 0) AS dated_answer
    FROM handovers
), known AS (
    SELECT *, dated_answer OR (a IS NULL AND result IS NOT NULL AND coalesce(s < :now, 1)
                               AND coalesce(r < :now, 1)) AS answer,
           coalesce(r < s, 0) OR coalesce(a < s, 0) OR coalesce(a < r, 0) AS backwards
    FROM dated WHERE s < :now
)
SELECT *, NOT got AND NOT answer AS waiting, NOT answer AS open,
       NOT got AND NOT answer AND s + 86400 < :day AS receipt_late,
       NOT answer AND coalesce(d / 86400 * 86400 < :day, 0) AS answer_late,
       s >= :day - 364 * 86400 AS cohort, answer AND coalesce(result = 'returned', 0) AS returned
FROM known
"""


@pytest.fixture(scope="module")
def log_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng, count = np.random.default_rng(33), 20_000

    def after(start: Any, hours: float, kept: float) -> Any:
        """Later than ``start``, one in fifty before it, many at midnight; some are missing."""
        shift = rng.exponential(hours * 3600, count) * np.where(rng.uniform(size=count) < 0.02, -1, 1)
        found = start + shift.astype("timedelta64[s]")
        found = np.where(rng.uniform(size=count) < 0.1, found.astype("datetime64[D]").astype("datetime64[s]"), found)
        return np.where(rng.uniform(size=count) < kept, found, np.datetime64("NaT"))

    days = rng.integers(0, 730, count).astype("timedelta64[D]") + rng.integers(0, 24, count).astype("timedelta64[h]")
    sent = after((np.datetime64(FIRST) + days).astype("datetime64[s]"), 0.4, 0.99)
    received = after(sent, 14, 0.9)
    received = np.where(rng.uniform(size=count) < 0.05, sent + np.timedelta64(24, "h"), received)  # to the second
    rows = pd.DataFrame(
        {
            "handover_id": [f"W{n:05d}" for n in range(count)],
            "incident_table": rng.choice(["hazards", "disputes"], count),
            "incident_id": rng.integers(0, 9000, count).astype(str),
            "direction": rng.choice(DIRECTIONS, count),
            "sent_at": sent,
            "received_at": received,
            "due_at": after(sent, 90, 0.7),
            "answered_at": after(received, 70, 0.8),
            "result": rng.choice(np.array(["done", "returned", None], dtype=object), count, p=[0.7, 0.2, 0.1]),
        }
    )
    path = tmp_path_factory.mktemp("log") / "log.gpkg"
    create(path, grid(1, 1).with_tables(handovers=frame("handovers", rows.to_dict("records"))))
    return path


@pytest.fixture(scope="module")
def log(log_file: Path) -> Project:
    return read_project(log_file)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_figure_is_what_sql_says(log_file: Path, log: Project, day: date) -> None:
    midnight = int(pd.Timestamp(day).timestamp())
    with closing(sqlite3.connect(log_file)) as connection:
        told = pd.read_sql_query(_ROWS, connection, params={"day": midnight, "now": midnight + 86400})
    found = Day(log, day).handovers
    for figures in (found.total, *found.directions):
        mine = told if figures.direction == "*" else told[told["direction"] == figures.direction]
        for name in ("waiting", "receipt_late", "open", "answer_late"):
            assert getattr(figures, name) == int(mine[name].sum()), name
        cohort = mine[mine["cohort"] == 1]
        assert (figures.sent, figures.returned) == (len(cohort), int(cohort["returned"].sum()))
        assert figures.backwards == int(cohort["backwards"].sum())
        cohort = cohort[cohort["backwards"] == 0]
        got = cohort[cohort["got"] == 1]
        assert figures.receipt.in_time == int((got["r"] <= got["s"] + 86400).sum())
        assert figures.receipt.late == int((got["r"] > got["s"] + 86400).sum())
        assert figures.receipt.missed == int(cohort["receipt_late"].sum())
        hours = ((got["r"] - got["s"]) / 3600).tolist()
        assert figures.median_receipt_hours == (round(median(hours), 3) if hours else None)
        answered = cohort[(cohort["dated_answer"] == 1) & cohort["d"].notna()]
        assert figures.answer.in_time == int((answered["a"] // 86400 <= answered["d"] // 86400).sum())
        assert figures.answer.late == int((answered["a"] // 86400 > answered["d"] // 86400).sum())
        assert figures.answer.missed == int(cohort["answer_late"].sum())
    times = told[told["returned"] == 1]["incident"].value_counts().to_dict()
    assert {table + key: n for (table, key), n in found.returned.items()} == times
    assert found.undated == int(log.handovers["sent_at"].isna().sum())


NINE = datetime(2026, 11, 20, 9)
DAY = date(2026, 11, 20)


def of(*rows: dict[str, Any]) -> Project:
    usual = {"incident_table": "disputes", "incident_id": "d1", "direction": "station_to_department", "sent_at": NINE}
    told = [{"handover_id": f"W{n}"} | usual | row for n, row in enumerate(rows)]
    disputes = frame(
        "disputes", [{"dispute_id": f"d{n}", "received_at": NINE} for n in (1, 2)], [cell_centre(0, 0)] * 2
    )
    return grid(1, 1).with_tables(disputes=disputes, handovers=frame("handovers", told))


def test_a_receipt_is_late_on_the_day_after_its_hours_ended() -> None:
    late = [Day(of({}), DAY + timedelta(days=n)).handovers.total.receipt_late for n in (0, 1, 2)]
    assert late == [0, 0, 1]
    assert Day(of({}), DAY - timedelta(days=1)).handovers.total.waiting == 0


def test_a_receipt_in_the_last_second_is_in_time() -> None:
    rows = [{"received_at": NINE + timedelta(hours=24)}, {"received_at": NINE + timedelta(hours=24, seconds=1)}]
    receipt = Day(of(*rows), DAY + timedelta(days=5)).handovers.total.receipt
    assert (receipt.in_time, receipt.late, receipt.due) == (1, 1, 2)


def test_what_was_returned_twice_is_raised_and_found_from_then_on() -> None:
    back = {"received_at": NINE, "result": "returned"}
    project = of(
        back | {"answered_at": NINE + timedelta(days=1)},
        back | {"sent_at": NINE + timedelta(days=2), "received_at": NINE + timedelta(days=2),
                "answered_at": NINE + timedelta(days=3)},
    )  # fmt: skip
    days = [Day(project, DAY + timedelta(days=n)) for n in (2, 3)]
    raised = [[f.subjects for f in day.findings if f.code == "incident_returned"] for day in days]
    assert raised == [[], [("d1",)]]
    first = [day.todo.entries[0] for day in days]
    assert (first[1].key, first[1].returned, first[1].handover) == ("d1", 2, "W1")
    assert {entry.key: entry.returned for entry in days[0].todo.entries} == {"d1": 1, "d2": 0}
    closed = project.disputes.assign(closed_at=pd.Timestamp(NINE + timedelta(days=3)))
    assert not [f for f in Day(project.with_tables(disputes=closed), days[1].as_of).findings if "returned" in f.code]


def test_what_names_nothing_that_there_is_and_what_runs_backwards_is_found() -> None:
    project = of(
        {"incident_id": "d9"},
        {"direction": "room_to_officer", "receiver": "nobody"},
        {"direction": "safety_office_to_station", "receiver": "S9"},
        {"direction": "safety_office_to_station", "receiver": "S1"},
        {"received_at": NINE - timedelta(seconds=1)},
    )
    found = Day(project, DAY).findings
    assert [f.subjects[0] for f in found if f.code == "handover_unknown"] == ["W0", "W1", "W2"]
    assert [f.subjects[0] for f in found if f.code == "handover_backwards"] == ["W4"]


def test_an_incident_has_its_handovers_in_order() -> None:
    project = of({"sent_at": NINE + timedelta(days=1)}, {}, {"incident_id": "d2"}, {"incident_table": "hazards"})
    assert handovers_of(project, "disputes", "d1").index.tolist() == ["W1", "W0"]


def test_the_directions_are_those_of_the_table() -> None:
    assert set(DIRECTIONS) == set(schema.TABLES["handovers"].column("direction").choices or ())


def test_a_finding_does_not_tell_who_has_a_sensitive_dispute() -> None:
    project = of({"receiver": "区妇联"}, {"incident_id": "d2", "receiver": "区人社局"})
    disputes = project.disputes.assign(category=["family", "wage"])
    found = Day(project.with_tables(disputes=disputes), DAY + timedelta(days=3)).findings
    told = {f.subjects[1]: f.values["receiver"] for f in found if f.code == "handover_unreceived"}
    assert told == {"d1": None, "d2": "区人社局"}
