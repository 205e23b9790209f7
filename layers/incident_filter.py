"""Which incidents are looked at: those of some days, of a category, an origin or a station."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.drawing import MapLayer, Points
from layers.shapes import Bools
from mapper.project import Project

# The day on which an incident began to be one.
DAY_COLUMNS: Mapping[str, str] = {"hazards": "reported_at", "disputes": "received_at", "cases": "occurred_at"}


@dataclass(frozen=True)
class IncidentFilter:
    """What is wanted; None wants everything.

    Attributes
    ----------
    days
        First and last day, both included, by the day of :data:`DAY_COLUMNS`; an incident without a day is left out.
    category
        Table and category; incidents of other tables are left out.
    origin
        ``reported`` or ``discovered``; tables that do not tell (disputes) are kept.
    station_code
        The station whose unit owns the place.
    """

    days: tuple[date, date] | None = None
    category: tuple[str, str] | None = None
    origin: str | None = None
    station_code: str | None = None

    @property
    def everything(self) -> bool:
        return self == EVERY_INCIDENT

    @property
    def on_any_day(self) -> "IncidentFilter":
        """The same of all days."""
        return replace(self, days=None)


EVERY_INCIDENT = IncidentFilter()


class IncidentColumns:
    """The columns of one project that a filter asks for, as arrays, so that asking again takes milliseconds."""

    def __init__(self, project: Project, owned: Mapping[str, pd.DataFrame] | None = None) -> None:
        self.project = project
        self._owned = owned

    @cached_property
    def days(self) -> Mapping[str, npt.NDArray[np.datetime64]]:
        """By table, the day of each row; NaT where it is not known."""
        return {
            table: self.project.table(table)[column].to_numpy(dtype="datetime64[D]")
            for table, column in DAY_COLUMNS.items()
        }

    def rows(self, table: str, wanted: IncidentFilter) -> Bools:
        """True for each row of ``hazards``, ``disputes`` or ``cases`` that is wanted."""
        frame = self.project.table(table)
        kept = np.ones(len(frame), dtype=bool)
        if wanted.days is not None:
            first, last = (np.datetime64(day, "D") for day in wanted.days)
            days = self.days[table]
            kept &= (days >= first) & (days <= last)
        if wanted.category is not None:
            kept &= self._equal(table, "category", wanted.category[1]) & (wanted.category[0] == table)
        if wanted.origin is not None and "origin" in frame:
            kept &= self._equal(table, "origin", wanted.origin)
        if wanted.station_code is not None:
            owned = None if self._owned is None else self._owned.get(table)
            if owned is None:
                kept[:] = False
            else:
                stations = owned["station_code"].reindex(frame.index)
                kept &= (stations == wanted.station_code).fillna(False).to_numpy(dtype=bool)
        return kept

    def _equal(self, table: str, column: str, value: str) -> Bools:
        return np.asarray((self.project.table(table)[column] == value).fillna(False), dtype=bool)


def narrowed(layer: MapLayer, classes: tuple[str, ...], kept: Bools) -> MapLayer:
    """The same layer with the rows that are kept; its legend counts those. Class n is the legend's ``classes[n]``."""
    drawings = tuple(
        replace(d, class_of_row=np.where(kept, d.class_of_row, -1)) if isinstance(d, Points) else d
        for d in layer.drawings
    )
    numbers = np.concatenate([d.class_of_row for d in drawings if isinstance(d, Points)])
    counts = np.bincount(numbers[numbers >= 0], minlength=len(classes))
    legend = tuple(replace(entry, count=int(counts[classes.index(entry.code)])) for entry in layer.legend)
    return replace(layer, drawings=drawings, legend=legend, count=int(counts.sum()))
