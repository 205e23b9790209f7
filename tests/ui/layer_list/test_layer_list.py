"""The layer list: what is put above lies above, opacity, what units are coloured by; all kept with the project."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from layers.codes import LAYERS
from layers.scene.look import Look
from layers.snapshot import Snapshot
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.periods.comparison import compare
from mapper.analysis.periods.period import Period, same_period_last_year
from tests.drawn import some
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def shown(workspace: Workspace) -> Snapshot:
    assert workspace.map.snapshot is not None
    return workspace.map.snapshot


def test_keys_and_the_handle_move_a_layer(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    panel = workspace.sides.layers
    before = list(panel.rows)
    assert before == [code for code in reversed(LAYERS) if code in before]
    assert panel.reset.isHidden()
    below = before.index("disputes")
    QTest.keyClick(panel.rows["disputes"].box, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle(qtbot, window)
    assert list(panel.rows)[below - 1 : below + 1] == ["disputes", "hazards"]
    codes = [layer.code for layer in shown(workspace).layers]
    assert codes.index("disputes") == codes.index("hazards") + 1
    assert not panel.reset.isHidden()

    row, last = panel.rows["disputes"], panel.rows["units"]
    QTest.mousePress(row.handle, Qt.MouseButton.LeftButton)
    there = last.mapTo(row.handle.window(), QPoint(4, last.height() - 2))
    at = row.handle.mapFrom(row.handle.window(), there)
    QTest.mouseMove(row.handle, at)
    QTest.mouseRelease(row.handle, Qt.MouseButton.LeftButton, pos=at)
    settle(qtbot, window)
    assert list(panel.rows)[-1] == "disputes"
    assert shown(workspace).layers[0].code == "disputes"
    assert set(panel.rows) == set(before)

    panel.reset.click()
    settle(qtbot, window)
    assert list(panel.rows) == before
    assert tuple(layer.code for layer in shown(workspace).layers) == LAYERS
    assert panel.reset.isHidden()


def test_a_layer_is_seen_through(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    row = workspace.sides.layers.rows["units"]
    row.opacity.click()
    (slider,) = row.findChildren(QSlider)
    slider.setValue(40)
    settle(qtbot, window)
    assert row.opacity.text() == "40%"
    assert all(drawing.opacity == 0.4 for drawing in shown(workspace).layer("units").drawings)
    slider.setValue(100)
    settle(qtbot, window)
    assert not workspace.view.map.look.opacity
    slider.window().close()


def test_the_look_is_kept_with_the_project(
    window: MainWindow, workspace: Workspace, project_file: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    workspace.sides.layers.place("stations", 0)
    workspace.view.map.set_look(replace(workspace.view.map.look, opacity={"hazards": 0.5}, ramp="Blues"))
    kept = workspace.view.map.look
    settle(qtbot, window)
    window.close()
    other = open_window(project_file)
    assert other.workspace is not None
    assert other.workspace.view.map.look == kept
    assert next(iter(other.workspace.sides.layers.rows)) == "stations"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_units_are_coloured_by_a_number(
    open_window: OpenWindow, project_file: Path, language: str, qtbot: QtBot
) -> None:
    window = open_window(project_file, language)
    workspace = window.workspace
    assert workspace is not None
    shading = workspace.sides.layers.shading
    workspace.view.map.set_theme("disputes")
    settle(qtbot, window)
    assert not shading.method.isVisible()
    shading.by.setCurrentIndex(shading.by.findData("disputes_per_1000"))
    shading.by.activated.emit(shading.by.currentIndex())
    settle(qtbot, window)
    assert shading.method.isVisible()
    units = shown(workspace).layer("units")
    assert len(shading.rows) == len(units.legend) >= 5
    shading.classes.setCurrentIndex(shading.classes.findData(3))
    shading.classes.activated.emit(0)
    settle(qtbot, window)
    assert len(shading.rows) == len(shown(workspace).layer("units").legend) <= 4
    code = workspace.document.project.communities.index[0]
    assert code in shown(workspace).layer("units").tips


def test_the_earlier_day_is_chosen(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    shading, view = workspace.sides.layers.shading, workspace.view
    view.map.set_theme("change")
    settle(qtbot, window)
    assert shading.since.isVisible()
    as_of = view.as_of
    counts = {entry.code: entry.count for entry in shown(workspace).layer("units").legend}
    assert counts["change.lost"] == 0
    shading.since.setDate(as_of - timedelta(days=60))
    settle(qtbot, window)
    counts = {entry.code: entry.count for entry in shown(workspace).layer("units").legend}
    # The term of one auxiliary ended 41 days before.
    assert counts["change.lost"] == 1
    assert shading.since.maximumDate().toPython() == as_of - timedelta(days=1)


def test_the_same_dates_of_last_year_are_chosen(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    shading, view = workspace.sides.layers.shading, workspace.view
    view.map.set_theme("change")
    settle(qtbot, window)
    assert not shading.against.isVisible()  # seats have no periods
    view.map.set_look(replace(view.map.look, shading={**view.map.look.shading, "change": "disputes"}))
    settle(qtbot, window)
    assert shading.against.isVisible()
    shading.against.setCurrentIndex(1)
    shading.against.activated.emit(1)
    settle(qtbot, window)
    project, now = workspace.document.project, Period(view.as_of - timedelta(days=29), view.as_of)
    before = same_period_last_year(now)
    expected = compare(project, KIND_OF["disputes"], now, before).total.loc["all"]
    note = next(note for note in shown(workspace).layer("units").notes if note.code == "note.change.disputes")
    assert (note.values["now"], note.values["before"]) == (expected["now"], expected["before"])
    assert (note.values["first_before"], note.values["last_before"]) == (before.first, before.last)
    assert Look.from_json(view.map.look.as_json()).last_year


@pytest.mark.parametrize("language", some(["zh_CN", "en"], 1))
@pytest.mark.parametrize("theme", ["load", "disputes", "change"])
def test_nothing_is_wider_than_the_panel(
    open_window: OpenWindow, project_file: Path, language: str, theme: str, qtbot: QtBot
) -> None:
    window = open_window(project_file, language)
    workspace = window.workspace
    assert workspace is not None
    workspace.view.map.set_theme(theme)
    workspace.view.map.set_look(
        replace(workspace.view.map.look, shading={"disputes": "disputes_per_1000"}, opacity={"findings": 0.5})
    )
    settle(qtbot, window)
    page = workspace.sides.layers.shading.parentWidget()
    assert page is not None
    room = page.parentWidget()
    assert room is not None
    assert page.width() == room.width()
    hazards = workspace.sides.layers.rows["hazards"].box
    assert "…" not in hazards.text()
