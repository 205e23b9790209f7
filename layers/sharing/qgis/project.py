"""A sheet as a project of QGIS (.qgz): the layers of a project file with their styles, and a layout with map and atlas.

It reads the project file itself, by a path relative to its own, so that it is command's alone.
"""

import hashlib
import io
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as Xml

import pyproj

from layers.say import Say, sentence
from layers.sharing.layer_rows import LayerRows
from layers.sharing.qgis.styles import drawn_rows, project_style
from layers.sharing.qgis.symbols import rgba
from layers.sheets.index_table import Box
from layers.sheets.order import SheetOrder
from layers.sheets.parts import MapFrame, Page
from layers.style import FONT_FAMILIES
from mapper import schema
from mapper.errors import InputError
from mapper.files.whole_file import write_whole
from mapper.files.xml_writing import add_text, writable
from mapper.store.places import address_of, is_address, without_password

_VERSION = "3.22.0"
_DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_PAGE, _MAP, _LABEL, _LEGEND, _SCALE_BAR = "65638", "65639", "65641", "65642", "65646"  # kinds of items of a layout
_GEOMETRY = {"polygon": "Polygon", "line": "Line", "point": "Point"}
_SHEET_OF = "[% coalesce(' – ' || @atlas_pagename, '') %]"  # nothing while no atlas is switched on
_SCALE = "1:[% format_number(round(item_variables('map')['map_scale']), 0) %]"  # that of each sheet of an atlas
_MADE = (1980, 1, 1, 0, 0, 0)  # the same project is the same file
# Paths are relative, what is drawn is projected, and lengths are those of the ellipsoid.
_PROPERTIES = (
    ("Paths", "Absolute", "bool", "false"),
    ("SpatialRefSys", "ProjectionsEnabled", "int", "1"),
    ("Measure", "Ellipsoid", "QString", "EPSG:7030"),
)
# Of an atlas there, which moves the map over the features of a layer.
_COVERAGE = {"stations": "stations", "units": "communities"}


def write_qgis_project(path: Path, project_file: Path, page: Page, order: SheetOrder, say: Say) -> None:
    """Write the sheet that ``page`` is the first page of; the ending of the file is ``.qgz``.

    Of an atlas that is the page of its whole land, which QGIS then moves from one sheet to the next.

    InputError ``qgis_command_only`` for another edition than command's, ``qgis_from_server``, ``qgis_no_beats`` for an
    atlas of beats, of which a project has no layer, ``cannot_write``.
    """
    if order.audience != "command":
        raise InputError("qgis_command_only")
    if order.atlas == "beats":
        raise InputError("qgis_no_beats")
    if is_address(project_file):
        raise InputError("qgis_from_server", path=without_password(address_of(project_file)))
    assert page.frame is not None
    source = Path(os.path.relpath(project_file.absolute(), path.absolute().parent)).as_posix()
    source = source if source.startswith(".") else f"./{source}"
    layers = list(drawn_rows(page.shown_map))
    text = _DOCTYPE + Xml.tostring(_project(source, layers, page, order, say), encoding="unicode")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{path.stem}.qgs", _MADE), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    write_whole(path, packed.getvalue())


def _project(source: str, layers: Sequence[LayerRows], page: Page, order: SheetOrder, say: Say) -> Xml.Element:
    title = writable(sentence(page.title, say))
    crs = page.shown_map.edition.project.about.map_crs
    root = Xml.Element("qgis", {"version": _VERSION, "projectname": title})
    add_text(root, "title", title)
    root.append(_crs("projectCrs", crs))
    tree = Xml.SubElement(root, "layer-tree-group")
    canvas = Xml.SubElement(root, "mapcanvas", {"name": "theMapCanvas", "annotationsVisible": "1"})
    add_text(canvas, "units", "meters")
    assert page.frame is not None
    canvas.append(_extent("extent", page.frame))
    canvas.append(_crs("destinationsrs", crs))
    there = Xml.SubElement(root, "projectlayers")
    order_of = Xml.SubElement(root, "layerorder")
    for rows in layers:
        words = say(f"layer.{rows.code}")
        node = {"id": _layer_id(rows.table), "name": words, "checked": "Qt::Checked", "expanded": "1"}
        Xml.SubElement(tree, "layer-tree-layer", node | {"providerKey": "ogr", "source": _source(source, rows.table)})
        Xml.SubElement(order_of, "layer", {"id": _layer_id(rows.table)})
        there.append(_map_layer(source, rows, words, page, say))
    for group, name, kind, value in _PROPERTIES:
        known = root.find("properties")
        known = Xml.SubElement(root, "properties") if known is None else known
        Xml.SubElement(Xml.SubElement(known, group), name, {"type": kind}).text = value
    Xml.SubElement(root, "Layouts").append(_layout(source, title, page, order, say))
    return root


