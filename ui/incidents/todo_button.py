"""Cells of the list of what is to be done: buttons painted in it, so that hundreds need no widget each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets.appearance import current_look
from ui.widgets.rows_model import ROW_ROLE

_ROUND_PX, _MARGIN_PX = 4, 3


class StepButton(QStyledItemDelegate):
    """Paints the cell's words as a button where the row ``can`` be pressed, quietly where it cannot."""

    def __init__(self, table: QAbstractItemView, can: Callable[[Any], bool]) -> None:
        super().__init__(table)
        self._can = can
        table.setMouseTracking(True)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        words, own.text = own.text, ""
        own.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        look, can = current_look(), self._can(index.data(ROW_ROLE))
        box = QRectF(option.rect).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if can:
            over = bool(option.state & QStyle.StateFlag.State_MouseOver)
            painter.setPen(QPen(QColor(look.accent), 1.5 if over else 1.0))
            painter.setBrush(QColor(look.card))
            painter.drawRoundedRect(box, _ROUND_PX, _ROUND_PX)
        painter.setPen(QColor(look.accent if can else look.quiet))
        room = box.adjusted(4, 0, -4, 0)
        shown = own.fontMetrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()
