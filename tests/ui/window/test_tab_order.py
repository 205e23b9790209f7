"""By keyboard: Tab goes through the window as one reads it, reaches everything, and one sees where it is."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.window.main_window import MainWindow
from ui.window.tab_order import stops
from ui.window.workspace import Workspace


def walk(window: MainWindow, backward: bool = False) -> list[QWidget]:
    """Every widget that Tab comes to before it is where it began."""
    keys = Qt.KeyboardModifier.ShiftModifier if backward else Qt.KeyboardModifier.NoModifier
    found: list[QWidget] = []
    while True:
        now = QApplication.focusWidget()
        assert now is not None
        if now in found[:-1]:
            assert now is found[0]
            return found
        if now not in found:  # a date goes through year, month and day
            found.append(now)
        QTest.keyClick(now, Qt.Key.Key_Tab, keys)


def part_of(workspace: Workspace, widget: QWidget) -> int:
    """The number of the part of the window that it is in; the header is -1."""
    for number, part in enumerate(workspace.parts()):
        if part is widget or part.isAncestorOf(widget):
            return number
    return -1


def test_tab_goes_through_the_window_as_one_reads_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    workspace.map.canvas.setFocus()
    forward = walk(window)
    assert set(forward) == set(stops([window.header, *workspace.parts()]))
    assert {
        workspace.map.canvas,
        workspace.sides.units.filter,
        workspace.sides.timeline.play_week,
        window.header.search,
    } <= {*forward}
    start = forward.index(next(w for w in forward if window.header.isAncestorOf(w)))
    around = [*forward[start:], *forward[:start]]
    numbers = [part_of(workspace, widget) for widget in around]
    assert numbers == sorted(numbers)
    assert around.index(workspace.sides.units.filter) < around.index(workspace.sides.units.table)
    header = [w for w in around if window.header.isAncestorOf(w)]
    lefts = [w.mapTo(window, QPoint(0, 0)).x() for w in header]
    assert lefts == sorted(lefts)
    workspace.map.canvas.setFocus()
    backward = walk(window, backward=True)
    assert backward[1:] == forward[:0:-1]


def test_the_map_shows_that_keys_go_to_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    canvas = workspace.map.canvas
    window.header.search.setFocus()
    bare = canvas.grab().toImage()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    ringed = canvas.grab().toImage()
    middle = canvas.height() // 2
    assert ringed.pixelColor(0, middle).name() == "#1f5fa8"
    assert bare.pixelColor(0, middle) != ringed.pixelColor(0, middle)
    window.header.search.setFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert canvas.grab().toImage().pixelColor(0, middle) == bare.pixelColor(0, middle)


def test_a_layer_that_tab_comes_to_is_scrolled_into_view(
    open_window: OpenWindow, project_file: Path, qtbot: QtBot
) -> None:
    window = open_window(project_file)
    window.resize(1276, 684)
    settle(qtbot, window)
    workspace = window.workspace
    assert workspace is not None
    last = stops([workspace.sides.layers])[-1]
    around = workspace.sides.layers
    stops([workspace.sides.backgrounds])[0].setFocus()
    now = QApplication.focusWidget()
    assert now is not None
    QTest.keyClick(now, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is last
    top = last.mapTo(around, QPoint(0, 0)).y()
    assert 0 <= top <= around.height() - last.height()
