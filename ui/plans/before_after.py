"""Bars of what there is before and after, one pair a row, those who gain most first."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.appearance import current_look

_ROW_PX, _NAME_PX, _FIGURE_PX = 30, 128, 128


@dataclass(frozen=True)
class Pair:
    """One row: a share of something (1 is full) before and after; None where there is none."""

    name: str
    before: float | None
    after: float | None

    @property
    def change(self) -> float:
        return (self.after or 0.0) - (self.before or 0.0)


class BeforeAfterBars(QWidget):
    """A thin bar for before, a broad one for after; a line where full is, and alarm beyond ``limit``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pairs: tuple[Pair, ...] = ()
        self.limit = float("inf")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, pairs: list[Pair], limit: float) -> None:
        """Show these, the greatest rise first and the greatest fall last."""
        self.pairs = tuple(sorted(pairs, key=lambda pair: (-pair.change, pair.name)))
        self.limit = limit
        self.setAccessibleDescription("; ".join(f"{p.name} {_figures(p)}" for p in self.pairs))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(360, max(len(self.pairs), 1) * _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter, colours = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max([1.0, *(value for p in self.pairs for value in (p.before, p.after) if value is not None)])
        room = self.width() - _NAME_PX - _FIGURE_PX
        text = colours.color(QPalette.ColorRole.WindowText)
        for number, pair in enumerate(self.pairs):
            top = number * _ROW_PX
            painter.setPen(text)
            name = painter.fontMetrics().elidedText(pair.name, Qt.TextElideMode.ElideRight, _NAME_PX - 8)
            painter.drawText(QRectF(0, top, _NAME_PX - 8, _ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(Qt.PenStyle.NoPen)
            before, after = pair.before or 0.0, pair.after or 0.0
            painter.setBrush(QColor(current_look().note))
            painter.drawRoundedRect(QRectF(_NAME_PX, top + 5, room * before / most, 6), 2, 2)
            painter.setBrush(QColor(current_look().alarm if after > self.limit else current_look().accent))
            painter.drawRoundedRect(QRectF(_NAME_PX, top + 13, room * after / most, 10), 2, 2)
            painter.setPen(QColor(current_look().alarm) if after > self.limit else text)
            place = QRectF(self.width() - _FIGURE_PX + 8, top, _FIGURE_PX - 8, _ROW_PX)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, _figures(pair))
        if self.pairs:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1, Qt.PenStyle.DashLine))
            full = _NAME_PX + room / most
            painter.drawLine(int(full), 0, int(full), len(self.pairs) * _ROW_PX)


def _figures(pair: Pair) -> str:
    before, after = ("—" if value is None else f"{value * 100:.0f} %" for value in (pair.before, pair.after))
    return f"{before} → {after}"
