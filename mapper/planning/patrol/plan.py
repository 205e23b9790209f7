"""A proposal for the patrol of one shift: a few small places, who goes, and why there."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field, replace

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.load.travel import metres_a_minute
from mapper.analysis.patrol.focus_minutes import focus_minutes
from mapper.analysis.seats.presence import AT_WORK
from mapper.arrays import Bools, Floats, Ints
from mapper.crs import to_degrees, to_metres, transform_xy
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.geometry import first_at
from mapper.lazy_dataclass import dataclass
from mapper.planning.patrol.candidates import (
    PLACE_M,
    SAME_M,
    Place,
    candidates,
    close,
    pairs,
    require_places,
    width_m,
    within,
)
from mapper.planning.patrol.choice import choose, greedy
from mapper.planning.patrol.demand import WORTH, demand_on, middles_m
from mapper.planning.patrol.task import LEAST_PLACES, PatrolTask, worth_of
from mapper.planning.solving.deadline import Patience, never
from mapper.schema import DEGREES

VISIT_MINUTES = 15
BEST_MINUTES = (10, 16)
"""Within those that a visit is worth most at (Koper 1995, Justice Quarterly 12:4)."""
MOST_OFFICERS = 80
NOBODY_LISTED = ""
"""Who goes where no officer of the part is on the roll at all: the minutes are there, the names are not."""
_SECONDS = 1.9


@dataclass(frozen=True)
class PlaceWish:
    """What a person wants of a place: who goes there, and for how long. None: whoever suits, as long as all others."""

    officer_id: str | None = None
    visit_minutes: int | None = None


@dataclass(frozen=True, eq=False)
class PatrolPlace:
    """One place that is proposed.

    Attributes
    ----------
    lon, lat
        Its middle, in degrees.
    middle_m
        The same in the project's metre CRS: what a place is pinned or forbidden by.
    square
        Its outline in degrees: 250 m wide, or as somebody has drawn it.
    unit_code
        The unit that its middle lies in; None for none.
    officer_id
        Who goes; None where nobody is on the roll.
    minutes
        Of the visit, the way there and back included.
    visit_minutes
        Of the visit alone.
    counts
        What is looked after, kind of :data:`~mapper.planning.patrol.demand.WORTH` → how many; a thing near two places
        is told at both.
    quiet
        Whether it is there so that a quiet village is seen too.
    by_road
        Whether the way is along roads; else it is straight × the detour.
    drawn
        The outline in the metre CRS where somebody has drawn it.
    """

    lon: float
    lat: float
    middle_m: Place
    square: shapely.Polygon
    unit_code: str | None
    officer_id: str | None
    visits: int
    minutes: int
    visit_minutes: int
    counts: Mapping[str, float]
    quiet: bool
    by_road: bool = False
    drawn: shapely.Polygon | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it is drawn wider than a visit of some minutes sees."""
        return self.drawn is not None and width_m(self.drawn) > PLACE_M


@dataclass(frozen=True, eq=False)
class PatrolPlan:
    """Places in the order in which they could be gone to, drawn by lot anew for each day: nobody can wait for a patrol.

    Attributes
    ----------
    minutes_available
        What was asked for, or what the officers of the part can give where that is less.
    objective
        What all that is looked after is worth.
    bound
        No choice of these places would be worth more.
    greedy_objective
        What the simple rule would have reached.
    has_roads
        Whether the project has any to go along.
    unvisited
        How many of the places asked for are not among them, for want of minutes.
    officers
        Minutes that each officer of the part has left after it; empty where nobody is on the roll.
    """

    places: tuple[PatrolPlace, ...]
    minutes_available: int
    objective: float
    bound: float
    gap: float
    greedy_objective: float
    candidates: int
    has_roads: bool = False
    unvisited: int = 0
    officers: Mapping[str, int] = field(default_factory=dict)

    @property
    def alone(self) -> int:
        """How many officers go for one place only, as no more fit; two to five are a shift."""
        visits = Counter(place.officer_id for place in self.places)
        return sum(count < LEAST_PLACES for count in visits.values())

    @property
    def straight(self) -> int:
        """To how many of the places the way is straight × the detour."""
        return sum(not place.by_road for place in self.places)

    @property
    def minutes_used(self) -> int:
        return sum(place.minutes for place in self.places)


