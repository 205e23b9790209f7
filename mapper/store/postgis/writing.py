"""Rows written to a server: a project whole, or what an edit changes of it, each row against its version."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.project import Project
from mapper.rows_of_stations import SEPARATOR, Lands, Ownership
from mapper.schema import Table
from mapper.set_aside import SetAside
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.differences import Differences
from mapper.store.geopackage.gpkg import blobs, body_at
from mapper.store.geopackage.tables import rows as stored_rows
from mapper.store.postgis.connection import Connection, errors
from mapper.store.postgis.tables import GEOMETRY, NUMBER, SETTINGS_PARTS, STATIONS, VERSION, type_of

_ELEMENTS = {"boolean": "int"}  # how values come, where that is not how they are kept


class RowChangedError(Exception):
    """Somebody else has changed a row since it was read, or it is not the login's to change."""

    def __init__(self, table: str, keys: list[str], versions: Mapping[str, int] | None = None) -> None:
        super().__init__(table, keys)
        self.table, self.keys, self.versions = table, keys, dict(versions or {})
        self.added = versions is None  # rows that were to be new


def put_table(connection: Connection, name: str, frame: pd.DataFrame, stations: Mapping[str, str]) -> None:
    """All rows of a table into an empty one, in their order."""
    if len(frame):
        numbers = range(1, len(frame) + 1)
        insert_rows(connection, name, frame, dict(zip(frame.index, numbers, strict=True)), stations)
        connection.execute(f"SELECT setval(pg_get_serial_sequence('mapper.{name}', '{NUMBER}'), %s)", (len(frame),))


def insert_rows(
    connection: Connection,
    name: str,
    frame: pd.DataFrame,
    numbers: Mapping[str, int],
    stations: Mapping[str, str],
) -> dict[str, tuple[int, int]]:
    """Rows that are new: the place and version that each got by its key; ``numbers`` are places that some had before.

    Raises
    ------
    RowChangedError
        A row with that key is there.
    """
    table = schema.TABLES[name]
    keys = frame.index.tolist()
    names, columns = _columns(table, frame, [column.name for column in table.columns])
    shapes = [] if table.geometry is None else [GEOMETRY]
    select = ", ".join(
        [
            "v.k",
            *(_cast(table, column) for column in names),
            *([f"ST_GeomFromWKB(v.{GEOMETRY}, 4326)"] if shapes else []),
            f"coalesce(v.n, nextval(pg_get_serial_sequence('mapper.{name}', '{NUMBER}')))",
            "coalesce(string_to_array(v.s, E'\\x1f'), '{}')",
        ]
    )
    told = ", ".join(f'"{column}"' for column in (table.key.name, *names, *shapes, NUMBER, STATIONS))
    arrays = ["%s::text[]", *(_array(table, column) for column in names), *(["%s::bytea[]"] if shapes else [])]
    alias = ", ".join(["k", *(f'"{column}"' for column in names), *shapes, "n", "s", "at"])
    values = [keys, *columns, *([_bodies(table, frame)] if shapes else [])]
    statement = (
        f"INSERT INTO {name} ({told}) SELECT {select} "
        f"FROM unnest({', '.join(arrays)}, %s::bigint[], %s::text[]) WITH ORDINALITY AS v ({alias}) "
        f'ORDER BY v.at RETURNING "{table.key.name}", {NUMBER}, {VERSION}'
    )
    places = [numbers.get(key) for key in keys]
    try:
        found = connection.execute(statement, (*values, places, [stations.get(key) for key in keys])).fetchall()
    except errors.UniqueViolation as error:
        raise RowChangedError(name, keys) from error
    return {key: (number, version) for key, number, version in found}


def update_rows(
    connection: Connection,
    name: str,
    frame: pd.DataFrame,
    columns: Sequence[str],
    versions: Mapping[str, int],
    stations: Mapping[str, str] | None,
) -> dict[str, int]:
    """Some columns of rows that are there, each row only where it has the version that is known; the new versions.

    ``stations``, where it has changed whose the rows are.

    Raises
    ------
    RowChangedError
        A row has another version.
    """
    table = schema.TABLES[name]
    keys = frame.index.tolist()
    plain = [column for column in columns if column != SHAPES]
    names, values = _columns(table, frame, plain)
    sets = [f'"{column}" = {_cast(table, column)}' for column in names]
    arrays = ["%s::text[]", "%s::bigint[]", *(_array(table, column) for column in names)]
    alias = ["k", "version", *(f'"{column}"' for column in names)]
    if SHAPES in columns:
        sets.append(f"{GEOMETRY} = ST_GeomFromWKB(v.{GEOMETRY}, 4326)")
        arrays.append("%s::bytea[]")
        alias.append(GEOMETRY)
        values.append(_bodies(table, frame))
    if stations is not None:
        sets.append(f"{STATIONS} = stations_after(t.{STATIONS}, coalesce(string_to_array(v.s, E'\\x1f'), '{{}}'))")
        arrays.append("%s::text[]")
        alias.append("s")
        values.append([stations.get(key) for key in keys])
    found = connection.execute(
        f"UPDATE {name} t SET {', '.join(sets)} FROM unnest({', '.join(arrays)}) AS v ({', '.join(alias)}) "
        f'WHERE t."{table.key.name}" = v.k AND t.{VERSION} = v.version RETURNING t."{table.key.name}", t.{VERSION}',
        (keys, [versions[key] for key in keys], *values),
    ).fetchall()
    return _all_hit(name, keys, dict(found), versions)


