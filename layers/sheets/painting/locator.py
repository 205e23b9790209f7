"""Where a station lies in the district: a small picture of all stations."""

from weakref import WeakKeyDictionary

import numpy as np
import shapely
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath

from layers.edition_map import EditionMap
from layers.sheets.layout import Slot
from layers.sheets.painting.part import Painting, Part, heading, outline_path, outlined, pen
from layers.sheets.parts import Outlines
from layers.style import PRINT
from mapper.arrays import Geometries

_LEAST_SIDE = 2.5  # of a station on average, in units of furniture, for each to be outlined
_LEAST_SEEN = 3.0  # of this station, likewise, to be found without a frame around it


def _slot(shown_map: EditionMap) -> Slot | None:
    """A sheet of the whole district needs none, and a station that is not outlined can be shown in none."""
    edition = shown_map.edition
    code = edition.station_code
    if code is None or edition.project.stations.geometry.isna()[code]:
        return None
    return Slot("locator", 34.0, lower=28.0)


def _paint(on: Painting) -> None:
    """All stations' outlines, or the land's alone where they would be a grey; this one filled, and framed if small."""
    painter, page, say = on.painter, on.page, on.say
    locator, box, k = page.locator, page.panel.get("locator"), page.furniture
    if locator is None or box is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    heading(painter, say("page.locator"), box, k)
    west, south, east, north = locator.outlines.bounds_m
    per_mm = max((east - west) / (box.width_mm - 24 * k), (north - south) / (box.height_mm - 4 * k))
    painter.save()
    painter.translate(box.x_mm + box.width_mm / 2 + 7 * k, box.y_mm + box.height_mm / 2)
    painter.scale(1 / per_mm, -1 / per_mm)
    painter.translate(-(west + east) / 2, -(south + north) / 2)
    painter.setPen(pen(PRINT.station_border, 0.2 * k * per_mm))
    painter.setBrush(QColor(PRINT.quiet_unit))
    mean_side_m = ((east - west) * (north - south) / len(locator.outlines.of)) ** 0.5
    painter.drawPath(land_path(locator.outlines, each=mean_side_m >= _LEAST_SIDE * k * per_mm))
    own = locator.outlines.of[locator.station_code]
    painter.setBrush(QColor(PRINT.accent))
    painter.drawPath(outline_path(np.array([own], dtype=object)))
    west, south, east, north = shapely.bounds(own).tolist()
    least_m = _LEAST_SEEN * k * per_mm
    if max(east - west, north - south) < least_m:
        painter.setPen(pen(PRINT.accent, 0.4 * k * per_mm))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        left, down = (west + east - least_m) / 2, (south + north - least_m) / 2
        painter.drawRect(QRectF(left, down, least_m, least_m))
    painter.restore()


def land_path(outlines: Outlines, *, each: bool) -> QPainterPath:
    """Every station, or what they are together; an atlas shows the same on every sheet."""
    known = _PATHS.setdefault(outlines, {})
    if each not in known:
        shapes = np.array([*outlines.of.values()], dtype=object)
        known[each] = outline_path(shapes if each else np.array([_together(outlines, shapes)], dtype=object))
    return known[each]


def _together(outlines: Outlines, shapes: Geometries) -> shapely.Geometry:
    """The land without its inner borders: outlines that were thinned one by one gape a little, and are closed first."""
    west, south, east, north = outlines.bounds_m
    gap_m = max(east - west, north - south) / 300
    closed = shapely.union_all(shapely.buffer(shapely.make_valid(shapes), gap_m, join_style="mitre"))
    return shapely.simplify(shapely.buffer(closed, -gap_m, join_style="mitre"), gap_m / 2)


_PATHS: WeakKeyDictionary[Outlines, dict[bool, QPainterPath]] = WeakKeyDictionary()


LOCATOR = Part("locator", _paint, _slot)
