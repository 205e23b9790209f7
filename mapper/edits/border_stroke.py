"""A border redrawn by one stroke: a line from border to border becomes the border; the land between changes hands."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.analysis.land.borders import Borders, Key, Ring, Vertex, rounded
from mapper.crs import transform_xy
from mapper.edit import Edit
from mapper.edits.boundaries import AT_VERTEX_M, redrawn
from mapper.edits.stroke_nodes import noded
from mapper.errors import InputError
from mapper.geometry import polygons_of
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project
from mapper.schema import DEGREES

ENDS_WITHIN_M = 2.0  # what the ends of a stroke may lie beside the border that they are meant to be on
_LEAST_M2 = 1e-3


@dataclass(frozen=True)
class StrokeChange:
    """What a stroke comes to.

    Attributes
    ----------
    of
        Code of the unit whose border it becomes.
    codes
        Units that get or lose land, in order of code.
    takers
        Units that the land cut off ``of`` may go to, the one with the longest border there first; more than one where
        the stretch that is replaced runs along several, empty where ``of`` only gains.
    """

    of: str
    codes: tuple[str, ...]
    takers: tuple[str, ...]


@dataclass(frozen=True)
class _Face:
    """A piece of land (metres) on one side of the stroke, with the unit that has it and the one that gets it."""

    land: shapely.Polygon
    owner: str
    to: str


@dataclass(frozen=True)
class _Way:
    """One way to read a stroke: which unit's border it becomes, and what changes hands."""

    of: str
    moved: tuple[_Face, ...]
    takers: tuple[str, ...]

    @property
    def area_m2(self) -> float:
        return sum(face.land.area for face in self.moved)


def redraw_border(line: shapely.LineString, to: str | None = None, codes: tuple[str, ...] = ()) -> Edit:
    """A line (degrees) that begins and ends on borders becomes the border of a unit that has both places.

    The land between the line and the stretch that it replaces changes hands; of all stretches that it could replace it
    is the one with the least land between. Land cut off the unit goes to the unit beyond the stretch; where several are
    there, to ``to``, else to the one with the longest common border. Stations follow.

    Parameters
    ----------
    codes
        Units that change, for the change log; :func:`read_stroke` knows them.

    The edit raises InputError ``stroke_line`` (not a line), ``stroke_crosses_itself``, ``stroke_ends`` (an end is on no
    border, or the two are on no unit's), ``stroke_parts`` (it would cut a unit into parts), ``stroke_outer`` (land that
    no unit has would come to one, or the other way round), ``stroke_same`` (it runs where the border is),
    ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        borders, way = _read(project, line, to)
        _hand_over(project, borders, way)
        return redrawn(project, borders)

    return Edit("border_redrawn", change, {"codes": list(codes), "to": to})


def read_stroke(project: Project, line: shapely.LineString) -> StrokeChange:
    """What :func:`redraw_border` would do with a line (degrees), its land not yet cut; InputError as the edit."""
    _, way = _read(project, line, None)
    codes = {code for face in way.moved for code in (face.owner, face.to)}
    return StrokeChange(way.of, tuple(sorted(codes)), way.takers)


def _read(project: Project, line: shapely.LineString, to: str | None) -> tuple[Borders, _Way]:
    """The borders with the stroke's vertices in them, and the way to read it that moves least land."""
    if not isinstance(line, shapely.LineString) or line.is_empty or not line.length:
        raise InputError("stroke_line")
    if not line.is_simple:
        raise InputError("stroke_crosses_itself")
    units = project.communities.geometry
    near = units.iloc[units.sindex.query(shapely.buffer(line, ENDS_WITHIN_M / 50_000), "intersects")]
    if near.empty:
        raise InputError("stroke_ends")
    borders = Borders(project, tuple(near.total_bounds))  # all round them, so that who is beyond is there too
    xy = [(x, y) for x, y in shapely.get_coordinates(line).tolist()]
    first, last = (_on_border(borders, place) for place in (xy[0], xy[-1]))
    both = [code for code in borders.holders(first) if code in borders.holders(last)]
    if first == last or not both:
        raise InputError("stroke_ends")
    for code in both:
        borders.join_along([v for key, ring in borders.rings("communities") if key[1] == code for v in ring])
    stroke = noded(borders, [first, *map(rounded, xy[1:-1]), last])
    if len(set(stroke)) < len(stroke):
        raise InputError("stroke_crosses_itself")
    faces = list(_faces(borders, stroke))
    ways: list[_Way] = []
    errors: list[InputError] = []
    for code in both:
        for arc, rest in _arcs(borders, code, first, last):
            try:
                ways.append(_way(project, borders, faces, code, (stroke, arc, rest), to))
            except InputError as error:
                errors.append(error)
    if not ways:
        raise errors[0] if errors else InputError("stroke_ends")
    best = min(ways, key=lambda way: way.area_m2)
    if best.area_m2 < _LEAST_M2:
        raise InputError("stroke_same")
    return borders, best


