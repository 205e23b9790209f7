"""Scores of cells by the incidents so far: a cascade from coarse to fine, plain counts, and a density.

Each gives a score to rank cells by, of as many as the grid has :attr:`~mapper.analysis.hotspots.grid.Grid.cells`. The
same incidents count at every scale of the cascade, so no interval may be told from its scores.
"""

from functools import cached_property

import numpy as np
import scipy.linalg

from mapper.analysis.hotspots.grid import FINE_M, Grid
from mapper.arrays import Floats, Ints
from mapper.lazy_dataclass import dataclass

SCALES_M = (1600.0, 800.0, 400.0, 200.0)
FALLBACK_M = 400.0
HALF_LIFE_DAYS = 365.25
LEAST_ON_LAND = 0.05
"""A point's kernel counts by the part of it that lies on land, by no less than this."""
_CUT = 4.0  # in standard deviations
_AT_ONCE = 128  # rows or columns: of a wide land a kernel reaches over a small part
_FEW_A_ROW = 2  # squares with points; of so few each is spread by itself, of more a row of them at once
_COUNTS_SHARE = 0.98


def weights_of(ages_days: Floats) -> Floats:
    """What an incident of that age counts: half after twelve months, a quarter after twenty-four."""
    weights: Floats = np.exp2(-np.maximum(ages_days, 0.0) / HALF_LIFE_DAYS)
    return weights


def doubt(cell_m: float) -> float:
    """How many incidents the coarser scale is worth beside those of the finer one: 2 at 250 m, 1 at 150 m.

    Measured at those two sides; in proportion to the side between and beyond, and never below 0.5.
    """
    return max(0.5, 1.0 + (cell_m - 150.0) / 100.0)


@dataclass(frozen=True, eq=False)
class Smoothing:
    """Gaussian smoothing over the land of a grid, each point spread over its land alone.

    A kernel is cut at four standard deviations; since it is the product of one along rows and one along columns, it
    is two products of matrices, which are made once for all periods of a back-test.
    """

    grid: Grid

    @cached_property
    def _made(self) -> dict[float, tuple[Floats, Floats, Floats]]:
        return {}

    def _of(self, sigma_m: float) -> tuple[Floats, Floats, Floats]:
        """Matrices along columns and along rows, and the share of each square's kernel that lies on land."""
        if sigma_m not in self._made:
            land = self.grid.land.astype(np.float64)
            down, across = (_kernel(length, sigma_m / FINE_M) for length in land.shape)
            reach = _reach(sigma_m)
            spread = _down(down, reach, np.arange(len(land)), _across(land, across, reach))
            self._made[sigma_m] = down, across, np.maximum(spread, LEAST_ON_LAND)
        return self._made[sigma_m]

    def smoothed(self, squares: Ints, weights: Floats, sigma_m: float) -> Floats:
        """Weight on each of the grid's cells after points in these squares were spread with that deviation."""
        grid = self.grid
        down, across, on_land = self._of(sigma_m)
        there = squares >= 0
        held, which = np.unique(squares[there], return_inverse=True)
        row, column = np.divmod(held, grid.land.shape[1])
        weight = np.bincount(which, weights[there], minlength=len(held)) / on_land[row, column]
        rows, of = np.unique(row, return_inverse=True)
        if len(held) < _FEW_A_ROW * len(rows):
            spread = _down(down, _reach(sigma_m), row, weight[:, None] * across[column])
        else:
            points = np.zeros((len(rows), grid.land.shape[1]))
            points[of, column] = weight
            spread = _down(down, _reach(sigma_m), rows, _across(points, across, _reach(sigma_m)))
        found: Floats = grid.to_cells(np.where(grid.land, spread, 0.0)).ravel()[grid.cells]
        return found


