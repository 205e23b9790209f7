"""What the web map tells of the rows that it draws, in columns: a title, then names and values, as plain text.

The public's has the columns that it may have and no others (:data:`PUBLIC_COLUMNS`).
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from layers.say import Say
from layers.sharing.web.columns import Columns
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import INCIDENT_KINDS
from mapper.arrays import Ints
from mapper.day.edition import Edition
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of
from mapper.schema import TABLES

PUBLIC_COLUMNS = ("kind", "station", "duty_phone", "residents")
DAY, HOUR, MINUTE = 1, 2, 3  # how exactly a moment is told; 0 where there is none
_FEW = 0.5  # share of different texts up to which a column is a list of them and a number a row


@dataclass(frozen=True, eq=False)
class Texts:
    """A column of texts; "" where a row has none."""

    code: str
    values: Sequence[str]


@dataclass(frozen=True, eq=False)
class Moments:
    """A column of moments as minutes since 1970 on the station's clock, and how exactly each is told."""

    code: str
    minutes: Ints
    grain: Ints


@dataclass(frozen=True, eq=False)
class ToldTable:
    """What is told of the rows of one table.

    Attributes
    ----------
    keys
        Of its rows; ``titles`` and every column have one value each.
    station
        Code of the station that each row belongs to, by which a reader may choose; None where there is nothing to
        choose, or the audience may not know.
    codes
        Whether rows may be looked for and linked to by their keys.
    """

    table: str
    keys: pd.Index
    titles: Sequence[str]
    columns: tuple[Texts | Moments, ...]
    station: pd.Series | None = None
    codes: bool = False

    def rows(self, ids: npt.NDArray[np.object_]) -> Ints:
        """The row of each of these keys; -1 where nothing is told of it."""
        return np.asarray(self.keys.get_indexer(pd.Index(ids)), dtype=np.int64)

    def packed(self, stations: pd.Index) -> Columns:
        """Titles, keys where they may be told, stations, and every column."""
        block = Columns()
        block.texts(self.titles)
        if self.codes:
            block.texts(map(str, self.keys))
        if self.station is not None:
            block.ints(stations.get_indexer(pd.Index(self.station.astype(object))) + 1)
        for column in self.columns:
            if isinstance(column, Moments):
                block.ints(column.grain)
                block.deltas(np.where(column.grain > 0, column.minutes, 0))
            else:
                _pack_texts(block, column.values)
        return block


def _pack_texts(block: Columns, values: Sequence[str]) -> None:
    """The different texts, and of each row which; where most differ, one a row."""
    which, words = pd.factorize(np.asarray(values, dtype=object))
    few = len(words) <= _FEW * len(values)
    block.texts(map(str, words if few else values))
    block.ints(which.astype(np.int64) if few else np.zeros(0, dtype=np.int64))


