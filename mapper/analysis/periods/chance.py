"""What chance alone does to two counts: the exact conditional test, the interval of their ratio, many tests at once.

Two Poisson counts of periods whose rates are the same are, given their sum n, binomial: the later one is
Bin(n, share), its share being that of its days in the days of both (Przyborowski and Wilenski 1940). Such a test is
conservative: counts are whole numbers, so no more than 5 % of units without a change have p < 0.05, and of units
with few incidents far fewer; of those with fewer than six in all none can. A mid-p would come nearer to 5 % and
sometimes exceed it, so it is not used.
"""

import numpy as np
import numpy.typing as npt

from mapper.arrays import Floats

LEVEL = 0.05
# Outcomes are as unlikely as the one seen where their probabilities agree to this, as in scipy.stats.binomtest.
_TIE = 1e-7


def chance_of(now: npt.ArrayLike, before: npt.ArrayLike, share: float = 0.5) -> Floats:
    """How likely it is by chance alone that a count is as far from its share of both, or farther: a two-sided p.

    The sum of the probabilities of all outcomes that are no more likely than the one seen, as in
    ``scipy.stats.binomtest``; 1 where there is nothing to compare. 9 → 5 gives 0.42, 36 → 20 gives 0.04.

    Parameters
    ----------
    share
        Days of the later period by those of both, between 0 and 1.
    """
    from scipy.special import bdtr, bdtrc

    one, other = np.broadcast_arrays(np.asarray(now, dtype=np.int64), np.asarray(before, dtype=np.int64))
    total = one + other
    # Mirrored where it is above what is expected, so that the outcome seen is always in the lower tail.
    above = one > total * share
    seen, chance = np.where(above, other, one), np.where(above, 1 - share, share)
    expected = total * chance
    likely = _log_probability(seen, total, chance) + np.log1p(_TIE)
    low, high = np.ceil(expected).astype(np.int64), total + 1
    while np.any(low < high):  # the first outcome of the upper tail that is no more likely
        middle = (low + high) // 2
        as_unlikely = (_log_probability(np.minimum(middle, total), total, chance) <= likely) | (middle > total)
        low, high = np.where(as_unlikely, low, np.minimum(middle + 1, high)), np.where(as_unlikely, middle, high)
    counts = total.astype(np.float64)
    lower = bdtr(seen.astype(np.float64), total, chance)
    upper = np.where(low > total, 0.0, bdtrc(np.maximum(low - 1.0, 0.0), total, chance))
    p: Floats = np.where((seen >= expected) | (counts == 0), 1.0, np.minimum(lower + upper, 1.0))
    return p


def _log_probability(k: npt.NDArray[np.int64], total: npt.NDArray[np.int64], share: Floats) -> Floats:
    """Logarithm of the binomial probability of ``k`` of ``total``."""
    from scipy.special import gammaln

    ways = gammaln(total + 1.0) - gammaln(k + 1.0) - gammaln(total - k + 1.0)
    found: Floats = ways + k * np.log(share) + (total - k) * np.log1p(-share)
    return found


def ratio_of(now: npt.ArrayLike, before: npt.ArrayLike, share: float = 0.5) -> tuple[Floats, Floats, Floats]:
    """How many times as often a day as before, and the least and the most that fit with the counts (95 %).

    The interval of Clopper and Pearson (1934) for the later count's share of both, told as a ratio of daily rates; it
    holds what is true at least 95 times in 100. Without incidents before, neither ratio nor upper end is finite;
    without any, the ratio is missing and its interval has no end on either side.
    """
    from scipy.special import betaincinv

    one, other = np.asarray(now, dtype=np.float64), np.asarray(before, dtype=np.float64)
    tail, per_day = LEVEL / 2, (1 - share) / share
    low = np.where(one > 0, betaincinv(np.maximum(one, 1), other + 1, tail), 0.0)
    high = np.where(other > 0, betaincinv(one + 1, np.maximum(other, 1), 1 - tail), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, ends = one / other * per_day, (low / (1 - low) * per_day, high / (1 - high) * per_day)
    return ratio, *ends


def adjusted(p: Floats) -> Floats:
    """Each p as it is after so many tests (Benjamini and Hochberg 1995).

    Of those that are below a level afterwards, no more than that share is expected to be chance. Missing ones are no
    test and stay missing.
    """
    found = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    ranked = p[order] * len(order) / np.arange(1, len(order) + 1)
    found[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return found
