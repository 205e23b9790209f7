"""Polygons and lines for the browser: each border once, in levels of detail that share their vertices.

A border is simplified once a level with its ends kept, so that neighbours never gape at any zoom.
"""

from collections.abc import Sequence

import numpy as np
import shapely

from layers.geometry.arcs import Lines
from layers.geometry.shapes import Shapes
from layers.sharing.web.columns import Columns
from layers.sharing.web.mercator import STEP_M, Mercator, z_order
from mapper.arrays import Bools, Ints
from mapper.lazy_dataclass import dataclass

FINEST_M = 1.0
# Levels for every third zoom from this on, which keep what is larger than so many pixels, while they are so many times
# coarser than the finest; only of land with so many vertices.
_FIRST_ZOOM, _ZOOMS_APART, _DETAIL_PX, _COARSER = 8, 3, 0.45, 4.0
_LEVELLED = 100_000
_EQUATOR_PX_M = 156_543.034  # metres of Mercator that a pixel of zoom 0 shows
EVERY_ZOOM = 99


@dataclass(frozen=True)
class Level:
    """Borders up to a zoom: the ``step_m`` that their places count, and their columns."""

    zoom: int
    step_m: float
    columns: Columns


@dataclass(frozen=True, eq=False)
class PackedLand:
    """Shapes or lines as columns; ``number`` gives of each arc or line its number there."""

    levels: tuple[Level, ...]
    rings: Columns
    number: Ints


def packed_land(source: Shapes | Lines, to: Mercator, finest_m: float) -> PackedLand:
    """Every level of these, the coarsest first; ``finest_m`` on the ground is what the last leaves out."""
    lines = source.borders if isinstance(source, Shapes) else source
    every = np.arange(len(lines))
    xy, offsets = lines.vertices(every)
    order = z_order(to.steps(xy[offsets[:-1]])) if len(lines) else every
    number = np.empty(len(order), dtype=np.int64)
    number[order] = every
    kept = lines.geometries(order)
    levels = []
    for zoom in _zooms(len(xy), finest_m, to):
        detail_m = finest_m if zoom == EVERY_ZOOM else _detail_m(zoom, to)
        step_m = STEP_M if zoom == EVERY_ZOOM and finest_m <= FINEST_M else detail_m / 4
        levels.append(Level(zoom, step_m, _arcs(kept, to, detail_m, step_m)))
    rings = _rings(source, number) if isinstance(source, Shapes) and not source.thin else Columns()
    return PackedLand(tuple(levels), rings, number)


def _detail_m(zoom: int, to: Mercator) -> float:
    """What is left out at a zoom, in metres on the ground."""
    return float(_EQUATOR_PX_M / to.stretch / 2**zoom * _DETAIL_PX)


def _zooms(vertices: int, finest_m: float, to: Mercator) -> Sequence[int]:
    zooms, zoom = [], _FIRST_ZOOM
    while vertices > _LEVELLED and _detail_m(zoom, to) > _COARSER * finest_m:
        zooms.append(zoom)
        zoom += _ZOOMS_APART
    return [*zooms, EVERY_ZOOM]


def _arcs(lines: np.ndarray, to: Mercator, detail_m: float, step_m: float) -> Columns:
    """Vertices of each, first vertices, and steps from vertex to vertex."""
    plain = shapely.simplify(lines, detail_m, preserve_topology=False)
    plain = np.where(shapely.get_num_coordinates(plain) > 1, plain, lines)
    steps = to.steps(shapely.get_coordinates(plain), step_m)
    counts = shapely.get_num_coordinates(plain).astype(np.int64)
    starts = np.cumsum(counts) - counts
    first = np.zeros(len(steps), dtype=bool)
    first[starts] = True
    moved = np.diff(steps, axis=0, prepend=steps[:1]) if len(steps) else steps
    last = np.zeros(len(steps), dtype=bool)
    last[starts + counts - 1] = True
    keep: Bools = first | last | (moved != 0).any(axis=1)
    steps, first = steps[keep], first[keep]
    counts = np.add.reduceat(keep.astype(np.int64), starts) if len(counts) else counts
    moved = np.diff(steps, axis=0, prepend=steps[:1]) if len(steps) else steps
    columns = Columns()
    columns.ints(counts)
    for axis in (0, 1):
        columns.deltas(steps[first, axis])
    for axis in (0, 1):
        columns.ints(moved[~first, axis])
    return columns


def _rings(shapes: Shapes, number: Ints) -> Columns:
    """The row of each part, arcs of each ring, its part, and its arcs twice their number, and one more if backward."""
    rings = shapes.rings
    columns = Columns()
    columns.deltas(shapes.part_row)
    columns.ints(np.diff(rings.arc_offsets))
    columns.deltas(rings.part)
    columns.deltas(2 * number[rings.arc] + rings.backward)
    return columns