def _layer_id(table: str) -> str:
    return f"{table}_of_project"


def _source(source: str, table: str) -> str:
    return f"{source}|layername={table}"


def _crs(name: str, authid: str) -> Xml.Element:
    """QGIS looks a system up by its authority where it also has a number of its own list, whichever that is."""
    made = Xml.Element(name)
    system = Xml.SubElement(made, "spatialrefsys", {"nativeFormat": "Wkt"})
    add_text(system, "wkt", pyproj.CRS(authid).to_wkt("WKT2_2019"))
    add_text(system, "srsid", "1")
    add_text(system, "srid", authid.rpartition(":")[2])
    add_text(system, "authid", authid)
    return made


def _map_layer(source: str, rows: LayerRows, words: str, page: Page, say: Say) -> Xml.Element:
    kind = _GEOMETRY[schema.TABLES[rows.table].geometry or "point"]
    style = project_style(rows, page.shown_map.snapshot.palette, say)
    made = Xml.Element(
        "maplayer", {"type": "vector", "geometry": kind, "labelsEnabled": style.get("labelsEnabled", "0")}
    )
    add_text(made, "id", _layer_id(rows.table))
    add_text(made, "datasource", _source(source, rows.table))
    add_text(made, "layername", words)
    made.append(_crs("srs", schema.DEGREES))
    Xml.SubElement(made, "provider", {"encoding": "UTF-8"}).text = "ogr"
    made.extend(list(style))
    return made


def _extent(name: str, frame: MapFrame) -> Xml.Element:
    per_mm = frame.scale_denominator / 1000
    x, y = frame.center_xy_m
    half_x, half_y = frame.box.width_mm / 2 * per_mm, frame.box.height_mm / 2 * per_mm
    sides = {"xmin": x - half_x, "ymin": y - half_y, "xmax": x + half_x, "ymax": y + half_y}
    if name == "Extent":
        return Xml.Element(name, {side: f"{value:.3f}" for side, value in sides.items()})
    made = Xml.Element(name)
    for side, value in sides.items():
        add_text(made, side, f"{value:.3f}")
    return made


def _layout(source: str, title: str, page: Page, order: SheetOrder, say: Say) -> Xml.Element:
    made = Xml.Element("Layout", {"name": title, "units": "mm", "printResolution": "300", "worldFileMap": _uuid("map")})
    collection = Xml.SubElement(made, "PageCollection")
    whole = Box(0, 0, page.width_mm, page.height_mm)
    collection.append(_item(_PAGE, "page", whole, frame=False))
    made.extend(_items(page, say, title))
    made.append(_atlas(source, order))
    return made


def _items(page: Page, say: Say, title: str) -> Iterator[Xml.Element]:
    """The map, the title, the legend, the scale bar and the foot, where the sheet has them."""
    frame = page.frame
    assert frame is not None
    the_map = _item(_MAP, "map", frame.box, {"keepLayerSet": "false", "followPreset": "false", "mapRotation": "0"})
    the_map.append(_extent("Extent", frame))
    Xml.SubElement(the_map, "LayerSet")
    Xml.SubElement(the_map, "AtlasMap", {"atlasDriven": "1", "scalingMode": "2", "margin": "0.1"})
    yield the_map
    yield _label("title", page.title_box, f"{title}{_SHEET_OF}", 18, bold=True)
    legend_box = page.panel.get("legend", Box(frame.box.x_mm + 2, frame.box.y_mm + 2, 50, 60))
    yield _legend(legend_box)
    bar_box = Box(frame.box.x_mm + 4, frame.box.y_mm + frame.box.height_mm - 16, 60, 12)
    units_m = _round_length(frame.scale_denominator * 0.03)
    bar = {
        "style": "Single Box", "unitType": "meters", "unitLabel": "m", "numUnitsPerScaleBarUnit": "1",
        "numSegments": "2", "numSegmentsLeft": "0", "numUnitsPerSegment": f"{units_m:g}", "height": "2",
        "linkedMap": _uuid("map"), "mapUuid": _uuid("map"), "segmentSizeMode": "0",
        "labelBarSpace": "2", "boxContentSpace": "1",
    }  # fmt: skip
    yield _item(_SCALE_BAR, "scale_bar", bar_box, bar, background=True)
    shown_map = page.shown_map
    told = [*([] if shown_map.mark is None else [shown_map.mark]), *shown_map.dates, shown_map.crs, shown_map.caveat]
    foot = "  ".join([*(sentence(one, say) for one in told), _SCALE, say("qgis.left_out")])
    yield _label("foot", page.foot_box, foot, 7)


