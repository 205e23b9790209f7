"""Where a station lies in the district: a small picture of all stations."""

import shapely
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPolygonF

from layers.edition_map import EditionMap
from layers.sheets.layout import Slot
from layers.sheets.painting.part import Painting, Part, heading, outlined, pen
from layers.style import PRINT


def _slot(shown_map: EditionMap) -> Slot | None:
    """A sheet of the whole district needs none, and a station that is not outlined can be shown in none."""
    edition = shown_map.edition
    code = edition.station_code
    if code is None or edition.project.stations.geometry.isna()[code]:
        return None
    return Slot("locator", 34.0, lower=28.0)


def _paint(on: Painting) -> None:
    """All stations' outlines, this one filled."""
    painter, page, say = on.painter, on.page, on.say
    locator, box, k = page.locator, page.panel.get("locator"), page.furniture
    if locator is None or box is None:
        return
    outlined(painter, box, PRINT.text, 0.25 * k)
    heading(painter, say("page.locator"), box, k)
    west, south, east, north = shapely.total_bounds(list(locator.outlines.values()))
    per_mm = max((east - west) / (box.width_mm - 24 * k), (north - south) / (box.height_mm - 4 * k))
    middle_x, middle_y = box.x_mm + box.width_mm / 2 + 7 * k, box.y_mm + box.height_mm / 2
    for code, shape in locator.outlines.items():
        here = code == locator.station_code
        painter.setPen(pen(PRINT.station_border, 0.2 * k))
        painter.setBrush(QColor(PRINT.accent if here else PRINT.quiet_unit))
        for polygon in shapely.get_parts(shape):
            xy = shapely.get_coordinates(polygon.exterior)
            points = [
                QPointF(middle_x + (x - (west + east) / 2) / per_mm, middle_y - (y - (south + north) / 2) / per_mm)
                for x, y in xy
            ]
            painter.drawPolygon(QPolygonF(points))


LOCATOR = Part("locator", _paint, _slot)
