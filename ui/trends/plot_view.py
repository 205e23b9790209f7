"""A plot on the screen: bars that tell what they count, by mouse and by keys, and that can be pressed."""

from bisect import bisect_right

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from layers.plots.layout import PlacedPlot, least_height, place
from layers.plots.painting import Marked, paint, text_width
from layers.plots.plot import Bar, Plot
from layers.scene.incident_filter import IncidentFilter
from ui.language.language import Language
from ui.widgets.appearance import current_look, map_palette

_INSET_PX = 4
_STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1,
}  # fmt: skip
_PRESSES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PlotView(QWidget):
    """``pressed`` hands out the incidents that a bar counts; arrows go from bar to bar, Enter presses."""

    pressed = Signal(object)
    copy_wanted = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self.plot: Plot | None = None
        self._placed: PlacedPlot | None = None
        self._current: int | None = None
        self._narrowed: IncidentFilter | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def put(self, plot: Plot) -> None:
        """Show this plot; the bar that keys are at keeps its place where there is one."""
        self.plot = plot
        if self._current is not None and self._current >= len(plot.bars):
            self._current = None
        self._lay_out()
        self._tell()

    def narrow(self, wanted: IncidentFilter) -> None:
        """The bar that list and map are narrowed to is marked."""
        self._narrowed = wanted
        self.update()

    @property
    def bars(self) -> tuple[Bar, ...]:
        """All bars, chart by chart."""
        return () if self.plot is None else self.plot.bars

    def room_of(self, number: int) -> QRect:
        """Where a bar is pointed at, in the widget."""
        assert self.plot is not None and self._placed is not None  # noqa: PT018 a bar's number comes from a plot
        chart = bisect_right(self.plot.firsts, number) - 1
        room = self._placed.chart(chart).bars[number - self.plot.firsts[chart]].room
        return QRect(round(room.x) + _INSET_PX, round(room.y) + _INSET_PX, round(room.width), round(room.height))

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(320, 180)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        if self.plot is None:
            return
        width, height = self.width() - 2 * _INSET_PX, self.height() - 2 * _INSET_PX
        self._placed = place(self.plot, width, height, text_width)
        self.setMinimumHeight(round(least_height(self.plot, width, text_width)) + 2 * _INSET_PX)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's own name
        if self.plot is None or self._placed is None:
            return
        painter = QPainter(self)
        if self.hasFocus():
            painter.setPen(QPen(QColor(current_look().accent), 1))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)
        painter.translate(_INSET_PX, _INSET_PX)
        pressed = self._place_of(self._narrowed)
        current = self._current if self.hasFocus() else None
        seen = QRectF(event.rect()).translated(-_INSET_PX, -_INSET_PX)
        paint(painter, self.plot, self._placed, map_palette(), Marked(current, pressed), seen)

    def _place_of(self, wanted: IncidentFilter | None) -> int | None:
        """The bar that counts exactly those."""
        if wanted is None or wanted.everything:
            return None
        return next((n for n, bar in enumerate(self.bars) if bar.wanted == wanted), None)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            number = self._under(event.pos().x(), event.pos().y())
            if number is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self._words(number), self, self.room_of(number))
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        number = self._under(event.position().x(), event.position().y())
        can = number is not None and self.bars[number].wanted is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if can else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        number = self._under(event.position().x(), event.position().y())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self._go(number)
            self._press()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        key, last = Qt.Key(event.key()), len(self.bars) - 1
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif last < 0:
            super().keyPressEvent(event)
        elif key in _STEPS:
            start = -1 if self._current is None and _STEPS[key] > 0 else self._current or 0
            self._go(min(max(start + _STEPS[key], 0), last), tell=True)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else last, tell=True)
        elif key in _PRESSES and self._current is not None:
            self._press()
        else:
            super().keyPressEvent(event)

    def _under(self, x: float, y: float) -> int | None:
        """The bar whose room a point of the widget is in."""
        at = x - _INSET_PX, y - _INSET_PX
        chart = None if self._placed is None else self._placed.chart_at(*at)
        if chart is None or self.plot is None or self._placed is None:
            return None
        inside = (n for n, bar in enumerate(self._placed.chart(chart).bars) if bar.room.holds(*at))
        return next((self.plot.firsts[chart] + n for n in inside), None)

    def _go(self, number: int, *, tell: bool = False) -> None:
        self._current = number
        self._tell()
        if tell:
            room = self.room_of(number)
            QToolTip.showText(self.mapToGlobal(room.center()), self._words(number), self, room)
        self.update()

    def _press(self) -> None:
        bar = None if self._current is None else self.bars[self._current]
        if bar is not None and bar.wanted is not None:
            self.pressed.emit(bar.wanted)

    def _words(self, number: int) -> str:
        bar = self.bars[number]
        if bar.wanted is not None:
            return f"{bar.words}\n{self._say('board.press')}"
        return bar.words if not bar.value else f"{bar.words}\n{self._say('plots.no_press')}"

    def _tell(self) -> None:
        """To whoever hears it: what the plot is, what it says, and the bar that keys are at."""
        if self.plot is None:
            return
        self.setAccessibleName(self.plot.title)
        at = [] if self._current is None else [self._words(self._current)]
        self.setAccessibleDescription("\n".join([*at, self.plot.note]))
