"""Where a station lies in the district: a small picture of all stations."""

from weakref import WeakKeyDictionary

import numpy as np
from PySide6.QtGui import QColor, QPainterPath

from layers.edition_map import EditionMap
from layers.sheets.layout import Slot
from layers.sheets.painting.part import Painting, Part, heading, outline_path, outlined, pen
from layers.sheets.parts import Outlines
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
    west, south, east, north = locator.outlines.bounds_m
    per_mm = max((east - west) / (box.width_mm - 24 * k), (north - south) / (box.height_mm - 4 * k))
    painter.save()
    painter.translate(box.x_mm + box.width_mm / 2 + 7 * k, box.y_mm + box.height_mm / 2)
    painter.scale(1 / per_mm, -1 / per_mm)
    painter.translate(-(west + east) / 2, -(south + north) / 2)
    painter.setPen(pen(PRINT.station_border, 0.2 * k * per_mm))
    if (every := _PATHS.get(locator.outlines)) is None:
        every = _PATHS[locator.outlines] = outline_path(np.array([*locator.outlines.of.values()], dtype=object))
    painter.setBrush(QColor(PRINT.quiet_unit))
    painter.drawPath(every)
    painter.setBrush(QColor(PRINT.accent))
    painter.drawPath(outline_path(np.array([locator.outlines.of[locator.station_code]], dtype=object)))
    painter.restore()


# An atlas shows the same stations on every sheet.
_PATHS: WeakKeyDictionary[Outlines, QPainterPath] = WeakKeyDictionary()


LOCATOR = Part("locator", _paint, _slot)
