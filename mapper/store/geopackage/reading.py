"""A project file read into a project: what SQLite put together becomes frames and shapes.

Nothing is believed unread: every column is looked at, whole where that is quick, cell by cell where anything in it is
doubtful. Cells that cannot be what stands in them are empty in the project and told (:mod:`mapper.set_aside`).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.errors import InputError
from mapper.files.nesting import wkb_too_deep
from mapper.project import Project, fitting_crs
from mapper.schema import Column
from mapper.set_aside import Reason, SetAside
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.geopackage.cell_checks import (
    FIRST_YEAR,
    KINDS,
    LAST_YEAR,
    checked_column,
    checked_shapes,
    in_degrees,
    most_of,
)
from mapper.store.geopackage.column_reader import (
    GEOMETRY,
    KEPT,
    MILLIONTH,
    Blobs,
    Columns,
    OpenFile,
    Rows,
    cells_of,
    columns_of,
)
from mapper.store.geopackage.database_errors import plain_errors
from mapper.store.geopackage.gpkg import Shapes, are_ours, bodies
from mapper.store.geopackage.settings import read_about, read_keys, read_norms

_SAMPLED = 1000
# What numpy reads as the time on the wall: of some letters at some places only these.
_DAY_LETTERS, _LONGEST_TIME = len("2026-01-31"), len("2026-01-31T08:00:00.000000")
_LETTERS = {
    at: np.isin(np.arange(256), [*may]) for at, may in {0: b"0123456789N", 4: b"\0-", 10: b"\0T ", 19: b"\0."}.items()
}
_FIRST, _AFTER_LAST = (np.datetime64(f"{year:04}-01-01", "us") for year in (FIRST_YEAR, LAST_YEAR + 1))
_POINT_BYTES, _POINT_HEADER = 21, b"\x01\x01\x00\x00\x00"  # little-endian WKB: order, kind, x, y


class Held(NamedTuple):
    """What a project file holds: the project, and each row's number by its key.

    ``kept`` is how things are shown: name → JSON. ``file`` is the file itself, still open, for whoever takes it to
    close; None where a copy was read.
    """

    project: Project
    numbers: Mapping[str, pd.Series]
    kept: Mapping[str, str]
    file: OpenFile | None


def read_project(path: Path, rows: Rows | None = None, land_read: Callable[[Project], object] | None = None) -> Held:
    """All that a project file of this version holds, at one moment; ``rows`` where they are being read already.

    ``land_read`` is told of stations and units as soon as these are there, and the rest is read after it.

    Raises
    ------
    InputError
        ``project_incomplete``: a table or column is missing; ``not_a_project``; ``project_busy``: another program keeps
        writing.
    """
    rows = Rows(path) if rows is None else rows
    try:
        return _held(path, rows, land_read)
    except BaseException:
        rows.drop()
        raise


def _held(path: Path, rows: Rows, land_read: Callable[[Project], object] | None) -> Held:
    settings = rows.head()
    about, bad = read_about(settings.get("about"))
    norms, bad_rules = read_norms(settings.get("norms"))
    set_aside = bad + bad_rules
    tables: dict[str, pd.DataFrame] = {}
    numbers: dict[str, pd.Series] = {}
    doubtful: list[_Values] = []
    for name, parts in groupby(rows.parts(), key=lambda part: part.table):
        values = _values(parts)
        try:
            tables[name], numbers[name] = _frame(values)
        except _Doubtful:
            doubtful.append(values)
            continue
        if name == "communities" and land_read is not None:
            land_read(Project(**{table: tables[table] for table in ("stations", name) if table in tables}, about=about))
    file = rows.file()
    if doubtful:
        with _as_read(path, file):
            checked = [_checked(values, file.connection) for values in doubtful]
        for values, found in checked:
            set_aside += found
            tables[values.table], numbers[values.table] = _frame(values)
    for name in schema.TABLES.keys() - tables.keys():
        tables[name] = frames.empty(name)
        numbers[name] = pd.Series(dtype=np.int64, index=tables[name].index)
    keys = read_keys(settings.get("keys"))
    project = Project(**tables, about=about, norms=norms, keys=keys, set_aside=tuple(set_aside))
    if any(cell.place == ("about", "", "map_crs") for cell in set_aside):
        project = replace(project, about=replace(about, map_crs=fitting_crs(project)))
    kept = {name.removeprefix(KEPT): value for name, value in settings.items() if name.startswith(KEPT)}
    return Held(project, numbers, kept, file)


@contextmanager
def _as_read(path: Path, file: OpenFile) -> Iterator[None]:
    """The file at the moment when it was read. InputError ``project_busy`` where somebody has written since."""
    with plain_errors(path):
        file.connection.execute("BEGIN")
        try:
            if file.connection.execute("PRAGMA data_version").fetchone()[0] != file.version:
                raise InputError("project_busy", path=str(path))
            yield
        finally:
            file.connection.execute("COMMIT")


class _Doubtful(Exception):  # noqa: N818 – a column is read again, cell by cell
    """A column holds something that may not be in it."""


class _Values(NamedTuple):
    """A table's keys, the whole-number key of each row, its other columns by name, and its shapes.

    ``doubtful`` are columns that are not there yet.
    """

    table: str
    keys: list[Any]
    numbers: npt.NDArray[np.int64]
    columns: dict[str, Any]
    shapes: Shapes | None
    doubtful: frozenset[str]


def _frame(values: _Values) -> tuple[pd.DataFrame, pd.Series]:
    """A table's frame, and the whole-number key of each of its rows; where keys are not unique that is doubtful."""
    if values.doubtful:
        raise _Doubtful
    try:
        if values.keys:
            frame = frames.framed(values.table, values.keys, values.columns, values.shapes)
        else:
            frame = frames.empty(values.table)
    except ValueError as error:  # its keys
        raise _Doubtful from error
    return frame, pd.Series(values.numbers, index=frame.index)


