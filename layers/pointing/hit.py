"""What lies under the pointer."""

import numpy as np

from layers.scene.drawing import Areas, Points
from layers.snapshot import Snapshot
from layers.viewport import Viewport
from mapper.arrays import Ints
from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Hit:
    """A row that is drawn at a place."""

    table: str
    id: str


def hit(snapshot: Snapshot, viewport: Viewport, x_px: float, y_px: float, tolerance_px: float = 6) -> tuple[Hit, ...]:
    """Rows drawn at that pixel, topmost first; the nearest first among points within ``tolerance_px`` of it.

    Polygons count where the pixel is inside them or on their border, whatever their fill; of those that are outlines
    only, where it is near the outline, and inside after everything else. ``tolerance_px`` is in pixels of the viewport.
    """
    x_m, y_m = viewport.to_map((x_px, y_px))
    reach_m = tolerance_px * viewport.metres_per_px
    found: dict[Hit, None] = {}
    around: dict[Hit, None] = {}
    for drawing in reversed(snapshot.drawings):
        if isinstance(drawing, Points):
            found |= dict.fromkeys(_points_near(drawing, x_m, y_m, reach_m))
        elif isinstance(drawing, Areas) and not drawing.patterns_only:
            inside = _drawn(drawing, drawing.shapes.rows_at(x_m, y_m))
            if drawing.outlines_only:
                found |= _drawn(drawing, drawing.shapes.rows_outlined_near(x_m, y_m, reach_m))
                around |= inside
            else:
                found |= inside
    return tuple(found | around)


def _drawn(areas: Areas, rows: Ints) -> dict[Hit, None]:
    """Those of the rows that are drawn at all."""
    shown = rows[areas.class_of_row[rows] >= 0]
    return dict.fromkeys(Hit(areas.table, str(areas.shapes.ids[row])) for row in shown)


def _points_near(points: Points, x_m: float, y_m: float, reach_m: float) -> list[Hit]:
    """Points that are drawn within that distance, the nearest first."""
    xy = points.dots.xy
    near = points.dots.rows_within((x_m - reach_m, y_m - reach_m, x_m + reach_m, y_m + reach_m))
    near = near[points.class_of_row[near] >= 0]
    distance_m = np.hypot(xy[near, 0] - x_m, xy[near, 1] - y_m)
    near, distance_m = near[distance_m <= reach_m], distance_m[distance_m <= reach_m]
    return [Hit(points.table, str(points.dots.ids[row])) for row in near[np.argsort(distance_m, kind="stable")]]
