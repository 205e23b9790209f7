"""The GeoPackage 1.3 container: its own tables, its geometry blobs, its spatial index (OGC 12-128r18)."""

import struct
from collections.abc import Callable, Sequence
from sqlite3 import Connection
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

Shapes = npt.NDArray[np.object_]

APPLICATION_ID = 0x47504B47  # "GPKG"
USER_VERSION = 10300
SRS_ID = 4326
SRS_IDS = (4326, 4490)  # CGCS2000 degrees count as the same
_NO_ENVELOPE, _ENVELOPE = 0b0001, 0b0011  # little-endian; without and with minx, maxx, miny, maxy
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)

CORE = """
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
    description TEXT DEFAULT '', last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
CREATE TABLE gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
    definition TEXT NOT NULL, scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))
"""

# {t} table, {c} geometry column, {i} whole-number key
_INDEX_ROW = "(NEW.{i}, ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c}))"
_THERE, _NOT_THERE = "(NEW.{c} NOTNULL AND NOT ST_IsEmpty(NEW.{c}))", "(NEW.{c} ISNULL OR ST_IsEmpty(NEW.{c}))"
_PUT = f"INSERT OR REPLACE INTO rtree_{{t}}_{{c}} VALUES {_INDEX_ROW};"
_DROP = "DELETE FROM rtree_{t}_{c} WHERE id IN (OLD.{i}, NEW.{i});"
_SAME, _MOVED = "OLD.{i} = NEW.{i}", "OLD.{i} != NEW.{i}"
_TRIGGERS = {
    "insert": f"AFTER INSERT ON {{t}} WHEN {_THERE} BEGIN {_PUT} END",
    "update1": f"AFTER UPDATE OF {{c}} ON {{t}} WHEN {_SAME} AND {_THERE} BEGIN {_PUT} END",
    "update2": f"AFTER UPDATE OF {{c}} ON {{t}} WHEN {_SAME} AND {_NOT_THERE} BEGIN {_DROP} END",
    "update3": f"AFTER UPDATE ON {{t}} WHEN {_MOVED} AND {_THERE} BEGIN {_DROP} {_PUT} END",
    "update4": f"AFTER UPDATE ON {{t}} WHEN {_MOVED} AND {_NOT_THERE} BEGIN {_DROP} END",
    "delete": "AFTER DELETE ON {t} WHEN OLD.{c} NOT NULL BEGIN DELETE FROM rtree_{t}_{c} WHERE id = OLD.{i}; END",
}


def core_statements() -> list[tuple[str, tuple[Any, ...]]]:
    """Statements that make an empty GeoPackage with EPSG:4326."""
    statements: list[tuple[str, tuple[Any, ...]]] = [
        (f"PRAGMA application_id = {APPLICATION_ID}", ()),
        (f"PRAGMA user_version = {USER_VERSION}", ()),
        *((statement, ()) for statement in CORE.split(";\n")),
    ]
    into = "INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"
    wgs84 = pyproj.CRS(SRS_ID).to_wkt("WKT1_GDAL")
    return [
        *statements,
        (into, ("WGS 84 geodetic", SRS_ID, "EPSG", SRS_ID, wgs84, "longitude/latitude, degrees")),
        (into, ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", None)),
        (into, ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None)),
    ]


