"""The places of a briefing as GPX (waypoints) or KML (points with outlines), as map programs read them."""

from collections.abc import Iterator
from xml.etree import ElementTree as Xml

import shapely
from shapely.geometry.base import BaseGeometry

from layers.edition_map import MARK
from layers.say import Say, sentence
from layers.sheets.slip.briefing import Briefing, BriefingPlace
from layers.sheets.slip.layout import place_words, title_words
from mapper.files.xml_writing import add_text, xml_bytes

_GPX, _KML = "http://www.topografix.com/GPX/1/1", "http://www.opengis.net/kml/2.2"
_MAKER = "jurisdiction-mapper"


def gpx(briefing: Briefing, say: Say) -> bytes:
    """GPX 1.1: a waypoint for each place, in the briefing's order."""
    root = Xml.Element("gpx", {"xmlns": _GPX, "version": "1.1", "creator": _MAKER})
    about = Xml.SubElement(root, "metadata")
    add_text(about, "name", _title(briefing, say))
    add_text(about, "desc", _about(briefing, say))
    for place in briefing.places:
        point = Xml.SubElement(root, "wpt", {"lat": f"{place.lat:.6f}", "lon": f"{place.lon:.6f}"})
        add_text(point, "name", sentence(place.line.what, say))
        add_text(point, "desc", _told(place, say))
        add_text(point, "type", place.line.key)
    return xml_bytes(root)


def kml(briefing: Briefing, say: Say) -> bytes:
    """KML 2.2: a placemark for each place, with its point and its outline."""
    root = Xml.Element("kml", {"xmlns": _KML})
    document = Xml.SubElement(root, "Document")
    add_text(document, "name", _title(briefing, say))
    add_text(document, "description", _about(briefing, say))
    for place in briefing.places:
        mark = Xml.SubElement(document, "Placemark")
        add_text(mark, "name", sentence(place.line.what, say))
        add_text(mark, "description", _told(place, say))
        both = Xml.SubElement(mark, "MultiGeometry")
        add_text(Xml.SubElement(both, "Point"), "coordinates", f"{place.lon:.6f},{place.lat:.6f}")
        for polygon in _polygons(place.shape):
            made = Xml.SubElement(both, "Polygon")
            for name, ring in (
                ("outerBoundaryIs", polygon.exterior), *(("innerBoundaryIs", hole) for hole in polygon.interiors)
            ):  # fmt: skip
                line = Xml.SubElement(Xml.SubElement(made, name), "LinearRing")
                corners = (f"{x:.6f},{y:.6f}" for x, y in shapely.get_coordinates(ring))
                add_text(line, "coordinates", " ".join(corners))
    return xml_bytes(root)


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
