"""Where the layers of a project file lie, told to GeoPackage readers from the spatial indexes."""

import sqlite3

from mapper import schema
from mapper.store.geopackage.column_reader import GEOMETRY
from mapper.store.geopackage.tables import GEOMETRY_TYPES


def bound_layers(target: sqlite3.Connection) -> None:
    """Tell GeoPackage readers where each layer lies."""
    for name, table in schema.TABLES.items():
        if table.geometry is not None and table.geometry in GEOMETRY_TYPES:
            box = target.execute(
                f"SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_{name}_{GEOMETRY}"
            ).fetchone()
            target.execute(
                "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?", (*box, name)
            )
