"""The rows that the window's panels show of a day: made off the main thread, and made anew only where it changed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper import schema
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.analysis.load.load import PARTS
from mapper.dates import runs_on
from mapper.day.answer import answer, answer_by_row, answer_for, rows_alone
from mapper.day.columns_read import opening, parts_of, place
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project
from ui.session.focus_rows import FocusRow, focus_rows
from ui.session.incident_index import LISTED, UNENDING, WITH_CASES, IncidentIndex
from ui.session.incident_rows import IncidentRow, incident_rows, none_for_missing
from ui.session.view_state import Row

# Of a unit, as it was recorded.
_COUNTS = (
    "residents", "households", "rentals", "key_places", "volunteers", "cadres",
    "addresses", "addresses_geocoded", "addresses_updated",
)  # fmt: skip
_NONE_OPEN: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One community or village.

    ``minutes`` are asked for in a month; ``load`` is the share of the month that all units of its busiest officer
    (``busiest``) take, None where nobody is there. ``distance_m`` is the straight way from the station, None where its
    base is not recorded; ``room_m`` the way to the nearest police room. ``acting_until`` is the last day of who only
    acts in the seat. ``responsible`` names those who answer for a village, ``responsible_through`` its beat or its
    station. ``open`` counts open incidents by table, where there are any.
    """

    code: str
    name: str
    kind: str
    station_code: str
    station: str
    officer_ids: tuple[str, ...]
    officers: tuple[str, ...]
    away: tuple[str, ...]
    acting_until: date | None
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
    open: Mapping[str, int]
    minutes: float
    load: float | None
    busiest: str | None
    distance_m: float | None
    room_m: float | None


@dataclass(frozen=True, slots=True)
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


