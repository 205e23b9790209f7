"""A click on points: a count zooms in until its points part, and points of one address are listed."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Signal

from layers.paint.cache import PaintCache
from layers.pointing.crowds import Crowd, crowd_at
from layers.pointing.hit import Hit
from layers.pointing.stacks import place_of, stack_at
from layers.snapshot import Snapshot
from ui.map.map_canvas import MapCanvas

_TIP_PX, _LEAST_M = 10, 40.0
_MARGIN_PX = 60


class PointStacks(QObject):
    """``stacked`` carries what stands at one place, and a corner of the screen beside it."""

    stacked = Signal(tuple, QPoint)

    def __init__(self, canvas: MapCanvas, snapshot: Callable[[], Snapshot | None]) -> None:
        super().__init__(canvas)
        self._canvas, self._snapshot = canvas, snapshot
        self._cache = PaintCache()
        self._known: Snapshot | None = None

    def crowd(self, x_px: float, y_px: float) -> Crowd | None:
        """The count that is drawn at a pixel; None where there is none."""
        snapshot, view = self._snapshot(), self._canvas.viewport
        if snapshot is None or view is None:
            return None
        if snapshot is not self._known:
            self._cache.keep(snapshot.drawings)
            self._known = snapshot
        return crowd_at(snapshot, view, x_px, y_px, self._cache)

    def opens(self, x_px: float, y_px: float, found: tuple[Hit, ...]) -> bool:
        """Open what a click there opens; False where it means a single thing. ``found`` lies under the pointer."""
        snapshot, view = self._snapshot(), self._canvas.viewport
        if snapshot is None or view is None:
            return False
        crowd = self.crowd(x_px, y_px)
        if crowd is not None:
            west, south, east, north = crowd.bounds_m
            if max(east - west, north - south) > _LEAST_M / 1000:
                grown = max(_LEAST_M - max(east - west, north - south), 0) / 2
                self._canvas.fit((west - grown, south - grown, east + grown, north + grown), _MARGIN_PX)
                return True
            place = (west, south)
        else:
            here = place_of(snapshot, found[0]) if found else None
            if here is None:
                return False
            place = here
        stack = stack_at(snapshot, place)
        if len(stack) < 2:
            return False
        corner = self._canvas.mapToGlobal(QPoint(round(x_px) + _TIP_PX, round(y_px) + _TIP_PX))
        self.stacked.emit(stack, corner)
        return True
