"""An officer dragged onto a unit: the load is told before, refusals are those of the dialog, undo takes it back."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mapper.crs import transform_xy
from mapper.effects.assignment import shares_with
from mapper.schema import DEGREES
from tests.ui.waiting import settle
from ui.seats.assign_dialog import AssignDialog
from ui.seats.assigning import candidates
from ui.session.rows import OfficerRow
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def carry(workspace: Workspace, officer: OfficerRow, target: QWidget, at: QPointF, drop: bool = True) -> bool:
    """Drag an officer's row there and let it go; tells whether the drop would be taken."""
    model = workspace.sides.officers.model
    place = next(n for n, row in enumerate(model.rows) if row.officer_id == officer.officer_id)
    data = model.mimeData([model.index(place, 0)])
    QApplication.sendEvent(target, QDragEnterEvent(at.toPoint(), COPY, data, LEFT, NONE))
    move = QDragMoveEvent(at.toPoint(), COPY, data, LEFT, NONE)
    QApplication.sendEvent(target, move)
    if drop:
        QApplication.sendEvent(target, QDropEvent(at, COPY, data, LEFT, NONE))
    return move.isAccepted()


def holders(workspace: Workspace, code: str) -> tuple[str, ...]:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    return figures.units[code].officer_ids


@pytest.fixture
def vacant(workspace: Workspace) -> str:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    return next(u.code for u in figures.units.values() if u.kind == "community" and u.state == "vacant")


def on_the_map(workspace: Workspace, code: str) -> QPointF:
    """A pixel inside the unit, which fills the map."""
    workspace.zoom_to_unit(code)
    canvas = workspace.map.canvas
    assert canvas.viewport is not None
    inside = workspace.document.project.communities.geometry[code].representative_point()
    x, y = transform_xy(np.array([[inside.x, inside.y]]), DEGREES, workspace.document.project.about.map_crs)[0]
    return QPointF(*canvas.viewport.to_screen((float(x), float(y))))


def asked(workspace: Workspace) -> AssignDialog:
    return next(d for d in workspace.findChildren(AssignDialog) if d.isVisible())


def test_the_load_is_told_before_an_officer_is_dropped_on_the_map(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, vacant: str
) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    officer = next(o for o in candidates(figures, vacant) if o.seats)
    at = on_the_map(workspace, vacant)
    minutes = figures.unit_load["minutes"]
    then = shares_with(figures.project, figures.coverage, vacant, [officer.officer_id], minutes).iloc[0]
    assert carry(workspace, officer, workspace.map.canvas, at, drop=False)
    tip = workspace.map_drop.tip
    assert tip.isVisible()
    assert officer.name in tip.text()
    assert f"{then * 100:.0f}%" in tip.text()
    assert holders(workspace, vacant) == ()
    carry(workspace, officer, workspace.map.canvas, at)
    assert not tip.isVisible()
    dialog = asked(workspace)
    assert dialog.table.row().officer_id == officer.officer_id
    assert f"{then * 100:.0f}%" in dialog.consequence.text()
    dialog.dedicated.setChecked(False)
    dialog.accept()
    settle(qtbot, window)
    assert holders(workspace, vacant) == (officer.officer_id,)
    assert not workspace.document.project.duties.query("community_code == @vacant")["dedicated"].iloc[-1]
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert holders(workspace, vacant) == ()


def test_an_officer_is_dropped_on_a_row_of_the_table(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, vacant: str
) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    officer = candidates(figures, vacant)[0]
    units = workspace.sides.units
    units.filter.setText(vacant)
    middle = units.table.visualRect(units.model.index(0, 1)).center()
    assert carry(workspace, officer, units.table.viewport(), QPointF(middle))
    asked(workspace).reject()
    assert holders(workspace, vacant) == (), "who thinks better of it changes nothing"
    assert carry(workspace, officer, units.table.viewport(), QPointF(middle))
    asked(workspace).accept()
    settle(qtbot, window)
    assert holders(workspace, vacant) == (officer.officer_id,)


def test_all_that_is_told_over_the_table_can_be_read(window: MainWindow, workspace: Workspace, vacant: str) -> None:
    """The table is often lower than what is told: it stands over the window, and not under the pointer."""
    figures = workspace.day_in_hand.figures
    assert figures is not None
    officer = next(o for o in candidates(figures, vacant) if o.seats)
    units = workspace.sides.units
    units.filter.setText(vacant)
    place = units.table.visualRect(units.model.index(0, 1)).center()
    carry(workspace, officer, units.table.viewport(), QPointF(place), drop=False)
    tip, pointer = units.drop.tip, units.table.viewport().mapTo(window, place)
    assert tip.isVisible()
    assert tip.height() >= tip.heightForWidth(tip.width())
    assert tip.visibleRegion().boundingRect() == tip.rect()
    assert window.rect().contains(tip.geometry())
    assert not tip.geometry().contains(pointer)


def test_who_cannot_have_the_unit_is_refused_with_the_reason(workspace: Workspace, vacant: str) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    units = workspace.sides.units
    village = next(u.code for u in figures.units.values() if u.kind == "village" and u.state == "vacant")
    away = next(o for o in figures.officers.values() if o.role == "auxiliary" and o.status != "on_duty")
    wrong = next(o for o in figures.officers.values() if o.role == "auxiliary")
    for why, officer, code in (("岗位不符", wrong, vacant), ("不在岗", away, village)):
        assert officer not in candidates(figures, code)
        units.filter.setText(code)
        at = QPointF(units.table.visualRect(units.model.index(0, 1)).center())
        assert not carry(workspace, officer, units.table.viewport(), at, drop=False)
        assert why in units.drop.tip.text()
        carry(workspace, officer, units.table.viewport(), at)
        assert not workspace.document.can_undo
    held = next(u for u in figures.units.values() if u.state == "covered" and u.kind == "community")
    units.filter.setText(held.code)
    holder = figures.officers[held.officer_ids[0]]
    assert not carry(workspace, holder, units.table.viewport(), at, drop=False)
    assert "已由" in units.drop.tip.text()


def test_nothing_happens_where_there_is_no_unit(workspace: Workspace, vacant: str) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    officer = candidates(figures, vacant)[0]
    workspace.map.canvas.fit()
    assert not carry(workspace, officer, workspace.map.canvas, QPointF(QPoint(3, 3)))
    assert not workspace.document.can_undo


def test_the_dialog_tells_who_else_is_affected_and_takes_the_share_of_full_time(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    unit = next(u for u in figures.units.values() if u.kind == "community" and u.state == "covered" and u.load)
    holder = figures.officers[unit.officer_ids[0]]
    workspace.assign(unit.code)
    dialog = asked(workspace)
    officer = dialog.table.row()
    told = dialog.consequence.text()
    assert f"{holder.name} 的负荷" in told
    assert f"{unit.name}：在岗 → 多人" in told
    dialog.fte.setValue(0.5)
    assert dialog.consequence.text() != told
    dialog.accept()
    settle(qtbot, window)
    assert workspace.document.project.officers["fte"][officer.officer_id] == 0.5
    after = workspace.day_in_hand.figures
    assert after is not None
    share = after.officers[holder.officer_id].share
    assert share is not None
    assert f"{share * 100:.0f}%" in told
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert workspace.document.project.officers["fte"][officer.officer_id] == officer.fte
