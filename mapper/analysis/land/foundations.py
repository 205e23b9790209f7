"""What community work rests on, counted for places and never for people: addresses, cadres, volunteers, police rooms.

Every figure is pooled: sums over the units that have the value, never a mean of rates. A unit whose value is not
recorded is left out of numerator and denominator both, and told.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from mapper.analysis.land.nearest import nearest_places
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

# Figure → numerator, denominator, and what the quotient is multiplied by.
FIGURES = {
    "addresses_geocoded": ("addresses_geocoded", "addresses", 1),
    "addresses_updated": ("addresses_updated", "addresses", 1),
    "cadres": ("cadres", "residents", 1000),
    "volunteers": ("volunteers", "residents", 1000),
    "room_within": ("room_within", "room_known", 1),
}


@dataclass(frozen=True)
class Pooled:
    """One figure of some units.

    Attributes
    ----------
    code
        One of :data:`FIGURES`.
    numerator, denominator
        Sums over the units that have both.
    times
        1 for a share, 1,000 for a rate by 1,000 residents.
    left_out
        Units for which it is not recorded.
    """

    code: str
    numerator: int
    denominator: int
    times: int
    left_out: int

    @property
    def value(self) -> float | None:
        """The quotient times ``times``; None where nothing is recorded."""
        return self.numerator / self.denominator * self.times if self.denominator else None


@dataclass(frozen=True)
class Foundations:
    """The figures of a station's units, a county's, or all.

    Attributes
    ----------
    code
        station_code, county (six digits), or ``*`` for all.
    units
        How many.
    figures
        One of each of :data:`FIGURES`, in that order.
    farthest
        Unit farthest from any police room, and its way in metres; None where no way is known.
    """

    code: str
    units: int
    figures: tuple[Pooled, ...]
    farthest: tuple[str, float] | None

    def figure(self, code: str) -> Pooled:
        """The figure of that code; KeyError if there is none."""
        return dict(zip(FIGURES, self.figures, strict=True))[code]


def room_way_m(project: Project) -> pd.Series:
    """Metres from each unit's centre of gravity to the nearest police room: straight × ``Norms.travel_detour``.

    Indexed by community_code; missing where the unit has no outline or the project no room with a place.
    """
    return nearest_places(project, project.police_rooms)["way_m"].rename(None)


def foundations(project: Project) -> tuple[Foundations, ...]:
    """The figures of every station with units, of every county where there are several, and of all units."""
    units = project.communities
    columns = [name for pair in FIGURES.values() for name in pair[:2] if not name.startswith("room")]
    frame = units[list(dict.fromkeys(columns))].astype("Float64").astype(float)
    way = room_way_m(project)
    frame["room_known"] = way.notna().where(way.notna(), np.nan).astype(float)
    frame["room_within"] = (way <= project.norms.room_reach_km * 1000).where(way.notna(), np.nan).astype(float)
    station = units["station_code"].fillna("")
    groups = [(code, (station == code).to_numpy()) for code in sorted(set(station)) if code]
    counties = counties_of(units.index)
    if counties.nunique() > 1:
        groups += [(code, (counties == code).to_numpy()) for code in sorted(set(counties.dropna()))]
    return tuple(_pooled(code, frame[rows], way[rows]) for code, rows in [*groups, ("*", np.ones(len(units), bool))])


def counties_of(codes: Iterable[str]) -> pd.Series:
    """The county of each statistical or police code, its first six digits (GB/T 2260); missing where it has none."""
    index = pd.Index(codes, dtype="str")
    return index.to_series().str.extract(r"^(\d{6})\d", expand=False)


def _pooled(code: str, frame: pd.DataFrame, way: pd.Series) -> Foundations:
    figures = []
    for name, (over, under, times) in FIGURES.items():
        known = frame[over].notna() & frame[under].notna()
        sums = int(frame.loc[known, over].sum()), int(frame.loc[known, under].sum())
        figures.append(Pooled(name, *sums, times, int((~known).sum())))
    known_way = way.dropna()
    farthest = None if known_way.empty else (str(known_way.idxmax()), float(known_way.max()))
    return Foundations(code, len(frame), tuple(figures), farthest)
