"""The points that share one place to the centimetre, found under the pointer."""

import numpy as np

from layers.pointing.hit import Hit
from layers.scene.crowding import SAME_PLACE_M
from layers.scene.drawing import PaintOrder, Points
from layers.snapshot import Snapshot
from layers.viewport import Point


def place_of(snapshot: Snapshot, thing: Hit) -> Point | None:
    """Where a hazard, dispute or case is drawn, in metres; None where it is something else."""
    for points in snapshot.drawings:
        if isinstance(points, Points) and points.order is PaintOrder.POINT and points.table == thing.table:
            rows = np.flatnonzero(points.dots.ids == thing.id)
            if len(rows):
                return float(points.dots.xy[rows[0], 0]), float(points.dots.xy[rows[0], 1])
    return None


def stack_at(snapshot: Snapshot, place_m: Point) -> tuple[Hit, ...]:
    """Hazards, disputes and cases drawn at that place (metres of the map CRS), the topmost layer first."""
    found = []
    for points in reversed(snapshot.drawings):
        if isinstance(points, Points) and points.order is PaintOrder.POINT:
            near = np.abs(points.dots.xy - place_m).max(axis=1) < SAME_PLACE_M
            rows = np.flatnonzero(near & (points.class_of_row >= 0))
            found += [Hit(points.table, str(points.dots.ids[row])) for row in rows]
    return tuple(found)
