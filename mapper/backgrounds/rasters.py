"""A georeferenced raster (GeoTIFF, or a picture with its world file) as tiles of its own pixels, read with rasterio."""

import warnings
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from mapper.backgrounds.background import Background
from mapper.backgrounds.grids import TILE_PX, Grid, RasterGrid, Tile
from mapper.crs import Bounds
from mapper.errors import InputError
from mapper.file_crs import choose_crs
from mapper.files.limits import MOST_BLOCK_BYTES

Pixels = npt.NDArray[np.uint8]


class Raster:
    """One open raster of grey, palette or RGB bytes.

    Raises
    ------
    InputError
        ``background_unreadable``; ``background_nowhere``: it does not say where it lies; ``background_bands``: more
        than a picture's bands, or not bytes; ``background_too_large``: it must be in memory as a whole and is too
        large; and those of :func:`mapper.file_crs.choose_crs`.
    """

    readers = 1  # a rasterio dataset is not for two threads at once

    def __init__(self, background: Background) -> None:
        import rasterio
        from rasterio.enums import ColorInterp
        from rasterio.errors import NotGeoreferencedWarning

        path = background.place
        self._lock = Lock()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told below, in a sentence
                self._file = rasterio.open(Path(path))  # as a text it would be taken apart as an address
        except (rasterio.errors.RasterioError, OSError) as error:
            raise InputError("background_unreadable", path=path) from error
        try:
            if self._file.transform.is_identity:
                raise InputError("background_nowhere", path=path)
            if _at_once_bytes(self._file) > MOST_BLOCK_BYTES:
                raise InputError("background_too_large", path=path)
            bands, kinds = self._file.count, set(self._file.dtypes)
            if kinds != {"uint8"} or bands > 4:
                raise InputError("background_bands", path=path, bands=bands, kind=", ".join(sorted(kinds)))
            transform = self._file.transform
            corners = np.array([transform * (x, y) for x in (0, self._file.width) for y in (0, self._file.height)])
            stated = None if self._file.crs is None else pyproj.CRS.from_wkt(self._file.crs.to_wkt())
            crs, _ = choose_crs(path, stated, background.crs or None, corners)
        except InputError:
            self._file.close()
            raise
        palette = self._file.colorinterp[0] == ColorInterp.palette
        self._palette: Pixels | None = _palette(self._file.colormap(1)) if palette else None
        self._grid = RasterGrid(
            self._file.width, self._file.height, tuple(transform)[:6], crs.to_wkt(), background.datum
        )
        self.grid: Grid = self._grid
        self.levels = (0, self._grid.deepest)
        self.bounds: Bounds | None = None
        self.attribution = background.attribution

    def read(self, tile: Tile) -> Pixels | None:
        from rasterio.enums import Resampling
        from rasterio.errors import RasterioIOError
        from rasterio.windows import Window

        side = self._grid.pixels_per_tile(tile.level)
        left, top = tile.column * side, tile.row * side
        width, height = min(side, self._grid.width - left), min(side, self._grid.height - top)
        if left < 0 or top < 0 or width <= 0 or height <= 0:
            return None
        # At a raster's edge the tile is only partly filled; what is beyond stays clear.
        shape = (max(round(height * TILE_PX / side), 1), max(round(width * TILE_PX / side), 1))
        window = Window(left, top, width, height)
        way = Resampling.nearest if self._palette is not None else Resampling.average
        with self._lock:
            try:
                bands = self._file.read(window=window, out_shape=(self._file.count, *shape), resampling=way)
                seen = self._file.dataset_mask(window=window, out_shape=shape, resampling=Resampling.nearest)
            except RasterioIOError:  # a damaged block costs its tile, not the map
                return None
        picture = np.zeros((TILE_PX, TILE_PX, 4), dtype=np.uint8)
        picture[: shape[0], : shape[1]] = self._painted(bands, seen)
        return picture

    def close(self) -> None:
        with self._lock:
            self._file.close()

    def _painted(self, bands: Pixels, seen: Pixels) -> Pixels:
        """Bands (n, height, width) and where they count as red, green, blue, alpha (height, width, 4)."""
        if self._palette is not None:
            rgba: Pixels = self._palette[bands[0]]
            rgba[..., 3] = np.minimum(rgba[..., 3], seen)
            return rgba
        colours = np.repeat(bands[:1], 3, axis=0) if len(bands) < 3 else bands[:3]
        alpha = np.minimum(bands[-1], seen) if len(bands) in (2, 4) else seen
        return np.ascontiguousarray(np.concatenate([colours, alpha[None]]).transpose(1, 2, 0))


def _at_once_bytes(file: Any) -> int:
    """How much of an open raster must be in memory to read any of it: a block, or all where it may be interlaced."""
    whole = file.driver in ("PNG", "JPEG", "GIF", "BMP", "WEBP")
    blocks = [(file.height, file.width)] if whole else file.block_shapes
    return max((height * width for height, width in blocks), default=0) * int(file.count)


def _palette(colours: dict[int, Any]) -> Pixels:
    """The colour of each of 256 values; clear where the file names none."""
    table = np.zeros((256, 4), dtype=np.uint8)
    for value, colour in colours.items():
        if 0 <= value < 256:
            table[value] = colour
    return table
