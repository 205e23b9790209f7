"""The loop board's page on work with other bodies: the figures of ``loop --json``, and what its figures lead to."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mapper.names import names_of
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.incidents.cooperation_page import BREACHES, UNANSWERED, UNRECEIVED, CooperationPage
from ui.incidents.loop_board import LoopBoard
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def page_of(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> CooperationPage:
    window.menu_actions["loop"].trigger()
    settle(qtbot, window)
    board = workspace.foot_pane.board
    assert isinstance(board, LoopBoard)
    QTest.mouseClick(board.with_others, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    page = board.cooperation
    assert page.isVisible()
    # What was put into a layout is shown by the next turn of the loop.
    qtbot.waitUntil(lambda: page.filled and not any(words.isHidden() for words in page.findChildren(QLabel)))
    return page


def words_of(page: CooperationPage) -> list[str]:
    return [words.text() for words in page.findChildren(QLabel) if not words.isHidden()]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_it_tells_what_the_command_tells(
    open_window: OpenWindow, project_file: Path, qtbot: QtBot, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    window = open_window(project_file, language)
    workspace = window.workspace
    assert workspace is not None
    page = page_of(window, workspace, qtbot)
    assert main(["loop", str(project_file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    shown = words_of(page)
    cohort, turned = told["resolution"], told["turned_criminal"]
    assert any(f"{cohort['resolved']:,}/{cohort['received']:,}" in text for text in shown)
    assert any(f"{turned['streak_days']}" in text for text in shown), shown
    total = told["handovers"]["total"]
    for part in ("receipt", "answer"):
        assert any(f"{total[part]['in_time']:,}/{total[part]['due']:,}" in text for text in shown)
    assert len(told["hubs"]["hubs"]) > 0
    names = names_of(workspace.document.project.places)
    for hub in told["hubs"]["hubs"]:
        assert names[hub["key"]] in shown
        assert f"{hub['residents']:,}" in shown
    for one in (told["diversion"]["total"], *told["diversion"]["categories"]):
        assert any(f"{one['diverted']:,}/{one['eligible']:,}" in text for text in shown)
    late = {UNRECEIVED: total["receipt_late"], UNANSWERED: total["answer_late"]}
    assert {code: f"{count:,}" in page.buttons[code].text() for code, count in late.items() if count} == {
        code: True for code, count in late.items() if count
    }


def test_a_press_lists_the_incidents_of_late_handovers_and_breaches(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    day = workspace.day_in_hand.figures
    assert day is not None
    page = page_of(window, workspace, qtbot)
    rows = workspace.document.project.handovers
    late = rows.index[day.handover_states["answer_late"].to_numpy(dtype=bool)]
    assert len(late)
    QTest.mouseClick(page.buttons[UNANSWERED], Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    wanted = {(rows.at[key, "incident_table"], rows.at[key, "incident_id"]) for key in late}
    listed = {(row.table, row.key) for row in workspace.sides.incidents.model.rows}
    assert listed == wanted & {(row.table, row.key) for row in day.incidents} != set()
    assert day.negative_list.breaches
    QTest.mouseClick(page.buttons[BREACHES], Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert {row.key for row in workspace.sides.incidents.model.rows} == set(day.negative_list.breaches)


def test_a_press_marks_the_units_that_a_hub_serves(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    day = workspace.day_in_hand.figures
    assert day is not None
    page = page_of(window, workspace, qtbot)
    for hub in day.hubs.hubs:
        QTest.mouseClick(page.buttons[hub.key], Qt.MouseButton.LeftButton)
        served = day.nearest_hubs.index[day.nearest_hubs["place"] == hub.key]
        assert workspace.selection.marked == {("communities", code) for code in served}
        assert len(served) == hub.units > 0
