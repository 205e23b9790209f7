"""How a dialog reads a file: a button that chooses it, and the reading off the main thread; the newest counts."""

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from mapper.errors import InputError
from mapper.files.progress import CalledOff, watched
from ui.language.messages import caption
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.tasks import TaskGroup, Tasks, Ticket

Answer = TypeVar("Answer")


class FileButton(QPushButton):
    """Asks for a file and shows its name; with ``save_as``, the name proposed, for a new one.

    ``title`` and ``kinds`` are codes of the file dialog's words, ``empty`` of what stands on it before one is chosen.
    """

    chosen = Signal(Path)

    def __init__(
        self,
        dialog: FormDialog,
        title: str,
        kinds: tuple[str, ...],
        *,
        empty: str = "import.choose",
        save_as: str | None = None,
    ) -> None:
        super().__init__()
        self.path: Path | None = None
        self._dialog, self._say, self._empty = dialog, dialog.say, empty
        self._title, self._kinds, self._save_as = title, kinds, save_as
        self.clicked.connect(lambda _=False: self._ask())
        self._say.changed.connect(self._show)
        self._show()

    def take(self, path: Path) -> None:
        """Use this file."""
        self.path = path
        self._show()
        self.chosen.emit(path)

    def forget(self) -> None:
        """Have no file any more."""
        self.path = None
        self._show()

    def _ask(self) -> None:
        say = self._say
        kinds = [say(kind) for kind in self._kinds]
        ask_file(say, self._dialog, say(self._title), kinds, self.take, save_as=self._save_as)

    def _show(self) -> None:
        self.setText(self._say(self._empty) if self.path is None else caption(self.path.name))
        self.setAccessibleName(self._say(self._title))


class FileReading(Generic[Answer]):
    """The reading of files for one dialog, which ``show`` is called for when there is an answer or none can be had.

    From the beginning of a reading until its answer the dialog cannot be agreed to and ``answer`` is None, so that
    nothing is done with what was read before. An InputError becomes the dialog's one sentence. It ends with the dialog.
    """

    def __init__(self, dialog: FormDialog, tasks: Tasks | TaskGroup, subject: str, show: Callable[[], object]) -> None:
        self.answer: Answer | None = None
        self._dialog, self._tasks, self._subject, self._show = dialog, tasks, subject, show
        dialog.finished.connect(lambda _: tasks.cancel(subject))

    def start(self, work: Callable[[], Answer], *, shown: bool = False) -> None:
        """Read in place of whatever is being read; ``shown`` tells of it in the status line."""
        self.answer = None
        self._dialog.buttons.button(self._dialog.buttons.StandardButton.Ok).setEnabled(False)

        def listened(ticket: Ticket) -> Answer | None:
            def listener(done: int, total: int) -> None:
                if ticket.cancelled:
                    raise CalledOff
                ticket.progress(done, total)

            try:
                with watched(listener):
                    return work()
            except CalledOff:
                return None  # refused in any case

        self._tasks.start(self._subject, listened, self._take, self._fail, shown=shown)

    def forget(self) -> None:
        """Have read nothing, and read on at nothing."""
        self._tasks.cancel(self._subject)
        self.answer = None
        self._dialog.trouble.hide()
        self._show()

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        self._dialog.trouble.hide()
        self._show()

    def _fail(self, error: InputError) -> None:
        self.answer = None
        self._show()
        self._dialog.tell(self._dialog.say.error(error))
