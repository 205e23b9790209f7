"""Jurisdictions: units with their borders and names, and the stations' borders over them."""

import numpy as np
import pandas as pd

from layers.geometry.shapes import Shapes
from layers.scene.drawing import (
    Areas,
    Borders,
    LabelStyle,
    LegendEntry,
    MapLayer,
    Names,
    PaintOrder,
)
from layers.scene.ground import Ground
from layers.scene.unit_classes import UnitClasses
from layers.style import AreaStyle, Palette, station_border, unit_border
from mapper.names import names_of

_UNIT_NAME_PX, _STATION_NAME_PX, _UNIT_FIGURE_PX = 12.0, 13.0, 11.0


def units_layer(ground: Ground) -> MapLayer:
    """Communities and villages, as the theme has them in classes."""
    classes = ground.unit_classes
    shapes = ground.geometry.shapes("communities")
    fill = Areas(PaintOrder.GROUND, "communities", shapes, classes.class_of_row, classes.styles)
    pattern = Areas(PaintOrder.PATTERN, "communities", shapes, classes.class_of_row, classes.styles, patterns_only=True)
    borders = Borders(PaintOrder.UNIT_BORDER, shapes, unit_border(ground.palette), drawn_with=fill)
    names = _unit_names(ground, shapes, classes)
    drawings = (fill, pattern, borders, *classes.marks())
    told = classes.figures and ground.look.figures_written
    written = (names, _unit_figures(ground, shapes, classes)) if told else (names,)
    return MapLayer(
        "units", True, drawings, classes.legend, len(shapes), written, classes.notes, classes.tips,
        figures=classes.figures,
    )  # fmt: skip


def stations_layer(ground: Ground) -> MapLayer:
    """Station borders: their own polygons, and around the units of each station that has none."""
    shapes = ground.geometry.shapes("stations")
    style = station_border(ground.palette)
    drawings = [Borders(PaintOrder.STATION_BORDER, shapes, style)] if len(shapes.part_row) else []
    units = ground.geometry.shapes("communities")
    stations = ground.project.stations
    landed = stations.index[np.asarray(~(stations.geometry.isna() | stations.geometry.is_empty), dtype=bool)]
    codes = ground.project.communities["station_code"]
    without = codes.notna() & ~codes.isin(landed)
    if without.any():
        groups = pd.factorize(codes.where(without))[0].astype(np.int64)
        drawings.append(Borders(PaintOrder.STATION_BORDER, units.outline_of(groups), style))
    outline = AreaStyle(None, border=style)
    legend = (LegendEntry("stations", "station", outline, len(stations)),)
    names = Names(
        shapes,
        tuple(name if isinstance(name, str) else "" for name in stations["name"].tolist()),
        np.zeros(len(stations), dtype=np.int64),
        (LabelStyle(ground.palette.station_border, ground.palette.halo, _STATION_NAME_PX, bold=True),),
        rank=np.full(len(stations), 2.0),
        spill=np.full(len(stations), 0.9),
    )
    return MapLayer("stations", True, tuple(drawings), legend, len(stations), (names,))


def _unit_names(ground: Ground, shapes: Shapes, classes: UnitClasses) -> Names:
    palette: Palette = ground.palette
    styles = (
        LabelStyle(palette.text, palette.halo, _UNIT_NAME_PX),
        LabelStyle(palette.alarm, palette.halo, _UNIT_NAME_PX, bold=True),
    )
    frame = ground.project.communities
    names = names_of(frame).tolist()
    texts = tuple(
        f"{name} {_ringed(letter)}" if letter else name for name, letter in zip(names, classes.letters, strict=True)
    )
    lettered = np.array([bool(letter) for letter in classes.letters], dtype=bool)
    rank = np.select([classes.loud, lettered], [3.0, 1.5], 1.0)
    spill = np.where(classes.loud, 0.3, 0.55)
    return Names(shapes, texts, classes.loud.astype(np.int64), styles, rank, spill)


def _unit_figures(ground: Ground, shapes: Shapes, classes: UnitClasses) -> Names:
    """The number that colours each unit, on it."""
    style = LabelStyle(ground.palette.text, ground.palette.halo, _UNIT_FIGURE_PX, bold=True)
    count = len(shapes)
    texts = tuple(classes.figures.get(code, "") for code in ground.project.communities.index)
    of_one = np.zeros(count, dtype=np.int64)
    return Names(shapes, texts, of_one, (style,), np.full(count, 0.5), np.full(count, 0.9), is_figure=True)


def _ringed(letter: str) -> str:
    """A letter in a circle, as officers' letters stand beside names."""
    return chr(ord("Ⓐ") + ord(letter) - ord("A")) if len(letter) == 1 else f"({letter})"
