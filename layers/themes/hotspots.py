"""Hotspots: the few cells where a visit is worth most, on calm ground, with what a back-test says of such a choice."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from layers.geometry.shapes import Dots, Shapes
from layers.scene.drawing import Areas, Drawing, LegendEntry, PaintOrder, Points
from layers.scene.ground import Ground
from layers.scene.incident_filter import IncidentFilter, filter_note
from layers.scene.look import Look
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn, count_column
from layers.style import AreaStyle, LineStyle, Palette, Pattern, PointStyle
from layers.themes.hotspot_density import SAYS as DENSITY_SAYS
from layers.themes.hotspot_density import density_classes
from layers.themes.hotspots_told import SAYS, hotspots_told, units_told
from layers.themes.quiet import quiet_classes
from mapper.day.figure import Figure
from mapper.day.part_hotspots import part_hotspots
from mapper.errors import InputError
from mapper.message import Message
from mapper.names import names_of
from mapper.scope import Scope

if TYPE_CHECKING:
    from mapper.analysis.hotspots.asked import HotspotsAsked
    from mapper.analysis.hotspots.hotspots import Hotspots
    from mapper.analysis.hotspots.units import CellsAndUnits

TABLES = ("disputes", "hazards", "cases")
NUMBERED = 5
"""So many of the best cells have a number, which lists and paper use too."""
_BADGE_PX, _MOST_NAMED = 16.0, 3
_NONE = ("hotspots_no_land", "hotspots_cell", "hotspots_large")
_NO_CELLS = tuple(f"note.{code}" for code in _NONE)
_SAYS = (
    "legend.unit", "legend.hotspot_best", "legend.hotspot", "note.hotspots_units", "tip.hotspots",
    "tip.hotspots_none", "note.filtered",
    "note.filtered_days", *(f"note.{code}" for code in _NONE),
)  # fmt: skip


def asked_of(table: str, wanted: IncidentFilter, look: Look) -> "HotspotsAsked":
    """The question for hotspots of a table, of the incidents and the part that are wanted and as much land as chosen.

    How far an incident has come by now says nothing of where the next will be, so a choice by state is passed over.
    """
    from mapper.analysis.hotspots.asked import HotspotsAsked  # scipy takes long, and few maps ask

    category = None if wanted.category is None or wanted.category[0] != table else wanted.category[1]
    scope = wanted.scope
    if scope is None and wanted.station_code is not None:
        scope = Scope(frozenset({wanted.station_code}))
    return HotspotsAsked(table, category, wanted.origin, wanted.days, scope, look.area_share)


def cell_styles(palette: Palette) -> tuple[AreaStyle, AreaStyle]:
    """The best cells, and the others that are chosen; told apart without colour by the hatch."""
    strong, soft = palette.more, palette.more_soft
    hatch = (Pattern("lines", palette.text, 4, 0.9, 45),) if palette.name == "mono" else ()
    return (
        AreaStyle(strong, 0.75, hatch, LineStyle(strong, 1.6)),
        AreaStyle(soft, 0.6, border=LineStyle(strong, 1.0)),
    )


def _classes(table: str, ground: Ground) -> UnitClasses:
    from mapper.analysis.hotspots.units import cells_and_units

    quiet = quiet_classes(ground)
    asked = asked_of(table, ground.wanted, ground.look)
    try:
        found = part_hotspots(ground.day, asked)
    except InputError as error:
        return replace(quiet, notes=(Message(f"note.{error.code}", error.values),))
    notes = hotspots_told(found, table)
    if asked.is_narrowed:
        notes += (filter_note(ground.wanted),)
    count = len(found.cells)
    if not count:
        return replace(quiet, notes=notes)
    styles = cell_styles(ground.palette)
    best = min(count, NUMBERED)
    share = (("share", f"{found.area_share:.1%}"), ("cell", f"{found.grid.cell_m:g}"))
    legend: tuple[LegendEntry, ...] = (LegendEntry("units", "hotspot_best", styles[0], best, share),)
    if count > best:
        legend += (LegendEntry("units", "hotspot", styles[1], count - best, share),)
    beside = cells_and_units(ground.project, found)
    return replace(
        quiet,
        legend=(*legend, *quiet.legend),
        notes=(*notes, *_units_note(ground, beside, asked.scope)),
        tips=_tips(found, beside),
        marks=partial(_marks, ground, found, beside, styles),
    )


def _marks(
    ground: Ground, found: "Hotspots", beside: "CellsAndUnits", styles: tuple[AreaStyle, ...]
) -> tuple[Drawing, ...]:
    """The cells, each pointed at as the unit that it lies in, and the numbers of the best."""
    xy = found.middles_m
    codes = np.asarray(ground.project.communities.index, dtype=object)
    ids = np.where(beside.unit_of_cell >= 0, codes[beside.unit_of_cell], "")
    # The best last, so that their borders and numbers are whole.
    order = np.arange(len(xy))[::-1]
    shapes = Shapes(ids[order], found.squares_m[order], np.arange(len(order), dtype=np.int64))
    rank = np.where(order < NUMBERED, 0, 1).astype(np.int64)
    cells = Areas(PaintOrder.FINDING, "communities", shapes, rank, styles)
    numbered = order[-NUMBERED:]
    # Square, as the cells are: the numbers of focus areas, which begin at 1 too, stand in circles.
    badge = PointStyle("square", ground.palette.more, _BADGE_PX, ground.palette.rim, 1.5, text_color=ground.palette.rim)
    badges = Points(
        PaintOrder.BADGE, "communities", Dots(ids[numbered], xy[numbered]),
        np.zeros(len(numbered), dtype=np.int64), (badge,), tuple(str(n + 1) for n in numbered.tolist()),
    )  # fmt: skip
    return cells, badges


def _tips(found: "Hotspots", beside: "CellsAndUnits") -> dict[str, tuple[Message, ...]]:
    """What a unit says: how many chosen cells, what is expected of them, and what all of it had so far."""
    told: dict[str, tuple[Message, ...]] = {}
    for code in beside.cells.index:
        values = {
            "cells": int(beside.cells[code]),
            "expected": float(beside.expected[code]),
            "days": found.days,
            "count": int(beside.count[code]),
        }
        told[str(code)] = (Message("tip.hotspots" if values["cells"] else "tip.hotspots_none", values),)
    return told


def _units_note(ground: Ground, beside: "CellsAndUnits", scope: Scope | None) -> tuple[Message, ...]:
    """What the same incidents say by units, and where cells and units disagree."""
    from mapper.analysis.hotspots.unit_gi import gi_of_units

    units = ground.project.communities
    own = units.index if scope is None else units.index[scope.has_units(units).to_numpy(dtype=bool)]
    of_units = units_told(ground.project, len(own), gi_of_units(ground.project, beside.count.loc[own]))
    spread, corner = beside.full_without_cell, beside.cell_not_full
    if not (spread or corner):
        return (of_units,)
    names = names_of(ground.project.communities)
    values = {
        "spread": len(spread),
        "corner": len(corner),
        "spread_names": [str(names[code]) for code in spread[:_MOST_NAMED]],
        "corner_names": [str(names[code]) for code in corner[:_MOST_NAMED]],
    }
    return of_units, Message("note.hotspots_units", values)


def _shading(table: str) -> Shading:
    return Shading(
        f"hotspots_{table}",
        partial(_classes, table),
        (*_SAYS, *SAYS),
        counts_wanted=True,
        chooses_cells=True,
        of_part=True,
    )


def _density_shading(table: str) -> Shading:
    return Shading(
        f"density_{table}",
        lambda ground: density_classes(table, ground, asked_of(table, ground.wanted, ground.look)),
        ("legend.unit", f"table.{table}", "note.filtered", "note.filtered_days", *DENSITY_SAYS, *_NO_CELLS),
        counts_wanted=True,
        of_part=True,
    )


def table_of(look: Look) -> str:
    """The kind of incidents that the theme is of."""
    return THEME.shading(look).code.partition("_")[2]


def _found(ground: Ground) -> "tuple[Hotspots, CellsAndUnits] | None":
    from mapper.analysis.hotspots.units import cells_and_units

    if THEME.shading(ground.look).code.startswith("density_"):
        return None  # nothing is chosen, and nothing foretold
    table = table_of(ground.look)
    try:
        found = part_hotspots(ground.day, asked_of(table, ground.wanted, ground.look))
    except InputError:
        return None
    return found, cells_and_units(ground.project, found)


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    """Cells that are chosen in each unit, and the incidents that it had in the days that they are chosen from."""
    asked = _found(ground)
    if asked is None:
        return ()
    return count_column("cells", asked[1].cells), count_column("so_far", asked[1].count)


def _figures(ground: Ground) -> tuple[Figure, ...]:
    """The back-test: incidents of the past periods that fell into the cells that were chosen before each."""
    asked = _found(ground)
    if asked is None or not asked[0].backtest.periods or not asked[0].score.incidents.sum():
        return ()
    score = asked[0].score
    return (Figure("hotspot_hits", round(float(score.hits.sum())), int(score.incidents.sum())),)


THEME = Theme(
    "hotspots",
    (*map(_shading, TABLES), *map(_density_shading, TABLES)),
    off_sheet=frozenset({"hazards", "disputes", "cases"}),
    index=_index,
    figures=_figures,
)
