"""The map on a sheet, with its reference grid and whose background it stands on."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from layers.paint.lettering import MIDDLE_EM, width_mm, write
from layers.paint.painter import paint_map
from layers.paint.unplaced import unplaced_names
from layers.say import Say
from layers.scene.backdrop import attributions
from layers.sheets.index_table import Box
from layers.sheets.layout import LETTERS
from layers.sheets.painting.part import QUIET, Painting, Part, outlined, pen
from layers.snapshot import Snapshot
from layers.style import PRINT


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
    outlined(painter, box, PRINT.text, 0.55 * k)
    if painted.placed is not None:
        on.keyed = sum(name.is_key for name in painted.placed.names)
        on.unplaced = unplaced_names(snapshot, painted.placed, frame.viewport.bounds_m)


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
