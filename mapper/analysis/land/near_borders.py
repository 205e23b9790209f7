"""Borders that nearly meet: edges of one unit beside another's border, a corner or the middle 0.1 mm to 1 m off it.

Too little land lies between such borders to be a gap or an overlap of any weight, but they are two lines: a corner that
is moved moves in one unit only. Files with few decimals, or drawn without snapping, have them.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.arrays import Floats
from mapper.geometry import Shapes
from mapper.lazy_dataclass import dataclass

MEETS_M, NEAR_M = 1e-4, 1.0
_DEGREE_M = 111_320.0
_POLYGON = (3, 6)


@dataclass(frozen=True, eq=False)
class NearBorders:
    """Two units whose borders nearly meet, by position.

    Attributes
    ----------
    corners
        (n, 2) degrees: corners of either that are beside the other's border, or end an edge that is.
    owners
        (n,) which of the two has each corner.
    away_m
        How far the farthest corner or middle of an edge is away.
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
    asked = _places(lines[at_fault])
    tree = shapely.STRtree(lines[at_fault])
    place, other = tree.query(asked.points, predicate="dwithin", distance=NEAR_M)
    keep = asked.owner[place] != other
    place, other = place[keep], other[keep]
    away = shapely.distance(asked.points[place], shapely.boundary(plane[at_fault[other]]))
    keep = (away > MEETS_M) & (away <= NEAR_M)
    # The middle of an edge that is on a third unit's border is where it should be.
    met = np.zeros(len(asked.points), dtype=bool)
    met[place[away <= MEETS_M]] = True
    keep &= ~(met & asked.middle)[place]
    if told:
        pieces = shapely.transform(np.array(told, dtype=object), lambda xy: xy * scale)
        beside = np.zeros(len(asked.points), dtype=bool)
        beside[np.unique(shapely.STRtree(pieces).query(asked.points, predicate="dwithin", distance=NEAR_M)[0])] = True
        keep &= ~beside[place]
    return _by_pair(usable[at_fault], asked, place[keep], other[keep], away[keep], scale)


@dataclass(frozen=True, eq=False)
class _Places:
    """Corners and middles of edges; of each the two ends (n, 2, 2) that move with it, of a corner twice itself."""

    points: Shapes
    owner: npt.NDArray[np.intp]
    middle: npt.NDArray[np.bool_]
    ends: Floats


def _places(lines: Shapes) -> _Places:
    parts, owner = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    start, end = xy[:-1][same], xy[1:][same]
    ends = np.concatenate([np.stack([xy, xy], axis=1), np.stack([start, end], axis=1)])
    middle = np.arange(len(ends)) >= len(xy)
    points = np.asarray(shapely.points(ends.mean(axis=1)), dtype=object)
    points[~middle] = shapely.points(xy)  # a mean of two that are alike may be a last digit off
    return _Places(points, np.concatenate([owner[part], owner[part[1:][same]]]), middle, ends)


def _by_pair(
    position: npt.NDArray[np.intp],
    asked: _Places,
    place: npt.NDArray[np.intp],
    other: npt.NDArray[np.intp],
    away: Floats,
    scale: Floats,
) -> list[NearBorders]:
    owner = position[asked.owner[place]]
    pairs = np.sort(np.column_stack([owner, position[other]]), axis=1)
    found, which = np.unique(pairs, axis=0, return_inverse=True)
    which = which.reshape(-1)
    told = []
    for n, (first, second) in enumerate(found):
        ends = asked.ends[place[which == n]].reshape(-1, 2) / scale
        of = np.repeat(owner[which == n], 2)
        corners = np.unique(np.column_stack([ends, of]), axis=0)
        owners = corners[:, 2].astype(np.intp)
        told.append(NearBorders(int(first), int(second), corners[:, :2], owners, float(away[which == n].max())))
    return told