class Figures(Day):
    """The day on screen: what was asked (project and day), its answers, and the rows that panels show of them."""

    @answer("officers")
    def officer_names(self) -> Mapping[str, str]:
        """Each officer's name, or id where there is none."""
        names: dict[str, str] = names_of(self.project.officers).to_dict()
        return names

    @answer("communities")
    def unit_names(self) -> Mapping[str, str]:
        """Each unit's name, or code where there is none."""
        names: dict[str, str] = names_of(self.project.communities).to_dict()
        return names

    @answer(
        officer_names, Day.roll, Day.focus_minutes, Day.status, Day.back_on,
        "stations", "duties", "communities", "norms",
    )  # fmt: skip
    def idle_officers(self) -> Mapping[str, OfficerRow]:
        """The officers, as if nothing were to be done in any unit."""
        return _idle_officers(self)

    @answer(idle_officers, Day.officer_load)
    def officers(self) -> Mapping[str, OfficerRow]:
        return _officer_rows(self)

    @answer_by_row(Day.owned, Day.incident_states, Day.incidents_shown, unit_names, with_shapes=True)
    def incident_rows(self, table: str, rows: gpd.GeoDataFrame) -> pd.Series:
        """Of each incident of a table its row where it is open, or of the year; None for all others."""
        shown = np.flatnonzero(rows_alone(self.incidents_shown(table), rows).to_numpy(dtype=bool))
        found = np.full(len(rows), None, dtype=object)
        told = incident_rows(self, KIND_OF[table], rows.iloc[shown], self.unit_names)
        for at, row in zip(shown.tolist(), told, strict=True):
            found[at] = row
        return pd.Series(found, index=rows.index)

    @answer_for(incident_rows, Day.incidents_shown)
    def shown_rows(self, table: str) -> tuple[IncidentRow, ...]:
        """Those of a table that are open, or of the year."""
        return tuple(self.incident_rows(table).to_numpy()[self.incidents_shown(table).to_numpy(dtype=bool)])

    @answer(shown_rows, *LISTED)
    def incidents(self) -> tuple[IncidentRow, ...]:
        """Open incidents, kind by kind."""
        return tuple(chain.from_iterable(self.shown_rows(kind.table) for kind in LOOPS))

    @answer(shown_rows, *UNENDING)
    def cases(self) -> tuple[IncidentRow, ...]:
        """The cases of the year."""
        return tuple(row for table in UNENDING for row in self.shown_rows(table))

    @answer(
        officer_names, unit_names, Day.responsible, Day.coverage, Day.station_distance_m, Day.nearest_rooms, "stations"
    )
    def idle_units(self) -> Mapping[str, UnitRow]:
        """The units, as if nothing were to be done in them."""
        return _idle_units(self)

    @answer(
        idle_units, Day.owned, Day.incidents_shown, Day.unit_load, Day.seat_shares,
        *parts_of(place, LISTED), *parts_of(opening, LISTED),
    )  # fmt: skip
    def units(self) -> Mapping[str, UnitRow]:
        return _unit_rows(self)

    @answer(idle_officers, officer_names, Day.focus_numbers, Day.focus_outcomes, "focus_areas")
    def focus(self) -> tuple[FocusRow, ...]:
        over = {key for key, officer in self.idle_officers.items() if officer.focus_exceeded}
        return focus_rows(self, self.officer_names, over)

    @answer(incidents, cases, Day.incidents_closed, Day.incidents_back, Day.clocks)
    def index(self) -> IncidentIndex:
        rows = {kind.table: self.incidents_shown(kind.table).to_numpy(dtype=bool) for kind in INCIDENT_KINDS}
        return IncidentIndex(self, rows, list(self.project.communities.index))

    @answer(incidents, cases)
    def row_of(self) -> Mapping[Row, IncidentRow]:
        """Open hazards and disputes, and the cases of the year, by table and id."""
        return {(row.table, row.key): row for row in (*self.incidents, *self.cases)}

    def prepare(self) -> None:
        """Ask everything that the window shows first, so that no panel waits for it."""
        _ = self.units, self.officers, self.incidents, self.cases, self.focus, self.index, self.headline
        _ = self.findings_so_far, self.coming

    def incident(self, row: Row) -> IncidentRow | None:
        """One of :attr:`row_of`, or one that is closed, or of an earlier year; None where there is no such one."""
        known = self.row_of.get(row)
        table, key = row
        if known is not None or table not in WITH_CASES or key not in self.project.table(table).index:
            return known
        rows = self.project.table(table).loc[[key]]
        return incident_rows(self, KIND_OF[table], rows, self.unit_names)[0]

    def load_parts(self, unit_code: str) -> Mapping[str, float]:
        """What the minutes of a unit consist of: each of :data:`~mapper.analysis.load.load.PARTS`."""
        return {part: float(self.unit_load.at[unit_code, part]) for part in PARTS}