def patrol_plan(
    day: Day,
    minutes: int,
    *,
    visit_minutes: int = VISIT_MINUTES,
    least_quiet: int = 1,
    pinned: Collection[Place] = (),
    forbidden: Collection[Place] = (),
    drawn: Sequence[shapely.Polygon] = (),
    wishes: Mapping[Place, PlaceWish] | None = None,
    seconds: float = _SECONDS,
    stopped: Callable[[], bool] = never,
) -> PatrolPlan:
    """The places of a part for one shift of its officers who are at work.

    Parameters
    ----------
    minutes
        Of all officers together.
    visit_minutes
        Of one visit, without the way.
    least_quiet
        So many of the places are in villages where nothing else asks for a visit, as long as there are minutes.
    pinned, forbidden
        ``middle_m`` of places of an earlier proposal that are to be visited as far as there are minutes, and of those
        in whose squares none may be.
    drawn
        Outlines in the metre CRS of places that are visited as they are, as far as there are minutes.
    wishes
        What a person wants of places of an earlier proposal; they are pinned by that, and like those drawn they come
        before what is only pinned. A place whose officer has not minutes enough, or may not be sent, is not visited.
    stopped
        Asked again and again; True ends the work with the best found so far.

    Raises
    ------
    InputError
        ``patrol_minutes``: not above 0, or a visit is not, also one that is wished for; ``patrol_drawn``: what is drawn
        is no one area, or wider than :data:`~mapper.planning.patrol.candidates.MOST_DRAWN_M`.
    """
    wishes = dict(wishes or {})
    if min(minutes, visit_minutes, *(wish.visit_minutes or 1 for wish in wishes.values())) <= 0:
        raise InputError("patrol_minutes")
    require_places(drawn)
    demand = demand_on(day)
    officers, free = _officers(day, minutes)
    on_roll = dict(zip(officers, free.tolist(), strict=True))
    available = min(float(minutes), float(free.sum()))
    own_xy = shapely.get_coordinates(shapely.point_on_surface(np.array(list(drawn), dtype=object)))
    asked = np.array([*pinned, *wishes], dtype=float).reshape(-1, 2)
    asked = asked[~close(asked, pairs(own_xy), SAME_M)]
    xy_m, near, quiet = candidates(day, demand, least_quiet, np.unique(asked, axis=0))
    refused, kept = close(xy_m, forbidden, PLACE_M / 2), close(xy_m, pairs(asked), SAME_M)
    first_drawn = len(xy_m)
    xy_m = np.vstack((xy_m, own_xy))
    near = np.hstack((near, within(demand, drawn)))
    quiet, refused, kept = (
        np.append(each, np.full(len(drawn), value)) for each, value in ((quiet, False), (refused, False), (kept, True))
    )
    wish_of = [_wish_at(xy, wishes) for xy in pairs(xy_m)]
    refused &= np.array([wish is None for wish in wish_of], dtype=bool)
    visits = np.array([(wish and wish.visit_minutes) or visit_minutes for wish in wish_of], dtype=np.int64)
    unit = first_at(to_metres(day.project.communities.geometry, day.project.about.map_crs), xy_m)
    way_minutes, by_road = _way_minutes(day, xy_m, unit)
    spent = np.ceil(visits + way_minutes)
    own = _own(day, unit, officers)
    if len(officers) > MOST_OFFICERS:  # more than there are places for: those who have something there, then the freest
        wished = np.isin(officers, [wish.officer_id for wish in wishes.values() if wish.officer_id is not None])
        useful = np.argsort(-(wished * 1e7 + own.any(axis=0) * 1e6 + free), kind="stable")[:MOST_OFFICERS]
        officers, free, own = [officers[n] for n in useful], free[useful], own[:, useful]
    task = PatrolTask(
        demand["worth"].to_numpy(dtype=float), near, spent, free, available, own, quiet, least_quiet,
        least_places=LEAST_PLACES, pinned=kept & ~refused, forbidden=refused,
        by_hand=np.array([wish is not None for wish in wish_of], dtype=bool) | (np.arange(len(kept)) >= first_drawn),
        may=np.array([_may(wish, officers) for wish in wish_of], dtype=bool).reshape(len(wish_of), len(officers)),
    )  # fmt: skip
    choice = choose(task, Patience.of(seconds, stopped))
    order = np.random.default_rng(day.as_of.toordinal()).permutation(choice.chosen)
    outlines = dict(enumerate(drawn, start=first_drawn))
    places = tuple(
        replace(
            _place(day, demand, task, officers, xy_m, unit, int(n), int(choice.officer_of[n]), outlines.get(int(n))),
            by_road=bool(by_road[n]),
            visit_minutes=int(visits[n]),
        )
        for n in order
    )
    by_rule = worth_of(task, np.flatnonzero(greedy(task) >= 0)) if len(free) else 0.0
    for place in places:
        on_roll[place.officer_id or NOBODY_LISTED] -= place.minutes
    return PatrolPlan(
        places=places,
        minutes_available=int(available),
        objective=choice.worth,
        bound=choice.bound,
        gap=choice.gap,
        greedy_objective=by_rule,
        candidates=len(xy_m),
        has_roads=bool(day.roads),
        unvisited=int((kept & ~refused & (choice.officer_of < 0)).sum()),
        officers={key: int(left) for key, left in on_roll.items() if key != NOBODY_LISTED},
    )


