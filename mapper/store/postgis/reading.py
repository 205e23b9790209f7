"""A project on a server read into a project, by a binary cursor, and only the rows that somebody else has changed.

A server's columns have types, so what cannot be in one is not; what may be in one and cannot be true (a word that is no
choice, a place that is none of the earth's) is empty in the project and told (:mod:`mapper.set_aside`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.errors import InputError
from mapper.keys import Keys
from mapper.project import Project
from mapper.schema import Column, Table
from mapper.set_aside import SetAside
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.geopackage.cell_checks import FIRST_YEAR, KINDS, LAST_YEAR, checked_column, in_degrees, most_of
from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.geopackage.settings import read_about, read_norms
from mapper.store.postgis.connection import Connection
from mapper.store.postgis.tables import GEOMETRY, NUMBER, OUTLINES, VERSION

_FIRST, _AFTER_LAST = (np.datetime64(f"{year:04}-01-01", "us") for year in (FIRST_YEAR, LAST_YEAR + 1))
_FEW = 64  # different texts of a column, so that equal ones are made one object


class Rows(NamedTuple):
    """Rows of a table as they stand: the frame, and each row's place and version by its key."""

    frame: pd.DataFrame
    numbers: dict[str, int]
    versions: dict[str, int]
    set_aside: list[SetAside]


class Held(NamedTuple):
    """What a server holds for the login that asks; ``last`` is the number of the newest line of the log."""

    project: Project
    rows: dict[str, Rows]
    kept: dict[str, str]
    last: int


def read_version(connection: Connection, place: str) -> int:
    """The version of the project's tables. InputError ``project_newer``."""
    (version,) = connection.execute("SELECT version FROM format").fetchone() or (0,)
    require_known(version, place)
    return int(version)


def require_known(version: int, place: str) -> None:
    """InputError ``project_newer`` where a newer version of the program has brought the tables up."""
    if version > FORMAT_VERSION:
        raise InputError("project_newer", path=place, version=version)


def may_bring_up(connection: Connection) -> bool:
    """Whether the login keeps the project, and so may change its tables."""
    found = connection.execute(
        "SELECT pg_has_role(session_user, nspowner, 'member') FROM pg_namespace WHERE nspname = 'mapper'"
    ).fetchone()
    return bool(found and found[0])


def read_held(connection: Connection, place: str) -> Held:
    """All that the login may see, at one moment. InputError ``project_newer``."""
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        read_version(connection, place)
        last = last_line(connection)
        settings = read_settings(connection)
        kept = dict(connection.execute("SELECT name, value FROM kept WHERE login = session_user").fetchall())
        rows = {name: read_rows(connection, name) for name in schema.TABLES if may_read(connection, name)}
        bad = _read_set_aside(connection)
        used = read_used_keys(connection)
    about, bad_about = read_about(settings.get("about"))
    norms, bad_norms = read_norms(settings.get("norms"))
    rows |= {name: Rows(frames.empty(name), {}, {}, []) for name in schema.TABLES.keys() - rows.keys()}
    set_aside = [*bad_about, *bad_norms, *bad, *(cell for name in schema.TABLES for cell in rows[name].set_aside)]
    tables = {name: found.frame for name, found in rows.items()}
    project = Project(**tables, about=about, norms=norms, set_aside=tuple(set_aside))
    return Held(replace(project, keys=with_used_keys(project, used)), rows, kept, last)


def may_read(connection: Connection, name: str) -> bool:
    """Whether the login may read a table at all."""
    found = connection.execute("SELECT has_table_privilege(to_regclass(%s), 'SELECT')", (f"mapper.{name}",)).fetchone()
    return bool(found and found[0])


def last_line(connection: Connection) -> int:
    """The number of the newest line of the log, of whomever it is."""
    (last,) = connection.execute("SELECT last_number()").fetchone() or (0,)
    return int(last)


def changed_since(connection: Connection, last: int, own: Sequence[int] = ()) -> tuple[int, dict[str, list[str]]]:
    """The number of the newest line, and the keys of rows that lines after ``last`` tell of, by part of the project.

    ``own`` are lines of one's own among them.
    """
    newest = last_line(connection)
    if newest == last:
        return newest, {}
    parts: dict[str, list[str]] = {}
    for part, key in connection.execute(
        "SELECT DISTINCT r.part, r.row_key FROM change_log l JOIN changed_rows r USING (edit) "
        "WHERE l.number > %s AND l.number <> ALL (%s)",
        (last, list(own)),
    ):
        parts.setdefault(part, []).append(key)
    return newest, parts


class UsedKey(NamedTuple):
    """The greatest number that keys of one beginning ever had, and the row's key."""

    begins: str
    number: int
    row_key: str


def read_used_keys(connection: Connection) -> list[UsedKey]:
    """The greatest number of each beginning of keys, of all rows that are and were."""
    return [UsedKey(*row) for row in connection.execute("SELECT begins, number, row_key FROM used_keys").fetchall()]


def with_used_keys(project: Project, used: Sequence[UsedKey]) -> Keys:
    """How the project's rows are numbered; of a row that is there it need not be told that its number is used."""
    unseen = {
        one.begins: one.number
        for one in used
        if not any(
            table.key_prefix and one.begins.startswith(table.key_prefix) and one.row_key in project.table(name).index
            for name, table in schema.TABLES.items()
        )
    }
    return project.keys.with_used(Keys(used=unseen))


def read_settings(connection: Connection) -> dict[str, str]:
    """What the project says beside its tables."""
    return dict(connection.execute("SELECT name, value FROM project_settings").fetchall())


