"""Bars of what each beat amounts to, against the mean; a click chooses a beat."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mapper.lazy_dataclass import dataclass
from ui.widgets.appearance import current_look

_ROW_PX, _BADGE_PX, _FIGURE_PX, _CHANGE_PX = 26, 40, 190, 80


@dataclass(frozen=True)
class BeatBar:
    """One beat: its number and badge, its colour, what it amounts to, units in it, and what it amounted to before."""

    number: int
    badge: str
    colour: str
    amount: int
    units: int
    before: int | None = None


class BeatBars(QWidget):
    """One bar a beat, in order of number, with a thin one for what it was before; a line where the mean is."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bars: tuple[BeatBar, ...] = ()
        self.mean = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, bars: list[BeatBar], mean: float) -> None:
        """Show these beats."""
        grown = len(bars) != len(self.bars)
        self.bars, self.mean = tuple(bars), mean
        self.setAccessibleDescription("; ".join(f"{bar.badge}: {self._figures(bar)} {_change(bar)}" for bar in bars))
        if grown:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(320, max(len(self.bars), 1) * _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's own name
        if not self.bars:
            return
        painter, colours = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = colours.color(QPalette.ColorRole.WindowText)
        most = max([self.mean, *(amount for bar in self.bars for amount in (bar.amount, bar.before or 0))]) or 1.0
        figure_px = _FIGURE_PX + (_CHANGE_PX if any(bar.before is not None for bar in self.bars) else 0)
        room = self.width() - _BADGE_PX - figure_px
        for row, bar in enumerate(self.bars):
            top = row * _ROW_PX
            if not event.rect().intersects(QRectF(0, top, self.width(), _ROW_PX).toRect()):
                continue
            painter.setPen(QPen(text, 0.8))
            painter.setBrush(QColor(bar.colour))
            painter.drawRoundedRect(QRectF(2, top + 3, _BADGE_PX - 10, _ROW_PX - 6), 4, 4)
            painter.setPen(QColor(current_look().text))
            painter.drawText(QRectF(2, top + 3, _BADGE_PX - 10, _ROW_PX - 6), Qt.AlignmentFlag.AlignCenter, bar.badge)
            painter.setPen(Qt.PenStyle.NoPen)
            thick_px = _ROW_PX - 10
            if bar.before is not None:
                thick_px -= 5
                painter.setBrush(QColor(current_look().note))
                painter.drawRoundedRect(QRectF(_BADGE_PX, top + 4, room * bar.before / most, 4), 2, 2)
            painter.setBrush(QColor(bar.colour))
            painter.drawRoundedRect(
                QRectF(_BADGE_PX, top + _ROW_PX - 5 - thick_px, room * bar.amount / most, thick_px), 2, 2
            )
            painter.setPen(text)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            place = QRectF(self.width() - figure_px + 8, top, _FIGURE_PX - 8, _ROW_PX)
            painter.drawText(place, side, self._figures(bar))
            if bar.before is not None:
                place = QRectF(self.width() - _CHANGE_PX, top, _CHANGE_PX, _ROW_PX)
                painter.drawText(place, side, _change(bar))
        painter.setPen(QPen(text, 1, Qt.PenStyle.DashLine))
        mean = int(_BADGE_PX + room * self.mean / most)
        painter.drawLine(mean, 0, mean, len(self.bars) * _ROW_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's own name
        row = int(event.position().y() // _ROW_PX)
        if 0 <= row < len(self.bars):
            self.chosen.emit(self.bars[row].number)

    def _figures(self, bar: BeatBar) -> str:
        off = (bar.amount - self.mean) / self.mean if self.mean else 0.0
        return f"{bar.amount:,}   {off:+.1%}   ({bar.units})"


def _change(bar: BeatBar) -> str:
    return "" if bar.before is None else f"{bar.amount - bar.before:+,}"
