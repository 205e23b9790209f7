"""Rates against the formulas of Marshall (1991) and the Poisson distribution, written out by loops."""

from math import exp, factorial

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from mapper.analysis.periods.rates import LIMITS, funnel, rates, shrunk

units = st.lists(
    st.tuples(st.integers(0, 40), st.none() | st.just(0) | st.integers(1, 30_000)), min_size=1, max_size=30
)


def asked(rows: list[tuple[int, int | None]]):
    names = [f"u{n}" for n in range(len(rows))]
    residents = pd.Series([r for _, r in rows], index=names, dtype="Int64")
    return rates(pd.Series([n for n, _ in rows], index=names), residents)


def marshall(counts: list[int], residents: list[int]) -> list[float]:
    """Marshall 1991, equations 2 to 4, one step at a time."""
    people = mean = spread = 0.0
    for x in residents:
        people += x
    for n in counts:
        mean += n / people
    for n, x in zip(counts, residents, strict=True):
        spread += x * (n / x - mean) ** 2 / people
    between = spread - mean / (people / len(residents))
    if between < 0:
        between = 0.0
    found = []
    for n, x in zip(counts, residents, strict=True):
        within = mean / x
        weight = between / (between + within) if mean else 0.0
        found.append(weight * (n / x) + (1 - weight) * mean)
    return found


def test_a_known_case() -> None:
    """Three units by hand: b = 6/600, s² = (100·0.01² + 300·(1/150)²)/600 of the two that differ, A = 0 < b/200."""
    found = asked([(2, 100), (3, 200), (1, 300)])
    assert found.overall == pytest.approx(100)
    assert found.units["rate"].tolist() == pytest.approx([200, 150, 100 / 3])
    assert found.units["smoothed"].tolist() == pytest.approx([100] * 3)  # no more apart than chance makes them


def test_a_large_unit_keeps_its_rate_and_a_small_one_takes_that_of_all() -> None:
    found = asked([(1, 20), (300, 10_000), (20, 10_000)]).units
    assert found["rate"].idxmax() == "u0"
    assert found["smoothed"].idxmax() == "u1"
    assert found.loc["u1", "smoothed"] == pytest.approx(300, rel=0.05)
    assert found.loc["u0", "outside"] == "within"
    assert (found.loc["u1", "outside"], found.loc["u2", "outside"]) == ("above_998", "below_998")


@given(units)
def test_rates_are_what_the_formulas_say(rows: list[tuple[int, int | None]]) -> None:
    found = asked(rows)
    counted = [(n, r) for n, r in rows if r]
    assert found.without_residents == len(rows) - len(counted)
    assert found.incidents_left_out == sum(n for n, r in rows if not r)
    assert found.without_incident == sum(n == 0 for n, _ in counted)
    known = found.units[found.units["rate"].notna()]
    assert known[["count", "residents"]].values.tolist() == [list(row) for row in counted]
    assert found.units.loc[found.units["rate"].isna(), "outside"].isna().all()
    if not counted:
        assert np.isnan(found.overall)
        return
    counts, residents = (list(column) for column in zip(*counted, strict=True))
    assert found.overall == pytest.approx(sum(counts) / sum(residents) * 10_000)
    assert known["rate"].tolist() == pytest.approx([n / r * 10_000 for n, r in counted])
    assert (known["smoothed"] / 10_000).tolist() == pytest.approx(marshall(counts, residents), rel=1e-9, abs=1e-15)
    assert known["expected"].sum() == pytest.approx(sum(counts))
    between = known[["rate"]].assign(overall=found.overall)
    assert np.all(known["smoothed"] <= between.max(axis=1) * (1 + 1e-9))
    assert np.all(known["smoothed"] >= between.min(axis=1) * (1 - 1e-9))


@given(st.floats(0, 60), st.integers(0, 120))
def test_a_count_is_outside_where_chance_hardly_leads(expected: float, count: int) -> None:
    chances = [exp(-expected) * expected**k / factorial(k) for k in range(121)]
    at_most, at_least = sum(chances[: count + 1]), 1 - sum(chances[:count])
    for level in LIMITS.values():
        low, high = (float(one[0]) for one in funnel(np.array([expected]), level))
        # Not where the two are the same to the last digits.
        if abs(at_most - level / 2) > 1e-9:
            assert (count < low) == (at_most < level / 2)
        if abs(at_least - level / 2) > 1e-9:
            assert (count > high) == (at_least < level / 2)


def test_the_outer_limits_hold_the_inner_ones_and_are_counted_so() -> None:
    rng = np.random.default_rng(5)
    residents = pd.Series(rng.integers(500, 20_000, 500))
    counts = pd.Series(rng.poisson(residents * 26 / 10_000 * rng.choice([0.4, 1, 1, 1, 2.5], 500)))
    found = rates(counts, residents)
    assert np.all(found.units["low_998"] <= found.units["low_95"])
    assert np.all(found.units["high_998"] >= found.units["high_95"])
    wide, narrow = found.outside("998"), found.outside("95")
    assert (counts > found.units["high_95"]).sum() == narrow[0] >= wide[0] > 0
    assert (counts < found.units["low_998"]).sum() == wide[1] > 0
    assert narrow[1] >= wide[1]


def test_of_units_with_one_rate_few_are_outside() -> None:
    rng = np.random.default_rng(7)
    residents = pd.Series(rng.integers(300, 20_000, 22_000))
    found = rates(pd.Series(rng.poisson(residents * 8 / 10_000)), residents)
    assert sum(found.outside("95")) <= 0.05 * 22_000
    assert sum(found.outside("998")) <= 0.002 * 22_000 + 3 * 0.002**0.5 * 22_000**0.5
    apart = found.units["smoothed"].std()
    assert apart < found.units["rate"].std() / 20


def test_no_incident_at_all_is_no_rate_to_smooth() -> None:
    found = asked([(0, 100), (0, 5000)])
    assert found.units[["rate", "smoothed", "expected"]].to_numpy().tolist() == [[0, 0, 0]] * 2
    assert found.units["outside"].tolist() == ["within"] * 2
    assert shrunk(np.zeros(0), np.zeros(0)).tolist() == []
