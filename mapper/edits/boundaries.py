"""A shared border drawn anew: both neighbours, and the stations whose jurisdiction runs there, follow.

Each edit keeps the units a tiling without gaps or overlaps and their land as a whole the same, or raises InputError
and changes nothing. Borders with a unit on one side only (the district's outline, the edge of a gap) stay where they
are unless ``outline`` is asked for.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
import shapely

from mapper.analysis.land.borders import (
    Borders,
    Ring,
    Vertex,
    rounded,
)
from mapper.crs import transform_xy
from mapper.edit import Edit, require_row
from mapper.edits.outlines import require_tiling, with_outlines
from mapper.errors import InputError
from mapper.names import name_of
from mapper.project import Project
from mapper.schema import DEGREES

AT_VERTEX_M = 0.01  # a place this near to a vertex is the vertex


def move_vertex(from_xy: Vertex, to_xy: Vertex, outline: bool = False) -> Edit:
    """A vertex of a border lies elsewhere, for every unit and station that has it.

    Parameters
    ----------
    from_xy, to_xy
        Longitude and latitude, degrees; ``from_xy`` within a centimetre of the vertex.
    outline
        Allow a vertex on a border with a unit on one side only; the land as a whole grows or shrinks then.

    The edit raises InputError ``vertex_unknown``, ``vertex_taken`` (another vertex is there), ``border_outer``,
    ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        borders, vertex = _vertex_at(project, from_xy)
        borders.join_at(vertex)
        if not outline:
            _require_inner(borders, vertex)
        place = rounded(to_xy)
        if place == vertex:
            return project
        if borders.holders(place) or borders.holders(place, "stations"):
            raise InputError("vertex_taken", lon=place[0], lat=place[1])
        borders.move(vertex, place)
        return redrawn(project, borders)

    return Edit("vertex_moved", change, {"from_xy": list(from_xy), "to_xy": list(to_xy)})


def insert_vertex(xy: Vertex, within_m: float = 20.0) -> Edit:
    """A new vertex on the border nearest to a place, for every unit and station whose border runs there.

    It lies on the border, straight on the map, so no land changes hands. The edit raises InputError ``border_missing``
    (no border within reach) or ``vertex_taken``.
    """

    def change(project: Project) -> Project:
        borders = Borders(project, _box_around(project, xy, within_m))
        found = borders.nearest_edge(xy, within_m)
        if found is None:
            raise InputError("border_missing", lon=xy[0], lat=xy[1])
        start, end, place = found
        if borders.nearest_vertex(place, borders.tolerance_m) is not None:
            raise InputError("vertex_taken", lon=place[0], lat=place[1])
        borders.insert(start, end, [place])
        borders.join_at(place)
        return redrawn(project, borders)

    return Edit("vertex_inserted", change, {"xy": list(xy)})


def delete_vertex(xy: Vertex, outline: bool = False) -> Edit:
    """A vertex goes from every border that has it; the border runs straight between the vertices beside it.

    The edit raises InputError ``vertex_unknown``, ``vertex_junction`` (more than two borders meet there),
    ``border_outer`` (unless ``outline``), ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        borders, vertex = _vertex_at(project, xy)
        borders.join_at(vertex)
        if len(borders.edges_at(vertex)) > 2:
            raise InputError("vertex_junction", lon=vertex[0], lat=vertex[1])
        if not outline:
            _require_inner(borders, vertex)
        borders.delete(vertex)
        return redrawn(project, borders)

    return Edit("vertex_deleted", change, {"xy": list(xy)})


def snap_border(codes: Sequence[str], line: shapely.LineString, tolerance_m: float) -> Edit:
    """The borders that these units share with each other follow a reference line (degrees) wherever it is near.

    Vertices within ``tolerance_m`` of the line move onto it, the line's own vertices between them come in, and vertices
    that would run back along the line go. Ends on the district's outline stay. The edit raises InputError
    ``row_unknown``, ``border_not_shared``, ``snap_nothing`` (the line is nowhere near), ``snap_line`` (not a line),
    ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """

    def change(project: Project) -> Project:
        for code in codes:
            require_row(project, "communities", code)
        if not isinstance(line, shapely.LineString) or line.is_empty:
            raise InputError("snap_line")
        geometry = project.communities.geometry.loc[list(codes)]
        borders = Borders(project, tuple(geometry.total_bounds))
        xy = transform_xy(shapely.get_coordinates(line), DEGREES, borders.crs)
        follow = shapely.LineString(xy)
        shared = moved = 0
        for first, second in combinations(dict.fromkeys(codes), 2):
            borders.join(first, second)
            for chain in borders.chains(first, second):
                borders.join_along(chain)
            count = len(borders.chains(first, second))
            shared += count
            for number in range(count):
                moved += _snap(borders, borders.chains(first, second)[number], follow, tolerance_m)
        if not shared:
            raise InputError("border_not_shared", units=[name_of(project.communities, code) for code in codes])
        if not moved:
            raise InputError("snap_nothing", tolerance_m=tolerance_m)
        return redrawn(project, borders)

    return Edit("border_snapped", change, {"codes": list(codes), "tolerance_m": tolerance_m})


def border_vertices(project: Project, codes: Sequence[str]) -> np.ndarray:
    """All different vertices of these units' outlines, degrees, shape (n, 2): the handles of an editor."""
    shapes = project.communities.geometry.reindex(list(codes)).dropna()
    return np.unique(shapely.get_coordinates(np.asarray(shapes.array)), axis=0)


