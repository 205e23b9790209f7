"""Borders edited with the mouse in the real window: seen before it is done, on disk when it is, undone by one key."""

import statistics
import time

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from pytestqt.qtbot import QtBot

from mapper.crs import to_metres
from tests.ui.borders.outcome import on_disk, shapes, table_words
from tests.ui.waiting import settle
from ui.borders.border_mode import BorderMode
from ui.borders.border_places import on_panel
from ui.borders.border_review import changed_m
from ui.borders.border_tools import LineTool, VertexTool
from ui.borders.split_unit import SplitDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

SMOOTH_MS = 16.0


def at(workspace: Workspace, place_m: tuple[float, float]) -> QPoint:
    view = workspace.map.canvas.viewport
    assert view is not None
    return QPointF(*view.to_screen(place_m)).toPoint()


def inner_vertex(mode: BorderMode, units: int = 2) -> int:
    """A vertex between two units, well inside the view and away from rivers and roads."""
    index, view = mode.index, mode._canvas.viewport
    assert index is not None
    assert view is not None
    middle = np.asarray(view.center_xy_m)
    seen = index.within(view.bounds_m)
    for vertex in seen[np.argsort(np.hypot(*(index.vertices_m[seen] - middle).T))]:
        place = tuple(index.vertices_m[vertex].tolist())
        far = np.hypot(*(index.vertices_m - index.vertices_m[vertex]).T)
        alone = np.sort(far)[1] > 12 * view.metres_per_px
        off_lines = index.line_at(place, 40 * view.metres_per_px) is None
        if alone and off_lines and not index.is_outer(int(vertex)) and len(index.units_at(int(vertex))) == units:
            return int(vertex)
    raise AssertionError("no such vertex in view")


def begin(workspace: Workspace, window: MainWindow, qtbot: QtBot) -> BorderMode:
    """The mode, on a unit in the middle of the district whose borders are sound, near enough to see every vertex."""
    workspace.edit_borders("429999008217")
    settle(qtbot, window)
    workspace.map.canvas.zoom(2.5)
    settle(qtbot, window)
    return workspace.borders


def drag(workspace: Workspace, qtbot: QtBot, start: QPoint, end: QPoint) -> None:
    canvas = workspace.map.canvas
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.5, 1.0):
        qtbot.mouseMove(canvas, start + (end - start) * share)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)


def test_a_dragged_vertex_is_shown_applied_and_undone(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    mode, canvas, document = begin(workspace, window, qtbot), workspace.map.canvas, workspace.document
    before = shapes(document.project)
    index = mode.index
    assert index is not None
    vertex = inner_vertex(mode)
    units, was = index.units_at(vertex), index.vertex(vertex)
    start = at(workspace, tuple(index.vertices_m[vertex].tolist()))
    drag(workspace, qtbot, start, start + QPoint(9, -7))
    assert shapes(document.project) == before
    assert mode.bar.isVisible()
    assert mode.review is not None
    assert set(mode.review.change.codes) == set(units)
    words = table_words(mode)
    for code in units:
        assert document.project.communities["name"][code] in words
    assert mode.say("border.same") in words
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert not mode.bar.isVisible()
    assert mode.on
    start = at(workspace, tuple(index.vertices_m[vertex].tolist()))  # the map may have gone aside for the card
    drag(workspace, qtbot, start, start + QPoint(9, -7))
    told = dict(mode.review.change.km2_after)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert not mode.bar.isVisible()
    saved = on_disk(workspace)
    changed = to_metres(saved.communities.geometry.loc[units], saved.about.map_crs)
    assert dict(zip(units, shapely.area(changed) / 1e6, strict=True)) == pytest.approx(
        {code: told[code] for code in units}
    )
    assert all(was not in shapely.get_coordinates(saved.communities.geometry[code]).tolist() for code in units)
    window.menu_actions["undo"].trigger()
    assert shapes(on_disk(workspace)) == shapes(document.project) == before
    assert mode.on
    settle(qtbot, window)


def test_a_vertex_is_put_in_by_a_double_click_and_taken_out_by_the_right_button(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    mode, canvas, document = begin(workspace, window, qtbot), workspace.map.canvas, workspace.document
    index = mode.index
    assert index is not None
    canvas.center_on(tuple(index.vertices_m[inner_vertex(mode)].tolist()), 800.0)
    vertex = inner_vertex(mode)
    index = mode.index
    assert index is not None
    other = next(int(end) for end in index.ends_at(vertex))
    middle = (index.vertices_m[vertex] + index.vertices_m[other]) / 2
    count = shapely.get_num_coordinates(document.project.communities.geometry.array).sum()
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, tuple(middle.tolist())))
    assert shapely.get_num_coordinates(document.project.communities.geometry.array).sum() >= count + 2
    assert document.next_undo is not None
    assert document.next_undo.code == "vertex_inserted"
    index = mode.index
    assert index is not None
    new = index.vertex_at(tuple(middle.tolist()), 5.0)
    assert new is not None
    qtbot.mouseClick(canvas, Qt.MouseButton.RightButton, pos=at(workspace, tuple(index.vertices_m[new].tolist())))
    assert mode.bar.isVisible()
    qtbot.mouseClick(mode.bar.apply, Qt.MouseButton.LeftButton)
    assert document.next_undo.code == "vertex_deleted"
    assert shapely.get_num_coordinates(document.project.communities.geometry.array).sum() == count
    settle(qtbot, window)


