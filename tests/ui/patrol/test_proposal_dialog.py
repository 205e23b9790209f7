"""A shift proposed in the window: within its minutes, solved again round what is kept, made focus areas at once."""

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from mapper.planning.patrol.plan import PatrolPlace
from mapper.scope import Scope
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.patrol.proposal_dialog import ProposalDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def dialog(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> ProposalDialog:
    workspace.view.set_scope(Scope(frozenset({str(workspace.document.project.stations.index[0])})))
    settle(qtbot, window)
    window.menu_actions["proposal"].trigger()
    found = dialog_of(workspace, ProposalDialog)
    assert isinstance(found, ProposalDialog)
    qtbot.waitUntil(lambda: found.plan is not None and not window.tasks.busy, timeout=60_000)
    return found


def solved(window: MainWindow, dialog: ProposalDialog, qtbot: QtBot) -> None:
    before = dialog.plan
    qtbot.waitUntil(lambda: dialog.plan is not before and not window.tasks.busy, timeout=60_000)


def test_places_become_focus_areas_with_reason_officer_and_hours(
    window: MainWindow, workspace: Workspace, dialog: ProposalDialog, qtbot: QtBot
) -> None:
    plan = dialog.plan
    assert plan is not None
    assert 0 < plan.minutes_used <= plan.minutes_available == 300
    assert len(dialog.places.ticked) == len(plan.places)
    assert all("件" in text or "处" in text or "岗" in text or "村" in text for text in map(dialog._why, plan.places))
    dialog.places.tick([0], False)
    kept = dialog.places.ticked
    before = workspace.document.project.focus_areas
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert str(len(kept)) in ok.text()
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    new = workspace.document.project.focus_areas.iloc[len(before) :]
    assert [set(row.split(",")) for row in new["officer_ids"]] == [{place.officer_id} for place in kept]
    assert all(reason.startswith("班次：") for reason in new["reason"])
    assert new["starts"].dt.date.eq(workspace.view.as_of).all()
    assert str(len(kept)) in window.menu_actions["undo"].toolTip()
    window.menu_actions["undo"].trigger()
    assert len(workspace.document.project.focus_areas) == len(before)
    settle(qtbot, window)


def test_of_one_place_officer_minutes_and_hours_are_changed_and_the_rest_solved_round_it(
    window: MainWindow, workspace: Workspace, dialog: ProposalDialog, qtbot: QtBot
) -> None:
    plan = dialog.plan
    assert plan is not None
    assert not dialog.line.isEnabled()
    row = next(n for n, place in enumerate(plan.places) if not place.quiet)
    place = plan.places[row]
    dialog.table.setCurrentIndex(dialog.places.index(row, 0))
    line = dialog.line
    assert line.isEnabled()
    other = next(key for key, left in plan.officers.items() if key != place.officer_id and left > place.minutes + 20)

    def chosen() -> PatrolPlace:
        found = dialog.table.row()
        assert isinstance(found, PatrolPlace)
        assert found.middle_m == place.middle_m
        return found

    line.officer.setCurrentIndex(line.officer.findData(other))
    line.officer.activated.emit(line.officer.currentIndex())
    solved(window, dialog, qtbot)
    assert chosen().officer_id == other
    line.minutes.setValue(30)
    solved(window, dialog, qtbot)
    assert (chosen().officer_id, chosen().visit_minutes) == (other, 30)
    assert chosen().minutes == place.minutes + 15
    assert dialog.plan is not None
    assert dialog.plan.minutes_used <= 300
    # More than there are: said, and nothing is changed.
    dialog.minutes.setValue(60)
    solved(window, dialog, qtbot)
    line.minutes.setValue(100)
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert not dialog.trouble.isHidden()
    assert (chosen().visit_minutes, line.minutes.value()) == (30, 30)
    dialog.minutes.setValue(300)
    solved(window, dialog, qtbot)
    assert len(dialog.plan.places) > 1
    line.starts.setTime(QTime(19, 30))
    line.ends.setTime(QTime(21, 0))
    assert dialog._when(chosen()) == "19:30–21:00"
    others = [one for one in dialog.plan.places if one.middle_m != place.middle_m]
    assert {dialog._when(one) for one in others} == {dialog._when(others[0])} != {"19:30–21:00"}
    areas = workspace.document.project.focus_areas
    press_ok(dialog, qtbot)
    settle(qtbot, window)
    new = workspace.document.project.focus_areas.iloc[len(areas) :]
    changed = new[new["minutes"] == 30]
    assert changed["officer_ids"].tolist() == [other]
    assert changed["starts"].dt.strftime("%H:%M").tolist() == ["19:30"]


def test_what_is_ticked_stays_and_what_is_not_is_refused(
    window: MainWindow, workspace: Workspace, dialog: ProposalDialog, qtbot: QtBot
) -> None:
    plan = dialog.plan
    assert plan is not None
    refused, kept = plan.places[0].middle_m, [place.middle_m for place in plan.places[1:]]
    dialog.places.tick([0], False)
    dialog.again.click()
    solved(window, dialog, qtbot)
    assert dialog.plan is not None
    now = [place.middle_m for place in dialog.plan.places]
    assert set(kept) <= set(now)
    assert all(max(abs(x - refused[0]), abs(y - refused[1])) >= 125 for x, y in now if (x, y) not in kept)
    assert dialog.plan.minutes_used <= 300
    dialog.minutes.setValue(60)
    solved(window, dialog, qtbot)
    assert dialog.plan.minutes_used <= 60
    window.switch_language()
    assert "Make" in dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).text()
    dialog.table.clicked.emit(dialog.places.index(0, 0))
    window.switch_language()
    dialog.minutes.setValue(300)
    solved(window, dialog, qtbot)
    x, y = dialog.plan.places[0].middle_m
    dialog.draw_one.click()
    assert not dialog.isVisible()
    tools = workspace.map.tools
    tools.put_away()
    assert dialog.isVisible()
    dialog.draw_one.click()
    before = dialog.plan
    tools.in_hand.finished.emit([(x, y), (x + 2000, y), (x + 2000, y + 200)], False)  # type: ignore[union-attr]  # drawing
    assert "1,000" in dialog.trouble.text(), "wider than any place: told, and not solved with"
    assert dialog.isVisible()
    assert dialog.plan is before
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    dialog.draw_one.click()
    tools.in_hand.finished.emit([(x + 400, y), (x + 600, y), (x + 600, y + 200)], False)  # type: ignore[union-attr]  # drawing
    assert tools.in_hand is None
    solved(window, dialog, qtbot)
    assert [place.drawn is not None for place in dialog.plan.places].count(True) == 1
    assert any("人工指定" in dialog._why(place) for place in dialog.plan.places)
    row = next(n for n, place in enumerate(dialog.places.rows) if place.drawn is not None)
    dialog.places.tick([row], False)
    dialog.again.click()
    solved(window, dialog, qtbot)
    assert all(place.drawn is None for place in dialog.plan.places)
    dialog.reject()
    settle(qtbot, window)
