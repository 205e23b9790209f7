"""Open disputes as circles; one that came back after closing has a ring."""

import numpy as np

from layers.drawing import LegendEntry, MapLayer, Order, Points
from layers.emphasis import emphasis
from layers.ground import Ground
from layers.style import Palette, PointStyle, ink_on
from mapper.analysis.lifecycle import dispute_open

CLASSES = ("dispute_open", "dispute_reopened")


def dispute_styles(palette: Palette, factor: float = 1.0) -> tuple[PointStyle, ...]:
    ink = ink_on(palette.dispute)
    return (
        PointStyle("circle", palette.dispute, 8 * factor, palette.rim, text_color=ink),
        PointStyle("circle", palette.dispute, 8 * factor, palette.rim, ring=palette.dispute, text_color=ink),
    )


def disputes_layer(ground: Ground) -> MapLayer:
    """Disputes that are open at the end of the day."""
    is_open = dispute_open(ground.project, ground.as_of).to_numpy(dtype=bool)
    reopened = ground.project.disputes["reopened"].fillna(False).to_numpy(dtype=bool)
    numbers = np.where(is_open, reopened.astype(np.int64), -1)
    styles = dispute_styles(ground.palette, emphasis("disputes", ground.theme))
    points = Points(Order.POINT, "disputes", ground.geometry.dots("disputes"), numbers, styles)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(CLASSES))
    swatches = dispute_styles(ground.palette)
    legend = tuple(
        LegendEntry("disputes", name, swatches[i], int(counts[i]))
        for i, name in enumerate(CLASSES)
        if counts[i] or not i
    )
    return MapLayer("disputes", True, (points,), legend, int(counts.sum()))
