"""Whether there is a hotspot at all: a scan over windows of cells, and the Gi* of each cell or unit."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy.sparse
from scipy.special import xlogy

from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.verdict import MOST_BY_CHANCE
from mapper.arrays import Bools, Floats, Ints

WINDOWS = (1, 2, 3, 4, 6, 8, 12)
"""Sides of the square windows of the scan, in cells."""
LEAST_FOR_GI = 30
"""Below so many places Gi* is not asked: its distribution is nothing like a normal one."""
_MOST_EXPECTED = 0.5  # of all incidents: a window of more is no hotspot but its opposite outside
_REPEATED = 0.2
_ROUNDING = 1e-12
_AT_ONCE = 500_000


def once_a_day(xy_m: Floats, day_numbers: Ints) -> Bools:
    """True for the first incident of each place (to the metre) and day: entries made twice make hotspots of nothing."""
    keys = np.column_stack((np.round(xy_m), day_numbers))
    _, first = np.unique(keys, axis=0, return_index=True)
    kept = np.zeros(len(keys), dtype=bool)
    kept[first] = True
    return kept


def scan(grid: Grid, xy_m: Floats, squares: Ints, *, draws: int = 999, rng: np.random.Generator) -> float:
    """How likely a window as full as the fullest one is, were incidents spread by chance: p of a Poisson scan.

    The likelihood ratio of Kulldorff (1997), maximised over square windows of :data:`WINDOWS` cells and set against
    maps made by chance, ``draws`` of them at most: as soon as so many were as full that p can no more be
    :data:`~mapper.analysis.hotspots.verdict.MOST_BY_CHANCE` or less, p is their share of those made (Besag and Clifford
    1991). By chance they fall on land alike; where many of them share places (a fifth or more), on the places alike,
    since fixed addresses alone would make a hotspot of every town.

    Parameters
    ----------
    xy_m, squares
        Of each incident, repeats of a place and day taken out (:func:`once_a_day`).
    """
    there = squares >= 0
    squares, places = squares[there], np.round(xy_m[there])
    total = len(squares)
    if total == 0:
        return 1.0
    _, first = np.unique(places, axis=0, return_index=True)
    shared = 1 - len(first) / total >= _REPEATED
    chance = grid.counts(squares[first]) if shared else grid.land_m2
    chance = chance / chance.sum()
    windows = _windows(grid, total * chance, total)
    seen = _fullest(grid, windows, grid.counts(squares), total)
    # What a window must hold for that is found once, and each map only counted.
    limits = [(window.side, _least_as_full(window.due, total, seen)) for window in windows]
    enough = max(1, int(MOST_BY_CHANCE * (draws + 1) + _ROUNDING))
    as_full, done = 0, 0
    step = max(1, _AT_ONCE // (grid.shape[0] * grid.shape[1]))
    while done < draws:
        maps = _maps_by_chance(chance, total, min(step, draws - done), rng)
        full = as_full + np.cumsum(_as_full(_sums(grid, maps), limits))
        if full[-1] >= enough:
            return enough / (done + 1 + int(np.searchsorted(full, enough)))
        as_full, done = int(full[-1]), done + len(maps)
    return (as_full + 1) / (draws + 1)


def _maps_by_chance(chance: Floats, total: int, count: int, rng: np.random.Generator) -> npt.NDArray[Any]:
    """(count, cells): how many of all incidents fall into each cell, by chance."""
    kind = np.int16 if total < np.iinfo(np.int16).max else np.int32
    if total > len(chance) // 2:
        return rng.multinomial(total, chance, size=count).astype(kind)
    # Few are dealt out one by one, which takes less than asking for every cell.
    ends = np.cumsum(chance)
    cell = np.minimum(np.searchsorted(ends, rng.random((count, total)), side="right"), len(chance) - 1)
    numbered = cell + np.arange(count)[:, None] * len(chance)
    return np.bincount(numbered.ravel(), minlength=count * len(chance)).reshape(count, -1).astype(kind)


class _Windows(NamedTuple):
    """What all square windows of one side hold by chance, by row and column of their lower left corners.

    One in which nothing is due, or more than half of all, is no hotspot: it stands as due all, which no map is above.
    """

    side: int
    due: Floats


def _sums(grid: Grid, maps: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Of each of (maps, cells) the sums over all rectangles from the lower left corner."""
    high, wide = grid.shape
    sums = np.zeros((len(maps), high + 1, wide + 1), dtype=maps.dtype)
    within = sums[:, 1:, 1:]
    row, column = np.divmod(grid.cells, wide)
    within[:, row, column] = maps
    for axis in (1, 2):
        np.cumsum(within, axis=axis, dtype=maps.dtype, out=within)
    return sums


def _inside(sums: npt.NDArray[Any], side: int) -> npt.NDArray[Any]:
    """How many each window of that side holds, of each map of ``sums`` (:func:`_sums`)."""
    rows = sums[:, side:] - sums[:, :-side]
    held: npt.NDArray[Any] = rows[:, :, side:] - rows[:, :, :-side]
    return held


def _as_full(sums: npt.NDArray[Any], limits: Sequence[tuple[int, Ints]]) -> Bools:
    """Of each map whether any window holds as many as its limit."""
    full = np.zeros(len(sums), dtype=bool)
    for side, least in limits:
        full |= (_inside(sums, side) >= least.astype(sums.dtype)).any(axis=(1, 2))
    return full


