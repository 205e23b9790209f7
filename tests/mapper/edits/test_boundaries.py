"""Whatever is done to the borders of a tiling, it stays a tiling of the same land, and undo is what was before."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from mapper.analysis.land.borders import Borders
from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.border_stretch import drag_stretch
from mapper.edits.border_stroke import redraw_border
from mapper.edits.boundaries import border_vertices, delete_vertex, insert_vertex, move_vertex, snap_border
from mapper.edits.outlines import boundary_change
from mapper.edits.repair import repair_for
from mapper.edits.units import merge_units, split_unit
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.districts import SOUTH, STEP, WEST, frame, grid, square
from tests.sample import district


def metres(project: Project, table: str = "communities") -> np.ndarray:
    return to_metres(project.table(table).geometry, project.about.map_crs)


def wkb(project: Project) -> list[bytes]:
    return [shapely.to_wkb(shape) for table in ("communities", "stations") for shape in project.table(table).geometry]


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


@st.composite
def tilings(draw: st.DrawFn) -> Project:
    """A grid of up to 4 × 4 units of two stations, its inner corners moved by up to 0.3 of a cell."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    part = st.floats(-0.3, 0.3)
    moved = {
        (round(WEST + c * STEP, 9), round(SOUTH + r * STEP, 9)): (
            round(WEST + (c + draw(part)) * STEP, 9),
            round(SOUTH + (r + draw(part)) * STEP, 9),
        )
        for c in range(1, columns)
        for r in range(1, rows)
    }
    project = grid(columns, rows)
    units = project.communities.copy()
    units["station_code"] = ["S1" if code.startswith("u0") else "S2" for code in units.index]
    shapes = [
        shapely.Polygon([moved.get((x, y), (x, y)) for x, y in shape.exterior.coords]) for shape in units.geometry
    ]
    units = units.set_geometry(shapes, crs=units.crs)
    project = with_stations(project.with_tables(communities=units))
    for left in draw(st.lists(st.sampled_from(list(units.index[:-rows])), max_size=3, unique=True)):
        right = units.geometry[units.index[units.index.get_loc(left) + rows]]
        middle = shapely.intersection(units.geometry[left], right).interpolate(
            draw(st.floats(0.2, 0.8)), normalized=True
        )
        project = insert_vertex((middle.x, middle.y))(project)
    return project


def with_stations(project: Project) -> Project:
    """Each station's jurisdiction is its units' land."""
    units = project.communities
    both = project.stations.iloc[[0, 0]].set_axis(["S1", "S2"]).rename_axis("station_code")
    land = [shapely.coverage_union_all(units.geometry[units["station_code"] == code].array) for code in both.index]
    return project.with_tables(stations=both.set_geometry(land, crs=units.crs))


