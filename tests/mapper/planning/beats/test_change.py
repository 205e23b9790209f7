"""Who gains and who loses by a division into beats, against sums made with pandas alone."""

import numpy as np
import pandas as pd
import pytest

from mapper.edits.beats import beats_so_far, set_beats
from mapper.planning.beats.change import beats_change
from mapper.planning.beats.division import divide
from mapper.planning.beats.names import beat_names
from tests.districts import grid


@pytest.mark.parametrize("seed", range(5))
def test_sums_before_and_after_are_those_of_the_units(seed: int) -> None:
    rng = np.random.default_rng(seed)
    project = grid(4, 3)
    codes = project.communities.index
    amounts = pd.Series(rng.integers(10, 100, len(codes)), index=codes)
    had = {str(code): str(rng.choice(["东", "西", "北"])) for code in codes[:-2]}
    project = set_beats(had)(project)
    beats = divide(project, 2, amounts=amounts, previous=beats_so_far(project), time_limit_s=3)
    names = beat_names(project, beats)
    change = beats_change(beats, names, beats_so_far(project))
    assert dict(change.before) == amounts.groupby(pd.Series(had)).sum().to_dict()
    assert dict(change.after) == amounts.groupby(pd.Series(names)).sum().to_dict()
    assert sum(change.after.values()) == amounts.sum()
    assert {code for code, *_ in change.moved} == {code for code in had if had[code] != names[code]}
    assert len(change.moved) == beats.units_moved
    assert change.without == 2
    assert set(change.dissolved) == set(had.values()) - set(names.values())
    mean = amounts.sum() / 2
    assert change.balance_after.mean == mean
    assert change.balance_after.variation == pytest.approx(np.std(list(change.after.values())) / mean)


def test_where_there_were_no_beats_there_is_nothing_before() -> None:
    project = grid(2, 2, residents=100)
    beats = divide(project, 2, basis="residents")
    change = beats_change(beats, beat_names(project, beats), {})
    assert (change.before, change.moved, change.without) == ({}, (), 4)
    assert (change.balance_before.count, change.balance_before.variation) == (0, None)
    assert change.balance_after.beyond_band == 0
