"""A line and the borders that it meets get each other's vertices, so that neither crosses the other between two."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely

from mapper.analysis.land.borders import Borders, Ring, Vertex, rounded
from mapper.errors import InputError

_AT_M = 0.01  # nearer than this is the same place
_MOST_TURNS = 400


def noded(borders: Borders, line: Ring) -> Ring:
    """The line with a vertex wherever it meets a border; the borders, changed in place, get the same ones.

    Parameters
    ----------
    line
        Vertices in degrees, the first and the last of them vertices of borders already.

    Raises
    ------
    InputError
        ``stroke_crosses_itself`` where it meets borders too often to be meant as one.
    """
    for _ in range(_MOST_TURNS):
        after = _turn(borders, line)
        if after is None:
            return line
        line = after
    raise InputError("stroke_crosses_itself")


def _turn(borders: Borders, line: Ring) -> Ring | None:
    """One more vertex in common; None where there is none lacking."""
    edges = list({(min(a, b), max(a, b)) for _, ring in borders.rings("communities") for a, b in _around(ring)})
    ends = np.stack([borders.metres(edge) for edge in edges])
    lines = np.array(shapely.linestrings(ends), dtype=object)
    tree = shapely.STRtree(lines)
    corners = list({vertex for edge in edges for vertex in edge})
    corner_tree = shapely.STRtree(np.array(shapely.points(borders.metres(corners)), dtype=object))
    known = set(corners)
    # The line's own vertices on a border.
    for at, vertex in enumerate(line):
        if vertex in known:
            continue
        place = shapely.Point(borders.metres([vertex])[0])
        near = corner_tree.query(place, "dwithin", distance=_AT_M)
        if len(near):
            moved = corners[int(near[0])]
            return _without_doubles([*line[:at], moved, *line[at + 1 :]])
        beside = tree.query(place, "dwithin", distance=_AT_M)
        if len(beside):
            start, end = edges[int(beside[0])]
            foot = borders.degrees(shapely.get_coordinates(shapely.shortest_line(lines[int(beside[0])], place))[0])
            borders.insert(start, end, [foot])
            borders.join_at(foot)
            return [*line[:at], foot, *line[at + 1 :]]
    for at, (start, end) in enumerate(pairwise(line)):
        piece = shapely.LineString(borders.metres([start, end]))
        # Vertices of borders on the line.
        on = [corners[int(i)] for i in corner_tree.query(piece, "dwithin", distance=_AT_M)]
        on = [vertex for vertex in on if vertex not in (start, end)]
        if on:
            first = min(on, key=lambda vertex: piece.project(shapely.Point(borders.metres([vertex])[0])))
            return [*line[: at + 1], first, *line[at + 1 :]]
        for number in tree.query(piece, "crosses").tolist():
            a, b = edges[number]
            if {a, b} & {start, end}:
                continue
            crossing = shapely.intersection(piece, lines[number])
            if crossing.geom_type != "Point":
                continue
            common = rounded(borders.degrees(shapely.get_coordinates(crossing)[0]))
            borders.insert(a, b, [common])
            borders.join_at(common)
            return [*line[: at + 1], common, *line[at + 1 :]]
    return None


def _around(ring: Ring) -> Iterator[tuple[Vertex, Vertex]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _without_doubles(line: Ring) -> list[Vertex]:
    return [vertex for at, vertex in enumerate(line) if not at or vertex != line[at - 1]]
