"""An officer comes or goes in the window: what it does is said before, covers come with it, one undo takes it back."""

from datetime import date, timedelta

from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from tests.ui.waiting import settle
from ui.seats.personnel_dialog import PersonnelDialog
from ui.session.rows import OfficerRow
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def chosen_from_the_menu(workspace: Workspace, officer_id: str, change: str) -> PersonnelDialog:
    workspace.open_officer(officer_id)
    menu = workspace.sides.officers.menu
    menu.aboutToShow.emit()
    (action,) = [a for a in menu.actions() if a.text() == workspace.say(f"personnel.kind.{change}")]
    action.trigger()
    return seen(workspace)


def seen(workspace: Workspace) -> PersonnelDialog:
    (dialog,) = [found for found in workspace.findChildren(PersonnelDialog) if found.isVisible()]
    return dialog


def worked_out(qtbot: QtBot, dialog: PersonnelDialog) -> None:
    ok = dialog.buttons.button(dialog.buttons.StandardButton.Ok)
    asks = dialog.say("personnel.choose_where")
    qtbot.waitUntil(
        lambda: ok.isEnabled() or dialog.trouble.isVisible() or dialog.effect.text() == asks, timeout=20_000
    )


def holder(workspace: Workspace) -> OfficerRow:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    alone = (o for o in figures.officers.values() if len(o.seats) == 1 and o.status == "on_duty")
    return next(o for o in alone if figures.units[o.seats[0]].state == "covered")


def qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def test_a_transfer_is_told_covered_done_and_undone(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    settle(qtbot, window)
    officer, project = holder(workspace), workspace.document.project
    unit = workspace.day_in_hand.figures.units[officer.seats[0]]  # type: ignore[union-attr]  # settled
    dialog = chosen_from_the_menu(workspace, officer.officer_id, "transfer")
    worked_out(qtbot, dialog)
    assert not dialog.trouble.isVisible(), "nothing is wrong yet"
    assert dialog.effect.text() == workspace.say("personnel.choose_where")
    first = date(2026, 12, 1)
    dialog.starts.setDate(qdate(first))
    other = next(code for code in project.stations.index if code != officer.station_code)
    dialog.station.setCurrentIndex(dialog.station.findData(other))
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)
    worked_out(qtbot, dialog)
    assert dialog.told is not None
    assert [seat.community_code for seat in dialog.told.seats] == [unit.code]
    (cover,) = dialog.covers.chosen
    assert cover.starts == first
    assert cover.officer_id != officer.officer_id, "who goes covers nothing"
    assert workspace.say("personnel.all_covered", count=1) in dialog.effect.text()
    dialog.accept()
    settle(qtbot, window)
    after = workspace.document.project
    assert after.duties.index.difference(project.duties.index).size == 1
    posted = after.postings[~after.postings.index.isin(project.postings.index)]
    assert posted["station_code"].tolist() == [officer.station_code, other]
    assert workspace.day_in_hand.figures.officers[officer.officer_id].station_code == officer.station_code  # type: ignore[union-attr]
    workspace.document.undo()
    assert workspace.document.project.duties.equals(project.duties)
    assert workspace.document.project.postings.equals(project.postings)


def test_a_duty_ends_on_the_day_asked_and_the_seat_shows_who_acts(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    settle(qtbot, window)
    officer = holder(workspace)
    code = officer.seats[0]
    workspace.sides.unit.change_wanted.emit(officer.officer_id, "end", code)
    dialog = seen(workspace)
    worked_out(qtbot, dialog)
    assert dialog.unit.currentData() == code
    assert {dialog.unit.itemData(row) for row in range(dialog.unit.count())} == {None, *officer.seats}
    assert dialog.starts.date() == qdate(workspace.view.as_of)
    later = workspace.view.as_of + timedelta(days=5)
    dialog.starts.setDate(qdate(later))
    worked_out(qtbot, dialog)
    dialog.covers._lines[0][1].setChecked(False)
    worked_out(qtbot, dialog)
    dialog.accept()
    settle(qtbot, window)
    ends = workspace.document.project.duties
    mine = ends[(ends["officer_id"] == officer.officer_id) & (ends["community_code"] == code)]
    assert mine["ends"].dt.date.tolist() == [later - timedelta(days=1)]
    coming = workspace.sides.gaps.model.lines[-1]
    assert coming is not None
    codes = {f.code for f in workspace.day_in_hand.figures.coming}  # type: ignore[union-attr]
    assert "seat_empty_soon" in codes


def test_somebody_new_is_added_from_the_list(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    settle(qtbot, window)
    workspace.sides.officers.change_wanted.emit("", "add")
    dialog = seen(workspace)
    worked_out(qtbot, dialog)
    assert dialog.trouble.isVisible(), "without a name"
    dialog.name.setText("新来的（虚构）")
    dialog.name.editingFinished.emit()
    qtbot.waitUntil(lambda: dialog.told is not None, timeout=20_000)
    worked_out(qtbot, dialog)
    number = dialog.officer_id
    dialog.accept()
    settle(qtbot, window)
    assert workspace.document.project.officers.at[number, "display_name"] == "新来的（虚构）"
