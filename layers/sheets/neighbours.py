"""Which sheets of an atlas go on at the edges of a map."""

from collections.abc import Mapping

import numpy as np
import shapely

from layers.geometry.shapes import Shapes
from layers.sheets.parts import EdgeNote, MapFrame

_LEAST_MM = 14.0  # of an edge that a neighbour's land reaches, to be named there
_MOST_AT_AN_EDGE = 4
_APART_MM = 18.0


def edge_notes(frame: MapFrame, shapes: Shapes, sheet_of: Mapping[str, int], own: int) -> tuple[EdgeNote, ...]:
    """Notes at the middle of the stretch of an edge that a neighbour's land crosses, the longest stretches first.

    Parameters
    ----------
    shapes
        The land that sheets are of, in metres.
    sheet_of
        The number of the sheet of a land, by its code; ``own`` is that of this sheet.
    """
    west, south, east, north = bounds = frame.viewport.bounds_m
    near = np.unique(shapes.part_row[shapes.parts_within(bounds)])
    rows = [row for row in near.tolist() if sheet_of.get(str(shapes.ids[row]), own) != own]
    if not rows:
        return ()
    polygons = shapely.make_valid(shapes.polygons(np.array(rows, dtype=np.int64)))
    numbers = [sheet_of[str(shapes.ids[row])] for row in rows]
    per_mm = frame.scale_denominator / 1000
    edges = {
        "left": ((west, north), (west, south)),
        "top": ((west, north), (east, north)),
        "right": ((east, north), (east, south)),
        "bottom": ((west, south), (east, south)),
    }
    found: list[EdgeNote] = []
    for side, ends in edges.items():
        line = shapely.LineString(ends)
        stretches: list[tuple[float, float, int]] = []
        for polygon, number in zip(polygons, numbers, strict=True):
            crossed = [part for part in shapely.get_parts(shapely.intersection(line, polygon)) if part.length]
            longest = max(crossed, key=shapely.length, default=None)
            if longest is not None and (length := float(shapely.length(longest))) >= _LEAST_MM * per_mm:
                middle = shapely.line_interpolate_point(longest, 0.5, normalized=True)
                stretches.append((-length, float(shapely.line_locate_point(line, middle)) / per_mm, number))
        placed: list[EdgeNote] = []
        for _, along_mm, number in sorted(stretches):
            taken = any(number == note.sheet or abs(note.along_mm - along_mm) < _APART_MM for note in placed)
            if not taken and len(placed) < _MOST_AT_AN_EDGE:
                placed.append(EdgeNote(side, along_mm, number))
        found += sorted(placed, key=lambda note: note.along_mm)
    return tuple(found)
