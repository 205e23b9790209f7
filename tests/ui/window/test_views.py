"""Going back to the last view, a box to zoom into, and measuring on the ellipsoid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from layers.viewport import Viewport
from mapper.geodesy import area_m2, length_m
from ui.language.messages import Messages
from ui.map.map_canvas import MapCanvas
from ui.map.measure_tool import MeasureTool, measured_words
from ui.map.view_history import ViewHistory
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def view(canvas: MapCanvas) -> Viewport:
    found = canvas.viewport
    assert found is not None
    return found


@given(st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_back_and_on_walk_through_the_views_that_rested(xs: list[int]) -> None:
    history = ViewHistory()
    now: list[Viewport] = []
    history.wanted.connect(now.append)
    history.wanted.connect(history.seen)
    rested: list[int] = []
    for x in xs:
        history.seen(Viewport((float(x), 0.0), 1.0, 100, 100))
        history.rest()
        rested += [x] if rested[-1:] != [x] else []
    for x in rested[-2::-1]:
        history.back()
        assert now[-1].center_xy_m[0] == x
    assert not history.can_go_back
    for x in rested[1:]:
        history.on()
        assert now[-1].center_xy_m[0] == x
    assert not history.can_go_on


def test_a_drag_in_many_steps_is_one_view(canvas: MapCanvas) -> None:
    first = view(canvas)
    for _ in range(10):
        canvas.pan(7, 3)
    canvas.views.back()
    assert view(canvas) == first
    assert not canvas.views.can_go_back
    canvas.views.on()
    assert view(canvas).center_xy_m == pytest.approx(first.panned(70, 30).center_xy_m)


def test_a_box_dragged_with_shift_fills_the_map(canvas: MapCanvas, qtbot: QtBot) -> None:
    west, north = view(canvas).to_map((200, 150))
    east, south = view(canvas).to_map((400, 300))
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, shift, QPoint(200, 150))
    qtbot.mouseMove(canvas, QPoint(300, 250))
    qtbot.mouseMove(canvas, QPoint(400, 300))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, shift, QPoint(400, 300))
    assert view(canvas).bounds_m == pytest.approx((west, south, east, north))


def test_degrees_of_latitude_and_a_cell_measure_as_the_tables_say() -> None:
    # GRS 80: one degree of the meridian at 30° is 110 852 m (Torge, Geodesy), of the parallel 96 486 m.
    assert length_m(np.array([[113.0, 29.5], [113.0, 30.5]])) == pytest.approx(110_852, rel=1e-4)
    assert length_m(np.array([[113.0, 30.0], [113.01, 30.0]])) == pytest.approx(964.86, rel=1e-4)
    cell = np.array([[113.0, 29.995], [113.01, 29.995], [113.01, 30.005], [113.0, 30.005]])
    assert area_m2(cell) == pytest.approx(1108.52 * 964.86, rel=1e-3)
    assert area_m2(cell[::-1]) == pytest.approx(area_m2(cell))


def test_words_change_their_unit_with_the_size() -> None:
    say = Messages("zh_CN")
    short = np.array([[113.0, 30.0], [113.001, 30.0]])
    assert measured_words(say, short) == "距离 96 米"
    field = np.array([[113.0, 30.0], [113.001, 30.0], [113.001, 30.001]])
    assert "公顷" in measured_words(say, field)
    town = np.array([[113.0, 30.0], [113.1, 30.0], [113.1, 30.1]])
    assert "千米" in measured_words(say, town)
    assert "平方千米" in measured_words(say, town)


def test_measuring_runs_along_and_escape_ends_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    canvas = workspace.map.canvas
    window.menu_actions["measure"].trigger()
    tool = canvas.tool
    assert isinstance(tool, MeasureTool)
    for x, y in ((300, 200), (400, 200)):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    places = [workspace.map.degrees_at(x, y) for x, y in ((300, 200), (400, 200))]
    expected = length_m(np.array(places))
    assert tool.words == f"距离 {expected / 1000:,.2f} 千米"
    qtbot.mouseMove(canvas, QPoint(400, 260))
    assert "面积" in tool.words
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.mouseMove(canvas, QPoint(500, 500))
    assert tool.words == f"距离 {expected / 1000:,.2f} 千米"
    assert workspace.selection.current is None
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is canvas.look_tool
