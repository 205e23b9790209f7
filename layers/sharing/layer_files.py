"""Rows of a layer as a file of another program: GeoPackage, GeoJSON (RFC 7946), KML 2.2, CSV or Excel."""

import json
import shutil
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol
from xml.etree import ElementTree as Xml

import numpy as np
import pandas as pd
import shapely

from layers.say import Say
from layers.sharing.layer_rows import LayerRows
from layers.sharing.qgis.styles import file_style
from layers.style import LIGHT
from mapper import schema
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.errors import InputError
from mapper.files.layer_styles import put_layer_styles
from mapper.files.sqlite_files import connect
from mapper.files.whole_file import draft_of, write_whole
from mapper.files.xml_writing import add_text, xml_bytes
from mapper.io.exports import write_table
from mapper.store.store import is_project

_KML = "http://www.opengis.net/kml/2.2"
_DIGITS = 7  # of a degree: a centimetre
_NAMES = ("name", "reason", "category", "type", "kind")  # what a row is called by, the first that it has


class Words(Say, Protocol):
    """Sentences, and the words of a project's columns and choices."""

    def field(self, table: str, column: str) -> str: ...

    def choice(self, table: str, column: str, value: object) -> str: ...


def write_layer(path: Path, rows: LayerRows, title: str, say: Words) -> None:
    """Write the rows; the ending of ``path`` says as what.

    GeoPackage and GeoJSON have the project's own names of columns and values, so that programs read them; KML and
    tables have the reader's words.

    Raises
    ------
    InputError
        ``export_kind_unknown``, ``database_in_place`` (a project stands there), ``is_directory`` or ``cannot_write``.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise InputError("export_kind_unknown", path=str(path), known=list(_WRITERS))
    if path.is_file() and path.stat().st_size and is_project(path):
        raise InputError("database_in_place", path=str(path))
    write(path, rows, title, say)


def _geopackage(path: Path, rows: LayerRows, title: str, say: Words) -> None:
    """With the classes' styles in it, which QGIS takes for the layer."""
    import pyogrio

    frame = rows.frame.copy()
    for column in frame.columns.drop("geometry"):
        if str(frame[column].dtype) == "object":
            frame[column] = pd.array([None if pd.isna(v) else str(v) for v in frame[column]], dtype="str")
    multi = {"polygon": "MultiPolygon", "line": "MultiLineString", "point": "Point"}
    kind = multi[schema.TABLES[rows.table].geometry or "point"]
    with draft_of(path) as draft, TemporaryDirectory() as folder:
        plain = Path(folder) / "layer.gpkg"  # GDAL takes some signs of a path for more than a name
        try:
            pyogrio.write_dataframe(
                frame, plain, layer=rows.code, driver="GPKG", geometry_type=kind, promote_to_multi=kind != "Point",
                dataset_options={"VERSION": "1.3"}, layer_options={"IDENTIFIER": title, "FID": "fid"},
            )  # fmt: skip
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:  # no room
            raise InputError("cannot_write", path=str(path), reason="") from error
        shutil.copyfile(plain, draft)
        with closing(connect(draft, "rw")) as connection, connection:
            put_layer_styles(connection, [file_style(rows, title, LIGHT, say)] if rows.styles else [])


