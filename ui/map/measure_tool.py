"""Measuring on the map: click along a way or around land; the total runs along with the pointer."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from layers.say import Say
from mapper.geodesy import XY, area_m2, length_m
from ui.language.language import Language
from ui.map.path_tool import PathTool
from ui.map.tools import Canvas
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


class MeasureTool(PathTool):
    """A way that is measured, and the area inside. ``to_degrees`` turns metres of the map (n, 2) into degrees."""

    least = 2

    def __init__(
        self, canvas: Canvas, say: Language, to_degrees: Callable[[XY], XY], parent: QObject | None = None
    ) -> None:
        super().__init__(canvas, parent)
        self.say, self._to_degrees = say, to_degrees

    @property
    def words(self) -> str:
        """What has been measured, with the place under the pointer while the way goes on."""
        way = self.way()
        return measured_words(self.say, self._to_degrees(np.array(way))) if len(way) > 1 else ""

    def paint(self, painter: QPainter) -> None:
        points = self.way_px()
        if not points:
            return
        accent = map_palette().accent
        self.paint_area(painter, accent)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for color, width_px in ((map_palette().halo, 5.0), (accent, 2.2)):
            painter.setPen(QPen(QColor(color), width_px))
            painter.drawPolyline(points)
        self.paint_points(painter, accent, 1.8)
        if self.words:
            paint_words(painter, points[-1], self.words)


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
