"""Edits of the drawing on their limits: three borders at a vertex, near enough to a line, the shorter of two lines."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely

from mapper.analysis.land.borders import Borders
from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.edit import Edit
from mapper.edits.boundaries import border_vertices, delete_vertex, insert_vertex, move_vertex, snap_border
from mapper.edits.repair import drop_sliver
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import frame, grid, square


def with_shape(project: Project, code: str, shape: shapely.Geometry) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


def metres(project: Project) -> np.ndarray:
    return to_metres(project.communities.geometry, project.about.map_crs)


def refused(edit: Edit, project: Project) -> str:
    with pytest.raises(InputError) as error:
        edit(project)
    return error.value.code


def border(project: Project, first: str = "u0-0", second: str = "u1-0") -> list[tuple[float, float]]:
    """The vertices of the one stretch of border of two units, from south to north."""
    (chain,) = Borders(project, tuple(project.communities.total_bounds)).chains(first, second)
    return chain if chain[0][1] < chain[-1][1] else chain[::-1]


def in_a_t() -> Project:
    """Two units under a wide one: three borders meet where all three are, (113.41, 30.31)."""
    project = grid(2, 2)
    units = project.communities.drop(index="u1-1")
    units.loc["u0-1", "geometry"] = shapely.Polygon(
        [(113.4, 30.31), (113.41, 30.31), (113.42, 30.31), (113.42, 30.32), (113.4, 30.32)]
    )
    return project.with_tables(communities=units)


def test_a_vertex_where_three_borders_meet_is_a_junction_and_stays() -> None:
    project = in_a_t()
    assert shapely.coverage_is_valid(metres(project))
    with pytest.raises(InputError) as junction:
        delete_vertex((113.41, 30.31))(project)
    assert (junction.value.code, junction.value.values) == ("vertex_junction", {"lon": 113.41, "lat": 30.31})
    # Where two meet, of two units, it goes.
    more = insert_vertex((113.41, 30.305))(project)
    assert len(border(more)) == 3
    assert len(border(delete_vertex(border(more)[1])(more))) == 2


@pytest.mark.parametrize("drawn", [square(0, 1, 2, 1), shapely.union_all([square(0, 1), square(1, 1)])])
def test_both_jurisdictions_follow_where_three_units_of_two_stations_meet(drawn: shapely.Polygon) -> None:
    """A wide unit of one station under two of another, whose jurisdiction has the vertex between these or lacks it."""
    units = grid(2, 2).communities.drop(index="u1-0")
    units.loc["u0-0", "geometry"] = square(0, 0, 2, 1)
    units["station_code"] = ["S1" if code == "u0-0" else "S2" for code in units.index]
    stations = [{"station_code": "S1", "name": "甲（虚构）"}, {"station_code": "S2", "name": "乙（虚构）"}]
    project = grid(2, 2).with_tables(
        communities=units, stations=frame("stations", stations, [square(0, 0, 2, 1), drawn])
    )
    after = move_vertex((113.41, 30.31), (113.411, 30.313))(project)
    assert tiling_findings(after) == []
    assert all((113.411, 30.313) in shape.exterior.coords for shape in after.stations.geometry)


@pytest.mark.parametrize("edit", [delete_vertex, lambda xy: move_vertex(xy, (113.401, 30.301))])
def test_a_refusal_says_where(edit: Callable[[tuple[float, float]], Edit]) -> None:
    with pytest.raises(InputError) as refused_at:
        edit((113.4, 30.3))(grid(2, 2))
    error = refused_at.value
    assert (error.code, error.values["lon"], error.values["lat"]) == ("border_outer", 113.4, 30.3)
    with pytest.raises(InputError) as unknown:
        edit((113.404, 30.303))(grid(2, 2))
    assert (unknown.value.code, unknown.value.values) == ("vertex_unknown", {"lon": 113.404, "lat": 30.303})


def test_a_vertex_that_is_there_already_is_told_with_its_place() -> None:
    for edit in (insert_vertex((113.41, 30.31)), move_vertex((113.42, 30.32), (113.41, 30.31))):
        with pytest.raises(InputError) as taken:
            edit(grid(3, 3))
        assert taken.value.code == "vertex_taken"
        assert (taken.value.values["lon"], taken.value.values["lat"]) == pytest.approx((113.41, 30.31), abs=1e-8)


def test_a_sound_vertex_of_a_broken_outline_moves() -> None:
    middle, to = (113.41, 30.305), (113.411, 30.305)
    broken = shapely.Polygon([(113.41, 30.3), middle, (113.41, 30.31), (113.4, 30.3), (113.4, 30.31)])
    east = shapely.Polygon([(113.41, 30.3), (113.42, 30.3), (113.42, 30.31), (113.41, 30.31), middle])
    project = with_shape(with_shape(grid(2, 1), "u0-0", broken), "u1-0", east)
    after = move_vertex(middle, to)(project.with_tables(stations=frame("stations", [])))
    assert all(to in shape.exterior.coords for shape in after.communities.geometry)


def test_a_vertex_is_known_within_a_centimetre() -> None:
    project = in_a_t()
    centimetre = 0.01 / 96_000  # of a degree of longitude, here
    to = (113.4105, 30.3085)
    assert move_vertex((113.41 + 0.8 * centimetre, 30.31), to)(project) is not project
    assert refused(move_vertex((113.41 + 1.5 * centimetre, 30.31), to), project) == "vertex_unknown"


@pytest.mark.parametrize(("within_m", "found"), [(9.0, False), (10.0, True)])
def test_a_new_vertex_comes_on_the_border_within_reach(within_m: float, found: bool) -> None:
    project = grid(2, 1)
    place = (113.41 + 9.6 / 96_200, 30.305)  # 9.6 m beside the border
    if not found:
        assert refused(insert_vertex(place, within_m), project) == "border_missing"
    else:
        assert border(insert_vertex(place, within_m)(project))[1] == pytest.approx((113.41, 30.305), abs=1e-7)


@pytest.mark.parametrize(("away_m", "found"), [(19.5, True), (20.5, False)])
def test_a_border_is_reached_from_twenty_metres_unless_told(away_m: float, found: bool) -> None:
    edit = insert_vertex((113.41 + away_m / 96_200, 30.305))
    if found:
        assert len(border(edit(grid(2, 1)))) == 3
    else:
        assert refused(edit, grid(2, 1)) == "border_missing"


def test_each_vertex_of_some_units_is_told_once() -> None:
    corners = {(113.4 + x / 100, 30.3 + y / 100) for x in range(3) for y in range(2)}
    told = border_vertices(grid(3, 1), ["u0-0", "u1-0"])
    assert told.shape == (6, 2)
    assert sorted(map(tuple, told.tolist())) == [pytest.approx(corner) for corner in sorted(corners)]


def bent(offset_m: float) -> Project:
    """Two units whose common border has one vertex between its ends, east of the straight line by so many metres."""
    project = insert_vertex((113.41, 30.305))(grid(2, 1))
    x, y = border(project)[1]
    return move_vertex((x, y), (x + offset_m / 96_200, y))(project)


@pytest.mark.parametrize(("tolerance_m", "moves"), [(49.0, False), (51.0, True)])
def test_a_vertex_snaps_to_a_line_within_the_tolerance_and_not_beyond(tolerance_m: float, moves: bool) -> None:
    project = bent(50.0)
    line = shapely.LineString([(113.41, 30.29), (113.41, 30.32)])
    edit = snap_border(["u0-0", "u1-0"], line, tolerance_m)
    if not moves:
        assert refused(edit, project) == "snap_nothing"
        return
    after = edit(project)
    assert shapely.coverage_is_valid(metres(after))
    assert border(after)[1][0] == pytest.approx(113.41, abs=1e-7)


@pytest.mark.parametrize("codes", [["u1-0", "u1-1"], ["u1-1", "u1-0"], ["u0-1", "u1-1"], ["u1-1", "u0-1"]])
def test_ends_between_units_snap_too(codes: list[str]) -> None:
    """Both ends of the border lie inside the district, where four units meet."""
    lines = {
        "u1-0": shapely.LineString([(113.39, 30.3102), (113.44, 30.3102)]),
        "u0-1": shapely.LineString([(113.4102, 30.29), (113.4102, 30.34)]),
    }
    line = next(line for code, line in lines.items() if code in codes)
    after = snap_border(codes, line, 30.0)(grid(3, 3))
    assert shapely.coverage_is_valid(metres(after))
    (chain,) = Borders(after, tuple(after.communities.total_bounds)).chains(*codes)
    assert all(shapely.distance(line, shapely.Point(vertex)) < 1e-5 for vertex in chain)  # they were at 2e-4


def test_snapping_leaves_the_vertices_that_are_farther_from_the_line() -> None:
    project = bent(150.0)
    for y in (30.302, 30.308):
        project = insert_vertex((113.4105, y), 60.0)(project)
    before = border(project)
    line = shapely.LineString([(113.41, 30.29), (113.41, 30.32)])
    after = border(snap_border(["u0-0", "u1-0"], line, 100.0)(project))
    assert len(before) == len(after) == 5
    assert after[2] == before[2]  # 150 m away
    assert [v[0] for v in (after[1], after[3])] == pytest.approx([113.41, 113.41], abs=1e-7)  # 60 m away
    assert (after[0], after[-1]) == (before[0], before[-1])


def zigzag(step_m: float) -> shapely.Polygon:
    """The cell u0-0 whose eastern border swings out over u1-0 by a few metres, twenty times."""
    ys = np.linspace(30.3, 30.31, 41)
    east = [(113.41 + (step_m / 96_200 if n % 2 else 1e-6), float(y)) for n, y in enumerate(ys)]
    return shapely.Polygon([(113.4, 30.3), *east, (113.4, 30.31)])


def test_of_a_narrow_overlap_the_shorter_line_stays() -> None:
    """The straight border of u1-0, not the zigzag of u0-0, whichever of the two comes first."""
    for mirrored in (False, True):
        project = with_shape(grid(2, 1), "u0-0", zigzag(12.0))
        if mirrored:
            units = project.communities.rename(index={"u0-0": "u1-0", "u1-0": "u0-0"})
            project = project.with_tables(communities=units.rename_axis("community_code"))
        wide, straight = ("u1-0", "u0-0") if mirrored else ("u0-0", "u1-0")
        (sliver,) = [f for f in tiling_findings(project) if f.code == "unit_sliver"]
        assert sliver.shape is not None
        assert sliver.values["of"] == "unit_overlap"
        before = dict(zip(project.communities.index, metres(project), strict=True))
        repaired = drop_sliver(sliver.shape, sliver.subjects)(project)
        after = dict(zip(repaired.communities.index, metres(repaired), strict=True))
        assert after[straight].area == pytest.approx(before[straight].area, rel=1e-9)
        assert after[wide].area == pytest.approx(before[wide].area - sliver.values["area_m2"], rel=1e-6)
        assert tiling_findings(repaired) == []


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(("from_m", "stays"), [(-0.5, True), (-0.005, False), (0.005, False), (0.5, True)])
def test_two_vertices_a_centimetre_apart_along_the_line_become_one(from_m: float, stays: bool, backwards: bool) -> None:
    """The middle one of three lies so far south of the third, or north of the first."""
    project = grid(2, 1)
    for y in (30.303, 30.305, 30.308):
        project = insert_vertex((113.41, y))(project)
    beside = (30.303 if from_m > 0 else 30.308) + from_m / 110_900
    project = move_vertex(border(project)[2], (113.4102, beside))(project)
    line = shapely.LineString([(113.4103, 30.29), (113.4103, 30.32)])
    edit = snap_border(["u0-0", "u1-0"], line.reverse() if backwards else line, 100.0)
    after = border(edit(project))
    assert len(after) == (5 if stays else 4)
    assert [x for x, _ in after[1:-1]] == pytest.approx([113.4103] * (len(after) - 2), abs=1e-7)
    assert [y for _, y in after] == sorted(y for _, y in after)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_border_that_runs_back_along_the_line_loses_those_vertices(backwards: bool) -> None:
    """Three vertices, of which the middle one lies farther north than the last: along the line it would run back."""
    project = grid(2, 1)
    for y in (30.303, 30.305, 30.308):
        project = insert_vertex((113.41, y))(project)
    middle = border(project)[2]
    project = move_vertex(middle, (113.4102, 30.3085))(project)
    line = shapely.LineString([(113.4103, 30.29), (113.4103, 30.32)])
    after = border(snap_border(["u0-0", "u1-0"], line.reverse() if backwards else line, 100.0)(project))
    ys = [y for _, y in after]
    assert ys == sorted(ys)
    assert len(after) == 4
    assert [x for x, _ in after[1:-1]] == pytest.approx([113.4103, 113.4103], abs=1e-7)


@pytest.mark.parametrize("backwards", [False, True])
def test_the_corners_of_the_line_come_in_whichever_way_it_was_drawn(backwards: bool) -> None:
    project = insert_vertex((113.41, 30.302))(insert_vertex((113.41, 30.308))(grid(2, 1)))
    corners = [(113.4104, 30.304), (113.4101, 30.305), (113.4104, 30.306)]
    line = shapely.LineString([(113.4102, 30.29), *corners, (113.4102, 30.32)])
    edit = snap_border(["u1-0", "u0-0"], line.reverse() if backwards else line, 60.0)
    after = border(edit(project))
    assert [corner for corner in after if corner in corners] == corners
    assert len(after) == 7
    assert shapely.coverage_is_valid(metres(edit(project)))


def test_no_line_and_no_common_border_cannot_be_followed() -> None:
    project = grid(3, 1)
    line = shapely.LineString([(113.41, 30.29), (113.41, 30.32)])
    assert refused(snap_border(["u0-0", "u2-0"], line, 50.0), project) == "border_not_shared"
    assert refused(snap_border(["u0-0", "u1-0"], shapely.LineString(), 50.0), project) == "snap_line"
    assert refused(snap_border(["u0-0", "nowhere"], line, 50.0), project) == "row_unknown"


def test_the_border_of_an_island_follows_a_line_all_around() -> None:
    around = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    project = with_shape(with_shape(grid(2, 1), "u0-0", around), "u1-0", square(1, 1))
    project = project.with_tables(stations=frame("stations", []))
    east = shapely.LineString([(113.4203, 30.31), (113.4203, 30.32)])
    after = snap_border(["u0-0", "u1-0"], east, 40.0)(project)
    assert shapely.coverage_is_valid(metres(after))
    assert tiling_findings(after) == []
    assert after.communities.geometry["u1-0"].area > square(1, 1).area


def test_two_vertices_do_not_come_to_lie_on_each_other() -> None:
    project = insert_vertex((113.41, 30.303))(insert_vertex((113.41, 30.305))(grid(2, 1)))
    short = shapely.LineString([(113.4101, 30.299), (113.4101, 30.3025)])  # its end is the place nearest to both
    assert refused(snap_border(["u0-0", "u1-0"], short, 350.0), project) == "vertex_taken"
