"""One unit into two and two into one on their limits: all the counts, duties that meet, a common corner."""

from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
import shapely

from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.focus import FocusOrder, mark_focus
from mapper.edits.outlines import boundary_change, change_between
from mapper.edits.overlap_claims import keeper, mostly_shared
from mapper.edits.repair import cut_overlap, fill_gap, repair_for, repair_invalid
from mapper.edits.repair_choices import repair_choices
from mapper.edits.units import merge_units, split_unit
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.finding_kinds import (
    SEAT_VACANT,
    STATION_OVERLAP,
    UNIT_GAP,
    UNIT_MULTIPART,
    UNIT_OVERLAP,
    UNIT_SLIVER,
)
from mapper.project import Project
from tests.districts import cell_centre, frame, grid, square

DAY = date(2026, 11, 23)
CUT = shapely.LineString([(113.406, 30.29), (113.406, 30.32)])  # six tenths of u0-0 lie west of it


def at(days: int) -> date:
    return DAY + timedelta(days=days)


def with_shape(project: Project, code: str, shape: shapely.Geometry | None) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


def km2(project: Project) -> dict[str, float]:
    areas = shapely.area(to_metres(project.communities.geometry, project.about.map_crs)) / 1e6
    return dict(zip(project.communities.index, areas.tolist(), strict=True))


@pytest.mark.parametrize(("given", "left"), [(0, 100), (40, 60), (100, 0), (101, None), (-1, None)])
def test_a_new_unit_takes_from_the_old_ones_count_what_there_is(given: int, left: int | None) -> None:
    project = grid(2, 1, residents=100)
    edit = split_unit("u0-0", CUT, "n", "新（虚构）", {"residents": given})
    if left is None:
        assert refused(edit, project) == "split_counts"
        return
    after = edit(project).communities
    assert after["residents"].to_dict() == {"u0-0": left, "u1-0": 100, "n": given}
    assert refused(split_unit("u0-0", CUT, "n", "新", {"rentals": 1}), project) == "split_counts"  # nobody counted them
    assert split_unit("u0-0", CUT, "n", "新", {"rentals": 0})(project).communities["rentals"]["n"] == 0


def test_the_larger_part_keeps_the_code_and_the_points_that_lie_in_it() -> None:
    rows = [{"hazard_id": "w", "recorded_unit": "u0-0"}, {"hazard_id": "e", "recorded_unit": "单元0-0（虚构）"}]
    places = [shapely.Point(113.402, 30.305), shapely.Point(113.408, 30.305)]
    project = grid(2, 1).with_tables(hazards=frame("hazards", rows, places))
    for line, east in ((CUT, "n"), (shapely.LineString([(113.404, 30.29), (113.404, 30.32)]), "u0-0")):
        after = split_unit("u0-0", line, "n", "新（虚构）")(project)
        areas = km2(after)
        assert areas["u0-0"] > areas["n"]
        assert areas["u0-0"] + areas["n"] == pytest.approx(km2(project)["u0-0"], rel=1e-9)
        assert after.communities.geometry[east].centroid.x > 113.405
        new = "新（虚构）"
        recorded = after.hazards["recorded_unit"].to_dict()
        assert recorded == ({"w": "u0-0", "e": new} if east == "n" else {"w": "n", "e": "单元0-0（虚构）"})
        change = boundary_change(project, split_unit("u0-0", line, "n", "新（虚构）"))
        assert change.codes == ("n", "u0-0")
        assert change.total_km2 == pytest.approx(0.0, abs=1e-9)
        assert set(change.as_json()["km2_before"]) == {"u0-0", "S1"}  # the jurisdiction gets the two vertices


@pytest.mark.parametrize(
    "line",
    [
        shapely.LineString([(113.406, 30.302), (113.406, 30.32)]),  # ends inside
        shapely.LineString([(113.395, 30.305), (113.399, 30.305)]),  # beside it
        shapely.MultiLineString([[(113.406, 30.29), (113.406, 30.32)]]),  # no one line
        shapely.LineString(
            [(113.402, 30.29), (113.402, 30.32), (113.408, 30.32), (113.408, 30.29)]
        ),  # through it twice
        shapely.LineString(),
    ],
)
def test_a_line_that_does_not_cut_in_two_is_refused(line: shapely.Geometry) -> None:
    assert refused(split_unit("u0-0", line, "n", "新"), grid(2, 1)) == "split_line"


