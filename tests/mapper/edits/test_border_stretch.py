"""A stretch of border that is dragged goes all the way where it is held and not at all beyond its reach."""

import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings

from mapper.crs import transform_xy
from mapper.edits.border_stretch import drag_stretch, stretch_at
from mapper.errors import InputError
from mapper.project import Project
from tests.districts import STEP, grid
from tests.drawn import drawn
from tests.mapper.edits.test_boundaries import metres, tilings

HELD, EAST = (113.41, 30.305), (113.411, 30.305)


@given(tilings(), st.integers(0, 1000), st.floats(-0.2, 0.2), st.floats(-0.2, 0.2), st.floats(50.0, 900.0))
@settings(max_examples=drawn(12))
def test_it_stays_a_tiling_and_only_what_is_within_reach_moves(
    project: Project, pick: int, east: float, north: float, reach_m: float
) -> None:
    held = project.communities.geometry.iloc[pick % len(project.communities)].exterior.interpolate(
        (pick % 89) / 89, normalized=True
    )
    try:
        stretch = stretch_at(project, (held.x, held.y), reach_m)
        edit = drag_stretch((held.x, held.y), (held.x + east * STEP, held.y + north * STEP), reach_m)
        after = edit(project)
    except InputError:
        return
    assert shapely.coverage_is_valid(metres(after))
    assert shapely.area(metres(after)).sum() == pytest.approx(shapely.area(metres(project)).sum(), rel=1e-9)
    pieces = shapely.get_parts(shapely.symmetric_difference(metres(project), metres(after)))
    changed = shapely.buffer(pieces, -0.1)  # what rounding moves is no land
    place, there = transform_xy(
        np.array([(held.x, held.y), (held.x + east * STEP, held.y + north * STEP)]), 4326, project.about.map_crs
    )
    far = float(np.hypot(*(there - place)))
    middle = shapely.Point(place)
    corners = shapely.points(shapely.get_coordinates(changed))
    assert not len(corners) or shapely.distance(middle, corners).max() <= reach_m + far + 1.0
    assert stretch.share.max() == pytest.approx(1.0)
    assert (np.diff(stretch.share[: int(stretch.share.argmax()) + 1]) >= 0).all()


def test_a_straight_border_bends_smoothly_and_its_ends_stay() -> None:
    project = grid(2, 1)
    after = drag_stretch(HELD, EAST, 300.0)(project)
    xy = shapely.get_coordinates(after.communities.geometry["u0-0"])
    assert np.abs(xy - EAST).sum(axis=1).min() < 1e-8
    assert {(113.41, 30.30), (113.41, 30.31)} <= {tuple(place) for place in xy}
    # The area under the cosine from −r to r is its height times r.
    (west_m, _), (east_m, _) = transform_xy(np.array([HELD, EAST]), 4326, project.about.map_crs)
    gained = shapely.area(metres(after))[0] - shapely.area(metres(project))[0]
    assert gained == pytest.approx((east_m - west_m) * 300.0, rel=0.01)


def test_what_cannot_be_dragged_is_refused() -> None:
    project = grid(2, 2)
    for place, code in (
        ((113.405, 30.30), "stretch_outer"),
        ((113.405, 30.305), "border_missing"),
        ((113.41, 30.31), "stretch_end"),
        ((114.5, 30.31), "border_missing"),
    ):
        with pytest.raises(InputError) as error:
            stretch_at(project, place, 200.0)
        assert error.value.code == code
