"""Classes of numbers: laws for any values, and each method against a plain reading of its rule."""

from itertools import combinations, pairwise

import hypothesis.strategies as st
import jenkspy
import numpy as np
import pytest
from hypothesis import given

from layers.classes.classing import (
    BY_VALUES,
    FEWEST,
    MOST,
    classed,
    range_texts,
)
from layers.classes.natural_breaks import natural_breaks
from layers.classes.ramps import RAMPS, ramp

values = st.lists(
    st.floats(-1e6, 1e6).map(lambda v: round(v, 3)) | st.integers(0, 5).map(float) | st.just(float("nan")), max_size=40
).map(np.array)


@given(values, st.sampled_from(BY_VALUES), st.integers(FEWEST, MOST))
def test_every_value_has_one_class_and_classes_do_not_meet(numbers, method, count):
    found = classed(numbers, method, count)
    known = numbers[np.isfinite(numbers)] if len(numbers) else numbers
    assert len(found.ranges) <= count
    assert len(found.ranges) == len(set(known.tolist())) or len(set(known.tolist())) > count
    assert (found.numbers >= 0).sum() == len(known)
    assert all(one[1] < other[0] for one, other in pairwise(found.ranges))
    for number, (low, high) in enumerate(found.ranges):
        inside = numbers[found.numbers == number]
        assert (inside.min(), inside.max()) == (low, high)


@given(values, st.sampled_from(BY_VALUES), st.integers(FEWEST, MOST), st.randoms())
def test_the_order_of_rows_changes_nothing(numbers, method, count, chance):
    places = list(range(len(numbers)))
    chance.shuffle(places)
    one, other = classed(numbers, method, count), classed(numbers[places] if places else numbers, method, count)
    assert one.ranges == other.ranges
    assert one.numbers[places].tolist() == other.numbers.tolist() if places else True


def test_all_equal_few_and_none():
    assert classed(np.full(9, 4.0), "equal", 5).ranges == ((4.0, 4.0),)
    assert classed(np.array([1.0, 1, 2]), "natural", 5).ranges == ((1.0, 1.0), (2.0, 2.0))
    assert classed(np.full(3, np.nan), "quantile", 5).ranges == ()
    assert classed(np.array([]), "quantile", 3).ranges == ()
    assert classed(np.array([1.0, np.inf, 2, 3, 4, 5]), "equal", 3).numbers.tolist() == [0, -1, 0, 1, 2, 2]


def test_quantiles_hold_about_as_many():
    found = classed(np.arange(103.0), "quantile", 5)
    assert sorted(np.bincount(found.numbers).tolist()) == [20, 20, 21, 21, 21]


def test_equal_intervals_are_equally_wide():
    numbers = np.array([0.0, 1, 2, 3, 9.9, 10])
    found = classed(numbers, "equal", 5)
    # Nothing lies between 4 and 8, so there is no class for it.
    assert found.ranges == ((0.0, 2.0), (3.0, 3.0), (9.9, 10.0))


@given(st.lists(st.integers(0, 60).map(float), min_size=5, max_size=11, unique=True))
def test_natural_breaks_leave_the_least_difference_within_classes(numbers):
    ordered = np.sort(np.array(numbers))

    def within(parts) -> float:
        return sum(float(((part - part.mean()) ** 2).sum()) for part in parts)

    best = min(within(np.split(ordered, cuts)) for cuts in combinations(range(1, len(ordered)), 2))
    found = classed(ordered, "natural", 3)
    assert within([ordered[found.numbers == n] for n in range(len(found.ranges))]) == pytest.approx(best, abs=1e-6)


def within(numbers: np.ndarray, bounds: np.ndarray) -> float:
    """Squared distances from the mean of each class, the classes ending at ``bounds``."""
    place = np.searchsorted(bounds, numbers, side="left")
    return sum(float(((part - part.mean()) ** 2).sum()) for n in np.unique(place) if len(part := numbers[place == n]))


@given(
    st.lists(
        st.integers(-50, 50).map(float) | st.floats(-1e5, 1e5).map(lambda v: round(v, 2)), min_size=9, max_size=80
    ),
    st.integers(FEWEST, MOST),
)
def test_breaks_are_as_good_as_the_librarys(numbers, count):
    if len(set(numbers)) <= count:
        return
    mine = natural_breaks(np.array(numbers), count)
    assert len(mine) == count - 1
    library = np.array(jenkspy.jenks_breaks(sorted(numbers), n_classes=count)[1:-1])
    assert within(np.array(numbers), mine) == pytest.approx(within(np.array(numbers), library), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("digits", [0, 6])
def test_a_provinces_breaks_are_those_of_all_its_values(digits):
    """Whole numbers, of which many are equal, and numbers that all differ."""
    numbers = np.random.default_rng(5).lognormal(7, 1, 28_225).round(digits)
    library = np.array(jenkspy.jenks_breaks(np.sort(numbers), n_classes=5)[1:-1])
    mine = natural_breaks(numbers, 5)
    assert mine.tolist() == library.tolist()
    found = classed(numbers, "natural", 5)
    assert [high for _, high in found.ranges[:-1]] == library.tolist()


def test_a_province_is_classed_the_same_each_time():
    numbers = np.random.default_rng(3).lognormal(7, 1, 27_000)
    one, other = classed(numbers, "natural", 5), classed(numbers, "natural", 5)
    assert one.ranges == other.ranges
    assert len(one.ranges) == 5


@given(st.lists(st.floats(0, 10).map(lambda v: round(v, 5)), min_size=2, max_size=14, unique=True), st.integers(0, 2))
def test_written_ranges_do_not_overlap(numbers, digits):
    bounds = sorted(numbers)[: len(numbers) // 2 * 2]
    ranges = tuple(zip(bounds[::2], bounds[1::2], strict=True))
    texts = range_texts(ranges, digits)
    assert all(float(one[1]) < float(other[0]) for one, other in pairwise(texts))


def test_wrong_choices_are_refused():
    for method, count in (("guess", 5), ("equal", 2), ("equal", 8)):
        with pytest.raises(ValueError, match="classes by"):
            classed(np.arange(9.0), method, count)


@pytest.mark.parametrize("name", RAMPS)
@pytest.mark.parametrize("count", range(2, MOST + 1))
def test_ramps_darken_step_by_step(name, count):
    def lightness(color: str) -> float:
        red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    steps = [lightness(color) for color in ramp(name, count)]
    assert all(one - other > 8 for one, other in pairwise(steps))
    on_dark = [lightness(color) for color in ramp(name, count, dark=True)]
    assert all(other - one > 6 for one, other in pairwise(on_dark))
