"""Maps without a signal claim no hotspot; a planted one is found; Gi* is what its formula says, place by place."""

import numpy as np
import pytest

from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.significance import (
    WINDOWS,
    draws_of_others,
    gi_star,
    gi_star_p,
    neighbours_of,
    once_a_day,
    scan,
)

LAND = np.ones((60, 60), dtype=bool)
LAND[:20, :20] = False
GRID = Grid(0.0, 0.0, 250.0, LAND)


def spread(count: int, rng: np.random.Generator) -> np.ndarray:
    """Points on the land, alike."""
    row, column = np.nonzero(LAND)
    at = rng.integers(0, len(row), count)
    return (np.column_stack((column[at], row[at])) + rng.random((count, 2))) * 50


def p_of(xy: np.ndarray, draws: int = 99, seed: int = 0) -> float:
    return scan(GRID, xy, GRID.squares_of(xy), draws=draws, rng=np.random.default_rng(seed))


@pytest.mark.parametrize("count", [50, 800])
def test_points_by_chance_claim_a_hotspot_no_more_often_than_one_in_twenty(count: int) -> None:
    rng = np.random.default_rng(count)
    claims = sum(p_of(spread(count, rng), seed=run) <= 0.05 for run in range(100))
    assert claims <= 11  # 5 in the mean; more than 11 of 100 have a chance of 0.4 %


@pytest.mark.parametrize("seed", range(12))
def test_p_is_that_of_every_ratio_worked_out_and_stops_when_it_is_above_one_in_twenty(seed: int) -> None:
    rng = np.random.default_rng(seed)
    near = rng.normal(2400, 150, (seed % 4 * 4, 2))  # none, a few, more of them
    xy = np.vstack((spread(200, rng), near))
    squares, total = GRID.squares_of(xy), len(xy)
    chance = GRID.land_m2 / GRID.land_m2.sum()
    maps = np.random.default_rng(seed).multinomial(total, chance, size=99)
    fullest = [most_unlikely(counts, total * chance) for counts in (GRID.counts(squares), *maps)]
    as_full = np.array(fullest[1:]) >= fullest[0] * (1 - 1e-9)
    by_five = np.flatnonzero(as_full.cumsum() == 5)
    expected = 5 / (by_five[0] + 1) if len(by_five) else (as_full.sum() + 1) / 100
    found = scan(GRID, xy, squares, draws=99, rng=np.random.default_rng(seed))
    assert found == pytest.approx(expected)
    assert (found <= 0.05) == ((as_full.sum() + 1) / 100 <= 0.05)


def most_unlikely(counts: np.ndarray, due: np.ndarray) -> float:
    """The highest likelihood ratio of any window, each added up by itself."""
    high, wide = GRID.shape
    held, expected = np.zeros((2, high, wide))
    held.flat[GRID.cells], expected.flat[GRID.cells] = counts, due
    total, most = counts.sum(), 0.0
    for side in WINDOWS:
        for row in range(high - side + 1):
            for column in range(wide - side + 1):
                window = slice(row, row + side), slice(column, column + side)
                inside, by_chance = held[window].sum(), expected[window].sum()
                if 0 < by_chance <= total / 2 and inside > by_chance:
                    left = total - inside
                    ratio = inside * np.log(inside / by_chance)
                    ratio += left * np.log(left / (total - by_chance)) if left else 0.0
                    most = max(most, ratio)
    return most


def test_a_place_of_many_is_found() -> None:
    rng = np.random.default_rng(7)
    gathered = np.vstack((spread(300, rng), rng.normal(2400, 150, (40, 2))))
    assert p_of(gathered) == pytest.approx(0.01)


def test_fixed_addresses_alone_are_no_hotspot() -> None:
    """Where incidents can only happen at some addresses, which stand in one corner, chance puts them there."""
    rng = np.random.default_rng(3)
    addresses = np.round(rng.uniform(2000, 2900, (40, 2)))
    claims = sum(p_of(addresses[rng.integers(0, 40, 300)], seed=run) <= 0.05 for run in range(40))
    assert claims <= 6
    hot = np.vstack((addresses[rng.integers(0, 40, 300)], np.repeat(addresses[:1], 60, axis=0)))
    assert p_of(hot) == pytest.approx(0.01)


