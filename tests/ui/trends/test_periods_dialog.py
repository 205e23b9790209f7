"""Two periods compared in the window: the figures of the question, grey where too few were before, or why none."""

from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.periods.comparison import LEAST_BASE
from mapper.day.two_periods import two_periods
from mapper.scope import Scope
from tests.ui.test_editing import dialog_of
from ui.trends.periods_dialog import PeriodsDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture
def dialog(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> PeriodsDialog:
    window.menu_actions["periods"].trigger()
    found = dialog_of(workspace, PeriodsDialog)
    assert isinstance(found, PeriodsDialog)
    wait(window, qtbot)
    return found


def wait(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def choose(dialog: PeriodsDialog, **values: str) -> None:
    for name, value in values.items():
        box = getattr(dialog, name)
        box.setCurrentIndex(box.findData(value))


RATES = ("periods.rate", "periods.smoothed", "cli.compare.column.outside")


def test_any_two_periods_are_told_as_the_question_tells_them_in_both_languages(
    window: MainWindow, workspace: Workspace, dialog: PeriodsDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    figures = workspace.day_in_hand.figures
    assert figures is not None
    for table, by, against in (
        ("disputes", "station", "last_year"), ("cases", "unit", "preceding"), ("hazards", "category", "preceding"),
        ("disputes", "all", "preceding"),
    ):  # fmt: skip
        choose(dialog, table_box=table, by=by, against=against)
        wait(window, qtbot)
        assert dialog.answer is not None
        now, before = dialog.answer.found.now, dialog.answer.found.before
        found, rated = two_periods(figures, KIND_OF[table], now, before, by)  # type: ignore[arg-type]
        rows = {row.code: row for row in dialog.model.all_rows if not row.is_sum}
        assert {code: (row.now, row.before, row.difference) for code, row in rows.items()} == {
            code: (row["now"], row["before"], row["difference"]) for code, row in found.groups.to_dict("index").items()
        }
        assert {code for code, row in rows.items() if row.few} == set(found.groups.index[found.groups["base_small"]])
        assert all((row.before or 0) >= LEAST_BASE or dialog.model.is_faint(row) for row in rows.values())
        assert (rated is not None) == (by == "unit") == any(row.smoothed is not None for row in rows.values())
        for column in [n for n, field in enumerate(dialog.model.fields) if field.heading in RATES]:
            for side in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
                dialog.rows.sortByColumn(column, side)
                has = [bool(row.now) for row in dialog.model.rows if not row.is_sum]
                assert has == sorted(has, reverse=True), "a unit without an incident has no place in an order of rates"
        dialog.rows.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        for language in ("en", "zh_CN"):
            window.say.use(language)
            assert all(field.text(row) for field in dialog.model.fields[:1] for row in dialog.model.rows)
            assert dialog.told.text()
    choose(dialog, by="station")
    wait(window, qtbot)
    dialog.rows.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert dialog.model.rows[-1].is_sum
    dialog.rows.selectAll()
    dialog.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == len(dialog.model.rows) + 1
    dialog.write(tmp_path / "periods.csv")
    written = pd.read_csv(tmp_path / "periods.csv")
    assert written["本期日期"].iloc[0] == f"{dialog.answer.found.now.first} – {dialog.answer.found.now.last}"
    dialog.reject()


def test_a_period_without_records_gives_no_figures_and_one_that_overlaps_is_refused(
    window: MainWindow, workspace: Workspace, dialog: PeriodsDialog, qtbot: QtBot
) -> None:
    dialog.now[0].setDate(QDate(2019, 1, 1))
    wait(window, qtbot)
    assert dialog.answer is not None
    assert "2019-01-01" in dialog.told.text()
    assert {(row.now, row.before, row.p, row.change) for row in dialog.model.all_rows} == {(None, None, None, None)}
    dialog.before[1].setDate(QDate(2026, 11, 1))
    wait(window, qtbot)
    assert dialog.against.currentData() == "own"
    assert dialog.trouble.isVisible()
    assert not dialog.model.rowCount()
    choose(dialog, against="preceding")
    dialog.now[0].setDate(QDate(2026, 10, 25))
    wait(window, qtbot)
    assert not dialog.trouble.isVisible()
    whole = {row.code for row in dialog.model.all_rows}
    workspace.view.set_scope(Scope(frozenset({str(workspace.document.project.stations.index[0])})))
    wait(window, qtbot)
    assert {row.code for row in dialog.model.all_rows} < whole
    dialog.reject()
