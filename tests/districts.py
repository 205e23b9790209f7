"""Small projects that tests build on."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.project import Project

WEST, SOUTH, STEP = 113.4, 30.3, 0.01


def square(column: float, row: float, columns: float = 1, rows: float = 1) -> shapely.Polygon:
    """A cell of a grid of hundredths of a degree (about 0.96 × 1.11 km), corners the same for all neighbours."""

    def at(value: float, origin: float) -> float:
        return round(origin + value * STEP, 9)

    return shapely.box(at(column, WEST), at(row, SOUTH), at(column + columns, WEST), at(row + rows, SOUTH))


def cell_centre(column: int, row: int) -> shapely.Point:
    return square(column, row).centroid


def frame(table: str, rows: Sequence[Mapping[str, Any]], shapes: Iterable[Any] | None = None) -> pd.DataFrame:
    """A table of the schema from plain rows."""
    if not rows:
        return frames.empty(table)
    data = pd.DataFrame(list(rows))
    if schema.TABLES[table].geometry is not None:
        data = gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(list(shapes or ()), crs=schema.DEGREES))
    return frames.conform(table, data)


def grid(columns: int, rows: int, *, station: str = "S1", kind: str = "community", **values: Any) -> Project:
    """A project whose units are the cells of a grid (codes ``u<column>-<row>``) and whose one station is all of it."""
    cells = [(c, r) for c in range(columns) for r in range(rows)]
    units = [
        {"community_code": f"u{c}-{r}", "name": f"单元{c}-{r}（虚构）", "kind": kind, "station_code": station, **values}
        for c, r in cells
    ]
    return Project(
        stations=frame("stations", [{"station_code": station, "name": "虚构所"}], [square(0, 0, columns, rows)]),
        communities=frame("communities", units, [square(c, r) for c, r in cells]),
    )
