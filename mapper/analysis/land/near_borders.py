"""Borders that nearly meet: corners of one unit beside another's border, 0.1 mm to 1 m away from it.

Too little land lies between such borders to be a gap or an overlap of any weight, but they are two lines: a corner that
is moved moves in one unit only. Files with few decimals, or drawn without snapping, have them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.arrays import Floats
from mapper.geometry import Shapes

MEETS_M, NEAR_M = 1e-4, 1.0
_DEGREE_M = 111_320.0
_POLYGON = (3, 6)


@dataclass(frozen=True, eq=False)
class NearBorders:
    """Two units whose borders nearly meet, by position.

    Attributes
    ----------
    corners
        (n, 2) degrees: corners of either that are beside the other's border, not on it.
    owners
        (n,) which of the two has each corner.
    away_m
        How far the farthest of them is away.
    """

    first: int
    second: int
    corners: Floats
    owners: npt.NDArray[np.intp]
    away_m: float


def near_borders(units: Shapes, told: Sequence[BaseGeometry] = ()) -> list[NearBorders]:
    """Every two of some units (degrees) whose borders nearly meet; those that match to the last digit cost little.

    Distances are measured where an edge is straight in degrees, as it is drawn: borders bend when they are projected.

    Parameters
    ----------
    told
        Pieces of land (degrees) that are told of already, as gaps and overlaps: corners beside them are not looked at.
    """
    usable = np.flatnonzero(np.isin(shapely.get_type_id(units), _POLYGON) & shapely.is_valid(units))
    if len(usable) < 2:
        return []
    scale = _DEGREE_M * np.array([np.cos(np.radians(np.mean(shapely.total_bounds(units[usable])[1::2]))), 1.0])
    plane = shapely.transform(units[usable], lambda xy: xy * scale)
    lines = shapely.coverage_invalid_edges(plane, gap_width=NEAR_M)
    at_fault = np.flatnonzero(~shapely.is_empty(lines))
    if len(at_fault) < 2:
        return []
    lines = lines[at_fault]
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    xy, at = np.unique(np.column_stack([xy, owner]), axis=0, return_index=True)
    owner, xy = owner[at], xy[:, :2]
    points = np.asarray(shapely.points(xy), dtype=object)
    point, other = shapely.STRtree(lines).query(points, predicate="dwithin", distance=NEAR_M)
    keep = owner[point] != other
    point, other = point[keep], other[keep]
    away = shapely.distance(points[point], shapely.boundary(plane[at_fault[other]]))
    keep = (away > MEETS_M) & (away <= NEAR_M)
    if told:
        pieces = shapely.transform(np.array(told, dtype=object), lambda xy: xy * scale)
        beside = np.zeros(len(points), dtype=bool)
        beside[np.unique(shapely.STRtree(pieces).query(points, predicate="dwithin", distance=NEAR_M)[0])] = True
        keep &= ~beside[point]
    return _by_pair(usable[at_fault], owner[point[keep]], other[keep], xy[point[keep]] / scale, away[keep])


def _by_pair(
    position: npt.NDArray[np.intp],
    owner: npt.NDArray[np.intp],
    other: npt.NDArray[np.intp],
    corners: Floats,
    away: Floats,
) -> list[NearBorders]:
    pairs = np.sort(np.column_stack([position[owner], position[other]]), axis=1)
    found, which = np.unique(pairs, axis=0, return_inverse=True)
    which = which.reshape(-1)
    return [
        NearBorders(
            int(first),
            int(second),
            corners[which == n],
            position[owner][which == n],
            float(away[which == n].max()),
        )
        for n, (first, second) in enumerate(found)
    ]
