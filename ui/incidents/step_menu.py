"""A menu of the steps that the chosen incidents can take now, and of what can be done with the handovers of one."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.incidents.handover_dialog import do_or_ask, offer_text
from ui.incidents.handover_offers import handover_offers
from ui.incidents.step_dialog import StepDialog
from ui.incidents.step_offers import Offer, offers, usual_moment
from ui.language.incident_words import step_word
from ui.language.language import Language
from ui.session.incident_rows import IncidentRow
from ui.session.session import Session


class StepMenu(QMenu):
    """The steps that all of ``rows`` can take, then handing over; what asks for something first ends in … ."""

    def __init__(self, session: Session, rows: Sequence[IncidentRow], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tables, project = {row.table for row in rows}, session.document.project
        table = rows[0].table if len(tables) == 1 else ""
        at = usual_moment(session.view.as_of)
        known = [row for row in rows if row.key in project.table(row.table).index]
        found = offers(project, table, [row.key for row in known], at) if table else ()
        for offer in found:
            action = self.addAction(offer_words(session.language, table, offer, at))
            action.setData(offer.step.code)
            action.triggered.connect(lambda _=False, offer=offer: take_or_ask(session, known, offer, at, parent))
        if not found:
            nothing = QAction(session.language("steps.none" if table else "steps.mixed"), self)
            nothing.setEnabled(False)
            self.addAction(nothing)
        if len(known) == 1:
            self._offer_handovers(session, known[0], at, parent)

    def _offer_handovers(self, session: Session, row: IncidentRow, at: datetime, parent: QWidget) -> None:
        for n, offer in enumerate(handover_offers(session.document.project, row.table, row.key, at)):
            if n == 0:
                self.addSeparator()
            action = self.addAction(offer_text(session.language, session, offer, at))
            action.setData(offer)
            action.triggered.connect(lambda _=False, offer=offer: do_or_ask(session, row, offer, at, parent))

    @property
    def steps(self) -> list[str]:
        """The steps that it offers, in order."""
        return [action.data() for action in self.actions() if isinstance(action.data(), str)]


def offer_words(say: Language, table: str, offer: Offer, at: datetime) -> str:
    """What the menu's entry or the button of a step says."""
    words = step_word(say, table, offer.step.code)
    return say("steps.asks", step=words) if offer.asks(at) else words


def take_or_ask(session: Session, rows: Sequence[IncidentRow], offer: Offer, at: datetime, parent: QWidget) -> None:
    """Take the step at once; with Shift, and where something has to be told with it, ask first."""
    StepDialog(session, rows, offer, at, parent).do_or_ask(at_once=not offer.asks(at))
