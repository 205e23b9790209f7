"""Starts the window: every object is built here and handed on."""

import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from layers.geometry.geometry import Geometry
from mapper.errors import InputError
from mapper.store.ahead import Ahead
from mapper.store.store import Store
from ui.language.language import Language
from ui.session.settings import Settings
from ui.widgets.appearance import LOOKS, apply_look
from ui.widgets.file_dialogs import keep_folder_in
from ui.widgets.process.collecting import Collecting
from ui.widgets.process.fault_reports import Run, crashed
from ui.widgets.process.lock_turns import quick_turns
from ui.widgets.tasks import Tasks
from ui.window.opening import read_project


@quick_turns()
def run(path: Path | None = None, language: str | None = None, ahead: Ahead | None = None) -> int:
    """Open the window, on a project where one is named, and return the exit status when it closes.

    ``ahead``, where the project is being read already.

    InputError ``language_unknown``. A project that cannot be opened is told in the window.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    settings = Settings()
    keep_folder_in(settings)
    words = Language(language or settings.language)
    tasks = Tasks()
    collecting = Collecting(lambda: tasks.busy)

    def show(store: Store, land: Geometry | None) -> None:
        window.show_project(store, land)

    def refuse(error: InputError) -> None:
        window.refuse(error)

    if path is not None:
        # While the window is being made; the answer comes when it is there.
        read_project(path, tasks, show, refuse, ahead)
    from ui.window.main_window import MainWindow

    apply_look(application, LOOKS[settings.appearance])
    window = MainWindow(words, tasks, settings)
    window.grown.connect(collecting.set_aside)
    window.emptied.connect(collecting.take_back)
    if path is not None:
        window.await_project()
    window.show()
    run = Run("window")
    tasks.started.connect(lambda subject: run.note(f"task {subject}"))
    window.did.connect(run.note)
    if crashed():

        def tell_crash() -> None:
            window.notice.tell(words("faults.crashed", action=words("action.faults")))

        tell_crash()
        if path is not None:  # a project that comes puts away what was told before it
            window.grown.connect(tell_crash, Qt.ConnectionType.SingleShotConnection)
    before = sys.excepthook

    def tell_bug(kind: type[BaseException], bug: BaseException, where: TracebackType | None) -> None:
        """A bug in a slot: one sentence for the person, the rest for whoever started the program from a terminal."""
        before(kind, bug, where)
        told = words("error.bug", kind=kind.__name__)
        if run.fault(bug) is not None:
            told += words("faults.kept", action=words("action.faults"))
        window.notice.tell(told)

    sys.excepthook = tell_bug
    try:
        return application.exec()
    finally:
        sys.excepthook = before
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        tasks.close()
        run.end()
        collecting.stop()
