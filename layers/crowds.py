"""Which points stand behind the count under the pointer, where symbols would lie on one another."""

from dataclasses import dataclass

import numpy as np

from layers.drawing import Order, Points
from layers.paint_cache import PaintCache
from layers.painter import COUNT_CELL_PX, points_crowded
from layers.snapshot import Snapshot
from layers.viewport import Bounds, Viewport

_REACH_PX = 14.0


@dataclass(frozen=True)
class Crowd:
    """How many points of a table a disc counts, and west, south, east, north of them in metres."""

    table: str
    count: int
    bounds_m: Bounds


def crowd_at(snapshot: Snapshot, viewport: Viewport, x_px: float, y_px: float) -> Crowd | None:
    """The count drawn at that pixel, of the topmost layer that has one there; None where there is none.

    A count of one is drawn as the symbol itself and is none.
    """
    if snapshot.bounds_m is None:
        return None
    west, south, east, north = snapshot.bounds_m
    # The painter's own grid: it is laid from the middle of the land.
    scale = PaintCache().at(viewport.metres_per_px, 0.5, ((west + east) / 2, (south + north) / 2))
    at = scale.px(np.array([viewport.to_map((x_px, y_px))]))[0]
    for points in reversed(snapshot.drawings):
        if not isinstance(points, Points) or points.order is not Order.POINT:
            continue
        if not points_crowded(points, scale, viewport.px_scale):
            continue
        xy = points.dots.xy[(points.class_of_row >= 0) & np.isfinite(points.dots.xy[:, 0])]
        px, side = scale.px(xy), COUNT_CELL_PX * viewport.px_scale
        around = np.flatnonzero((np.abs(px - at) <= 2 * side).all(axis=1))
        cells = np.floor(px[around] / side).astype(np.int64)
        for cell in np.unique(cells, axis=0):
            rows = around[(cells == cell).all(axis=1)]
            # All of a cell's points are at hand only where the whole cell lies around the pointer.
            if len(rows) < 2 or np.abs((cell + 0.5) * side - at).max() > 1.5 * side:
                continue
            if np.hypot(*(px[rows].mean(axis=0) - at)) <= _REACH_PX * viewport.px_scale:
                (left, bottom), (right, top) = xy[rows].min(axis=0), xy[rows].max(axis=0)
                return Crowd(points.table, len(rows), (float(left), float(bottom), float(right), float(top)))
    return None
