"""The loop board: the figures of ``loop --json``, right after each step, one selection with list and map."""

import json
from collections import Counter
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from layers.scene.drawing import Points
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter, Standing
from mapper.analysis.incidents import loop as loop_module
from mapper.analysis.incidents.kinds import LOOPS
from mapper.analysis.incidents.loop import BANDS
from mapper.edits.steps import take_step
from tests.ui.incidents.few_incidents import at, of
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.incidents.filter_bar import with_choice, with_standing
from ui.incidents.loop_board import LoopBoard, ShareBar
from ui.session.bookmarks import Bookmark, Bookmarks
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def board_of(window: MainWindow, qtbot: QtBot) -> LoopBoard:
    workspace = of(window)
    if workspace.foot_pane.board is None:
        window.menu_actions["loop"].trigger()
    settle(qtbot, window)
    assert workspace.foot_pane.board is not None
    return workspace.foot_pane.board


def on_map(workspace: Workspace, table: str) -> set[str]:
    assert workspace.map.snapshot is not None
    points = workspace.map.snapshot.layer(table).drawings[0]
    assert isinstance(points, Points)
    return set(points.dots.ids[points.class_of_row >= 0])


def told_by_command(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    capsys.readouterr()
    assert main(["loop", str(path), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def agree(window: MainWindow, path: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    """Board, list, headline and command tell the same."""
    workspace, board = of(window), board_of(window, qtbot)
    told = told_by_command(path, capsys)
    for figures in told["loops"]:  # type: ignore[attr-defined]  # JSON
        board.show_kind(figures["table"])
        settle(qtbot, window)
        assert board.loop is not None
        assert json.loads(json.dumps(board.loop.as_json())) == figures
        for stage in figures["stages"]:
            here = board.figure_buttons[Standing(figures["table"], stage["code"])]
            assert here.text() == f"{stage['standing']:,}"
            late = board.figure_buttons.get(Standing(figures["table"], stage["code"], late=True))
            assert late is None or late.text() == f"{stage['late']:,}"
        ages = [board.figure_buttons[Standing(figures["table"], ages=band)].text() for band in BANDS]
        assert ages == [f"{count:,}" for count in figures["days_old"].values()]
        reached = [bar.text for bar in board.findChildren(ShareBar) if bar.text]
        assert [text.split("（")[0] for text in reached] == [f"{s['reached']:,}" for s in figures["stages"]]
        assert board.figure_buttons[Standing(figures["table"], back=True)].text() == f"{figures['open_again']:,}"
        listed = Counter(row.table for row in workspace.sides.incidents.model.all_rows)
        assert listed[figures["table"]] == figures["open"]
    assert board.owners == told["hazard_owners"]
    overdue = sum(row.state == "overdue" for row in workspace.sides.incidents.model.all_rows)
    assert workspace.headline.buttons["overdue"].figure.text() == f"{overdue}"


def test_board_list_headline_and_command_agree_after_each_step(
    small: MainWindow, few_file: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = of(small)
    agree(small, few_file, qtbot, capsys)
    for edit in (
        take_step("hazards", ["H1", "H2"], "verify", at(0, 0)),
        take_step("hazards", ["H2"], "assign", at(0, 0), "P2"),
        take_step("hazards", ["H1"], "plug", at(0, 0)),
        take_step("hazards", ["H5"], "reopen", at(0, 0)),
        take_step("disputes", ["D1"], "hand_over", at(0, 0), "residents_committee"),
    ):
        workspace.document.do(edit)
        settle(qtbot, small)
        agree(small, few_file, qtbot, capsys)
    workspace.document.undo()
    settle(qtbot, small)
    agree(small, few_file, qtbot, capsys)


def test_each_figure_narrows_list_and_map_to_those_that_it_counts(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    board = board_of(window, qtbot)
    for kind in LOOPS:
        board.show_kind(kind.table)
        settle(qtbot, window)
        for standing, button in list(board.figure_buttons.items()):
            if button.text() == "0":
                assert not button.isEnabled()
                continue
            button.click()
            settle(qtbot, window)
            assert button.isChecked()
            listed = {row.key for row in workspace.sides.incidents.model.rows}
            assert f"{len(listed):,}" == button.text(), standing
            assert {row.table for row in workspace.sides.incidents.model.rows} == {kind.table}
            assert on_map(workspace, kind.table) == listed
        last = next(one for one in board.figure_buttons.values() if one.isChecked())
        last.click()
        assert workspace.view.filter.incidents == EVERY_INCIDENT
    window.say.use("en")
    settle(qtbot, window)
    board.figure_buttons[Standing("disputes", "handling", late=True)].click()
    assert workspace.filter_bar.chips["standing"].text().startswith("Dispute · in hand · late")
    workspace.filter_bar.chips["standing"].click()
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    window.menu_actions["loop"].trigger()
    assert workspace.foot_pane.board is None
    assert workspace.sides.units.isVisible()


def test_after_a_step_only_the_loop_of_its_table_is_asked_again(
    small: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, board = of(small), board_of(small, qtbot)
    board.show_kind("disputes")
    settle(qtbot, small)
    shown, asked = board.loop, Counter[str]()
    question = loop_module.loop

    def counting(kind, *rest):  # type: ignore[no-untyped-def]  # stands for any question
        asked[kind.table] += 1
        return question(kind, *rest)

    monkeypatch.setattr(loop_module, "loop", counting)
    workspace.document.do(take_step("hazards", ["H1"], "verify", at(0, 0)))
    settle(qtbot, small)
    assert board.loop is shown
    assert not asked
    board.show_kind("hazards")
    settle(qtbot, small)
    assert asked == {"hazards": 1}
    workspace.document.do(take_step("hazards", ["H1"], "plug", at(0, 0)))
    settle(qtbot, small)
    assert asked == {"hazards": 2}


def test_whom_nobody_answers_for_is_mended_in_the_list_of_gaps(small: MainWindow, qtbot: QtBot) -> None:
    workspace, board = of(small), board_of(small, qtbot)
    assert board.owners == {"missing": 2, "present": 2}
    board.ownerless_wanted.emit()
    settle(qtbot, small)
    codes = [gap.first.code for gap in workspace.sides.gaps.model.gaps]
    assert "hazard_ownerless" in codes


def test_a_place_in_the_loop_and_a_choice_of_another_table_let_each_other_go() -> None:
    here = Standing("hazards", "found", late=True)
    assert with_standing(IncidentFilter(category=("disputes", "wage")), here) == IncidentFilter(standing=here)
    both = IncidentFilter(category=("hazards", "fire"), standing=here)
    assert with_standing(IncidentFilter(category=("hazards", "fire")), here) == both
    assert with_choice(both, "state", ("disputes", "closed")) == IncidentFilter(state=("disputes", "closed"))
    assert with_standing(both, None) == IncidentFilter(category=("hazards", "fire"))


@pytest.mark.parametrize("standing", [Standing("hazards", "found", late=True), Standing("disputes", ages=(91, None))])
def test_a_view_keeps_where_they_stand(standing: Standing) -> None:
    kept: list[str] = []
    bookmarks = Bookmarks(lambda: kept[-1] if kept else "", kept.append)
    view = Bookmark("a", 113.4, 30.3, 10, "hazards", frozenset(), IncidentFilter(standing=standing))
    bookmarks.put(view)
    assert bookmarks.all[0].wanted == view.wanted
