"""PointStacks, failing to open, remembering, and what every page needs."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mapper.store.geopackage.store import open_store
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.session.settings import Settings
from ui.window.workspace import Workspace


def test_without_a_project_the_welcome_page_shows(open_window: OpenWindow) -> None:
    window = open_window()
    assert window.pages.currentWidget() is window.welcome
    assert not window.header.print_.isVisible()
    assert not window.menu_actions["print"].isEnabled()


@pytest.mark.parametrize("content", [None, b"", b"name,lon,lat\n"])
def test_what_cannot_be_opened_is_told_and_the_open_project_stays(
    open_window: OpenWindow, project_file: Path, tmp_path: Path, content: bytes | None
) -> None:
    window = open_window(project_file)
    workspace = window.workspace
    bad = tmp_path / "bad.gpkg"
    if content is not None:
        bad.write_bytes(content)
    window.open_project(bad)
    assert window.workspace is workspace
    assert window.notice.isVisible()
    assert "bad.gpkg" in window.notice.words.text()


def test_language_and_last_projects_are_remembered(open_window: OpenWindow, project_file: Path, tmp_path: Path) -> None:
    window = open_window(project_file)
    window.switch_language()
    window.close()
    again = Settings(tmp_path / "settings.ini")
    assert again.language == "en"
    assert again.recent == [project_file.resolve()]
    assert again.geometry is not None
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
