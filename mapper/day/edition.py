"""An edition: what one audience sees of a project on a day, with the answers that what it sees alone cannot give.

Whether an officer is shared, and how loaded, depends on the officer's seats everywhere. A station's edition has none of
the others' seats in it, so its answers are those of the whole project, cut to its own units and officers.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Self

import pandas as pd

from mapper.analysis.seats.coverage import Coverage
from mapper.audience import Audience, for_audience
from mapper.day.answer import answer, answer_for
from mapper.day.day import Day
from mapper.project import Project


class StationDay(Day):
    """A day of one station's part of a project: seats and loads are those of the whole, cut to its units."""

    def __init__(self, project: Project, whole: Day) -> None:
        super().__init__(project, whole.as_of)
        self._whole = whole

    def after(self, project: Project, as_of: date | None = None) -> Self:
        """Itself; ValueError for another project or day, whose edition is cut from its own whole."""
        if project is not self.project or as_of not in (None, self.as_of):
            raise ValueError("a station's day is cut from that of the whole project")
        return self

    @answer(Day.coverage)
    def coverage(self) -> Coverage:
        return self._cut(self._whole.coverage)

    @answer_for(Day.coverage_on)
    def coverage_on(self, day: date) -> Coverage:
        return self._cut(self._whole.coverage_on(day))

    @answer(Day.unit_load)
    def unit_load(self) -> pd.DataFrame:
        return self._whole.unit_load.loc[self.project.communities.index]

    @answer(Day.officer_load)
    def officer_load(self) -> pd.DataFrame:
        load = self._whole.officer_load
        return load[load.index.isin(self.project.officers.index)]

    def _cut(self, ledger: Coverage) -> Coverage:
        return replace(ledger, seats=ledger.seats.loc[self.project.communities.index])


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
        self.project, self.audience = project, audience
        self._whole = Day(project, as_of) if day is None else day.after(project, as_of)

    def of(self, station_code: str | None) -> Edition:
        """The edition of a station, or of all; InputError as :func:`mapper.audience.for_audience`."""
        shown = for_audience(self.project, self.audience, station_code)
        if station_code is None or self.audience == "public":
            return Edition(self._whole.after(shown), self.audience, station_code)
        return Edition(StationDay(shown, self._whole), self.audience, station_code)
