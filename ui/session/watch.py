"""Others who change the project that is open are noticed while nobody asks: in a thread, for a place may be slow."""

from threading import Event, Thread

from PySide6.QtCore import QObject, Signal

from mapper.store.store import Store

_WAIT_S = 0.5  # how long a look at the place waits for news, and how long the end of it is waited for at most


class Watch(QObject):
    """Tells, on the main thread, when others may have written to the store that it looks at."""

    news = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ended = Event()

    def begin(self, store: Store) -> None:
        """Look at this store from now on, and at no other."""
        self.end()
        self._ended = Event()
        Thread(target=self._look, args=(store, self._ended), name="watch", daemon=True).start()

    def end(self) -> None:
        """Look no more; nothing is told after it."""
        self._ended.set()

    def _look(self, store: Store, ended: Event) -> None:
        while not ended.is_set():
            if store.news(_WAIT_S) and not ended.is_set():
                self.news.emit()
