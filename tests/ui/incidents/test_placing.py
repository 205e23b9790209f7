"""A hazard whose place nobody wrote down: dragged onto the map, picked there by a key, or put into its unit."""

from pathlib import Path

import pyogrio
import pytest
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from mapper.store.geopackage.store import create
from tests.districts import frame
from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import at, few_incidents, of
from tests.ui.waiting import settle
from ui.incidents.point_drop import INCIDENT_MIME
from ui.window.main_window import MainWindow

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """H8 says its unit and no place; H9 neither; H1 lies where it lies."""
    rows = [
        {"hazard_id": "H1", "category": "fire", "reported_at": at(5)},
        {"hazard_id": "H8", "category": "road", "reported_at": at(1), "recorded_unit": "u1-1"},
        {"hazard_id": "H9", "category": "fire", "reported_at": at(1)},
    ]
    project = few_incidents()
    here = project.hazards.geometry["H1"]
    path = tmp_path / "placeless.gpkg"
    create(path, project.with_tables(hazards=frame("hazards", rows, [here, None, None])))
    return path


@pytest.fixture
def window(open_window: OpenWindow, file: Path) -> MainWindow:
    return open_window(file)


def point_in_file(path: Path, key: str) -> tuple[shapely.Point | None, bool]:
    row = pyogrio.read_dataframe(path, layer="hazards").set_index("hazard_id").loc[key]
    return row["geometry"], bool(row["approximate"])


def press(window: MainWindow, key: str, code: str, **values: object) -> None:
    """Open a card and press one of its links."""
    workspace = of(window)
    workspace.sides.show_card("hazards", key)
    QApplication.processEvents()
    words = window.say(code, **values)
    (link,) = (b for b in workspace.sides.card.findChildren(QPushButton) if b.isVisible() and b.text() == words)
    QTest.mouseClick(link, LEFT)


def test_a_row_without_a_place_is_dragged_onto_the_map_and_one_with_a_place_stays(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    workspace = of(window)
    model, canvas = workspace.sides.incidents.model, workspace.map.canvas
    draggable = {
        row.key for n, row in enumerate(model.rows) if model.flags(model.index(n, 0)) & Qt.ItemFlag.ItemIsDragEnabled
    }
    assert draggable == {"H8", "H9"}
    place = model.place_of(lambda row: row.key == "H9")
    assert place is not None
    data = model.mimeData([model.index(place, 0)])
    assert data.hasFormat(INCIDENT_MIME)
    there = QPointF(canvas.width() * 0.5, canvas.height() * 0.5)
    for event in (
        QDragEnterEvent(there.toPoint(), COPY, data, LEFT, NONE),
        QDragMoveEvent(there.toPoint(), COPY, data, LEFT, NONE),
        QDropEvent(there, COPY, data, LEFT, NONE),
    ):
        QApplication.sendEvent(canvas, event)
    settle(qtbot, window)
    wanted = workspace.map.degrees_at(there.x(), there.y())
    point, approximate = point_in_file(file, "H9")
    assert point is not None
    assert (point.x, point.y) == pytest.approx(wanted, abs=1e-9)
    assert not approximate
    workspace.document.undo()
    assert point_in_file(file, "H9") == (None, False)


def test_it_is_put_into_its_unit_as_near_enough_and_then_to_its_place(
    window: MainWindow, file: Path, qtbot: QtBot
) -> None:
    workspace = of(window)
    units = workspace.document.project.communities
    press(window, "H8", "card.put_in_unit", unit=units["name"]["u1-1"])
    settle(qtbot, window)
    point, approximate = point_in_file(file, "H8")
    assert approximate
    assert units.geometry["u1-1"].contains(point)
    press(window, "H8", "card.put")
    assert workspace.map.tools.hint.text() == window.say("map.put_hint")
    QTest.keyClick(workspace.map.canvas, Qt.Key.Key_Return)
    settle(qtbot, window)
    point, approximate = point_in_file(file, "H8")
    assert not approximate
    canvas = workspace.map.canvas
    assert (point.x, point.y) == pytest.approx(
        workspace.map.degrees_at(canvas.width() / 2, canvas.height() / 2), abs=1e-9
    )


def test_what_has_a_place_is_offered_none(window: MainWindow) -> None:
    workspace = of(window)
    workspace.sides.show_card("hazards", "H1")
    QApplication.processEvents()
    told = {b.text() for b in workspace.sides.card.findChildren(QPushButton) if b.isVisible()}
    assert window.say("card.put") not in told
