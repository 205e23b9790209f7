"""Which points stand behind the count under the pointer, where symbols would lie on one another."""

from dataclasses import field

import numpy as np

from layers.map_layers import INCIDENT_CLASSES
from layers.paint.cache import PaintCache
from layers.paint.counts import counts_of, points_crowded
from layers.scene.drawing import PaintOrder, Points
from layers.snapshot import Snapshot
from layers.viewport import Bounds, Viewport
from mapper.arrays import Ints
from mapper.lazy_dataclass import dataclass

_REACH_PX = 14.0


@dataclass(frozen=True)
class Crowd:
    """The points of a table that a disc counts, and west, south, east, north of them in metres.

    ``rows`` are those of the table; ``classes`` tells how many are of which class of its legend.
    """

    table: str
    count: int
    bounds_m: Bounds
    rows: Ints = field(compare=False)
    classes: tuple[tuple[str, int], ...]


def crowd_at(
    snapshot: Snapshot, viewport: Viewport, x_px: float, y_px: float, cache: PaintCache | None = None
) -> Crowd | None:
    """The count drawn at that pixel, of the topmost layer that has one there; None where there is none.

    A count of one is drawn as the symbol itself and is none. With a ``cache`` that is handed in each time, only the
    first question at a scale looks at every point.
    """
    if snapshot.bounds_m is None:
        return None
    west, south, east, north = snapshot.bounds_m
    # The painter's own grid: it is laid from the middle of the land.
    scale = (cache or PaintCache()).at(viewport.metres_per_px, 0.5, ((west + east) / 2, (south + north) / 2))
    at = scale.px(np.array([viewport.to_map((x_px, y_px))]))[0]
    for points in reversed(snapshot.drawings):
        if not isinstance(points, Points) or points.order is not PaintOrder.POINT:
            continue
        if not points_crowded(points, scale, viewport.px_scale):
            continue
        discs = counts_of(points, scale, viewport.px_scale)
        far = np.where(discs.counts > 1, np.hypot(*(discs.middles_px - at).T), np.inf)
        nearest = int(np.argmin(far))
        if far[nearest] <= _REACH_PX * viewport.px_scale:
            first = discs.starts[nearest]
            return _crowd(points, discs.rows[first : first + discs.counts[nearest]])
    return None


def _crowd(points: Points, rows: Ints) -> Crowd:
    xy = points.dots.xy[rows]
    (left, bottom), (right, top) = xy.min(axis=0), xy.max(axis=0)
    names = INCIDENT_CLASSES.get(points.table, ())
    counts = np.bincount(points.class_of_row[rows], minlength=len(names)).tolist()
    # As in the legend, the gravest first.
    classes = tuple((name, counts[n]) for n, name in reversed(list(enumerate(names))) if counts[n])
    return Crowd(points.table, len(rows), (float(left), float(bottom), float(right), float(top)), rows, classes)
