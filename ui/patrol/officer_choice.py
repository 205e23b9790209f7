"""Choosing who is sent somewhere: those of the place first, everybody else by searching."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget

from mapper.analysis.patrol.who import Offer

_NEAREST_SHOWN = 1  # of the unit, and of its station; others come up when they are sought
_NEARNESS, _FOUND_BY = Qt.ItemDataRole.UserRole + 2, Qt.ItemDataRole.UserRole + 3


class OfficerChoice(QWidget):
    """A field to search by, and officers to tick; who is ticked stays in sight. Arrows lead from field to list."""

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
            item.setData(found_by(one.officer_id).casefold(), _FOUND_BY)
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

    def _items(self) -> list[QStandardItem]:
        return [self.model.item(row) for row in range(self.model.rowCount())]

    def _ticked(self) -> None:
        self._narrow()
        self.changed.emit()

    def _narrow(self) -> None:
        sought = self.search.text().casefold().split()
        items = self._items()
        near = [item for item in items if item.data(_NEARNESS) <= _NEAREST_SHOWN]
        for row, item in enumerate(items):
            found = all(word in item.data(_FOUND_BY) for word in sought)
            fits = found if sought or not near else item.data(_NEARNESS) <= _NEAREST_SHOWN
            self.list.setRowHidden(row, not (fits or item.checkState() == Qt.CheckState.Checked))