def _legend(box: Box) -> Xml.Element:
    """Small swatches in two columns; the words of each layer over its classes."""
    said = {
        "title": "", "linkedMap": _uuid("map"), "map_uuid": _uuid("map"), "resizeToContents": "1", "columnCount": "2",
        "splitLayer": "1", "equalColumnWidth": "0", "symbolWidth": "6", "symbolHeight": "3.2", "lineSpacing": "1",
        "boxSpace": "1", "columnSpace": "4", "wrapChar": "",
    }  # fmt: skip
    made = _item(_LEGEND, "legend", box, said, background=True)
    styles = Xml.SubElement(made, "styles")
    for name, top_mm, size_pt in (("title", 0, 9), ("group", 1, 8), ("subgroup", 1.5, 8), ("symbol", 0.8, 7)):
        _add_legend_style(styles, name, {"marginTop": f"{top_mm:g}"}, size_pt)
    _add_legend_style(styles, "symbolLabel", {"marginLeft": "2", "marginTop": "0.8"}, 7)
    return made


def _add_legend_style(parent: Xml.Element, name: str, margins: Mapping[str, str], size_pt: float) -> None:
    _add_font(Xml.SubElement(parent, "style", {"name": name, "alignment": "1"} | dict(margins)), "styleFont", size_pt)


def _add_font(parent: Xml.Element, name: str, size_pt: float, *, bold: bool = False) -> None:
    """A font as QGIS before 3.24 reads it, and as later ones do."""
    weight = "75" if bold else "50"
    description = f"{FONT_FAMILIES[0]},{size_pt:g},-1,5,{weight},0,0,0,0,0"
    Xml.SubElement(parent, name, {"description": description, "style": ""})
    style = {
        "fontFamily": FONT_FAMILIES[0], "fontSize": f"{size_pt:g}", "fontSizeUnit": "Point",
        "textColor": rgba("#000000"), "fontWeight": weight, "textOpacity": "1",
    }  # fmt: skip
    Xml.SubElement(parent, "text-style", style)


def _round_length(least: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that is not above."""
    step = 10.0 ** (len(str(int(least))) - 1)
    return max(times * step for times in (1, 2, 5) if times * step <= max(least, step))


def _uuid(name: str) -> str:
    """The same name is the same item, in every file."""
    digest = hashlib.sha256(name.encode("utf-8")).hexdigest()
    return f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"


def _item(
    kind: str, name: str, box: Box, more: Mapping[str, str] = {}, *, frame: bool = False, background: bool = False
) -> Xml.Element:
    place = f"{box.x_mm:.2f},{box.y_mm:.2f},mm"
    made = Xml.Element(
        "LayoutItem",
        {
            "type": kind, "id": name, "uuid": _uuid(name), "templateUuid": _uuid(name), "visibility": "1",
            "position": place, "positionOnPage": place, "size": f"{box.width_mm:.2f},{box.height_mm:.2f},mm",
            "referencePoint": "0", "itemRotation": "0", "opacity": "1", "zValue": "0" if kind == _PAGE else "1",
            "frame": str(frame or kind == _MAP).lower(), "background": str(background or kind == _MAP).lower(),
            "outlineWidthM": "0.3,mm", "positionLock": "false", "excludeFromExports": "0",
        }
        | dict(more),
    )  # fmt: skip
    Xml.SubElement(made, "BackgroundColor", {"red": "255", "green": "255", "blue": "255", "alpha": "255"})
    return made


def _label(name: str, box: Box, text: str, size_pt: float, *, bold: bool = False) -> Xml.Element:
    said = {"labelText": writable(text), "htmlState": "0", "halign": "1", "valign": "128"}
    made = _item(_LABEL, name, box, said)
    _add_font(made, "LabelFont", size_pt, bold=bold)
    return made


def _atlas(source: str, order: SheetOrder) -> Xml.Element:
    """A sheet for each station, or each unit of a station; where one sheet is ordered it waits to be switched on."""
    table = _COVERAGE[order.atlas or ("stations" if order.station_code is None else "units")]
    wanted: list[tuple[str, Sequence[str]]] = []
    wanted += [] if order.station_code is None else [("station_code", (order.station_code,))]
    wanted += [(schema.TABLES[table].key.name, order.chosen)] if order.chosen else []
    return Xml.Element(
        "Atlas",
        {
            "enabled": "0" if order.atlas is None else "1", "coverageLayer": _layer_id(table),
            "coverageLayerName": table, "coverageLayerSource": _source(source, table),
            "coverageLayerProvider": "ogr", "hideCoverage": "0", "pageNameExpression": '"name"', "sortFeatures": "0",
            "filterFeatures": str(int(bool(wanted))), "featureFilter": " AND ".join(_one_of(*one) for one in wanted),
            "filenamePattern": "\"name\"",
        },
    )  # fmt: skip


def _one_of(column: str, values: Sequence[str]) -> str:
    said = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f'"{column}" IN ({said})'
