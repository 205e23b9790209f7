"""HiGHS through its own package: as scipy's solver says, and called off at once."""

import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from mapper.planning.beats.division import divide
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Program, least
from tests.districts import grid


def random_program(rng: np.random.Generator) -> tuple[Program, np.ndarray]:
    columns, rows = int(rng.integers(2, 12)), int(rng.integers(1, 8))
    matrix = sparse.csr_array(rng.integers(-2, 4, (rows, columns)) * (rng.random((rows, columns)) < 0.5) * 1.0)
    low = np.where(rng.random(rows) < 0.2, rng.integers(0, 4, rows), -np.inf)
    upper = np.where(rng.random(columns) < 0.3, 3.0, 1.0)
    program = Program(
        matrix, low, np.maximum(low, rng.integers(0, 6, rows)), np.zeros(columns), upper, rng.random(columns) < 0.7
    )
    return program, rng.integers(-5, 6, columns).astype(float)


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_what_scipy_finds(seed: int) -> None:
    program, costs = random_program(np.random.default_rng(seed))
    found = least(program, costs, Patience.of(60))
    peer = milp(
        costs,
        integrality=program.whole,
        bounds=Bounds(program.lower, program.upper),
        constraints=LinearConstraint(program.rows, program.row_lower, program.row_upper),
        options={"mip_rel_gap": 0.0},
    )
    assert found.impossible == (peer.x is None)
    if found.values is None:
        assert peer.x is None
        return
    assert costs @ found.values == pytest.approx(peer.fun)
    assert found.bound == pytest.approx(peer.fun)
    reached = program.rows @ found.values
    assert (reached <= program.row_upper + 1e-6).all()
    assert (reached >= program.row_lower - 1e-6).all()


def hard_program() -> tuple[Program, np.ndarray]:
    """A market split (Cornuéjols & Dawande 1998): small, and out of reach of branch and bound."""
    rng = np.random.default_rng(1)
    rows, items = 5, 40
    weights = rng.integers(0, 100, (rows, items)).astype(float)
    slack = np.hstack([np.eye(rows), -np.eye(rows)])
    half = np.floor(weights.sum(axis=1) / 2)
    count = items + 2 * rows
    program = Program(
        sparse.csr_array(np.hstack([weights, slack])), half, half, np.zeros(count),
        np.concatenate([np.ones(items), np.full(2 * rows, 1e4)]), np.arange(count) < items,
    )  # fmt: skip
    return program, (np.arange(count) >= items).astype(float)


def test_it_stops_within_a_second_when_it_is_asked_to() -> None:
    program, costs = hard_program()
    enough = threading.Event()
    threading.Timer(1.0, enough.set).start()
    began = time.monotonic()
    found = least(program, costs, Patience.of(60, enough.is_set))
    # Asked after one second; a busy machine is given three more.
    assert time.monotonic() - began < 5
    assert found.values is not None, "the best found so far is given"
    assert found.bound <= costs @ found.values


def test_beats_stop_when_they_are_asked_to_with_a_bound() -> None:
    project = grid(20, 20)
    amounts = project.communities["residents"].fillna(0) + np.random.default_rng(0).integers(100, 900, 400)
    enough = threading.Event()
    threading.Timer(1.0, enough.set).start()
    began = time.monotonic()
    beats = divide(project, 17, amounts=amounts, time_limit_s=120, stopped=enough.is_set)
    assert time.monotonic() - began < 20
    assert sum(len(beat.units) for beat in beats.beats) == 400
    assert 0 <= beats.bound <= beats.max_deviation


def test_it_prints_nothing() -> None:
    program = (
        "import numpy as np; from scipy import sparse\n"
        "from mapper.planning.solving.highs import Program, least\n"
        "from mapper.planning.solving.deadline import Patience\n"
        "one = np.ones(1)\n"
        "least(Program(sparse.csr_array([[1.0]]), one, one, 0 * one, one, one > 0), one, Patience.of(9))\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout == ""
