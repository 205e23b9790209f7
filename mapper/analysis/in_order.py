"""Aims in order of importance: the second counts only among the best answers for the first, and so on.

Each aim is one mixed-integer program for HiGHS (Huangfu & Hall 2018, through ``scipy.optimize.milp``), with what was
reached for the aims before it as constraints.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

Floats = npt.NDArray[np.float64]
# Told how many aims are done and how many there are; its False stops with the best found so far.
Progress = Callable[[int, int], bool]


@dataclass(frozen=True)
class Aim:
    """What was reached for one aim, less being better.

    Attributes
    ----------
    name
        e.g. ``vacancies``.
    value
        What the answer reaches.
    bound
        No answer can be below it, given what was reached for the aims before.
    """

    name: str
    value: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a share of the value; 0 is proven best."""
        return max(self.value - self.bound, 0.0) / max(abs(self.value), 1.0)

    def as_json(self) -> dict[str, Any]:
        return {"aim": self.name, "value": self.value, "bound": self.bound, "gap": round(self.gap, 6)}


@dataclass(frozen=True, eq=False)
class Program:
    """Linear rows over variables from ``lower`` to ``upper``, some of them whole numbers.

    ``rows`` (m, n) times the variables lie between ``row_lower`` and ``row_upper``.
    """

    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    whole: npt.NDArray[np.bool_]


def solve_in_order(
    program: Program,
    aims: Sequence[tuple[str, Floats]],
    start: Floats,
    deadline: float,
    least: float = 0.0,
    progress: Progress | None = None,
) -> tuple[Floats, tuple[Aim, ...]]:
    """The best answer for the first aim, among those the best for the second, and so on.

    Parameters
    ----------
    aims
        Names and coefficients (n,), whole numbers, so that every aim takes whole values.
    start
        Any answer that keeps the rows; what is given back is never worse.
    deadline
        ``time.monotonic()`` by which to stop; an aim that is not proven by then has a gap.
    least
        No aim can be below it.
    progress
        Called before each aim.

    Returns
    -------
    answer
        The variables (n,).
    reached
        One line an aim.
    """
    answer = start
    rows, row_lower, row_upper = program.rows, program.row_lower, program.row_upper
    reached: list[Aim] = []
    for number, (name, coefficients) in enumerate(aims):
        if progress is not None and not progress(number, len(aims)):
            deadline = 0.0
        value, bound = round(float(coefficients @ answer)), least
        if value > bound and (left := deadline - time.monotonic()) > 0:
            found = milp(
                coefficients,
                integrality=program.whole,
                bounds=Bounds(program.lower, program.upper),
                constraints=LinearConstraint(rows, row_lower, row_upper),
                options={"time_limit": left, "mip_rel_gap": 0.0},
            )
            if found.x is not None:
                candidate = np.where(program.whole, np.round(found.x), found.x)
                if coefficients @ candidate <= coefficients @ answer + 1e-6:
                    answer = candidate
                    value = round(float(coefficients @ answer))
            if found.mip_dual_bound is not None and np.isfinite(found.mip_dual_bound):
                # Whole coefficients: nothing lies between two whole numbers.
                bound = max(bound, float(np.ceil(found.mip_dual_bound - 1e-4)))
            bound = min(bound, value)
        reached.append(Aim(name, float(value), float(bound)))
        rows = sparse.vstack([rows, sparse.csr_array(coefficients[None, :])], format="csr")
        row_lower, row_upper = np.append(row_lower, -np.inf), np.append(row_upper, value + 1e-4)
    return answer, tuple(reached)
