"""Rows of figures as a Qt table model: each column says how to show a row and how to order it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from ui.language import Language

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ORDER_ROLE = Qt.ItemDataRole.UserRole + 2
ROW_HEIGHT_PX = 32
_HEADING_MARGIN_PX, _LEAST_PX = 26, 48


@dataclass(frozen=True)
class Field(Generic[Row]):
    """One column: its heading, the text of a row, what to sort by, and on which side it stands.

    The heading is a code, or the words themselves where it is not ``coded``.
    """

    heading: str
    text: Callable[[Row], str]
    order: Callable[[Row], Any] | None = None
    right: bool = False
    coded: bool = True
    icon: Callable[[Row], QIcon] | None = None
    tip: Callable[[Row], str] | None = None


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A frozen sequence of rows; ``show`` puts another in its place."""

    def __init__(self, fields: Sequence[Field[Row]], language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.language = language
        self.rows: tuple[Row, ...] = ()
        language.changed.connect(self.retranslate)

    def show(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def change(self, fields: Sequence[Field[Row]], rows: Sequence[Row]) -> None:
        """Other columns, and their rows."""
        self.beginResetModel()
        self.fields, self.rows = tuple(fields), tuple(rows)
        self.endResetModel()

    def retranslate(self) -> None:
        if self.fields:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(self.fields) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(row) if column.tip is None else column.tip(row)
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return column.icon(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == ORDER_ROLE:
            return column.text(row) if column.order is None else column.order(row)
        if role == ROW_ROLE:
            return row
        return None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: N802 Qt's own name
        if side == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                heading = self.fields[section].heading
                return self.language(heading) if self.fields[section].coded else heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                right = self.fields[section].right
                flag = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
                return flag | Qt.AlignmentFlag.AlignVCenter
        return None


class SortedRows(QSortFilterProxyModel):
    """Rows in the order of a column; rows without a value come last whichever way it goes."""

    def __init__(self, source: RowsModel[Any]) -> None:
        super().__init__(source)
        self.setSourceModel(source)
        self.setSortRole(ORDER_ROLE)

    def lessThan(self, left: Index, right: Index) -> bool:  # noqa: N802 Qt's own name
        a, b = left.data(ORDER_ROLE), right.data(ORDER_ROLE)
        if a is None or b is None:
            descending = self.sortOrder() == Qt.SortOrder.DescendingOrder
            return (a is None) == descending if (a is None) != (b is None) else False
        return bool(a < b)


class RowsTable(QTableView):
    """A quiet table: whole rows, no grid, sorted by its headings."""

    def __init__(self, model: RowsModel[Any], parent: Any = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self._widths_px: tuple[int, ...] = ()
        self._by_hand = self._fitting = False
        self.sorted_rows = SortedRows(model)
        self.setModel(self.sorted_rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT_PX)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        header.sectionResized.connect(self._resized)
        model.headerDataChanged.connect(self._fit)

    def widths_px(self, *widths_px: int) -> None:
        """How wide each column would like to be; headings are never cut, and the room there is is filled."""
        self._widths_px = widths_px
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fields = self.rows_model.fields[: len(self._widths_px)]
        if self._by_hand or not fields:
            return
        metrics = self.horizontalHeader().fontMetrics()
        least = [metrics.horizontalAdvance(self._heading(n)) + _HEADING_MARGIN_PX for n in range(len(fields))]
        widths = [max(*both) for both in zip(least, self._widths_px, strict=True)]
        spare = self.viewport().width() - sum(widths)
        # Words give and take room; figures stay as wide as they are.
        words = [n for n, column in enumerate(fields) if not column.right] or list(range(len(fields)))
        if spare >= 0:
            widths = [w + spare // len(words) if n in words else w for n, w in enumerate(widths)]
        else:
            slack = {n: max(widths[n] - max(least[n], _LEAST_PX), 0) for n in words}
            give = min(1.0, -spare / max(sum(slack.values()), 1))
            widths = [w - round(slack.get(n, 0) * give) for n, w in enumerate(widths)]
        self._fitting = True
        for column, width_px in enumerate(widths):
            self.setColumnWidth(column, width_px)
        self._fitting = False

    def _heading(self, column: int) -> str:
        return str(self.rows_model.headerData(column, Qt.Orientation.Horizontal))

    def _resized(self) -> None:
        """Columns that a person has dragged stay as they are."""
        self._by_hand = self._by_hand or (not self._fitting and bool(QGuiApplication.mouseButtons()))

    def row(self) -> Any:
        """The current row, or None."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def go_to(self, wanted: Any) -> None:
        """Make the first row for which ``wanted(row)`` holds current, without telling; none if there is none."""
        for number, row in enumerate(self.rows_model.rows):
            if wanted(row):
                index = self.sorted_rows.mapFromSource(self.rows_model.index(number, 0))
                if index.row() != self.currentIndex().row():
                    self._quietly(index)
                return
        self._quietly(QModelIndex())

    def _quietly(self, index: QModelIndex) -> None:
        chosen = self.selectionModel()
        chosen.blockSignals(True)
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()
        chosen.blockSignals(False)
        self.viewport().update()
        if index.isValid():
            self.scrollTo(index)
