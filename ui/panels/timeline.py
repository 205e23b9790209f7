"""The timeline: how many hazards and disputes each of the last days brought."""

from datetime import date

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from layers.style import LIGHT
from ui.desk import Desk
from ui.figures import Figures
from ui.language import Language
from ui.panels.panel import ElidedLabel, Panel, label, rule


class _Bars(QWidget):
    """One stacked bar a day; hovering tells the day and its counts."""

    def __init__(self, say: Language) -> None:
        super().__init__()
        self.say = say
        self.daily: tuple[tuple[date, int, int], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(320, 80)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(160, 48)

    def _column(self, number: int) -> QRectF:
        step = (self.width() - 24) / max(len(self.daily), 1)
        return QRectF(12 + number * step, 8, step, self.height() - 30)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        if not self.daily:
            return
        painter = QPainter(self)
        most = max(1, *(h + d for _, h, d in self.daily))
        for number, (day, hazards, disputes) in enumerate(self.daily):
            column = self._column(number)
            bottom = column.bottom()
            for value, colour in ((disputes, LIGHT.dispute), (hazards, LIGHT.hazard)):
                height = column.height() * value / most
                painter.fillRect(
                    QRectF(column.left() + 0.5, bottom - height, max(column.width() - 1.5, 1), height), QColor(colour)
                )
                bottom -= height
            if day.day == 1:
                painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
                painter.drawLine(QPointF(column.left(), 4), QPointF(column.left(), column.bottom() + 4))
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                painter.drawText(QPointF(column.left() + 2, self.height() - 6), f"{day.year}-{day.month:02d}")
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        base = self._column(0).bottom()
        painter.drawLine(QPointF(12, base), QPointF(self.width() - 12, base))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for number, (day, hazards, disputes) in enumerate(self.daily):
                if self._column(number).left() <= event.pos().x() < self._column(number).right():
                    text = self.say("timeline.day", day=day, hazards=hazards, disputes=disputes)
                    QToolTip.showText(event.globalPos(), text, self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)


class TimelinePanel(Panel):
    """Days and their counts, with what is counted in the heading."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.bars = _Bars(self.say)
        self._title, self._range = label("heading"), ElidedLabel()
        self._keys = [(LIGHT.hazard, label("quiet")), (LIGHT.dispute, label("quiet"))]
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 6)
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self._range, 1)
        for colour, words in self._keys:
            swatch = QWidget()
            swatch.setFixedSize(10, 10)
            swatch.setStyleSheet(f"background: {colour}; border-radius: 2px;")
            top.addWidget(swatch, 0, Qt.AlignmentFlag.AlignVCenter)
            top.addWidget(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(rule())
        layout.addWidget(self.bars, 1)
        self.begin()

    def retranslate(self) -> None:
        self._title.setText(self.say("timeline.title"))
        if self.figures is not None:
            self.refresh(self.figures)

    def refresh(self, figures: Figures) -> None:
        self.bars.daily = figures.daily
        first, last = figures.daily[0][0], figures.daily[-1][0]
        hazards, disputes = sum(h for _, h, _ in figures.daily), sum(d for _, _, d in figures.daily)
        text = self.say("timeline.range", first=first, last=last)
        self._keys[0][1].setText(self.say("timeline.hazards", count=hazards))
        self._keys[1][1].setText(self.say("timeline.disputes", count=disputes))
        self._range.put(text)
        self.bars.setAccessibleName(f"{text}, {self._keys[0][1].text()}, {self._keys[1][1].text()}")
        self.bars.update()
