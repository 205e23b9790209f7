"""The table of units: filtered by what is typed, ordered, copied, and written to files that run nothing."""

import csv
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.window.exports import write_units
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_every_word_typed_must_be_in_the_row(workspace: Workspace) -> None:
    units = workspace.sides.units
    figures = workspace.day_in_hand.figures
    assert figures is not None
    some = next(u for u in figures.units.values() if u.officers and u.name)
    units.filter.setText(f"{some.station} {some.officers[0]}")
    expected = {u.code for u in figures.units.values() if u.station == some.station and some.officers[0] in u.officers}
    assert {row.code for row in units.model.rows} == expected
    units.filter.setText(some.code)
    assert [row.code for row in units.model.rows] == [some.code]
    units.filter.setText("没有这样的")
    assert not units.model.rows
    units.filter.clear()
    assert len(units.model.rows) == len(figures.units)


def test_the_filter_and_the_order_outlive_new_figures(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    units = workspace.sides.units
    units.filter.setText("村")
    column = next(n for n, field in enumerate(units.model.fields) if field.heading == "units.residents")
    units.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
    workspace.view.set_as_of(workspace.view.as_of.replace(day=20))
    settle(qtbot, window)
    residents = [row.residents for row in units.model.rows]
    known = [n for n in residents if n is not None]
    assert residents[: len(known)] == sorted(known, reverse=True)
    assert all("村" in f"{row.name}{row.station}" for row in units.model.rows)


def test_the_row_chosen_stays_chosen_when_the_order_changes(workspace: Workspace) -> None:
    units = workspace.sides.units
    units.table.setCurrentIndex(units.model.index(7, 0))
    chosen = units.table.row()
    units.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert units.table.row() is chosen
    assert [row.code for row in units.table.selected_rows()] == [chosen.code]


def test_marked_rows_are_copied_with_their_headings(workspace: Workspace, qtbot: QtBot) -> None:
    units = workspace.sides.units
    units.table.setFocus()
    units.table.selectRow(2)
    first, last = units.model.rows[2], units.model.rows[4]
    for _ in range(2):
        qtbot.keyClick(units.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(units.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines[0][:2] == ["编码", "名称"]
    assert [lines[1][0], lines[-1][0]] == [first.code, last.code]
    assert len(lines) == 4
    assert {len(line) for line in lines} == {len(units.model.fields)}


@pytest.mark.asks_anew  # it writes into a row that others would be given
def test_the_rows_shown_are_written_and_run_nothing(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    units = workspace.sides.units
    name = "=HYPERLINK(虚构)"
    project = workspace.document.project
    code = str(project.communities.index[0])
    figures = workspace.day_in_hand.figures
    assert figures is not None
    object.__setattr__(figures.units[code], "name", name)
    units.refresh(figures)
    units.filter.setText(code)
    write_units(workspace, tmp_path / "表.csv")
    settle(qtbot, window)
    with (tmp_path / "表.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["编码", "名称"]
    assert rows[1][:2] == [code, f"'{name}"]
    assert len(rows) == 2
    write_units(workspace, tmp_path / "表.xlsx")
    settle(qtbot, window)
    cells = [[c.value for c in row] for row in openpyxl.load_workbook(tmp_path / "表.xlsx").active.iter_rows()]  # type: ignore[union-attr]
    assert cells[1][:2] == [code, f"'{name}"]
    assert cells[1][6] == figures.units[code].residents
    assert "表.xlsx" in workspace.notice.words.text()


def test_english_kinds_are_not_cut(open_window: OpenWindow, project_file: Path) -> None:
    window = open_window(project_file, "en")
    assert window.workspace is not None
    table = window.workspace.sides.units.table
    words = table.fontMetrics().horizontalAdvance("community")
    assert table.columnWidth(2) >= words + 16


def test_codes_and_names_stay_readable_in_a_narrow_table(workspace: Workspace, qtbot: QtBot) -> None:
    """In little room the table scrolls sideways instead of ending every code and name in dots."""
    table = workspace.sides.units.table
    metrics = table.fontMetrics()
    for width_px in (1100, 700, 500):
        table.resize(width_px, 200)
        for column in (0, 1):
            texts = [table.model().index(row, column).data() for row in range(20)]
            assert table.columnWidth(column) >= max(map(metrics.horizontalAdvance, texts)) - 4


def test_only_a_column_dragged_by_its_heading_stays_as_wide_as_it_was_made(workspace: Workspace, qtbot: QtBot) -> None:
    table = workspace.sides.units.table
    header = table.horizontalHeader()
    table.resize(900, 200)
    laid_out = table.columnWidth(1)
    table.setColumnWidth(1, 300)  # as while a page is laid out that a press elsewhere has brought up
    table.resize(901, 200)
    assert abs(table.columnWidth(1) - laid_out) <= 1
    qtbot.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
    header.resizeSection(1, 300)
    qtbot.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
    table.resize(900, 200)
    assert table.columnWidth(1) == 300
