"""A stretch of border dragged: where it is held it goes all the way, and less and less towards both sides."""

import numpy as np
import shapely

from mapper.analysis.land.borders import Borders, Ring, Vertex, rounded
from mapper.arrays import Floats
from mapper.crs import transform_xy
from mapper.edit import Edit
from mapper.edits.boundaries import AT_VERTEX_M, redrawn
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema import DEGREES

_WITHIN_M = 2.0  # what the place that is held may lie beside the border
_PIECES = 6  # straight pieces are cut so that at least this many bend on either side


@dataclass(frozen=True)
class Stretch:
    """The border between two units, with what share of the way each of its vertices goes.

    Attributes
    ----------
    codes
        The two units.
    path_m
        Vertices in metres of the map, those that come in for the bend too; shape (n, 2).
    share
        1 where it is held, falling to 0 as (1 + cos πd/r) / 2 with the distance d along the border, where r is the
        reach, or the way to the border's end where that is nearer; shape (n,).
    """

    codes: tuple[str, str]
    path_m: Floats
    share: Floats

    def moved_m(self, way_m: tuple[float, float]) -> Floats:
        """The path where the place that is held has gone this way (east, north); shape (n, 2)."""
        moved: Floats = self.path_m + self.share[:, None] * np.asarray(way_m)
        return moved


def stretch_at(project: Project, held_xy: Vertex, reach_m: float) -> Stretch:
    """The stretch that would be dragged at a place (degrees); InputError as :func:`drag_stretch` raises."""
    borders, codes, path, share = _held(project, held_xy, reach_m)
    return Stretch(codes, borders.metres(path), share)


def drag_stretch(held_xy: Vertex, to_xy: Vertex, reach_m: float, codes: tuple[str, ...] = ()) -> Edit:
    """The border of two units, held at one place, is dragged to another; it follows ever less up to ``reach_m`` away.

    Its ends, where other borders meet it, stay.

    Parameters
    ----------
    held_xy, to_xy
        Longitude and latitude, degrees; ``held_xy`` on the border.
    codes
        The two units, for the change log; :func:`stretch_at` knows them.

    The edit raises InputError ``border_missing`` (none there), ``stretch_outer``, ``stretch_end`` (it is held where
    three borders meet), ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        borders, _, path, share = _held(project, held_xy, reach_m)
        ends = transform_xy(np.array([held_xy, to_xy], dtype=float), DEGREES, borders.crs)
        moved = borders.metres(path) + share[:, None] * (ends[1] - ends[0])
        for vertex, place, part in zip(path, moved, share, strict=True):
            if part > 0:
                borders.move(vertex, rounded(borders.degrees(place)))
        return redrawn(project, borders)

    return Edit("border_stretched", change, {"codes": list(codes), "reach_m": reach_m})


def _held(project: Project, held_xy: Vertex, reach_m: float) -> tuple[Borders, tuple[str, str], Ring, Floats]:
    """The borders with the bend's vertices in them, the units, the path between them and each vertex's share."""
    units = project.communities
    near = units.iloc[units.sindex.query(shapely.Point(held_xy).buffer(_WITHIN_M / 50_000), "intersects")]
    if near.empty:
        raise InputError("border_missing", lon=held_xy[0], lat=held_xy[1])
    borders = Borders(project, tuple(near.total_bounds))
    vertex = borders.nearest_vertex(held_xy, AT_VERTEX_M)
    if vertex is None:
        edge = borders.nearest_edge(held_xy, _WITHIN_M)
        if edge is None:
            raise InputError("border_missing", lon=held_xy[0], lat=held_xy[1])
        start, end, vertex = edge
        borders.insert(start, end, [vertex])
    borders.join_at(vertex)
    if not borders.is_inner(vertex):
        raise InputError("stretch_outer", lon=vertex[0], lat=vertex[1])
    holders = borders.holders(vertex)
    if len(holders) != 2:
        raise InputError("stretch_end")
    first, second = holders
    borders.join(first, second)
    chain = next((chain for chain in borders.chains(first, second) if vertex in chain[1:-1]), None)
    if chain is None and (closed := next(iter(borders.chains(first, second)), None)) and vertex == closed[0]:
        chain = closed
    if chain is None:
        raise InputError("stretch_end")
    if chain[0] == chain[-1]:  # all round a unit: the far side stays
        at = (chain.index(vertex) + len(chain) // 2) % (len(chain) - 1)
        chain = [*chain[at:-1], *chain[: at + 1]]
    borders.join_along(chain)
    chain = (
        next(chain for chain in borders.chains(first, second) if vertex in chain) if chain[0] != chain[-1] else chain
    )
    path = _finer(borders, chain, vertex, reach_m)
    away = _along_m(borders, path, vertex)
    reach = np.where(away < 0, min(reach_m, -away[0]), min(reach_m, away[-1]))
    share = np.where(np.abs(away) < reach, (1 + np.cos(np.pi * away / np.maximum(reach, 1e-9))) / 2, 0.0)
    share[[0, -1]] = 0.0
    return borders, (first, second), path, share


def _along_m(borders: Borders, path: Ring, vertex: Vertex) -> Floats:
    """How far along the path each of its vertices is from one of them, negative before it, in metres."""
    steps = np.hypot(*np.diff(borders.metres(path), axis=0).T)
    along: Floats = np.concatenate([[0.0], np.cumsum(steps)])
    along -= along[path.index(vertex, 1)]
    return along


def _finer(borders: Borders, chain: Ring, vertex: Vertex, reach_m: float) -> Ring:
    """The chain with vertices put into its long straight pieces within reach, in every outline that has them."""
    away = _along_m(borders, chain, vertex)
    longest = min(reach_m, max(-away[0], away[-1])) / _PIECES
    path = [chain[0]]
    for at in range(len(chain) - 1):
        start, end = chain[at], chain[at + 1]
        if away[at] < reach_m and away[at + 1] > -reach_m:
            low, high = max(away[at], -reach_m), min(away[at + 1], reach_m)
            stops = np.linspace(low, high, int(np.ceil((high - low) / longest)) + 1)
            inside = stops[(stops > away[at] + AT_VERTEX_M) & (stops < away[at + 1] - AT_VERTEX_M)]
            ends = borders.metres([start, end])
            parts = (inside - away[at]) / (away[at + 1] - away[at])
            new = [borders.degrees(ends[0] + (ends[1] - ends[0]) * part) for part in parts]
            borders.insert(start, end, new)
            path.extend(new)
        path.append(end)
    return path
