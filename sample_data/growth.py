"""Growth over a mesh: units from seeds at a cost, and stations from their first units; both stay in one piece."""

import heapq

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from sample_data import borders
from sample_data.terrain import SEAT_RADIUS_M, TOWN_SEATS, Terrain, smooth_noise, town_distance

XY = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

URBAN_COMMUNITIES = 40
SEAT_COMMUNITIES = 3
VILLAGES = 62
URBAN, TOWN, RURAL = 5, 2, 1


def costs(grid: borders.Mesh, ground: Terrain, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """What it costs to grow along each edge: its length, dearer over rough land and across lines."""
    ends = grid.xy[grid.edges]
    cost = np.hypot(*(ends[:, 0] - ends[:, 1]).T) * np.exp(0.55 * smooth_noise(rng, 2600.0, 3)(ends.mean(axis=1)))
    tree = shapely.STRtree([line.path for line in ground.lines])
    edge, line = tree.query(shapely.linestrings(ends), predicate="intersects")
    np.add.at(cost, edge, np.array([line.barrier for line in ground.lines])[line])
    return np.asarray(cost, dtype=np.float64)


def links_of(edges: Integers, cost: npt.NDArray[np.float64]) -> dict[int, list[tuple[int, float]]]:
    links: dict[int, list[tuple[int, float]]] = {}
    for (a, b), c in zip(edges.tolist(), cost.tolist(), strict=True):
        links.setdefault(a, []).append((b, c))
        links.setdefault(b, []).append((a, c))
    return links


def grown(
    grid: borders.Mesh,
    inside: npt.NDArray[np.bool_],
    seeds: Integers,
    cost: npt.NDArray[np.float64],
    rng: np.random.Generator,
) -> Integers:
    """The unit of each point, −1 outside: whichever seed reaches it at the least cost."""
    labels = np.full(len(grid.xy), -1, dtype=np.int64)
    # A community that leaves its town or town seat grows slowly: the fields belong to villages.
    built_up = town_distance(grid.xy) < 1.0
    for _, x, y in TOWN_SEATS:
        built_up |= np.hypot(grid.xy[:, 0] - x, grid.xy[:, 1] - y) < SEAT_RADIUS_M
    drag = np.where(built_up, 1.0, 3.2)
    communities = len(seeds) - VILLAGES
    both = inside[grid.edges].all(axis=1)
    links = links_of(grid.edges[both], cost[both])
    heads = np.where(town_distance(grid.xy[seeds]) < 1.12, 160.0, 420.0) * rng.uniform(0, 1, len(seeds))
    queue = [(float(head), int(seed), unit) for unit, (seed, head) in enumerate(zip(seeds, heads, strict=True))]
    heapq.heapify(queue)
    while queue:
        so_far, point, unit = heapq.heappop(queue)
        if labels[point] >= 0:
            continue
        labels[point] = unit
        for other, step in links.get(point, ()):
            if labels[other] < 0:
                slow = float(drag[other]) if unit < communities else 1.0
                heapq.heappush(queue, (so_far + slow * step, other, unit))
    return labels


def stations_of(grid: borders.Mesh, labels: Integers, seeds: Integers, kinds: list[str], ground: Terrain) -> Integers:
    """The station of each unit: five urban ones share the town, two towns and one rural station the rest."""
    where = np.array([grid.xy[labels == unit].mean(axis=0) for unit in range(len(seeds))])
    pairs = labels[grid.edges]
    pairs = np.unique(np.sort(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=1), axis=0)
    cost = np.hypot(*(where[pairs[:, 0]] - where[pairs[:, 1]]).T)
    over_river = shapely.intersects(ground.river, shapely.linestrings(where[pairs]))
    links = links_of(pairs, cost + 4500.0 * over_river)
    core = np.arange(URBAN_COMMUNITIES)
    urban = _urban_middles(where[core], ground)
    seats = [URBAN_COMMUNITIES + SEAT_COMMUNITIES * i for i in range(TOWN)]
    villages = np.arange(len(kinds) - VILLAGES, len(kinds))
    others = where[[*urban, *seats]]
    lone = villages[np.min(np.hypot(*(where[villages][:, None] - others[None]).transpose(2, 0, 1)), axis=1).argmax()]
    # Town and rural stations reach far over villages; urban ones grow slowly once they leave the town.
    speed = [1.6] * URBAN + [0.8] * TOWN + [0.75] * RURAL
    stations = np.full(len(kinds), -1, dtype=np.int64)
    queue = [(0.0, int(unit), station) for station, unit in enumerate([*urban, *seats, int(lone)])]
    heapq.heapify(queue)
    while queue:
        so_far, unit, station = heapq.heappop(queue)
        if stations[unit] >= 0:
            continue
        stations[unit] = station
        for other, step in links[unit]:
            urban_unit, seat_unit = other < URBAN_COMMUNITIES, URBAN_COMMUNITIES <= other < villages[0]
            if stations[other] >= 0 or (urban_unit and station >= URBAN) or (seat_unit and station < URBAN):
                continue
            slow = 1.0 if urban_unit or seat_unit else speed[station]
            heapq.heappush(queue, (so_far + slow * step, int(other), station))
    return stations


def _urban_middles(where: XY, ground: Terrain) -> list[int]:
    """Five units in the middle of five parts of the town; the river parts it first."""
    stretched = where.copy()
    west, east = where[:, 0].min() - 1, where[:, 0].max() + 1
    bank = Polygon([*ground.river.coords, (21000, 21000), (-21000, 21000)])
    stretched[:, 1] += 3000.0 * shapely.contains_xy(bank, where[:, 0], where[:, 1])
    middles = np.array([[west, 1500], [0, 5200], [east, 4200], [-1200, -2500], [1800, 2500]], dtype=float)
    for _ in range(12):
        nearest = ((stretched[:, None] - middles[None]) ** 2).sum(axis=2).argmin(axis=1)
        middles = np.array(
            [stretched[nearest == i].mean(axis=0) if (nearest == i).any() else middles[i] for i in range(URBAN)]
        )
    return [int(((stretched - middle) ** 2).sum(axis=1).argmin()) for middle in middles]
