"""Key rectification areas that run on the day: their outlines and names, and what each has to reach by when.

An area holds whole units, so it is an outline alone: the theme stays readable, and a click inside is for the unit.
"""

from collections.abc import Mapping

import numpy as np

from layers.scene.drawing import Areas, LabelStyle, LegendEntry, MapLayer, Names, PaintOrder
from layers.scene.ground import Ground
from layers.style import AreaStyle, key_area_border
from mapper.analysis.work.areas import Area
from mapper.message import Message

TABLE = "rectification_areas"
CLASSES = ("key_area", "key_area_review")  # running, and among these those whose review is overdue
TIPS = (
    "tip.key_area", "tip.key_area.review", "tip.key_area.review_overdue", "tip.key_area.targets", "tip.key_area.entry",
    "tip.key_area.exit",
)  # fmt: skip
_NAME_PX = 12.5


def rectification_layer(ground: Ground) -> MapLayer:
    """Areas from the day that they were entered to the one that they left."""
    shapes, palette = ground.geometry.shapes(TABLE), ground.palette
    running: Mapping[str, Area] = {area.code: area for area in ground.day.key_areas if area.state == "running"}
    rows = [running.get(code) for code in shapes.ids]
    classes = np.array([-1 if area is None else int(area.review_overdue) for area in rows], dtype=np.int64)
    styles = tuple(AreaStyle(None, border=key_area_border(palette, late)) for late in (False, True))
    areas = Areas(PaintOrder.FOCUS, TABLE, shapes, classes, styles, outlines_only=True)
    names = Names(
        shapes,
        tuple("" if area is None else area.name for area in rows),
        np.maximum(classes, 0),
        tuple(LabelStyle(color, palette.halo, _NAME_PX, bold=True) for color in (palette.key_area, palette.alarm)),
        rank=np.full(len(shapes), 1.7),
        spill=np.full(len(shapes), 0.6),
    )
    counts = [int((classes == number).sum()) for number in range(len(CLASSES))]
    legend = tuple(
        LegendEntry(TABLE, code, style, count)
        for code, style, count in zip(CLASSES, styles, counts, strict=True)
        if count
    )
    tips = {code: _tips(area) for code, area in running.items()}
    return MapLayer(TABLE, True, (areas,), legend, sum(counts), (names,), tips=tips)


def _tips(area: Area) -> tuple[Message, ...]:
    """Why it is one and until when; then its targets, what it was entered for and what it has to reach to leave."""
    told = [Message("tip.key_area", {"name": area.name, "reason": area.reason or None, "entered": area.entered_on})]
    if area.review_on is not None:
        review = "review_overdue" if area.review_overdue else "review"
        told.append(Message(f"tip.key_area.{review}", {"day": area.review_on}))
    if area.targets is not None:
        told.append(Message("tip.key_area.targets", {"met": area.targets_met, "targets": area.targets}))
    for code, words in (("entry", area.entry_criteria), ("exit", area.exit_criteria)):
        if words:
            told.append(Message(f"tip.key_area.{code}", {"words": words}))
    return tuple(told)