class Told:
    """What is told of the rows of each table of an edition, for those of ``drawn`` keys by table."""

    def __init__(self, edition: Edition, say: Say) -> None:
        self._say, self._edition, self._project = say, edition, edition.project
        self._values: dict[Hashable, str] = {}
        self._tellers: dict[str, Callable[[pd.DataFrame], ToldTable]] = {
            "communities": self._units,
            **{kind.table: partial(self._incidents, kind) for kind in INCIDENT_KINDS},
            "focus_areas": self._focus_areas,
            "rectification_areas": self._key_areas,
            "police_rooms": self._rooms,
        }

    def table(self, table: str, drawn: Iterable[object]) -> ToldTable | None:
        """What is told of the drawn rows of a table; None where that is nothing."""
        if table not in self._tellers:
            return None
        frame = self._project.table(table)
        frame = frame[frame.index.isin(pd.Index(list(drawn), dtype=object))]
        return self._tellers[table](frame) if len(frame) else None

    def _texts(self, code: str, values: Iterable[Any]) -> Texts:
        return Texts(code, [self._value(value) for value in values])

    def _value(self, value: Any) -> str:
        """A value in the reader's words; "" for none."""
        if not isinstance(value, tuple) and (pd.isna(value) or value == ""):
            return ""
        if value not in self._values:
            shown = list(value) if isinstance(value, tuple) else value
            self._values[value] = self._say("web.value", value=shown) if shown != [] else ""
        return self._values[value]

    def _choices(self, table: str, column: str, values: pd.Series) -> list[str]:
        words = {v: self._say(f"choice.{table}.{column}.{v}") for v in values.dropna().unique()}
        return [words.get(value, "") for value in values]

    def _units(self, units: pd.DataFrame) -> ToldTable:
        stations = self._project.stations
        code = units["station_code"]
        phones = stations["duty_phone"].to_dict()
        names = names_of(stations).to_dict()
        columns: list[Texts | Moments] = [
            Texts("kind", self._choices("communities", "kind", units["kind"])),
            self._texts("station", code.map(names)),
            self._texts("duty_phone", code.map(phones)),
            *self._seats(units.index),
            Texts("residents", [self._residents(key) for key in units.index]),
        ]
        public = self._edition.is_public
        told = tuple(column for column in columns if not public or column.code in PUBLIC_COLUMNS)
        return ToldTable("communities", units.index, names_of(units).tolist(), told, code, codes=not public)

    def _residents(self, key: str) -> str:
        residents = self._edition.residents(key)
        return "" if residents is None else f"{residents:,}"

    def _seats(self, units: pd.Index) -> tuple[Texts, ...]:
        """Who has each unit's seat, and its state, where the edition may tell."""
        seats = [self._edition.seat(key) for key in units]
        told = [seat for seat in seats if seat is not None]
        if not told:
            return ()
        states = {state: self._say(f"state.{state}") for state in {seat.state for seat in told}}
        return (
            self._texts("officers", (seat.holders for seat in told)),
            self._texts("acting_until", (self._day(seat.acting_until) for seat in told)),
            Texts("state", [states[seat.state] for seat in told]),
        )

    def _incidents(self, kind: IncidentKind, rows: pd.DataFrame) -> ToldTable:
        """What it is about, its number, its state, when it began, and where its place is no more than a cell."""
        table, edition = kind.table, self._edition
        sensitive = rows.index.isin(pd.Index(list(edition.in_cells(table)), dtype=object))
        titles = self._titles(kind, rows)
        numbers = [
            "" if hidden else str(key)
            for key, hidden in zip(rows.index, sensitive & (not edition.names_sensitive), strict=True)
        ]
        states = edition.day.incident_states(table).reindex(rows.index)
        said = "web.incident_state" if kind.state_column is None else "choice"
        between = "" if kind.state_column is None else f"{kind.state_column}."
        words = {s: self._say(f"{said}.{table}.{between}{s}") for s in states.dropna().unique() if s != ""}
        began = rows[kind.began]
        there = began.notna().to_numpy(dtype=bool)
        grain = np.where(there, np.where(sensitive, DAY, HOUR if kind.coarse else MINUTE), 0)
        minutes = began.to_numpy(dtype="datetime64[m]").astype(np.int64)
        minutes = np.where(grain == DAY, minutes // 1440 * 1440, np.where(grain == HOUR, minutes // 60 * 60, minutes))
        cell = self._say("web.cell")
        columns = (
            self._texts("number", numbers),
            Texts(kind.state_column or "state", [words.get(state, "") for state in states]),
            Moments("hour" if kind.coarse else kind.began, minutes, grain.astype(np.int64)),
            Texts("place", [cell if kind.coarse or hidden else "" for hidden in sensitive]),
        )
        station = (
            edition.day.owned(table)["station_code"].reindex(rows.index) if edition.audience == "command" else None
        )
        return ToldTable(table, rows.index, titles, columns, station)

    def _titles(self, kind: IncidentKind, rows: pd.DataFrame) -> list[str]:
        """What each is about; its key where nobody said."""
        about = rows[kind.category]
        if TABLES[kind.table].column(kind.category).choices is not None:
            told = self._choices(kind.table, kind.category, about)
        else:
            told = ["" if pd.isna(value) else str(value) for value in about]
        return [text or str(key) for text, key in zip(told, rows.index, strict=True)]

    def _day(self, day: date | None) -> str | None:
        return None if day is None else self._say("page.words", words=day)

    def _moment(self, moment: pd.Timestamp) -> str | None:
        if pd.isna(moment):
            return None
        return self._say("page.moment", day=moment.date(), time=f"{moment:%H:%M}")

    def _focus_areas(self, areas: pd.DataFrame) -> ToldTable:
        return ToldTable(
            "focus_areas",
            areas.index,
            areas["reason"].astype(str).tolist(),
            (
                self._texts("number", areas.index),
                self._texts("officers", (self._edition.sent_to(key) for key in areas.index)),
                self._texts("minutes", (None if pd.isna(value) else int(value) for value in areas["minutes"])),
                self._texts("until", (self._moment(end) for end in areas["ends"])),
                self._texts("task", areas["prevention_task"]),
            ),
        )

    def _key_areas(self, areas: pd.DataFrame) -> ToldTable:
        known = {area.code: area for area in self._edition.day.key_areas}
        each = [known[key] for key in areas.index]
        met = [
            None if area.targets is None else self._say("work.area.met", met=area.targets_met, targets=area.targets)
            for area in each
        ]
        return ToldTable(
            "rectification_areas",
            areas.index,
            [area.name for area in each],
            (
                self._texts("number", areas.index),
                self._texts("reason", (area.reason for area in each)),
                self._texts("entered_on", (area.entered_on for area in each)),
                self._texts("review_on", (area.review_on for area in each)),
                self._texts("targets_met", met),
                self._texts("entry_criteria", (area.entry_criteria for area in each)),
                self._texts("exit_criteria", (area.exit_criteria for area in each)),
            ),
        )

    def _rooms(self, rooms: pd.DataFrame) -> ToldTable:
        return ToldTable("police_rooms", rooms.index, names_of(rooms).tolist(), ())