def _on_border(borders: Borders, xy: Vertex) -> Vertex:
    """The vertex of a border at an end of the stroke, put there where there is none; InputError ``stroke_ends``."""
    vertex = borders.nearest_vertex(xy, AT_VERTEX_M)
    if vertex is None:
        edge = borders.nearest_edge(xy, ENDS_WITHIN_M)
        if edge is None:
            raise InputError("stroke_ends")
        start, end, place = edge
        vertex = borders.nearest_vertex(place, borders.tolerance_m)
        if vertex is None:
            vertex = place  # not rounded: on an outline that would change the whole
            borders.insert(start, end, [vertex])
    borders.join_at(vertex)
    return vertex


def _faces(borders: Borders, stroke: Ring) -> Iterator[tuple[str, shapely.Polygon]]:
    """The pieces, in metres, that the stroke leaves of each unit near it, with the unit's code."""
    drawn = {frozenset(edge) for edge in pairwise(stroke)}
    line = shapely.LineString(borders.metres(stroke))
    for (table, code), parts in borders.outlines.items():
        if table != "communities":
            continue
        unit = shapely.transform(borders.shape((table, code)), lambda xy: _metres(borders, xy))
        if not unit.is_valid:
            continue
        if not shapely.intersects(unit, line):
            yield from ((code, part) for part in polygons_of(unit))
            continue
        edges = {
            frozenset((ring[at - 1], ring[at])) for part in parts for ring in part for at in range(len(ring))
        } | drawn
        lines = [shapely.LineString(borders.metres(edge)) for edge in edges if len(edge) == 2]
        for face in shapely.get_parts(shapely.polygonize(lines)):
            if shapely.contains(unit, face.representative_point()):
                yield code, face


def _arcs(borders: Borders, code: str, first: Vertex, last: Vertex) -> Iterator[tuple[Ring, Ring]]:
    """Each stretch of a unit's outline from ``first`` to ``last`` that the stroke may replace, and the one that stays.

    Both include their ends, in that order.
    """
    for key, ring in borders.rings("communities"):
        if key[1] == code and first in ring and last in ring:
            at = ring.index(first)
            turned = [*ring[at:], *ring[:at], first]
            cut = turned.index(last)
            ahead, back = turned[: cut + 1], turned[cut:][::-1]
            yield ahead, back
            yield back, ahead


