"""A loan recorded in the window, changed, removed and undone; the map and the list follow."""

from datetime import timedelta

from PySide6.QtCore import QDate
from pytestqt.qtbot import QtBot

from tests.ui.waiting import settle
from ui.seats.absence_dialog import AbsenceDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def opened(workspace: Workspace, officer_id: str) -> AbsenceDialog:
    workspace.open_officer(officer_id)
    menu = workspace.sides.officers.menu
    menu.aboutToShow.emit()
    (correct,) = [a for a in menu.actions() if a.text() == workspace.say("personnel.correct")]
    correct.trigger()
    (dialog,) = [found for found in workspace.findChildren(AbsenceDialog) if found.isVisible()]
    return dialog


def qdate(day: object) -> QDate:
    return QDate.fromString(str(day), "yyyy-MM-dd")


def test_a_loan_is_recorded_shown_and_undone(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    settle(qtbot, window)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    officer = next(o for o in figures.officers.values() if len(o.seats) == 1 and o.status == "on_duty")
    before, day = figures.headline.covered, figures.as_of
    dialog = opened(workspace, officer.officer_id)
    dialog.ends.setDate(qdate(day - timedelta(days=1)))
    dialog.accept()
    assert dialog.trouble.isVisible(), "it would end before it begins"
    dialog.ends.setDate(qdate(day + timedelta(days=9)))
    dialog.host.setText("市局专班（虚构）")
    dialog.accept()
    settle(qtbot, window)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert figures.headline.covered == before - 1
    assert figures.officers[officer.officer_id].back == day + timedelta(days=10)
    assert (day + timedelta(days=10)).isoformat() in workspace.sides.officers._tip(figures.officers[officer.officer_id])
    workspace.view.set_as_of(day + timedelta(days=10))
    settle(qtbot, window)
    assert workspace.day_in_hand.figures is not None
    assert workspace.day_in_hand.figures.officers[officer.officer_id].status == "on_duty"
    window.menu_actions["undo"].trigger()
    workspace.view.set_as_of(day)
    settle(qtbot, window)
    assert workspace.day_in_hand.figures is not None
    assert workspace.day_in_hand.figures.headline.covered == before


def test_one_on_record_is_changed_or_removed(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    settle(qtbot, window)
    project = workspace.document.project
    (key,) = project.absences.index
    officer = project.absences.loc[key, "officer_id"]
    dialog = opened(workspace, officer)
    assert not dialog.remove.isEnabled()
    dialog.which.setCurrentIndex(1)
    assert dialog.host.text() == project.absences.loc[key, "host"]
    dialog.limited.setChecked(False)
    dialog.accept()
    settle(qtbot, window)
    changed = workspace.document.project.absences
    assert changed["ends"].isna().all()
    assert changed["starts"].equals(project.absences["starts"])
    window.menu_actions["language"].trigger()
    dialog = opened(workspace, officer)
    assert "return not known" in dialog.which.itemText(1)
    dialog.which.setCurrentIndex(1)
    dialog.remove.click()
    settle(qtbot, window)
    assert workspace.document.project.absences.empty
