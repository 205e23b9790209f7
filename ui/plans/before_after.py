"""Bars of what there is before and after, one pair a row, those who gain most first."""

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mapper.effect import Change
from ui.widgets.appearance import current_look
from ui.widgets.changes import arrow
from ui.widgets.kit import share

_ROW_PX, _NAME_PX, _FIGURE_PX = 30, 128, 128


class BeforeAfterBars(QWidget):
    """A thin bar for before, a broad one for after; a line where full is (a share of 1), and alarm beyond ``limit``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes: tuple[tuple[str, Change], ...] = ()
        self.limit = float("inf")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def put(self, changes: Iterable[tuple[str, Change]], limit: float) -> None:
        """Show these shares of whom is named, the greatest rise first and the greatest fall last."""
        self.changes = tuple(sorted(changes, key=lambda named: (-named[1].gain, named[0])))
        self.limit = limit
        self.setAccessibleDescription(
            "; ".join(f"{name} {arrow(*map(share, change))}" for name, change in self.changes)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(360, max(len(self.changes), 1) * _ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        painter, colours = QPainter(self), self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max([1.0, *(value for _, change in self.changes for value in change if value is not None)])
        room = self.width() - _NAME_PX - _FIGURE_PX
        text = colours.color(QPalette.ColorRole.WindowText)
        for number, (whose, change) in enumerate(self.changes):
            top = number * _ROW_PX
            painter.setPen(text)
            name = painter.fontMetrics().elidedText(whose, Qt.TextElideMode.ElideRight, _NAME_PX - 8)
            painter.drawText(QRectF(0, top, _NAME_PX - 8, _ROW_PX), Qt.AlignmentFlag.AlignVCenter, name)
            painter.setPen(Qt.PenStyle.NoPen)
            before, after = (value or 0.0 for value in change)
            painter.setBrush(QColor(current_look().note))
            painter.drawRoundedRect(QRectF(_NAME_PX, top + 5, room * before / most, 6), 2, 2)
            painter.setBrush(QColor(current_look().alarm if after > self.limit else current_look().accent))
            painter.drawRoundedRect(QRectF(_NAME_PX, top + 13, room * after / most, 10), 2, 2)
            painter.setPen(QColor(current_look().alarm) if after > self.limit else text)
            place = QRectF(self.width() - _FIGURE_PX + 8, top, _FIGURE_PX - 8, _ROW_PX)
            painter.drawText(
                place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, arrow(*map(share, change))
            )
        if self.changes:
            painter.setPen(QPen(colours.color(QPalette.ColorRole.Mid), 1, Qt.PenStyle.DashLine))
            full = _NAME_PX + room / most
            painter.drawLine(int(full), 0, int(full), len(self.changes) * _ROW_PX)
