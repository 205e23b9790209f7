"""The map on screen: moved at once, sharp soon after, by mouse and by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from layers.viewport import Viewport
from ui.map.map_canvas import MapCanvas


def wheel(canvas: MapCanvas, at: QPointF, notches: int) -> None:
    canvas.wheelEvent(
        QWheelEvent(
            at, QPointF(canvas.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )
    )  # fmt: skip


def view(canvas: MapCanvas) -> Viewport:
    found = canvas.viewport
    assert found is not None
    return found


def test_the_whole_land_is_in_view_first(canvas: MapCanvas) -> None:
    west, south, east, north = view(canvas).bounds_m
    assert west <= 0
    assert south <= 0
    assert east >= 8000
    assert north >= 6000


def test_the_wheel_zooms_at_the_pointer(canvas: MapCanvas) -> None:
    under = view(canvas).to_map((200, 150))
    before = view(canvas).metres_per_px
    wheel(canvas, QPointF(200, 150), 2)
    assert view(canvas).metres_per_px < before
    assert view(canvas).to_map((200, 150)) == pytest.approx(under)


def test_dragging_moves_the_land_with_the_hand(canvas: MapCanvas, qtbot: QtBot) -> None:
    grabbed = view(canvas).to_map((300, 300))
    clicks: list[object] = []
    canvas.look_tool.clicked.connect(lambda *at: clicks.append(at))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    qtbot.mouseMove(canvas, QPoint(340, 320))
    qtbot.mouseMove(canvas, QPoint(400, 350))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(400, 350))
    assert view(canvas).to_map((400, 350)) == pytest.approx(grabbed)
    assert not clicks


@pytest.mark.parametrize(
    ("key", "moved"),
    [
        (Qt.Key.Key_Left, lambda a, b: b.center_xy_m[0] < a.center_xy_m[0]),
        (Qt.Key.Key_Up, lambda a, b: b.center_xy_m[1] > a.center_xy_m[1]),
        (Qt.Key.Key_Plus, lambda a, b: b.metres_per_px < a.metres_per_px),
        (Qt.Key.Key_Minus, lambda a, b: b.metres_per_px > a.metres_per_px),
    ],
)
def test_keys_move_the_map_and_0_shows_everything(
    canvas: MapCanvas, qtbot: QtBot, key: Qt.Key, moved: Callable[[Viewport, Viewport], bool]
) -> None:
    before = view(canvas)
    qtbot.keyClick(canvas, key)
    assert moved(before, view(canvas))
    qtbot.keyClick(canvas, Qt.Key.Key_0)
    assert view(canvas) == before


def test_many_moves_ask_for_one_picture(canvas: MapCanvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not canvas._rest.isActive())
    asked: list[Viewport] = []
    canvas.picture_wanted.connect(asked.append)
    for _ in range(20):
        canvas.pan(5, 0)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [view(canvas)]


def test_the_last_picture_is_moved_and_scaled_until_a_sharp_one_comes(canvas: MapCanvas) -> None:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    picture.fill(QColor("#ffffff"))
    for x in range(400, 410):
        for y in range(300, 310):
            picture.setPixelColor(x, y, QColor("#ff0000"))
    canvas.show_picture(picture, view(canvas))
    assert canvas.sharp
    canvas.pan(100, -50)
    assert not canvas.sharp
    assert canvas.grab().toImage().pixelColor(505, 255) == QColor("#ff0000")
    canvas.zoom(2.0, (500, 250))
    assert canvas.grab().toImage().pixelColor(510, 260) == QColor("#ff0000")


def pad(canvas: MapCanvas, pixels: QPoint, phase: Qt.ScrollPhase, keys: Qt.KeyboardModifier) -> None:
    at, none = QPointF(200, 150), Qt.MouseButton.NoButton
    over = QPointF(canvas.mapToGlobal(at.toPoint()))
    canvas.wheelEvent(QWheelEvent(at, over, pixels, pixels * 8, none, keys, phase, False))


def test_two_fingers_on_a_touch_pad_pan_and_nothing_glides_on(canvas: MapCanvas) -> None:
    before, plain = view(canvas), Qt.KeyboardModifier.NoModifier
    pad(canvas, QPoint(30, -20), Qt.ScrollPhase.ScrollUpdate, plain)
    assert view(canvas).center_xy_m == pytest.approx(before.panned(30, -20).center_xy_m)
    assert view(canvas).metres_per_px == before.metres_per_px
    rested = view(canvas)
    pad(canvas, QPoint(30, -20), Qt.ScrollPhase.ScrollMomentum, plain)
    assert view(canvas) == rested


def test_with_ctrl_two_fingers_zoom_at_the_pointer(canvas: MapCanvas) -> None:
    under = view(canvas).to_map((200, 150))
    before = view(canvas).metres_per_px
    pad(canvas, QPoint(0, 240), Qt.ScrollPhase.ScrollUpdate, Qt.KeyboardModifier.ControlModifier)
    assert view(canvas).metres_per_px == pytest.approx(before / 2)
    assert view(canvas).to_map((200, 150)) == pytest.approx(under)


def test_a_pinch_zooms_at_the_fingers(canvas: MapCanvas) -> None:
    under, before = view(canvas).to_map((500, 400)), view(canvas).metres_per_px
    at = QPointF(500, 400)
    pinch = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2, at, at, at, 0.25, QPointF()
    )
    QApplication.sendEvent(canvas, pinch)
    assert view(canvas).metres_per_px == pytest.approx(before / 1.25)
    assert view(canvas).to_map((500, 400)) == pytest.approx(under)


def test_home_shows_everything_and_a_double_click_zooms_in(canvas: MapCanvas, qtbot: QtBot) -> None:
    whole = view(canvas)
    under = whole.to_map((300, 200))
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(300, 200))
    assert view(canvas).metres_per_px == pytest.approx(whole.metres_per_px / 2)
    assert view(canvas).to_map((300, 200)) == pytest.approx(under)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    assert view(canvas) == whole
