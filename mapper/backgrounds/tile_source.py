"""What every background is once it is open: tiles on a grid, read one by one."""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from mapper.backgrounds.grids import Grid, Tile
from mapper.crs import Bounds
from mapper.errors import InputError

# A PNG, JPEG or WebP file's bytes, or red, green, blue, alpha (height, width, 4).
TilePicture = bytes | npt.NDArray[np.uint8]
_BEHIND = 64  # bytes that may stand behind a picture's end


class TileLater(Exception):  # noqa: N818 – nothing went wrong for good: the tile may come another time
    """A tile that cannot be had now; ``wait_s`` is how long it makes no sense to ask again."""

    def __init__(self, wait_s: float, trouble: InputError | None = None) -> None:
        super().__init__(wait_s)
        self.wait_s, self.trouble = wait_s, trouble


class TileSource(Protocol):
    """An open background; any thread may read.

    ``levels`` are the first and the last; ``bounds`` the land that it may have pictures of (degrees, WGS-84), None for
    anywhere; ``readers`` how many tiles are worth reading at once.
    """

    grid: Grid
    levels: tuple[int, int]
    bounds: Bounds | None
    attribution: str
    readers: int

    def read(self, tile: Tile) -> TilePicture | None:
        """A tile's picture; None where there is none. Raises :class:`TileLater`."""

    def close(self) -> None:
        """Let go of files."""


def is_picture(data: bytes) -> bool:
    """Whether bytes begin as a PNG, JPEG, WebP or GIF file does."""
    return data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


def is_whole(data: bytes) -> bool:
    """Whether a picture of :func:`is_picture` has its end too, as its kind marks it; a few bytes may stand behind."""
    if data[:4] == b"RIFF":
        return len(data) >= 8 + int.from_bytes(data[4:8], "little")
    if data.startswith(b"\x89PNG"):
        return b"IEND\xaeB`\x82" in data[-_BEHIND:]
    return (b"\xff\xd9" if data.startswith(b"\xff\xd8") else b"\x3b") in data[-_BEHIND:]
