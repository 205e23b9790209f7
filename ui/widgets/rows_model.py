"""Rows of figures as a Qt table model: each column says how to show a row and how to order it."""

from collections.abc import Callable, Sequence
from math import ceil
from typing import Any, Generic, TypeVar

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QGuiApplication, QIcon, QKeyEvent, QKeySequence, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QTableView

from mapper.arrays import Bools, Ints
from mapper.lazy_dataclass import dataclass
from mapper.names import counting
from ui.language.language import Language

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT_PX = 32
_HEADING_MARGIN_PX, _LEAST_PX = 26, 48
# A column of words gives a little of its width before the table scrolls: codes and names must stay readable.
_LEAST_SHARE = 0.85


@dataclass(frozen=True)
class Field(Generic[Row]):
    """One column: its heading, the text of a row, what to sort by, and on which side it stands.

    The heading is a code, or the words themselves where it is not ``coded``. ``words`` are the few texts that the
    column can show, which are never cut. ``filed`` is what a file has where that is not what a person reads.
    """

    heading: str
    text: Callable[[Row], str]
    order: Callable[[Row], Any] | None = None
    right: bool = False
    coded: bool = True
    icon: Callable[[Row], QIcon] | None = None
    tip: Callable[[Row], str] | None = None
    words: Callable[[], Sequence[str]] | None = None
    filed: Callable[[Row], Any] | None = None


def _key(value: Any) -> Any:
    """What a value is ordered by: names in the order of counting, all else as it is."""
    return counting(value) if isinstance(value, str) else value


class RowsModel(QAbstractTableModel, Generic[Row]):
    """A frozen sequence of rows, of which some may be kept back, in the order of a column.

    Sorting and keeping back work on row numbers, so that a list of 150,000 rows follows a brush.
    """

    def __init__(self, fields: Sequence[Field[Row]], language: Language, parent: QObject) -> None:
        super().__init__(parent)
        self.fields = tuple(fields)
        self.language = language
        self.all_rows: tuple[Row, ...] = ()
        # What of a row is dragged out of the table ("" where it stays), and the name of that kind of thing.
        self.carried: tuple[str, Callable[[Row], str]] | None = None
        # Sums, which stay under the rows that they sum whichever way these are sorted.
        self.is_sum: Callable[[Row], bool] = lambda _: False
        # What says too little to be read like the others, and stands in grey.
        self.is_faint: Callable[[Row], bool] = lambda _: False
        self._kept: Bools | None = None
        self._column, self._side = -1, Qt.SortOrder.AscendingOrder
        self._order: Ints = np.arange(0)
        self._shown: Ints = self._order
        language.changed.connect(self.retranslate)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown, from the top."""
        return tuple(self.all_rows[n] for n in self._shown)

    def show(self, rows: Sequence[Row], kept: Bools | None = None) -> None:
        """Other rows; of them only those that are ``kept``, all where that is None."""
        self.beginResetModel()
        self.all_rows, self._kept = tuple(rows), kept
        self._arrange()
        self.endResetModel()

    def keep(self, kept: Bools | None) -> None:
        """Show only these of all rows (in the order they were given); all where None."""
        self.beginResetModel()
        self._kept = kept
        self._choose()
        self.endResetModel()

    def place_of(self, wanted: Callable[[Row], bool]) -> int | None:
        """Where the first row shown for which that holds stands."""
        return next((place for place, n in enumerate(self._shown) if wanted(self.all_rows[n])), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column, or as given (-1); rows without a value, and sums, come last whichever way it goes."""
        self.layoutAboutToBeChanged.emit()
        old, before = self.persistentIndexList(), self._shown
        self._column, self._side = column, order
        self._arrange()
        if old:
            place = np.empty(len(self.all_rows), dtype=np.int64)
            place[self._shown] = np.arange(len(self._shown))
            self.changePersistentIndexList(
                old, [self.index(int(place[before[index.row()]]), index.column()) for index in old]
            )
        self.layoutChanged.emit()

    def _arrange(self) -> None:
        if not 0 <= self._column < len(self.fields):
            self._order = np.arange(len(self.all_rows))
        else:
            field = self.fields[self._column]
            value_of = field.order or field.text
            values: list[Any] = [None if self.is_sum(row) else _key(value_of(row)) for row in self.all_rows]
            known = [n for n, value in enumerate(values) if value is not None]
            known.sort(key=values.__getitem__, reverse=self._side == Qt.SortOrder.DescendingOrder)
            self._order = np.array([*known, *(n for n, value in enumerate(values) if value is None)], dtype=np.int64)
        self._choose()

    def _choose(self) -> None:
        self._shown = self._order if self._kept is None else self._order[self._kept[self._order]]

    def change(self, fields: Sequence[Field[Row]], rows: Sequence[Row]) -> None:
        """Other columns, and their rows."""
        self.beginResetModel()
        self.fields, self.all_rows, self._kept = tuple(fields), tuple(rows), None
        self._arrange()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)

    def retranslate(self) -> None:
        if self.fields:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)
        self.tell_changed()

    def tell_changed(self) -> None:
        """The texts of the rows have changed."""
        if len(self._shown):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(self.fields) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 Qt's own name and default
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.all_rows[self._shown[index.row()]], self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.text(row) if column.tip is None else column.tip(row)
        if role == Qt.ItemDataRole.DecorationRole and column.icon is not None:
            return column.icon(row)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and self.is_faint(row):
            return QGuiApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        if role == ROW_ROLE:
            return row
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = super().flags(index)
        if self.carried is None or not index.isValid() or not self.carried[1](index.data(ROW_ROLE)):
            return usual
        return usual | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802 Qt's own name
        return [] if self.carried is None else [self.carried[0]]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 Qt's own name
        data = QMimeData()
        if self.carried is not None and indexes:
            kind, key = self.carried
            data.setData(kind, key(indexes[0].data(ROW_ROLE)).encode())
        return data

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


