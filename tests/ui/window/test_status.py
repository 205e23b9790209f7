"""The line at the foot of the window: how long a piece of work has to last before its bar moves."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.window.status import StatusLine
from ui.window.workspace import Workspace


def test_the_bar_of_work_whose_end_is_not_known_moves_only_where_it_lasts(qtbot: QtBot) -> None:
    status = StatusLine(Language("en"))
    qtbot.addWidget(status)
    bar, lasting = status.findChild(QProgressBar), status.findChild(QTimer)
    status.show_work("open", 0, 0)
    assert (bar.isVisibleTo(status), bar.maximum(), lasting.isActive()) == (True, 1, True)
    status.show_work("open", 0, 0)  # told again, it is the same work
    lasting.timeout.emit()
    assert bar.maximum() == 0
    status.show_work("export", 3, 7)
    assert (bar.value(), bar.maximum(), lasting.isActive()) == (3, 7, False)
    status.show_work("open", 0, 0)
    status.work_done("open")
    assert (bar.isVisibleTo(status), lasting.isActive()) == (False, False)


def test_figures_stay_and_say_that_they_are_being_counted_anew(workspace: Workspace) -> None:
    cards, told = workspace.headline.buttons, workspace.day_in_hand.recounted
    before = {name: (card.figure.text(), card.words.text(), card.accessibleName()) for name, card in cards.items()}
    told.emit(True)
    for name, card in cards.items():
        assert card.figure.text() == before[name][0]
        assert card.words.text() == workspace.say("headline.recounted")
        assert card.words.text() in card.accessibleName()
    told.emit(False)
    assert before == {name: (c.figure.text(), c.words.text(), c.accessibleName()) for name, c in cards.items()}
