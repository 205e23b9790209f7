"""The menu of a row in the list of incidents: the steps that it can take, at once or at another moment, undone."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from mapper.project import changes_between
from tests.mapper.edits.possible import possible_steps
from tests.ui.waiting import settle
from ui.incidents.incidents_panel import IncidentsPanel
from ui.incidents.step_dialog import StepDialog
from ui.incidents.step_menu import StepMenu
from ui.incidents.step_offers import offers, roles_for, usual_moment
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def menu_of(panel: IncidentsPanel) -> StepMenu:
    menu = panel.step_menu()
    assert menu is not None
    return menu


def press(menu: StepMenu, step: str) -> None:
    next(action for action in menu.actions() if action.data() == step).trigger()


def dialog_of(panel: IncidentsPanel) -> StepDialog:
    (dialog,) = (d for d in panel.findChildren(StepDialog) if d.isVisible())
    return dialog


def press_ok(dialog: StepDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_an_overdue_hazard_is_verified_assigned_and_both_taken_back(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel, document = workspace.sides.incidents, workspace.document
    panel.show_only("overdue")
    panel.table.selectRow(0)
    (row,) = panel.table.selected_rows()
    before = document.project
    moment = usual_moment(workspace.view.as_of)
    menu = menu_of(panel)
    assert menu.steps == [step.code for step in possible_steps(before, row.table, [row.key], moment, noted=True)]
    press(menu, "verify")
    dialog = dialog_of(panel)  # the day shown is not today, so the moment is asked
    press_ok(dialog)
    settle(qtbot, window)
    assert document.project.hazards.at[row.key, "verified_at"].date() == workspace.view.as_of
    assert row.key not in {other.key for other in panel.model.rows}
    assert window.menu_actions["undo"].toolTip().find("核查") >= 0

    panel.show_only("hazards")
    panel.table.go_to(lambda other: other.key == row.key)
    press(menu_of(panel), "assign")
    dialog = dialog_of(panel)
    assert dialog.value is not None
    chosen = dialog.value.currentData()
    press_ok(dialog)
    settle(qtbot, window)
    assert document.project.hazards.at[row.key, "owner_id"] == chosen
    document.undo()
    document.undo()
    settle(qtbot, window)
    assert changes_between(document.project, before).parts <= {"keys"}


def test_today_a_step_is_one_press_and_shift_asks_when(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.view.set_as_of(date.today())
    settle(qtbot, window)
    panel, document = workspace.sides.incidents, workspace.document
    panel.show_only("overdue")
    panel.table.selectRow(0)
    (row,) = panel.table.selected_rows()
    press(menu_of(panel), "verify")
    written = document.project.hazards.at[row.key, "verified_at"].to_pydatetime()
    assert datetime.now() - written < timedelta(minutes=10)
    settle(qtbot, window)
    panel.table.selectRow(0)
    monkeypatch.setattr("ui.widgets.form.QGuiApplication.keyboardModifiers", lambda: Qt.KeyboardModifier.ShiftModifier)
    press(menu_of(panel), "verify")
    dialog_of(panel).reject()


def test_a_refused_moment_keeps_the_dialog_open_and_says_why(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel, before = workspace.sides.incidents, workspace.document.project
    panel.show_only("overdue")
    panel.table.selectRow(0)
    press(menu_of(panel), "verify")
    dialog = dialog_of(panel)
    dialog.at.setDateTime(dialog.at.dateTime().addYears(-3))
    press_ok(dialog)
    assert dialog.isVisible()
    assert "不能在" in dialog.trouble.text()
    dialog.reject()
    assert changes_between(workspace.document.project, before).parts <= {"keys"}


def test_rows_of_two_kinds_and_cases_have_no_steps(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    panel = workspace.sides.incidents
    rows = panel.model.rows
    hazard, dispute = (next((r.table, r.key) for r in rows if r.table == table) for table in ("hazards", "disputes"))
    workspace.selection.mark({hazard, dispute})
    settle(qtbot, window)
    (nothing,) = menu_of(panel).actions()
    assert not nothing.isEnabled()
    panel.show_only("cases")
    panel.table.selectRow(0)
    assert panel.step_menu() is None


def test_a_step_that_passes_a_stage_by_asks_for_the_note_that_says_why(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel, document = workspace.sides.incidents, workspace.document
    panel.show_only("overdue")
    panel.table.selectRow(0)
    (row,) = panel.table.selected_rows()
    before = document.project
    plug = next(action for action in menu_of(panel).actions() if action.data() == "plug")
    assert plug.text().endswith("…")
    plug.trigger()
    dialog = dialog_of(panel)
    assert "核查" in dialog.trouble.text()  # it says what is passed by before anybody presses
    press_ok(dialog)
    assert dialog.isVisible()
    dialog.note.setText("已电话 13812345678 联系")
    assert "电话号码" in dialog.trouble.text()
    press_ok(dialog)
    assert dialog.isVisible()
    assert changes_between(document.project, before).parts <= {"keys"}
    dialog.note.setText("现场已拆除")
    assert not dialog.trouble.isVisible()
    dialog.role.setCurrentIndex(dialog.role.findData("officer"))
    press_ok(dialog)
    settle(qtbot, window)
    step = document.project.steps.iloc[-1]
    assert (step["incident_id"], step["step"], step["role"], step["note"]) == (row.key, "plug", "officer", "现场已拆除")


def test_who_may_not_take_a_step_is_not_offered_as_one_who_does(workspace: Workspace) -> None:
    project, at = workspace.document.project, usual_moment(workspace.view.as_of)
    project = replace(project, norms=replace(project.norms, dispute_stage_takers={"assessed": ("command",)}))
    received = project.disputes.index[workspace.day_in_hand.day.clocks("disputes")["stage"] == "received"]
    found = {offer.step.code: offer for offer in offers(project, "disputes", list(received[:1]), at)}
    assert found["study"].role == "command"
    assert found["study"].asks(at)
    assert roles_for(project, "disputes", found["study"].step) == ("command",)
    assert found["hand_over"].passes == ("assessed",)
