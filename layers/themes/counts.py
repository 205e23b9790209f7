"""Units with a count each: a circle whose area is in proportion to it.

On coloured land the eye multiplies a count by the unit's area; circles are compared with each other alone. They lie
over the incidents that they count, so that their figures can be read.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import Drawing, LegendEntry, PaintOrder, Points
from layers.scene.ground import Ground
from layers.scene.theme import Shading
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, PointStyle, ink_on, unit_border
from layers.themes.wanted_measure import SAYS, measure_name, measure_notes, measured
from mapper.arrays import Floats
from mapper.message import Message

MOST_PX = 46.0
_LEAST_TEXT_PX = 12.0  # in a smaller circle no figure can be read


def counts(code: str, table: str) -> Shading:
    """A count of units, the measure of that code of :meth:`mapper.day.day.Day.measure`, in the colour of a table."""
    says = ("legend.no_circle", "legend.circle", f"shading.{code}", f"note.{code}", "note.named", "tip.number",
            "legend.value", "note.circles", *SAYS)  # fmt: skip
    return Shading(code, partial(_classes, code, table), says, counts_wanted=True)


def diameter_px(count: int, most: int) -> float:
    """Of the circle of a count, where the largest is ``most``: the root, so that areas are as the counts."""
    return MOST_PX * float(np.sqrt(count / most))


def _classes(code: str, table: str, ground: Ground) -> UnitClasses:
    measure = measured(code, ground)
    values = measure.values.fillna(0).to_numpy(dtype=np.float64)
    most = int(values.max(initial=0))
    units = AreaStyle(ground.palette.quiet_unit, border=unit_border(ground.palette))
    none = int((values == 0).sum())
    legend: tuple[LegendEntry, ...] = (LegendEntry("units", "no_circle", units, none),)
    if most:
        legend += (_key(most, len(values) - none, table, ground),)
    name = measure_name(code, ground.wanted)
    notes = (*measure_notes(code, ground, measure), Message("note.circles"))
    tips = {
        unit: (Message("tip.number", {"name": name, "value": Message("legend.value", {"value": f"{value:,.0f}"})}),)
        for unit, value in zip(measure.values.index.tolist(), values.tolist(), strict=True)
    }
    plain, quiet = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=bool)
    marks = partial(_circles, ground, values, table) if most else tuple
    return UnitClasses(plain, (units,), legend, quiet, ("",) * len(values), notes, tips, marks)


def _circle(count: int, most: int, table: str, ground: Ground) -> PointStyle:
    palette, size_px = ground.palette, diameter_px(count, most)
    color = palette.more_soft if table == "hazards" else palette.fewer_soft
    text = f"{count}" if size_px >= _LEAST_TEXT_PX else ""
    return PointStyle("circle", color, size_px, palette.quiet_text, 1.0, text=text, text_color=ink_on(color))


def _key(most: int, units: int, table: str, ground: Ground) -> LegendEntry:
    """Circles of up to three counts, one in the other, as large as on the map."""
    shown = sorted({1, round(most / 4), most} - {0})
    largest = replace(
        _circle(most, most, table, ground), text="", within=tuple(diameter_px(n, most) for n in shown[:-1])
    )
    told = tuple(f"{count:,}" for count in shown)
    return LegendEntry("units", "circle", largest, units, (("counts", told),), true_size=True)


def _circles(ground: Ground, values: Floats, table: str) -> tuple[Drawing, ...]:
    """A circle in each unit that has any."""
    shapes = ground.geometry.shapes("communities")
    # The largest first, so that a small one lies on it.
    sizes = np.unique(values[values > 0])[::-1].astype(np.int64)
    styles = tuple(_circle(int(size), int(sizes[0]), table, ground) for size in sizes)
    rows = np.flatnonzero(values > 0)
    places, _ = shapes.label_places(rows)
    number = {int(size): i for i, size in enumerate(sizes)}
    classes = np.array([number[int(values[row])] for row in rows], dtype=np.int64)
    return (Points(PaintOrder.BADGE, "communities", Dots(shapes.ids[rows], places), classes, styles),)
