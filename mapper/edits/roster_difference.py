"""A roster of officers and duties against the project: who is new, what changed, what ends, before it is applied.

A roster speaks for the stations that it names. Whoever of theirs is not on it has left: their duties end on the day
before, and they are kept, as away, because the history of a seat needs them. A row that cannot be used ends nothing:
whomever it may be about stays as they are.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from mapper import frames, schema
from mapper.dates import not_over
from mapper.edit import free_keys
from mapper.edits.import_difference import json_value
from mapper.errors import InputError
from mapper.io.cells import CellRules
from mapper.io.keys import key_form, keys_by_form
from mapper.io.reading import Reading, read_table
from mapper.io.source import Rejected, row_in_file
from mapper.lazy_dataclass import dataclass
from mapper.project import Project

RosterTable = Literal["officers", "duties"]
_ABOUT_OFFICERS = frozenset({"display_name", "role", "station_code", "fte", "status"})


@dataclass(frozen=True)
class RosterChange:
    """One row that a roster adds, changes or ends.

    Attributes
    ----------
    table, key
        The row.
    officer_id, community_code
        Whom and which unit it is about; no unit for a row of officers.
    values
        Column → what it was and what it will be, JSON-ready; None where there was or will be nothing.
    """

    table: RosterTable
    key: str
    officer_id: str
    community_code: str | None
    values: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, eq=False)
class RosterChanges:
    """All that a roster would do to a project; :func:`mapper.edits.roster.apply_roster` does it.

    Attributes
    ----------
    as_of
        Day from which the roster holds.
    added, changed, ended
        Rows, officers before duties.
    unchanged
        How many rows of the file the project has just so.
    rejected
        Rows of the file that cannot be used: those that were not read, and duties of an unknown officer or unit
        (``officer_unknown``, ``unit_unknown``; the row number counts the rows that were read).
    rows
        Table → its rows as they will be.
    dropped
        Duties that had not begun and go.
    emptied
        Codes of stations that would be left without anybody at work, or any duty, of whom they have now, as happens
        where numbers are written otherwise than in the project; ``""`` for people of no station.
    emptying
        Table and key of the ended rows that do it.
    before
        The project's officers and duties that all this was found against.
    """

    as_of: date
    added: tuple[RosterChange, ...]
    changed: tuple[RosterChange, ...]
    ended: tuple[RosterChange, ...]
    unchanged: int
    rejected: tuple[Rejected, ...]
    rows: Mapping[RosterTable, pd.DataFrame] = field(repr=False)
    dropped: tuple[str, ...]
    emptied: tuple[str, ...]
    emptying: frozenset[tuple[RosterTable, str]]
    before: tuple[pd.DataFrame, pd.DataFrame] = field(repr=False)

    def as_json(self) -> dict[str, Any]:
        def told(changes: tuple[RosterChange, ...]) -> list[dict[str, Any]]:
            return [
                {"table": c.table, "key": c.key, "officer_id": c.officer_id, "community_code": c.community_code,
                 "values": {name: list(pair) for name, pair in c.values.items()}}
                for c in changes
            ]  # fmt: skip

        return {
            "as_of": self.as_of.isoformat(),
            "added": told(self.added),
            "changed": told(self.changed),
            "ended": told(self.ended),
            "unchanged": self.unchanged,
            "emptied": list(self.emptied),
            "rejected": [{"row": row, "reason": code, **values} for row, code, values in self.rejected],
        }


def read_roster(path: str | Path, project: Project, **options: Any) -> tuple[Reading | None, Reading | None]:
    """Officers and duties of a roster file, each None where the file has none.

    Parameters
    ----------
    options
        As for :func:`~mapper.io.reading.read_table`: ``column_map``, ``encoding``, ``layer``.

    Raises
    ------
    InputError
        ``roster_empty`` (neither officers nor duties), or what reading the file raises.
    """
    options.setdefault("rules", CellRules().at(project.about.practice))
    known: dict[str, pd.DataFrame] = {"communities": project.communities, "stations": project.stations}
    officers = _read(
        path,
        "officers",
        "columns_unknown",
        keys_in_use=project.officers.index,
        numbering=project.keys,
        **known,
        **options,
    )
    if officers is not None and ("officer_id" not in officers.columns or not _ABOUT_OFFICERS & officers.columns.keys()):
        officers = None
    known["officers"] = project.officers
    if officers is not None:  # a duty may be that of somebody new
        new = officers.frame[~officers.frame.index.isin(project.officers.index)]
        known["officers"] = pd.concat([project.officers, new]) if len(new) else project.officers
    duties = _read(
        path, "duties", "column_missing", keys_in_use=project.duties.index, numbering=project.keys, **known, **options
    )
    if officers is None and duties is None:
        raise InputError("roster_empty", path=str(path))
    return officers, duties


def _read(path: str | Path, table: RosterTable, lacking: str, **options: Any) -> Reading | None:
    """Rows of a table; None where the file has none of them, which this error tells."""
    try:
        return read_table(path, table, **options)
    except InputError as error:
        if error.code not in (lacking, "columns_unknown"):
            raise
        return None


def roster_changes(
    project: Project,
    officers: Reading | pd.DataFrame | None,
    duties: Reading | pd.DataFrame | None,
    as_of: date,
    stations: Collection[str] | None = None,
) -> RosterChanges:
    """What a roster would add, change and end.

    Parameters
    ----------
    officers, duties
        From :func:`read_roster`, or frames of those tables; columns that a frame or file lacks, and empty cells but for
        a duty's last day, leave what is there. None: the roster says nothing about them.
    as_of
        Day from which it holds: duties that are not on it end on the day before, new ones begin on it unless they say.
    stations
        Codes of the stations that the roster speaks for; by default those it names.
    """
    comparison = _Comparison(project, as_of)
    for reading in (officers, duties):
        if isinstance(reading, Reading):
            comparison.leave_alone(reading)
    rejected = _rejected_in_file(officers)
    if officers is not None:
        comparison.officers(*_rows_told("officers", officers))
    if duties is not None:
        rejected += _rejected_in_file(duties)
        if isinstance(duties, Reading):
            numbers: Sequence[int] = [int(number) for number in duties.file_rows]
            named: set[str] | None = set(duties.columns)
        else:
            numbers, named = range(1, len(duties) + 1), None
        comparison.duties(*_rows_told("duties", duties), numbers, named)
    scope = comparison.named if stations is None else set(stations)
    comparison.leavers(scope, officers is not None, duties is not None)
    return comparison.result(rejected)


def _rejected_in_file(reading: Reading | pd.DataFrame | None) -> list[Rejected]:
    """Rejected rows with the number that the file itself shows."""
    if not isinstance(reading, Reading):
        return []
    return [one._replace(row=row_in_file(one, reading.rows_above)) for one in reading.rejected]


def _rows_told(table: RosterTable, given: Reading | pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a roster as it tells them, what it leaves empty missing, and the columns that it speaks about."""
    if isinstance(given, Reading):
        return given.frame, [name for name in schema.TABLES[table].column_names if name in given.columns]
    rows = frames.conform(table, given, defaults=False)
    return rows, [name for name in schema.TABLES[table].column_names if name in given.columns]


