"""A list with nothing in it says so, and no longer once there is something."""

import pytest
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView
from pytestqt.qtbot import QtBot

from ui.backgrounds.backgrounds_dialog import BackgroundsDialog
from ui.widgets.empty_words import EmptyWords
from ui.window.bookmarks_dialog import BookmarksDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_words_stand_in_the_middle_of_an_empty_list_only(qtbot: QtBot) -> None:
    view, model = QListView(), QStandardItemModel()
    view.setModel(model)
    qtbot.addWidget(view)
    words = EmptyWords(view)
    words.setText("nothing yet")
    view.resize(300, 200)
    view.show()
    assert words.isVisible()
    assert words.geometry().center().x() == pytest.approx(view.viewport().rect().center().x(), abs=1)
    model.appendRow(QStandardItem("one"))
    assert not words.isVisible()
    model.clear()
    assert words.isVisible()
    view.resize(500, 300)
    assert words.width() > 400


@pytest.mark.parametrize(("action", "kind"), [("bookmarks", BookmarksDialog), ("backgrounds", BackgroundsDialog)])
def test_dialogs_say_what_could_be_added(window: MainWindow, workspace: Workspace, action: str, kind: type) -> None:
    window.menu_actions[action].trigger()
    dialog = next(d for d in window.findChildren(kind) if d.isVisible())
    assert dialog.nothing.isVisible()
    assert len(dialog.nothing.text()) > 10
    dialog.reject()
