"""What the mouse does to borders: vertices moved, put in and taken out; a cut drawn across a unit."""

import shapely
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from layers.viewport import Point, Viewport
from mapper.edits.boundaries import delete_vertex, insert_vertex, move_vertex
from ui.borders.border_index import BorderIndex
from ui.borders.border_paint import (
    WARM,
    area_words,
    paint_edges,
    paint_knob,
)
from ui.borders.border_tool import SNAP_PX, Bench, BorderTool
from ui.map.tools import Canvas
from ui.widgets.appearance import map_palette


class VertexTool(BorderTool):
    """Vertices. ``does`` says what a click on one or on a border does: ``move``, ``insert`` or ``delete``.

    In all three a vertex can be dragged, a double click on a border puts one in, and the right button or Delete takes
    one out. Alt while dragging keeps it from snapping to rivers, roads and railways.
    """

    def __init__(self, canvas: Canvas, bench: Bench, does: str, parent: QObject | None = None) -> None:
        super().__init__(canvas, bench, parent)
        self.does = does
        self.outline = False
        self.dragged: int | None = None
        self._to_m: Point | None = None
        self._snapped = ""
        self._free = False

    @property
    def under(self) -> int | None:
        """The vertex under the pointer."""
        index, place = self.bench.index, self.place_m()
        return None if index is None or place is None else index.vertex_at(place, self.reach_m())

    @property
    def holds(self) -> bool:
        return self.dragged is not None

    def caught(self, event: QMouseEvent) -> bool:  # noqa: ARG002 the place is known
        vertex, index = self.under, self.bench.index
        if vertex is None or index is None or self.does == "delete":
            return False
        if index.is_outer(vertex) and not self.outline:
            self.bench.tell(self.bench.say("border.outer"))
            return True
        self.dragged, self._to_m = vertex, None
        return True

    def moved(self, event: QMouseEvent) -> None:
        if self.dragged is not None:
            self._free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self.now = event.position()
            self._to_m = self._snap()
        super().moved(event)

    def released(self, event: QMouseEvent) -> None:
        vertex, to, index = self.dragged, self._to_m, self.bench.index
        self.dragged = self._to_m = None
        if vertex is not None and to is not None and index is not None:
            self.bench.offer(move_vertex(index.vertex(vertex), index.degrees(to), self.outline))
        super().released(event)

    def clicked(self) -> None:
        if self.does == "insert":
            self._insert()
        elif self.does == "delete":
            self._delete()

    def right_clicked(self) -> None:
        self._delete()

    def double_clicked(self, event: QMouseEvent) -> None:
        self.now = event.position()
        if event.button() == Qt.MouseButton.LeftButton and self.does == "move" and not self.bench.reviewing:
            self._insert()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.dragged is not None:
            self.dragged = self._to_m = None
            self.canvas.update()
            return True
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not self.bench.reviewing:
            self._delete()
            return True
        return super().key(event)

    def _snap(self) -> Point | None:
        """Where the pointer is, or the place on a line beside it."""
        index, place = self.bench.index, self.place_m()
        self._snapped = ""
        if index is None or place is None or self._free:
            return place
        line = index.line_at(place, self.reach_m(SNAP_PX))
        if line is None:
            return place
        self._snapped = self.bench.say(
            "border.snapped", kind=self.bench.say.choice("reference_lines", "kind", line.kind), name=line.name
        ).strip()
        return line.place_m

    def _insert(self) -> None:
        index, place = self.bench.index, self.place_m()
        found = None if index is None or place is None else index.edge_at(place, self.reach_m())
        if index is None or found is None or self.under is not None:
            return
        # It lies on the border, so no land changes hands and there is nothing to ask.
        self.bench.offer(insert_vertex(index.degrees(found[1]), self.reach_m()), ask=False)

    def _delete(self) -> None:
        index, vertex = self.bench.index, self.under
        if index is None or vertex is None:
            self.bench.tell(self.bench.say("border.no_vertex"))
        else:
            self.bench.offer(delete_vertex(index.vertex(vertex), self.outline))

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        if self.dragged is not None:
            self._paint_drag(painter, view, index, self.dragged)
            return
        place = self.place_m()
        found = None if place is None else index.edge_at(place, self.reach_m())
        if found is None:
            return
        edge, foot = found
        paint_edges(painter, view, index, index.same_border(edge), map_palette().accent, 3.4)
        vertex = self.under
        self.words(painter, self._hover_words(index, edge, vertex))
        if vertex is not None:
            paint_knob(
                painter, view, tuple(index.vertices_m[vertex]), WARM if index.is_outer(vertex) else map_palette().accent
            )
        elif self.does == "insert":
            paint_knob(painter, view, foot, map_palette().accent, hollow=True)

    def _hover_words(self, index: BorderIndex, edge: int, vertex: int | None) -> str:
        if vertex is None:
            return self.bench.border_words(index, edge)
        say = self.bench.say
        names = say("window.list_joint").join(self.bench.name_of(code) for code in index.units_at(vertex))
        return say("border.vertex_outer" if index.is_outer(vertex) else "border.vertex", names=names)

    def _paint_drag(self, painter: QPainter, view: Viewport, index: BorderIndex, vertex: int) -> None:
        to = self._to_m or tuple(index.vertices_m[vertex])
        crossing = self._to_m is not None and index.crosses(vertex, to)
        color = map_palette().alarm if crossing else map_palette().accent
        at = QPointF(*view.to_screen(to))
        old = QPointF(*view.to_screen(tuple(index.vertices_m[vertex])))
        ends = [QPointF(*view.to_screen(tuple(index.vertices_m[end]))) for end in index.ends_at(vertex)]
        painter.setPen(QPen(QColor(map_palette().quiet_text), 1.4, Qt.PenStyle.DashLine))
        for end in ends:
            painter.drawLine(end, old)
        for shade, width_px in ((map_palette().halo, 6.0), (color, 3.0)):
            painter.setPen(QPen(QColor(shade), width_px))
            for end in ends:
                painter.drawLine(end, at)
        paint_knob(painter, view, to, color)
        say = self.bench.say
        lines = [
            say("border.gain", name=self.bench.name_of(code), area=area_words(say, gain))
            for code, gain in index.gains_m2(vertex, to).items()
        ]
        if self._snapped:
            lines.append(self._snapped)
        if crossing:
            lines.append(say("border.crossing"))
        self.words(painter, "\n".join(lines))