def _wish_at(middle: Place, wishes: Mapping[Place, PlaceWish]) -> PlaceWish | None:
    return next((wish for (x, y), wish in wishes.items() if max(abs(x - middle[0]), abs(y - middle[1])) < SAME_M), None)


def _may(wish: PlaceWish | None, officers: Sequence[str]) -> list[bool]:
    """Who may be sent to a place."""
    return [wish is None or wish.officer_id in (None, officer) for officer in officers]


def _officers(day: Day, minutes: int) -> tuple[list[str], Floats]:
    """Officers of the part who are at work, and the minutes that each can still give to patrol on the day."""
    project = day.project
    roll = day.own_officers if isinstance(day, ScopedDay) else project.officers
    if not len(roll):
        return [NOBODY_LISTED], np.array([float(minutes)])
    there = roll[(day.status.reindex(roll.index) == AT_WORK).to_numpy(dtype=bool)]
    limit = there["fte"].fillna(0.0).astype(float) * project.norms.focus_minutes_per_day
    given = focus_minutes(project, day.focus_plan((day.as_of, day.as_of)), day.status)["minutes"]
    free = (limit - given.reindex(there.index).fillna(0.0)).clip(lower=0.0)
    kept = free > 0
    return [str(key) for key in there.index[kept]], free[kept].to_numpy(dtype=float)


def _way_minutes(day: Day, xy_m: Floats, unit: Ints) -> tuple[Floats, Bools]:
    """There and back from the station's base, or the middle of its land, at the norm's speed; and which are by road.

    Along roads where they connect, else straight × detour. ``unit`` is the row of the unit that each place lies in;
    0 where no way is known.
    """
    norms, bases = day.project.norms, _bases_m(day)
    ways, by_road = np.zeros(len(xy_m)), np.zeros(len(xy_m), dtype=bool)
    station = bases.index.get_indexer(day.project.communities["station_code"])
    known = np.flatnonzero(unit >= 0)
    known = known[station[unit[known]] >= 0]
    units = day.project.communities.iloc[unit[known]]
    asked, row = np.unique(station[unit[known]], return_inverse=True)
    found = day.roads.ways(bases.to_numpy(dtype=float)[asked], xy_m[known], norms.travel_detour)
    metres = found.metres[row, np.arange(len(known))]
    by_road[known] = found.by_road[row, np.arange(len(known))]
    ways[known] = np.nan_to_num(2 * metres / metres_a_minute(norms, units["kind"]).to_numpy(dtype=float))
    return ways, by_road


def _bases_m(day: Day) -> pd.DataFrame:
    """Where each station's officers set out, in metres; missing where neither base nor land is recorded."""
    stations = day.project.stations
    told = transform_xy(stations[["base_lon", "base_lat"]].to_numpy(dtype=float), DEGREES, day.project.about.map_crs)
    known: Bools = np.isfinite(told[:, 0] + told[:, 1])
    return pd.DataFrame(np.where(known[:, None], told, middles_m(day, stations.geometry)), stations.index)


def _own(day: Day, unit: Ints, officers: Sequence[str]) -> Bools:
    """(places, officers): whether the officer has what comes up in the unit of the place."""
    keepers, codes = day.unit_keepers, day.project.communities.index
    own = np.zeros((len(unit), len(officers)), dtype=bool)
    number = {officer: n for n, officer in enumerate(officers)}
    for n, at in enumerate(unit.tolist()):
        keeper = keepers.get(str(codes[at])) if at >= 0 else None
        if keeper in number:
            own[n, number[keeper]] = True
    return own


def _place(
    day: Day,
    demand: pd.DataFrame,
    task: PatrolTask,
    officers: Sequence[str],
    xy_m: Floats,
    unit: Ints,
    number: int,
    officer: int,
    outline: shapely.Polygon | None,
) -> PatrolPlace:
    crs, (x, y), half = day.project.about.map_crs, xy_m[number].tolist(), PLACE_M / 2
    square = shapely.box(x - half, y - half, x + half, y + half) if outline is None else outline
    shapes = np.array([shapely.Point(x, y), square], dtype=object)
    middle, square = to_degrees(shapes, crs)
    counts: Counter[str] = Counter()
    inside = demand[task.near[:, number]]
    for kind, amount in zip(inside["kind"].tolist(), inside["amount"].tolist(), strict=True):
        counts[kind] += amount
    at = int(unit[number])
    return PatrolPlace(
        lon=float(middle.x),
        lat=float(middle.y),
        middle_m=(x, y),
        square=square,
        unit_code=None if at < 0 else str(day.project.communities.index[at]),
        officer_id=officers[officer] or None,
        visits=1,
        minutes=int(task.minutes[number]),
        visit_minutes=0,
        counts={kind: counts[kind] for kind in WORTH if counts[kind]},
        quiet=bool(task.quiet[number]),
        drawn=outline,
    )
