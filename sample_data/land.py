"""The land of the fictional district: 108 units grown from seeds, their eight stations, and the lines under them.

Units grow over a fine mesh of points at a cost that rises where a river, railway or road is crossed, so many borders
follow them. All borders come from one mesh, so neighbours share every vertex and the units tile the district.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon

from mapper import frames, schema
from mapper.crs import to_degrees, to_metres, transform_xy
from sample_data import borders
from sample_data.growth import (
    RURAL,
    SEAT_COMMUNITIES,
    TOWN,
    URBAN,
    URBAN_COMMUNITIES,
    VILLAGES,
    costs,
    grown,
    links_of,
    stations_of,
)
from sample_data.names import COMMUNITY_NAMES, STATION_NAMES, VILLAGE_NAMES
from sample_data.terrain import (
    CENTRE_LON_LAT,
    SEAT_RADIUS_M,
    TOWN_SEATS,
    Line,
    Terrain,
    smooth_noise,
    terrain,
    town_distance,
)

XY = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CRS = "EPSG:4547"
_DECIMALS = 7  # of a degree: 1 cm


@dataclass(frozen=True)
class Land:
    """Clean land in degrees, before any fault is planted.

    Attributes
    ----------
    units
        community_code → name, kind, station_code, polygon. They tile the stations exactly.
    stations
        station_code → name, kind, polygon.
    lines
        The table ``reference_lines``.
    enclave
        Code of the one village that has a part of its own inside another village.
    """

    units: gpd.GeoDataFrame
    stations: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    enclave: str


def metres_from_centre(geometry: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    """Geometries in degrees as shapely geometries in metres around the district's centre."""
    return shapely.transform(to_metres(geometry, CRS), lambda xy: xy - _origin())


def degrees_from_centre(geometry: Any) -> npt.NDArray[np.object_]:
    """The reverse of :func:`metres_from_centre`, rounded to a centimetre."""
    shifted = shapely.transform(np.asarray(geometry, dtype=object), lambda xy: xy + _origin())
    return shapely.transform(to_degrees(shifted, CRS), lambda xy: xy.round(_DECIMALS))


def _origin() -> XY:
    origin: XY = transform_xy(np.array([CENTRE_LON_LAT]), schema.DEGREES, CRS)[0]
    return origin


def land(rng: np.random.Generator) -> Land:
    """The district's land from a random generator."""
    ground = terrain(rng)
    xy = _points(ground, rng)
    sway = smooth_noise(rng, 3600.0, 4)
    warped = xy + 260.0 * np.column_stack([sway(xy), sway(xy[:, ::-1] + 9000.0)])
    inside = shapely.contains_xy(ground.outline, warped[:, 0], warped[:, 1])
    grid = borders.mesh(xy)
    inside = _without_pockets(grid, inside)
    seeds, kinds = _seeds(xy, inside, rng)
    labels = grown(grid, inside, seeds, costs(grid, ground, rng), rng)
    stations = stations_of(grid, labels, seeds, kinds, ground)
    labels, enclave = _with_enclave(grid, labels, kinds, stations)
    shapes = _shapes(grid, labels, rng)
    return _named(shapes, kinds, stations, seeds, ground, enclave)


def _points(ground: Terrain, rng: np.random.Generator) -> XY:
    """Jittered points, dense in town, with a row on each side of every river, railway and road."""
    spread = [_jittered(112.0, (5200.0, 4600.0), rng), _jittered(290.0, (16500.0, 16500.0), rng)]
    dense = [np.abs(town_distance(s)) < 1.12 for s in spread]
    free = np.vstack([spread[0][dense[0]], spread[1][~dense[1]]])
    rows, reach = [], []
    for line in ground.lines:
        for xy, offset in _rows(line):
            rows.append(xy)
            reach.append(np.full(len(xy), offset))
    paired, offsets = np.vstack(rows), np.concatenate(reach)
    # Single segments: searching whole lines for the nearest is forty times as slow.
    tree = shapely.STRtree(np.concatenate([_segments(line.path) for line in ground.lines]))
    # A row's point that lies nearer to another line than to its own would blur the crossing.
    near = tree.query_nearest(shapely.points(paired), return_distance=True, all_matches=False)[1]
    paired = paired[near > 0.85 * offsets]
    far = tree.query_nearest(shapely.points(free), return_distance=True, all_matches=False)[1]
    limit = np.where(town_distance(free) < 1.12, 85.0, 200.0)
    points: XY = np.unique(np.vstack([free[far > limit], paired]).round(3), axis=0)
    return points


