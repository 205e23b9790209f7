"""The past replayed: at each origin cells are chosen by what was known then, and scored by what came after.

Periods do not overlap: overlapping ones made a gain of nothing look like a certain one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from mapper.analysis.hotspots import surfaces
from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.scoring import SHARES, Score, caught, number_of_cells
from mapper.analysis.hotspots.surfaces import Smoothing
from mapper.arrays import Floats, Ints

FIRST_ORIGIN_DAYS = 91
"""No forecast before thirteen weeks are known."""
DENSITY_M = 200.0
# From the squares and weights of what is known to a score of each cell.
Method = Callable[[Smoothing, Ints, Floats], Floats]


def _plain(smoothing: Smoothing, squares: Ints, weights: Floats) -> Floats:
    return smoothing.grid.counts(squares, np.ones(len(weights)))


def _density(smoothing: Smoothing, squares: Ints, weights: Floats) -> Floats:
    return surfaces.density(smoothing, squares, np.ones(len(weights)), DENSITY_M)


# In the order in which they are told. The baseline is "the same cells so far".
METHODS: Mapping[str, Method] = {
    "counts": _plain,
    "cascade": surfaces.cascade,
    "ties": surfaces.counts_with_ties_broken,
    "density": _density,
}
BASELINE = "counts"


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of each method at each share of the land.

    Attributes
    ----------
    origins
        Day numbers on which a period that was foretold begins.
    days
        Length of each.
    """

    origins: Ints
    days: int
    scores: Mapping[tuple[str, float], Score]

    @property
    def periods(self) -> int:
        return len(self.origins)


def origins_of(first: int, until: int, days: int) -> Ints:
    """First days of the periods that can be foretold, the last of which ends with the day ``until``.

    They follow each other without overlap, back from the end to :data:`FIRST_ORIGIN_DAYS` after the first day known.
    """
    count = max((until + 1 - (first + FIRST_ORIGIN_DAYS)) // days, 0)
    return until + 1 - days * np.arange(count, 0, -1, dtype=np.int64)


def backtest(
    grid: Grid,
    squares: Ints,
    day_numbers: Ints,
    first: int,
    until: int,
    *,
    days: int = 30,
    shares: tuple[float, ...] = SHARES,
    methods: tuple[str, ...] = tuple(METHODS),
    smoothing: Smoothing | None = None,
    scored: tuple[Ints, Ints] | None = None,
) -> Backtest:
    """Choose at each origin and see what was caught.

    Parameters
    ----------
    squares, day_numbers
        Of each incident the square that it is in (:meth:`~mapper.analysis.hotspots.grid.Grid.squares_of`) and the
        number of its day; those of −1 are left out.
    first, until
        The days from which and up to which incidents were recorded.
    scored
        Squares and day numbers of what is to be caught, where that is more than what is known, as when a station's
        size is tried on a city's incidents; else the same incidents.
    """
    smoothing = Smoothing(grid) if smoothing is None else smoothing
    there = squares >= 0
    squares, day_numbers = squares[there], day_numbers[there]
    came_squares, came_days = (squares, day_numbers) if scored is None else scored
    origins = origins_of(first, until, days)
    numbers = {share: number_of_cells(share, grid.land_m2, grid.cell_m) for share in shares}
    found: dict[tuple[str, float], list[tuple[float, float]]] = {(m, s): [] for m in methods for s in shares}
    came, best = np.zeros(len(origins)), {share: np.zeros(len(origins)) for share in shares}
    for at, origin in enumerate(origins):
        known = day_numbers < origin
        after = (came_days >= origin) & (came_days < origin + days)
        target = grid.counts(came_squares[after])
        came[at] = target.sum()
        in_order = np.sort(target)[::-1]
        weights = surfaces.weights_of((origin - day_numbers[known]).astype(np.float64))
        for method in methods:
            score = METHODS[method](smoothing, squares[known], weights)
            for share, cells in numbers.items():
                hits, land = caught(score, target, cells), caught(score, grid.land_m2, cells)
                found[method, share].append((hits, land / float(grid.land_m2.sum())))
        for share, cells in numbers.items():
            best[share][at] = in_order[:cells].sum()
    scores = {}
    for (method, share), told in found.items():
        each = np.array(told, dtype=np.float64).reshape(-1, 2)
        area = float(each[:, 1].mean()) if len(each) else float("nan")
        scores[method, share] = Score(method, share, numbers[share], each[:, 0], came, best[share], area)
    return Backtest(origins, days, scores)
