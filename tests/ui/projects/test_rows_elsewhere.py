"""What the file holds that this program did not write is told in the window, and can be taken as it stands."""

import sqlite3
from contextlib import closing
from pathlib import Path

from pytestqt.qtbot import QtBot

from mapper.project import Changes
from mapper.store.rows_seen import SeenRows
from ui.projects.change_log import ChangeLogDialog
from ui.projects.rows_elsewhere_dialog import RowsElsewhereDialog
from ui.window.care import look_after
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_rows_that_others_wrote_and_rows_that_nobody_wrote_are_told_and_taken(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    store, told = workspace.document.store, list[str]()
    with closing(sqlite3.connect(Path(store.place))) as file, file:
        made = dict(file.execute("SELECT name, sql FROM sqlite_master WHERE name LIKE 'noted_officers_%'"))
        for name in made:
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE officers SET fte = 0.5 WHERE fid = 1")  # as a disk would
        for statement in made.values():
            file.execute(statement)
        file.execute("UPDATE duties SET starts = '2026-01-02' WHERE fid = 1")
        key = file.execute("SELECT officer_id FROM officers WHERE fid = 1").fetchone()[0]
    look_after(window, store, told.append)
    qtbot.waitUntil(lambda: bool(told))
    say = window.say
    qtbot.waitUntil(lambda: len(workspace.document.others) == 1)
    assert window.status.others.isVisibleTo(window.status)
    assert f"{say('table.officers')} {key}" in window.notice.words.text()
    window.menu_actions["elsewhere"].trigger()
    dialog = next(iter(workspace.findChildren(RowsElsewhereDialog)))
    take = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    assert not take.isEnabled()
    qtbot.waitUntil(take.isEnabled)
    assert key in dialog.told.text()
    assert say("table.duties") in dialog.told.text()
    with closing(sqlite3.connect(Path(store.place))) as file, file:
        file.execute("UPDATE officers SET fte = 0.25 WHERE fid = 2")  # while the dialog stands
    came = list[Changes]()
    workspace.document.changed.connect(came.append)
    gone = list[bool]()
    dialog.destroyed.connect(lambda: gone.append(True))
    take.click()
    assert dialog.told.text() == say("elsewhere.taking")
    dialog.reject()
    assert dialog.isVisible()  # until it is done
    qtbot.waitUntil(lambda: bool(gone))
    assert store.seen_rows() == SeenRows()
    assert not workspace.document.others
    assert any(changes.touch("officers") for changes in came)
    _taken_back_from_the_log(window, workspace, qtbot)


def _taken_back_from_the_log(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    """The same window, to which another program writes once more while it is open."""
    document, say = workspace.document, window.say
    before = document.project.officers["fte"].tolist()
    with closing(sqlite3.connect(Path(document.store.place))) as file, file:
        file.execute("UPDATE officers SET fte = 0.125 WHERE fid = 3")
    window.look_again()
    qtbot.waitUntil(lambda: len(document.others) == 1)
    window.status.others.click()
    dialog = next(d for d in workspace.findChildren(ChangeLogDialog) if d.isVisible())
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0)
    row = dialog.model.all_rows[0]
    assert row.what == say("log.not_looked_at", what=say("edit.written_elsewhere"))
    dialog.take_back.click()
    assert document.project.officers["fte"].tolist() == before
    assert document.next_undo is not None
    assert document.next_undo.code == "others_taken_back"
    qtbot.waitUntil(lambda: not dialog.take_back.isEnabled())  # what is marked is one's own edit now
    dialog.looked_at.click()
    qtbot.waitUntil(lambda: not document.others)
    assert not window.status.others.isVisibleTo(window.status)
    dialog.reject()
