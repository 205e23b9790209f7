"""Who could take which vacant seat: a project's frames turned into the numbers of ``staffing_model``.

Free is an officer on duty who holds nothing that runs or is to come; officers on loan can be asked back, but one who
will be back within ``Norms.acting_days`` only where nobody else can have the seat meanwhile. Officers of other stations
are asked from the ``NEAREST_STATIONS`` nearest to the seat's. A cover must be present and hold a seat already, of the
same station or one that borders.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy import sparse

from mapper.analysis.seats.coverage import COUNTED, Coverage
from mapper.analysis.seats.presence import AT_WORK, back_on, roll_on, status_on
from mapper.crs import to_metres
from mapper.dates import not_over
from mapper.geometry import polygonal
from mapper.lazy_dataclass import dataclass
from mapper.planning.staffing.model import Choices, overload
from mapper.planning.staffing.wishes import NO_WISHES, Wishes
from mapper.project import Project

NEAREST_STATIONS = 40
DISTANCE_STEP_M = 100  # straight lines: less than this says nothing about the way on the ground
KNOWS, OWN_STATION, RECRUIT, OTHER_STATION = 0, 1, 2, 3  # points of unfamiliarity
XY = npt.NDArray[np.float64]
_UNKNOWN = float("nan")


class Option(NamedTuple):
    """One way to take a seat: seat and source by position; the person where one is told apart, else −1; the way."""

    seat: int
    source: int
    person: int
    points: int
    reason: str
    metres: float


class Pool(NamedTuple):
    """Officers who are alike for every seat.

    One on loan who holds seats (``holder``) is alone, and so is one whom a person has had a say about (``named``).
    """

    role: str
    station: str
    fte: float
    on_loan: bool
    holder: str
    named: str


@dataclass(frozen=True, eq=False)
class Field:
    """A project's choices, and what each position in them means.

    Attributes
    ----------
    seats, reliefs
        community_codes of vacant seats, and of units that a new post could relieve.
    fills, covers
        Choices of officers who take a seat (source: pool), and of those who cover one beside the own (source: officer).
    pools
        officer_ids of each pool; the last is that of the new posts, and empty.
    persons
        officer_ids of those told apart.
    officers
        officer_ids of those who could cover or be relieved.
    """

    choices: Choices
    seats: list[str]
    reliefs: list[str]
    fills: list[Option]
    covers: list[Option]
    pools: list[list[str]]
    persons: list[str]
    officers: list[str]


@dataclass(frozen=True, eq=False)
class _Ground:
    project: Project
    seats: pd.DataFrame  # the vacant ones: role, station ('' where it has none)
    present: pd.DataFrame  # who holds what and is there: unit, officer, role, station of the unit
    units: Mapping[str, int]  # community_code → position in shapes
    shapes: npt.NDArray[np.object_]  # in metres
    unit_xy: XY
    stations: Mapping[str, XY]
    known: Mapping[str, frozenset[str]]  # officer → units ever held; of those away, units held now


def field_of(
    project: Project,
    ledger: Coverage,
    minutes: pd.Series,
    load: pd.DataFrame,
    extra_posts: int = 0,
    wishes: Wishes = NO_WISHES,
) -> Field:
    """The choices of the ledger's day. ``minutes`` is the load of each unit, ``load`` that of each officer."""
    ground = _ground(project, ledger)
    pools = _pools(ground, ledger, wishes.officers)
    seats = ground.seats.index.tolist()
    keys, members = list(pools), list(pools.values())
    persons = [o for ids in members for o in ids if not ground.known.get(o, frozenset()).isdisjoint(seats)]
    fills = [
        option for option in _fills(ground, keys, members, persons) if _allowed(option, wishes, seats, keys, persons)
    ]
    covers, officers = _covers(ground)
    limit = project.norms.acting_units_most
    held_back = {o for o in wishes.officers if sum(holder == o for _, holder in wishes.kept) >= limit}
    covers = [
        c for c in covers if wishes.allow(seats[c.seat], officers[c.source], bound=officers[c.source] in held_back)
    ]
    fills = _without_hasty_recalls(project, ledger, fills, covers, keys)
    if extra_posts:
        kept = {code for code, _ in wishes.kept}
        posts = (seat for seat, code in enumerate(seats) if code not in kept)
        fills += [Option(seat, len(keys), -1, RECRUIT, "new_post", _UNKNOWN) for seat in posts]
    strained = load.index[load["minutes"] > load["available"]] if extra_posts else []
    relieved = ground.present[ground.present["officer"].isin(strained)]
    reliefs = sorted(set(relieved["unit"]))
    # Whoever can cover nothing counts too: the overload told is that of all who hold a seat.
    officers += sorted(set(load.index).difference(officers))

    full, most_share = project.norms.officer_minutes_per_month, project.norms.overload_share
    seat_minutes = _whole(minutes.reindex(seats))
    fte = np.array([key.fte for key in keys] + [1.0])
    available = np.round(fte * full).astype(np.int64)
    most = np.round(available * most_share).astype(np.int64)
    fill_seat, fill_pool = _column(fills, "seat"), _column(fills, "source")
    officer_load = load.reindex(officers)
    officer_available = _whole(officer_load["available"])
    less, left = _relief(ground, reliefs, minutes, officers)
    held = [len(ground.known[key.holder].intersection(seats)) if key.holder else len(ids) for key, ids in pools.items()]
    size_of_holder = {key.holder: size for key, size in zip(keys, held, strict=True) if key.holder}
    choices = Choices(
        seat_minutes=seat_minutes,
        fill_seat=fill_seat,
        fill_pool=fill_pool,
        fill_person=_column(fills, "person"),
        fill_changes=_column(fills, "points"),
        fill_distance=_steps(fills),
        fill_overload=overload(seat_minutes[fill_seat], available[fill_pool], most[fill_pool]),
        pool_size=np.array([*held, extra_posts], dtype=np.int64),
        person_most=np.array([size_of_holder.get(person, 1) for person in persons], dtype=np.int64),
        acting_seat=_column(covers, "seat"),
        acting_officer=_column(covers, "source"),
        acting_changes=_column(covers, "points"),
        acting_distance=_steps(covers),
        acting_most=project.norms.acting_units_most,
        officer_minutes=_whole(officer_load["minutes"]),
        officer_available=officer_available,
        officer_most=np.round(officer_available * most_share).astype(np.int64),
        relief_overload=overload(left, full, round(full * most_share)),
        relief_less=less,
        relief_pool=len(keys),
        relief_changes=RECRUIT,
    )
    return Field(choices, seats, reliefs, fills, covers, [*members, []], persons, officers)


