"""Faults injected at random are all found, and nothing else is: precision and recall 1 against the injected key."""

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.analysis.seats.coverage import coverage, coverage_findings
from sample_data.seat_faults import DAY, FAULTS, Score, faulty_seats, score
from tests.drawn import drawn


@settings(max_examples=drawn(7), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 400), st.floats(0, 0.6))
def test_every_fault_is_found_and_no_other(seed: int, seats: int, share: float) -> None:
    given_faults = faulty_seats(np.random.default_rng(seed), seats, share)
    project = given_faults.project
    found = coverage_findings(project, coverage(project, DAY))
    assert score(found, given_faults.key) == Score(len(given_faults.key), 0, 0)


def test_each_kind_of_fault_is_there_and_a_wrong_answer_is_noticed() -> None:
    given_faults = faulty_seats(np.random.default_rng(7), 2_000)
    kinds = Counter(given_faults.key.values())
    assert set(kinds) == set(FAULTS)
    assert min(kinds.values()) >= 20
    project = given_faults.project
    # Without its duties every seat is empty: what was planted as vacant is right, all else is wrong or missed.
    empty = project.with_tables(duties=project.duties.iloc[:0])
    told = score(coverage_findings(empty, coverage(empty, DAY)), given_faults.key)
    assert told == Score(kinds["vacant"], 2_000 - kinds["vacant"], len(given_faults.key) - kinds["vacant"])
    assert told.precision == kinds["vacant"] / 2_000
    assert told.recall == kinds["vacant"] / len(given_faults.key)
