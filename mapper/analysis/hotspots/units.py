"""Cells beside units: which unit each chosen cell lies in, and where the two disagree."""

import numpy as np
import pandas as pd

from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.arrays import Ints
from mapper.crs import to_metres
from mapper.geometry import first_at
from mapper.lazy_dataclass import dataclass
from mapper.project import Project


@dataclass(frozen=True, eq=False)
class CellsAndUnits:
    """The same incidents by cells and by units; where the land is cut changes what looks full (MAUP).

    Attributes
    ----------
    unit_of_cell
        The unit that the middle of each chosen cell lies in, by number of the row in the project; −1 for none.
    count
        Incidents so far of each unit, by code.
    cells, expected
        Chosen cells in each unit, and how many incidents these expect in the days to come.
    full_without_cell
        Units that are among the fullest and have no chosen cell: their incidents are spread over them.
    cell_not_full
        Units that have a chosen cell and are not among the fullest: theirs are in one corner.
    """

    unit_of_cell: Ints
    count: pd.Series
    cells: pd.Series
    expected: pd.Series
    full_without_cell: tuple[str, ...]
    cell_not_full: tuple[str, ...]


def cells_and_units(project: Project, found: Hotspots) -> CellsAndUnits:
    """As many units as have chosen cells are called the fullest; a tie at their end is no disagreement."""
    units = project.communities
    land = to_metres(units.geometry, project.about.map_crs)
    codes = units.index
    of_cell, of_incident = first_at(land, found.middles_m), first_at(land, found.incidents.xy_m[found.incidents.chosen])
    count = pd.Series(np.bincount(of_incident[of_incident >= 0], minlength=len(codes)), codes)
    inside = of_cell >= 0
    cells = pd.Series(np.bincount(of_cell[inside], minlength=len(codes)), codes)
    weight = found.cells["expected"].to_numpy(dtype=np.float64)[inside]
    expected = pd.Series(np.bincount(of_cell[inside], weight, minlength=len(codes)), codes)
    held = int((cells > 0).sum())
    full, least = _fullest(count, held)
    return CellsAndUnits(
        unit_of_cell=of_cell,
        count=count,
        cells=cells,
        expected=expected,
        full_without_cell=tuple(str(code) for code in full if not cells[code]),
        cell_not_full=tuple(str(code) for code in codes[(cells > 0) & (count < least)]),
    )


def _fullest(count: pd.Series, held: int) -> tuple[list[str], int]:
    """The fullest units, without those that tie with the next one, and how many incidents the last of all has."""
    if not held:
        return [], 0
    ordered = count.sort_values(ascending=False, kind="stable")
    least = int(ordered.iloc[held - 1])
    after = int(ordered.iloc[held]) if held < len(ordered) else -1
    return [str(code) for code in ordered.index[ordered > max(after, 0)][:held]], least
