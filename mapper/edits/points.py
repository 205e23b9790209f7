"""What is entered on the map: a new hazard, dispute, place or event, and a place for a row that has none."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from mapper import frames, schema
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.land.ownership import own
from mapper.analysis.seats.coverage import Coverage
from mapper.edit import Edit, next_key, put_rows, require_row
from mapper.errors import InputError
from mapper.geometry import point_inside
from mapper.io.personal import personal_data_in_cell
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.schema import DEGREES

Place = tuple[float, float]  # longitude and latitude in degrees (WGS-84)
# Tables whose rows a person may enter on the map.
ENTERED = ("hazards", "disputes", "places", "outreach")


@dataclass(frozen=True)
class Surroundings:
    """Where a place lies: unit and station, or why in none; and who holds the unit's seat and is there, if anybody."""

    community_code: str | None
    station_code: str | None
    exception: str | None
    owner_id: str | None


def surroundings(project: Project, where: Place, ledger: Coverage) -> Surroundings:
    """What a new row at that place gets filled in; ``ledger`` is the seat ledger of the day."""
    point = gpd.GeoDataFrame(geometry=[shapely.Point(where)], crs=DEGREES)
    unit, station, exception = own(point, project.communities).astype(object).where(lambda f: f.notna(), None).iloc[0]
    officers = ledger.seats["officer_ids"].get(unit, ())
    return Surroundings(unit, station, exception, str(officers[0]) if len(officers) else None)


def add_point(table: str, where: Place, values: Mapping[str, Any]) -> Edit:
    """A new row at a place, with these values by column; others get their defaults, and the key is the next free one.

    The edit raises InputError ``not_entered`` (no such table on the map), ``place_invalid`` (no degrees),
    ``column_unknown``, ``value_unknown`` (none of a column's choices), ``value_missing`` (an incident without its first
    date), ``row_unknown`` (no such officer or unit) or ``note_personal`` (a text holds data of a person).
    """

    def change(project: Project) -> Project:
        if table not in ENTERED:
            raise InputError("not_entered", table=table, known=list(ENTERED))
        _require_place(where)
        _require_values(project, table, values)
        key = pd.Index([next_key(project, table)], name=schema.TABLES[table].key.name)
        row = pd.DataFrame({name: [value] for name, value in values.items()}, index=key)
        point = gpd.GeoSeries([shapely.Point(where)], index=key, crs=DEGREES)
        return put_rows(project, table, frames.conform(table, gpd.GeoDataFrame(row, geometry=point)))

    return Edit("point_added", change, {"table": table, "where": list(where)})


def place_point(table: str, key: str, where: Place) -> Edit:
    """A row's point put to a place; what stood approximately stands there exactly.

    The edit raises InputError ``row_unknown``, ``place_invalid`` or ``not_entered`` (a table without points).
    """

    def change(project: Project) -> Project:
        _require_place(where)
        return _placed(project, table, key, shapely.Point(where), approximate=False)

    return Edit("point_placed", change, {"table": table, "keys": [key], "where": list(where)})


def place_in_unit(table: str, key: str, community_code: str) -> Edit:
    """A row's point put inside its unit, marked as approximate: its unit is known and its place is not.

    The edit raises InputError ``row_unknown``, ``unit_without_outline`` or ``not_entered`` (no such mark there).
    """

    def change(project: Project) -> Project:
        unit = require_row(project, "communities", community_code)
        (inside,) = point_inside(project.communities.geometry[[community_code]])
        if inside is None:
            raise InputError("unit_without_outline", unit=unit["name"] or community_code)
        return _placed(project, table, key, shapely.Point(inside), approximate=True)

    return Edit("point_placed_in_unit", change, {"table": table, "keys": [key], "community_code": community_code})


def _placed(project: Project, table: str, key: str, point: shapely.Point, *, approximate: bool) -> Project:
    told = schema.TABLES.get(table)
    if told is None or told.geometry != "point" or (approximate and "approximate" not in told.column_names):
        raise InputError("not_entered", table=table, known=list(ENTERED))
    require_row(project, table, key)
    frame = project.table(table)
    chosen = frame.index == key
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    shapes[chosen] = point
    changed = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=DEGREES))
    if "approximate" in told.column_names:
        changed = changed.assign(approximate=frame["approximate"].mask(chosen, approximate))
    return project.with_tables(**{table: changed})


def _require_place(where: Place) -> None:
    lon, lat = where
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError("place_invalid", lon=lon, lat=lat)


def _require_values(project: Project, table: str, values: Mapping[str, Any]) -> None:
    told, kind = schema.TABLES[table], KIND_OF.get(table)
    for name, value in values.items():
        if name not in told.column_names:
            raise InputError("column_unknown", table=table, column=name)
        column = told.column(name)
        if value is None:
            continue
        if column.choices is not None and value not in column.choices:
            raise InputError("value_unknown", table=table, column=name, value=value, known=list(column.choices))
        if column.kind == "text" and (found := personal_data_in_cell(column, str(value))):
            raise InputError("note_personal", found=list(found))
        if kind is not None and name == kind.owner:
            require_row(project, "officers", value)
        if name == "community_code":
            require_row(project, "communities", value)
    if kind is not None and values.get(kind.began) is None:
        raise InputError("value_missing", table=table, column=kind.began)