def _without_hasty_recalls(
    project: Project, ledger: Coverage, fills: list[Option], covers: Sequence[Option], keys: Sequence[Pool]
) -> list[Option]:
    """Without asking back who will be back at the own seat soon, where somebody else can have it until then."""
    last = ledger.as_of + timedelta(days=project.norms.acting_days)
    soon = {officer for officer, day in back_on(project, ledger.as_of).items() if day <= last + timedelta(days=1)}

    def is_hasty(option: Option) -> bool:
        return keys[option.source].holder in soon

    others = {c.seat for c in covers} | {f.seat for f in fills if not keys[f.source].on_loan}
    return [option for option in fills if not (is_hasty(option) and option.seat in others)]


def _allowed(
    option: Option, wishes: Wishes, seats: Sequence[str], keys: Sequence[Pool], persons: Sequence[str]
) -> bool:
    """Whether a way to fill a seat is left open; an officer whom wishes are about has a pool of his or her own."""
    key = keys[option.source]
    officer = persons[option.person] if option.person >= 0 else key.named
    return wishes.allow(seats[option.seat], officer, bound=not key.holder)


def _ground(project: Project, ledger: Coverage) -> _Ground:
    units = project.communities
    role = ledger.seats["kind"].map(dict(project.norms.seat_role))
    every = pd.DataFrame({"role": role, "station": units["station_code"].fillna("")}, index=units.index)
    seats = every[~ledger.seats["state"].isin(COUNTED) & role.notna()]
    held = ledger.seats["officer_ids"].explode().dropna()
    present = every.loc[held.index].assign(unit=held.index, officer=held.to_numpy()).reset_index(drop=True)
    shapes = polygonal(to_metres(units.geometry, project.about.map_crs))
    unit_xy = _middles(shapes)
    placed = ~np.isnan(unit_xy[:, 0])
    by_station = pd.DataFrame(unit_xy[placed], index=every["station"][placed]).groupby(level=0).mean()
    land = polygonal(to_metres(project.stations.geometry, project.about.map_crs))
    stations = {str(code): xy for code, xy in zip(by_station.index, by_station.to_numpy(), strict=True) if code}
    stations |= {
        code: xy for code, xy in zip(project.stations.index, _middles(land), strict=True) if not np.isnan(xy[0])
    }
    known = project.duties.groupby("officer_id")["community_code"].agg(frozenset).to_dict()
    # Who comes back from loan comes back to the units still held, not to those of long ago.
    away = ledger.seats["away_ids"].explode().dropna()
    known |= away.groupby(away).agg(lambda ids: frozenset(ids.index)).to_dict()
    at = {code: position for position, code in enumerate(units.index)}
    return _Ground(project, seats, present, at, shapes, unit_xy, stations, known)