def _values(parts: Iterable[Columns | Blobs]) -> _Values:
    """A table's values, looked at column by column."""
    parts = iter(parts)
    columns = next(parts)
    assert isinstance(columns, Columns)
    name, table = columns.table, schema.TABLES[columns.table]
    numbers, *lists = columns.lists
    doubtful = set(columns.doubtful)
    keys, *lists = lists
    (_, *listed), fractions = columns_of(name)
    found: dict[str, Any] = {}
    for column, cells in zip((*listed, *fractions), (*lists, *columns.fractions), strict=True):
        if cells is not None and column not in doubtful:
            try:
                found[column] = _OF_VALUES[_dtype(name, column)](table.column(column), cells)
            except (_Doubtful, ValueError, TypeError, OverflowError, RecursionError):
                doubtful.add(column)
    shapes = None
    if table.geometry is not None:
        try:
            shapes = np.concatenate([_shapes(table.geometry, part) for part in parts if isinstance(part, Blobs)])
        except (_Doubtful, IndexError, ValueError, shapely.errors.ShapelyError):
            doubtful.add(GEOMETRY)
    whole = np.array(json.loads(numbers or "[]"), dtype=np.int64)
    for _ in parts:  # what is left of a table whose shapes are doubtful
        pass
    return _Values(name, json.loads(keys or "[]"), whole, found, shapes, frozenset(doubtful))


def _checked(values: _Values, source: Connection) -> tuple[_Values, list[SetAside]]:
    """A table with its doubtful columns read cell by cell, and what was set aside in them.

    A row without a key, or with another row's, is left out.
    """
    name, table, columns = values.table, schema.TABLES[values.table], dict(values.columns)
    shapes, bad = values.shapes, list[tuple[int, str, Any, Reason]]()
    cells = cells_of(source, name, table.key.name)
    keys = [key if isinstance(key, str) and key else None for key in checked_column(table.key, cells).values.tolist()]
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        if key is None or first.setdefault(key, at) != at:
            keys[at] = None
            bad.append((at, table.key.name, cells[at], "key"))
    for column in values.doubtful - {table.key.name}:
        cells = cells_of(source, name, column)
        if column == GEOMETRY and table.geometry is not None:
            found = checked_shapes(table.geometry, cells)
            shapes = found.values
        else:
            found = checked_column(table.column(column), cells)
            columns[column] = found.values
        bad += [(at, column, cell, reason) for at, cell, reason in found.bad]
    set_aside = [
        SetAside(name, keys[at] or f"#{values.numbers[at]}", SHAPES if column == GEOMETRY else column, cell, reason)
        for at, column, cell, reason in sorted(bad, key=lambda cell: cell[:2])
    ]
    kept = np.array([key is not None for key in keys], dtype=bool)
    columns = {column: cells[kept] for column, cells in columns.items()}
    rows = (key for key in keys if key is not None)
    shapes = None if shapes is None else shapes[kept]
    return _Values(name, list(rows), values.numbers[kept], columns, shapes, frozenset()), set_aside


