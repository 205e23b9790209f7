"""Triggers that note each row that another program writes to a project file, with the row as it was before.

SQLite carries them out for QGIS, sqlite3 and a script alike, in every journal mode. The first note of a row stays: what
another program makes of its own change does not count. Cells are kept as they are stored, in columns without a type.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mapper import schema
from mapper.errors import InputError
from mapper.store.geopackage.column_reader import ELSEWHERE, GEOMETRY, KEY_ID

SETTINGS_TABLE, LOG_TABLE, SUMS = "project_settings", "change_log", "row_checksums"
WHOLE_TABLE = -(1 << 63)  # in place of a row's number: of that table nobody knows any more which rows were written
_EVENTS = ("replace", "insert", "update", "delete")
_THERE, _NOT_THERE = 1, 0  # of a row before; NULL where that is not known
_OF_OLD = re.compile(r"OLD\.\[(\w+)\]")
_NO_TABLE = ("no such table", "no such column")
_WRITTEN_TOO = (ELSEWHERE, SUMS, "gpkg_contents")  # with every edit


class Note(NamedTuple):
    """A row that another program has written, and what stood there.

    Attributes
    ----------
    there
        Whether the row was there before; None where that is not known.
    cells
        Its cells by column, where it was there.
    """

    table: str
    number: int
    there: bool | None
    cells: Mapping[str, Any]


@cache
def columns_by_table() -> Mapping[str, list[str]]:
    """The columns of each table that is looked after; its whole-number key is no cell."""
    told = {
        name: [table.key.name, *table.column_names, *([] if table.geometry is None else [GEOMETRY])]
        for name, table in schema.TABLES.items()
    }
    return told | {SETTINGS_TABLE: ["name", "version", "value"], LOG_TABLE: ["at", "who", "code", "details", "rows"]}


@cache
def _places() -> list[str]:
    """The columns in which a note keeps cells, as many as the widest table has."""
    return [f"c{at}" for at in range(max(map(len, columns_by_table().values())))]


@cache
def triggers() -> Mapping[str, str]:
    """The statement of every trigger that notes what another program writes, by name."""
    found = {}
    for table, columns in columns_by_table().items():
        into = f"INSERT INTO {ELSEWHERE} (table_name, number, was"
        places = ", ".join(_places()[: len(columns)])

        def unknown(number: str, of: str = table) -> str:
            # A conflict would be met as the other program's own statement says.
            return f"NOT EXISTS (SELECT 1 FROM {ELSEWHERE} WHERE table_name = '{of}' AND number = {number})"

        old = ", ".join(f"OLD.[{column}]" for column in columns)
        was = f"{into}, {places}) SELECT '{table}', OLD.{KEY_ID}, {_THERE}, {old} WHERE {unknown(f'OLD.{KEY_ID}')};"
        came = f"{into}) SELECT '{table}', NEW.{KEY_ID}, {_NOT_THERE} WHERE {unknown(f'NEW.{KEY_ID}')};"
        # What OR REPLACE takes out of the way is told to no trigger of its own.
        there = ", ".join(f"[{column}]" for column in columns)
        same = f"{KEY_ID} = NEW.{KEY_ID}" + ("" if table == LOG_TABLE else f" OR [{columns[0]}] = NEW.[{columns[0]}]")
        replaced = (
            f"{into}, {places}) SELECT '{table}', {KEY_ID}, {_THERE}, {there} FROM {table} "
            f"WHERE ({same}) AND {unknown(f'{table}.{KEY_ID}')};"
        )
        bodies = {
            "replace": ("BEFORE INSERT", replaced),
            "insert": ("AFTER INSERT", came),
            "update": ("BEFORE UPDATE", f"{was} {replaced} {came}"),
            "delete": ("AFTER DELETE", was),
        }
        for event, (moment, body) in bodies.items():
            name = f"noted_{table}_{event}"
            found[name] = (
                f"CREATE TRIGGER {name} {moment} ON {table} WHEN NOT EXISTS "
                f"(SELECT 1 FROM {ELSEWHERE} WHERE table_name = '') BEGIN {body} END"
            )
    return found


def make_notes(file: sqlite3.Connection) -> None:
    """Make the table that notes stand in; of an older one the rows stay noted, and no trigger writes into it."""
    columns = ["table_name", "number", "was", *_places()]
    there = [row[1] for row in file.execute(f"PRAGMA table_info({ELSEWHERE})")]
    if there == columns:
        return
    kept = file.execute(f"SELECT table_name, number FROM {ELSEWHERE}").fetchall() if there else []
    for name in triggers():
        file.execute(f"DROP TRIGGER IF EXISTS {name}")
    file.execute(f"DROP TABLE IF EXISTS {ELSEWHERE}")
    file.execute(
        f"CREATE TABLE {ELSEWHERE} (table_name TEXT NOT NULL, number INTEGER NOT NULL, was INTEGER, "
        f"{', '.join(_places())}, PRIMARY KEY (table_name, number))"
    )
    note(file, kept)


def keeps_cells(file: sqlite3.Connection) -> bool:
    """Whether a file's notes keep what stood in a row; those of older versions do not."""
    return "was" in {row[1] for row in file.execute(f"PRAGMA table_info({ELSEWHERE})")}


