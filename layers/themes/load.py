"""How loaded: the fill of each unit by the utilisation of its busiest officer in fixed steps, or by a number."""

import numpy as np

from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn
from layers.style import AreaStyle, Palette, Pattern, unit_border
from layers.themes.numbers import number
from mapper.day.figure import Figure

# The last step begins at the norm that makes an officer overloaded.
STEPS = (0.5, 1.0, 1.5)
CLASSES = ("load_light", "load_fair", "load_full", "load_heavy", "load_over", "load_nobody")


def load_styles(palette: Palette) -> tuple[AreaStyle, ...]:
    """One style a class; overload is hatched, and a unit without an officer is left blank with grey lines."""
    border = unit_border(palette)
    over = Pattern("lines", palette.text, spacing_px=7, size_px=1.2, angle_deg=45)
    nobody = Pattern("lines", palette.quiet_text, spacing_px=9, size_px=0.8, angle_deg=-45)
    return (
        *(AreaStyle(color, border=border) for color in palette.load[:-1]),
        AreaStyle(palette.load[-1], patterns=(over,), border=border),
        AreaStyle(palette.paper, patterns=(nobody,), border=border),
    )


def load_classes(ground: Ground) -> UnitClasses:
    """The units' classes by load on the day."""
    busiest = ground.day.seat_shares.to_numpy(dtype=float)
    limits = [*STEPS, max(ground.project.norms.overload_share, STEPS[-1])]
    numbers = np.where(np.isnan(busiest), len(CLASSES) - 1, np.searchsorted(limits, busiest, side="left"))
    styles = load_styles(ground.palette)
    counts = np.bincount(numbers, minlength=len(CLASSES))
    legend = tuple(LegendEntry("units", name, styles[i], int(counts[i])) for i, name in enumerate(CLASSES))
    loud = numbers == CLASSES.index("load_over")
    return UnitClasses(numbers.astype(np.int64), styles, legend, loud, ("",) * len(numbers))


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    shares = ground.day.seat_shares
    return (UnitColumn("load", {str(unit): "—" if np.isnan(x) else f"{x:.0%}" for unit, x in shares.items()}),)


def _figures(ground: Ground) -> tuple[Figure, ...]:
    load, shares = ground.day.officer_load, ground.day.seat_shares
    told = (("overloaded", int(load["overloaded"].sum()), len(load)), ("nobody", int(shares.isna().sum()), len(shares)))
    return tuple(Figure(code, count, of) for code, count, of in told if of)


THEME = Theme(
    "load",
    (
        Shading("load_steps", load_classes, tuple(f"legend.{name}" for name in CLASSES)),
        number("load_share", percent=True),
        number("residents_per_officer"),
    ),
    index=_index,
    figures=_figures,
)