def _windows(grid: Grid, expected: Floats, total: int) -> list[_Windows]:
    """By side, as far as the land has room for them."""
    sums = _sums(grid, expected[None, :])
    found = []
    for side in WINDOWS:
        if side > min(grid.shape):
            break
        due = _inside(sums, side)[0]
        found.append(_Windows(side, np.where((due > 0) & (due <= _MOST_EXPECTED * total), due, total)))
    return found


def _ratio(inside: Floats, due: Floats, total: int) -> Floats:
    """The log likelihood ratio of windows that hold more than they are due; 0 of others."""
    outside = total - inside
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = xlogy(inside, inside / due) + xlogy(outside, outside / (total - due))
    return np.where(inside > due, ratio, 0.0)


def _fullest(grid: Grid, windows: Sequence[_Windows], counts: Floats, total: int) -> float:
    """The highest ratio of any window."""
    sums = _sums(grid, counts[None, :])
    ratios = [_ratio(np.rint(_inside(sums, one.side)[0]), one.due, total).max(initial=0.0) for one in windows]
    return float(max(ratios, default=0.0))


def _least_as_full(due: Floats, total: int, seen: float) -> Ints:
    """How many a window has to hold, at least, for a ratio of ``seen``; more than there are where none is enough.

    The ratio grows with what a window holds once that is more than it is due, so the count is found by halving.
    """
    if seen <= 0:
        return np.zeros(due.shape, dtype=np.int64)
    low, high = np.floor(due).astype(np.int64), np.full(due.shape, total + 1, dtype=np.int64)
    while (high - low > 1).any():
        middle = (low + high) // 2
        enough = _ratio(middle.astype(np.float64), due, total) >= seen * (1 - _ROUNDING)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def neighbours_of(grid: Grid) -> scipy.sparse.csr_array:
    """Which of the grid's cells touch which, by side or corner: (n, n), 1 or 0, nothing on the diagonal."""
    high, wide = grid.shape
    place = np.full((high + 2, wide + 2), -1, dtype=np.int64)
    row, column = np.divmod(grid.cells, wide)
    place[row + 1, column + 1] = np.arange(len(grid.cells))
    of, to = [], []
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            if down or across:
                other = place[row + 1 + down, column + 1 + across]
                of.append(np.flatnonzero(other >= 0))
                to.append(other[other >= 0])
    one, two = np.concatenate(of), np.concatenate(to)
    return scipy.sparse.csr_array((np.ones(len(one)), (one, two)), shape=(len(row), len(row)))


def gi_star(values: Floats, touching: scipy.sparse.csr_array) -> Floats | None:
    """Gi* of each place as a z-score (Ord and Getis 1995), each its own neighbour; None below :data:`LEAST_FOR_GI`.

    NaN everywhere where all values are the same.
    """
    n = len(values)
    if n < LEAST_FOR_GI:
        return None
    near = np.asarray(touching.sum(axis=1)).ravel() + 1
    local = touching @ values + values
    spread = np.sqrt((values**2).mean() - values.mean() ** 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        z: Floats = (local - values.mean() * near) / (spread * np.sqrt((n * near - near**2) / (n - 1)))
    return z


def gi_star_p(
    values: Floats,
    touching: scipy.sparse.csr_array,
    *,
    permutations: int = 999,
    rng: np.random.Generator,
    of: Ints | None = None,
) -> Floats | None:
    """How likely so high a Gi* is, were the others' values dealt out anew: an upper p of each place.

    Conditional permutation: a place keeps its own value, and as many others as it has neighbours are drawn from all
    others. The same draws serve every place, shifted past itself. None below :data:`LEAST_FOR_GI` places.
    With ``of`` only of these places, in their order.
    """
    n = len(values)
    if n < LEAST_FOR_GI:
        return None
    most = int(np.diff(touching.indptr).max(initial=0))
    return p_of_draws(values, touching, draws_of_others(n, most, permutations, rng), of)


def p_of_draws(values: Floats, touching: scipy.sparse.csr_array, drawn: Ints, of: Ints | None = None) -> Floats:
    """The same from draws that are at hand (:func:`draws_of_others`); those of esda give the p that esda has."""
    near, around = np.diff(touching.indptr), touching @ values
    asked = np.arange(len(values)) if of is None else of
    higher = np.zeros(len(asked), dtype=np.int64)
    for row, place in enumerate(asked.tolist()):
        others = drawn[:, : near[place]]
        sums = values[others + (others >= place)].sum(axis=1)
        higher[row] = int((sums >= around[place] - _ROUNDING).sum())
    p: Floats = (higher + 1) / (len(drawn) + 1)
    return p


def draws_of_others(n: int, most: int, permutations: int, rng: np.random.Generator) -> Ints:
    """(permutations, most) different numbers below n − 1 each, in any order: n − 1 others of a place, past itself."""
    if not most:
        return np.empty((permutations, 0), dtype=np.int64)
    drawn = np.argpartition(rng.random((permutations, n - 1)), most - 1, axis=1)[:, :most]
    return rng.permuted(drawn, axis=1)
