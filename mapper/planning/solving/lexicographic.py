"""Aims in order of importance: the second counts only among the best answers for the first, and so on.

Each aim is one mixed-integer program (``highs.py``), with what was reached for the aims before it as constraints.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from mapper.lazy_dataclass import dataclass
from mapper.planning.solving.deadline import Patience
from mapper.planning.solving.highs import Floats, Program, least

# Told how many aims are done and how many there are.
Progress = Callable[[int, int], object]


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


def solve_in_order(
    program: Program,
    aims: Sequence[tuple[str, Floats]],
    start: Floats,
    patience: Patience,
    never_below: float = 0.0,
    progress: Progress | None = None,
) -> tuple[Floats, tuple[Aim, ...]]:
    """The best answer for the first aim, among those the best for the second, and so on.

    Parameters
    ----------
    aims
        Names and coefficients (n,), whole numbers, so that every aim takes whole values.
    start
        Any answer that keeps the rows; what is given back is never worse.
    patience
        An aim that is not proven when it ends has a gap.
    never_below
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
    reached: list[Aim] = []
    for number, (name, coefficients) in enumerate(aims):
        if progress is not None:
            progress(number, len(aims))
        value, bound = round(float(coefficients @ answer)), never_below
        if value > bound and not patience.over:
            found = least(program, coefficients, patience)
            if found.values is not None and coefficients @ found.values <= coefficients @ answer + 1e-6:
                answer = found.values
                value = round(float(coefficients @ answer))
            if np.isfinite(found.bound):
                # Whole coefficients: nothing lies between two whole numbers.
                bound = max(bound, float(np.ceil(found.bound - 1e-4)))
            bound = min(bound, value)
        reached.append(Aim(name, float(value), float(bound)))
        program = replace(
            program,
            rows=sparse.vstack([program.rows, sparse.csr_array(coefficients[None, :])], format="csr"),
            row_lower=np.append(program.row_lower, -np.inf),
            row_upper=np.append(program.row_upper, value + 1e-4),
        )
    return answer, tuple(reached)