class RowsTable(QTableView):
    """A quiet table: whole rows, no grid, sorted by its headings."""

    copy_wanted = Signal()

    def __init__(self, model: RowsModel[Any], parent: Any = None) -> None:
        super().__init__(parent)
        self.rows_model = model
        self._widths_px: tuple[int, ...] = ()
        self._by_hand = self._header_held = False
        self.setModel(model)
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
        header.viewport().installEventFilter(self)
        header.sectionResized.connect(self._resized)
        model.headerDataChanged.connect(self._fit)

    def widths_px(self, *widths_px: int) -> None:
        """How wide each column would like to be; headings are never cut, and the room there is is filled."""
        self._widths_px = widths_px
        self._fit()

    def moveCursor(  # noqa: N802 Qt's own name
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row: within a row there is nowhere to go."""
        ends = {self.CursorAction.MoveHome: 0, self.CursorAction.MoveEnd: self.rows_model.rowCount() - 1}
        if action in ends and self.rows_model.rowCount():
            return self.rows_model.index(ends[action], max(self.currentIndex().column(), 0))
        return super().moveCursor(action, modifiers)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fields = self.rows_model.fields[: len(self._widths_px)]
        # Fewer than the widths that were given: other columns have come, and their widths follow.
        if self._by_hand or not fields or len(fields) < len(self._widths_px):
            return
        metrics = self.horizontalHeader().fontMetrics()
        texts = [[self._heading(n), *(column.words() if column.words else ())] for n, column in enumerate(fields)]
        least = [max(map(metrics.horizontalAdvance, few)) + _HEADING_MARGIN_PX for few in texts]
        widths = [max(*both) for both in zip(least, self._widths_px, strict=True)]
        spare = self.viewport().width() - sum(widths)
        # Words give and take room; figures stay as wide as they are.
        words = [n for n, column in enumerate(fields) if not column.right] or list(range(len(fields)))
        if spare >= 0:
            widths = [w + spare // len(words) if n in words else w for n, w in enumerate(widths)]
        else:
            slack = {n: max(widths[n] - max(least[n], _LEAST_PX, round(widths[n] * _LEAST_SHARE)), 0) for n in words}
            # Where giving way would not be enough, the table scrolls anyway: then nothing need be cut.
            give = -spare / max(sum(slack.values()), 1)
            if give <= 1:
                widths = [w - ceil(slack.get(n, 0) * give) for n, w in enumerate(widths)]
        for column, width_px in enumerate(widths):
            self.setColumnWidth(column, width_px)

    def _heading(self, column: int) -> str:
        return str(self.rows_model.headerData(column, Qt.Orientation.Horizontal))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        if watched is self.horizontalHeader().viewport():
            if event.type() == QEvent.Type.MouseButtonPress:
                self._header_held = True
            elif event.type() == QEvent.Type.MouseButtonRelease:
                self._header_held = False
        return super().eventFilter(watched, event)

    def _resized(self) -> None:
        """Columns that a person has dragged stay as they are.

        A button that is down elsewhere drags no column: a page that a press brings up is only being laid out.
        """
        self._by_hand = self._by_hand or self._header_held

    def row(self) -> Any:
        """The current row, or None."""
        index = self.currentIndex()
        return index.data(ROW_ROLE) if index.isValid() else None

    def go_to(self, wanted: Any) -> None:
        """Make the first row for which ``wanted(row)`` holds current, without telling; none if there is none."""
        place = self.rows_model.place_of(wanted)
        if place is None:
            self.go_nowhere()
        elif place != self.currentIndex().row():
            self._quietly(self.rows_model.index(place, self.front))

    @property
    def front(self) -> int:
        """The column that stands in front, which a row is shown by: to go to another would scroll it away."""
        return self.horizontalHeader().logicalIndex(0)

    def selected_rows(self) -> list[Any]:
        """The rows that are marked, from the top."""
        marked = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [self.rows_model.index(place, 0).data(ROW_ROLE) for place in marked]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 Qt's own name
        """Carry the row as its first words, so that the hand hides little of what lies under it."""
        index = self.currentIndex()
        if not index.isValid():
            return
        words = QLabel(index.siblingAtColumn(0).data())
        words.setProperty("look", "tip")
        words.ensurePolished()
        words.adjustSize()
        drag = QDrag(self)
        drag.setMimeData(self.rows_model.mimeData([index]))
        drag.setPixmap(words.grab())
        drag.setHotSpot(QPoint(-8, words.height() + 4))
        drag.exec(actions, Qt.DropAction.CopyAction)

    def counted_anew(self) -> None:
        """The values of the rows have changed: show them, in the order that they have now."""
        header = self.horizontalHeader()
        if header.sortIndicatorSection() >= 0:
            self.rows_model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self.rows_model.tell_changed()

    def go_nowhere(self) -> None:
        """Make no row current, without telling."""
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
