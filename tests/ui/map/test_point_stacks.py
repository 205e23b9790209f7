"""Clicking on points: those of one address are listed and one is chosen; a count zooms in until its points part."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.store.geopackage.store import create
from tests.sample import district
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.session.view_state import Sight

STACKED = 6


@pytest.fixture(scope="module")
def stacked_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], tuple[float, float]]:
    """The district with hazards at one address and a dispute too, and disputes crowded like a province's."""
    project = district().project
    states = hazard_states(project, project.as_of)
    keys = list(states.index[states.isin(["open", "overdue"])])[:STACKED]
    hazards, disputes = project.hazards.copy(), project.disputes.copy()
    place = hazards.geometry[keys[0]]
    hazards.loc[keys, "geometry"] = place
    dispute = disputes.index[dispute_open(project, project.as_of)][0]
    disputes.loc[dispute, "geometry"] = place
    path = tmp_path_factory.mktemp("stacks") / "stacked.gpkg"
    create(path, project.with_tables(hazards=hazards, disputes=disputes))
    return path, [*keys, dispute], (place.x, place.y)


def test_one_of_an_address_is_chosen_from_its_list(
    open_window: OpenWindow, stacked_file: tuple[Path, list[str], tuple[float, float]], qtbot: QtBot
) -> None:
    path, keys, where = stacked_file
    window = open_window(path)
    workspace = window.workspace
    assert workspace is not None
    workspace.view.look_at(Sight(where=where))
    settle(qtbot, window)
    canvas = workspace.map.canvas
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    stack = workspace.sides.stack
    assert stack.isVisible()
    assert {row.key for row in stack.model.rows} == set(keys)
    assert stack.title.text() == f"此处共 {STACKED + 1} 件"
    row = stack.model.rows[2]
    qtbot.mouseClick(
        stack.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=stack.table.visualRect(stack.model.index(2, 0)).center(),
    )
    assert not stack.isVisible()
    assert workspace.selection.current == (row.table, row.key)


def test_a_count_zooms_to_its_points(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    project = district().project
    rng = np.random.default_rng(3)
    disputes = project.disputes.iloc[:900].copy()
    west, south, east, north = project.communities.total_bounds
    spots = rng.uniform((west, south), (east, north), (12, 2))[rng.integers(0, 12, len(disputes))]
    disputes["geometry"] = shapely.points(spots + rng.normal(0, 0.0004, (len(disputes), 2)))
    create(tmp_path / "crowded.gpkg", project.with_tables(disputes=disputes.assign(closed_at=pd.NaT)))
    window = open_window(tmp_path / "crowded.gpkg")
    workspace = window.workspace
    assert workspace is not None
    canvas = workspace.map.canvas
    before = canvas.viewport
    assert before is not None
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    x_m, y_m = snapshot.geometry.dots("disputes").xy[0]
    x, y = before.to_screen((float(x_m), float(y_m)))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    after = canvas.viewport
    assert after is not None
    assert after.metres_per_px < before.metres_per_px / 2
    assert workspace.selection.current is None
