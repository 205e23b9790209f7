"""Units by a number, in classes from little to much; a unit without a figure has a class of its own."""

from functools import partial
from itertools import pairwise

import numpy as np

from layers.classes.classing import classed, classed_at, range_texts
from layers.classes.ramps import mono_ramp, ramp
from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.theme import Shading
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, unit_border
from layers.themes.unit_styles import no_figure_style
from layers.themes.wanted_measure import OF_THEIR_YEAR, SAYS, measure_notes, measured
from mapper.analysis.load.unit_measures import INCIDENT_MEASURES
from mapper.analysis.periods.period import NOT_COMPARED
from mapper.arrays import Floats
from mapper.lazy_dataclass import dataclass
from mapper.message import Message


@dataclass(frozen=True)
class _Number:
    """A number of units and how it is written; its words are ``shading.<code>`` and ``note.<code>``."""

    code: str
    digits: int
    percent: bool

    @property
    def unit(self) -> str:
        """How the legend's codes end."""
        return "_percent" if self.percent else ""


def number(code: str, *, digits: int = 0, percent: bool = False) -> Shading:
    """A number that units can be coloured by: the measure of that code of :meth:`mapper.day.day.Day.measure`.

    ``digits`` are the decimals that a legend shows at least; with ``percent`` a share of 1 is told in hundredths.
    """
    asked = _Number(code, digits, percent)
    kinds = ("range", "value", "under", "from_to", "at_least")
    legend = (*(f"legend.{kind}{asked.unit}" for kind in kinds), "legend.no_figure")
    says = (*legend, f"shading.{code}", f"note.{code}", "note.named", "tip.number", *NOT_COMPARED, *SAYS)
    counts_wanted = code in INCIDENT_MEASURES or code in OF_THEIR_YEAR
    return Shading(code, partial(_number_classes, asked), says, is_number=True, counts_wanted=counts_wanted)


def class_styles(ground: Ground, count: int) -> tuple[AreaStyle, ...]:
    """A style for each class, from little to much."""
    border = unit_border(ground.palette)
    if ground.palette.name == "mono":
        return tuple(AreaStyle(grey, patterns=lines, border=border) for grey, lines in mono_ramp(count))
    colours = ramp(ground.look.ramp, count, ground.palette.name == "dark")
    return tuple(AreaStyle(color, border=border) for color in colours)


def _number_classes(asked: _Number, ground: Ground) -> UnitClasses:
    """The units' classes by that number."""
    measure, look = measured(asked.code, ground), ground.look
    # Classed as they are and rounded only when they are told: small rates would else all be one class of 0.0.
    values = _without_noise(measure.values.to_numpy(dtype=np.float64) * (100 if asked.percent else 1))
    breaks = look.breaks.get(asked.code, ()) if look.method == "manual" else ()
    if breaks:
        held, told = classed_at(values, breaks), _between(breaks)
    else:
        found = classed(values, "quantile" if look.method == "manual" else look.method, look.classes)
        held, told = found.numbers, _held(range_texts(found.ranges, asked.digits))
    last = len(told)
    numbers = np.where(held < 0, last, held)
    styles = (*class_styles(ground, last), no_figure_style(ground.palette))
    counts = np.bincount(numbers, minlength=last + 1)
    legend = tuple(
        LegendEntry("units", f"{kind}{asked.unit}", styles[i], int(counts[i]), bounds)
        for i, (kind, bounds) in enumerate(told)
    )
    if counts[last] or not last:
        legend += (LegendEntry("units", "no_figure", styles[last], int(counts[last])),)
    quiet = np.zeros(len(numbers), dtype=bool)
    notes = measure_notes(asked.code, ground, measure)
    tips = _tips(asked, measure.values.index.tolist(), values)
    codes, percent = measure.values.index.tolist(), "%" if asked.percent else ""
    figures = {
        code: _figure_text(value, asked.digits) + percent if np.isfinite(value) else ""
        for code, value in zip(codes, values.tolist(), strict=True)
    }
    plain = ("",) * len(numbers)
    return UnitClasses(numbers, styles, legend, quiet, plain, measure.lacks or notes, tips, figures=figures)


# Classes as the legend tells them: the end of each one's code, and its bounds.
_Told = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def _held(ranges: tuple[tuple[str, str], ...]) -> _Told:
    """Classes by the least and the greatest value that they hold."""
    return tuple(
        ("range", (("low", low), ("high", high))) if low != high else ("value", (("value", low),))
        for low, high in ranges
    )


def _between(breaks: tuple[float, ...]) -> _Told:
    """Classes by the breaks chosen by hand that they lie between."""
    texts = [_break_text(one) for one in breaks]
    inner = (("from_to", (("low", low), ("high", high))) for low, high in pairwise(texts))
    return ("under", (("high", texts[0]),)), *inner, ("at_least", (("low", texts[-1]),))


def _break_text(value: float) -> str:
    """A break as it was chosen, with as many decimals as it needs."""
    digits = 0
    while digits < 12 and round(value, digits) != value:
        digits += 1
    return f"{value:,.{digits}f}"


def _without_noise(values: Floats) -> Floats:
    """The same to nine significant digits, so that equal figures reached by other sums are one."""
    return np.array([float(f"{value:.9g}") for value in values.tolist()], dtype=np.float64)


def _figure_text(value: float, digits: int) -> str:
    """A figure with so many decimals, and as many more (at most six) as keep what is not 0 from reading 0."""
    while value and digits < 6 and float(f"{value:.{digits}f}") == 0:
        digits += 1
    return f"{value:,.{digits}f}"


def _tips(asked: _Number, codes: list[str], values: Floats) -> dict[str, tuple[Message, ...]]:
    """Each unit's own figure, or that it has none."""
    name = Message(f"shading.{asked.code}")

    def figure(value: float) -> Message:
        if not np.isfinite(value):
            return Message("legend.no_figure")
        return Message(f"legend.value{asked.unit}", {"value": _figure_text(value, asked.digits)})

    return {
        code: (Message("tip.number", {"name": name, "value": figure(value)}),)
        for code, value in zip(codes, values.tolist(), strict=True)
    }
