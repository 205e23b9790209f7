"""The rows of one map layer as an edition shows them: what may be told of each, its class on the map, and its shape.

They are taken from the edition's own picture, so that a file of a layer holds nothing that its map does not show.
"""

from collections.abc import Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.edition_map import EditionMap
from layers.map_layers import INCIDENT_CLASSES
from layers.scene.drawing import Areas, LegendEntry, MapLayer, Paths, Points
from layers.style import Style
from mapper import schema
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.day.edition import Edition
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import names_of

# Map layers by the table of their rows.
TABLE_OF = {
    "units": "communities",
    "stations": "stations",
    "reference_lines": "reference_lines",
    "rectification_areas": "rectification_areas",
    "focus_areas": "focus_areas",
    "cases": "cases",
    "disputes": "disputes",
    "hazards": "hazards",
    "places": "places",
    "police_rooms": "police_rooms",
    "outreach": "outreach",
}
EXPORTABLE = tuple(TABLE_OF)
_DRAWN_WHOLE = ("units", "stations")  # land that is there every day, whether it has a class or not


@dataclass(frozen=True, eq=False)
class LayerRows:
    """Rows of a layer.

    Attributes
    ----------
    frame
        By key, in degrees: the columns of the table that the audience may have, then what is worked out:
        ``name``, ``class`` (the legend's code) and what belongs to the kind of row.
    styles
        Of each class, how it is drawn and its line in the legend.
    left_out
        How many rows have no place and are not in it.
    """

    code: str
    table: str
    frame: gpd.GeoDataFrame
    styles: dict[str, tuple[Style, LegendEntry | None]]
    left_out: int = 0


def layer_rows(shown_map: EditionMap, code: str) -> LayerRows:
    """The rows of a layer of an edition's map.

    InputError ``export_layer_unknown``, or ``export_layer_empty`` where the edition has none of it that has a place.
    """
    if code not in TABLE_OF:
        raise InputError("export_layer_unknown", layer=code, known=list(EXPORTABLE))
    edition, name = shown_map.edition, TABLE_OF[code]
    table = schema.TABLES[name]
    rows = edition.project.table(name)
    layer = next((layer for layer in shown_map.snapshot.layers if layer.code == code), None)
    if layer is None:
        raise InputError("export_layer_empty", layer=code)
    class_of, styles = _classes(layer, name)
    if code not in _DRAWN_WHOLE:  # what the map does not draw that day is not in it, were that all
        rows = rows[rows.index.isin(class_of)]
    placed = ~(rows.geometry.isna() | rows.geometry.is_empty)
    left_out, rows = int((~placed).sum()), rows[placed.to_numpy(dtype=bool)]
    if not len(rows):
        raise InputError("export_layer_empty", layer=code)
    # Codes are for programs of the house; the public knows a unit by its name, as on its web map.
    seen = [
        column
        for column in table.columns
        if edition.audience in column.seen_by and not (edition.is_public and column.kind in ("code", "ids"))
    ]
    frame = rows[[*(column.name for column in seen), "geometry"]].copy()
    if "name" not in frame.columns and "name" in rows.columns:
        frame = frame.assign(name=None)
    for column, values in _worked_out(edition, name, frame):
        frame[column] = values
    frame["class"] = [class_of.get(str(key), "") for key in frame.index]
    hidden = frame.index.isin(list(edition.in_cells(name))) & (not edition.names_sensitive)
    if hidden.any():  # as on the web map: what it is about, since which day, where it stands, and nothing of its course
        kind = KIND_OF[name]
        told = {kind.category, kind.began, "state", "class", "geometry"}
        frame = frame.assign(**{column: frame[column].mask(hidden) for column in frame.columns if column not in told})
    has_key = edition.audience in table.key.seen_by and not edition.is_public
    keys = [None if away or not has_key else str(key) for key, away in zip(frame.index, hidden, strict=True)]
    frame.insert(0, table.key.name, pd.array(keys, dtype="str"))
    if not has_key:
        frame = frame.drop(columns=table.key.name)
    geometry = frame.pop("geometry")
    return LayerRows(code, name, gpd.GeoDataFrame(frame, geometry=geometry, crs=schema.DEGREES), styles, left_out)


def _classes(layer: MapLayer, table: str) -> tuple[dict[str, str], dict[str, tuple[Style, LegendEntry | None]]]:
    """The class of each row by key, and the style of each class with its line in the legend."""
    for drawing in layer.drawings:
        if not isinstance(drawing, Areas | Points | Paths) or drawing.table != table:
            continue
        if isinstance(drawing, Areas) and drawing.patterns_only:
            continue
        if isinstance(drawing, Areas):
            ids = drawing.shapes.ids
        else:
            ids = drawing.dots.ids if isinstance(drawing, Points) else drawing.ids
        own: tuple[Style, ...] = drawing.styles
        codes = [_class_code(layer, number, style) for number, style in enumerate(own)]
        entries = {entry.code: entry for entry in layer.legend}
        styles = {code: (style, entries.get(code)) for code, style in zip(codes, own, strict=True)}
        class_of = {
            str(key): codes[number]
            for key, number in zip(ids, drawing.class_of_row.tolist(), strict=True)
            if number >= 0
        }
        return class_of, {code: one for code, one in styles.items() if code in set(class_of.values()) or one[1]}
    if layer.code == "stations" and layer.legend:  # a border, of no classes
        entry = layer.legend[0]
        return {}, {entry.code: (entry.swatch, entry)}
    return {}, {}


def _class_code(layer: MapLayer, number: int, style: Style) -> str:
    """The legend's code of a class; a number where the legend has no line for it, or several of one code."""
    if layer.code in INCIDENT_CLASSES:
        return INCIDENT_CLASSES[layer.code][number]
    found = [entry.code for entry in layer.legend if entry.swatch is style]
    unique = len({id(entry.swatch) for entry in layer.legend if entry.code in found}) == 1
    return found[0] if found and unique else f"class_{number + 1}"


def _worked_out(edition: Edition, name: str, rows: gpd.GeoDataFrame) -> Iterator[tuple[str, Any]]:
    """What is told of rows beside their own columns."""
    stations = names_of(edition.project.stations)
    if name == "communities":
        codes = edition.project.communities["station_code"].reindex(rows.index)
        yield "station_name", codes.map(stations).to_numpy()
        yield "duty_phone", codes.map(edition.project.stations["duty_phone"]).to_numpy()
        if edition.is_public:
            return
        seats = [edition.seat(str(key)) for key in rows.index]
        yield "state", [None if seat is None else seat.state for seat in seats]
        yield "officers", [None if seat is None else ";".join(seat.holders) for seat in seats]
    elif name in KIND_OF:
        owned = edition.day.owned(name).reindex(rows.index)
        # Which unit a sensitive matter is counted to may tell more than its cell.
        told = np.ones(len(rows), dtype=bool)
        if not edition.names_sensitive:
            told = ~rows.index.isin(list(edition.in_cells(name)))
        yield "unit_name", owned["community_code"].map(names_of(edition.project.communities)).where(told).to_numpy()
        yield "station_name", owned["station_code"].map(stations).where(told).to_numpy()
        yield "state", edition.day.incident_states(name).reindex(rows.index).to_numpy()
