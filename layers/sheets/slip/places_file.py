"""The places of a briefing as GPX (waypoints) or KML (points with outlines), as map programs read them."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

import shapely
from shapely.geometry.base import BaseGeometry

from layers.edition_map import MARK
from layers.say import Say, sentence
from layers.sheets.slip.briefing import Briefing, BriefingPlace
from layers.sheets.slip.layout import place_words, title_words

_GPX, _KML = "http://www.topografix.com/GPX/1/1", "http://www.opengis.net/kml/2.2"
_MAKER = "jurisdiction-mapper"
# XML has no way to write these (XML 1.0, 2.2).
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def gpx(briefing: Briefing, say: Say) -> bytes:
    """GPX 1.1: a waypoint for each place, in the briefing's order."""
    root = Xml.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": _MAKER})
    about = Xml.SubElement(root, "metadata")
    _add(about, "name", _title(briefing, say))
    _add(about, "desc", _about(briefing, say))
    for place in briefing.places:
        point = Xml.SubElement(root, "wpt", {"lat": f"{place.lat:.6f}", "lon": f"{place.lon:.6f}"})
        _add(point, "name", sentence(place.line.what, say))
        _add(point, "desc", _told(place, say))
        _add(point, "type", place.line.key)
    return _written(root)


def kml(briefing: Briefing, say: Say) -> bytes:
    """KML 2.2: a placemark for each place, with its point and its outline."""
    root = Xml.Element("kml", {"xmlns": _KML})
    document = Xml.SubElement(root, "Document")
    _add(document, "name", _title(briefing, say))
    _add(document, "description", _about(briefing, say))
    for place in briefing.places:
        mark = Xml.SubElement(document, "Placemark")
        _add(mark, "name", sentence(place.line.what, say))
        _add(mark, "description", _told(place, say))
        both = Xml.SubElement(mark, "MultiGeometry")
        _add(Xml.SubElement(both, "Point"), "coordinates", f"{place.lon:.6f},{place.lat:.6f}")
        for polygon in _polygons(place.shape):
            made = Xml.SubElement(both, "Polygon")
            for name, ring in (
                ("outerBoundaryIs", polygon.exterior), *(("innerBoundaryIs", hole) for hole in polygon.interiors)
            ):  # fmt: skip
                line = Xml.SubElement(Xml.SubElement(made, name), "LinearRing")
                corners = (f"{x:.6f},{y:.6f}" for x, y in shapely.get_coordinates(ring))
                _add(line, "coordinates", " ".join(corners))
    return _written(root)


def _polygons(shape: BaseGeometry) -> Iterator[shapely.Polygon]:
    yield from (part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon))


def _title(briefing: Briefing, say: Say) -> str:
    return f"{title_words(briefing.slip, say)} {briefing.slip.as_of}"


def _about(briefing: Briefing, say: Say) -> str:
    """What it is marked as, and what the data are."""
    return say("slip.dot").join(filter(None, (sentence(MARK, say), briefing.slip.place, briefing.slip.notice)))


def _told(place: BriefingPlace, say: Say) -> str:
    line = place.line
    return "\n".join(
        [f"{place_words(line, say)} {sentence(line.due, say)}", *(sentence(below, say) for below in line.below)]
    )


def _add(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _UNWRITABLE.sub("", text)


def _written(root: Xml.Element) -> bytes:
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
