"""Former values that are to leave the change log for good: which, how many, and what holds them elsewhere."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from mapper.edits.former_values import earlier_of, personal, up_to
from mapper.errors import InputError
from mapper.store.history import Forgotten, ToForget
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label

WAYS = ("personal", "rows", "until")


class ForgetDialog(FormDialog):
    """Asks what is to be forgotten, counts it, and lets it go when that is confirmed. ``rows`` are table and key."""

    forgotten = Signal(Forgotten)

    def __init__(self, session: Session, rows: AbstractSet[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self.rows = session, rows
        self._counted: ToForget | None = None
        self.told, self.elsewhere = label(wrap=True), label("quiet", wrap=True)
        self.day = date_edit(datetime.now().astimezone().date() - timedelta(days=365), self.say)
        self.ways = {way: QRadioButton() for way in WAYS}
        self._group = QButtonGroup(self)
        for way, choice in self.ways.items():
            self._group.addButton(choice)
            choice.toggled.connect(self._ask_anew)
            self.body.insertWidget(WAYS.index(way), choice)
        self.day.dateChanged.connect(self._ask_anew)
        self.ways["rows"].setEnabled(bool(rows))
        self.ways["rows" if rows else "personal"].setChecked(True)
        self.field("past.day", self.day)
        self.body.removeItem(self.form)
        self.body.insertLayout(len(WAYS), self.form)
        self.told.setMinimumWidth(460)
        for widget in (self.told, self.elsewhere):
            self.body.insertWidget(self.body.count() - 2, widget)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("forget.title"))
        for way, choice in self.ways.items():
            choice.setText(self.say(f"forget.{way}", count=len(self.rows)))
        self.elsewhere.setText(self.say("forget.stays"))
        self._ask_anew()

    def apply(self) -> None:
        document = self.session.document
        asked = self._asked()
        if self._counted is None:
            would = document.would_forget(asked)
            if not would.lines:
                raise InputError("nothing_to_forget")
            self._counted = asked
            self.told.setText(self.say("forget.confirm", values=would.values, changes=would.lines))
            self._name_button()
            self.make_room()
            return
        self.forgotten.emit(document.forget(self._counted, self.session.settings.copies_folder))

    def accept(self) -> None:
        """The first press counts, the second does it."""
        if self._counted is not None:
            super().accept()
            return
        self.trouble.hide()
        try:
            self.apply()
        except InputError as error:
            self.tell(self.say.error(error))

    def _asked(self) -> ToForget:
        if self.ways["rows"].isChecked():
            return earlier_of(self.rows)
        return up_to(day_of(self.day)) if self.ways["until"].isChecked() else personal()

    def _ask_anew(self) -> None:
        self._counted = None
        self.day.setEnabled(self.ways["until"].isChecked())
        self.told.setText("")
        self.trouble.hide()
        self._name_button()

    def _name_button(self) -> None:
        code = "forget.count" if self._counted is None else "forget.do"
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say(code))
