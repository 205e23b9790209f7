"""The small project of ``few_incidents.py`` as a file, and the window on it."""

from pathlib import Path

import pytest

from tests.ui.conftest import OpenWindow
from tests.ui.incidents.few_incidents import written
from ui.window.main_window import MainWindow


@pytest.fixture
def few_file(tmp_path: Path) -> Path:
    return written(tmp_path)


@pytest.fixture
def small(open_window: OpenWindow, few_file: Path) -> MainWindow:
    return open_window(few_file)
