"""An edition: what one audience sees of a project, with the answers that what it sees alone cannot give.

Whether an officer is shared, and how loaded, depends on the officer's seats everywhere. A station's edition has none of
the others' seats in it, so its answers are those of the whole project, cut to its own units and officers.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from mapper.analysis.land.ownership import own
from mapper.analysis.load.load import officer_load, unit_load
from mapper.analysis.seats.coverage import Coverage, coverage
from mapper.audience import Audience, for_audience
from mapper.day.check import Check
from mapper.project import Project
from mapper.schema import POINT_TABLES


@dataclass(frozen=True, eq=False)
class Edition:
    """A project as one audience sees it on a day; ``answers`` where they go beyond it (see the module)."""

    project: Project
    audience: Audience
    as_of: date
    station_code: str | None = None
    answers: Check | None = None

    @property
    def is_public(self) -> bool:
        return self.audience == "public"

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of the land that it is of, in degrees; None where there is none."""
        if self.station_code is None:
            return self.project.bounds
        return self.project.with_tables(stations=self.project.stations.loc[[self.station_code]]).bounds

    @cached_property
    def ledger(self) -> Coverage:
        """The seat ledger; of the public, which knows of no officer, nobody may ask it (ValueError)."""
        if self.is_public:
            raise ValueError("the public edition has no seats")
        return coverage(self.project, self.as_of) if self.answers is None else self.answers.coverage


class Editions:
    """The editions of one project for one audience: of the whole district, and of each station."""

    def __init__(self, project: Project, audience: Audience, as_of: date) -> None:
        self.project, self.audience, self.as_of = project, audience, as_of

    def of(self, station_code: str | None) -> Edition:
        """The edition of a station, or of all; InputError as :func:`mapper.audience.for_audience`."""
        shown = for_audience(self.project, self.audience, station_code)
        whole = Edition(shown, self.audience, self.as_of, station_code)
        return whole if station_code is None or whole.is_public else replace(whole, answers=self._answers(shown))

    def _answers(self, shown: Project) -> Check:
        """What the whole project answers of the units and officers shown; nothing is looked for that may be amiss."""
        ledger, units, officers = self._everywhere
        codes = shown.communities.index
        return Check(
            shown,
            self.as_of,
            replace(ledger, seats=ledger.seats.loc[codes]),
            {name: own(shown.table(name), shown.communities) for name in POINT_TABLES},
            units.loc[codes],
            officers[officers.index.isin(shown.officers.index)],
            None,
            (),
        )

    @cached_property
    def _everywhere(self) -> tuple[Coverage, pd.DataFrame, pd.DataFrame]:
        """The ledger, the load of each unit and that of each officer, of all stations."""
        ledger = coverage(self.project, self.as_of)
        units = unit_load(self.project, self.as_of)
        return ledger, units, officer_load(self.project, ledger, units["minutes"])
