"""Cases of the last year as diamonds, each in the middle of its cell; those that patrols discovered are hollow.

A case is known by its hour and its cell at most: whoever looks closer finds neither a house nor a minute.
"""

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import (
    LegendEntry,
    MapLayer,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground
from layers.style import Palette, PointStyle
from mapper.arrays import Ints
from mapper.message import Message

# Hollow ones come first: of a count in which there are both, the disc has the colour of those that people reported.
CLASSES = ("case_discovered", "case_reported")


def case_styles(palette: Palette) -> tuple[PointStyle, ...]:
    return (
        PointStyle("diamond", palette.rim, 9, palette.case, 1.8, text_color=palette.case, hollow=True),
        PointStyle("diamond", palette.case, 10, palette.rim, text_color=palette.rim),
    )


def cases_layer(ground: Ground) -> MapLayer:
    """Cases of the year that ends with the day."""
    cases, dots = ground.project.cases, ground.geometry.dots("cases")
    year = ground.day.year_of_cases
    numbers = classes_of(cases["origin"].to_numpy() != "discovered", year.shown.to_numpy(dtype=bool))
    styles = case_styles(ground.palette)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(CLASSES))
    legend = tuple(
        LegendEntry("cases", name, styles[i], int(counts[i]))
        for i, name in reversed(list(enumerate(CLASSES)))
        if counts[i] or i
    )
    values = {"first": year.first, "last": year.last, "earlier": year.earlier, "later": year.later}
    note = Message("note.cases", {**values, "undated": year.undated, "unplaced": _unplaced(dots, numbers)})
    points = Points(PaintOrder.POINT, "cases", dots, numbers, styles)
    return MapLayer("cases", True, (points,), legend, int(counts.sum()), notes=(note,))


def classes_of(reported: np.ndarray, shown: np.ndarray) -> Ints:
    """The class of each case, -1 where it is not shown; ``reported`` and ``shown`` are (n,) of bool."""
    return np.where(shown, reported.astype(np.int64), -1)


def _unplaced(dots: Dots, numbers: Ints) -> int:
    return int(((numbers >= 0) & ~np.isfinite(dots.xy[:, 0])).sum())
