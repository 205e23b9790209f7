"""Background maps under everything else: tiles laid edge to edge, then bent into the map's own metres.

The tiles that a picture needs are first put together unbent, so no seam can show between them; where a sharp one is not
there yet, a coarser one is enlarged. That mosaic is then drawn through rectangles of the screen small enough that one
affine transform each is true to a quarter of a pixel.
"""

from collections.abc import Callable, Iterator, Mapping
from math import ceil, floor, log2, sqrt
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from layers.paint.tile_pictures import TilePictures
from layers.scene.backdrop import Backdrop
from layers.viewport import Viewport
from mapper.arrays import Floats
from mapper.backgrounds.grids import Tile
from mapper.backgrounds.tile_source import TileSource
from mapper.crs import transform_xy
from mapper.lazy_dataclass import dataclass
from mapper.schema import DEGREES

# Pixels of a tile that may fall on one of the picture before the next coarser level is taken.
_SHRUNK = 1.3
_MOST_TILES = 700
_MOST_PAPER_PIXELS = 16_000_000
_COARSER_FIRST, _COARSEST = 3, 8
_WRONG_PX, _LEAST_CELL_PX = 0.25, 16
_PATIENCE_S = 60.0
_FORMAT = QImage.Format.Format_ARGB32_Premultiplied


# The open pictures of background maps, by the id of their backdrop.
Tiles = Mapping[str, TilePictures]
NO_TILES: Tiles = MappingProxyType({})


@dataclass(frozen=True)
class _Bend:
    """From pixels of a picture to tile units of a background, whose tiles are ``side_px`` wide."""

    viewport: Viewport
    map_crs: str
    source: TileSource
    side_px: int

    def units(self, px: Floats, level: int) -> Floats:
        """Tile units (n, 2) under pixels (n, 2) of the viewport; not finite where the map leaves its CRS."""
        view = self.viewport
        offset = (px - (view.width_px / 2, view.height_px / 2)) * (view.metres_per_px, -view.metres_per_px)
        degrees = transform_xy(offset + view.center_xy_m, self.map_crs, DEGREES)
        return self.source.grid.from_degrees(level, degrees)


@dataclass(frozen=True)
class _Plan:
    """Which tiles a picture shows, and rectangles of it (device pixels) with the transform from the tiles to each."""

    level: int
    tiles: QRect
    cells: tuple[tuple[QRect, QTransform], ...]


def paint_backdrop(
    painter: QPainter,
    backdrop: Backdrop,
    pictures: TilePictures,
    viewport: Viewport,
    map_crs: str,
    cancelled: Callable[[], bool] = lambda: False,
    grey: bool = False,
) -> None:
    """Paint one background into the rectangle (0, 0, width_px, height_px) of the painter's coordinates.

    ``grey`` takes its colours away.
    """
    transform = painter.deviceTransform()
    finer = sqrt(abs(transform.determinant()))
    finer = min(finer, sqrt(_MOST_PAPER_PIXELS / (viewport.width_px * viewport.height_px)))
    image = QImage(max(ceil(viewport.width_px * finer), 1), max(ceil(viewport.height_px * finer), 1), _FORMAT)
    bend = _Bend(viewport, map_crs, pictures.source, pictures.tile_px)
    plan = pictures.reckon(lambda: _planned(bend, finer, image.rect()))
    if plan is None:
        return
    come = _ask(pictures, plan.level, plan.tiles, backdrop.waits)
    if cancelled():
        return
    mosaic = _mosaic(pictures, come, plan, bend.side_px)
    image.fill(0)
    brush = QPainter(image)
    try:
        brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for cell, to_screen in plan.cells:
            brush.setClipRect(cell)
            brush.setTransform(to_screen)
            brush.drawImage(0, 0, mosaic)
            brush.resetTransform()
            if cancelled():
                return
    finally:
        brush.end()
    if grey:  # here, because an SVG holds the picture whole and out of reach
        alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
        image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        image.setAlphaChannel(alpha)
    painter.save()
    painter.setOpacity(painter.opacity() * backdrop.opacity)
    painter.drawImage(QRectF(0, 0, image.width() / finer, image.height() / finer), image)
    painter.restore()


def _planned(bend: _Bend, finer: float, picture: QRect) -> _Plan | None:
    """How to paint it; None where there is nothing to see."""
    level = _level(bend, finer)
    tiles = _tiles(bend, level)
    return None if tiles is None else _Plan(level, tiles, tuple(_cells(bend, level, tiles, finer, picture)))


def _level(bend: _Bend, finer: float) -> int:
    """The level whose pixels are nearest to the picture's without being many more."""
    first, last = bend.source.levels
    x, y = bend.viewport.width_px / 2, bend.viewport.height_px / 2
    units = bend.units(np.array([(x, y), (x + 1 / finer, y), (x, y + 1 / finer)]), first)
    step = float(np.hypot(*(units[1:] - units[0]).T).mean()) * bend.side_px
    if not np.isfinite(step) or step <= 0:
        return first
    return min(max(first + floor(log2(_SHRUNK / step)), first), last)


