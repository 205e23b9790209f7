"""Outlines that share their vertices: asked and changed vertex by vertex, on a land whose every number is known."""

from itertools import pairwise

import numpy as np
import pytest
import shapely

from mapper.analysis.land.borders import Borders, Vertex, rounded
from mapper.project import Project
from tests.districts import grid, square

WEST_TOP, MIDDLE, TOP = (113.4, 30.31), (113.41, 30.31), (113.41, 30.32)
METRE, METRE_NORTH = 1 / 96_200, 1 / 110_900  # in degrees of longitude and of latitude, here


def with_shape(project: Project, code: str, shape: shapely.Geometry) -> Project:
    units = project.communities.copy()
    units.loc[code, "geometry"] = shape
    return project.with_tables(communities=units)


def borders_of(project: Project) -> Borders:
    return Borders(project, tuple(project.communities.total_bounds))


def test_who_has_a_vertex_and_which_edges_meet_there() -> None:
    borders = borders_of(grid(2, 2))
    assert borders.holders(MIDDLE) == ["u0-0", "u0-1", "u1-0", "u1-1"]
    assert borders.holders(WEST_TOP) == ["u0-0", "u0-1"]
    assert borders.holders(MIDDLE, "stations") == []
    assert borders.holders((113.4, 30.3), "stations") == ["S1"]
    assert borders.edges_at(MIDDLE) == {WEST_TOP: 2, (113.42, 30.31): 2, TOP: 2, (113.41, 30.3): 2}
    assert borders.edges_at(WEST_TOP) == {(113.4, 30.3): 1, (113.4, 30.32): 1, MIDDLE: 2}
    assert borders.is_inner(MIDDLE)
    assert not borders.is_inner(WEST_TOP)
    assert not borders.is_inner((0.0, 0.0))
    assert {key for key, _ in borders.rings("stations")} == {("stations", "S1")}
    assert len(list(borders.rings())) == 5


def test_only_what_reaches_into_the_box_is_taken() -> None:
    project = grid(3, 1)
    far = Borders(project, (113.401, 30.301, 113.402, 30.302))
    assert {key[1] for key, _ in far.rings("communities")} == {"u0-0"}
    edge = Borders(project, (113.405, 30.301, 113.41, 30.302))
    assert {key[1] for key, _ in edge.rings("communities")} == {"u0-0", "u1-0"}


@pytest.mark.parametrize(
    ("side", "neighbour", "inward"),
    [(0, "u0-1", METRE), (1, "u1-0", METRE_NORTH), (2, "u2-1", -METRE), (3, "u1-2", -METRE_NORTH)],
)
def test_a_border_beside_the_box_is_taken_within_the_tolerance(side: int, neighbour: str, inward: float) -> None:
    edges = (113.41, 30.31, 113.42, 30.32)

    def taken(away_m: float) -> set[str]:
        box = [113.414, 30.314, 113.416, 30.316]
        box[side] = edges[side] + away_m * inward
        west, south, east, north = box
        return {key[1] for key, _ in Borders(grid(3, 3), (west, south, east, north)).rings("communities")}

    assert taken(0.4) == {"u1-1", neighbour}
    assert taken(5.0) == {"u1-1"}


@pytest.mark.parametrize(("away_m", "within_m", "found"), [(5.0, 4.9, False), (5.0, 5.1, True), (0.0, 0.0, True)])
def test_the_nearest_vertex_is_the_nearest_within_reach(away_m: float, within_m: float, found: bool) -> None:
    place = (MIDDLE[0] + away_m * METRE, MIDDLE[1])
    assert borders_of(grid(2, 2)).nearest_vertex(place, within_m) == (MIDDLE if found else None)


def test_the_nearest_edge_and_the_place_on_it() -> None:
    borders = borders_of(grid(2, 2))
    found = borders.nearest_edge((113.4103, 30.3075), 50.0)
    assert found is not None
    start, end, place = found
    assert {start, end} == {(113.41, 30.3), MIDDLE}
    assert place == pytest.approx((113.41, 30.3075), abs=1e-7)
    assert borders.nearest_edge((113.4103, 30.3075), 20.0) is None  # it is 29 m away
    outside = borders.nearest_edge((113.4, 30.2999), 50.0)  # beyond the end of both edges there: the corner itself
    assert outside is not None
    assert outside[2] == pytest.approx((113.4, 30.3), abs=1e-9)
    assert borders_of(grid(1, 1)).nearest_vertex((113.5, 30.3), 10.0) is None


