"""Entering on the map: a click gives the place, what lies there is filled in; the row is in the file, or gone again."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDialogButtonBox
from pytestqt.qtbot import QtBot

from mapper.day.day import Day
from mapper.names import name_of
from tests.ui.waiting import settle
from ui.incidents.entry_dialog import EntryDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def clicked(workspace: Workspace) -> EntryDialog:
    """The dialog after a click on the middle of the map."""
    canvas = workspace.map.canvas
    workspace.map.tools.pick_place()
    assert workspace.map.tools.hint.isVisible()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=QPoint(canvas.width() // 2, canvas.height() // 2))
    assert workspace.map.tools.in_hand is None
    (dialog,) = (d for d in workspace.findChildren(EntryDialog) if d.isVisible())
    return dialog


def test_enter_takes_the_middle_of_the_map(workspace: Workspace) -> None:
    canvas = workspace.map.canvas
    workspace.map.tools.pick_place()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    (dialog,) = (d for d in workspace.findChildren(EntryDialog) if d.isVisible())
    middle = workspace.map.degrees_at(canvas.width() / 2, canvas.height() / 2)
    assert [float(n) for n in dialog.place.text().split(", ")] == pytest.approx(middle, abs=1e-5)


def press_ok(dialog: EntryDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def choose(dialog: EntryDialog, field: str, value: object) -> None:
    box = dialog.table if field == "table" else dialog.fields[field]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(value))


def test_a_hazard_is_entered_by_a_click_with_its_unit_and_owner_and_taken_back(
    window: MainWindow, workspace: Workspace, project_file: Path, qtbot: QtBot
) -> None:
    dialog = clicked(workspace)
    choose(dialog, "category", "exit_blocked")
    where = [float(part) for part in dialog.place.text().split(",")]
    owners = dialog.fields["owner_id"]
    assert isinstance(owners, QComboBox)
    officer = owners.currentData()
    before = set(workspace.document.project.hazards.index)
    press_ok(dialog)
    settle(qtbot, window)
    (key,) = set(workspace.document.project.hazards.index) - before
    with closing(sqlite3.connect(project_file)) as sql:
        category, owner = sql.execute("SELECT category, owner_id FROM hazards WHERE hazard_id = ?", (key,)).fetchone()
    assert (category, owner) == ("exit_blocked", officer)
    point = workspace.document.project.hazards.geometry[key]
    assert [round(point.x, 6), round(point.y, 6)] == where
    day = Day(workspace.document.project, workspace.view.as_of)
    unit = day.owned("hazards").at[key, "community_code"]
    assert officer in day.coverage.seats.at[unit, "officer_ids"]
    assert workspace.selection.current == ("hazards", key)
    assert key in {row.key for row in workspace.sides.incidents.model.rows}
    workspace.document.undo()
    settle(qtbot, window)
    with closing(sqlite3.connect(project_file)) as sql:
        assert sql.execute("SELECT count(*) FROM hazards WHERE hazard_id = ?", (key,)).fetchone() == (0,)


def test_each_table_asks_for_its_own_and_a_typed_place_is_as_good(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    dialog = clicked(workspace)
    choose(dialog, "table", "disputes")
    tall_px = dialog.height()
    choose(dialog, "table", "places")
    assert dialog.height() < tall_px
    assert dialog.height() == dialog.body.totalHeightForWidth(dialog.width())
    choose(dialog, "table", "disputes")
    assert dialog.height() == tall_px
    choose(dialog, "table", "places")
    shown = {name for name, field in dialog.fields.items() if field.isVisible()}
    assert shown == {"type", "name"}
    choose(dialog, "type", "hotel")
    dialog.fields["name"].setText("云汉宾馆（虚构）")  # type: ignore[union-attr]  # a line of text
    unit = str(workspace.document.project.communities.index[3])
    inside = workspace.document.project.communities.geometry[unit].representative_point()
    dialog.place.setText(f"{inside.x:.6f} {inside.y:.6f}")
    assert name_of(workspace.document.project.communities, unit) in dialog.lies.text()
    dialog.place.setText("nowhere")
    press_ok(dialog)
    assert dialog.isVisible()
    assert "nowhere" in dialog.trouble.text()
    dialog.place.setText(f"{inside.x:.6f} {inside.y:.6f}")
    window.switch_language()
    assert dialog.chosen == "places"
    press_ok(dialog)
    settle(qtbot, window)
    added = workspace.document.project.places.iloc[-1]
    assert (added["type"], added["name"]) == ("hotel", "云汉宾馆（虚构）")


def test_an_event_knows_its_unit_and_a_dispute_its_first_date(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    for table, dated in (("outreach", "held_at"), ("disputes", "received_at")):
        dialog = clicked(workspace)
        choose(dialog, "table", table)
        if table == "outreach":
            assert isinstance(dialog.fields["category"], QComboBox)
            dialog.fields["category"].setEditText("反诈宣传")
            assert not dialog.due.isVisible()
        else:
            norms = workspace.document.project.norms
            choose(dialog, "category", "family")
            choose(dialog, "handler", "joint")
            choose(dialog, "category", "land")  # whoever was chosen stays
            due = workspace.view.as_of + timedelta(days=norms.dispute_stage_days["assessed"])
            assert str(workspace.say.day(due)) in dialog.due.text()
        press_ok(dialog)
        settle(qtbot, window)
        row = workspace.document.project.table(table).iloc[-1]
        assert row[dated].date() == workspace.view.as_of
    assert tuple(workspace.document.project.disputes.iloc[-1][["category", "handler"]]) == ("land", "joint")
    assert (
        workspace.document.project.outreach.iloc[-1]["community_code"] in workspace.document.project.communities.index
    )


def test_what_was_chosen_and_written_stays_whatever_else_changes(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    """The owner follows the place until somebody chooses one; then neither place, table nor language changes it."""
    project, figures = workspace.document.project, workspace.day_in_hand.figures
    assert figures is not None
    dialog = clicked(workspace)
    owners = dialog.fields["owner_id"]
    assert isinstance(owners, QComboBox)
    held = [code for code, unit in figures.units.items() if unit.officer_ids]
    first, other = (project.communities.geometry[code].representative_point() for code in (held[0], held[-1]))
    dialog.place.setText(f"{first.x:.6f}, {first.y:.6f}")
    assert owners.currentData() in figures.units[held[0]].officer_ids
    dialog.place.setText(f"{other.x:.6f}, {other.y:.6f}")
    assert owners.currentData() in figures.units[held[-1]].officer_ids
    chosen = next(one for one in figures.officers if one not in figures.units[held[0]].officer_ids)
    owners.setCurrentIndex(owners.findData(chosen))
    dialog.place.setText(f"{first.x:.6f}, {first.y:.6f}")
    assert owners.currentData() == chosen
    window.switch_language()
    choose(dialog, "table", "outreach")
    written = dialog.fields["category"]
    assert isinstance(written, QComboBox)
    written.setEditText("反诈宣传")
    window.switch_language()
    assert written.currentText() == "反诈宣传"
    choose(dialog, "table", "hazards")
    assert owners.currentData() == chosen
    press_ok(dialog)
    settle(qtbot, window)
    assert workspace.document.project.hazards.iloc[-1]["owner_id"] == chosen
