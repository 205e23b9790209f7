"""Others who change the project that is open are noticed while nobody asks: in a thread, for a place may be slow."""

from collections.abc import Callable
from threading import Event, Thread
from weakref import ref

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from mapper.store.store import Store

_PAUSE_S, _WAIT_S = 0.25, 0.5  # between two looks, and how long a look waits for news where the place can


class Watch(QObject):
    """Tells, on the main thread, when others may have written to the store that it looks at.

    While a question is open nothing is told; that is made up for when it is answered.
    """

    _seen = Signal()

    def __init__(self, news: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._news, self._ended, self._untold = news, Event(), False
        self._seen.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def begin(self, store: Store) -> None:
        """Look at this store from now on, and at no other."""
        self.end()
        self._ended, self._untold = Event(), False
        # The store is held while it is looked at alone: one that is closed goes.
        Thread(target=self._look, args=(ref(store), self._ended), name="watch", daemon=True).start()

    def end(self) -> None:
        """Look no more; nothing is told after it."""
        self._ended.set()

    def _look(self, store: "ref[Store]", ended: Event) -> None:
        while not ended.wait(_PAUSE_S):
            there = store()
            if there is None:
                return
            if there.news(_WAIT_S):
                self._untold = True
            if self._untold and not ended.is_set():
                self._seen.emit()
            del there

    def _tell(self) -> None:
        if self._untold and not self._ended.is_set() and QApplication.activeModalWidget() is None:
            self._untold = False
            self._news()
