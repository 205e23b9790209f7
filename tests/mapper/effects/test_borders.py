"""What hangs on units follows their borders, and what may no longer fit is counted before it is done."""

from datetime import date
from typing import Any

import pytest
import shapely

from mapper.day.day import Day
from mapper.edit import Edit
from mapper.edits.boundaries import move_vertex
from mapper.edits.outlines import boundary_change
from mapper.edits.units import merge_units, split_unit
from mapper.effects.borders import border_notes
from mapper.project import Project
from tests.districts import WEST, cell_centre, frame, grid


def peopled(recorded: str | None = None) -> Project:
    """Three units in a row, a hazard in the middle of each and a closed and an ownerless one in the first."""
    project = grid(3, 1, residents=100)
    hazards = [{"hazard_id": f"h{n}", "owner_id": "p1", "recorded_unit": recorded or f"u{n}-0"} for n in range(3)] + [
        {"hazard_id": "closed", "owner_id": "p1", "closed_at": "2026-01-02 08:00", "recorded_unit": "单元0-0（虚构）"},
        {"hazard_id": "nobody", "recorded_unit": "别处"},
    ]
    return project.with_tables(
        hazards=frame("hazards", hazards, [*(cell_centre(n, 0) for n in range(3)), *[cell_centre(0, 0)] * 2]),
        duties=frame("duties", [
            {"duty_id": "d1", "officer_id": "p1", "community_code": "u0-0", "starts": date(2025, 1, 1)},
            {"duty_id": "d2", "officer_id": "p1", "community_code": "u1-0", "starts": date(2025, 1, 1)},
            {"duty_id": "d3", "officer_id": "p2", "community_code": "u1-0", "starts": date(2025, 1, 1)},
        ]),
        outreach=frame("outreach", [{"outreach_id": "a", "community_code": "u1-0"}], [None]),
    )  # fmt: skip


def told(project: Project, edit: Edit) -> dict[str, Any]:
    """Code of each note → its one value."""
    notes = border_notes(project, edit(project), boundary_change(project, edit))
    assert len({note.code for note in notes}) == len(notes)
    return {note.code: value for note in notes for value in note.values.values()}


def wrong_units(project: Project) -> list[str]:
    return [f.subjects[0] for f in Day(project, project.as_of).ownership_findings("hazards")]


def test_a_merge_carries_duties_visits_and_records() -> None:
    project = peopled()
    edit = merge_units(["u0-0", "u1-0"], "u0-0")
    found = told(project, edit)
    assert found == {
        "points_move": {"hazards": 1}, "owners_stay": 1, "duties_move": 1, "duties_joined": 1, "visits_move": 1,
    }  # fmt: skip
    after = edit(project)
    assert after.hazards["recorded_unit"].tolist() == ["u0-0", "u0-0", "u2-0", "单元0-0（虚构）", "别处"]
    assert wrong_units(after) == []
    gone = merge_units(["u0-0", "u1-0"], "u1-0")(project)
    assert gone.hazards.loc["closed", "recorded_unit"] == "单元1-0（虚构）"
    assert not gone.duties["community_code"].isin(["u0-0"]).any()


def test_a_split_leaves_duties_and_says_that_the_new_seat_is_vacant() -> None:
    project = peopled()
    line = shapely.LineString([(WEST + 0.0051, 30.29), (WEST + 0.0051, 30.32)])
    edit = split_unit("u0-0", line, "n", "新社区（虚构）")
    found = told(project, edit)
    assert found == {"no_duty": ["n"]}  # all three points lie in the larger part, which keeps the code
    across = split_unit("u0-0", shapely.LineString([(WEST, 30.3049), (WEST + 0.0049, 30.3052), (WEST + 0.01, 30.3049)]),
                        "n", "新")  # fmt: skip
    after = across(project)
    smaller = after.communities.geometry["n"]
    inside = [key for key, place in project.hazards.geometry.items() if smaller.contains(place)]
    assert told(project, across).get("points_move", {}) == ({"hazards": len(inside)} if inside else {})
    assert wrong_units(after) == []


@pytest.mark.parametrize("table", ["hazards", "disputes", "cases", "places"])
def test_every_table_of_points_is_recorded_anew_in_the_new_unit(table: str) -> None:
    key = {"hazards": "hazard_id", "disputes": "dispute_id", "cases": "case_id", "places": "place_id"}[table]
    places = [shapely.Point(WEST + 0.002, 30.305), shapely.Point(WEST + 0.008, 30.305)]
    rows = [{key: "west", "recorded_unit": "u0-0"}, {key: "east", "recorded_unit": "单元0-0（虚构）"}]
    project = grid(2, 1).with_tables(**{table: frame(table, rows, places)})
    line = shapely.LineString([(WEST + 0.004, 30.29), (WEST + 0.004, 30.32)])
    after = split_unit("u0-0", line, "n", "新")(project)
    assert after.table(table)["recorded_unit"].tolist() == ["n", "单元0-0（虚构）"]
    assert told(project, split_unit("u0-0", line, "n", "新"))["points_move"] == {table: 1}


def test_a_moved_border_counts_the_points_that_change_hands() -> None:
    project = grid(2, 2)
    place = shapely.Point(WEST + 0.0102, 30.3095)
    rows = [{"hazard_id": "h", "owner_id": "p1", "recorded_unit": "u1-0"}]
    project = project.with_tables(hazards=frame("hazards", rows, [place]))
    found = told(project, move_vertex((113.41, 30.31), (113.413, 30.31)))
    assert found == {"points_move": {"hazards": 1}, "owners_stay": 1}
    assert told(project, move_vertex((113.41, 30.31), (113.408, 30.31))) == {}
