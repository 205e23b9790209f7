"""What stands in each chosen cell, counted: its unit, and the hazards and disputes that are open there."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.hotspots.hotspots import Hotspots
from mapper.analysis.hotspots.units import cells_and_units
from mapper.arrays import Bools, Ints
from mapper.crs import to_degrees, to_metres
from mapper.frames import sensitive_rows
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
    grid = found.grid
    xy_m, half = found.cells[["x_m", "y_m"]].to_numpy(dtype=np.float64), grid.cell_m / 2
    squares = shapely.box(*(xy_m - half).T, *(xy_m + half).T)
    degrees = to_degrees(np.asarray(squares, dtype=object), project.about.map_crs)
    cell_of_square = grid.cells_of(_square_of(found, xy_m))
    standing = {table: _open_in(project, found, table, rows, cell_of_square) for table, rows in is_open.items()}
    codes, of_cell = project.communities.index, cells_and_units(project, found).unit_of_cell.tolist()
    return tuple(
        CellFacts(
            number=n + 1,
            unit_code=None if of_cell[n] < 0 else str(codes[of_cell[n]]),
            square=degrees[n],
            so_far=int(row.count_),
            expected=float(row.expected),
            gi_p=float(row.gi_p),
            open_hazards=int(standing["hazards"][n]),
            open_disputes=int(standing["disputes"][n]),
        )
        for n, row in enumerate(found.cells.rename(columns={"count": "count_"}).itertuples())
    )


def _square_of(found: Hotspots, xy_m: np.ndarray) -> Ints:
    """The square at the middle of each cell, land or not."""
    grid = found.grid
    column, row = np.floor((xy_m - [grid.left_m, grid.bottom_m]) / (grid.cell_m / grid.per_cell)).astype(np.int64).T
    squares: Ints = row * grid.land.shape[1] + column
    return squares


def _open_in(project: Project, found: Hotspots, table: str, is_open: pd.Series, cells: Ints) -> Ints:
    """How many rows of a table are open in each of these cells of the grid."""
    rows = project.table(table)
    shown: Bools = is_open.to_numpy(dtype=bool) & ~sensitive_rows(table, rows)
    points = to_metres(rows.geometry, project.about.map_crs)[shown]
    squares = found.grid.squares_of(np.column_stack((shapely.get_x(points), shapely.get_y(points))))
    held = np.bincount(found.grid.cells_of(squares[squares >= 0]), minlength=found.grid.shape[0] * found.grid.shape[1])
    counted: Ints = held[cells]
    return counted
