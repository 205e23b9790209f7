"""A fault leaves a report that says what was running, and nothing of the data; a run that ends well leaves nothing."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.language.language import Language
from ui.widgets.process.fault_reports import Run, crashed, reports, reports_folder, written_at
from ui.window.faults_dialog import FaultsDialog

_SECRET = "张某某（虚构）"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return reports_folder()


def deep(text: str) -> None:
    try:
        raise KeyError(text)
    except KeyError as error:
        raise ValueError(f"{text} is no number") from error


def failed() -> ValueError:
    try:
        deep(_SECRET)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_bug_is_told_by_what_ran_and_where_and_no_word_of_data(folder: Path) -> None:
    run = Run("window")
    for what in ("action import", "action import", "edit rows_taken"):
        run.note(what)
    report = run.fault(failed())
    run.end()
    assert report is not None
    assert reports() == [report]
    text = report.read_text("utf-8")
    assert text.count("action import") == 1
    for told in (
        "Python",
        "pandas",
        "window",
        "edit rows_taken",
        "test_fault_reports.py:",
        " deep",
        "KeyError",
        "ValueError",
    ):
        assert told in text
    assert text.index("KeyError") < text.index("ValueError")
    for hidden in (_SECRET, str(Path.home()), str(folder)):
        assert hidden not in text
    assert [path.name for path in folder.iterdir()] == [report.name]


@pytest.mark.parametrize(("ends", "left"), [("faulthandler._sigsegv()", 1), ("os._exit(1)", 0), ("run.end()", 0)])
def test_the_next_start_makes_a_report_of_a_crash_and_of_nothing_else(ends: str, left: int, folder: Path) -> None:
    program = f"""
import faulthandler, os
from ui.widgets.process.fault_reports import Run
run = Run("window")
run.note("action print")
{ends}
"""
    subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[4], check=False, capture_output=True)
    found = crashed()
    assert len(found) == left
    assert found == reports()
    assert sorted(folder.iterdir()) == found
    for report in found:
        text = report.read_text("utf-8")
        assert "action print" in text
        assert "Segmentation fault" in text
        assert str(Path(__file__).parents[4]) not in text
    assert crashed() == []


def test_only_the_newest_are_kept_and_a_place_that_cannot_be_written_is_no_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = Run("command check")
    written = [run.fault(failed()) for _ in range(12)]
    run.end()
    assert reports() == written[:1:-1]
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    run = Run("window")
    run.note("action open")
    assert run.fault(failed()) is None
    assert (crashed(), reports()) == ([], [])
    run.end()


def test_the_dialog_shows_all_that_is_handed_on(qtbot: QtBot, tmp_path: Path) -> None:
    empty = FaultsDialog(Language("en"))
    qtbot.addWidget(empty)
    assert not empty.copy.isEnabled()
    run = Run("window")
    report = run.fault(failed())
    run.end()
    assert report is not None
    dialog = FaultsDialog(Language("zh_CN"))
    qtbot.addWidget(dialog)
    assert dialog.text.toPlainText() == report.read_text("utf-8")
    assert dialog.which.itemText(0) == f"{written_at(report):%Y-%m-%d %H:%M:%S}"
    assert abs(datetime.now().astimezone() - written_at(report)) < timedelta(minutes=5)
    dialog.copy.click()
    assert QGuiApplication.clipboard().text() == dialog.text.toPlainText()
    dialog.write(tmp_path / "报告.txt")
    assert (tmp_path / "报告.txt").read_text("utf-8") == report.read_text("utf-8")
