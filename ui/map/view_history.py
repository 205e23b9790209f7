"""The views that the map has come to rest at, so that one can go back to the last and on to the next."""

from PySide6.QtCore import QObject, QTimer, Signal

from layers.viewport import Viewport

_REST_MS = 500
_MOST_KEPT = 100


class ViewHistory(QObject):
    """A view counts once the map has stood still for half a second; a drag or a turn of the wheel is one step."""

    wanted = Signal(Viewport)
    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._past: list[Viewport] = []
        self._future: list[Viewport] = []
        self._rested: Viewport | None = None
        self._now: Viewport | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.rest)

    @property
    def can_go_back(self) -> bool:
        return bool(self._past) or not _same(self._now, self._rested)

    @property
    def can_go_on(self) -> bool:
        return bool(self._future)

    def seen(self, view: Viewport) -> None:
        """The map shows this view."""
        self._now = view
        if not _same(view, self._rested):
            self._rest.start()

    def instead(self, before: Viewport, now: Viewport) -> None:
        """The window took another size, and the map shows the same in it as before: no view to come back to."""
        if _same(self._rested, before):
            self._rested = now

    def rest(self) -> None:
        """The map stands still: the view of now is one to come back to."""
        self._rest.stop()
        if self._now is None or _same(self._now, self._rested):
            return
        if self._rested is not None:
            self._past = [*self._past, self._rested][-_MOST_KEPT:]
            self._future = []
        self._rested = self._now
        self.changed.emit()

    def back(self) -> None:
        """Ask for the view before; nothing where there is none."""
        self.rest()
        if self._past and self._rested is not None:
            self._future.append(self._rested)
            self._go(self._past.pop())

    def on(self) -> None:
        """Ask for the view that one went back from; nothing where there is none."""
        self.rest()
        if self._future and self._rested is not None:
            self._past.append(self._rested)
            self._go(self._future.pop())

    def _go(self, view: Viewport) -> None:
        self._rested = view
        self.wanted.emit(view)
        self.changed.emit()


def _same(one: Viewport | None, other: Viewport | None) -> bool:
    """The same land at the same scale, whatever the size of the window."""
    if one is None or other is None:
        return one is other
    return one.center_xy_m == other.center_xy_m and one.metres_per_px == other.metres_per_px
