"""A reference layer in the window: from a file, by one undoable edit, and carried by a copy of the project."""

from pathlib import Path

import geopandas as gpd
from pytestqt.qtbot import QtBot
from shapely import LineString

from mapper.edits.reference import reference_layers
from mapper.store.geopackage import open_store
from tests.ui.waiting import settle
from ui.dialogs.reference import ReferenceDialog
from ui.main_window import MainWindow
from ui.workspace import Workspace


def test_a_file_becomes_a_layer_that_a_copy_carries(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    shapes = [LineString([(113.4, 30.3), (113.45, 30.32 + n / 100)]) for n in range(4)]
    path = tmp_path / "管线.geojson"
    gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    window.menu_actions["reference"].trigger()
    dialog = workspace.findChild(ReferenceDialog)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.take_file(path)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    dialog.kind.setCurrentIndex(3)
    dialog.accept()
    settle(qtbot, window)
    assert reference_layers(workspace.document.project) == {"管线": 4}
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    assert "other_line" in {entry.code for entry in snapshot.layer("reference_lines").legend}
    workspace.document.store.copy_to(tmp_path / "copy.gpkg")
    copy = open_store(tmp_path / "copy.gpkg")
    assert reference_layers(copy.project) == {"管线": 4}
    copy.close()
    workspace.document.undo()
    settle(qtbot, window)
    assert reference_layers(workspace.document.project) == {}
    workspace.document.redo()
    window.menu_actions["reference"].trigger()
    dialog = next(d for d in workspace.findChildren(ReferenceDialog) if d.isVisible())
    dialog.remove.click()
    assert reference_layers(workspace.document.project) == {}
    dialog.reject()
    settle(qtbot, window)


def test_both_kinds_of_layer_stand_in_the_view_menu(window: MainWindow) -> None:
    shown = {action.objectName() for action in window.header.menus["view"].menu().actions()}
    assert {"backgrounds", "reference"} <= shown
