"""Locked beats are planned round: they keep their units, and the rest is divided as evenly as it can be."""

from collections.abc import Iterator
from itertools import product

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from mapper.edits.beats import set_beats
from mapper.edits.locks import lock
from mapper.errors import InputError
from mapper.planning.beats.division import divide, standing_beats
from mapper.planning.beats.names import beat_names
from mapper.project import Project
from tests.districts import grid
from tests.drawn import drawn

CELLS = [(c, r) for c in range(4) for r in range(2)]
CODES = [f"u{c}-{r}" for c, r in CELLS]


def locked_project(residents: list[int], fixed: list[str]) -> Project:
    """Eight units of which some are a locked beat."""
    project = grid(4, 2)
    project = project.with_tables(communities=project.communities.assign(residents=pd.array(residents, dtype="Int64")))
    return lock("beat", "旧")(set_beats(dict.fromkeys(fixed, "旧"))(project))


def connected(units: set[str]) -> bool:
    cells = {tuple(map(int, code[1:].split("-"))) for code in units}
    seen, left = set(), [next(iter(cells))]
    while left:
        cell = left.pop()
        if cell in cells and cell not in seen:
            seen.add(cell)
            left += [(cell[0] + 1, cell[1]), (cell[0] - 1, cell[1]), (cell[0], cell[1] + 1), (cell[0], cell[1] - 1)]
    return seen == cells


def divisions(free: list[str], count: int) -> Iterator[list[set[str]]]:
    """Every division of these units into so many connected beats."""
    for labels in product(range(count), repeat=len(free)):
        parts = [{code for code, label in zip(free, labels, strict=True) if label == n} for n in range(count)]
        if all(parts) and all(map(connected, parts)):
            yield parts


@given(st.lists(st.integers(1, 900), min_size=8, max_size=8), st.integers(1, 3))
@settings(max_examples=drawn(6), deadline=None)
def test_the_rest_is_as_even_as_any_division_of_it_and_the_locked_beat_stays(residents: list[int], wide: int) -> None:
    fixed = CODES[: 2 * wide] if wide < 3 else CODES[:3]
    project, free = locked_project(residents, fixed), [code for code in CODES if code not in fixed]
    found = divide(project, 3, basis="residents")
    assert found.locked == ("旧",)
    assert {unit for beat in found.beats for unit in beat.units} == set(free)
    names = beat_names(project, found)
    assert "旧" not in names.values()
    after = set_beats(names)(project)  # refused where a locked beat would change
    assert set(after.communities.index[after.communities["beat_name"] == "旧"]) == set(fixed)
    of = dict(zip(project.communities.index, residents, strict=True))
    mean = sum(of[code] for code in free) / 2
    least = min(max(abs(sum(of[u] for u in part) - mean) for part in parts) for parts in divisions(free, 2))
    assert found.max_deviation == pytest.approx(least / mean)
    assert found.bound <= found.max_deviation + 1e-12


def test_too_few_beats_beside_the_locked_ones_are_refused() -> None:
    project = locked_project([100] * 8, CODES[:4])
    for count, code in ((1, "beats_locked"), (6, "beats_count")):
        with pytest.raises(InputError) as error:
            divide(project, count, basis="residents")
        assert error.value.code == code
    whole = locked_project([100] * 8, CODES)
    with pytest.raises(InputError, match="beats_all_locked"):
        divide(whole, 2, basis="residents")


def test_beats_that_stand_are_mended_without_the_locked_one() -> None:
    project = locked_project([100] * 8, CODES[:4])
    project = set_beats({"u2-0": "东", "u2-1": "东", "u3-0": "东", "u3-1": "北"})(project)
    names = {str(code): str(name) for code, name in project.communities["beat_name"].items()}
    found = standing_beats(project, names, basis="residents")
    assert found.locked == ("旧",)
    assert sorted(len(beat.units) for beat in found.beats) == [1, 3]
