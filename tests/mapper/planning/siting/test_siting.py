"""p-median and maximal covering against every choice, and against each other's bounds."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.planning.siting.siting import Sites, cover, shorten
from mapper.planning.solving.deadline import Patience


def drawn(seed: int, places: int, sites: int, kept: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    here, there = rng.uniform(0, 100, (places, 2)), rng.uniform(0, 100, (sites, 2))
    ways = np.hypot(*(here[:, None] - there[None]).transpose(2, 0, 1))
    weights = rng.integers(0, 9, places).astype(float)
    return ways, weights, np.arange(sites) < kept


def choices(sites: int, count: int, kept: np.ndarray) -> list[np.ndarray]:
    there = set(np.flatnonzero(kept).tolist())
    return [np.array(one) for one in combinations(range(sites), count) if there <= set(one)]


@pytest.mark.parametrize("seed", range(30))
def test_the_shortest_ways_of_all_choices(seed: int) -> None:
    sites, kept_ones = 6 + seed % 5, seed % 3
    ways, weights, kept = drawn(seed, 9 + seed % 4, sites, kept_ones)
    count = max(1 + seed % 4, kept_ones)
    found = shorten(ways, weights, count, kept, Patience.of(20))
    best = min((weights * ways[:, one].min(axis=1)).sum() for one in choices(sites, count, kept))
    assert found.worth == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert (weights * ways[:, found.chosen].min(axis=1)).sum() == pytest.approx(best)
    assert len(found.chosen) == count
    assert set(np.flatnonzero(kept)) <= set(found.chosen)


@pytest.mark.parametrize("seed", range(30))
def test_the_most_covered_of_all_choices(seed: int) -> None:
    sites, kept_ones = 6 + seed % 5, seed % 3
    ways, weights, kept = drawn(seed, 12, sites, kept_ones)
    near, count = ways < 30, max(1 + seed % 4, kept_ones)
    found = cover(near, weights, count, kept, Patience.of(20))
    best = max(weights[near[:, one].any(axis=1)].sum() for one in choices(sites, count, kept))
    assert (found.worth, found.bound) == (pytest.approx(best), pytest.approx(best))
    assert set(np.flatnonzero(kept)) <= set(found.chosen)


@pytest.mark.parametrize("seed", range(20))
def test_of_those_that_cover_as_much_the_one_that_gives_up_fewest(seed: int) -> None:
    sites, in_use = 6 + seed % 4, 1 + seed % 4
    ways, weights, there = drawn(seed, 12, sites, in_use)
    near, count, none = ways < 35, in_use + seed % 3, np.zeros(sites, dtype=bool)
    found = cover(near, weights, count, none, Patience.of(20), there)
    every = [np.array(one, dtype=int) for n in range(count + 1) for one in combinations(range(sites), n)]
    worths = [weights[near[:, one].any(axis=1)].sum() for one in every]
    assert found.worth == pytest.approx(max(worths))
    assert weights[near[:, found.chosen].any(axis=1)].sum() == pytest.approx(found.worth)
    best = [one for one, worth in zip(every, worths, strict=True) if worth >= max(worths) - 1e-9]
    kept, new = max((there[one].sum(), -(~there[one]).sum()) for one in best)
    assert (there[found.chosen].sum(), -(~there[found.chosen]).sum()) == (kept, new)
    hurried = cover(near, weights, count, none, Patience.of(0), there)
    assert len(set(hurried.chosen.tolist())) == len(hurried.chosen) <= count


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(1, 40), st.integers(1, 12))
def test_a_bound_is_one_and_more_sites_are_never_worse(seed: int, places: int, sites: int, count: int) -> None:
    ways, weights, kept = drawn(seed, places, sites)
    one, more = (shorten(ways, weights, n, kept, Patience.of(10)) for n in (count, count + 1))
    for found in (one, more):
        assert found.bound <= found.worth + 1e-9
        assert found.gap <= 1
        assert len(set(found.chosen.tolist())) == len(found.chosen) <= sites
    assert more.worth <= one.worth * (1 + 1e-9) + 1e-9 or one.gap > 0
    rng = np.random.default_rng(seed)
    other = rng.choice(sites, min(count, sites), replace=False)
    assert one.bound <= (weights * ways[:, other].min(axis=1)).sum() + 1e-6


def test_no_time_still_gives_a_choice_and_an_honest_bound() -> None:
    ways, weights, kept = drawn(5, 120, 120)
    none, some = (shorten(ways, weights, 6, kept, Patience.of(seconds)) for seconds in (0.0, 20.0))
    assert isinstance(none, Sites)
    assert none.bound <= some.worth + 1e-9 <= none.worth + 1e-6
    covered = cover(ways < 20, weights, 6, kept, Patience.of(0.0))
    assert covered.worth <= covered.bound


def test_as_many_sites_as_there_are_and_ties() -> None:
    ways, weights, kept = drawn(2, 8, 3)
    assert shorten(ways, weights, 9, kept, Patience.of(5)).chosen.tolist() == [0, 1, 2]
    same = np.ones((5, 4))
    found = shorten(same, np.ones(5), 2, np.zeros(4, dtype=bool), Patience.of(5))
    assert (found.worth, found.bound, len(found.chosen)) == (5.0, 5.0, 2)
