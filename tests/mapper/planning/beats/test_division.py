"""Beats: always a division, the best there is where it can be enumerated, and editable by hand."""

import itertools
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.planning.beats.contiguity import pieces_of
from mapper.planning.beats.division import Beats, divide, move_unit, standing_beats
from mapper.project import Project
from tests.districts import frame, grid, square
from tests.drawn import drawn

Groups = list[frozenset[int]]


def amounts_of(project: Project, values: list[int]) -> pd.Series:
    return pd.Series(values, index=project.communities.index)


def is_a_division(beats: Beats, codes: list[str], count: int) -> None:
    """Contiguous, exactly so many, and each unit in one."""
    assert len(beats.beats) == count
    assert sorted(unit for beat in beats.beats for unit in beat.units) == sorted(codes)
    at = {code: position for position, code in enumerate(beats.graph.codes)}
    for beat in beats.beats:
        assert len(pieces_of([at[unit] for unit in beat.units], beats.graph.neighbours())) == 1
        assert beat.amount == sum(beats.question.amounts[at[unit]] for unit in beat.units)
    assert beats.bound <= beats.max_deviation + 1e-12


def all_divisions(neighbours: list[list[int]], count: int) -> Iterator[Groups]:
    """Every division into connected groups, by growing the group of the first unit that is left."""

    def grown(group: frozenset[int], left: frozenset[int]) -> set[frozenset[int]]:
        found, newest = {group}, {group}
        while newest:
            newest = {
                g | {other}
                for g in newest
                for unit in g
                for other in neighbours[unit]
                if other in left and other not in g
            } - found
            found |= newest
        return found

    def rest(left: frozenset[int], wanted: int) -> Iterator[Groups]:
        if wanted == 0:
            if not left:
                yield []
            return
        for group in grown(frozenset([min(left)]), left) if left else ():
            if len(left) - len(group) >= wanted - 1:
                yield from ([group, *others] for others in rest(left - group, wanted - 1))

    yield from rest(frozenset(range(len(neighbours))), count)


def least_deviation(neighbours: list[list[int]], amounts: list[int], count: int) -> float:
    mean = sum(amounts) / count
    return min(
        max(abs(sum(amounts[unit] for unit in group) - mean) for group in groups) / mean
        for groups in all_divisions(neighbours, count)
    )


@pytest.mark.parametrize(
    ("columns", "rows", "count"),
    [(2, 2, 2), (3, 2, 3), (3, 3, 2), (3, 3, 3), (3, 3, 4), (4, 3, 2), (4, 3, 3), (4, 3, 5), (4, 4, 2), (4, 4, 15)],
)
def test_the_optimum_of_enumeration(columns: int, rows: int, count: int) -> None:
    project = grid(columns, rows)
    values = np.random.default_rng(columns * 100 + rows * 10 + count).integers(1, 100, columns * rows).tolist()
    beats = divide(project, count, amounts=amounts_of(project, values), time_limit_s=60)
    is_a_division(beats, list(project.communities.index), count)
    assert beats.max_deviation == pytest.approx(least_deviation(beats.graph.neighbours(), values, count))
    assert beats.gap == pytest.approx(0)


@pytest.mark.parametrize("seed", range(6))
def test_where_one_large_unit_spoils_the_worst_beat_the_others_are_even_still(seed: int) -> None:
    """Equal to enumeration in both aims: the worst beat, then what all beats have beyond 15 % of the mean."""
    rng = np.random.default_rng(seed)
    project = grid(4, 3)
    values = rng.integers(5, 30, 12).tolist()
    values[int(rng.integers(12))] = 150
    beats = divide(project, 4, amounts=amounts_of(project, values), time_limit_s=60)
    mean = sum(values) / 4

    def aims(amounts: list[int]) -> tuple[float, float]:
        off = [abs(amount - mean) / mean for amount in amounts]
        return round(max(off), 9), round(sum(max(one - 0.15, 0) for one in off), 6)

    best = min(
        aims([sum(values[unit] for unit in group) for group in groups])
        for groups in all_divisions(beats.graph.neighbours(), 4)
    )
    found = aims([beat.amount for beat in beats.beats])
    assert found[0] == best[0]
    assert found[1] == pytest.approx(best[1], abs=0.02)  # the band is a whole number of minutes