@pytest.mark.parametrize("east_m", [-30, -20, 20, 30])
@pytest.mark.parametrize("north_m", [-25, 25])
def test_of_two_edges_in_reach_it_is_the_nearer_whoever_has_it(east_m: int, north_m: int) -> None:
    place = (MIDDLE[0] + east_m * METRE, MIDDLE[1] + north_m * METRE_NORTH)
    found = borders_of(grid(2, 2)).nearest_edge(place, 50.0)
    assert found is not None
    if abs(east_m) < abs(north_m):
        end, beside = (113.41, 30.32 if north_m > 0 else 30.3), (MIDDLE[0], place[1])
    else:
        end, beside = (113.42 if east_m > 0 else 113.4, 30.31), (place[0], MIDDLE[1])
    assert {found[0], found[1]} == {MIDDLE, end}
    assert found[2] == pytest.approx(beside, abs=1e-7)


def test_a_vertex_drawn_twice_is_no_edge() -> None:
    corners = [(113.4, 30.3), (113.41, 30.3), (113.41, 30.3), MIDDLE, WEST_TOP]
    found = borders_of(with_shape(grid(1, 1), "u0-0", shapely.Polygon(corners))).nearest_edge((113.411, 30.305), 100.0)
    assert found is not None
    assert {found[0], found[1]} == {(113.41, 30.3), MIDDLE}


def test_no_units_have_no_vertex_and_no_edge() -> None:
    borders = Borders(grid(1, 1), (100.0, 20.0, 100.1, 20.1))
    assert borders.nearest_vertex((100.0, 20.0), 1e9) is None
    assert borders.nearest_edge((100.0, 20.0), 1e9) is None


def test_metres_and_degrees_are_each_others_inverse() -> None:
    borders = borders_of(grid(1, 1))
    metres = borders.metres([MIDDLE, (113.4, 30.3)])
    assert metres.shape == (2, 2)
    assert np.hypot(*(metres[1] - metres[0])) == pytest.approx(np.hypot(961, 1109), abs=3)
    assert borders.degrees(metres[0]) == pytest.approx(MIDDLE, abs=1e-10)
    assert rounded((113.40000000049, 30.30000000051)) == (113.4, 30.300000001)
    assert rounded((113.1234567894, 30.9876543216)) == (113.123456789, 30.987654322)


def touching(first: shapely.Geometry, second: shapely.Geometry) -> list[list[Vertex]]:
    return borders_of(with_shape(with_shape(grid(2, 1), "u0-0", first), "u1-0", second)).chains("u0-0", "u1-0")


def test_stretches_that_two_units_share() -> None:
    (straight,) = touching(square(0, 0), square(1, 0))
    assert sorted(straight) == [(113.41, 30.3), (113.41, 30.31)]
    around = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    (closed,) = touching(around, square(1, 1))
    assert closed[0] == closed[-1]
    assert len(closed) == 5
    bracket = shapely.union_all([square(0, 0, 3, 1), square(0, 1), square(2, 1)])
    (bent,) = touching(bracket, square(1, 1))
    assert len(bent) == 4
    ring_of_two = shapely.Polygon(
        [(0, 0), (3, 0), (3, 1), (2, 1), (2, 2), (1, 2), (1, 1), (0, 1)]
    )  # two stretches, apart from each other
    other = shapely.Polygon([(2, 1), (3, 1), (3, 3), (0, 3), (0, 1), (1, 1), (1, 2.5), (2, 2.5)])
    scale = [(0.01, 113.4), (0.01, 30.3)]
    shapes = [
        shapely.transform(s, lambda xy: xy * [k for k, _ in scale] + [o for _, o in scale])
        for s in (ring_of_two, other)
    ]
    assert sorted(len(chain) for chain in touching(*shapes)) == [2, 2]
    assert touching(square(0, 0), square(5, 5)) == []


def test_a_vertex_moves_goes_and_comes_in_every_outline_that_has_it() -> None:
    borders = borders_of(grid(2, 2))
    borders.move(MIDDLE, (113.411, 30.312))
    assert borders.holders(MIDDLE) == []
    assert borders.holders((113.411, 30.312)) == ["u0-0", "u0-1", "u1-0", "u1-1"]
    assert {key[1] for key in borders.changed()} == {"u0-0", "u0-1", "u1-0", "u1-1"}
    borders.move((113.411, 30.312), MIDDLE)
    assert borders.changed() == {}
    new = [(113.402, 30.31), (113.407, 30.31)]
    borders.insert(WEST_TOP, MIDDLE, new)
    for code in ("u0-0", "u0-1"):
        ring = shapely.get_coordinates(borders.shape(("communities", code))).tolist()
        at = [ring.index(list(vertex)) for vertex in (WEST_TOP, *new, MIDDLE)]
        steps = {(b - a) % (len(ring) - 1) for a, b in pairwise(at)}
        assert steps in ({1}, {len(ring) - 2})  # in order, whichever way the ring goes round
    assert set(map(str, (key[1] for key in borders.changed()))) == {"u0-0", "u0-1"}
    borders.delete(new[0])
    borders.delete(new[1])
    assert borders.changed() == {}


