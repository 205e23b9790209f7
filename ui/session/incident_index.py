"""The open incidents as arrays, so that the list, the table and the timeline answer a brush within a frame."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from layers.scene.incident_filter import DAY_COLUMNS, IncidentColumns, IncidentFilter
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.arrays import Bools, Ints
from mapper.day.day import Day

# Tables of incidents that are open until they are closed, and the others.
LISTED = tuple(kind.table for kind in LOOPS)
UNENDING = tuple(kind.table for kind in INCIDENT_KINDS if not kind.ends)
WITH_CASES = (*LISTED, *UNENDING)
_MOST_KEPT = 8


class IncidentIndex:
    """Open incidents, kind by kind in the table's order, and which unit of ``unit_codes`` owns them.

    Beside them the cases of the year, which are neither open nor closed. ``open_rows`` has a mask for each table.
    """

    def __init__(self, day: Day, open_rows: Mapping[str, Bools], unit_codes: Sequence[str]) -> None:
        self.columns = IncidentColumns(day)
        self._open = {table: np.flatnonzero(open_rows[table]) for table in WITH_CASES}
        # A brush moves over bars that stay as they are.
        self._daily: dict[tuple[date, int, IncidentFilter], dict[str, Ints]] = {}
        self.unit_codes = tuple(unit_codes)
        codes = pd.Index(self.unit_codes)
        self._unit = {
            table: codes.get_indexer(day.owned(table)["community_code"].array[self._open[table]]) for table in LISTED
        }

    def __len__(self) -> int:
        """How many incidents are open."""
        return sum(len(self._open[table]) for table in LISTED)

    @property
    def shown(self) -> dict[str, int]:
        """How many of each table are open, or of a kind that does not end shown."""
        return {table: len(rows) for table, rows in self._open.items()}

    @cached_property
    def overdue(self) -> Bools:
        """True for each hazard that is not verified in time."""
        return np.asarray((self.columns.states["hazards"] == "overdue").fillna(False), dtype=bool)

    def shown_of(self, table: str, wanted: IncidentFilter) -> Bools:
        """True for each row of a table that is open, or of a kind that does not end shown, and wanted."""
        kept = np.zeros(len(self.columns.tables[table]), dtype=bool)
        kept[self._open[table]] = self.columns.rows(table, wanted)[self._open[table]]
        return kept

    def choices(self) -> dict[str, dict[tuple[str, str], int]]:
        """What a filter may choose by, and how many open incidents each choice has: by table, most frequent first.

        ``category`` and ``state`` are chosen by table and value, ``origin`` and ``station`` by "" and value. Cases
        of the year count for their category.
        """
        found: dict[str, dict[tuple[str, str], int]] = {k: {} for k in ("category", "state", "origin", "station")}
        for table in DAY_COLUMNS:
            frame = self.columns.tables[table]
            rows = self._open[table]
            _tally(found["category"], table, frame[KIND_OF[table].category], rows)
            if table not in LISTED:
                continue
            _tally(found["state"], table, self.columns.states[table], rows)
            origin = KIND_OF[table].origin
            if origin is not None:
                _tally(found["origin"], "", frame[origin], rows)
            _tally(found["station"], "", self.columns.stations[table], rows)
        return found

    def years(self) -> tuple[int, ...]:
        """Calendar years in which incidents of any kind began, up to the day's."""
        found: set[int] = set()
        for days in self.columns.days.values():
            years = np.unique(days[~np.isnat(days)].astype("datetime64[Y]")).astype(np.int64) + 1970
            found |= {year for year in years.tolist() if year <= self.columns.as_of.year}
        return tuple(sorted(found))

    def kept(self, wanted: IncidentFilter) -> Bools:
        """True for each open incident that is wanted."""
        return np.concatenate([self.columns.rows(table, wanted)[self._open[table]] for table in LISTED])

    def kept_cases(self, wanted: IncidentFilter) -> Bools:
        """True for each case of the year that is wanted."""
        return np.concatenate([self.columns.rows(table, wanted)[self._open[table]] for table in UNENDING])

    def closed(self, wanted: IncidentFilter) -> int:
        """How many incidents of the days that are wanted are closed; 0 where no days are."""
        past = [self.columns.past(table, wanted) for table in LISTED]
        return sum(int(rows.sum()) for rows in past if rows is not None)

    def by_unit(self, wanted: IncidentFilter) -> dict[str, Ints]:
        """By table, how many of the open incidents wanted lie in each unit."""
        result = {}
        for table in LISTED:
            units = self._unit[table][self.columns.rows(table, wanted)[self._open[table]]]
            result[table] = np.bincount(units[units >= 0], minlength=len(self.unit_codes))
        return result

    def daily(self, last: date, days: int, wanted: IncidentFilter) -> dict[str, Ints]:
        """By table, how many of those wanted began on each of the days up to and including ``last``, open or not."""
        known = self._daily.get((last, days, wanted))
        if known is not None:
            return known
        result = {}
        first = np.datetime64(last, "D") - (days - 1)
        for table in DAY_COLUMNS:
            began = self.columns.days[table][self.columns.rows(table, wanted)]
            offsets = (began[~np.isnat(began)] - first).astype(np.int64)
            result[table] = np.bincount(offsets[(offsets >= 0) & (offsets < days)], minlength=days)
        if len(self._daily) >= _MOST_KEPT:
            self._daily.clear()
        self._daily[last, days, wanted] = result
        return result


def _tally(into: dict[tuple[str, str], int], table: str, values: pd.Series, rows: Ints) -> None:
    """Count the values of some rows; what is missing is not counted. Asked after each step, of few rows."""
    told = np.asarray(values.array, dtype=object)[rows]
    for value, count in Counter(told[pd.notna(told)].tolist()).most_common():
        into[(table, str(value))] = into.get((table, str(value)), 0) + count
