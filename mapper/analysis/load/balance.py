"""How evenly work is divided: four figures, because each hides what another shows.

Every function takes one number a person (or unit, or beat), all at least 0; missing values are left out.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from mapper.lazy_dataclass import dataclass

BAND = 0.15


@dataclass(frozen=True)
class Balance:
    """The figures of one division of work. None where there is nothing to compare.

    Attributes
    ----------
    count
        Values compared.
    left_out
        Values missing, so not compared.
    mean
        Arithmetic mean, in the values' own unit.
    variation, largest_to_smallest, gini
        See :func:`coefficient_of_variation`, :func:`max_min_ratio` and :func:`gini`.
    beyond_band
        How many lie more than 15 % from the mean, see :func:`beyond_band`.
    """

    count: int
    left_out: int
    mean: float | None
    variation: float | None
    largest_to_smallest: float | None
    gini: float | None
    beyond_band: int

    def as_json(self) -> dict[str, Any]:
        return {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in (
                ("count", self.count),
                ("left_out", self.left_out),
                ("mean", self.mean),
                ("variation", self.variation),
                ("largest_to_smallest", self.largest_to_smallest),
                ("gini", self.gini),
                ("beyond_band", self.beyond_band),
            )
        }


def balance(values: npt.ArrayLike) -> Balance:
    """All four figures of these values."""
    given = np.asarray(values, dtype=float)
    known = _known(given)
    return Balance(
        count=len(known),
        left_out=given.size - len(known),
        mean=float(known.mean()) if len(known) else None,
        variation=coefficient_of_variation(known),
        largest_to_smallest=max_min_ratio(known),
        gini=gini(known),
        beyond_band=beyond_band(known),
    )


def coefficient_of_variation(values: npt.ArrayLike) -> float | None:
    """Standard deviation (of all, not of a sample) over the mean; 0 is even. Pearson (1896)."""
    known = _known(values)
    if not len(known) or known.mean() == 0:
        return None
    return float(known.std() / known.mean())


def max_min_ratio(values: npt.ArrayLike) -> float | None:
    """Largest over smallest; 1 is even. None where the smallest is 0."""
    known = _known(values)
    return float(known.max() / known.min()) if len(known) and known.min() > 0 else None


def gini(values: npt.ArrayLike) -> float | None:
    """Gini coefficient: mean difference of all pairs over twice the mean; 0 is even, (n − 1)/n is all with one.

    With the values in rising order, G = Σ (2i − n − 1) x_i / (n Σ x). Gini (1912); this form: Sen (1973), On Economic
    Inequality.
    """
    known = np.sort(_known(values))
    count, total = len(known), known.sum()
    if not count or total == 0:
        return None
    return float(((2 * np.arange(1, count + 1) - count - 1) * known).sum() / (count * total))


def beyond_band(values: npt.ArrayLike, band: float = BAND) -> int:
    """How many values lie farther than this share of the mean from the mean; 15 % is the usual band of districting."""
    known = _known(values)
    if not len(known):
        return 0
    # Rounding alone must not push a value that lies on the line over it.
    return int((np.abs(known - known.mean()) > band * known.mean() * (1 + 1e-12) + 1e-12).sum())


def farthest_from_mean(values: npt.ArrayLike) -> float | None:
    """How far the value that lies farthest from the mean is from it, as a share of the mean; 0 is even."""
    known = _known(values)
    if not len(known) or known.mean() == 0:
        return None
    return float(np.abs(known - known.mean()).max() / known.mean())


def _known(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    given = np.asarray(values, dtype=float).ravel()
    known: npt.NDArray[np.float64] = given[~np.isnan(given)]
    return known
