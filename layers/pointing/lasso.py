"""Which rows lie inside a line drawn by hand around them."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from layers.pointing.hit import Hit
from layers.scene.drawing import Areas, Points
from layers.snapshot import Snapshot
from layers.viewport import Point


def inside(snapshot: Snapshot, ring_xy_m: Sequence[Point], tables: Iterable[str]) -> tuple[Hit, ...]:
    """Rows drawn of these tables that lie in a ring (metres of the map CRS), each once.

    A point counts by its place, a polygon by its inner point: what is cut by the line belongs to the side where its
    name stands. Of a ring that crosses itself each loop counts. Fewer than three corners hold nothing.
    """
    if len(ring_xy_m) < 3:
        return ()
    land = shapely.make_valid(shapely.Polygon(ring_xy_m))
    shapely.prepare(land)
    wanted = frozenset(tables)
    found: dict[Hit, None] = {}
    for drawing in snapshot.drawings:
        if drawing.order == drawing.order.SELECTION:
            continue
        if isinstance(drawing, Points) and drawing.table in wanted:
            xy_m, ids = drawing.dots.xy, drawing.dots.ids
        elif isinstance(drawing, Areas) and drawing.table in wanted and not drawing.patterns_only:
            (xy_m, _), ids = drawing.shapes.label_points, drawing.shapes.ids
        else:
            continue
        there = np.flatnonzero((drawing.class_of_row >= 0) & np.isfinite(xy_m).all(axis=1))
        rows = there[shapely.contains_xy(land, xy_m[there])]
        found |= dict.fromkeys(Hit(drawing.table, str(ids[row])) for row in rows)
    return tuple(found)
