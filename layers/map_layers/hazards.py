"""Open hazards as triangles; one not verified in time is larger, red, and carries a "!".

Closed ones are hollow, and only shown of days that were chosen (``incident_filter.narrowed``).
"""

import numpy as np

from layers.scene.drawing import (
    LegendEntry,
    MapLayer,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground, class_numbers
from layers.style import Palette, PointStyle, ink_on

CLASSES = ("hazard_closed", "hazard_open", "hazard_overdue")


def hazard_styles(palette: Palette, factor: float = 1.0) -> tuple[PointStyle, ...]:
    return (
        PointStyle("triangle", palette.hazard, 11 * factor, palette.rim, text_color=ink_on(palette.hazard)),
        PointStyle("triangle", palette.overdue, 16 * factor, palette.rim, text="!", text_color=palette.rim),
    )


def closed_hazard_style(palette: Palette, factor: float = 1.0) -> PointStyle:
    return PointStyle("triangle", palette.rim, 9 * factor, palette.hazard, 1.6, text_color=palette.text, hollow=True)


def hazards_layer(ground: Ground) -> MapLayer:
    """Hazards that are open or overdue at the end of the day."""
    numbers = class_numbers(ground.day.hazard_states, {"open": 1, "overdue": 2})
    factor = ground.sizes.of("hazards")
    styles = (closed_hazard_style(ground.palette, factor), *hazard_styles(ground.palette, factor))
    points = Points(PaintOrder.POINT, "hazards", ground.geometry.dots("hazards"), numbers, styles)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(CLASSES))
    swatches = (closed_hazard_style(ground.palette), *hazard_styles(ground.palette))
    legend = tuple(LegendEntry("hazards", CLASSES[i], swatches[i], int(counts[i])) for i in (2, 1))
    return MapLayer("hazards", True, (points,), legend, int(counts.sum()))
