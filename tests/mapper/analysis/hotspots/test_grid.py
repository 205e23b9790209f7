"""Cells lie at whole multiples of their side, and land is what the polygons themselves cover."""

import numpy as np
import pytest
import shapely

from mapper.analysis.hotspots.grid import FINE_M, Grid, grid_over
from mapper.errors import InputError

HALF = shapely.Polygon([(1000, 2000), (3000, 2000), (1000, 4000)])


def test_land_is_told_by_the_middles_of_squares() -> None:
    grid = grid_over(np.array([HALF], dtype=object))
    assert (grid.left_m, grid.bottom_m, grid.shape) == (1000.0, 2000.0, (8, 8))
    rows, columns = np.mgrid[0 : grid.land.shape[0], 0 : grid.land.shape[1]]
    x, y = grid.left_m + (columns + 0.5) * FINE_M, grid.bottom_m + (rows + 0.5) * FINE_M
    inside, near = shapely.contains_xy(HALF, x, y), shapely.contains_xy(HALF.boundary.buffer(1.0), x, y)
    assert (grid.land == inside)[~near].all()
    assert grid.land_m2.sum() == pytest.approx(HALF.area, rel=0.03)
    assert len(grid.cells) == 36  # the diagonal and all below it


def test_a_point_is_in_the_cell_that_covers_it_or_in_none() -> None:
    grid = grid_over(np.array([HALF], dtype=object))
    xy = np.array([[1001.0, 2001.0], [2990.0, 2005.0], [2990.0, 3990.0], [0.0, 0.0], [np.nan, 1.0], [9e9, 9e9]])
    found = grid.squares_of(xy)
    assert (found >= 0).tolist() == [True, True, False, False, False, False]
    assert grid.counts(found).sum() == 2
    for (x, y), (mx, my) in zip(xy[:2], grid.middles_m[grid.counts(found) > 0], strict=True):
        assert abs(x - mx) <= 125
        assert abs(y - my) <= 125


@pytest.mark.parametrize("cell_m", [0.0, 30.0, 125.0, -250.0, 1e-9, float("inf")])
def test_a_side_that_is_no_whole_number_of_squares_is_refused(cell_m: float) -> None:
    with pytest.raises(InputError, match="hotspots_cell"):
        grid_over(np.array([HALF], dtype=object), cell_m)


def test_so_many_cells_that_they_cannot_be_held_are_refused() -> None:
    with pytest.raises(InputError, match="hotspots_cell"):
        grid_over(np.array([shapely.box(0, 0, 1e6, 1e6)], dtype=object))


@pytest.mark.parametrize("land", [[], [None], [shapely.Polygon()], [shapely.box(0, 0, 1, 1)]])
def test_without_land_there_are_no_cells(land: list[shapely.Polygon | None]) -> None:
    with pytest.raises(InputError, match="hotspots_no_land"):
        grid_over(np.array(land, dtype=object))


def test_cells_sum_their_squares() -> None:
    grid = Grid(0.0, 0.0, 100.0, np.ones((4, 6), dtype=bool))
    assert grid.to_cells(np.arange(24.0).reshape(4, 6)).tolist() == [[14, 22, 30], [62, 70, 78]]
