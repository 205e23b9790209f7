"""A project: the tables and norms of a district at one moment, frozen.

Nothing changes a project. An edit makes another one, sharing every table that it left alone, so what changed between
two projects is found by identity and cannot be told wrongly.
"""

from collections.abc import Mapping
from dataclasses import asdict, field, fields, replace
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.crs import metre_crs
from mapper.keys import Keys
from mapper.lazy_dataclass import dataclass
from mapper.norms import Norms
from mapper.practice import HUBEI, Practice
from mapper.set_aside import SetAside


@dataclass(frozen=True)
class About:
    """What the whole project says of itself.

    Attributes
    ----------
    title
        Name of the district, for window and paper.
    notice
        A line that every picture carries, e.g. that the data is fictional.
    data_date
        Day that the data is true for (数据截止日期); figures are as of this day unless told otherwise.
    map_crs
        CRS in metres that the project is measured and drawn in.
    maker
        Body that makes the maps (制图单位).
    practice
        How police work is called and printed there; a file that tells none is from Hubei.
    """

    title: str = ""
    notice: str = ""
    data_date: date | None = None
    map_crs: str = "EPSG:4547"
    maker: str = ""
    practice: Practice = HUBEI

    def as_json(self) -> dict[str, Any]:
        day = None if self.data_date is None else self.data_date.isoformat()
        return asdict(self) | {"data_date": day, "practice": self.practice.as_json()}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "About":
        known = {f.name: values[f.name] for f in fields(cls) if f.name in values}
        if known.get("data_date"):
            known["data_date"] = date.fromisoformat(known["data_date"])
        if "practice" in known:
            known["practice"] = Practice.from_json(known["practice"])
        return cls(**known)


@dataclass(frozen=True, eq=False)
class Project:
    """All tables of a district (see ``schema.TABLES``), its norms, what it says of itself, and how it numbers rows.

    Every frame conforms to the schema; frames must not be written to.
    """

    stations: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "stations"))
    communities: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "communities"))
    officers: pd.DataFrame = field(default_factory=partial(frames.empty, "officers"))
    duties: pd.DataFrame = field(default_factory=partial(frames.empty, "duties"))
    absences: pd.DataFrame = field(default_factory=partial(frames.empty, "absences"))
    hazards: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "hazards"))
    disputes: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "disputes"))
    cases: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "cases"))
    places: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "places"))
    police_rooms: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "police_rooms"))
    focus_areas: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "focus_areas"))
    outreach: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "outreach"))
    liaison: pd.DataFrame = field(default_factory=partial(frames.empty, "liaison"))
    reference_lines: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "reference_lines"))
    steps: pd.DataFrame = field(default_factory=partial(frames.empty, "steps"))
    handovers: pd.DataFrame = field(default_factory=partial(frames.empty, "handovers"))
    diversions: pd.DataFrame = field(default_factory=partial(frames.empty, "diversions"))
    inspections: pd.DataFrame = field(default_factory=partial(frames.empty, "inspections"))
    rectification_areas: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "rectification_areas"))
    groups: pd.DataFrame = field(default_factory=partial(frames.empty, "groups"))
    surveys: pd.DataFrame = field(default_factory=partial(frames.empty, "surveys"))
    focus_visits: pd.DataFrame = field(default_factory=partial(frames.empty, "focus_visits"))
    postings: pd.DataFrame = field(default_factory=partial(frames.empty, "postings"))
    standard_addresses: gpd.GeoDataFrame = field(default_factory=partial(frames.empty, "standard_addresses"))
    locks: pd.DataFrame = field(default_factory=partial(frames.empty, "locks"))
    further_values: pd.DataFrame = field(default_factory=partial(frames.empty, "further_values"))
    variants: pd.DataFrame = field(default_factory=partial(frames.empty, "variants"))
    checkouts: pd.DataFrame = field(default_factory=partial(frames.empty, "checkouts"))
    offline_edits: pd.DataFrame = field(default_factory=partial(frames.empty, "offline_edits"))
    norms: Norms = field(default_factory=Norms)
    about: About = field(default_factory=About)
    keys: Keys = field(default_factory=Keys)
    set_aside: tuple[SetAside, ...] = ()  # cells of its file that cannot be believed: empty here, kept there

    def table(self, name: str) -> pd.DataFrame:
        """The frame of that name; KeyError if the schema has no such table."""
        if name not in schema.TABLES:
            raise KeyError(name)
        frame: pd.DataFrame = getattr(self, name)
        return frame

    def with_tables(self, **frames: pd.DataFrame) -> "Project":
        """The same project with these tables in place of its own."""
        return replace(self, **frames)

    @property
    def as_of(self) -> date:
        """The day figures are true for: the data's own day, else today."""
        return self.about.data_date or date.today()

    def known_until(self, as_of: date) -> date:
        """The day after which nothing has happened yet; who looks back at an earlier day knows what came after it."""
        return max(as_of, self.as_of)

    @property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north, in degrees, of stations and units; None where there are none."""
        found = [f.total_bounds for f in (self.communities, self.stations) if len(f) and not f.geometry.isna().all()]
        if not found:
            return None
        stacked = np.array(found)
        west, south = stacked[:, :2].min(axis=0)
        east, north = stacked[:, 2:].max(axis=0)
        return float(west), float(south), float(east), float(north)


def fitting_crs(project: Project) -> str:
    """The metre CRS that fits the project's land; the one it has where there is no land yet."""
    return project.about.map_crs if project.bounds is None else metre_crs(project.bounds)


@dataclass(frozen=True)
class Changes:
    """Which parts of a project differ: table names, ``norms``, ``about``, ``keys`` or ``set_aside``.

    Attributes
    ----------
    others
        How many rows somebody else has changed, which came in with it.
    line
        The number of the change log's line that was written for it; None where none was.
    """

    parts: frozenset[str]
    others: int = 0
    line: int | None = None

    def touch(self, *names: str) -> bool:
        """Whether any of these parts differs."""
        return not self.parts.isdisjoint(names)


def changes_between(before: Project, after: Project) -> Changes:
    """The parts that are not the same object in both projects."""
    return Changes(frozenset(f.name for f in fields(Project) if getattr(before, f.name) is not getattr(after, f.name)))
