"""Beats beside the map: divided, mended by hand, kept, printed and undone."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mapper.edits.beats import beats_so_far
from mapper.planning.beats.division import move_unit
from mapper.store.geopackage.store import open_store
from tests.ui.waiting import settle
from ui.plans.beats_page import BeatsPage
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def page(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> BeatsPage:
    window.menu_actions["beats"].trigger()
    settle(qtbot, window)
    page = workspace.planning.page
    assert isinstance(page, BeatsPage)
    page.count.setValue(3)
    page.divide.click()
    qtbot.waitUntil(lambda: page.beats is not None, timeout=30_000)
    settle(qtbot, window)
    return page


def allowed_move(page: BeatsPage) -> tuple[str, str]:
    """A unit, and one of a neighbouring beat that it may be moved to."""
    assert page.beats is not None
    for beat in page.beats.beats:
        for unit in beat.units:
            for other in page.beats.beats:
                if not isinstance(move_unit(page.beats, unit, other.number), str):
                    return unit, other.units[0]
    raise AssertionError("no unit can be moved")


def test_divided_mended_kept_and_undone(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    assert workspace.view.map.theme == "beats"
    assert len(page.bars.bars) == 3
    assert "2026-11-23" in page.note.text()
    unit, target = allowed_move(page)
    page.click_unit(unit)
    page.click_unit(target)
    assert page.names[unit] == page.names[target]
    assert sum(bar.amount for bar in page.bars.bars) == page.beats.question.total
    page.write(tmp_path / "beats.csv")
    assert len(pd.read_csv(tmp_path / "beats.csv")) == len(page.names)
    page.apply.click()
    settle(qtbot, window)
    assert not page.apply.isEnabled()
    reopened = open_store(workspace.document.store.path)
    assert beats_so_far(reopened.project) == page.names
    reopened.close()
    page.divide.click()
    settle(qtbot, window)
    assert set(page.names.values()) == set(beats_so_far(workspace.document.project).values())
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert beats_so_far(workspace.document.project) == {}
    page.close_button.click()
    assert workspace.view.map.theme == "coverage"
    assert workspace.view.map.beats is None


def test_who_gains_and_who_loses_is_shown_live(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot
) -> None:
    assert all(bar.before is None for bar in page.bars.bars)
    assert page.changes.isHidden()
    page.apply.click()
    settle(qtbot, window)
    assert {bar.amount - (bar.before or 0) for bar in page.bars.bars} == {0}
    unit, target = allowed_move(page)
    assert page.beats is not None
    amount = dict(zip(page.beats.graph.codes, page.beats.question.amounts, strict=True))[unit]
    old = page.names[unit]
    page.click_unit(unit)
    page.click_unit(target)
    changes = {bar.badge: bar.amount - (bar.before or 0) for bar in page.bars.bars}
    assert sorted(changes.values()) == sorted([-amount, 0, amount])
    name = workspace.document.project.communities["name"][unit]
    assert f"{name}（{old} → {page.names[unit]}）" in page.changes.text()
    assert f"{amount:+,}" in page.bars.accessibleDescription()
    assert "1 个换手" in page.summary.text()


def test_a_move_that_breaks_a_beat_is_refused_with_one_sentence(page: BeatsPage) -> None:
    assert page.beats is not None
    before = page.beats
    refused = Counter()
    for beat in before.beats:
        for unit in beat.units:
            for other in before.beats:
                answer = move_unit(before, unit, other.number)
                if isinstance(answer, str) and answer != "already_there":
                    page.click_unit(unit)
                    page.click_unit(other.units[0])
                    assert page.beats is before
                    assert page.say(f"beats.refused.{answer}") in page.hint.text()
                    refused[answer] += 1
    assert refused["not_next_to"]


def test_a_step_is_taken_back(page: BeatsPage) -> None:
    before = page.names
    unit, target = allowed_move(page)
    page.click_unit(unit)
    page.click_unit(target)
    assert page.names != before
    page.back.click()
    assert page.names == before
    assert not page.back.isEnabled()


def test_bad_questions_have_one_sentence(window: MainWindow, page: BeatsPage, qtbot: QtBot) -> None:
    page.count.setMaximum(999)
    page.count.setValue(999)
    page.divide.click()
    settle(qtbot, window)
    assert "999" in page.trouble.text()
    assert page.beats is not None, "what was there before stays"


def test_kept_beats_are_taken_in_hand_again_without_dividing(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot
) -> None:
    page.apply.click()
    settle(qtbot, window)
    kept = beats_so_far(workspace.document.project)
    page.close_button.click()
    window.menu_actions["beats"].trigger()
    settle(qtbot, window)
    again = workspace.planning.page
    assert isinstance(again, BeatsPage)
    again.mend.click()
    qtbot.waitUntil(lambda: again.beats is not None, timeout=30_000)
    assert again.names == kept
    assert again.beats.units_moved == 0
    assert not again.apply.isEnabled(), "nothing has changed yet"
    unit, target = allowed_move(again)
    again.click_unit(unit)
    again.click_unit(target)
    again.apply.click()
    settle(qtbot, window)
    assert beats_so_far(workspace.document.project) == kept | {unit: kept[target]}
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert beats_so_far(workspace.document.project) == kept
    again.station.setCurrentIndex(0)
    again.mend.click()
    settle(qtbot, window)
    assert again.trouble.isVisible(), "other stations' units have no beat"


def test_the_best_so_far_comes_at_once(window: MainWindow, page: BeatsPage, qtbot: QtBot) -> None:
    before = page.beats
    page.station.setCurrentIndex(0)
    page.count.setValue(13)
    page.divide.click()
    assert page.working.isVisible()
    page.enough.click()
    # Unless it is stopped a whole district takes thirty seconds.
    qtbot.waitUntil(lambda: page.beats is not before, timeout=15_000)
    assert page.beats is not None
    assert len(page.beats.beats) == 13
    assert page.proof.text()


def test_closing_the_page_ends_the_work(workspace: Workspace, page: BeatsPage, qtbot: QtBot) -> None:
    page.station.setCurrentIndex(0)
    page.count.setValue(13)
    page.divide.click()
    page.close_button.click()
    # Both threads are free again soon: work on each is answered.
    answered: list[int] = []
    for number in range(2):
        workspace.session.tasks.start(f"later {number}", lambda _, n=number: n, answered.append)
    qtbot.waitUntil(lambda: sorted(answered) == [0, 1], timeout=15_000)


def test_beats_are_told_with_the_day_that_they_were_divided_on(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot
) -> None:
    first, divided = workspace.view.as_of, page.beats
    later = first + timedelta(days=40)
    workspace.view.set_as_of(later)
    settle(qtbot, window)
    assert page.beats is divided
    for words in (page.heading.text(), page.note.text()):
        assert page.say.day(first) in words or str(first) in words
    page.divide.click()
    qtbot.waitUntil(lambda: page.beats is not divided, timeout=30_000)
    assert page.say.day(later) in page.heading.text()
    assert str(later) in page.note.text()


def test_dividing_while_figures_are_counted_is_said_and_is_done_with_them(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot
) -> None:
    day = workspace.view.as_of + timedelta(days=1)
    workspace.view.set_as_of(day)
    assert not workspace.day_in_hand.current
    page.divide.click()
    assert page.working.isVisible()
    assert page.say("work.figures") in {words.text() for words in page.working.findChildren(QLabel)}
    qtbot.waitUntil(lambda: page.as_of == day and not page.working.isVisible(), timeout=30_000)
    settle(qtbot, window)
    workspace.view.set_as_of(day + timedelta(days=1))
    page.divide.click()
    page.enough.click()
    assert not page.working.isVisible()
    settle(qtbot, window)
    assert page.as_of == day


def test_the_heading_follows_the_day_while_nothing_is_divided(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.menu_actions["beats"].trigger()
    settle(qtbot, window)
    page = workspace.planning.page
    assert isinstance(page, BeatsPage)
    workspace.view.set_as_of(workspace.view.as_of + timedelta(days=1))
    settle(qtbot, window)
    assert page.say.day(workspace.view.as_of) in page.heading.text()


def test_undo_and_redo_show_what_is_kept_by_then(
    window: MainWindow, workspace: Workspace, page: BeatsPage, qtbot: QtBot
) -> None:
    def shown() -> tuple[bool, bool, str]:
        return page.apply.isEnabled(), page.mend.isEnabled(), page.summary.text()

    divided = shown()
    page.apply.click()
    settle(qtbot, window)
    kept = shown()
    assert kept != divided
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert shown() == divided
    window.menu_actions["redo"].trigger()
    settle(qtbot, window)
    assert shown() == kept
