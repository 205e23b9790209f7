"""Edges of polygons compared by their ends, to the last bit: which have a match, and which land is made of which.

An edge has its land on the left. In a tiling each inner edge stands there twice, once in each direction; so the edges
of some polygons that tile another one, added up with their directions, are that one's own edges. Edges are known by a
number of 64 bits, mixed of their ends (as splitmix64 does); that two edges of a province share one by chance is one in
a million.
"""

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.geometry import Shapes
from mapper.lazy_dataclass import dataclass

_UINT = npt.NDArray[np.uint64]
_AT_ONCE = 1 << 14  # corners
_GOLDEN, _MIX_1, _MIX_2 = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


@dataclass(frozen=True, eq=False)
class Edges:
    """All edges of some polygons, ring after ring.

    Attributes
    ----------
    xy
        (n, 2) corners of all rings, one after the other.
    number
        (n - 1,) of the edge from each corner to the next; 0 where the next belongs to another ring.
    along
        (n - 1,) whether the edge leads from the end with the smaller number to the other, its land on the left.
    first
        (m + 1,) the first corner of each of the m polygons, and n.
    """

    xy: npt.NDArray[np.float64]
    number: _UINT
    along: npt.NDArray[np.bool_]
    first: npt.NDArray[np.int64]

    @property
    def sums(self) -> _UINT:
        """(m,) the edges of each polygon added up with their directions, modulo 2**64."""
        signed = np.where(self.along, self.number, np.uint64(0) - self.number)
        total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(signed, dtype=np.uint64), np.zeros(1, np.uint64)])
        total[-1] = total[-2]
        sums: _UINT = total[self.first[1:]] - total[self.first[:-1]]
        return sums

    def unmatched(self, of: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        """Edges of these polygons (a mask) that do not stand there exactly twice, once in each direction."""
        at = np.flatnonzero(np.repeat(of, np.diff(self.first))[:-1] & (self.number != 0))
        if not len(at):
            return at
        order = at[np.argsort(self.number[at])]
        number, along = self.number[order], self.along[order]
        same = np.concatenate([[False], number[1:] == number[:-1], [False]])
        # The first of exactly two: not like the one before, like the next, and that not like the one after.
        pair = ~same[:-1] & same[1:]
        pair[:-1] &= ~same[2:]
        pair[:-1] &= along[1:] != along[:-1]
        matched = pair.copy()
        matched[1:] |= pair[:-1]
        return np.sort(order[~matched])

    def owners(self, edges: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Positions of the polygons that these edges belong to, each once."""
        return np.unique(np.searchsorted(self.first, edges, side="right") - 1)

    def land_within(self, edges: npt.NDArray[np.intp]) -> BaseGeometry:
        """The land that these edges bound."""
        if not len(edges):
            return shapely.Polygon()
        lines = np.asarray(shapely.linestrings(np.stack([self.xy[edges], self.xy[edges + 1]], axis=1)), dtype=object)
        faces = shapely.get_parts(shapely.polygonize(lines))
        around = edges_of(faces)
        first = around.first[:-1]
        order = edges[np.argsort(self.number[edges])]
        known = order[np.searchsorted(self.number[order], around.number[first])]
        # A face is land where its own side of an edge is the edge's; else it is a gap between others.
        return shapely.MultiPolygon(list(faces[self.along[known] == around.along[first]]))


def of_some(*chosen: tuple[Edges, npt.NDArray[np.bool_]]) -> Edges:
    """The edges of some polygons of each (a mask), one after the other, as :func:`edges_of` would have them."""
    xy, number, along, corners = [], [], [], []
    for edges, some in chosen:
        count = np.diff(edges.first)
        kept = np.repeat(some, count)
        xy.append(edges.xy[kept])
        # From the last corner of a polygon no edge leads on.
        number.append(np.append(edges.number, np.uint64(0))[: len(kept)][kept])
        along.append(np.append(edges.along, False)[: len(kept)][kept])
        corners.append(count[some])
    first = np.concatenate([[0], np.cumsum(np.concatenate(corners))]).astype(np.int64)
    return Edges(np.concatenate(xy), np.concatenate(number)[:-1], np.concatenate(along)[:-1], first)


def edges_of(polygons: Shapes) -> Edges:
    """The edges of polygons and multipolygons; empty ones have none."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, of_part = shapely.get_rings(parts, return_index=True)
    xy = shapely.get_coordinates(rings)
    count = len(xy)
    if not count:
        none = np.empty(0)
        return Edges(xy, none.astype(np.uint64), none.astype(bool), np.zeros(len(polygons) + 1, dtype=np.int64))
    corners = shapely.get_num_coordinates(rings)
    last = np.cumsum(corners)[:-1] - 1  # of each ring but the last
    number, along = np.empty(count - 1, dtype=np.uint64), np.empty(count - 1, dtype=bool)
    for at in range(0, count - 1, _AT_ONCE):  # so few that they stay beside the processor from one step to the next
        corner = _mixed(xy[at : at + _AT_ONCE + 1])
        a, b = corner[:-1], corner[1:]
        some = a + b
        some ^= some >> np.uint64(31)
        some *= _MIX_2
        some ^= some >> np.uint64(30)
        some[a == b] = 0
        number[at : at + _AT_ONCE], along[at : at + _AT_ONCE] = some, a < b
    number[last] = 0
    left = shapely.is_ccw(rings)
    hole = np.concatenate([[False], of_part[1:] == of_part[:-1]])
    along ^= np.repeat(left == hole, corners)[:-1]
    of_polygon = np.bincount(owner[of_part], weights=corners, minlength=len(polygons)).astype(np.int64)
    return Edges(xy, number, along, np.concatenate([[0], np.cumsum(of_polygon)]))


def _mixed(xy: npt.NDArray[np.float64]) -> _UINT:
    bits = np.ascontiguousarray(xy + 0.0).view(np.uint64)  # so that -0.0 is 0.0
    mixed = bits[:, 0] * _GOLDEN
    mixed ^= mixed >> np.uint64(29)
    mixed += bits[:, 1]
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(32)
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(29)
    return mixed
