"""The day of a part of a project (:class:`~mapper.scope.Scope`): of its answers those that are the part's.

What is some stations' own: their units; officers of theirs on the roll, wherever these have a seat; incidents and
places by the unit that owns the point; focus areas that have land of theirs. A beat has its units and the officers who
hold a seat in them. Who owns what, who holds a seat and how loaded anybody is, is asked of the whole project and then
cut, never of the part. A point in no one unit belongs to no station.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from mapper.analysis.cooperation.hubs import Hubs, hubs
from mapper.analysis.patrol.conflicts import Conflict
from mapper.analysis.patrol.focus_days import NOBODY
from mapper.analysis.seats.presence import GONE
from mapper.analysis.todo_lists import Todo
from mapper.analysis.work.community_work import CommunityWork
from mapper.audience import land_of, rows_at, rows_of, tables_at_places
from mapper.day.answer import answer, answer_for
from mapper.day.day import Day, Findings
from mapper.day.edition import EditionDay
from mapper.day.facts import Days
from mapper.day.headline import Headline
from mapper.finding import Finding
from mapper.names import name_of
from mapper.project import Project
from mapper.schema import POINT_TABLES
from mapper.scope import Scope
from mapper.sensitive import CoarseProject


class ScopedDay(EditionDay):
    """A day of some stations or of a beat, by who owns what in the whole project.

    Attributes
    ----------
    scope
        What it is of.
    whole
        The day of the whole project.
    """

    def __init__(self, whole: Day, scope: Scope, before: "ScopedDay | None" = None) -> None:
        """``before`` is that of the day before an edit: rows that lie in its land are not looked for again."""
        self.whole, self.scope = whole, scope
        super().__init__(CoarseProject(_part(whole, scope, before)), whole, _whole_stations(scope))

    @answer_for(Day.owned)
    def owned(self, table: str) -> pd.DataFrame:
        return self.whole.owned(table).loc[self.project.table(table).index]

    @answer(Day.officer_load)
    def officer_load(self) -> pd.DataFrame:
        load = self.whole.officer_load
        return load[load.index.isin(self.own_officers.index)]

    @answer(Day.nearest_hubs)
    def nearest_hubs(self) -> pd.DataFrame:
        return self.whole.nearest_hubs.loc[self.project.communities.index]

    @answer(Day.hubs)
    def hubs(self) -> Hubs:
        places = self.whole.project.places
        serving = places[places.index.isin(self.nearest_hubs["place"].dropna())]
        return hubs(self.project.with_tables(places=serving), self.as_of, self.nearest_hubs, self.owned("disputes"))

    @answer(Day.community_work)
    def community_work(self) -> CommunityWork:
        """Units and stations as the whole tells them; types of places and all together are counted of the part."""
        own, part = EditionDay.community_work.question(self), Day.community_work.question(self)
        summed = {s: tuple(row for row in told if row.level in ("type", "all")) for s, told in part.rows.items()}
        return replace(own, rows={subject: (*told, *summed[subject]) for subject, told in own.rows.items()})

    @answer(Day.todo)
    def todo(self) -> Todo:
        part = EditionDay.todo.question(self)
        came_in = frozenset((table, key) for table, key in part.came_in if key in self.project.table(table).index)
        return replace(part, came_in=came_in)

    @answer_for(Day.focus_plan)
    def focus_plan(self, days: Days) -> pd.DataFrame:
        """Of its areas, and all days of its officers and of those who are sent there: their minutes are one budget."""
        plan = self.whole.focus_plan(days)
        own = plan["focus_id"].isin(self.project.focus_areas.index)
        people = {*self.own_officers.index, *plan["officer_id"][own]} - {NOBODY}
        return plan[own | plan["officer_id"].isin(people)].reset_index(drop=True)

    @answer_for(Day.focus_conflicts)
    def focus_conflicts(self, days: Days) -> tuple[Conflict, ...]:
        planned = set(self.focus_plan(days)["officer_id"])
        return tuple(one for one in self.whole.focus_conflicts(days) if one.officer_id in planned)

    @answer(Day.headline)
    def headline(self) -> Headline:
        return replace(Day.headline.question(self), recorded=len(self.own_officers))

    def prepare(self) -> None:
        """Ask what is shown first, so that nobody waits for it."""
        _ = self.headline, self.findings_so_far, self.coming

    @property
    def is_complete(self) -> bool:
        """Whether the whole's tiling was asked for already."""
        return self.whole.is_complete

    @cached_property
    def not_asked_anew(self) -> Findings:
        """See :attr:`~mapper.day.day.Day.not_asked_anew`."""
        return tuple(filter(self._is_own, self.whole.not_asked_anew))

    @property
    def own_officers(self) -> pd.DataFrame:
        """The roll of the stations, or who holds a seat of the beat, present or away.

        The part has others as well, for their names: those of other stations who hold a seat here.
        """
        officers = self.whole.roll[self.whole.status != GONE]
        if self.scope.beat is None:
            return officers[officers["station_code"].isin(self.scope.stations).to_numpy(dtype=bool)]
        seats = self.coverage.seats
        held = {officer for ids in ("officer_ids", "away_ids") for seat in seats[ids] for officer in seat}
        return officers[officers.index.isin(held)]

    def _is_own(self, finding: Finding) -> bool:
        return (
            finding.subjects[0] in self.own_officers.index if finding.table == "officers" else super()._is_own(finding)
        )


def _whole_stations(scope: Scope) -> frozenset[str]:
    """The stations of which all is in the scope; a beat has none."""
    return scope.stations if scope.beat is None else frozenset()


def _part(whole: Day, scope: Scope, before: ScopedDay | None) -> Project:
    """The rows of the scope: points by the unit that owns them, other shapes by the land."""
    project, codes = whole.project.with_tables(officers=whole.roll), _whole_stations(scope)
    units = project.communities[scope.has_units(project.communities).to_numpy(dtype=bool)]
    known = before is not None and before.scope == scope and _are_same(("communities", "stations"), before.whole, whole)
    at: dict[str, pd.DataFrame] = {}
    land: shapely.Geometry | None = None  # joined once it is needed: that takes most of the time
    for name in tables_at_places():
        frame = project.table(name)
        if known and before is not None and _are_same((name,), before.whole, whole):
            at[name] = before.project.table(name)
        elif name in POINT_TABLES:
            at[name] = frame[whole.owned(name)["community_code"].isin(units.index).to_numpy(dtype=bool)]
        else:
            land = _land(project, codes, units, scope) if land is None else land
            at[name] = rows_at(name, frame, land)
    stations = project.stations[project.stations.index.isin(scope.stations)]
    own = {"communities": units, "stations": stations}
    return replace(project, set_aside=(), **rows_of(project, codes, at, units) | own)


def _land(project: Project, codes: frozenset[str], units: pd.DataFrame, scope: Scope) -> shapely.Geometry:
    if scope.beat is None:
        return land_of(project, codes)
    return shapely.union_all(shapely.make_valid(np.asarray(units.geometry.array, dtype=object)))


def _are_same(names: Iterable[str], before: Day, after: Day) -> bool:
    return all(before.project.table(name) is after.project.table(name) for name in names)


def scope_names(day: Day) -> list[str]:
    """The stations, and the beat, that the day is of; the project's own name for all of it."""
    if not isinstance(day, ScopedDay):
        return [day.project.about.title]
    names = [name_of(day.project.stations, code) for code in sorted(day.scope.stations)]
    return names if day.scope.beat is None else [*names, day.scope.beat]
