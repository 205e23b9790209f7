"""Who holds which seat on a day, as arrays: what the seat ledger counts.

Seats and officers are told by their places in the tables, which numpy counts many times faster than pandas groups text.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from mapper.analysis.seats.presence import AT_WORK


class Holds(NamedTuple):
    """Who holds which seat, each once: places of unit and officer, number of the officer's seats, and what they are."""

    unit: npt.NDArray[np.intp]
    officer_id: npt.NDArray[np.object_]
    seats: npt.NDArray[np.int64]
    fte: npt.NDArray[np.float64]
    present: npt.NDArray[np.bool_]
    dedicated: npt.NDArray[np.bool_]

    def of(self, rows: npt.NDArray[np.bool_]) -> "Holds":
        return Holds._make(values[rows] for values in self)


def holds_of(duties: pd.DataFrame, unit_at: npt.NDArray[np.intp], running: npt.NDArray[np.bool_]) -> Holds:
    """One officer with two running duties for one unit holds it once; dedicated if either says so."""
    rows = np.flatnonzero(running)
    number, officer_ids = pd.factorize(duties["officer_id"].to_numpy(dtype=object)[rows])
    _, first, which = np.unique(
        unit_at[rows] * max(len(officer_ids), 1) + number, return_index=True, return_inverse=True
    )
    dedicated = np.zeros(len(first), dtype=bool)
    dedicated[which[duties["dedicated"].to_numpy(dtype=bool)[rows]]] = True
    order = np.argsort(first)  # as they stand in the table
    first, dedicated = first[order], dedicated[order]
    seats = np.bincount(number[first], minlength=len(officer_ids))
    kept = rows[first]
    present = duties["status"].to_numpy(dtype=object)[kept] == AT_WORK
    officer = number[first]
    return Holds(
        unit_at[kept], officer_ids[officer], seats[officer], duties["fte"].to_numpy()[kept], present, dedicated
    )


def are_among(places: npt.NDArray[np.intp], count: int) -> npt.NDArray[np.bool_]:
    """Which of ``count`` places are named."""
    named = np.zeros(count, dtype=bool)
    named[places] = True
    return named


def first_of_each(places: npt.NDArray[np.intp], values: npt.NDArray[Any], count: int) -> npt.NDArray[np.float64]:
    """The first value of each place, NaN where there is none."""
    found = np.full(count, np.nan)
    found[places[::-1]] = values[::-1]
    return found


def sums(places: npt.NDArray[np.intp], values: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """The sum of each place's values, exact to the last bit as pandas sums."""
    summed = pd.Series(values).groupby(places).sum()
    found = np.zeros(count)
    found[summed.index] = summed
    return found


def officers_of_each(holds: Holds, count: int) -> npt.NDArray[np.object_]:
    """Officers of each unit as a tuple, in order of officer_id; () where there are none."""
    found: list[tuple[str, ...]] = [()] * count
    for i in np.argsort(holds.officer_id, kind="stable").tolist():
        unit = holds.unit[i]
        found[unit] = (*found[unit], holds.officer_id[i])
    return np.fromiter(found, dtype=object, count=count)
