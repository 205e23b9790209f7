"""Rates of units by their residents: raw, shrunk towards the rate of all, and beside what chance alone would give.

The rate of a small unit says little: one incident more makes it the highest of all. So a raw rate is never told
alone: beside it stand the empirical Bayes estimate of Marshall (1991), which takes from a rate what its few residents
cannot bear out, and the limits of a funnel plot (Spiegelhalter 2005), within which a count is what the rate of all
would give a unit of that size. No unit is ranked.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass

PER = 10_000
# Two-sided: beyond it a unit of the rate of all comes once in 20, and once in 500.
LIMITS = {"95": 0.05, "998": 0.002}


@dataclass(frozen=True, eq=False)
class Rates:
    """Incidents of a period by the residents of each unit.

    Attributes
    ----------
    units
        Indexed as the counts given: count, residents, rate and smoothed (per 10,000 residents), expected (incidents at
        the rate of all), low_95, high_95, low_998, high_998 (fewest and most incidents that are within the limits),
        outside (``above_998``, ``above_95``, ``within``, ``below_95``, ``below_998``). A unit without residents has
        its count and nothing else (``outside`` is missing).
    overall
        Incidents per 10,000 residents of all units that have residents; missing where none has.
    """

    units: pd.DataFrame
    overall: float

    @property
    def known(self) -> pd.DataFrame:
        """The units that have residents."""
        return self.units[self.units["rate"].notna()]

    @property
    def without_residents(self) -> int:
        """Units that have no residents, or whose residents are not known."""
        return len(self.units) - len(self.known)

    @property
    def incidents_left_out(self) -> int:
        """The incidents of those."""
        return int(self.units["count"].sum() - self.known["count"].sum())

    @property
    def without_incident(self) -> int:
        """Units with residents that had none in the period: counted, and given no place in any order."""
        return int((self.known["count"] == 0).sum())

    def only(self, units: pd.Index) -> "Rates":
        """The same of some units, as all of them together tell it."""
        return replace(self, units=self.units.loc[units])

    def outside(self, limit: str) -> tuple[int, int]:
        """Units above and below a limit of :data:`LIMITS`."""
        beyond = [name for name in LIMITS if LIMITS[name] <= LIMITS[limit]]
        where = self.units["outside"]
        above, below = (int(where.isin([f"{side}_{b}" for b in beyond]).sum()) for side in ("above", "below"))
        return above, below


def rates(counts: pd.Series, residents: pd.Series) -> Rates:
    """Rates per 10,000 residents; both indexed by unit, residents missing where they are not known."""
    people = residents.reindex(counts.index).astype("Float64").astype(float).to_numpy()
    known = people > 0  # NaN is not
    seen = counts.to_numpy(dtype=np.float64)
    n, x = seen[known], people[known]
    overall = float(n.sum() / x.sum()) if len(x) else float("nan")
    expected = overall * x
    columns = {"rate": n / x * PER, "smoothed": shrunk(n, x) * PER, "expected": expected}
    for name, level in LIMITS.items():
        columns[f"low_{name}"], columns[f"high_{name}"] = funnel(expected, level)
    units = pd.DataFrame({"count": counts.astype("int64"), "residents": people}, index=counts.index)
    for name, values in columns.items():
        units[name] = np.nan
        units.loc[known, name] = values
    sides = [
        (f"{side}_{name}", beyond)
        for name in ("998", "95")
        for side, beyond in (
            ("above", units["count"] > units[f"high_{name}"]),
            ("below", units["count"] < units[f"low_{name}"]),
        )
    ]
    outside = np.select([beyond for _, beyond in sides], [name for name, _ in sides], "within")
    units["outside"] = pd.Series(outside, index=units.index, dtype="str").where(known)
    return Rates(units, overall * PER)


def shrunk(counts: Floats, residents: Floats) -> Floats:
    """Marshall's global empirical Bayes estimate of each rate, per resident (``EBest`` of R's spdep).

    With r = n/x, b = Σn/Σx and s² = Σ x(r − b)² / Σx, the variance of the true rates is A = s² − b/(mean of x), 0 where
    that is negative; the estimate is b + (r − b)·A / (A + b/x). Where the rates differ no more than chance makes
    them, A is 0 and every unit has the rate of all.
    """
    if not counts.sum():
        return np.zeros(len(counts))
    mean = counts.sum() / residents.sum()
    raw = counts / residents
    variance = float((residents * (raw - mean) ** 2).sum() / residents.sum() - mean / residents.mean())
    found: Floats = mean + (raw - mean) * max(variance, 0.0) / (max(variance, 0.0) + mean / residents)
    return found


def funnel(expected: Floats, level: float) -> tuple[Floats, Floats]:
    """The fewest and the most incidents that are within the limits of a Poisson count, exactly.

    Beyond either limit chance alone leads at most ``level``/2 of the time.
    """
    return _quantile(expected, level / 2), _quantile(expected, 1 - level / 2)


def _quantile(mean: Floats, chance: float) -> Floats:
    """The smallest count that is not exceeded with at least that chance."""
    from scipy.special import pdtr, pdtrik

    count = np.ceil(pdtrik(chance, mean))  # of a continuous count; at a whole one its last bit may lead one too far
    below = np.maximum(count - 1, 0)
    found: Floats = np.where((count > 0) & (pdtr(below, mean) >= chance), below, np.maximum(count, 0))
    return found
