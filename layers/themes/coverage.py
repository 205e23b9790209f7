"""Who covers what: the fill of each unit by the state of its seat. Calm where it is covered; gaps speak."""

from string import ascii_uppercase

import numpy as np
import pandas as pd

from layers.scene.drawing import LegendEntry
from layers.scene.ground import Ground, class_numbers
from layers.scene.symbol_size import SymbolSizes
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, Palette, Pattern, unit_border

# Seats that are read alike are drawn alike.
CLASS_OF_STATE = {
    "covered": "covered",
    "shared": "shared",
    "part_time": "part_time",
    "multiple": "multiple",
    "on_loan": "on_loan",
    "vacant": "vacant",
    "expired": "vacant",
}
CLASSES = ("covered", "shared", "part_time", "multiple", "on_loan", "vacant")
NO_ROSTER = "no_roster"  # of every unit, where no officer is recorded
_LOUD = ("on_loan", "vacant")


def coverage_style(name: str, palette: Palette) -> AreaStyle:
    """How a class of seat is drawn; told apart without colour by hatch, dots, or (shared) a letter at the name."""
    border = unit_border(palette)
    if name == "shared":
        return AreaStyle(palette.shared, border=border, mark="A", mark_color=palette.text)
    if name == "part_time":
        dots = Pattern("dots", palette.part_time_dots, spacing_px=7, size_px=2.2)
        return AreaStyle(palette.covered, patterns=(dots,), border=border)
    if name == "multiple":
        lines = Pattern("lines", palette.part_time_dots, spacing_px=9, size_px=0.9, angle_deg=90)
        return AreaStyle(palette.multiple, patterns=(lines,), border=border)
    if name == "on_loan":
        lines = Pattern("lines", palette.on_loan_hatch, spacing_px=7, size_px=1.2, angle_deg=-45)
        return AreaStyle(palette.on_loan, patterns=(lines,), border=border)
    if name == "vacant":
        lines = Pattern("lines", palette.vacant_hatch, spacing_px=7, size_px=2.0, angle_deg=45)
        return AreaStyle(palette.vacant, patterns=(lines,), border=border)
    return AreaStyle(palette.covered, border=border)


def coverage_classes(ground: Ground) -> UnitClasses:
    """The units' classes on the day. Units with the same shared officer carry the same letter."""
    seats = ground.day.coverage.seats
    if not ground.day.seats_known:
        blank = AreaStyle(None, border=unit_border(ground.palette))
        unknown = np.zeros(len(seats), dtype=np.int64)
        entry = LegendEntry("units", NO_ROSTER, blank, len(seats))
        return UnitClasses(unknown, (blank,), (entry,), np.zeros(len(seats), dtype=bool), ("",) * len(seats))
    kinds = seats["state"].map(CLASS_OF_STATE)
    numbers = class_numbers(kinds, {name: i for i, name in enumerate(CLASSES)})
    styles = tuple(coverage_style(name, ground.palette) for name in CLASSES)
    counts = np.bincount(numbers[numbers >= 0], minlength=len(CLASSES))
    legend = tuple(
        LegendEntry("units", name, styles[i], int(counts[i]))
        for i, name in enumerate(CLASSES)
        if counts[i] or name != "multiple"
    )
    return UnitClasses(numbers, styles, legend, kinds.isin(_LOUD).to_numpy(), _letters(seats))


def _letters(seats: pd.DataFrame) -> tuple[str, ...]:
    officers = seats["officer_ids"].where(seats["state"] == "shared")
    letter_of = {ids: _letter(i) for i, ids in enumerate(sorted(set(officers.dropna())))}
    return tuple(letter_of.get(ids, "") if isinstance(ids, tuple) else "" for ids in officers)


def _letter(number: int) -> str:
    """A, B, … Z, then A2, B2 and so on."""
    turn, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


THEME = Theme(
    "coverage",
    (Shading("seats", coverage_classes, tuple(f"legend.{name}" for name in (*CLASSES, NO_ROSTER))),),
    SymbolSizes(others=1.0),  # gaps and incidents at once
    unit_title="page.title.unit",
)
