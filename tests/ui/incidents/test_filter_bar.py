"""Filtering incidents by category, state, origin and station: map, list, table, timeline and sentence agree."""

from datetime import date

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from layers.scene.drawing import Points
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from mapper.analysis.incidents.lifecycle import hazard_states
from tests.ui.waiting import settle
from ui.incidents.filter_bar import KINDS, chosen, with_choice
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def on_map(workspace: Workspace, table: str) -> set[str]:
    snapshot = workspace.map.snapshot
    assert snapshot is not None
    points = snapshot.layer(table).drawings[0]
    assert isinstance(points, Points)
    return set(points.dots.ids[points.class_of_row >= 0])


@pytest.mark.parametrize("kind", KINDS)
def test_map_list_table_and_timeline_follow_each_choice(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, kind: str
) -> None:
    bar, figures = workspace.filter_bar, workspace.day_in_hand.figures
    assert figures is not None
    bar.boxes[kind].setCurrentIndex(1)
    choice = bar.boxes[kind].currentData()
    wanted = workspace.view.filter.incidents
    assert chosen(wanted, kind) == choice
    settle(qtbot, window)
    listed = workspace.sides.incidents.model.rows
    assert 0 < len(listed) < len(figures.incidents)
    for table in ("hazards", "disputes"):
        assert {row.key for row in listed if row.table == table} == on_map(workspace, table)
    if kind != "origin":  # disputes tell no origin and are all kept
        words = bar.boxes[kind].currentText()
        assert f"（{len(listed)}）" in words
    shown = workspace.sides.units.model.rows
    for table in ("hazards", "disputes"):
        (field,) = [field for field in workspace.sides.units.model.fields if field.heading == f"units.{table}"]
        counted = sum(int(field.text(unit).replace(",", "")) for unit in shown)
        assert counted == sum(row.table == table and row.unit_code is not None for row in listed)
    begun = {
        table: figures.index.columns.days[table][figures.index.columns.rows(table, wanted)]
        for table in ("hazards", "disputes", "cases")
    }
    first, last = (
        np.datetime64(day) for day in (workspace.sides.timeline.bars.first, workspace.sides.timeline.bars.last)
    )
    for table, days in begun.items():
        assert sum(workspace.sides.timeline.bars.counts[table]) == ((days >= first) & (days <= last)).sum()
    assert f"筛去 {len(figures.incidents) - len(listed)} 件" in bar.counted.whole


def test_overdue_is_the_state_of_the_day_on_screen(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.view.filter.set_incidents(IncidentFilter(state=("hazards", "overdue")))
    for day in (date(2026, 11, 23), date(2026, 11, 15)):
        workspace.view.set_as_of(day)
        settle(qtbot, window)
        states = hazard_states(workspace.document.project, day)
        assert on_map(workspace, "hazards") == set(states.index[states == "overdue"])
        assert not on_map(workspace, "disputes")


def test_each_chip_lets_one_choice_go_and_one_click_all(workspace: Workspace) -> None:
    bar = workspace.filter_bar
    assert not bar.clear.isVisible()
    for kind in KINDS[2:]:
        bar.boxes[kind].setCurrentIndex(1)
    workspace.view.filter.set_days((date(2026, 11, 8), date(2026, 11, 21)))
    assert [kind for kind, chip in bar.chips.items() if chip.isVisible()] == ["days", "origin", "station"]
    bar.chips["origin"].click()
    assert workspace.view.filter.incidents.origin is None
    assert workspace.view.filter.incidents.station_code is not None
    bar.chips["days"].click()
    assert workspace.view.filter.incidents.days is None
    assert not bar.chips["days"].isVisible()
    bar.clear.click()
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    assert not bar.counted.whole
    assert [bar.boxes[kind].currentIndex() for kind in KINDS] == [0] * len(KINDS)


def test_a_category_and_a_state_of_two_tables_never_meet() -> None:
    wanted = with_choice(EVERY_INCIDENT, "category", ("disputes", "wage"))
    assert with_choice(wanted, "state", ("disputes", "handling")).category == ("disputes", "wage")
    wanted = with_choice(wanted, "state", ("hazards", "overdue"))
    assert wanted == IncidentFilter(state=("hazards", "overdue"))
    assert with_choice(wanted, "category", ("disputes", "wage")) == IncidentFilter(category=("disputes", "wage"))
    assert with_choice(wanted, "category", None) == wanted


def test_the_timeline_says_how_many_of_how_many(workspace: Workspace) -> None:
    figures, timeline = workspace.day_in_hand.figures, workspace.sides.timeline
    assert figures is not None
    everything = sum(sum(counts) for counts in timeline.bars.counts.values())
    assert f"{everything:,} / {everything:,} 件" in timeline._range.whole
    workspace.view.filter.set_incidents(
        IncidentFilter(days=(date(2026, 11, 8), date(2026, 11, 21)), origin="discovered")
    )
    inside = sum(
        sum(counts[(date(2026, 11, 8) - timeline.bars.first).days :][:14]) for counts in timeline.bars.counts.values()
    )
    assert 0 < inside < everything
    assert timeline._range.whole == f"11-08 — 11-21 · 14 天 · {inside:,} / {everything:,} 件"
