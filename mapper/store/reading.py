"""A project file read into a project: small tables row by row, large ones by GDAL, which hands columns over whole.

GDAL brings an SQLite of its own, and when two SQLites of one process read a file, the one that closes it first drops
the other's locks. So no lock is relied on: the file's change counter tells whether anybody wrote meanwhile, and then it
is read again. SQLAlchemy is not needed to read, and the first map comes sooner without it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import About, Project
from mapper.store.database_errors import plain_errors
from mapper.store.gpkg import GEOMETRY, KEPT, KEY_ID, Shapes, body_at, uri

BUSY_S = 5.0
_FEW_ROWS = 3000
_ROWS_AT_ONCE = 4096
_TRIES = 3
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
    """All that a project file of this version holds.

    Raises
    ------
    InputError
        ``not_a_project``: a table or column is missing. ``project_busy``: others keep writing.
    """
    for _ in range(_TRIES):
        before = _changes(path)
        with plain_errors(path), closing(_connection(path, read_only)) as connection:
            connection.execute("BEGIN")
            held = _read(path, connection)
        if _changes(path) == before:
            return held
    raise InputError("project_busy", path=str(path))


def _connection(path: Path, read_only: bool) -> sqlite3.Connection:
    return sqlite3.connect(uri(path, read_only), uri=True, timeout=BUSY_S, isolation_level=None)


def _has_settings(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'project_settings'").fetchone() is not None


def _changes(path: Path) -> bytes:
    """The file's change counter, which every transaction raises (SQLite file format, offset 24)."""
    with path.open("rb") as file:
        return file.read(28)[24:]


def _read(path: Path, connection: sqlite3.Connection) -> Held:
    settings = dict(connection.execute("SELECT name, value FROM project_settings").fetchall())
    last_change = connection.execute(f"SELECT coalesce(max({KEY_ID}), 0) FROM change_log").fetchone()[0]
    frames, numbers = {}, {}
    for name in schema.TABLES:
        frame, fids = read_frame(path, connection, name)
        frames[name], numbers[name] = frame, pd.Series(fids, index=frame.index)
    project = Project(
        **frames,
        about=About.from_json(json.loads(settings["about"])),
        norms=Norms.from_json(json.loads(settings["norms"])),
    )
    kept = {name.removeprefix(KEPT): value for name, value in settings.items() if name.startswith(KEPT)}
    return Held(project, numbers, int(last_change), kept)


def read_frame(path: Path, connection: sqlite3.Connection, name: str) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """A table's frame, and the whole-number key of each of its rows; in the order of that key.

    Raises
    ------
    InputError
        ``not_a_project``: the file has no such table, or a column of it is missing.
    """
    highest = connection.execute(f"SELECT max({KEY_ID}) FROM {name}").fetchone()[0]
    if highest is None:
        return schema.empty(name), np.zeros(0, dtype=np.int64)
    data, shapes, numbers = _by_row(connection, name) if highest <= _FEW_ROWS else _by_column(path, name)
    if shapes is None:
        return schema.conform(name, pd.DataFrame(data)), numbers
    geometry = gpd.GeoSeries(shapes, crs=schema.DEGREES)
    return schema.conform(name, gpd.GeoDataFrame(data, geometry=geometry)), numbers


_Stored = tuple[dict[str, Any], Shapes | None, npt.NDArray[np.int64]]


def _columns(name: str) -> list[str]:
    table = schema.TABLES[name]
    return [table.key.name, *table.column_names]


def _by_row(connection: sqlite3.Connection, name: str) -> _Stored:
    """A small table: GDAL would take longer to open the file."""
    columns, spatial = _columns(name), schema.TABLES[name].geometry is not None
    # In brackets: between quotation marks SQLite takes an unknown name for a text.
    wanted = ", ".join(f"[{column}]" for column in [KEY_ID, *columns, *([GEOMETRY] if spatial else [])])
    rows = connection.execute(f"SELECT {wanted} FROM {name} ORDER BY {KEY_ID}").fetchall()
    numbers, *values = (list(column) for column in zip(*rows, strict=True))
    shapes = None
    if spatial:
        shapes = shapely.from_wkb([None if blob is None else blob[body_at(blob) :] for blob in values.pop()])
    data = {
        column: _OF_VALUES.get(dtype, _texts)(found)
        for column, dtype, found in zip(columns, _dtypes(name), values, strict=True)
    }
    return data, shapes, np.array(numbers, dtype=np.int64)


def _by_column(path: Path, name: str) -> _Stored:
    """A large table: its columns whole, its shapes made while the next rows are read."""
    import pyarrow as pa
    import pyogrio

    columns, spatial = _columns(name), schema.TABLES[name].geometry is not None
    try:
        with (
            ThreadPoolExecutor(1) as shaping,
            pyogrio.open_arrow(path, layer=name, return_fids=True, use_pyarrow=True, batch_size=_ROWS_AT_ONCE) as (
                _,
                reader,
            ),
        ):
            if not {KEY_ID, *columns, *([GEOMETRY] if spatial else [])} <= set(reader.schema.names):
                raise InputError("not_a_project", path=str(path))
            batches, shaped = [], []
            for batch in reader:
                batches.append(batch.select([KEY_ID, *columns]))
                if spatial:
                    shaped.append(shaping.submit(_shapes, batch.column(GEOMETRY)))
            shapes = np.concatenate([future.result() for future in shaped]) if spatial else None
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise InputError("not_a_project", path=str(path)) from error
    # Joined and so copied: one kept column would keep all of its batch, the shapes' bytes too.
    stored = pa.Table.from_batches(batches).combine_chunks()
    data = {
        column: _OF_ARROW[dtype](stored.column(column)) for column, dtype in zip(columns, _dtypes(name), strict=True)
    }
    return data, shapes, stored.column(KEY_ID).to_numpy()


def _dtypes(name: str) -> list[str]:
    table = schema.TABLES[name]
    return ["str", *(schema.DTYPES[column.kind] for column in table.columns)]


def _texts(values: list[Any]) -> Any:
    return pd.array(values, dtype="str")


def _times(values: list[Any]) -> Any:
    # GeoPackage marks every time with Z; here it is the station's wall clock.
    plain = [None if value is None else str(value).removesuffix("Z") for value in values]
    return pd.to_datetime(plain, format="ISO8601", errors="coerce").as_unit("us").to_numpy()


_OF_VALUES: Mapping[str, Callable[[list[Any]], Any]] = {
    "Int64": lambda values: pd.array(values, dtype="Int64"),
    "float64": lambda values: np.array(values, dtype=np.float64),
    "boolean": lambda values: pd.array([None if v is None else bool(v) for v in values], dtype="boolean"),
    "datetime64[us]": _times,
}


def _cast(column: Any, kind: str) -> Any:
    import pyarrow as pa

    return column.cast(pa.type_for_alias(kind))


_OF_ARROW: Mapping[str, Callable[[Any], Any]] = {
    "str": lambda column: pd.array(_cast(column, "string"), dtype="str"),
    "Int64": lambda column: pd.Int64Dtype().__from_arrow__(_cast(column, "int64")),
    "float64": lambda column: _cast(column, "float64").to_numpy(),
    "boolean": lambda column: pd.BooleanDtype().__from_arrow__(_cast(column, "bool")),
    "datetime64[us]": lambda column: _cast(column, "timestamp[us]").to_numpy(),
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