def test_a_cut_from_corner_to_corner_and_one_of_a_unit_in_parts() -> None:
    diagonal = shapely.LineString([(113.3999, 30.2999), (113.4101, 30.3101)])
    after = split_unit("u0-0", diagonal, "n", "新")(grid(1, 1))
    assert km2(after)["n"] == pytest.approx(km2(grid(1, 1))["u0-0"] / 2, rel=0.02)
    two = with_shape(grid(2, 1), "u0-0", shapely.MultiPolygon([square(0, 0), square(3, 0)]))
    two = two.with_tables(stations=frame("stations", []))
    parts = split_unit("u0-0", CUT, "n", "新")(two)
    assert parts.communities.geometry["u0-0"].geom_type == "MultiPolygon"
    assert parts.communities.geometry["n"].geom_type == "Polygon"
    assert sum(km2(parts).values()) == pytest.approx(sum(km2(two).values()), rel=1e-9)


def test_a_new_unit_may_have_the_faults_of_the_one_that_it_is_cut_from() -> None:
    reaching = [(113.409, 30.3), (113.412, 30.3), (113.412, 30.31), (113.409, 30.31)]
    project = with_shape(grid(2, 1), "u0-0", shapely.Polygon([(113.4, 30.3), *reaching, (113.4, 30.31)]))
    line = shapely.LineString([(113.409, 30.29), (113.409, 30.32)])
    after = split_unit("u0-0", line, "n", "新（虚构）")(project)
    assert [(f.code, set(f.subjects)) for f in tiling_findings(after)] == [("unit_overlap", {"n", "u1-0"})]


def pair(*rows: tuple[str, date | None, date | None, bool]) -> Project:
    """Two units, and duties of one officer: of which unit, from when to when, dedicated or not."""
    duties = [
        {
            "duty_id": f"D{n}",
            "officer_id": "a",
            "community_code": code,
            "starts": starts,
            "ends": ends,
            "dedicated": main,
        }
        for n, (code, starts, ends, main) in enumerate(rows)
    ]
    return grid(2, 1).with_tables(duties=frame("duties", duties))


@pytest.mark.parametrize(
    ("second", "spans"),
    [
        ((at(10), at(20)), [(at(0), at(20))]),  # on the day after the first one's last
        ((at(11), at(20)), [(at(0), at(9)), (at(11), at(20))]),  # a day between
        ((at(5), at(7)), [(at(0), at(9))]),  # within it
        ((at(5), None), [(at(0), None)]),
        ((None, at(3)), [(None, at(9))]),
        ((at(0), at(9)), [(at(0), at(9))]),
    ],
)
def test_duties_of_one_officer_that_meet_become_one(
    second: tuple[date | None, date | None], spans: list[tuple[date | None, date | None]]
) -> None:
    project = pair(("u0-0", at(0), at(9), False), ("u1-0", *second, True))
    duties = merge_units(["u0-0", "u1-0"], "u0-0")(project).duties
    found = [
        (None if pd.isna(a) else a.date(), None if pd.isna(b) else b.date())
        for a, b in zip(duties["starts"], duties["ends"], strict=True)
    ]
    assert found == spans
    assert set(duties["community_code"]) == {"u0-0"}
    assert duties["dedicated"].tolist() == ([True] if len(spans) == 1 else [False, True])


def test_units_are_merged_where_they_share_a_border_and_a_station() -> None:
    corner = grid(2, 2)
    assert refused(merge_units(["u0-0", "u1-1"], "u0-0"), corner) == "merge_apart"
    gone = boundary_change(corner, merge_units(["u0-0", "u1-0"], "u0-0"))
    assert gone.codes == ("u0-0", "u1-0")
    assert gone.total_km2 == pytest.approx(0.0, abs=1e-9)
    assert set(gone.km2_before) - set(gone.km2_after) == {"u1-0"}
    three = merge_units(["u0-0", "u0-1", "u1-1", "u0-0"], "u0-1")(corner)  # u0-1 borders both
    assert sorted(three.communities.index) == ["u0-1", "u1-0"]
    assert km2(three)["u0-1"] == pytest.approx(sum(v for k, v in km2(corner).items() if k != "u1-0"), rel=1e-9)
    units = corner.communities.copy()
    units.loc["u1-0", "station_code"] = "S2"
    apart = corner.with_tables(communities=units)
    of_none = corner.with_tables(communities=units.assign(station_code=units["station_code"].replace("S2", None)))
    for project in (apart, of_none):
        assert refused(merge_units(["u0-0", "u1-0"], "u0-0"), project) == "merge_stations"
    assert merge_units(["u0-0", "u0-1"], "u0-0")(apart).communities["station_code"]["u0-0"] == "S1"
    assert refused(merge_units(["u0-0", "nowhere"], "u0-0"), corner) == "row_unknown"


