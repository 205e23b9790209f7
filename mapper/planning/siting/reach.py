"""How far each unit is from its station and from a police room, and where more rooms would help most."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.land.nearest import nearest_places
from mapper.analysis.load.travel import metres_a_minute
from mapper.arrays import Bools, Floats
from mapper.crs import to_degrees, to_metres
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.geometry import xy_of
from mapper.planning.siting.siting import cover, shorten
from mapper.planning.solving.deadline import Patience
from mapper.project import Project

Aim = Literal["cover", "shorten"]
AIMS: tuple[Aim, ...] = ("cover", "shorten")
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
    """

    within_m: float
    units: pd.DataFrame

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
    """Straight ways × ``Norms.travel_detour``, at the norms' speed for each kind of unit; rooms of others count too.

    ``within_m`` is ``Norms.room_reach_km`` unless told. Raises InputError ``reach_limit`` where it is not above 0.
    """
    norms, units = day.project.norms, day.project.communities
    limit = norms.room_reach_km * 1000 if within_m is None else within_m
    if limit <= 0:
        raise InputError("reach_limit")
    whole = _whole(day)
    rooms = nearest_places(whole, whole.police_rooms).loc[units.index]
    speed = metres_a_minute(norms, units["kind"])
    station_m = day.station_distance_m * norms.travel_detour
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
            },
            index=units.index,
        ),
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
    units, rooms = project.communities, _whole(day).police_rooms
    middles = xy_of(shapely.centroid(to_metres(units.geometry, project.about.map_crs)))
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
    detour = project.norms.travel_detour
    ways = detour * np.hypot(
        places[:, None, 0] - sites[None, :, 0], places[:, None, 1] - sites[None, :, 1]
    )  # fmt: skip
    now = np.arange(len(sites)) < int(placed.sum())
    moving = np.zeros(len(sites), dtype=bool)
    moving[: int(placed.sum())] = rooms.index[placed].isin(project.police_rooms.index) & may_move
    kept = now & ~moving
    count, patience, total = int(now.sum()) + more, Patience.of(seconds), float(weights.sum())
    if aim == "cover":
        found = cover(ways <= limit, weights, count, kept, patience)
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


def _whole(day: Day) -> Project:
    """All that is there: a room of the next station is as near."""
    return day.whole.project if isinstance(day, ScopedDay) else day.project


def _weights(residents: pd.Series, known: Bools) -> tuple[Floats, str, int]:
    """Of each unit with an outline; and how many are not weighed."""
    told = residents.astype("Float64").astype(float).to_numpy()[known]
    if not (np.nan_to_num(told) > 0).any():
        return np.ones(int(known.sum())), "units", int((~known).sum())
    return np.nan_to_num(told), "residents", int((~known).sum() + np.isnan(told).sum())
