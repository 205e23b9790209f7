"""WindowSizes: on every screen the map has the most of it, and everything else is still usable."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from tests.drawn import some
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.window.sizes import LEAST_LIST_PX, LEAST_SIDE_PX, shared


@given(st.integers(1000, 4000), st.integers(400, 2000))
def test_all_the_room_is_shared_and_the_map_has_the_most_of_it(width_px: int, height_px: int) -> None:
    room = shared(width_px, height_px)
    assert sum(room.across) == sum(room.foot) == width_px
    assert sum(room.down) == height_px
    layers, middle, side = room.across
    assert layers >= LEAST_LIST_PX
    assert side >= LEAST_SIDE_PX
    assert middle > side > layers
    assert room.down[0] > 1.5 * room.down[1]


@given(st.integers(1000, 3900), st.integers(400, 1900), st.integers(0, 100))
def test_a_larger_window_takes_room_from_nothing(width_px: int, height_px: int, more_px: int) -> None:
    small, large = shared(width_px, height_px), shared(width_px + more_px, height_px + more_px)
    for part in ("across", "down", "foot"):
        assert all(a <= b for a, b in zip(getattr(small, part), getattr(large, part), strict=True))


@pytest.mark.parametrize("language", some(["zh_CN", "en"], 1))
@pytest.mark.parametrize(("size", "least_px"), [((1276, 684), (600, 320)), ((1362, 732), (660, 360))])
def test_on_a_small_laptop_the_map_keeps_its_room(
    qtbot: QtBot,
    open_window: OpenWindow,
    project_file: Path,
    size: tuple[int, int],
    least_px: tuple[int, int],
    language: str,
) -> None:
    window = open_window(language=language)
    window.resize(*size)
    window.open_project(project_file)
    settle(qtbot, window)
    assert window.workspace is not None
    canvas = window.workspace.map.canvas
    assert canvas.width() >= least_px[0]
    assert canvas.height() >= least_px[1]
    whole = canvas._whole_m
    assert whole is not None
    assert canvas.viewport is not None
    tall_px = (whole[3] - whole[1]) / canvas.viewport.metres_per_px
    assert tall_px == pytest.approx(canvas.height() - 2 * 28, abs=1)  # the district fills the map's height
    bar = window.workspace.sides.side.tabBar()
    assert bar.tabRect(bar.count() - 1).right() < window.workspace.sides.side.width()
    for card in window.workspace.headline.buttons.values():
        words = card.words
        assert words.fontMetrics().horizontalAdvance(words.text()) <= words.width()  # in one line
    before = canvas.size()
    window.workspace.edit_borders()
    qtbot.waitUntil(lambda: canvas.height() >= before.height() + 120 and canvas.width() >= before.width() + 200)
    window.workspace.edit_borders()
    qtbot.waitUntil(lambda: canvas.size() == before)
    window.notice.tell("\n".join(["甲", "乙", "丙"]), trouble=False)
    over, panel = window.notice.geometry(), window.workspace.map.rect()
    corner = window.workspace.map.mapTo(window.notice.parentWidget(), panel.topLeft())
    assert panel.translated(corner).contains(over), "over the map alone: neither figures nor theme tabs nor lists"


def test_what_was_moved_by_hand_stays_and_the_whole_follows_the_window(
    qtbot: QtBot, open_window: OpenWindow, project_file: Path
) -> None:
    window = open_window(project_file)
    workspace = window.workspace
    assert workspace is not None
    canvas = workspace.map.canvas
    canvas.views.rest()
    before = canvas.viewport
    window.resize(1276, 684)
    canvas.views.rest()
    assert before is not None
    assert canvas.viewport is not None
    assert canvas.viewport.metres_per_px > before.metres_per_px
    assert not canvas.views.can_go_back
    canvas.zoom(2)
    close = canvas.viewport
    window.resize(1600, 1000)
    assert canvas.viewport == close.resized(canvas.width(), canvas.height())
    workspace.halves.setSizes([400, 400])
    workspace.halves.splitterMoved.emit(400, 1)
    foot = workspace.foot.height()
    window.resize(1600, 960)
    assert workspace.foot.height() == foot


@pytest.mark.parametrize("size", [(1276, 684), (1600, 1000)])
@pytest.mark.parametrize("language", some(["zh_CN", "en"], 1))
def test_the_lists_come_after_the_map_and_take_no_room_from_it(
    qtbot: QtBot, open_window: OpenWindow, project_file: Path, size: tuple[int, int], language: str
) -> None:
    window = open_window(language=language)
    window.resize(*size)
    window.open_project(project_file)
    qtbot.waitUntil(lambda: window.workspace is not None)
    workspace = window.workspace
    assert workspace is not None
    assert "sides" not in workspace.__dict__
    canvas, before = workspace.map.canvas, []
    workspace.map.drawn.connect(lambda: before.append(("sides" in workspace.__dict__, canvas.size().toTuple())))
    settle(qtbot, window)
    assert before[0] == (False, canvas.size().toTuple())
    assert before[-1] == (True, canvas.size().toTuple())
    assert workspace.sides.gaps.model.gaps
    assert workspace.sides.layers.rows
