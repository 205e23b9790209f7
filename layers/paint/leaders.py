"""Numbers beside land that has no room even for them, each with a thin line to where it belongs."""

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
import shapely

from layers.paint.cache import ScaleCache
from layers.paint.label_candidates import Box, Candidates, holds, in_metres
from layers.paint.placed_name import PlacedName
from layers.scene.drawing import Borders, PaintOrder
from layers.snapshot import Snapshot
from mapper.arrays import boxes_meet

_REACHES = (1.2, 1.8, 2.6, 3.6)  # how far the number stands off, in its own heights; longer ones cross the map
_TURNS = tuple(k * pi / 6 for k in (1, 11, 5, 7, 2, 10, 4, 8, 0, 6, 3, 9))  # aslant first: letters stand level
_STEPS = 16  # places of a line that are looked at
_CLEAR_PX = 1.0  # on each side of a line, that nothing else is written on

Hits = Callable[[Box], int]
Barred = Callable[[tuple[float, float], Box], bool]


def beside_its_land(
    wish: Candidates,
    taken: Hits,
    symbols: Hits,
    frame_px: Box,
    px_scale: float,
    barred: Barred = lambda _land, _number: False,
) -> PlacedName | None:
    """The nearest free place around it whose line crosses nothing that is written; None where there is none.

    ``barred`` says whether a number in that box would lie on a border, or its line to the land cross one.
    """
    left, top, right, bottom = wish.boxes[0].tolist()
    x, y, wide, high = (left + right) / 2, (top + bottom) / 2, right - left, bottom - top
    for reach in _REACHES:
        for turn in _TURNS:
            at_x, at_y = x + cos(turn) * (reach * high + wide / 2), y + sin(turn) * (reach + 0.5) * high
            box = (at_x - wide / 2, at_y - high / 2, at_x + wide / 2, at_y + high / 2)
            if not holds(frame_px, box) or taken(box) or symbols(box):
                continue
            size_px = wish.style.size_px * px_scale
            name = PlacedName(wish.text, wish.style, box, size_px, wish.names, wish.row, 0.0, True, (x, y))
            if not any(map(taken, line_of(name))) and not barred((x, y), box):
                return name
    return None


def line_of(name: PlacedName) -> list[Box]:
    """Small boxes along the line from the land to its number; none without a line."""
    if name.leads_to_px is None:
        return []
    (x, y), (left, top, right, bottom) = name.leads_to_px, name.box
    to_x, to_y, half = (left + right) / 2, (top + bottom) / 2, _CLEAR_PX * name.size_px / name.style.size_px
    at = [(x + t * (to_x - x), y + t * (to_y - y)) for t in np.linspace(0, 1, _STEPS).tolist()]
    return [(px - half, py - half, px + half, py + half) for px, py in at]


def station_borders(snapshot: Snapshot, scale: ScaleCache, frame_px: Box) -> Barred:
    """The borders of stations that are drawn: a line may cross one only to where there is no land at all."""
    frame_m, found = in_metres(frame_px, scale), []
    for drawing in snapshot.drawings:
        if isinstance(drawing, Borders) and drawing.order is PaintOrder.STATION_BORDER:
            seen = boxes_meet(drawing.lines.bounds_m, frame_m)
            seen = seen if drawing.marked is None else seen & drawing.marked
            found.append(drawing.lines.geometries(np.flatnonzero(seen)))
    border = shapely.multilinestrings(np.concatenate(found)) if found else shapely.MultiLineString()
    shapely.prepare(border)
    (ox, oy), mpp = scale.origin_m, scale.metres_per_px

    def barred(land_px: tuple[float, float], number_px: Box) -> bool:
        box = shapely.box(*in_metres(number_px, scale))
        start = (land_px[0] * mpp + ox, oy - land_px[1] * mpp)
        line = shapely.LineString([start, (box.centroid.x, box.centroid.y)])
        if shapely.intersects(border, box):
            return True
        if not shapely.intersects(border, line):
            return False
        if shapely.get_num_geometries(shapely.intersection(border, line)) > 1:
            return True
        lands = [snapshot.geometry.shapes(table) for table in ("communities", "stations")]
        near = [land.parts(np.flatnonzero(land.parts_within(box.bounds))) for land in lands]
        return bool(shapely.intersects(np.concatenate(near), box).any())

    return barred