def cascade(smoothing: Smoothing, squares: Ints, weights: Floats, alpha: float | None = None) -> Floats:
    """Expected weight of each cell, from all the land down to the cell itself, in sum the weight of all points.

    Each scale corrects the coarser one: λ ← λ (α + a o) / (α + a λ), o being the points smoothed by that scale and
    a = max(1, 4π s² / c²) how many cells of side c one of its kernels reaches over.
    """
    grid = smoothing.grid
    alpha = doubt(grid.cell_m) if alpha is None else alpha
    counts = grid.counts(squares, weights)
    total = float(counts.sum())
    score: Floats = total * grid.land_m2 / grid.land_m2.sum()
    if total == 0:
        return score
    for sigma_m in SCALES_M:
        reach = max(1.0, 4 * np.pi * sigma_m**2 / grid.cell_m**2)
        score = _corrected(score, smoothing.smoothed(squares, weights, sigma_m), reach, alpha, total)
    return _corrected(score, counts, 1.0, alpha, total)


def _corrected(score: Floats, seen: Floats, reach: float, alpha: float, total: float) -> Floats:
    better = score * (alpha + reach * seen) / (alpha + reach * score)
    corrected: Floats = better * (total / better.sum())
    return corrected


def borrowed(own: Floats, own_counts: Floats, every: Floats) -> Floats:
    """The score of one kind with few rows, with the help of that of all kinds.

    ``every`` is scaled to the kind's own weight and taken half and half with its own cascade (p); then
    λ = (2 + c) / (2 / p + 1), c being the kind's own weight in the cell.
    """
    total = float(own_counts.sum())
    if total == 0 or every.sum() == 0:
        return own
    prior = (every * (total / every.sum()) + own) / 2
    with np.errstate(divide="ignore"):
        score: Floats = (2 + own_counts) / (2 / prior + 1)
    return score


def counts_with_ties_broken(smoothing: Smoothing, squares: Ints, weights: Floats) -> Floats:
    """Plain weight of each cell, and a fiftieth of it smoothed over 400 m, so that cells alike are not by chance."""
    plain = smoothing.grid.counts(squares, weights)
    score: Floats = _COUNTS_SHARE * plain + (1 - _COUNTS_SHARE) * smoothing.smoothed(squares, weights, FALLBACK_M)
    return score


def density(smoothing: Smoothing, squares: Ints, weights: Floats, sigma_m: float) -> Floats:
    """Incidents per km² of land by a Gaussian kernel, corrected where it reaches over the edge of the land.

    For looks and comparison only: it foretells worse than plain counts.
    """
    spread = smoothing.smoothed(squares, weights, sigma_m)
    per_km2: Floats = spread / (smoothing.grid.land_m2 / 1e6)
    return per_km2


def _reach(sigma_m: float) -> int:
    """How many squares a kernel reaches to either side."""
    return int(_CUT * sigma_m / FINE_M + 0.5)


def _down(kernel: Floats, reach: int, rows: Ints, values: Floats) -> Floats:
    """``kernel[:, rows] @ values``, the rows ascending, without what is beyond its reach."""
    found = np.empty((len(kernel), values.shape[1]))
    for first in range(0, len(kernel), _AT_ONCE):
        low, high = np.searchsorted(rows, (first - reach, first + _AT_ONCE + reach))
        found[first : first + _AT_ONCE] = kernel[first : first + _AT_ONCE, rows[low:high]] @ values[low:high]
    return found


def _across(values: Floats, kernel: Floats, reach: int) -> Floats:
    """``values @ kernel`` without what is beyond its reach."""
    found = np.empty((len(values), len(kernel)))
    for first in range(0, len(kernel), _AT_ONCE):
        near = slice(max(0, first - reach), first + _AT_ONCE + reach)
        found[:, first : first + _AT_ONCE] = values[:, near] @ kernel[near, first : first + _AT_ONCE]
    return found


def _kernel(length: int, sigma: float) -> Floats:
    """The (length, length) matrix that smooths along one side; beyond the ends there is nothing."""
    radius = _reach(sigma * FINE_M)
    weights = np.exp(-0.5 * (np.arange(radius + 1) / sigma) ** 2)
    weights /= weights[0] + 2 * weights[1:].sum()
    column = np.zeros(length)
    kept = min(length, radius + 1)
    column[:kept] = weights[:kept]
    matrix: Floats = scipy.linalg.toeplitz(column)
    return matrix
