"""Waiting for a window to have done what it was asked."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.window.main_window import MainWindow


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until the figures and the map are those of the project, day and choices of now."""

    def settled() -> bool:
        workspace = window.workspace
        return (
            workspace is not None and workspace.day_in_hand.current and not window.tasks.busy and workspace.map.settled
        )

    qtbot.waitUntil(settled, timeout=20_000)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