def read_rows(connection: Connection, name: str, keys: Sequence[str] | None = None) -> Rows:
    """A table's rows in their order; only those of ``keys``, where these are told."""
    table = schema.TABLES[name]
    with connection.cursor(binary=True) as cursor:
        cursor.execute(_asking(table, some=keys is not None), None if keys is None else (list(keys),))
        columns = list(zip(*cursor.fetchall(), strict=True))
    if not columns:
        return Rows(frames.empty(name), {}, {}, [])
    numbers, versions, row_keys, *cells = columns
    shapes, bad = None, list[SetAside]()
    if table.geometry is not None:
        shapes, found = _shapes(table, row_keys, cells.pop())
        bad += found
    values: dict[str, Any] = {}
    for column, given in zip(table.columns, cells, strict=True):
        values[column.name], found = _values(name, column, row_keys, given)
        bad += found
    frame = frames.framed(name, list(row_keys), values, shapes)
    return Rows(frame, dict(zip(row_keys, numbers, strict=True)), dict(zip(row_keys, versions, strict=True)), bad)


def _asking(table: Table, *, some: bool) -> Any:
    """The question for a table's rows; of other stations the outline and name alone are there."""
    here = {column.name: "s" for column in table.columns}
    source, of_row = f"{table.name} s", "s"
    if table.name == "stations":
        source, of_row = f'{OUTLINES} o LEFT JOIN stations s ON s."{table.key.name}" = o."{table.key.name}"', "o"
        here["name"] = "o"
    told = [f"{of_row}.{NUMBER}", f"{of_row}.{VERSION}", f'{of_row}."{table.key.name}"']
    told += [f'{here[column.name]}."{column.name}"' for column in table.columns]
    told += [] if table.geometry is None else [f"ST_AsBinary({of_row}.{GEOMETRY}, 'NDR')"]
    where = f' WHERE {of_row}."{table.key.name}" = ANY (%s)' if some else ""
    return f'SELECT {", ".join(told)} FROM {source}{where} ORDER BY {of_row}.{NUMBER}, {of_row}."{table.key.name}"'


def _values(name: str, column: Column, keys: Sequence[str], cells: Sequence[Any]) -> tuple[Any, list[SetAside]]:
    """A column's values; looked at one by one where anything in it is doubtful."""
    dtype = schema.DTYPES[column.kind]
    try:
        values = _whole(column, dtype, cells)
    except (ValueError, OverflowError):
        values = None
    if values is not None:
        return values, []
    found = checked_column(column, (_stored(column, cell) for cell in cells))
    return found.values, [SetAside(name, keys[at], column.name, cell, reason) for at, cell, reason in found.bad]


def _whole(column: Column, dtype: str, cells: Sequence[Any]) -> Any:
    """All of a column at once; None where something in it may not be."""
    if dtype == "str":
        known = set(cells[:1000])
        if column.choices is not None and not set(cells) <= {*column.choices, None}:
            return None
        if len(known) <= _FEW:
            same: dict[Any, Any] = {}
            cells = [same.setdefault(cell, cell) for cell in cells]
        return pd.array(np.array(cells, dtype=object), dtype="str")
    missing = np.array([cell is None for cell in cells])
    if dtype == "Int64":
        filled = np.array([0 if cell is None else cell for cell in cells], dtype=np.int64)
        return None if (filled < 0).any() else pd.arrays.IntegerArray(filled, missing)
    if dtype == "boolean":
        return pd.arrays.BooleanArray(np.array([bool(cell) for cell in cells]), missing)
    if dtype == "float64":
        numbers = np.array(cells, dtype=np.float64)
        least, most = (0.0, 1.0) if column.kind == "share" else (-1.0, 1.0)
        if column.kind != "share":
            most = most_of(column) or np.finfo(np.float64).max
            least = -most
        wrong = ~missing & ~((numbers >= least) & (numbers <= most))
        return None if wrong.any() else numbers
    times = np.array(cells, dtype="datetime64[us]")
    return None if ((times < _FIRST) | (times >= _AFTER_LAST)).any() else times


def _stored(column: Column, cell: Any) -> Any:
    """A cell as the checks of single cells know it."""
    return cell.isoformat() if column.kind in ("date", "time") and cell is not None else cell


def _shapes(table: Table, keys: Sequence[str], cells: Iterable[Any]) -> tuple[Any, list[SetAside]]:
    assert table.geometry is not None
    with np.errstate(invalid="ignore"):  # of corners that are no numbers
        shapes = np.array(shapely.from_wkb(np.array(list(cells), dtype=object)), dtype=object)
    good = in_degrees(shapes) & (shapely.is_missing(shapes) | np.isin(shapely.get_type_id(shapes), _kinds(table)))
    bad = [
        SetAside(table.name, keys[at], SHAPES, shapely.to_wkb(shapes[at]), "place")
        for at in np.flatnonzero(~good).tolist()
    ]
    shapes[~good] = None
    return shapes, bad


def _kinds(table: Table) -> list[int]:
    assert table.geometry is not None
    return [*KINDS[table.geometry]]


def _read_set_aside(connection: Connection) -> list[SetAside]:
    """Cells that were set aside where the project came from; they are command's to see."""
    if not may_read(connection, "set_aside"):
        return []
    rows = connection.execute(
        "SELECT of_table, of_row, of_column, value, reason FROM set_aside ORDER BY place"
    ).fetchall()
    return [
        SetAside(table, key, column, _value(json.loads(value)), reason) for table, key, column, value, reason in rows
    ]


def _value(told: Mapping[str, Any]) -> Any:
    return bytes.fromhex(told["bytes"]) if "bytes" in told else told["value"]
