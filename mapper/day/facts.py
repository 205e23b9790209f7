"""What is so in a project on a day: every answer that window, paper, web map and commands share, asked once."""

from collections.abc import Mapping
from datetime import date, datetime

import geopandas as gpd
import pandas as pd
import shapely

from mapper.analysis.change import Change, change
from mapper.analysis.cooperation.dispatch import HandoverDue, Sent, handovers_due, sent_since
from mapper.analysis.cooperation.diversion import Diversion, diversion
from mapper.analysis.cooperation.handovers import Handovers, handover_states, handovers, latest
from mapper.analysis.cooperation.hubs import Hubs, hubs, mediation_hubs
from mapper.analysis.incidents import cases, clocks, loop
from mapper.analysis.incidents.arrivals import CameIn, came_in_since
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.incidents.loop import LoopFigures
from mapper.analysis.incidents.negative_list import NegativeList, negative_list
from mapper.analysis.incidents.owners import owner_counts, owner_states
from mapper.analysis.incidents.resolution import Resolution, resolution
from mapper.analysis.incidents.routing import handlers_before
from mapper.analysis.incidents.turned_criminal import TurnedCriminal, turned_criminal
from mapper.analysis.land.nearest import nearest_places
from mapper.analysis.land.ownership import own
from mapper.analysis.load import load, unit_measures
from mapper.analysis.load.travel import station_distance_m
from mapper.analysis.load.unit_measures import UnitMeasure
from mapper.analysis.patrol import focus_days
from mapper.analysis.patrol import focus_minutes as patrol
from mapper.analysis.patrol.conflicts import Conflict, focus_conflicts
from mapper.analysis.patrol.outcomes import Outcome, focus_outcomes, planned_and_done
from mapper.analysis.periods import trend
from mapper.analysis.periods.period import Recorded, recorded
from mapper.analysis.periods.trend import StationTrends, Trend
from mapper.analysis.periods.unit_rates import UnitRates, unit_rates, year_up_to
from mapper.analysis.seats import coverage as seats
from mapper.analysis.seats import keepers, presence, responsible
from mapper.analysis.seats.coverage import Coverage
from mapper.analysis.todo import incident_entries, todo
from mapper.analysis.todo_lists import Todo
from mapper.analysis.work import community_work as work
from mapper.analysis.work import inspections as places
from mapper.analysis.work.areas import Area, areas
from mapper.analysis.work.community_work import CommunityWork
from mapper.crs import to_metres
from mapper.day import columns_read as read
from mapper.day.answer import AS_OF, Asked, answer, answer_by_row, answer_for, rows_alone

Days = tuple[date, date]  # first and last, both included
_LOOPED = tuple(kind.table for kind in LOOPS)


