"""What was chosen knew nothing of what came after; ties are scored by their mean; periods follow without overlap."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.analysis.hotspots.backtest import FIRST_ORIGIN_DAYS, Backtest, Dated, backtest, origins_of
from mapper.analysis.hotspots.grid import Grid
from mapper.analysis.hotspots.methods import BASELINE, METHODS
from mapper.analysis.hotspots.scoring import SHARES, Score, caught, number_of_cells

GRID = Grid(0.0, 0.0, 250.0, np.ones((50, 50), dtype=bool))


def incidents(count: int, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Half of them in one corner, all over a year."""
    rng = np.random.default_rng(seed)
    row, column = rng.integers(0, 50, (2, count))
    near = rng.random(count) < 0.5
    row, column = np.where(near, row // 10, row), np.where(near, column // 10, column)
    return row * 50 + column, rng.integers(0, 365, count)


def replayed(squares: np.ndarray, days: np.ndarray, *methods: str, first: int = 0) -> Backtest:
    return backtest(GRID, Dated(squares, days), first, 364, days=30, shares=SHARES, methods=methods)


@given(
    scores=st.lists(st.integers(0, 2), min_size=1, max_size=6), seed=st.integers(0, 99), cells=st.integers(1, 6)
)  # fmt: skip
def test_ties_catch_what_they_would_in_the_mean_of_all_orders(scores: list[int], seed: int, cells: int) -> None:
    cells = min(cells, len(scores))
    worth = np.random.default_rng(seed).integers(0, 5, len(scores)).astype(float)
    told = [
        worth[sorted(order, key=lambda at: -scores[at])[:cells]].sum() for order in permutations(range(len(scores)))
    ]  # fmt: skip
    assert caught(np.array(scores, dtype=float), worth, cells) == pytest.approx(np.mean(told))


@given(first=st.integers(0, 50), length=st.integers(0, 900), days=st.sampled_from([1, 7, 30]))
def test_periods_follow_each_other_and_end_with_the_last_day(first: int, length: int, days: int) -> None:
    until = first + length
    origins = origins_of(first, until, days)
    assert (np.diff(origins) == days).all()
    if len(origins):
        assert origins[-1] + days - 1 == until
        assert first + FIRST_ORIGIN_DAYS <= origins[0] < first + FIRST_ORIGIN_DAYS + days
    else:
        assert length + 1 < FIRST_ORIGIN_DAYS + days


def test_hits_are_those_of_counting_by_hand() -> None:
    squares, days = incidents(600)
    found = replayed(squares, days, "counts")
    for share in SHARES:
        cells = number_of_cells(share, GRID.land_m2, 250.0)
        score = found.scores["counts", share]
        for origin, hits, all_, best in zip(found.origins, score.hits, score.incidents, score.best, strict=True):
            cell = GRID.cells_of(squares)
            before = np.bincount(cell[days < origin], minlength=100)
            after = np.bincount(cell[(days >= origin) & (days < origin + 30)], minlength=100)
            assert all_ == after.sum()
            assert best == np.sort(after)[::-1][:cells].sum()
            drawn = [after[np.lexsort((r, -before))[:cells]].sum() for r in np.random.default_rng(1).random((400, 100))]
            assert hits == pytest.approx(np.mean(drawn), abs=0.5)
        assert score.area_share == pytest.approx(cells / 100)


@pytest.mark.parametrize("method", METHODS)
def test_no_method_looks_ahead(method: str) -> None:
    squares, days = incidents(400)
    found = replayed(squares, days, method)
    origin = int(found.origins[-1])
    moved = np.where(days >= origin, (squares + 777) % 2500, squares)
    other = replayed(moved, days, method)
    for share in SHARES:
        assert np.array_equal(found.scores[method, share].hits[:-1], other.scores[method, share].hits[:-1])


def test_a_corner_with_half_of_all_is_found_and_its_figures_agree() -> None:
    squares, days = incidents(2000)
    found = replayed(squares, days, "cascade", BASELINE)
    score, base = found.scores["cascade", 0.05], found.scores[BASELINE, 0.05]
    assert score.hit_rate is not None
    assert score.hit_rate > 0.5
    assert score.pai == pytest.approx(score.hit_rate / score.area_share)
    assert score.pei is not None
    assert 0.8 < score.pei <= 1
    for name in ("hit_rate", "pai", "pei"):
        low, high = score.interval(name)  # type: ignore[misc]  # nine periods have an interval
        assert low <= getattr(score, name) <= high
    gain, low, high = score.gain_over(base)  # type: ignore[misc]  # as above
    assert low <= gain <= high
    assert base.gain_over(base) == (0.0, 0.0, 0.0)


def test_nothing_to_replay_is_no_figure() -> None:
    squares, days = incidents(100)
    found = replayed(squares, days, BASELINE, first=300)
    assert found.periods == 0
    empty = Score("counts", 0.05, 3, np.zeros(2), np.zeros(2), np.zeros(2), 0.05)
    assert (empty.hit_rate, empty.pai, empty.pei, empty.interval("pai"), empty.gain_over(empty)) == (None,) * 5


def test_periods_in_which_nothing_came_are_none() -> None:
    squares, days = incidents(300)
    early = np.where(days < 200, -4000, days)
    found = replayed(squares, early, "counts", first=-4000)
    assert 0 < found.periods <= 6
    assert (found.scores["counts", 0.05].incidents > 0).all()


def test_a_share_is_rounded_to_whole_cells_and_never_none() -> None:
    assert [number_of_cells(share, GRID.land_m2, 250.0) for share in (0.001, 0.014, 0.016, 0.5, 2.0)] == [
        1,
        1,
        2,
        50,
        100,
    ]
