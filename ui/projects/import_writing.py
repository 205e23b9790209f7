"""Many rows on their way to the disk: written on a thread, which tells how far it is and can be called off."""

from collections.abc import Callable
from threading import Event

from PySide6.QtCore import QObject, Signal

from mapper.edit import Edit
from mapper.edits.import_difference import ImportDifference
from mapper.errors import InputError
from mapper.files.progress import CalledOff
from mapper.project import Changes
from ui.session.session import Session

# So many rows are written within the tenth of a second that a window may stand still; a table that is there already
# is compared at so many times that speed.
_ROWS_AT_ONCE, _TIMES_COMPARED = 1000, 20


def takes_long(difference: ImportDifference) -> bool:
    """Whether the rows are too many to be written while the window waits."""
    taken = len(difference.new) + len(difference.changed) + len(difference.further)
    return taken + len(difference.before) / _TIMES_COMPARED > _ROWS_AT_ONCE


class RowsWriting(QObject):
    """One edit at a time, written beside; ``told`` says how many rows of how many are written."""

    told = Signal(int, int)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.under_way = False
        self._called_off = Event()

    def start(
        self, edit: Edit, then: Callable[[Changes | None], object], failed: Callable[[InputError], object]
    ) -> None:
        """Write it; ``then`` gets what it changed, None where it was called off and nothing was written."""

        def listener(done: int, total: int) -> None:
            if self._called_off.is_set():
                raise CalledOff
            self.told.emit(done, total)

        def ended(changes: Changes | None) -> None:
            self.under_way = False
            then(changes)

        def refused(error: InputError) -> None:
            self.under_way = False
            failed(error)

        self._called_off.clear()
        self._session.document.do_beside(edit, self._session.tasks, ended, refused, listener)
        self.under_way = True

    def call_off(self) -> None:
        """Let nothing of it be written, unless all of it is."""
        self._called_off.set()
