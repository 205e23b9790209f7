"""What stands in each chosen cell, counted: its unit, and the hazards and disputes that are open there."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.arrays import Bools, Floats
from mapper.crs import to_degrees, to_metres
from mapper.frames import known_places, sensitive_rows
from mapper.geometry import first_at, xy_of
from mapper.project import Project


class CellFacts(NamedTuple):
    """One chosen cell.

    Attributes
    ----------
    number
        Its place among the chosen, the best first, from 1.
    unit_code
        The unit that its middle lies in; None for none.
    square
        Its outline, in degrees.
    so_far, expected, gi_p
        As :attr:`~mapper.analysis.hotspots.hotspots.Hotspots.cells` has them.
    open_hazards, open_disputes
        How many are open within it on the day, without those whose place may not be named.
    """

    number: int
    unit_code: str | None
    square: shapely.Polygon
    so_far: int
    expected: float
    gi_p: float
    open_hazards: int
    open_disputes: int


def cell_facts(project: Project, found: Hotspots, is_open: Mapping[str, pd.Series]) -> tuple[CellFacts, ...]:
    """The chosen cells, the best first; ``is_open`` is, by table, True for each hazard and dispute that is open."""
    if not len(found.cells):
        return ()
    crs, units = project.about.map_crs, project.communities
    squares = to_degrees(found.squares_m, crs)
    of_cell = first_at(to_metres(units.geometry, crs), found.middles_m).tolist()
    standing = {table: _open_in(project, found, table, rows) for table, rows in is_open.items()}
    return tuple(
        CellFacts(
            number=n + 1,
            unit_code=None if of_cell[n] < 0 else str(units.index[of_cell[n]]),
            square=squares[n],
            so_far=int(row["count"]),
            expected=float(row["expected"]),
            gi_p=float(row["gi_p"]),
            open_hazards=int(standing["hazards"][n]),
            open_disputes=int(standing["disputes"][n]),
        )
        for n, row in enumerate(found.cells.to_dict("records"))
    )


def _open_in(project: Project, found: Hotspots, table: str, is_open: pd.Series) -> Floats:
    """How many rows of a table are open in each chosen cell."""
    rows, grid = project.table(table), found.grid
    shown: Bools = is_open.to_numpy(dtype=bool) & ~sensitive_rows(table, rows)
    counts = grid.counts(grid.squares_of(xy_of(to_metres(known_places(rows), project.about.map_crs)[shown])))
    held: Floats = counts[np.searchsorted(grid.cells, grid.cells_of(grid.squares_of(found.middles_m)))]
    return held
