"""A scope: some stations of a project, with the answers of its day that are theirs.

What is theirs: their units; officers of theirs on the roll, wherever these have a seat; incidents and places by the
unit that owns the point; focus areas that have land of theirs. Who owns what, who holds a seat and how loaded anybody
is, is asked of the whole project and then cut, never of the part. A point in no one unit belongs to no station.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from mapper.analysis.cooperation.hubs import Hubs, hubs
from mapper.analysis.seats.presence import GONE
from mapper.analysis.todo import Todo
from mapper.analysis.work.community_work import CommunityWork
from mapper.audience import land_of, rows_at, rows_of, tables_at_places
from mapper.day.answer import answer, answer_for
from mapper.day.day import Day
from mapper.day.edition import EditionDay
from mapper.day.headline import Headline
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.names import names_of
from mapper.project import Project
from mapper.schema import POINT_TABLES
from mapper.sensitive import CoarseProject

_NEAREST = 3


def find_station(project: Project, word: str) -> str:
    """The code of the station that a word names by code or name; the code is asked first.

    Raises
    ------
    InputError
        ``station_unknown``, with the nearest names; ``station_several``: more than one has that name.
    """
    stations = project.stations
    if word in stations.index:
        return word
    names = names_of(stations)
    found = names.index[(names == word).to_numpy(dtype=bool)]
    if len(found) == 1:
        return str(found[0])
    if len(found):
        raise InputError("station_several", station=word, codes=[str(code) for code in found])
    from difflib import get_close_matches  # late: the window, too, is started with this file

    near = get_close_matches(word, [*map(str, names), *map(str, names.index)], n=_NEAREST, cutoff=0.3)
    raise InputError("station_unknown", station=word, near=near or [*map(str, names[:_NEAREST])])


class ScopedDay(EditionDay):
    """A day of some stations, by who owns what in the whole project.

    Attributes
    ----------
    codes
        The stations, sorted.
    whole
        The day of the whole project.
    """

    def __init__(self, whole: Day, codes: Iterable[str]) -> None:
        self.whole = whole
        own = frozenset(codes)
        super().__init__(CoarseProject(_part(whole, own)), whole, own)
        self.codes = tuple(sorted(own))

    @answer_for(Day.owned)
    def owned(self, table: str) -> pd.DataFrame:
        return self.whole.owned(table).loc[self.project.table(table).index]

    @answer(Day.officer_load)
    def officer_load(self) -> pd.DataFrame:
        load = self.whole.officer_load
        return load[load.index.isin(self.own_officers.index)]

    @answer(Day.room_way_m)
    def room_way_m(self) -> pd.Series:
        return self.whole.room_way_m.loc[self.project.communities.index]

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

    @property
    def own_officers(self) -> pd.DataFrame:
        """The roll of the stations; the part also has those of others who hold its seats, for their names."""
        officers = self.whole.roll[self.whole.status != GONE]
        return officers[officers["station_code"].isin(self._codes).to_numpy(dtype=bool)]

    def _is_own(self, finding: Finding) -> bool:
        return (
            finding.subjects[0] in self.own_officers.index if finding.table == "officers" else super()._is_own(finding)
        )


def _part(whole: Day, codes: frozenset[str]) -> Project:
    """The rows of the stations: points by the unit that owns them, other shapes by the land."""
    project, land = whole.project.with_tables(officers=whole.roll), land_of(whole.project, codes)
    at = {
        name: project.table(name)[whole.owned(name)["station_code"].isin(codes).to_numpy(dtype=bool)]
        if name in POINT_TABLES
        else rows_at(name, project.table(name), land)
        for name in tables_at_places()
    }
    stations = project.stations[project.stations.index.isin(codes)]
    return replace(project, set_aside=(), **rows_of(project, codes, at) | {"stations": stations})
