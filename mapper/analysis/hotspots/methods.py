"""The ways to rank cells, each declared once: what is shown is ranked by the same function that a back-test replays."""

from collections.abc import Callable, Mapping

import numpy as np

from mapper.analysis.hotspots import surfaces
from mapper.analysis.hotspots.surfaces import Smoothing
from mapper.arrays import Floats, Ints
from mapper.lazy_dataclass import dataclass

DENSITY_M = 200.0


@dataclass(frozen=True, eq=False)
class Known:
    """What is known on a day: squares and ages in days of the incidents that the map is of, and of all of the table."""

    squares: Ints
    ages_days: Floats
    every: Ints
    every_ages_days: Floats


# From what is known to a score of each cell.
Method = Callable[[Smoothing, Known], Floats]


def _counts(smoothing: Smoothing, known: Known) -> Floats:
    return smoothing.grid.counts(known.squares)


def _cascade(smoothing: Smoothing, known: Known) -> Floats:
    return surfaces.cascade(smoothing, known.squares, surfaces.weights_of(known.ages_days))


def _borrowed(smoothing: Smoothing, known: Known) -> Floats:
    own = surfaces.weights_of(known.ages_days)
    of_all = surfaces.cascade(smoothing, known.every, surfaces.weights_of(known.every_ages_days))
    cascade = surfaces.cascade(smoothing, known.squares, own)
    return surfaces.borrowed(cascade, smoothing.grid.counts(known.squares, own), of_all)


def _ties(smoothing: Smoothing, known: Known) -> Floats:
    return surfaces.counts_with_ties_broken(smoothing, known.squares, np.ones(len(known.squares)))


def _density(smoothing: Smoothing, known: Known) -> Floats:
    return surfaces.density(smoothing, known.squares, np.ones(len(known.squares)), DENSITY_M)


# In the order in which they are told.
METHODS: Mapping[str, Method] = {
    "counts": _counts,
    "cascade": _cascade,
    "borrowed": _borrowed,
    "ties": _ties,
    "density": _density,
}
BASELINE = "counts"
"""The same cells as so far."""
USUAL, OF_ONE_KIND, FALLBACK = "cascade", "borrowed", "ties"
