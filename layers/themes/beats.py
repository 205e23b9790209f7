"""Beats: the units of each in one colour that its neighbours do not have, a strong border, and a number."""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import shapely

from layers.classes.beat_colours import FILLS, colours_of
from layers.geometry.shapes import Dots
from layers.scene.drawing import (
    Borders,
    Drawing,
    LegendEntry,
    PaintOrder,
    Points,
)
from layers.scene.ground import Ground
from layers.scene.theme import Shading, Theme
from layers.scene.unit_classes import UnitClasses
from layers.scene.unit_index import UnitColumn
from layers.style import AreaStyle, LineStyle, Pattern, PointStyle, unit_border
from mapper.arrays import Ints
from mapper.day.figure import Figure
from mapper.message import Message

_BADGE_PX = 20.0
_NUMERALS = "一二三四五六七八九"
_NUMERAL = re.compile(rf"(?:([{_NUMERALS}])?(十))?([{_NUMERALS}])?(?<=[十{_NUMERALS}])(?=警务|号|片|区|$)")
_FIGURES = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


def beat_number(name: str) -> str:
    """What stands in a beat's badge: what follows the last dash of its name, or what a disc has room for of that.

    Of 第十二警务区 it is 12, of "Sector Adam" A.
    """
    last = name.rpartition("-")[2]
    if len(last) <= (3 if last.isascii() else 1):
        return last
    if found := _FIGURES.search(last):
        return found.group()
    if found := _NUMERAL.search(last):
        tens, ten, ones = found.groups()
        return str((_digit(tens) or 1 if ten else 0) * 10 + _digit(ones))
    return (last.split() or [""])[-1][:1]


def _digit(numeral: str | None) -> int:
    return 0 if numeral is None else _NUMERALS.index(numeral) + 1


def beat_classes(ground: Ground) -> UnitClasses:
    """The units by beat, those shown or else those that are kept, with each beat's outline and number."""
    shown = ground.beats
    frame, shapes = ground.project.communities, ground.geometry.shapes("communities")
    column = _beat_of(ground)
    numbers, names = pd.factorize(column.where(column != ""))
    beats = [str(name) for name in names]
    land = shapes.polygons()
    colours = _kept_colours(numbers, beats, land) if shown is None else shown.colours
    palette = ground.palette
    border = unit_border(palette)
    nobody = Pattern("lines", palette.unit_border, spacing_px=9, size_px=0.8, angle_deg=-45)
    softened = 0.6 if palette.name == "dark" else 0.75
    styles = (
        *(AreaStyle(fill, softened, border=border) for fill in FILLS),
        # Where there are no beats at all nothing is amiss, and nothing is hatched.
        AreaStyle(palette.quiet_unit, patterns=(nobody,) if beats else (), border=border),
    )
    of_beat = np.array([colours[name] for name in beats] + [len(FILLS)], dtype=np.int64)
    legend = [LegendEntry("units", "beat", replace(styles[0], mark="1"), len(beats))] if beats else []
    if (numbers < 0).any():
        legend.append(LegendEntry("units", "beat_none", styles[-1], int((numbers < 0).sum())))
    quiet = np.zeros(len(frame), dtype=bool)
    notes = () if beats else (Message("note.no_beats"),)
    marks = partial(_marks, ground, numbers.astype(np.int64), beats) if beats else tuple
    plain = ("",) * len(frame)
    return UnitClasses(of_beat[numbers], styles, tuple(legend), quiet, plain, notes, marks=marks)


def _marks(ground: Ground, numbers: Ints, beats: list[str]) -> tuple[Drawing, ...]:
    """A strong border around the units of each beat, and its number within."""
    palette, shapes = ground.palette, ground.geometry.shapes("communities")
    edge = LineStyle(palette.text, 2.0, casing=palette.halo, casing_px=1.0)
    around = Borders(PaintOrder.UNIT_BORDER, shapes.outline_of(numbers), edge)
    badge = PointStyle("badge", palette.text, _BADGE_PX, palette.rim, 1.5, text_color=palette.rim)
    rows, xy = _badge_places(numbers, len(beats), shapes.polygons())
    badges = Points(
        PaintOrder.BADGE, "communities", Dots(shapes.ids[rows], xy), np.zeros(len(rows), dtype=np.int64), (badge,),
        tuple(beat_number(beats[numbers[row]]) for row in rows),
    )  # fmt: skip
    return around, badges


def touching(numbers: np.ndarray, geometries: np.ndarray) -> set[tuple[int, int]]:
    """Pairs of different groups (numbers ≥ 0) whose polygons touch."""
    one, other = shapely.STRtree(geometries).query(geometries, predicate="intersects")
    pairs = numbers[np.column_stack([one, other])]
    pairs = pairs[(pairs[:, 0] < pairs[:, 1]) & (pairs[:, 0] >= 0)]
    return {(int(a), int(b)) for a, b in np.unique(pairs, axis=0)}


def _kept_colours(numbers: np.ndarray, beats: list[str], geometries: np.ndarray) -> dict[str, int]:
    return colours_of(beats, [(beats[a], beats[b]) for a, b in touching(numbers, geometries)])


def _badge_places(numbers: np.ndarray, count: int, geometries: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each beat the row of the unit nearest its middle, and a place inside that."""
    rows, places = [], []
    centres = shapely.get_coordinates(shapely.centroid(geometries)) if count else np.zeros((0, 2))
    landed = np.flatnonzero(~(shapely.is_missing(geometries) | shapely.is_empty(geometries)))
    at = dict(zip(landed.tolist(), range(len(landed)), strict=True))
    areas = shapely.area(geometries)
    for beat in range(count):
        members = [row for row in np.flatnonzero(numbers == beat).tolist() if row in at]
        if members:
            xy = centres[[at[row] for row in members]]
            middle = np.average(xy, axis=0, weights=np.maximum(areas[members], 1e-9))
            row = members[int(np.argmin(((xy - middle) ** 2).sum(axis=1)))]
            rows.append(row)
            places.append(shapely.get_coordinates(shapely.point_on_surface(geometries[row]))[0])
    return np.array(rows, dtype=np.int64), np.array(places).reshape(-1, 2)


def _beat_of(ground: Ground) -> pd.Series:
    """The name of each unit's beat; empty where it is in none."""
    frame = ground.project.communities
    shown = None if ground.beats is None else pd.Series(ground.beats.names, dtype="str").reindex(frame.index)
    return (frame["beat_name"] if shown is None else shown).fillna("")


def _index(ground: Ground) -> tuple[UnitColumn, ...]:
    beats = _beat_of(ground)
    return (UnitColumn("beat", {str(unit): name for unit, name in beats.items()}),) if beats.any() else ()


def _figures(ground: Ground) -> tuple[Figure, ...]:
    """Units that are in a beat; nothing where no beats were made yet."""
    beats = _beat_of(ground)
    return (Figure("in_beats", int((beats != "").sum()), len(beats)),) if beats.any() else ()


THEME = Theme(
    "beats",
    (Shading("beats", beat_classes, ("legend.beat", "legend.beat_none", "note.no_beats")),),
    index=_index,
    figures=_figures,
)
