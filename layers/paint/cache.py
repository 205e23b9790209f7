"""Geometry simplified for one scale, as polygons that Qt draws at once. Kept by whoever paints again and again.

All coordinates are pixels at that scale from a fixed origin, so that panning is one translation, and neighbouring
tiles draw the very same polygons.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Hashable, Iterable
from math import cos, radians, sin
from typing import Any, TypeVar

import numpy as np
import shapely
from PySide6.QtCore import QByteArray, QDataStream, QLineF, QPointF
from PySide6.QtGui import QPainterPath, QPolygonF

from layers.geometry.arcs import Lines
from layers.geometry.shapes import Shapes
from layers.style import Pattern
from mapper.arrays import (
    Bools,
    Floats,
    Ints,
    runs,
)

_SCALES_KEPT = 5
_BLOCK = 400
_MOST_PATTERN_STROKES = 400_000

Thing = TypeVar("Thing")
Made = TypeVar("Made")


class PaintCache:
    """What is prepared for the scales painted last. One painter at a time may use it."""

    def __init__(self) -> None:
        self.origin_m: tuple[float, float] | None = None
        self._scales: OrderedDict[tuple[float, float, float], ScaleCache] = OrderedDict()

    def at(
        self, metres_per_px: float, detail_px: float, origin_m: tuple[float, float], grid_px: float = 0.0
    ) -> "ScaleCache":
        """What is prepared for this scale; ``origin_m`` counts the first time only."""
        self.origin_m = self.origin_m or origin_m
        key = (float(f"{metres_per_px:.10g}"), float(f"{detail_px:.4g}"), grid_px)
        if key not in self._scales:
            self._scales[key] = ScaleCache(metres_per_px, detail_px, self.origin_m, grid_px)
        self._scales.move_to_end(key)
        while len(self._scales) > _SCALES_KEPT:
            self._scales.popitem(last=False)
        return self._scales[key]

    def keep(self, alive: Iterable[object]) -> None:
        """Forget what was prepared for anything but these."""
        names = {id(thing) for thing in alive}
        for scale in self._scales.values():
            scale.keep(names)


class ScaleCache:
    """Everything prepared for one scale; vertices of land lie on a grid of ``grid_px``, 0 for none."""

    def __init__(
        self, metres_per_px: float, detail_px: float, origin_m: tuple[float, float], grid_px: float = 0.0
    ) -> None:
        self.metres_per_px = metres_per_px
        self.detail_px = detail_px
        self.origin_m = origin_m
        self.grid_px = grid_px
        # The thing itself is kept beside what was made of it, so that its id stays its own.
        self._made: dict[tuple[int, Hashable], tuple[object, Any]] = {}

    def keep(self, ids: set[int]) -> None:
        self._made = {key: made for key, made in self._made.items() if key[0] in ids}

    def recall(self, thing: object, what: Hashable) -> Any:
        """What was remembered of that thing, or None."""
        found = self._made.get((id(thing), what))
        return None if found is None else found[1]

    def remember(self, thing: object, what: Hashable, made: Any) -> None:
        self._made[id(thing), what] = (thing, made)

    def px(self, xy_m: Floats) -> Floats:
        """Metres (n, 2) as pixels from the origin, y downwards."""
        return (xy_m - self.origin_m) * (1 / self.metres_per_px, -1 / self.metres_per_px)

    def on_grid(self, px: Floats) -> Floats:
        """Pixels on the grid: whole numbers in a file of paper take half of the bytes and of the time to pack them."""
        return np.round(px / self.grid_px) * self.grid_px if self.grid_px else px

    def made(self, thing: Thing, make: Callable[[Thing, "ScaleCache"], Made]) -> Made:
        """What ``make`` makes of that thing at this scale; made once."""
        found: Made | None = self.recall(thing, make)
        if found is None:
            found = make(thing, self)
            self.remember(thing, make, found)
        return found


class ScaledLines:
    """Polylines at one scale, made when they are first seen."""

    def __init__(self, lines: Lines, scale: ScaleCache) -> None:
        self._lines, self._scale = lines, scale
        self.polylines: list[QPolygonF] = [_NOTHING] * len(lines)
        self._ready = np.zeros(len(lines), dtype=bool)

    def prepare(self, wanted: Ints, between: Callable[[], object]) -> None:
        """Make those of these lines that are not made yet; ``between`` is asked between pieces of the work."""
        for missing in _blocks(wanted[~self._ready[wanted]]):
            between()
            xy, offsets = simplified(self._lines, missing, self._scale)
            for i, polygon in zip(missing.tolist(), polygons(xy, offsets), strict=True):
                self.polylines[i] = polygon
            self._ready[missing] = True


class ScaledAreas:
    """Polygons at one scale, made when they are first seen: ``plain`` ones of one ring, ``holed`` ones as paths."""

    def __init__(self, shapes: Shapes, scale: ScaleCache) -> None:
        self._shapes, self._scale = shapes, scale
        self.items: list[QPolygonF | QPainterPath] = [_NOTHING] * len(shapes.part_row)
        self.holed = shapes.holed
        self._ready = np.zeros(len(shapes.part_row), dtype=bool)
        self._strokes: dict[Pattern, tuple[Bools, dict[int, list[Any]]]] = {}

    def prepare(self, wanted: Ints, between: Callable[[], object]) -> None:
        """Make those of these parts that are not made yet; ``between`` is asked between pieces of the work."""
        for missing in _blocks(wanted[~self._ready[wanted]]):
            between()
            xy, ring_offsets, ring_counts = self._rings(missing)
            made = iter(polygons(xy, ring_offsets))
            for i, count in zip(missing.tolist(), ring_counts.tolist(), strict=True):
                if count == 1:
                    self.items[i] = next(made)
                else:
                    path = QPainterPath()
                    for _ in range(count):
                        path.addPolygon(next(made))
                        path.closeSubpath()
                    self.items[i] = path
            self._ready[missing] = True

    def strokes(self, wanted: Ints, pattern: Pattern, px_scale: float) -> list[list[Any]]:
        """For each of these parts its hatch lines (QLineF) or dots (QPointF)."""
        if pattern not in self._strokes:
            n = len(self._ready)
            self._strokes[pattern] = (np.zeros(n, dtype=bool), {})
        ready, found = self._strokes[pattern]
        missing = wanted[~ready[wanted]]
        if len(missing):
            xy, ring_offsets, ring_counts = self._rings(missing)
            part_of_ring = np.repeat(np.arange(len(missing)), ring_counts)
            make = hatch if pattern.form == "lines" else dots
            values, part = make(xy, ring_offsets, part_of_ring, pattern, px_scale)
            split = np.searchsorted(part, np.arange(len(missing) + 1)).tolist()
            kind = QLineF if pattern.form == "lines" else QPointF
            strokes = [kind(*v) for v in self._scale.on_grid(values).tolist()]
            for i, part_i in enumerate(missing.tolist()):
                found[part_i] = strokes[split[i] : split[i + 1]]
            ready[missing] = True
        return [found[i] for i in wanted.tolist()]

    def _rings(self, parts: Ints) -> tuple[Floats, Ints, Ints]:
        """Simplified rings of these parts in pixels: coordinates, ring offsets, rings in each part."""
        if self._shapes.thin:
            _, corners, (thin_rings, thin_parts) = shapely.to_ragged_array(self._shapes.parts(parts))
            return (
                self._scale.on_grid(self._scale.px(corners)),
                thin_rings.astype(np.int64),
                np.diff(thin_parts).astype(np.int64),
            )
        return self._shapes.joined(parts, lambda arcs: simplified(self._shapes.arcs, arcs, self._scale))


_NOTHING = QPolygonF()


def _blocks(rows: Ints) -> list[Ints]:
    """Rows in pieces: what is done to one piece at once keeps the interpreter's lock, and the window waits for it."""
    return np.array_split(rows, -(-len(rows) // _BLOCK)) if len(rows) else []


def simplified(lines: Lines, numbers: Ints, scale: ScaleCache) -> tuple[Floats, Ints]:
    """These lines in pixels, without what is finer than the scale's detail (Douglas–Peucker): vertices and offsets."""
    tolerance_m = scale.detail_px * scale.metres_per_px
    thin = shapely.simplify(lines.geometries(numbers), tolerance_m, preserve_topology=False)
    xy, offsets = shapely.get_coordinates(thin), np.append(0, np.cumsum(shapely.get_num_coordinates(thin)))
    return scale.on_grid(scale.px(xy)), offsets.astype(np.int64)


def polygons(xy: Floats, offsets: Ints) -> list[QPolygonF]:
    """Runs of vertices as Qt polygons, which Qt reads from memory: points made in Python take several times as long."""
    counts = np.diff(offsets)
    # As Qt writes them: how many vertices a polygon has, in four bytes, then their coordinates in eight each.
    words = np.empty(len(counts) + 4 * len(xy), dtype="<u4")
    heads = 4 * offsets[:-1] + np.arange(len(counts))
    words[heads] = counts
    inner = np.ones(len(words), dtype=bool)
    inner[heads] = False
    words[inner] = np.ascontiguousarray(xy, dtype="<f8").reshape(-1).view("<u4")
    stream = QDataStream(QByteArray(words.tobytes()))
    stream.setByteOrder(QDataStream.ByteOrder.LittleEndian)
    result = [QPolygonF() for _ in range(len(counts))]
    deque(map(stream.__rshift__, result), maxlen=0)
    return result


def crossings(xy: Floats, ring_offsets: Ints, part_of_ring: Ints, spacing: float) -> tuple[Ints, Ints, Floats]:
    """Where the lines y = k · spacing run inside polygons (even-odd): for each stretch its part, k, and x from, to.

    Returns parts (m,), k (m,), and x (m, 2); sorted by part, k and x.
    """
    counts = np.diff(ring_offsets)
    index = np.arange(len(xy))
    following = index + 1
    full = counts > 0
    following[ring_offsets[1:][full] - 1] = ring_offsets[:-1][full]
    level, part = xy[:, 1] / spacing, np.repeat(part_of_ring, counts)
    low, high = np.minimum(level, level[following]), np.maximum(level, level[following])
    first, stop = (
        np.ceil(low).astype(np.int64),
        np.ceil(high).astype(np.int64),
    )  # low ≤ k < high: no vertex counts twice
    times = stop - first
    edge = np.repeat(index, times)
    k = runs(first, times)
    x0, y0 = xy[edge, 0], level[edge]
    x1, y1 = xy[following[edge], 0], level[following[edge]]
    x = x0 + (k - y0) / (y1 - y0) * (x1 - x0)
    order = np.lexsort((x, k, part[edge]))
    pairs = order.reshape(-1, 2)
    pairs = pairs[x[pairs[:, 1]] - x[pairs[:, 0]] > 1e-9]  # a line that only grazes a corner
    return part[edge][pairs[:, 0]], k[pairs[:, 0]], x[pairs]


def hatch(xy: Floats, ring_offsets: Ints, part_of_ring: Ints, pattern: Pattern, px_scale: float) -> tuple[Floats, Ints]:
    """Parallel lines clipped to polygons: x1, y1, x2, y2 (m, 4) in pixels and the part of each, sorted by part."""
    angle = radians(pattern.angle_deg)
    # Screen y grows downwards, so this turn makes the wanted direction horizontal.
    turn = np.array([[cos(angle), sin(angle)], [-sin(angle), cos(angle)]])
    spacing = pattern.spacing_px * px_scale
    part, k, x = crossings(xy @ turn, ring_offsets, part_of_ring, spacing)
    y = k * spacing
    ends = np.stack([np.column_stack([x[:, 0], y]), np.column_stack([x[:, 1], y])], axis=1) @ turn.T
    return ends.reshape(-1, 4)[:_MOST_PATTERN_STROKES], part[:_MOST_PATTERN_STROKES]


def dots(xy: Floats, ring_offsets: Ints, part_of_ring: Ints, pattern: Pattern, px_scale: float) -> tuple[Floats, Ints]:
    """Centres of dots on a staggered grid, whole inside their polygon sideways: (m, 2) in pixels, and their part."""
    spacing, reach = pattern.spacing_px * px_scale, pattern.size_px * px_scale / 2
    part, k, x = crossings(xy, ring_offsets, part_of_ring, spacing)
    shift = np.where(k % 2 == 0, 0.0, 0.5)
    first = np.ceil((x[:, 0] + reach) / spacing - shift).astype(np.int64)
    last = np.floor((x[:, 1] - reach) / spacing - shift).astype(np.int64)
    times = np.maximum(last - first + 1, 0)
    column = runs(first, times) + np.repeat(shift, times)
    centres = np.column_stack([column * spacing, np.repeat(k, times) * spacing])
    return centres[:_MOST_PATTERN_STROKES], np.repeat(part, times)[:_MOST_PATTERN_STROKES]
