"""Handovers from the card of an incident: sent, received, answered and taken back; refused with the reason in time."""

from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from mapper.edits.handovers import answer_handover, give_receipt, hand_over
from mapper.project import changes_between
from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import TODAY, at, of
from tests.ui.incidents.test_incident_card import in_file, open_row, texts
from tests.ui.waiting import settle
from ui.incidents.handover_dialog import HandoverDialog
from ui.incidents.handover_offers import HandoverOffer, handover_offers
from ui.incidents.incident_card import IncidentCard
from ui.incidents.step_offers import usual_moment
from ui.window.main_window import MainWindow


def press_link(card: IncidentCard, words: str) -> None:
    QApplication.processEvents()
    (found,) = (b for b in card.findChildren(QPushButton) if b.isVisible() and b.text().startswith(words))
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def asked(card: IncidentCard) -> HandoverDialog:
    (dialog,) = (d for d in card.findChildren(HandoverDialog) if d.isVisible())
    return dialog


def press_ok(dialog: HandoverDialog) -> None:
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)


def test_sent_received_answered_and_taken_back(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    workspace = of(small)
    before = workspace.document.project
    card = open_row(workspace, "D1")
    assert "双向交办 0 件" in texts(card)
    press_link(card, "发起交办")
    dialog = asked(card)
    dialog.direction.setCurrentIndex(dialog.direction.findData("room_to_officer"))
    assert dialog.receiver.itemData(0) == "P1"  # who holds the unit comes first
    dialog.note.setText("电话 13812345678")
    assert dialog.trouble.isVisible()  # said before anybody presses
    press_ok(dialog)
    assert dialog.isVisible()
    dialog.note.setText("请当日回复")
    dialog.with_due.setChecked(True)
    assert not dialog.trouble.isVisible()
    press_ok(dialog)
    settle(qtbot, small)
    assert "陈某某" in texts(card)
    assert "待签收" in texts(card)
    press_link(card, "签收（陈某某）")  # one press, nothing is asked
    settle(qtbot, small)
    press_link(card, "反馈（陈某某）")
    dialog = asked(card)
    dialog.outcome.setCurrentIndex(dialog.outcome.findData("returned"))
    press_ok(dialog)
    settle(qtbot, small)
    assert "退回" in texts(card)
    told = "select receiver, result, received_at is not null, date(due_at) > date(sent_at), note from handovers"
    assert in_file(few_file, told) == [("P1", "returned", 1, 1, "请当日回复")]
    for _ in range(3):
        workspace.document.undo()
    settle(qtbot, small)
    assert changes_between(workspace.document.project, before).parts <= {"keys"}
    assert in_file(few_file, "select count(*) from handovers") == [(0,)]


def test_a_department_is_typed_and_nobody_is_refused(small: MainWindow, few_file: Path, qtbot: QtBot) -> None:
    card = open_row(of(small), "H1")
    press_link(card, "发起交办")
    dialog = asked(card)
    dialog.direction.setCurrentIndex(dialog.direction.findData("station_to_department"))
    assert "交办给谁" in dialog.trouble.text()
    dialog.receiver.setEditText("住建局")
    assert not dialog.trouble.isVisible()
    press_ok(dialog)
    settle(qtbot, small)
    assert in_file(few_file, "select incident_table, incident_id, receiver, due_at from handovers") == [
        ("hazards", "H1", "住建局", None)
    ]


def test_what_is_late_is_alarming_and_a_past_day_knows_nothing_of_later(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    workspace.do(hand_over("disputes", "D1", "room_to_officer", at(5, 9), "P1", due=at(2)))
    workspace.do(hand_over("disputes", "D1", "station_to_department", at(4), "住建局", due=at(0)))
    workspace.do(give_receipt("W2", at(3)))
    settle(qtbot, small)
    card = open_row(workspace, "D1")
    settle(qtbot, small)
    assert card.facts is not None
    assert [(f.key, f.waits, f.receipt_late, f.answer_late) for f in card.facts.handovers] == [
        ("W2", "answer", False, False), ("W1", "receipt", True, True),
    ]  # fmt: skip
    alarms = [w.text() for w in card.findChildren(QLabel) if w.property("look") == "alarm" and w.isVisible()]
    assert [any(words in text for text in alarms) for words in ("逾期未签收", "逾期未反馈")] == [True, True]
    workspace.view.set_as_of(at(4).date())
    settle(qtbot, small)
    assert card.facts is not None
    assert [(f.key, f.waits, f.receipt_late) for f in card.facts.handovers] == [
        ("W2", "receipt", False), ("W1", "receipt", False),
    ]  # fmt: skip


def test_only_what_is_possible_is_offered(small: MainWindow, qtbot: QtBot) -> None:
    workspace = of(small)
    now = usual_moment(TODAY)

    def offered(table: str, key: str, moment: datetime = now) -> list[HandoverOffer]:
        return list(handover_offers(workspace.document.project, table, key, moment))

    assert offered("hazards", "H5") == []  # closed
    assert offered("cases", "C1") == []
    assert offered("disputes", "D1", at(-1)) == []  # a day to come
    assert offered("disputes", "D1", at(9)) == []  # before it began
    workspace.do(hand_over("disputes", "D1", "station_to_safety_office", at(1)))
    assert offered("disputes", "D1") == [HandoverOffer("send"), HandoverOffer("receipt", "W1")]
    workspace.do(give_receipt("W1", at(1)))
    assert offered("disputes", "D1") == [HandoverOffer("send"), HandoverOffer("answer", "W1")]
    workspace.do(answer_handover("W1", "done", at(1, 12)))
    assert offered("disputes", "D1") == [HandoverOffer("send")]
    settle(qtbot, small)
    open_row(workspace, "D1")
    menu = workspace.sides.card.step_menu()
    assert menu is not None
    assert [a.data() for a in menu.actions() if isinstance(a.data(), HandoverOffer)] == [HandoverOffer("send")]
    menu = workspace.sides.incidents.menu_of([("hazards", "H1"), ("hazards", "H2")])
    assert menu is not None
    assert not any(isinstance(a.data(), HandoverOffer) for a in menu.actions())  # of several at once none


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_nothing_of_a_handover_is_cut_off(open_window: OpenWindow, few_file: Path, qtbot: QtBot, language: str) -> None:
    window = open_window(few_file, language)
    window.resize(1366, 768)
    workspace = of(window)
    workspace.do(hand_over("disputes", "D1", "room_to_officer", at(5, 9), "P1", due=at(2), note="请尽快"))
    settle(qtbot, window)
    card = open_row(workspace, "D1")
    settle(qtbot, window)
    for words in card.findChildren(QLabel):
        if words.isVisible():
            assert words.height() >= words.heightForWidth(words.width()), words.text()
    for one in card.findChildren(QPushButton):
        if one.isVisible():
            assert one.mapTo(card, QPoint(one.width(), 0)).x() <= card.width(), one.text()
