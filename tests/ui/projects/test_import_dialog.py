"""An import in the window: what a file would change is seen cell by cell, taken once, and then looked at."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from layers.map_layers import HIDDEN_AT_FIRST
from layers.scene.incident_filter import IncidentFilter
from mapper import schema
from mapper.errors import InputError
from mapper.further_values import further_of
from mapper.io.columns import KEEP
from mapper.io.exports import write_table
from mapper.project import Project
from tests.ui.conftest import OpenWindow
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.language.messages import LANGUAGES, Messages
from ui.projects.import_columns import ColumnsPage, WordsPage
from ui.projects.import_dialog import TABLES, ImportDialog
from ui.widgets.appearance import current_look
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
    read_again(window, dialog, qtbot)
    return dialog


def tab(dialog: ImportDialog, name: str) -> str:
    pages = ("columns", "words", "addresses", "map", "changed", "new", "gone", "rejected")
    return dialog.pages.tabText(pages.index(name))


def read_again(window: MainWindow, dialog: ImportDialog, qtbot: QtBot) -> None:
    """Wait until the file is read with what was chosen."""
    qtbot.waitUntil(lambda: dialog.attempt is not None and not window.tasks.busy, timeout=60_000)


def choose(page: ColumnsPage | WordsPage, row: int, value: str) -> None:
    """As by a person: the box of that row is set to a value."""
    box = page.rows.boxes[row]
    assert box is not None
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def fields(dialog: ImportDialog) -> list[str | None]:
    """What each column becomes, as its box shows it; None where it has none."""
    return [None if box is None else str(box.currentData()) for box in dialog.pages.columns.rows.boxes]


def shown(dialog: ImportDialog) -> list[tuple[str, ...]]:
    return [tuple(field.text(row) for field in dialog.pages.cells.fields) for row in dialog.pages.cells.rows]


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
    assert [row["hazard_id"] for row in dialog.pages.new.rows] == ["N1"]
    assert tab(dialog, "gone") == f"文件中没有 {len(before.hazards) - 40:,}"
    assert dialog.pages.gone.rowCount() == 500
    assert dialog.pages.more.text() == "文件中没有的只列出前 500 行"
    assert "核查时间 1 处" in dialog.told.text()
    assert [tab(dialog, name) for name in ("changed", "new")] == ["变更 2", "新增 1"]
    assert dialog.pages.currentWidget() is dialog.pages.lists[0]
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
    assert dialog.pages.currentWidget() is dialog.pages.lists[1]
    assert dialog.period.isVisible()
    assert window.say.day(date(2017, 9, 5)) in dialog.period.text()
    dialog.period.setChecked(goes_there)
    assert workspace.view.map.hidden == HIDDEN_AT_FIRST
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert workspace.view.as_of == (date(2017, 9, 5) if goes_there else day)
    assert workspace.view.map.hidden == HIDDEN_AT_FIRST - {"cases"}
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
    assert (dialog.pages.new.rowCount(), dialog.pages.cells.rowCount()) == (500, 2000)
    assert dialog.pages.more.isVisible()
    assert (dialog.minimumSizeHint().width(), dialog.minimumSizeHint().height()) < (1366, 728)
    assert dialog.height() <= 728
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    qtbot.waitUntil(lambda: ok.width() >= ok.fontMetrics().horizontalAdvance(ok.text()) + 24)  # once it is laid out
    model = dialog.pages.lists[0].model()
    assert model.headerData(1, Qt.Orientation.Horizontal) == {"zh_CN": "栏目", "en": "Column"}[language]
    before = shown(dialog)[0]
    window.switch_language()
    assert shown(dialog)[0][0] == before[0]
    assert shown(dialog)[0][1] != before[1]
    dialog.reject()
    settle(qtbot, window)


def test_a_file_with_unknown_headings_is_mapped_by_hand_and_the_next_one_read_alike(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    point = workspace.document.project.communities.geometry.iloc[0].representative_point()
    head = "问题描述,发现日期,身份证号,东边,北边"
    for name, day in (("一", "2026-11-20"), ("二", "2026-11-21")):
        text = f"{head}\n线路老化{name},{day},420106199001011234,{point.x},{point.y}\n"
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    dialog = opened(window, workspace, qtbot, tmp_path / "一.csv", "hazards")
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    assert dialog.trouble.isVisible()
    assert "经度" in dialog.trouble.text()
    assert dialog.pages.currentWidget() is dialog.pages.columns
    rows = dialog.pages.columns.rows
    assert [rows.item(row, 0).text() for row in range(rows.rowCount())] == head.split(",")  # type: ignore[union-attr]
    assert "线路老化一" in rows.item(0, 1).text()  # type: ignore[union-attr]
    assert "4201" not in rows.item(2, 1).text()  # type: ignore[union-attr]
    assert fields(dialog)[2] is None
    for row, field in ((3, "lon"), (4, "lat"), (1, "reported_at")):
        choose(dialog.pages.columns, row, field)
        read_again(window, dialog, qtbot)
    assert not dialog.trouble.isVisible(), dialog.trouble.text()
    assert ok.isEnabled()
    assert fields(dialog)[3:] == ["lon", "lat"]
    choose(dialog.pages.columns, 4, "lon")  # one column for one field: the other has none now
    read_again(window, dialog, qtbot)
    assert fields(dialog)[3:] == ["", "lon"]
    assert not ok.isEnabled()
    choose(dialog.pages.columns, 4, "lat")
    read_again(window, dialog, qtbot)
    choose(dialog.pages.columns, 3, "lon")
    read_again(window, dialog, qtbot)
    press_ok(dialog, qtbot)
    settle(qtbot, window)

    dialog = opened(window, workspace, qtbot, tmp_path / "二.csv", "hazards")
    assert fields(dialog)[1:] == ["reported_at", None, "lon", "lat"]
    assert "沿用" in dialog.told.text()
    assert tab(dialog, "new") == "新增 1"
    dialog.table.setCurrentIndex(TABLES.index("disputes"))  # another table: nothing was learned for it
    read_again(window, dialog, qtbot)
    assert dialog.difference is None
    dialog.reject()
    settle(qtbot, window)


def test_words_of_a_status_are_asked_for(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("警号,姓名,状态\nX1,甲,居家\nX2,乙,在岗\nX3,丙,居家\n", "utf-8")
    dialog = opened(window, workspace, qtbot, tmp_path / "a.csv", "officers")
    assert tab(dialog, "words") == "用词 1"
    rows = dialog.pages.words.rows
    assert [rows.item(0, column).text() for column in (1, 2)] == ["居家", "2"]  # type: ignore[union-attr]
    box = rows.boxes[0]
    assert box is not None
    choose(dialog.pages.words, 0, "leave")
    read_again(window, dialog, qtbot)
    assert box.currentData() == "leave"  # it stays to be seen, and to be taken back
    assert dialog.difference is not None
    assert dialog.difference.new["status"].tolist() == ["leave", "on_duty", "leave"]
    choose(dialog.pages.words, 0, "")
    read_again(window, dialog, qtbot)
    assert dialog.reading is not None
    assert dialog.reading.unknown_words == {"status": {"居家": 2}}
    dialog.reject()
    settle(qtbot, window)


def test_rejected_rows_are_saved_with_the_rows_of_the_file(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = [["编号", "经度", "纬度"], ["A1", 113.4, 30.3], ["", 113.4, 30.3], ["A3", "不详", 30.3]]
    pd.DataFrame(rows).to_excel(tmp_path / "a.xlsx", index=False, header=False)
    dialog = opened(window, workspace, qtbot, tmp_path / "a.xlsx", "hazards")
    count = len(dialog.reading.rejected) if dialog.reading is not None else 0
    assert tab(dialog, "rejected") == f"退回 {count}"
    assert dialog.pages.rejected.rows.rowCount() == count > 0
    with pytest.raises(InputError, match="file_exists"):
        dialog.pages.rejected.write(tmp_path / "a.xlsx")
    dialog.pages.rejected.write(tmp_path / "back.xlsx")
    back = pd.read_excel(tmp_path / "back.xlsx", dtype=str, engine="openpyxl")
    assert list(back.columns) == ["文件中的行号", "退回原因", "编号", "经度", "纬度"]
    assert back["文件中的行号"].tolist()[0] == "3"
    dialog.reject()
    settle(qtbot, window)


def test_sheets_that_are_alike_are_chosen_from(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    with pd.ExcelWriter(tmp_path / "a.xlsx") as book:
        for name in ("甲所", "乙所", "丙所"):
            rows = [["编号", "经度", "纬度"], [f"{name}1", 113.4, 30.3]]
            pd.DataFrame(rows).to_excel(book, sheet_name=name, index=False, header=False)
    dialog = opened(window, workspace, qtbot, tmp_path / "a.xlsx", "hazards")
    assert "工作表" in dialog.trouble.text()
    assert dialog.options.layers.names == ("甲所", "乙所", "丙所")
    for name in ("丙所", "甲所"):
        dialog.options.layers.choose(name, True)
        read_again(window, dialog, qtbot)
    assert not dialog.trouble.isVisible()
    assert dialog.difference is not None
    assert set(dialog.difference.new.index) == {"甲所1", "丙所1"}
    assert dialog.options.layers.names == ("甲所", "乙所", "丙所")
    dialog.reject()
    settle(qtbot, window)


def test_what_comes_in_is_seen_on_a_small_map(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    unit = workspace.document.project.communities.geometry.iloc[0].representative_point()
    text = f"编号,经度,纬度\nA1,{unit.x},{unit.y}\nA2,{unit.x - 2},{unit.y}\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    dialog = opened(window, workspace, qtbot, tmp_path / "a.csv", "hazards")
    dialog.pages.setCurrentIndex(3)
    assert tab(dialog, "map") == "地图位置 2"
    assert "1 处在本项目范围以外" in dialog.pages.places_told.whole
    preview = dialog.pages.preview
    settle(qtbot, window)
    at = preview.pixels(np.array([[unit.x, unit.y]]))[0]
    picture = preview.grab().toImage()
    ratio = picture.devicePixelRatio()
    assert (
        picture.pixelColor(round(at[0] * ratio), round(at[1] * ratio)).name().upper() == current_look().accent.upper()
    )
    dialog.reject()
    settle(qtbot, window)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_that_can_be_imported_has_a_word(language: str) -> None:
    say = Messages(language)
    for table in schema.TABLES.values():
        names = [table.key.name, *table.column_names, "geometry"]
        assert [name for name in names if say.field(table.name, name) == name] == [], table.name


def test_a_table_from_the_clipboard_keeps_a_column_and_its_file_goes_with_the_dialog(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    """Rows copied in a spreadsheet, a column without a field kept by its box, seen in the card's project after it."""
    place = workspace.document.project.hazards.geometry.iloc[0]
    QGuiApplication.clipboard().setText(f"隐患编号\t经度\t纬度\t来源说明\nK1\t{place.x}\t{place.y}\t群众来电\n")
    window.menu_actions["import"].trigger()
    dialog = dialog_of(workspace, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    dialog.table.setCurrentIndex(TABLES.index("hazards"))
    dialog.paste.click()
    read_again(window, dialog, qtbot)
    path = dialog.file.path
    assert path is not None
    assert path.exists()
    assert fields(dialog) == ["hazard_id", "lon", "lat", ""]
    choose(dialog.pages.columns, 3, KEEP)
    read_again(window, dialog, qtbot)
    assert fields(dialog)[3] == KEEP
    assert "来源说明" in dialog.told.text()
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    assert further_of(workspace.document.project, "hazards", "K1") == {"来源说明": "群众来电"}
    assert not path.exists()


def test_a_file_dropped_on_the_window_is_read(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "x.csv"
    exported(workspace.document.project, file, slice(0, 3))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(400, 300), *keys)
    QApplication.sendEvent(window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), *keys))
    dialog = dialog_of(workspace, ImportDialog)
    assert isinstance(dialog, ImportDialog)
    read_again(window, dialog, qtbot)
    assert dialog.file.path == file
    assert dialog.reading is not None
    assert dialog.reading.imported == 3
    dialog.reject()
