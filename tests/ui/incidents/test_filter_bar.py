"""Filtering incidents by category, state, origin and station: map, list, table, timeline and sentence agree."""

from datetime import date, datetime, time

import numpy as np
import pytest
from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from layers.scene.drawing import Points
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from mapper.analysis.incidents.lifecycle import hazard_states
from mapper.edits.steps import take_step
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


def test_what_there_is_to_choose_from_is_counted_anew_when_somebody_looks(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    def told() -> list[str]:
        return [box.itemText(number) for number in range(box.count())]

    bar, day, figures = workspace.filter_bar, workspace.view.as_of, workspace.day_in_hand.figures
    assert figures is not None
    box = bar.boxes["category"]
    before = told()
    one = next(row for row in figures.incidents if row.table == "hazards")
    workspace.do(take_step("hazards", [one.key], "plug", datetime.combine(day, time(23, 59)), note="现场看过"))
    settle(qtbot, window)
    assert told() == before
    bar.open.click()
    assert len({*before} - {*told()}) == 1, "the one category that has one less now"
    bar.popup.close()
    workspace.document.undo()
    settle(qtbot, window)
    bar.open.click()
    assert told() == before
    bar.popup.close()


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
    assert f"筛去 {len(figures.incidents) - len(listed)} 件" in bar.counted.accessibleName()


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
    assert f"{everything:,} / {everything:,} 件" in timeline._range.accessibleName()
    workspace.view.filter.set_incidents(
        IncidentFilter(days=(date(2026, 11, 8), date(2026, 11, 21)), origin="discovered")
    )
    inside = sum(
        sum(counts[(date(2026, 11, 8) - timeline.bars.first).days :][:14]) for counts in timeline.bars.counts.values()
    )
    assert 0 < inside < everything
    assert timeline._range.accessibleName() == f"11-08 — 11-21 · 14 天 · {inside:,} / {everything:,} 件"


def test_a_calendar_year_and_days_of_ones_own_are_chosen(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    """Map, list and figures are of these days, far outside the timeline's too; any day shows all again."""
    bar, figures = workspace.filter_bar, workspace.day_in_hand.figures
    assert figures is not None
    years = figures.index.years()
    began = {
        table: figures.project.table(table)[column].dropna()
        for table, column in (("hazards", "reported_at"), ("disputes", "received_at"), ("cases", "occurred_at"))
    }
    assert set(years) == {year for days in began.values() for year in days.dt.year if year <= 2026}
    box = bar.period.box
    box.setCurrentIndex(box.findData(years[0]))
    box.activated.emit(box.currentIndex())
    settle(qtbot, window)
    assert workspace.view.filter.incidents.days == (date(years[0], 1, 1), date(years[0], 12, 31))
    for table in ("hazards", "disputes"):
        of_year = began[table].index[began[table].dt.year == years[0]]
        assert on_map(workspace, table) <= set(of_year)
    assert bar.chips["days"].isVisible()
    bar.period.first.setDate(QDate(years[0], 12, 24))
    assert box.currentData() == "own"
    bar.period.last.setDate(QDate(years[0], 12, 1))  # backwards: the days between are meant
    assert workspace.view.filter.incidents.days == (date(years[0], 12, 1), date(years[0], 12, 24))
    workspace.sides.timeline.session.view.filter.set_days((date(2026, 11, 1), date(2026, 11, 7)))
    assert bar.period.first.date() == QDate(2026, 11, 1)
    window.switch_language()
    assert box.itemText(box.count() - 1) == "From … to …"
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert workspace.view.filter.incidents == EVERY_INCIDENT
    settle(qtbot, window)