class _Comparison:
    def __init__(self, project: Project, as_of: date) -> None:
        self.project, self.as_of, self.day = project, as_of, pd.Timestamp(as_of)
        self.added: list[RosterChange] = []
        self.changed: list[RosterChange] = []
        self.ended: list[RosterChange] = []
        self.unchanged = 0
        self.rejected: list[Rejected] = []
        self.rows: dict[RosterTable, dict[str, dict[str, Any]]] = {"officers": {}, "duties": {}}
        self.dropped: list[str] = []
        self._by_form = keys_by_form(map(str, project.officers.index))
        self.named: set[str | None] = set()  # stations; None for people who belong to none
        self.on_roster: set[str] = set()
        self.kept: set[str] = set()  # duties of the project that the roster has too
        self.doubted: set[str] = set()  # officers whom a row that cannot be used may be about
        self.emptied: set[str] = set()
        self.emptying: set[tuple[RosterTable, str]] = set()

    def leave_alone(self, reading: Reading) -> None:
        """Rows whose number could be that of several end none of these."""
        for rejected in reading.rejected:
            candidates = rejected.values.get("candidates", ())
            if reading.table == "officers":
                self.doubted.update(candidates)
            else:
                self.kept.update(candidates)

    def officers(self, frame: pd.DataFrame, columns: list[str]) -> None:
        for officer_id, row in zip(map(str, frame.index), frame.to_dict("records"), strict=True):
            self.on_roster.add(officer_id)
            self._row("officers", officer_id, row, columns, officer_id, None)
            now = self.rows["officers"].get(officer_id) or self._old("officers", officer_id)
            self.named.add(_text(now["station_code"]))

    def duties(
        self, frame: pd.DataFrame, columns: list[str], numbers: Sequence[int], named: Collection[str] | None
    ) -> None:
        known = self.project.duties
        keyed = named is None or "duty_id" in named
        taken = set(known.index)
        records = zip(numbers, map(str, frame.index), frame.to_dict("records"), strict=True)
        for number, told_key, told in records:
            key, row = told_key, told
            officer_id, code = row["officer_id"], row["community_code"]
            if officer_id not in self.project.officers.index and officer_id not in self.on_roster:
                self.rejected.append(Rejected(number, "officer_unknown", {"officer_id": officer_id}))
                self.doubted.update(self._by_form.get(key_form(officer_id), ()))
                continue
            if code not in self.project.communities.index:
                self.rejected.append(Rejected(number, "unit_unknown", {"column": "community_code", "code": code}))
                self.doubted.add(officer_id)
                continue
            self.named.add(_text(self.project.communities["station_code"][code]))
            same = self._same_duty(key if keyed else None, row)
            if same is not None:
                self.kept.add(same)
                self._row("duties", same, row, columns, officer_id, code)
                continue
            if key in taken or not keyed:
                (key,) = free_keys("duties", 1, taken, self.project.keys)
            taken.add(key)
            if pd.isna(row["starts"]):
                row = {**row, "starts": self.day}
            self._row("duties", key, row, [*columns, "starts"], officer_id, code)

    def _same_duty(self, key: str | None, row: Mapping[str, Any]) -> str | None:
        """The project's duty that a row of the roster is: the same number, or days, or the one that still runs."""
        duties = self.project.duties
        if key is not None and key in duties.index and key not in self.kept:
            theirs = duties.loc[key]
            if (theirs["officer_id"], theirs["community_code"]) == (row["officer_id"], row["community_code"]):
                return key
        alike = duties[
            (duties["officer_id"] == row["officer_id"])
            & (duties["community_code"] == row["community_code"])
            & ~duties.index.isin(list(self.kept))
        ]
        exact = alike[alike["starts"] == row["starts"]]
        if len(exact):
            return str(exact.index[0])
        if pd.notna(row["ends"]) and row["ends"] < self.day:
            return None
        running = alike[not_over(alike["ends"], self.day)]
        return str(running.index[0]) if len(running) else None

    def leavers(self, scope: Collection[str | None], officers: bool, duties: bool) -> None:
        """People and duties of the roster's stations that are not on it."""
        left: set[str] = set()
        stay = self.on_roster | self.doubted
        if officers:
            people = self.project.officers
            for officer_id, station, status in zip(
                map(str, people.index), people["station_code"], people["status"], strict=True
            ):
                if officer_id in stay or _text(station) not in scope:
                    continue
                left.add(officer_id)
                if status != "leave":
                    self.rows["officers"][officer_id] = {**self._old("officers", officer_id), "status": "leave"}
                    self.ended.append(
                        RosterChange("officers", officer_id, officer_id, None, {"status": (_text(status), "leave")})
                    )
        table = self.project.duties
        still = table[not_over(table["ends"], self.day)]
        station_of = self.project.communities["station_code"].to_dict()
        last = pd.Timestamp(self.as_of - timedelta(days=1))
        for duty_id, row in zip(map(str, still.index), still.to_dict("records"), strict=True):
            of_roster = duties and _text(station_of.get(row["community_code"])) in scope
            if duty_id in self.kept or row["officer_id"] in self.doubted:
                continue
            if not (of_roster or row["officer_id"] in left):
                continue
            begun = pd.isna(row["starts"]) or row["starts"] < self.day
            if begun:
                self.rows["duties"][duty_id] = {**row, "ends": last}
            else:
                self.dropped.append(duty_id)
            values = {"ends": (json_value(row["ends"], "date"), json_value(last, "date") if begun else None)}
            self.ended.append(RosterChange("duties", duty_id, row["officer_id"], row["community_code"], values))
        self._find_emptied(left, still, station_of)

    def _find_emptied(self, left: Collection[str], still: pd.DataFrame, station_of: Mapping[str, Any]) -> None:
        """Stations of which everybody at work, or every running duty, would end."""
        people = self.project.officers
        of_officer = {str(key): _text(code) or "" for key, code in people["station_code"].items()}
        working = {str(key) for key, status in people["status"].items() if status != "leave"}
        stays = {of_officer[who] for who in working if who not in left}
        ended = {line.key for line in self.ended if line.table == "duties"}
        of_duty = {str(key): _text(station_of.get(code)) or "" for key, code in still["community_code"].items()}
        runs_on = {station for duty, station in of_duty.items() if duty not in ended}
        no_one = {of_officer[who] for who in working & set(left)} - stays
        no_duty = {of_duty[duty] for duty in ended} - runs_on
        self.emptied = no_one | no_duty
        for line in self.ended:
            theirs = of_officer.get(line.officer_id, "") in no_one
            if theirs or (line.table == "duties" and of_duty[line.key] in no_duty):
                self.emptying.add((line.table, line.key))

    def _row(
        self,
        table: RosterTable,
        key: str,
        row: Mapping[str, Any],
        columns: list[str],
        officer_id: str,
        community_code: str | None,
    ) -> None:
        if key not in self.project.table(table).index:
            self.rows[table][key] = dict(row)
            values = {c: (None, json_value(row[c], "date")) for c in dict.fromkeys(columns) if pd.notna(row[c])}
            self.added.append(RosterChange(table, key, officer_id, community_code, values))
            return
        old = self._old(table, key)
        said = [c for c in columns if pd.notna(row[c]) or c == "ends"]
        different = {
            c: (json_value(old[c], "date"), json_value(row[c], "date"))
            for c in said
            if not (pd.isna(old[c]) and pd.isna(row[c])) and old[c] != row[c]
        }
        if different:
            self.rows[table][key] = {**old, **{c: row[c] for c in different}}
            self.changed.append(RosterChange(table, key, officer_id, community_code, different))
        else:
            self.unchanged += 1

    def _old(self, table: RosterTable, key: str) -> dict[str, Any]:
        record: dict[str, Any] = self.project.table(table).loc[[key]].to_dict("records")[0]
        return record

    def result(self, rejected: list[Rejected]) -> RosterChanges:
        rows: dict[RosterTable, pd.DataFrame] = {}
        for table, changed in self.rows.items():
            frame = pd.DataFrame.from_records(list(changed.values()), columns=schema.TABLES[table].column_names)
            frame.index = pd.Index(list(changed), dtype="str", name=schema.TABLES[table].key.name)
            rows[table] = frames.conform(table, frame)
        return RosterChanges(
            self.as_of, tuple(self.added), tuple(self.changed), tuple(self.ended), self.unchanged,
            (*rejected, *self.rejected), rows, tuple(self.dropped),
            tuple(sorted(self.emptied)), frozenset(self.emptying), (self.project.officers, self.project.duties),
        )  # fmt: skip


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
