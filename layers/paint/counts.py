"""Counts that take the place of symbols where those would lie on one another.

Whether they do, and which points each stands for, depends on the scale alone, so that neighbouring tiles agree.
"""

from dataclasses import dataclass

import numpy as np

from layers.paint.cache import ScaleCache
from layers.paint.stacks import places
from layers.scene.drawing import PaintOrder, Points
from mapper.arrays import Floats, Ints

# Symbols give way to counts where a third of them would lie on others of their kind; a few hundred, each worth seeing,
# where more than half would; a handful never.
_MANY_POINTS, _HIDDEN_OF_MANY = 300, 1 / 3
_FEW_POINTS, _HIDDEN_OF_FEW = 40, 0.55
# A count stands for a cell of ground so wide; where discs would then carpet the land, for a wider one.
_COUNT_CELL_PX, _WIDE_CELL_PX, _CARPET_SHARE, _MANY_COUNTS = 56.0, 96.0, 0.4, 60


def points_crowded(points: Points, scale: ScaleCache, px_scale: float) -> bool:
    """Whether so many incidents would cover each other at this scale that counts say more; badges and rings never."""
    if points.order is not PaintOrder.POINT:
        return False
    known = scale.recall(points, "crowded")
    if known is None:
        here = points.dots.xy[(points.class_of_row >= 0) & np.isfinite(points.dots.xy[:, 0])]
        known = False
        here = here[places(here)[0]]  # a stack has a badge and can be opened: it stands for itself
        if len(here) > _FEW_POINTS:
            size = max(style.size_px for style in points.styles) * px_scale
            cells = np.floor(scale.px(here) / size).astype(np.int64)
            taken = len(np.unique(cells[:, 0] * (1 << 31) + cells[:, 1]))
            hidden = (len(here) - taken) / len(here)
            known = hidden > (_HIDDEN_OF_MANY if len(here) > _MANY_POINTS else _HIDDEN_OF_FEW)
        scale.remember(points, "crowded", known)
    return bool(known)


def count_cells(px: Floats, px_scale: float) -> Ints:
    """The cell of each point (n, 2, in pixels from the origin), as one number.

    Cells are wider where those with points are more than 0.4 of all within their bounds: a province would be one
    carpet of discs. That depends on the scale alone, so that neighbouring tiles agree.
    """
    for side_px in (_COUNT_CELL_PX, _WIDE_CELL_PX):
        cell = np.floor(px / (side_px * px_scale)).astype(np.int64)
        numbers = cell[:, 0] * (1 << 31) + cell[:, 1]
        if side_px == _WIDE_CELL_PX or not len(cell):
            break
        across, down = cell.max(axis=0) - cell.min(axis=0) + 1
        taken = len(np.unique(numbers))
        if taken <= _CARPET_SHARE * across * down or taken < _MANY_COUNTS:
            break
    return np.asarray(numbers, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Counts:
    """The discs of a layer at one scale: where each stands, how many points it counts, and the gravest class of them.

    Disc d counts the points ``rows[starts[d]:starts[d] + counts[d]]`` of the table; ``middles_px`` (n, 2) from the
    origin.
    """

    rows: Ints
    starts: Ints
    counts: Ints
    middles_px: Floats
    gravest: Ints


def counts_of(points: Points, scale: ScaleCache, px_scale: float) -> Counts:
    """One disc for each cell of ground that has points; worked out once a scale."""
    known = scale.recall(points, "counts")
    if known is None:
        good = np.flatnonzero((points.class_of_row >= 0) & np.isfinite(points.dots.xy[:, 0]))
        px = scale.px(points.dots.xy[good])
        _, number, counts = np.unique(count_cells(px, px_scale), return_inverse=True, return_counts=True)
        middles = np.column_stack([np.bincount(number, px[:, axis]) / counts for axis in (0, 1)])
        gravest = np.zeros(len(counts), dtype=np.int64)
        np.maximum.at(gravest, number, points.class_of_row[good])
        rows = good[np.argsort(number, kind="stable")]
        known = Counts(rows, np.cumsum(counts) - counts, counts, middles, gravest)
        scale.remember(points, "counts", known)
    assert isinstance(known, Counts)
    return known
