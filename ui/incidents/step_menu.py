"""A menu of the steps that the chosen incidents can take now, made from what their kind declares; and its dialog."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from mapper.analysis.incidents.kind import Step
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.steps import choices_of, possible_steps, take_step
from mapper.errors import InputError
from mapper.names import name_of
from ui.language.incident_words import step_word
from ui.session.rows import IncidentRow
from ui.session.session import Session
from ui.widgets.form import FormDialog, moment_of, time_edit


def usual_moment(as_of: date) -> datetime:
    """Now, to the minute; where another day is shown, that day at this time."""
    return datetime.combine(as_of, datetime.now().time().replace(second=0, microsecond=0))


class StepMenu(QMenu):
    """The steps that all of ``rows`` can take; with Shift the moment is asked, else it is now.

    It is asked too where another day than today is shown, and where a step needs a value.
    """

    def __init__(self, session: Session, rows: Sequence[IncidentRow], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._rows = session, tuple(rows)
        tables = {row.table for row in rows}
        self._table = rows[0].table if len(tables) == 1 else ""
        self._at = usual_moment(session.view.as_of)
        self._keys = [row.key for row in rows if row.key in session.document.project.table(row.table).index]
        steps = possible_steps(session.document.project, self._table, self._keys, self._at) if self._table else ()
        for step in steps:
            words = step_word(session.language, self._table, step.code)
            action = self.addAction(session.language("steps.asks", step=words) if self._must_ask(step) else words)
            action.setData(step.code)
            action.triggered.connect(lambda _=False, step=step: self._take(step))
        if not steps:
            nothing = QAction(session.language("steps.none" if self._table else "steps.mixed"), self)
            nothing.setEnabled(False)
            self.addAction(nothing)

    def _must_ask(self, step: Step) -> bool:
        return step.fills is not None or self._at.date() != date.today()

    def _take(self, step: Step) -> None:
        shift = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
        dialog = StepDialog(self._session, self._table, self._rows, step, self._at, self.parentWidget())
        if not shift and not self._must_ask(step):
            try:
                dialog.apply()
            except InputError as error:
                dialog.tell(self._session.language.error(error))
            else:
                dialog.deleteLater()
                return
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class StepDialog(FormDialog):
    """When a step was taken, and what else it tells: an officer, a handler, an outcome."""

    def __init__(
        self,
        session: Session,
        table: str,
        rows: Sequence[IncidentRow],
        step: Step,
        at: datetime,
        parent: QWidget | None,
    ) -> None:
        super().__init__(session.language, parent)
        self._session, self._table, self._keys, self._step = session, table, [row.key for row in rows], step
        self.at = time_edit(at)
        self.field("steps.at", self.at)
        self.value: QComboBox | None = None
        if step.fills is not None:
            self.value = QComboBox()
            for value in self._values(rows[0], step):
                self.value.addItem(self._words(value), value)
            self.field(f"fills.{table}.{step.fills}", self.value)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        words = step_word(self.say, self._table, self._step.code)
        name = self.say(f"table.{self._table}")
        self.setWindowTitle(self.say("steps.title", step=words, table=name, count=len(self._keys)))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(words)
        if self.value is not None:
            for n in range(self.value.count()):
                self.value.setItemText(n, self._words(self.value.itemData(n)))

    def apply(self) -> None:
        value = None if self.value is None else self.value.currentData()
        self._session.document.do(take_step(self._table, self._keys, self._step.code, moment_of(self.at), value))

    def _values(self, row: IncidentRow, step: Step) -> list[str]:
        """The choices; of officers those of the incident's unit first, then those of its station."""
        kind, figures = KIND_OF[self._table], self._session.day_in_hand.figures
        values = list(choices_of(self._session.document.project, kind, step) or ())
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