def layer_statements(
    table: str, title: str, geometry_column: str | None, geometry_type: str | None, extent: Sequence[float | None]
) -> list[tuple[str, tuple[Any, ...]]]:
    """Statements that tell GeoPackage readers of a table: an ordinary layer, or plain attributes."""
    kind = "attributes" if geometry_column is None else "features"
    into = (
        "INSERT INTO gpkg_contents "
        "(table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    srs = None if geometry_column is None else SRS_ID
    statements: list[tuple[str, tuple[Any, ...]]] = [(into, (table, kind, table, title, *extent, srs))]
    if geometry_column is not None:
        statements.append(
            (
                "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
                (table, geometry_column, geometry_type, SRS_ID),
            )
        )
    return statements


def index_statements(table: str, geometry_column: str, key: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Statements that add the spatial index (extension gpkg_rtree_index) to a filled table, and keep it true."""
    names = {"t": table, "c": geometry_column, "i": key}
    create = "CREATE VIRTUAL TABLE rtree_{t}_{c} USING rtree(id, minx, maxx, miny, maxy)".format(**names)
    fill = (
        "INSERT INTO rtree_{t}_{c} SELECT {i}, ST_MinX({c}), ST_MaxX({c}), ST_MinY({c}), ST_MaxY({c}) FROM {t} "
        "WHERE {c} NOTNULL AND NOT ST_IsEmpty({c})"
    ).format(**names)
    triggers = [
        f"CREATE TRIGGER rtree_{table}_{geometry_column}_{name} " + body.format(**names)
        for name, body in _TRIGGERS.items()
    ]
    extension = (table, geometry_column, "gpkg_rtree_index", "http://www.geopackage.org/spec120/#extension_rtree")
    return [
        (create, ()),
        (fill, ()),
        *((trigger, ()) for trigger in triggers),
        ("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, 'write-only')", extension),
    ]


def blobs(shapes: Shapes, multi: bool) -> list[bytes | None]:
    """Geometry in degrees as GeoPackage blobs, None for missing; ``multi`` makes single parts multi-parts of one."""
    shapes = np.array(shapes, dtype=object)
    if multi:
        for single, many in (
            (shapely.GeometryType.POLYGON, shapely.multipolygons),
            (shapely.GeometryType.LINESTRING, shapely.multilinestrings),
        ):
            ours = shapely.get_type_id(shapes) == single
            if ours.any():
                shapes[ours] = many(shapes[ours], indices=np.arange(int(ours.sum())))
    wkb = shapely.to_wkb(shapes)
    if not multi:
        header = struct.pack("<2sBBi", b"GP", 0, _NO_ENVELOPE, SRS_ID)
        return [None if body is None else header + body for body in wkb]
    west, south, east, north = shapely.bounds(shapes).T
    pack = struct.Struct("<2sBBi4d").pack
    return [
        None if body is None else pack(b"GP", 0, _ENVELOPE, SRS_ID, *box) + body
        for body, box in zip(wkb, zip(west, east, south, north, strict=True), strict=True)
    ]


def body_at(blob: bytes) -> int:
    """Where the WKB begins."""
    return 8 + _ENVELOPE_BYTES[blob[3] >> 1 & 0b111]


def is_plain_head(blob: bytes) -> bool:
    """Whether bytes begin as the geometry of a GeoPackage, of no extended kind."""
    return blob[:3] == b"GP\0" and not blob[3] >> 5 & 1 and blob[3] >> 1 & 0b111 < len(_ENVELOPE_BYTES)


def are_ours(blob: bytes, starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]) -> bool:
    """Whether all geometries that begin and end there are little-endian, of no extended kind, and in our degrees."""
    if not len(starts):
        return True
    if (stops - starts < 8 + 5).any() or stops[-1] != len(blob):
        return False
    heads = np.frombuffer(blob, dtype=np.uint8)[starts[:, None] + np.arange(8)]
    srs = np.ascontiguousarray(heads[:, 4:]).view("<i4")[:, 0]
    plain = (heads[:, :3] == np.frombuffer(b"GP\0", dtype=np.uint8)).all() and not (heads[:, 3] & 0b100000).any()
    envelopes = heads[:, 3] >> 1 & 0b111
    return bool(
        plain and (heads[:, 3] & 1).all() and (envelopes < len(_ENVELOPE_BYTES)).all() and np.isin(srs, SRS_IDS).all()
    )


def bodies(blob: bytes, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Where the WKB of geometries begins whose GeoPackage blobs begin at ``starts``.

    A multi-part shape of one part begins at that part, for a project has one form of a shape only.
    """
    data = np.frombuffer(blob, dtype=np.uint8)
    starts = starts + 8 + np.array(_ENVELOPE_BYTES)[data[starts + 3] >> 1 & 0b111]
    head = np.zeros((len(starts), 9), dtype=np.uint8)
    whole = starts + 9 < len(data)
    head[whole] = data[starts[whole, None] + np.arange(9)]
    ours = head[:, 0] == 1  # little-endian
    kind, parts = (np.ascontiguousarray(head[:, at : at + 4]).view("<u4")[:, 0] for at in (1, 5))
    multi = np.isin(kind, (shapely.GeometryType.MULTIPOLYGON, shapely.GeometryType.MULTILINESTRING)) & (parts == 1)
    return np.asarray(starts + np.where(ours & multi, 9, 0), dtype=np.int64)


def _bound(position: int, axis: int) -> Callable[[Any], float | None]:
    """A function from a blob to one of its bounds: ``position`` in the envelope, or the point's x or y."""

    def bound(blob: Any) -> float | None:
        try:
            at = body_at(blob)
            if at > 8:
                return float(struct.unpack_from("<d", blob, 8 + 8 * position)[0])
            order = "<" if blob[at] == 1 else ">"
            return float(struct.unpack_from(order + "d", blob, at + 5 + 8 * axis)[0])
        except (struct.error, IndexError, TypeError):
            return None  # missing, or no shape

    return bound


def add_functions(connection: Connection) -> None:
    """The functions that the index's triggers call; they must be there before anything is written."""
    for name, position, axis in (("ST_MinX", 0, 0), ("ST_MaxX", 1, 0), ("ST_MinY", 2, 1), ("ST_MaxY", 3, 1)):
        connection.create_function(name, 1, _bound(position, axis), deterministic=True)
    connection.create_function("ST_IsEmpty", 1, _is_empty, deterministic=True)


def _is_empty(blob: Any) -> int | None:
    """Whether a shape is empty; what is none has nothing to index either."""
    if blob is None:
        return None
    return blob[3] >> 4 & 1 if isinstance(blob, bytes) and len(blob) > 8 + 5 else 1
