"""A file that is dragged onto the window: a project is opened, any other file goes into the import dialog."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from mapper.store.store import is_project
from ui.window.asked import ProjectWindow

_PROJECT = ".gpkg"


class FileDrop(QObject):
    """``take`` is called with the file; nothing is taken while a dialog stands over the window."""

    def __init__(self, target: QWidget, take: Callable[[Path], object]) -> None:
        super().__init__(target)
        self._take = take
        target.setAcceptDrops(True)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if not isinstance(event, (QDragEnterEvent, QDragMoveEvent, QDropEvent)) or (path := _file_of(event)) is None:
            return False
        event.acceptProposedAction()
        if isinstance(event, QDropEvent) and not isinstance(event, QDragMoveEvent):
            self._take(path)
        return True


def take_file(window: ProjectWindow, path: Path) -> None:
    """Open a project, or read the file into a table of the open one; what cannot be done is said in one sentence."""
    workspace = window.workspace
    if workspace is None or (path.suffix.lower() == _PROJECT and is_project(path)):
        window.open_project(path)
        return
    from ui.projects.import_dialog import ImportDialog

    dialog = ImportDialog(workspace.session, workspace.page)
    workspace.open_dialog(dialog)
    dialog.take(path)


def _file_of(event: QDropEvent) -> Path | None:
    """The one file or folder that is dragged; None where it is none or several."""
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
