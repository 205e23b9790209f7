"""Loans and leave of one officer: recorded, changed, removed, each with its days."""

from datetime import date
from typing import Any

import pandas as pd
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QLineEdit, QWidget

from mapper.analysis.seats.presence import AT_WORK
from mapper.edits.absences import drop_absence, put_absence
from mapper.errors import InputError
from ui.language.language import choices
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label

_WORDS_PX = 300


class AbsenceDialog(FormDialog):
    """Filled in for a new absence from the day on screen; one that is chosen is changed instead."""

    def __init__(self, session: Session, officer_id: str, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        assert session.day_in_hand.figures is not None
        self.session = session
        self.officer = session.day_in_hand.figures.officers[officer_id]
        absences = session.document.project.absences
        self._theirs = absences[absences["officer_id"] == officer_id].sort_values("starts")
        self.heading, self.about = label("large"), label("quiet", wrap=True)
        self.which, self.kind, self.host = QComboBox(), QComboBox(), QLineEdit()
        self.starts, self.ends = date_edit(session.view.as_of, self.say), date_edit(session.view.as_of, self.say)
        self.limited = QCheckBox()
        self.limited.setChecked(True)
        self.limited.toggled.connect(self.ends.setEnabled)
        self.which.addItem("", None)
        for key in self._theirs.index:
            self.which.addItem("", str(key))
        for kind in choices("absences", "kind"):
            self.kind.addItem("", kind)
        self.host.setMinimumWidth(_WORDS_PX)
        self.body.insertWidget(0, self.heading)
        self.body.insertWidget(1, self.about)
        self.field("absence.which", self.which)
        self.field("absence.kind", self.kind)
        self.field("absence.starts", self.starts)
        self.form.addRow(self.limited, self.ends)
        self.field("absence.host", self.host)
        self.remove = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ResetRole)
        self.remove.clicked.connect(self.remove_chosen)
        self.which.currentIndexChanged.connect(self._chosen)
        self.retranslate()
        self._chosen()

    @property
    def absence_id(self) -> str | None:
        """The absence to change, None for a new one."""
        key = self.which.currentData()
        return key if isinstance(key, str) else None

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("absence.title"))
        self.heading.setText(say("absence.heading", name=self.officer.name))
        self.about.setText(say("absence.without_dates" if self._undated else "absence.about"))
        self.which.setItemText(0, say("absence.new"))
        for place, (_, row) in enumerate(self._theirs.iterrows(), 1):
            self.which.setItemText(place, self._line(row))
        for place in range(self.kind.count()):
            self.kind.setItemText(place, say.choice("absences", "kind", self.kind.itemData(place)))
        self.limited.setText(say("absence.ends"))
        self.ends.setAccessibleName(say("absence.ends"))
        self.remove.setText(say("absence.remove"))
        self._name_button()

    def apply(self) -> None:
        ends = day_of(self.ends) if self.limited.isChecked() else None
        self.session.document.do(
            put_absence(
                self.officer.officer_id, str(self.kind.currentData()), day_of(self.starts), ends, self.host.text(),
                self.absence_id,
            )
        )  # fmt: skip

    def remove_chosen(self) -> None:
        """The absence that is chosen never was."""
        if self.absence_id is None:
            return
        try:
            self.session.document.do(drop_absence(self.absence_id, self.officer.officer_id))
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self.reject()

    @property
    def _undated(self) -> bool:
        status = self.session.document.project.officers["status"].get(self.officer.officer_id)
        return bool(status != AT_WORK)

    def _line(self, row: pd.Series) -> str:
        kind = self.say.choice("absences", "kind", row["kind"])
        ends = _day(row["ends"])
        code = "absence.line" if ends else "absence.line_open"
        return self.say(code, kind=kind, starts=_day(row["starts"]), ends=ends)

    def _chosen(self) -> None:
        self.remove.setEnabled(self.absence_id is not None)
        self._name_button()
        if self.absence_id is None:
            return
        row = self._theirs.loc[self.absence_id]
        self.kind.setCurrentIndex(max(self.kind.findData(row["kind"]), 0))
        starts, ends = _day(row["starts"]), _day(row["ends"])
        if starts is not None:
            self.starts.setDate(starts)  # type: ignore[arg-type]  # PySide6 takes a datetime.date
        self.limited.setChecked(ends is not None)
        if ends is not None:
            self.ends.setDate(ends)  # type: ignore[arg-type]  # PySide6 takes a datetime.date
        self.host.setText(row["host"] if isinstance(row["host"], str) else "")

    def _name_button(self) -> None:
        code = "absence.record" if self.absence_id is None else "absence.change"
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setText(self.say(code))


def _day(value: Any) -> date | None:
    return None if pd.isna(value) else value.date()
