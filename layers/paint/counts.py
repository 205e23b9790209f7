"""Counts that take the place of symbols where those would lie on one another.

Whether they do, and which points each stands for, depends on the scale alone, so that neighbouring tiles agree.
"""

import numpy as np

from layers.paint.cache import ScaleCache
from layers.scene.crowding import count_cells, is_crowded, places
from layers.scene.drawing import PaintOrder, Points
from mapper.arrays import Floats, Ints
from mapper.lazy_dataclass import dataclass


def points_crowded(points: Points, scale: ScaleCache, px_scale: float) -> bool:
    """Whether so many incidents would cover each other at this scale that counts say more; badges and rings never."""
    if points.order is not PaintOrder.POINT:
        return False
    known = scale.recall(points, "crowded")
    if known is None:
        here = points.dots.xy[(points.class_of_row >= 0) & np.isfinite(points.dots.xy[:, 0])]
        here = here[places(here)[0]]  # a stack has a badge and can be opened: it stands for itself
        size = max(style.size_px for style in points.styles) * px_scale
        known = is_crowded(scale.px(here), size)
        scale.remember(points, "crowded", known)
    return bool(known)


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
