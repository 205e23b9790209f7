"""The past replayed: at each origin cells are chosen by what was known then, and scored by what came after.

Periods do not overlap: overlapping ones made a gain of nothing look like a certain one.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.methods import METHODS, Known
from mapper.analysis.hotspots.scoring import Period, Score, caught, number_of_cells
from mapper.analysis.hotspots.surfaces import Smoothing
from mapper.arrays import Bools, Ints
from mapper.lazy_dataclass import dataclass

FIRST_ORIGIN_DAYS = 91
"""No forecast before thirteen weeks are known."""


@dataclass(frozen=True, eq=False)
class Dated:
    """Incidents by square (:meth:`~mapper.analysis.hotspots.grid.Grid.squares_of`, −1 for none) and number of the day.

    ``own``: True for each that the map is of; others only lend to a method that borrows. All, where it is None.
    """

    squares: Ints
    days: Ints
    own: Bools | None = None

    def known_on(self, day: int) -> Known:
        """What is known at the beginning of that day."""
        there = (self.squares >= 0) & (self.days < day)
        own = there if self.own is None else there & self.own
        ages = (day - self.days).astype(np.float64)
        return Known(self.squares[own], ages[own], self.squares[there], ages[there])

    def came_on(self, first: int, days: int) -> Ints:
        """The squares of those that the map is of, of so many days."""
        own = self.squares >= 0 if self.own is None else (self.squares >= 0) & self.own
        return self.squares[own & (self.days >= first) & (self.days < first + days)]


@dataclass(frozen=True, eq=False)
class Backtest:
    """Scores of each method at each share of the land.

    Attributes
    ----------
    origins
        Day numbers on which a period begins that was foretold. Only such as something was known before, and something
        came in: an empty one shows nothing.
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
    incidents: Dated,
    first: int,
    until: int,
    *,
    days: int,
    shares: Sequence[float],
    methods: Sequence[str],
    smoothing: Smoothing | None = None,
    scored: Dated | None = None,
) -> Backtest:
    """Choose at each origin and see what was caught.

    Parameters
    ----------
    first, until
        The days from which and up to which incidents were recorded.
    scored
        What is to be caught, where that is more than what is known, as when a station's size is tried on a city's
        incidents; else the same incidents.
    """
    smoothing = Smoothing(grid) if smoothing is None else smoothing
    numbers = {share: number_of_cells(share, grid.land_m2, grid.cell_m) for share in dict.fromkeys(shares)}
    told: dict[tuple[str, float], list[Period]] = {(method, share): [] for method in methods for share in numbers}
    origins = []
    for origin in origins_of(first, until, days).tolist():
        known = incidents.known_on(origin)
        target = grid.counts((scored or incidents).came_on(origin, days))
        if not len(known.squares) or not target.any():
            continue
        origins.append(origin)
        best = np.sort(target)[::-1]
        for method in methods:
            score = METHODS[method](smoothing, known)
            for share, cells in numbers.items():
                hits, land = caught(score, target, cells), caught(score, grid.land_m2, cells)
                area = land / float(grid.land_m2.sum())
                told[method, share].append(Period(hits, float(target.sum()), float(best[:cells].sum()), area))
    scores = {
        (method, share): Score.of(method, share, numbers[share], periods) for (method, share), periods in told.items()
    }
    return Backtest(np.array(origins, dtype=np.int64), days, scores)
