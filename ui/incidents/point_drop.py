"""An incident dragged from its list onto the map, where its place is not known or only nearly so."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPointF, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from ui.session.incident_rows import IncidentRow

INCIDENT_MIME = "application/x-jurisdiction-mapper-incident"


def carried_as(row: IncidentRow) -> str:
    """What of an incident is dragged; "" where it stays, because its place is known."""
    return "" if row.where is not None and not row.approximate else f"{row.table}\n{row.key}"


class PointDrop(QObject):
    """Takes incidents that are dragged over a widget.

    ``hovered`` carries the unit under one, or None; ``dropped`` its table, its key and where in pixels it was let go.
    """

    hovered = Signal(object)
    dropped = Signal(str, str, QPointF)

    def __init__(self, target: QWidget, unit_at: Callable[[QPointF], str | None]) -> None:
        super().__init__(target)
        self._unit_at = unit_at
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if not isinstance(event, QDropEvent | QDragMoveEvent | QDragEnterEvent):
            if event.type() == QEvent.Type.DragLeave:
                self.hovered.emit(None)
            return False
        data = event.mimeData()
        if not data.hasFormat(INCIDENT_MIME):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            table, key = bytes(data.data(INCIDENT_MIME).data()).decode().split("\n")
            self.hovered.emit(None)
            self.dropped.emit(table, key, event.position())
        else:
            self.hovered.emit(self._unit_at(event.position()))
        return True
