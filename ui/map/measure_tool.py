"""Measuring on the map: click along a way or around land; the total runs along with the pointer."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layers.say import Say
from layers.viewport import Point
from mapper.geodesy import XY, area_m2, length_m
from ui.language.language import Language
from ui.map.tools import Canvas, Tool
from ui.widgets.appearance import map_palette

_FULL_KM_M = 1000.0


def measured_words(say: Say, lon_lat: XY) -> str:
    """Length of the way through these points, and the area inside where there are three or more."""
    metres = length_m(lon_lat)
    text = (
        say("measure.kilometres", length=metres / 1000)
        if metres >= _FULL_KM_M
        else say("measure.metres", length=metres)
    )
    if len(lon_lat) < 3:
        return text
    square_km = area_m2(lon_lat) / 1e6
    hectares = square_km < 1
    area = (
        say("measure.hectares", area=square_km * 100) if hectares else say("measure.square_kilometres", area=square_km)
    )
    return f"{text}\n{area}"


class MeasureTool(Tool):
    """Click point after point; a double click or Enter ends the way, Backspace takes a point back, Esc ends measuring.

    ``to_degrees`` turns metres of the map (n, 2) into degrees.
    """

    cursor = Qt.CursorShape.CrossCursor
    ended = Signal()

    def __init__(
        self, canvas: Canvas, say: Language, to_degrees: Callable[[XY], XY], parent: QObject | None = None
    ) -> None:
        super().__init__(canvas, parent)
        self.say, self._to_degrees = say, to_degrees
        self.corners_xy_m: list[Point] = []
        self._now: QPointF | None = None
        self._closed = False

    @property
    def words(self) -> str:
        """What has been measured, with the place under the pointer while the way goes on."""
        way = self._way()
        return measured_words(self.say, self._to_degrees(np.array(way))) if len(way) > 1 else ""

    def pressed(self, event: QMouseEvent) -> None:
        viewport = self.canvas.viewport
        if event.button() != Qt.MouseButton.LeftButton or viewport is None:
            return
        if self._closed:
            self.corners_xy_m, self._closed = [], False
        at = viewport.to_map((event.position().x(), event.position().y()))
        if not self.corners_xy_m or self.corners_xy_m[-1] != at:
            self.corners_xy_m.append(at)
        self._now = None
        self.canvas.update()

    def moved(self, event: QMouseEvent) -> None:
        self._now = event.position()
        self.canvas.update()

    def released(self, event: QMouseEvent) -> None:
        pass

    def double_clicked(self, event: QMouseEvent) -> None:  # noqa: ARG002 the first click of the two set the point
        self._close()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close()
        elif event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Backspace and self.corners_xy_m:
            self.corners_xy_m.pop()
            self._closed = False
            self.canvas.update()
        else:
            return False
        return True

    def paint(self, painter: QPainter) -> None:
        viewport, way = self.canvas.viewport, self._way()
        if viewport is None or not way:
            return
        points = [QPointF(*viewport.to_screen(corner)) for corner in way]
        fill = QColor(map_palette().accent)
        fill.setAlphaF(0.12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(points))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width_px in ((map_palette().halo, 5.0), (map_palette().accent, 2.2)):
            painter.setPen(QPen(QColor(color), width_px))
            painter.drawPolyline(points)
        painter.setBrush(QColor(map_palette().halo))
        painter.setPen(QPen(QColor(map_palette().accent), 1.8))
        for point in points[: len(self.corners_xy_m)]:
            painter.drawEllipse(point, 4, 4)
        if self.words:
            paint_words(painter, points[-1], self.words)

    def _way(self) -> list[Point]:
        viewport = self.canvas.viewport
        if self._closed or self._now is None or viewport is None or not self.corners_xy_m:
            return self.corners_xy_m
        return [*self.corners_xy_m, viewport.to_map((self._now.x(), self._now.y()))]

    def _close(self) -> None:
        if len(self.corners_xy_m) > 1:
            self._closed = True
            self.canvas.update()


def paint_words(painter: QPainter, at: QPointF, words: str) -> None:
    """Words on a card beside a point, within the picture."""
    metrics = painter.fontMetrics()
    lines = words.split("\n")
    width = max(metrics.horizontalAdvance(line) for line in lines) + 16
    height = metrics.height() * len(lines) + 8
    room = painter.window()
    left = at.x() + 14 if at.x() + 18 + width < room.right() else at.x() - 14 - width
    top = min(max(at.y() - 10, 4.0), room.bottom() - 4.0 - height)
    box = QRectF(left, top, width, height)
    card = QColor(map_palette().halo)
    card.setAlphaF(0.92)
    painter.setPen(QPen(QColor(map_palette().accent), 1))
    painter.setBrush(card)
    painter.drawRoundedRect(box, 6, 6)
    painter.setPen(QColor(map_palette().text))
    painter.drawText(box.adjusted(8, 4, -8, -4), Qt.AlignmentFlag.AlignLeft, words)