def _none(value: Any) -> Any:
    return None if pd.isna(value) else value


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _idle_units(day: Figures) -> dict[str, UnitRow]:
    project, names = day.project, day.officer_names
    stations = names_of(project.stations).to_dict()
    responsible = day.responsible
    through = zip(responsible["officer_ids"], none_for_missing(responsible["through"]), strict=True)
    answering = dict(zip(responsible.index, through, strict=True))

    def named(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(names.get(i, i) for i in ids)

    units = project.communities
    codes = units.index
    seats = day.coverage.seats.reindex(codes)
    # Column by column: a dictionary for each row would leave much memory in pieces.
    of_units = {name: none_for_missing(units[name]) for name in ("kind", "station_code", *_COUNTS)}
    of_seats = {
        name: none_for_missing(seats[name]) for name in ("officer_ids", "away_ids", "state", "days", "effective_fte")
    }
    acting, unit_names = day.acting_until, day.unit_names
    distances = none_for_missing(day.station_distance_m.reindex(codes))
    rooms = none_for_missing(day.nearest_rooms["way_m"].reindex(codes))
    rows = {}
    for at, code in enumerate(codes):
        station = of_units["station_code"][at]
        responsible_ids, how = answering.get(code, ((), None))
        rows[code] = UnitRow(
            code=code,
            name=unit_names[code],
            kind=of_units["kind"][at],
            station_code=station or "",
            station=stations.get(station, station) or "—",
            officer_ids=tuple(of_seats["officer_ids"][at]),
            officers=named(of_seats["officer_ids"][at]),
            acting_until=acting.get(code),
            away=named(of_seats["away_ids"][at]),
            responsible=named(responsible_ids),
            responsible_through=how,
            state=of_seats["state"][at],
            days=_whole(of_seats["days"][at]),
            effective_fte=float(of_seats["effective_fte"][at]),
            **{name: of_units[name][at] for name in _COUNTS},
            open=_NONE_OPEN,
            minutes=0.0,
            load=None,
            busiest=None,
            distance_m=distances[at],
            room_m=rooms[at],
        )
    return rows


def _unit_rows(day: Figures) -> dict[str, UnitRow]:
    """The units, with what is open in each and how much time that takes."""
    codes, rows, shares = day.project.communities.index, day.idle_units, day.officer_load["share"].to_dict()
    counts: dict[str, dict[str, int]] = {}
    for table in LISTED:
        owner = day.owned(table)["community_code"].array[day.incidents_shown(table).to_numpy(dtype=bool)]
        at = codes.get_indexer(owner)
        found = np.bincount(at[at >= 0], minlength=len(codes))
        for unit in np.flatnonzero(found).tolist():
            counts.setdefault(codes[unit], {})[table] = int(found[unit])

    def fullness(officer_id: str) -> float:
        return _none(shares.get(officer_id)) or 0.0

    minutes = day.unit_load["minutes"].reindex(codes).tolist()
    loads = none_for_missing(day.seat_shares.reindex(codes))
    return {
        code: replace(
            rows[code],
            open=counts.get(code, _NONE_OPEN),
            minutes=minutes[at],
            load=loads[at],
            busiest=max(rows[code].officer_ids, key=fullness, default=None),
        )
        for at, code in enumerate(codes)
    }


def _idle_officers(figures: Figures) -> dict[str, OfficerRow]:
    project = figures.project
    officers, norms = figures.roll, project.norms
    focus = figures.focus_minutes.to_dict("index")
    held: dict[str, list[str]] = {}
    duties = project.duties
    running = duties[runs_on(duties["starts"], duties["ends"], figures.as_of)]
    running = running[running["community_code"].isin(project.communities.index)]
    for officer_id, code in zip(running["officer_id"], running["community_code"], strict=True):
        held.setdefault(officer_id, []).append(code)
    stations = names_of(project.stations).to_dict()
    status, back, names = figures.status.to_dict(), figures.back_on, figures.officer_names
    roles, of_stations = (none_for_missing(officers[name]) for name in ("role", "station_code"))
    rows = {}
    for at, (officer_id, fte) in enumerate(officers["fte"].items()):
        station, asked = of_stations[at], focus.get(officer_id, {})
        rows[officer_id] = OfficerRow(
            officer_id=officer_id,
            name=names[officer_id],
            role=roles[at],
            status=status[officer_id],
            back=back.get(officer_id),
            station_code=station or "",
            station=stations.get(station, station) or "—",
            fte=float(fte),
            seats=tuple(held.get(officer_id, ())),
            minutes=0.0,
            available=float(fte) * norms.officer_minutes_per_month,
            share=None,
            overloaded=False,
            focus_minutes=int(asked.get("minutes", 0)),
            focus_limit=int(asked.get("limit", fte * norms.focus_minutes_per_day)),
            focus_exceeded=bool(asked.get("exceeded", False)),
        )
    return rows


def _officer_rows(day: Figures) -> dict[str, OfficerRow]:
    """The officers, each with the load of the month."""
    load, rows = day.officer_load, dict(day.idle_officers)
    of_load = (load["minutes"].tolist(), none_for_missing(load["share"]), load["overloaded"].tolist())
    for officer_id, minutes, share, overloaded in zip(load.index, *of_load, strict=True):
        if officer_id in rows:
            rows[officer_id] = replace(rows[officer_id], minutes=minutes, share=share, overloaded=overloaded)
    return rows


def table_geometry(project: Project, table: str, key: str) -> Any:
    """A row's geometry in degrees, or None."""
    frame = project.table(table)
    if schema.TABLES[table].geometry is None or key not in frame.index:
        return None
    return frame.geometry.loc[key]