def test_a_vertex_moved_onto_the_next_one_is_there_once() -> None:
    borders = borders_of(grid(1, 1))
    borders.move((113.41, 30.31), (113.41, 30.3))
    shape = borders.shape(("communities", "u0-0"))
    assert len(shape.exterior.coords) == 4
    for vertex in list(shape.exterior.coords)[:3]:
        borders.delete(vertex)
    assert borders.shape(("communities", "u0-0")).is_empty


def test_holes_parts_and_crumbs_of_a_shape() -> None:
    ring = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    both = shapely.MultiPolygon([ring, square(5, 5)])
    borders = borders_of(with_shape(grid(1, 1), "u0-0", both))
    shape = borders.shape(("communities", "u0-0"))
    assert shape.equals(both)
    assert borders.changed() == {}
    hole = [(113.41, 30.31), (113.42, 30.31), (113.42, 30.32), (113.41, 30.32)]
    borders.delete(hole[0])
    for vertex in hole[1:]:  # what is left of the hole is no ring
        borders.delete(vertex)
        filled = shapely.MultiPolygon([square(0, 0, 3, 3), square(5, 5)])
        assert borders.shape(("communities", "u0-0")).equals(filled)
        assert borders.nearest_edge((113.4, 30.305), 10.0) is not None
    borders.set_shape(("communities", "u0-0"), square(2, 2))
    assert borders.changed()["communities", "u0-0"].equals(square(2, 2))


def test_a_hole_of_three_vertices_is_a_hole() -> None:
    hole = shapely.Polygon([(113.41, 30.31), (113.42, 30.31), (113.41, 30.32)])
    around = shapely.Polygon(square(0, 0, 3, 3).exterior, [hole.exterior])
    borders = borders_of(with_shape(grid(1, 1), "u0-0", around))
    assert borders.shape(("communities", "u0-0")).equals(around)


def test_what_is_left_of_a_hole_is_joined_with_nothing() -> None:
    around = shapely.Polygon(square(0, 0, 3, 3).exterior, [square(1, 1).exterior])
    borders = borders_of(with_shape(with_shape(grid(2, 1), "u0-0", around), "u1-0", square(3, 0, 1, 3)))
    for vertex in ((113.41, 30.31), (113.42, 30.31)):
        borders.delete(vertex)
    borders.join("u0-0", "u1-0")
    assert borders.shape(("communities", "u0-0")).equals(square(0, 0, 3, 3))


def beside(offset_m: float) -> Project:
    """A wide unit under two whose common vertex lies above its border by so many metres."""
    project = grid(2, 2)
    units = project.communities.drop(index="u1-0")
    project = project.with_tables(communities=units)
    y = 30.31 + offset_m / 110_900
    left = shapely.Polygon([(113.4, 30.31), (113.41, y), (113.41, 30.32), (113.4, 30.32)])
    right = shapely.Polygon([(113.41, y), (113.42, 30.31), (113.42, 30.32), (113.41, 30.32)])
    return with_shape(with_shape(with_shape(project, "u0-0", square(0, 0, 2, 1)), "u0-1", left), "u1-1", right)


@pytest.mark.parametrize(("offset_m", "joined"), [(0.0, True), (0.4, True), (0.6, False), (1.2, False)])
def test_a_border_that_passes_by_within_the_tolerance_gets_the_vertex(offset_m: float, joined: bool) -> None:
    project = beside(offset_m)
    borders = borders_of(project)
    assert borders.tolerance_m == 0.5
    vertex = borders.nearest_vertex((113.41, 30.31), 5.0)
    assert vertex is not None
    assert borders.holders(vertex) == ["u0-1", "u1-1"]
    borders.join_at(vertex)
    assert borders.holders(vertex) == (["u0-0", "u0-1", "u1-1"] if joined else ["u0-1", "u1-1"])
    pairs = borders_of(project)
    pairs.join("u0-0", "u0-1")
    assert ("u0-0" in pairs.holders(vertex)) == joined
    again = dict(pairs.changed())
    pairs.join("u0-1", "u0-0")
    assert pairs.changed().keys() == again.keys()


