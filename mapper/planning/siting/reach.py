"""How far each unit is from its station and from a police room, and where more rooms would help most."""

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.load.travel import metres_a_minute
from mapper.arrays import Bools, Floats
from mapper.crs import to_degrees, to_metres, transform_xy
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.geometry import xy_of
from mapper.lazy_dataclass import dataclass
from mapper.planning.siting.asked import Aim
from mapper.planning.siting.siting import cover, shorten
from mapper.planning.solving.deadline import Patience
from mapper.project import Project
from mapper.schema import DEGREES

MOST_PAIRS = 9_000_000
"""Of units and sites: their ways are held in memory at once (72 MB)."""
_SECONDS = 30.0


@dataclass(frozen=True, eq=False)
class Reach:
    """Ways and minutes of the units of a part.

    Attributes
    ----------
    within_m
        The limit.
    units
        Indexed by community_code: residents, station_m and station_minutes (from the station's base), room_id, room_m
        and room_minutes (from the nearest police room); missing where a base, a room or an outline is not recorded.
        station_by_road, room_by_road: whether that way is along roads.
    has_roads
        Whether the project has any; else every way is straight × the detour.
    """

    within_m: float
    units: pd.DataFrame
    has_roads: bool = False

    @property
    def ways(self) -> tuple[int, int]:
        """How many of the ways told are along roads, and how many are straight."""
        told = int(self.units[["station_m", "room_m"]].notna().to_numpy().sum())
        by_road = int(self.units[["station_by_road", "room_by_road"]].to_numpy().sum())
        return by_road, told - by_road

    @property
    def within(self) -> pd.Series:
        """True for each unit that has a room within the limit; missing where no way is known."""
        way = self.units["room_m"]
        return (way <= self.within_m).astype("boolean").mask(way.isna())


@dataclass(frozen=True, eq=False)
class RoomPlan:
    """Where rooms would be.

    Attributes
    ----------
    kept
        Rooms that stay where they are, by room_id.
    given_up
        Rooms that would move.
    sites
        New ones: community_code of the unit in whose middle it is, lon and lat in degrees.
    weighed_by
        ``residents``, or ``units`` where no unit has any recorded: then each counts one.
    before, after, bound
        With ``cover`` the weight within the limit: now, with the new rooms, and what no choice exceeds; with
        ``shorten`` the mean way in metres, and what no choice is below. ``before`` None where there is no room yet.
    left_out
        Units that are not weighed: without an outline, or without residents where others have some.
    """

    aim: Aim
    kept: tuple[str, ...]
    given_up: tuple[str, ...]
    sites: pd.DataFrame
    weighed_by: str
    weight: float
    before: float | None
    after: float
    bound: float
    gap: float
    left_out: int


def reach(day: Day, within_m: float | None = None) -> Reach:
    """Ways at the norms' speed for each kind of unit, along roads where there are any; rooms of others count too.

    Where roads do not connect, or there are none, a way is straight × ``Norms.travel_detour``. ``within_m`` is
    ``Norms.room_reach_km`` unless told. Raises InputError ``reach_limit`` where it is not above 0.
    """
    norms, units = day.project.norms, day.project.communities
    limit = norms.room_reach_km * 1000 if within_m is None else within_m
    if limit <= 0:
        raise InputError("reach_limit")
    whole = day.whole_project  # a room of the next station is as near
    rooms = _to_rooms(day, whole)
    speed = metres_a_minute(norms, units["kind"])
    station_m, station_by_road = _to_stations(day)
    return Reach(
        limit,
        pd.DataFrame(
            {
                "residents": units["residents"].astype("Float64").astype(float),
                "station_m": station_m,
                "station_minutes": station_m / speed,
                "room_id": rooms["place"],
                "room_m": rooms["way_m"],
                "room_minutes": rooms["way_m"] / speed,
                "station_by_road": station_by_road,
                "room_by_road": rooms["by_road"],
            },
            index=units.index,
        ),
        bool(day.roads),
    )


