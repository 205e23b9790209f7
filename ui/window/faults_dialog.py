"""Reports of faults: read here, with nothing of the data in them, and copied or saved to be handed on."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QPlainTextEdit, QWidget

from mapper.errors import InputError
from mapper.files.whole_file import write_whole
from ui.language.language import Language
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill
from ui.widgets.process.fault_reports import reports, written_at


class FaultsDialog(FormDialog):
    """The newest report is shown; what a person sees is all that is copied or saved."""

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.reports = reports()
        self.which, self.text, self.told = QComboBox(), QPlainTextEdit(), label("quiet", wrap=True)
        self.text.setReadOnly(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumSize(640, 300)
        self.which.currentIndexChanged.connect(lambda _: self._show())
        self.field("faults.which", self.which)
        self.body.insertWidget(1, self.text, 1)
        self.body.insertWidget(2, self.told)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.copy = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self.save = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.save.clicked.connect(self._ask_file)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("action.faults"))
        self.text.setAccessibleName(say("action.faults"))
        self.copy.setText(say("faults.copy"))
        self.save.setText(say("faults.save"))
        refill(self.which, [say.moment(written_at(path), to="second") for path in self.reports])
        for widget in (self.which, self.copy, self.save):
            widget.setEnabled(bool(self.reports))
        self.told.setText(say("faults.send" if self.reports else "faults.none"))
        self._show()

    def write(self, path: Path) -> None:
        """Save the report that is shown. InputError where that fails."""
        write_whole(path, self.text.toPlainText().encode())

    def _show(self) -> None:
        at = self.which.currentIndex()
        try:
            shown = self.reports[at].read_text("utf-8", "replace") if 0 <= at < len(self.reports) else ""
        except OSError:
            shown = ""
        self.text.setPlainText(shown)

    def _ask_file(self) -> None:
        def attempt(path: Path) -> None:
            try:
                self.write(path)
            except InputError as error:
                self.tell(self.say.error(error))

        name = f"{self.reports[self.which.currentIndex()].stem}.txt"
        ask_file(self.say, self, self.say("faults.save"), [self.say("faults.file")], attempt, save_as=name)
