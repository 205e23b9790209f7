"""One selection for map, tables and timeline: Shift and click, lasso, all, none; its sums and its copy."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from layers.paint.scale_bar import paint_scale_bar
from layers.scene.incident_filter import EVERY_INCIDENT
from layers.viewport import Viewport
from mapper.analysis.seats.coverage import COUNTED
from tests.ui.waiting import settle
from ui.session.marked_sums import marked_sums
from ui.session.rows import Figures
from ui.session.view_state import Selection
from ui.widgets.rows_model import RowsTable
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

SHIFT = Qt.KeyboardModifier.ShiftModifier
ROWS = st.tuples(st.sampled_from(["communities", "hazards"]), st.sampled_from("abc"))


@given(st.lists(st.tuples(st.sampled_from(["choose", "toggle", "go"]), ROWS), max_size=12))
def test_what_is_current_is_among_the_marks_or_nothing_else_is_marked(steps: list[tuple[str, tuple[str, str]]]) -> None:
    selection = Selection()
    heard: list[frozenset[tuple[str, str]]] = []
    selection.marked_changed.connect(lambda: heard.append(selection.marked))
    for step, row in steps:
        before = selection.marked
        getattr(selection, step)(*row)
        if step == "choose":
            assert (selection.current, selection.marked) == (row, frozenset())
        elif step == "toggle" and before:
            assert selection.marked == before ^ {row}
            selection.toggle(*row)
            assert selection.marked == before
    assert not heard or heard[-1] == selection.marked


def place_of(workspace: Workspace, code: str) -> QPoint:
    """A pixel of the canvas on a unit, away from symbols."""
    snapshot, view = workspace.map.snapshot, workspace.map.canvas.viewport
    assert snapshot is not None
    assert view is not None
    shapes = snapshot.geometry.shapes("communities")
    (xy, _), row = shapes.label_points, list(shapes.ids).index(code)
    x, y = view.to_screen((float(xy[row, 0]), float(xy[row, 1])))
    for dx, dy in ((0, 0), (12, 0), (-12, 0), (0, 12), (0, -12), (18, 10), (-18, -10)):
        found = workspace.map._under(x + dx, y + dy)
        if found and (found[0].table, found[0].id) == ("communities", code):
            return QPoint(round(x + dx), round(y + dy))
    raise AssertionError(f"{code} is covered")


def quiet_units(workspace: Workspace, count: int) -> list[str]:
    """Units that one can click on."""
    found = []
    for row in workspace.sides.units.model.rows:
        try:
            place_of(workspace, row.code)
        except AssertionError:
            continue
        found.append(row.code)
        if len(found) == count:
            return found
    raise AssertionError("the map is too crowded")


def marked_in(workspace: Workspace, table: str) -> set[str]:
    """Ids of the rows of a table that are marked."""
    return {key for name, key in workspace.selection.marked if name == table}


def in_table(table: RowsTable) -> set[str]:
    return {getattr(row, "code", None) or row.key for row in table.selected_rows()}


def test_marking_many_shows_none_of_them_alone(workspace: Workspace) -> None:
    first, *others = quiet_units(workspace, 3)
    workspace.open_unit(first)
    assert workspace.sides.unit._buttons.isVisibleTo(workspace.sides.unit)
    workspace.selection.mark([("communities", code) for code in others])
    assert workspace.sides.unit.unit is None
    assert not workspace.sides.unit._buttons.isVisibleTo(workspace.sides.unit)


def test_shift_and_click_adds_and_takes_away(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    canvas = workspace.map.canvas
    codes = quiet_units(workspace, 3)
    places = [place_of(workspace, code) for code in codes]
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    assert workspace.selection.marked == frozenset()
    for place in places[1:]:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, SHIFT, place)
    assert marked_in(workspace, "communities") == set(codes)
    assert in_table(workspace.sides.units.table) == set(codes)
    assert workspace.selection.current == ("communities", codes[2])
    settle(qtbot, window)
    assert workspace.map.snapshot is not None
    assert {key for _, key in workspace.map.snapshot.state.selected} == set(codes)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, SHIFT, places[0])
    assert marked_in(workspace, "communities") == set(codes[1:])
    assert in_table(workspace.sides.units.table) == set(codes[1:])
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    assert workspace.selection.marked == frozenset()
    assert in_table(workspace.sides.units.table) == {codes[0]}


def test_rows_marked_in_the_table_are_marked_everywhere(workspace: Workspace, qtbot: QtBot) -> None:
    table, model = workspace.sides.units.table, workspace.sides.units.model
    table.selectRow(1)
    assert workspace.selection.marked == frozenset()
    extend = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().setCurrentIndex(model.index(4, 0), extend)
    assert marked_in(workspace, "communities") == {model.rows[1].code, model.rows[4].code}
    assert workspace.selection.unit == model.rows[4].code
    workspace.sides.units.filter.setText(model.rows[4].code)
    assert in_table(table) == {workspace.selection.unit}
    workspace.sides.units.filter.clear()
    assert in_table(table) == marked_in(workspace, "communities")
    assert len(in_table(table)) == 2
    workspace.map.canvas.setFocus()
    qtbot.keyClick(workspace.map.canvas, Qt.Key.Key_Escape)
    assert workspace.selection.marked == frozenset()
    assert in_table(table) == set()
    assert not workspace.map.marked_bar.isVisible()


@pytest.mark.parametrize("theme", ["coverage", "hazards", "disputes"])
def test_a_lasso_round_everything_marks_what_the_theme_is_about(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, theme: str
) -> None:
    workspace.view.map.set_theme(theme)
    settle(qtbot, window)
    canvas = workspace.map.canvas
    window.menu_actions["lasso"].trigger()
    assert workspace.map.tools.hint.isVisible()
    corners = [(2, 2), (canvas.width() - 3, 2), (canvas.width() - 3, canvas.height() - 3), (2, canvas.height() - 3)]
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corners[0]))
    for corner in corners[1:]:
        qtbot.mouseMove(canvas, QPoint(*corner))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*corners[-1]))
    assert canvas.tool is canvas.look_tool
    marked, figures = workspace.selection.marked, workspace.day_in_hand.figures
    assert figures is not None
    placed = {(row.table, row.key) for row in figures.incidents if row.where is not None and row.table == theme}
    assert marked == (placed or {("communities", code) for code in figures.units})
    workspace.selection.clear()
    workspace.map.marking.mark_all()
    assert workspace.selection.marked >= marked
    assert workspace.map.marked_bar.isVisible()
    if theme != "coverage":
        shown = {row.key for row in workspace.sides.incidents.table.selected_rows()}
        assert shown == marked_in(workspace, theme)
    days = {row.since.date() for row in figures.incidents if row.since and (row.table, row.key) in marked}
    assert days <= workspace.sides.timeline.bars.marked


def test_the_sums_are_those_of_the_rows(workspace: Workspace) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    units = figures.project.communities
    uncounted = units.assign(residents=units["residents"].where(units.index != units.index[0]))
    figures = Figures(figures.project.with_tables(communities=uncounted), figures.as_of)
    some = list(figures.units.values())[::3]
    wanted = replace(EVERY_INCIDENT, origin="discovered")
    marked = {("communities", unit.code) for unit in some} | {
        ("hazards", figures.incidents[0].key),
        ("hazards", "gone"),
    }
    sums = marked_sums(figures, marked, wanted)
    assert (sums.units, sums.all_units) == (len(some), len(figures.units))
    assert sums.residents == sum(unit.residents or 0 for unit in some)
    assert sums.residents_unknown == 1
    assert sums.seats_covered == sum(unit.state in COUNTED for unit in some)
    assert sum(sums.in_units.values()) + sums.filtered_out == sum(sum(u.open.values()) for u in some)
    assert sums.filtered_out > 0
    everything = marked_sums(figures, marked, EVERY_INCIDENT)
    assert everything.marked == {"hazards": 1}
    assert sum(everything.of.values()) == len(figures.row_of)
    hazards = figures.project.hazards
    is_open = hazards.index.isin([key for table, key in figures.row_of if table == "hazards"])
    found = is_open & (hazards["origin"] == "discovered").to_numpy()
    assert sums.of["hazards"] == found.sum()
    assert sums.marked.get("hazards", 0) == found[hazards.index == figures.incidents[0].key].sum()


def test_what_is_marked_is_copied_with_what_it_comes_to(workspace: Workspace) -> None:
    rows = workspace.sides.units.model.rows[:3]
    workspace.selection.mark(("communities", row.code) for row in rows)
    workspace.map.marked_bar.copy.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == workspace.map.marked_bar.words.text()
    assert "选中 3 / 108 个社区（村）" in lines[0]
    assert [line.split("\t")[0] for line in lines[2:]] == [row.code for row in rows]


@pytest.mark.parametrize("width_px", [560, 1000])
def test_the_card_of_what_is_marked_leaves_the_scale_bar_free(workspace: Workspace, width_px: int) -> None:
    bar, over = workspace.map.marked_bar, workspace.map
    workspace.selection.mark(("communities", row.code) for row in workspace.sides.units.model.rows[:3])
    over.resize(width_px, 400)
    bar._place()
    card = bar.geometry()
    picture = QImage(width_px, 400, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    for metres_per_px in np.geomspace(0.05, 5000, 60):
        view = Viewport((0.0, 0.0), float(metres_per_px), width_px, 400)
        ground = paint_scale_bar(painter, view, workspace.say.messages)
        assert not ground.intersects(QRectF(card)), metres_per_px
    painter.end()
    assert over.rect().contains(card)
    assert card.width() >= 320