def test_a_stroke_is_refused_on_a_locked_border_and_its_card_hides_no_land(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    mode, canvas, document = begin(workspace, window, qtbot), workspace.map.canvas, workspace.document
    index = mode.index
    assert index is not None
    vertex = inner_vertex(mode)
    start, end = (at(workspace, tuple(index.vertices_m[other].tolist())) for other in index.ends_at(vertex))
    aside = QPoint(start.y() - end.y(), end.x() - start.x()) * 0.4
    between = index.units_at(vertex)

    def stroke() -> None:
        qtbot.keyClick(canvas, Qt.Key.Key_4)
        qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        for share in (0.3, 0.5, 0.7):
            qtbot.mouseMove(canvas, start + (end - start) * share + aside)
        qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)

    qtbot.keyClick(canvas, Qt.Key.Key_9)
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, tuple(index.vertices_m[vertex].tolist())))
    assert document.project.locks[["kind", "subject", "other_code"]].to_numpy().tolist() == [["border", *between]]
    stroke()
    assert mode.review is None
    assert "已锁定" in mode.palette.hint.text()
    document.undo()
    # Esc lets go of the line that is being drawn, and only then of the mode.
    qtbot.keyClick(canvas, Qt.Key.Key_4)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, start + (end - start) * 0.5 + aside)
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseMove(canvas, start + (end - start) * 0.7 + aside)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=end)
    assert mode.on
    assert mode.review is None
    # A tool's own box takes no other's place.
    places = {}
    for key in (Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_4):
        qtbot.keyClick(canvas, key)
        shown = (*mode.palette.tools.values(), mode.palette.at_once, mode.palette.outline, mode.palette.away)
        places[key, len(places)] = [widget.geometry() for widget in shown]
    assert len({tuple((g.x(), g.y(), g.width()) for g in of) for of in places.values()}) == 1
    stroke()
    assert mode.review is not None
    assert set(mode.review.change.codes) >= set(between)
    land, view = changed_m(mode.review), canvas.viewport
    assert land is not None
    assert view is not None
    assert not on_panel(view, land).intersects(QRectF(mode.bar.geometry()))
    assert not on_panel(view, land).intersects(QRectF(mode.palette.geometry()))
    mode.apply()
    assert document.next_undo is not None
    assert document.next_undo.code == "border_redrawn"
    settle(qtbot, window)


