"""The density of incidents, for looks only: cells by how many there were a km², beside which no place is named."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from layers.geometry.shapes import Shapes
from layers.scene.drawing import Areas, Drawing, LegendEntry, PaintOrder
from layers.scene.ground import Ground
from layers.scene.incident_filter import filter_note
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle
from layers.themes.numbers import class_styles
from layers.themes.quiet import quiet_classes
from mapper.arrays import Floats, Ints
from mapper.crs import to_metres
from mapper.day.part_hotspots import part_density
from mapper.errors import InputError
from mapper.geometry import first_at
from mapper.message import Message

if TYPE_CHECKING:
    from mapper.analysis.hotspots.asked import HotspotsAsked
    from mapper.analysis.hotspots.density_map import DensityMap

STEPS = (0.05, 0.2, 0.45, 0.75)
"""Of the densest cell: what is less than the first is left empty."""
_OPACITY = 0.8  # borders of units show through
SAYS = ("legend.hotspot_density", "hotspots.density", "hotspots.density.none")


def density_classes(table: str, ground: Ground, asked: "HotspotsAsked") -> UnitClasses:
    """Calm units, and over them the cells by their density."""
    quiet = quiet_classes(ground)
    try:
        found = part_density(ground.day, asked)
    except InputError as error:
        return replace(quiet, notes=(Message(f"note.{error.code}", error.values),))
    known = found.incidents
    values = {
        "table": Message(f"table.{table}"),
        "count": found.count,
        "first": known.first,
        "until": known.until,
        "metres": found.bandwidth_m,
        "sensitive": known.sensitive,
        "discovered": known.discovered,
    }
    notes: tuple[Message, ...] = (Message("hotspots.density" if found.count else "hotspots.density.none", values),)
    if asked.is_narrowed:
        notes += (filter_note(ground.wanted),)
    if not found.count:
        return replace(quiet, notes=notes)
    most = float(found.per_km2.max())
    class_of_cell = np.searchsorted(np.array(STEPS) * most, found.per_km2, side="right") - 1
    # The palest of a ramp is as good as the calm land under it.
    styles = tuple(replace(style, opacity=_OPACITY, border=None) for style in class_styles(ground, len(STEPS) + 1)[1:])
    highs = (*STEPS[1:], 1.0)
    legend = tuple(
        LegendEntry("units", "hotspot_density", style, None, (("low", low * most), ("high", high * most)))
        for style, low, high in zip(styles, STEPS, highs, strict=True)
    )
    marks = partial(_marks, ground, found, class_of_cell, styles)
    return replace(quiet, legend=(*legend, *quiet.legend), notes=notes, marks=marks)


def _marks(
    ground: Ground, found: "DensityMap", class_of_cell: Ints, styles: tuple[AreaStyle, ...]
) -> tuple[Drawing, ...]:
    """The cells that are not left empty, each pointed at as the unit that its middle lies in."""
    import shapely

    shown = np.flatnonzero(class_of_cell >= 0)
    middles, half = found.grid.middles_m[shown], found.grid.cell_m / 2
    squares = np.asarray(shapely.box(*(middles - half).T, *(middles + half).T), dtype=object)
    shapes = Shapes(_units_at(ground, middles), squares, np.arange(len(shown), dtype=np.int64))
    return (Areas(PaintOrder.FINDING, "communities", shapes, class_of_cell[shown].astype(np.int64), styles),)


def _units_at(ground: Ground, xy: Floats) -> "np.typing.NDArray[np.object_]":
    units = ground.project.communities
    at = first_at(to_metres(units.geometry, ground.project.about.map_crs), xy)
    return np.where(at >= 0, np.asarray(units.index, dtype=object)[at], "")
