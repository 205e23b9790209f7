"""Rivers, roads and railways: what makes a map a place, kept quiet."""

import numpy as np

from layers.scene.drawing import (
    LabelStyle,
    LegendEntry,
    LineNames,
    MapLayer,
    PaintOrder,
    Paths,
)
from layers.scene.ground import Ground, class_numbers
from layers.scene.look import LineLook
from layers.style import LineStyle, Palette, grey_of
from mapper.edits.reference import layer_of

KINDS = ("river", "railway", "road", "other")
_CODES = {"other": "other_line"}  # in a legend, "other" would leave open other than what
LEGEND_CODES = (*(_CODES.get(kind, kind) for kind in KINDS), "named_lines")


def reference_style(kind: str, palette: Palette) -> LineStyle:
    if kind == "river":
        return LineStyle(palette.water, 1.5)
    if kind == "railway":
        return LineStyle(palette.paper, 1.4, (5, 5), casing=palette.railway, casing_px=0.7)
    if kind == "other":
        return LineStyle(palette.quiet_text, 1.2, (6, 3))
    return LineStyle(palette.road, 1.8, casing=palette.road_casing, casing_px=0.8)


def chosen_style(chosen: LineLook, palette: Palette) -> LineStyle:
    """A layer's own style; a grey as light as its colour where there is no colour."""
    color = grey_of(chosen.color) if palette.name == "mono" else chosen.color
    return LineStyle(color, chosen.width_px, (4 * chosen.width_px, 2.5 * chosen.width_px) if chosen.dashed else ())


def name_style(kind: str, palette: Palette) -> LabelStyle:
    """How the name along a line is written: water in its own colour, all of them smaller than a unit's name."""
    return LabelStyle(palette.water_text if kind == "river" else palette.quiet_text, palette.halo, 11.0)


def reference_layer(ground: Ground) -> MapLayer:
    """All reference lines, water lowest."""
    frame = ground.project.reference_lines
    lines = ground.geometry.lines("reference_lines")
    of_kind = class_numbers(frame["kind"], {kind: i for i, kind in enumerate(KINDS)})
    numbers = of_kind.copy()
    styles = tuple(reference_style(kind, ground.palette) for kind in KINDS)
    own = tuple(ground.look.lines.items())
    if own:  # most maps have none, and a county has a hundred thousand lines
        layers = np.array([layer_of(str(key)) for key in frame.index], dtype=object)
        for number, (name, chosen) in enumerate(own, len(KINDS)):
            numbers[layers == name] = number
            styles += (chosen_style(chosen, ground.palette),)
    # Only water is as wide on the map as on the ground; a road drawn so would vanish.
    width_m = np.where((frame["kind"] == "river").to_numpy(dtype=bool), frame["width_m"].to_numpy(dtype=float), np.nan)
    paths = Paths(
        PaintOrder.REFERENCE, "reference_lines", np.asarray(frame.index, dtype=object), lines, numbers, styles, width_m
    )
    texts = tuple(
        name.strip() if kind >= 0 and isinstance(name, str) else ""
        for name, kind in zip(frame["name"], of_kind.tolist(), strict=True)
    )
    names = LineNames(lines, texts, of_kind, tuple(name_style(kind, ground.palette) for kind in KINDS))
    counts = np.bincount(numbers[numbers >= 0], minlength=len(styles))
    legend = tuple(LegendEntry("reference_lines", LEGEND_CODES[i], styles[i]) for i in range(len(KINDS)) if counts[i])
    legend += tuple(
        LegendEntry("reference_lines", "named_lines", styles[i], values=(("name", name),))
        for i, (name, _) in enumerate(own, len(KINDS))
        if counts[i]
    )
    return MapLayer("reference_lines", True, (paths,), legend, None, line_names=(names,))
