"""Symbols: triangle, circle, square, diamond and numbered badge, each told apart by form and not by colour alone."""

from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from layers.paint.lettering import font
from layers.scene.crowding import DISC_LEAST_PX, DISC_MORE_PX
from layers.style import PointStyle

_FONT_PX = 100.0  # what lettering.font() is set in
_MOST_LETTERS_PX = 14.0  # the circle tells how much it is; larger figures of neighbours would lie on each other


def paint_symbol(painter: QPainter, at: QPointF, style: PointStyle, px_scale: float, text: str = "") -> None:
    """One symbol, its middle at ``at``; sizes times ``px_scale``."""
    half = style.size_px * px_scale / 2
    pen = QPen(QColor(style.rim), style.rim_px * px_scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if style.color:
        painter.setBrush(QColor(style.color))
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
    if style.form == "triangle":
        # An equilateral triangle about its centre, a little lower so that it sits on the eye's middle.
        x, y = at.x(), at.y() + half * 0.12
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x, y - half * 1.1),
                    QPointF(x + half * 1.1, y + half * 0.8),
                    QPointF(x - half * 1.1, y + half * 0.8),
                ]
            )
        )
    elif style.form == "diamond":
        x, y, reach = at.x(), at.y(), half * 1.15
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])
        )
    elif style.form == "square":
        painter.drawRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half))
    else:
        painter.drawEllipse(at, half, half)
        for size_px in style.within:
            inner = size_px * px_scale / 2
            painter.drawEllipse(QPointF(at.x(), at.y() + half - inner), inner, inner)
    if style.ring:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(style.ring), 1.6 * px_scale))
        painter.drawEllipse(at, half + 2.5 * px_scale, half + 2.5 * px_scale)
    if text:
        painter.setPen(QColor(style.text_color))
        if style.form == "triangle" and text == "!":
            _paint_exclamation(painter, at, half, style.text_color)
        else:
            letters_px = min(style.size_px * (0.72 if len(text) < 3 else 0.55), _MOST_LETTERS_PX)
            paint_text(painter, at, text, letters_px * px_scale)


def symbol_picture(style: PointStyle, px_scale: float, ratio: float) -> QImage:
    """A symbol as a picture of its own, its middle in the middle, at ``ratio`` device pixels a pixel."""
    side = 2 * ceil((style.size_px * 0.6 + style.rim_px + (4 if style.ring else 0) + 1) * px_scale * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_symbol(painter, QPointF(side / ratio / 2, side / ratio / 2), style, px_scale, style.text)
    painter.end()
    return image


def count_text_px(count: int) -> float:
    """The height of the figure in a count's disc."""
    return 10.5 if count < 1000 else 9.0


def paint_count(painter: QPainter, at: QPointF, style: PointStyle, px_scale: float, count: int, most: int) -> None:
    """A disc that says how many points its cell of ground has; its area grows with their share of ``most``."""
    half = (DISC_LEAST_PX + DISC_MORE_PX * sqrt(count / most)) * px_scale
    painter.setPen(QPen(QColor(style.rim), 1.2 * px_scale))
    painter.setBrush(QColor(style.color))
    painter.drawEllipse(at, half, half)
    painter.setPen(QColor(style.text_color))
    paint_text(painter, at, str(count), count_text_px(count) * px_scale)


def _paint_exclamation(painter: QPainter, at: QPointF, half: float, color: str) -> None:
    """The "!" as a stroke and a dot: a font's is too thin at this size."""
    painter.setPen(QPen(QColor(color), half * 0.27, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(QPointF(at.x(), at.y() - half * 0.3), QPointF(at.x(), at.y() + half * 0.2))
    painter.drawPoint(QPointF(at.x(), at.y() + half * 0.6))


def paint_text(painter: QPainter, at: QPointF, text: str, size_px: float) -> None:
    """Bold text with its middle at ``at``, in the painter's pen."""
    painter.save()
    painter.translate(at)
    painter.scale(size_px / _FONT_PX, size_px / _FONT_PX)
    painter.setFont(font(bold=True))
    painter.drawText(QRectF(-1000, -_FONT_PX, 2000, 2 * _FONT_PX), Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
