"""The dialog of a step: when it was taken, as what, what it tells, and a note; while it cannot be, it says why."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mapper.analysis.incidents.kind import Step
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.steps import choices_of, refusal, require_come, take_step
from mapper.errors import InputError
from mapper.io.personal import personal_data_in
from mapper.names import name_of
from ui.incidents.step_offers import Offer, by_rule, roles_for
from ui.language.incident_words import step_word
from ui.session.incident_rows import IncidentRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, moment_of, time_edit

_MOST_LETTERS = 300


class StepDialog(FormDialog):
    """One step of one or several incidents of a table."""

    def __init__(
        self,
        session: Session,
        rows: Sequence[IncidentRow],
        offer: Offer,
        at: datetime,
        parent: QWidget | None,
    ) -> None:
        super().__init__(session.language, parent)
        table, step = rows[0].table, offer.step
        self._session, self._table, self._keys, self._step = session, table, [row.key for row in rows], step
        self.at = time_edit(at, self.say)
        self.field("steps.at", self.at)
        self.value: QComboBox | None = None
        if step.fills is not None:
            self.value = QComboBox()
            for value in self._values(rows[0], step):
                self.value.addItem(self._words(value), value)
            self.field(f"fills.{table}.{step.fills}", self.value)
        self.role = QComboBox()
        for role in roles_for(session.document.project, table, step):
            self.role.addItem("", role)
        self.role.setCurrentIndex(self.role.findData(offer.role))
        self.field("steps.role", self.role)
        self.note = QLineEdit()
        self.note.setMaxLength(_MOST_LETTERS)
        self.note.setMinimumWidth(300)
        self.field("steps.note", self.note)
        for changed in (self.at.dateTimeChanged, self.role.currentIndexChanged, self.note.textChanged):
            changed.connect(self._look)
        self.retranslate()
        if offer.passes:
            self.note.setFocus()

    def retranslate(self) -> None:
        super().retranslate()
        words = step_word(self.say, self._table, self._step.code)
        name = self.say(f"table.{self._table}")
        self.setWindowTitle(self.say("steps.title", step=words, table=name, count=len(self._keys)))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(words)
        self.note.setPlaceholderText(self.say("steps.note.meaning"))
        for n in range(self.role.count()):
            self.role.setItemText(n, self.say.choice("steps", "role", self.role.itemData(n)))
        if self.value is not None:
            for n in range(self.value.count()):
                self.value.setItemText(n, self._words(self.value.itemData(n)))
        self._look()

    def apply(self) -> None:
        value = None if self.value is None else self.value.currentData()
        require_come(self._session.document.project, moment_of(self.at), datetime.now())
        self._session.document.do(
            take_step(
                self._table,
                self._keys,
                self._step.code,
                moment_of(self.at),
                value,
                role=self.role.currentData(),
                note=self.note.text(),
            )
        )

    def _look(self) -> None:
        """Say why it would be refused as it stands now, before anybody presses."""
        refused = self._refused()
        if refused is None:
            self.trouble.hide()
        else:
            self.tell(self.say.error(refused))

    def _refused(self) -> InputError | None:
        project, note = self._session.document.project, self.note.text().strip()
        if found := personal_data_in(note):
            return InputError("note_personal", found=list(found))
        if not set(self._keys) <= set(project.table(self._table).index):
            return None
        kind, role = KIND_OF[self._table], self.role.currentData()
        try:
            require_come(project, moment_of(self.at), datetime.now())
        except InputError as ahead:
            return ahead
        return refusal(project, kind, self._step, self._keys, moment_of(self.at), role=role, noted=bool(note))

    def _values(self, row: IncidentRow, step: Step) -> list[str]:
        """The choices: officers of the incident's unit first, then of its station; handlers of its rule."""
        kind, figures, project = KIND_OF[self._table], self._session.day_in_hand.figures, self._session.document.project
        values = list(choices_of(project, kind, step) or ())
        if step.fills == kind.handler:
            return by_rule(project, kind, step, row.key, values)
        unit = None if figures is None or row.unit_code is None else figures.units.get(row.unit_code)
        if figures is None or unit is None or step.fills != kind.owner:
            return values
        stations = {key: officer.station_code for key, officer in figures.officers.items()}
        return sorted(values, key=lambda v: (v not in unit.officer_ids, stations.get(v) != unit.station_code))

    def _words(self, value: str) -> str:
        kind = KIND_OF[self._table]
        if self._step.fills != kind.owner:
            return self.say.choice(self._table, str(self._step.fills), value)
        return name_of(self._session.document.project.officers, value)
