"""Borders that neighbours share are one arc, and rings are made of them."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.geometry.arcs import Lines
from layers.geometry.shapes import (
    Dots,
    Shapes,
    shapes_from,
    shapes_of,
)
from layers.paint.cache import PaintCache, ScaledAreas
from tests.districts import STEP, frame, grid, square

CRS = "EPSG:4547"


def made(*polygons: shapely.Polygon) -> Shapes:
    geometries = np.array(polygons, dtype=object)
    parts, rows = shapely.get_parts(geometries, return_index=True)
    return Shapes(np.arange(len(polygons)).astype(str).astype(object), parts, rows.astype(np.int64))


def every(lines: Lines) -> np.ndarray:
    return lines.geometries(np.arange(len(lines)))


def rebuilt(shapes: Shapes) -> list[shapely.Polygon]:
    """Polygons as the painter would draw them with nothing simplified."""
    scale = PaintCache().at(1.0, 1e-9, (0.0, 0.0))
    xy, offsets, counts = scale.made(shapes, ScaledAreas)._rings(np.arange(len(shapes.part_row)))
    rings = [xy[a:b] * (1, -1) for a, b in pairwise(offsets)]
    ends = np.cumsum(counts)
    return [
        shapely.Polygon(rings[end - n], rings[end - n + 1 : end]) if n else shapely.Polygon()
        for end, n in zip(ends, counts, strict=True)
    ]


def tiling(seed: int, count: int) -> list[shapely.Polygon]:
    points = np.random.default_rng(seed).uniform(0, 1000, (count, 2))
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=shapely.box(0, 0, 1e3, 1e3))
    )
    return [p for p in shapely.set_precision(cells, 0.01) if p.geom_type == "Polygon" and p.area > 1]


@given(st.integers(0, 10_000), st.integers(2, 30))
def test_rings_are_rebuilt_from_arcs(seed, count):
    cells = tiling(seed, count)
    for polygon, again in zip(cells, rebuilt(made(*cells)), strict=True):
        assert shapely.equals(polygon, again) or polygon.symmetric_difference(again).area < 0.1 * polygon.length


@given(st.integers(0, 10_000), st.integers(2, 30))
def test_every_border_is_there_once(seed, count):
    cells = tiling(seed, count)
    arcs = made(*cells).arcs
    all_borders = shapely.union_all([cell.boundary for cell in cells])
    assert abs(shapely.length(every(arcs)).sum() - all_borders.length) < 1e-3 * all_borders.length


def test_an_enclave_shares_its_ring_with_the_hole():
    inner = shapely.Polygon([(3, 3), (6, 3), (6, 6), (3, 6)])
    turned = shapely.Polygon([(6, 6), (6, 3), (3, 3), (3, 6)])
    shapes = made(shapely.box(0, 0, 10, 10).difference(inner), turned)
    assert len(shapes.arcs) == 2
    assert [p.area for p in rebuilt(shapes)] == [91.0, 9.0]


def test_the_outline_of_groups_is_the_border_between_them():
    shapes = made(*(shapely.box(x, 0, x + 1, 1) for x in range(4)))
    outline = shapely.union_all(every(shapes.outline_of(np.array([0, 0, 1, 1]))))
    expected = shapely.union_all([shapely.box(0, 0, 2, 1).boundary, shapely.box(2, 0, 4, 1).boundary])
    assert outline.equals(expected)
    only_first = shapely.union_all(every(shapes.outline_of(np.array([0, -1, -1, -1]))))
    assert only_first.equals(shapely.box(0, 0, 1, 1).boundary)


def test_rows_without_land_and_odd_shapes_are_passed_over():
    odd = np.array(
        [None, shapely.Polygon(), shapely.Point(113, 30), shapely.box(113, 30, 113.1, 30.1), shapely.MultiPolygon()],
        dtype=object,
    )
    shapes = shapes_from(np.array(list("abcde"), dtype=object), odd, "EPSG:4547")
    assert list(shapes.part_row) == [3]
    assert np.isnan(shapes.label_points[1]).tolist() == [True, True, True, False, True]


def test_nothing_at_all_is_fine():
    shapes = shapes_from(np.array([], dtype=object), np.array([], dtype=object), "EPSG:4547")
    assert shapes.bounds_m is None
    assert len(shapes.arcs) == 0
    assert shapes.rows_at(0, 0).size == 0


@given(st.integers(0, 10_000))
def test_names_stand_inside_their_land(seed):
    cells = tiling(seed, 12)
    xy, radius_m = made(*cells).label_points
    for polygon, place, radius in zip(cells, xy, radius_m, strict=True):
        assert polygon.buffer(radius / 10).contains(shapely.Point(place).buffer(radius))


def test_land_smaller_than_a_hand_is_drawn_as_nothing():
    speck = shapely.Polygon([(0, 0), (0.001, 0), (0.001, 0.001)])
    assert len(made(speck).arcs) == 0
    beside = made(speck, shapely.box(5, 5, 9, 9))
    assert [polygon.area for polygon in rebuilt(beside) if not polygon.is_empty] == [16.0]


def test_an_outline_that_crosses_itself_is_taken_as_it_is():
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    shapes = made(bow_tie)
    assert rebuilt(shapes)[0].length == bow_tie.length
    x, y = shapes.label_points[0][0]
    assert shapely.make_valid(bow_tie).contains(shapely.Point(x, y))


def wiggly(columns: int, rows: int) -> gpd.GeoDataFrame:
    """A grid of units whose borders have a vertex every few metres."""
    units = grid(columns, rows).communities
    fine = shapely.segmentize(np.asarray(units.geometry.array), STEP / 200)

    def bent(xy: np.ndarray) -> np.ndarray:
        return xy + STEP / 400 * np.column_stack([np.sin(xy[:, 1] * 9e4), np.sin(xy[:, 0] * 9e4)])

    return units.set_geometry(gpd.GeoSeries(shapely.transform(fine, bent), index=units.index, crs=units.crs))


def test_coarser_shapes_lie_no_further_from_the_truth_than_asked():
    units, detail_m = wiggly(4, 3), 25.0
    fine, coarse = shapes_of(units, CRS), shapes_of(units, CRS, detail_m)
    assert shapely.get_num_coordinates(coarse.polygons()).sum() < shapely.get_num_coordinates(fine.polygons()).sum() / 5
    away = shapely.hausdorff_distance(shapely.boundary(fine.polygons()), shapely.boundary(coarse.polygons()))
    assert away.max() <= detail_m


def test_what_is_smaller_than_the_detail_stays_on_the_map():
    units = frame("communities", [{"community_code": "a"}, {"community_code": "b"}], [square(0, 0, 0.001, 0.001), None])
    shapes = shapes_of(units, CRS, 1000.0)
    assert shapes.part_row.tolist() == [0]
    assert shapely.area(shapes.polygons()[0]) > 0


def test_label_places_are_the_same_whichever_rows_are_asked_first():
    units = wiggly(4, 3)
    whole, piecemeal = shapes_of(units, CRS), shapes_of(units, CRS)
    for row in (7, 2, 11):
        piecemeal.label_places(np.array([row]))
    for one, other in zip(whole.label_points, piecemeal.label_points, strict=True):
        assert np.array_equal(one, other)


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), max_size=30), st.tuples(*[st.floats(-10, 10)] * 4))
def test_points_within_bounds_are_those_inside_them(places, corners):
    xy = np.array([*places, (np.nan, np.nan)])
    dots = Dots(np.arange(len(xy)).astype(object), xy)
    west, east, south, north = *sorted(corners[:2]), *sorted(corners[2:])
    inside = [i for i, (x, y) in enumerate(places) if west <= x <= east and south <= y <= north]
    assert dots.rows_within((west, south, east, north)).tolist() == inside


@given(
    st.lists(st.lists(st.tuples(*[st.floats(-4e6, 4e6)] * 2), min_size=2, max_size=6), max_size=6),
    st.lists(st.integers(0, 5)),
)
def test_lines_are_kept_to_the_millimetre_they_are_asked_for(corners, numbers):
    geometries = np.array([shapely.LineString(line) for line in corners], dtype=object)
    lines = Lines.of(geometries, np.arange(len(corners)))
    asked = np.array([n for n in numbers if n < len(corners)], dtype=np.int64)
    xy, offsets = lines.vertices(asked)
    for begin, end, number in zip(offsets, offsets[1:], asked, strict=False):
        # 8,000 km and more do not fit into so many millimetres.
        assert np.allclose(xy[begin:end], corners[number], rtol=0, atol=0.0011)
    assert np.allclose(lines.bounds_m, shapely.bounds(geometries).reshape(-1, 4))