def _tiles(bend: _Bend, level: int) -> QRect | None:
    """Columns and rows that the picture shows; None where it shows none, or more than can be meant."""
    view = bend.viewport
    share = np.linspace(0, 1, 9)
    px = np.array([(x * view.width_px, y * view.height_px) for x in share for y in share])
    units = bend.units(px, level)
    units = units[np.isfinite(units).all(axis=1)]
    if not len(units):
        return None
    columns, rows = bend.source.grid.size(level)
    # A pixel's reach beyond the rectangle, so that its edge is smoothed with the neighbouring tile.
    margin = 1 / bend.side_px
    low, high = np.floor(units.min(axis=0) - margin), np.floor(units.max(axis=0) + margin)
    left, top = max(int(low[0]), 0), max(int(low[1]), 0)
    right, bottom = min(int(high[0]), columns - 1), min(int(high[1]), rows - 1)
    if right < left or bottom < top or (right - left + 1) * (bottom - top + 1) > _MOST_TILES:
        return None
    return QRect(left, top, right - left + 1, bottom - top + 1)


def _ask(pictures: TilePictures, level: int, tiles: QRect, waits: bool) -> Mapping[Tile, QImage]:
    """Have missing tiles read: a few coarse ones first, so that something is soon there, then from the middle out.

    Returns those that were waited for.
    """
    middle = tiles.center()
    sharp = [Tile(level, x, y) for y in range(tiles.top(), tiles.bottom() + 1) for x in _columns(tiles)]
    sharp.sort(key=lambda tile: (tile.column - middle.x()) ** 2 + (tile.row - middle.y()) ** 2)
    if waits:
        return pictures.wait_for(sharp, _PATIENCE_S)
    up = min(_COARSER_FIRST, level - pictures.source.levels[0])
    coarse = dict.fromkeys(Tile(level - up, tile.column >> up, tile.row >> up) for tile in sharp) if up else {}
    pictures.want([*coarse, *sharp])
    return {}


def _columns(tiles: QRect) -> range:
    return range(tiles.left(), tiles.right() + 1)


def _mosaic(pictures: TilePictures, come: Mapping[Tile, QImage], plan: _Plan, side: int) -> QImage:
    """The tiles edge to edge, clear where nothing is known of them."""
    level, tiles = plan.level, plan.tiles
    mosaic = QImage(tiles.width() * side, tiles.height() * side, _FORMAT)
    mosaic.fill(0)
    painter = QPainter(mosaic)
    try:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for row in range(tiles.top(), tiles.bottom() + 1):
            for column in _columns(tiles):
                place = QRectF((column - tiles.left()) * side, (row - tiles.top()) * side, side, side)
                tile = Tile(level, column, row)
                picture = come.get(tile)
                if picture is None:
                    _lay(painter, place, pictures, tile)
                else:
                    painter.drawImage(place, picture, QRectF(picture.rect()))
    finally:
        painter.end()
    return mosaic


def _lay(painter: QPainter, place: QRectF, pictures: TilePictures, tile: Tile) -> None:
    """A tile in its place: its own picture, else part of a coarser one, else what there is of its four finer ones."""
    for up in range(min(_COARSEST, tile.level - pictures.source.levels[0]) + 1):
        picture = pictures.at_hand(Tile(tile.level - up, tile.column >> up, tile.row >> up))
        if picture is None:
            continue
        width, height = picture.width() / 2**up, picture.height() / 2**up
        part = QRectF((tile.column % 2**up) * width, (tile.row % 2**up) * height, width, height)
        painter.drawImage(place, picture, part)
        return
    half = place.width() / 2
    for number in range(4):
        right, down = number % 2, number // 2
        picture = pictures.at_hand(Tile(tile.level + 1, tile.column * 2 + right, tile.row * 2 + down))
        if picture is not None:
            painter.drawImage(QRectF(place.x() + right * half, place.y() + down * half, half, half), picture)


def _cells(
    bend: _Bend, level: int, tiles: QRect, finer: float, cell: QRect
) -> Iterator[tuple[QRect, QTransform]]:  # fmt: skip
    """Rectangles of the picture (device pixels), each with the affine transform from the mosaic that is true in it."""
    x, y = np.array([0, 0.5, 1]) * cell.width() + cell.x(), np.array([0, 0.5, 1]) * cell.height() + cell.y()
    px = np.array([(a, b) for a in x for b in y])
    units = bend.units(px / finer, level)
    known = np.isfinite(units).all()
    if known:
        source = (units - (tiles.left(), tiles.top())) * bend.side_px
        middle = source.mean(axis=0)  # numbers near zero keep the fit exact
        design = np.column_stack([source - middle, np.ones(len(source))])
        fit, *_ = np.linalg.lstsq(design, px, rcond=None)
        if np.abs(design @ fit - px).max() <= _WRONG_PX or max(cell.width(), cell.height()) <= _LEAST_CELL_PX:
            offset = fit[2] - middle @ fit[:2]
            yield cell, QTransform(*fit[0].tolist(), *fit[1].tolist(), *offset.tolist())
            return
    if max(cell.width(), cell.height()) <= _LEAST_CELL_PX:
        return
    wide, high = max(cell.width() // 2, 1), max(cell.height() // 2, 1)
    for left, width in ((cell.x(), wide), (cell.x() + wide, cell.width() - wide)):
        for top, height in ((cell.y(), high), (cell.y() + high, cell.height() - high)):
            if width > 0 and height > 0:
                yield from _cells(bend, level, tiles, finer, QRect(left, top, width, height))
