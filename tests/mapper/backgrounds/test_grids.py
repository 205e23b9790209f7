"""Tile grids: there and back again, and as PROJ has it."""

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.backgrounds.background import DATUMS, TILINGS
from mapper.backgrounds.grids import WorldGrid
from mapper.crs import wgs84_to_gcj02

HALF_M = 20037508.342789244
PLACES = st.tuples(st.floats(73, 135), st.floats(4, 53))


@pytest.mark.parametrize("tiling", TILINGS)
@pytest.mark.parametrize("datum", DATUMS)
@given(place=PLACES, level=st.integers(1, 20))
def test_there_and_back_is_where_it_was(tiling, datum, place, level) -> None:
    grid = WorldGrid(tiling, datum)
    units = grid.from_degrees(level, np.array([place]))
    assert np.allclose(grid.to_degrees(level, units), [place], atol=1e-8)


@given(place=PLACES, level=st.integers(0, 20))
def test_mercator_is_projs(place, level) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(*place)
    expected = np.array([x + HALF_M, HALF_M - y]) / (2 * HALF_M) * 2**level
    found = WorldGrid().from_degrees(level, np.array([place]))
    assert np.allclose(found, [expected], rtol=0, atol=2e-9 * 2**level)


@pytest.mark.parametrize("tiling", TILINGS)
@given(place=PLACES, level=st.integers(1, 19))
def test_a_tile_is_four_of_the_next_level(tiling, place, level) -> None:
    grid, at = WorldGrid(tiling), np.array([place])
    assert np.allclose(grid.from_degrees(level + 1, at), 2 * grid.from_degrees(level, at))
    assert grid.size(level + 1) == tuple(2 * n for n in grid.size(level))


@pytest.mark.parametrize("tiling", TILINGS)
def test_the_degree_tilings_are_square_in_degrees_and_fill_the_world(tiling) -> None:
    grid = WorldGrid(tiling)
    columns, rows = grid.size(3)
    corners = grid.to_degrees(3, np.array([[0.0, 0.0], [columns, rows]]))
    north = 85.0511287798066 if tiling == "mercator" else 90
    assert np.allclose(corners, [[-180, north], [180, -north]])


def test_tiandituss_level_one_has_two_tiles_and_geoservers_level_zero() -> None:
    assert WorldGrid("degrees").size(1) == (2, 1)
    assert WorldGrid("degrees_two").size(0) == (2, 1)


def test_a_gcj02_picture_of_a_place_is_where_gcj02_says() -> None:
    place = np.array([[114.3, 30.6]])
    shifted = WorldGrid("mercator", "gcj02").from_degrees(15, place)
    assert np.allclose(shifted, WorldGrid().from_degrees(15, wgs84_to_gcj02(place)))
    assert np.abs(shifted - WorldGrid().from_degrees(15, place)).max() > 0.3, "hundreds of metres"