def test_a_unit_that_lay_in_two_parts_is_one_with_what_was_between_them() -> None:
    project = with_shape(grid(2, 1), "u0-0", shapely.MultiPolygon([square(0, 0), square(2, 0)]))
    project = project.with_tables(stations=frame("stations", []))
    for into in ("u0-0", "u1-0"):
        merged = merge_units(["u0-0", "u1-0"], into)(project).communities.geometry[into]
        assert merged.equals(square(0, 0, 3, 1))


def test_counts_that_nobody_knows_stay_unknown_when_units_are_merged() -> None:
    units = grid(2, 1, residents=5).communities
    units = units.assign(rentals=pd.array([3, None], dtype="Int64"))
    after = merge_units(["u0-0", "u1-0"], "u1-0")(grid(2, 1).with_tables(communities=units)).communities
    assert after.loc["u1-0", ["residents", "rentals"]].tolist() == [10, 3]
    assert pd.isna(after.loc["u1-0", "households"])


def test_points_recorded_under_a_unit_that_goes_are_recorded_under_the_one_that_stays() -> None:
    recorded = {"a": "u1-0", "b": "单元1-0（虚构）", "c": "u2-0", "d": None, "e": "u0-0"}
    rows: list[dict[str, Any]] = [{"hazard_id": key, "recorded_unit": unit} for key, unit in recorded.items()]
    project = grid(3, 1).with_tables(hazards=frame("hazards", rows, [cell_centre(1, 0)] * 5))
    after = merge_units(["u0-0", "u1-0"], "u0-0")(project)
    assert after.hazards["recorded_unit"].fillna("").to_dict() == {
        "a": "u0-0", "b": "单元0-0（虚构）", "c": "u2-0", "d": "", "e": "u0-0",
    }  # fmt: skip
    names = project.communities.assign(name="同名（虚构）")
    alike = project.with_tables(
        communities=names, hazards=project.hazards.assign(recorded_unit=["同名（虚构）", "u1-0", None, None, None])
    )
    same = merge_units(["u0-0", "u1-0"], "u0-0")(alike).hazards["recorded_unit"].fillna("").tolist()
    assert same == ["同名（虚构）", "u0-0", "", "", ""]  # a name that several bear says nothing
    two = alike.with_tables(communities=project.communities.assign(name=["甲（虚构）", "同名（虚构）", "同名（虚构）"]))
    merged = merge_units(["u0-0", "u1-0"], "u0-0")(two).hazards["recorded_unit"].fillna("").tolist()
    assert merged == ["同名（虚构）", "u0-0", "", "", ""]


@pytest.mark.parametrize(("width", "at_risk"), [(0.49, []), (0.51, ["u1-0"]), (1.0, ["u1-0"])])
def test_most_of_a_unit_is_more_than_half_of_it(width: float, at_risk: list[str]) -> None:
    project = with_shape(grid(2, 1), "u0-0", square(-1, 0, 2 + width, 1))
    assert mostly_shared(project, "u0-0", "u1-0") == at_risk


def test_of_two_that_lose_most_of_their_land_the_inner_one_is_at_risk() -> None:
    nested = with_shape(grid(2, 1), "u0-0", square(0.9, 0, 1.2, 1))  # five sixths of it, and all of u1-0
    assert mostly_shared(nested, "u0-0", "u1-0") == ["u1-0"]
    alike = with_shape(grid(2, 1), "u0-0", square(0.98, 0, 1.04, 1))  # nearly the same land
    assert mostly_shared(alike, "u0-0", "u1-0") == ["u0-0", "u1-0"]
    assert keeper(alike, "u0-0", "u1-0", square(1, 0)) is None
    assert keeper(nested, "u0-0", "u1-0", square(1, 0)) == "u1-0"