def redrawn(project: Project, borders: Borders) -> Project:
    """The project with the borders' changed outlines.

    Raises
    ------
    InputError
        ``unit_emptied``, ``border_crosses_itself`` or ``border_crosses``.
    """
    shapes = borders.changed()
    if not shapes:
        return project
    after = with_outlines(project, shapes)
    require_tiling(project, after, [code for table, code in shapes if table == "communities"])
    for table, code in shapes:
        broken = table == "stations" and not shapely.is_valid(shapes[table, code])
        if broken and shapely.is_valid(project.stations.geometry[code]):
            raise InputError("border_crosses_itself", unit=str(project.stations["name"][code]))
    return after


def _vertex_at(project: Project, xy: Vertex) -> tuple[Borders, Vertex]:
    """The unit vertex at a place and all outlines there; InputError ``vertex_unknown``."""
    borders = Borders(project, _box_around(project, xy, AT_VERTEX_M))
    vertex = borders.nearest_vertex(xy, AT_VERTEX_M)
    if vertex is None:
        raise InputError("vertex_unknown", lon=xy[0], lat=xy[1])
    return borders, vertex


def _box_around(project: Project, xy: Vertex, reach_m: float) -> tuple[float, float, float, float]:
    centre = transform_xy(np.array([xy], dtype=float), DEGREES, project.about.map_crs)
    corners = centre + reach_m * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    lon, lat = transform_xy(corners, project.about.map_crs, DEGREES).T
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _require_inner(borders: Borders, vertex: Vertex) -> None:
    if not borders.is_inner(vertex):
        raise InputError("border_outer", lon=vertex[0], lat=vertex[1])


def _snap(borders: Borders, chain: Ring, line: shapely.LineString, tolerance_m: float) -> int:
    """Draw one stretch of border along a line in metres; how many vertices moved or went."""
    closed = chain[0] == chain[-1]
    points = shapely.points(borders.metres(chain))
    near = np.asarray(shapely.distance(points, line) <= tolerance_m)
    near[[0, -1]] &= [not closed and borders.is_inner(chain[0]), not closed and borders.is_inner(chain[-1])]
    along = np.asarray(shapely.line_locate_point(line, points))
    moved = 0
    start = 0
    while start < len(chain):
        if not near[start]:
            start += 1
            continue
        stop = start
        while stop + 1 < len(chain) and near[stop + 1]:
            stop += 1
        moved += _snap_run(borders, chain[start : stop + 1], along[start : stop + 1], line)
        start = stop + 1
    return moved


def _snap_run(borders: Borders, run: Ring, along: np.ndarray, line: shapely.LineString) -> int:
    """Vertices that all move onto the line, at these distances along it."""
    way = 1.0 if along[-1] >= along[0] else -1.0
    kept = [0]
    for at in range(1, len(run) - 1):
        if way * along[at] > way * along[kept[-1]] + AT_VERTEX_M and way * along[at] < way * along[-1] - AT_VERTEX_M:
            kept.append(at)
        else:
            borders.delete(run[at])
    if len(run) > 1:
        kept.append(len(run) - 1)
    corners = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(line)))
    placed: list[Vertex] = []
    for at in kept:
        place = rounded(borders.degrees(shapely.get_coordinates(line.interpolate(along[at]))))
        if place in placed or (place != run[at] and borders.holders(place)):
            raise InputError("vertex_taken", lon=place[0], lat=place[1])
        borders.move(run[at], place)
        placed.append(place)
    for (one, here), (other, there) in pairwise(zip(kept, placed, strict=True)):
        low, high = sorted((along[one], along[other]))
        between = np.flatnonzero((corners > low + AT_VERTEX_M) & (corners < high - AT_VERTEX_M))
        xy = shapely.get_coordinates(line)[between if way > 0 else between[::-1]]
        borders.insert(here, there, [rounded(borders.degrees(place)) for place in xy])
    return len(run)
