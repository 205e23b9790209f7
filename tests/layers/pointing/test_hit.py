"""What lies under the pointer, with shapely as the judge."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.pointing.hit import Hit, hit
from layers.snapshot import MapState, snapshot_of
from mapper.crs import to_metres
from mapper.day.day import Day
from tests.layers.maps import DAY, at, district_day, fitted

SNAPSHOT = snapshot_of(MapState(district_day()))
VIEWPORT = fitted(SNAPSHOT)


@given(st.floats(0, 640), st.floats(0, 400))
def test_polygons_under_the_pointer_are_those_of_shapely(x, y):
    point = shapely.Point(VIEWPORT.to_map((x, y)))
    project = SNAPSHOT.state.project
    shapes = to_metres(project.communities.geometry, project.about.map_crs)
    expected = set(project.communities.index[shapely.intersects(shapes, point)])
    assert {h.id for h in hit(SNAPSHOT, VIEWPORT, x, y) if h.table == "communities"} == expected


@given(st.floats(0, 640), st.floats(0, 400), st.floats(1, 60))
def test_points_within_reach_are_found_the_nearest_first(x, y, reach):
    project = SNAPSHOT.state.project
    open_ones = project.hazards.loc[["H-open", "H-overdue"]]
    places = to_metres(open_ones.geometry, project.about.map_crs)
    distance = shapely.distance(places, shapely.Point(VIEWPORT.to_map((x, y)))) / VIEWPORT.metres_per_px
    expected = [open_ones.index[i] for i in np.argsort(distance) if distance[i] <= reach]
    assert [h.id for h in hit(SNAPSHOT, VIEWPORT, x, y, reach) if h.table == "hazards"] == expected


def test_what_is_on_top_comes_first():
    x, y = at(SNAPSHOT, VIEWPORT, "u1-3")
    assert hit(SNAPSHOT, VIEWPORT, x, y) == (Hit("hazards", "H-overdue"), Hit("communities", "u1-3"))
    x, y = at(SNAPSHOT, VIEWPORT, "u3-2")
    assert hit(SNAPSHOT, VIEWPORT, x, y) == (Hit("focus_areas", "F1"), Hit("communities", "u3-2"))


@pytest.mark.parametrize("layer", ["hazards", "units"])
def test_what_is_hidden_is_not_hit(layer):
    snapshot = snapshot_of(MapState(Day(SNAPSHOT.state.project, DAY), hidden=frozenset({layer})), SNAPSHOT)
    found = {h.table for h in hit(snapshot, VIEWPORT, *at(SNAPSHOT, VIEWPORT, "u1-3"))}
    assert len(found) == 1
