"""An edition: what one audience sees of a project on a day, with the answers that what it sees alone cannot give.

Whether an officer is shared, and how loaded, depends on the officer's seats everywhere, whether land is told twice on
the neighbours, and what a unit has to deal with on the exact places of what is shown by its cell. An edition has none
of that in it, so its answers are those of the whole project, cut to its own rows.

What an edition tells is said here, once, for every output: who has a seat, the headline figures, the days they are of.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar

import pandas as pd

from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.analysis.patrol.conflicts import Conflict
from mapper.analysis.periods.period import Recorded
from mapper.analysis.periods.unit_rates import UnitRates, unit_rates, year_up_to
from mapper.analysis.seats.coverage import Coverage
from mapper.analysis.todo_lists import FOCUS, Todo
from mapper.analysis.work.community_work import CommunityWork
from mapper.audience import Audience, for_audience, rounded_residents, sensitive_rows, shown_to
from mapper.day.answer import answer, answer_for
from mapper.day.day import Day, Findings
from mapper.day.facts import Days
from mapper.day.figure import Figure
from mapper.finding import Finding
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of, names_of, split_ids
from mapper.project import Project
from mapper.sensitive import CoarseProject, coarse_project

if TYPE_CHECKING:
    from mapper.analysis.land.roads import Roads

Told = TypeVar("Told", pd.Series, pd.DataFrame)


class EditionDay(Day):
    """A day of the part of a project that an audience sees: what is counted is counted in the whole, cut to its rows.

    Seats, loads and findings are the whole's. A point is counted where it is, and not where it is shown; an incident
    has the state that its own times give it.

    Parameters
    ----------
    shown
        The part, and which keys its rows have in the whole where those were taken away.
    codes
        The stations that it is of; None for the whole district.
    """

    def __init__(self, shown: CoarseProject, whole: Day, codes: frozenset[str] | None) -> None:
        super().__init__(shown.project, whole.as_of)
        self._whole, self._codes, self._origin = whole, codes, shown.origin
        self._names: dict[str, frozenset[str]] = {}

    def after(self, project: Project, as_of: date | None = None) -> Self:
        """Itself; ValueError for another project or day, whose edition is cut from its own whole."""
        if project is not self.project or as_of not in (None, self.as_of):
            raise ValueError("an edition's day is cut from that of the whole project")
        return self

    @property
    def seats_known(self) -> bool:
        """Whether any officer is recorded: where none is, nothing is known of seats, and paper calls none vacant."""
        return len(self._whole.project.officers) > 0

    @property
    def whole_project(self) -> Project:
        return self._whole.whole_project

    @answer(Day.nearest_rooms)
    def nearest_rooms(self) -> pd.DataFrame:
        """A room of the next station is as near as one's own."""
        return self._whole.nearest_rooms.loc[self.project.communities.index]

    @answer(Day.roads)
    def roads(self) -> "Roads":
        """All of them: the way to a part's own place may lead through another's."""
        return self._whole.roads

    @answer_for(Day.owned)
    def owned(self, table: str) -> pd.DataFrame:
        return self._rows(table, self._whole.owned(table))

    @answer_for(Day.incident_states)
    def incident_states(self, table: str) -> pd.Series:
        return self._rows(table, self._whole.incident_states(table))

    @answer_for(Day.incidents_shown)
    def incidents_shown(self, table: str) -> pd.Series:
        return self._rows(table, self._whole.incidents_shown(table))

    @answer_for(Day.incidents_closed)
    def incidents_closed(self, table: str) -> pd.Series:
        return self._rows(table, self._whole.incidents_closed(table))

    @answer_for(Day.incidents_back)
    def incidents_back(self, table: str) -> pd.Series:
        return self._rows(table, self._whole.incidents_back(table))

    @answer_for(Day.clocks)
    def clocks(self, table: str) -> pd.DataFrame:
        return self._rows(table, self._whole.clocks(table))

    @answer(Day.coverage)
    def coverage(self) -> Coverage:
        return self._cut(self._whole.coverage)

    @answer(Day.acting_until)
    def acting_until(self) -> Mapping[str, date]:
        own = self.project.communities.index
        return {code: day for code, day in self._whole.acting_until.items() if code in own}

    @answer_for(Day.coverage_on)
    def coverage_on(self, day: date) -> Coverage:
        return self._cut(self._whole.coverage_on(day))

    @answer_for(Day.recorded)
    def recorded(self, table: str) -> Recorded:
        return self._whole.recorded(table)

    @answer_for(Day.unit_rates)
    def unit_rates(self, table: str) -> UnitRates:
        period, whole = year_up_to(self.as_of), self._whole.unit_rates(table).rates
        own = unit_rates(self.project, KIND_OF[table], period, self.owned(table), self.recorded(table))
        return replace(own, rates=whole and whole.only(self.project.communities.index))

    @answer_for(Day.incident_owners)
    def incident_owners(self, table: str) -> pd.Series:
        return self._whole.incident_owners(table).loc[self.project.table(table).index]

    @answer(Day.todo)
    def todo(self) -> Todo:
        whole = self._whole.todo
        own = {table: self._named(table) for table in (*(kind.table for kind in LOOPS), FOCUS)}
        return replace(whole, found=tuple(entry for entry in whole.found if entry.key in own[entry.table]))

    @answer(Day.community_work)
    def community_work(self) -> CommunityWork:
        if self._codes is None:
            return self._whole.community_work
        own = self._codes.union(self.project.communities.index)
        return self._whole.community_work.only(own, frozenset(self.project.rectification_areas.index))

    @answer(Day.responsible)
    def responsible(self) -> pd.DataFrame:
        villages = self._whole.responsible
        return villages[villages.index.isin(self.project.communities.index)]

    @answer(Day.focus_numbers)
    def focus_numbers(self) -> Mapping[str, int]:
        """The numbers of the whole, so that every sheet, list and map calls an area the same."""
        own = self.project.focus_areas.index
        return {key: number for key, number in self._whole.focus_numbers.items() if key in own}

    @answer_for(Day.focus_conflicts)
    def focus_conflicts(self, days: Days) -> tuple[Conflict, ...]:
        known = self.project.officers.index
        return tuple(one for one in self._whole.focus_conflicts(days) if one.officer_id in known)

    @answer(Day.focus_minutes)
    def focus_minutes(self) -> pd.DataFrame:
        minutes = self._whole.focus_minutes
        return minutes[minutes.index.isin(self.project.officers.index)]

    @answer(Day.unit_load)
    def unit_load(self) -> pd.DataFrame:
        return self._whole.unit_load.loc[self.project.communities.index]

    @answer(Day.officer_load)
    def officer_load(self) -> pd.DataFrame:
        load = self._whole.officer_load
        return load[load.index.isin(self.project.officers.index)]

    @answer(Day.tiling)
    def tiling(self) -> Findings:
        return tuple(finding for finding in self._whole.tiling if self._is_own(finding))

    @answer(Day.findings_but_tiling)
    def findings_but_tiling(self) -> Findings:
        return tuple(finding for finding in self._whole.findings_but_tiling if self._is_own(finding))

    @answer(Day.coming)
    def coming(self) -> Findings:
        return tuple(finding for finding in self._whole.coming if self._is_own(finding))

    @answer(Day.findings)
    def findings(self) -> Findings:
        return tuple(finding for finding in self._whole.findings if self._is_own(finding))

    def _is_own(self, finding: Finding) -> bool:
        """Whether a finding is about a row of the stations; of several pieces of land, about any of them."""
        if self._codes is None:
            return True
        codes, table = self._codes, finding.kind.table or finding.values.get("table")
        if table is None or table == "stations":
            own = self.project.communities.index
            return any(key in codes or key in own for key in finding.subjects)
        return finding.subjects[0] in self._named(table)

    def _named(self, table: str) -> frozenset[str]:
        """The keys of its rows that it may tell; a number in place of one may be another row's key in the whole."""
        if table not in self._names:  # each finding asks
            rows = self.project.table(table)
            keys = rows.index[~sensitive_rows(table, rows)] if table in self._origin else rows.index
            self._names[table] = frozenset(keys)
        return self._names[table]

    def _rows(self, table: str, told: Told) -> Told:
        """What the whole tells of this part's rows, by the keys that they have here."""
        own = self.project.table(table).index
        return told.loc[self._origin.get(table, own)].set_axis(own, axis=0)

    def _cut(self, ledger: Coverage) -> Coverage:
        return replace(ledger, seats=ledger.seats.loc[self.project.communities.index])


