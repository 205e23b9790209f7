"""Which units touch: the graph that beats must be connected in.

Two units are neighbours where they share a border of some length (rook), measured in metres; a common corner is none.

A river or railway among the reference lines is a barrier: where at least half of a shared border lies within
``BARRIER_REACH_M`` of it (beyond half its width), the two units are no neighbours, unless a road leads from one into
the other there. A river that crosses a border, rather than runs along it, bars nothing.

Land that touches no other land is joined to the rest by the shortest crossing, and that is said (``joined``). Barriers
stay closed as long as the pieces they leave are no more than the beats asked for; beyond that the longest barred
borders are opened again, and that is said too (``reopened``).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from mapper.crs import to_metres
from mapper.geometry import polygonal
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

LEAST_BORDER_M = 20.0
BARRIER_REACH_M = 30.0
ROAD_INSIDE_M = 5.0
Pairs = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Link:
    """Two units joined or parted: a crossing in metres, or the metres of border that a barrier runs along."""

    units: tuple[str, str]
    length_m: float

    def as_json(self) -> dict[str, Any]:
        return {"units": list(self.units), "length_m": round(self.length_m, 1)}


@dataclass(frozen=True, eq=False)
class Contiguity:
    """Units and which of them are neighbours.

    Attributes
    ----------
    codes
        community_codes, in the order of the project.
    pairs
        (n, 2) positions of neighbours, each pair once, the smaller first.
    border_m
        (n,) length of the shared border; 0 for a crossing.
    joined
        Crossings that had to be made because units touch nothing, shortest first.
    barred
        Neighbours parted by a river or railway.
    reopened
        Of those, the ones joined again because there were more separate pieces than beats.
    """

    codes: tuple[str, ...]
    pairs: Pairs
    border_m: npt.NDArray[np.float64]
    joined: tuple[Link, ...] = ()
    barred: tuple[Link, ...] = ()
    reopened: tuple[Link, ...] = ()

    def neighbours(self) -> list[list[int]]:
        """Positions of each unit's neighbours."""
        result: list[list[int]] = [[] for _ in self.codes]
        for a, b in self.pairs.tolist():
            result[a].append(b)
            result[b].append(a)
        return result

    def pieces(self) -> list[list[int]]:
        """Connected pieces, as positions."""
        return pieces_of(range(len(self.codes)), self.neighbours())


def pieces_of(members: Sequence[int], neighbours: Sequence[Sequence[int]]) -> list[list[int]]:
    """The connected pieces of some of the units, each sorted."""
    left, pieces = set(members), []
    for first in members:
        if first not in left:
            continue
        left.discard(first)
        piece, queue = [first], [first]
        while queue:
            for other in neighbours[queue.pop()]:
                if other in left:
                    left.discard(other)
                    piece.append(other)
                    queue.append(other)
        pieces.append(sorted(piece))
    return pieces


def contiguity(project: Project, codes: Sequence[str] | None = None, most_pieces: int | None = None) -> Contiguity:
    """The graph of these units (all of the project's unless given).

    Parameters
    ----------
    most_pieces
        Pieces that barriers may leave: beyond that, the barred borders that are longest are opened again, and said so.
    """
    units = project.communities if codes is None else project.communities.loc[list(codes)]
    names = tuple(units.index)
    shapes = polygonal(to_metres(units.geometry, project.about.map_crs))
    pairs, borders = _borders(shapes)
    length_m = shapely.length(borders)
    barred = _barred(project, shapes, pairs, borders)
    links, lengths, joined = _islands(shapes, pairs)
    result = Contiguity(
        names,
        np.vstack([pairs[~barred], links]),
        np.concatenate([length_m[~barred], np.zeros(len(links))]),
        tuple(Link((names[a], names[b]), float(m)) for (a, b), m in zip(joined, lengths, strict=True)),
        tuple(Link((names[a], names[b]), float(m)) for (a, b), m in zip(pairs[barred], length_m[barred], strict=True)),
    )
    return result if most_pieces is None else _opened(result, pairs[barred], length_m[barred], most_pieces)


def _borders(shapes: npt.NDArray[np.object_]) -> tuple[Pairs, npt.NDArray[np.object_]]:
    """Pairs that share a border, and the border. Borders drawn twice may lie up to a metre apart."""
    first, second = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=1.0)
    once = first < second
    first, second = first[once], second[once]
    outlines = shapely.boundary(shapes)
    borders = shapely.intersection(outlines[first], outlines[second])
    short = np.flatnonzero(shapely.length(borders) < LEAST_BORDER_M)
    borders[short] = shapely.intersection(outlines[first[short]], shapely.buffer(shapes[second[short]], 1.0))
    rook = shapely.length(borders) >= LEAST_BORDER_M
    return np.column_stack([first[rook], second[rook]]), borders[rook]


