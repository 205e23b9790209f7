"""What the pointer is told about borders is what the edit then does."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.crs import to_metres
from mapper.edits.boundaries import move_vertex
from mapper.edits.outlines import boundary_change
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import open_store
from tests.districts import frame, grid, square
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import tilings
from ui.borders.border_index import BorderIndex


def index_of(project: Project) -> BorderIndex:
    west, south, east, north = shapely.total_bounds(to_metres(project.communities.geometry, project.about.map_crs))
    return BorderIndex(project, (west - 10, south - 10, east + 10, north + 10))


def test_every_vertex_and_edge_of_the_district_is_there_once(district_file: Path) -> None:
    store = open_store(district_file)
    project = store.project
    store.close()
    index = index_of(project)
    shapes = project.communities.geometry.array
    assert set(map(tuple, index.vertices.tolist())) == set(map(tuple, shapely.get_coordinates(shapes).tolist()))
    assert len(np.unique(index.edges, axis=0)) == len(index.edges)
    held = (index.sides >= 0).sum()
    assert held == (shapely.get_num_coordinates(shapes) - shapely.get_num_interior_rings(shapes) - 1).sum() - sum(
        shapely.get_num_geometries(shape) - 1 for shape in shapes
    )
    length_m = shapely.length(to_metres(project.communities.geometry, project.about.map_crs)).sum()
    ends = index.vertices_m[index.edges]
    each = np.hypot(*(ends[:, 0] - ends[:, 1]).T) * (index.sides >= 0).sum(axis=1)
    assert each.sum() == pytest.approx(length_m, rel=1e-9)


@given(tilings(), st.integers(0, 10_000), st.floats(-300, 300), st.floats(-300, 300))
@settings(max_examples=drawn(5))
def test_gains_while_dragging_are_those_of_the_edit(project: Project, pick: int, east: float, north: float) -> None:
    index = index_of(project)
    inner = [v for v in range(len(index.vertices)) if not index.is_outer(v)]
    vertex = inner[pick % len(inner)]
    x, y = index.vertices_m[vertex].tolist()
    to = (x + east, y + north)
    edit = move_vertex(index.vertex(vertex), index.degrees(to))
    try:
        change = boundary_change(project, edit)
    except InputError:
        return
    assert not index.crosses(vertex, to)
    gains = index.gains_m2(vertex, to)
    assert set(change.codes) <= set(gains) == set(index.units_at(vertex))
    for code in change.codes:
        assert gains[code] == pytest.approx(1e6 * (change.km2_after[code] - change.km2_before[code]), abs=0.5)
    assert sum(gains.values()) == pytest.approx(0.0, abs=1e-3)


def test_a_move_across_another_border_is_told() -> None:
    index = index_of(grid(3, 3))
    there = index.vertex_at(tuple(index.metres(shapely.Point(113.41, 30.31)).coords[0]), 1.0)
    assert there is not None
    beyond = index.metres(shapely.Point(113.425, 30.325))
    assert index.crosses(there, (beyond.x, beyond.y))
    beside = index.metres(shapely.Point(113.412, 30.312))
    assert not index.crosses(there, (beside.x, beside.y))


def test_a_hole_gains_what_its_surroundings_lose() -> None:
    hole = square(1, 1)
    around = square(0, 0, 3, 3).difference(hole)
    units = grid(2, 1).communities.copy()
    units = units.set_geometry([around, hole], crs=units.crs)
    index = index_of(grid(2, 1).with_tables(communities=units))
    vertex = index.vertex_at(tuple(index.metres(shapely.Point(113.41, 30.31)).coords[0]), 1.0)
    assert vertex is not None
    x, y = index.vertices_m[vertex].tolist()
    gains = index.gains_m2(vertex, (x - 100, y - 100))
    assert gains["u1-0"] > 0
    assert gains["u0-0"] == pytest.approx(-gains["u1-0"])
    assert not index.is_outer(vertex)


def test_the_nearest_border_and_line_are_found_and_told_apart() -> None:
    rows = [{"line_id": "a", "kind": "road", "name": "东路"}, {"line_id": "b", "kind": "river", "name": "小河"}]
    lines = [
        shapely.LineString([(113.41, 30.29), (113.4101, 30.32)]),
        shapely.MultiLineString([[(113.404, 30.29), (113.404, 30.32)], [(113.3, 30.3), (113.31, 30.3)]]),
    ]
    project = grid(2, 1).with_tables(reference_lines=frame("reference_lines", rows, lines))
    index = index_of(project)
    near = index.metres(shapely.Point(113.4101, 30.305))
    found = index.edge_at((near.x, near.y), 50.0)
    assert found is not None
    assert index.units_of_edge(found[0]) == ["u0-0", "u1-0"]
    assert index.same_border(found[0]).tolist() == [found[0]]
    line = index.line_at((near.x, near.y), 50.0)
    assert line is not None
    assert (line.kind, line.name) == ("road", "东路")
    river = index.metres(shapely.Point(113.4041, 30.305))
    other = index.line_at((river.x, river.y), 50.0)
    assert other is not None
    assert (other.kind, other.line.geom_type) == ("river", "LineString")
    far = index.metres(shapely.Point(113.407, 30.305))
    assert index.line_at((far.x, far.y), 50.0) is None
    assert index.edge_at((far.x, far.y), 50.0) is None
    assert index.unit_at((far.x, far.y)) == "u0-0"
    assert index.unit_at((far.x, far.y + 50_000)) is None
