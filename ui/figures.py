"""Every figure that the window shows, for one project on one day: computed at once, off the main thread, frozen."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

import pandas as pd

from layers.incident_filter import DAY_COLUMNS
from mapper import schema
from mapper.analysis.cases import year_of_cases
from mapper.analysis.check import Check, check
from mapper.analysis.coverage import COUNTED
from mapper.analysis.focus_minutes import focus_minutes, focus_today
from mapper.analysis.foundations import room_way_m
from mapper.analysis.headline import Headline, headline
from mapper.analysis.lifecycle import dispute_open, hazard_states
from mapper.analysis.load import PARTS
from mapper.analysis.presence import back_on, status_on
from mapper.analysis.responsible import responsible_officers
from mapper.project import Project
from ui.incident_index import LISTED, IncidentIndex

# A table and the id of one of its rows.
Row = tuple[str, str]


@dataclass(frozen=True)
class UnitRow:
    """One community or village.

    ``load`` is minutes asked for / minutes available, None where nobody is there. ``distance_m`` is the straight way
    from the station, None where its base is not recorded; ``room_m`` the way to the nearest police room.
    ``responsible`` names those who answer for a village,
    ``responsible_through`` its beat or its station.
    """

    code: str
    name: str
    kind: str
    station_code: str
    station: str
    officer_ids: tuple[str, ...]
    officers: tuple[str, ...]
    away: tuple[str, ...]
    responsible: tuple[str, ...]
    responsible_through: str | None
    state: str
    days: int | None
    effective_fte: float
    residents: int | None
    households: int | None
    rentals: int | None
    key_places: int | None
    volunteers: int | None
    cadres: int | None
    addresses: int | None
    addresses_geocoded: int | None
    addresses_updated: int | None
    hazards: int
    disputes: int
    load: float | None
    load_minutes: Mapping[str, float]
    distance_m: float | None
    room_m: float | None


@dataclass(frozen=True)
class OfficerRow:
    """One officer or auxiliary: seats held today, monthly load, and focus minutes of the day against the limit.

    ``back`` is the first day at work again of one who is away, where that is known.
    """

    officer_id: str
    name: str
    role: str
    status: str
    back: date | None
    station_code: str
    station: str
    fte: float
    seats: tuple[str, ...]
    minutes: float
    available: float
    share: float | None
    overloaded: bool
    focus_minutes: int
    focus_limit: int
    focus_exceeded: bool


@dataclass(frozen=True)
class IncidentRow:
    """An open hazard or dispute, or a case.

    ``state`` is open or overdue (hazards), the stage (disputes) or the origin (cases).
    """

    table: str
    key: str
    category: str
    state: str
    since: datetime | None
    days: int | None
    unit_code: str | None
    unit: str | None
    exception: str | None
    where: tuple[float, float] | None


@dataclass(frozen=True)
class FocusRow:
    """One focus area; ``number`` is its badge on the map on a day it runs, ``exceeded`` who is over the limit then."""

    focus_id: str
    number: int | None
    reason: str
    starts: datetime
    ends: datetime
    minutes: int
    visits: int
    officer_ids: tuple[str, ...]
    officers: tuple[str, ...]
    exceeded: tuple[str, ...]
    prevention_task: str

    @property
    def today(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, eq=False)
class Figures:
    """The answer: what was asked (project and day), and all that follows from it."""

    project: Project
    as_of: date
    check: Check
    headline: Headline
    units: Mapping[str, UnitRow]
    officers: Mapping[str, OfficerRow]
    incidents: tuple[IncidentRow, ...]
    focus: tuple[FocusRow, ...]
    index: IncidentIndex
    cases: tuple[IncidentRow, ...] = ()

    @cached_property
    def row_of(self) -> Mapping[Row, IncidentRow]:
        """Open hazards and disputes, and the cases of the year, by table and id."""
        return {(row.table, row.key): row for row in (*self.incidents, *self.cases)}

    def incident(self, row: Row) -> IncidentRow | None:
        """One of :attr:`row_of`, or a hazard or dispute that is closed; None where there is no such one."""
        known = self.row_of.get(row)
        table, key = row
        if known is not None or table not in LISTED or key not in self.project.table(table).index:
            return known
        states = self.index.columns.states[table].loc[[key]].fillna("closed")
        return _incident_rows(self.project, self.check, table, states)[0]

    def share_with(self, officer_id: str, unit_code: str) -> float | None:
        """The officer's load share once the unit's minutes, or what others leave of them, are added.

        None where no minutes are available.
        """
        officer, unit = self.officers[officer_id], self.units[unit_code]
        if not officer.available:
            return None
        held = unit_code in officer.seats
        added = 0 if held else sum(unit.load_minutes.values()) / (len(unit.officer_ids) + 1)
        return (officer.minutes + added) / officer.available


def figures(project: Project, as_of: date, previous: Check | None = None, with_tiling: bool = True) -> Figures:
    """Everything that the window's panels show, for that day; see :func:`mapper.analysis.check.check`."""
    answers = check(project, as_of, previous, with_tiling)
    hazards, disputes = hazard_states(project, as_of), dispute_open(project, as_of)
    hazards_open = hazards.isin(["open", "overdue"])
    cases = year_of_cases(project, as_of).shown
    index = IncidentIndex(
        project,
        answers,
        {
            "hazards": hazards_open.to_numpy(dtype=bool),
            "disputes": disputes.to_numpy(dtype=bool),
            "cases": cases.to_numpy(dtype=bool),
        },
        list(project.communities.index),
    )
    incidents = [
        *_incident_rows(project, answers, "hazards", hazards[hazards_open]),
        *_incident_rows(project, answers, "disputes", project.disputes["stage"][disputes.astype(bool)]),
    ]
    officers = _officer_rows(project, answers)
    return Figures(
        project=project,
        as_of=as_of,
        check=answers,
        headline=headline(project, answers),
        units=_unit_rows(project, answers, incidents, officers),
        officers=officers,
        incidents=tuple(incidents),
        focus=_focus_rows(project, officers, as_of),
        index=index,
        cases=tuple(_incident_rows(project, answers, "cases", project.cases["origin"][cases])),
    )