def test_the_preview_follows_the_hand(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    mode, canvas = begin(workspace, window, qtbot), workspace.map.canvas
    index = mode.index
    assert index is not None
    start = QPointF(at(workspace, tuple(index.vertices_m[inner_vertex(mode)].tolist())))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    tool = canvas.tool
    assert isinstance(tool, VertexTool)
    assert tool.dragged is not None
    took = []
    for step in range(60):
        place = start + QPointF(step / 4, step / 5)
        event = QMouseEvent(
            QEvent.Type.MouseMove, place, canvas.mapToGlobal(place), Qt.MouseButton.NoButton,
            Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        )  # fmt: skip
        began = time.process_time()
        canvas.mouseMoveEvent(event)
        canvas.repaint()
        took.append(1000 * (time.process_time() - began))
    assert statistics.median(took) <= SMOOTH_MS
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert tool.dragged is None
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    assert not mode.bar.isVisible()
    # The same by keys: arrows move the map under its cross, Space takes hold and lets go.
    off = QPointF(canvas.rect().center()) - start
    canvas.pan(off.x(), off.y())
    for key, holds in ((Qt.Key.Key_Space, True), (Qt.Key.Key_Right, True), (Qt.Key.Key_Space, False)):
        qtbot.keyClick(
            canvas,
            key,
            Qt.KeyboardModifier.ShiftModifier if key == Qt.Key.Key_Right else Qt.KeyboardModifier.NoModifier,
        )
        assert tool.holds is holds
    assert mode.reviewing


def test_the_outline_is_left_alone_until_it_is_allowed(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    mode = begin(workspace, window, qtbot)
    index = mode.index
    assert index is not None
    outer = next(v for v in range(len(index.vertices)) if index.is_outer(v) and len(index.ends_at(v)) == 2)
    workspace.map.canvas.center_on(tuple(index.vertices_m[outer].tolist()), 1500.0)
    settle(qtbot, window)
    index = mode.index
    assert index is not None
    start = at(workspace, workspace.map.canvas.viewport.center_xy_m)  # type: ignore[union-attr]  # it has one by now
    drag(workspace, qtbot, start, start + QPoint(8, 8))
    assert not mode.bar.isVisible()
    assert mode.palette.hint.text() == mode.say("border.outer")
    mode.palette.outline.setChecked(True)
    drag(workspace, qtbot, start, start + QPoint(6, 6))
    assert mode.review is not None
    assert abs(mode.review.change.total_km2) > 0
    settle(qtbot, window)


def test_a_unit_is_split_and_merged_again(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    mode, canvas, document = begin(workspace, window, qtbot), workspace.map.canvas, workspace.document
    canvas.zoom(1 / 2.5)
    settle(qtbot, window)
    code = "429999008217"
    shape_m = to_metres(document.project.communities.geometry.loc[[code]], document.project.about.map_crs)[0]
    west, south, east, north = shape_m.bounds
    inside = shape_m.representative_point()
    mode.take("split")
    tool = canvas.tool
    assert isinstance(tool, LineTool)
    tool.drawn.emit(shapely.LineString([(west - 50, inside.y), (east + 50, inside.y)]))
    dialog = workspace.findChild(SplitDialog)
    if dialog is None:  # the unit is so bent that this line cuts it in more than two
        tool.drawn.emit(shapely.LineString([(inside.x, south - 50), (inside.x, north + 50)]))
        dialog = workspace.findChild(SplitDialog)
    assert isinstance(dialog, SplitDialog)
    dialog.accept()
    assert "名称" in dialog.trouble.text()
    dialog.new_name.setText("棉场二村（虚构）")
    new = dialog.new_code.text()
    dialog.accept()
    assert mode.review is not None
    assert {note.code: note.values for note in mode.review.effect.notes}["no_duty"] == {"units": [new]}
    assert "棉场二村（虚构）" in mode.bar.notes.text()
    before, after = mode.review.effect.rows["communities", "minutes"][new]
    assert (before, round(after or 0) > 0) == (None, True)  # a new village has fixed work and the way to it
    assert f"棉场二村（虚构） — → {after:,.0f}" in mode.bar.notes.text()
    assert "2026-11-23" in mode.bar.notes.text()
    mode.apply()
    assert new in on_disk(workspace).communities.index
    assert document.project.communities["name"][new] == "棉场二村（虚构）"
    mode.take("merge")
    for unit in (code, new):
        piece = to_metres(document.project.communities.geometry.loc[[unit]], document.project.about.map_crs)[0]
        place = piece.representative_point()
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, (place.x, place.y)))
    assert mode.bar.choices.count() == 2
    assert mode.review is not None
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    saved = on_disk(workspace)
    assert new not in saved.communities.index
    assert shapely.area(to_metres(saved.communities.geometry.loc[[code]], saved.about.map_crs))[0] == pytest.approx(
        shape_m.area, rel=1e-9
    )
    settle(qtbot, window)


def test_a_cut_is_drawn_click_by_click(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    code = "429999004203"
    workspace.edit_borders(code)
    settle(qtbot, window)
    mode, canvas, project = workspace.borders, workspace.map.canvas, workspace.document.project
    qtbot.keyClick(canvas, Qt.Key.Key_7)
    shape_m = to_metres(project.communities.geometry.loc[[code]], project.about.map_crs)[0]
    (west, _, east, _), inside = shape_m.bounds, shape_m.representative_point()
    way = [(west - 60, inside.y), (inside.x, inside.y + 700), (inside.x, inside.y + 60), (east + 60, inside.y)]
    for place in way[:2]:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, place))
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    for place in way[2:]:
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, place))
    tool = canvas.tool
    assert isinstance(tool, LineTool)
    assert len(tool.points_m) == 3
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    dialog = workspace.findChild(SplitDialog)
    assert isinstance(dialog, SplitDialog)
    dialog.new_name.setText("北枣林村（虚构）")
    dialog.counts["residents"].setValue(400)
    dialog.accept()
    assert mode.review is not None
    kept, new = sorted(mode.review.change.km2_after[unit] for unit in (code, dialog.new_code.text()))[::-1]
    assert kept + new == pytest.approx(shape_m.area / 1e6, rel=1e-9)
    mode.apply()
    units = on_disk(workspace).communities
    assert units["residents"][code] == project.communities["residents"][code] - 400
    tool.points_m = [(west - 60, inside.y), (west - 30, inside.y)]
    qtbot.keyClick(canvas, Qt.Key.Key_Return)  # a line that cuts nothing
    assert not mode.bar.isVisible()
    assert mode.palette.hint.text() == mode.say("error.split_line")
    settle(qtbot, window)