def _dtype(name: str, column: str) -> str:
    table = schema.TABLES[name]
    return schema.DTYPES[table.column(column).kind]


def _fractions(column: Column, cells: str | list[float | None]) -> npt.NDArray[np.float64]:
    if isinstance(cells, str):
        values = np.array(json.loads(cells), dtype=np.float64) / MILLIONTH
    elif {*map(type, cells)} <= {float, int, type(None)}:
        values = np.array(cells, dtype=np.float64)
    else:
        raise _Doubtful
    least, most = (0.0, 1.0) if column.kind == "share" else (-1.0, 1.0)
    if column.kind != "share":
        most = most_of(column) or np.finfo(np.float64).max
        least = -most
    if ((values < least) | (values > most)).any():
        raise _Doubtful
    return values


def _texts(column: Column, cells: str) -> Any:
    """Texts that are equal are one object: most columns have a few words only, in many rows."""
    values = json.loads(cells)
    if column.choices is not None or len(set(values[:_SAMPLED])) * 2 < _SAMPLED:
        known: dict[Any, Any] = {}
        values = list(map(known.setdefault, values, values))
        if column.choices is not None and not known.keys() <= {*column.choices, None}:
            raise _Doubtful
    return pd.array(np.array(values, dtype=object), dtype="str")


def _integers(_: Column, cells: str) -> Any:
    values = json.loads(cells)
    filled = np.array([0 if value is None else value for value in values])
    if filled.dtype != np.int64 or filled.min() < 0:  # another program has put fractions or texts there
        raise _Doubtful
    return pd.arrays.IntegerArray(filled, np.array([value is None for value in values]))


def _booleans(_: Column, cells: str) -> Any:
    values = json.loads(cells)
    there = {*values}
    if there <= {0, 1}:
        return pd.array(np.array(values, dtype=bool), dtype="boolean")
    if not there <= {0, 1, None}:
        raise _Doubtful
    missing = np.array([value is None for value in values])
    return pd.arrays.BooleanArray(np.array([bool(value) for value in values]), missing)


def _times(column: Column, cells: str) -> Any:
    """Times as this program writes them; others are read one by one."""
    texts = np.array(json.loads(cells), dtype=np.bytes_)
    letters = texts.view(np.uint8).reshape(len(texts), -1).T
    if not _DAY_LETTERS <= len(letters) <= (_DAY_LETTERS if column.kind == "date" else _LONGEST_TIME):
        raise _Doubtful
    if not all(may[letters[at]].all() for at, may in _LETTERS.items() if at < len(letters)):
        raise _Doubtful
    if ((letters[_DAY_LETTERS - 1] == 0) != (letters[0] == ord("N"))).any():  # part of a day only
        raise _Doubtful
    times = texts.astype("datetime64[us]")
    if ((times < _FIRST) | (times >= _AFTER_LAST)).any():
        raise _Doubtful
    return times


_OF_VALUES: Mapping[str, Callable[[Column, Any], Any]] = {
    "str": _texts,
    "Int64": _integers,
    "boolean": _booleans,
    "datetime64[us]": _times,
    "float64": _fractions,
}


def _shapes(kind: schema.Geometry, blobs: Blobs) -> Shapes:
    """Geometry from GeoPackage blobs that stand one after another; missing where a length is."""
    lengths, blob = json.loads(blobs.lengths), blobs.bytes or b""
    ends = np.append(0, np.cumsum([length or 0 for length in lengths]))
    there = np.array([length is not None for length in lengths])
    stops = ends[1:][there]
    if not are_ours(blob, ends[:-1][there], stops):
        raise _Doubtful
    starts = bodies(blob, ends[:-1][there])
    found = np.full(len(lengths), None, dtype=object)
    shapes = _points(blob, starts, stops)
    if shapes is None:
        pieces = np.empty(len(starts), dtype=object)
        pieces[:] = [blob[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
        if any(map(wkb_too_deep, pieces)):
            raise _Doubtful
        with np.errstate(invalid="ignore"):  # of corners that are no numbers
            shapes = np.asarray(shapely.from_wkb(pieces), dtype=object)
    if not in_degrees(shapes).all() or not np.isin(shapely.get_type_id(shapes), (*KINDS[kind],)).all():
        raise _Doubtful
    found[there] = shapes
    return found


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