def _none(value: Any) -> Any:
    return None if pd.isna(value) else value


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _unit_rows(
    project: Project, answers: Check, incidents: list[IncidentRow], officers: Mapping[str, OfficerRow]
) -> dict[str, UnitRow]:
    counts: dict[str, Counter[str]] = {"hazards": Counter(), "disputes": Counter()}
    for incident in incidents:
        if incident.unit_code is not None:
            counts[incident.table][incident.unit_code] += 1
    names = {
        "stations": project.stations["name"].to_dict(),
        "officers": {key: row.name for key, row in officers.items()},
    }
    month = project.norms.officer_minutes_per_month
    rows = {}
    seat_rows = answers.coverage.seats.to_dict("index")
    responsible = responsible_officers(project, answers.as_of)
    through = [None if pd.isna(how) else how for how in responsible["through"]]
    answering = dict(zip(responsible.index, zip(responsible["officer_ids"], through, strict=True), strict=True))
    minute_rows = answers.unit_load[list(PARTS)].to_dict("index")
    distances, rooms = answers.unit_load["distance_m"].to_dict(), room_way_m(project).to_dict()
    for code, unit in project.communities.drop(columns="geometry").to_dict("index").items():
        seat, asked = seat_rows[code], {part: float(n) for part, n in minute_rows[code].items()}
        fte = float(seat["effective_fte"])
        station = unit["station_code"]
        rows[code] = UnitRow(
            code=code,
            name=_none(unit["name"]) or code,
            kind=unit["kind"],
            station_code=_none(station) or "",
            station=names["stations"].get(station) or _none(station) or "—",
            officer_ids=tuple(seat["officer_ids"]),
            officers=tuple(names["officers"].get(i, i) for i in seat["officer_ids"]),
            away=tuple(names["officers"].get(i, i) for i in seat["away_ids"]),
            responsible=tuple(names["officers"].get(i, i) for i in answering[code][0]) if code in answering else (),
            responsible_through=answering[code][1] if code in answering else None,
            state=seat["state"],
            days=_whole(seat["days"]),
            effective_fte=fte,
            residents=_whole(unit["residents"]),
            households=_whole(unit["households"]),
            rentals=_whole(unit["rentals"]),
            key_places=_whole(unit["key_places"]),
            volunteers=_whole(unit["volunteers"]),
            cadres=_whole(unit["cadres"]),
            addresses=_whole(unit["addresses"]),
            addresses_geocoded=_whole(unit["addresses_geocoded"]),
            addresses_updated=_whole(unit["addresses_updated"]),
            hazards=counts["hazards"][code],
            disputes=counts["disputes"][code],
            load=sum(asked.values()) / (fte * month) if fte > 0 and seat["state"] in COUNTED else None,
            load_minutes=asked,
            distance_m=_none(distances[code]),
            room_m=_none(rooms[code]),
        )
    return rows


