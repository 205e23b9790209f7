"""Cases on the map: those of a year, by their cell only, put away at first, and counted with what is left out."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import shapely

from layers.map_layers import HIDDEN_AT_FIRST, INCIDENT_CLASSES
from layers.say import sentence
from layers.scene.drawing import Points
from layers.scene.incident_filter import IncidentColumns, IncidentFilter, Standing
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, Snapshot, snapshot_of
from mapper.audience import CELL_M, for_audience
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.project import Project
from tests.districts import cell_centre, frame, grid
from tests.sample import district as sample
from ui.language.messages import LANGUAGES, Messages

DAY = date(2026, 11, 23)


CLASSES = INCIDENT_CLASSES["cases"]


def district() -> Project:
    return sample().project


def drawn(snapshot: Snapshot) -> Points:
    (points,) = snapshot.layer("cases").drawings
    assert isinstance(points, Points)
    return points


def year_before(project: Project, day: date) -> set[str]:
    """Keys of the cases from the day a year before (not included) to the day, counted one by one."""
    when = project.cases["occurred_at"].dropna()
    return {key for key, moment in when.items() if 0 <= (day - moment.date()).days < 365}


def test_cases_are_put_away_until_they_are_asked_for():
    assert not snapshot_of(MapState(Day(district(), DAY))).layer("cases").visible
    shown = snapshot_of(MapState(Day(district(), DAY), hidden=frozenset()))
    assert shown.layer("cases").visible
    assert "case_reported" in {entry.code for entry in shown.legend}


def test_the_cases_of_a_year_are_shown_and_the_others_counted():
    project = district()
    origin = project.cases["origin"].where(np.arange(len(project.cases)) % 5 > 0, "discovered")
    project = project.with_tables(cases=project.cases.assign(origin=origin))
    for day in (DAY, DAY - timedelta(days=200)):
        layer = (snapshot := snapshot_of(MapState(Day(project, day), hidden=frozenset()))).layer("cases")
        points = drawn(snapshot)
        keys = set(points.dots.ids[points.class_of_row >= 0])
        assert keys == year_before(project, day)
        assert layer.count == len(keys) == sum(entry.count or 0 for entry in layer.legend)
        assert {entry.code for entry in layer.legend} == set(CLASSES)
        discovered = set(points.dots.ids[points.class_of_row == CLASSES.index("case_discovered")])
        assert discovered == keys & set(project.cases.index[project.cases["origin"] == "discovered"])
        (note,) = layer.notes
        left_out = note[1]["earlier"] + note[1]["later"] + note[1]["undated"]
        assert len(keys) + left_out == len(project.cases)
        for language in LANGUAGES:
            assert f"{note[1]['earlier']:,}" in sentence(note, Messages(language))


def test_a_case_without_a_time_or_a_place_is_told_as_such():
    project = district()
    cases = project.cases.copy()
    recent = sorted(year_before(project, DAY))
    cases.loc[recent[0], "occurred_at"] = pd.NaT
    cases.loc[recent[1], "geometry"] = None
    (note,) = snapshot_of(MapState(Day(project.with_tables(cases=cases), DAY))).layer("cases").notes
    assert (note[1]["undated"], note[1]["unplaced"]) == (1, 1)


def test_a_case_stands_in_the_middle_of_its_cell():
    project = district()
    exact = shapely.get_coordinates(to_metres(project.cases.geometry, project.about.map_crs))
    xy = drawn(snapshot_of(MapState(Day(project, DAY)))).dots.xy
    assert np.nanmax(np.abs(xy - exact)) <= CELL_M / 2 + 1e-6
    np.testing.assert_allclose((xy[np.isfinite(xy)] / CELL_M) % 1, 0.5)
    # Where the paper shows sensitive ones by the same cell, both are the same.
    on_paper = drawn(snapshot_of(MapState(Day(for_audience(project, "command"), DAY)))).dots.xy
    np.testing.assert_allclose(on_paper, xy)


def test_a_filter_counts_cases_as_it_counts_hazards():
    project = district()
    category = project.cases["category"].mode()[0]
    days = (DAY - timedelta(days=60), DAY)
    wanted = IncidentFilter(days=days, category=("cases", category))
    layer = snapshot_of(MapState(Day(project, DAY), hidden=frozenset(), wanted=wanted)).layer("cases")
    when, kind = project.cases["occurred_at"].dt.date, project.cases["category"]
    assert layer.count == int(((when >= days[0]) & (when <= days[1]) & (kind == category)).sum()) > 0
    assert sum(entry.count or 0 for entry in layer.legend) == layer.count


def test_a_sheet_has_cases_in_its_legend_where_they_are_shown_and_the_public_never():
    project = district()
    codes = {
        (audience, shown): {
            e.code
            for e in pages_of(project, SheetOrder(audience=audience, hidden=HIDDEN_AT_FIRST - shown), DAY)[
                0
            ].shown_map.legend
        }
        for audience in ("command", "public")
        for shown in (frozenset[str](), HIDDEN_AT_FIRST)
    }
    assert "case_reported" in codes["command", HIDDEN_AT_FIRST]
    assert not any("case_reported" in found for which, found in codes.items() if which != ("command", HIDDEN_AT_FIRST))


def test_notes_of_cases_stand_under_a_legend_only_where_cases_are_shown():
    state = MapState(Day(district(), DAY))
    told = {code for code, _ in snapshot_of(state).notes}
    assert "note.cases" not in told
    with_cases = replace(state, hidden=HIDDEN_AT_FIRST - {"cases"})
    assert {code for code, _ in snapshot_of(with_cases).notes} - told == {"note.cases"}


def test_what_came_back_is_the_same_on_the_map_in_the_filter_and_on_the_board():
    early, closed, back = (datetime(2026, 11, day, 9) for day in (2, 10, 16))
    rows = {
        "dated": {"closed_at": closed, "reopened_at": back},
        "said": {"reopened": True},
        "said, and dated": {"closed_at": closed, "reopened_at": back, "reopened": True},
        "closed again": {"closed_at": back + timedelta(days=2), "reopened_at": back},
        "never": {},
    }
    disputes = frame(
        "disputes",
        [{"dispute_id": key, "category": "wage", "received_at": early, **row} for key, row in rows.items()],
        [cell_centre(0, 0)] * len(rows),
    )
    project = grid(1, 1).with_tables(disputes=disputes)
    twice = {"dated", "said", "said, and dated"}
    expected = {15: {"said"}, 16: {*twice, "closed again"}, 18: twice}
    for number, keys in expected.items():
        day = Day(project, date(2026, 11, number))
        snapshot = snapshot_of(MapState(day, "disputes"))
        (points,) = snapshot.layer("disputes").drawings
        again = INCIDENT_CLASSES["disputes"].index("dispute_reopened")
        assert set(points.dots.ids[points.class_of_row == again]) == keys
        rows_back = IncidentColumns(day).rows("disputes", IncidentFilter(standing=Standing("disputes", back=True)))
        assert set(project.disputes.index[rows_back]) == keys
        assert day.loop("disputes").open_again == len(keys)
        assert {e.code: e.count for e in snapshot.layer("disputes").legend}["dispute_reopened"] == len(keys)
