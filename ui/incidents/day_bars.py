"""A histogram of days with a brush: drag to choose days, drag the brush to move it, Esc or a double click to let go."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from layers.map_layers.incidents import LOOK_OF
from ui.language.language import Language
from ui.widgets.appearance import map_palette

Days = tuple[date, date]
_EDGE_PX, _SIDE_PX, _KEY_PX = 5, 12, 10
_DAYS_A_BAR, _LEAST_BAR_PX = (1, 7, 30, 91), 1.5
_LEAST_MONTH_PX = 66  # from the name of a month to the next one


def kind_colour(kind: str) -> QColor:
    """A kind of incident's colour on the map worn now."""
    return QColor(LOOK_OF[kind].tone(map_palette()))


def _faded(colour: QColor) -> QColor:
    """Of what lies outside the days that are chosen."""
    colour.setAlphaF(0.3)
    return colour


class KindKey(QWidget):
    """A small square in a kind's colour."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._kind = kind
        self.setFixedSize(_KEY_PX, _KEY_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        QPainter(self).fillRect(self.rect(), kind_colour(self._kind))


class DayBars(QWidget):
    """Incidents in stacked bars: one a day, where days have no room one a week, a month or a quarter of a year.

    ``chosen`` carries the first and last day under the brush, None where it is let go.
    """

    chosen = Signal(object)

    def __init__(self, say: Language, kinds: Sequence[str]) -> None:
        super().__init__()
        self.say = say
        self.kinds = tuple(kinds)
        self.first = date.min
        self.counts: Mapping[str, Sequence[int]] = {}
        self.days: Days | None = None
        self.marked: frozenset[date] = frozenset()
        # While the mouse is down: the day that stays, or the brush and the day it is held at.
        self._anchor: date | None = None
        self._held: tuple[Days, date] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def put(
        self,
        first: date,
        counts: Mapping[str, Sequence[int]],
        days: Days | None,
        marked: Collection[date] = (),
    ) -> None:
        """Show counts from this day on, the days that are chosen, and a mark under days of marked incidents."""
        self.first, self.counts, self.days, self.marked = first, counts, days, frozenset(marked)
        self.update()

    @property
    def length(self) -> int:
        """How many days are shown."""
        return len(self.counts[self.kinds[0]]) if self.counts else 0

    @property
    def last(self) -> date:
        return self.first + timedelta(days=self.length - 1)

    @property
    def days_a_bar(self) -> int:
        """How many days a bar counts: as many as let it be seen."""
        room_px = max(self.width() - 2 * _SIDE_PX, 1)
        return next((days for days in _DAYS_A_BAR if self.length / days * _LEAST_BAR_PX <= room_px), _DAYS_A_BAR[-1])

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(320, 80)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(160, 48)

    def column(self, number: int) -> QRectF:
        """Where a day's bar stands, in pixels."""
        step = (self.width() - 2 * _SIDE_PX) / max(self.length, 1)
        return QRectF(_SIDE_PX + number * step, 8, step, self.height() - 30)

    def day_at(self, x_px: float) -> date:
        """The day under a pixel; the nearest one shown beyond the ends."""
        step = (self.width() - 2 * _SIDE_PX) / max(self.length, 1)
        number = min(max(int((x_px - _SIDE_PX) // step), 0), self.length - 1)
        return self.first + timedelta(days=number)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        if not self.length:
            return
        painter = QPainter(self)
        colours, per = self.palette(), self.days_a_bar
        bars = range(0, self.length, per)
        counts = {kind: [sum(self.counts[kind][n : n + per]) for n in bars] for kind in self.kinds}
        most = max(1, *(sum(each) for each in zip(*counts.values(), strict=True)))
        shades = {kind: (kind_colour(kind), _faded(kind_colour(kind))) for kind in self.kinds}
        brush = self._brush_rect()
        if brush is not None:
            painter.fillRect(brush, colours.color(QPalette.ColorRole.Highlight))
        for bar, number in enumerate(bars):
            column, day = self.column(number), self.first + timedelta(days=number)
            bottom, width = column.bottom(), self.column(min(number + per, self.length)).left() - column.left()
            last = day + timedelta(days=per - 1)
            outside = self.days is not None and not (self.days[0] <= last and day <= self.days[1])
            for kind in self.kinds:
                height = column.height() * counts[kind][bar] / most
                painter.fillRect(
                    QRectF(column.left() + 0.5, bottom - height, max(width - 1.5, 1), height), shades[kind][outside]
                )
                bottom -= height
        self._paint_months(painter)
        painter.setPen(colours.color(QPalette.ColorRole.Mid))
        base = self.column(0).bottom()
        painter.drawLine(QPointF(_SIDE_PX, base), QPointF(self.width() - _SIDE_PX, base))
        for number in range(self.length):
            if self.first + timedelta(days=number) in self.marked:
                column = self.column(number)
                under = QRectF(column.left() - 0.5, base + 1, max(column.width(), 4), 4)
                painter.fillRect(under, colours.color(QPalette.ColorRole.Link))
        if brush is not None:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Link), 2))
            for x in (brush.left(), brush.right()):
                painter.drawLine(QPointF(x, brush.top()), QPointF(x, brush.bottom()))
        elif self.hasFocus():
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Link), 1))
            painter.drawRect(QRectF(self.rect()).adjusted(4, 2, -4, -2))

    def _paint_months(self, painter: QPainter) -> None:
        """A line at the first of each month, with its name; of many months those that have room."""
        colours, told_at = self.palette(), -float(_LEAST_MONTH_PX)
        for number in range(self.length):
            day = self.first + timedelta(days=number)
            column = self.column(number)
            if day.day != 1 or column.left() - told_at < _LEAST_MONTH_PX:
                continue
            told_at = column.left()
            painter.setPen(colours.color(QPalette.ColorRole.Mid))
            painter.drawLine(QPointF(column.left(), 4), QPointF(column.left(), column.bottom() + 4))
            painter.setPen(colours.color(QPalette.ColorRole.WindowText))
            name = f"{day.year}-{day.month:02d}"
            if column.left() + 2 + self.fontMetrics().horizontalAdvance(name) <= self.width():
                painter.drawText(QPointF(column.left() + 2, self.height() - 6), name)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.length:
            day = self.day_at(event.pos().x())
            number = (day - self.first).days
            counts = {kind: self.counts[kind][number] for kind in self.kinds}
            QToolTip.showText(event.globalPos(), self.say("timeline.day", day=day, **counts), self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        if event.button() != Qt.MouseButton.LeftButton or not self.length:
            return
        x, brush = event.position().x(), self._brush_rect()
        day = self.day_at(x)
        self._anchor = self._held = None
        if brush is None or self.days is None:
            self._anchor = day
        elif abs(x - brush.left()) <= _EDGE_PX:
            self._anchor = self.days[1]
        elif abs(x - brush.right()) <= _EDGE_PX:
            self._anchor = self.days[0]
        elif brush.left() < x < brush.right():
            self._held = (self.days, day)
        else:
            self._anchor = day
        if self._held is None:
            self._drag_to(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        x, brush = event.position().x(), self._brush_rect()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag_to(x)
        elif brush is not None and min(abs(x - brush.left()), abs(x - brush.right())) <= _EDGE_PX:
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif brush is not None and brush.left() < x < brush.right():
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        self._anchor = self._held = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        self._anchor = self._held = None
        self._tell(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape and self.days is not None:
            self._tell(None)
        elif steps is not None and self.length:
            if self.days is None:
                self._tell((self.last, self.last))
            elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                ends = min(max(self.days[1] + timedelta(days=steps), self.days[0]), self.last)
                self._tell((self.days[0], ends))
            else:
                self._tell(self._moved(self.days, steps))
        else:
            super().keyPressEvent(event)

    def _drag_to(self, x_px: float) -> None:
        day = self.day_at(x_px)
        if self._held is not None:
            days, held_at = self._held
            self._tell(self._moved(days, (day - held_at).days))
        elif self._anchor is not None:
            self._tell((min(self._anchor, day), max(self._anchor, day)))

    def _moved(self, days: Days, by: int) -> Days:
        """The brush moved by so many days, kept within those shown."""
        by = min(max(by, (self.first - days[0]).days), (self.last - days[1]).days)
        return days[0] + timedelta(days=by), days[1] + timedelta(days=by)

    def _tell(self, days: Days | None) -> None:
        if days != self.days:
            self.days = days
            self.update()
            self.chosen.emit(days)

    def _brush_rect(self) -> QRectF | None:
        if self.days is None or not self.length:
            return None
        if self.days[0] > self.last or self.days[1] < self.first:
            return None
        left = self.column(max((self.days[0] - self.first).days, 0)).left()
        right = self.column(min((self.days[1] - self.first).days, self.length - 1)).right()
        return QRectF(left, 4, right - left, self.height() - 26)