def delete_rows(connection: Connection, name: str, keys: list[str], versions: Mapping[str, int]) -> None:
    """Rows that go, each only where it has the version that is known. RowChangedError."""
    key = schema.TABLES[name].key.name
    found = connection.execute(
        f"DELETE FROM {name} t USING unnest(%s::text[], %s::bigint[]) AS v (k, version) "
        f'WHERE t."{key}" = v.k AND t.{VERSION} = v.version RETURNING t."{key}", t.{VERSION}',
        (keys, [versions[key] for key in keys]),
    ).fetchall()
    _all_hit(name, keys, dict(found), versions)


def belong_now(connection: Connection, name: str, keys: list[str], stations: Mapping[str, str]) -> dict[str, int]:
    """Whose rows have become that are otherwise as they were; the new versions of those that the login may tell of."""
    joined = [stations.get(key, "").replace(SEPARATOR, ";") for key in keys]
    return dict(connection.execute("SELECT * FROM belongs_now(%s, %s, %s)", (name, keys, joined)).fetchall())


def _all_hit(name: str, keys: list[str], found: dict[str, int], versions: Mapping[str, int]) -> dict[str, int]:
    if len(found) != len(keys):
        raise RowChangedError(name, [key for key in keys if key not in found], versions)
    return found


def _columns(table: Table, frame: pd.DataFrame, names: Sequence[str]) -> tuple[list[str], list[list[Any]]]:
    """Columns with something in them, as lists for the server."""
    if not names:
        return [], []
    stored = stored_rows(table.name, frame if table.geometry is None else frame.assign(geometry=None), ())
    at = {column: place for place, column in enumerate((table.key.name, *table.column_names))}
    cells = list(zip(*stored, strict=True))
    return list(names), [list(cells[at[name]]) for name in names]


def _array(table: Table, column: str) -> str:
    kind = table.column(column).kind
    if kind in ("date", "time"):
        return "%s::text[]"
    return f"%s::{_ELEMENTS.get(kind, type_of(table.column(column)))}[]"


def _cast(table: Table, column: str) -> str:
    return f'v."{column}"::{type_of(table.column(column))}'


def _bodies(table: Table, frame: pd.DataFrame) -> list[bytes | None]:
    """Shapes as WKB, of more parts where the table's are."""
    found = blobs(np.asarray(frame.geometry.array, dtype=object), multi=table.geometry != "point")
    return [None if blob is None else blob[body_at(blob) :] for blob in found]


def put_settings(connection: Connection, project: Project, parts: Sequence[str] = SETTINGS_PARTS) -> None:
    """What a project says of itself, and its rules. InputError ``not_yours``."""
    for part in parts:
        text = json.dumps(getattr(project, part).as_json(), ensure_ascii=False)
        done = connection.execute("UPDATE project_settings SET value = %s WHERE name = %s", (text, part))
        if done.rowcount != 1:
            raise InputError("not_yours", path="", reason=part)


def put_set_aside(connection: Connection, cells: Sequence[SetAside]) -> None:
    """What is set aside, in place of what was."""
    connection.execute("DELETE FROM set_aside")
    for place, cell in enumerate(cells):
        told = {"bytes": cell.value.hex()} if isinstance(cell.value, bytes) else {"value": cell.value}
        connection.execute(
            "INSERT INTO set_aside VALUES (%s, %s, %s, %s, %s, %s)",
            (place, cell.table, cell.key, cell.column, json.dumps(told, ensure_ascii=False), cell.reason),
        )


def put_lands(connection: Connection, lands: Mapping[str, Any]) -> None:
    """The lands of stations; None takes one out."""
    for code, land in lands.items():
        if land is None:
            connection.execute("DELETE FROM station_lands WHERE station_code = %s", (code,))
        else:
            connection.execute(
                f"INSERT INTO station_lands VALUES (%s, ST_GeomFromWKB(%s, 4326)) "
                f"ON CONFLICT (station_code) DO UPDATE SET {GEOMETRY} = excluded.{GEOMETRY}",
                (code, shapely.to_wkb(land)),
            )


def read_lands(connection: Connection) -> Lands:
    """The lands of all stations."""
    with connection.cursor(binary=True) as cursor:
        found = cursor.execute(
            f"SELECT station_code, ST_AsBinary({GEOMETRY}, 'NDR') FROM station_lands ORDER BY station_code"
        ).fetchall()
    return {code: shapely.from_wkb(body) for code, body in found}


def by_columns(found: Differences) -> dict[tuple[str, ...], list[str]]:
    """The keys of changed rows, gathered by the columns that changed."""
    gathered: dict[tuple[str, ...], list[str]] = {}
    for key, columns in zip(found.changed, found.columns_of_rows(), strict=True):
        gathered.setdefault(tuple(sorted(columns)), []).append(key)
    return gathered


def whose(ownership: Ownership, former: Ownership, name: str) -> dict[str, str] | None:
    """The stations of a table's rows that have become others'; None where none has."""
    new, old = ownership.rows(name), former.rows(name)
    if new is old:
        return None
    return {key: new.get(key, "") for key in new.keys() | old.keys() if new.get(key, "") != old.get(key, "")}