class LineTool(BorderTool):
    """A line, click after click, caught by vertices and borders: across a unit to split it, or to be a border.

    A double click or Enter ends it, Backspace takes a point back.
    """

    drawn = Signal(object)  # the line in metres, a shapely LineString

    def __init__(self, canvas: Canvas, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(canvas, bench, parent)
        self.points_m: list[Point] = []

    def clicked(self) -> None:
        place = self.snapped()
        if place is not None and (not self.points_m or place != self.points_m[-1]):
            self.points_m.append(place)
        self.canvas.update()

    def double_clicked(self, event: QMouseEvent) -> None:  # noqa: ARG002 the first click of the two set the point
        self._end()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.bench.reviewing:
            self._end()
        elif event.key() == Qt.Key.Key_Escape and self.points_m and not self.bench.reviewing:
            self.points_m = []
            self.canvas.update()
        elif event.key() == Qt.Key.Key_Backspace and self.points_m:
            self.points_m.pop()
            self.canvas.update()
        else:
            return super().key(event)
        return True

    def snapped(self) -> Point | None:
        """Where the pointer is, or the vertex or border beside it."""
        index, place = self.bench.index, self.place_m()
        if index is None or place is None:
            return place
        vertex = index.vertex_at(place, self.reach_m(SNAP_PX))
        if vertex is not None:
            x, y = index.vertices_m[vertex].tolist()
            return x, y
        edge = index.edge_at(place, self.reach_m(SNAP_PX))
        return place if edge is None else edge[1]

    def _end(self) -> None:
        points, self.points_m = self.points_m, []
        self.canvas.update()
        if len(points) > 1:
            self.drawn.emit(shapely.LineString(points))

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:  # noqa: ARG002 the line only
        place = self.snapped()
        way = self.points_m if place is None else [*self.points_m, place]
        points = [QPointF(*view.to_screen(at)) for at in way]
        for color, width_px in ((map_palette().halo, 6.0), (WARM, 2.6)):
            painter.setPen(QPen(QColor(color), width_px))
            painter.drawPolyline(points)
        for at in way:
            paint_knob(painter, view, at, WARM, hollow=at is place)
