"""The map on a sheet, with its reference grid and whose background it stands on."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.paint.painter import paint_map
from layers.paint.unplaced import unplaced_names
from layers.say import Say
from layers.scene.backdrop import attributions
from layers.sheets.index_table import MM_PER_PT, Box
from layers.sheets.layout import LETTERS
from layers.sheets.painting.part import QUIET, Painting, Part, outlined, pen
from layers.sheets.parts import MapFrame
from layers.snapshot import Snapshot
from layers.style import PRINT
from mapper.crs import transform_xy
from mapper.schema import DEGREES


def _paint(on: Painting) -> None:
    """The map, its neat line, and the reference grid's letters and numbers around it."""
    painter, page, say, frame = on.painter, on.page, on.say, on.page.frame
    if frame is None:
        return
    box, k, snapshot = frame.box, page.furniture, page.shown_map.snapshot
    painter.save()
    painter.translate(box.x_mm, box.y_mm)
    painter.scale(frame.mm_per_px, frame.mm_per_px)
    painted = paint_map(painter, snapshot, frame.viewport, say, framed=True, keys=page.numbers, tiles=on.tiles)
    painter.restore()
    _paint_attribution(painter, snapshot, box, k, say)
    size, tick = 3.1 * k, 1.3 * k
    column_mm, row_mm = box.width_mm / frame.columns, box.height_mm / frame.rows
    painter.setPen(pen(PRINT.station_border, 0.18 * k))
    for i in range(1, frame.columns):
        x = box.x_mm + i * column_mm
        painter.drawLine(QPointF(x, box.y_mm - tick), QPointF(x, box.y_mm))
        painter.drawLine(QPointF(x, box.bottom_mm), QPointF(x, box.bottom_mm + tick))
    for i in range(1, frame.rows):
        y = box.y_mm + i * row_mm
        painter.drawLine(QPointF(box.x_mm - tick, y), QPointF(box.x_mm, y))
        painter.drawLine(QPointF(box.right_mm, y), QPointF(box.right_mm + tick, y))
    for i in range(frame.columns):
        x = box.x_mm + (i + 0.5) * column_mm
        for baseline in (box.y_mm - 1.5 * k, box.bottom_mm + 3.9 * k):
            write(painter, LETTERS[i], x, baseline, size, QUIET, align="center")
    for i in range(frame.rows):
        y = box.y_mm + (i + 0.5) * row_mm + size * MIDDLE_EM
        for x in (box.x_mm - 2.8 * k, box.right_mm + 2.8 * k):
            write(painter, str(i + 1), x, y, size, QUIET, align="center")
    _paint_corners(painter, frame, snapshot.state.project.about.map_crs, k)
    outlined(painter, box, PRINT.text, 0.55 * k)
    if painted.placed is not None:
        on.keyed = sum(name.is_key for name in painted.placed.names)
        on.unplaced = unplaced_names(snapshot, painted.placed, frame.viewport.bounds_m)


def corners_told(frame: MapFrame, map_crs: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Longitude and latitude of the upper left corner, and of the lower right one, to a thousandth of a degree."""
    west, south, east, north = frame.viewport.bounds_m
    degrees = transform_xy(np.array([(west, north), (east, south)]), map_crs, DEGREES)

    def told(lon: float, lat: float) -> tuple[str, str]:
        return f"{abs(lon):.3f}°{'E' if lon >= 0 else 'W'}", f"{abs(lat):.3f}°{'N' if lat >= 0 else 'S'}"

    first, last = (told(*corner) for corner in degrees.tolist())
    return first, last


def _paint_corners(painter: QPainter, frame: MapFrame, map_crs: str, k: float) -> None:
    """Where on earth the frame lies: at two of its corners the longitude along the frame, and the latitude up it."""
    (lon, lat), (far_lon, far_lat) = corners_told(frame, map_crs)
    box, size = frame.box, max(1.9 * k, 5.5 * MM_PER_PT)
    write(painter, lon, box.x_mm, box.y_mm - 1.1 * k, size, QUIET)
    write(painter, far_lon, box.right_mm, box.bottom_mm + 2.6 * k, size, QUIET, align="right")
    for text, x, y in ((lat, box.x_mm - 1.1 * k, box.y_mm), (far_lat, box.right_mm + 2.6 * k, box.bottom_mm)):
        painter.save()
        painter.translate(x, y)
        painter.rotate(-90)
        write(painter, text, 0, 0, size, QUIET, align="right" if text is lat else "left")
        painter.restore()


def _paint_attribution(painter: QPainter, snapshot: Snapshot, box: Box, k: float, say: Say) -> None:
    """Whose background map it is, in the map's lower right corner."""
    whose = attributions(snapshot.state.backdrops)
    if not whose:
        return
    text, size = say("page.background", names=whose), 2.4 * k
    wide = min(width_mm(text, size), box.width_mm / 2)
    strip = QRectF(box.right_mm - wide - 3 * k, box.bottom_mm - 4.2 * k, wide + 3 * k, 4.2 * k)
    painter.fillRect(strip, QColor(255, 255, 255, 215))
    write(painter, text, strip.x() + 1.5 * k, strip.bottom() - 1.4 * k, size, QUIET, most_mm=wide)


MAP = Part("map", _paint)
