"""Gaps and slivers mended from the list of findings: looked over first, done in one step, undone by one key."""

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.borders.outcome import on_disk, shapes, table_words
from tests.ui.waiting import settle
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_a_gap_is_given_to_the_unit_that_is_chosen(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "unit_gap")
    before = shapes(workspace.document.project)
    workspace.mending.fix(gap)
    mode = workspace.borders
    assert mode.bar.isVisible()
    assert mode.bar.choices.count() == len(gap.first.subjects)
    first = mode.review
    assert first is not None
    assert first.change.total_km2 == pytest.approx(gap.first.values["area_km2"], rel=1e-4)
    mode.bar.choices.setCurrentIndex(1)
    mode.bar.choices.activated.emit(1)
    assert mode.review is not None
    assert mode.review.change.codes != first.change.codes
    (taker,) = mode.review.change.codes
    settle(qtbot, window)
    qtbot.keyClick(workspace.map.canvas, Qt.Key.Key_Return)
    assert not mode.on
    settle(qtbot, window)
    assert all(gap.first.code != "unit_gap" for gap in workspace.sides.gaps.model.gaps)
    assert workspace.document.next_undo is not None
    saved = on_disk(workspace)
    changed = saved.communities.index[
        ~shapely.equals_identical(
            np.asarray(saved.communities.geometry.array), shapely.from_wkb(before[: len(saved.communities)])
        )
    ]
    assert list(changed) == [taker]
    window.menu_actions["undo"].trigger()
    assert shapes(on_disk(workspace)) == before
    settle(qtbot, window)


def test_all_slivers_go_in_one_step_that_says_what_it_does(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "unit_sliver")
    assert len(gap.findings) == 6
    before = shapes(workspace.document.project)
    workspace.mending.fix(gap)
    mode = workspace.borders
    assert mode.bar.title.text() == workspace.say("border.working_out", count=6)
    settle(qtbot, window)
    assert mode.bar.all.isChecked()
    listed = [words for words in table_words(mode) if words.startswith("细缝：")]
    assert len(listed) == 6
    assert mode.bar.listed.height() > 80
    mode.bar.all.click()
    assert mode.bar.choices.isVisible()
    assert len(mode.review.change.codes) == 1  # type: ignore[union-attr]  # it is under review
    mode.bar.all.click()
    settle(qtbot, window)
    qtbot.mouseClick(mode.bar.apply, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert all(gap.first.code != "unit_sliver" for gap in workspace.sides.gaps.model.gaps)
    window.menu_actions["undo"].trigger()
    assert shapes(on_disk(workspace)) == before
    assert not workspace.document.can_undo
    settle(qtbot, window)


def test_a_repair_that_can_no_longer_be_made_is_one_sentence(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "unit_gap")
    workspace.mending.fix(gap)
    workspace.borders.apply()
    workspace.mending.fix(gap)  # the list has not been counted anew
    assert workspace.borders.bar.isVisible()
    assert not workspace.borders.bar.apply.isEnabled()
    assert workspace.borders.bar.trouble.text() == workspace.say("error.gap_missing")
    workspace.borders.cancel()
    assert not workspace.borders.on
    settle(qtbot, window)
