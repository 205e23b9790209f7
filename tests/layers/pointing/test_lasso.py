"""What a lasso holds, with shapely as the judge."""

import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.pointing.hit import hit
from layers.pointing.lasso import inside
from layers.snapshot import MapState, snapshot_of
from mapper.crs import to_metres
from tests.layers.maps import district_day, fitted

SNAPSHOT = snapshot_of(MapState(district_day()))
VIEWPORT = fitted(SNAPSHOT)
CORNERS = st.tuples(st.floats(0, 640), st.floats(0, 400))


@given(st.lists(CORNERS, min_size=3, max_size=9))
def test_points_inside_are_those_of_shapely(corners_px):
    ring = [VIEWPORT.to_map(corner) for corner in corners_px]
    project = SNAPSHOT.state.project
    hazards = project.hazards.loc[["H-open", "H-overdue"]]
    places = to_metres(hazards.geometry, project.about.map_crs)
    land = shapely.make_valid(shapely.Polygon(ring))
    expected = set(hazards.index[shapely.contains(land, places)])
    assert {found.id for found in inside(SNAPSHOT, ring, ["hazards"])} == expected


@given(st.lists(CORNERS, min_size=3, max_size=9))
def test_a_unit_counts_by_a_point_of_its_own_land(corners_px):
    ring = [VIEWPORT.to_map(corner) for corner in corners_px]
    land = shapely.make_valid(shapely.Polygon(ring))
    project = SNAPSHOT.state.project
    shapes = dict(
        zip(project.communities.index, to_metres(project.communities.geometry, project.about.map_crs), strict=True)
    )
    found = {hit.id for hit in inside(SNAPSHOT, ring, ["communities"])}
    for code, shape in shapes.items():
        if shapely.contains_properly(land, shape):
            assert code in found
        elif not shapely.intersects(land, shape):
            assert code not in found


def test_a_ring_around_everything_holds_all_that_is_drawn_once():
    assert SNAPSHOT.bounds_m is not None
    west, south, east, north = SNAPSHOT.bounds_m
    ring = [(west - 9, south - 9), (east + 9, south - 9), (east + 9, north + 9), (west - 9, north + 9)]
    found = inside(SNAPSHOT, ring, ["communities", "hazards"])
    assert len(found) == len(set(found))
    assert {h.id for h in found if h.table == "communities"} == set(SNAPSHOT.state.project.communities.index)
    assert {h.id for h in found if h.table == "hazards"} == {"H-open", "H-overdue"}
    assert inside(SNAPSHOT, ring[:2], ["communities"]) == ()


@given(CORNERS)
def test_what_is_under_the_pointer_lies_in_a_small_ring_around_its_place(at_px):
    """A lasso drawn tightly round a symbol marks what a click on it finds."""
    x, y = at_px
    found = [h for h in hit(SNAPSHOT, VIEWPORT, x, y, 5) if h.table == "hazards"]
    ring = [VIEWPORT.to_map((x + dx, y + dy)) for dx, dy in ((-6, -6), (6, -6), (6, 6), (-6, 6))]
    assert {h.id for h in found} <= {h.id for h in inside(SNAPSHOT, ring, ["hazards"])}
