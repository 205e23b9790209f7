"""Cases in the window: off at first; map, list, tip, marks and sentence agree once they are asked for."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from layers.pointing.hit import Hit
from layers.scene.drawing import Points
from layers.scene.incident_filter import IncidentFilter
from tests.ui.waiting import settle
from ui.incidents.incidents_panel import SCOPES
from ui.map.tip import tip_text
from ui.session.marked_sums import marked_sums
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def on_map(workspace: Workspace) -> set[str]:
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    (points,) = snapshot.layer("cases").drawings
    assert isinstance(points, Points)
    return set(points.dots.ids[points.class_of_row >= 0])


def test_the_layer_list_offers_cases_and_the_list_has_those_of_the_map(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    box = workspace.sides.layers.boxes["cases"]
    assert not box.isChecked()
    assert "200 米" in box.toolTip()
    box.click()
    settle(qtbot, window)
    panel = workspace.sides.incidents
    open_now = len(panel.model.rows)
    panel.show_only("cases")
    assert {row.key for row in panel.model.rows} == on_map(workspace)
    assert [row.days for row in panel.model.rows] == sorted(row.days for row in panel.model.rows)  # type: ignore[type-var]  # all are dated
    panel.show_only("all")
    assert len(panel.model.rows) == open_now


def test_the_filter_chooses_cases_everywhere(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.view.map.set_hidden("cases", False)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    station = figures.project.stations.index[0]
    workspace.view.filter.set_incidents(IncidentFilter(station_code=station))
    settle(qtbot, window)
    workspace.sides.incidents.show_only("cases")
    listed = workspace.sides.incidents.model.rows
    owned = figures.owned("cases")["station_code"]
    assert {row.key for row in listed} == on_map(workspace)
    assert {owned[row.key] for row in listed} == {station}
    assert f"案件（近一年）{len(figures.cases)} 起，显示 {len(listed)} 起".replace(",", "") in (
        workspace.filter_bar.counted.accessibleName().replace(",", "")
    )


def test_a_case_tells_its_hour_and_no_minute(window: MainWindow, workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    row = next(row for row in figures.cases if row.since is not None and row.since.minute)
    assert row.since is not None
    for say in (workspace.say,):
        text = tip_text(say, figures, (Hit("cases", row.key),), workspace.map.snapshot)
        assert row.category in text
        assert f"{row.since:%H} 时" in text
        assert f"{row.since:%H:%M}" not in text


def test_a_case_pointed_at_in_the_list_is_shown_and_marked(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace._identified("cases", next(iter(on_map(workspace))))
    assert SCOPES[workspace.sides.incidents.scope.currentIndex()] == "cases"
    assert workspace.selection.current is not None
    table = workspace.sides.incidents.table
    place = table.visualRect(table.model().index(0, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot, window)
    assert "cases" not in workspace.view.map.hidden
    assert workspace.sides.layers.boxes["cases"].isChecked()
    figures = workspace.day_in_hand.figures
    assert figures is not None
    keys = [row.key for row in figures.cases[:3]]
    workspace.selection.mark({("cases", key) for key in keys})
    sums = marked_sums(figures, workspace.selection.marked, workspace.view.filter.incidents)
    assert (sums.marked, sums.of["cases"]) == ({"cases": 3}, len(figures.cases))


def test_what_is_open_is_counted_without_cases(workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert {row.table for row in figures.incidents} == {"hazards", "disputes"}
    assert {row.table for row in figures.cases} == {"cases"}
    assert len(figures.index) == len(figures.incidents)
    assert int(np.sum(figures.index.kept_cases(workspace.view.filter.incidents))) == len(figures.cases)
