"""Balance figures against their definitions, written out."""

import itertools
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.load.balance import (
    balance,
    beyond_band,
    coefficient_of_variation,
    farthest_from_mean,
    gini,
    max_min_ratio,
)

loads = st.lists(st.floats(0.01, 1000), min_size=1, max_size=12)


@given(loads)
def test_figures_are_their_definitions(values: list[float]) -> None:
    mean = statistics.fmean(values)
    assert coefficient_of_variation(values) == pytest.approx(statistics.pstdev(values) / mean, abs=1e-9)
    assert max_min_ratio(values) == pytest.approx(max(values) / min(values))
    differences = [abs(a - b) for a, b in itertools.product(values, values)]
    assert gini(values) == pytest.approx(sum(differences) / (2 * len(values) ** 2 * mean), abs=1e-9)
    assert beyond_band(values) <= len(values)
    assert farthest_from_mean(values) == pytest.approx(max(abs(one - mean) for one in values) / mean, abs=1e-9)


@given(loads, st.floats(0.1, 10))
def test_a_change_of_unit_changes_no_figure(values: list[float], times: float) -> None:
    one, other = balance(values), balance([value * times for value in values])
    assert other.gini == pytest.approx(one.gini, abs=1e-9)
    assert other.variation == pytest.approx(one.variation, abs=1e-9)


def test_nothing_to_compare_has_no_figures() -> None:
    nothing = balance([float("nan")])
    assert (nothing.count, nothing.left_out, nothing.mean, nothing.gini) == (0, 1, None, None)
    assert max_min_ratio([0.0, 1.0]) is None
    assert gini([0.0, 0.0]) is None
    assert farthest_from_mean([]) is farthest_from_mean([0.0, 0.0]) is None


def test_exactly_fifteen_percent_is_within_the_band() -> None:
    assert beyond_band([85.0, 100.0, 115.0]) == 0
    assert beyond_band([84.9, 100.0, 115.1]) == 2
