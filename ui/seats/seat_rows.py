"""What the seat ledger's window shows of one project, day and period: asked at once, off the main thread, frozen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from mapper.analysis.land.foundations import Foundations, foundations
from mapper.analysis.load.load import PARTS
from mapper.analysis.load.table import LoadTable, load_table
from mapper.analysis.seats.coverage import COUNTED
from mapper.analysis.seats.posting import Posting, liaison_state, posting
from mapper.analysis.seats.presence import back_on
from mapper.analysis.seats.table import SeatTable, seat_table
from mapper.analysis.work.community_work import CommunityWork
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.project import Project
from mapper.scope import Scope


@dataclass(frozen=True)
class SeatRow:
    """One seat; ``officers`` are names, those away after those present; dates None where open.

    ``acting_until`` is the last day of those present who only act in it.
    ``back`` is the first day at work again of each who is away, None where that is not known.
    """

    code: str
    name: str
    kind: str
    station_code: str
    station: str
    role: str | None
    state: str
    officers: tuple[str, ...]
    away: tuple[str, ...]
    back: tuple[date | None, ...]
    acting_until: date | None
    since: date | None
    until: date | None
    vacant_days: int
    away_days: int
    fte: float
    dedicated: bool
    gap_from: date | None
    gap_in_days: int | None
    gap_why: str | None

    @property
    def covered(self) -> bool:
        return self.state in COUNTED


@dataclass(frozen=True)
class StationRow:
    """Sums of one station's seats, or of a county's; code ``*`` is all of them, '' the units of no station."""

    code: str
    name: str
    units: int
    covered: int
    one_to_one: int
    dedicated: int
    fte: float
    days: int
    vacant_days: int
    away_days: int
    gaps: int
    county: bool = False

    @property
    def share(self) -> float | None:
        return self.covered / self.units if self.units else None


@dataclass(frozen=True)
class PostRow:
    """One station's police and liaison; ``share`` is community officers of police, None without police."""

    code: str
    name: str
    police: int
    community: int
    away: int
    share: float | None
    below: bool
    liaison_unit: str
    visits: int
    unannounced: int
    last_visit: date | None
    days_since: int | None
    due: bool


@dataclass(frozen=True)
class LoadRow:
    """What one seat's unit asks for: minutes a month by part, with ``minutes`` for their sum.

    ``share`` is that over the time of its officers, None where nobody is.
    """

    seat: SeatRow
    minutes: Mapping[str, float]
    share: float | None


@dataclass(frozen=True, eq=False)
class SeatAnswer:
    """What was asked, and the answer in rows."""

    project: Project
    table: SeatTable
    seats: tuple[SeatRow, ...]
    stations: tuple[StationRow, ...]
    posting: Posting
    posts: tuple[PostRow, ...]
    foundations: tuple[Foundations, ...]
    load: LoadTable
    loads: tuple[LoadRow, ...]
    work: CommunityWork

    @property
    def as_of(self) -> date:
        return self.table.coverage.as_of


def seat_answer(
    project: Project, as_of: date, since: date, until: date, gap_until: date, scope: Scope | None = None
) -> SeatAnswer:
    """The ledger of that day, of all or of a part; InputError ``dates_reversed``.

    Of a part its seats and their sums, its stations' rows, and beside them the row of all stations where there is one.
    """
    table, day = seat_table(project, as_of, since, until, gap_until), Day(project, as_of)
    posted, liaison = posting(project, as_of), liaison_state(project, as_of)
    load, posts, grounds = load_table(project, table.coverage), post_rows(posted, liaison), foundations(project)
    if scope is not None:
        inside = scope.has_units(project.communities)
        table, day = table.only(inside.index[inside.to_numpy(dtype=bool)], project), ScopedDay(day, scope)
        posts = tuple(post for post in posts if post.code in scope.stations)
        grounds = tuple(row for row in grounds if row.code in scope.stations or row.code == "*")
    seats = _seat_rows(project, table)
    return SeatAnswer(
        project, table, seats, _station_rows(table), posted, posts, grounds,
        load, _load_rows(seats, load), day.community_work,
    )  # fmt: skip


def _load_rows(seats: tuple[SeatRow, ...], load: LoadTable) -> tuple[LoadRow, ...]:
    minutes = load.units[[*PARTS, "minutes"]].to_dict("index")
    shares = load.units["share"].to_dict()
    return tuple(
        LoadRow(seat, minutes[seat.code], None if pd.isna(shares[seat.code]) else float(shares[seat.code]))
        for seat in seats
    )


def _seat_rows(project: Project, table: SeatTable) -> tuple[SeatRow, ...]:
    names, unit_names = names_of(project.officers).to_dict(), names_of(table.seats).to_dict()
    back = back_on(project, table.coverage.as_of)

    def people(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(i, i) for i in ids)

    return tuple(
        SeatRow(
            code=code,
            name=unit_names[code],
            kind=seat["kind"],
            station_code=_none(seat["station_code"]) or "",
            station=seat["station"],
            role=_none(seat["role"]),
            state=seat["state"],
            officers=people(seat["officer_ids"]),
            away=people(seat["away_ids"]),
            back=tuple(back.get(i) for i in seat["away_ids"]),
            acting_until=_day(seat["acting_until"]),
            since=_day(seat["holds_since"]),
            until=_day(seat["holds_until"]),
            vacant_days=int(seat["vacant_days"]),
            away_days=int(seat["away_days"]),
            fte=float(seat["effective_fte"]),
            dedicated=bool(seat["dedicated"]),
            gap_from=_day(seat["gap_from"]),
            gap_in_days=None if pd.isna(seat["gap_in_days"]) else int(seat["gap_in_days"]),
            gap_why=_none(seat["gap_why"]),
        )
        for code, seat in table.seats.to_dict("index").items()
    )


def _station_rows(table: SeatTable) -> tuple[StationRow, ...]:
    stations, counties = table.by_station(), table.by_county()
    rows = [(code, row["station"] or code, False, row) for code, row in stations.to_dict("index").items()]
    if len(counties) > 1:  # of one county the last row tells the same
        rows[-1:-1] = [(code, code, True, row) for code, row in counties.to_dict("index").items() if code]
    return tuple(
        StationRow(
            code=code,
            name=name,
            county=county,
            fte=float(row["effective_fte"]),
            **{
                name: int(row[name])
                for name in (
                    "units", "covered", "one_to_one", "dedicated", "days", "vacant_days", "away_days", "gaps",
                )
            },
        )
        for code, name, county, row in rows
    )  # fmt: skip


def post_rows(posted: Posting, liaison: pd.DataFrame) -> tuple[PostRow, ...]:
    """Each station's police with its liaison (:func:`~mapper.analysis.seats.posting.liaison_state`)."""
    both = posted.stations.join(liaison.drop(columns="name")).assign(name=names_of(posted.stations))
    return tuple(
        PostRow(
            code=code,
            name=row["name"],
            police=int(row["police"]),
            community=int(row["community"]),
            away=int(row["away"]),
            share=None if pd.isna(row["share"]) else float(row["share"]),
            below=bool(row["below"]),
            liaison_unit=(_none(row["liaison_unit"]) or "").strip(),
            visits=int(row["visits"]),
            unannounced=int(row["unannounced"]),
            last_visit=_day(row["last_visit"]),
            days_since=None if pd.isna(row["days_since"]) else int(row["days_since"]),
            due=bool(row["due"]),
        )
        for code, row in both.to_dict("index").items()
    )


def _none(value: Any) -> Any:
    return None if pd.isna(value) else value


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()
