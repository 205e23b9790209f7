"""One machine of clicks for all that is drawn on the map: what ends a path, takes a point back, or calls it off."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.map.map_canvas import MapCanvas
from ui.map.measure_tool import MeasureTool
from ui.map.path_tool import AreaTool, LassoTool, PathTool

LEFT, NONE, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CORNERS = (QPoint(100, 100), QPoint(300, 120), QPoint(280, 300), QPoint(90, 280))


def in_hand(canvas: MapCanvas, kind: type[PathTool]) -> tuple[PathTool, list[tuple[int, bool]], list[str]]:
    """A tool of that kind on the canvas; the lengths of paths that it ends, and whether they add; its calling off."""
    tool = MeasureTool(canvas, Language("en"), np.asarray, canvas) if kind is MeasureTool else kind(canvas, canvas)
    ended: list[tuple[int, bool]] = []
    off: list[str] = []
    tool.finished.connect(lambda path, adds: ended.append((len(path), adds)))
    tool.cancelled.connect(lambda: off.append("off"))
    canvas.use(tool)
    return tool, ended, off


@pytest.mark.parametrize("kind", [AreaTool, MeasureTool])
def test_a_clicked_path_ends_with_enough_points_and_not_before(
    canvas: MapCanvas, qtbot: QtBot, kind: type[PathTool]
) -> None:
    tool, ended, off = in_hand(canvas, kind)
    for number, corner in enumerate(CORNERS[: tool.least], 1):
        qtbot.keyClick(canvas, Qt.Key.Key_Return)
        assert ended == []
        qtbot.mouseClick(canvas, LEFT, pos=corner)
        qtbot.mouseClick(canvas, LEFT, pos=corner)  # the same place again is no further point
        assert len(tool.path_xy_m) == number
    for corner in CORNERS[2:]:  # to two places: where the pointer is already, it does not move
        qtbot.mouseMove(canvas, corner)
    assert len(tool.way()) == tool.least + 1
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert ended == [(tool.least, False)]
    assert len(tool.way()) == tool.least, "what has ended does not follow the pointer"
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    assert not tool.ended
    assert len(tool.path_xy_m) == tool.least - 1
    qtbot.mouseDClick(canvas, LEFT, pos=CORNERS[0])
    assert len(ended) == 1
    qtbot.mouseClick(canvas, LEFT, pos=CORNERS[2])
    qtbot.mouseDClick(canvas, LEFT, pos=CORNERS[2])
    assert len(ended) == 2
    qtbot.mouseClick(canvas, LEFT, pos=CORNERS[3])
    assert len(tool.path_xy_m) == 1, "the press after the end begins anew"
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert off == ["off"]
    canvas.use(canvas.look_tool)


def test_a_path_by_hand_ends_where_the_button_is_let_go(canvas: MapCanvas, qtbot: QtBot) -> None:
    tool, ended, off = in_hand(canvas, LassoTool)
    for through, modifier in ((CORNERS[1:2], NONE), (CORNERS[1:], NONE), (CORNERS[1:], SHIFT)):
        qtbot.mousePress(canvas, LEFT, pos=CORNERS[0])
        for corner in through:
            qtbot.mouseMove(canvas, corner)
        qtbot.mouseMove(canvas, through[-1] + QPoint(1, 1))  # shorter than a step
        qtbot.mouseRelease(canvas, LEFT, modifier, pos=through[-1])
        assert tool.path_xy_m == []
        qtbot.mouseMove(canvas, CORNERS[2])
        assert tool.path_xy_m == [], "nothing is drawn while the button is up"
    assert ended == [(4, False), (4, True)], "two points are no ring"
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert off == ["off"]
    canvas.use(canvas.look_tool)
