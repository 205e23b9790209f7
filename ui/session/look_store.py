"""How the map is drawn, kept with the project: read when it is opened, written a moment after it changes."""

from contextlib import suppress

from PySide6.QtCore import QObject, QTimer

from mapper.errors import InputError
from mapper.store.store import Store
from ui.session.stored_look import store_look, stored_look
from ui.session.view_state import MapChoices

_REST_MS = 400


class LookStore(QObject):
    """Writes the look once it has come to rest; a slider that moves does not write at every step."""

    def __init__(self, store: Store, choices: MapChoices) -> None:
        super().__init__(choices)
        self._store, self._choices = store, choices
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._write)
        choices.set_look(stored_look(store))
        choices.look_changed.connect(self._rest.start)

    def close(self) -> None:
        """Write now what has not been written yet; called before the store closes."""
        if self._rest.isActive():
            self._rest.stop()
            self._write()

    def _write(self) -> None:
        # How a map looked is not worth a message: where the file is busy, the next change is written.
        with suppress(InputError):
            store_look(self._store, self._choices.look)
