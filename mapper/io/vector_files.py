"""GeoPackage, GeoJSON and the other kinds of maps that GDAL reads, as a :class:`~mapper.io.source.Source`."""

import bz2
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import unescape

from mapper.errors import InputError
from mapper.files.limits import MOST_TEXT_BYTES, MOST_UNPACKED_BYTES
from mapper.files.nesting import json_too_deep
from mapper.files.packed import most_unpacked, opened_zip
from mapper.io.encodings import decode_lines, shown
from mapper.io.gdal import LATIN, choose_layers, joined, layer_names, layer_source, read_layer, require_plain_parts
from mapper.io.markup import plain_xml, xml_text
from mapper.io.shapefiles import table_encoding
from mapper.io.source import Cells, Source, bounded_text, text_bytes
from mapper.message import Message
from mapper.schema import Table

# Kinds whose layers are parts of one thing, so that all with the right shapes are read.
_TOGETHER = frozenset({"kml", "gpx", "osm", "pbf"})
# What is not read unless it is asked for: the points that a track goes through are no places, routes of buses no roads.
_LEFT_OUT = {
    "gpx": ("route_points", "track_points"),
    "osm": ("multilinestrings", "other_relations"),
    "pbf": ("multilinestrings", "other_relations"),
}
# Kinds whose texts may be in any encoding; the others are UTF-8 by their own rules, and GDAL says where not.
_OWN_ENCODING = frozenset({"tab", "mif", "dxf"})
_PLACEMARK = re.compile(r"<(?:\w+:)?Placemark[\s>]")
# A column's name in the data of a placemark, where it has other than plain letters.
_DATA_NAME = re.compile(
    r"""(<(?:\w+:)?(?:Data|SimpleField|SimpleData)\b[^>]*?\bname\s*=\s*)(["'])((?=[^"'>]*[^\w"'>]|[^"'>]*[^\x00-\x7f"'>])[^"'>]+)\2"""
)
_OVITAL_DATUM = re.compile(r"<(Ov\w*Coord\w*)>([^<]{1,30})<")
_OVITAL_ENDINGS = (".ovkml", ".ovkmz", ".ovobj")
_DISPLAY = frozenset({"altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon"})  # how it is drawn
_PIECE_BYTES = 2**20


def read_map(path: Path, kind: str, table: Table, layers: Sequence[str] = (), encoding: str | None = None) -> Source:
    """A map file of one of the kinds of :mod:`~mapper.io.recognition`, or some layers of it.

    Raises
    ------
    InputError
        ``file_unreadable``, ``layer_unknown``, ``layers_many``, ``layers_none``, ``json_too_deep``, ``xml_too_deep``,
        ``xml_entities``, ``unpacked_too_large``, ``file_too_large`` or an encoding's error.
    """
    if kind == "json":
        return _read_json(path, table, layers, encoding)
    if kind in ("kml", "gpx", "gml", "osm"):
        return _read_xml([text_bytes(path)], path, kind, table, layers)
    if kind == "kmz":
        with opened_zip(path, str(path)) as archive:
            members = [name for name in archive.namelist() if name.lower().endswith(".kml")]
            return _read_xml([archive.read(name) for name in members], path, "kml", table, layers)
    if kind == "bz2":
        return _read_xml([_unpacked(path)], path, "osm", table, layers)
    return _read_layers(path, path, kind, table, layers, encoding)


def _read_layers(
    file: Path, path: Path, kind: str, table: Table, layers: Sequence[str], encoding: str | None = None
) -> Source:
    require_plain_parts(file)
    listed = layer_names(file, str(path))
    if not layers:
        listed = [(name, shapes) for name, shapes in listed if name not in _LEFT_OUT.get(kind, ())]
    chosen = choose_layers(listed, table, layers, str(path), kind in _TOGETHER)
    sources = []
    for name in chosen:
        if kind in _OWN_ENCODING:
            layer = read_layer(file, str(path), layer=name, encoding=LATIN)
            found, notes = table_encoding(layer, str(path), encoding, [])
            sources.append(layer_source(layer, shown(found), found, notes))
        else:
            layer = read_layer(file, str(path), layer=name)
            sources.append(layer_source(layer, "UTF-8", wall_clock=kind in ("gpkg", "gdb")))
    if kind in _TOGETHER and not layers and table.geometry and not any(len(one.rows) for one in sources):
        others = [name for name, _ in listed if name not in chosen]
        full = [one for one in others if len(layer_source(read_layer(file, str(path), layer=one), "UTF-8").rows)]
        raise InputError(f"geometry_not_{table.geometry}", path=str(path), found=full)
    return replace(joined(sources, chosen, str(path)), layers=tuple(name for name, _ in listed) if listed[1:] else ())


