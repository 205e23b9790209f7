"""Places of a shift against brute force, and against a checker that knows nothing of how they were found."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.planning.patrol.choice import PatrolChoice, choose, greedy
from mapper.planning.patrol.task import PatrolTask, worth_of
from mapper.planning.solving.deadline import Patience
from tests.drawn import drawn


def task_of(seed: int, things: int, places: int, officers: int, *, quiet: int = 0) -> PatrolTask:
    rng = np.random.default_rng(seed)
    return PatrolTask(
        worth=rng.integers(1, 6, things).astype(float),
        near=rng.random((things, places)) < 0.35,
        minutes=rng.integers(15, 45, places).astype(float),
        free=rng.integers(0, 120, officers).astype(float),
        most_minutes=float(rng.integers(20, 60 * officers + 21)),
        own=rng.random((places, officers)) < 0.3,
        quiet=np.arange(places) >= places - quiet,
        least_quiet=min(quiet, 1),
        most_places=int(rng.integers(1, 4)),
        # Every third task has places to which only some may go.
        may=None if seed % 3 else rng.random((places, officers)) < 0.7,
    )


def broken(task: PatrolTask, officer_of: np.ndarray) -> list[str]:
    """What a choice may not do, and does."""
    found = []
    for officer, free in enumerate(task.free):
        mine = officer_of == officer
        if task.minutes[mine].sum() > free + 1e-6:
            found.append(f"officer {officer} is over their minutes")
        if mine.sum() > task.most_places:
            found.append(f"officer {officer} has too many places")
    if task.minutes[officer_of >= 0].sum() > task.most_minutes + 1e-6:
        found.append("more minutes than there are")
    if task.forbidden is not None and (officer_of[task.forbidden] >= 0).any():
        found.append("a forbidden place")
    visited = np.flatnonzero(officer_of >= 0)
    if task.may is not None and not task.may[visited, officer_of[visited]].all():
        found.append("somebody goes who may not")
    return found


def alone(officer_of: np.ndarray) -> int:
    """How many officers go for one place only."""
    return int((np.bincount(officer_of[officer_of >= 0]) == 1).sum())


def best_by_trying(task: PatrolTask) -> float:
    """The worth of the best of all choices; quiet places are asked for where any choice can have one."""
    best = {True: -1.0, False: -1.0}
    for officers in product(range(-1, len(task.free)), repeat=len(task.minutes)):
        officer_of = np.array(officers)
        if not broken(task, officer_of):
            has_quiet = bool((officer_of[task.quiet] >= 0).any())
            best[has_quiet] = max(best[has_quiet], worth_of(task, np.flatnonzero(officer_of >= 0)))
    if task.least_quiet and best[True] >= 0:
        return best[True]
    return max(best.values())


def single_ones_that_could_be_helped(task: PatrolTask, officer_of: np.ndarray) -> list[tuple[int, int]]:
    """Places and officers: were the one given to the other, fewer officers would go for one place alone."""
    found = []
    for place in np.flatnonzero(officer_of >= 0):
        for officer in range(len(task.free)):
            moved = officer_of.copy()
            moved[place] = officer
            if alone(moved) < alone(officer_of) and not broken(task, moved):
                found.append((int(place), officer))
    return found


@pytest.mark.parametrize("seed", range(25))
def test_small_ones_are_as_good_as_the_best_of_all(seed: int) -> None:
    task = task_of(seed, things=7, places=5, officers=1 + seed % 3, quiet=seed % 2)
    found = choose(task, Patience.of(20))
    assert broken(task, found.officer_of) == []
    assert found.worth == pytest.approx(worth_of(task, found.chosen))
    assert found.worth == pytest.approx(best_by_trying(task))
    assert found.bound >= found.worth - 1e-6


@settings(max_examples=drawn(20))
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(1, 25), st.integers(1, 6), st.integers(0, 2))
def test_nobody_is_over_their_minutes(seed: int, things: int, places: int, officers: int, quiet: int) -> None:
    task = task_of(seed, things, places, officers, quiet=min(quiet, places))
    found = choose(task, Patience.of(5))
    assert broken(task, found.officer_of) == []
    assert broken(task, greedy(task)) == []
    assert not single_ones_that_could_be_helped(task, found.officer_of)
    assert 0 <= found.gap <= 1
    assert worth_of(task, np.flatnonzero(greedy(task) >= 0)) <= found.bound + 1e-6


def test_what_is_pinned_is_visited_and_what_is_forbidden_is_not() -> None:
    task = task_of(3, 20, 8, 3)
    task = replace(task, free=np.full(3, 120.0), most_minutes=360.0)
    pinned, forbidden = np.zeros(8, dtype=bool), np.zeros(8, dtype=bool)
    first = choose(task, Patience.of(20))
    forbidden[first.chosen[0]] = True
    pinned[np.setdiff1d(np.arange(8), first.chosen)[:1]] = True
    asked = replace(task, pinned=pinned, forbidden=forbidden)
    found = choose(asked, Patience.of(20))
    assert broken(asked, found.officer_of) == []
    assert (found.officer_of[pinned] >= 0).all()
    assert found.worth <= first.worth + 1e-6


def test_who_has_what_comes_up_there_goes_rather_than_another() -> None:
    own = np.array([[False, True], [True, False], [False, True], [True, False]])
    task = PatrolTask(
        np.array([2.0, 1.0, 1.0, 2.0]), np.eye(4, dtype=bool), np.full(4, 20.0), np.array([60.0, 60.0]), 120.0, own,
        np.zeros(4, dtype=bool),
    )  # fmt: skip
    assert choose(task, Patience.of(20)).officer_of.tolist() == [1, 0, 1, 0]


def test_who_is_chosen_for_a_place_goes_there_and_comes_before_what_is_only_kept() -> None:
    """Two places of 40 and two officers of 50 and 30: kept is the first, but the second is asked for by hand."""
    task = PatrolTask(
        np.array([5.0, 4.0]), np.eye(2, dtype=bool), np.array([40.0, 40.0]), np.array([50.0, 45.0]), 60.0,
        np.array([[True, False], [True, False]]), np.zeros(2, dtype=bool), pinned=np.array([True, True]),
    )  # fmt: skip
    assert choose(task, Patience.of(20)).officer_of.tolist() == [0, -1]
    by_hand = replace(task, by_hand=np.array([False, True]), may=np.array([[True, True], [False, True]]))
    assert choose(by_hand, Patience.of(20)).officer_of.tolist() == [-1, 1]
    nobody = replace(by_hand, may=np.array([[True, True], [False, False]]))
    assert choose(nobody, Patience.of(20)).officer_of.tolist() == [0, -1]


def test_two_places_are_gone_to_rather_than_one_that_is_worth_more() -> None:
    task = PatrolTask(
        np.array([5.0, 2.0, 2.0]), np.eye(3, dtype=bool), np.array([40.0, 20.0, 20.0]), np.array([40.0]), 40.0,
        np.zeros((3, 1), dtype=bool), np.zeros(3, dtype=bool), least_places=2,
    )  # fmt: skip
    found = choose(task, Patience.of(20))
    assert found.officer_of.tolist() == [-1, 0, 0]
    assert (found.worth, found.bound) == (4.0, pytest.approx(5.0))
    kept = replace(task, pinned=np.array([True, False, False]))
    assert choose(kept, Patience.of(20)).officer_of.tolist() == [0, -1, -1]
    short = replace(task, free=np.array([30.0]))
    assert (choose(short, Patience.of(20)).officer_of >= 0).sum() == 1


def test_nobody_goes_for_one_place_alone_where_another_can_take_it_over() -> None:
    own = np.array([[True, False], [True, False], [False, True]])
    task = PatrolTask(
        np.ones(3), np.eye(3, dtype=bool), np.full(3, 20.0), np.array([60.0, 60.0]), 120.0, own, np.zeros(3, dtype=bool)
    )
    assert choose(task, Patience.of(20)).officer_of.tolist() == [0, 0, 0]
    tight = replace(task, free=np.array([40.0, 60.0]))
    assert alone(choose(tight, Patience.of(20)).officer_of) in (0, 1)
    assert choose(replace(task, most_places=2), Patience.of(20)).officer_of.tolist() == [0, 0, 1]


def test_minutes_that_cannot_be_shared_out_are_not_counted_twice() -> None:
    """Two places of 40 and two officers of 50 and 30: together they have 80 minutes, and yet one place is too much."""
    task = PatrolTask(
        np.array([5.0, 4.0]), np.eye(2, dtype=bool), np.array([40.0, 40.0]), np.array([50.0, 30.0]), 80.0,
        np.zeros((2, 2), dtype=bool), np.zeros(2, dtype=bool),
    )  # fmt: skip
    found = choose(task, Patience.of(20))
    assert found.officer_of.tolist() == [0, -1]
    assert (found.worth, found.bound) == (5.0, pytest.approx(5.0))


def test_nothing_to_look_after_and_nobody_there_are_no_trouble() -> None:
    none = task_of(1, 0, 4, 2)
    assert isinstance(choose(none, Patience.of(5)), PatrolChoice)
    nobody = replace(task_of(1, 5, 4, 2), free=np.empty(0), own=np.zeros((4, 0), dtype=bool))
    assert choose(nobody, Patience.of(5)).chosen.tolist() == []