def _barred(
    project: Project, shapes: npt.NDArray[np.object_], pairs: Pairs, borders: npt.NDArray[np.object_]
) -> npt.NDArray[np.bool_]:
    lines = project.reference_lines
    barred = np.zeros(len(pairs), dtype=bool)
    barriers = lines[lines["kind"].isin(["river", "railway"]) & ~lines.geometry.isna()]
    if barriers.empty or not len(pairs):
        return barred
    reach = barriers["width_m"].fillna(0).to_numpy(dtype=float) / 2 + BARRIER_REACH_M
    bands = shapely.union_all(shapely.buffer(to_metres(barriers.geometry, project.about.map_crs), reach))
    shapely.prepare(bands)
    along = shapely.length(shapely.intersection(borders, bands))
    barred = along >= 0.5 * shapely.length(borders)
    roads = lines[(lines["kind"] == "road") & ~lines.geometry.isna()]
    if roads.empty:
        return barred
    streets = to_metres(roads.geometry, project.about.map_crs)
    tree, widest = shapely.STRtree(streets), float(reach.max())
    for position in np.flatnonzero(barred):
        place = shapely.buffer(borders[position], widest + ROAD_INSIDE_M)
        near = shapely.get_parts(shapely.intersection(streets[tree.query(place, predicate="intersects")], place))
        one, other = (shapely.length(shapely.intersection(near, shapes[unit])) for unit in pairs[position])
        # A road on one bank only is no bridge, nor are two roads that end at the water.
        barred[position] = not ((one >= ROAD_INSIDE_M) & (other >= ROAD_INSIDE_M)).any()
    return barred


def _islands(shapes: npt.NDArray[np.object_], pairs: Pairs) -> tuple[Pairs, list[float], list[tuple[int, int]]]:
    """Crossings that make one piece of all, as a tree of shortest distances between the pieces (Kruskal)."""
    neighbours: list[list[int]] = [[] for _ in shapes]
    for a, b in pairs.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    pieces = pieces_of(range(len(shapes)), neighbours)
    if len(pieces) < 2:
        return np.zeros((0, 2), dtype=np.intp), [], []
    piece_of = np.zeros(len(shapes), dtype=int)
    for number, piece in enumerate(pieces):
        piece_of[piece] = number
    ways: list[tuple[float, int, int]] = []
    for number, piece in enumerate(pieces[:-1]):
        later = np.flatnonzero(piece_of > number)
        far = shapely.distance(shapes[piece][:, None], shapes[later][None, :])
        far = np.where(np.isnan(far), 1e9, far)  # a unit without land is joined too, last of all
        for other in range(number + 1, len(pieces)):
            there = np.flatnonzero(piece_of[later] == other)
            a, b = np.unravel_index(np.argmin(far[:, there]), (len(piece), len(there)))
            ways.append((float(far[a, there[b]]), piece[a], int(later[there[b]])))
    root = list(range(len(pieces)))
    chosen: list[tuple[int, int]] = []
    lengths: list[float] = []
    for length, a, b in sorted(ways):
        one, other = root[piece_of[a]], root[piece_of[b]]
        if one != other:
            root = [one if r == other else r for r in root]
            chosen.append((min(a, b), max(a, b)))
            lengths.append(length)
    return np.array(chosen, dtype=np.intp).reshape(-1, 2), lengths, chosen


def _opened(graph: Contiguity, barred: Pairs, border_m: npt.NDArray[np.float64], most_pieces: int) -> Contiguity:
    """The graph with the longest barred borders open again, until there are few enough pieces."""
    reopened: list[int] = []
    for position in np.argsort(-border_m, kind="stable"):
        pieces = graph.pieces()
        if len(pieces) <= most_pieces:
            break
        a, b = barred[position]
        if not any(a in piece and b in piece for piece in pieces):
            graph = replace(
                graph,
                pairs=np.vstack([graph.pairs, barred[[position]]]),
                border_m=np.append(graph.border_m, border_m[position]),
            )
            reopened.append(int(position))
    gone = set(reopened)
    return replace(
        graph,
        barred=tuple(link for n, link in enumerate(graph.barred) if n not in gone),
        reopened=tuple(graph.barred[n] for n in reopened),
    )