def test_a_district_with_one_very_large_unit_is_even_elsewhere() -> None:
    project = grid(10, 10)
    values = np.random.default_rng(1).integers(5, 30, 100)
    values[37] = 300
    beats = divide(project, 12, amounts=amounts_of(project, values.tolist()), time_limit_s=5)
    is_a_division(beats, list(project.communities.index), 12)
    assert beats.gap == pytest.approx(0, abs=1e-9)
    off = sorted(beats.deviation(beat) for beat in beats.beats)
    assert off[-1] > 0.15
    assert off[-2] <= 0.15


@pytest.mark.parametrize("count", [3, 4])
def test_the_optimum_of_larger_grids_by_dynamic_programming(count: int) -> None:
    """4 × 4 in three and four beats: millions of divisions, so the best for each set of units left is kept."""
    project = grid(4, 4)
    values = np.random.default_rng(count).integers(1, 100, 16).tolist()
    beats = divide(project, count, amounts=amounts_of(project, values), time_limit_s=60)
    neighbours, mean = beats.graph.neighbours(), sum(values) / count
    masks = [sum(1 << other for other in others) for others in neighbours]

    def is_connected(group: int) -> bool:
        seen = group & -group
        while True:
            wider = seen
            for unit in range(16):
                if seen >> unit & 1:
                    wider |= masks[unit] & group
            if wider == seen:
                return seen == group
            seen = wider

    off = {g: abs(sum(values[u] for u in range(16) if g >> u & 1) - mean) / mean for g in range(1, 1 << 16)}
    good = [g for g in off if off[g] <= beats.max_deviation + 1e-9 and is_connected(g)]
    by_lowest: dict[int, list[int]] = {}
    for group in good:
        by_lowest.setdefault(group & -group, []).append(group)

    def best(left: int, wanted: int) -> float:
        if not left or not wanted:
            return 0.0 if not left and not wanted else float("inf")
        fitting = (g for g in by_lowest.get(left & -left, ()) if g & left == g)
        return min((max(off[g], best(left ^ g, wanted - 1)) for g in fitting), default=float("inf"))

    assert beats.max_deviation == pytest.approx(best((1 << 16) - 1, count))
    assert beats.gap == pytest.approx(0)


@hypothesis_settings(max_examples=drawn(12))
@given(st.data())
def test_always_a_division(data: st.DataObject) -> None:
    cells = data.draw(
        st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12, unique=True), label="cells"
    )
    codes = [f"u{c}-{r}" for c, r in cells]
    rows = [{"community_code": code, "kind": "community"} for code in codes]
    project = Project(communities=frame("communities", rows, [square(c, r) for c, r in cells]))
    count = data.draw(st.integers(1, len(cells)), label="count")
    values = data.draw(st.lists(st.integers(0, 50), min_size=len(cells), max_size=len(cells)), label="amounts")
    if not any(values):
        values[0] = 1
    previous = {code: str(data.draw(st.integers(0, 2))) for code in codes}
    beats = divide(project, count, amounts=amounts_of(project, values), previous=previous, time_limit_s=1)
    is_a_division(beats, codes, count)
    unit, target = data.draw(st.sampled_from(codes)), data.draw(st.integers(1, count))
    moved = move_unit(beats, unit, target)
    if isinstance(moved, Beats):
        is_a_division(moved, codes, count)
        assert moved.beat_of()[unit] == target


def test_a_large_district_is_divided_with_a_bound() -> None:
    project = grid(15, 12)
    values = np.random.default_rng(1).lognormal(8, 0.6, 180).astype(int).tolist()
    beats = divide(project, 12, amounts=amounts_of(project, values), time_limit_s=3)
    is_a_division(beats, list(project.communities.index), 12)
    assert beats.max_deviation < 0.05


def test_few_units_change_hands() -> None:
    project = grid(4, 2)
    before = {f"u{c}-{r}": "west" if c < 2 else "east" for c in range(4) for r in range(2)}
    even = divide(project, 2, amounts=amounts_of(project, [10] * 8), previous=before, time_limit_s=5)
    assert even.units_moved == 0
    assert {beat.carries_on for beat in even.beats} == {"west", "east"}
    # The west has one unit's work more: one unit that moves is enough, and 5 % off is good enough to move none.
    values = amounts_of(project, [14, 11, 11, 11, 10, 11, 10, 10])
    assert divide(project, 2, amounts=values, previous=before, tolerance=0.08, time_limit_s=5).units_moved == 0
    strict = divide(project, 2, amounts=values, previous=before, time_limit_s=5)
    assert strict.max_deviation < 0.05
    assert strict.units_moved > 0


