"""The exact test and its interval, against scipy.stats, exact fractions, and a province where nothing has changed."""

from fractions import Fraction
from math import comb, inf, isnan, sqrt

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from mapper.analysis.periods.chance import LEVEL, adjusted, chance_of, ratio_of

counts = st.integers(0, 60) | st.integers(0, 5000)
# Days of the two periods: alike, a leap year, a month against a year, and any.
days = st.sampled_from([(30, 30), (365, 366), (366, 365), (30, 365), (1, 1)]) | st.tuples(
    st.integers(1, 800), st.integers(1, 800)
)


@pytest.mark.parametrize(
    ("before", "now", "p"), [(9, 5, 0.42), (27, 15, 0.09), (36, 20, 0.04), (0, 0, 1.0), (4, 4, 1.0), (0, 6, 2 / 64)]
)
def test_chance_is_what_is_known(before: int, now: int, p: float) -> None:
    assert float(chance_of(now, before)) == pytest.approx(p, abs=0.005)


@given(counts, counts, days)
def test_chance_is_that_of_scipy(now: int, before: int, lengths: tuple[int, int]) -> None:
    share = lengths[0] / sum(lengths)
    found = float(chance_of(now, before, share))
    expected = stats.binomtest(now, now + before, share).pvalue if now + before else 1.0
    assert found == pytest.approx(expected, rel=1e-8, abs=1e-100)


@given(st.integers(0, 40), st.integers(0, 40), days)
def test_chance_is_the_exact_sum(now: int, before: int, lengths: tuple[int, int]) -> None:
    total, share = now + before, Fraction(lengths[0], sum(lengths))
    chances = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    as_unlikely = sum(chance for chance in chances if chance <= chances[now])
    assert float(chance_of(now, before, float(share))) == pytest.approx(float(as_unlikely), rel=1e-6)


@given(counts, counts, days)
def test_swapping_mirrors(now: int, before: int, lengths: tuple[int, int]) -> None:
    share = lengths[0] / sum(lengths)
    assert float(chance_of(now, before, share)) == pytest.approx(float(chance_of(before, now, 1 - share)), rel=1e-9)
    assert np.all(chance_of([now], [before]) == chance_of([before], [now]))
    ratio, low, high = (float(one) for one in ratio_of(now, before, share))
    other, other_low, other_high = (float(one) for one in ratio_of(before, now, 1 - share))
    if now and before:
        assert (1 / other, 1 / other_high, 1 / other_low) == pytest.approx((ratio, low, high), rel=1e-9)


@given(counts, counts, days)
def test_the_interval_holds_the_ratio_and_is_that_of_clopper_and_pearson(
    now: int, before: int, lengths: tuple[int, int]
) -> None:
    share = lengths[0] / sum(lengths)
    ratio, low, high = (float(one) for one in ratio_of(now, before, share))
    if not now + before:
        assert isnan(ratio)
        assert (low, high) == (0, inf)
        return
    assert 0 <= low <= ratio <= high
    assert (low > 0, high < inf) == (now > 0, before > 0)
    interval = stats.binomtest(now, now + before, share).proportion_ci(0.95, "exact")
    odds = lengths[1] / lengths[0]
    assert low == pytest.approx(interval.low / (1 - interval.low) * odds, rel=1e-8)
    if before:
        assert high == pytest.approx(interval.high / (1 - interval.high) * odds, rel=1e-8)


@given(counts, counts)
def test_of_periods_as_long_as_each_other_p_and_interval_say_the_same(now: int, before: int) -> None:
    p, (_, low, high) = float(chance_of(now, before)), ratio_of(now, before)
    assert (p < LEVEL) == (not low <= 1 <= high)


@given(st.lists(st.floats(0, 1) | st.just(float("nan")), max_size=40))
def test_many_tests_are_adjusted_as_scipy_does(chances: list[float]) -> None:
    p = np.array(chances, dtype=np.float64)
    found, tested = adjusted(p), ~np.isnan(p)
    assert np.isnan(found[~tested]).all()
    if tested.any():
        assert found[tested] == pytest.approx(stats.false_discovery_control(p[tested]))
        assert np.all(found[tested] >= p[tested] * (1 - 1e-12))


@pytest.mark.parametrize("lengths", [(30, 30), (366, 365), (30, 365)])
@pytest.mark.parametrize("mean", [2, 8, 30, 400])
def test_where_nothing_has_changed_no_more_are_flagged_than_the_level_says(
    mean: float, lengths: tuple[int, int]
) -> None:
    """22,000 units, each with a rate of its own that stays the same; ±20 % would flag most of them."""
    rng = np.random.default_rng(20261123)
    units = 22_000
    rate = rng.gamma(4, mean / 4, units) / lengths[0]
    now, before = rng.poisson(rate * lengths[0]), rng.poisson(rate * lengths[1])
    share = lengths[0] / sum(lengths)
    flagged = chance_of(now, before, share) < LEVEL
    error = sqrt(LEVEL * (1 - LEVEL) / units)
    assert flagged.mean() <= LEVEL + 3 * error
    if mean == 400:
        assert flagged.mean() >= LEVEL - 0.01  # with many incidents the test comes near to its level
    scaled = before * lengths[0] / lengths[1]
    by_a_fifth = np.abs(now - scaled) > 0.2 * scaled
    if mean <= 8 and lengths[0] == lengths[1]:
        assert by_a_fifth.mean() > 0.5
    p = chance_of(now, before, share)
    after_all = adjusted(np.where(now + before > 0, p, np.nan)) < LEVEL
    assert after_all.sum() <= 3
    _, low, high = ratio_of(now, before, share)
    assert 1 - ((low <= 1) & (high >= 1)).mean() <= LEVEL + 3 * error


@pytest.mark.parametrize("total", range(1, 40))
def test_the_level_is_kept_for_every_sum(total: int) -> None:
    seen = np.arange(total + 1)
    for share in (0.5, 365 / 731, 0.1):
        flagged = chance_of(seen, total - seen, share) < LEVEL
        assert stats.binom.pmf(seen[flagged], total, share).sum() <= LEVEL
    assert (chance_of(seen, total - seen) < LEVEL).any() == (total >= 6)
