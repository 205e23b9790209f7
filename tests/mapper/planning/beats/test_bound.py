"""The bound of a division against all divisions, and places where it is sharp."""

import itertools

import numpy as np

from mapper.planning.beats.bound import least_off
from mapper.planning.beats.search import Question, connected


def question(neighbours: list[list[int]], amounts: list[int], count: int) -> Question:
    return Question(neighbours, amounts, count, {}, [-1] * len(amounts))


def best_off(asked: Question) -> int | None:
    """The least worst part of all divisions, tried one by one; None where there is none."""
    best = None
    units = range(len(asked.amounts))
    for labels in itertools.product(range(asked.count), repeat=len(units)):
        parts = [[u for u in units if labels[u] == label] for label in range(asked.count)]
        if all(parts) and all(connected(set(part), asked.neighbours) for part in parts):
            worst = max(asked.off(asked.amount(part)) for part in parts)
            best = worst if best is None else min(best, worst)
    return best


def test_never_above_the_best_of_all_divisions_and_often_at_it() -> None:
    rng = np.random.default_rng(5)
    sharp = tried = 0
    for _ in range(200):
        n, count = int(rng.integers(3, 8)), int(rng.integers(2, 4))
        neighbours: list[list[int]] = [[] for _ in range(n)]
        for unit in range(1, n):  # a tree, and few edges more: land with narrow places
            extra = rng.random() < 0.3
            for other in {int(rng.integers(unit)), int(rng.integers(unit)) if extra else unit - 1}:
                neighbours[unit].append(other)
                neighbours[other].append(unit)
        asked = question(neighbours, [int(a) for a in rng.integers(0, 30, n)], count)
        best = best_off(asked)
        if best is not None and asked.total:
            assert 0 <= least_off(asked) <= best
            tried += 1
            sharp += least_off(asked) == best
    assert tried > 150
    assert sharp > tried / 10


def test_land_behind_one_unit_goes_with_it() -> None:
    star = question([[1, 2, 3, 4], [0], [0], [0], [0]], [1, 10, 3, 3, 3], 2)
    assert least_off(star) == best_off(star) == 0
    star = question([[1, 2, 3, 4], [0], [0], [0], [0]], [4, 4, 4, 4, 4], 2)
    assert best_off(star) == 12, "one leaf against all the rest"
    assert least_off(star) == 12


def test_the_largest_units_and_the_fewest_ones() -> None:
    ring = [[1, 3], [0, 2], [1, 3], [2, 0]]
    assert least_off(question(ring, [9, 1, 1, 1], 2)) == 6
    assert least_off(question([[1, 2], [0, 2], [0, 1]], [5, 5, 5], 2)) == 5
