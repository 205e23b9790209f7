"""Outlines drawn one at a time, corners decimetres apart or left out: what one does, the others do all the same."""

from collections.abc import Callable

import hypothesis.strategies as st
import numpy as np
import shapely
from hypothesis import given, settings

from mapper.analysis.land.tiling import tiling_findings
from mapper.edit import Edit
from mapper.edits.boundaries import move_vertex
from mapper.errors import InputError
from mapper.geometry import polygons_of, width_m
from mapper.project import Project
from tests.districts import STEP, grid
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import edits, metres, tilings, with_stations

_FAR_M = 0.45  # below half of Norms.least_width_m, which is taken for the same corner
_DEGREE_M = np.array([96_000.0, 111_000.0])


def loosened(shape: shapely.Polygon, chance: np.random.Generator, how: str) -> shapely.Polygon:
    """An outline with some corners moved by up to :data:`_FAR_M` (``near``) or, on straight edges, left out."""
    xy = shapely.get_coordinates(shape)[:-1]
    if how != "fewer":
        turn, far = chance.uniform(0, 2 * np.pi, len(xy)), chance.choice([0.0, 0.4, _FAR_M], len(xy))
        xy = xy + far[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]) / _DEGREE_M
    if how != "near":
        across = [shapely.LineString([xy[i - 1], xy[(i + 1) % len(xy)]]) for i in range(len(xy))]
        bend_m = shapely.distance(shapely.points(xy), across) * _DEGREE_M[0]
        kept = xy[(bend_m > 0.4) | (chance.random(len(xy)) < 0.3)]
        xy = kept if len(kept) > 2 else xy
    return shapely.Polygon(xy)


@st.composite
def loose_tilings(draw: st.DrawFn) -> Project:
    """Tilings whose stations, and sometimes units, do not have each other's corners to the last bit."""
    project = draw(tilings())
    chance = np.random.default_rng(draw(st.integers(0, 9999)))
    units, stations = project.communities, project.stations
    if draw(st.booleans()):
        shapes = [loosened(s, chance, "near") if chance.random() < 0.4 else s for s in units.geometry]
        units = units.set_geometry(shapes, crs=units.crs)
    how = draw(st.sampled_from(["near", "fewer", "both"]))
    shapes = [loosened(shape, chance, how) for shape in stations.geometry]
    return project.with_tables(communities=units, stations=stations.set_geometry(shapes, crs=stations.crs))


def farthest_apart_m(project: Project) -> float:
    """How wide the widest piece is that a station has and its units have not, or the other way round."""
    units = metres(project)
    widest = 0.0
    for code, land in zip(project.stations.index, metres(project, "stations"), strict=True):
        own = shapely.union_all(units[(project.communities["station_code"] == code).to_numpy()])
        widest = max([widest, *map(width_m, polygons_of(shapely.symmetric_difference(land, own)))])
    return widest


@given(loose_tilings(), st.lists(edits(), min_size=1, max_size=4))
@settings(max_examples=drawn(12))
def test_a_stations_outline_stays_its_units_land_after_any_edit_of_borders(
    project: Project, sequence: list[Callable[[Project, int], Edit]]
) -> None:
    least_m = project.norms.least_width_m
    if farthest_apart_m(project) > least_m or tiling_findings(project):
        return  # it was not so before
    for number, made in enumerate(sequence):
        try:
            project = made(project, number)(project)
        except InputError:
            continue
        assert farthest_apart_m(project) <= least_m
        assert not tiling_findings(project)


def test_a_corner_that_a_station_has_a_few_decimetres_off_moves_with_its_units() -> None:
    project = grid(4, 1)
    units = project.communities.assign(station_code=["S1", "S1", "S2", "S2"])
    project = with_stations(project.with_tables(communities=units))
    corner, near = (113.42, 30.30), (113.420003, 30.300002)
    stations = project.stations
    shapes = [shapely.Polygon([near if at == corner else at for at in s.exterior.coords]) for s in stations.geometry]
    project = project.with_tables(stations=stations.set_geometry(shapes, crs=stations.crs))
    there = (113.42 + 0.2 * STEP, 30.30 - 0.1 * STEP)
    after = move_vertex(corner, there, outline=True)(project)
    assert all(there in shape.exterior.coords for shape in after.stations.geometry)
    assert farthest_apart_m(after) == 0.0
