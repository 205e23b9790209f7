"""The cascade gives the figures of its worked example; smoothing is what scipy's Gaussian filter says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter
from scipy.stats import gaussian_kde

from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.surfaces import (
    SCALES_M,
    Smoothing,
    borrowed,
    cascade,
    counts_with_ties_broken,
    density,
    doubt,
    weights_of,
)

WHOLE = Grid(0.0, 0.0, 250.0, np.ones((30, 30), dtype=bool))


def squares(*at: tuple[int, int]) -> np.ndarray:
    return np.array([row * 30 + column for row, column in at])


def test_the_worked_example() -> None:
    points = squares((2, 2), (3, 2), (2, 3), (17, 17), (28, 1))
    found = cascade(Smoothing(WHOLE), points, np.ones(5), 2.0).reshape(6, 6)
    expected = {
        0: [1.2873, 0.3470, 0.1235, 0.0645, 0.0410, 0.0293],
        3: [0.0899, 0.0879, 0.1037, 0.1722, 0.0722, 0.0393],
        5: [0.3414, 0.1300, 0.0678, 0.0509, 0.0384, 0.0287],
    }
    for row, figures in expected.items():
        assert found[row].round(4).tolist() == figures
    assert found.sum() == pytest.approx(5)


@pytest.mark.parametrize("sigma_m", [*SCALES_M, 75.0])
def test_smoothing_is_the_filter_of_scipy_over_land(sigma_m: float) -> None:
    rng = np.random.default_rng(3)
    land = rng.random((40, 25)) < 0.7
    grid = Grid(0.0, 0.0, 250.0, land)
    points, weights = rng.integers(0, land.size, 60), rng.random(60)
    there = np.isin(grid.cells_of(points), grid.cells)
    placed = np.bincount(points[there], weights[there], minlength=land.size).reshape(land.shape)
    share = gaussian_filter(land.astype(float), sigma_m / 50, truncate=4, mode="constant")
    spread = gaussian_filter(placed / np.maximum(share, 0.05), sigma_m / 50, truncate=4, mode="constant")
    expected = grid.to_cells(np.where(land, spread, 0)).ravel()[grid.cells]
    found = Smoothing(grid).smoothed(np.where(there, points, -1), weights, sigma_m)
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-12)


@given(seed=st.integers(0, 999), count=st.integers(0, 80), cell_m=st.sampled_from([100.0, 150.0, 250.0]))
def test_a_score_is_positive_where_there_is_land_and_its_sum_is_that_of_the_points(
    seed: int, count: int, cell_m: float
) -> None:
    rng = np.random.default_rng(seed)
    grid = Grid(0.0, 0.0, cell_m, rng.random((30, 30)) < 0.8)
    points = rng.integers(0, 900, count)
    points[~np.isin(grid.cells_of(points), grid.cells)] = -1
    weights = rng.random(count) + 0.1
    score = cascade(Smoothing(grid), points, weights)
    assert (score > 0).all() == bool((points >= 0).any())
    assert score.sum() == pytest.approx(weights[points >= 0].sum())


def test_an_incident_counts_half_after_a_year_and_no_more_than_whole() -> None:
    assert weights_of(np.array([0.0, 365.25, 730.5, -3.0])).tolist() == [1.0, 0.5, 0.25, 1.0]
    assert (doubt(250.0), doubt(150.0)) == (2.0, 1.0)


def test_one_kind_with_few_rows_borrows_from_all() -> None:
    own, counts, every = np.array([0.5, 0.5]), np.array([0.0, 1.0]), np.array([30.0, 10.0])
    prior = (np.array([0.75, 0.25]) + own) / 2
    assert borrowed(own, counts, every) == pytest.approx((2 + counts) / (2 / prior + 1))
    assert borrowed(own, np.zeros(2), every) is own


def test_ties_are_broken_by_what_lies_near() -> None:
    points = squares((2, 2), (2, 8), (2, 9), (27, 27))
    score = counts_with_ties_broken(Smoothing(WHOLE), points, np.ones(4)).reshape(6, 6)
    assert score[0, 1] > score[0, 0] > score[5, 5] > score[0, 2] > score[3, 3]


def test_density_is_what_was_spread_and_stays_on_land() -> None:
    land = np.ones((30, 30), dtype=bool)
    land[:, :10] = False
    grid = Grid(0.0, 0.0, 250.0, land)
    edge = density(Smoothing(grid), squares((15, 11)), np.ones(1), 200.0)
    assert (edge * grid.land_m2 / 1e6).sum() == pytest.approx(1, abs=0.05)


def test_density_without_its_edge_correction_is_the_kernel_density_of_scipy() -> None:
    """On squares that no kernel is cut off in, but for what a kernel summed over squares differs from its integral."""
    rng, side, sigma = np.random.default_rng(5), 30, 8.0
    grid = Grid(0.0, 0.0, 50.0, np.ones((side, side), dtype=bool))
    # Turned by a quarter again and again: scipy's bandwidth is a multiple of the points' own spread, alike either way.
    rows, columns = [rng.integers(0, side, 10)], [rng.integers(0, side, 10)]
    for _ in range(3):
        rows, columns = [*rows, columns[-1]], [*columns, side - 1 - rows[-1]]
    there = np.vstack((np.concatenate(rows), np.concatenate(columns)))
    points = there[0] * side + there[1]
    on_land = Smoothing(grid)._of(sigma * 50)[2].ravel()[points]
    found = density(Smoothing(grid), points, on_land, sigma * 50)  # weighed by what the correction divides by
    kernel = gaussian_kde(there, bw_method=sigma / np.sqrt(np.cov(there)[0, 0]))
    at = np.vstack(np.divmod(np.arange(side * side), side))
    summed = np.exp(-0.5 * (np.arange(-32, 33) / sigma) ** 2).sum() ** 2
    expected = kernel(at) * len(points) * (2 * np.pi * sigma**2 / summed) / 0.05**2
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@given(seed=st.integers(0, 999))
def test_the_edge_correction_shares_a_point_out_over_its_land_one_square_at_a_time(seed: int) -> None:
    rng, sigma = np.random.default_rng(seed), 2.0
    land = rng.random((9, 7)) < 0.6
    land[4, 3] = True
    grid = Grid(0.0, 0.0, 50.0, land)
    squares_, weights = rng.choice(np.flatnonzero(land), 6), rng.random(6)
    found = Smoothing(grid).smoothed(squares_, weights, sigma * 50)
    tall, wide = land.shape
    one = [np.exp(-0.5 * (k / sigma) ** 2) if abs(k) <= 8 else 0.0 for k in range(-8, 9)]
    expected = np.zeros(land.shape)
    for square, weight in zip(squares_.tolist(), weights.tolist(), strict=True):
        row, column = divmod(square, wide)
        kernel = {
            (r, c): one[r - row + 8] * one[c - column + 8] / sum(one) ** 2
            for r in range(tall)
            for c in range(wide)
            if land[r, c] and abs(r - row) <= 8 and abs(c - column) <= 8
        }
        on_land = max(sum(kernel.values()), 0.05)
        for place, share in kernel.items():
            expected[place] += weight * share / on_land
    np.testing.assert_allclose(found, expected[land], rtol=1e-9, atol=1e-15)
