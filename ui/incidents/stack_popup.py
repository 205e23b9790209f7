"""The incidents that share one place, in a small card at that place; choosing one makes it current."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtWidgets import QWidget

from layers.pointing.hit import Hit
from ui.session.incident_rows import IncidentRow
from ui.session.session import Session
from ui.widgets.kit import label
from ui.widgets.popup import Popup
from ui.widgets.rows_model import (
    ROW_HEIGHT_PX,
    ROW_ROLE,
    Field,
    RowsModel,
    RowsTable,
)

_WIDTH_PX, _MOST_ROWS = 380, 8


class StackPopup(Popup):
    """Opened where a symbol with a count is clicked. ``fields`` are the list's own columns."""

    chosen = Signal(str, str)

    def __init__(self, session: Session, fields: Sequence[Field[IncidentRow]], parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.title = label("heading")
        self.model = RowsModel[IncidentRow](fields, session.language, self)
        self.table = RowsTable(self.model)
        self.table.widths_px(124, 96, 92, 56)
        self.table.clicked.connect(self._choose)
        self.table.activated.connect(self._choose)
        self.body.addWidget(self.title)
        self.body.addWidget(self.table)

    def open_for(self, found: Sequence[Hit], corner: QPoint) -> None:
        """List these incidents at a corner of the screen; those that the list does not know are left out."""
        figures, say = self.session.day_in_hand.figures, self.session.language
        if figures is None:
            return
        wanted = list(dict.fromkeys((hit.table, hit.id) for hit in found))
        rows = [row for row in map(figures.incident, wanted) if row is not None]
        self.title.setText(say("stack.title", count=len(rows)))
        self.table.setAccessibleName(self.title.text())
        self.model.show(rows)
        self.table.setFixedSize(_WIDTH_PX, ROW_HEIGHT_PX * (min(len(rows), _MOST_ROWS) + 1) + 8)
        self.open_at(corner)
        self.table.setFocus()

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(ROW_ROLE)
        if row is not None:
            self.close()
            self.chosen.emit(row.table, row.key)
