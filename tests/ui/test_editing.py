"""What a person changes in the window: seen at once, on disk at once, and undone with one key."""

import csv
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QPushButton
from pytestqt.qtbot import QtBot

from mapper.effects.assignment import shares_with
from mapper.store.geopackage.store import open_store
from tests.ui.waiting import settle
from ui.patrol.focus_dialog import FocusDialog
from ui.projects.import_dialog import ImportDialog
from ui.projects.new_project import NewProjectDialog
from ui.seats.assign_dialog import AssignDialog
from ui.seats.assigning import candidates
from ui.seats.personnel_dialog import PersonnelDialog
from ui.sheets.print_dialog import PrintDialog
from ui.sheets.share_dialog import ShareDialog
from ui.widgets.form import FormDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def dialog_of(workspace: Workspace, kind: type[FormDialog]) -> FormDialog:
    return next(d for d in workspace.findChildren(kind) if d.isVisible())


def press_ok(dialog: FormDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def state_of(workspace: Workspace, code: str) -> str:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    return figures.units[code].state


def vacant_gap(workspace: Workspace) -> str:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "seat_vacant")
    workspace.mending.fix(gap)
    return gap.first.subjects[0]


def test_assigning_fills_the_seat_and_undo_empties_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    code = vacant_gap(workspace)
    dialog = dialog_of(workspace, AssignDialog)
    assert isinstance(dialog, AssignDialog)
    chosen = dialog.table.row()
    assert chosen.name in dialog.consequence.text()
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert state_of(workspace, code) == "covered"
    assert "103 / 108" in workspace.headline.buttons["coverage"].words.text()
    assert chosen.name in window.menu_actions["undo"].toolTip()
    assert window.status.saved.text().startswith("已保存：")
    assert chosen.name in window.status.saved.text()
    reopened = open_store(workspace.document.store.path)
    assert ((reopened.project.duties["community_code"] == code) & reopened.project.duties["ends"].isna()).any()
    reopened.close()
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert state_of(workspace, code) == "vacant"
    assert window.status.saved.text().startswith("已保存：撤销：")
    window.menu_actions["redo"].trigger()
    settle(qtbot, window)
    assert window.status.saved.text().startswith("已保存：重做：")
    assert state_of(workspace, code) == "covered"


