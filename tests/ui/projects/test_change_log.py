"""The change log shows what is in the file: edits, undo and redo, with names; it is filtered and written out."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mapper.edits.duties import assign
from mapper.edits.repair import fill_gap
from mapper.edits.rows import set_about
from tests.ui.waiting import settle
from ui.projects.as_it_was_dialog import AsItWasDialog
from ui.projects.change_log import ChangeLogDialog
from ui.projects.forget_dialog import ForgetDialog
from ui.seats.assigning import candidates
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_an_edit_of_a_border_names_the_units_on_either_side(workspace: Workspace, qtbot: QtBot) -> None:
    project = workspace.document.project
    figures = workspace.day_in_hand.figures
    assert figures is not None
    gap = next(f for f in figures.findings if f.code == "unit_gap")
    into = str(gap.subjects[0])
    workspace.do(fill_gap(gap.shape, into))
    workspace.document.undo()
    dialog = ChangeLogDialog(workspace.session, workspace.notice, workspace)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2)
    name = project.communities["name"][into]
    for row in dialog.model.rows:
        assert f"填补空白地块（{name}" in row.what
    dialog.reject()


def test_edits_undo_and_redo_stand_in_the_log(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    unit = next(u for u in figures.units.values() if u.state == "vacant")
    officer, told = candidates(figures, unit.code)[0], list[str]()
    window.did.connect(told.append)
    workspace.do(assign(officer.officer_id, unit.code, workspace.view.as_of))
    window.menu_actions["undo"].trigger()
    window.menu_actions["redo"].trigger()
    settle(qtbot, window)
    workspace.view.set_as_of(workspace.view.as_of + timedelta(days=1))
    workspace.view.set_as_of(workspace.view.as_of - timedelta(days=1))
    edits = [what for what in told if what.startswith("edit")]  # as a fault report has them, each when it was done
    assert edits == ["edit duty_assigned", "edit undone", "edit redone"]
    window.menu_actions["log"].trigger()
    dialog = next(d for d in workspace.findChildren(ChangeLogDialog) if d.isVisible())
    what = f"指定 {officer.name} 负责 {unit.name}"
    assert dialog.counted.text() == window.say("log.reading")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 3)
    assert [row.what for row in dialog.model.rows] == [f"重做：{what}", f"撤销：{what}", what]
    assert [row.rows for row in dialog.model.rows] == [1, 1, 1]
    now = datetime.now().astimezone()
    assert all(now - timedelta(minutes=5) < row.at <= now + timedelta(seconds=1) for row in dialog.model.rows)
    dialog.filter.setText("撤销")
    assert [row.what for row in dialog.model.rows] == [f"撤销：{what}"]
    dialog.write(tmp_path / "记录.csv")
    with (tmp_path / "记录.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["序号", "时间", "修改人", "内容", "行数"]
    assert rows[1][3] == f"撤销：{what}"
    assert len(rows) == 2
    window.menu_actions["language"].trigger()
    assert dialog.windowTitle() == "Change log"
    qtbot.waitUntil(lambda: not window.tasks.is_under_way("log"))
    dialog.filter.setText(officer.officer_id)  # who and when for every cell: by the row's key too
    assert dialog.model.rowCount() == 3
    dialog.table.selectRow(2)
    cells = {(cell.field, cell.before, cell.after) for cell in dialog.cells.rows}
    assert ("Number", "—", str(workspace.document.project.duties.index[-1])) in cells
    dialog.forget.click()
    forget = next(iter(dialog.findChildren(ForgetDialog)))
    assert forget.ways["rows"].isChecked()
    forget.accept()
    assert forget.isVisible()
    assert "3 changes" in forget.told.text()
    forget.accept()
    assert not forget.isVisible()
    assert "of 3 changes are gone" in window.notice.words.text()
    assert not workspace.document.can_undo
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 0)  # no line has that officer any more
    dialog.filter.clear()
    assert dialog.model.rows[1].what.startswith("Undone: ")
    dialog.table.selectRow(2)
    assert "(forgotten)" in {cell.after for cell in dialog.cells.rows}
    dialog.reject()


def test_the_district_as_it_was_before_an_edit(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    workspace.do(set_about(replace(workspace.document.project.about, title="改名（虚构）")))
    settle(qtbot, window)
    window.menu_actions["past"].trigger()
    dialog = next(iter(workspace.findChildren(AsItWasDialog)))
    dialog.day.setDate(QDate(2020, 1, 1))
    dialog.accept()
    assert dialog.isVisible()
    assert "2020-01-01" in dialog.trouble.text()
    today = datetime.now().astimezone().date()
    dialog.day.setDate(QDate(today.year, today.month, today.day))
    assert dialog.line == 1
    dialog.accept()
    ask = next(iter(window.findChildren(QFileDialog)))
    ask.selectFile(str(tmp_path / "从前.gpkg"))
    ask.accept()
    settle(qtbot, window)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.document.store.name == "从前")
    settle(qtbot, window)
    assert window.workspace is not None
    assert window.workspace.document.project.about.title == "改名（虚构）"
    assert str(tmp_path / "从前.gpkg") in window.notice.words.text()