def _without_pockets(grid: borders.Mesh, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Outside points that the district surrounds are taken in."""
    beyond = grid.edges[~inside[grid.edges].any(axis=1)]
    links = links_of(beyond, np.zeros(len(beyond)))
    far = int(np.argmax(np.hypot(*grid.xy.T)))
    reached, queue = {far}, [far]
    while queue:
        fresh = [other for other, _ in links.get(queue.pop(), ()) if other not in reached]
        reached.update(fresh)
        queue.extend(fresh)
    outside = np.zeros(len(grid.xy), dtype=bool)
    outside[list(reached)] = True
    return ~outside


def _segments(path: LineString) -> npt.NDArray[np.object_]:
    xy = np.array(path.coords)
    return np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)), dtype=object)


def _jittered(step_m: float, half: tuple[float, float], rng: np.random.Generator) -> XY:
    x, y = np.meshgrid(np.arange(-half[0], half[0], step_m), np.arange(-half[1], half[1], step_m * 0.87))
    x = x + (np.arange(len(x)) % 2)[:, None] * step_m / 2
    xy = np.column_stack([x.ravel(), y.ravel()])
    return xy + rng.uniform(-0.36, 0.36, xy.shape) * step_m


def _rows(line: Line) -> list[tuple[XY, float]]:
    result = []
    for offset, step, in_town in ((42.0, 84.0, True), (105.0, 190.0, False)):
        along = np.arange(step / 2, line.path.length, step)
        on = shapely.get_coordinates(shapely.line_interpolate_point(line.path, along))
        ahead = shapely.get_coordinates(
            shapely.line_interpolate_point(line.path, np.minimum(along + 5, line.path.length))
        )
        back = shapely.get_coordinates(shapely.line_interpolate_point(line.path, along - 5))
        way = ahead - back
        normal = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(way[:, 0], way[:, 1])[:, None]
        here = (town_distance(on) < 1.12) == in_town
        result += [(on[here] + side * offset * normal[here], offset) for side in (-1, 1)]
    return result


def _seeds(xy: XY, inside: npt.NDArray[np.bool_], rng: np.random.Generator) -> tuple[Integers, list[str]]:
    """Rows of the points that units grow from, and each one's kind: communities first, then villages."""
    from_seats = np.min([np.hypot(xy[:, 0] - x, xy[:, 1] - y) for _, x, y in TOWN_SEATS], axis=0)
    town = town_distance(xy)
    weight = np.where(town < 1.12, 112.0, 290.0) ** 2
    zones = [(inside & (town < 1.0), URBAN_COMMUNITIES, weight * np.exp(-1.6 * town**2))]
    for _, x, y in TOWN_SEATS:
        zones.append((inside & (np.hypot(xy[:, 0] - x, xy[:, 1] - y) < SEAT_RADIUS_M), SEAT_COMMUNITIES, weight))
    rest = inside & (town > 1.12) & (from_seats > 1.25 * SEAT_RADIUS_M)
    zones.append((rest, VILLAGES, weight / (1 + (np.hypot(*xy.T) / 9500.0) ** 4)))
    seeds = [_relaxed(xy, np.flatnonzero(zone), count, w, rng) for zone, count, w in zones]
    communities = URBAN_COMMUNITIES + TOWN * SEAT_COMMUNITIES
    return np.concatenate(seeds), ["community"] * communities + ["village"] * VILLAGES


def _relaxed(xy: XY, rows: Integers, count: int, weight: XY, rng: np.random.Generator) -> Integers:
    """Seeds spread by weight, relaxed only a little: equal units would look drawn by a machine."""
    here, share = xy[rows], weight[rows] / weight[rows].sum()
    centres = here[rng.choice(len(here), count, replace=False, p=share)]
    for _ in range(7):
        nearest = ((here[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        mass = np.bincount(nearest, share, count)
        mean = np.column_stack([np.bincount(nearest, share * here[:, i], count) for i in (0, 1)]) / mass[:, None]
        centres = mean
    chosen: list[int] = []
    for centre in centres:
        by_distance = np.argsort(((here - centre) ** 2).sum(axis=1))
        chosen.append(next(int(rows[i]) for i in by_distance if int(rows[i]) not in chosen))
    return np.array(chosen)


def _with_enclave(grid: borders.Mesh, labels: Integers, kinds: list[str], stations: Integers) -> tuple[Integers, int]:
    """The labels with a piece (about 0.3 km²) of one village deep inside another one of the same station."""
    pairs = labels[grid.edges]
    rim = np.unique(grid.edges[pairs[:, 0] != pairs[:, 1]])
    tree = shapely.STRtree(shapely.points(grid.xy[rim]))
    depth = tree.query_nearest(shapely.points(grid.xy), return_distance=True, all_matches=False)[1]
    village = np.array([kind == "village" for kind in kinds])
    deep = np.where((labels >= 0) & village[labels], depth, 0.0)
    for point in np.argsort(-deep):
        host = int(labels[point])
        touching = np.unique(pairs[(pairs == host).any(axis=1)])
        if -1 in touching:
            continue
        kin = [u for u in touching.tolist() if u != host and village[u] and stations[u] == stations[host]]
        if not kin:
            continue
        near = (labels == host) & (np.hypot(*(grid.xy - grid.xy[point]).T) < 0.26 * deep[point])
        changed = labels.copy()
        changed[near] = kin[0]
        return changed, kin[0]
    raise AssertionError("no village is wide enough for an enclave")


def _shapes(grid: borders.Mesh, labels: Integers, rng: np.random.Generator) -> dict[int, Polygon | MultiPolygon]:
    """Polygons of the units in degrees; drawn less rough where roughness would break the tiling."""
    lines = borders.border_lines(grid, labels)
    inside = labels >= 0
    xy = shapely.get_coordinates(degrees_from_centre(shapely.points(grid.xy[inside])))
    for roughness in (0.09, 0.05, 0.02, 0.0):
        drawn = [borders.wiggled(borders.smoothed(line), rng, roughness, 55.0) for line in lines]
        degrees = degrees_from_centre([LineString(line) for line in drawn])
        shapes = borders.polygons([line.coords for line in degrees], xy, labels[inside])
        parts = sum(len(shapely.get_parts(shape)) for shape in shapes.values())
        whole = len(shapes) == labels.max() + 1 and parts == len(shapes) + 1
        united = shapely.coverage_union_all(list(shapes.values()))
        whole &= isinstance(united, Polygon) and not len(united.interiors)
        if whole and shapely.coverage_is_valid(to_metres(gpd.GeoSeries(list(shapes.values())), CRS)):
            return shapes
    raise AssertionError("the units do not tile the district")


def _named(
    shapes: dict[int, Polygon | MultiPolygon],
    kinds: list[str],
    station_of: Integers,
    seeds: Integers,
    ground: Terrain,
    enclave: int,
) -> Land:
    count = URBAN + TOWN + RURAL
    station_codes = [f"429999{51 + i:02d}0000" for i in range(count)]
    codes: list[str] = []
    used: dict[tuple[int, str], int] = {}
    for unit, kind in enumerate(kinds):
        station = int(station_of[unit])
        number = used[station, kind] = used.get((station, kind), 0 if kind == "community" else 200) + 1
        codes.append(f"429999{station + 1:03d}{number:03d}")
    names = [*COMMUNITY_NAMES, *VILLAGE_NAMES]
    units = gpd.GeoDataFrame(
        {"name": names, "kind": kinds, "station_code": [station_codes[s] for s in station_of]},
        geometry=[shapes[unit] for unit in range(len(seeds))],
        index=codes,
        crs=schema.DEGREES,
    ).sort_index()
    stations = gpd.GeoDataFrame(
        {"name": STATION_NAMES, "kind": ["urban"] * URBAN + ["town"] * TOWN + ["rural"] * RURAL},
        geometry=[shapely.coverage_union_all(units.geometry[units["station_code"] == c].array) for c in station_codes],
        index=station_codes,
        crs=schema.DEGREES,
    )
    shown = [line for line in ground.lines if line.drawn]
    lines = gpd.GeoDataFrame(
        {
            "kind": [line.kind for line in shown],
            "name": [line.name for line in shown],
            "width_m": [line.width_m for line in shown],
        },
        geometry=degrees_from_centre([line.path for line in shown]),
        index=[f"L{i:02d}" for i in range(1, len(shown) + 1)],
        crs=schema.DEGREES,
    )
    lines.index.name = "line_id"
    return Land(units, stations, frames.conform("reference_lines", lines), codes[enclave])
