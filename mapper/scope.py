"""What part of a project is asked about: some stations, or one beat of theirs."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import counting, names_of
from mapper.project import Project

_NEAREST = 3


@dataclass(frozen=True)
class Scope:
    """Some stations of a project, by code; with ``beat``, of their units those of the beat of that name alone."""

    stations: frozenset[str]
    beat: str | None = None

    @property
    def station(self) -> str | None:
        """The one station that it is of or in; None where it is of several."""
        return next(iter(self.stations)) if len(self.stations) == 1 else None

    def has_units(self, communities: pd.DataFrame) -> pd.Series:
        """True for each unit that is in it."""
        inside = communities["station_code"].isin(self.stations)
        return inside if self.beat is None else inside & (communities["beat_name"] == self.beat).fillna(False)

    def is_in(self, project: Project) -> bool:
        """Whether the project has all its stations, and a unit of its beat."""
        known = self.stations and self.stations <= set(project.stations.index)
        return bool(known) and (self.beat is None or bool(self.has_units(project.communities).any()))

    def land(self, project: Project) -> BaseGeometry | None:
        """The outline of its stations, or the units of its beat, in degrees; None where nothing is drawn."""
        if self.beat is None:
            shapes = project.stations.geometry[project.stations.index.isin(self.stations)]
        else:
            shapes = project.communities.geometry[self.has_units(project.communities).to_numpy(dtype=bool)]
        drawn = [shape for shape in shapes if shape is not None and not shape.is_empty]
        if len(drawn) < 2:
            return drawn[0] if drawn else None
        united: BaseGeometry = shapely.union_all(shapely.make_valid(np.array(drawn, dtype=object)))
        return united


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
    raise InputError(
        "station_unknown",
        station=word,
        near=_nearest(word, [*map(str, names), *map(str, names.index)]) or [*map(str, names[:_NEAREST])],
    )


def find_beat(project: Project, word: str, stations: frozenset[str]) -> Scope:
    """The beat of that name, of these stations or of all; units of one name in several stations are one beat.

    Raises
    ------
    InputError
        ``beat_unknown``, with the names that there are.
    """
    units = project.communities
    named = units[(units["beat_name"] == word).fillna(False).to_numpy(dtype=bool)]
    of = frozenset(named["station_code"].dropna()) & set(project.stations.index)
    if stations:
        of &= stations
        units = units[units["station_code"].isin(stations)]
    if not of:
        names = beats_of(units)
        raise InputError("beat_unknown", beat=word, near=_nearest(word, names) or names[:_NEAREST])
    return Scope(of, word)


def beats_of(communities: pd.DataFrame) -> list[str]:
    """The names of the beats that these units belong to, sorted."""
    return sorted((str(name) for name in communities["beat_name"].dropna().unique() if name), key=counting)


def _nearest(word: str, names: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # late: the window, too, is started with this file

    return get_close_matches(word, list(names), n=_NEAREST, cutoff=0.3)
