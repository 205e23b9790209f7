"""Every panel shows the district's figures; expected values are the sample's own or are counted anew here."""

from datetime import date, timedelta

import pandas as pd
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from layers.scene.drawing import Points
from mapper.analysis.seats.coverage import coverage
from mapper.analysis.seats.presence import status_on
from mapper.day.day import Day
from mapper.project import Project
from tests.ui.waiting import settle
from ui.gaps.gap_lines import gap_texts, gaps_of
from ui.language.language import Language
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

AS_OF = date(2026, 11, 23)


@pytest.fixture
def project(workspace: Workspace) -> Project:
    return workspace.document.project


def texts(widget: QPushButton | Workspace) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def cells(table: object, column: int) -> list[str]:
    model = table.model()  # type: ignore[attr-defined]
    return [model.index(row, column).data() for row in range(model.rowCount())]


def unit_named(project: Project, name: str) -> str:
    return str(project.communities.index[project.communities["name"] == name][0])


def overdue_by_hand(project: Project) -> set[str]:
    """Reported before today, and neither verified by the end of that day nor closed."""
    found = set()
    for key, row in project.hazards.iterrows():
        reported, now = row["reported_at"], pd.Timestamp(AS_OF + timedelta(days=1))
        open_now = pd.isna(row["closed_at"]) or row["closed_at"] >= now or row["reopened_at"] < now
        if reported < pd.Timestamp(AS_OF) and pd.isna(row["verified_at"]) and open_now:
            found.add(str(key))
    return found


def test_headline_says_figure_denominator_and_date(workspace: Workspace) -> None:
    cards = workspace.headline.buttons
    assert cards["coverage"].figure.text() == "94.4%"
    assert "102 / 108" in cards["coverage"].words.text()
    assert cards["overdue"].figure.text() == "9"
    for card in cards.values():
        assert "2026 年 11 月 23 日" in card.toolTip()


