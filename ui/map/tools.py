"""What the mouse does on the map: looking around and identifying, unless a tool is in hand."""

from abc import abstractmethod
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layers.viewport import Bounds, Point, Viewport
from ui.widgets.appearance import map_palette

_CLICK_PX = 4
# Held while one clicks or draws: what is found joins what is marked.
ADDS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class Canvas(Protocol):
    """What a tool needs of the map canvas."""

    @property
    def viewport(self) -> Viewport | None: ...

    def pan(self, dx_px: float, dy_px: float) -> None: ...

    def zoom(self, factor: float, at_px: Point | None = None) -> None: ...

    def fit(self, bounds_m: Bounds | None = None, margin_px: float = ...) -> None: ...

    def update(self) -> None: ...


class Tool(QObject):
    """One way of using the mouse. Positions come in pixels of the canvas."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.canvas = canvas

    @abstractmethod
    def pressed(self, event: QMouseEvent) -> None: ...

    @abstractmethod
    def moved(self, event: QMouseEvent) -> None: ...

    @abstractmethod
    def released(self, event: QMouseEvent) -> None: ...

    def double_clicked(self, event: QMouseEvent) -> None:
        """Zoom in, unless a tool has a better use for it."""
        at = event.position()
        self.canvas.zoom(2.0, (at.x(), at.y()))

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002 tools that use keys override this
        """Whether the tool used the key."""
        return False

    def paint(self, painter: QPainter) -> None:
        """Draw what is under way, over the map."""


class LookTool(Tool):
    """Drag to pan, click to identify, click with Shift or Ctrl to mark, drag with Shift to fill the map with a box."""

    clicked = Signal(float, float)
    added = Signal(float, float)

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self._from: QPointF | None = None
        self._last: QPointF | None = None
        self.dragging = False
        self._boxing = False

    def pressed(self, event: QMouseEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._boxing = shift and event.button() == Qt.MouseButton.LeftButton
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._from = self._last = event.position()
            self.dragging = False

    def moved(self, event: QMouseEvent) -> None:
        if self._from is None or self._last is None:
            return
        now = event.position()
        if not self.dragging and (now - self._from).manhattanLength() > _CLICK_PX:
            self.dragging = True
        if self.dragging and self._boxing:
            self.canvas.update()
        elif self.dragging:
            self.canvas.pan(now.x() - self._last.x(), now.y() - self._last.y())
        self._last = now

    def released(self, event: QMouseEvent) -> None:
        was_click = self._from is not None and not self.dragging
        box = self._box()
        if box is not None and self.canvas.viewport is not None:
            west, north = self.canvas.viewport.to_map((box.left(), box.top()))
            east, south = self.canvas.viewport.to_map((box.right(), box.bottom()))
            self.canvas.fit((west, south, east, north), 0)
        self._boxing = False
        self._from = self._last = None
        self.dragging = False
        if was_click and event.button() == Qt.MouseButton.LeftButton:
            (self.added if event.modifiers() & ADDS else self.clicked).emit(event.position().x(), event.position().y())

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._boxing:
            self._from = self._last = None
            self.dragging = self._boxing = False
            self.canvas.update()
            return True
        return False

    def paint(self, painter: QPainter) -> None:
        box = self._box()
        if box is not None:
            fill = QColor(map_palette().accent)
            fill.setAlphaF(0.12)
            painter.setPen(QPen(QColor(map_palette().accent), 1.5))
            painter.setBrush(fill)
            painter.drawRect(box)

    def _box(self) -> QRectF | None:
        """The box under way, in pixels."""
        if not (self._boxing and self.dragging) or self._from is None or self._last is None:
            return None
        box = QRectF(self._from, self._last).normalized()
        return box if min(box.width(), box.height()) > _CLICK_PX else None


def paint_place(painter: QPainter, at: QPointF) -> None:
    """A ring with cross hairs around a place that was asked for."""
    for color, width_px in ((map_palette().halo, 5.0), (map_palette().accent, 2.2)):
        painter.setPen(QPen(QColor(color), width_px))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 11, 11)
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(dx * 5, dy * 5), at + QPointF(dx * 19, dy * 19))


def paint_target(painter: QPainter, outline: QPolygonF) -> None:
    """A unit that something would be dropped onto."""
    fill = QColor(map_palette().accent)
    fill.setAlphaF(0.25)
    painter.setPen(QPen(QColor(map_palette().accent), 3.0))
    painter.setBrush(fill)
    painter.drawPolygon(outline)
