"""Painting away from the window's own thread: a frozen request goes in, a frozen answer comes out, the newest wins.

A thread that paints does not make painting faster (QPainter holds the interpreter's lock most of the time), but the
window stays alive meanwhile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from math import ceil
from threading import Event

from PySide6.QtCore import QLineF, QObject, QPointF, QRunnable, QThreadPool, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from layers.paint.backdrop import Tiles
from layers.paint.cache import PaintCache
from layers.paint.painter import Cancelled, Painted, paint_map
from layers.paint.symbols import paint_symbol
from layers.say import Say
from layers.snapshot import Snapshot
from layers.style import PointStyle
from layers.viewport import Viewport
from mapper.lazy_dataclass import dataclass

# A hand is quick. Where it is not, the picture no longer waits for it.
_LONGEST_WAIT_S = 0.05


@dataclass(frozen=True, eq=False)
class RenderRequest:
    """Everything that one picture needs.

    ``device_pixel_ratio``: real pixels in one of the viewport's; ``tiles``: the open pictures of background maps.
    """

    snapshot: Snapshot
    viewport: Viewport
    say: Say
    device_pixel_ratio: float = 1.0
    labels: bool = True
    tiles: Tiles = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class RenderAnswer:
    """The picture of a request."""

    request: RenderRequest
    image: QImage
    painted: Painted


def render(
    request: RenderRequest, cache: PaintCache | None = None, cancelled: Callable[[], bool] = lambda: False
) -> RenderAnswer:
    """Paint a request here and now.

    Raises
    ------
    Cancelled
        ``cancelled`` said so.
    """
    ratio, viewport = request.device_pixel_ratio, request.viewport
    image = QImage(
        max(ceil(viewport.width_px * ratio), 1),
        max(ceil(viewport.height_px * ratio), 1),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(request.snapshot.palette.paper))
    painter = QPainter(image)
    try:
        painted = paint_map(
            painter,
            request.snapshot,
            viewport,
            request.say,
            background=False,
            labels=request.labels,
            cache=cache,
            cancelled=cancelled,
            tiles=request.tiles,
        )
    finally:
        painter.end()
    return RenderAnswer(request, image, painted)


class MapRenderer(QObject):
    """Paints the newest request in a thread of its own and forgets the others.

    ``rendered`` carries the :class:`RenderAnswer` of the newest request, in the thread the renderer lives in; an answer
    that is no longer wanted is never told. ``failed`` carries an exception of the painter: a bug.
    """

    rendered = Signal(object)
    failed = Signal(object)
    _done = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._cache = PaintCache()  # only ever used by the pool's one thread
        self._free = Event()
        self._free.set()
        self._wanted: RenderRequest | None = None
        self._running: Event | None = None
        self._done.connect(self._on_done)
        _paint_once()

    @property
    def busy(self) -> bool:
        """Whether a picture is still to come."""
        return self._running is not None

    def request(self, request: RenderRequest) -> None:
        """Ask for a picture; one that is being painted for an older request is called off."""
        self._wanted = request
        if self._running is None:
            self._start(request)
        else:
            self._running.set()

    @contextmanager
    def giving_way(self) -> Iterator[None]:
        """Painting stands still while this lasts: what the hand does goes first, without a fight for Python's lock."""
        self._free.clear()
        try:
            yield
        finally:
            self._free.set()

    def stop(self) -> None:
        """Call everything off and wait until the thread is idle. Must be called before the application ends."""
        self._wanted = None
        if self._running is not None:
            self._running.set()
        self._pool.waitForDone()

    def _start(self, request: RenderRequest) -> None:
        self._running = Event()
        self._pool.start(_Job(request, self._cache, self._running, self._free, self._done.emit))

    @Slot(object, object)
    def _on_done(self, request: RenderRequest, result: object) -> None:
        self._running = None
        if self._wanted is not None and self._wanted is not request:
            self._start(self._wanted)
        elif self._wanted is request:
            self._wanted = None
            if isinstance(result, RenderAnswer):
                self.rendered.emit(result)
            elif result is not None:
                self.failed.emit(result)


class _Job(QRunnable):
    """One request in the pool's thread."""

    def __init__(
        self,
        request: RenderRequest,
        cache: PaintCache,
        cancel: Event,
        free: Event,
        done: Callable[[RenderRequest, object], None],
    ) -> None:
        super().__init__()
        self._request, self._cache, self._cancel, self._free, self._tell = request, cache, cancel, free, done
        self._patient = True

    def run(self) -> None:
        result: object = None
        try:
            result = render(self._request, self._cache, self._called_off)
        except Cancelled:
            pass
        except Exception as bug:  # told in the window's thread, where somebody listens
            result = bug
        self._tell(self._request, result)

    def _called_off(self) -> bool:
        if self._patient:
            self._patient = self._free.wait(_LONGEST_WAIT_S)
        return self._cancel.is_set()


def _paint_once() -> None:
    """Use Qt's painting types once in this thread: their first use in two threads at once crashes PySide6."""
    image = QImage(16, 16, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.fillRect(0, 0, 16, 16, QColor("#FFFFFF"))
    paint_symbol(painter, QPointF(8, 8), PointStyle("triangle", "#C1121F", 12, "#FFFFFF"), 1.0, "1")
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(0, 0), QPointF(9, 0), QPointF(9, 9)]))
    painter.strokePath(path, QPen(QColor("#1F2B37"), 1.0))
    painter.drawLines([QLineF(0, 0, 9, 9)])
    painter.drawPoints([QPointF(3, 3)])
    painter.drawImage(QPointF(0, 0), image.copy())
    painter.end()
