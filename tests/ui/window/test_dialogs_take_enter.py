"""Enter in a dialog does what the dialog is for, and the hand begins at its first field."""

from PySide6.QtWidgets import QDialog, QPushButton
from pytestqt.qtbot import QtBot

from mapper.scope import Scope
from tests.drawn import SOAK, some
from tests.ui.waiting import settle
from ui.widgets.form import FormDialog
from ui.window.actions import ACTIONS
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

# Asks for a file, or changes the window, and has no dialog of ours.
OTHERS = {"open", "copy", "quit", "sample", "dark", "language"}


def test_only_the_main_button_takes_enter_and_no_dialog_begins_at_cancel(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.selection.choose("communities", str(workspace.document.project.communities.index[3]))
    # A shift is proposed for the part that is looked at: of one station that is soon done.
    workspace.view.set_scope(Scope(frozenset({str(workspace.document.project.stations.index[0])})))
    settle(qtbot, window)
    seen = set()
    for action in some((action for action in ACTIONS if action.id not in OTHERS), 24):
        before = {id(dialog) for dialog in window.findChildren(QDialog)}
        window.menu_actions[action.id].trigger()
        settle(qtbot, window)
        for dialog in window.findChildren(FormDialog):
            if id(dialog) in before or not dialog.isVisible():
                continue
            seen.add(action.id)
            main = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
            pushed = [push.text() for push in dialog.findChildren(QPushButton) if push.autoDefault()]
            assert pushed == ([main.text()] if main is not None else []), action.id
            if dialog.form.rowCount():
                cancel = dialog.buttons.button(dialog.buttons.StandardButton.Cancel)
                assert cancel is None or dialog.focusWidget() is not cancel, action.id
            dialog.reject()
    expected = {"new", "import", "print", "share", "rules", "roster", "stations"}
    assert expected <= seen if SOAK else len(seen) > 3