@pytest.mark.parametrize(("offset_m", "joined"), [(0.0, True), (0.4, True), (-0.4, True), (0.6, False), (-0.6, False)])
@pytest.mark.parametrize("corner", [(113.4, 30.31), (113.42, 30.31)])
def test_a_border_from_a_vertex_gets_those_that_its_neighbours_have_on_it(
    corner: Vertex, offset_m: float, joined: bool
) -> None:
    borders = borders_of(beside(offset_m))
    vertex = (113.41, 30.31 + offset_m / 110_900)
    borders.join_at(corner)
    assert borders.holders(vertex) == (["u0-0", "u0-1", "u1-1"] if joined else ["u0-1", "u1-1"])
    assert {code for table, code in borders.changed() if table == "communities"} == ({"u0-0"} if joined else set())


def test_only_edges_at_the_vertex_are_looked_at() -> None:
    hole = [(113.41, 30.305), (113.412, 30.305), (113.412, 30.307)]  # the first lies between two corners of the outline
    project = with_shape(beside(0.0), "u0-0", shapely.Polygon(square(0, 0, 2, 1).exterior, [hole]))
    borders = borders_of(project)
    borders.join_at((113.42, 30.31))
    assert borders.holders(MIDDLE) == ["u0-0", "u0-1", "u1-1"]


@pytest.mark.parametrize(("corner", "following"), [(113.4, 113.41), (113.44, 113.43)])
def test_of_several_vertices_on_a_border_the_one_that_follows_comes_in(corner: float, following: float) -> None:
    project = with_shape(grid(4, 2), "u0-0", square(0, 0, 4, 1))
    borders = borders_of(project.with_tables(communities=project.communities.drop(index=["u1-0", "u2-0", "u3-0"])))
    borders.join_at((corner, 30.31))
    along = {x for x, y in borders.outlines["communities", "u0-0"][0][0] if y == 30.31}
    assert along == {113.4, following, 113.44}
    assert borders.shape(("communities", "u0-0")).equals(square(0, 0, 4, 1))


@pytest.mark.parametrize(("code", "corner", "near"), [("u0-1", 113.4, 0.3 * METRE), ("u1-1", 113.42, -0.3 * METRE)])
def test_a_vertex_beside_the_one_that_is_joined_does_not_come_in(code: str, corner: float, near: float) -> None:
    vertex = (corner + near, 30.31)
    shape = shapely.Polygon([(corner, 30.31), vertex, MIDDLE, TOP, (corner, 30.32)])
    borders = borders_of(with_shape(beside(0.0), code, shape))
    borders.join_at((corner, 30.31))
    assert borders.holders(vertex) == [code]
    assert borders.holders(MIDDLE) == ["u0-0", "u0-1", "u1-1"]


@pytest.mark.parametrize(
    "vertex",
    [
        (113.41 + 0.1 * METRE, 30.3 + 0.3 * METRE_NORTH),
        (113.41 + 0.1 * METRE, 30.31 - 0.3 * METRE_NORTH),
        (113.41 - 0.3 * METRE, 30.31 - 0.1 * METRE_NORTH),
        (113.41 - 0.3 * METRE, 30.3 + 0.1 * METRE_NORTH),
    ],
)
def test_a_vertex_near_either_end_of_an_edge_takes_the_ends_place_and_is_not_put_beside_it(vertex: Vertex) -> None:
    corners = [(113.42, 30.3), (113.42, 30.31), (113.411, 30.31), vertex, (113.411, 30.3)]
    borders = borders_of(with_shape(grid(2, 1), "u1-0", shapely.Polygon(corners)))
    borders.join_at(vertex)
    assert borders.holders(vertex) == ["u0-0", "u1-0"]
    changed = borders.changed()["communities", "u0-0"]
    assert len(shapely.get_coordinates(changed)) == 5


def test_a_border_that_two_units_share_stays_as_it_is_though_a_third_comes_near() -> None:
    vertex = (113.41 + 0.3 * METRE, 30.305)
    third = shapely.Polygon([vertex, (113.415, 30.303), (113.415, 30.307)])
    borders = borders_of(with_shape(grid(3, 1), "u2-0", third))
    borders.join_at(vertex)
    assert borders.holders(vertex) == ["u2-0"]
    assert borders.changed() == {}
