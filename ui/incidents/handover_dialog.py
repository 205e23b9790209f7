"""The dialog of a handover: to whom an incident goes, its receipt, or the answer; while it cannot be, it says why."""

from datetime import datetime, time, timedelta

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from mapper import schema
from mapper.analysis.cooperation.handovers import RECEIVERS
from mapper.edit import Edit
from mapper.edits.handovers import answer_handover, give_receipt, hand_over
from mapper.edits.steps import require_come
from mapper.names import name_of
from ui.incidents.handover_offers import HandoverOffer, refused
from ui.language.incident_words import receiver_word
from ui.language.language import Language
from ui.session.incident_rows import IncidentRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of, moment_of, time_edit
from ui.widgets.kit import refill
from ui.widgets.moment_edit import MomentEdit

_DIRECTIONS = tuple(schema.TABLES["handovers"].column("direction").choices or ())
_RESULTS = tuple(schema.TABLES["handovers"].column("result").choices or ())
_MOST_LETTERS, _USUAL_DAYS = 300, 7
_END_OF_DAY = time(23, 59)


class HandoverDialog(FormDialog):
    """One of the three moments of a handover; only the fields of that one are there."""

    def __init__(
        self, session: Session, row: IncidentRow, offer: HandoverOffer, at: datetime, parent: QWidget | None
    ) -> None:
        super().__init__(session.language, parent)
        self._session, self._row, self._offer = session, row, offer
        self.direction, self.receiver, self.outcome = QComboBox(), QComboBox(), QComboBox()
        self.with_due, self.due = QCheckBox(), date_edit(at.date() + timedelta(days=_USUAL_DAYS), self.say)
        self.note = QLineEdit()
        self.at = time_edit(at, self.say)
        if offer.action == "send":
            self._ask_whom()
        self.field("steps.at", self.at)
        if offer.action == "send":
            self.field("handover.due", self._due_line(self.due))
        if offer.action == "answer":
            for result in _RESULTS:
                self.outcome.addItem("", result)
            self.field("handover.result", self.outcome)
        if offer.action != "receipt":
            self.note.setMaxLength(_MOST_LETTERS)
            self.note.setMinimumWidth(300)
            self.field("steps.note", self.note)
        for changed in (
            self.at.dateTimeChanged, self.due.dateChanged, self.with_due.toggled, self.note.textChanged,
            self.receiver.currentTextChanged, self.outcome.currentIndexChanged,
        ):  # fmt: skip
            changed.connect(self._look)
        self.retranslate()

    def _ask_whom(self) -> None:
        for direction in _DIRECTIONS:
            self.direction.addItem("", direction)
        self.direction.currentIndexChanged.connect(self._list_receivers)
        self.field("handover.direction", self.direction)
        self.field("handover.receiver", self.receiver)

    def _due_line(self, due: MomentEdit) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.with_due)
        row.addWidget(due, 1)
        due.setEnabled(False)
        self.with_due.toggled.connect(due.setEnabled)
        return line

    def retranslate(self) -> None:
        super().retranslate()
        words = self.say(f"handover.{self._offer.action}")
        number = self._offer.key or self._row.key
        self.setWindowTitle(self.say("handover.title", action=words, number=number))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(words)
        self.note.setPlaceholderText(self.say("steps.note.meaning"))
        self.with_due.setAccessibleName(self.say("handover.with_due"))
        self.with_due.setToolTip(self.say("handover.with_due"))
        self.due.setAccessibleName(self.say("handover.due"))
        for box, column in ((self.direction, "direction"), (self.outcome, "result")):
            for n in range(box.count()):
                box.setItemText(n, self.say.choice("handovers", column, box.itemData(n)))
        if self._offer.action == "send":
            self._list_receivers()
        self._look()

    def edit(self) -> Edit:
        """What it would write as it stands now."""
        at, note, key = moment_of(self.at), self.note.text(), self._offer.key
        if self._offer.action == "send" or key is None:
            due = datetime.combine(day_of(self.due), _END_OF_DAY) if self.with_due.isChecked() else None
            to = self.receiver.currentText() if self.receiver.isEditable() else self.receiver.currentData()
            return hand_over(self._row.table, self._row.key, self.direction.currentData(), at, to, due=due, note=note)
        if self._offer.action == "receipt":
            return give_receipt(key, at)
        return answer_handover(key, self.outcome.currentData(), at, note=note)

    def apply(self) -> None:
        require_come(self._session.document.project, moment_of(self.at), datetime.now())
        self._session.document.do(self.edit())

    def _look(self) -> None:
        """Say why it would be refused as it stands now, before anybody presses."""
        why_not = refused(self.edit(), self._session.document.project)
        if why_not is None:
            self.trouble.hide()
        else:
            self.tell(self.say.error(why_not))

    def _list_receivers(self) -> None:
        """Officers or stations to choose from, the unit's own first; of other bodies those that had one before."""
        project, direction = self._session.document.project, self.direction.currentData()
        table = RECEIVERS.get(direction)
        chosen = self.receiver.currentText() if self.receiver.isEditable() else self.receiver.currentData()
        self.receiver.blockSignals(True)
        self.receiver.setEditable(table is None)
        if table is None:
            rows = project.handovers
            named = rows["receiver"][(rows["direction"] == direction) & rows["receiver"].notna()]
            known = list(dict.fromkeys(map(str, named)))
            texts = known
        else:
            known = self._nearest_first(table)
            texts = [name_of(project.table(table), key) for key in known]
        refill(self.receiver, texts, known)
        if table is None:
            self.receiver.setEditText("" if chosen not in known else chosen)
        elif chosen in known:
            self.receiver.setCurrentIndex(known.index(chosen))
        self.receiver.blockSignals(False)
        self._look()

    def _nearest_first(self, table: str) -> list[str]:
        figures, project = self._session.day_in_hand.figures, self._session.document.project
        unit = None if figures is None or self._row.unit_code is None else figures.units.get(self._row.unit_code)
        keys = list(map(str, project.table(table).index))
        if unit is None or figures is None:
            return keys
        if table == "stations":
            return sorted(keys, key=lambda key: key != unit.station_code)
        stations = {key: officer.station_code for key, officer in figures.officers.items()}
        return sorted(keys, key=lambda key: (key not in unit.officer_ids, stations.get(key) != unit.station_code))


def offer_text(say: Language, session: Session, offer: HandoverOffer, at: datetime) -> str:
    """What the link or the menu's entry of an offer says."""
    words = say(f"handover.{offer.action}")
    if offer.key is not None:
        row = session.document.project.handovers.loc[offer.key]
        receiver = row["receiver"] if isinstance(row["receiver"], str) else None
        who = receiver_word(say, session.document.project, str(row["direction"]), receiver)
        words = say("handover.of", action=words, who=who)
    return say("steps.asks", step=words) if offer.asks(at) else words


def do_or_ask(session: Session, row: IncidentRow, offer: HandoverOffer, at: datetime, parent: QWidget) -> None:
    """Give a receipt at once; with Shift, and where something has to be told with it, ask first."""
    HandoverDialog(session, row, offer, at, parent).do_or_ask(at_once=not offer.asks(at))
