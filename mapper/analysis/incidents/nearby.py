"""What stands near a place: incidents within so many metres of it, the nearest first."""

import numpy as np
import shapely

from mapper.arrays import Bools
from mapper.geodesy import distances_m
from mapper.project import Project

NEAR_M = 200.0
# A degree of latitude is never shorter; a look at boxes of degrees spares the many that are far away.
_M_PER_DEGREE = 110_500.0


def near(
    project: Project, table: str, chosen: Bools, where: tuple[float, float], within_m: float = NEAR_M
) -> list[tuple[str, float]]:
    """Ids of the chosen rows of a table that lie so near a place (degrees), with their distances in metres.

    Rows without a place are near nothing. Of those at the same distance the first in the table comes first.
    """
    rows = np.flatnonzero(chosen)
    places = np.asarray(project.table(table).geometry.array, dtype=object)[rows]
    lon, lat = shapely.get_x(places), shapely.get_y(places)
    high = within_m / _M_PER_DEGREE
    with np.errstate(invalid="ignore"):
        wide = high / max(np.cos(np.radians(abs(where[1]) + high)), 1e-6)
        boxed = (np.abs(lat - where[1]) <= high) & (np.abs(lon - where[0]) <= wide)
    if not boxed.any():
        return []
    there = np.column_stack([lon, lat])[boxed]
    distance = distances_m(there, np.broadcast_to(where, there.shape))
    keys = project.table(table).index[rows[boxed]]
    order = np.argsort(distance, kind="stable")
    return [(str(keys[n]), float(distance[n])) for n in order if distance[n] <= within_m]
