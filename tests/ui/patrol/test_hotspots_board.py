"""The board of hotspots: what the map shows as a list, the back-test beside it, and a focus area made of a cell."""

import pytest
from pytestqt.qtbot import QtBot

from layers.themes.hotspots import asked_of
from mapper.day.part_hotspots import part_hotspots
from mapper.scope import Scope
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.patrol.focus_dialog import FocusDialog
from ui.patrol.hotspots_board import HotspotsBoard
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def board(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> HotspotsBoard:
    station = str(workspace.document.project.stations.index[0])
    workspace.view.set_scope(Scope(frozenset({station})))
    window.menu_actions["hotspots"].trigger()
    found = workspace.foot_pane.board
    assert isinstance(found, HotspotsBoard)
    settle(qtbot, window)
    return found


def test_it_lists_the_cells_of_the_map_and_follows_its_choices(
    window: MainWindow, workspace: Workspace, board: HotspotsBoard, qtbot: QtBot
) -> None:
    assert workspace.view.map.theme == "hotspots"
    figures = workspace.day_in_hand.figures
    assert figures is not None
    for share, table in ((0.01, "disputes"), (0.05, "disputes"), (0.05, "cases")):
        board.share.setCurrentIndex(board.share.findData(share))
        board.share.activated.emit(board.share.currentIndex())
        board.kind.setCurrentIndex(board.kind.findData(table))
        board.kind.activated.emit(board.kind.currentIndex())
        settle(qtbot, window)
        asked = asked_of(table, workspace.view.filter.incidents, workspace.view.map.look)
        assert (asked.share, asked.table) == (share, table)
        found = part_hotspots(figures, asked)
        assert [row.so_far for row in board.model.rows] == found.cells["count"].tolist()
        legend = workspace.map.snapshot.layer("units").legend
        assert sum(e.count or 0 for e in legend if e.code.startswith("hotspot")) == len(found.cells)
    assert "回测" in board.title.whole


def test_every_way_of_choosing_is_told_at_every_share(window: MainWindow, board: HotspotsBoard, qtbot: QtBot) -> None:
    board.views["backtest"].click()
    settle(qtbot, window)
    assert not board.focus.isVisible()
    rows = [tuple(field.text(row) for field in board.model.fields) for row in board.model.rows]
    assert {row[0] for row in rows} >= {"累计件数", "逐级估计"}
    assert {row[1] for row in rows} == {"0.5%", "1.0%", "3.0%", "5.0%", "10.0%"}
    assert all("[" in row[3] for row in rows)
    window.switch_language()
    assert board.model.fields[0].text(board.model.rows[0]) == "counts so far"
    board.close_button.click()
    window.switch_language()


def test_a_cell_becomes_a_focus_area_with_its_reason(
    window: MainWindow, workspace: Workspace, board: HotspotsBoard, qtbot: QtBot
) -> None:
    board.share.setCurrentIndex(board.share.findData(0.05))
    board.share.activated.emit(board.share.currentIndex())
    settle(qtbot, window)
    assert not board.focus.isEnabled()
    board.table.selectRow(0)
    row = board.model.rows[0]
    board.focus.click()
    dialog = dialog_of(workspace, FocusDialog)
    assert isinstance(dialog, FocusDialog)
    assert f"{row.so_far:,} 件" in dialog.reason.text()
    before = len(workspace.document.project.focus_areas)
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    areas = workspace.document.project.focus_areas
    assert len(areas) == before + 1
    assert areas.geometry.iloc[-1].equals_exact(row.square, 1e-9)
    board.table.clicked.emit(board.model.index(0, 0))
    settle(qtbot, window)


def test_a_board_that_is_closed_asks_nothing_more(
    window: MainWindow, workspace: Workspace, board: HotspotsBoard, qtbot: QtBot
) -> None:
    """Qt frees it a little later, and until then it hears of changes: an answer would come to what is gone."""
    board.close_button.click()
    workspace.view.set_scope(None)
    assert board.put_away
    settle(qtbot, window)  # an error among Qt's events would fail the test