class Facts(Asked):
    """What is so in a project as of a day; :class:`~mapper.day.day.Day` has what was found too.

    Nothing is asked before it is wanted. The answers are the functions of :mod:`mapper.analysis` of the same names,
    where nothing else is said; they are not to be written to.
    """

    @property
    def data_date(self) -> date | None:
        """The day that the data are of; None where nobody said."""
        return self.project.about.data_date

    @property
    def seats_known(self) -> bool:
        """Whether seats have a state to show. The window says beside it where no officer is recorded, so it has one."""
        return True

    # Officers and seats.

    @answer("officers", "absences", "postings", AS_OF)
    def status(self) -> pd.Series:
        """Status of each officer, by officer_id."""
        return presence.status_on(self.project, self.as_of)

    @answer("officers", "postings", AS_OF)
    def roll(self) -> pd.DataFrame:
        """The officers, each with the station of the day."""
        return presence.roll_on(self.project, self.as_of)

    @answer("absences", "postings", AS_OF)
    def back_on(self) -> Mapping[str, date]:
        """First day at work of those who are away and whose return is known."""
        return presence.back_on(self.project, self.as_of)

    @answer(status, "duties", "communities", "officers", "norms", AS_OF)
    def duties(self) -> pd.DataFrame:
        return seats.duties_of(self.project, self.as_of, self.status)

    @answer(duties)
    def coverage(self) -> Coverage:
        return seats.coverage(self.project, self.as_of, self.duties)

    @answer(duties)
    def acting_until(self) -> Mapping[str, date]:
        """community_code → the last day of those who only act in its seat, where nobody at work has it otherwise."""
        return seats.acting_until(self.duties)

    @answer_for("officers", "absences", "postings", "duties", "communities", "norms")
    def coverage_on(self, day: date) -> Coverage:
        """The seat ledger of another day."""
        return seats.coverage(self.project, day)

    @answer(status, duties, roll)
    def responsible(self) -> pd.DataFrame:
        return responsible.responsible_officers(self.project, self.as_of, self.duties, self.status, self.roll)

    # Points and the land.

    @answer_by_row("communities", reads=read.place, with_shapes=True)
    def owned(self, _table: str, rows: gpd.GeoDataFrame) -> pd.DataFrame:
        """Which unit each point of a table is in, :func:`~mapper.analysis.land.ownership.own`."""
        return own(rows, self.project.communities)

    @answer("stations", "communities", "about")
    def station_distance_m(self) -> pd.Series:
        return station_distance_m(self.project)

    @answer("communities", "police_rooms", "norms", "about")
    def nearest_rooms(self) -> pd.DataFrame:
        return nearest_places(self.project, self.project.police_rooms)

    # Incidents and patrol focus.

    @answer_by_row("norms", AS_OF)
    def incident_states(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """The state of each incident of a table; missing for one that had not begun."""
        return KIND_OF[table].state_on(rows, self.project.norms, self.as_of)

    @answer_by_row(AS_OF, reads=read.opening)
    def incidents_shown(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """True for each incident of a table that is open, or of a kind that does not end still shown."""
        return KIND_OF[table].shown_on(rows, self.as_of)

    @answer_by_row(AS_OF, reads=read.opening)
    def incidents_closed(self, table: str, rows: pd.DataFrame) -> pd.Series:
        return KIND_OF[table].closed_on(rows, self.as_of)

    @answer_by_row(AS_OF, reads=read.coming_back)
    def incidents_back(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """True for each incident of a table that has come back after it was closed, whether or not closed again."""
        return KIND_OF[table].came_back_on(rows, self.as_of)

    @answer_by_row("norms", AS_OF)
    def clocks(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """What each incident of a table that ends has to reach next, and by when."""
        return clocks.clocks(KIND_OF[table], rows, self.project.norms, self.as_of)

    @answer_for(clocks, "norms", AS_OF)
    def loop(self, table: str) -> LoopFigures:
        kind, project = KIND_OF[table], self.project
        return loop.loop(kind, project.table(table), project.norms, self.as_of, self.clocks(table))

    @answer_by_row(status, "officers", "duties", AS_OF, reads=read.ownership)
    def incident_owners(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """Whether whoever answers for each incident is there, of a kind that has owners."""
        return owner_states(self.project, KIND_OF[table], self.as_of, self.status, rows)

    @answer(incident_owners, *read.parts_of(read.ownership, ("hazards",)))
    def hazard_owners(self) -> pd.Series:
        return self.incident_owners("hazards")

    @answer(hazard_owners, incidents_shown, *read.parts_of(read.opening, ("hazards",)))
    def hazard_owner_counts(self) -> Mapping[str, int]:
        """Of the open hazards."""
        return owner_counts(self.hazard_owners, self.incidents_shown("hazards"))

    @answer(incident_states, "hazards")
    def hazard_states(self) -> pd.Series:
        return self.incident_states("hazards")

    @answer(incidents_shown, *read.parts_of(read.opening, ("disputes",)))
    def dispute_open(self) -> pd.Series:
        return self.incidents_shown("disputes")

    @answer_for(AS_OF, reads=read.beginning)
    def shown_days(self, table: str) -> cases.YearOfCases:
        return cases.year_of(KIND_OF[table], self.project.table(table), self.as_of)

    @answer(shown_days, "cases", "norms", AS_OF)
    def negative_list(self) -> NegativeList:
        return negative_list(self.project, self.as_of, self.shown_days("cases"))

    @answer("diversions", AS_OF)
    def diversion(self) -> Diversion:
        return diversion(self.project, self.as_of)

    @answer("communities", "places", "norms", "about")
    def nearest_hubs(self) -> pd.DataFrame:
        """The mediation hub that each unit goes to, and the way there."""
        return nearest_places(self.project, mediation_hubs(self.project.places))

    @answer(nearest_hubs, owned, "disputes", AS_OF)
    def hubs(self) -> Hubs:
        return hubs(self.project, self.as_of, self.nearest_hubs, self.owned("disputes"))

    @answer("steps", AS_OF)
    def handlers_before(self) -> Mapping[str, str | None]:
        """Who had each dispute at the end of the day that was given to another since, as far as the log tells."""
        return handlers_before(self.project.steps, self.as_of)

    @answer("disputes", "norms", AS_OF)
    def resolution(self) -> Resolution:
        return resolution(self.project, self.as_of)

    @answer("disputes", AS_OF)
    def turned_criminal(self) -> TurnedCriminal:
        return turned_criminal(self.project, self.as_of)

    @answer("focus_areas", AS_OF)
    def focus_today(self) -> pd.Series:
        return focus_days.focus_today(self.project, self.as_of)

    @answer(focus_today)
    def focus_numbers(self) -> Mapping[str, int]:
        """focus_id → number on map, list and paper: from 1 in the table's order, of those that run that day."""
        running = self.focus_today
        return {str(key): number for number, key in enumerate(running.index[running.to_numpy(dtype=bool)], start=1)}

    @answer_for("focus_areas")
    def focus_plan(self, days: Days) -> pd.DataFrame:
        """What is planned for whom from the first to the last of these days."""
        return focus_days.focus_plan(self.project, *days)

    @answer_for(focus_plan, status, "norms")
    def focus_conflicts(self, days: Days) -> tuple[Conflict, ...]:
        """What of it does not go together."""
        return focus_conflicts(self.project, self.focus_plan(days), {self.as_of: self.status})

    @answer_for(focus_plan, "focus_visits")
    def focus_work(self, days: Days) -> pd.DataFrame:
        """Visits planned and visits made, by area, officer and day."""
        return planned_and_done(self.project, *days, self.focus_plan(days))

    @answer("focus_areas", "focus_visits", AS_OF)
    def focus_outcomes(self) -> Mapping[str, Outcome]:
        """What has become of each focus area, by its number."""
        return focus_outcomes(self.project, self.as_of)

    @answer(focus_plan, status, "norms", AS_OF)
    def focus_minutes(self) -> pd.DataFrame:
        return patrol.focus_minutes(self.project, self.focus_plan((self.as_of, self.as_of)), self.status)

    @answer_for("about", reads=read.beginning)
    def recorded(self, table: str) -> Recorded:
        """The days that the records of a table of incidents reach over."""
        return recorded(self.project.table(table)[KIND_OF[table].began], self.project.about)

    @answer_for(owned, recorded, AS_OF, reads=read.placed_arrival)
    def unit_rates(self, table: str) -> UnitRates:
        """Incidents of the year up to the day by residents."""
        period = year_up_to(self.as_of)
        return unit_rates(self.project, KIND_OF[table], period, self.owned(table), self.recorded(table))

    @answer_for(recorded, AS_OF, reads=read.arrival)
    def trend(self, table: str) -> Trend:
        """Incidents of a table by month and by week, beside those of a year before."""
        return trend.trend(KIND_OF[table], self.project.table(table), self.recorded(table), self.as_of)

    @answer_for(owned, recorded, "stations", AS_OF, reads=read.placed_arrival)
    def station_trends(self, table: str) -> StationTrends:
        """The same of each station."""
        stations, span = self.owned(table)["station_code"], self.recorded(table)
        codes = self.project.stations.index
        return trend.station_trends(KIND_OF[table], self.project.table(table), stations, codes, span, self.as_of)

    @answer(coverage, responsible, roll, "communities")
    def unit_keepers(self) -> Mapping[str, str]:
        """community_code → the officer who has what comes up in it."""
        return keepers.unit_keepers(self.project, self.coverage, self.responsible, self.roll)

    @answer("handovers", "norms", AS_OF)
    def handover_states(self) -> pd.DataFrame:
        """What each handover has come to."""
        return handover_states(self.project.handovers, self.project.norms, self.as_of)

    @answer(handover_states)
    def handovers(self) -> Handovers:
        return handovers(self.project, self.as_of, self.handover_states)

    @answer(handover_states)
    def handed(self) -> Mapping[tuple[str, str], str]:
        """Table and id of each incident → its latest handover."""
        return latest(self.project.handovers, self.handover_states)

    @answer_by_row(clocks, incident_owners, owned, unit_keepers, handovers, handed)
    def incident_entries(self, table: str, rows: pd.DataFrame) -> pd.Series:
        """What is to be done of each incident of a table that ends, but for what its log says."""
        kind, units = KIND_OF[table], rows_alone(self.owned(table), rows)["community_code"]
        owners = None if kind.owner is None else rows_alone(self.incident_owners(table), rows)
        asked = rows_alone(self.clocks(table), rows), owners, units, self.unit_keepers
        sent = self.handovers.returned, self.handed
        return incident_entries(self.project.norms, kind, rows, self.as_of, *asked, *sent)

    @answer(incident_entries, focus_today, status, "focus_areas", "focus_visits", "steps", *_LOOPED)
    def todo(self) -> Todo:
        """What is to be done, in the list of whoever does it."""
        return todo(
            self.project,
            self.as_of,
            incidents={table: self.incident_entries(table) for table in _LOOPED},
            focus_today=self.focus_today,
            status=self.status,
        )

    @answer_for(*read.parts_of(read.opening, _LOOPED), AS_OF)
    def came_in(self, since: datetime) -> tuple[CameIn, ...]:
        """What came in since a moment."""
        return came_in_since(self.project, self.as_of, since)

    @answer_for("handovers", AS_OF)
    def sent(self, since: datetime) -> tuple[Sent, ...]:
        """What was handed over since a moment, to whom, and when it was received."""
        return sent_since(self.project, self.as_of, since)

    @answer(handover_states)
    def handovers_due(self) -> tuple[HandoverDue, ...]:
        """Receipts and answers that are due before midnight."""
        return handovers_due(self.as_of, self.handover_states)

    # Load.

    @answer(owned, station_distance_m, "places", "norms")
    def standing_load(self) -> pd.DataFrame:
        return load.standing_load(self.project, self.owned("places"), self.station_distance_m)

    @answer(
        standing_load, owned, incidents_shown, "norms", AS_OF, *read.parts_of(load.COLUMNS.__getitem__, load.COLUMNS),
        *read.parts_of(read.opening, ("hazards",)),
    )  # fmt: skip
    def unit_load(self) -> pd.DataFrame:
        owned = {table: self.owned(table) for table in load.LOAD_TABLES}
        return load.unit_load(self.project, self.as_of, owned, self.incidents_shown("hazards"), self.standing_load)

    @answer(coverage, unit_load, "officers")
    def officer_load(self) -> pd.DataFrame:
        return load.officer_load(self.project, self.coverage, self.unit_load["minutes"])

    @answer(coverage, officer_load)
    def seat_shares(self) -> pd.Series:
        return load.seat_shares(self.coverage, self.officer_load["share"])

    @answer("communities", "about")
    def unit_area_km2(self) -> pd.Series:
        """Land of each unit in the metre CRS of the map; NaN where it has no outline."""
        communities = self.project.communities
        areas = shapely.area(to_metres(communities.geometry, self.project.about.map_crs))
        return pd.Series(areas / 1e6, index=communities.index, dtype="float64")

    @answer_for(seat_shares, owned, unit_rates, unit_area_km2, *KIND_OF, hazard_states, dispute_open)
    def measure(self, code: str) -> UnitMeasure:
        """One number for each unit: of :data:`~mapper.analysis.load.unit_measures.MEASURES`, KeyError otherwise."""
        project, as_of, owned, of = self.project, self.as_of, self.owned, unit_measures
        of_incidents = of.INCIDENT_MEASURES.get(code)
        if of_incidents is not None and not of_incidents.is_open:
            area_km2 = self.unit_area_km2 if of_incidents.per == "km2" else None
            return of.year_of_incidents(project, code, as_of, owned(of_incidents.table), area_km2)
        return {
            "load_share": lambda: of.load_share(project, self.seat_shares, self.station_distance_m),
            "residents_per_officer": lambda: of.residents_per_officer(project, self.coverage),
            "open_hazards": lambda: of.open_hazards(project, as_of, owned("hazards"), self.hazard_states),
            "open_disputes": lambda: of.open_disputes(project, as_of, owned("disputes"), self.dispute_open),
            "hazards_smoothed": lambda: of.smoothed(project, self.unit_rates("hazards")),
            "disputes_smoothed": lambda: of.smoothed(project, self.unit_rates("disputes")),
        }[code]()

    @answer_for(coverage, coverage_on, owned, recorded, *read.parts_of(read.placed_arrival, KIND_OF), AS_OF)
    def change_since(self, since: date) -> Change:
        """What changed from an earlier day; InputError ``dates_reversed`` where it is none."""
        ledgers = self.coverage_on(since), self.coverage
        return change(self.project, since, self.as_of, ledgers, self.owned, self.recorded)

    @answer_for(coverage, coverage_on, owned, recorded, *read.parts_of(read.placed_arrival, KIND_OF), AS_OF)
    def change_on_last_year(self, since: date) -> Change:
        """The same with incidents set against those of the same dates a year before."""
        ledgers = self.coverage_on(since), self.coverage
        return change(self.project, since, self.as_of, ledgers, self.owned, self.recorded, last_year=True)

    # Community work.

    @answer("places", "inspections", "norms", AS_OF)
    def place_inspections(self) -> pd.DataFrame:
        """Each place's last inspection, by when the next has to be, and whether it is in time."""
        return places.place_inspections(self.project, self.as_of)

    @answer("rectification_areas", AS_OF)
    def key_areas(self) -> tuple[Area, ...]:
        """Key rectification areas as they are on the day, by number."""
        return areas(self.project, self.as_of)

    @answer(
        place_inspections, owned, "places", "inspections", "outreach", "stations", "liaison", "groups", "surveys",
        "rectification_areas", "norms", AS_OF,
    )  # fmt: skip
    def community_work(self) -> CommunityWork:
        """Inspections, outreach, liaison, groups, surveys and key areas, by unit and station."""
        owned = (self.owned("places"), self.owned("outreach"))
        return work.community_work(self.project, self.as_of, self.place_inspections, *owned)