def _middles(shapes: npt.NDArray[np.object_]) -> XY:
    """Centroids (n, 2); NaN for an empty shape."""
    xy = np.full((len(shapes), 2), np.nan)
    land = ~shapely.is_empty(shapes)
    xy[land] = shapely.get_coordinates(shapely.centroid(shapes[land]))
    return xy


def _pools(ground: _Ground, ledger: Coverage, named: Collection[str] = ()) -> dict[Pool, list[str]]:
    """Everybody who could take a seat, in order of officer_id."""
    project = ground.project
    officers, duties = roll_on(project, ledger.as_of), project.duties
    busy = set(duties["officer_id"][not_over(duties["ends"], ledger.as_of)])
    away = {officer for ids in ledger.seats["away_ids"] for officer in ids}
    roles = set(ground.seats["role"])
    pools: dict[Pool, list[str]] = {}
    officers = officers.assign(status=status_on(project, ledger.as_of))
    asked = officers["status"].isin((AT_WORK, "on_loan"))
    chosen = officers[officers["role"].isin(list(roles)) & (officers["fte"] > 0) & asked]
    for officer, role, station, fte, status in zip(
        chosen.index, *(chosen[c] for c in ("role", "station_code", "fte", "status")), strict=True
    ):
        on_loan = status == "on_loan"
        holder = officer if on_loan and officer in away else ""
        if officer in busy and not holder:
            continue
        key = Pool(
            role,
            station if isinstance(station, str) else "",
            float(fte),
            on_loan,
            holder,
            officer if officer in named else "",
        )
        pools.setdefault(key, []).append(officer)
    return {key: sorted(pools[key]) for key in sorted(pools)}


def _fills(
    ground: _Ground, keys: Sequence[Pool], members: Sequence[Sequence[str]], persons: Sequence[str]
) -> Iterator[Option]:
    pool_of = {officer: pool for pool, ids in enumerate(members) for officer in ids}
    knowing: dict[str, list[tuple[int, str]]] = {}
    for position, officer in enumerate(persons):
        for unit in sorted(ground.known[officer]):
            knowing.setdefault(unit, []).append((position, officer))
    by_place: dict[tuple[str, str], list[int]] = {}
    for pool, key in enumerate(keys):
        if not key.holder:
            by_place.setdefault((key.role, key.station), []).append(pool)
    sources = sorted({key.station for key in keys if key.station and not key.on_loan})
    near: dict[str, list[str]] = {}
    rows = zip(ground.seats.index, ground.seats["role"], ground.seats["station"], strict=True)
    for seat, (code, role, own) in enumerate(rows):
        here = ground.unit_xy[ground.units[code]]
        for position, officer in knowing.get(code, ()):
            key = keys[pool_of[officer]]
            if key.role == role:
                reason = "loan_return" if key.on_loan else "knows_unit"
                yield Option(seat, pool_of[officer], position, KNOWS, reason, _metres(ground, key.station, here))
        for pool in by_place.get((role, own), ()) if own else ():
            # To ask another body for an officer is more than to send one who is here.
            asked = keys[pool].on_loan
            points, reason = (RECRUIT, "loan_return") if asked else (OWN_STATION, "same_station")
            yield Option(seat, pool, -1, points, reason, _metres(ground, own, here))
        for pool in by_place.get((role, ""), ()):
            if not keys[pool].on_loan:
                yield Option(seat, pool, -1, RECRUIT, "recruit", _UNKNOWN)
        if own not in near or own not in ground.stations:
            near[own] = _nearest(ground.stations, sources, own, here)
        for station in near[own]:
            for pool in by_place.get((role, station), ()):
                if not keys[pool].on_loan:
                    yield Option(seat, pool, -1, OTHER_STATION, "other_station", _metres(ground, station, here))


