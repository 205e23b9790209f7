"""Starts the window: every object is built here and handed on."""

import os
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from ui.appearance import LIGHT, wear
from ui.collecting import Collecting
from ui.language import Language
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.tasks import Tasks


def offscreen_application() -> QApplication:
    """The application object that painting on paper needs, without a window; the one there is, if any."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(sys.argv[:1])


def run(path: Path | None = None, language: str | None = None) -> int:
    """Open the window, on a project where one is named, and return the exit status when it closes.

    InputError ``language_unknown``. A project that cannot be opened is told in the window.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    wear(application, LIGHT)
    settings = Settings()
    words = Language(language or settings.language)
    collecting = Collecting()
    tasks = Tasks()
    window = MainWindow(words, tasks, settings)
    window.show()
    if path is not None:
        window.open_project(path)
    before = sys.excepthook

    def tell_bug(kind: type[BaseException], bug: BaseException, where: TracebackType | None) -> None:
        """A bug in a slot: one sentence for the person, the rest for whoever started the program from a terminal."""
        before(kind, bug, where)
        window.notice.tell(words("error.bug", kind=kind.__name__))

    sys.excepthook = tell_bug
    try:
        return application.exec()
    finally:
        sys.excepthook = before
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        tasks.close()
        collecting.stop()
