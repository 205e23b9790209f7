"""Drawing on the map: one machine of clicks, or of a line drawn by hand, for whatever is drawn there."""

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layers.viewport import Point
from ui.map.tools import ADDS, Canvas, Tool, paint_place
from ui.widgets.appearance import map_palette

_STEP_PX = 3  # between two points of a line drawn by hand


class PathTool(Tool):
    """A path, point after point. A double click or Enter ends it, Backspace takes a point back, Esc calls it off.

    With ``by_hand`` it is drawn from the press of the button to its release. ``finished`` carries the path in metres
    and whether Shift or Ctrl was held; a path of fewer than ``least`` points does not end. The press after the end
    begins anew.
    """

    cursor = Qt.CursorShape.CrossCursor
    finished = Signal(list, bool)
    cancelled = Signal()
    least = 3
    by_hand = False

    def __init__(self, canvas: Canvas, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self.path_xy_m: list[Point] = []
        self.ended = False
        self._now: QPointF | None = None  # the pointer, where it leads the path on
        self._drawn_to: QPointF | None = None  # by hand, while the button is held

    def pressed(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.canvas.viewport is None:
            return
        if self.ended or self.by_hand:
            self.path_xy_m, self.ended = [], False
        self._now = None
        self._add(event.position())

    def moved(self, event: QMouseEvent) -> None:
        at = event.position()
        if not self.by_hand:
            self._now = at
            self.canvas.update()
        elif self._drawn_to is not None and (at - self._drawn_to).manhattanLength() >= _STEP_PX:
            self._add(at)

    def released(self, event: QMouseEvent) -> None:
        if self.by_hand and self._drawn_to is not None and event.button() == Qt.MouseButton.LeftButton:
            self._drawn_to = None
            self._end(bool(event.modifiers() & ADDS))
            self.path_xy_m = []
            self.canvas.update()

    def double_clicked(self, event: QMouseEvent) -> None:
        """Ends the path, whose last point the first click of the two has set; by hand it begins one, as any press."""
        if self.by_hand:
            self.pressed(event)
        else:
            self._end(bool(event.modifiers() & ADDS))

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif self.by_hand:
            return False
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(bool(event.modifiers() & ADDS))
        elif event.key() == Qt.Key.Key_Backspace and self.path_xy_m:
            self.path_xy_m.pop()
            self.ended = False
            self.canvas.update()
        else:
            return False
        return True

    def way(self) -> list[Point]:
        """The path in metres, led on to the pointer until it has ended."""
        viewport = self.canvas.viewport
        if self.ended or self._now is None or viewport is None or not self.path_xy_m:
            return self.path_xy_m
        return [*self.path_xy_m, viewport.to_map((self._now.x(), self._now.y()))]

    def way_px(self) -> list[QPointF]:
        """The same in pixels; empty before there is a map."""
        viewport = self.canvas.viewport
        return [] if viewport is None else [QPointF(*viewport.to_screen(at)) for at in self.way()]

    def paint_area(self, painter: QPainter, color: str, width_px: float = 0.0) -> None:
        """The land inside, under a light wash, with a dashed edge where it has a width."""
        fill = QColor(color)
        fill.setAlphaF(0.12)
        painter.setPen(QPen(QColor(color), width_px, Qt.PenStyle.DashLine) if width_px else Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF(self.way_px()))

    def paint_points(self, painter: QPainter, color: str, width_px: float) -> None:
        """A ring at each point that was set."""
        painter.setBrush(QColor(map_palette().halo))
        painter.setPen(QPen(QColor(color), width_px))
        for point in self.way_px()[: len(self.path_xy_m)]:
            painter.drawEllipse(point, 4, 4)

    def _add(self, at: QPointF) -> None:
        viewport = self.canvas.viewport
        if viewport is None:
            return
        place = viewport.to_map((at.x(), at.y()))
        if not self.path_xy_m or self.path_xy_m[-1] != place:
            self.path_xy_m.append(place)
        if self.by_hand:
            self._drawn_to = at
        self.canvas.update()

    def _end(self, adds: bool) -> None:
        if len(self.path_xy_m) >= self.least:
            self.ended = True
            self.canvas.update()
            self.finished.emit(self.path_xy_m, adds)


class PlaceTool(PathTool):
    """One place: the first click ends it, or Enter, which takes the middle of the map."""

    least = 1

    def pressed(self, event: QMouseEvent) -> None:
        super().pressed(event)
        self._end(bool(event.modifiers() & ADDS))

    def key(self, event: QKeyEvent) -> bool:
        middle = self._middle()
        if middle is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._add(middle)
        return super().key(event)

    def paint(self, painter: QPainter) -> None:
        self.paint_points(painter, map_palette().accent, 1.5)
        middle = self._middle()
        if middle is not None:
            paint_place(painter, middle)

    def _middle(self) -> QPointF | None:
        viewport = self.canvas.viewport
        return None if viewport is None else QPointF(viewport.width_px / 2, viewport.height_px / 2)


class AreaTool(PathTool):
    """An area, drawn corner after corner."""

    def paint(self, painter: QPainter) -> None:
        if self.path_xy_m:
            self.paint_area(painter, map_palette().focus, 2.4)
            self.paint_points(painter, map_palette().focus, 1.5)


class LassoTool(PathTool):
    """A line drawn by hand around what is to be marked."""

    by_hand = True

    def paint(self, painter: QPainter) -> None:
        if len(self.path_xy_m) > 1:
            self.paint_area(painter, map_palette().accent, 1.8)
