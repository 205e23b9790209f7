"""The seat ledger's window: any day, filters, gaps to come, sums, posting and liaison visits."""

import csv
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QPoint, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mapper.analysis.seats.coverage import COUNTED, coverage
from mapper.analysis.seats.history import seat_history
from mapper.store.export_log import exports_of
from tests.ui.conftest import OpenWindow
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.seats.seat_ledger import PAGES, SeatLedgerDialog
from ui.seats.visit_dialog import VisitDialog
from ui.widgets.rows_model import RowsTable
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def ledger(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> SeatLedgerDialog:
    window.menu_actions["seats"].trigger()
    dialog = dialog_of(workspace, SeatLedgerDialog)
    assert isinstance(dialog, SeatLedgerDialog)
    answered(dialog, window, qtbot)
    return dialog


def answered(dialog: SeatLedgerDialog, window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: dialog.answer is not None and not window.tasks.busy, timeout=20_000)


def test_every_seat_on_the_day_and_on_another(
    window: MainWindow, workspace: Workspace, ledger: SeatLedgerDialog, qtbot: QtBot
) -> None:
    assert "108 个责任区中 102 个有人在岗（94.4%）" in ledger.told.text()
    assert len(ledger.seats.rows) == 108
    project, later = workspace.document.project, date(2027, 6, 1)
    ledger.day.setDate(QDate(2027, 6, 1))
    answered(ledger, window, qtbot)
    assert ledger.answer is not None
    assert ledger.answer.as_of == later
    assert sum(seat.covered for seat in ledger.seats.rows) == coverage(project, later).covered
    # The window itself stays on its own day.
    assert workspace.view.as_of == date(2026, 11, 23)
    ledger.reject()


def test_filters_narrow_and_the_file_has_what_is_shown(ledger: SeatLedgerDialog, tmp_path: Path) -> None:
    ledger.boxes["state"].setCurrentIndex(1)
    shown = ledger.seats.rows
    assert len(shown) == 6
    assert not any(seat.state in COUNTED for seat in shown)
    ledger.boxes["kind"].setCurrentIndex(ledger.boxes["kind"].findData("village"))
    villages = ledger.seats.rows
    assert {seat.kind for seat in villages} == {"village"}
    ledger.text.setText(villages[0].name)
    assert [seat.code for seat in ledger.seats.rows] == [villages[0].code]
    assert "1 / 108" in ledger.tabs.tabText(0)
    ledger.write(tmp_path / "台账.csv")
    with (tmp_path / "台账.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["截至"], row["名称"]) for row in rows] == [("2026-11-23", villages[0].name)]
    ledger.reject()


def test_sums_end_with_all_and_wrong_days_are_one_sentence(
    window: MainWindow, ledger: SeatLedgerDialog, qtbot: QtBot
) -> None:
    every = ledger.stations.rows[-1]
    assert (every.units, every.covered, every.days) == (108, 102, 108 * 90)
    assert sum(row.vacant_days for row in ledger.stations.rows[:-1]) == every.vacant_days
    ledger.until.setDate(QDate(2020, 1, 1))
    qtbot.waitUntil(lambda: ledger.trouble.isVisible() and not window.tasks.busy)
    ledger.until.setDate(QDate(2026, 11, 23))
    qtbot.waitUntil(lambda: not ledger.trouble.isVisible() and not window.tasks.busy)
    ledger.reject()


def test_the_sum_stays_under_what_it_sums(ledger: SeatLedgerDialog) -> None:
    for model in (ledger.stations, ledger.foundations.model):
        for column in range(len(model.fields)):
            for side in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                model.sort(column, side)
                assert model.rows[-1].code == "*"
        model.sort(-1)
    ledger.reject()


def test_a_page_brought_up_by_the_mouse_shows_every_column(ledger: SeatLedgerDialog, qtbot: QtBot) -> None:
    """The button that chooses a page is still down while its table is laid out: that drags no column."""
    bar = ledger.tabs.tabBar()
    top = bar.mapTo(ledger, QPoint(0, 0)).y()
    for number in (PAGES.index("stations"), PAGES.index("foundations"), PAGES.index("posting")):
        qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())
        ledger.resize(ledger.width() + 20, ledger.height())
        qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(number).center())
        assert ledger.tabs.currentIndex() == number
        assert bar.mapTo(ledger, QPoint(0, 0)).y() == top, "the tabs move away under the hand"
        table = next(table for table in ledger.findChildren(RowsTable) if table.isVisible())
        qtbot.waitUntil(lambda table=table: table.horizontalScrollBar().maximum() == 0)
    ledger.reject()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_days_and_states_are_not_cut(open_window: OpenWindow, project_file: Path, qtbot: QtBot, language: str) -> None:
    window = open_window(project_file, language)
    window.menu_actions["seats"].trigger()
    dialog = dialog_of(window.workspace, SeatLedgerDialog)  # type: ignore[arg-type]
    assert isinstance(dialog, SeatLedgerDialog)
    answered(dialog, window, qtbot)
    table = dialog.tabs.widget(PAGES.index("seats"))
    assert isinstance(table, RowsTable)
    for column, field in enumerate(dialog.seats.fields):
        if field.heading in ("units.kind", "units.state", "seats.from", "seats.to"):
            widest = max(table.fontMetrics().horizontalAdvance(field.text(row)) for row in dialog.seats.rows)
            assert table.columnWidth(column) >= widest + 16, field.heading
    dialog.reject()


