"""A focus area kept up by hand in the window: changed, extended, visited, closed, renewed; the file says so too."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pyogrio
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from mapper.analysis.todo_lists import Whose
from tests.ui.waiting import settle
from ui.patrol.focus_dialog import FocusDialog
from ui.patrol.incident_change_dialog import IncidentChangeDialog
from ui.patrol.patrol_board import PatrolBoard
from ui.patrol.visit_dialog import VisitDialog
from ui.widgets.form import FormDialog
from ui.window import slips
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def shown(workspace: Workspace, kind: type[FormDialog]) -> FormDialog:
    return next(dialog for dialog in workspace.findChildren(kind) if dialog.isVisible())


def press_ok(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_an_area_is_kept_up_to_its_end_and_renewed(
    window: MainWindow, workspace: Workspace, project_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = workspace.sides.focus
    workspace.sides.show_side("focus")
    workspace.selection.choose("focus_areas", "F3")
    assert panel.table.row().focus_id == "F3"

    panel.change.click()
    dialog = shown(workspace, FocusDialog)
    assert isinstance(dialog, FocusDialog)
    everybody = dialog.figures.officers
    first = len(dialog.officers.shown)
    assert 0 < first < len([one for one in everybody.values() if one.status == "on_duty"])
    over = next(one for one in everybody.values() if one.focus_exceeded)
    assert over.officer_id not in dialog.officers.shown
    qtbot.keyClicks(dialog.officers.search, over.officer_id)
    assert over.officer_id in dialog.officers.shown
    qtbot.keyClick(dialog.officers.search, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert over.officer_id in dialog.officer_ids
    assert over.name in dialog.consequence.text()
    assert dialog.officers.search.text() == ""
    assert over.officer_id in dialog.officers.shown  # who is ticked stays in sight
    dialog.officers.tick(over.officer_id, on=False)
    dialog.ends.setDateTime(datetime(2026, 11, 25, 22))
    press_ok(dialog, qtbot)
    settle(qtbot, window)

    assert "day" in panel.changes_of(panel.table.row())
    panel.change_wanted.emit("day", "F3")
    settle(qtbot, window)
    assert workspace.document.project.focus_areas.at["F3", "ends"] == datetime(2026, 11, 26, 22)

    workspace.selection.choose("focus_areas", "F3")
    panel.visit.click()
    dialog = shown(workspace, VisitDialog)
    assert isinstance(dialog, VisitDialog)
    dialog.measure.setCurrentIndex(dialog.measure.findData("mediation"))
    dialog.note.setText("电话 13912345678")
    press_ok(dialog, qtbot)
    assert dialog.isVisible()  # nothing about a person
    dialog.note.setText("现场调解")
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert panel.table.row().outcome.done == 1

    window.menu_actions["patrol"].trigger()
    board = workspace.foot_pane.board
    assert isinstance(board, PatrolBoard)
    settle(qtbot, window)
    assert {row.key for row in board.model.rows} == {over.officer_id, panel.table.row().officer_ids[0]}
    for view in ("day", "places", "weeks"):
        board.show_view(view)
        settle(qtbot, window)
        assert board.model.rowCount() > 4
    board.opened.emit("focus_areas", "F2")
    assert panel.table.row().focus_id == "F2"
    window.menu_actions["patrol"].trigger()

    panel.change_wanted.emit("close", "F3")
    dialog = shown(workspace, VisitDialog)
    assert isinstance(dialog, VisitDialog)
    dialog.visited.setCurrentIndex(dialog.visited.findData("missed"))
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    workspace.selection.choose("focus_areas", "F3")
    row = panel.table.row()
    assert panel.which.currentData() == "over"
    assert (row.outcome.state, row.outcome.done, row.outcome.missed) == ("closed", 1, 1)
    panel.change_wanted.emit("incidents", "F6")
    told = shown(workspace, IncidentChangeDialog)
    assert isinstance(told, IncidentChangeDialog)
    assert [one.zone.zone for one in told.model.rows] == ["area", "ring", "rest"] * 3
    assert "不能作为证明" in told.about.text()
    told.reject()
    panel.change_wanted.emit("renew", "F6")
    dialog = shown(workspace, FocusDialog)
    assert isinstance(dialog, FocusDialog)
    assert dialog.order.starts == datetime(2026, 11, 23, 8)
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    written = tmp_path / "b.kml"
    slips.write_one(workspace, row.officer_ids[0], written)
    settle(qtbot, window)
    todo = workspace.day_in_hand.day.todo
    assert len(pyogrio.read_dataframe(written)) == todo.count(Whose("officer", row.officer_ids[0]))
    with closing(sqlite3.connect(project_file)) as connection:
        assert connection.execute("SELECT ends, status FROM focus_areas WHERE focus_id = 'F3'").fetchone() == (
            "2026-11-23T23:59:00.000Z",
            "done",
        )
        marks = "SELECT visited, coalesce(measure, ''), coalesce(note, '') FROM focus_visits WHERE focus_id = 'F3'"
        assert connection.execute(marks).fetchall() == [(1, "mediation", "现场调解"), (0, "", "")]
        assert connection.execute(
            "SELECT count(*) FROM focus_areas WHERE reason = '背街小巷夜间照明不足'"
        ).fetchone() == (2,)
    for _ in range(5):
        window.menu_actions["undo"].trigger()
        settle(qtbot, window)
    assert len(workspace.document.project.focus_areas) == 7
    assert (workspace.document.project.focus_visits["focus_id"] != "F3").all()
