"""Breaches of the negative list are what plain SQL finds in the file, of all cases of the year that can be judged."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from mapper.day.day import Day
from mapper.norms import Norms
from mapper.project import Project
from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, grid
from tests.sample import district

DAY = date(2028, 2, 29)


def project_with(*rows: dict[str, object], words: tuple[str, ...] = ("抢夺", "Robbery")) -> Project:
    base = grid(1, 1)
    told = [
        {"case_id": f"c{n}", "category": "抢夺", "handler": "station", "occurred_at": DAY} | row
        for n, row in enumerate(rows)
    ]
    cases = frame("cases", told, [cell_centre(0, 0)] * len(told))
    return Project(stations=base.stations, communities=base.communities, cases=cases, norms=Norms(negative_cases=words))


@pytest.mark.parametrize(
    ("occurred", "counted"),
    [
        (datetime(2028, 2, 29, 23, 59, 59), True),
        (datetime(2028, 3, 1), False),
        (datetime(2027, 3, 2), True),
        (datetime(2027, 3, 1, 23, 59, 59), False),
    ],
)
def test_the_year_has_366_days_with_a_leap_day_but_365_are_looked_at(occurred: datetime, counted: bool) -> None:
    found = Day(project_with({"occurred_at": occurred}), DAY).negative_list
    assert (found.cases, list(found.breaches)) == ((1, ["c0"]) if counted else (0, []))


def test_what_cannot_be_judged_is_left_out_and_said() -> None:
    found = Day(
        project_with(
            {},
            {"category": "入户抢夺案"},
            {"category": "ROBBERY, armed"},
            {"handler": "case_team"},
            {"handler": None},
            {"category": None},
            {"handler": None, "category": None},
            {"occurred_at": None},
            {"category": "盗窃"},
        ),
        DAY,
    )
    told = found.negative_list
    assert told.breaches == {"c0": "抢夺", "c1": "抢夺", "c2": "Robbery"}
    assert (told.cases, told.without_handler, told.without_category, told.undated) == (5, 2, 1, 1)
    codes = [(f.subjects, f.values["category"]) for f in found.findings if f.code == "case_not_for_station"]
    assert codes == [(("c0",), "抢夺"), (("c1",), "入户抢夺案"), (("c2",), "ROBBERY, armed")]


def test_without_a_list_nothing_is_a_breach() -> None:
    assert Day(project_with({}, words=()), DAY).negative_list.breaches == {}
    assert Norms().negative_cases == ()


def test_the_sample_s_breaches_are_what_sql_counts(tmp_path: Path) -> None:
    project = district().project
    create(tmp_path / "s.gpkg", project)
    for ago in (0, 30, 200, 365):
        day = project.as_of - timedelta(days=ago)
        first, after = (day - timedelta(days=364)).isoformat(), (day + timedelta(days=1)).isoformat()
        with closing(sqlite3.connect(tmp_path / "s.gpkg")) as sql:
            within = "FROM cases WHERE occurred_at >= ? AND occurred_at < ?"
            judged = sql.execute(f"SELECT count(handler) {within}", (first, after)).fetchone()[0]
            station = f"SELECT case_id {within} AND handler = 'station' AND category LIKE '%抢夺%'"
            breaches = {key for (key,) in sql.execute(station, (first, after))}
        found = Day(project, day).negative_list
        assert (found.cases, set(found.breaches)) == (judged, breaches)
