"""Units by a number, in classes from little to much; a unit without a figure has a class of its own."""

import numpy as np

from layers.classes.classing import classed, range_texts
from layers.classes.ramps import mono_ramp, ramp
from layers.map_layers.jurisdictions import UnitClasses
from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.style import AreaStyle, Palette, Pattern, unit_border
from mapper.analysis.load import unit_measures
from mapper.analysis.load.unit_measures import UnitMeasure
from mapper.message import Message

# Decimals that a legend shows at least.
_DIGITS = {"disputes_per_1000": 1}


def no_figure_style(palette: Palette) -> AreaStyle:
    """Blank with thin grey lines."""
    lines = Pattern("lines", palette.quiet_text, spacing_px=9, size_px=0.8, angle_deg=-45)
    return AreaStyle(palette.paper, patterns=(lines,), border=unit_border(palette))


def class_styles(ground: Ground, count: int) -> tuple[AreaStyle, ...]:
    """A style for each class, from little to much."""
    border = unit_border(ground.palette)
    if ground.palette.name == "mono":
        return tuple(AreaStyle(grey, patterns=lines, border=border) for grey, lines in mono_ramp(count))
    colours = ramp(ground.look.ramp, count, ground.palette.name == "dark")
    return tuple(AreaStyle(color, border=border) for color in colours)


def number_classes(ground: Ground) -> UnitClasses:
    """The units' classes by the number that was chosen for this theme."""
    measure = measure_of(ground)
    look = ground.look
    is_share = measure.code == "load_share"
    # What is told is what is classed, so that no class seems to hold a figure of its neighbour.
    values = (measure.values.to_numpy(dtype=np.float64) * (100 if is_share else 1)).round(_DIGITS.get(measure.code, 0))
    found = classed(values, look.method, look.classes)
    last = len(found.ranges)
    numbers = np.where(found.numbers < 0, last, found.numbers)
    styles = (*class_styles(ground, last), no_figure_style(ground.palette))
    counts = np.bincount(numbers, minlength=last + 1)
    unit = "_percent" if is_share else ""
    legend = tuple(
        LegendEntry(
            "units",
            f"{'range' if low != high else 'value'}{unit}",
            styles[i],
            int(counts[i]),
            (("low", low), ("high", high)) if low != high else (("value", low),),
        )
        for i, (low, high) in enumerate(range_texts(found.ranges, _DIGITS.get(measure.code, 0)))
    )
    if counts[last] or not last:
        legend += (LegendEntry("units", "no_figure", styles[last], int(counts[last])),)
    facts = Message(f"note.{measure.code}", {"as_of": ground.as_of, "without": measure.without, **measure.facts})
    note = Message("note.named", {"name": Message(f"shading.{measure.code}"), "note": facts})
    quiet = np.zeros(len(numbers), dtype=bool)
    return UnitClasses(numbers, styles, legend, quiet, ("",) * len(numbers), (note,), _tips(measure, values, unit))


def measure_of(ground: Ground) -> UnitMeasure:
    """The number that the units are coloured by."""
    project, as_of = ground.project, ground.as_of
    code = ground.shaded_by
    if code == "load_share":
        return unit_measures.load_share(project, ground.ledger, ground.officer_shares)
    if code == "residents_per_officer":
        return unit_measures.residents_per_officer(project, ground.ledger)
    if code == "open_hazards":
        return unit_measures.open_hazards(project, as_of, ground.owned("hazards"))
    if code == "open_disputes":
        return unit_measures.open_disputes(project, as_of, ground.owned("disputes"))
    return unit_measures.disputes_per_1000(project, as_of, ground.owned("disputes"))


def _tips(measure: UnitMeasure, values: np.ndarray, unit: str) -> dict[str, tuple[Message, ...]]:
    """Each unit's own figure, or that it has none."""
    digits = _DIGITS.get(measure.code, 0)
    name = Message(f"shading.{measure.code}")
    return {
        code: (
            Message(
                "tip.number", {"name": name, "value": Message(f"legend.value{unit}", {"value": f"{value:,.{digits}f}"})}
            )
            if np.isfinite(value)
            else Message("tip.number", {"name": name, "value": Message("legend.no_figure")}),
        )
        for code, value in zip(measure.values.index.tolist(), values.tolist(), strict=True)
    }
