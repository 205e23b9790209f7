"""A proposal for the patrol of one shift: a few small places, who goes, and why there."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

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
from mapper.planning.patrol.choice import PatrolTask, choose, greedy, worth_of
from mapper.planning.patrol.demand import WORTH, demand_on, middles_m
from mapper.planning.solving.deadline import Patience, never
from mapper.schema import DEGREES

VISIT_MINUTES = 15
BEST_MINUTES = (10, 16)
"""Within those that a visit is worth most at (Koper 1995, Justice Quarterly 12:4)."""
PLACE_M = 250.0
MOST_DRAWN_M = 1000.0
"""So wide a place that somebody has drawn may be: more is no visit but a round."""
MOST_CANDIDATES = 200
MOST_OFFICERS = 80
LEAST_WORTH = 0.5
"""What is worth less asks for nobody: half an incident expected in a month, and nothing that is open."""
NOBODY_LISTED = ""
"""Who goes where no officer of the part is on the roll at all: the minutes are there, the names are not."""
_SECONDS = 1.9
_QUIET_OFFERED = 3
_STEP_M = PLACE_M / 2


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
    middle_m: tuple[float, float]
    square: shapely.Polygon
    unit_code: str | None
    officer_id: str | None
    visits: int
    minutes: int
    counts: Mapping[str, float]
    quiet: bool
    by_road: bool = False
    drawn: shapely.Polygon | None = None


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
    pinned: Collection[tuple[float, float]] = (),
    forbidden: Collection[tuple[float, float]] = (),
    drawn: Sequence[shapely.Polygon] = (),
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
    stopped
        Asked again and again; True ends the work with the best found so far.

    Raises
    ------
    InputError
        ``patrol_minutes``: not above 0, or a visit is not; ``patrol_drawn``: what is drawn is no one area, or wider
        than :data:`MOST_DRAWN_M`.
    """
    if minutes <= 0 or visit_minutes <= 0:
        raise InputError("patrol_minutes")
    _require_places(drawn)
    demand = demand_on(day)
    officers, free = _officers(day, minutes)
    available = min(float(minutes), float(free.sum()))
    own_xy = shapely.get_coordinates(shapely.point_on_surface(np.array(list(drawn), dtype=object)))
    asked = np.array(list(pinned), dtype=float).reshape(-1, 2)
    asked = asked[~_close(asked, _pairs(own_xy), 1.0)]
    xy_m, near, quiet = _candidates(day, demand, least_quiet, asked)
    refused, kept = _close(xy_m, forbidden, PLACE_M / 2), _close(xy_m, _pairs(asked), 1.0)
    first_drawn = len(xy_m)
    xy_m = np.vstack((xy_m, own_xy))
    near = np.hstack((near, _within(demand, drawn)))
    quiet, refused, kept = (
        np.append(each, np.full(len(drawn), value)) for each, value in ((quiet, False), (refused, False), (kept, True))
    )
    unit = first_at(to_metres(day.project.communities.geometry, day.project.about.map_crs), xy_m)
    way_minutes, by_road = _way_minutes(day, xy_m, unit)
    spent = np.ceil(visit_minutes + way_minutes)
    own = _own(day, unit, officers)
    if len(officers) > MOST_OFFICERS:  # more than there are places for: those who have something there, then the freest
        useful = np.argsort(-(own.any(axis=0) * 1e6 + free), kind="stable")[:MOST_OFFICERS]
        officers, free, own = [officers[n] for n in useful], free[useful], own[:, useful]
    task = PatrolTask(
        demand["worth"].to_numpy(dtype=float), near, spent, free, available, own, quiet, least_quiet,
        pinned=kept & ~refused, forbidden=refused,
    )  # fmt: skip
    choice = choose(task, Patience.of(seconds, stopped))
    order = np.random.default_rng(day.as_of.toordinal()).permutation(choice.chosen)
    outlines = dict(enumerate(drawn, start=first_drawn))
    places = tuple(
        replace(
            _place(day, demand, task, officers, xy_m, unit, int(n), int(choice.officer_of[n]), outlines.get(int(n))),
            by_road=bool(by_road[n]),
        )
        for n in order
    )
    by_rule = worth_of(task, np.flatnonzero(greedy(task) >= 0)) if len(free) else 0.0
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
    )


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


def _close(middles: Floats, others: Collection[tuple[float, float]], gap_m: float) -> Bools:
    """(places,): whether one of the others is so near, along either axis."""
    there = np.array(list(others), dtype=float).reshape(-1, 2)
    close: Bools = (np.abs(middles[:, None] - there[None]).max(axis=2) < gap_m).any(axis=1)
    return close