def _way(
    project: Project,
    borders: Borders,
    faces: list[tuple[str, shapely.Polygon]],
    code: str,
    lines: tuple[Ring, Ring, Ring],
    to: str | None,
) -> _Way:
    """What changes hands where the stroke (first of ``lines``) replaces the second of them and the third stays."""
    stroke, arc, rest = lines
    rings = [[*way, *rest[-2:0:-1]] for way in (arc, stroke)]
    if min(map(len, rings)) < 3:
        raise InputError("stroke_same")
    before, after = (shapely.Polygon(borders.metres(ring)) for ring in rings)
    if not after.is_valid or len(set(stroke[1:-1]) & set(rest)):
        raise InputError("stroke_parts", unit=name_of(project.communities, code))
    between = shapely.symmetric_difference(before, after)
    shapely.prepare(between)
    takers: dict[str, float] = {}
    moved = []
    whole = 0.0
    for owner, land in faces:
        if not shapely.contains(between, land.representative_point()):
            continue
        whole += land.area
        if owner != code:
            moved.append(_Face(land, owner, code))
            continue
        beyond = _beyond(borders, land, code, arc)
        if not beyond:
            raise InputError("stroke_outer")
        for other, length_m in beyond.items():
            takers[other] = takers.get(other, 0.0) + length_m
        moved.append(_Face(land, code, to if to in beyond else max(beyond, key=lambda other: beyond[other])))
    if abs(whole - between.area) > max(_LEAST_M2, 1e-6 * between.area):
        raise InputError("stroke_outer")
    way = _Way(code, tuple(moved), tuple(sorted(takers, key=lambda other: -takers[other])))
    for owner in {face.owner for face in moved}:
        if not any(o == owner and all(f.land is not land for f in moved) for o, land in faces):
            raise InputError("unit_emptied", unit=name_of(project.communities, owner))
    return way


def _beyond(borders: Borders, land: shapely.Polygon, code: str, arc: Ring) -> dict[str, float]:
    """Units on the far side of the edges that a piece of ``code`` has of a stretch, with the length in common."""
    corners = set(map(tuple, shapely.get_coordinates(land).tolist()))
    length_m: dict[str, float] = {}
    for start, end in pairwise(arc):
        a, b = borders.metres([start, end]).tolist()
        if tuple(a) in corners and tuple(b) in corners:
            for other in _having(borders, start, end) - {code}:
                length_m[other] = length_m.get(other, 0.0) + float(np.hypot(a[0] - b[0], a[1] - b[1]))
    return length_m


def _having(borders: Borders, start: Vertex, end: Vertex) -> set[str]:
    """Codes of the units that have an edge."""
    found = set()
    for key, ring in borders.rings("communities"):
        if start in ring and end in ring:
            at = ring.index(start)
            if end in (ring[at - 1], ring[(at + 1) % len(ring)]):
                found.add(key[1])
    return found


def _hand_over(project: Project, borders: Borders, way: _Way) -> None:
    """Give the pieces away: units first, then stations where a piece goes from one's unit to another's."""
    station = project.communities["station_code"]
    for table in ("communities", "stations"):
        gains: dict[Key, list[BaseGeometry]] = {}
        losses: dict[Key, list[BaseGeometry]] = {}
        for face in way.moved:
            gets, gives = (
                (table, code if table == "communities" else str(station[code])) for code in (face.to, face.owner)
            )
            if gets == gives:
                continue
            for key, pieces in ((gets, gains), (gives, losses)):
                if key in borders.outlines:
                    pieces.setdefault(key, []).append(face.land)
        for key in sorted({*gains, *losses}):
            shape = shapely.transform(borders.shape(key), lambda xy: _metres(borders, xy))
            had = shapely.get_num_geometries(shape)
            shape = shapely.union_all([shape, *gains.get(key, ())])
            shape = shapely.difference(shape, shapely.union_all(losses.get(key, [])))
            parts = list(polygons_of(shape))
            if key[0] == "communities" and len(parts) > had:
                raise InputError("stroke_parts", unit=name_of(project.communities, key[1]))
            whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
            borders.set_shape(key, _in_degrees(borders, whole))


def _metres(borders: Borders, xy: np.ndarray) -> np.ndarray:
    return borders.metres([(x, y) for x, y in xy.tolist()])


def _in_degrees(borders: Borders, shape: BaseGeometry) -> BaseGeometry:
    """A shape in metres in degrees, its vertices those that the borders have, to the last bit."""
    known = borders.known_places()

    def back(xy: np.ndarray) -> np.ndarray:
        places = [known.get(at) for at in map(tuple, xy.tolist())]
        return np.array(
            [
                rounded(transform_xy(here[None], borders.crs, DEGREES)[0]) if place is None else place
                for here, place in zip(xy, places, strict=True)
            ]
        )

    moved: BaseGeometry = shapely.transform(shape, back)
    return moved
