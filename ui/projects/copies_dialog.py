"""The copies of days of a project: how many are kept, where, and which there are."""

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from mapper.errors import InputError
from mapper.store.copies_of_days import folder_of
from ui.session.session import Session
from ui.widgets.file_dialogs import ask_folder
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label
from ui.widgets.number_boxes import WholeNumberBox

_MOST_DAYS, _MOST_WEEKS = 31, 52
_MOST_NAMED = 7


class CopiesDialog(FormDialog):
    """What is set holds for every project of this computer's user, from the next copy on."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.days, self.weeks = WholeNumberBox(), WholeNumberBox()
        self.days.setRange(0, _MOST_DAYS)
        self.weeks.setRange(0, _MOST_WEEKS)
        for box, kept in zip((self.days, self.weeks), session.settings.copies, strict=True):
            box.setValue(kept)
        self.folder = session.settings.copies_folder
        self.place: QPushButton = button("", self._ask_folder)
        self.back: QPushButton = button("", lambda: self._take(None))
        row = QWidget()
        side_by_side = QHBoxLayout(row)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.addWidget(self.place, 1)
        side_by_side.addWidget(self.back)
        self.there: QLabel = label("quiet", wrap=True)
        self.there.setMinimumWidth(420)
        for code, widget in (("days", self.days), ("weeks", self.weeks), ("place", row)):
            self.field(f"copies.{code}", widget)
        self.body.insertWidget(1, self.there)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("action.copies"))
        self.back.setText(self.say("copies.beside"))
        self._show()

    def apply(self) -> None:
        if self.folder is not None and not self.folder.is_dir():
            raise InputError("copies_folder_missing", path=str(self.folder))
        settings = self.session.settings
        settings.copies, settings.copies_folder = (self.days.value(), self.weeks.value()), self.folder
        settings.save()

    def _ask_folder(self) -> None:
        ask_folder(self.say, self, self.say("copies.place"), self._take)

    def _take(self, folder: Path | None) -> None:
        self.folder = folder
        self._show()

    def _show(self) -> None:
        store = self.session.document.store
        self.place.setText(self.say("copies.is_beside") if self.folder is None else str(self.folder))
        self.back.setVisible(self.folder is not None)
        found = store.copies(self.folder)
        days = [copy.stem for copy in found[:_MOST_NAMED]]
        folder = folder_of(Path(store.place), self.folder)
        told = (
            self.say("copies.there", count=len(found), days=days, folder=folder) if found else self.say("copies.none")
        )
        self.there.setText(told.replace("/", "/\u200b"))
        self.make_room()
