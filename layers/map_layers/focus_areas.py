"""Today's patrol focus: dashed outlines with a numbered badge, the number that lists and paper use too."""

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import (
    Areas,
    LegendEntry,
    MapLayer,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground
from layers.style import AreaStyle, PointStyle, focus_border

_BADGE_PX = 17.0


def focus_layer(ground: Ground) -> MapLayer:
    """Focus areas that run at any time of the day."""
    shapes = ground.geometry.shapes("focus_areas")
    numbers = ground.day.focus_numbers
    classes = np.array([0 if focus_id in numbers else -1 for focus_id in shapes.ids], dtype=np.int64)
    size = max(ground.sizes.of("focus_areas"), 1.0)  # a number has to be read in every theme
    strong = size > 1
    color = ground.palette.focus
    style = AreaStyle(color, 0.18 if strong else 0.10, border=focus_border(ground.palette, strong))
    areas = Areas(PaintOrder.FOCUS, "focus_areas", shapes, classes, (style,))
    badge = PointStyle("badge", color, _BADGE_PX * size, ground.palette.rim, 1.5, text_color=ground.palette.rim)
    texts = tuple(str(numbers.get(focus_id, "")) for focus_id in shapes.ids)
    badges = Points(
        PaintOrder.BADGE, "focus_areas", Dots(shapes.ids, _badge_places(shapes.polygons())), classes, (badge,), texts
    )
    legend = (LegendEntry("focus_areas", "focus_area", style, len(numbers)),)
    return MapLayer("focus_areas", True, (areas, badges), legend, len(numbers))


def _badge_places(geometries: np.ndarray) -> np.ndarray:
    """On each outline where it is furthest to the north-east, clear of what lies inside."""
    places = np.full((len(geometries), 2), np.nan)
    for i, geometry in enumerate(geometries):
        if geometry is None or geometry.is_empty:
            continue
        parts = geometry.geoms if hasattr(geometry, "geoms") else [geometry]
        xy = np.vstack([np.asarray(part.exterior.coords)[:, :2] for part in parts])
        places[i] = xy[np.argmax(xy.sum(axis=1))]
    return places
