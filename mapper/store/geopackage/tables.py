"""The project's tables as SQLAlchemy Core tables, made from the schema, and frames as rows for them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from mapper import schema
from mapper.set_aside import SetAside
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.column_reader import GEOMETRY, KEY_ID


class _Named(sa.types.UserDefinedType[Any]):
    """A column type by the name that GeoPackage has for it; values pass as they are."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        return self.name


_SQL_TYPES: Mapping[str, Any] = {
    "integer": _Named("INTEGER"),
    "number": _Named("DOUBLE"),
    "share": _Named("DOUBLE"),
    "date": _Named("DATE"),
    "time": _Named("DATETIME"),
    "boolean": _Named("BOOLEAN"),
}
_AT_ONCE = 50_000  # shapes
GEOMETRY_TYPES: Mapping[str, str] = {"polygon": "MULTIPOLYGON", "line": "MULTILINESTRING", "point": "POINT"}

METADATA = sa.MetaData()
SETTINGS = sa.Table(
    "project_settings",
    METADATA,
    sa.Column(KEY_ID, sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, unique=True, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
)
CHANGE_LOG = sa.Table(
    "change_log",
    METADATA,
    sa.Column(KEY_ID, sa.Integer, primary_key=True),
    sa.Column("at", sa.Text, nullable=False),  # UTC, ISO 8601
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),  # JSON
    sa.Column("rows", sa.LargeBinary, nullable=False),  # JSON of the rows before and after, zlib
    sqlite_autoincrement=True,
)


def _sql_table(table: schema.Table) -> sa.Table:
    columns = [
        sa.Column(KEY_ID, sa.Integer, primary_key=True),
        *([] if table.geometry is None else [sa.Column(GEOMETRY, _Named(GEOMETRY_TYPES[table.geometry]))]),
        sa.Column(table.key.name, sa.Text, unique=True, nullable=False),
        *(sa.Column(column.name, _SQL_TYPES.get(column.kind, sa.Text)) for column in table.columns),
    ]
    return sa.Table(table.name, METADATA, *columns)


SQL_TABLES: Mapping[str, sa.Table] = {name: _sql_table(table) for name, table in schema.TABLES.items()}


def column_names(name: str) -> list[str]:
    """Stored columns of a table, in the order of :func:`rows`: key, columns, geometry."""
    table = schema.TABLES[name]
    return [table.key.name, *table.column_names, *([] if table.geometry is None else [GEOMETRY])]


def rows(
    name: str, frame: pd.DataFrame, set_aside: Iterable[SetAside] = (), keys: pd.Index | None = None
) -> list[tuple[Any, ...]]:
    """A frame's rows, or those with these keys, as the values that are stored, in the order of :func:`column_names`.

    Cells that are set aside are what they are in the file.
    """
    if not len(frame if keys is None else keys):
        return []
    table, plain = schema.TABLES[name], pd.DataFrame(frame)  # a frame with shapes takes long to hand out a column
    index = frame.index if keys is None else keys
    # Cells are taken out of each column: a frame of the few rows of an edit takes longer than they do.
    place = None if keys is None else frame.index.get_indexer(keys)

    def cells(column: str) -> Any:
        values = plain[column].array
        return values if place is None else values.take(place)

    columns: list[Sequence[Any]] = [index.tolist()]
    for column in table.columns:
        values = cells(column.name)
        if column.kind in ("date", "time"):
            columns.append(_moments(values, column.kind))
            continue
        if column.kind == "boolean":
            values = values.astype("Int64")
        columns.append(_plain(values))
    if table.geometry is not None:
        columns.append(gpkg.blobs(np.asarray(cells(SHAPES), dtype=object), multi=table.geometry != "point"))
    at = {column: place for place, column in enumerate((table.key.name, *table.column_names, SHAPES))}
    for cell in set_aside:
        if cell.table == name and cell.key in index:
            values = columns[at[cell.column]] = list(columns[at[cell.column]])
            values[index.get_loc(cell.key)] = cell.value
    return list(zip(*columns, strict=True))


def _plain(values: Any) -> list[Any]:
    """Values as Python's own, None where one is missing."""
    found = np.array(values, dtype=object)
    found[np.asarray(values.isna(), dtype=bool)] = None
    return list(found.tolist())


def _moments(values: Any, kind: str) -> list[str | None]:
    """Days as ``2026-11-23``; times to the millisecond with the Z that GeoPackage marks every time with.

    Here it is the station's wall clock all the same.
    """
    moments = np.asarray(values, dtype="datetime64[us]")
    texts: list[str] = np.datetime_as_string(moments, unit="D" if kind == "date" else "ms", casting="unsafe").tolist()
    end = "" if kind == "date" else "Z"
    missing = np.isnat(moments).tolist()
    return [None if gone else text + end for text, gone in zip(texts, missing, strict=True)]


def tell_of_table(connection: sa.Connection, name: str, box: Sequence[float | None]) -> None:
    """Tell GeoPackage readers of a table that has its rows; with its spatial index where it has shapes in ``box``."""
    geometry = schema.TABLES[name].geometry
    if geometry is None:
        statements = gpkg.layer_statements(name, "", None, None, box)
    else:
        statements = [
            *gpkg.layer_statements(name, "", GEOMETRY, GEOMETRY_TYPES[geometry], box),
            *gpkg.index_statements(name, GEOMETRY, KEY_ID),
        ]
    for statement, values in statements:
        connection.exec_driver_sql(statement, values)


def extent(frame: pd.DataFrame) -> tuple[float | None, ...]:
    """West, south, east and north of a frame's geometry; four Nones where it has none."""
    shapes = np.asarray(frame.geometry.array, dtype=object)
    # In pieces: the boxes of a million shapes are not to be held together.
    boxes = np.array([shapely.total_bounds(shapes[at : at + _AT_ONCE]) for at in range(0, len(shapes), _AT_ONCE)])
    if not len(boxes) or np.isnan(boxes).all():
        return (None, None, None, None)
    return (*map(float, np.nanmin(boxes[:, :2], axis=0)), *map(float, np.nanmax(boxes[:, 2:], axis=0)))
