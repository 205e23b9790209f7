"""Copies of days: the window makes one, says where it is, and lets be chosen how many there are and where."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mapper.edits.rows import set_about
from mapper.project import About
from mapper.store.copies_of_days import copies_of, folder_of
from tests.ui.waiting import settle
from ui.projects.copies_dialog import CopiesDialog
from ui.window.care import look_after
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_the_window_keeps_a_copy_says_where_and_lets_it_be_chosen(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    store, told, elsewhere = workspace.document.store, list[str](), tmp_path / "副本"
    elsewhere.mkdir()
    window.menu_actions["copies"].trigger()
    dialog = next(iter(workspace.findChildren(CopiesDialog)))
    assert (dialog.days.value(), dialog.weeks.value()) == (3, 4)
    dialog.days.setValue(5)
    dialog.place.click()
    ask = next(iter(dialog.findChildren(QFileDialog)))
    ask.selectFile(str(elsewhere))
    ask.fileSelected.emit(str(elsewhere))
    ask.reject()
    assert dialog.folder == elsewhere
    elsewhere.rmdir()
    dialog.accept()
    assert dialog.isVisible()
    assert str(elsewhere) in dialog.trouble.text()
    elsewhere.mkdir()
    dialog.accept()
    assert (window.settings.copies, window.settings.copies_folder) == ((5, 4), elsewhere)
    workspace.do(set_about(About("改名（虚构）")))
    settle(qtbot, window)
    path = Path(store.place)
    look_after(window, store, told.append)
    # Until an hour later, but no longer than the project is open.
    assert any(timer.interval() == 3_600_000 for timer in workspace.page.findChildren(QTimer))
    qtbot.waitUntil(lambda: bool(told))
    copy = folder_of(path, elsewhere) / f"{date.today().isoformat()}.gpkg"
    assert told == [str(copy)]
    assert copies_of(path, elsewhere) == [copy]
    window.status.show_copy(told[0])
    assert str(copy) in window.status.saved.toolTip()
    look_after(window, store, told.append, date.today())  # looked at again an hour later
    look_after(window, store, told.append, date.today() - timedelta(days=1))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert copies_of(path, elsewhere) == [copy]