def test_a_card_filters_the_gaps_and_opens_its_theme(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    whole = len(workspace.sides.gaps.model.gaps)
    qtbot.mouseClick(workspace.headline.buttons["overdue"], Qt.MouseButton.LeftButton)
    assert workspace.view.map.theme == "hazards"
    assert {gap.first.kind.group for gap in workspace.sides.gaps.model.gaps} == {"hazards"}
    settle(qtbot, window)
    assert workspace.map.snapshot is not None
    assert workspace.map.snapshot.state.theme == "hazards"
    qtbot.mouseClick(workspace.headline.buttons["overdue"], Qt.MouseButton.LeftButton)
    assert len(workspace.sides.gaps.model.gaps) == whole


def test_one_to_one_lists_the_seats_that_it_does_not_count(workspace: Workspace, qtbot: QtBot) -> None:
    figures, panel = workspace.day_in_hand.figures, workspace.sides.gaps
    assert figures is not None
    qtbot.mouseClick(workspace.headline.buttons["one_to_one"], Qt.MouseButton.LeftButton)
    listed = [gap.first.subjects[0] for gap in panel.model.gaps]
    assert len(listed) == len(set(listed)) == figures.headline.units - figures.headline.one_to_one
    assert not figures.coverage.seats.loc[listed, "one_to_one"].any()
    assert f"{len(listed)} / " in panel._scope.text()


def test_nothing_of_a_kind_is_not_told_as_no_gaps(workspace: Workspace) -> None:
    panel = workspace.sides.gaps
    workspace.view.filter.set_gaps("file")
    assert panel.model.gaps == []
    assert panel._nothing.text() != workspace.session.language("gaps.none")
    assert workspace.sides.side.tabText(0).split()[-1] in panel._nothing.text()


def test_the_headline_says_what_its_second_figures_are_of(workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    told, cards = figures.headline, workspace.headline.buttons
    assert f"未覆盖 {told.units - told.covered}" in cards["coverage"].words.text()
    assert f"已办 {told.dispute_open_median_days:g} 天（中位）" in cards["disputes"].words.text()
    assert f"从受理到办结中位 {told.dispute_median_days:g} 天" in cards["disputes"].toolTip()
    assert f"合计 {told.hazards_overdue + told.hazards_verified_late} 处" in cards["overdue"].toolTip()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_gap_ends_in_a_bare_number(workspace: Workspace, language: str) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    say = Language(language)
    for gap in gaps_of(figures.findings):
        assert "429999" not in "".join(gap_texts(say, gap))  # a station's code, which has a name
        assert not any(part.strip().isdigit() for part in gap_texts(say, gap)[1].split("·")), gap_texts(say, gap)


def test_every_finding_stands_in_exactly_one_line(workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    lines = gaps_of(figures.findings)
    told = [id(finding) for gap in lines for finding in gap.findings]
    assert sorted(told) == sorted(id(finding) for finding in figures.findings)
    assert len(workspace.sides.gaps.model.gaps) == len(lines)
    assert workspace.sides.side.tabText(0).endswith(str(len(lines)))


def test_a_gap_brings_its_unit_into_view(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    number = next(n for n, gap in enumerate(workspace.sides.gaps.model.gaps) if gap.first.code == "seat_vacant")
    gap = workspace.sides.gaps.model.gaps[number]
    before = workspace.map.canvas.viewport
    lines = workspace.sides.gaps.view
    line = lines.visualRect(lines.model().index(number, 0))
    qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=line.center() - QPoint(60, 0))
    assert workspace.selection.current == ("communities", gap.first.subjects[0])
    settle(qtbot, window)
    view = workspace.map.canvas.viewport
    assert view is not None
    assert before is not None
    assert view.metres_per_px < before.metres_per_px
    middle = workspace.map.degrees_at(view.width_px / 2, view.height_px / 2)
    west, south, east, north = workspace.document.project.communities.geometry[gap.first.subjects[0]].bounds
    assert middle is not None
    assert west <= middle[0] <= east
    assert south <= middle[1] <= north


def test_a_list_of_gaps_that_grows_longer_is_painted_again(workspace: Workspace, qtbot: QtBot) -> None:
    painted: list[bool] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
            if event.type() == QEvent.Type.Paint:
                painted.append(True)
            return super().eventFilter(watched, event)

    bar, watch = workspace.sides.gaps.view.verticalScrollBar(), Watch()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    workspace.sides.gaps.view.viewport().installEventFilter(watch)
    bar.setRange(0, bar.maximum() + 500)  # as a later batch of thousands of lines does
    qtbot.waitUntil(lambda: bool(painted))
    workspace.sides.gaps.view.viewport().removeEventFilter(watch)


def test_gathered_overdue_hazards_lead_to_their_list(workspace: Workspace, project: Project) -> None:
    gap = next(gap for gap in workspace.sides.gaps.model.gaps if gap.first.code == "hazard_overdue")
    assert len(gap.findings) == 9
    workspace.mending.fix(gap)
    assert workspace.sides.incidents.isVisible()
    shown = {row.key for row in workspace.sides.incidents.model.rows}
    assert shown == overdue_by_hand(project)


def test_unit_panel_tells_who_how_much_and_what_is_open(workspace: Workspace, project: Project) -> None:
    code = unit_named(project, "樟树村")
    workspace.open_unit(code)
    shown = texts(workspace.sides.unit)
    assert "樟树村" in shown
    assert "空缺" in shown
    assert f"{project.communities['residents'][code]:,}" in shown
    assert "没有责任人" in shown
    assert workspace.sides.side.currentWidget() is workspace.sides.unit


def test_units_table_sorts_and_is_linked_with_the_map(workspace: Workspace, project: Project, qtbot: QtBot) -> None:
    table = workspace.sides.units.table
    assert len(cells(table, 0)) == len(project.communities) == 108
    table.sortByColumn(6, Qt.SortOrder.DescendingOrder)
    residents = [int(text.replace(",", "")) for text in cells(table, 6)]
    assert residents == sorted(project.communities["residents"].dropna().astype(int), reverse=True)
    table.selectRow(4)
    assert workspace.selection.unit == cells(table, 0)[4]
    workspace.selection.choose("communities", cells(table, 0)[9])
    assert table.row().code == cells(table, 0)[9]


def test_officers_panel_marks_exceeded_focus_minutes(workspace: Workspace, project: Project) -> None:
    over = [row for row in workspace.sides.officers.model.rows if row.focus_exceeded]
    today = project.focus_areas
    by_hand: dict[str, int] = {}
    for ids, minutes in zip(today["officer_ids"], today["minutes"], strict=True):
        for officer in filter(None, (ids if isinstance(ids, str) else "").split(";")):
            by_hand[officer] = by_hand.get(officer, 0) + int(minutes)
    fte = project.officers["fte"]
    assert {row.officer_id for row in over} == {o for o, minutes in by_hand.items() if minutes > 240 * fte[o]}
    assert over
    assert over[0].name in workspace.sides.focus._conflicts.text()


def test_focus_list_has_the_numbers_of_the_map(workspace: Workspace) -> None:
    assert workspace.map.snapshot is not None
    badges = workspace.map.snapshot.layer("focus_areas").drawings[-1]
    assert isinstance(badges, Points)
    on_map = {str(key): text for key, text in zip(badges.dots.ids, badges.texts, strict=True) if text}
    assert {row.focus_id: str(row.number) for row in workspace.sides.focus.model.rows if row.today} == on_map


def test_incidents_are_those_open_on_the_day(workspace: Workspace, project: Project) -> None:
    workspace.sides.incidents.show_only("disputes")
    now = pd.Timestamp(AS_OF + timedelta(days=1))
    disputes = project.disputes
    by_hand = (disputes["received_at"] < now) & ~(disputes["closed_at"] < now)
    assert {row.key for row in workspace.sides.incidents.model.rows} == set(disputes.index[by_hand])


def test_layer_list_counts_and_puts_layers_away(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    boxes = workspace.sides.layers.boxes
    assert "hazards" in boxes
    boxes["hazards"].click()
    settle(qtbot, window)
    assert workspace.map.snapshot is not None
    assert not workspace.map.snapshot.layer("hazards").visible
    workspace.sides.layers.boxes["hazards"].click()
    settle(qtbot, window)
    assert workspace.map.snapshot.layer("hazards").visible


def test_another_day_gives_other_figures(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    window.header.day.setDate(AS_OF - timedelta(days=60))
    settle(qtbot, window)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert figures.as_of == AS_OF - timedelta(days=60)
    assert not figures.headline.focus
    # The duty that ran out 41 days before was still running then.
    assert "seat_expired" not in {finding.code for finding in figures.findings}
    assert f"{figures.headline.covered} / 108" in workspace.headline.buttons["coverage"].words.text()


def test_a_click_on_the_map_identifies_a_unit(workspace: Workspace, project: Project, qtbot: QtBot) -> None:
    code = unit_named(project, "麦田村")
    workspace.zoom_to_unit(code)
    canvas = workspace.map.canvas
    view = canvas.viewport
    assert view is not None
    middle = QPoint(canvas.width() // 2, canvas.height() // 2)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=middle)
    assert workspace.selection.current is not None
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, QPointF(middle), QPointF(canvas.mapToGlobal(middle)),
        Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    canvas.mouseMoveEvent(move)
    assert "°E" in workspace.window().status.place.text()  # type: ignore[attr-defined]


def test_search_finds_units_stations_and_officers(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    search = window.header.search
    search.setText("樟树")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert workspace.selection.current == ("communities", unit_named(workspace.document.project, "樟树村"))
    officer = workspace.document.project.officers.index[0]
    search.setText(str(officer))
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert workspace.selection.current == ("officers", officer)
    search.setText(str(workspace.document.project.stations["name"].iloc[0]))
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert workspace.selection.current == ("stations", workspace.document.project.stations.index[0])


def test_officers_are_found_by_typing_and_the_free_ones_alone(workspace: Workspace) -> None:
    panel, project = workspace.sides.officers, workspace.document.project
    everybody = len(project.officers)
    assert panel.model.rowCount() == everybody
    panel.free.setChecked(True)
    held = coverage(project, workspace.view.as_of).seats
    busy = {i for column in ("officer_ids", "away_ids") for ids in held[column] for i in ids}
    sent = Day(project, workspace.view.as_of).focus_minutes
    over = set(sent.index[sent["exceeded"].to_numpy(dtype=bool)])
    assert over - busy, "somebody without a seat is sent for more minutes than the day has: that is not free"
    busy |= over
    people = project.officers[project.officers["role"] != "other"]
    at_work = people[status_on(project, workspace.view.as_of).reindex(people.index) == "on_duty"]
    assert {row.officer_id for row in panel.model.rows} == set(at_work.index) - busy
    station = project.stations["name"].iloc[0]
    panel.filter.setText(f"{station} 社区民警")
    assert panel.model.rowCount() > 0
    for row in panel.model.rows:
        assert (row.station, row.role, row.seats) == (station, "community_officer", ())
    panel.free.setChecked(False)
    panel.filter.setText(project.communities["name"].iloc[0])
    (one,) = panel.model.rows
    assert one.seats == (project.communities.index[0],)
    panel.filter.clear()
    assert panel.model.rowCount() == everybody
