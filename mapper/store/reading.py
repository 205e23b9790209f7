"""A project file read into a project, whole columns at a time.

SQLite hands rows over one by one, each with a turn of Python's lock, so a thread that reads would wait for the window
that is being made meanwhile. Here SQLite puts rows together itself, each column as one JSON list and a thousand shapes
as one blob, and Python gets them in one step. SQLAlchemy is not needed to read, and the first map comes sooner without
it.
"""

import json
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import About, Project
from mapper.store.database_errors import plain_errors
from mapper.store.gpkg import GEOMETRY, KEPT, KEY_ID, Shapes, bodies, uri

BUSY_S = 5.0
_SHAPES_AT_ONCE, _PARTS_AHEAD, _SAMPLED = 1024, 16, 1000
_LARGE_BYTES = 32_000_000  # a smaller file is read before a thread has got under way
_POINT_BYTES, _POINT_HEADER = 21, b"\x01\x01\x00\x00\x00"  # little-endian WKB: order, kind, x, y


class Held(NamedTuple):
    """What a project file holds: the project, each row's number by its key, the number of the last change.

    ``kept`` is how things are shown: name → JSON.
    """

    project: Project
    numbers: Mapping[str, pd.Series]
    last_change: int
    kept: Mapping[str, str]


def format_version(path: Path, read_only: bool) -> int:
    """The version of our format that a file is in.

    Raises
    ------
    InputError
        ``not_a_project``: it is another kind of database.
    """
    with plain_errors(path), closing(_connection(path, read_only)) as connection:
        if not _has_settings(connection):
            raise InputError("not_a_project", path=str(path))
        return int(connection.execute("SELECT coalesce(max(version), 0) FROM project_settings").fetchone()[0])


def read_project(path: Path, read_only: bool) -> Held:
    """All that a project file of this version holds, at one moment: who writes meanwhile waits.

    Raises
    ------
    InputError
        ``not_a_project``: a table or column is missing. ``project_busy``: another program keeps writing.
    """
    with plain_errors(path), closing(_connection(path, read_only)) as connection:
        connection.execute("BEGIN")
        return _read(connection, path.stat().st_size > _LARGE_BYTES)


def _connection(path: Path, read_only: bool) -> sqlite3.Connection:
    return sqlite3.connect(
        uri(path, read_only), uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )


