"""The room of a board across the foot: no more than half at first, then as a person left it; a low window gives way."""

import pytest
from PySide6.QtWidgets import QApplication, QSplitter, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.session.panel import FootBoard
from ui.window.foot_pane import FootPane
from ui.window.main_window import MainWindow


class Board(FootBoard):
    SUBJECT = "test"


class Other(Board):
    SUBJECT = "other"


@pytest.mark.parametrize(("height_px", "makes_room"), [(500, True), (900, False)])
def test_a_board_has_half_at_most_and_keeps_the_height_it_was_left_at(
    window: MainWindow, qtbot: QtBot, height_px: int, makes_room: bool
) -> None:
    workspace = window.workspace
    assert workspace is not None
    around, halves, foot, above = QWidget(), QSplitter(), QSplitter(), QWidget()
    qtbot.addWidget(around)
    above.setFixedHeight(40)
    layout = QVBoxLayout(around)
    layout.addWidget(above)
    layout.addWidget(halves, 1)
    halves.setOrientation(workspace.halves.orientation())
    halves.addWidget(QWidget())
    halves.addWidget(foot)
    around.resize(800, height_px + 40)
    around.show()
    pane = FootPane(halves, foot, above)
    pane.open(workspace.session, Board)
    QApplication.processEvents()
    assert above.isVisible() != makes_room
    assert 0 < halves.sizes()[1] <= (height_px + 40) // 2 + 1
    whole = sum(halves.sizes())
    halves.setSizes([whole - 200, 200])
    QApplication.processEvents()
    drawn = halves.sizes()[1]
    pane.open(workspace.session, Other)
    QApplication.processEvents()
    assert halves.sizes()[1] != drawn
    pane.open(workspace.session, Board)
    QApplication.processEvents()
    assert halves.sizes()[1] == pytest.approx(drawn, abs=2)
    pane.close()
    pane = FootPane(halves, foot, above)  # of the next run
    pane.open(workspace.session, Board)
    QApplication.processEvents()
    assert halves.sizes()[1] == pytest.approx(drawn, abs=2)
    assert workspace.session.settings.board_height_px("other") is None
    pane.close()
    assert above.isVisible()
