"""The timeline's brush: map, legend, list and table show the incidents of the days chosen, each counted anew here."""

import time
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from layers.pointing.hit import Hit
from layers.scene.drawing import Points
from layers.scene.incident_filter import IncidentFilter
from mapper.analysis.incidents.lifecycle import dispute_open, hazard_states
from mapper.day.day import Day
from tests.sample import district
from tests.ui.waiting import settle
from ui.incidents.day_bars import DayBars
from ui.map.tip import tip_text
from ui.session.incident_index import IncidentIndex
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

FIRST, LAST = date(2026, 11, 8), date(2026, 11, 21)


def drag(bars: DayBars, qtbot: QtBot, first: date, last: date) -> None:
    places = [bars.column((day - bars.first).days).center().toPoint() for day in (first, last)]
    qtbot.mousePress(bars, Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseMove(bars, places[1])
    qtbot.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=places[1])


CLOSED = {"hazards": "hazard_closed", "disputes": "dispute_closed"}


def open_by_hand(workspace: Workspace) -> dict[str, set[str]]:
    """Open on the day on screen, and begun on one of the days chosen."""
    project, day = workspace.document.project, workspace.view.as_of
    is_open = {
        "hazards": hazard_states(project, day).isin(["open", "overdue"]),
        "disputes": dispute_open(project, day),
    }
    found = {}
    for table, column in (("hazards", "reported_at"), ("disputes", "received_at")):
        frame = project.table(table)
        found[table] = {
            str(key)
            for key, moment in frame[column][is_open[table]].items()
            if not pd.isna(moment) and FIRST <= moment.date() <= LAST
        }
    return found


def closed_by_hand(workspace: Workspace) -> dict[str, set[str]]:
    """Begun on one of the days chosen and closed on the day on screen, and not open again."""
    project, still_open = workspace.document.project, open_by_hand(workspace)
    found = {}
    for table, column in (("hazards", "reported_at"), ("disputes", "received_at")):
        began = project.table(table)[column]
        found[table] = {
            str(key) for key, moment in began.items() if not pd.isna(moment) and FIRST <= moment.date() <= LAST
        } - still_open[table]
    return found


