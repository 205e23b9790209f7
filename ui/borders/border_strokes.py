"""What a hand draws along borders: a line that becomes the border, and a stretch of border that is dragged."""

import numpy as np
import shapely
from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen

from layers.viewport import Point, Viewport
from mapper.edits.border_stretch import Stretch, drag_stretch, stretch_at
from mapper.errors import InputError
from ui.borders.border_index import BorderIndex
from ui.borders.border_paint import WARM, paint_edges, paint_knob, paint_way
from ui.borders.border_tool import Bench, BorderTool
from ui.borders.border_tools import LineTool
from ui.map.tools import Canvas
from ui.widgets.appearance import map_palette

_STEP_PX = 3.0  # between two points of a line drawn by hand
_STRAIGHT_PX = 1.5  # points of such a line nearer than this to a straight one are left out
_LEAST_REACH_M, _MOST_REACH_M, _REACH_STEP = 20.0, 5000.0, 1.25


class StrokeTool(LineTool):
    """A line from border to border, click after click or drawn with the button held; the line is then the border."""

    def __init__(self, canvas: Canvas, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(canvas, bench, parent)
        self._pressed_px: QPointF | None = None
        self._by_hand = False

    def caught(self, event: QMouseEvent) -> bool:  # noqa: ARG002 the place is known
        index, place = self.bench.index, self.place_m()
        if index is None or place is None:
            return False
        if not self.points_m and index.edge_at(place, self.reach_m()) is None:
            return False
        self._pressed_px, self._by_hand = self.now, False
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Esc lets go of a line under the hand, which then draws no more until it is pressed anew."""
        held, self._pressed_px = self._pressed_px, None if event.key() == Qt.Key.Key_Escape else self._pressed_px
        if event.key() == Qt.Key.Key_Escape and held is not None:
            self.points_m, self._by_hand = [], False
            self.canvas.update()
            return True
        return super().key(event)

    def clicked(self) -> None:
        """Pressed where no border is, before there is a line."""
        self.bench.tell(self.bench.say("border.stroke_begin"))

    def moved(self, event: QMouseEvent) -> None:
        super().moved(event)
        if self._pressed_px is None or self.now is None:
            return
        if (self.now - self._pressed_px).manhattanLength() < _STEP_PX:
            return
        view = self.canvas.viewport
        if not self._by_hand and not self.points_m and view is not None:
            self.now, here = self._pressed_px, self.now
            self._add(self.snapped())
            self.now = here
        self._by_hand, self._pressed_px = True, self.now
        self._add(self.place_m())

    def released(self, event: QMouseEvent) -> None:
        self.now = event.position()  # a quick hand lets go where no move was told of
        pressed, self._pressed_px = self._pressed_px, None
        super().released(event)
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if not self._by_hand:
            self._add(self.snapped())
            return
        end, tolerance_m = self.snapped(), self.reach_m(_STRAIGHT_PX)
        way = [*self.points_m[:-1], *([self.points_m[-1] if end is None else end])]
        if len(way) > 2:
            way = shapely.get_coordinates(shapely.simplify(shapely.LineString(way), tolerance_m)).tolist()
        self.points_m = [(x, y) for x, y in way]
        self._end()

    def _add(self, place: Point | None) -> None:
        if place is not None and (not self.points_m or place != self.points_m[-1]):
            self.points_m.append(place)
        self.canvas.update()

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        place = self.snapped()
        edge = None if place is None else index.edge_at(place, self.reach_m())
        if edge is not None:
            paint_edges(painter, view, index, index.same_border(edge[0]), map_palette().accent, 3.4)
            paint_knob(painter, view, edge[1], map_palette().accent, hollow=True)
        way = self.points_m if place is None or self._by_hand else [*self.points_m, place]
        if self.points_m:
            paint_way(painter, view, np.array(way), WARM, 2.6)
            paint_knob(painter, view, self.points_m[0], WARM)
        if edge is not None:
            self.words(painter, self.bench.border_words(index, edge[0]))


class StretchTool(BorderTool):
    """A border is held and dragged; ``[`` and ``]`` change how far along it the rest follows."""

    reach_changed = Signal(float)

    def __init__(self, canvas: Canvas, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(canvas, bench, parent)
        self.along_m = 200.0
        self.stretch: Stretch | None = None
        self._held_m: Point | None = None
        self._to_m: Point | None = None

    def reach_along(self, metres: float) -> None:
        """Another reach; a stretch in hand is made anew."""
        self.along_m = float(np.clip(metres, _LEAST_REACH_M, _MOST_REACH_M))
        if self._held_m is not None:
            self._hold(self._held_m)
        self.canvas.update()

    @property
    def holds(self) -> bool:
        return self._held_m is not None

    def caught(self, event: QMouseEvent) -> bool:  # noqa: ARG002 the place is known
        index, place = self.bench.index, self.place_m()
        edge = None if index is None or place is None else index.edge_at(place, self.reach_m())
        return edge is not None and self._hold(edge[1])

    def _hold(self, place_m: Point) -> bool:
        """Take the border at a place, or tell why not."""
        index = self.bench.index
        if index is None:
            return False
        try:
            self.stretch = stretch_at(index.project, index.degrees(place_m), self.along_m)
        except InputError as error:
            self.bench.tell(self.bench.say.error(error))
            self.stretch = self._held_m = None
            return True
        self._held_m = place_m
        return True

    def moved(self, event: QMouseEvent) -> None:
        super().moved(event)
        if self._held_m is not None:
            self._to_m = self.place_m()

    def released(self, event: QMouseEvent) -> None:
        held, to, stretch, index = self._held_m, self._to_m, self.stretch, self.bench.index
        self._let_go()
        if held is not None and to is not None and stretch is not None and index is not None:
            self.bench.offer(drag_stretch(index.degrees(held), index.degrees(to), self.along_m, stretch.codes))
        super().released(event)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._held_m is not None:
            self._let_go()
        elif event.text() in ("[", "]") and not self.bench.reviewing:
            self.reach_along(self.along_m * (_REACH_STEP if event.text() == "]" else 1 / _REACH_STEP))
            self.reach_changed.emit(self.along_m)
        else:
            return super().key(event)
        return True

    def _let_go(self) -> None:
        self.stretch = self._held_m = self._to_m = None
        self.canvas.update()

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        place, say = self.place_m(), self.bench.say
        if self.stretch is not None and self._held_m is not None:
            to = self._to_m or self._held_m
            way = (to[0] - self._held_m[0], to[1] - self._held_m[1])
            paint_way(painter, view, self.stretch.path_m, map_palette().quiet_text, 1.4, dashed=True)
            paint_way(painter, view, self.stretch.moved_m(way), WARM, 3.0)
            paint_knob(painter, view, to, WARM)
            names = say("window.list_joint").join(self.bench.name_of(code) for code in self.stretch.codes)
            moved = say("border.stretched_by", metres=float(np.hypot(*way)), reach=self.along_m)
            self.words(painter, f"{say('border.between', names=names)}\n{moved}")
            return
        edge = None if place is None else index.edge_at(place, self.reach_m())
        if edge is None:
            return
        paint_edges(painter, view, index, index.same_border(edge[0]), map_palette().accent, 3.4)
        radius_px = self.along_m / view.metres_per_px
        painter.setPen(QPen(QColor(map_palette().accent), 1.2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(*view.to_screen(edge[1])), radius_px, radius_px)
        paint_knob(painter, view, edge[1], map_palette().accent, hollow=True)
        self.words(painter, self.bench.border_words(index, edge[0]))