def _pairs(xy: Floats) -> list[tuple[float, float]]:
    return [(x, y) for x, y in xy.tolist()]


def _require_places(drawn: Sequence[shapely.Polygon]) -> None:
    for shape in drawn:
        west, south, east, north = shape.bounds
        if not shape.is_valid or max(east - west, north - south) > MOST_DRAWN_M:
            raise InputError("patrol_drawn", most=round(MOST_DRAWN_M))


def _within(demand: pd.DataFrame, drawn: Sequence[shapely.Polygon]) -> Bools:
    """(things, drawn): whether a thing lies in what is drawn."""
    things = shapely.points(demand[["x_m", "y_m"]].to_numpy(dtype=float))
    inside: Bools = shapely.intersects(np.asarray(things, dtype=object)[:, None], np.array([*drawn], dtype=object))
    return inside.reshape(len(demand), len(drawn))


def _candidates(day: Day, demand: pd.DataFrame, least_quiet: int, pinned: Floats) -> tuple[Floats, Bools, Bools]:
    """Middles of places, what lies within each, and which are there for a quiet village.

    Places lie half their width apart, so that what stands at the edge of one is in the middle of the next; those with
    most are kept.
    """
    xy = demand[["x_m", "y_m"]].to_numpy(dtype=float)
    middles, worth = _lattice(xy, demand["worth"].to_numpy(dtype=float))
    ranked = np.argsort(-worth, kind="stable")[:MOST_CANDIDATES]
    kept = np.sort(ranked[worth[ranked] >= LEAST_WORTH])
    quiet_xy = _quiet_villages(day, xy, least_quiet)
    # A quiet village that is pinned is no candidate of its own kind any more, but one that somebody chose.
    asked = pinned[~_close(pinned, [(x, y) for x, y in np.vstack((middles[kept], quiet_xy)).tolist()], 1.0)]
    middles = np.vstack((middles[kept], asked, quiet_xy))
    quiet = np.arange(len(middles)) >= len(kept) + len(asked)
    return middles, _near(xy, middles), quiet


def _lattice(things: Floats, worth: Floats) -> tuple[Floats, Floats]:
    """Middles of the places that things lie in the midst of, and what all that lies within each is worth."""
    home = np.round(things / _STEP_M).astype(np.int64)
    cells = np.unique(home, axis=0)
    number = {tuple(cell): n for n, cell in enumerate(cells.tolist())}
    total = np.zeros(len(cells))
    # A place is twice as wide as the step, so a thing lies in up to nine of them.
    for down in (-1, 0, 1):
        for across in (-1, 0, 1):
            other = home + np.array([across, down])
            inside = (np.abs(things - other * _STEP_M) <= PLACE_M / 2).all(axis=1)
            for cell, amount in zip(other[inside].tolist(), worth[inside].tolist(), strict=True):
                at = number.get(tuple(cell))
                if at is not None:
                    total[at] += amount
    return np.asarray(cells * _STEP_M, dtype=np.float64), total


def _near(things: Floats, middles: Floats) -> Bools:
    """(things, places): whether a thing lies in the square of a place."""
    half = PLACE_M / 2
    inside: Bools = np.abs(things[:, None, 0] - middles[None, :, 0]) <= half
    inside &= np.abs(things[:, None, 1] - middles[None, :, 1]) <= half
    return inside


def _quiet_villages(day: Day, things: Floats, wanted: int) -> Floats:
    """A point in each of a few villages in which nothing asks for a visit, those whose turn it is."""
    units = day.project.communities
    villages = units[(units["kind"] == "village").to_numpy(dtype=bool)]
    middles = middles_m(day, villages.geometry)
    land = to_metres(villages.geometry, day.project.about.map_crs)
    busy = np.zeros(len(villages), dtype=bool)
    if len(things) and len(villages):
        tree = shapely.STRtree(np.asarray(shapely.points(things), dtype=object))
        of_village, _ = tree.query(land, predicate="intersects")
        busy[of_village] = True
    quiet = np.flatnonzero(~busy & np.isfinite(middles).all(axis=1))
    # Another village each day, and a few more, should the way to it be too long.
    turn = np.roll(quiet, -(day.as_of.toordinal() % max(len(quiet), 1)))
    kept: Floats = middles[turn[: _QUIET_OFFERED * wanted]]
    return kept


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
        counts={kind: counts[kind] for kind in WORTH if counts[kind]},
        quiet=bool(task.quiet[number]),
        drawn=outline,
    )
