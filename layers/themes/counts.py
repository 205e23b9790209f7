"""Units with a count each: a circle whose area is in proportion to it.

On coloured land the eye multiplies a count by the unit's area; circles are compared with each other alone.
"""

from functools import partial

import numpy as np

from layers.geometry.shapes import Dots
from layers.scene.drawing import Drawing, LegendEntry, PaintOrder, Points
from layers.scene.ground import Ground
from layers.scene.theme import Shading
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, PointStyle, ink_on, unit_border
from mapper.arrays import Floats, Ints
from mapper.message import Message

MOST_PX = 46.0
_LEAST_TEXT_PX = 12.0  # in a smaller circle no figure can be read


def counts(code: str, table: str) -> Shading:
    """A count of units, the measure of that code of :meth:`mapper.day.day.Day.measure`, in the colour of a table."""
    says = ("legend.no_circle", "legend.circle", f"shading.{code}", f"note.{code}", "note.named", "tip.number",
            "legend.value", "note.circles")  # fmt: skip
    return Shading(code, partial(_classes, code, table), says)


def diameter_px(count: int, most: int) -> float:
    """Of the circle of a count, where the largest is ``most``: the root, so that areas are as the counts."""
    return MOST_PX * float(np.sqrt(count / most))


def _classes(code: str, table: str, ground: Ground) -> UnitClasses:
    measure = ground.day.measure(code)
    values = measure.values.fillna(0).to_numpy(dtype=np.float64)
    most = int(values.max(initial=0))
    units = AreaStyle(ground.palette.quiet_unit, border=unit_border(ground.palette))
    none = int((values == 0).sum())
    legend: tuple[LegendEntry, ...] = (LegendEntry("units", "no_circle", units, none),)
    marks: tuple[Drawing, ...] = ()
    if most:
        # The largest first, so that a small one lies on it.
        sizes = np.unique(values[values > 0])[::-1].astype(np.int64)
        styles = tuple(_circle(int(size), most, table, ground) for size in sizes)
        marks = (_circles(ground, values, sizes, styles),)
        legend += (LegendEntry("units", "circle", styles[0], len(values) - none, (("most", most),)),)
    name = Message(f"shading.{code}")
    facts = Message(f"note.{code}", {"as_of": ground.as_of, "without": measure.without, **measure.facts})
    notes = (Message("note.named", {"name": name, "note": facts}), Message("note.circles"))
    tips = {
        unit: (Message("tip.number", {"name": name, "value": Message("legend.value", {"value": f"{value:,.0f}"})}),)
        for unit, value in zip(measure.values.index.tolist(), values.tolist(), strict=True)
    }
    plain, quiet = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=bool)
    return UnitClasses(plain, (units,), legend, quiet, ("",) * len(values), notes, tips, marks)


def _circle(count: int, most: int, table: str, ground: Ground) -> PointStyle:
    palette, size_px = ground.palette, diameter_px(count, most)
    color = palette.more_soft if table == "hazards" else palette.fewer_soft  # so that the incidents are seen upon it
    text = f"{count}" if size_px >= _LEAST_TEXT_PX else ""
    return PointStyle("circle", color, size_px, palette.quiet_text, 1.0, text=text, text_color=ink_on(color))


def _circles(ground: Ground, values: Floats, sizes: Ints, styles: tuple[PointStyle, ...]) -> Points:
    """A circle in each unit that has any, under the incidents themselves."""
    shapes = ground.geometry.shapes("communities")
    rows = np.flatnonzero(values > 0)
    places, _ = shapes.label_places(rows)
    number = {int(size): i for i, size in enumerate(sizes)}
    classes = np.array([number[int(values[row])] for row in rows], dtype=np.int64)
    return Points(PaintOrder.FOCUS, "communities", Dots(shapes.ids[rows], places), classes, styles)
