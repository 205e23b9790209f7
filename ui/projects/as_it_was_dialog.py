"""Which earlier day the project is to be seen as: how far the log reaches, and what is taken back."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from mapper.store.history import end_of_day, last_line_by, require_begun
from ui.session.session import Session
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label


class AsItWasDialog(FormDialog):
    """Asks for a day. ``chosen`` has that day, the last line of the log on it, and whether it is to be opened."""

    chosen = Signal(object, int, bool)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        store = session.document.store
        self._began, self._lines = store.began(), store.history(-1)
        self.day = date_edit(datetime.now().astimezone().date(), self.say)
        self.day.dateChanged.connect(self._tell_day)
        self.told, self.opened = label("quiet", wrap=True), QCheckBox()
        self.told.setMinimumWidth(420)
        self.opened.setChecked(True)
        self.field("past.day", self.day)
        self.body.insertWidget(1, self.told)
        self.body.insertWidget(2, self.opened)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("action.past"))
        self.opened.setText(self.say("past.open"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("past.do"))
        self._tell_day()

    @property
    def line(self) -> int:
        """The last line of the log on that day."""
        return last_line_by(self._lines, end_of_day(day_of(self.day)))

    def apply(self) -> None:
        day = day_of(self.day)
        require_begun(self._began, day)
        self.chosen.emit(day, self.line, self.opened.isChecked())

    def _tell_day(self) -> None:
        later = sum(line.number > self.line for line in self._lines)
        began = datetime.fromisoformat(self._began).astimezone().date() if self._began else None
        self.told.setText(self.say("past.told", count=later, all=len(self._lines), first=began))
