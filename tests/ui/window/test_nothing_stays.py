"""A project that is closed is let go of, and a window that is used for long keeps nothing of what it did."""

import gc
import weakref
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from benchmarks.endurance import held, one_round
from mapper.edits.rows import set_about
from mapper.project import About
from tests.drawn import SOAK
from tests.ui.waiting import settle
from ui.window.main_window import MainWindow


def test_what_was_closed_is_freed(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    window.menu_actions["log"].trigger()  # a dialog that is still open
    workspace.do(set_about(About("改名（虚构）")))
    edited = weakref.ref(workspace.document.project)
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    parts = (workspace, workspace.document, workspace.document.store, workspace.day_in_hand, workspace.map)
    known = {type(part).__name__: weakref.ref(part) for part in parts}
    del workspace, parts
    window.close_project()
    # A thread that has nothing to do holds its last answer until the next.
    for _ in range(4):
        window.tasks.start("nothing", lambda _: None, lambda _: None)
        qtbot.waitUntil(lambda: not window.tasks.busy)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [name for name, ref in {**known, "edited": edited}.items() if ref() is not None] == []


@pytest.mark.skipif(not SOAK, reason="hundreds of rounds: make soak")
def test_rounds_of_use_leave_nothing(window: MainWindow, project_file: Path, qtbot: QtBot) -> None:
    rest = partial(settle, qtbot, window)
    for number in range(20):
        one_round(window, project_file, number, rest)
    before = held(window)
    for number in range(200):
        one_round(window, project_file, number, rest)
    after = held(window)
    assert after[3:] == before[3:]
    assert after.in_use_mb - before.in_use_mb < 5
    assert after.rss_mb - before.rss_mb < 20