def _officer_rows(project: Project, answers: Check) -> dict[str, OfficerRow]:
    loads = answers.officer_load.to_dict("index")
    minutes = focus_minutes(project, answers.as_of).to_dict("index")
    held: dict[str, list[str]] = {}
    day = pd.Timestamp(answers.as_of)
    duties = project.duties
    running = duties[
        (duties["starts"].isna() | (duties["starts"] <= day)) & (duties["ends"].isna() | (duties["ends"] >= day))
    ]
    for officer_id, code in zip(running["officer_id"], running["community_code"], strict=True):
        if code in project.communities.index:
            held.setdefault(officer_id, []).append(code)
    stations = project.stations["name"].to_dict()
    status, back = status_on(project, answers.as_of).to_dict(), back_on(project, answers.as_of)
    rows = {}
    for officer_id, officer in project.officers.to_dict("index").items():
        load = loads.get(officer_id, {})
        focus = minutes.get(officer_id, {})
        station = officer["station_code"]
        share = load.get("share")
        rows[officer_id] = OfficerRow(
            officer_id=officer_id,
            name=_none(officer["display_name"]) or officer_id,
            role=officer["role"],
            status=status[officer_id],
            back=back.get(officer_id),
            station_code=_none(station) or "",
            station=stations.get(station) or _none(station) or "—",
            fte=float(officer["fte"]),
            seats=tuple(held.get(officer_id, ())),
            minutes=float(load.get("minutes", 0.0)),
            available=float(officer["fte"]) * project.norms.officer_minutes_per_month,
            share=None if share is None or pd.isna(share) else float(share),
            overloaded=bool(load.get("overloaded", False)),
            focus_minutes=int(focus.get("minutes", 0)),
            focus_limit=int(focus.get("limit", officer["fte"] * project.norms.focus_minutes_per_day)),
            focus_exceeded=bool(focus.get("exceeded", False)),
        )
    return rows


def _incident_rows(project: Project, answers: Check, table: str, states: pd.Series) -> list[IncidentRow]:
    frame = project.table(table).loc[states.index]
    owned = answers.owned[table]
    names = project.communities["name"].to_dict()
    owned = owned.loc[frame.index]
    rows = []
    for key, category, state, began, unit, exception, point in zip(
        frame.index,
        frame["category"],
        states,
        frame[DAY_COLUMNS[table]],
        owned["community_code"],
        owned["exception"],
        frame.geometry,
        strict=True,
    ):
        missing = point is None or point.is_empty
        rows.append(
            IncidentRow(
                table=table,
                key=key,
                category=category,
                state=state,
                since=None if pd.isna(began) else began.to_pydatetime(),
                days=None if pd.isna(began) else (answers.as_of - began.date()).days,
                unit_code=_none(unit),
                unit=None if pd.isna(unit) else names.get(unit, unit),
                exception=_none(exception),
                where=None if missing else (float(point.x), float(point.y)),
            )
        )
    return rows


def _focus_rows(project: Project, officers: Mapping[str, OfficerRow], as_of: date) -> tuple[FocusRow, ...]:
    running = focus_today(project, as_of)
    numbers = {key: number for number, key in enumerate(running.index[running.to_numpy(dtype=bool)], start=1)}
    rows = []
    for focus_id, focus in project.focus_areas.drop(columns="geometry").to_dict("index").items():
        ids = tuple(i for i in str(_none(focus["officer_ids"]) or "").split(";") if i)
        starts, expires = focus["starts"].to_pydatetime(), focus["ends"].to_pydatetime()
        number = numbers.get(focus_id)
        rows.append(
            FocusRow(
                focus_id=focus_id,
                number=number,
                reason=focus["reason"],
                starts=starts,
                ends=expires,
                minutes=_whole(focus["minutes"]) or 0,
                visits=_whole(focus["visits"]) or 0,
                officer_ids=ids,
                officers=tuple(officers[i].name if i in officers else i for i in ids),
                exceeded=tuple(
                    officers[i].name for i in ids if i in officers and officers[i].focus_exceeded and number
                ),
                prevention_task=_none(focus["prevention_task"]) or "",
            )
        )
    return tuple(rows)


def table_geometry(project: Project, table: str, key: str) -> Any:
    """A row's geometry in degrees, or None."""
    frame = project.table(table)
    if schema.TABLES[table].geometry is None or key not in frame.index:
        return None
    return frame.geometry.loc[key]
