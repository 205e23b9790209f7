"""Map to screen and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.viewport import Viewport

metres = st.floats(-1e7, 1e7)
pixels = st.floats(-5000, 5000)
viewports = st.builds(
    Viewport,
    st.tuples(metres, metres),
    st.floats(0.05, 5000),
    st.floats(10, 4000),
    st.floats(10, 4000),
    st.floats(1, 50),
)


@given(viewports, st.tuples(pixels, pixels))
def test_what_is_mapped_comes_back(viewport, at):
    assert viewport.to_screen(viewport.to_map(at)) == pytest.approx(at, abs=1e-3)


@given(viewports, st.tuples(pixels, pixels), st.floats(0.2, 5))
def test_zooming_keeps_the_land_under_the_pointer(viewport, at, factor):
    zoomed = viewport.zoomed(factor, at)
    assert zoomed.to_map(at) == pytest.approx(viewport.to_map(at), abs=1e-3 * viewport.metres_per_px + 1e-6)


@given(viewports, pixels, pixels)
def test_panning_moves_the_land_with_the_hand(viewport, dx, dy):
    x, y = viewport.to_screen(viewport.center_xy_m)
    moved = viewport.panned(dx, dy).to_screen(viewport.center_xy_m)
    assert moved == pytest.approx((x + dx, y + dy), abs=1e-3)


@given(viewports)
def test_bounds_are_the_corners(viewport):
    west, south, east, north = viewport.bounds_m
    assert viewport.to_screen((west, north)) == pytest.approx((0, 0), abs=1e-3)
    assert viewport.to_screen((east, south)) == pytest.approx((viewport.width_px, viewport.height_px), abs=1e-3)


def test_fitted_shows_all_within_the_margin():
    viewport = Viewport.fitted((1000, 2000, 4000, 3000), 800, 600, margin_px=20)
    left, top = viewport.to_screen((1000, 3000))
    right, bottom = viewport.to_screen((4000, 2000))
    assert (left, right) == pytest.approx((20, 780))
    assert top > 20
    assert bottom < 580


def test_a_thousandth_of_the_land_is_a_thousandth_on_paper():
    # 10 px/mm: at 1:20,000 a pixel is 0.1 mm of paper and 2 m of land.
    assert Viewport((0, 0), 2.0, 100, 100, px_per_mm=10).scale_denominator == pytest.approx(20_000)


def test_a_picture_has_a_size():
    with pytest.raises(ValueError, match="size"):
        Viewport((0, 0), 1.0, 0, 100)
