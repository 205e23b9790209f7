"""Which incidents are looked at: those of some days, of a category, a state, an origin, a station, a stage."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.scene.drawing import MapLayer, Points
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF, LOOPS
from mapper.arrays import Bools, Ints
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.schema import Audience
from mapper.scope import Scope

# The day on which an incident began to be one.
DAY_COLUMNS: Mapping[str, str] = {kind.table: kind.began for kind in INCIDENT_KINDS}


@dataclass(frozen=True)
class Standing:
    """Open incidents of a table by where they stand in its loop on the day of the columns; of other tables none.

    Attributes
    ----------
    stage
        The stage that they are at; None for any.
    late
        Only those past the day by which they have to go on.
    back
        Only those that came back after they were closed.
    ages
        First and last of the days since they began, both included; the last None for all that are older.
    """

    table: str
    stage: str | None = None
    late: bool = False
    back: bool = False
    ages: tuple[int, int | None] | None = None


@dataclass(frozen=True)
class Found:
    """The rows (table and key) that the findings of a kind are about."""

    code: str
    rows: frozenset[tuple[str, str]]


def found_by(code: str, findings: Iterable[Finding]) -> Found:
    """What those of the findings are about that are of a kind; of a handover that is its incident."""
    alike = (finding for finding in findings if finding.code == code)
    return Found(code, frozenset(_about(f) for f in alike if f.table is not None))


def _about(finding: Finding) -> tuple[str, str]:
    if finding.table == "handovers":
        return str(finding.values["table"]), str(finding.values["incident"])
    return str(finding.table), finding.subjects[0]


@dataclass(frozen=True)
class IncidentFilter:
    """What is wanted; None wants everything.

    Attributes
    ----------
    days
        First and last day, both included, by the day of :data:`DAY_COLUMNS`; an incident without a day is left out.
    category
        Table and category; incidents of other tables are left out.
    state
        Table and state on the day of the columns, of other tables none; a kind that does not end has no state.
    origin
        ``reported`` or ``discovered``; tables that do not tell (disputes) are kept.
    station_code
        The station whose unit owns the place.
    scope
        The part of the project whose unit owns the place.
    standing
        Where they stand in their loop.
    table
        Only incidents of that table.
    found
        Those that were found by a kind of finding.
    """

    days: tuple[date, date] | None = None
    category: tuple[str, str] | None = None
    state: tuple[str, str] | None = None
    origin: str | None = None
    station_code: str | None = None
    scope: Scope | None = None
    standing: Standing | None = None
    table: str | None = None
    found: Found | None = None

    @property
    def everything(self) -> bool:
        return self == EVERY_INCIDENT

    @property
    def on_any_day(self) -> "IncidentFilter":
        """The same of all days."""
        return replace(self, days=None)


EVERY_INCIDENT = IncidentFilter()


def filter_note(wanted: IncidentFilter) -> Message:
    """That not every incident is shown and counted, and of which days they are."""
    if wanted.days is None:
        return Message("note.filtered")
    return Message("note.filtered_days", {"first": wanted.days[0], "last": wanted.days[1]})


def require_command(audience: Audience, wanted: IncidentFilter) -> None:
    """InputError ``filter_command_only`` where others than command would get a choice of incidents.

    What is sensitive has a place only where several share a cell, and in what is left by a filter one may stand alone
    there; two choices of the same cell tell the day and the category of what differs.
    """
    if audience != "command" and not wanted.everything:
        raise InputError("filter_command_only")


class IncidentColumns:
    """The columns of one day that a filter asks for, as arrays, so that asking again takes milliseconds.

    Attributes
    ----------
    tables
        Hazards, disputes and cases.
    days
        By table, the day of each row; NaT where it is not known.
    states
        By table, the state of each row; missing where it has none. Cases have no states.
    stations, units
        By table, the station whose unit owns each row's place, and the unit; missing where none does.
    closed
        By table, True for each row that is closed at the end of the day; cases are neither open nor closed.
    open, stages, late, back
        By table of those that end: True for each row that is open at the end of the day, its stage, and True for each
        that is late, and that has come back.
    """

    def __init__(self, day: Day) -> None:
        """Takes what it needs of the day, and keeps nothing else of it: it may outlive the day after an edit."""
        self.tables = {table: day.project.table(table) for table in DAY_COLUMNS}
        self.days: Mapping[str, npt.NDArray[np.datetime64]] = {
            table: frame[DAY_COLUMNS[table]].to_numpy(dtype="datetime64[D]") for table, frame in self.tables.items()
        }
        self.states: Mapping[str, pd.Series] = {kind.table: day.incident_states(kind.table) for kind in LOOPS}
        self.stations: Mapping[str, pd.Series] = {table: day.owned(table)["station_code"] for table in DAY_COLUMNS}
        self.units: Mapping[str, pd.Series] = {table: day.owned(table)["community_code"] for table in DAY_COLUMNS}
        self._communities = day.project.communities
        self.closed: Mapping[str, Bools] = {
            kind.table: day.incidents_closed(kind.table).to_numpy(dtype=bool) for kind in LOOPS
        }
        self.as_of = day.as_of
        self.open: Mapping[str, Bools] = {
            kind.table: day.incidents_shown(kind.table).to_numpy(dtype=bool) for kind in LOOPS
        }
        clocks = {kind.table: day.clocks(kind.table) for kind in LOOPS}
        self.stages: Mapping[str, pd.Series] = {table: clock["stage"] for table, clock in clocks.items()}
        self.late: Mapping[str, Bools] = {
            table: (clock["days_late"].fillna(0) > 0).to_numpy(dtype=bool) for table, clock in clocks.items()
        }
        self.back: Mapping[str, Bools] = {
            kind.table: day.incidents_back(kind.table).to_numpy(dtype=bool) for kind in LOOPS
        }
        # A brush asks for other days of the same choice many times in a row.
        self._chosen: dict[str, tuple[IncidentFilter, Bools]] = {}
        self._kept: dict[str, tuple[IncidentFilter, Bools]] = {}

    def past(self, table: str, wanted: IncidentFilter) -> Bools | None:
        """True for each closed row of the days that are wanted; None where no days are: then what is open is shown."""
        if wanted.days is None or table not in self.closed:
            return None
        return self.rows(table, wanted) & self.closed[table]

    def shown(self, table: str, wanted: IncidentFilter) -> Bools:
        """True for each row that the map shows: of those that end what is open, of chosen days what is closed too."""
        kept = self.rows(table, wanted)
        if table not in self.open:
            return kept
        return kept & (self.open[table] if wanted.days is None else self.open[table] | self.closed[table])

    def rows(self, table: str, wanted: IncidentFilter) -> Bools:
        """True for each row of a table of incidents that is wanted; not to be written into."""
        now = self._kept.get(table)
        if now is not None and now[0] == wanted:
            return now[1]
        choice = wanted.on_any_day
        known = self._chosen.get(table)
        if known is None or known[0] != choice:
            known = self._chosen[table] = choice, self._on_any_day(table, choice)
        kept = known[1]
        if wanted.days is not None:
            first, last = (np.datetime64(day, "D") for day in wanted.days)
            days = self.days[table]
            kept = kept & (days >= first) & (days <= last)
        self._kept[table] = wanted, kept
        return kept

    def _on_any_day(self, table: str, wanted: IncidentFilter) -> Bools:
        frame, kind = self.tables[table], KIND_OF[table]
        kept = np.full(len(frame), wanted.table in (None, table))
        if wanted.category is not None:
            kept &= self._equal(frame[kind.category], wanted.category[1]) & (wanted.category[0] == table)
        if wanted.state is not None:
            if wanted.state[0] == table:
                kept &= self._equal(self.states[table], wanted.state[1])
            else:
                kept[:] = False
        if wanted.origin is not None and kind.origin is not None:
            kept &= self._equal(frame[kind.origin], wanted.origin)
        if wanted.station_code is not None:
            kept &= self._equal(self.stations[table], wanted.station_code)
        if wanted.scope is not None:
            inside = wanted.scope.has_units(self._communities)
            kept &= self.units[table].isin(inside.index[inside.to_numpy(dtype=bool)]).to_numpy(dtype=bool)
        if wanted.standing is not None:
            kept &= self._standing(table, wanted.standing)
        if wanted.found is not None:
            kept &= frame.index.isin([key for of, key in wanted.found.rows if of == table])
        return kept

    def _standing(self, table: str, wanted: Standing) -> Bools:
        if wanted.table != table or table not in self.open:
            return np.zeros(len(self.tables[table]), dtype=bool)
        kept = self.open[table].copy()
        if wanted.stage is not None:
            kept &= self._equal(self.stages[table], wanted.stage)
        if wanted.late:
            kept &= self.late[table]
        if wanted.back:
            kept &= self.back[table]
        if wanted.ages is not None:
            first, last = wanted.ages
            age = (np.datetime64(self.as_of, "D") - self.days[table]).astype("timedelta64[D]").astype(float)
            age[np.isnat(self.days[table])] = np.nan
            with np.errstate(invalid="ignore"):
                kept &= (age >= first) & (age <= (np.inf if last is None else last))
        return kept

    @staticmethod
    def _equal(values: pd.Series, value: str) -> Bools:
        return np.asarray((values == value).fillna(False), dtype=bool)


def narrowed(layer: MapLayer, classes: tuple[str, ...], kept: Bools, past: Bools | None = None) -> MapLayer:
    """The same layer with the rows that are kept; its legend counts those. Class n is the legend's ``classes[n]``.

    Rows of ``past`` are of class 0, the closed ones, and have a line of the legend of their own.
    """
    drawings = tuple(
        replace(d, class_of_row=_classes(d.class_of_row, kept, past)) if isinstance(d, Points) else d
        for d in layer.drawings
    )
    if past is not None and layer.closed is not None:
        layer = replace(layer, legend=(*layer.legend, layer.closed))
    numbers = np.concatenate([d.class_of_row for d in drawings if isinstance(d, Points)])
    counts = np.bincount(numbers[numbers >= 0], minlength=len(classes))
    legend = tuple(replace(entry, count=int(counts[classes.index(entry.code)])) for entry in layer.legend)
    return replace(layer, drawings=drawings, legend=legend, count=int(counts.sum()))


def _classes(numbers: Ints, kept: Bools, past: Bools | None) -> Ints:
    shown = np.where(kept, numbers, -1)
    return shown if past is None else np.where(past, 0, shown)
