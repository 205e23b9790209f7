"""The card of an incident: opened by mouse, worked by keys, right in both languages; what it does is in the file."""

import sqlite3
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.crs import transform_xy
from mapper.edits.steps import take_step
from mapper.project import changes_between
from mapper.schema import DEGREES
from tests.mapper.edits.possible import possible_steps
from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import TODAY, at, of
from tests.ui.waiting import settle
from ui.incidents.incident_card import IncidentCard
from ui.incidents.incident_facts import incident_facts
from ui.incidents.step_dialog import StepDialog
from ui.incidents.step_menu import StepMenu
from ui.incidents.step_offers import first_offer, offers, usual_moment
from ui.projects.change_log import ChangeLogDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def texts(card: IncidentCard) -> str:
    QApplication.processEvents()
    shown = [w.text() for kind in (QLabel, QPushButton) for w in card.findChildren(kind) if w.isVisible()]
    return "\n".join(shown)


def open_row(workspace: Workspace, key: str) -> IncidentCard:
    """Open a card as the mouse does: by a click on its row."""
    workspace.sides.show_side("incidents")
    table = workspace.sides.incidents.table
    place = workspace.sides.incidents.model.place_of(lambda row: row.key == key)
    assert place is not None
    at = table.visualRect(table.model().index(place, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    return workspace.sides.card


def dialog_over(card: IncidentCard) -> StepDialog:
    (dialog,) = (d for d in card.findChildren(StepDialog) if d.isVisible())
    return dialog


def press_ok(dialog: StepDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def in_file(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


def test_a_click_on_a_row_opens_its_card(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    card = open_row(workspace, "H1")
    assert card.isVisible()
    told = texts(card)
    for words in ("H1", "消防", "重大", "单元0-0（虚构）", "虚构所", "陈某某", "逾期未核查，距今 5 天", "1 / 6"):
        assert words in told, words
    assert "已逾期 4 天" in told
    assert card.facts is not None
    assert [(s.code, s.state) for s in card.facts.stages] == [
        ("found", "current"), ("verified", "next"), ("assigned", "ahead"), ("plugged", "ahead"), ("checked", "ahead"),
    ]  # fmt: skip
    assert {row.key for row, metres in card.facts.near} == {"H2", "D1"}
    assert card.facts.in_unit == 2


def test_overdue_ones_are_worked_from_the_card_by_keys_alone(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    workspace.do(take_step("hazards", ["H2"], "assign", at(0, 0), "P1"))  # else the first press would ask for an owner
    settle(qtbot, small)
    before = workspace.document.project
    workspace.sides.incidents.show_only("overdue")
    card = workspace.sides.card
    QTest.keyClick(small, Qt.Key.Key_F3)
    first = card.row
    assert first is not None
    seen = []
    for _ in range(3):
        assert card.row is not None
        seen.append(card.row.key)
        QTest.keyClick(small, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        settle(qtbot, small)
        assert card.facts is not None
        assert card.facts.stages[1].at is not None
        QTest.keyClick(small, Qt.Key.Key_F3)
    assert sorted(seen) == ["H1", "H2", "H3"]
    rows = in_file(few_file, "select hazard_id, date(verified_at) from hazards where hazard_id < 'H4' order by 1")
    assert rows == [(key, TODAY.isoformat()) for key in ("H1", "H2", "H3")]
    assert in_file(few_file, "select count(*), count(distinct role) from steps where step = 'verify'") == [(3, 1)]
    assert workspace.headline.buttons["overdue"].figure.text() == "0"
    for _ in range(3):
        QTest.keyClick(small, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settle(qtbot, small)
    assert changes_between(workspace.document.project, before).parts <= {"keys"}
    assert workspace.headline.buttons["overdue"].figure.text() == "3"
    assert in_file(few_file, "select count(*) from hazards where verified_at is not null and hazard_id < 'H4'") == [
        (0,)
    ]


def test_who_has_no_owner_gets_one_first_and_is_then_rectified(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    card = open_row(workspace, "H4")
    assert "责任人：未指定责任人" in texts(card)
    assert card.main.text() == "指定责任人…"
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    dialog = dialog_over(card)
    assert dialog.value is not None
    dialog.value.setCurrentIndex(dialog.value.findData("P2"))
    dialog.note.setText("村口水塘")
    press_ok(dialog)
    settle(qtbot, small)
    assert "责任人：李某某" in texts(card)
    assert "村口水塘" in texts(card)
    assert card.main.text() == "整改办结"
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    settle(qtbot, small)
    assert card.facts is not None
    assert card.facts.closed
    assert "没有待办的期限" in texts(card)
    assert in_file(few_file, "select owner_id, closed_at is not null from hazards where hazard_id = 'H4'") == [
        ("P2", 1)
    ]
    log = "select step, value, note from steps order by rowid"
    assert in_file(few_file, log) == [("assign", "P2", "村口水塘"), ("plug", None, None)]


def test_a_misrouted_dispute_is_handed_over_from_its_finding(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    gap = next(g for g in workspace.sides.gaps.model.gaps if g.first.code == "dispute_misrouted")
    assert gap.first.subjects == ("D1",)
    workspace.mending.fix(gap)
    card, listed = workspace.sides.card, workspace.sides.incidents.model
    tip = listed.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "承办单位：办案队（按规则应为居（村）委会、联合" in tip
    assert card.isVisible()
    assert "承办单位：办案队（按规则应为居（村）委会、联合" in texts(card)
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    dialog = dialog_over(card)
    assert dialog.value is not None
    assert dialog.value.currentData() == "residents_committee"  # the first that the rule names
    press_ok(dialog)
    settle(qtbot, small)
    assert "承办单位：居（村）委会" in texts(card)
    assert "按规则应为" not in texts(card)
    assert "dispute_misrouted" not in {g.first.code for g in workspace.sides.gaps.model.gaps}
    assert in_file(few_file, "select handler, stage from disputes where dispute_id = 'D1'") == [
        ("residents_committee", "assigned")
    ]
    # Once it is under way, giving it to another comes before all else, on the card's first button and in the lists.
    workspace.document.do(take_step("disputes", ["D1"], "pass_on", usual_moment(workspace.view.as_of), "case_team"))
    settle(qtbot, small)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert [entry.step for entry in figures.todo.entries if entry.key == "D1"] == ["pass_on"]
    words = card.say("steps.asks", step=card.say("step.disputes.pass_on"))
    assert [one.text() for one in card.findChildren(QAbstractButton) if one.text() == words] == [card.main.text()]
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    press_ok(dialog_over(card))
    settle(qtbot, small)
    assert in_file(few_file, "select handler from disputes where dispute_id = 'D1'") == [("residents_committee",)]
    card.log_wanted.emit("D1")
    (log,) = workspace.findChildren(ChangeLogDialog)
    qtbot.waitUntil(lambda: log.model.rowCount() == 3)
    log.reject()


def test_a_point_on_the_map_opens_its_card_and_a_menu(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    canvas, project = workspace.map.canvas, workspace.document.project
    assert canvas.viewport is not None
    place = project.hazards.geometry["H4"]
    x_m, y_m = transform_xy(np.array([[place.x, place.y]]), DEGREES, project.about.map_crs)[0]
    canvas.center_on((float(x_m), float(y_m)), 900.0)
    settle(qtbot, small)
    pixel = QPoint(canvas.width() // 2, canvas.height() // 2)
    QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pixel, canvas.mapToGlobal(pixel)))
    assert workspace.selection.current == ("hazards", "H4")
    (menu,) = workspace.sides.incidents.findChildren(StepMenu)
    moment = usual_moment(workspace.view.as_of)
    possible = [step.code for step in possible_steps(project, "hazards", ["H4"], moment, noted=True)]
    assert menu.steps == possible == ["assign", "plug"]
    menu.close()
    settle(qtbot, small)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=pixel)
    assert workspace.sides.card.isVisible()
    (menu,) = [workspace.sides.card.step_menu()]
    assert menu is not None
    assert menu.steps == possible
    workspace.view.map.set_hidden("hazards", True)
    workspace.selection.clear()
    settle(qtbot, small)
    QApplication.sendEvent(canvas, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, pixel, canvas.mapToGlobal(pixel)))
    assert workspace.selection.unit is not None  # a unit has no steps; its menu is of who holds its seat
    assert workspace.sides.incidents.findChildren(StepMenu) == [] or not menu.isVisible()


def test_several_marked_take_a_step_together_or_not_at_all(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    workspace.selection.mark({("hazards", "H1"), ("hazards", "H2")})
    menu = workspace.sides.incidents.menu_of(workspace.selection.marked)
    assert menu is not None
    next(action for action in menu.actions() if action.data() == "verify").trigger()
    settle(qtbot, small)
    assert in_file(few_file, "select hazard_id from hazards where verified_at is not null and closed_at is null") == [
        ("H1",), ("H2",), ("H4",),
    ]  # fmt: skip
    workspace.selection.mark({("hazards", "H1"), ("hazards", "H3")})
    menu = workspace.sides.incidents.menu_of(workspace.selection.marked)
    assert menu is not None
    assert "verify" not in [action.data() for action in menu.actions()]  # one of them is verified already


def test_closed_ones_and_none_at_all_have_their_words(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    workspace._identified("hazards", "H5")
    card = workspace.sides.card
    assert "已整改" in texts(card)
    assert card.main.text() == "复核"
    workspace.selection.choose("communities", "u0-0")
    assert "点一件" in texts(card)
    assert not card.main.isVisible()
    workspace.selection.choose("hazards", "gone")
    assert "已不在" in texts(card)
    QTest.mouseClick(card.back, Qt.MouseButton.LeftButton)
    assert workspace.sides.incidents.isVisible()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_of_a_card_is_cut_off_on_a_small_screen(
    open_window: OpenWindow, few_file: Path, qtbot: QtBot, language: str
) -> None:
    window = open_window(few_file, language)
    window.resize(1366, 768)
    workspace = of(window)
    for key in ("H1", "H4", "D1"):
        card = open_row(workspace, key)
        settle(qtbot, window)
        for one in (card.main, card.more, card.zoom, card.back):
            right = one.mapTo(card, QPoint(one.width(), 0)).x()
            assert right <= card.width(), one.text()
            assert one.width() >= one.sizeHint().width(), one.text()
        for words in card.findChildren(QLabel):
            if words.isVisible():
                assert words.height() >= words.heightForWidth(words.width()), words.text()


def steps_in(path: Path) -> list[tuple[object, ...]]:
    return in_file(path, "select incident_id, step from steps order by rowid")


def press_next(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_a_card_that_planning_hides_takes_no_step(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    """Its row may be another than the one that is current now; F3 leaves what is current alone too."""
    workspace = of(small)
    card = open_row(workspace, "H1")
    workspace.plan_staffing()
    settle(qtbot, small)
    assert not card.isVisible()
    workspace.selection.choose("hazards", "H3")
    press_next(small)
    card.take_next()
    QTest.keyClick(small, Qt.Key.Key_F3)
    settle(qtbot, small)
    assert steps_in(few_file) == []
    assert workspace.selection.current == ("hazards", "H3")
    workspace.planning.close()
    press_next(small)
    settle(qtbot, small)
    assert steps_in(few_file) == [("H3", "verify")]


def test_a_step_is_taken_at_the_moment_of_the_press(
    small: MainWindow, few_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = open_row(of(small), "H1")
    pressed = datetime.combine(TODAY, time(0, 1))
    monkeypatch.setattr("ui.incidents.incident_card.usual_moment", lambda _: pressed)
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    settle(qtbot, small)
    ((moment,),) = in_file(few_file, "select verified_at from hazards where hazard_id = 'H1'")
    assert str(moment)[:16] == f"{TODAY}T00:01"


def test_between_two_days_and_for_a_held_key_no_step_is_taken(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    card = open_row(workspace, "H1")
    assert not small.menu_actions["incident_step"].autoRepeat()
    assert small.menu_actions["incident_after"].autoRepeat()
    workspace.view.set_as_of(TODAY - timedelta(days=1))
    press_next(small)
    QTest.mouseClick(card.main, Qt.MouseButton.LeftButton)
    assert not [d for d in card.findChildren(StepDialog) if d.isVisible()]
    settle(qtbot, small)
    assert steps_in(few_file) == []
    assert card.main.isEnabled()


def test_after_an_edit_the_card_is_made_once(small: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = of(small)
    open_row(workspace, "H1")
    asked = []
    facts = incident_facts
    monkeypatch.setattr(
        "ui.incidents.incident_card.incident_facts", lambda *given: asked.append(given) or facts(*given)
    )
    press_next(small)
    settle(qtbot, small)
    days = [given[0] for given in asked]
    assert days
    assert len(days) == len({id(day) for day in days})


def test_a_brush_tells_once_that_the_list_is_another(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    card = open_row(workspace, "H1")
    told = []
    workspace.sides.incidents.listed.connect(lambda: told.append(card.counted.text()))
    workspace.view.filter.set_days((TODAY - timedelta(days=4), TODAY))
    assert len(told) == 1
    assert card.counted.text().startswith("—")
    workspace.view.filter.set_days((TODAY - timedelta(days=5), TODAY))
    assert card.counted.text().startswith("1")


def test_card_and_list_of_what_is_to_be_done_agree_on_the_step(workspace: Workspace) -> None:
    """As the card would offer it, whoever has it; of each way to stand three incidents of the list."""
    figures, project = workspace.day_in_hand.figures, workspace.document.project
    assert figures is not None
    given, asked = set(), Counter[tuple[object, ...]]()
    for entry in figures.todo.entries:
        stands = entry.table, entry.stage, entry.step, entry.role
        asked[stands] += 1
        if entry.table not in KIND_OF or asked[stands] > 3:
            continue
        facts = incident_facts(figures, (entry.table, entry.key), datetime.now())
        assert facts is not None
        found = offers(project, entry.table, [entry.key], usual_moment(figures.as_of))
        first = first_offer(found, facts.first)
        if first is not None and entry.step in [offer.step.code for offer in found]:
            assert first.step.code == entry.step, entry
            given.add((entry.step, facts.next))
    assert ("assign", "verified") in given
    assert ("verify", "verified") in given
