"""A sheet's index and headline are of its theme, and count what the map shows; each figure recounted by hand."""

from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from layers.codes import THEMES
from layers.scene.incident_filter import IncidentFilter
from layers.scene.look import Look
from layers.sheets.index_table import IncidentRow, UnitRow
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.parts import Page
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import cell_centre, frame, grid
from tests.layers.marked_district import DAY


@cache
def district() -> Project:
    """Three units with an officer each; hazards and disputes of several ages, one family matter, and cases."""
    base = grid(3, 1, residents=4000)
    officers = [{"officer_id": f"P{n}", "display_name": f"警官{n}（虚构）", "role": "community_officer",
                 "station_code": "S1"} for n in range(3)]  # fmt: skip
    duties = [{"duty_id": f"D{n}", "officer_id": f"P{n}", "community_code": f"u{n}-0"} for n in range(3)]
    times = pd.to_datetime(["2026-11-01 09:00", "2026-11-22 09:00", "2026-11-23 09:00", "2026-10-01 09:00"])
    hazards = [{"hazard_id": f"H{n}", "category": "fire", "reported_at": at, "owner_id": "P1" if n == 1 else None,
                "verified_at": times[1] if n == 3 else None} for n, at in enumerate(times)]  # fmt: skip
    disputes = [{"dispute_id": f"Q{n}", "category": "family" if n == 0 else "debt", "received_at": at}
                for n, at in enumerate(times)]  # fmt: skip
    cases = [{"case_id": f"C{n}", "category": "theft", "occurred_at": times[n % 4]} for n in range(7)]
    spots = [cell_centre(n % 2, 0) for n in range(7)]
    return replace(
        base,
        officers=frame("officers", officers),
        duties=frame("duties", duties),
        hazards=frame("hazards", hazards, spots[:4]),
        disputes=frame("disputes", disputes, spots[:4]),
        cases=frame("cases", cases, spots),
    )


def sheet(theme: str, **order: object) -> Page:
    return pages_of(district(), SheetOrder(theme=theme, **order), DAY)[0]


def told(page: Page, column: str) -> list[str]:
    return [row.told[column] for row in page.unit_rows]


def figures(page: Page) -> dict[str, tuple[int, int]]:
    return {figure.code: (figure.numerator, figure.denominator) for figure in page.shown_map.figures}


def listed(page: Page) -> list[IncidentRow]:
    return [placed.row for column in page.table for placed in column.rows if isinstance(placed.row, IncidentRow)]


@pytest.mark.parametrize("table", ["hazards", "disputes"])
def test_open_and_late_ones_are_counted_by_unit_listed_by_due_day_and_told_large(table: str) -> None:
    page, day = sheet(table), Day(district(), DAY)
    clocks = day.clocks(table)
    late = clocks["days_late"].fillna(0).to_numpy() > 0
    assert late.any()
    assert not late.all()
    unit = np.array([0, 1, 0, 1])
    assert told(page, "open") == [str(int((unit == n).sum())) for n in range(3)]
    assert told(page, "late") == [str(int((late & (unit == n)).sum())) for n in range(3)]
    assert figures(page)[f"{table}_late"] == (int(late.sum()), 4)
    head, *rows = listed(page)
    assert (head.table, head.listed, head.unlisted) == (table, 4, 0)
    assert [row.due for row in rows] == sorted(row.due for row in rows)
    assert {row.key: row.is_late for row in rows} == dict(zip(clocks.index, late.tolist(), strict=True))
    units = {row.community_code: row.grid for row in page.unit_rows}
    assert {row.grid for row in rows} <= set(units.values())
    if table == "hazards":
        assert {row.key: row.officers for row in rows}["H1"] == ("警官1（虚构）",)
        assert {row.key: row.officers for row in rows}["H0"] == ()


def test_a_station_is_told_how_many_sensitive_ones_are_not_listed() -> None:
    page = sheet("disputes", audience="station", station_code="S1")
    head, *rows = listed(page)
    assert (head.listed, head.unlisted) == (3, 1)
    assert {row.key for row in rows} == {"Q1", "Q2", "Q3"}
    assert told(page, "open") == ["2", "2", "0"]  # counting comes before hiding
    assert listed(sheet("disputes", audience="public")) == []


def test_what_is_filtered_away_is_neither_counted_nor_listed() -> None:
    wanted = IncidentFilter(category=("disputes", "family"))
    page = sheet("disputes", wanted=wanted)
    assert told(page, "open") == ["1", "0", "0"]
    assert [row.key for row in listed(page)] == ["", "Q0"]
    assert figures(page)["disputes_late"][1] == 1
    chosen = IncidentFilter(days=(DAY.replace(day=22), DAY))
    assert [row.key for row in listed(sheet("hazards", wanted=chosen))][1:] == ["H1", "H2"]
    assert told(sheet("cases", wanted=chosen), "cases") == ["2", "2", "0"]


def test_cases_load_change_and_beats_have_columns_of_their_own() -> None:
    assert told(sheet("cases"), "cases") == ["4", "3", "0"]
    shares = Day(district(), DAY).seat_shares
    page = sheet("load")
    assert told(page, "load") == [f"{share:.0%}" for share in shares]
    assert figures(page)["nobody"] == (0, 3)
    assert figures(sheet("beats")) == {}
    assert all(row.told == {} for row in sheet("beats").unit_rows)
    divided = district().with_tables(communities=district().communities.assign(beat_name=["S1-1", "S1-1", ""]))
    (page,) = pages_of(divided, SheetOrder(theme="beats"), DAY)
    assert (told(page, "beat"), figures(page)) == (["S1-1", "S1-1", ""], {"in_beats": (2, 3)})
    assert all(row.told == {} and row.state is not None for row in sheet("change").unit_rows)


def test_the_number_that_colours_the_units_stands_in_the_index() -> None:
    page = sheet("cases", look=Look(shading={"cases": "cases_per_1000"}))
    assert told(page, "figure") == ["1.0", "0.8", "0.0"]
    assert "figure" not in sheet("cases").unit_rows[0].told


@pytest.mark.parametrize("theme", THEMES)
def test_no_theme_tells_the_public_more_than_whom_to_call(theme: str) -> None:
    page = sheet(theme, audience="public")
    assert page.shown_map.figures == ()
    assert all(row.told == {} and row.officers == () and row.state is None for row in page.unit_rows)
    assert all(isinstance(row, UnitRow) for row in page.unit_rows)


@pytest.mark.parametrize("theme", THEMES)
def test_every_figure_of_every_theme_is_part_of_what_it_is_of(theme: str) -> None:
    for figure in sheet(theme).shown_map.figures:
        assert 0 <= figure.numerator <= figure.denominator
        assert figure.denominator > 0
