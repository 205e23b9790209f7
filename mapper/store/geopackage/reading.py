"""A project file read into a project: what SQLite put together becomes frames and shapes."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.errors import InputError
from mapper.files.nesting import wkb_too_deep
from mapper.norms import Norms
from mapper.project import About, Project
from mapper.store.geopackage.column_reader import (
    KEPT,
    MILLIONTH,
    Blobs,
    Columns,
    OpenFile,
    Rows,
    columns_of,
)
from mapper.store.geopackage.gpkg import Shapes, bodies

_SAMPLED = 1000
# The time on the wall of whoever wrote it, whatever follows.
_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?")
# What numpy reads as the same: of some letters at some places only these.
_LONGEST_TIME = len("2026-01-31T08:00:00.000000")
_LETTERS = {0: [*b"0123456789N"], 10: [*b"\0T "], 19: [*b"\0."]}
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
        ``not_a_project``: a table or column is missing. ``project_busy``: another program keeps writing.
        ``project_shape_unreadable``: a shape is none, or has collections within collections deeper than may be.
    """
    rows = Rows(path) if rows is None else rows
    try:
        return _held(path, rows, land_read)
    except BaseException:
        rows.drop()
        raise


def _held(path: Path, rows: Rows, land_read: Callable[[Project], object] | None) -> Held:
    settings = rows.head()
    try:
        about = About.from_json(json.loads(settings["about"]))
        norms = Norms.from_json(json.loads(settings["norms"]))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise InputError("not_a_project", path=str(path)) from error
    tables: dict[str, pd.DataFrame] = {}
    numbers: dict[str, pd.Series] = {}
    for name, parts in groupby(rows.parts(), key=lambda part: part.table):
        try:
            tables[name], numbers[name] = _frame(name, parts)
        except _ShapeUnreadable as error:
            raise InputError("project_shape_unreadable", path=str(path), table=name) from error
        if name == "communities" and land_read is not None:
            land_read(Project(**{table: tables[table] for table in ("stations", name) if table in tables}, about=about))
    for name in schema.TABLES.keys() - tables.keys():
        tables[name] = frames.empty(name)
        numbers[name] = pd.Series(dtype=np.int64, index=tables[name].index)
    project = Project(**tables, about=about, norms=norms)
    kept = {name.removeprefix(KEPT): value for name, value in settings.items() if name.startswith(KEPT)}
    return Held(project, numbers, kept, rows.file())


def _frame(name: str, parts: Iterable[Columns | Blobs]) -> tuple[pd.DataFrame, pd.Series]:
    """A table's frame, and the whole-number key of each of its rows."""
    values, shapes = None, []
    for part in parts:
        if isinstance(part, Columns):
            values = _values(part)
        else:
            shapes.append(_shapes(part))
    assert values is not None
    frame = frames.framed(name, values.keys, values.columns, np.concatenate(shapes) if shapes else None)
    return frame, pd.Series(values.numbers, index=frame.index)


class _Values(NamedTuple):
    """A table's keys, the whole-number key of each row, and its other columns by name."""

    keys: list[Any]
    numbers: npt.NDArray[np.int64]
    columns: dict[str, Any]


def _values(columns: Columns) -> _Values:
    name, (listed, fractions) = columns.table, columns_of(columns.table)
    numbers, *lists = columns.lists
    found: dict[str, Any] = {c: json.loads(text) for c, text in zip(listed, lists, strict=True) if text is not None}
    keys = found.pop(schema.TABLES[name].key.name, [None] * columns.rows)
    found = {column: _OF_VALUES[_dtype(name, column)](values) for column, values in found.items()}
    found |= {c: _fractions(v) for c, v in zip(fractions, columns.fractions, strict=True) if v is not None}
    return _Values(keys, np.array(json.loads(numbers or "[]"), dtype=np.int64), found)


def _dtype(name: str, column: str) -> str:
    table = schema.TABLES[name]
    return schema.DTYPES[table.column(column).kind]


def _fractions(values: str | list[float | None]) -> npt.NDArray[np.float64]:
    if isinstance(values, str):
        return np.array(json.loads(values), dtype=np.float64) / MILLIONTH
    return np.array(values, dtype=np.float64)


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
    if {*values} <= {0, 1}:
        return pd.array(np.array(values, dtype=bool), dtype="boolean")
    missing = np.array([value is None for value in values])
    return pd.arrays.BooleanArray(np.array([bool(value) for value in values]), missing)


def _times(values: list[str]) -> Any:
    with suppress(ValueError):  # a letter that is none of a time's, or a day that is none
        texts = np.array(values, dtype=np.bytes_)
        letters = texts.view(np.uint8).reshape(len(texts), -1).T
        plain = len(letters) <= _LONGEST_TIME
        if plain and all(np.isin(letters[at], may).all() for at, may in _LETTERS.items() if at < len(letters)):
            return texts.astype("datetime64[us]")
    found = [time and time.group() for time in map(_TIME.match, values)]
    return pd.to_datetime(found, format="ISO8601", errors="coerce").as_unit("us").to_numpy()


_OF_VALUES: Mapping[str, Callable[[list[Any]], Any]] = {
    "str": _texts,
    "Int64": _integers,
    "boolean": _booleans,
    "datetime64[us]": _times,
}


class _ShapeUnreadable(Exception):  # noqa: N818 – becomes the InputError of its table
    """A blob holds no shape, or one that is nested too deep."""


def _shapes(blobs: Blobs) -> Shapes:
    """Geometry from GeoPackage blobs that stand one after another; missing where a length is."""
    try:
        return _read_shapes(blobs)
    except (IndexError, ValueError, shapely.errors.ShapelyError) as error:
        raise _ShapeUnreadable from error


def _read_shapes(blobs: Blobs) -> Shapes:
    lengths, blob = json.loads(blobs.lengths), blobs.bytes or b""
    ends = np.append(0, np.cumsum([length or 0 for length in lengths]))
    there = np.array([length is not None for length in lengths])
    starts = bodies(blob, ends[:-1][there])
    stops = ends[1:][there]
    shapes = np.full(len(lengths), None, dtype=object)
    points = _points(blob, starts, stops)
    if points is None:
        pieces = np.empty(len(starts), dtype=object)
        pieces[:] = [blob[start:stop] for start, stop in zip(starts.tolist(), stops.tolist(), strict=True)]
        if any(map(wkb_too_deep, pieces)):
            raise _ShapeUnreadable
        points = shapely.from_wkb(pieces)
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
