"""The borders near the view, as arrays that a moving pointer can ask a hundred times a second."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from layers.viewport import Bounds, Point
from mapper.crs import transform_xy
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema import DEGREES

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
_NOBODY = -1
_MOST_VERTICES = 250_000


@dataclass(frozen=True)
class OnLine:
    """A place on a reference line: the line in degrees, its kind and name, the place in metres."""

    line: shapely.LineString
    kind: str
    name: str
    place_m: Point
    far_m: float


class BorderIndex:
    """Vertices and edges of all units in a box, each once, with the units on either side.

    Attributes
    ----------
    codes
        Codes of the units.
    vertices, vertices_m
        Different vertices in degrees, as they are to the last bit, and in metres of the map; shape (n, 2).
    edges
        Vertex numbers of each edge's ends; shape (m, 2).
    sides
        Numbers of the units (in ``codes``) that have the edge, the second -1 where only one has it; shape (m, 2).
    """

    def __init__(self, project: Project, box_m: Bounds) -> None:
        self.project, self.box_m, self.crs = project, box_m, project.about.map_crs
        west, south, east, north = box_m
        corners = np.array([[west, south], [west, north], [east, south], [east, north]])
        lon_lat = transform_xy(corners, self.crs, DEGREES)
        self._box = shapely.box(*lon_lat.min(axis=0), *lon_lat.max(axis=0))
        geometry = project.communities.geometry
        near = np.sort(geometry.sindex.query(self._box))
        self._shapes = np.asarray(geometry.array, dtype=object)[near]
        # Of a whole province nobody moves a vertex; the map says to come closer.
        self.too_many = int(shapely.get_num_coordinates(self._shapes).sum()) > _MOST_VERTICES
        if self.too_many:
            near, self._shapes = near[:0], self._shapes[:0]
        self.codes = [str(code) for code in project.communities.index[near]]
        parts, part_of = shapely.get_parts(self._shapes, return_index=True)
        rings, ring_of = shapely.get_rings(parts, return_index=True)
        xy, at_ring = shapely.get_coordinates(rings, return_index=True)
        places, number = np.unique(xy[:, 0] + 1j * xy[:, 1], return_inverse=True)
        self.vertices: Floats = np.column_stack([places.real, places.imag])
        self.vertices_m: Floats = transform_xy(self.vertices, DEGREES, self.crs) if len(places) else self.vertices
        goes_on = at_ring[:-1] == at_ring[1:]
        starts, ends = number[:-1][goes_on], number[1:][goes_on]
        owner = part_of[ring_of[at_ring[:-1][goes_on]]]
        self._starts, self._ends, self._owner = starts, ends, owner
        self.edges, self.sides = _edges_once(starts, ends, owner, len(places))

    @cached_property
    def _outer(self) -> npt.NDArray[np.bool_]:
        """Which vertices have an edge with a unit on one side only."""
        outer = np.zeros(len(self.vertices), dtype=bool)
        outer[self.edges[self.sides[:, 1] == _NOBODY].ravel()] = True
        return outer

    @cached_property
    def _edge_tree(self) -> shapely.STRtree:
        lines = np.array(shapely.linestrings(self.vertices_m[self.edges]), dtype=object)
        return shapely.STRtree(lines.reshape(-1))

    def covers(self, bounds_m: Bounds) -> bool:
        """Whether the box holds all of this land."""
        mine = self.box_m
        return mine[0] <= bounds_m[0] and mine[1] <= bounds_m[1] and bounds_m[2] <= mine[2] and bounds_m[3] <= mine[3]

    def within(self, bounds_m: Bounds) -> Ints:
        """Numbers of the vertices in a box."""
        x, y = self.vertices_m.T if len(self.vertices) else (np.zeros(0), np.zeros(0))
        inside = (x >= bounds_m[0]) & (x <= bounds_m[2]) & (y >= bounds_m[1]) & (y <= bounds_m[3])
        return np.flatnonzero(inside)

    def vertex_at(self, place_m: Point, within_m: float) -> int | None:
        """The nearest vertex, None where none is within reach."""
        if not len(self.vertices):
            return None
        far = np.hypot(*(self.vertices_m - np.asarray(place_m)).T)
        best = int(far.argmin())
        return best if far[best] <= within_m else None

    def edge_at(self, place_m: Point, within_m: float) -> tuple[int, Point] | None:
        """The nearest edge and the place on it, in metres; None where none is within reach."""
        if not len(self.edges):
            return None
        start, end = self.vertices_m[self.edges[:, 0]], self.vertices_m[self.edges[:, 1]]
        way = end - start
        length_2 = np.maximum((way**2).sum(axis=1), 1e-12)
        share = np.clip(((np.asarray(place_m) - start) * way).sum(axis=1) / length_2, 0.0, 1.0)
        foot = start + share[:, None] * way
        far = np.hypot(*(foot - np.asarray(place_m)).T)
        best = int(far.argmin())
        return (best, (float(foot[best, 0]), float(foot[best, 1]))) if far[best] <= within_m else None

    def is_outer(self, vertex: int) -> bool:
        """Whether a border at the vertex has a unit on one side only."""
        return bool(self._outer[vertex])

    def ends_at(self, vertex: int) -> Ints:
        """The other ends of the edges at a vertex."""
        here = self.edges[(self.edges == vertex).any(axis=1)]
        ends: Ints = here[here != vertex]
        return ends

    def units_of_edge(self, edge: int) -> list[str]:
        """Codes of the one or two units that have an edge."""
        return [self.codes[unit] for unit in self.sides[edge] if unit != _NOBODY]

    def units_at(self, vertex: int) -> list[str]:
        """Codes of the units that have a vertex."""
        return sorted({self.codes[unit] for unit in self._owner[self._starts == vertex]})

    def same_border(self, edge: int) -> Ints:
        """Numbers of all edges between the same two units (in the box)."""
        return np.flatnonzero((self.sides == self.sides[edge]).all(axis=1))

    @cached_property
    def locked_edges(self) -> Ints:
        """Numbers of the edges of locked units and of locked borders."""
        number = {code: at for at, code in enumerate(self.codes)}
        locked = np.zeros(len(self.edges), dtype=bool)
        for row in self.project.locks.itertuples():
            one, other = number.get(row.subject), number.get(row.other_code)
            if row.kind == "unit" and one is not None:
                locked |= (self.sides == one).any(axis=1)
            elif row.kind == "border" and one is not None and other is not None:
                locked |= (np.sort(self.sides, axis=1) == np.sort([one, other])).all(axis=1)
        return np.flatnonzero(locked)

    def gains_m2(self, vertex: int, to_m: Point) -> dict[str, float]:
        """How much land each unit gains where the vertex goes there; by the corner of each ring that has it."""
        moved = np.asarray(to_m) - self.vertices_m[vertex]
        gains: dict[str, float] = {}
        for before in np.flatnonzero(self._ends == vertex):
            unit = self._owner[before]
            after = np.flatnonzero((self._starts == vertex) & (self._owner == unit))
            follows = before + 1 if before + 1 in after else after[0]  # the last edge of a ring ends where it begins
            across = self.vertices_m[self._ends[follows]] - self.vertices_m[self._starts[before]]
            gain = 0.5 * (moved[0] * across[1] - moved[1] * across[0]) * self._turn(int(unit))
            gains[self.codes[unit]] = gains.get(self.codes[unit], 0.0) + float(gain)
        return gains

    def _turn(self, unit: int) -> float:
        """1 where a unit's outer ring runs against the clock, else -1; files do both."""
        part = shapely.get_geometry(self._shapes[unit], 0)
        return 1.0 if shapely.is_ccw(shapely.get_exterior_ring(part)) else -1.0

    def crosses(self, vertex: int, to_m: Point) -> bool:
        """Whether the vertex's edges would cross other borders there."""
        ends = self.ends_at(vertex)
        new = shapely.linestrings(np.stack([np.tile(to_m, (len(ends), 1)), self.vertices_m[ends]], axis=1))
        _, edges = self._edge_tree.query(new, predicate="crosses")
        return bool((~(self.edges[edges] == vertex).any(axis=1)).any())

    def unit_at(self, place_m: Point) -> str | None:
        """Code of the unit that a place lies in, the first where several claim it."""
        lon, lat = self.degrees(place_m)
        inside = np.flatnonzero(shapely.intersects_xy(self._shapes, lon, lat))
        return self.codes[int(inside[0])] if len(inside) else None

    def line_at(self, place_m: Point, within_m: float) -> OnLine | None:
        """The nearest river, road or railway, None where none is within reach."""
        best: OnLine | None = None
        for line, line_m, kind, name in self._lines:
            far = float(shapely.distance(line_m, shapely.Point(place_m)))
            if far <= within_m and (best is None or far < best.far_m):
                on = line_m.interpolate(line_m.project(shapely.Point(place_m)))
                best = OnLine(line, kind, name, (on.x, on.y), far)
        return best

    @cached_property
    def _lines(self) -> list[tuple[shapely.LineString, BaseGeometry, str, str]]:
        frame = self.project.reference_lines
        found = []
        for position in frame.geometry.sindex.query(self._box, predicate="intersects") if len(frame) else ():
            row = frame.iloc[int(position)]
            for part in shapely.get_parts(row.geometry):
                name = row["name"] if isinstance(row["name"], str) else ""
                found.append((part, self.metres(part), str(row["kind"]), name))
        return found

    def metres(self, shape: BaseGeometry) -> BaseGeometry:
        """A shape in degrees, in metres of the map."""
        moved: BaseGeometry = shapely.transform(shape, lambda xy: transform_xy(xy, DEGREES, self.crs))
        return moved

    def degrees(self, place_m: Point) -> Point:
        """A place in metres of the map, in degrees."""
        lon, lat = transform_xy(np.array([place_m], dtype=float), self.crs, DEGREES)[0]
        return float(lon), float(lat)

    def vertex(self, number: int) -> Point:
        """A vertex in degrees, exactly as the outlines have it."""
        lon, lat = self.vertices[number].tolist()
        return lon, lat


def _edges_once(starts: Ints, ends: Ints, owner: Ints, vertices: int) -> tuple[Ints, Ints]:
    """Each edge once, and the first two units that have it."""
    low, high = np.minimum(starts, ends), np.maximum(starts, ends)
    key = low * max(vertices, 1) + high
    order = np.argsort(key, kind="stable")
    _, first, count = np.unique(key[order], return_index=True, return_counts=True)
    edges = np.column_stack([low[order][first], high[order][first]])
    second = np.where(count > 1, owner[order][np.minimum(first + 1, max(len(order) - 1, 0))], _NOBODY)
    return edges, np.column_stack([owner[order][first], second])
