"""The table ``layer_styles`` of a GeoPackage, from which QGIS takes how a layer looks when it is added to a map."""

import sqlite3
from collections.abc import Iterable

from mapper.lazy_dataclass import dataclass

OWNER = "jurisdiction-mapper"  # whose styles are replaced; what a person saved from QGIS stays
# As QGIS and GDAL make it.
_TABLE = """
CREATE TABLE IF NOT EXISTS layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
    f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
    styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
    update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_CONTENTS = """
INSERT OR IGNORE INTO gpkg_contents (table_name, data_type, identifier, description)
VALUES ('layer_styles', 'attributes', 'layer_styles', '')
"""
_INTO = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,
    styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', ?, '', ?)
"""


@dataclass(frozen=True)
class LayerStyle:
    """How a table's rows look: QML, under a name that a person chooses it by."""

    table: str
    geometry_column: str
    name: str
    qml: str


def put_layer_styles(connection: sqlite3.Connection, styles: Iterable[LayerStyle]) -> None:
    """Put these in place of all that the program put there before; the connection's transaction stays open.

    A style of its own that a person made the default of a table in QGIS stays the default.
    """
    connection.execute(_TABLE)
    connection.execute(_CONTENTS)
    connection.execute("DELETE FROM layer_styles WHERE owner = ?", (OWNER,))
    theirs = {name for (name,) in connection.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault")}
    rows = [(one.table, one.geometry_column, one.name, one.qml, one.table not in theirs, OWNER) for one in styles]
    connection.executemany(_INTO, rows)