def _has_settings(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'project_settings'").fetchone() is not None


def _read(connection: sqlite3.Connection, large: bool) -> Held:
    settings = dict(connection.execute("SELECT name, value FROM project_settings").fetchall())
    last_change = connection.execute(f"SELECT coalesce(max({KEY_ID}), 0) FROM change_log").fetchone()[0]
    frames: dict[str, pd.DataFrame] = {}
    numbers: dict[str, pd.Series] = {}
    parts = _all(connection)
    for name, of_table in groupby(_ahead(parts) if large else parts, key=lambda part: part.table):
        columns, shapes = None, []
        for part in of_table:
            if isinstance(part, _Columns):
                columns = part
            else:
                shapes.append(_shapes(json.loads(part.lengths), part.bytes or b""))
        assert columns is not None
        frames[name], numbers[name] = _frame(columns, np.concatenate(shapes) if shapes else None)
    for name in schema.TABLES.keys() - frames.keys():
        frames[name] = schema.empty(name)
        numbers[name] = pd.Series(dtype=np.int64, index=frames[name].index)
    project = Project(
        **frames,
        about=About.from_json(json.loads(settings["about"])),
        norms=Norms.from_json(json.loads(settings["norms"])),
    )
    kept = {name.removeprefix(KEPT): value for name, value in settings.items() if name.startswith(KEPT)}
    return Held(project, numbers, int(last_change), kept)


class _Columns(NamedTuple):
    """A table's rows as SQLite put them together, but for their geometry.

    ``lists`` has one JSON list for the whole-number key and each column that is no fraction, None for a column without
    a value; ``fractions`` the others, row by row, for JSON has no room for their last bit.
    """

    table: str
    rows: int
    lists: tuple[str | None, ...]
    fractions: list[tuple[float | None, ...]]


class _Blobs(NamedTuple):
    """Some geometry of a table: GeoPackage blobs one after another, and a JSON list of their lengths."""

    table: str
    lengths: str
    bytes: bytes | None


def _all(connection: sqlite3.Connection) -> Iterator[_Columns | _Blobs]:
    """Every table's columns and then its geometry, by whole-number key; tables without rows are passed over."""
    for name, table in schema.TABLES.items():
        listed, fractions = _columns(name)
        # Most columns of most tables hold nothing; that need not be told a thousand times. By no index: by the key.
        lists = [f"CASE WHEN count([{c}]) THEN json_group_array([{c}]) END" for c in (KEY_ID, *listed)]
        count, *found = connection.execute(f"SELECT count(*), {', '.join(lists)} FROM {name} NOT INDEXED").fetchone()
        # In brackets: between quotation marks SQLite takes an unknown name for a text.
        apart = ", ".join(f"[{column}]" for column in fractions)
        rows = connection.execute(f"SELECT {apart} FROM {name} NOT INDEXED").fetchall() if fractions else []
        if count:
            yield _Columns(name, count, tuple(found), rows)
        if count and table.geometry is not None:
            yield from _blobs(connection, name)


def _blobs(connection: sqlite3.Connection, name: str) -> Iterator[_Blobs]:
    some = f"SELECT {KEY_ID}, [{GEOMETRY}] FROM {name} WHERE {KEY_ID} > ? ORDER BY {KEY_ID} LIMIT {_SHAPES_AT_ONCE}"
    # Put together as the text it is not, and handed over as the bytes it is.
    together = f"json_group_array(length([{GEOMETRY}])), CAST(group_concat([{GEOMETRY}], '') AS BLOB)"
    statement = f"SELECT max({KEY_ID}), {together} FROM ({some})"
    last = -(1 << 63)
    while (found := connection.execute(statement, (last,)).fetchone())[0] is not None:
        last, *blobs = found
        yield _Blobs(name, *blobs)


def _columns(name: str) -> tuple[list[str], list[str]]:
    """A table's columns that are no fractions, its key first; and those that are."""
    table = schema.TABLES[name]
    fractions = [column.name for column in table.columns if schema.DTYPES[column.kind] == "float64"]
    return [c for c in (table.key.name, *table.column_names) if c not in fractions], fractions


def _ahead(parts: Iterator[_Columns | _Blobs]) -> Iterator[_Columns | _Blobs]:
    """The same parts, read from the file while those before are made use of."""
    with ThreadPoolExecutor(1) as beside:
        coming = deque(beside.submit(next, parts, None) for _ in range(_PARTS_AHEAD))
        while (part := coming.popleft().result()) is not None:
            coming.append(beside.submit(next, parts, None))
            yield part


def _frame(columns: _Columns, shapes: Shapes | None) -> tuple[pd.DataFrame, pd.Series]:
    """A table's frame, and the whole-number key of each of its rows."""
    name, (listed, fractions) = columns.table, _columns(columns.table)
    numbers, *values = ([None] * columns.rows if text is None else json.loads(text) for text in columns.lists)
    data = {column: _OF_VALUES[_dtype(name, column)](found) for column, found in zip(listed, values, strict=True)}
    data |= dict(zip(fractions, np.array(columns.fractions, dtype=np.float64).T, strict=True))
    keys = data.pop(schema.TABLES[name].key.name)
    frame = schema.framed(name, keys, data, shapes)
    return frame, pd.Series(np.array(numbers, dtype=np.int64), index=frame.index)


def _dtype(name: str, column: str) -> str:
    table = schema.TABLES[name]
    return schema.DTYPES[table.column(column).kind]


def _texts(values: list[Any]) -> Any:
    """Texts that are equal are one object: most columns have a few words only, in many rows."""
    if len(set(values[:_SAMPLED])) * 2 < _SAMPLED:
        known: dict[Any, Any] = {}
        values = list(map(known.setdefault, values, values))
    return pd.array(np.array(values, dtype=object), dtype="str")


def _integers(values: list[Any]) -> Any:
    filled = np.array([0 if value is None else value for value in values])
    if filled.dtype != np.int64:  # another program has put fractions or texts there
        return pd.array(values, dtype="Int64")
    return pd.arrays.IntegerArray(filled, np.array([value is None for value in values]))


def _booleans(values: list[Any]) -> Any:
    missing = np.array([value is None for value in values])
    return pd.arrays.BooleanArray(np.array([bool(value) for value in values]), missing)


def _times(values: list[Any]) -> Any:
    # GeoPackage marks every time with Z; here it is the station's wall clock.
    if not any(values):
        return np.full(len(values), "NaT", dtype="datetime64[us]")
    plain = [None if value is None else str(value).removesuffix("Z") for value in values]
    return pd.to_datetime(plain, format="ISO8601", errors="coerce").as_unit("us").to_numpy()


_OF_VALUES: Mapping[str, Callable[[list[Any]], Any]] = {
    "str": _texts,
    "Int64": _integers,
    "boolean": _booleans,
    "datetime64[us]": _times,
}


def _shapes(lengths: list[int | None], blob: bytes) -> Shapes:
    """Geometry from GeoPackage blobs that stand one after another; missing where a length is."""
    ends = np.append(0, np.cumsum([length or 0 for length in lengths]))
    there = np.array([length is not None for length in lengths])
    starts = bodies(blob, ends[:-1][there])
    stops = ends[1:][there]
    shapes = np.full(len(lengths), None, dtype=object)
    points = _points(blob, starts, stops)
    if points is None:
        pieces = np.empty(len(starts), dtype=object)
        pieces[:] = [blob[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
        points = shapely.force_2d(shapely.from_wkb(pieces))  # leaves out the room that GEOS keeps for heights
    shapes[there] = points
    return shapes


def _points(blob: bytes, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> Shapes | None:
    """Points from their WKB, several times as fast as one by one; None where there is anything else."""
    if not len(starts) or (stops - starts != _POINT_BYTES).any():
        return None
    rows = np.frombuffer(blob, dtype=np.uint8)[starts[:, None] + np.arange(_POINT_BYTES)]
    header = len(_POINT_HEADER)
    if (rows[:, :header] != np.frombuffer(_POINT_HEADER, dtype=np.uint8)).any():
        return None
    xy = np.ascontiguousarray(rows[:, header:]).view("<f8")
    return np.array(shapely.points(xy), dtype=object) if np.isfinite(xy).all() else None