def test_a_unit_is_moved_by_hand_or_refused_with_the_reason() -> None:
    project = grid(4, 1)
    beats = divide(project, 2, amounts=amounts_of(project, [10, 10, 10, 10]))
    assert [beat.units for beat in beats.beats] == [("u0-0", "u1-0"), ("u2-0", "u3-0")]
    moved = move_unit(beats, "u1-0", 2)
    assert isinstance(moved, Beats)
    assert [beat.amount for beat in moved.beats] == [10, 30]
    assert moved.max_deviation == pytest.approx(0.5)
    assert move_unit(beats, "u0-0", 2) == "not_next_to"
    assert move_unit(moved, "u0-0", 2) == "would_be_empty"
    assert move_unit(beats, "u0-0", 1) == "already_there"
    assert move_unit(beats, "u0-0", 3) == "beat_unknown"
    assert move_unit(beats, "nowhere", 1) == "unit_unknown"
    wide = divide(grid(3, 2), 2, amounts=amounts_of(grid(3, 2), [1, 9, 1, 0, 1, 9]))
    for unit, number in itertools.product(wide.beat_of(), (1, 2)):
        answer = move_unit(wide, unit, number)
        assert answer in ("already_there", "not_next_to", "would_be_empty", "would_break") or isinstance(answer, Beats)


def test_moving_a_unit_of_a_county_takes_no_time() -> None:
    project = grid(20, 20)
    beats = divide(project, 8, amounts=amounts_of(project, [7] * 400), time_limit_s=1)
    began = time.process_time()
    for beat in beats.beats:
        move_unit(beats, beat.units[0], beat.number % 8 + 1)
    assert (time.process_time() - began) / 8 < 0.1


def test_what_cannot_be_divided_is_refused() -> None:
    project = grid(2, 2, residents=1000)
    for count, code in ((0, "beats_count"), (5, "beats_count")):
        with pytest.raises(InputError, match=code):
            divide(project, count)
    with pytest.raises(InputError, match="station_unknown"):
        divide(project, 2, "nowhere")
    with pytest.raises(InputError, match="beats_no_units"):
        divide(Project(), 1)
    with pytest.raises(InputError, match="beats_no_amount"):
        divide(grid(2, 2), 2, basis="residents")


def test_standing_beats_are_those_that_units_have_with_what_could_be_had():
    project = grid(4, 1)
    values = amounts_of(project, [10, 20, 30, 60])
    names = {"u0-0": "东", "u1-0": "东", "u2-0": "西", "u3-0": "西"}
    found = standing_beats(project, names | {"elsewhere": "北"}, amounts=values)
    is_a_division(found, list(project.communities.index), 2)
    assert [(beat.units, beat.amount, beat.carries_on) for beat in found.beats] == [
        (("u0-0", "u1-0"), 30, "东"), (("u2-0", "u3-0"), 90, "西"),
    ]  # fmt: skip
    assert (found.units_moved, found.mean, found.max_deviation) == (0, 60.0, 0.5)
    best = divide(project, 2, amounts=values)
    assert found.bound <= best.max_deviation < found.max_deviation
    mended = move_unit(found, "u2-0", 1)
    assert isinstance(mended, Beats)
    assert mended.max_deviation == best.max_deviation
    assert mended.units_moved == 1


def test_standing_beats_that_hang_apart_are_shown_as_they_are():
    project = grid(3, 1, residents=100)
    found = standing_beats(project, {"u0-0": "甲", "u1-0": "乙", "u2-0": "甲"}, basis="residents")
    assert [beat.units for beat in found.beats] == [("u0-0", "u2-0"), ("u1-0",)]
    assert [beat.amount for beat in found.beats] == [200, 100]


@pytest.mark.parametrize(
    ("names", "station", "code"),
    [
        ({"u0-0": "甲"}, None, "beats_incomplete"),
        ({}, "S9", "station_unknown"),
        ({"u0-0": "甲", "u1-0": "甲"}, None, "beats_no_amount"),
    ],
)
def test_standing_beats_need_a_beat_for_each_unit_and_something_to_divide(names, station, code):
    with pytest.raises(InputError) as refused:
        standing_beats(grid(2, 1), names, station, basis="residents")
    assert refused.value.code == code
    if code == "beats_incomplete":
        assert (refused.value.values["units"], refused.value.values["without"]) == (2, 1)
