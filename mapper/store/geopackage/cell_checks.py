"""Whether a cell of a project file can be believed, by what its column may hold; whoever wrote it.

Columns are looked at whole where SQLite put them together (:mod:`mapper.store.geopackage.reading`); where anything in
one is doubtful, its cells are read again and come through here one by one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper import schema
from mapper.files.nesting import wkb_too_deep
from mapper.schema import Column
from mapper.set_aside import Reason
from mapper.store.geopackage.column_reader import Undecodable
from mapper.store.geopackage.gpkg import SRS_IDS, bodies, is_plain_head

FIRST_YEAR, LAST_YEAR = 1900, 2199
KINDS: Mapping[schema.Geometry, frozenset[int]] = {
    "point": frozenset({shapely.GeometryType.POINT}),
    "line": frozenset({shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING}),
    "polygon": frozenset({shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}),
}
# A day, or a time on the wall of whoever wrote it; a zone behind it is not added.
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?(?:Z|[+-]\d\d:?\d\d)?)?")


class Unbelievable(ValueError):  # noqa: N818 – it becomes a cell that is set aside
    """A cell that cannot be what stands in it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Checked(NamedTuple):
    """A column's values, and what stands in the cells that were set aside, with the place of each in the column."""

    values: Any
    bad: list[tuple[int, Any, Reason]]


def checked_column(column: Column, cells: Iterable[Any]) -> Checked:
    """Each cell of a column by itself."""
    check, values, bad = _CHECKS[column.kind], list[Any](), list[tuple[int, Any, Reason]]()
    for at, cell in enumerate(cells):
        try:
            values.append(None if cell is None else check(column, cell))
        except Unbelievable as error:
            values.append(None)
            bad.append((at, cell, error.reason))
    dtype = schema.DTYPES[column.kind]
    if dtype.startswith("datetime"):
        return Checked(np.array(values, dtype=dtype), bad)
    return Checked(pd.Series(values, dtype=dtype).array, bad)


def checked_shapes(kind: schema.Geometry, cells: Iterable[Any]) -> Checked:
    """Each shape of a column by itself."""
    values, bad = list[Any](), list[tuple[int, Any, Reason]]()
    for at, cell in enumerate(cells):
        try:
            values.append(None if cell is None else _shape(kind, cell))
        except Unbelievable as error:
            values.append(None)
            bad.append((at, cell, error.reason))
    shapes = np.empty(len(values), dtype=object)
    shapes[:] = values
    return Checked(shapes, bad)


def in_degrees(shapes: Any) -> Any:
    """Which shapes have nothing but finite coordinates that may be degrees; missing ones have."""
    shapes = np.asarray(shapes, dtype=object)
    with np.errstate(invalid="ignore"):
        west, south, east, north = shapely.bounds(shapes).T
        # Bounds pass over what is no number; sums do not.
        whole = np.isfinite(shapely.area(shapes))
        lines = np.isin(shapely.get_type_id(shapes), (*KINDS["line"],))
        whole[lines] = np.isfinite(shapely.length(shapes[lines]))
    # Of degrees that have changed places the findings about points tell; metres are far beyond.
    inside = (west >= -180) & (east <= 180) & (south >= -180) & (north <= 180)
    return (inside & whole) | shapely.is_missing(shapes) | shapely.is_empty(shapes)


def _text(_: Column, cell: Any) -> str:
    if isinstance(cell, int):
        return str(cell)  # a column that another program made anew, without its type
    if not isinstance(cell, str) or "\0" in cell:
        raise Unbelievable("type")
    return cell


def _choice(column: Column, cell: Any) -> str:
    if column.choices is not None and cell not in column.choices:
        raise Unbelievable("choice")
    return _text(column, cell)


def _integer(_: Column, cell: Any) -> int:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        cell = int(cell)
    if not isinstance(cell, int):
        raise Unbelievable("type")
    if cell < 0:
        raise Unbelievable("range")
    return cell


def _number(column: Column, cell: Any) -> float:
    if not isinstance(cell, int | float):
        raise Unbelievable("type")
    if not isfinite(cell) or ((most := most_of(column)) is not None and abs(cell) > most):
        raise Unbelievable("range")
    return float(cell)


def most_of(column: Column) -> float | None:
    """How large a number of a column may be, on either side of nought."""
    return 180.0 if column.unit == "°" else None


def _share(_: Column, cell: Any) -> float:
    if not isinstance(cell, int | float):
        raise Unbelievable("type")
    if not 0 <= cell <= 1:
        raise Unbelievable("range")
    return float(cell)


def _boolean(_: Column, cell: Any) -> bool:
    if isinstance(cell, bytes | str) or cell not in (0, 1):
        raise Unbelievable("type")
    return bool(cell)


def _date(column: Column, cell: Any) -> datetime:
    moment = _time(column, cell)
    if (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0):
        raise Unbelievable("date")
    return moment


def _time(_: Column, cell: Any) -> datetime:
    found = _TIME.fullmatch(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        raise Unbelievable("date")
    try:
        moment = datetime.fromisoformat(found.group(1) + "T" + (found.group(2) or "00:00")[:15])
    except ValueError:
        raise Unbelievable("date") from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise Unbelievable("range")
    return moment


_CHECKS: Mapping[schema.Kind, Callable[[Column, Any], Any]] = {
    "code": _text,
    "text": _text,
    "ids": _text,
    "choice": _choice,
    "integer": _integer,
    "number": _number,
    "share": _share,
    "date": _date,
    "time": _time,
    "boolean": _boolean,
}


def _shape(kind: schema.Geometry, blob: Any) -> Any:
    if not isinstance(blob, bytes) or isinstance(blob, Undecodable) or len(blob) < 8 or not is_plain_head(blob):
        raise Unbelievable("shape")
    if int.from_bytes(blob[4:8], "little" if blob[3] & 1 else "big", signed=True) not in SRS_IDS:
        raise Unbelievable("place")
    try:
        wkb = blob[int(bodies(blob, np.array([0]))[0]) :]
        if wkb_too_deep(wkb):
            raise Unbelievable("shape")
        with np.errstate(invalid="ignore"):
            shape = shapely.from_wkb(wkb)
    except (IndexError, ValueError, shapely.errors.ShapelyError) as error:
        raise error if isinstance(error, Unbelievable) else Unbelievable("shape") from None
    if isinstance(shape, shapely.MultiPoint) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if not in_degrees([shape]).all():
        raise Unbelievable("place")
    if not shapely.is_empty(shape) and shapely.get_type_id(shape) not in KINDS[kind]:
        raise Unbelievable("shape")
    return shape
