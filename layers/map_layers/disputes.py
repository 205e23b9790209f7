"""Open disputes as circles; one that came back after closing has a ring.

Closed ones are hollow, and only shown of days that were chosen (``incident_filter.narrowed``).
"""

import numpy as np

from layers.scene.drawing import (
    LegendEntry,
    MapLayer,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground
from layers.style import Palette, PointStyle, ink_on

CLASSES = ("dispute_closed", "dispute_open", "dispute_reopened")


def dispute_styles(palette: Palette, factor: float = 1.0) -> tuple[PointStyle, ...]:
    ink = ink_on(palette.dispute)
    return (
        PointStyle("circle", palette.dispute, 8 * factor, palette.rim, text_color=ink),
        PointStyle("circle", palette.dispute, 8 * factor, palette.rim, ring=palette.dispute, text_color=ink),
    )


def closed_dispute_style(palette: Palette, factor: float = 1.0) -> PointStyle:
    return PointStyle("circle", palette.rim, 7 * factor, palette.dispute, 1.6, text_color=palette.text, hollow=True)


def disputes_layer(ground: Ground) -> MapLayer:
    """Disputes that are open at the end of the day."""
    is_open = ground.day.dispute_open.to_numpy(dtype=bool)
    reopened = ground.project.disputes["reopened"].fillna(False).to_numpy(dtype=bool)
    numbers = np.where(is_open, 1 + reopened.astype(np.int64), -1)
    factor = ground.sizes.of("disputes")
    styles = (closed_dispute_style(ground.palette, factor), *dispute_styles(ground.palette, factor))
    points = Points(PaintOrder.POINT, "disputes", ground.geometry.dots("disputes"), numbers, styles)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(CLASSES))
    swatches = (closed_dispute_style(ground.palette), *dispute_styles(ground.palette))
    legend = tuple(
        LegendEntry("disputes", CLASSES[i], swatches[i], int(counts[i])) for i in (1, 2) if counts[i] or i == 1
    )
    return MapLayer("disputes", True, (points,), legend, int(counts.sum()))