def make_triggers(file: sqlite3.Connection, table: str) -> None:
    """Make the triggers of a table, in place of those that are there under their names."""
    for name in (f"noted_{table}_{event}" for event in _EVENTS):
        file.execute(f"DROP TRIGGER IF EXISTS {name}")
        file.execute(triggers()[name])


def made_anew(file: sqlite3.Connection) -> set[str]:
    """Tables that another program has made anew, so that nothing notes any more who writes to them."""
    there = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger')").fetchall())
    if ELSEWHERE not in there:
        return {*columns_by_table()}
    return {
        table
        for table in columns_by_table()
        if any(there.get(f"noted_{table}_{event}") != triggers()[f"noted_{table}_{event}"] for event in _EVENTS)
    }


def noted(file: sqlite3.Connection) -> set[tuple[str, int]]:
    """Rows that other programs have written since this one last took in what they wrote: table and number."""
    try:
        return {*file.execute(f"SELECT table_name, number FROM {ELSEWHERE} WHERE table_name != ''")}
    except sqlite3.OperationalError:
        return set()


def note_counts(file: sqlite3.Connection) -> Counter[str]:
    """How many rows of each table are noted; 0 of one that is noted as a whole alone."""
    found: Counter[str] = Counter()
    for table, number in sorted(noted(file)):
        found[table] += number != WHOLE_TABLE
    return found


def note(file: sqlite3.Connection, rows: Iterable[tuple[str, int]]) -> None:
    """Note rows of which nobody knows what they were."""
    file.executemany(f"INSERT OR IGNORE INTO {ELSEWHERE} (table_name, number) VALUES (?, ?)", rows)


def notes(file: sqlite3.Connection, table: str) -> Iterator[Note]:
    """The notes of a table, by number; texts as the file's ``text_factory`` has them."""
    columns = _noted_columns(file, table)
    places = ", ".join(["was", *_places()[: len(columns)]])
    try:
        rows = file.execute(f"SELECT number, {places} FROM {ELSEWHERE} WHERE table_name = ? ORDER BY number", (table,))
    except sqlite3.OperationalError as error:
        if not any(word in str(error) for word in _NO_TABLE):
            raise
        return
    for number, was, *cells in rows:
        known = was == _NOT_THERE or (was == _THERE and bool(columns))
        there = bool(was) if known else None
        yield Note(table, number, there, dict(zip(columns, cells, strict=True)) if there else {})


def _noted_columns(file: sqlite3.Connection, table: str) -> list[str]:
    """The columns of which notes of a table keep the cells, in their order: an older version's are others."""
    found = file.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (f"noted_{table}_delete",)
    ).fetchone()
    sql = found[0] if found is not None else ""
    return _OF_OLD.findall(sql.decode() if isinstance(sql, bytes) else sql)


def require_no_triggers(file: sqlite3.Connection, path: Path) -> None:
    """Nothing, where no other program has SQLite do more than is written. InputError ``project_trigger``.

    Triggers that keep the spatial indexes are GeoPackage's own; those that note what others write are ours,
    and made anew where they are not as they were.
    """
    found = file.execute(
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'rtree!_%' ESCAPE '!'"
    ).fetchall()
    for name, table in found:
        if table.lower() in {*columns_by_table(), *_WRITTEN_TOO} and name not in triggers():
            raise InputError("project_trigger", path=str(path), trigger=name, table=table)
