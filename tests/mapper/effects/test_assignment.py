"""What is told before an officer gets a unit is what the whole project says afterwards, and nothing else changes."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.load.load import officer_load
from mapper.analysis.seats.coverage import coverage
from mapper.edits.duties import assign
from mapper.effects.assignment import assignment_effect, shares_with
from mapper.errors import InputError
from mapper.project import Project
from sample_data.seat_faults import DAY, faulty_seats
from tests.drawn import drawn


def shares(project: Project, minutes: pd.Series) -> dict[str, float]:
    found: dict[str, float] = officer_load(project, coverage(project, DAY), minutes)["share"].dropna().to_dict()
    return found


@settings(max_examples=drawn(7), deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([None, 0.3, 1.0]))
def test_the_effect_is_that_on_the_whole_project(seed: int, fte: float | None) -> None:
    rng = np.random.default_rng(seed)
    project = faulty_seats(rng, 60, 0.5).project
    minutes = pd.Series(rng.uniform(100, 9_000, 60), index=project.communities.index)
    unit = str(rng.choice(project.communities.index.to_numpy(dtype=object)))
    role = project.norms.seat_role[project.communities["kind"][unit]]
    able = project.officers.index[project.officers["role"] == role].to_numpy(dtype=object)
    officer = str(rng.choice(able)) if len(able) else "BEAT"
    try:
        after = assign(officer, unit, DAY, fte=fte)(project)
    except InputError:
        with pytest.raises(InputError):
            assignment_effect(project, officer, unit, DAY, minutes, fte)
        return
    effect = assignment_effect(project, officer, unit, DAY, minutes, fte)
    old, new = shares(project, minutes), shares(after, minutes)
    truth = {who for who in old.keys() | new.keys() if old.get(who) != pytest.approx(new.get(who))}
    told = effect.rows["officers", "share"]
    assert truth <= set(told)
    for who, (before, then) in told.items():
        assert before == pytest.approx(old.get(who))
        assert then == pytest.approx(new.get(who))
    states = [coverage(p, DAY).seats["state"] for p in (project, after)]
    changed = states[0].index[states[0] != states[1]]
    assert effect.rows["communities", "state"] == {code: (states[0][code], states[1][code]) for code in changed}


def test_a_share_of_full_time_that_is_none_is_refused() -> None:
    project = faulty_seats(np.random.default_rng(1), 3, 0).project
    with pytest.raises(InputError, match="fte_out_of_range"):
        assign("P0", project.communities.index[1], date(2026, 12, 1), fte=0.0)(project)


@settings(max_examples=drawn(4), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_shares_of_all_candidates_are_those_of_each_one_assigned(seed: int) -> None:
    rng = np.random.default_rng(seed)
    project = faulty_seats(rng, 40, 0.5).project
    minutes = pd.Series(rng.uniform(100, 9_000, 40), index=project.communities.index)
    unit = str(rng.choice(project.communities.index.to_numpy(dtype=object)))
    role = project.norms.seat_role[project.communities["kind"][unit]]
    officers, ledger = project.officers, coverage(project, DAY)
    able = officers.index[(officers["role"] == role) & (officers["status"] == "on_duty")]
    able = able[~able.isin(project.duties.loc[project.duties["community_code"] == unit, "officer_id"])]
    found = shares_with(project, ledger, unit, list(able), minutes)
    assert list(found.index) == list(able)
    for officer in able:
        told = assignment_effect(project, officer, unit, DAY, minutes).rows["officers", "share"][officer].after
        assert found[officer] == pytest.approx(told)
