"""A stored table as a frame, column by column: GDAL hands columns over whole, rows would be made one by one."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.store.gpkg import Shapes
from mapper.store.tables import GEOMETRY, KEY_ID

_POINT_BYTES, _POINT_HEADER = 21, b"\x01\x01\x00\x00\x00"  # little-endian WKB: order, kind, x, y


def read_frame(path: Path, name: str) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """A table's frame, and the whole-number key of each of its rows; in the order of that key.

    Raises
    ------
    InputError
        ``not_a_project``: the file has no such table, or a column of it is missing.
    """
    table = schema.TABLES[name]
    try:
        _, stored = pyogrio.read_arrow(path, layer=name, return_fids=True)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise InputError("not_a_project", path=str(path)) from error
    wanted = {table.key.name, *table.column_names, *([] if table.geometry is None else [GEOMETRY])}
    if not wanted <= set(stored.column_names):
        raise InputError("not_a_project", path=str(path))
    numbers = stored.column(KEY_ID).to_numpy()
    if not len(numbers):
        return schema.empty(name), numbers
    data = {table.key.name: pd.array(stored.column(table.key.name), dtype="str")}
    for column in table.columns:
        data[column.name] = _READERS.get(schema.DTYPES[column.kind], _texts)(stored.column(column.name))
    if table.geometry is None:
        return schema.conform(name, pd.DataFrame(data)), numbers
    geometry = gpd.GeoSeries(_shapes(stored.column(GEOMETRY).combine_chunks()), crs=schema.DEGREES)
    return schema.conform(name, gpd.GeoDataFrame(data, geometry=geometry)), numbers


def _texts(column: Any) -> Any:
    return pd.array(column.cast(pa.string()), dtype="str")


def _times(column: Any) -> Any:
    # GeoPackage marks every time with Z; here it is the station's wall clock.
    return column.cast(pa.timestamp("us")).to_numpy()


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "Int64": lambda column: pd.Int64Dtype().__from_arrow__(column.cast(pa.int64())),
    "float64": lambda column: column.cast(pa.float64()).to_numpy(),
    "boolean": lambda column: pd.BooleanDtype().__from_arrow__(column.cast(pa.bool_())),
    "datetime64[us]": _times,
}


def _shapes(wkb: Any) -> Shapes:
    """Geometry from an array of WKB; missing where that is."""
    end = np.frombuffer(wkb.buffers()[1], dtype=np.int32)[wkb.offset : wkb.offset + len(wkb) + 1]
    if not wkb.null_count and (np.diff(end) == _POINT_BYTES).all():
        # Nothing but points, the usual case of a point table: several times as fast as one by one.
        rows = np.frombuffer(wkb.buffers()[2], dtype=np.uint8)[end[0] : end[-1]].reshape(-1, _POINT_BYTES)
        header = len(_POINT_HEADER)
        if (rows[:, :header] == np.frombuffer(_POINT_HEADER, dtype=np.uint8)).all():
            xy = np.ascontiguousarray(rows[:, header:]).view("<f8")
            if np.isfinite(xy).all():
                return np.array(shapely.points(xy), dtype=object)
    read: Shapes = shapely.from_wkb(wkb.to_numpy(zero_copy_only=False))
    return read
