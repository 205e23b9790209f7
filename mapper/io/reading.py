"""One file into one table: columns mapped, cells read, rows that cannot be used rejected with a reason."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.io.cells import Truncated, parse_code, parse_column
from mapper.io.columns import (
    ColumnMap,
    map_columns,
    without_identity_numbers,
)
from mapper.io.coordinates import table_shapes
from mapper.io.datum import DATUMS, moved_to_wgs84, propose_datum
from mapper.io.file_crs import choose_crs, crs_label, parse_crs, shapes_in_degrees, without_zone_prefix
from mapper.io.linking import link_codes
from mapper.io.source import Cells, Note, Rejected, Shapes, Source, require_file
from mapper.io.tables import TABLE_SUFFIXES, read_delimited, read_workbook
from mapper.io.vector_files import VECTOR_SUFFIXES, read_vector, read_zipped
from mapper.schema import Column, Table

FILE_KINDS = ("GeoJSON", "GeoPackage", "Shapefile", "ZIP", "CSV", "Excel")
_TYPE_IDS = {"polygon": (3, 6), "point": (0,), "line": (1, 5)}  # shapely's, single and multi
# Keys that a file does not give are made: a letter and a number.
_PREFIXES = {
    "stations": "S", "communities": "U", "officers": "P", "duties": "D", "hazards": "H", "disputes": "J", "cases": "C",
    "places": "L", "police_rooms": "R", "focus_areas": "F", "outreach": "A", "liaison": "V", "reference_lines": "G",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Reading:
    """What a file gave for one table.

    Attributes
    ----------
    table
        Name of the table.
    frame
        Rows that conform to the schema; geometry in degrees.
    read
        Rows that the file has; ``read == imported + len(rejected)``, always.
    imported
        Rows of the file that are in ``frame`` (which may join several of one station).
    rejected
        Rows that are not, in the file's order, with reasons.
    dropped_columns
        Names of the file's columns that were not used.
    encoding
        Encoding of the text, or None where the format has its own.
    crs
        CRS that the file's coordinates were read in, or None without coordinates.
    datum
        ``wgs84``, or ``gcj02`` or ``bd09`` where that was undone.
    notes
        What was assumed, guessed or left out.
    columns
        Field → the file's column.
    """

    table: str
    frame: pd.DataFrame
    read: int
    imported: int
    rejected: tuple[Rejected, ...]
    dropped_columns: tuple[str, ...]
    encoding: str | None
    crs: str | None
    datum: str
    notes: tuple[Note, ...]
    columns: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {
            "table": self.table,
            "read": self.read,
            "imported": self.imported,
            "rejected": [{"row": row, "reason": code, **values} for row, code, values in self.rejected],
            "dropped_columns": list(self.dropped_columns),
            "encoding": self.encoding,
            "crs": self.crs,
            "datum": self.datum,
            "notes": [{"code": code, **values} for code, values in self.notes],
        }


def read_table(
    path: str | Path,
    table: str,
    column_map: Mapping[str, str] | None = None,
    crs: str | None = None,
    datum: str = "auto",
    encoding: str | None = None,
    layer: str | None = None,
    communities: gpd.GeoDataFrame | None = None,
    stations: gpd.GeoDataFrame | None = None,
    keys_in_use: Collection[str] = (),
) -> Reading:
    """A file as rows of a table.

    Parameters
    ----------
    path
        GeoJSON, GeoPackage, shapefile, a zip of one of them, CSV or Excel; ``path!layer`` names a layer or sheet.
    table
        Name of the table in the schema.
    column_map
        The file's column → field, for columns that no alias names; ``lon``, ``lat``, ``x``, ``y`` and ``wkt`` too.
    crs
        CRS of the coordinates, over what the file states.
    datum
        ``auto`` (as it is; a better datum is proposed in a note), ``wgs84``, ``gcj02`` or ``bd09``.
    encoding
        Encoding of the text, over what the file states.
    layer
        Layer of a GeoPackage or zip, or sheet of a workbook.
    communities, stations
        Known units and stations: codes in the file are matched to them, and the datum is judged by them.
    keys_in_use
        Keys that the table has already; made-up keys stay clear of them.

    Raises
    ------
    InputError
        Something about the file or the options as a whole; see the modules beside this one for the codes.
    """
    if table not in schema.TABLES:
        raise InputError("table_unknown", table=table, known=list(schema.TABLES))
    if datum not in DATUMS:
        raise InputError("datum_unknown", datum=datum, known=list(DATUMS))
    if crs is not None:
        parse_crs(crs)
    described = schema.TABLES[table]
    file, layer = _split_layer(Path(path), layer)
    source = _read_source(file, described, column_map or {}, encoding, layer)
    mapped = map_columns(source.columns, described, column_map or {}, source.shapes is not None)
    builder = _Builder(source, described, mapped, str(file))
    builder.take_shapes(crs, datum)
    builder.take_cells()
    if communities is not None and len(communities):
        builder.link("community_code", communities, "units")
        builder.propose_datum(communities, datum)
    if stations is not None and len(stations):
        builder.link("station_code", stations, "stations")
    return builder.reading(keys_in_use)


def read_communities(path: str | Path, **options: Any) -> Reading:
    """Units (communities and villages) as :func:`read_table` reads them; invalid polygons stay and become findings."""
    return read_table(path, "communities", **options)


def read_stations(path: str | Path, **options: Any) -> Reading:
    """Stations as :func:`read_table` reads them; several rows of one code are parts of one jurisdiction."""
    return read_table(path, "stations", **options)


def _split_layer(path: Path, layer: str | None) -> tuple[Path, str | None]:
    if layer is None and "!" in path.name and not path.exists():
        name, _, layer = path.name.rpartition("!")
        return path.with_name(name), layer
    return path, layer


def _read_source(
    path: Path, table: Table, column_map: Mapping[str, str], encoding: str | None, layer: str | None
) -> Source:
    require_file(path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        found = read_zipped(path, table, layer, encoding)
        if isinstance(found, Source):
            return found
        name, data = found
        if name.lower().endswith(".csv"):
            return read_delimited(Path(name), table, column_map, encoding, data)
        return read_workbook(Path(name), table, column_map, layer, data)
    if suffix in VECTOR_SUFFIXES:
        return read_vector(path, table, layer, encoding)
    if suffix in TABLE_SUFFIXES:
        if suffix in (".csv", ".txt", ".tsv", ".gz"):
            return read_delimited(path, table, column_map, encoding)
        return read_workbook(path, table, column_map, layer)
    raise InputError("file_kind_unknown", path=str(path), known=list(FILE_KINDS))


class _Builder:
    """The rows of one file on their way to a frame: values, shapes, and why some of them cannot come along."""

    def __init__(self, source: Source, table: Table, mapped: ColumnMap, path: str) -> None:
        self.source, self.table, self.mapped, self.path = source, table, mapped, path
        self.count = len(source.rows)
        self.notes = list(source.notes)
        self.reason = np.full(self.count, None, dtype=object)  # the first reason a row is rejected for
        self.values: dict[str, pd.Series] = {}
        self.bad: dict[str, npt.NDArray[np.bool_]] = {}
        self.shapes: Shapes | None = None
        self.crs: pyproj.CRS | None = None
        self.datum = "wgs84"
        if mapped.sensitive:
            self.notes.append(Note("sensitive_dropped", {"columns": list(mapped.sensitive)}))

    def reject(self, rows: npt.NDArray[np.bool_], code: str, **values: Any) -> None:
        """Rows (a mask) rejected for a reason, unless they are already."""
        for position in np.flatnonzero(rows):
            if self.reason[position] is None:
                self.reason[position] = (code, values)

    @property
    def kept(self) -> npt.NDArray[np.bool_]:
        return np.array([reason is None for reason in self.reason], dtype=bool)

    # Shapes -------------------------------------------------------------------------------------------------------

    def take_shapes(self, crs: str | None, datum: str) -> None:
        """Shapes in degrees, of the table's kind."""
        geometry = self.table.geometry
        if geometry is None:
            if self.source.shapes is not None:
                self.notes.append(Note("shapes_ignored", {"rows": self.count}))
            return
        shapes = self.source.shapes
        if shapes is not None:
            shapes = self._of_kind(shapes, geometry)
            shapes, self.crs = self._in_degrees(shapes, crs)
        else:
            shapes, self.crs, notes = table_shapes(
                self.source.columns, self.mapped.fields, self.count, crs, geometry, self.path
            )
            self.notes += notes
            if shapes is None:
                if geometry != "point" or self.table.name in schema.POINT_TABLES:
                    raise InputError("no_coordinates", path=self.path, columns=list(self.source.columns))
                # An event can be known by its unit alone.
                self.notes.append(Note("coordinates_missing", {"rows": self.count}))
                self.shapes = np.full(self.count, None, dtype=object)
                return
            if geometry != "point":
                shapes = self._of_kind(shapes, geometry)
            assert self.crs is not None
            shapes = shapes_in_degrees(shapes, self.crs, self.path)
        if datum in ("gcj02", "bd09"):
            shapes, self.datum = moved_to_wgs84(shapes, datum), datum
        self.shapes = shapes

    def _of_kind(self, shapes: Shapes, geometry: str) -> Shapes:
        """Shapes without heights, others rejected; InputError ``geometry_not_<kind>`` where none is of the kind."""
        shapes = shapely.force_2d(shapes)
        kinds = shapely.get_type_id(shapes)
        # Missing, empty, or without true coordinates.
        empty = np.asarray(~np.isfinite(shapely.bounds(shapes)).all(axis=1))
        wanted = np.isin(kinds, _TYPE_IDS[geometry])
        if geometry == "point":
            single = (kinds == 4) & (shapely.get_num_geometries(shapes) == 1)
            shapes = np.where(single, shapely.get_geometry(shapes, 0), shapes)
            wanted |= single
        if not wanted.any() and (~empty).any():
            found = sorted({shape.geom_type for shape in shapes[~empty]})
            raise InputError(f"geometry_not_{geometry}", path=self.path, found=found)
        shapes[empty] = None
        self.reject(~empty & ~wanted, f"geometry_not_{geometry}")
        if geometry != "point":
            self.reject(empty, "geometry_missing")
        elif empty.any():
            self.notes.append(Note("coordinates_missing", {"rows": int(empty.sum())}))
        return shapes

    def _in_degrees(self, shapes: Shapes, crs: str | None) -> tuple[Shapes, pyproj.CRS]:
        xy = shapely.get_coordinates(shapes)
        chosen, notes = choose_crs(self.path, self.source.crs, crs, xy)
        self.notes += notes
        plain, prefix_notes = without_zone_prefix(xy, chosen, self.path)
        if prefix_notes:
            self.notes += prefix_notes
            shapes = shapely.set_coordinates(shapes.copy(), plain)
        return shapes_in_degrees(shapes, chosen, self.path), chosen

    # Cells --------------------------------------------------------------------------------------------------------

    def take_cells(self) -> None:
        """Every mapped column as values; bad cells of required columns reject their rows."""
        for column in (self.table.key, *self.table.columns):
            name = self.mapped.fields.get(column.name)
            if name is None:
                continue
            cells = self.source.columns[name]
            if column.kind in ("text", "code", "ids"):
                cells, emptied = without_identity_numbers(cells)
                if emptied:
                    self.notes.append(Note("identity_numbers_removed", {"column": name, "rows": emptied}))
            parsed = parse_column(cells, column, name)
            self.values[column.name], self.bad[column.name] = parsed.values, parsed.bad
            self.notes += parsed.notes
        if self.table.name in ("stations", "communities"):
            self._fill_names()
        for column in self.table.columns:
            if column.required and column.name != "name":  # a name falls back to the code
                self._require(column)

    def _fill_names(self) -> None:
        """Units and stations without a name are called by their code; so are units whose "names" are a few digits."""
        codes, names = self.values.get(self.table.key.name), self.values.get("name")
        if names is not None and codes is not None and len(names) > 3:
            some = names.dropna()
            if some.str.fullmatch(r"\d{1,2}").all() and some.nunique() * 2 < len(some):
                self.notes.append(Note("names_from_codes", {"column": self.mapped.fields["name"]}))
                names = None
        if codes is not None:
            self.values["name"] = codes if names is None else names.fillna(codes)
        if self.table.name == "communities" and "kind" not in self.values and codes is not None:
            # Digits 10–12 of a statistical code: 001–199 residents' committee, 200–399 villagers' committee.
            statistical = codes.str.fullmatch(r"\d{12}").fillna(False)
            if statistical.all() and len(codes):
                number = codes.str[9:].astype(int)
                self.values["kind"] = pd.Series(
                    np.where((number >= 200) & (number < 400), "village", "community"), dtype="str"
                )
                self.notes.append(Note("kinds_from_codes", {"villages": int((self.values["kind"] == "village").sum())}))

    def _require(self, column: Column) -> None:
        values = self.values.get(column.name)
        missing = np.ones(self.count, dtype=bool) if values is None else values.isna().to_numpy()
        bad = self.bad.get(column.name, np.zeros(self.count, dtype=bool))
        name = self.mapped.fields.get(column.name)
        if values is None and self.count:
            raise InputError("column_missing", path=self.path, field=column.name, columns=list(self.source.columns))
        self.reject(missing & bad, "cell_unread", column=name)
        self.reject(missing & ~bad, "required_missing", column=name or column.name)

    def link(self, field: str, rows: gpd.GeoDataFrame, what: str) -> None:
        """Codes of a field as keys of a known table, where they mean one."""
        values = self.values.get(field)
        if values is None or field == self.table.key.name:
            return
        linked, unknown = link_codes(values, rows.index, rows["name"])
        changed = int((values.notna() & (values != linked)).sum())
        if changed:
            self.notes.append(Note("codes_linked", {"field": field, "rows": changed}))
        if unknown:
            self.notes.append(Note(f"{what}_unknown", {"codes": sorted(unknown)[:10], "count": len(unknown)}))
        self.values[field] = linked

    def propose_datum(self, communities: gpd.GeoDataFrame, datum: str) -> None:
        recorded = self.values.get("recorded_unit")
        if datum == "auto" and recorded is not None and self.shapes is not None and self.table.geometry == "point":
            note = propose_datum(self.shapes, recorded, communities)
            self.notes += [note] if note else []

    # Rows ---------------------------------------------------------------------------------------------------------

    def reading(self, keys_in_use: Collection[str]) -> Reading:
        """The frame, and everything to say of it."""
        keys = self._keys(keys_in_use)
        keep = self.kept
        frame = pd.DataFrame({name: values[keep].array for name, values in self.values.items()})
        frame.index = pd.Index(keys[keep].array, name=self.table.key.name)
        frame = frame.drop(columns=self.table.key.name, errors="ignore")
        if self.shapes is not None:
            frame = gpd.GeoDataFrame(
                frame, geometry=gpd.GeoSeries(self.shapes[keep], index=frame.index, crs=schema.DEGREES)
            )
        imported = int(keep.sum())
        if self.table.name == "stations" and frame.index.has_duplicates:
            frame = self._joined(frame)
        rejected = [
            *self.source.rejected,
            *(Rejected(int(self.source.rows[p]), *self.reason[p]) for p in np.flatnonzero(~keep)),
        ]
        return Reading(
            table=self.table.name,
            frame=schema.conform(self.table.name, frame),
            read=self.count + len(self.source.rejected),
            imported=imported,
            rejected=tuple(sorted(rejected, key=lambda row: row.row)),
            dropped_columns=self.mapped.dropped,
            encoding=self.source.encoding,
            crs=None if self.crs is None else crs_label(self.crs),
            datum=self.datum,
            notes=tuple(self.notes),
            columns=dict(self.mapped.fields),
        )

    def _keys(self, in_use: Collection[str]) -> pd.Series:
        """A key for every row: the file's own, or made where the file has no column for it."""
        column = self.table.key
        keys = self.values.get(column.name)
        if keys is None or (keys.isna().all() and not self.bad[column.name].any()):
            keys = self._made_keys(in_use)
            if self.table.name in ("stations", "communities"):
                names = self.values.get("name")
                self.values["name"] = keys if names is None else names.fillna(keys)
            return keys
        name = self.mapped.fields[column.name]
        bad, missing = self.bad[column.name], keys.isna().to_numpy()
        self.reject(bad & _truncated(self.source.columns[name], bad), "code_truncated", column=name)
        self.reject(bad, "cell_unread", column=name)
        self.reject(missing, "key_missing", column=name)
        repeated = keys.where(self.kept).duplicated().to_numpy() & self.kept
        if repeated.any() and self.table.name == "communities":
            # Land is not lost for a repeated code: each polygon stays a unit, with a number after the code.
            again = sorted(set(keys[repeated]))
            keys = self._numbered(keys, repeated)
            self.notes.append(Note("keys_numbered", {"codes": again[:10], "rows": int(repeated.sum())}))
        elif self.table.name != "stations":
            self.reject(repeated, "key_duplicate", column=name)
        return keys

    def _made_keys(self, in_use: Collection[str]) -> pd.Series:
        prefix = _PREFIXES[self.table.name]
        numbers = [int(key[len(prefix) :]) for key in in_use if key.startswith(prefix) and key[len(prefix) :].isdigit()]
        first = max(numbers, default=0) + 1
        keys = pd.Series([f"{prefix}{number}" for number in range(first, first + self.count)], dtype="str")
        self.notes.append(Note("keys_made", {"prefix": prefix, "rows": self.count}))
        return keys

    def _numbered(self, keys: pd.Series, repeated: npt.NDArray[np.bool_]) -> pd.Series:
        known, made = set(keys.dropna()), keys.to_list()
        for position in np.flatnonzero(repeated):
            number = 2
            while f"{keys[position]}-{number}" in known:
                number += 1
            made[position] = f"{keys[position]}-{number}"
            known.add(made[position])
        return pd.Series(made, dtype="str")

    def _joined(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Rows of one station as one row with all their polygons; its other values are the first row's."""
        first = frame[~frame.index.duplicated()]
        parts: dict[str, list[Any]] = {}
        for key, shape in zip(frame.index, frame.geometry, strict=True):
            parts.setdefault(key, []).extend(shapely.get_parts(shape))
        shapes = [polygons[0] if len(polygons) == 1 else shapely.multipolygons(polygons) for polygons in parts.values()]
        self.notes.append(Note("parts_joined", {"rows": len(frame) - len(first), "stations": len(first)}))
        return first.set_geometry(gpd.GeoSeries(shapes, index=first.index, crs=schema.DEGREES))


def _truncated(cells: Cells, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
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
