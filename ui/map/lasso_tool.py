"""Marking what lies inside a line that the hand draws around it."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layers.viewport import Point
from ui.map.tools import Canvas, Tool
from ui.widgets.appearance import map_palette

_STEP_PX = 3


class LassoTool(Tool):
    """Press, draw around, let go. ``finished`` carries the ring in metres and whether it adds to what is marked."""

    cursor = Qt.CursorShape.CrossCursor
    finished = Signal(list, bool)
    cancelled = Signal()

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self.ring_xy_m: list[Point] = []
        self._last: QPointF | None = None

    def pressed(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.ring_xy_m = []
            self._add(event.position())

    def moved(self, event: QMouseEvent) -> None:
        if self._last is not None and (event.position() - self._last).manhattanLength() >= _STEP_PX:
            self._add(event.position())

    def released(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._last is None:
            return
        ring, self.ring_xy_m, self._last = self.ring_xy_m, [], None
        self.canvas.update()
        if len(ring) >= 3:
            adds = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
            self.finished.emit(ring, bool(event.modifiers() & adds))

    def double_clicked(self, event: QMouseEvent) -> None:
        """Begins another line, as every press does."""
        self.pressed(event)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Escape:
            return False
        self.cancelled.emit()
        return True

    def paint(self, painter: QPainter) -> None:
        viewport = self.canvas.viewport
        if viewport is None or len(self.ring_xy_m) < 2:
            return
        fill = QColor(map_palette().accent)
        fill.setAlphaF(0.12)
        painter.setPen(QPen(QColor(map_palette().accent), 1.8, Qt.PenStyle.DashLine))
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(*viewport.to_screen(corner)) for corner in self.ring_xy_m]))

    def _add(self, at: QPointF) -> None:
        viewport = self.canvas.viewport
        if viewport is not None:
            self._last = at
            self.ring_xy_m.append(viewport.to_map((at.x(), at.y())))
            self.canvas.update()
