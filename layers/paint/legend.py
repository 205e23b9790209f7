"""Legends: the swatch of an entry, drawn by the same hand as the map."""

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from layers.paint.cache import dots, hatch
from layers.paint.symbols import paint_symbol, paint_text
from layers.scene.drawing import LegendEntry
from layers.style import AreaStyle, LineStyle, Pattern, PointStyle, Style


def paint_swatch(painter: QPainter, rect: QRectF | QRect, entry: LegendEntry | Style, px_scale: float = 1.0) -> None:
    """One entry's colour and form, filling ``rect`` where it is an area; sizes are ``px_scale`` pixels each."""
    box = QRectF(rect)
    style = entry.swatch if isinstance(entry, LegendEntry) else entry
    painter.save()
    if isinstance(entry, LegendEntry):
        painter.setOpacity(entry.opacity)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if isinstance(style, AreaStyle):
        _paint_area(painter, box, style, px_scale)
    elif isinstance(style, LineStyle):
        _paint_line(painter, box, style, px_scale)
    else:
        _paint_point(painter, box, style, px_scale)
    painter.restore()


def _paint_area(painter: QPainter, box: QRectF, style: AreaStyle, px_scale: float) -> None:
    inset = (style.border.width_px if style.border else 0) * px_scale / 2
    box = box.adjusted(inset, inset, -inset, -inset)
    if style.fill is not None:
        color = QColor(style.fill)
        color.setAlphaF(style.opacity)
        painter.fillRect(box, QBrush(color))
    corners = np.array([[box.left(), box.top()], [box.right(), box.top()], [box.right(), box.bottom()],
                        [box.left(), box.bottom()]])  # fmt: skip
    for pattern in style.patterns:
        # A swatch is small: a finer pattern is known again sooner than one line of the map's own.
        _paint_pattern(painter, corners, pattern, px_scale * (0.7 if box.height() < 22 * px_scale else 1.0))
    if style.border is not None:
        pen = QPen(QColor(style.border.color), style.border.width_px * px_scale)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if style.border.dashes_px:
            pen.setDashPattern([dash / style.border.width_px / 2 for dash in style.border.dashes_px])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)
    if style.mark:
        painter.setPen(QColor(style.mark_color))
        paint_text(painter, box.center(), style.mark, min(box.height() * 0.8, 10 * px_scale))


def _paint_pattern(painter: QPainter, corners: np.ndarray, pattern: Pattern, px_scale: float) -> None:
    """The map's own pattern, its grid laid from the swatch's middle so that every swatch looks alike."""
    middle = corners.mean(axis=0)
    ring = np.array([0, len(corners)]), np.zeros(1, dtype=np.int64)
    pen = QPen(QColor(pattern.color), pattern.size_px * px_scale)
    if pattern.form == "lines":
        strokes, _ = hatch(corners - middle, *ring, pattern, px_scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        x, y = middle
        painter.drawLines([QLineF(x1 + x, y1 + y, x2 + x, y2 + y) for x1, y1, x2, y2 in strokes.tolist()])
    else:
        places, _ = dots(corners - middle, *ring, pattern, px_scale)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints([QPointF(*at) for at in (places + middle).tolist()])


def _paint_line(painter: QPainter, box: QRectF, style: LineStyle, px_scale: float) -> None:
    line = QPolygonF([QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y())])
    width = max(style.width_px, 1.5) * px_scale
    if style.casing is not None:
        pen = QPen(QColor(style.casing), width + 2 * style.casing_px * px_scale)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawPolyline(line)
    elif not style.dashes_px:
        width = max(width, min(box.height() / 3, 4 * px_scale))
    pen = QPen(QColor(style.color), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style.dashes_px:
        pen.setDashPattern([dash / style.width_px for dash in style.dashes_px])
    painter.setPen(pen)
    painter.drawPolyline(line)


def _paint_point(painter: QPainter, box: QRectF, style: PointStyle, px_scale: float) -> None:
    room = min(box.width(), box.height())
    paint_symbol(painter, box.center(), style, min(px_scale, room / (style.size_px + 3)), style.text)
