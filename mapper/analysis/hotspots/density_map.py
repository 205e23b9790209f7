"""Where incidents lie densely, for looks only: it foretells worse than plain counts, and no place is named from it."""

import numpy as np
import numpy.typing as npt

from mapper.analysis.hotspots.grid import Grid, grid_over
from mapper.analysis.hotspots.hotspots import Incidents
from mapper.analysis.hotspots.methods import DENSITY_M
from mapper.analysis.hotspots.surfaces import Smoothing, density
from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass

CELL_M = 100.0


@dataclass(frozen=True, eq=False)
class DensityMap:
    """Incidents per km² of land, by a Gaussian kernel that is corrected where it reaches over the edge of the land.

    Attributes
    ----------
    per_km2
        Of each of the grid's cells.
    count
        Incidents that it is made of.
    bandwidth_m
        Standard deviation of the kernel.
    """

    grid: Grid
    per_km2: Floats
    count: int
    bandwidth_m: float
    incidents: Incidents


def density_map(incidents: Incidents, land: npt.NDArray[np.object_]) -> DensityMap:
    """Of the chosen incidents that lie on the land (polygons in the metre CRS of the incidents)."""
    grid = grid_over(land, CELL_M)
    squares = grid.squares_of(incidents.xy_m[incidents.chosen])
    squares = squares[squares >= 0]
    per_km2 = density(Smoothing(grid), squares, np.ones(len(squares)), DENSITY_M)
    return DensityMap(grid, per_km2, len(squares), DENSITY_M, incidents)
