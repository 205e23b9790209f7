"""The tiles of one open background as pictures in memory: read off the main thread, the newest wish first."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QBuffer
from PySide6.QtGui import QImage, QImageReader

from mapper.backgrounds.grids import TILE_PX, Tile
from mapper.backgrounds.tile_source import TileLater, TilePicture, TileSource, is_picture, is_whole
from mapper.errors import InputError
from mapper.files.limits import MOST_TILE_PX

_MOST_BYTES = 96 * 2**20
_ASK_ROUNDS, _LONGEST_WAIT_S = 3, 5.0
_Answer = TypeVar("_Answer")
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


class TilePictures:
    """Pictures of tiles; any thread may ask.

    ``arrived`` is called when a tile has come, ``failed`` with a sentence's error when a server was let rest, both from
    whatever thread reads; neither after :meth:`close`. ``tile_px`` is the side of a tile's picture: 256 or what the
    first one has.
    """

    def __init__(
        self,
        source: TileSource,
        arrived: Callable[[], None] = lambda: None,
        failed: Callable[[InputError], None] = lambda _: None,
    ) -> None:
        self.source = source
        self.tile_px = TILE_PX
        self._arrived, self._failed = arrived, failed
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._pictures: OrderedDict[Tile, QImage] = OrderedDict()
        self._bytes = 0
        self._absent: set[Tile] = set()
        self._not_before: dict[Tile, float] = {}
        self._wishes: list[Tile] = []
        self._due: list[Tile] = []
        self._reading: set[Tile] = set()
        self._threads = 0
        self._closed = False
        self._reckoning = ThreadPoolExecutor(1, thread_name_prefix="reckoning")

    def at_hand(self, tile: Tile) -> QImage | None:
        """A tile's picture if it is in memory."""
        with self._lock:
            found = self._pictures.get(tile)
            if found is not None:
                self._pictures.move_to_end(tile)
            return found

    def want(self, tiles: Sequence[Tile]) -> None:
        """Read those of these tiles that are missing, in this order; what was wanted before is dropped.

        But for what :meth:`wait_for` waits for: a sheet that is being printed comes first.
        """
        now = time.monotonic()
        with self._lock:
            if self._closed:
                return
            self._wishes = [tile for tile in dict.fromkeys((*self._due, *tiles)) if self._is_wanted(tile, now)]
            self._start_threads()

    def wait_for(self, tiles: Sequence[Tile], patience_s: float) -> dict[Tile, QImage]:
        """Read these tiles and wait until each is there, is known not to be, or patience ends; those that came."""
        end = time.monotonic() + patience_s
        with self._lock:
            self._due += tiles
        for _ in range(_ASK_ROUNDS):
            self.want(())
            with self._idle:
                while (self._wishes or self._reading) and not self._closed and (left := end - time.monotonic()) > 0:
                    self._idle.wait(left)
                retry_at = [self._not_before[tile] for tile in tiles if tile in self._not_before]
            pause = max(retry_at, default=0.0) - time.monotonic()
            if not retry_at or pause > min(_LONGEST_WAIT_S, end - time.monotonic()):
                break
            time.sleep(max(pause, 0.0))
        with self._lock:
            for tile in tiles:
                self._due.remove(tile)
            return {tile: self._pictures[tile] for tile in tiles if tile in self._pictures}

    def reckon(self, work: Callable[[], _Answer | None]) -> _Answer | None:
        """Do some work with coordinates in a thread of this background's own; None after :meth:`close`.

        PROJ's context belongs to a Python thread; in a thread of Qt's pool, new with each picture, it crashes.
        """
        with self._lock:
            if self._closed:
                return None
            future = self._reckoning.submit(work)
        return future.result()

    @property
    def busy(self) -> bool:
        """Whether tiles are being read."""
        with self._lock:
            return bool(self._wishes or self._reading)

    @property
    def retry_in_s(self) -> float | None:
        """When a tile that failed may be asked for again; None where none did."""
        with self._lock:
            now = time.monotonic()
            return min((max(at - now, 0.0) for at in self._not_before.values()), default=None)

    def close(self) -> None:
        """Stop reading and let go of the file; a thread that waits for a server ends by itself."""
        with self._idle:
            self._closed = True
            self._wishes = []
            self._idle.notify_all()
            last = not self._threads
        self._reckoning.shutdown(wait=False)
        if last:
            self.source.close()

    def _is_wanted(self, tile: Tile, now: float) -> bool:
        if tile in self._pictures or tile in self._absent or tile in self._reading:
            return False
        return self._not_before.get(tile, 0.0) <= now

    def _start_threads(self) -> None:
        for _ in range(min(self.source.readers - self._threads, len(self._wishes))):
            self._threads += 1
            # A daemon: a server that does not answer must not keep the program from ending.
            threading.Thread(target=self._read_on, name="tiles", daemon=True).start()

    def _read_on(self) -> None:
        """One thread's life: tile after tile until nothing is wanted."""
        while True:
            with self._idle:
                if not self._wishes or self._closed:
                    self._threads -= 1
                    self._idle.notify_all()
                    last = self._closed and not self._threads
                    break
                tile = self._wishes.pop(0)
                self._reading.add(tile)
            try:
                self._read(tile)
            finally:
                with self._idle:
                    self._reading.discard(tile)
                    self._idle.notify_all()
        if last:
            self.source.close()

    def _read(self, tile: Tile) -> None:
        trouble = None
        try:
            picture = _decoded(self.source.read(tile))
        except TileLater as later:
            picture, trouble = None, later.trouble
            with self._lock:
                self._not_before[tile] = time.monotonic() + later.wait_s
        else:
            with self._lock:
                self._not_before.pop(tile, None)
                if picture is None:
                    self._absent.add(tile)
                else:
                    self._keep(tile, picture)
        with self._lock:
            told = not self._closed
        if told and trouble is not None:
            self._failed(trouble)
        if told:
            self._arrived()

    def _keep(self, tile: Tile, picture: QImage) -> None:
        if not self._pictures:
            self.tile_px = picture.width()
        self._pictures[tile] = picture
        self._bytes += picture.sizeInBytes()
        # A sheet may need more than is kept for the screen, all of it at once.
        while self._bytes > _MOST_BYTES and len(self._pictures) > 1 and not self._due:
            _, old = self._pictures.popitem(last=False)
            self._bytes -= old.sizeInBytes()


def decodes(data: bytes) -> bool:
    """Whether bytes are a whole picture that can be painted."""
    return is_whole(data) and _decoded(data) is not None


def _decoded(picture: TilePicture | None) -> QImage | None:
    """Pixels ready to paint; None where there is nothing, or nothing that can be read."""
    if picture is None:
        return None
    if isinstance(picture, bytes):
        # Other kinds are no tiles: an SVG may name other files. And sizes are looked at before pixels are made.
        if not is_picture(picture):
            return None
        buffer = QBuffer()
        buffer.setData(picture)
        reader = QImageReader(buffer)
        if max(reader.size().width(), reader.size().height()) > MOST_TILE_PX:
            return None
        image = reader.read()
        return None if image.isNull() else image.convertToFormat(_FORMAT)
    pixels = np.ascontiguousarray(picture)
    height, width = pixels.shape[:2]
    # The conversion copies: the picture must not point into the array's memory.
    return QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBA8888).convertToFormat(_FORMAT)
