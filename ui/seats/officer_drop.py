"""An officer dragged from the list onto a unit: what that would mean is told before the drop, and refusals too."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from mapper.errors import InputError
from ui.seats.assigning import consequence, refusal
from ui.seats.away_words import status_words
from ui.session.rows import Figures
from ui.session.session import Session
from ui.widgets.kit import label

OFFICER_MIME = "application/x-jurisdiction-mapper-officer"
_TIP_PX = 300
_CARRIED_PX = 48  # the name that is dragged along stands so high over the pointer


def carried_officer(event: QDropEvent) -> str | None:
    """The number of the officer who is dragged; None where it is something else."""
    data = event.mimeData()
    return bytes(data.data(OFFICER_MIME).data()).decode() if data.hasFormat(OFFICER_MIME) else None


class OfficerDrop(QObject):
    """Takes officers that are dragged over a widget. ``unit_at`` finds the unit at a place of it, in its pixels.

    ``hovered`` carries the unit under an officer, or None; ``dropped`` the unit and the officer.
    """

    hovered = Signal(object)
    dropped = Signal(str, str)

    def __init__(self, target: QWidget, unit_at: Callable[[QPointF], str | None], session: Session) -> None:
        super().__init__(target)
        self.session, self._target, self._unit_at = session, target, unit_at
        self.tip = label("tip", wrap=True)
        self.tip.setParent(target)  # until it is shown over the whole window: a list can be lower than what is told
        self.tip.setFixedWidth(_TIP_PX)
        self.tip.hide()
        self.destroyed.connect(self.tip.deleteLater)
        self._unit: str | None = None
        self._told: tuple[tuple[Figures, str, str, str], tuple[bool, str]] | None = None
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if isinstance(event, QDragEnterEvent) and carried_officer(event) is not None:
            event.acceptProposedAction()
        elif isinstance(event, QDragMoveEvent) and (officer := carried_officer(event)) is not None:
            self._over(event, officer)
        elif event.type() == QEvent.Type.DragLeave:
            self._forget()
        elif isinstance(event, QDropEvent) and (officer := carried_officer(event)) is not None:
            unit = self._unit_at(event.position())
            self._forget()
            if unit is not None and self._words(officer, unit)[0]:
                event.acceptProposedAction()
                self.dropped.emit(unit, officer)
        else:
            return False
        return True

    def _over(self, event: QDragMoveEvent, officer_id: str) -> None:
        unit = self._unit_at(event.position())
        if unit != self._unit:
            self._unit = unit
            self.hovered.emit(unit)
        if unit is None:
            self.tip.hide()
            event.ignore()
            return
        allowed, words = self._words(officer_id, unit)
        window = self._target.window()
        if self.tip.parent() is not window:
            self.tip.setParent(window)
        self.tip.setText(words)
        self.tip.adjustSize()
        self.tip.move(self._tip_place(self._target.mapTo(window, event.position().toPoint())))
        self.tip.show()
        self.tip.raise_()
        if allowed:
            event.acceptProposedAction()
        else:
            event.ignore()

    def _words(self, officer_id: str, unit_code: str) -> tuple[bool, str]:
        """Whether the officer can have the unit, and what it would mean or why not."""
        figures, say = self.session.day_in_hand.figures, self.session.language
        if figures is None or officer_id not in figures.officers or unit_code not in figures.units:
            return False, ""
        officer, unit = figures.officers[officer_id], figures.units[unit_code]
        why_not = refusal(figures, officer, unit_code)
        if why_not is not None:
            return False, say(
                f"drop.{why_not}",
                name=officer.name,
                unit=unit.name,
                role=say.choice("officers", "role", figures.project.norms.seat_role.get(unit.kind)),
                status=status_words(say, officer),
            )
        asked = (figures, say.code, officer_id, unit_code)
        if self._told is None or self._told[0] != asked:  # the hand moves many times over one unit
            self._told = asked, self._consequence(figures, officer_id, unit_code)
        return self._told[1]

    def _consequence(self, figures: Figures, officer_id: str, unit_code: str) -> tuple[bool, str]:
        officer, unit = figures.officers[officer_id], figures.units[unit_code]
        try:
            return True, f"{unit.name}\n{consequence(self.session.language, figures, officer, unit_code)[0]}"
        except InputError as error:
            return False, self.session.language.error(error)

    def _tip_place(self, at: QPoint) -> QPoint:
        """Beside the pointer, inside the window: below it, or above the name that is dragged along."""
        room = self._target.window().rect()
        x = min(at.x() + 16, room.width() - self.tip.width() - 4)
        below, above = at.y() + 20, at.y() - _CARRIED_PX - self.tip.height()
        return QPoint(max(x, 4), below if below + self.tip.height() < room.height() else max(above, 4))

    def _forget(self) -> None:
        self.tip.hide()
        if self._unit is not None:
            self._unit = None
            self.hovered.emit(None)
