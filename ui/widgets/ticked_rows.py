"""Rows that can be ticked: a box before each, a click or the space bar turns it."""

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from mapper.arrays import Bools
from ui.language.language import Language
from ui.widgets.rows_model import (
    Field,
    Index,
    RowsModel,
    RowsTable,
)

Row = TypeVar("Row")


class TickedRows(RowsModel[Row]):
    """All rows are ticked at first but those that ask for it; ``ticks_changed`` tells when a person has turned some."""

    ticks_changed = Signal()

    def __init__(self, fields: Sequence[Field[Row]], language: Language, parent: QObject) -> None:
        super().__init__(fields, language, parent)
        self._ticks: Bools = np.ones(0, dtype=bool)

    @property
    def ticked(self) -> list[Row]:
        """The rows that are ticked, in the order they were given."""
        return [row for row, tick in zip(self.all_rows, self._ticks, strict=True) if tick]

    def show(self, rows: Sequence[Row], kept: Bools | None = None, ticks: Bools | None = None) -> None:
        self._ticks = np.ones(len(rows), dtype=bool) if ticks is None else ticks
        super().show(rows, kept)

    def tick(self, places: Sequence[int], on: bool) -> None:
        """Tick the rows that stand at these places, or take their ticks away."""
        self._ticks[self._shown[np.asarray(places, dtype=np.int64)]] = on
        self.tell_changed()
        self.ticks_changed.emit()

    def is_ticked(self, place: int) -> bool:
        return bool(self._ticks[self._shown[place]])

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        first = index.isValid() and index.column() == 0
        return usual | Qt.ItemFlag.ItemIsUserCheckable if first else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            return Qt.CheckState.Checked if self.is_ticked(index.row()) else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 Qt's own name
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.tick([index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True


class TickedTable(RowsTable):
    """The space bar turns the ticks of all rows that are marked, to what the first of them is not."""

    def __init__(self, model: TickedRows[Any], parent: Any = None) -> None:
        super().__init__(model, parent)
        self.ticked_model = model
        self.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        marked = sorted(index.row() for index in self.selectionModel().selectedRows())
        if event.key() == Qt.Key.Key_Space and marked:
            self.ticked_model.tick(marked, not self.ticked_model.is_ticked(marked[0]))
        else:
            super().keyPressEvent(event)
