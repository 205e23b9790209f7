"""Choosing who is sent somewhere: those of the place first, everybody else by searching."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from mapper.analysis.patrol.nearest_officers import Offer
from mapper.names import folded

_NEAREST_SHOWN = 1  # of the unit, and of its station; others come up when they are sought
_NEARNESS, _FOUND_BY = Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3


class OfficerChoice(QWidget):
    """A field to search by, and officers to tick; who is ticked stays in sight."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search, self.list = QLineEdit(), QListView()
        self.search.setClearButtonEnabled(True)
        self.list.setMinimumSize(420, 132)
        self.model = QStandardItemModel(self)
        self.list.setModel(self.model)
        self.search.textChanged.connect(self._narrow)
        self.model.itemChanged.connect(self._ticked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self.setFocusProxy(self.search)

    def offer(
        self,
        offers: Sequence[Offer],
        words: Callable[[str], str],
        found_by: Callable[[str], str],
        ticked: Sequence[str],
    ) -> None:
        """Officers in the order of their offers, each with its words and what it can be found by."""
        self.model.blockSignals(True)
        self.model.clear()
        for one in offers:
            item = QStandardItem(words(one.officer_id))
            item.setData(one.officer_id)
            item.setData(one.nearness, _NEARNESS)
            item.setData(folded(found_by(one.officer_id)), _FOUND_BY)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if one.officer_id in ticked else Qt.CheckState.Unchecked)
            self.model.appendRow(item)
        self.model.blockSignals(False)
        self.model.layoutChanged.emit()
        self._narrow()

    def say(self, words: Callable[[str], str]) -> None:
        """Put every officer's words again."""
        self.model.blockSignals(True)
        for item in self._items():
            item.setText(words(item.data()))
        self.model.blockSignals(False)
        self.list.viewport().update()

    @property
    def officer_ids(self) -> list[str]:
        """Who is ticked."""
        return [item.data() for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def tick(self, officer_id: str, *, on: bool = True) -> None:
        """Tick somebody, or no more; nobody where there is none of that number."""
        for item in self._items():
            if item.data() == officer_id:
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    @property
    def shown(self) -> list[str]:
        """Who is in the list now, from the top."""
        return [item.data() for row, item in enumerate(self._items()) if not self.list.isRowHidden(row)]

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        """From the field Down leads into the list, and Enter ticks the first who was found; it closes no dialog."""
        rows = [row for row in range(self.model.rowCount()) if not self.list.isRowHidden(row)]
        if event.key() == Qt.Key.Key_Down and rows:
            self.list.setCurrentIndex(self.model.index(rows[0], 0))
            self.list.setFocus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.text():
            free = (item for item in self._found() if item.checkState() == Qt.CheckState.Unchecked)
            if self.window().focusWidget() is not self.list and (first := next(free, None)) is not None:
                first.setCheckState(Qt.CheckState.Checked)
                self.search.clear()
        else:
            super().keyPressEvent(event)

    def _items(self) -> list[QStandardItem]:
        return [self.model.item(row) for row in range(self.model.rowCount())]

    def _ticked(self) -> None:
        self._narrow()
        self.changed.emit()

    def _found(self) -> list[QStandardItem]:
        """Those who are sought by the words of the field; without any those of the place, or everybody."""
        sought, items = folded(self.search.text()).split(), self._items()
        if sought:
            return [item for item in items if all(word in item.data(_FOUND_BY) for word in sought)]
        return [item for item in items if item.data(_NEARNESS) <= _NEAREST_SHOWN] or items

    def _narrow(self) -> None:
        found = {item.data() for item in self._found()}
        for row, item in enumerate(self._items()):
            shown = item.data() in found or item.checkState() == Qt.CheckState.Checked
            self.list.setRowHidden(row, not shown)
