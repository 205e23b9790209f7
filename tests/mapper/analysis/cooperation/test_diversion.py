"""Diverted of eligible, pooled over whole months, is what SQL sums; what is not counted is said, with the reason."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mapper.analysis.cooperation.diversion import LEFT_OUT
from mapper.day.day import Day
from mapper.io.times import parse_month
from mapper.project import Project
from mapper.store.geopackage.store import create
from tests.districts import frame, grid
from tests.sample import district

_SUMS = """
SELECT {group}, count(*), sum(eligible), sum(diverted), sum(closed) FROM diversions AS mine
WHERE month >= date(:first) AND month < date(:after) AND diverted <= eligible AND closed <= diverted
  AND NOT EXISTS (SELECT 1 FROM diversions AS other WHERE other.fid > mine.fid AND other.month = mine.month
                  AND other.station_code = mine.station_code AND other.category = mine.category)
GROUP BY 1 ORDER BY 1
"""
# A day → the first of its twelve whole months, and the first day after them.
YEARS = {
    date(2026, 11, 23): ("2025-11-01", "2026-11-01"), date(2026, 11, 29): ("2025-11-01", "2026-11-01"),
    date(2026, 11, 30): ("2025-12-01", "2026-12-01"), date(2026, 12, 1): ("2025-12-01", "2026-12-01"),
    date(2026, 2, 27): ("2025-02-01", "2026-02-01"), date(2026, 2, 28): ("2025-03-01", "2026-03-01"),
}  # fmt: skip


@pytest.fixture(scope="module")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "s.gpkg"
    create(path, district().project)
    return path


@pytest.mark.parametrize("day", YEARS, ids=str)
def test_the_sums_are_what_sql_says(sample_file: Path, day: date) -> None:
    first, after = YEARS[day]
    found = Day(district().project, day).diversion
    with closing(sqlite3.connect(sample_file)) as sql:
        for group, told in (("category", found.categories), ("station_code", found.stations), ("'*'", (found.total,))):
            rows = sql.execute(_SUMS.format(group=group), {"first": first, "after": after}).fetchall()
            assert [(one.code, one.rows, one.eligible, one.diverted, one.closed) for one in told] == rows
    assert found.first == date.fromisoformat(first)
    assert len(found.months) + len(found.without) == 12
    counted = found.total.rows + sum(found.left_out.values())
    assert counted == len(district().project.diversions)


def of(*rows: dict[str, Any]) -> Project:
    usual = {
        "month": date(2028, 2, 1),
        "station_code": "S1",
        "category": "噪音",
        "received": 9,
        "eligible": 6,
        "diverted": 3,
    }
    told = [{"diversion_id": f"N{n}", "closed": 2} | usual | row for n, row in enumerate(rows)]
    return grid(1, 1).with_tables(diversions=frame("diversions", told))


def test_a_month_counts_once_its_last_day_is_over() -> None:
    months = [Day(of({}), date(2028, 2, day)).diversion.months for day in (28, 29)]
    assert months == [(), (date(2028, 2, 1),)]
    assert Day(of({}), date(2028, 2, 28)).diversion.left_out["unfinished"] == 1
    assert Day(of({}), date(2028, 1, 31)).diversion.left_out["later"] == 1
    assert Day(of({}), date(2029, 1, 30)).diversion.total.rows == 1
    assert Day(of({}), date(2029, 1, 31)).diversion.total.rows == 1
    assert Day(of({}), date(2029, 2, 28)).diversion.left_out["earlier"] == 1


def test_rates_are_pooled_and_what_is_left_out_has_its_reason() -> None:
    day = Day(
        of(
            {"eligible": 100, "diverted": 10, "received": 200, "category": "a", "closed": None},
            {"eligible": 2, "diverted": 2, "category": "b"},
            {"eligible": 2, "diverted": 3, "category": "c"},
            {"eligible": None, "category": "d"},
            {"category": "e"},
            {"category": "e", "diverted": 6, "received": None},
            {"closed": 4, "category": "f"},
            {"received": 5, "category": "g"},
            {"diverted": -1, "closed": -1, "category": "h"},
        ),
        date(2028, 2, 29),
    )
    found = day.diversion
    assert (found.total.eligible, found.total.diverted, found.total.rows) == (108, 18, 3)
    assert (found.total.closed, found.total.closable, found.total.received) == (4, 8, None)
    assert found.left_out == dict.fromkeys(LEFT_OUT, 0) | {"missing": 1, "repeated": 1, "impossible": 4}
    assert [f.subjects[0] for f in day.findings if f.code == "diversion_impossible"] == ["N2", "N6", "N7", "N8"]
    assert [f.subjects[0] for f in day.findings if f.code == "diversion_twice"] == ["N4"]


@pytest.mark.parametrize(
    "text", ["2026-10", "2026年10月", "202610", "2026/10", "2026年10月份", "2026-10-31", "2026.10"]
)
def test_a_month_is_read_in_its_many_writings(text: str) -> None:
    assert parse_month(text).date() == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["2026-13", "十月", "10", "2026"])
def test_what_is_no_month_is_not_read(text: str) -> None:
    with pytest.raises(ValueError):
        parse_month(text)
