"""The page of community work: every subject by everything it is told by, sorted, copied and written to a file."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.test_editing import dialog_of
from ui.language.work_words import SUBJECTS, levels_of
from ui.seats.seat_ledger import PAGES, SeatLedgerDialog
from ui.seats.work_page import WorkPage
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def ledger(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> SeatLedgerDialog:
    window.menu_actions["seats"].trigger()
    dialog = dialog_of(workspace, SeatLedgerDialog)
    assert isinstance(dialog, SeatLedgerDialog)
    qtbot.waitUntil(lambda: dialog.answer is not None and not window.tasks.busy, timeout=20_000)
    dialog.tabs.setCurrentIndex(PAGES.index("work"))
    return dialog


def choose(page: WorkPage, subject: str, level: str | None = None) -> None:
    page.subject.setCurrentIndex(page.subject.findData(subject))
    if level is not None:
        page.level.setCurrentIndex(page.level.findData(level))


def texts(page: WorkPage) -> list[list[str]]:
    return [[field.text(row) for field in page.model.fields] for row in page.model.rows]


def test_every_subject_is_shown_by_every_level_in_both_languages_with_its_sum_last(
    window: MainWindow, ledger: SeatLedgerDialog
) -> None:
    page = ledger.work
    for language in ("en", "zh_CN"):
        window.say.use(language)
        for subject in SUBJECTS:
            for level in levels_of(subject) or (None,):
                choose(page, subject, level)
                assert page.told.text()
                assert all(len(line) == len(page.model.fields) for line in texts(page))
                for column in range(len(page.model.fields) if subject != "areas" else 0):
                    page.table.sortByColumn(column, Qt.SortOrder.DescendingOrder)
                    assert page.model.rows[-1].code == "*"
    ledger.reject()


def test_units_never_reached_are_told_and_stand_last_whichever_way_rates_are_sorted(ledger: SeatLedgerDialog) -> None:
    page = ledger.work
    choose(page, "outreach", "unit")
    column = next(n for n, field in enumerate(page.model.fields) if field.heading == "work.figure.contacts")
    for side in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.table.sortByColumn(column, side)
        assert ["从未覆盖" in line for line in texts(page)[:-1]] == [False] * 83 + [True] * 25
    ledger.reject()


def test_what_is_shown_goes_to_a_file_and_onto_the_clipboard(ledger: SeatLedgerDialog, tmp_path: Path) -> None:
    page = ledger.work
    choose(page, "survey", "unit")
    ledger.write(tmp_path / "w.csv")
    with (tmp_path / "w.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 109
    few = [row["安全感（本次）"] for row in rows if "样本不足" in row["安全感（本次）"]]
    assert few
    assert not any("%" in text for text in few)
    page.table.selectRow(0)
    page.copy()
    assert QGuiApplication.clipboard().text().splitlines()[1].split("\t")[0] == rows[0]["社区（村）"]
    ledger.reject()