def test_a_border_follows_the_river_that_is_pointed_at(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.edit_borders()
    mode, canvas, document = workspace.borders, workspace.map.canvas, workspace.document
    index = mode.index
    assert index is not None
    # A place where the border of these two villages runs beside the river, far enough to be told from it.
    codes = ["429999002202", "429999008207"]
    middles = index.vertices_m[index.edges].mean(axis=1)
    edge, line = next(
        (edge, line)
        for edge in np.flatnonzero(index.sides[:, 1] >= 0)
        if index.units_of_edge(int(edge)) == codes
        and (line := index.line_at(tuple(middles[edge].tolist()), 60.0)) is not None
        and line.far_m > 25.0
    )
    assert line.kind == "river"
    canvas.center_on(tuple(middles[edge].tolist()), 400.0)
    qtbot.keyClick(canvas, Qt.Key.Key_6)
    for place in (tuple(middles[edge].tolist()), line.place_m):
        qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(workspace, place))
    assert mode.bar.isVisible()
    assert mode.bar.tolerance.isVisible()
    moved = []
    for tolerance_m in (1.0, round(line.far_m) + 20.0):
        mode.bar.tolerance.setValue(tolerance_m)
        assert mode.review is not None
        assert f"{tolerance_m:g}" in mode.bar.title.text()
        moved.append(sum(shape.area for shape in mode.review.gained_m))
    assert moved[0] < moved[1]
    assert set(codes) <= set(mode.review.change.codes)
    assert mode.review.change.total_km2 == pytest.approx(0.0, abs=1e-9)
    mode.apply()
    assert document.next_undo is not None
    assert document.next_undo.code == "border_snapped"
    document.undo()
    settle(qtbot, window)


def test_a_move_is_done_at_once_where_that_is_wanted(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    mode, document = begin(workspace, window, qtbot), workspace.document
    index = mode.index
    assert index is not None
    start = at(workspace, tuple(index.vertices_m[inner_vertex(mode)].tolist()))
    mode.palette.at_once.setChecked(True)
    drag(workspace, qtbot, start, start + QPoint(6, 5))
    assert not mode.bar.isVisible()
    assert document.next_undo is not None
    assert document.next_undo.code == "vertex_moved"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not document.can_undo
    settle(qtbot, window)


def test_escape_leaves_the_mode_and_measuring_ends_it(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    window.menu_actions["borders"].trigger()
    mode = workspace.borders
    assert mode.on
    assert mode.palette.isVisible()
    qtbot.keyClick(workspace.map.canvas, Qt.Key.Key_3)
    assert mode.palette.tools["delete"].isChecked()
    qtbot.keyClick(workspace.map.canvas, Qt.Key.Key_Escape)
    assert not mode.on
    assert not mode.palette.isVisible()
    window.menu_actions["borders"].trigger()
    workspace.map.tools.measure()
    assert not mode.on
    assert not mode.palette.isVisible()
    workspace.map.tools.measure()