def test_entries_made_twice_count_once() -> None:
    xy = np.array([[1.0, 1.0], [1.2, 0.9], [1.0, 1.0], [5.0, 5.0]])
    assert once_a_day(xy, np.array([3, 3, 4, 3])).tolist() == [True, False, True, True]
    assert scan(GRID, xy[:0], np.array([], dtype=np.int64), rng=np.random.default_rng(0)) == 1.0


def test_cells_touch_by_side_and_corner_and_only_on_land() -> None:
    touching = neighbours_of(GRID).toarray()
    middles = GRID.middles_m
    apart = np.abs(middles[:, None] - middles[None]).max(axis=2)
    assert np.array_equal(touching > 0, (apart > 1) & (apart < 251))


def test_gi_star_is_its_formula() -> None:
    rng = np.random.default_rng(1)
    values, touching = rng.poisson(3, len(GRID.cells)).astype(float), neighbours_of(GRID)
    found, n = gi_star(values, touching), len(values)
    assert found is not None
    mean, spread_ = values.mean(), np.sqrt((values**2).sum() / n - values.mean() ** 2)
    for place in range(0, n, 7):
        own = [place, *np.flatnonzero(touching.toarray()[place])]
        w = len(own)
        expected = (values[own].sum() - mean * w) / (spread_ * np.sqrt((n * w - w**2) / (n - 1)))
        assert found[place] == pytest.approx(expected, rel=1e-9)


# G_Local(values, weights, transform="B", star=True).Zs of esda 2.9.0, queen weights of 6 × 6 with ones on the diagonal
_VALUES = [
    2,
    0,
    2,
    3,
    3,
    6,
    4,
    3,
    1,
    3,
    2,
    0,
    2,
    3,
    4,
    0,
    3,
    1,
    0,
    2,
    2,
    2,
    2,
    0,
    4,
    4,
    3,
    1,
    5,
    4,
    4,
    3,
    2,
    3,
    1,
    1,
]
_OF_ESDA = [
    -0.15758014003072704,
    -0.6478058034569854,
    -0.6478058034569854,
    -0.04983121565053717,
    0.8471306660591355,
    0.5515304901075457,
    -0.04983121565053717,
    -0.06433182277860029,
    -0.5789864050074045,
    -0.06433182277860029,
    -0.06433182277860029,
    0.24915607825268726,
    -0.04983121565053717,
    -0.06433182277860029,
    -0.32165911389300267,
    -0.5789864050074045,
    -2.122950151693817,
    -1.8437549790698817,
    0.24915607825268726,
    0.7076500505646056,
    -0.06433182277860029,
    0.19299546833580208,
    -0.8363136961218068,
    0.24915607825268726,
    0.8471306660591355,
    0.7076500505646056,
    0.19299546833580208,
    -0.06433182277860029,
    -0.5789864050074045,
    -0.3488185095537609,
    1.9697517503840902,
    1.7440925477688074,
    0.548143372155911,
    0.24915607825268726,
    0.24915607825268726,
    0.5515304901075457,
]


def test_gi_star_is_that_of_esda() -> None:
    lattice = Grid(0.0, 0.0, 250.0, np.ones((30, 30), dtype=bool))
    np.testing.assert_allclose(gi_star(np.array(_VALUES, dtype=float), neighbours_of(lattice)), _OF_ESDA, atol=1e-9)


def test_p_of_gi_star_is_that_of_the_same_draws_one_by_one() -> None:
    values, touching = np.random.default_rng(2).poisson(1, len(GRID.cells)).astype(float), neighbours_of(GRID)
    values[40] = values[41] = 12
    found = gi_star_p(values, touching, permutations=199, rng=np.random.default_rng(3))
    drawn = draws_of_others(len(values), 8, 199, np.random.default_rng(3))
    assert all(len(set(row)) == 8 for row in drawn.tolist())
    dense = touching.toarray()
    expected = []
    for place in range(len(values)):
        near, others = np.flatnonzero(dense[place]), np.delete(values, place)
        higher = sum(others[row[: len(near)]].sum() >= values[near].sum() for row in drawn)
        expected.append((higher + 1) / 200)
    assert found is not None
    assert found.tolist() == expected
    assert found[40] < 0.05


def test_few_places_are_not_asked() -> None:
    small = Grid(0.0, 0.0, 250.0, np.ones((25, 25), dtype=bool))
    touching = neighbours_of(small)
    assert gi_star(np.ones(25), touching) is None
    assert gi_star_p(np.ones(25), touching, rng=np.random.default_rng(0)) is None