def _read_xml(texts: Sequence[bytes], path: Path, kind: str, table: Table, layers: Sequence[str]) -> Source:
    """Documents of XML; GDAL is given a copy in UTF-8, since it knows few other encodings."""
    sources: list[Source] = []
    names: list[str] = []
    features = 0
    said: str | None = None
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(texts):
            text, encoding = xml_text(data, str(path))
            plain_xml(text, str(path))
            own_names: dict[str, str] = {}
            if kind == "kml":
                features += len(_PLACEMARK.findall(text))
                said = _datum_said(text, path) if said is None else said
                text, own_names = _plain_names(text)
            copy = Path(folder) / f"layer{number or ''}.{kind}"
            copy.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + text, "utf-8")
            source = _read_layers(copy, path, kind, table, layers)
            columns = {own_names.get(name, name): cells for name, cells in source.columns.items()}
            sources.append(replace(source, columns=columns, encoding=encoding))
            names.append(copy.stem)
    if not sources:
        raise InputError("layers_none", path=str(path))
    source = sources[0] if len(sources) == 1 else joined(sources, names, str(path))
    skipped = features - len(source.rows) if not layers else 0
    if skipped > 0:  # network links and the like come from elsewhere; whatever it is, it is told
        source = replace(source, notes=(*source.notes, Message("features_skipped", {"rows": skipped})))
    return replace(source, columns=_filled(source.columns), datum_said=said)


def _filled(columns: Mapping[str, Cells]) -> dict[str, Cells]:
    """Columns of a KML, GPX or the like without those that GDAL makes for every such file and this one leaves empty."""
    return {
        name: cells
        for name, cells in columns.items()
        if name not in _DISPLAY and any(cell is not None for cell in cells)
    }


def _datum_said(text: str, path: Path) -> str | None:
    """What 奥维 writes of the datum into a KML of its own (:attr:`~mapper.io.source.Source.datum_said`)."""
    if (found := _OVITAL_DATUM.search(text)) is not None:
        return f"{found[1]} {found[2].strip()}"
    return "" if path.suffix.lower() in _OVITAL_ENDINGS else None


def _plain_names(text: str) -> tuple[str, dict[str, str]]:
    """A KML whose further columns have names that GDAL leaves alone, and what each of them is really called.

    GDAL makes an underscore of every letter that is not ASCII, so that 社区编码 and 社区名称 would be one column.
    """
    numbers: dict[str, str] = {}

    def plain(found: re.Match[str]) -> str:
        name = unescape(found[3])
        return f"{found[1]}{found[2]}{numbers.setdefault(name, f'column_{len(numbers) + 1}_')}{found[2]}"

    text = _DATA_NAME.sub(plain, text)
    return text, {number: name for name, number in numbers.items()}


def _unpacked(path: Path) -> bytes:
    """What a .bz2 holds. InputError ``unpacked_too_large``, ``file_unreadable``."""
    most, found = min(most_unpacked(path.stat().st_size, MOST_UNPACKED_BYTES), MOST_TEXT_BYTES), bytearray()
    try:
        with bz2.open(path) as packed:
            while piece := packed.read(_PIECE_BYTES):
                found += piece
                if len(found) > most:
                    raise InputError("unpacked_too_large", path=str(path), megabytes=round(len(found) / 1e6))
    except (OSError, EOFError, ValueError) as error:
        raise InputError("file_unreadable", path=str(path)) from error
    return bounded_text(bytes(found), str(path))


def _read_json(path: Path, table: Table, layers: Sequence[str], encoding: str | None) -> Source:
    """GeoJSON, its features one a line too, Esri's JSON and TopoJSON."""
    text, name, notes = decode_lines(text_bytes(path), str(path), encoding)
    if json_too_deep(text):
        raise InputError("json_too_deep", path=str(path))
    document = _document(text)
    if not isinstance(document, dict) or not ({"type", "features"} & document.keys()):
        raise InputError("file_unreadable", path=str(path))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "layer.json"
        plain.write_text(json.dumps(document) if _is_lines(text) else text, "utf-8")
        listed = layer_names(plain, str(path))
        chosen = choose_layers(listed, table, layers if len(listed) > 1 else (), str(path))
        sources = [layer_source(read_layer(plain, str(path), layer=one), shown(name), notes=notes) for one in chosen]
    source = joined(sources, chosen, str(path))
    if document.get("type") == "Topology":
        return source
    features = document.get("features")
    skipped = (len(features) if isinstance(features, list) else 1) - len(source.rows)
    if skipped <= 0:
        return source
    return replace(source, notes=(*source.notes, Message("features_skipped", {"rows": skipped})))


def _is_lines(text: str) -> bool:
    first, _, rest = text.strip().partition("\n")
    return first.rstrip().endswith("}") and rest.lstrip().startswith("{")


def _document(text: str) -> Any:
    """What JSON text says; features that stand one a line (GeoJSONSeq) as one collection. None where it is none."""
    try:
        if _is_lines(text):
            return {
                "type": "FeatureCollection",
                "features": [json.loads(line) for line in text.split("\n") if line.strip()],
            }
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