def _geojson(path: Path, rows: LayerRows, _title: str, _say: Words) -> None:
    """RFC 7946: longitude before latitude of WGS 84, outer rings against the clock, no other system of coordinates."""
    shapes = shapely.orient_polygons(np.asarray(rows.frame.geometry.array, dtype=object), exterior_cw=False)
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, _DIGITS))
    names = [column for column in rows.frame.columns if column != "geometry"]
    features = [
        {
            "type": "Feature",
            "properties": {name: _plain(value) for name, value in zip(names, values, strict=True)},
            "geometry": json.loads(text),
        }
        for values, text in zip(
            rows.frame[names].astype(object).itertuples(index=False, name=None), shapely.to_geojson(shapes), strict=True
        )
    ]
    box = [round(float(value), _DIGITS) for value in shapely.total_bounds(shapes)]
    document = {"type": "FeatureCollection", "bbox": box, "features": features}
    write_whole(path, (json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8"))


def _kml(path: Path, rows: LayerRows, title: str, say: Words) -> None:
    """A placemark a row, called by its name, with what is told of it in the reader's words."""
    root = Xml.Element("kml", {"xmlns": _KML})
    document = Xml.SubElement(root, "Document")
    add_text(document, "name", title)
    told = worded(rows, say)
    for name, values, shape in zip(
        _titles(rows, say), told.astype(object).itertuples(index=False, name=None), rows.frame.geometry, strict=True
    ):
        mark = Xml.SubElement(document, "Placemark")
        add_text(mark, "name", name)
        data = Xml.SubElement(mark, "ExtendedData")
        for word, value in zip(told.columns, values, strict=True):
            plain = _plain(value)
            if plain not in (None, ""):
                add_text(Xml.SubElement(data, "Data", {"name": word}), "value", str(plain))
        _add_shape(mark, shape)
    write_whole(path, xml_bytes(root))


def _add_shape(parent: Xml.Element, shape: shapely.Geometry) -> None:
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    if len(parts) > 1:
        parent = Xml.SubElement(parent, "MultiGeometry")
    for part in parts:
        if isinstance(part, shapely.Polygon):
            made = Xml.SubElement(parent, "Polygon")
            turned = shapely.orient_polygons(part, exterior_cw=False)
            for name, ring in (
                ("outerBoundaryIs", turned.exterior), *(("innerBoundaryIs", hole) for hole in turned.interiors)
            ):  # fmt: skip
                _add_places(Xml.SubElement(Xml.SubElement(made, name), "LinearRing"), ring)
        else:
            _add_places(Xml.SubElement(parent, "Point" if isinstance(part, shapely.Point) else "LineString"), part)


def _add_places(parent: Xml.Element, shape: shapely.Geometry) -> None:
    places = shapely.get_coordinates(shape)
    add_text(parent, "coordinates", " ".join(f"{x:.{_DIGITS}f},{y:.{_DIGITS}f}" for x, y in places))


def _table(path: Path, rows: LayerRows, _title: str, say: Words) -> None:
    """The reader's words, and where each point lies; what is land or a line has no place in a table."""
    told = worded(rows, say)
    if schema.TABLES[rows.table].geometry == "point":
        xy = np.round(shapely.get_coordinates(np.asarray(rows.frame.geometry.array, dtype=object)), _DIGITS)
        told = told.assign(**{say("export.longitude"): xy[:, 0], say("export.latitude"): xy[:, 1]})
    write_table(told, path, index=False)


def worded(rows: LayerRows, say: Words) -> pd.DataFrame:
    """The rows with the reader's words for columns and values; columns without a value are left out."""
    table, found = schema.TABLES[rows.table], {}
    own = {column.name: column for column in (table.key, *table.columns)}
    for name in rows.frame.columns.drop("geometry"):
        values = rows.frame[name]
        if values.isna().all() or name == "class":
            continue
        if name in own and own[name].choices is not None:
            values = values.map({v: say.choice(rows.table, name, v) for v in values.dropna().unique()})
        elif name == "state":
            values = values.map(_state_words(rows.table, values, say))
        elif str(values.dtype) == "boolean":
            values = values.map({True: say("roster.yes"), False: say("roster.no")})
        found[_word(rows.table, name, say)] = values
    return pd.DataFrame(found, index=rows.frame.index)


def _state_words(table: str, states: pd.Series, say: Words) -> Mapping[str, str]:
    if table not in KIND_OF:
        form = "state.{}"
    elif (column := KIND_OF[table].state_column) is not None:
        form = f"choice.{table}.{column}.{{}}"
    else:
        form = f"incident_state.{table}.{{}}"
    return {state: say(form.format(state)) for state in states.dropna().unique() if state}


def _word(table: str, name: str, say: Words) -> str:
    own = {column.name for column in (schema.TABLES[table].key, *schema.TABLES[table].columns)}
    return say.field(table, name) if name in own else say(f"export.{name}")


def _titles(rows: LayerRows, say: Words) -> list[str]:
    """What each row is called: its name, else what it is about with its key."""
    table, frame = schema.TABLES[rows.table], rows.frame
    found = pd.Series("", index=frame.index, dtype="object")
    keys = frame[table.key.name].astype(object).fillna("") if table.key.name in frame.columns else found
    choices = {column.name for column in table.columns if column.choices is not None}
    for name in (name for name in _NAMES if name in frame.columns):
        values = frame[name].astype(object).fillna("")
        if name in choices:
            values = values.map({v: say.choice(rows.table, name, v) for v in values.unique() if v}).fillna("")
        if name != "name":
            values = (values.astype(str) + " " + keys.astype(str)).where(values != "", "").str.strip()
        found = found.where(found != "", values)
    return [str(value) for value in found.where(found != "", keys)]


def _plain(value: Any) -> Any:
    """A value as JSON has it: days and times as ISO 8601 texts, nothing for what is missing."""
    if value is None or pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat() if value == value.normalize() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


_WRITERS: Mapping[str, Callable[[Path, LayerRows, str, Words], None]] = {
    ".gpkg": _geopackage,
    ".geojson": _geojson,
    ".kml": _kml,
    ".csv": _table,
    ".xlsx": _table,
}
LAYER_ENDINGS = tuple(_WRITERS)