def room_plan(
    day: Day, more: int, aim: Aim, *, within_m: float | None = None, may_move: bool = False, seconds: float = _SECONDS
) -> RoomPlan:
    """So many rooms more, each in the middle of a unit; those that are there stay, unless the part's own ``may_move``.

    Raises
    ------
    InputError
        ``reach_limit``; ``rooms_none`` where there is nothing to place; ``rooms_no_land`` where no unit has an outline;
        ``rooms_many`` where there are more units than :data:`MOST_PAIRS` lets be weighed at once.
    """
    project = day.project
    limit = reach(day, within_m).within_m
    units, rooms = project.communities, day.whole_project.police_rooms
    middles = middles_m(project)
    there = xy_of(to_metres(rooms.geometry, project.about.map_crs))
    known: Bools = np.isfinite(middles[:, 0] + middles[:, 1])
    placed: Bools = np.isfinite(there[:, 0] + there[:, 1])
    if not known.any():
        raise InputError("rooms_no_land")
    if more < 0 or (more == 0 and not (may_move and placed.any())):
        raise InputError("rooms_none")
    if (count_known := int(known.sum())) * (count_known + int(placed.sum())) > MOST_PAIRS:
        raise InputError("rooms_many", units=count_known, most=int(MOST_PAIRS**0.5))
    weights, weighed_by, left_out = _weights(units["residents"], known)
    places = middles[known]
    sites = np.vstack((there[placed], places))
    ways = day.roads.ways(places, sites, project.norms.travel_detour).metres
    now = np.arange(len(sites)) < int(placed.sum())
    moving = np.zeros(len(sites), dtype=bool)
    moving[: int(placed.sum())] = rooms.index[placed].isin(project.police_rooms.index) & may_move
    kept = now & ~moving
    count, patience, total = int(now.sum()) + more, Patience.of(seconds), float(weights.sum())
    if aim == "cover":
        found = cover(ways <= limit, weights, count, kept, patience, moving)
        before: float | None = float(weights[(ways[:, now] <= limit).any(axis=1)].sum())
        after, bound = found.worth, found.bound
    else:
        found = shorten(ways, weights, count, kept, patience)
        before = float((weights * ways[:, now].min(axis=1)).sum()) / total if now.any() else None
        after, bound = found.worth / total, found.bound / total
    new = found.chosen[~now[found.chosen]]
    degrees = to_degrees(np.asarray(shapely.points(sites[new]), dtype=object), project.about.map_crs)
    codes, ids = units.index[known], rooms.index[placed]
    stays = found.chosen[now[found.chosen]]
    return RoomPlan(
        aim=aim,
        kept=tuple(str(ids[n]) for n in stays),
        given_up=tuple(str(ids[n]) for n in np.setdiff1d(np.flatnonzero(now), stays)),
        sites=pd.DataFrame(
            {
                "community_code": [str(codes[n - int(now.sum())]) for n in new],
                "lon": shapely.get_x(degrees),
                "lat": shapely.get_y(degrees),
            }
        ),
        weighed_by=weighed_by,
        weight=total,
        before=before,
        after=after,
        bound=bound,
        gap=found.gap,
        left_out=left_out,
    )


def _to_stations(day: Day) -> tuple[pd.Series, Bools]:
    """From each unit's middle to the base of its station, and whether that is along roads."""
    units, norms, crs = day.project.communities, day.project.norms, day.project.about.map_crs
    straight = day.station_distance_m * norms.travel_detour
    stations = day.project.stations
    if not day.roads or len(stations) * len(units) > MOST_PAIRS:
        return straight, np.zeros(len(units), dtype=bool)
    bases = transform_xy(stations[["base_lon", "base_lat"]].to_numpy(dtype=float), DEGREES, crs)
    own = stations.index.get_indexer(units["station_code"])
    known = np.flatnonzero((own >= 0) & straight.notna().to_numpy(dtype=bool))
    found = day.roads.ways(bases, middles_m(day.project)[known], norms.travel_detour)
    by_road: Bools = np.zeros(len(units), dtype=bool)
    by_road[known] = found.by_road[own[known], np.arange(len(known))]
    along = straight.to_numpy(dtype=float).copy()
    along[known] = np.where(by_road[known], found.metres[own[known], np.arange(len(known))], along[known])
    return pd.Series(along, index=units.index), by_road


def _to_rooms(day: Day, whole: Project) -> pd.DataFrame:
    """Of each unit the nearest room of all (place), the way there (way_m), and whether it is along roads (by_road)."""
    units, rooms = day.project.communities, whole.police_rooms
    if not day.roads or len(rooms) * len(units) > MOST_PAIRS:
        return day.nearest_rooms.assign(by_road=False)
    there = xy_of(to_metres(rooms.geometry, whole.about.map_crs))
    found = day.roads.ways(middles_m(day.project), there, whole.norms.travel_detour)
    ways = np.where(np.isfinite(found.metres), found.metres, np.inf)
    key, way_m = np.full(len(units), None, dtype=object), np.full(len(units), np.nan)
    by_road = np.zeros(len(units), dtype=bool)
    if len(rooms):
        nearest = ways.argmin(axis=1)
        known = np.flatnonzero(np.isfinite(ways.min(axis=1)))
        key[known] = rooms.index.to_numpy(dtype=object)[nearest[known]]
        way_m[known] = ways[known, nearest[known]]
        by_road[known] = found.by_road[known, nearest[known]]
    columns = {"place": pd.array(key, dtype="str"), "way_m": way_m, "by_road": by_road}
    return pd.DataFrame(columns, index=units.index)


def middles_m(project: Project) -> Floats:
    """(units, 2) centre of gravity of each unit in metres; missing where it has no outline."""
    return xy_of(shapely.centroid(to_metres(project.communities.geometry, project.about.map_crs)))


def _weights(residents: pd.Series, known: Bools) -> tuple[Floats, str, int]:
    """Of each unit with an outline; and how many are not weighed."""
    told = residents.astype("Float64").astype(float).to_numpy()[known]
    if not (np.nan_to_num(told) > 0).any():
        return np.ones(int(known.sum())), "units", int((~known).sum())
    return np.nan_to_num(told), "residents", int((~known).sum() + np.isnan(told).sum())
