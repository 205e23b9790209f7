"""How well a score of cells would have foretold: hits, PAI and PEI by shares of the land."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass

SHARES = (0.005, 0.01, 0.03, 0.05, 0.10)
USUAL_SHARE = 0.01
"""A shift reaches two to five places, and a station has a few hundred cells."""
_DRAWS = 2000


def number_of_cells(share: float, land_m2: Floats, cell_m: float) -> int:
    """How many cells make that share of the land, at least one: max(1, round(share · land / cell))."""
    return min(max(1, round(share * float(land_m2.sum()) / cell_m**2)), len(land_m2))


def caught(score: Floats, worth: Floats, cells: int) -> float:
    """What the ``cells`` of highest score hold of ``worth``, in the mean over all orders of those that are alike.

    Where the last place is shared by cells of the same score, the order of a file would move the figure by a tenth.
    """
    last = np.partition(score, -cells)[-cells]
    above, alike = score > last, score == last
    left = cells - int(above.sum())
    return float(worth[above].sum() + worth[alike].sum() * left / alike.sum())


class Period(NamedTuple):
    """What the chosen cells caught in a period, what came in, what the best cells held, the share of land chosen."""

    hits: float
    incidents: float
    best: float
    area_share: float


@dataclass(frozen=True, eq=False)
class Score:
    """What one way of choosing caught, period by period, at one share of the land.

    Attributes
    ----------
    hits, incidents, best
        Of each period: incidents in the chosen cells, all incidents on the land, those in the best cells in hindsight.
    area_share
        The share of the land that the chosen cells have in fact, in the mean of the periods.
    """

    method: str
    share: float
    cells: int
    hits: Floats
    incidents: Floats
    best: Floats
    area_share: float

    @classmethod
    def of(cls, method: str, share: float, cells: int, periods: Sequence[Period]) -> "Score":
        """All periods together."""
        hits, incidents, best, area = np.array(periods, dtype=np.float64).reshape(-1, 4).T
        return cls(method, share, cells, hits, incidents, best, float(area.mean()) if len(area) else float("nan"))

    @property
    def periods(self) -> int:
        return len(self.hits)

    @property
    def hit_rate(self) -> float | None:
        """Share of all incidents that fell into the chosen cells."""
        return _ratio(self.hits.sum(), self.incidents.sum())

    @property
    def pai(self) -> float | None:
        """Prediction accuracy index: hit rate over share of the land (Chainey, Tompson and Uhlig 2008)."""
        rate = self.hit_rate
        return None if rate is None else _ratio(rate, self.area_share)

    @property
    def pei(self) -> float | None:
        """Prediction efficiency index: hits over those of the best cells in hindsight, all periods together."""
        return _ratio(self.hits.sum(), self.best.sum())

    def interval(self, name: str) -> tuple[float, float] | None:
        """95 % interval of ``hit_rate``, ``pai`` or ``pei``, by drawing the periods again; None below two periods."""
        over = {"hit_rate": self.incidents, "pai": self.incidents * self.area_share, "pei": self.best}[name]
        return _drawn(self.hits, over)

    def gain_over(self, other: "Score") -> tuple[float, float, float] | None:
        """Hits gained over another way, as a share of its hits, with its 95 % interval; None where there is none."""
        gained = _drawn(self.hits - other.hits, other.hits)
        if gained is None or other.hits.sum() == 0:
            return None
        return float(self.hits.sum() / other.hits.sum() - 1), *gained


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 else None


def _drawn(part: Floats, whole: Floats) -> tuple[float, float] | None:
    """Quantiles of Σ part / Σ whole over draws of the periods with replacement; the draws are always the same."""
    if len(part) < 2 or whole.sum() <= 0:
        return None
    rng = np.random.default_rng(20170101)
    drawn = rng.integers(0, len(part), (_DRAWS, len(part)))
    over = whole[drawn].sum(axis=1)
    told = part[drawn].sum(axis=1)[over > 0] / over[over > 0]
    low, high = np.quantile(told, (0.025, 0.975))
    return float(low), float(high)