@st.composite
def edits(draw: st.DrawFn) -> Callable[[Project, int], Edit]:
    """An edit of any kind at a random place, made for the project that it meets; many are refused."""
    kind = draw(
        st.sampled_from(
            ["move", "move", "insert", "insert", "delete", "split", "merge", "snap", "stroke", "stroke", "bend"]
        )
    )
    pick = draw(st.integers(0, 10_000))
    u, v = draw(st.floats(-1, 1)), draw(st.floats(-1, 1))

    def made(project: Project, number: int) -> Edit:
        units = project.communities
        code = str(units.index[pick % len(units)])
        beside = units.index[units.geometry.touches(units.geometry[code])]
        other = str(beside[(pick // 7) % len(beside)]) if len(beside) else code
        vertices = border_vertices(project, [code])
        x, y = vertices[pick % len(vertices)].tolist()
        centre = units.geometry[code].centroid
        way = np.array([u, v]) + 1e-3
        if kind == "move":
            return move_vertex((x, y), (x + 0.4 * STEP * u, y + 0.4 * STEP * v))
        if kind == "stroke":
            return redraw_border(stroke_at(units.geometry[code], pick, u, v))
        if kind == "bend":
            held = units.geometry[code].exterior.interpolate((pick % 89) / 89, normalized=True)
            return drag_stretch((held.x, held.y), (held.x + 0.4 * STEP * u, held.y + 0.4 * STEP * v), 100.0 + pick / 10)
        if kind == "insert":
            return insert_vertex((centre.x + STEP * u, centre.y + STEP * v), within_m=400.0)
        if kind == "delete":
            corners = np.concatenate([border_vertices(project, [unit]) for unit in units.index])
            places, units_there = np.unique(corners, axis=0, return_counts=True)
            shared = places[units_there == 2]
            return delete_vertex(tuple(shared[pick % len(shared)].tolist()) if len(shared) else (x, y))
        if kind == "split":
            ends = np.array([centre.x, centre.y]) + np.array([[-3], [0.1], [3]]) * STEP * way
            return split_unit(code, shapely.LineString(ends), f"n{number}", "新单元（虚构）")
        if kind == "merge":
            return merge_units([code, other], code)
        line = shapely.LineString([(x - STEP * v, y + STEP * u), (x + STEP * u, y + STEP * v), (x + STEP * v, y)])
        return snap_border([code, other], line, 300.0)

    return made


def stroke_at(shape: shapely.Polygon, pick: int, u: float, v: float) -> shapely.LineString:
    """A bent line between two places on a unit's outline, a sixth to a half of its way round apart."""
    start = (pick % 97) / 97
    ends = [shape.exterior.interpolate((start + part) % 1.0, normalized=True) for part in (0.0, (2 + abs(u) * 4) / 12)]
    (x0, y0), (x1, y1) = [(at.x, at.y) for at in ends]
    middle = [
        (x0 + (x1 - x0) * t + 0.2 * STEP * w, y0 + (y1 - y0) * t + 0.2 * STEP * v) for t, w in ((0.3, u), (0.7, -u))
    ]
    return shapely.LineString([(x0, y0), *middle, (x1, y1)])


@given(tilings(), st.lists(edits(), min_size=1, max_size=8))
@settings(max_examples=30)
def test_any_edits_leave_a_tiling_of_the_same_land(
    project: Project, sequence: list[Callable[[Project, int], Edit]]
) -> None:
    whole = shapely.area(metres(project)).sum()
    outline = shapely.union_all(metres(project))
    for number, made in enumerate(sequence):
        before = wkb(project)
        edit = made(project, number)
        try:
            after = edit(project)
        except InputError:
            after = project
        assert wkb(project) == before
        shapes = metres(after)
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert shapely.area(shapes).sum() == pytest.approx(whole, rel=1e-9)
        assert shapely.symmetric_difference(shapely.union_all(shapes), outline).area <= 1e-9 * whole
        follow_stations(after)
        project = after


def follow_stations(project: Project) -> None:
    """Every station's jurisdiction is still its units' land, and shares every vertex with it."""
    units = metres(project)
    for code, land in zip(project.stations.index, metres(project, "stations"), strict=True):
        own = shapely.union_all(units[(project.communities["station_code"] == code).to_numpy()])
        assert shapely.symmetric_difference(land, own).area <= 1e-9 * own.area
    assert shapely.coverage_is_valid(metres(project, "stations"))


@given(st.integers(0, 10_000), st.floats(-60, 60), st.floats(-60, 60))
@settings(max_examples=15)
def test_a_district_with_real_borders_keeps_its_land(pick: int, east_m: float, north_m: float) -> None:
    project = SOUND
    vertices = border_vertices(project, [str(project.communities.index[pick % 108])])
    x, y = vertices[pick % len(vertices)].tolist()
    edit = move_vertex((x, y), (x + east_m / 96_000, y + north_m / 111_000))
    try:
        change = boundary_change(project, edit)
    except InputError:
        return
    after = edit(project)
    assert shapely.coverage_is_valid(metres(after))
    assert shapely.coverage_is_valid(metres(after, "stations"))
    assert abs(change.total_km2) < 1e-9 * 480
    assert set(change.codes) == {
        code
        for code, old, new in zip(
            project.communities.index, project.communities.geometry, after.communities.geometry, strict=True
        )
        if old is not new and not shapely.equals_identical(old, new)
    }


def _sound() -> Project:
    """The sample district with its drawing mended: its units are its stations' land."""
    project = district().project
    while True:
        repairs = [repair_for(project, finding) for finding in tiling_findings(project)]
        todo = [edit for edit in repairs if edit is not None]
        if not todo:
            return project
        for edit in todo:
            project = edit(project)


SOUND = _sound()


def test_a_corner_of_four_units_moves_in_all_four() -> None:
    project = grid(2, 2)
    edit = move_vertex((113.41, 30.31), (113.412, 30.3115))
    change = boundary_change(project, edit)
    assert change.codes == ("u0-0", "u0-1", "u1-0", "u1-1")
    assert change.stations == ()
    assert change.km2_after["u0-0"] > change.km2_before["u0-0"]
    assert change.total_km2 == pytest.approx(0.0, abs=1e-12)
    assert all((113.412, 30.3115) in shape.exterior.coords for shape in edit(project).communities.geometry)
    assert wkb(project) == wkb(grid(2, 2))


def test_a_vertex_on_the_outline_moves_only_when_that_is_asked_for() -> None:
    project = grid(2, 2)
    place, there = (113.41, 30.30), (113.411, 30.299)
    assert refused(move_vertex(place, there), project) == "border_outer"
    after = move_vertex(place, there, outline=True)(project)
    assert shapely.coverage_is_valid(metres(after))
    # The station's outline had no vertex there, and follows.
    assert there in after.stations.geometry["S1"].exterior.coords
    assert shapely.equals(shapely.union_all(after.communities.geometry.array), after.stations.geometry["S1"])


def test_what_would_break_the_tiling_is_refused() -> None:
    project = grid(3, 3)
    assert refused(move_vertex((113.41, 30.31), (113.425, 30.325)), project).startswith("border_crosses")
    assert refused(move_vertex((113.41, 30.31), (113.42, 30.31)), project) == "vertex_taken"
    assert refused(move_vertex((113.4111, 30.31), (113.42, 30.31)), project) == "vertex_unknown"
    assert refused(delete_vertex((113.41, 30.31)), project) == "vertex_junction"
    assert refused(insert_vertex((113.415, 30.315)), project) == "border_missing"
    assert refused(insert_vertex((113.41, 30.31)), project) == "vertex_taken"
    assert refused(merge_units(["u0-0", "u2-2"], "u0-0"), project) == "merge_apart"
    assert refused(merge_units(["u0-0"], "u0-0"), project) == "merge_few"
    inside = shapely.LineString([(113.412, 30.312), (113.418, 30.318)])
    assert refused(split_unit("u1-1", inside, "n", "新"), project) == "split_line"
    across = shapely.LineString([(113.415, 30.3), (113.415, 30.33)])
    assert refused(split_unit("u1-1", across, "u0-0", "新"), project) == "unit_exists"
    assert refused(split_unit("u1-1", across, "n", " "), project) == "split_name"


def test_a_vertex_that_was_put_in_can_go_again() -> None:
    project = grid(2, 1)
    after = insert_vertex((113.4101, 30.3049))(project)
    (chain,) = Borders(after, tuple(after.communities.total_bounds)).chains("u0-0", "u1-0")
    assert len(chain) == 3
    assert boundary_change(project, insert_vertex((113.4101, 30.3049))).total_km2 == pytest.approx(0.0, abs=1e-12)
    back = delete_vertex(chain[1])(after)
    assert all(
        shapely.equals(a, b) for a, b in zip(back.communities.geometry, project.communities.geometry, strict=True)
    )


def t_junction() -> Project:
    """One wide unit under two: it lacks the vertex where those two meet."""
    project = grid(2, 2)
    units = project.communities.drop(index="u1-0")
    units.loc["u0-0", "geometry"] = square(0, 0, 2, 1)
    return project.with_tables(communities=units)


def test_a_neighbour_without_the_vertex_gets_it_first() -> None:
    project = t_junction()
    assert not shapely.coverage_is_valid(metres(project))
    place = (113.4105, 30.3085)
    after = move_vertex((113.41, 30.31), place)(project)
    assert shapely.coverage_is_valid(metres(after))
    assert all(place in shape.exterior.coords for shape in after.communities.geometry)
    assert shapely.equals(shapely.union_all(after.communities.geometry.array), square(0, 0, 2, 2))


def test_units_that_meet_in_a_t_can_be_cut_merged_and_snapped() -> None:
    project = t_junction()
    cut = split_unit("u0-0", shapely.LineString([(113.41, 30.29), (113.41, 30.33)]), "n", "新")(project)
    assert shapely.coverage_is_valid(metres(cut))
    merged = merge_units(["u0-0", "u0-1"], "u0-1")(project)
    assert shapely.coverage_is_valid(metres(merged))
    line = shapely.LineString([(113.39, 30.3105), (113.405, 30.3103), (113.43, 30.3105)])
    snapped = snap_border(["u0-0", "u0-1", "u1-1"], line, 100.0)(project)
    assert shapely.coverage_is_valid(metres(snapped))


def test_a_split_says_what_goes_and_keeps_the_rest() -> None:
    project = grid(2, 1, residents=5000, rentals=40)
    line = shapely.LineString([(113.403, 30.29), (113.4035, 30.305), (113.403, 30.32)])
    after = split_unit("u0-0", line, "n1", " 新社区（虚构） ", {"residents": 1200})(project)
    units = after.communities
    assert units.loc["u0-0", ["residents", "rentals"]].tolist() == [3800, 40]
    assert units.loc["n1", "residents"] == 1200
    assert units["rentals"].isna()["n1"]
    assert units.loc["n1", ["name", "kind", "station_code"]].tolist() == ["新社区（虚构）", "community", "S1"]
    assert units.geometry["n1"].area < units.geometry["u0-0"].area
    assert refused(split_unit("u0-0", line, "n1", "新", {"residents": 5001}), project) == "split_counts"


def test_merged_units_have_all_counts_duties_and_outreach() -> None:
    project = grid(3, 1, residents=5000)
    units = project.communities.copy()
    units.loc["u0-0", "residents"] = pd.NA
    rows = [
        ("d1", "p1", "u0-0", date(2025, 1, 1), date(2025, 6, 30), False),
        ("d2", "p1", "u1-0", date(2025, 5, 1), None, True),  # overlaps d1: one duty from January on
        ("d3", "p2", "u1-0", date(2024, 1, 1), date(2024, 12, 31), True),
        ("d4", "p2", "u0-0", date(2025, 2, 1), date(2025, 3, 1), True),  # a month later: a duty of its own
        ("d5", "p3", "u2-0", None, None, True),
    ]
    names = ("duty_id", "officer_id", "community_code", "starts", "ends", "dedicated")
    project = project.with_tables(
        communities=units,
        duties=frame("duties", [dict(zip(names, row, strict=True)) for row in rows]),
        outreach=frame("outreach", [{"outreach_id": "a", "community_code": "u1-0"}], [None]),
        groups=frame("groups", [{"group_id": "g", "community_code": "u1-0"}, {"group_id": "h", "station_code": "S1"}]),
        surveys=frame("surveys", [{"survey_id": "q", "community_code": "u1-0"}]),
    )
    after = merge_units(["u0-0", "u1-0"], "u0-0")(project)
    assert list(after.communities.index) == ["u0-0", "u2-0"]
    assert after.communities["residents"].tolist() == [5000, 5000]
    assert list(after.duties.index) == ["d1", "d3", "d4", "d5"]
    assert after.duties["community_code"].tolist() == ["u0-0", "u0-0", "u0-0", "u2-0"]
    joined = after.duties.loc["d1"]
    assert (joined["starts"].date(), pd.isna(joined["ends"]), joined["dedicated"]) == (date(2025, 1, 1), True, True)
    assert after.outreach["community_code"].tolist() == ["u0-0"]
    assert after.groups["community_code"].fillna("").tolist() == ["u0-0", ""]
    assert after.surveys["community_code"].tolist() == ["u0-0"]


def test_a_merged_unit_may_have_the_faults_that_its_parts_had() -> None:
    project = grid(3, 1)
    units = project.communities.copy()
    units.loc["u2-0", "geometry"] = square(1.9, 0, 1.1, 1)  # overlaps u1-0, which u0-0 takes over
    project = project.with_tables(communities=units)
    for into in ("u0-0", "u1-0"):
        after = merge_units(["u0-0", "u1-0"], into)(project)
        assert [finding.code for finding in tiling_findings(after)] == ["unit_overlap"]


def test_snapping_brings_a_border_onto_the_line_and_takes_the_lines_corners() -> None:
    project = insert_vertex((113.41, 30.303))(insert_vertex((113.41, 30.307))(grid(2, 1)))
    corner = (113.4106, 30.305)
    line = shapely.LineString([(113.4102, 30.2995), corner, (113.4102, 30.3105)])
    after = snap_border(["u0-0", "u1-0"], line, 100.0)(project)
    assert shapely.coverage_is_valid(metres(after))
    (chain,) = Borders(after, tuple(after.communities.total_bounds)).chains("u0-0", "u1-0")
    assert corner in chain
    # The ends lie on the outline and stay; everything between lies on the line, straight in metres.
    assert {chain[0], chain[-1]} == {(113.41, 30.30), (113.41, 30.31)}
    assert all(shapely.distance(line, shapely.Point(v)) < 1e-7 for v in chain[1:-1])
    far = shapely.LineString([(113.42, 30.29), (113.42, 30.32)])
    assert refused(snap_border(["u0-0", "u1-0"], far, 50.0), project) == "snap_nothing"


def test_undo_in_the_file_restores_every_byte(tmp_path: Path) -> None:
    project = SOUND
    first, second = str(project.communities.index[0]), str(project.communities.index[4])
    x, y = Borders(project, tuple(project.communities.total_bounds)).chains(first, second)[0][5]
    edits_made = [move_vertex((x, y), (x + 1e-5, y)), merge_units([first, second], first)]
    path = tmp_path / "undo.gpkg"
    create(path, project)
    store = open_store(path)
    before = store.project
    for edit in edits_made:
        store.write(edit, "虚构")
    assert wkb(store.project) != wkb(project)
    store.write(Edit("undone", lambda _: before), "虚构")
    store.close()
    again = open_store(path)
    assert wkb(again.project) == wkb(project)
    assert list(again.project.communities.index) == list(project.communities.index)
    again.close()
