"""Ways along roads: the road lines of a project as a graph, and how far points are from each other on it.

A node is wherever road lines meet or cross; what lies within a metre of each other is joined, as files draw a junction
twice. A point is joined to the nearest road, and the straight remainder to it counts too, times the detour. Whether
two lines that cross are a junction or a bridge no file says, so they are a junction.
"""

from dataclasses import field

import numpy as np
import shapely
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from mapper.arrays import Bools, Floats, Geometries, Ints
from mapper.crs import to_metres
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

JOINED_M = 1.0
MOST_REST = 0.5
"""Of the straight way between two points: with more of it off the road, the layer lacks the road that leads there."""
_ROWS_AT_ONCE = 2_000_000
MOST_STEPS = 200_000_000
"""Of points to set out from times nodes: beyond it, half a minute, every way is straight."""
_LEAST_M = 1e-6  # scipy takes an edge of length 0 for none


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways from some points to others.

    Attributes
    ----------
    metres
        (from, to); missing where either point is nowhere.
    by_road
        (from, to): whether it is along roads; else it is straight × the detour.
    """

    metres: Floats
    by_road: Bools


@dataclass(frozen=True, eq=False)
class Roads:
    """Pieces of road between two nodes.

    Attributes
    ----------
    lines
        (edges,) of their courses in the metre CRS.
    ends
        (edges, 2) numbers of the nodes where each begins and ends.
    nodes
        How many there are.
    """

    lines: Geometries
    ends: Ints
    nodes: int
    _tree: list[shapely.STRtree] = field(default_factory=list, repr=False)

    def __bool__(self) -> bool:
        return len(self.lines) > 0

    @property
    def tree(self) -> shapely.STRtree:
        """Finds the nearest of them; made once."""
        if not self._tree:
            self._tree.append(shapely.STRtree(self.lines))
        return self._tree[0]

    def ways(self, sources: Floats, targets: Floats, detour: float) -> Ways:
        """Each way from (n, 2) to (m, 2) points in metres.

        Along roads where both points are on connected ones and the remainders to them are together no longer than
        :data:`MOST_REST` of the straight way between the points; else, and where there are more than
        :data:`MOST_STEPS`, the straight way × ``detour``.
        """
        if len(sources) > len(targets):  # it is the same there and back, and those set out who are fewer
            back = self.ways(targets, sources, detour)
            return Ways(back.metres.T, back.by_road.T)
        straight = np.hypot(*(sources[:, None] - targets[None]).transpose(2, 0, 1))
        by_road: Bools = np.zeros(straight.shape, dtype=bool)
        metres: Floats = straight * detour
        known = [np.flatnonzero(np.isfinite(points).all(axis=1)) for points in (sources, targets)]
        if not (self and len(known[0]) and len(known[1])) or len(known[0]) * self.nodes > MOST_STEPS:
            return Ways(metres, by_road)
        points = np.vstack((sources[known[0]], targets[known[1]]))
        graph, rest = self._joined_to(points, detour)
        split = len(known[0])
        froms, tos = self.nodes + np.arange(split), self.nodes + np.arange(split, len(points))
        step = max(_ROWS_AT_ONCE // graph.shape[0], 1)
        along = np.vstack(
            [dijkstra(graph, directed=False, indices=froms[n : n + step])[:, tos] for n in range(0, split, step)]
        )
        near = (rest[:split, None] + rest[None, split:]) <= MOST_REST * straight[np.ix_(*known)]
        found = np.isfinite(along) & near
        by_road[np.ix_(*known)] = found
        metres[np.ix_(*known)] = np.where(found, along, metres[np.ix_(*known)])
        return Ways(metres, by_road)

    def _joined_to(self, points: Floats, detour: float) -> tuple[sparse.csr_array, Floats]:
        """The graph with a node more for each point and one for its foot on the nearest road; and how far that is."""
        count = len(points)
        shapes = np.asarray(shapely.points(points), dtype=object)
        of_point, edge = self.tree.query_nearest(shapes, all_matches=False)
        edge = edge[np.argsort(of_point, kind="stable")]
        at = shapely.line_locate_point(self.lines[edge], shapes)
        rest = shapely.distance(self.lines[edge], shapes)
        feet = self.nodes + count + np.arange(count)
        # A road with feet on it becomes a chain from its beginning over them, in their order, to its end.
        cut = np.unique(edge)
        chain_edge = np.concatenate([cut, edge, cut])
        chain_at = np.concatenate([np.full(len(cut), -1.0), at, np.full(len(cut), np.inf)])
        chain_node = np.concatenate([self.ends[cut, 0], feet, self.ends[cut, 1]])
        place = np.concatenate([np.zeros(len(cut)), at, shapely.length(self.lines[cut])])
        order = np.lexsort((chain_at, chain_edge))
        chain_edge, chain_node, place = chain_edge[order], chain_node[order], place[order]
        same = chain_edge[1:] == chain_edge[:-1]
        whole = np.ones(len(self.lines), dtype=bool)
        whole[cut] = False
        one = np.concatenate([self.ends[whole, 0], chain_node[:-1][same], self.nodes + np.arange(count)])
        other = np.concatenate([self.ends[whole, 1], chain_node[1:][same], feet])
        length = np.concatenate([shapely.length(self.lines[whole]), np.diff(place)[same], rest * detour])
        return _graph(one, other, length, self.nodes + 2 * count), rest


def _graph(one: Ints, other: Ints, length: Floats, nodes: int) -> sparse.csr_array:
    """Of several edges between two nodes the shortest."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], np.maximum(length[order], _LEAST_M)
    first = np.ones(len(low), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first &= low != high
    return sparse.csr_array((length[first], (low[first], high[first])), shape=(nodes, nodes))


def roads_of(project: Project) -> Roads:
    """The reference lines of kind ``road``; nothing where the project has none."""
    lines = project.reference_lines
    roads = lines[(lines["kind"] == "road").to_numpy(dtype=bool) & lines.geometry.notna().to_numpy(dtype=bool)]
    shapes = np.asarray(to_metres(roads.geometry, project.about.map_crs), dtype=object)
    return roads_from(shapes)


def roads_from(lines: Geometries) -> Roads:
    """Lines in metres cut wherever they meet or cross."""
    good = lines[np.isfinite(shapely.bounds(lines)).all(axis=1)] if len(lines) else lines
    noded = shapely.get_parts(shapely.union_all(good, grid_size=JOINED_M)) if len(good) else np.empty(0, dtype=object)
    pieces = np.asarray(noded[shapely.length(noded) > 0], dtype=object) if len(noded) else noded
    if not len(pieces):
        return Roads(np.empty(0, dtype=object), np.empty((0, 2), dtype=np.int64), 0)
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(pieces, which)) for which in (0, -1)])
    _, number = np.unique(ends, axis=0, return_inverse=True)
    return Roads(pieces, number.reshape(2, -1).T.astype(np.int64), int(number.max()) + 1)
