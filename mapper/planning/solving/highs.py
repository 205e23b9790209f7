"""A mixed-integer program for HiGHS (Huangfu & Hall 2018, Mathematical Programming Computation 10).

Through its own package and not through scipy's ``milp``, which cannot be called off. It is given no answer to begin
with: HiGHS (seen in 1.16) hands that very answer back where presolving alone has found a better one.
"""

from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from mapper.lazy_dataclass import dataclass
from mapper.planning.solving.deadline import Patience

Floats = npt.NDArray[np.float64]


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


@dataclass(frozen=True, eq=False)
class Solved:
    """What HiGHS found in the time it had.

    Attributes
    ----------
    values
        The variables (n,), whole where they are to be; None where no answer was found.
    bound
        No answer costs less; minus infinity where nothing is known.
    impossible
        Proven: there is no answer.
    """

    values: Floats | None
    bound: float
    impossible: bool


def least(program: Program, costs: Floats, patience: Patience) -> Solved:
    """The cheapest answer, or the best found by the time that patience ends."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # its constructor names no types
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", patience.left_s)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_model(program, costs))

    def look_up(event: Any) -> None:
        if patience.stopped():
            event.interrupt()

    for moment in (solver.cbMipInterrupt, solver.cbSimplexInterrupt, solver.cbIpmInterrupt):
        moment.subscribe(look_up)
    solver.run()
    status, found = solver.getModelStatus(), solver.getInfo()
    kinds = highspy.HighsModelStatus
    values = None
    if found.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        values = np.array(solver.getSolution().col_value)
        values = np.where(program.whole, np.round(values), values)
    bound = found.mip_dual_bound
    if not program.whole.any() and status == kinds.kOptimal:
        bound = found.objective_function_value
    return Solved(values, float(bound) if np.isfinite(bound) else -np.inf, status == kinds.kInfeasible)


def _model(program: Program, costs: Floats) -> highspy.HighsLp:
    model = highspy.HighsLp()
    rows = program.rows
    model.num_row_, model.num_col_ = rows.shape
    model.col_cost_ = np.asarray(costs, dtype=float)
    model.col_lower_, model.col_upper_ = np.asarray(program.lower, float), np.asarray(program.upper, float)
    model.row_lower_, model.row_upper_ = np.asarray(program.row_lower, float), np.asarray(program.row_upper, float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = rows.indptr.astype(np.int32), rows.indices.astype(np.int32)
    model.a_matrix_.value_ = rows.data.astype(float)
    kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
    model.integrality_ = [kinds[int(whole)] for whole in program.whole]
    return model