@dataclass(frozen=True)
class Seat:
    """A unit's seat: its state, who has it, present or away, by the names shown, and until when they only act in it."""

    holders: tuple[str, ...]
    state: str
    acting_until: date | None = None


@dataclass(frozen=True, eq=False)
class Edition:
    """A day as one audience sees it; ``station_code`` where it is of one station."""

    day: Day
    audience: Audience
    station_code: str | None = None

    @property
    def project(self) -> Project:
        return self.day.project

    @property
    def as_of(self) -> date:
        return self.day.as_of

    @property
    def is_public(self) -> bool:
        return self.audience == "public"

    @property
    def place(self) -> str:
        """The name of what it is of: its station, or the district."""
        if self.station_code is None:
            return self.project.about.title
        return name_of(self.project.stations, self.station_code)

    @property
    def data_date(self) -> date | None:
        """The day that the data are of; None where nobody said."""
        return self.day.data_date

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Cover, one to one, dedicated and gaps, each of all units of the district or station.

        The public gets none, and a project without a single officer has none to give.
        """
        if not self.tells_seats or not self.ledger.units:
            return ()
        ledger = self.ledger
        counts = {
            "covered": ledger.covered,
            "one_to_one": ledger.one_to_one,
            "dedicated": ledger.dedicated,
            "gaps": ledger.units - ledger.covered,
        }
        return tuple(Figure(code, count, ledger.units) for code, count in counts.items())

    @property
    def tells_phones(self) -> bool:
        """Whether any station has a number that is answered day and night."""
        return bool((self.project.stations["duty_phone"].fillna("") != "").any())

    @property
    def tells_seats(self) -> bool:
        """Whether it has seats to tell: the public may not know them, and without a roster nobody does."""
        return not self.is_public and self.day.seats_known

    def seat(self, community_code: str) -> Seat | None:
        """The seat of a unit.

        None for the public, which may know neither its state nor who has it, and where no officer is recorded.
        """
        if not self.tells_seats:
            return None
        state, officers, away = self._seats[community_code]
        holders = tuple(self._officer_names[officer] for officer in officers or away)
        return Seat(holders, str(state), self.day.acting_until.get(community_code))

    # A sheet asks for every unit: a look-up in a dictionary is a hundredth of one in a frame.

    @cached_property
    def _seats(self) -> Mapping[str, tuple[Any, tuple[str, ...], tuple[str, ...]]]:
        seats = self.ledger.seats
        columns = (seats[name].tolist() for name in ("state", "officer_ids", "away_ids"))
        return dict(zip(seats.index.tolist(), zip(*columns, strict=True), strict=True))

    @cached_property
    def _officer_names(self) -> Mapping[str, str]:
        return dict(names_of(self.project.officers).to_dict())

    def sent_to(self, focus_id: str) -> tuple[str, ...]:
        """Who goes to a focus area, by the names shown."""
        sent = split_ids(self.project.focus_areas["officer_ids"].loc[focus_id])
        return tuple(name_of(self.project.officers, officer) for officer in sent)

    def residents(self, community_code: str) -> int | None:
        """Residents of a unit as they are told, in hundreds; None where they are unknown or hardly any."""
        residents = self._residents[community_code]
        return rounded_residents(None if pd.isna(residents) else int(residents))

    @cached_property
    def _residents(self) -> Mapping[Any, Any]:
        return dict(self.project.communities["residents"].to_dict())

    @property
    def names_sensitive(self) -> bool:
        """Whether it tells the numbers of sensitive matters."""
        return self.audience == "command"

    def unplaced(self, table: str) -> int:
        """How many of a table's sensitive incidents are counted and have no place, so that none stands alone."""
        if self.names_sensitive:
            return 0
        rows, shown = self.project.table(table), self.day.incidents_shown(table).to_numpy(dtype=bool)
        return int((sensitive_rows(table, rows) & rows.geometry.isna().to_numpy(dtype=bool) & shown).sum())

    def in_cells(self, table: str) -> frozenset[str]:
        """Ids of a table's rows that are shown by their cell only, for what they are about."""
        rows = self.project.table(table)
        return frozenset(rows.index[sensitive_rows(table, rows)])

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of the land that it is of, in degrees; None where there is none."""
        if self.station_code is None:
            return self.project.bounds
        return self.project.with_tables(stations=self.project.stations.loc[[self.station_code]]).bounds

    @property
    def ledger(self) -> Coverage:
        """The seat ledger; of the public, which knows of no officer, nobody may ask it (ValueError)."""
        if self.is_public:
            raise ValueError("the public edition has no seats")
        return self.day.coverage


class Editions:
    """The editions of one day for one audience: of the whole district, and of each station.

    ``day``, where the project was asked something already: what it has answered is not asked again.
    """

    def __init__(self, project: Project, audience: Audience, as_of: date, day: Day | None = None) -> None:
        self.audience = audience
        self._whole = Day(project, as_of) if day is None else day.after(project, as_of)
        self.project = project.with_tables(officers=self._whole.roll)

    def of(self, station_code: str | None) -> Edition:
        """The edition of a station, or of all; InputError as :func:`mapper.audience.for_audience`."""
        if self.audience == "public":
            shown = for_audience(self.project, self.audience, station_code)
            return Edition(self._whole.after(shown), self.audience, station_code)
        on_map = {kind.table: self._whole.incidents_shown(kind.table) for kind in INCIDENT_KINDS}
        codes = None if station_code is None else frozenset({station_code})
        whole = self._coarse if self.audience == "command" and station_code is not None else None
        part = shown_to(self.project, self.audience, station_code, on_map, whole)
        return Edition(EditionDay(part, self._whole, codes), self.audience, station_code)

    @cached_property
    def _coarse(self) -> CoarseProject:
        """What command may see of the whole project: each station's edition has its rows of it."""
        return coarse_project(self.project, "command")
