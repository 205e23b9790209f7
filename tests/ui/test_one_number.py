"""For any district, day and station: every pair of figures that say the same thing is the same number."""

from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mapper.scope import Scope
from mapper.store.geopackage.store import create
from tests.drawn import SOAK
from tests.mapper.analysis.crowded import DAY, crowded
from tests.ui.conftest import OpenWindow
from tests.ui.figures_told import (
    disagreements,
    of_commands,
    of_loads,
    of_plots,
    of_sheet,
    of_timeline,
    of_web,
    of_window,
    of_workbook,
)
from tests.ui.waiting import settle


@pytest.mark.parametrize("number", range(11, 21) if SOAK else (11, 17))
def test_each_pair_that_says_the_same_is_the_same(
    number: int, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path, day = tmp_path / "district.gpkg", DAY + timedelta(days=number % 5 - 3)
    project = crowded(number)
    create(path, project)
    window = open_window(path, "en")
    assert window.workspace is not None
    rest = partial(settle, qtbot, window)
    window.workspace.view.set_as_of(day)
    rest()
    told = of_window(window) | of_commands(path, day) | of_sheet(project, day) | of_web(path, day, tmp_path)
    told |= of_workbook(path, day, tmp_path) | of_timeline(window, rest) | of_plots(window, rest)
    told |= of_loads(window, project, day, tmp_path / "book.xlsx")
    assert disagreements(told) == {}
    meanings = {meaning for figures in told.values() for meaning in figures}
    assert {
        "covered",
        "uncovered",
        "hazards_open",
        "hazards_overdue",
        "hazards_late",
        "disputes_open",
        "overloaded",
        "focus",
        "cases_this_month",
    } <= meanings
    station = "S1"
    window.workspace.view.set_scope(Scope(frozenset({station})))
    settle(qtbot, window)
    told = of_window(window) | of_commands(path, day, station) | of_workbook(path, day, tmp_path, station)
    told |= of_timeline(window, rest) | of_plots(window, rest)
    assert disagreements(told) == {}
    window.workspace.view.set_scope(None)
    settle(qtbot, window)


def test_a_figure_that_is_another_is_seen() -> None:
    assert disagreements({"a": {"x": 1, "y": 2}, "b": {"x": 1, "y": 3}, "c": {"z": 4}}) == {"y": {"a": 2, "b": 3}}
