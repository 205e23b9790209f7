"""Windows on the fictional district, each on a file of its own, with settings of its own; no thread outlives a test."""

import gc
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mapper.store.geopackage.store import create
from tests.sample import district
from tests.ui.answered import answers_are_kept
from tests.ui.waiting import settle
from ui.language.language import Language
from ui.map.map_canvas import MapCanvas
from ui.session.settings import Settings
from ui.widgets.appearance import LIGHT, apply_look
from ui.widgets.file_dialogs import keep_folder_in
from ui.widgets.process.collecting import Collecting
from ui.widgets.tasks import Tasks
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

OpenWindow = Callable[..., MainWindow]


@pytest.fixture(scope="session")
def district_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district as a project file that no test may write to."""
    path = tmp_path_factory.mktemp("ui") / "district.gpkg"
    create(path, district().project)
    return path


@pytest.fixture
def project_file(district_file: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    return Path(shutil.copy(district_file, tmp_path / "yunhan.gpkg"))


@pytest.fixture(autouse=True)
def _no_small_sheets(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven small sheets take seconds wherever printing is opened; a test of them is marked ``small_sheets``."""
    if not request.node.get_closest_marker("small_sheets"):
        monkeypatch.setattr("ui.sheets.design_row.DesignRow.paint", lambda _row: None)


@pytest.fixture(autouse=True)
def _answers_are_kept(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of the same bytes are asked about once in a process; anew where a test says ``asks_anew``."""
    if request.node.get_closest_marker("asks_anew") is None:
        answers_are_kept(monkeypatch)


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    left = [t.name for t in threading.enumerate() if t.name.startswith("work") and t.is_alive()]
    assert not left


@pytest.fixture(autouse=True)
def _no_folder_is_remembered(tmp_path: Path) -> None:
    """Where the test before chose a file is nothing to this one."""
    keep_folder_in(Settings(tmp_path / "folder.ini"))


@pytest.fixture(autouse=True)
def _no_key_is_held() -> Iterator[None]:
    """Qt remembers the modifiers of the last event that was sent, and a table's selection asks for them."""
    yield
    if QApplication.instance() is not None and QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        nowhere = QWidget()
        nowhere.show()
        QTest.keyRelease(nowhere, Qt.Key.Key_Shift)
        nowhere.close()


@pytest.fixture(scope="session")
def _cycles_on_the_main_thread(qapp: QApplication) -> Iterator[None]:
    """As in the program, for all tests of a process: to stop it looks at every object that all tests have made."""
    collecting = Collecting()
    gc.enable()
    yield
    collecting.stop()


@pytest.fixture
def tasks(qtbot: QtBot, _cycles_on_the_main_thread: None) -> Iterator[Tasks]:
    gc.disable()
    made = Tasks()
    yield made
    made.close()
    gc.enable()


@pytest.fixture
def canvas(qtbot: QtBot) -> MapCanvas:
    """A map of 800 × 600 pixels on 8 × 6 km, at rest."""
    made = MapCanvas()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    made.set_whole((0.0, 0.0, 8000.0, 6000.0))
    made.views.rest()
    return made


@pytest.fixture
def open_window(qtbot: QtBot, tasks: Tasks, tmp_path: Path) -> Iterator[OpenWindow]:
    """A function that opens a window; what it opens is closed after the test."""
    windows: list[MainWindow] = []

    def opened(path: Path | None = None, language: str = "zh_CN") -> MainWindow:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_look(application, LIGHT)
        window = MainWindow(Language(language), tasks, Settings(tmp_path / "settings.ini"))
        windows.append(window)
        window.resize(1600, 1000)
        window.show()
        if path is not None:
            window.open_project(path)
            settle(qtbot, window)
        return window

    yield opened
    for window in windows:
        window.close()
        QApplication.removeTranslator(window.say._qt_words)
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(open_window: OpenWindow, project_file: Path) -> MainWindow:
    """The window on the district, in Chinese, with its figures and its map there."""
    return open_window(project_file)


@pytest.fixture
def workspace(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace
