"""Whatever is done to focus areas in whatever order: list, board and ``focus --json`` agree, and undo restores all."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from mapper.analysis.patrol.focus_days import week_of
from mapper.edit import Edit
from mapper.edits.focus import (
    FocusOrder,
    change_focus,
    close_focus,
    extend_focus,
    mark_focus,
    remove_focus,
    renew_focus,
)
from mapper.edits.focus_visits import VisitMark, mark_visit, remove_mark
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.store import create, open_store
from tests.districts import frame, grid, square
from tests.drawn import drawn
from tests.mapper.analysis.patrol.weeks import LAST, MONDAY, many_weeks
from ui.cli.focus_command import focus_json
from ui.patrol.board_rows import Days, day_rows, days_between, officer_rows, place_rows, sum_row, week_rows
from ui.session.document import Document
from ui.session.rows import Figures

DAY = date(2026, 11, 25)
WEEK = week_of(DAY)
WEEKS = (WEEK[0] - timedelta(weeks=3), WEEK[1])


def moment(day: int, hour: int) -> datetime:
    return datetime(2026, 11, 20, hour) + timedelta(days=day)


moments = st.builds(moment, st.integers(0, 8), st.integers(0, 23))
orders = st.builds(
    FocusOrder, st.sampled_from(["夜市", "校门口"]), moments, moments, st.integers(1, 300),
    st.lists(st.sampled_from(["o1", "o2", "o3"]), max_size=2, unique=True).map(tuple), st.integers(1, 3),
)  # fmt: skip
keys = st.sampled_from(["F1", "F2", "F3", "F4"])
marks = st.builds(
    VisitMark, st.integers(0, 8).map(lambda n: moment(n, 0).date()), st.sampled_from([None, "o1", "o3"]),
    st.booleans(), st.sampled_from([None, "lighting"]),
)  # fmt: skip
edits = st.one_of(
    orders.map(lambda order: mark_focus(square(0, 0), order)),
    st.builds(change_focus, keys, orders),
    st.builds(extend_focus, keys, moments),
    st.builds(renew_focus, keys, orders),
    st.builds(close_focus, keys, moments, st.none() | marks),
    st.builds(mark_visit, keys, marks),
    st.sampled_from(["M1", "M2", "M3"]).map(remove_mark),
    keys.map(remove_focus),
)


def district() -> Project:
    people = [{"officer_id": one, "role": "community_officer", "fte": 1.0} for one in ("o1", "o2", "o3")]
    leave = {"absence_id": "B1", "officer_id": "o2", "kind": "leave", "starts": DAY, "ends": DAY + timedelta(days=1)}
    project = grid(2, 1).with_tables(officers=frame("officers", people), absences=frame("absences", [leave]))
    for n in range(2):
        project = mark_focus(square(n, 0), FocusOrder("夜市", moment(0, 8), moment(6, 22), 60, ("o1",)))(project)
    return project


def rows_in(path: Path) -> list[Any]:
    """Every row of both tables, as it stands in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("focus_areas", "focus_visits", "rtree_focus_areas_geom")
        ]


def assert_agree(project: Project, as_of: date, week: Days, weeks: Days) -> None:
    """List, board and command tell the same."""
    day = Figures(project, as_of)
    told = focus_json(day, week, weeks)
    listed = {row.focus_id: row for row in day.focus}
    assert [area["focus_id"] for area in told["areas"]] == list(listed)
    for area in told["areas"]:
        row = listed[area["focus_id"]]
        assert (area["number"], area["state"], area["planned"], area["done"]) == (
            row.number, row.outcome.state, row.outcome.planned, row.outcome.done,
        )  # fmt: skip
    minutes = {
        (row.key, on): cell.asked
        for row in officer_rows(day, week) for on, cell in zip(days_between(week), row.cells, strict=True) if cell.asked
    }  # fmt: skip
    planned: dict[tuple[str, date], int] = {}
    for one in told["plan"]:
        if one["officer_id"] is not None:
            at = one["officer_id"], date.fromisoformat(one["day"])
            planned[at] = planned.get(at, 0) + one["minutes"]
    assert minutes == planned
    shown = {
        (row.key, on.isoformat(), reason)
        for row in officer_rows(day, week)
        for on, cell in zip(days_between(week), row.cells, strict=True) for reason in cell.conflicts
    }  # fmt: skip
    assert shown == {(one["officer_id"], one["day"], one["reason"]) for one in told["conflicts"]}
    by_week, by_day = (sum_row("focus_areas", "", made) for made in (week_rows(day, weeks), place_rows(day, week)))
    work = told["work"]
    assert (by_week.total.asked, by_week.total.of or 0) == tuple(sum(w[n] for w in work) for n in ("planned", "done"))
    last = [w for w in work if w["week"] == week[0].isoformat()]
    assert (by_day.total.asked, by_day.total.of or 0) == tuple(sum(w[n] for w in last) for n in ("planned", "done"))
    today = day_rows(day, (as_of, as_of))
    assert {row.focus_id for row in today} == {row.focus_id for row in day.focus if row.today}
    assert [row.number for row in today] == [f"{listed[row.focus_id].number}" for row in today]


@settings(max_examples=drawn(6), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(edits, min_size=1, max_size=8))
def test_any_sequence_of_edits_stays_in_order_and_is_undone_to_the_last_byte(wanted: list[Edit]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        create(path, district())
        document = Document(open_store(path))
        states, done = [rows_in(path)], 0
        try:
            for edit in wanted:
                try:
                    document.do(edit)
                except InputError:
                    assert rows_in(path) == states[-1]
                    continue
                done += 1
                states.append(rows_in(path))
                areas = document.project.focus_areas
                assert (areas["starts"] < areas["ends"]).all()
                assert_agree(document.project, DAY, WEEK, WEEKS)
                marked = {f.values["why"] for f in Figures(document.project, DAY).focus_findings if "why" in f.values}
                assert marked <= {"focus_visit_ahead"}  # a mark of a later day is told when that day is not yet there
            while done:
                document.undo()
                states.pop()
                done -= 1
                assert rows_in(path) == states[-1]
        finally:
            document.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_sixty_officers_and_forty_areas_agree_everywhere(seed: int) -> None:
    on = MONDAY + timedelta(days=40)
    assert_agree(many_weeks(seed=seed), on, week_of(on), (MONDAY, LAST) if seed == 1 else (MONDAY, week_of(on)[1]))