def test_candidates_fit_the_seat_and_know_their_load_after(workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    unit = next(u for u in figures.units.values() if u.kind == "community" and u.state == "vacant")
    fitting = candidates(figures, unit.code)
    assert fitting
    assert {o.role for o in fitting} == {"community_officer"}
    assert {o.status for o in fitting} == {"on_duty"}
    assert fitting[0].station_code == unit.station_code
    busy = next(o for o in fitting if o.seats)
    minutes = figures.unit_load["minutes"]
    then = shares_with(figures.project, figures.coverage, unit.code, [busy.officer_id], minutes)
    assert then.iloc[0] == pytest.approx((busy.minutes + unit.minutes) / (busy.fte * 9600))


def test_ending_a_duty_opens_a_gap(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    unit = next(u for u in figures.units.values() if u.state == "covered")
    workspace.open_unit(unit.code)
    end = next(b for b in workspace.sides.unit.findChildren(QPushButton) if b.text() == "解除" and b.isVisible())
    qtbot.mouseClick(end, Qt.MouseButton.LeftButton)
    dialog = dialog_of(workspace, PersonnelDialog)
    assert isinstance(dialog, PersonnelDialog)
    qtbot.waitUntil(dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled)
    for tick in dialog.covers.findChildren(QCheckBox):
        tick.setChecked(False)
    qtbot.waitUntil(dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled)
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert state_of(workspace, unit.code) == "expired"
    assert any(unit.code in gap.first.subjects[:1] for gap in workspace.sides.gaps.model.gaps)


def test_a_drawn_area_becomes_todays_focus(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    canvas = workspace.map.canvas
    workspace.sides.focus.draw.click()
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    for dx, dy in ((-60, -40), (60, -40), (60, 40)):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(dx, dy))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    dialog = dialog_of(workspace, FocusDialog)
    assert isinstance(dialog, FocusDialog)
    press_ok(dialog, qtbot)
    assert dialog.isVisible()
    assert "原因" in dialog.trouble.text()
    dialog.reason.setText("夜市电动车被盗（虚构）")
    dialog.officers.tick(dialog.officers.shown[0])
    dialog.minutes.setValue(300)
    assert "可用" in dialog.consequence.text()
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    row = next(r for r in workspace.sides.focus.model.rows if r.reason.startswith("夜市电动车"))
    assert row.today
    assert row.exceeded
    assert workspace.map.snapshot is not None
    assert workspace.map.snapshot.layer("focus_areas").count == 6
    workspace.selection.choose("focus_areas", row.focus_id)
    workspace.sides.focus.change_wanted.emit("remove", row.focus_id)
    settle(qtbot, window)
    assert all(r.focus_id != row.focus_id for r in workspace.sides.focus.model.rows)


def test_drawing_can_be_called_off(workspace: Workspace, qtbot: QtBot) -> None:
    canvas = workspace.map.canvas
    workspace.sides.focus.draw.click()
    assert canvas.tool is not canvas.look_tool
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is canvas.look_tool


def test_import_shows_first_and_is_one_undoable_edit(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "隐患.csv"
    rows = [["隐患编号", "隐患类型", "上报时间", "经度", "纬度", "姓名"]]
    rows += [[f"N{n}", "消防", "2026-11-22 09:00", 113.4 + n / 1000, 30.3, "（虚构）"] for n in range(5)]
    with file.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(rows)
    window.menu_actions["import"].trigger()
    dialog = dialog_of(workspace, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    assert not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.take(file)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert "姓名" in dialog.told.text()
    assert dialog.pages.new.rowCount() == 5
    assert [field.heading for field in dialog.pages.new.fields] == ["编号", "类型", "上报时间"]
    before = len(workspace.document.project.hazards)
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert len(workspace.document.project.hazards) == before + 5
    window.menu_actions["undo"].trigger()
    assert len(workspace.document.project.hazards) == before


def test_import_tells_why_a_file_cannot_be_read(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "空.csv"
    file.write_text("")
    window.menu_actions["import"].trigger()
    dialog = dialog_of(workspace, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    dialog.take(file)
    qtbot.waitUntil(lambda: not dialog.trouble.isHidden())
    assert "空.csv" in dialog.trouble.text()


def test_print_and_share_write_real_files(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[str] = []
    window.menu_actions["print"].trigger()
    printing = dialog_of(workspace, PrintDialog)
    assert isinstance(printing, PrintDialog)
    printing.paper.setCurrentText("A4")
    printing.write(tmp_path / "图.pdf", printing.work())
    qtbot.waitUntil(lambda: "图.pdf" in workspace.notice.words.text(), timeout=20_000)
    assert len(PdfReader(tmp_path / "图.pdf").pages) >= 1
    printing.reject()
    window.menu_actions["share"].trigger()
    sharing = dialog_of(workspace, ShareDialog)
    assert isinstance(sharing, ShareDialog)
    sharing.write(tmp_path / "图.html", sharing.work())
    qtbot.waitUntil(lambda: "图.html" in workspace.notice.words.text(), timeout=20_000)
    assert "云汉区" in (tmp_path / "图.html").read_text("utf-8")
    assert not told
    sharing.reject()


def test_a_failed_export_is_one_sentence(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    window.menu_actions["print"].trigger()
    dialog = dialog_of(workspace, PrintDialog)
    assert isinstance(dialog, PrintDialog)
    dialog.write(tmp_path / "没有" / "图.pdf", dialog.work())
    qtbot.waitUntil(workspace.notice.isVisible, timeout=20_000)
    assert "无法写入" in workspace.notice.words.text()
    dialog.reject()


def test_editing_a_read_only_project_is_refused_in_words(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.document.store.read_only = True
    vacant_gap(workspace)
    dialog = dialog_of(workspace, AssignDialog)
    press_ok(dialog, qtbot)
    assert dialog.isVisible()
    assert "只读" in dialog.trouble.text()
    dialog.reject()
    assert not window.menu_actions["undo"].isEnabled()


def test_new_project_from_a_file_of_units(
    open_window,
    workspace: Workspace,
    qtbot: QtBot,
    tmp_path: Path,  # type: ignore[no-untyped-def]
) -> None:
    file, target = tmp_path / "社区.geojson", tmp_path / "新.gpkg"
    workspace.document.project.communities[["name", "kind", "geometry"]].reset_index().to_file(file)
    window = open_window()
    window.menu_actions["new"].trigger()
    dialog = window.findChild(NewProjectDialog)
    assert isinstance(dialog, NewProjectDialog)
    dialog.take("communities", file)
    dialog.take("target", target)
    qtbot.waitUntil(dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled)
    press_ok(dialog, qtbot)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.workspace is not None
    assert len(window.workspace.document.project.communities) == 108


def test_about_data_is_edited_and_undone(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    before = workspace.document.project.about.title
    window.menu_actions["about"].trigger()
    dialog = next(d for d in workspace.findChildren(QDialog) if d.isVisible())
    dialog.title.setText("测试分局（虚构）")  # type: ignore[attr-defined]
    press_ok(dialog, qtbot)  # type: ignore[arg-type]
    assert window.header.title.text() == "测试分局（虚构）"
    window.menu_actions["undo"].trigger()
    assert window.header.title.text() == before
