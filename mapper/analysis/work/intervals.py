"""What counts allow to say: 95 % intervals of a Poisson rate and of a share, and whether two shares differ."""

from functools import cache
from math import sqrt

import numpy as np

LEVEL = 0.05
# Outcomes are as unlikely as the one seen where their probabilities agree to this, as in scipy.stats.fisher_exact.
_TIE = 1e-7


def poisson_interval(count: int, exposure: float) -> tuple[float, float]:
    """The least and the most rate per unit of exposure that fit with a count (95 %), exactly (Garwood 1936).

    They hold the true rate at least 95 times in 100.
    """
    from scipy.special import gammaincinv

    low = float(gammaincinv(count, LEVEL / 2)) if count else 0.0
    return low / exposure, float(gammaincinv(count + 1, 1 - LEVEL / 2)) / exposure


def wilson_interval(positive: int, asked: int) -> tuple[float, float]:
    """The 95 % interval of Wilson (1927) for a share: (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n)."""
    z, share = _z(), positive / asked
    middle, width = share + z * z / (2 * asked), z * sqrt(share * (1 - share) / asked + z * z / (4 * asked * asked))
    whole = 1 + z * z / asked
    # At 0 and 1 the formula ends there; rounding may lead past it.
    low = 0.0 if positive == 0 else (middle - width) / whole
    return low, 1.0 if positive == asked else (middle + width) / whole


def chance_of_shares(one: tuple[int, int], other: tuple[int, int]) -> float:
    """How likely two shares as far apart are, or farther, by chance alone: the exact test of Fisher (1922), two-sided.

    Each is positive answers and answers. Given the positive ones of both, those of the first are hypergeometric; p is
    the sum over all outcomes that are no more likely than the one seen, as in ``scipy.stats.fisher_exact``.
    """
    from scipy.special import gammaln

    (seen, asked), (_, others) = one, other
    positive = seen + other[0]
    outcomes = np.arange(max(0, positive - others), min(positive, asked) + 1, dtype=np.float64)

    def ways(total: int, chosen: np.ndarray) -> np.ndarray:
        found: np.ndarray = gammaln(total + 1.0) - gammaln(chosen + 1.0) - gammaln(total - chosen + 1.0)
        return found

    logs = ways(asked, outcomes) + ways(others, positive - outcomes)
    likely = np.exp(logs - logs.max())
    as_unlikely = likely <= likely[seen - int(outcomes[0])] * (1 + _TIE)
    return min(float(likely[as_unlikely].sum() / likely.sum()), 1.0)


@cache
def _z() -> float:
    from scipy.special import ndtri

    return float(ndtri(1 - LEVEL / 2))
