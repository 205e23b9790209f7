"""Rivers, roads and railways: what makes a map a place, kept quiet."""

import numpy as np

from layers.drawing import LegendEntry, MapLayer, Order, Paths
from layers.ground import Ground, class_numbers
from layers.style import LineStyle, Palette

KINDS = ("river", "railway", "road", "other")
_CODES = {"other": "other_line"}  # in a legend, "other" would leave open other than what


def reference_style(kind: str, palette: Palette) -> LineStyle:
    if kind == "river":
        return LineStyle(palette.water, 1.5)
    if kind == "railway":
        return LineStyle(palette.paper, 1.4, (5, 5), casing=palette.railway, casing_px=0.7)
    if kind == "other":
        return LineStyle(palette.quiet_text, 1.2, (6, 3))
    return LineStyle(palette.road, 1.8, casing=palette.road_casing, casing_px=0.8)


def reference_layer(ground: Ground) -> MapLayer:
    """All reference lines, water lowest."""
    frame = ground.project.reference_lines
    lines = ground.geometry.lines("reference_lines")
    numbers = class_numbers(frame["kind"], {kind: i for i, kind in enumerate(KINDS)})
    styles = tuple(reference_style(kind, ground.palette) for kind in KINDS)
    # Only water is as wide on the map as on the ground; a road drawn so would vanish.
    width_m = np.where(numbers == 0, frame["width_m"].to_numpy(dtype=float), np.nan)
    paths = Paths(
        Order.REFERENCE, "reference_lines", np.asarray(frame.index, dtype=object), lines, numbers, styles, width_m
    )
    counts = np.bincount(numbers[numbers >= 0], minlength=len(KINDS))
    legend = tuple(
        LegendEntry("reference_lines", _CODES.get(kind, kind), styles[i]) for i, kind in enumerate(KINDS) if counts[i]
    )
    return MapLayer("reference_lines", True, (paths,), legend, None)
