"""A new project's files are mapped in sight: what is not recognised is said there, and seen before anything is made."""

from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shapely.geometry import box

from mapper.store.store import read_project
from ui.language.language import Language
from ui.projects.new_project import NewProjectDialog
from ui.widgets.tasks import Tasks


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[NewProjectDialog]:
    tasks = Tasks()
    window = QWidget()
    qtbot.addWidget(window)
    yield NewProjectDialog(Language("en"), tasks, lambda path: None, window)
    tasks.close()


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.geojson"
    squares = [box(113.3 + n / 100, 30.2, 113.31 + n / 100, 30.21) for n in range(3)]
    columns = {"blk": ["A1", "A2", "A3"], "身份证号": ["110101199001011237"] * 3}
    gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:4326").to_file(path)
    return path


def ok_enabled(dialog: NewProjectDialog) -> bool:
    return dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()


def test_columns_that_are_not_recognised_are_said_in_the_page(
    dialog: NewProjectDialog, units: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    page = dialog.pages["communities"]
    dialog.take("target", tmp_path / "new.gpkg")
    dialog.take("communities", units)
    qtbot.waitUntil(lambda: page.attempt is not None)
    assert page.reading is None
    assert "among the columns" in page.trouble.text()
    assert page.tabs.currentIndex() == 0
    assert not ok_enabled(dialog)
    assert list(page.columns.mapping) == ["blk"]  # what is about persons has no box
    page.columns.rows.chosen.emit(0, "community_code")
    qtbot.waitUntil(lambda: page.reading is not None)
    assert page.preview.seen is not None
    assert len(page.preview.seen.outlines) == 3
    assert ok_enabled(dialog)
    with qtbot.waitSignal(dialog.made):
        dialog.accept()
    assert list(read_project(tmp_path / "new.gpkg").communities.index) == ["A1", "A2", "A3"]


def test_what_is_said_of_the_places_moves_them_there(dialog: NewProjectDialog, units: Path, qtbot: QtBot) -> None:
    page = dialog.pages["communities"]
    page.map_columns({"blk": "community_code"})  # before there is a file it says nothing
    dialog.take("communities", units)
    qtbot.waitUntil(lambda: page.attempt is not None)
    page.map_columns({"blk": "community_code"})
    qtbot.waitUntil(lambda: page.reading is not None)
    before = page.reading
    assert before is not None
    page.options.datum.setCurrentIndex(page.options.datum.count() - 1)
    qtbot.waitUntil(lambda: page.reading is not None)
    after = page.reading
    assert after is not None
    assert after.datum == "bd09"
    places = [read.frame.geometry.to_crs("EPSG:4547").centroid for read in (before, after)]
    moved = places[0].distance(places[1])
    assert moved.min() > 500
    dialog.take("stations", units)  # a file of stations that cannot be read holds the project up
    qtbot.waitUntil(lambda: dialog.pages["stations"].attempt is not None)
    dialog.take("target", units.with_name("x.gpkg"))
    assert not ok_enabled(dialog)
    assert not ok_enabled(dialog)
    dialog.forget.click()
    assert dialog.pages["stations"].attempt is None
    assert dialog.files["stations"].path is None
    assert not dialog.forget.isEnabled()
    dialog.take("target", units.with_name("new.gpkg"))
    assert ok_enabled(dialog)
