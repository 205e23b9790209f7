"""Borders near an edit, as rings that share their vertices: what one outline does at a vertex, all outlines do.

Two outlines share a vertex where its coordinates are the same to the last bit. Where a neighbour has a border without
the vertex on it (a T-junction), :meth:`Borders.join_at` first puts the vertex there too. Places on a border are found
in metres, because a line that is straight on the map is the one whose area counts.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.crs import XY, transform_xy
from mapper.geometry import polygons_of
from mapper.project import Project
from mapper.schema import DEGREES

Key = tuple[str, str]  # table (communities or stations) and code
Vertex = tuple[float, float]  # longitude and latitude
Ring = list[Vertex]  # open: the first vertex is not repeated
_TABLES = ("communities", "stations")


class Borders:
    """The outlines of units and stations that reach into a box; changed in place, written back by the edit.

    Parameters
    ----------
    project
        Whose units and stations; rows without a shape are left out.
    box
        West, south, east and north in degrees.
    """

    def __init__(self, project: Project, box: tuple[float, float, float, float]) -> None:
        self.crs = project.about.map_crs
        self.tolerance_m = project.norms.least_width_m / 2
        reach = self.tolerance_m / 50_000  # in degrees, more than the tolerance anywhere in China
        wide = shapely.box(box[0] - reach, box[1] - reach, box[2] + reach, box[3] + reach)
        self.outlines: dict[Key, list[list[Ring]]] = {}
        for table in _TABLES:
            frame = project.table(table)
            geometry = frame.geometry
            for position in np.sort(geometry.sindex.query(wide)):
                self.outlines[table, str(frame.index[position])] = _rings_of(geometry.iloc[position])
        self._before = {key: [[list(ring) for ring in part] for part in parts] for key, parts in self.outlines.items()}
        self._metres: dict[Vertex, Vertex] = {}

    # Asking -------------------------------------------------------------------------------------------------------

    def rings(self, table: str | None = None) -> Iterator[tuple[Key, Ring]]:
        """Every ring that has a vertex, of one table or of both, with whose it is."""
        for key, parts in self.outlines.items():
            if table is None or key[0] == table:
                for part in parts:
                    yield from ((key, ring) for ring in part if ring)

    def holders(self, vertex: Vertex, table: str = "communities") -> list[str]:
        """Codes of the outlines that have the vertex."""
        return sorted({key[1] for key, ring in self.rings(table) if vertex in ring})

    def edges_at(self, vertex: Vertex, table: str = "communities") -> Counter[Vertex]:
        """The other ends of all edges at a vertex, with how many rings of the table have each edge."""
        ends: Counter[Vertex] = Counter()
        for ring in [ring for _, ring in self.rings(table) if vertex in ring]:
            for position, there in enumerate(ring):
                if there == vertex:
                    ends[ring[position - 1]] += 1
                    ends[ring[(position + 1) % len(ring)]] += 1
        return ends

    def is_inner(self, vertex: Vertex) -> bool:
        """Whether every edge at the vertex has a unit on both sides, so that moving it takes nothing from the whole."""
        return set(self.edges_at(vertex).values()) == {2}

    def nearest_vertex(self, xy: Vertex, within_m: float) -> Vertex | None:
        """The unit vertex nearest to a place, None where none is within reach."""
        vertices = list({vertex for _, ring in self.rings("communities") for vertex in ring})
        if not vertices:
            return None
        there = self.metres([xy])[0]
        far = np.hypot(*(self.metres(vertices) - there).T)
        best = int(far.argmin())
        return vertices[best] if far[best] <= within_m else None

    def nearest_edge(self, xy: Vertex, within_m: float) -> tuple[Vertex, Vertex, Vertex] | None:
        """The unit edge nearest to a place, and the place on it (straight in metres); None where none is in reach."""
        there = self.metres([xy])[0]
        best: tuple[float, Vertex, Vertex, XY] | None = None
        for _, ring in self.rings("communities"):
            starts = self.metres(ring)
            ends = np.roll(starts, -1, axis=0)
            share = _along(there, starts, ends)
            foot = starts + share[:, None] * (ends - starts)
            far = np.hypot(*(foot - there).T)
            at = int(far.argmin())
            if far[at] <= within_m and (best is None or far[at] < best[0]):
                best = float(far[at]), ring[at], ring[(at + 1) % len(ring)], foot[at]
        if best is None:
            return None
        _, start, end, place = best
        return start, end, self.degrees(place)

    def metres(self, vertices: Iterable[Vertex]) -> XY:
        """Vertices in the project's metre CRS, shape (n, 2)."""
        wanted = list(vertices)
        missing = [vertex for vertex in dict.fromkeys(wanted) if vertex not in self._metres]
        if missing:
            moved = transform_xy(np.array(missing, dtype=float), DEGREES, self.crs)
            self._metres.update(zip(missing, map(tuple, moved.tolist()), strict=True))
        return np.array([self._metres[vertex] for vertex in wanted], dtype=float).reshape(-1, 2)

    def known_places(self) -> Mapping[tuple[float, float], Vertex]:
        """Place in metres → vertex, for every vertex whose metres were asked for."""
        return {place: vertex for vertex, place in self._metres.items()}

    def degrees(self, place_m: XY) -> Vertex:
        """A place in metres as a vertex."""
        lon, lat = transform_xy(np.asarray(place_m, dtype=float).reshape(1, 2), self.crs, DEGREES)[0]
        return float(lon), float(lat)

    def chains(self, first: str, second: str) -> list[Ring]:
        """The stretches of border that two units share, each in order; a closed one begins anywhere."""
        edges = {edge for _, ring in self._of(second) for edge in _edges(ring)}
        found: list[Ring] = []
        for _, ring in self._of(first):
            shared = [(end, start) in edges or (start, end) in edges for start, end in _edges(ring)]
            if not any(shared):
                continue
            turn = 0 if all(shared) else next(i for i in range(len(ring)) if shared[i] and not shared[i - 1])
            around = [(i + turn) % len(ring) for i in range(len(ring))]
            chain: Ring = []
            for i in around:
                if shared[i]:
                    chain = chain or [ring[i]]
                    chain.append(ring[(i + 1) % len(ring)])
                elif chain:
                    found.append(chain)
                    chain = []
            if chain:
                found.append(chain)
        return found

    def _of(self, code: str) -> Iterator[tuple[Key, Ring]]:
        return ((key, ring) for key, ring in self.rings("communities") if key[1] == code)

    # Changing -----------------------------------------------------------------------------------------------------

    def move(self, old: Vertex, new: Vertex) -> None:
        """The vertex lies elsewhere, in every outline that has it."""
        self._each(lambda ring: [new if vertex == old else vertex for vertex in ring])

    def delete(self, old: Vertex) -> None:
        """The vertex goes, from every outline that has it."""
        self._each(lambda ring: [vertex for vertex in ring if vertex != old])

    def insert(self, start: Vertex, end: Vertex, new: Iterable[Vertex]) -> None:
        """Vertices between two others, in order from ``start``, in every outline that has that edge."""
        ahead = list(new)

        def grown(ring: Ring) -> Ring:
            if start not in ring or end not in ring:
                return ring
            result: Ring = []
            for one, other in _edges(ring):
                result.append(one)
                if (one, other) == (start, end):
                    result.extend(ahead)
                elif (one, other) == (end, start):
                    result.extend(reversed(ahead))
            return result

        self._each(grown)

    def set_shape(self, key: Key, shape: BaseGeometry) -> None:
        """Another outline for a unit or station."""
        self.outlines[key] = _rings_of(shape)

    def _each(self, change: Callable[[Ring], Ring]) -> None:
        for parts in self.outlines.values():
            for part in parts:
                for position, ring in enumerate(part):
                    changed = change(ring)
                    if changed != ring:
                        part[position] = [v for i, v in enumerate(changed) if v != changed[i - 1]]

    def join_at(self, vertex: Vertex) -> None:
        """Make every border at the vertex one that its neighbours have too, with the same vertices.

        A vertex of theirs within the tolerance that is meant to be the same becomes the same, the vertex goes into
        borders that pass by it without having it, and vertices of neighbours that lie on an edge here go into that
        edge. Borders that match already are left as they are.
        """
        self._weld(vertex)
        self._join_passing(vertex)
        for _ in range(1000):  # each turn adds a vertex; there are only so many
            edge = self._lacking_edge(vertex)
            if edge is None:
                return
            key, end, between = edge
            self._insert_in(key, vertex, end, between)

    def join(self, first: str, second: str) -> None:
        """:meth:`join_at` for every vertex that one of two units has on the other's border without a match there."""
        for one, other in ((first, second), (second, first)):
            theirs = {vertex for _, ring in self._of(other) for vertex in ring}
            lines = [shapely.LinearRing(self.metres(ring)) for _, ring in self._of(other) if len(ring) > 2]
            missing = [vertex for _, ring in self._of(one) for vertex in ring if vertex not in theirs]
            if not missing or not lines:
                continue
            far = shapely.distance(shapely.points(self.metres(missing)), shapely.union_all(lines))
            for at in np.flatnonzero(far <= self.tolerance_m):
                self.join_at(missing[at])

    def join_along(self, path: Ring) -> None:
        """:meth:`join_at` for those vertices of a path along borders that an outline passes by without having them."""
        rings = [ring for _, ring in self.rings() if len(ring) > 2]
        lines = [shapely.LinearRing(self.metres(ring)) for ring in rings]
        had = [set(ring) for ring in rings]
        places = shapely.points(self.metres(path))
        at, passing = shapely.STRtree(lines).query(places, predicate="dwithin", distance=self.tolerance_m)
        for number in dict.fromkeys(n for n, ring in zip(at, passing, strict=True) if path[n] not in had[ring]):
            self.join_at(path[number])

    def _weld(self, vertex: Vertex) -> None:
        """Vertices of other outlines that stand for this one, but for a few decimetres, become this one.

        Files that were drawn one outline at a time have them. Two vertices that one unit has both of are two, as are
        those of units that a station's outline has.
        """
        there = self.metres([vertex])[0]
        for table in _TABLES:
            for _, ring in [*self.rings(table)]:
                if vertex in ring:
                    continue
                far = np.hypot(*(self.metres(ring) - there).T)
                other = ring[int(far.argmin())]
                if other == vertex or far.min() > self.tolerance_m:
                    continue
                apart = not set(self.holders(vertex)).isdisjoint(self.holders(other))
                if not apart:
                    self.move(other, vertex)

    def _join_passing(self, vertex: Vertex) -> None:
        # Jurisdictions after units: where a unit's border gets the vertex, its station's does too.
        for table in _TABLES:
            for parts in [parts for key, parts in self.outlines.items() if key[0] == table]:
                for part in parts:
                    for position, ring in enumerate(part):
                        at = self._passing(ring, vertex, table)
                        if at is not None:
                            part[position] = [*ring[: at + 1], vertex, *ring[at + 1 :]]

    def _passing(self, ring: Ring, vertex: Vertex, table: str) -> int | None:
        """Position of the start of a ring's edge, not matched yet, that passes by a vertex; None where none does."""
        if not ring or vertex in ring:
            return None
        there = self.metres([vertex])[0]
        starts = self.metres(ring)
        ends = np.roll(starts, -1, axis=0)
        share = _along(there, starts, ends)
        far = np.hypot(*(starts + share[:, None] * (ends - starts) - there).T)
        at = int(far.argmin())
        edge = ring[at], ring[(at + 1) % len(ring)]
        return None if far[at] > self.tolerance_m or self._is_matched(table, *edge) else at

    def _lacking_edge(self, vertex: Vertex) -> tuple[Key, Vertex, Vertex] | None:
        """An edge at the vertex without a match that a vertex of another outline lies on: whose, its end, and that."""
        vertices = list({v for _, ring in self.rings() for v in ring})
        for key, ring in self.rings():
            for position, there in enumerate(ring):
                if there != vertex:
                    continue
                for end in (ring[position - 1], ring[(position + 1) % len(ring)]):
                    if self._is_matched(key[0], vertex, end):
                        continue
                    near = self._on_line(vertices, vertex, end)
                    between = [v for v, on in zip(vertices, near, strict=True) if on and v not in ring]
                    if between:
                        here = self.metres([vertex])[0]
                        far = np.hypot(*(self.metres(between) - here).T)
                        return key, end, between[int(far.argmin())]
        return None

    def _on_line(self, vertices: list[Vertex], start: Vertex, end: Vertex) -> np.ndarray:
        """Which vertices lie on an edge and at neither end of it."""
        a, b = self.metres([start, end])
        xy = self.metres(vertices)
        share = _along(xy, a, b)
        far = np.hypot(*(a + share[:, None] * (b - a) - xy).T)
        at_end = np.minimum(np.hypot(*(xy - a).T), np.hypot(*(xy - b).T))
        return np.asarray((far <= self.tolerance_m) & (at_end > self.tolerance_m))

    def _insert_in(self, key: Key, start: Vertex, end: Vertex, new: Vertex) -> None:
        for part in self.outlines[key]:
            for position, ring in enumerate(part):
                grown: Ring = []
                for one, other in _edges(ring):
                    grown.append(one)
                    if {one, other} == {start, end}:
                        grown.append(new)
                part[position] = grown

    def _is_matched(self, table: str, start: Vertex, end: Vertex) -> bool:
        """Whether an edge is had from its other side: by two units, or for a station's border by some unit."""
        return self.edges_at(start)[end] >= (2 if table == "communities" else 1)

    # Results ------------------------------------------------------------------------------------------------------

    def shape(self, key: Key) -> BaseGeometry:
        """An outline as a polygon in degrees; rings of fewer than three vertices are left out, so it may be empty."""
        polygons = []
        for shell, *holes in self.outlines[key]:
            if len(shell) > 2:
                polygons.append(shapely.Polygon(shell, [hole for hole in holes if len(hole) > 2]))
        if not polygons:
            return shapely.Polygon()
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)

    def changed(self) -> Mapping[Key, BaseGeometry]:
        """The outlines that are no longer what they were."""
        return {key: self.shape(key) for key, rings in self.outlines.items() if rings != self._before.get(key)}


def rounded(xy: tuple[float, float]) -> Vertex:
    """A place as a vertex that is kept: to a billionth of a degree, a tenth of a millimetre."""
    return round(float(xy[0]), 9), round(float(xy[1]), 9)


def _rings_of(shape: BaseGeometry) -> list[list[Ring]]:
    return [[_open(ring) for ring in (part.exterior, *part.interiors)] for part in polygons_of(shape)]


def _open(ring: shapely.LinearRing) -> Ring:
    return [(x, y) for x, y in shapely.get_coordinates(ring)[:-1].tolist()]


def _edges(ring: Ring) -> Iterator[tuple[Vertex, Vertex]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _along(places: XY, starts: XY, ends: XY) -> XY:
    """How far along an edge (0–1) the point of it lies that is nearest to a place; any of the three may be one row."""
    direction = ends - starts
    length_2 = (direction**2).sum(axis=-1)
    share = ((places - starts) * direction).sum(axis=-1) / np.where(length_2 > 0, length_2, 1.0)
    return np.asarray(np.clip(share, 0.0, 1.0))
