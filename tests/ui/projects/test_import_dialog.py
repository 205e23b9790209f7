"""An import in the window: what a file would change is seen cell by cell, taken once, and then looked at."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from layers.scene.incident_filter import IncidentFilter
from mapper import schema
from mapper.io.exports import write_table
from mapper.project import Project
from tests.ui.conftest import OpenWindow
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.language.messages import LANGUAGES, Messages
from ui.projects.import_dialog import TABLES, ImportDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def exported(project: Project, path: Path, rows: slice = slice(None)) -> pd.DataFrame:
    """Hazards as a platform exports them, with its own headings."""
    hazards = project.hazards.iloc[rows]
    told = pd.DataFrame(hazards[["category", "reported_at", "verified_at", "owner_id"]])
    told = told.assign(经度=hazards.geometry.x, 纬度=hazards.geometry.y)
    names = {"category": "隐患类型", "reported_at": "上报时间", "verified_at": "核查时间", "owner_id": "责任人"}
    told = told.rename(columns=names).rename_axis("隐患编号")
    write_table(told, path)
    return told


def opened(window: MainWindow, workspace: Workspace, qtbot: QtBot, file: Path, table: str) -> ImportDialog:
    window.menu_actions["import"].trigger()
    dialog = dialog_of(workspace, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    dialog.table.setCurrentIndex(TABLES.index(table))
    dialog.take(file)
    qtbot.waitUntil(lambda: dialog.difference is not None and not window.tasks.busy, timeout=60_000)
    return dialog


def shown(dialog: ImportDialog) -> list[tuple[str, ...]]:
    return [tuple(field.text(row) for field in dialog.cells.fields) for row in dialog.cells.rows]


def test_a_platforms_export_is_shown_taken_and_recognised(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, project_file: Path, tmp_path: Path
) -> None:
    before = workspace.document.project
    told = exported(before, tmp_path / "平台.xlsx", slice(0, 40))
    first, second, third = told.index[:3]
    dialog = opened(window, workspace, qtbot, tmp_path / "平台.xlsx", "hazards")
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    assert "都已有" in dialog.told.text()
    dialog.reject()

    told.loc[first, ["隐患类型", "核查时间"]] = ["water", pd.Timestamp("2026-11-20 08:05")]
    told.loc[second, "核查时间"] = pd.NaT
    told.loc[third, "责任人"] = next(key for key in before.officers.index if key != told.at[third, "责任人"])
    told.loc["N1"] = told.loc[first]
    write_table(told, tmp_path / "平台.xlsx")
    workspace.view.map.set_hidden("hazards", hidden=True)
    dialog = opened(window, workspace, qtbot, tmp_path / "平台.xlsx", "hazards")
    old = before.hazards.loc[first]
    category = window.say.choice("hazards", "category", old["category"])
    name = before.officers["display_name"]
    assert shown(dialog) == [
        (first, "类型", f"{category} → 涉水"),
        (first, "核查时间", f"{old['verified_at']:%Y-%m-%d %H:%M} → 2026-11-20 08:05"),
        (third, "责任人", f"{name[before.hazards.at[third, 'owner_id']]} → {name[told.at[third, '责任人']]}"),
    ]
    assert [row["hazard_id"] for row in dialog.new.rows] == ["N1"]
    assert dialog.tabs.tabText(2) == f"文件中没有 {len(before.hazards) - 40:,}"
    assert dialog.gone.rowCount() == 500
    assert "核查时间 1 处" in dialog.told.text()
    assert [dialog.tabs.tabText(n) for n in range(2)] == ["变更 2", "新增 1"]
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).text() == "采用：新增 1，变更 2"

    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert "hazards" not in workspace.view.map.hidden
    with sqlite3.connect(project_file) as db:
        rows = dict(
            db.execute("SELECT hazard_id, category FROM hazards WHERE hazard_id IN (?, ?, 'N1')", (first, second))
        )
    db.close()
    assert rows == {first: "water", second: before.hazards.at[second, "category"], "N1": "water"}
    assert workspace.document.project.hazards["verified_at"][second] == before.hazards["verified_at"][second]
    assert "新增 1 行，变更 2 行" in window.menu_actions["undo"].toolTip()
    window.menu_actions["undo"].trigger()
    pd.testing.assert_frame_equal(workspace.document.project.hazards, before.hazards)


@pytest.mark.parametrize("goes_there", [True, False])
def test_old_cases_are_seen_after_they_came_in(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path, goes_there: bool
) -> None:
    day = workspace.view.as_of
    lines = [f"OLD{n},盗窃,2017-{n + 1:02d}-05 10:00,113.4{n},30.3{n % 4}" for n in range(9)]
    path = tmp_path / "案件.csv"
    path.write_text("\n".join(["案件编号,案别,发生时间,经度,纬度", *lines]), "utf-8")
    dialog = opened(window, workspace, qtbot, path, "cases")
    assert dialog.tabs.currentIndex() == 1
    assert dialog.period.isVisible()
    assert window.say.day(date(2017, 9, 5)) in dialog.period.text()
    dialog.period.setChecked(goes_there)
    assert workspace.view.map.hidden == {"cases"}
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert workspace.view.as_of == (date(2017, 9, 5) if goes_there else day)
    assert not workspace.view.map.hidden
    if goes_there:
        assert workspace.map.snapshot is not None
        (layer,) = (layer for layer in workspace.map.snapshot.layers if layer.code == "cases")
        assert layer.count == 9


def test_days_that_do_not_hold_what_comes_in_are_let_go(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    day = workspace.view.as_of
    workspace.view.filter.set_days((day - timedelta(days=6), day))
    lines = ["编号,上报时间,经度,纬度"]
    lines += [f"N{n},{day - timedelta(days=n)},113.40{n},30.30{n}" for n in range(7)]
    path = tmp_path / "隐患.csv"
    path.write_text("\n".join(lines), "utf-8")
    dialog = opened(window, workspace, qtbot, path, "hazards")
    assert not dialog.period.isVisible()
    path.write_text("\n".join([*lines, f"N7,{day - timedelta(days=7)},113.4,30.3"]), "utf-8")
    dialog.read()
    qtbot.waitUntil(lambda: dialog.difference is not None and not window.tasks.busy, timeout=60_000)
    assert dialog.period.isVisible()
    dialog.apply()
    assert workspace.view.filter.incidents == IncidentFilter()
    assert workspace.view.as_of == day
    dialog.reject()
    settle(qtbot, window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dialog_fits_a_small_screen_and_cuts_no_word(
    open_window: OpenWindow, project_file: Path, qtbot: QtBot, tmp_path: Path, language: str
) -> None:
    window = open_window(project_file, language)
    workspace = window.workspace
    assert workspace is not None
    told = exported(workspace.document.project, tmp_path / "平台.csv")
    told["核查时间"] = pd.Timestamp("2026-11-20 08:05")
    told = pd.concat([told, told.set_axis([f"N{n}" for n in range(len(told))]).rename_axis(told.index.name)])
    told["责任人"] = [f"X{n}" for n in range(len(told))]
    told["上报时间"] = pd.Timestamp("2030-01-01")
    write_table(told, tmp_path / "平台.csv")
    dialog = opened(window, workspace, qtbot, tmp_path / "平台.csv", "hazards")
    assert (dialog.new.rowCount(), dialog.cells.rowCount()) == (500, 2000)
    assert dialog.more.isVisible()
    assert (dialog.minimumSizeHint().width(), dialog.minimumSizeHint().height()) < (1366, 728)
    assert dialog.height() <= 728
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: ok.width() >= ok.fontMetrics().horizontalAdvance(ok.text()) + 24)  # once it is laid out
    model = dialog.lists[0].model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == {"zh_CN": "栏目", "en": "Column"}[language]
    before = shown(dialog)[0]
    window.switch_language()
    assert shown(dialog)[0][0] == before[0]
    assert shown(dialog)[0][1] != before[1]
    dialog.reject()
    settle(qtbot, window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_can_be_imported_has_a_word(language: str) -> None:
    say = Messages(language)
    for table in schema.TABLES.values():
        names = [table.key.name, *table.column_names, "geometry"]
        assert [name for name in names if say.field(table.name, name) == name] == [], table.name
