"""Reading a file in a dialog: the newest counts, nothing old is agreed to, trouble is one sentence, closing ends it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from mapper.errors import InputError
from ui.language.language import Language
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog
from ui.widgets.tasks import Tasks


class Reader(FormDialog):
    """A dialog that shows what was read."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(Language("en"))
        self.shown: list[str | None] = []
        self.reading = FileReading[str](self, tasks, "import", self._show)
        self.file = FileButton(self, "import.choose", ("import.kinds",))

    @property
    def ok(self) -> QPushButton:
        return self.buttons.button(self.buttons.StandardButton.Ok)

    def _show(self) -> None:
        self.shown.append(self.reading.answer)
        self.ok.setEnabled(self.reading.answer is not None)


@pytest.fixture
def dialog(qtbot: QtBot, tasks: Tasks) -> Reader:
    made = Reader(tasks)
    qtbot.addWidget(made)
    made.show()
    return made


def refuses(code: str) -> Callable[[], str]:
    def work() -> str:
        raise InputError(code)

    return work


def test_only_the_newest_reading_is_shown(dialog: Reader, tasks: Tasks, qtbot: QtBot) -> None:
    may_end = threading.Event()
    dialog.reading.start(lambda: "old" if may_end.wait(20) else "never")
    dialog.reading.start(lambda: "new")
    may_end.set()
    qtbot.waitUntil(lambda: not tasks.busy)
    assert dialog.shown == ["new"]


def test_what_was_read_before_cannot_be_agreed_to(dialog: Reader, qtbot: QtBot) -> None:
    dialog.reading.start(lambda: "first")
    qtbot.waitUntil(lambda: dialog.reading.answer == "first")
    assert dialog.ok.isEnabled()
    may_end = threading.Event()
    dialog.reading.start(lambda: "second" if may_end.wait(20) else "never")
    assert dialog.reading.answer is None
    assert not dialog.ok.isEnabled()
    may_end.set()
    qtbot.waitUntil(lambda: dialog.shown == ["first", "second"])
    assert dialog.ok.isEnabled()


def test_trouble_is_one_sentence_until_the_next_answer(dialog: Reader, qtbot: QtBot) -> None:
    dialog.reading.start(refuses("import_nothing"))
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert dialog.trouble.text() == dialog.say("error.import_nothing")
    assert dialog.shown == [None]
    dialog.reading.start(lambda: "read")
    qtbot.waitUntil(lambda: dialog.reading.answer == "read")
    assert not dialog.trouble.isVisible()


def test_a_closed_dialog_hears_of_nothing(dialog: Reader, tasks: Tasks, qtbot: QtBot) -> None:
    may_end = threading.Event()
    dialog.reading.start(lambda: "late" if may_end.wait(20) else "never")
    dialog.reject()
    assert not tasks.busy
    may_end.set()
    tasks.start("after", lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert dialog.shown == []


def test_the_button_shows_the_file_and_follows_the_language(dialog: Reader) -> None:
    told: list[Path] = []
    dialog.file.chosen.connect(told.append)
    assert dialog.file.text() == dialog.say("import.choose")
    dialog.say.use("zh_CN")
    assert dialog.file.text() == dialog.say("import.choose")
    dialog.file.take(Path("/data/A & B.csv"))
    assert dialog.file.text() == "A && B.csv"
    assert told == [Path("/data/A & B.csv")]
    dialog.say.use("en")
    assert dialog.file.text() == "A && B.csv"