def test_land_of_two_units_stays_with_the_one_whose_station_has_it() -> None:
    project = with_shape(grid(2, 1), "u0-0", square(0, 0, 1.3, 1))
    units = project.communities.copy()
    units["station_code"] = ["S1", "S2"]
    land = square(1, 0, 0.3, 1)
    for east, keep in ((1.0, "u1-0"), (1.3, "u0-0")):
        stations = frame(
            "stations",
            [{"station_code": "S1", "name": "甲"}, {"station_code": "S2", "name": "乙"}],
            [square(0, 0, east, 1), square(east, 0, 2 - east, 1)],
        )
        claimed = project.with_tables(communities=units, stations=stations)
        assert keeper(claimed, "u0-0", "u1-0", land) == keeper(claimed, "u1-0", "u0-0", land) == keep
        after = cut_overlap("u0-0", "u1-0", keep)(claimed)
        assert [f.code for f in tiling_findings(after)] == []
    both = project.with_tables(stations=frame("stations", [{"station_code": "S1", "name": "甲"}], [square(0, 0, 2, 1)]))
    assert keeper(both, "u0-0", "u1-0", land) == "u0-0"  # nothing tells them apart: the first
    assert keeper(both, "u1-0", "u0-0", land) == "u1-0"


def test_a_gap_that_another_stations_unit_takes_is_its_stations_land() -> None:
    project = with_shape(grid(3, 3), "u1-1", square(1, 1, 0.7, 1))
    units = project.communities.copy()
    units["station_code"] = ["S2" if code.startswith("u2") else "S1" for code in units.index]
    stations = frame(
        "stations",
        [{"station_code": "S1", "name": "甲"}, {"station_code": "S2", "name": "乙"}],
        [square(0, 0, 2, 3), square(2, 0, 1, 3)],
    )
    project = project.with_tables(communities=units, stations=stations)
    (gap,) = tiling_findings(project)
    assert gap.shape is not None
    kept = fill_gap(gap.shape, "u1-1")(project)
    assert kept.stations is project.stations or kept.stations.geometry["S1"].equals(square(0, 0, 2, 3))
    given = fill_gap(gap.shape, "u2-1")(project)
    assert tiling_findings(given) == tiling_findings(kept) == []
    areas = [shapely.area(to_metres(p.stations.geometry, p.about.map_crs)) / 1e6 for p in (project, given)]
    assert (areas[1] - areas[0]).tolist() == pytest.approx([-gap.values["area_km2"], gap.values["area_km2"]], rel=1e-3)


@pytest.mark.parametrize("turn", range(12))
def test_two_vertices_that_changed_places_are_put_back_wherever_the_outline_begins(turn: int) -> None:
    """A circle of twelve with two neighbours in the wrong order, told from each of its vertices."""
    around = [
        (113.405 + 0.004 * float(c), 30.305 + 0.004 * float(s))
        for c, s in shapely.get_coordinates(shapely.Point(0, 0).buffer(1, quad_segs=3))[:-1]
    ]
    wrong = [*around[:4], around[5], around[4], *around[6:]]
    project = with_shape(grid(1, 1), "u0-0", shapely.Polygon(wrong[turn:] + wrong[:turn]))
    assert not project.communities.geometry["u0-0"].is_valid
    after = repair_invalid("u0-0")(project).communities.geometry["u0-0"]
    assert after.equals(shapely.Polygon(around))


def test_a_focus_area_is_an_area() -> None:
    early, late = datetime(2026, 11, 23, 8), datetime(2026, 11, 23, 9)
    bow_tie = shapely.Polygon([(113.4, 30.3), (113.41, 30.31), (113.41, 30.3), (113.4, 30.31)])
    for shape in (shapely.Polygon(), shapely.LineString([(0, 0), (1, 1)]), bow_tie):
        assert refused(mark_focus(shape, FocusOrder("夜市", early, late, 5)), grid(1, 1)) == "focus_shape"
    several = shapely.MultiPolygon([square(0, 0), square(2, 2)])
    assert mark_focus(several, FocusOrder("夜市", early, late, 5))(grid(1, 1)).focus_areas.index.tolist() == ["F1"]


def test_an_outline_that_comes_or_goes_is_a_change_and_a_missing_one_that_stays_is_none() -> None:
    drawn = grid(2, 1)
    missing = with_shape(drawn, "u0-0", None)
    for before, after in ((missing, drawn), (drawn, missing)):
        assert change_between(before, after).codes == ("u0-0",)
    again = missing.with_tables(communities=missing.communities.copy())
    assert change_between(missing, again).codes == ()


def test_what_is_no_fault_of_the_drawing_has_no_repair() -> None:
    project = grid(2, 1)
    for kind in (SEAT_VACANT, UNIT_GAP, UNIT_SLIVER, UNIT_OVERLAP, UNIT_MULTIPART, STATION_OVERLAP):
        finding = Finding(kind, ("u0-0", "u1-0"), None, {})
        assert repair_for(project, finding) is None
        assert repair_choices(project, finding) == []
