"""What a unit's card and a station's duty board tell: facts of the unit, and who is there today."""

from datetime import date

import pandas as pd

from layers.edition_map import EditionMap
from mapper.analysis.incidents.kinds import LOOPS
from mapper.analysis.seats.presence import GONE
from mapper.day.edition import Edition
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of, names_of

FACTS = ("households", "rentals", "key_places", "volunteers")
_DAY_MINUTES = 60.0


@dataclass(frozen=True)
class UnitCard:
    """A unit as its card tells it; what nobody recorded is None.

    ``facts`` are by column of the table of units, ``open_items`` by table: how many are open, how many of these late.
    """

    name: str
    kind: str
    station: str
    phone: str
    residents: int | None
    facts: tuple[tuple[str, int | None], ...]
    officers: tuple[str, ...]
    state: str | None
    acting_until: date | None
    hours_a_month: float | None
    open_items: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class DutyCell:
    """An officer on a duty board: role, whether at work, and the seats."""

    officer_id: str
    name: str
    role: str
    status: str
    fte: float
    units: tuple[str, ...]
    of_other: bool = False


def unit_card(shown_map: EditionMap, community_code: str) -> UnitCard:
    """The card of a unit of the edition that is shown."""
    edition = shown_map.edition
    project, day = edition.project, edition.day
    unit, seat = project.communities.loc[community_code], edition.seat(community_code)
    station = unit["station_code"]
    known = station in project.stations.index
    load = None if edition.is_public else day.unit_load["minutes"].get(community_code)
    return UnitCard(
        name_of(project.communities, community_code),
        str(unit["kind"]),
        name_of(project.stations, station) if known else "",
        _text(project.stations.loc[station, "duty_phone"]) if known else "",
        edition.residents(community_code),
        tuple((column, None if pd.isna(unit[column]) else int(unit[column])) for column in FACTS),
        () if seat is None else seat.holders,
        None if seat is None else seat.state,
        None if seat is None else seat.acting_until,
        None if load is None else float(load) / _DAY_MINUTES,
        () if edition.is_public else tuple(_open(edition, kind.table, community_code) for kind in LOOPS),
    )


def _open(edition: Edition, table: str, community_code: str) -> tuple[str, int, int]:
    """How many incidents of a table are open in a unit, and how many of these late."""
    day = edition.day
    here = (day.owned(table)["community_code"] == community_code).fillna(False).to_numpy(dtype=bool)
    here = here & day.incidents_shown(table).to_numpy(dtype=bool) & ~day.incidents_closed(table).to_numpy(dtype=bool)
    late = day.clocks(table)["days_late"][here] > 0
    return table, int(here.sum()), int(late.fillna(False).sum())


def duty_cells(edition: Edition) -> tuple[DutyCell, ...]:
    """Everybody of the station as of the day, who has a seat first; then those of other stations who hold its seats.

    Who is on no roll of that day any more is there only with a seat that is still in the name.
    """
    project, ledger, status_of = edition.project, edition.ledger, edition.day.status
    units = names_of(project.communities)
    seats: dict[str, list[str]] = {}
    for code, present, away in ledger.seats[["officer_ids", "away_ids"]].itertuples(name=None):
        for officer in (*present, *away):
            seats.setdefault(str(officer), []).append(str(units[code]))
    cells = []
    for officer_id, row in edition.day.roll.iterrows():
        status = str(status_of[officer_id])
        own = row["station_code"] == edition.station_code
        held = tuple(seats.get(str(officer_id), ()))
        if held or (own and status != GONE):
            fte = 1.0 if pd.isna(row["fte"]) else float(row["fte"])
            name, role = name_of(project.officers, officer_id), str(row["role"])
            cells.append(DutyCell(str(officer_id), name, role, status, fte, held, not own))
    roles = {"community_officer": 0, "auxiliary": 1}
    return tuple(sorted(cells, key=lambda c: (c.of_other, roles.get(c.role, 2), not c.units, c.officer_id)))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