def _nearest(stations: Mapping[str, XY], codes: Sequence[str], own: str, here: XY) -> list[str]:
    """Those other stations that are nearest to a station or, where its place is unknown, to the unit."""
    middle = stations.get(own, here)
    others = [code for code in codes if code != own]
    far = np.array([_apart(stations.get(code), middle) for code in others])
    return [others[i] for i in np.argsort(far, kind="stable")[:NEAREST_STATIONS]]


def _covers(ground: _Ground) -> tuple[list[Option], list[str]]:
    """Choices of neighbours who cover a seat beside their own, and who they are."""
    present = ground.present
    units_of = present.groupby("officer")["unit"].agg(list).to_dict()
    of_station = present.groupby(["role", "station"])["officer"].agg(lambda ids: sorted(set(ids))).to_dict()
    holders = present.groupby("unit")["officer"].agg(list).to_dict()
    codes = list(ground.units)
    tree = shapely.STRtree(ground.shapes)
    reach = ground.project.norms.least_width_m
    vacant = ground.seats.index.tolist()
    seat_at, unit_at = tree.query(
        ground.shapes[[ground.units[code] for code in vacant]], predicate="dwithin", distance=reach
    )
    borders: dict[int, set[str]] = {}
    for seat, unit in zip(seat_at.tolist(), unit_at.tolist(), strict=True):
        borders.setdefault(seat, set()).update(holders.get(codes[unit], ()))
    role_of = dict(zip(present["officer"], present["role"], strict=True))
    found: list[tuple[int, str, int, str, float]] = []
    for seat, (code, role, own) in enumerate(zip(vacant, ground.seats["role"], ground.seats["station"], strict=True)):
        here = ground.unit_xy[ground.units[code]]
        colleagues = set(of_station.get((role, own), ())) if own else set()
        beside = {officer for officer in borders.get(seat, ()) if role_of[officer] == role}
        for officer in sorted(colleagues | beside):
            own_xy = ground.unit_xy[[ground.units[unit] for unit in units_of[officer]]]
            away = np.hypot(*(own_xy - here).T)
            metres = float(away.min()) if not np.isnan(away).any() else _UNKNOWN
            points = OWN_STATION if officer in colleagues else OTHER_STATION
            if code in ground.known.get(officer, ()):
                points = KNOWS
            reason = "neighbour" if officer in beside else "station_neighbour"
            found.append((seat, officer, points, reason, metres))
    officers = sorted({officer for _, officer, *_ in found})
    at = {officer: position for position, officer in enumerate(officers)}
    return [Option(seat, at[o], -1, points, why, metres) for seat, o, points, why, metres in found], officers


def _relief(
    ground: _Ground, reliefs: Sequence[str], minutes: pd.Series, officers: Sequence[str]
) -> tuple[sparse.csr_array, npt.NDArray[np.int64]]:
    """Minutes (officers, reliefs) that a new post beside the officers of a unit takes off each, and takes on itself."""
    at = {officer: position for position, officer in enumerate(officers)}
    holders = ground.present.groupby("unit")["officer"].agg(list).to_dict()
    matrix = np.zeros((len(officers), len(reliefs)))
    left = np.zeros(len(reliefs), dtype=np.int64)
    for column, code in enumerate(reliefs):
        people, whole = len(holders[code]), float(minutes[code])
        left[column] = round(whole / (people + 1))
        for officer in holders[code]:
            matrix[at[officer], column] = round(whole / people) - left[column]
    return sparse.csr_array(matrix), left


def _whole(values: pd.Series) -> npt.NDArray[np.int64]:
    rounded: npt.NDArray[np.int64] = np.round(values.fillna(0).to_numpy(dtype=float)).astype(np.int64)
    return rounded


def _column(options: Sequence[Option], name: str) -> npt.NDArray[np.int64]:
    return np.array([getattr(option, name) for option in options], dtype=np.int64)


def _steps(options: Sequence[Option]) -> npt.NDArray[np.int64]:
    """Distances in steps; an unknown one (an officer of no station, a unit without land) is none."""
    metres = np.array([option.metres for option in options], dtype=float)
    steps: npt.NDArray[np.int64] = np.round(np.nan_to_num(metres) / DISTANCE_STEP_M).astype(np.int64)
    return steps


def _metres(ground: _Ground, station: str, here: XY) -> float:
    return _apart(ground.stations.get(station), here)


def _apart(one: XY | None, other: XY) -> float:
    return _UNKNOWN if one is None else float(np.hypot(*(one - other)))