def test_dragging_chooses_days_and_everything_follows(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    bars = workspace.sides.timeline.bars
    drag(bars, qtbot, FIRST, LAST)
    assert workspace.view.filter.incidents.days == (FIRST, LAST)
    settle(qtbot, window)
    expected = open_by_hand(workspace)
    assert all(expected.values())
    closed = closed_by_hand(workspace)
    assert closed["hazards"]
    # What the timeline's bars of these days hold is what the map shows, open or hollow.
    assert workspace.sides.timeline._counts["hazards"] == len(expected["hazards"]) + len(closed["hazards"])
    assert f"{sum(map(len, closed.values())):,}" in workspace.filter_bar.counted.accessibleName()
    listed = workspace.sides.incidents.model.rows
    for table, keys in expected.items():
        assert {row.key for row in listed if row.table == table} == keys
        assert workspace.map.snapshot is not None
        layer = workspace.map.snapshot.layer(table)
        points = layer.drawings[0]
        assert isinstance(points, Points)
        assert set(points.dots.ids[points.class_of_row > 0]) == keys
        assert set(points.dots.ids[points.class_of_row == 0]) == closed[table]
        counts = {entry.code: entry.count for entry in layer.legend}
        assert counts[CLOSED[table]] == len(closed[table])
        assert layer.count == len(keys) + len(closed[table]) == sum(count or 0 for count in counts.values())
    column = next(n for n, f in enumerate(workspace.sides.units.model.fields) if f.heading == "units.hazards")
    shown = {row.code: workspace.sides.units.model.fields[column].text(row) for row in workspace.sides.units.model.rows}
    figures = workspace.day_in_hand.figures
    assert figures is not None
    units = [row.unit_code for row in figures.incidents if row.key in expected["hazards"]]
    assert {code: int(text) for code, text in shown.items()} == {code: units.count(code) for code in shown}


def test_a_closed_one_is_told_of_and_leaves_the_list_alone(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    drag(workspace.sides.timeline.bars, qtbot, FIRST, LAST)
    settle(qtbot, window)
    key = min(closed_by_hand(workspace)["hazards"])
    figures = workspace.day_in_hand.figures
    assert figures is not None
    told = tip_text(workspace.say, figures, (Hit("hazards", key),))
    assert "已整改" in told
    listed = workspace.sides.incidents.model.rows
    workspace._identified("hazards", key)
    assert workspace.sides.card.row is not None
    assert workspace.sides.card.row.key == key
    assert workspace.sides.incidents.model.rows == listed
    assert workspace.selection.current == ("hazards", key)
    workspace.view.filter.set_incidents(workspace.view.filter.incidents.on_any_day)
    settle(qtbot, window)
    assert workspace.map.snapshot is not None
    layer = workspace.map.snapshot.layer("hazards")
    assert "hazard_closed" not in {entry.code for entry in layer.legend}
    (points,) = layer.drawings
    assert isinstance(points, Points)
    assert not (points.class_of_row == 0).any()


def test_escape_and_a_double_click_bring_every_day_back(workspace: Workspace, qtbot: QtBot) -> None:
    bars, whole = workspace.sides.timeline.bars, len(workspace.sides.incidents.model.rows)
    for let_go in (
        lambda: qtbot.keyClick(bars, Qt.Key.Key_Escape),
        lambda: qtbot.mouseDClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(40, 20)),
        workspace.sides.timeline.clear.click,
    ):
        drag(bars, qtbot, FIRST, LAST)
        assert len(workspace.sides.incidents.model.rows) < whole
        let_go()
        assert workspace.view.filter.incidents.days is None
        assert len(workspace.sides.incidents.model.rows) == whole


def test_the_brush_is_moved_and_pulled_by_mouse_and_keys(workspace: Workspace, qtbot: QtBot) -> None:
    bars = workspace.sides.timeline.bars
    drag(bars, qtbot, date(2026, 10, 1), date(2026, 10, 10))
    middle = date(2026, 10, 5)
    drag(bars, qtbot, middle, date(2026, 10, 8))
    assert workspace.view.filter.incidents.days == (date(2026, 10, 4), date(2026, 10, 13))
    qtbot.keyClick(bars, Qt.Key.Key_Left)
    assert workspace.view.filter.incidents.days == (date(2026, 10, 3), date(2026, 10, 12))
    qtbot.keyClick(bars, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert workspace.view.filter.incidents.days == (date(2026, 10, 3), date(2026, 10, 13))
    edge = bars.column((date(2026, 10, 13) - bars.first).days)
    qtbot.mousePress(bars, Qt.MouseButton.LeftButton, pos=QPoint(round(edge.right()), 20))
    at = bars.column((date(2026, 10, 20) - bars.first).days).center().toPoint()
    qtbot.mouseMove(bars, at)
    qtbot.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=at)
    assert workspace.view.filter.incidents.days == (date(2026, 10, 3), date(2026, 10, 20))


def test_weeks_are_played_one_after_another(workspace: Workspace) -> None:
    timeline = workspace.sides.timeline
    timeline.play_week.click()
    days = workspace.view.filter.incidents.days
    assert days is not None
    assert (days[1] - days[0]).days == 6
    timeline.step()
    after = workspace.view.filter.incidents.days
    assert after is not None
    assert (after[0] - days[1]).days == 1
    timeline.clear.click()
    assert not timeline.play_week.isChecked()
    assert workspace.view.filter.incidents.days is None


def test_another_day_on_screen_lets_a_brush_go_that_it_does_not_show(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    drag(workspace.sides.timeline.bars, qtbot, date(2026, 11, 20), date(2026, 11, 23))
    workspace.view.set_as_of(date(2026, 11, 1))
    settle(qtbot, window)
    assert workspace.view.filter.incidents.days is None


def test_every_row_of_a_station_a_category_and_an_origin_is_kept_and_no_other() -> None:
    project = district().project
    answers = Day(project, project.as_of)
    index = IncidentIndex(
        answers,
        {t: np.ones(len(project.table(t)), dtype=bool) for t in ("hazards", "disputes", "cases")},
        list(project.communities.index),
    )
    station = project.stations.index[0]
    category = project.hazards["category"].iloc[0]
    wanted = IncidentFilter(category=("hazards", category), origin="discovered", station_code=station)
    hazards, owned = project.hazards, answers.owned("hazards")
    expected = [
        row["category"] == category and row["origin"] == "discovered" and owned.loc[key, "station_code"] == station
        for key, row in hazards.iterrows()
    ]
    assert any(expected)
    assert index.kept(wanted).tolist() == expected + [False] * len(project.disputes)
    assert index.by_unit(wanted)["hazards"].sum() == sum(expected)


def test_counting_a_day_of_150000_points_takes_at_most_a_frame() -> None:
    project = district().project
    times = 150_000 // len(project.disputes) + 1
    many = pd.concat([project.disputes] * times)
    many.index = pd.Index([f"M{n}" for n in range(len(many))], name="dispute_id")
    project = project.with_tables(disputes=many)
    index = IncidentIndex(
        Day(project, project.as_of),
        {t: np.ones(len(project.table(t)), dtype=bool) for t in ("hazards", "disputes", "cases")},
        list(project.communities.index),
    )
    wanted = IncidentFilter(days=(FIRST, LAST))
    taken = []
    for _ in range(5):
        begun = time.process_time()
        index.kept(wanted)
        index.by_unit(wanted)
        index.daily(project.as_of, 120, IncidentFilter())
        taken.append(time.process_time() - begun)
    assert min(taken) == pytest.approx(0, abs=0.05)


def test_a_narrow_heading_names_the_kinds_in_a_line_of_their_own(workspace: Workspace, qtbot: QtBot) -> None:
    timeline = workspace.sides.timeline
    for width, own_line in ((900, False), (380, True), (900, False)):
        timeline.resize(width, 160)
        qtbot.waitUntil(lambda width=width: timeline.width() == width)
        assert (timeline._below.indexOf(timeline._legend) >= 0) == own_line
        assert {words.text() for words in timeline._keys.values()} == {
            timeline._named_count(kind) for kind in timeline._keys
        }


@pytest.mark.parametrize(
    "days", [(date(2026, 1, 1), date(2026, 6, 30)), (date(2025, 1, 1), date(2025, 12, 31)), (FIRST, date(2026, 12, 31))]
)
def test_any_days_are_counted_whole_and_stay_chosen(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, days: tuple[date, date]
) -> None:
    """Days of long ago, which the last 120 do not hold, and a year that is not over."""
    workspace.view.filter.set_days(days)
    settle(qtbot, window)
    for as_of in (workspace.view.as_of, workspace.view.as_of - timedelta(days=1)):
        workspace.view.set_as_of(as_of)
        settle(qtbot, window)
        assert workspace.view.filter.incidents.days == days
        for table, column in (("hazards", "reported_at"), ("disputes", "received_at"), ("cases", "occurred_at")):
            began = workspace.document.project.table(table)[column].dt.date
            counted = int(((began >= days[0]) & (began <= min(days[1], as_of))).sum())
            assert workspace.sides.timeline._counts[table] == counted
    bars = workspace.sides.timeline.bars
    assert bars.first <= days[0]
    bars.grab()
    workspace.view.filter.set_days(None)
    settle(qtbot, window)
