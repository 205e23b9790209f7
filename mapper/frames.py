"""Frames as the schema has them: exactly a table's columns, in order, with its types, keys and one form of a shape."""

from collections import deque
from collections.abc import Mapping
from functools import cache
from typing import Any
from weakref import ReferenceType, ref

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from geopandas.array import GeometryArray

from mapper import schema

_MANY = 100_000  # rows
_MULTI = (
    shapely.GeometryType.MULTIPOINT,
    shapely.GeometryType.MULTILINESTRING,
    shapely.GeometryType.MULTIPOLYGON,
)


def empty(name: str) -> pd.DataFrame:
    """A frame of that table with no rows: a GeoDataFrame in degrees where the table has geometry."""
    return _no_rows(name).copy(deep=False)


def let_empty_go() -> None:
    """Keep no empty table any longer: for when a project is closed.

    pandas has a weak reference, in what is kept, to whatever has ever shared its index or a column of it.
    """
    _no_rows.cache_clear()


@cache
def _no_rows(name: str) -> pd.DataFrame:
    """Most tables of most projects: made once, since thirty columns without a value take as long as with some."""
    table = schema.TABLES[name]
    index = pd.Index([], dtype="str", name=table.key.name)
    data: dict[str, Any] = {column.name: _no_cells(schema.DTYPES[column.kind]) for column in table.columns}
    if table.geometry is None:
        return pd.DataFrame(data, index=index)
    data["geometry"] = GeometryArray(np.zeros(0, dtype=object), crs=schema.DEGREES)
    return gpd.GeoDataFrame(data, index=index, geometry="geometry")


@cache
def _no_cells(dtype: str) -> pd.api.extensions.ExtensionArray:
    return pd.array([], dtype=dtype)


def conform(name: str, frame: pd.DataFrame, defaults: bool = True) -> pd.DataFrame:
    """The frame with exactly the table's columns, dtypes, defaults and index.

    The key may be the index or a column. Missing columns become missing values (or the default), unknown columns go.
    Without ``defaults`` what is missing stays so: rows on their way into a table that may know better.
    Geometry must already be in degrees; heights go, an empty shape is a missing one, and a multi-part shape of one part
    is that part, so that a shape has one form only.

    Raises
    ------
    ValueError
        The key is missing, empty or not unique, or a value does not fit its column.
    """
    table = schema.TABLES[name]
    if table.key.name in frame.columns:
        frame = frame.set_index(table.key.name)
    if not len(frame):
        return empty(name)
    if frame.index.name != table.key.name:
        raise ValueError(f"{name}: no key {table.key.name}")
    columns = {column: frame[column].array for column in table.column_names if column in frame.columns}
    shapes = None if table.geometry is None else np.asarray(frame.geometry.array, dtype=object)
    return framed(name, frame.index, columns, shapes, defaults)


def framed(
    name: str,
    keys: Any,
    columns: Mapping[str, pd.api.extensions.ExtensionArray | npt.NDArray[Any]],
    shapes: npt.NDArray[np.object_] | None,
    defaults: bool = True,
) -> pd.DataFrame:
    """:func:`conform` of columns that are no frame yet: their keys, values and (in degrees) shapes, row by row.

    What fits as it is is not copied: a million rows of a file would be in memory three times.
    """
    table = schema.TABLES[name]
    index = pd.Index(keys, dtype="str", name=table.key.name)
    # What pandas looks keys up in stays with the index that was asked; of very many it is let go.
    asked = pd.Index(index.array) if len(index) > _MANY else index
    if asked.hasnans or not asked.is_unique or "" in asked:
        raise ValueError(f"{name}: {table.key.name} must be there and be unique")
    del asked
    data: dict[str, Any] = {}
    for column in table.columns:
        dtype, values = schema.DTYPES[column.kind], columns.get(column.name)
        if values is None:
            values = pd.array([], dtype=dtype).take(np.full(len(index), -1), allow_fill=True)
        elif values.dtype != dtype:
            values = pd.Series(values).astype(dtype).array
        if defaults and column.default is not None and pd.isna(values).any():
            values = pd.Series(values).fillna(column.default).array
        data[column.name] = values
    if table.geometry is None or shapes is None:
        return pd.DataFrame(data, index=index, copy=False)
    # Made whole at once: a frame that gets its geometry later is copied and looked through again and again.
    data["geometry"] = GeometryArray(_plain(shapes), crs=schema.DEGREES)
    return gpd.GeoDataFrame(data, index=index, geometry="geometry", copy=False)


# An edit that adds to a long table is asked what it added by the store and by the day after it.
_APPENDED: deque[tuple["ReferenceType[pd.DataFrame]", "ReferenceType[pd.DataFrame]"]] = deque(maxlen=6)


def appended(name: str, frame: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """A table's frame with more rows behind its own; both conform."""
    both = pd.concat([frame, rows])
    if schema.TABLES[name].geometry is not None:
        both = gpd.GeoDataFrame(both, geometry="geometry", crs=schema.DEGREES)
    _APPENDED.append((ref(frame), ref(both)))
    return both


def is_appended(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    """Whether a frame is known to be another with rows behind it, so that nobody need compare the two."""
    return any(one() is before and other() is after for one, other in tuple(_APPENDED))


def sensitive_rows(name: str, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Which rows of a table are shown by their cell only, for what a column says of them."""
    found = np.zeros(len(frame), dtype=bool)
    for column in schema.TABLES[name].columns:
        if column.sensitive:
            said = frame[column.name]
            about = [value for value in said.dropna().unique() if any(w in value.lower() for w in column.sensitive)]
            found |= said.isin(about).to_numpy(dtype=bool)
    return found


def known_places(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """The rows' shapes, without the points that only stand for a unit: such a row counts there and is at no place."""
    if "approximate" not in frame.columns:
        return frame.geometry
    standing = frame["approximate"].fillna(False).to_numpy(dtype=bool)
    return frame.geometry.mask(standing) if standing.any() else frame.geometry


def _plain(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Shapes without heights; empty ones missing; a multi-part of one part as that part."""
    shapes = np.array(shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes, dtype=object)
    shapes[shapely.is_empty(shapes)] = None
    multi = np.isin(shapely.get_type_id(shapes), _MULTI) & (shapely.get_num_geometries(shapes) == 1)
    if multi.any():
        shapes[multi] = shapely.get_geometry(shapes[multi], 0)
    return shapes
