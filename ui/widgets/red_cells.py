"""Cells of a table whose words stand in red."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from ui.widgets.appearance import current_look

Index = QModelIndex | QPersistentModelIndex


class RedCells(QStyledItemDelegate):
    """The cell's words in red where ``is_red`` says so of its place."""

    def __init__(self, table: QAbstractItemView, is_red: Callable[[Index], bool]) -> None:
        super().__init__(table)
        self._is_red = is_red

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:  # noqa: N802 Qt's own name
        super().initStyleOption(option, index)
        if self._is_red(index):
            palette = option.palette
            for role in (palette.ColorRole.Text, palette.ColorRole.HighlightedText):
                palette.setColor(role, QColor(current_look().alarm))
