"""Borders between labelled points, drawn so that neighbours share every vertex.

Points with labels are joined to Delaunay triangles. In a triangle whose corners have two labels the border runs from
edge to edge; where three labels meet it runs from the middle to all three edges (marching triangles). Each piece stays
inside its triangle, so borders cannot cross, whatever the labels are.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

XY = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Mesh:
    """Points (n, 2), Delaunay triangles (t, 3) and edges (e, 2) between them, as row numbers of points."""

    xy: XY
    triangles: Integers
    edges: Integers
    triangle_edges: Integers  # (t, 3): edge between corners 0–1, 1–2, 2–0


def mesh(xy: XY) -> Mesh:
    """The Delaunay mesh of points; all of them must differ."""
    corners = shapely.get_coordinates(shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(xy))))
    corners = corners.reshape(-1, 4, 2)[:, :3].reshape(-1, 2)
    place = xy[:, 0] + 1j * xy[:, 1]
    order = np.argsort(place, kind="stable")
    triangles = order[np.searchsorted(place[order], corners[:, 0] + 1j * corners[:, 1])].reshape(-1, 3)
    sides = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    edges, which = np.unique(sides, axis=0, return_inverse=True)
    return Mesh(xy, triangles, edges, which.reshape(-1, 3))


def border_lines(grid: Mesh, labels: Integers) -> list[XY]:
    """The border of the labels as lines from junction to junction (or closed), in the mesh's own coordinates."""
    corner = labels[grid.triangles]
    cut = corner != np.roll(corner, -1, axis=1)
    middle = grid.xy[grid.edges].mean(axis=1)
    centre = grid.xy[grid.triangles].mean(axis=1)
    links: dict[int, list[int]] = defaultdict(list)
    for triangle in np.flatnonzero(cut.any(axis=1)):
        crossed = grid.triangle_edges[triangle][cut[triangle]].tolist()
        # Junctions are numbered after the edges.
        pairs = [crossed] if len(crossed) == 2 else [(len(middle) + triangle, edge) for edge in crossed]
        for a, b in pairs:
            links[int(a)].append(int(b))
            links[int(b)].append(int(a))
    nodes = np.vstack([middle, centre])
    return [nodes[chain] for chain in _chains(links)]


def _chains(links: dict[int, list[int]]) -> list[list[int]]:
    walked: set[tuple[int, int]] = set()
    chains = []
    junctions = [node for node, others in links.items() if len(others) != 2]
    for start in (*junctions, *links):
        for first in links[start]:
            if (start, first) in walked:
                continue
            chain = [start, first]
            walked |= {(start, first), (first, start)}
            while len(links[chain[-1]]) == 2 and chain[-1] != start:
                a, b = links[chain[-1]]
                onward = b if a == chain[-2] else a
                walked |= {(chain[-1], onward), (onward, chain[-1])}
                chain.append(onward)
            chains.append(chain)
    return chains


def smoothed(line: XY) -> XY:
    """Corners cut off once (Chaikin); the ends of an open line stay where they are."""
    if len(line) < 3:
        return line
    a, b = line[:-1], line[1:]
    cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
    if np.array_equal(line[0], line[-1]):
        return np.vstack([cut, cut[:1]])
    return np.vstack([line[:1], cut[1:-1], line[-1:]])


def wiggled(line: XY, rng: np.random.Generator, roughness: float, shortest_m: float) -> XY:
    """Middles of long segments moved sideways by a normal share of their length, again and again (fractal)."""
    for _ in range(4):
        step = np.diff(line, axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        if (length <= shortest_m).all():
            return line
        aside = np.column_stack([-step[:, 1], step[:, 0]]) * np.clip(
            rng.normal(0, roughness, (len(step), 1)), -0.3, 0.3
        )
        between = np.where((length > shortest_m)[:, None], (line[:-1] + line[1:]) / 2 + aside, np.nan)
        line = np.vstack([np.stack([line[:-1], between], axis=1).reshape(-1, 2), line[-1:]])
        line = line[~np.isnan(line[:, 0])]
    return line


def polygons(lines: list[XY], xy: XY, labels: Integers) -> dict[int, Polygon | MultiPolygon]:
    """The land of each label that the lines enclose; a face belongs to the label that most of its points have."""
    faces = shapely.get_parts(shapely.polygonize([LineString(line) for line in lines]))
    point, face = shapely.STRtree(faces).query(shapely.points(xy), predicate="within")
    parts: dict[int, list[Polygon]] = defaultdict(list)
    for number, shape in enumerate(faces):
        inside = labels[point[face == number]]
        if len(inside):
            values, counts = np.unique(inside, return_counts=True)
            parts[int(values[counts.argmax()])].append(shape)
    return {
        label: shapes[0] if len(shapes) == 1 else MultiPolygon([shapes[i] for i in np.argsort(-shapely.area(shapes))])
        for label, shapes in sorted(parts.items())
    }
