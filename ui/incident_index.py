"""The open incidents as arrays, so that the list, the table and the timeline answer a brush within a frame."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from layers.incident_filter import DAY_COLUMNS, IncidentColumns, IncidentFilter
from layers.shapes import Bools, Ints
from mapper.analysis.check import Check
from mapper.project import Project

LISTED = ("hazards", "disputes")


class IncidentIndex:
    """Open hazards, then open disputes, each in its table's order, and which unit of ``unit_codes`` owns them."""

    def __init__(
        self, project: Project, answers: Check, open_rows: Mapping[str, Bools], unit_codes: Sequence[str]
    ) -> None:
        self.columns = IncidentColumns(project, answers.owned)
        self.columns.days  # noqa: B018 – made here, off the main thread
        self._open = {table: np.flatnonzero(open_rows[table]) for table in LISTED}
        self.unit_codes = tuple(unit_codes)
        codes = pd.Index(self.unit_codes)
        self._unit = {
            table: codes.get_indexer(answers.owned[table]["community_code"].array[self._open[table]])
            for table in LISTED
        }

    def kept(self, wanted: IncidentFilter) -> Bools:
        """True for each open incident that is wanted."""
        return np.concatenate([self.columns.rows(table, wanted)[self._open[table]] for table in LISTED])

    def by_unit(self, wanted: IncidentFilter) -> dict[str, Ints]:
        """By table, how many of the open incidents wanted lie in each unit."""
        result = {}
        for table in LISTED:
            units = self._unit[table][self.columns.rows(table, wanted)[self._open[table]]]
            result[table] = np.bincount(units[units >= 0], minlength=len(self.unit_codes))
        return result

    def daily(self, last: date, days: int, wanted: IncidentFilter) -> dict[str, Ints]:
        """By table, how many of those wanted began on each of the days up to and including ``last``, open or not."""
        result = {}
        first = np.datetime64(last, "D") - (days - 1)
        for table in DAY_COLUMNS:
            began = self.columns.days[table][self.columns.rows(table, wanted)]
            offsets = (began[~np.isnat(began)] - first).astype(np.int64)
            result[table] = np.bincount(offsets[(offsets >= 0) & (offsets < days)], minlength=days)
        return result
