"""Stations asked as one piece of land give the same findings as all their units asked one by one."""

from collections import defaultdict

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.land.blocks import blocks_of
from mapper.analysis.land.edges import edges_of, of_some
from mapper.analysis.land.tiling import tiling_findings
from mapper.crs import to_metres
from mapper.finding import Finding
from mapper.project import Project
from mapper.schema import DEGREES
from tests.districts import frame, square
from tests.flawed_land import flawed_shapes, voronoi


def of_stations(rng: np.random.Generator) -> Project:
    """Sound land of three stations, and beside and above it land with faults of a fourth."""
    sound = voronoi(rng)
    shift = rng.uniform(-0.02, 0.06)
    faulty, _ = flawed_shapes(rng)
    shapes = [*sound, *shapely.transform(faulty, lambda xy: xy + np.array([shift, 0]))]
    of = [f"S{rng.integers(3)}" for _ in sound] + ["S3"] * len(faulty)
    lands = {code: shapely.union_all([s for s, o in zip(shapes, of, strict=True) if o == code]) for code in set(of)}
    rows = [{"community_code": f"u{n}", "name": f"u{n}", "station_code": code} for n, code in enumerate(of)]
    return Project(
        stations=frame("stations", [{"station_code": code, "name": code} for code in lands], list(lands.values())),
        communities=frame("communities", rows, shapes),
    )


def with_a_corner_more(project: Project) -> Project:
    """The same stations, each with a corner in the middle of its first edge, so that none is tiled to the last bit."""
    shapes = []
    for shape in project.stations.geometry:
        parts = list(shapely.get_parts(shape))
        ring = shapely.get_coordinates(parts[0].exterior)
        ring = np.insert(ring, 1, ring[:2].mean(axis=0), axis=0)
        parts[0] = shapely.Polygon(ring, parts[0].interiors)
        shapes.append(shapely.MultiPolygon(parts))
    stations = project.stations.set_geometry(gpd.GeoSeries(shapes, index=project.stations.index, crs=DEGREES))
    return project.with_tables(stations=stations)


def told(findings: list[Finding]) -> dict[tuple[object, ...], float]:
    """Code and units → land in all, m²; a piece that only touches a station may name it or not."""
    areas: dict[tuple[object, ...], float] = defaultdict(float)
    for finding in findings:
        areas[finding.code, finding.subjects] += finding.values.get("area_m2", 0.0)
    return areas


@given(st.integers(0, 2**32 - 1))
def test_findings_are_the_same_as_of_units_alone(seed: int) -> None:
    project = of_stations(np.random.default_rng(seed))
    assert told(tiling_findings(project)) == pytest.approx(told(tiling_findings(with_a_corner_more(project))), abs=1)


def test_a_station_is_tiled_where_its_units_are_all_of_it_once() -> None:
    units = np.array([square(0, 0), square(1, 0), square(2, 0), square(3, 0)], dtype=object)
    stations = np.array([shapely.union_all(units[:2]), square(2, 0, 2, 1), shapely.Polygon()], dtype=object)
    blocks = blocks_of(units, stations, np.array([0, 0, 1, -1]), 1e-7, lambda shapes: shapes)
    assert blocks.tiled.tolist() == [True, False, False]  # the second has land without a unit
    assert len(blocks.shapes) == 3
    doubled = blocks_of(np.append(units, units[:1]), stations, np.array([0, 0, 1, -1, 0]), 1e-7, lambda shapes: shapes)
    assert not doubled.tiled.any()


@pytest.mark.parametrize("turn", [False, True])
def test_edges_are_matched_whichever_way_rings_turn(turn: bool) -> None:
    pair = np.array([square(0, 0), square(1, 0)], dtype=object)
    if turn:
        pair[1] = shapely.reverse(pair[1])
    edges = edges_of(pair)
    free = edges.unmatched(np.array([True, True]))
    assert len(free) == 6
    assert edges.land_within(free).equals(shapely.union_all(pair))
    same_way = edges_of(np.array([square(0, 0), square(0, 0)], dtype=object))
    assert len(same_way.unmatched(np.array([True, True]))) == 8  # one on the other is no match


def test_land_around_a_hole_and_an_island_in_it_is_land() -> None:
    around = shapely.Polygon(square(0, 0, 5, 5).exterior, [square(1, 1, 3, 3).exterior])
    both = np.array([around, square(2, 2)], dtype=object)
    edges = edges_of(to_metres(gpd.GeoSeries(both, crs=DEGREES), "EPSG:4547"))
    land = edges.land_within(edges.unmatched(np.array([True, True])))
    assert land.area == pytest.approx(shapely.area(to_metres(gpd.GeoSeries(both, crs=DEGREES), "EPSG:4547")).sum())


def test_edges_of_some_of_two_drawings_are_those_of_the_chosen_ones_alone() -> None:
    hole = shapely.Polygon(square(0, 0, 5, 5).exterior, [square(1, 1, 3, 3).exterior])
    first = np.array([square(9, 9), hole, shapely.Polygon()], dtype=object)
    second = np.array([shapely.MultiPolygon([square(2, 2), square(7, 0)]), square(5, 5)], dtype=object)
    masks = (np.array([False, True, True]), np.array([True, False]))
    some = of_some(*zip((edges_of(first), edges_of(second)), masks, strict=True))
    anew = edges_of(np.concatenate([first[masks[0]], second[masks[1]]]))
    for name in ("xy", "number", "first"):
        assert np.array_equal(getattr(some, name), getattr(anew, name)), name
    assert np.array_equal(some.along[some.number != 0], anew.along[anew.number != 0])
    assert not len(of_some((edges_of(first), np.zeros(3, dtype=bool))).xy)
