"""Keys of rows: the file's own, made where it has none, and what to do where one stands twice."""

from collections.abc import Collection
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from mapper import schema
from mapper.io.cells import Truncated, parse_code
from mapper.io.source import Cells

# Keys that a file does not give are made: a letter and a number.
PREFIXES = {
    "stations": "S", "communities": "U", "officers": "P", "duties": "D", "absences": "B", "hazards": "H",
    "disputes": "J", "cases": "C", "places": "L", "police_rooms": "R", "focus_areas": "F", "outreach": "A",
    "liaison": "V", "reference_lines": "G",
}  # fmt: skip


def made_keys(table: str, count: int, in_use: Collection[str]) -> pd.Series:
    """``count`` keys with the table's letter, their numbers after all that are in use."""
    prefix = PREFIXES[table]
    numbers = [int(key[len(prefix) :]) for key in in_use if key.startswith(prefix) and key[len(prefix) :].isdigit()]
    first = max(numbers, default=0) + 1
    return pd.Series([f"{prefix}{number}" for number in range(first, first + count)], dtype="str")


def numbered_keys(keys: pd.Series, repeated: npt.NDArray[np.bool_]) -> pd.Series:
    """Keys with ``-2``, ``-3`` … after those that are repeated (a mask)."""
    known, made = set(keys.dropna()), keys.to_list()
    for position in np.flatnonzero(repeated):
        number = 2
        while f"{keys[position]}-{number}" in known:
            number += 1
        made[position] = f"{keys[position]}-{number}"
        known.add(made[position])
    return pd.Series(made, dtype="str")


def joined_parts(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Rows of one key as one row with all their polygons; its other values are the first row's."""
    first = frame[~frame.index.duplicated()]
    parts: dict[str, list[Any]] = {}
    for key, shape in zip(frame.index, frame.geometry, strict=True):
        parts.setdefault(key, []).extend(shapely.get_parts(shape))
    shapes = [polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons) for polygons in parts.values()]
    return first.set_geometry(gpd.GeoSeries(shapes, index=first.index, crs=schema.DEGREES))


def truncated_codes(cells: Cells, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of these rows hold a code whose last digits a spreadsheet has rounded away."""
    found = np.zeros(len(cells), dtype=bool)
    for position in np.flatnonzero(rows):
        try:
            parse_code(cells[position].strip())
        except Truncated:
            found[position] = True
        except ValueError:
            pass
    return found
