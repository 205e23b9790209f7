"""What every tool for borders has: the pointer on the map in metres, panning, the borders drawn, yes and no by key."""

from typing import Protocol

from PySide6.QtCore import QEvent, QLineF, QObject, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPen, QPolygonF

from layers.viewport import Point, Viewport
from mapper.edit import Edit
from ui.borders.border_index import BorderIndex
from ui.borders.border_paint import handles_in, paint_edges
from ui.language.language import Language
from ui.map.measure_tool import paint_words
from ui.map.tools import Canvas, Tool, paint_place
from ui.widgets.appearance import map_palette

REACH_PX = 9.0  # how near to a vertex, border or line the pointer has to be
SNAP_PX = 8.0
_CLICK_PX = 4
_STEP_PX, _SMALL_STEP_PX = 40.0, 4.0  # of an arrow key, and with Shift
_ARROWS = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


class Bench(Protocol):
    """What the tools need of the boundary mode."""

    say: Language

    @property
    def index(self) -> BorderIndex | None: ...

    @property
    def reviewing(self) -> bool:
        """Whether a proposal waits for a yes or no."""
        ...

    def offer(self, edit: Edit, *, ask: bool = True) -> None:
        """Show what an edit would do, or do it at once."""
        ...

    def name_of(self, code: str) -> str: ...

    def border_words(self, index: BorderIndex, edge: int) -> str:
        """Whose border an edge is."""
        ...

    def tell(self, sentence: str) -> None: ...

    def choose(self, number: int) -> bool:
        """Take the tool of that number, from 1, in hand; tells whether there is one."""
        ...

    def apply(self) -> None: ...

    def cancel(self) -> None:
        """One step back: the proposal, else the mode."""
        ...


class BorderTool(Tool):
    """Dragging where nothing is to be caught moves the map, as does the middle button; Enter and Esc answer.

    By keys, arrows move the map under a cross in its middle and Space presses there; what is caught follows until
    Space again.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(canvas, parent)
        self.bench = bench
        self.now: QPointF | None = None
        self._pan_from: QPointF | None = None
        self._panned = False
        self._by_keys = False
        self._handles: tuple[object, object, list[QLineF], QPolygonF] | None = None

    # The mouse ----------------------------------------------------------------------------------------------------

    def pressed(self, event: QMouseEvent) -> None:
        self.now = event.position()
        button = event.button()
        if button == Qt.MouseButton.LeftButton and not self.bench.reviewing and self.caught(event):
            return
        if button in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pan_from, self._panned = event.position(), False
        elif button == Qt.MouseButton.RightButton and not self.bench.reviewing:
            self.right_clicked()

    def moved(self, event: QMouseEvent) -> None:
        self.now, self._by_keys = event.position(), False
        if self._pan_from is not None:
            step = self.now - self._pan_from
            if self._panned or step.manhattanLength() > _CLICK_PX:
                self._panned = True
                self.canvas.pan(step.x(), step.y())
                self._pan_from = self.now
        self.canvas.update()

    def released(self, event: QMouseEvent) -> None:
        was_click = self._pan_from is not None and not self._panned
        self._pan_from = None
        if was_click and event.button() == Qt.MouseButton.LeftButton and not self.bench.reviewing:
            self.clicked()

    def double_clicked(self, event: QMouseEvent) -> None:
        """Nothing, unless a tool has a use for it: a map that jumps is no good to draw on."""

    def caught(self, event: QMouseEvent) -> bool:  # noqa: ARG002 tools that drag override this
        """Whether the press took hold of something."""
        return False

    def clicked(self) -> None:
        """The left button was pressed and let go in one place."""

    @property
    def holds(self) -> bool:
        """Whether something is in hand that follows the pointer until it is let go."""
        return False

    def right_clicked(self) -> None:
        """The right button was pressed."""

    # Keys ---------------------------------------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.bench.reviewing:
            self.bench.apply()
        elif event.key() == Qt.Key.Key_Escape:
            self.bench.cancel()
        elif event.key() in _ARROWS:
            right, down = _ARROWS[Qt.Key(event.key())]
            step_px = _SMALL_STEP_PX if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP_PX
            self.canvas.pan(right * step_px, down * step_px)
            self._aim()
        elif event.key() == Qt.Key.Key_Space and not self.bench.reviewing:
            self._press_here(event.modifiers())
        else:
            return event.text().isdigit() and self.bench.choose(int(event.text()))
        return True

    def _aim(self) -> None:
        """The cross in the middle of the map is the pointer."""
        self.moved(self._at_cross(QEvent.Type.MouseMove))
        self._by_keys = True

    def _press_here(self, held: Qt.KeyboardModifier) -> None:
        """Press at the cross, and let go unless something was caught; let go of what is held."""
        if not self.holds:
            self._aim()
            self.pressed(self._at_cross(QEvent.Type.MouseButtonPress, held))
            if self.holds:
                return
        self.released(self._at_cross(QEvent.Type.MouseButtonRelease, held))

    def _at_cross(self, kind: QEvent.Type, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> QMouseEvent:
        """What a mouse would tell that is in the middle of the map."""
        at, button = self._cross(), Qt.MouseButton.LeftButton
        return QMouseEvent(kind, at, at, button, button, held)

    def _cross(self) -> QPointF:
        view = self.canvas.viewport
        return QPointF() if view is None else QPointF(view.width_px / 2, view.height_px / 2)

    # Where the pointer is -----------------------------------------------------------------------------------------

    def place_m(self) -> Point | None:
        view = self.canvas.viewport
        return None if view is None or self.now is None else view.to_map((self.now.x(), self.now.y()))

    def reach_m(self, px: float = REACH_PX) -> float:
        view = self.canvas.viewport
        return 0.0 if view is None else px * view.metres_per_px

    # Painting -----------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter) -> None:
        view, index = self.canvas.viewport, self.bench.index
        if view is None or index is None:
            return
        if not self.bench.reviewing:
            self._paint_handles(painter, view, index)
            if len(index.locked_edges):
                paint_edges(painter, view, index, index.locked_edges, map_palette().quiet_text, 4.4, dashed=True)
            self.paint_work(painter, view, index)
            if self._by_keys:
                paint_place(painter, self._cross())

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        """What the tool has under way."""

    def _paint_handles(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        """Borders as they are now, and their vertices where the map is close enough to tell them apart."""
        if self._handles is None or self._handles[0] is not index or self._handles[1] != view:
            self._handles = (index, view, *handles_in(index, view))
        _, _, lines, points = self._handles
        painter.setPen(QPen(QColor(map_palette().accent), 1.1))
        painter.drawLines(lines)
        for color, width_px in ((map_palette().halo, 7.0), (map_palette().accent, 4.5)):
            painter.setPen(QPen(QColor(color), width_px, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
            painter.drawPoints(points)

    def words(self, painter: QPainter, text: str) -> None:
        """Words beside the pointer."""
        if self.now is not None and text:
            paint_words(painter, self.now, text)
