"""Classes of a number for the map: by quantile, equal interval, natural breaks, or breaks chosen by hand.

Every value falls into one class and no two classes meet. None is empty: where fewer values differ than classes are
asked for, there are fewer classes. Of breaks chosen by hand all classes are there, so that two maps can be compared.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import Literal

import numpy as np

from layers.classes.natural_breaks import natural_breaks
from mapper.arrays import Floats, Ints
from mapper.lazy_dataclass import dataclass

Method = Literal["quantile", "equal", "natural", "manual"]
BY_VALUES: tuple[Method, ...] = ("quantile", "equal", "natural")  # which look for the breaks themselves
METHODS: tuple[Method, ...] = (*BY_VALUES, "manual")
FEWEST, MOST = 3, 7


@dataclass(frozen=True, eq=False)
class Classes:
    """Values in classes, lowest first.

    Attributes
    ----------
    numbers
        Class of each value; -1 where there is no value.
    ranges
        Least and greatest value that each class really holds; as many as there are classes, perhaps none.
    """

    numbers: Ints
    ranges: tuple[tuple[float, float], ...]


def classed(values: Floats, method: Method, count: int) -> Classes:
    """Values in at most ``count`` classes; what is not finite has none.

    Raises
    ------
    ValueError
        An unknown method, or fewer than :data:`FEWEST` or more than :data:`MOST` classes.
    """
    if method not in BY_VALUES or not FEWEST <= count <= MOST:
        raise ValueError(f"{count} classes by {method!r}")
    values = np.asarray(values, dtype=np.float64)
    numbers = np.full(len(values), -1, dtype=np.int64)
    known = np.isfinite(values)
    ordered = np.sort(values[known])
    distinct = np.unique(ordered)
    if len(distinct) <= count:
        numbers[known] = np.searchsorted(distinct, values[known])
        return Classes(numbers, tuple((float(v), float(v)) for v in distinct))
    found = np.searchsorted(_upper_bounds(ordered, method, count), values[known], side="left")
    # An interval without a value is no class: nothing on the map would be in it.
    held, numbers[known] = np.unique(found, return_inverse=True)
    inside = [values[known][found == number] for number in held]
    return Classes(numbers, tuple((float(part.min()), float(part.max())) for part in inside))


def are_breaks(breaks: Sequence[float]) -> bool:
    """Whether numbers can be breaks chosen by hand: one to six, each greater than the one before."""
    return 0 < len(breaks) < MOST and all(map(isfinite, breaks)) and all(a < b for a, b in pairwise(breaks))


def classed_at(values: Floats, breaks: Sequence[float]) -> Ints:
    """The class of each value between breaks chosen by hand, -1 where it is not finite; a break begins its class."""
    values = np.asarray(values, dtype=np.float64)
    numbers = np.searchsorted(np.asarray(breaks, dtype=np.float64), values, side="right").astype(np.int64)
    return np.where(np.isfinite(values), numbers, -1)


def _upper_bounds(ordered: Floats, method: Method, count: int) -> Floats:
    """Greatest value of every class but the last."""
    if method == "equal":
        return np.linspace(ordered[0], ordered[-1], count + 1)[1:-1]
    if method == "quantile":
        # The nearest rank: the value that so many of all do not exceed. Equal values never part.
        ranks = np.ceil(np.arange(1, count) * len(ordered) / count).astype(np.int64) - 1
        return np.unique(ordered[ranks])
    return natural_breaks(ordered, count)


def range_texts(ranges: tuple[tuple[float, float], ...], digits: int = 0) -> tuple[tuple[str, str], ...]:
    """Bounds as text with as few decimals (``digits`` at least) as keep neighbouring classes apart, and all from 0."""
    for more in range(digits, 12):
        texts = tuple((_text(low, more), _text(high, more)) for low, high in ranges)
        numbers = [(float(f"{low:.{more}f}"), float(f"{high:.{more}f}")) for low, high in ranges]
        read_as_0 = any(
            bound and not told
            for pair, texts_of in zip(ranges, numbers, strict=True)
            for bound, told in zip(pair, texts_of, strict=True)
        )
        if not read_as_0 and all(one[1] < other[0] for one, other in pairwise(numbers)):
            return texts
    return tuple((f"{low!r}", f"{high!r}") for low, high in ranges)


def _text(bound: float, digits: int) -> str:
    """Nothing is a plain 0: decimals would say how nearly."""
    return "0" if bound == 0 else f"{bound:,.{digits}f}"
