"""The board of reach: what it chooses is the map's look, and what it lists is what the map shows."""

from pytestqt.qtbot import QtBot

from mapper.planning.siting.reach import room_plan
from mapper.scope import Scope
from tests.ui.waiting import settle
from ui.plans.reach_board import ReachBoard
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_rooms_are_placed_listed_and_shown_on_the_map(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    project = workspace.document.project
    workspace.view.set_scope(Scope(frozenset({str(project.stations.index[5])})))
    window.menu_actions["reach"].trigger()
    board = workspace.foot_pane.board
    assert isinstance(board, ReachBoard)
    settle(qtbot, window)
    assert workspace.view.map.theme == "reach"
    ways = [row.room_m for row in board.model.rows]
    assert ways == sorted(ways, reverse=True)
    assert len(ways) == int((project.communities["station_code"] == project.stations.index[5]).sum())
    board.more.setValue(1)
    settle(qtbot, window)
    part = workspace.day_in_hand.part
    assert part is not None
    plan = room_plan(part, 1, "cover")
    assert [row.code for row in board.model.rows] == plan.sites["community_code"].tolist()
    legend = {entry.code: entry.count for entry in workspace.map.snapshot.layer("units").legend}
    assert legend["room_new"] == 1
    assert "任何方案不超过" in board.title.whole
    board.within.setValue(2.0)
    board.aim.setCurrentIndex(1)
    board.aim.activated.emit(1)
    board.moves.click()
    settle(qtbot, window)
    asked = workspace.view.map.look.reach
    assert (asked.within_km, asked.more, asked.aim, asked.may_move) == (2.0, 1, "shorten", True)
    board.more.setValue(0)
    board.moves.click()
    settle(qtbot, window)
    assert len(board.model.rows) == 0
    board.show_view("units")
    window.switch_language()
    assert "have a police room within 2 km" in board.title.whole
    board.table.clicked.emit(board.model.index(0, 0))
    settle(qtbot, window)
    board.close_button.click()
    window.switch_language()
