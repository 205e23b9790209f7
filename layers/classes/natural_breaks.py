"""Natural breaks, exactly: Fisher's best parting of the values, in time that hardly grows faster than their number.

W. D. Fisher, "On Grouping for Maximum Homogeneity", JASA 53 (1958). The best last break moves only upwards as values
are added, so each break need be sought only between those of its neighbours: from every second, fourth, eighth …
value to all of them.
"""

from collections.abc import Callable

import numpy as np

from mapper.arrays import Floats, Ints, runs


def natural_breaks(values: Floats, count: int) -> Floats:
    """Greatest value of every class but the last, for ``count`` classes of more than so many different finite values.

    The sum over classes of squared distances from the class's mean is the least possible.
    """
    distinct, weights = np.unique(values, return_counts=True)
    last = len(distinct)
    # About the mean, so that squares of great numbers that lie close together lose no digits.
    apart = distinct - np.average(distinct, weights=weights)
    many, sums, squares = (
        np.concatenate([[0.0], np.cumsum(weights * power)]) for power in (np.ones(last), apart, apart**2)
    )

    def within(first: Ints, end: Ints) -> Floats:
        """Squared distances within one class of the values ``first`` to ``end`` − 1."""
        total = sums[end] - sums[first]
        left: Floats = squares[end] - squares[first] - total**2 / (many[end] - many[first])
        return np.maximum(left, 0.0)

    best = np.concatenate([[0.0], within(np.zeros(last, dtype=np.int64), np.arange(1, last + 1))])
    splits = []
    for classes in range(2, count + 1):
        split = np.full(last + 1, classes - 1, dtype=np.int64)
        least = np.full(last + 1, np.inf)
        step = 1 << last.bit_length()
        while step:
            ends = np.arange(classes + step - 1, last + 1, 2 * step)
            if len(ends):
                low = np.where(ends - step >= classes, split[np.maximum(ends - step, 0)], classes - 1)
                high = np.where(ends + step <= last, split[np.minimum(ends + step, last)], ends - 1)
                high = np.minimum(high, ends - 1)
                split[ends], least[ends] = _least(best, within, ends, low, high)
            step //= 2
        best = least
        splits.append(split)
    end, bounds = last, []
    for split in reversed(splits):
        end = int(split[end])
        bounds.append(float(distinct[end - 1]))
    return np.array(bounds[::-1])


def _least(
    best: Floats, within: Callable[[Ints, Ints], Floats], ends: Ints, low: Ints, high: Ints
) -> tuple[Ints, Floats]:
    """For each end, the first split from ``low`` to ``high`` that leaves least within classes, and how much that is."""
    lengths = high - low + 1
    tried = runs(low, lengths)
    left = best[tried] + within(tried, np.repeat(ends, lengths))
    starts = np.cumsum(lengths) - lengths
    least = np.minimum.reduceat(left, starts)
    reached = np.flatnonzero(left == np.repeat(least, lengths))
    return tried[reached[np.searchsorted(reached, starts)]], least