def test_a_liaison_visit_is_recorded_and_undone(
    window: MainWindow, workspace: Workspace, ledger: SeatLedgerDialog, qtbot: QtBot
) -> None:
    ledger.tabs.setCurrentIndex(PAGES.index("posting"))
    page = ledger.posting
    assert "标准不低于 40%" in page.told.text()
    page.ask_visit()
    visit = next(d for d in page.findChildren(VisitDialog) if d.isVisible())
    code = visit.station.currentData()
    before = next(p for p in page.model.rows if p.code == code)
    assert before.due
    visit.body_name.setText("云汉区委政法委（虚构）")
    visit.takes_over.setChecked(True)
    press_ok(visit, qtbot)
    settle(qtbot, window)
    answered(ledger, window, qtbot)
    after = next(p for p in page.model.rows if p.code == code)
    assert (after.liaison_unit, after.days_since, after.due) == ("云汉区委政法委（虚构）", 0, False)
    assert after.visits == before.visits + 1
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    answered(ledger, window, qtbot)
    assert next(p for p in page.model.rows if p.code == code) == before
    ledger.reject()


def test_the_units_panel_tells_who_had_the_seat(workspace: Workspace) -> None:
    project = workspace.document.project
    figures = workspace.day_in_hand.figures
    assert figures is not None
    code = next(u.code for u in figures.units.values() if u.state == "expired")
    workspace.open_unit(code)
    texts = [words.text() for words in workspace.sides.unit.findChildren(QLabel)]
    spells = seat_history(project, code, figures.as_of)
    holder = project.officers["display_name"][next(s for s in spells if not s.is_gap).officer_ids[0]]
    assert holder in texts
    assert f"空缺 {figures.units[code].days} 天" in texts


def test_the_load_of_every_unit_follows_the_day_and_the_filters(
    window: MainWindow, workspace: Workspace, ledger: SeatLedgerDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    ledger.tabs.setCurrentIndex(PAGES.index("load"))
    page, figures = ledger.load, workspace.day_in_hand.figures
    assert figures is not None
    assert {row.seat.code: row.minutes["minutes"] for row in page.model.rows} == pytest.approx(
        figures.unit_load["minutes"].to_dict()
    )
    assert "99 名在岗责任人" in page.told.text()
    assert "91 / 99" in page.remark.text()
    ledger.text.setText("云台派出所")
    assert {row.seat.station for row in page.model.rows} == {"云台派出所"}
    ledger.write(tmp_path / "负荷.csv")
    with (tmp_path / "负荷.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 15
    before = page.told.text()
    ledger.day.setDate(QDate(2026, 6, 1))
    answered(ledger, window, qtbot)
    assert page.told.text() != before
    ledger.write(tmp_path / "六月.csv")  # the ledger has a day of its own, and so has its line in the log of exports
    lines = exports_of(Path(workspace.document.store.place))
    assert [(line.file, line.as_of) for line in lines] == [("负荷.csv", "2026-11-23"), ("六月.csv", "2026-06-01")]
    ledger.reject()
