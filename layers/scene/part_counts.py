"""The legend of a picture, counted over the rows that a part of the project has; classes stay those of the whole."""

from dataclasses import replace

import numpy as np
import pandas as pd

from layers.scene.drawing import Areas, MapLayer, Points
from mapper.project import Project
from mapper.schema import TABLES

_TABLE_OF = {"units": "communities"}


def counted_in(layer: MapLayer, part: Project) -> MapLayer:
    """The same layer, its legend and count those of the part's rows; a line of which no rows are known has no count."""
    counts: dict[int, int] = {}
    for drawing in layer.drawings:
        if isinstance(drawing, Areas | Points) and drawing.table in TABLES:
            ids = drawing.shapes.ids if isinstance(drawing, Areas) else drawing.dots.ids
            inside = pd.Index(ids).isin(part.table(drawing.table).index) & (drawing.class_of_row >= 0)
            for style, count in zip(
                drawing.styles, np.bincount(drawing.class_of_row[inside], minlength=len(drawing.styles)), strict=True
            ):
                counts.setdefault(id(style), int(count))
    table = _TABLE_OF.get(layer.code, layer.code)
    if not counts and table in TABLES and len(layer.legend) == 1:  # drawn by its borders alone
        counts[id(layer.legend[0].swatch)] = len(part.table(table))
    legend = tuple(
        entry if entry.count is None else replace(entry, count=counts.get(id(entry.swatch))) for entry in layer.legend
    )
    known = [entry.count for entry in legend if entry.count is not None]
    whole = len(part.table(table)) if table == "communities" else sum(known) if known else None
    return replace(layer, legend=legend, count=None if layer.count is None else whole)
