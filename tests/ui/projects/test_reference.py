"""A reference layer in the window: from a file, by one undoable edit, and carried by a copy of the project."""

from pathlib import Path

import geopandas as gpd
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shapely import LineString

from layers.map_layers.reference_lines import KINDS, chosen_style
from layers.scene.drawing import Paths
from layers.scene.look import LINE_WIDTHS_PX, LineLook
from layers.style import MONO
from mapper.edits.reference import reference_layers
from mapper.store.geopackage.store import open_store
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.projects.line_look import COLOURS
from ui.projects.reference_dialog import ReferenceDialog
from ui.session.stored_look import stored_look
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_a_file_becomes_a_layer_that_a_copy_carries(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    shapes = [LineString([(113.4, 30.3), (113.45, 30.32 + n / 100)]) for n in range(4)]
    path = tmp_path / "管线.geojson"
    gpd.GeoDataFrame({"name": list("abcd")}, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    window.menu_actions["reference"].trigger()
    dialog = workspace.findChild(ReferenceDialog)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    dialog.file.take(path)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    dialog.kind.setCurrentIndex(3)
    dialog.accept()
    settle(qtbot, window)
    assert reference_layers(workspace.document.project) == {"管线": 4}
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    assert "other_line" in {entry.code for entry in snapshot.layer("reference_lines").legend}
    _draw_dashed(window, workspace, qtbot)
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


def test_names_are_taken_from_the_column_that_is_chosen(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "道路.geojson"
    shapes = [LineString([(113.4, 30.3), (113.45, 30.32)])]
    columns = {"标注": ["环城路"], "旧称": ["老街"], "kind": ["railway"], "身份证号": ["110101199001011237"]}
    gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    window.menu_actions["reference"].trigger()
    dialog = workspace.findChild(ReferenceDialog)
    dialog.file.take(path)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    offered = [dialog.names.itemText(i) for i in range(dialog.names.count())]
    assert offered == ["不写线名", "kind", "标注", "旧称"]
    assert dialog.names.currentIndex() == 0
    assert dialog.kind.currentText() == "以文件为准"
    dialog.names.setCurrentIndex(2)
    dialog.names.activated.emit(2)
    qtbot.waitUntil(lambda: dialog.reading is not None)
    assert dialog.names.currentText() == "标注"
    dialog.accept()
    settle(qtbot, window)
    lines = workspace.document.project.reference_lines
    assert lines.loc["道路:1", ["name", "kind"]].tolist() == ["环城路", "railway"]
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    assert any("环城路" in names.texts for names in snapshot.line_names)


def test_both_kinds_of_layer_stand_in_the_view_menu(window: MainWindow) -> None:
    shown = {action.objectName() for action in window.header.menus["view"].menu().actions()}
    assert {"backgrounds", "reference"} <= shown


def _draw_dashed(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    """Give the layer a colour and dashes: the map, its legend and what is kept with the project follow."""
    window.menu_actions["reference"].trigger()
    dialog = next(d for d in workspace.findChildren(ReferenceDialog) if d.isVisible())
    row = dialog.look
    assert row.layer == "管线"
    assert not row.dashes.isEnabled()
    row.color.setCurrentIndex(1 + COLOURS.index("#AA3377"))
    row.color.activated.emit(row.color.currentIndex())
    row.dashes.setCurrentIndex(1)
    row.dashes.activated.emit(1)
    settle(qtbot, window)
    wanted = LineLook("#AA3377", LINE_WIDTHS_PX[1], True)
    assert workspace.view.map.look.lines == {"管线": wanted}
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    layer = snapshot.layer("reference_lines")
    entry = next(entry for entry in layer.legend if entry.code == "named_lines")
    assert entry.words(workspace.say) == "管线"
    (paths,) = layer.drawings
    assert isinstance(paths, Paths)
    own = [str(key) for key, number in zip(paths.ids, paths.class_of_row, strict=True) if number >= len(KINDS)]
    assert own == [f"管线:{n}" for n in range(1, 5)]
    assert paths.styles[-1].color == "#AA3377"
    assert paths.styles[-1].dashes_px
    assert chosen_style(wanted, MONO).color == "#515151"  # Rec. 709, counted by hand
    qtbot.waitUntil(lambda: stored_look(workspace.document.store).lines == {"管线": wanted})
    row.color.setCurrentIndex(0)
    row.color.activated.emit(0)
    assert workspace.view.map.look.lines == {}
    dialog.reject()
    settle(qtbot, window)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_field_of_the_dialog_is_cut_off(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, qtbot: QtBot, language: str
) -> None:
    window = open_window(project_file, language)
    assert window.workspace is not None
    window.menu_actions["reference"].trigger()
    dialog = window.workspace.findChild(ReferenceDialog)
    path = tmp_path / "道路.geojson"
    shapes = [LineString([(113.4, 30.3), (113.45, 30.32)])] * 3
    gpd.GeoDataFrame({"标注": ["一", "二", None]}, geometry=shapes, crs="EPSG:4326").to_file(path, engine="pyogrio")
    for _ in range(2):
        for widget in (dialog.name, dialog.names, dialog.there, dialog.remove, dialog.look.color, dialog.public):
            assert widget.height() >= widget.minimumSizeHint().height() - 1
            bottom = widget.mapTo(dialog, widget.rect().bottomLeft()).y()
            around = widget.parentWidget()
            assert around is not None
            assert widget.geometry().bottom() <= around.height()
            assert bottom < dialog.height()
        dialog.file.take(path)
        qtbot.waitUntil(lambda: dialog.reading is not None)
        QApplication.processEvents()
    dialog.reject()
