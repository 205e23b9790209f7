"""PointStacks, failing to open, remembering, and what every page needs."""

import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from mapper.backgrounds.background import Background
from mapper.edits.duties import assign, unassign
from mapper.edits.focus import remove_focus
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.store.geopackage.store import open_store
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.seats.seat_ledger import SeatLedgerDialog
from ui.session.settings import Settings
from ui.sheets.share_dialog import ShareDialog
from ui.widgets.tasks import Ticket
from ui.window import dialogs
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_without_a_project_the_welcome_page_shows(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.pages.currentWidget() is window.welcome
    assert not window.header.print_.isVisible()
    assert not window.menu_actions["print"].isEnabled()


@pytest.mark.parametrize("content", [None, b"", b"name,lon,lat\n"])
def test_what_cannot_be_opened_is_told_and_the_open_project_stays(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, qtbot: QtBot, content: bytes | None
) -> None:
    window = open_window(project_file)
    workspace = window.workspace
    bad = tmp_path / "bad.gpkg"
    if content is not None:
        bad.write_bytes(content)
    window.open_project(bad)
    qtbot.waitUntil(window.notice.isVisible)
    assert window.workspace is workspace
    assert window.pages.currentWidget() is workspace
    assert "bad.gpkg" in window.notice.words.text()


def test_language_and_last_projects_are_remembered(open_window: OpenWindow, project_file: Path, tmp_path: Path) -> None:
    window = open_window(project_file)
    window.switch_language()
    window.close()
    again = Settings(tmp_path / "settings.ini")
    assert again.language == "en"
    assert again.recent == [project_file.resolve()]
    assert again.geometry is not None
    if sys.platform != "win32":  # addresses of backgrounds may have keys
        assert (tmp_path / "settings.ini").stat().st_mode & 0o077 == 0
    project_file.unlink()
    assert again.recent == []


def test_another_project_takes_the_place_of_the_first(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(project_file)
    assert window.workspace is not None
    copy = tmp_path / "copy.gpkg"
    window.workspace.document.store.copy_to(copy)
    window.open_project(copy)
    settle(qtbot, window)
    assert window.workspace.document.store.path == copy
    pages = [window.pages.widget(number) for number in range(window.pages.count())]
    assert [page for page in pages if isinstance(page, Workspace)] == [window.workspace]
    store = open_store(copy)
    assert len(store.project.communities) == 108
    store.close()


def test_while_a_project_is_read_the_one_before_stays_and_can_be_used(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(project_file)
    first = window.workspace
    assert first is not None
    copy = tmp_path / "copy.gpkg"
    first.document.store.copy_to(copy)
    window.open_project(copy)
    assert window.workspace is first
    assert window.pages.currentWidget() is first
    first.do(unassign(*first.document.project.duties[["officer_id", "community_code"]].iloc[0], first.view.as_of))
    window.status.cancel_wanted.emit("open")
    settle(qtbot, window)
    assert window.workspace is first, "it was called off"
    window.open_project(tmp_path / "none.gpkg")
    window.open_project(copy)
    qtbot.waitUntil(lambda: window.workspace is not first, timeout=20_000)
    settle(qtbot, window)
    assert not window.notice.isVisible(), "only the newest counts"


def test_the_project_that_is_open_is_read_again_as_it_is_by_now(
    open_window: OpenWindow, project_file: Path, qtbot: QtBot
) -> None:
    window = open_window(project_file)
    assert window.workspace is not None
    other = open_store(project_file)
    other.write(remove_focus(str(other.project.focus_areas.index[0])), "somebody")
    left = len(other.project.focus_areas)
    other.close()
    window.open_project(project_file)
    assert window.workspace is None, "no edit comes between"
    settle(qtbot, window)
    assert len(window.workspace.document.project.focus_areas) == left


def test_from_the_welcome_page_a_project_is_awaited_refused_or_called_off(
    open_window: OpenWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    for end in (lambda: None, lambda: window.status.cancel_wanted.emit("open")):
        window.open_project(tmp_path / "none.gpkg")
        assert window.pages.currentWidget() is not window.welcome
        end()
        qtbot.waitUntil(lambda: not window.tasks.busy)
        assert window.pages.currentWidget() is window.welcome


def test_a_copy_never_goes_over_the_open_project(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window(project_file)
    before = project_file.read_bytes()
    window.menu_actions["copy"].trigger()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(project_file))
    assert "当前打开" in window.notice.words.text()
    assert project_file.read_bytes() == before
    dialog.fileSelected.emit(str(tmp_path / "另存.gpkg"))
    qtbot.waitUntil(lambda: "另存.gpkg" in window.notice.words.text(), timeout=20_000)
    store = open_store(tmp_path / "另存.gpkg")
    assert len(store.project.communities) == 108
    store.close()
    dialog.reject()


def test_the_sample_is_made_and_opened(open_window: OpenWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window()
    window.welcome.sample.click()
    dialog = window.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "示例.gpkg"))
    dialog.reject()
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=30_000)
    settle(qtbot, window)
    assert "虚构" in window.header.title.text()


def test_no_two_actions_have_the_same_keys(window):
    keys = [keys for action in window.menu_actions.values() if (keys := action.shortcut().toString())]
    assert len(set(keys)) == len(keys)


def let_go(qtbot: QtBot, window: MainWindow) -> None:
    """Close the project, let its widgets be deleted, and wait until nothing is under way."""
    window.close_project()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: not window.tasks.busy, timeout=20_000)


def test_no_answer_comes_to_a_project_that_is_closed(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    ledger = dialogs.seat_ledger(workspace)
    assert isinstance(ledger, SeatLedgerDialog)
    workspace.open_dialog(ledger)
    workspace.plan_staffing()
    workspace.view.set_as_of(workspace.view.as_of + timedelta(days=1))
    ledger.read()
    assert window.tasks.busy
    let_go(qtbot, window)
    assert window.pages.currentWidget() is window.welcome


@pytest.mark.parametrize("folder", ["", "none"])
def test_an_export_goes_on_when_its_project_is_closed_and_is_told_in_the_window(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path, folder: str
) -> None:
    go, path = threading.Event(), tmp_path / folder / "map.html"
    sharing = dialogs.share(workspace)
    assert isinstance(sharing, ShareDialog)
    work = sharing.work()

    def write(path: Path, ticket: Ticket) -> None:
        go.wait(10)
        work(path, ticket)

    sharing.write(path, write)
    window.close_project()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    go.set()
    qtbot.waitUntil(window.notice.isVisible, timeout=20_000)
    assert str(path) in window.notice.words.text()
    assert path.exists() == (folder == "")


def test_a_background_that_fails_later_is_told_once_and_by_nobody_who_has_gone(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    dialog = dialogs.backgrounds(workspace)
    workspace.open_dialog(dialog)
    dialog.reject()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.close_project()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    background = Background.from_json({"id": "b", "name": "b", "source": "b.mbtiles"})
    window.backgrounds.failed.emit(background, InputError("file_missing", path="b.mbtiles"))
    assert not window.notice.isVisible()


def test_what_another_program_writes_is_taken_in_and_told(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    document = workspace.document
    place = Path(document.store.place)
    other = open_store(place)
    title = other.project.about.title + "（改）"
    other.write(set_about(replace(other.project.about, title=title)), "乙")
    window.look_again()
    assert document.project.about.title == title
    assert window.say("notice.others", rows=1) == window.notice.words.text()
    other.write(set_about(replace(other.project.about, title="自己看见")), "乙")
    qtbot.waitUntil(lambda: document.project.about.title == "自己看见")  # though nobody came back to the window
    other.write(set_about(replace(other.project.about, title="又改")), "乙")
    other.close()
    officer, unit = document.project.officers.index[0], document.project.communities.index[-1]
    window.attempt(lambda: document.do(assign(officer, unit, document.project.as_of)))
    assert document.project.about.title == "又改"
    assert window.notice.isVisibleTo(window)
    place.rename(place.with_name("moved.gpkg"))
    window.look_again()
    assert str(place) in window.notice.words.text()
