"""Cells of the list of what is to be done: buttons painted in it, so that hundreds need no widget each."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets.appearance import current_look
from ui.widgets.rows_model import ROW_ROLE

_ROUND_PX, _MARGIN_PX = 4, 3
_NEW_LINE = "\u2028"  # which Qt puts in place of "\n"
_QUIET_SHARE = 0.62  # of the height of a line


def smaller(font: QFont) -> QFont:
    """The font for what is less important, or has little room."""
    small = QFont(font)
    small.setPixelSize(max(round(QFontMetrics(font).height() * _QUIET_SHARE), 9))
    return small


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
        font = own.font if own.fontMetrics.horizontalAdvance(words) <= room.width() else smaller(own.font)
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()


class TwoLines(QStyledItemDelegate):
    """A cell's first line, and the rest beneath it, smaller and quiet.

    A first line that has no room is smaller too; what has none then is cut.
    """

    HEIGHT_PX = 40

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        own = QStyleOptionViewItem(option)
        self.initStyleOption(own, index)
        (first, _, rest), own.text = own.text.partition(_NEW_LINE), ""
        style = own.widget.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, own, own.widget)
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, own, painter, own.widget)
        look, quiet = current_look(), smaller(own.font)
        room = QRect(room.left(), own.rect.top() + 3, own.rect.right() - room.left() - 2, own.rect.height() - 6)
        roomy = own.fontMetrics.horizontalAdvance(first) <= room.width()
        painter.save()
        for words, font, color, side in (
            (first, own.font if roomy else quiet, look.text, Qt.AlignmentFlag.AlignTop),
            (rest, quiet, look.quiet, Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(font)
            painter.setPen(QColor(color))
            shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, side | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()
