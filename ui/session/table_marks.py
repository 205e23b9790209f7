"""The rows marked in a table are those marked in the window, and the other way round."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView

from ui.session.view_state import Row, Selection
from ui.widgets.rows_model import RowsTable


class TableMarks(QObject):
    """Keeps a table's rows and the selection alike. ``row_of`` names a row's own table and id, one of ``tables``."""

    def __init__(
        self, table: RowsTable, selection: Selection, row_of: Callable[[Any], Row], tables: Sequence[str]
    ) -> None:
        super().__init__(table)
        self._table, self._selection, self._row_of, self._tables = table, selection, row_of, frozenset(tables)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.selectionModel().selectionChanged.connect(self._take)
        selection.marked_changed.connect(self.show)

    def chosen(self, row: Any) -> None:
        """The hand has gone to a row: it is current, and alone unless it was added to others."""
        table, key = self._row_of(row)
        if len(self._table.selectionModel().selectedRows()) > 1:
            self._selection.go(table, key)
        else:
            self._selection.choose(table, key)

    def show(self) -> None:
        """Mark in the table what is marked in the window, as far as its rows are shown."""
        wanted = {row for row in self._selection.marked if row[0] in self._tables}
        if not wanted and len(self._table.selectionModel().selectedRows()) <= 1:
            return
        model, chosen = self._table.rows_model, self._table.selectionModel()
        places = [place for place, row in enumerate(model.rows) if self._row_of(row) in wanted] if wanted else []
        if places == sorted(index.row() for index in chosen.selectedRows()):
            return
        ranges = QItemSelection()
        last = model.columnCount() - 1
        for _, run in groupby(enumerate(places), lambda numbered: numbered[1] - numbered[0]):
            together = [place for _, place in run]
            ranges.select(model.index(together[0], 0), model.index(together[-1], last))
        if not places and self._table.currentIndex().isValid():
            row = self._table.currentIndex().row()
            ranges.select(model.index(row, 0), model.index(row, last))
        chosen.blockSignals(True)
        chosen.select(ranges, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        chosen.blockSignals(False)
        self._table.viewport().update()
        if places and self._selection.current not in wanted:
            self._table.scrollTo(model.index(places[0], self._table.front))

    def _take(self) -> None:
        rows = {self._row_of(row) for row in self._table.selected_rows()}
        if len(rows) > 1:
            self._selection.mark(rows | {row for row in self._selection.marked if row[0] not in self._tables})
        elif self._selection.marked:
            self._selection.let_marks_go()
