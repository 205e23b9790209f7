"""A map as what the browser gets: data in words and styles, and blocks of columns in the order in which it needs them.

Only what the edition's own picture draws is packed, so that nothing stands in the file that its map does not show.
"""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import shapely

from layers.edition_map import EditionMap
from layers.geometry.arcs import Lines
from layers.geometry.shapes import Shapes
from layers.map_layers import INCIDENT_CLASSES, PUBLIC_LAYERS
from layers.map_layers.incidents import LOOK_OF
from layers.say import Say
from layers.scene import crowding
from layers.scene.drawing import Areas, Borders, Drawing, LegendEntry, LineNames, MapLayer, Names, PaintOrder, Paths
from layers.sharing.web.columns import Columns
from layers.sharing.web.land import FINEST_M, PackedLand, packed_land
from layers.sharing.web.mercator import Mercator, z_order
from layers.sharing.web.styles import label_json, style_json
from layers.sharing.web.told import Moments, Told, ToldTable
from mapper.arrays import Floats, Ints
from mapper.crs import transform_xy
from mapper.schema import DEGREES

MOST_BYTES = 19_500_000  # of blocks in base64; the page itself takes a quarter of a megabyte
_COURSE_M = 5.0  # how far the course that a name follows may be beside its line
_FIRST, _ROWS, _FINER = 0, 1, 2  # stages of the file: the first map, what stands on it, its details

Block = tuple[int, str, str]  # stage, name and text


class MapPacking:
    """Layers of an edition's map, packed once; :attr:`blocks` in the order of the file."""

    def __init__(self, shown_map: EditionMap, layers: list[MapLayer], say: Say) -> None:
        self._layers, self._say = layers, say
        edition, snapshot = shown_map.edition, shown_map.snapshot
        if edition.is_public and (beyond := {layer.code for layer in layers} - PUBLIC_LAYERS):
            raise ValueError(f"the public has no layers {beyond}")
        assert edition.bounds is not None
        self._to = Mercator.around(edition.project.about.map_crs, edition.bounds)
        self.names_z, self._z = _places_in_order(snapshot.drawings)
        self._drawings = [(number, drawing) for number, layer in enumerate(layers) for drawing in layer.drawings]
        self._tables = self._told(Told(edition, say))
        codes = edition.project.communities["station_code"].dropna()
        self._stations = pd.Index([c for c in edition.project.stations.index if c in set(codes)], dtype=object)
        self._station_names = [str(n) for n in edition.project.stations["name"].reindex(self._stations).fillna("")]
        self._blocks: list[Block] = []
        self._sources: dict[int, int] = {}
        self._lands: list[Shapes | Lines] = []
        self._filled: set[int] = set()  # those whose rings are drawn
        self.finest_m = FINEST_M

    def packed(self) -> dict[str, Any]:
        """The data of layers, drawings, tables and names; finest borders as fine as the file has room for."""
        for _, drawing in self._drawings:
            if not isinstance(drawing, Areas | Borders | Paths):
                continue
            source = _source(drawing)
            if id(source) not in self._sources:
                self._sources[id(source)] = len(self._lands)
                self._lands.append(source)
            if isinstance(drawing, Areas):
                self._filled.add(self._sources[id(source)])
        lands = [packed_land(source, self._to, self.finest_m) for source in self._lands]
        rows = self._rows(lands)
        while True:
            land = self._land_blocks(lands)
            if sum(len(text) for _, _, text in (*land, *self._blocks)) <= MOST_BYTES or self.finest_m > 1000:
                break
            self.finest_m *= 2
            lands = [packed_land(source, self._to, self.finest_m) for source in self._lands]
        self._blocks = sorted([*land, *self._blocks], key=lambda block: block[0])
        return rows | {
            "origin": list(self._to.origin_m),
            "lands": [
                {
                    "levels": [{"zoom": level.zoom, "step": level.step_m} for level in packed.levels],
                    "rings": number in self._filled,
                    "side": _mean_side(source) * self._to.stretch,
                }
                for number, (source, packed) in enumerate(zip(self._lands, lands, strict=True))
            ],
            "blocks": [[stage, name] for stage, name, _ in self._blocks],
            "namesZ": self.names_z,
            "rules": _rules(),
        }

    @property
    def blocks(self) -> dict[str, str]:
        """Text by name, what the first map needs first."""
        return {name: text for _, name, text in self._blocks}

    @property
    def told_kinds(self) -> set[str]:
        """``points`` and ``areas``: on which of them a reader may click."""
        return {
            "points" if not isinstance(drawing, Areas) else "areas"
            for _, drawing in self._drawings
            if (told := _told_of(drawing)) is not None and self._tables.get(told[0]) is not None
        }

    def legend_of(self, layer: MapLayer, entry: LegendEntry) -> list[int] | None:
        """The number of the drawing that a line of the legend counts the rows of, and their classes; None for none."""
        for number, (_, drawing) in enumerate(self._drawings):
            if drawing not in layer.drawings or isinstance(drawing, Borders | Paths):
                continue
            classes = [n for n, style in enumerate(drawing.styles) if style is entry.swatch]
            if layer.code in INCIDENT_CLASSES:
                classes = [n for n, code in enumerate(INCIDENT_CLASSES[layer.code]) if code == entry.code]
            if classes and entry.count is not None:
                return [number, *classes]
        return None

    def _told(self, told: Told) -> dict[str, ToldTable | None]:
        drawn: defaultdict[str, set[object]] = defaultdict(set)
        for _, drawing in self._drawings:
            if (told_of := _told_of(drawing)) is not None:
                drawn[told_of[0]].update(told_of[1])
        return {table: told.table(table, keys) for table, keys in drawn.items()}

    def _add(self, stage: int, name: str, columns: Columns) -> str:
        self._blocks.append((stage, name, columns.packed()))
        return name

    def _land_blocks(self, lands: list[PackedLand]) -> list[Block]:
        found: list[Block] = []
        for number, land in enumerate(lands):
            for place, level in enumerate(land.levels):
                stage = _FIRST if place == 0 else _FINER + place
                found.append((stage, f"arcs-{number}-{place}", level.columns.packed()))
            if number in self._filled:
                found.append((_FIRST, f"rings-{number}", land.rings.packed()))
        return found

    def _rows(self, lands: list[PackedLand]) -> dict[str, Any]:
        drawings = [self._drawing(n, layer, drawing, lands) for n, (layer, drawing) in enumerate(self._drawings)]
        tables = [self._table(told) for told in self._tables.values() if told is not None]
        names = [
            self._names(number, place, one)
            for number, layer in enumerate(self._layers)
            for place, one in enumerate(_names_of(layer))
        ]
        moments = [c for told in self._tables.values() if told for c in told.columns if isinstance(c, Moments)]
        every = np.concatenate([c.minutes[c.grain > 0] for c in moments]) if moments else np.zeros(0, dtype=np.int64)
        return {
            "drawings": drawings,
            "tables": tables,
            "names": names,
            "stations": self._station_boxes(),
            "days": [
                str(np.datetime64(int(each), "m"))[:10] for each in ((every.min(), every.max()) if len(every) else ())
            ],
        }

    def _drawing(self, number: int, layer: int, drawing: Drawing, lands: list[PackedLand]) -> dict[str, Any]:
        block, stage, more = Columns(), _FIRST, {}
        if isinstance(drawing, Borders):
            more = {"kind": "borders", "styles": [style_json(drawing.style)], "marked": drawing.marked is not None}
            if drawing.marked is not None:
                marked = np.flatnonzero(drawing.marked)
                block.deltas(np.sort(lands[self._sources[id(_source(drawing))]].number[marked]))
        elif isinstance(drawing, Paths):
            land = lands[self._sources[id(drawing.lines)]]
            rows = np.empty(len(land.number), dtype=np.int64)
            rows[land.number] = drawing.lines.row
            block.ints(drawing.class_of_row[rows])
            block.ints(np.rint(np.nan_to_num(drawing.width_m[rows]) * self._to.stretch * 100).astype(np.int64))
            more = {"kind": "paths", "styles": [style_json(style) for style in drawing.styles]}
        elif isinstance(drawing, Areas):
            classes = _drawn_classes(drawing)
            block.ints(classes)
            block.deltas(self._told_rows(drawing, np.arange(len(classes))))
            more = {
                "kind": "areas",
                "styles": [style_json(style) for style in drawing.styles],
                "patternsOnly": drawing.patterns_only,
                "outlinesOnly": drawing.outlines_only,
                "ground": drawing.order is PaintOrder.GROUND,
            }
        else:
            rows = np.flatnonzero((drawing.class_of_row >= 0) & np.isfinite(drawing.dots.xy[:, 0]))
            steps = self._to.steps(drawing.dots.xy[rows])
            order = z_order(steps)
            rows, steps, stage = rows[order], steps[order], _ROWS
            block.deltas(steps[:, 0])
            block.deltas(steps[:, 1])
            block.ints(drawing.class_of_row[rows])
            block.deltas(self._told_rows(drawing, rows))
            block.texts(drawing.texts[row] for row in rows if drawing.texts)
            more = {
                "kind": "points",
                "styles": [style_json(style) for style in drawing.styles],
                "crowds": drawing.order is PaintOrder.POINT,
                "badge": list(LOOK_OF[drawing.table].badge_side) if drawing.table in LOOK_OF else [1, 1],
            }
        if not isinstance(drawing, Borders) or drawing.marked is not None:
            self._add(stage, f"rows-{number}", block)
        if isinstance(drawing, Areas | Borders | Paths):
            more["land"] = self._sources[id(_source(drawing))]
        told = None if isinstance(drawing, Borders | Paths) else self._tables.get(drawing.table)
        tables = [table.table for table in self._tables.values() if table is not None]
        return more | {
            "layer": layer,
            "z": self._z[id(drawing)],
            "opacity": drawing.opacity,
            "table": None if told is None else tables.index(told.table),
        }

    def _told_rows(self, drawing: Drawing, rows: Ints) -> Ints:
        """One more than the told row of each of these rows; 0 where nothing is told."""
        assert not isinstance(drawing, Borders | Paths)
        told = self._tables.get(drawing.table)
        if told is None or (isinstance(drawing, Areas) and drawing.patterns_only):
            return np.zeros(len(rows), dtype=np.int64)
        ids = drawing.shapes.ids if isinstance(drawing, Areas) else drawing.dots.ids
        return told.rows(ids[rows]) + 1

    def _table(self, told: ToldTable) -> dict[str, Any]:
        block = told.packed(self._stations)
        units = next((d for _, d in self._drawings if isinstance(d, Areas) and d.table == told.table), None)
        placed = told.table == "communities" and units is not None
        if placed:
            assert units is not None
            xy, _ = units.shapes.label_places(np.arange(len(units.shapes)))
            place = pd.Index(units.shapes.ids).get_indexer(told.keys)
            steps = self._to.steps(np.where(np.isfinite(xy[place]), xy[place], xy[np.isfinite(xy[:, 0])][:1]))
            block.deltas(steps[:, 0])
            block.deltas(steps[:, 1])
        return {
            "table": told.table,
            "block": self._add(_ROWS, f"table-{told.table}", block),
            "codes": told.codes,
            "stations": told.station is not None,
            "placed": placed,
            "columns": [
                {"label": self._say(f"web.{column.code}"), "code": column.code, "moments": isinstance(column, Moments)}
                for column in told.columns
            ],
        }

    def _names(self, layer: int, place: int, names: Names | LineNames) -> dict[str, Any]:
        block = _unit_names(names, self._to) if isinstance(names, Names) else _line_names(names, self._to)
        return {
            "layer": layer,
            "along": isinstance(names, LineNames),
            "styles": [label_json(style) for style in names.styles],
            "block": self._add(_ROWS, f"names-{layer}-{place}", block),
        }

    def _station_boxes(self) -> list[list[Any]]:
        """Name, west, south, east and north (degrees) of each station that has units; none where there is one."""
        told = self._tables.get("communities")
        units = next((d for _, d in self._drawings if isinstance(d, Areas) and d.table == "communities"), None)
        if told is None or units is None or told.station is None or len(self._stations) < 2:
            return []
        codes = told.station.reindex(pd.Index(units.shapes.ids))
        boxes = pd.DataFrame(units.shapes.row_bounds_m, columns=list("wsen")).groupby(codes.to_numpy())
        found = boxes.agg({"w": "min", "s": "min", "e": "max", "n": "max"}).reindex(self._stations).to_numpy()
        low, high = (transform_xy(found[:, at], self._to.crs, DEGREES) for at in ([0, 1], [2, 3]))
        every = np.round(np.nan_to_num(np.column_stack([low, high])), 5).tolist()
        return [[name, *box] for name, box in zip(self._station_names, every, strict=True)]


def _names_of(layer: MapLayer) -> tuple[Names | LineNames, ...]:
    return (*layer.names, *layer.line_names)


def _source(drawing: Areas | Borders | Paths) -> Shapes | Lines:
    if isinstance(drawing, Areas):
        return drawing.shapes
    return drawing.lines if isinstance(drawing, Paths) else drawing.source


def _told_of(drawing: Drawing) -> tuple[str, np.ndarray] | None:
    """The table of the rows that a drawing shows and tells of, and their keys; None where it tells nothing."""
    if isinstance(drawing, Borders | Paths) or (isinstance(drawing, Areas) and drawing.patterns_only):
        return None
    if isinstance(drawing, Areas):
        return drawing.table, drawing.shapes.ids[_drawn_classes(drawing) >= 0]
    return drawing.table, drawing.dots.ids[(drawing.class_of_row >= 0) & np.isfinite(drawing.dots.xy[:, 0])]


def _drawn_classes(areas: Areas) -> Ints:
    """The class of each row, -1 where it has no land."""
    landed = np.isin(np.arange(len(areas.shapes)), areas.shapes.part_row)
    return np.where(landed, areas.class_of_row, -1)


def _mean_side(source: Shapes | Lines) -> float:
    lines = source.borders if isinstance(source, Shapes) else source
    return lines.mean_side_m if len(lines) else 0.0


def _places_in_order(drawings: tuple[Drawing, ...]) -> tuple[int, dict[int, int]]:
    """The place of names in the paint order, over all land and lines, and that of each drawing by its id."""
    land = [z for z, drawing in enumerate(drawings) if drawing.order < PaintOrder.POINT]
    names_z = max(land, default=-1) + 1
    return names_z, {id(drawing): z + (z >= names_z) for z, drawing in enumerate(drawings)}


def _unit_names(names: Names, to: Mercator) -> Columns:
    """Texts, classes, tenfold ranks, places, and how far their land reaches west, south, east and north of them."""
    points, _ = names.shapes.label_points
    bounds: Floats = names.shapes.row_bounds_m
    rows = np.array(
        [r for r in np.argsort(-names.rank, kind="stable") if names.texts[r] and not np.isnan(points[r, 0])],
        dtype=np.int64,
    )
    steps, low, high = (to.steps(xy) for xy in (points[rows], bounds[rows][:, :2], bounds[rows][:, 2:]))
    block = Columns()
    block.texts(names.texts[row] for row in rows)
    block.ints(names.class_of_row[rows])
    block.ints(np.rint(10 * names.rank[rows]).astype(np.int64))
    for column in (*steps.T, *(steps - low).T, *(high - steps).T):
        block.ints(column)
    return block


def _line_names(names: LineNames, to: Mercator) -> Columns:
    """Texts, classes and courses of each line's name, water and long ones first."""
    runs, block = names.runs, Columns()
    order = np.lexsort((-runs.length_m, names.class_of_row[runs.row])) if len(runs.row) else np.zeros(0, dtype=np.int64)
    rows = runs.row[order]
    courses = shapely.simplify(runs.geometries[order], _COURSE_M)
    steps = to.steps(shapely.get_coordinates(courses))
    block.texts(names.texts[row] for row in rows)
    block.ints(names.class_of_row[rows])
    block.ints(shapely.get_num_coordinates(courses).astype(np.int64))
    block.deltas(steps[:, 0])
    block.deltas(steps[:, 1])
    return block


def _rules() -> dict[str, float]:
    """When counts take the place of symbols, and borders become thin, as in the window."""
    return {
        "many": crowding.MANY_POINTS,
        "hiddenOfMany": crowding.HIDDEN_OF_MANY,
        "few": crowding.FEW_POINTS,
        "hiddenOfFew": crowding.HIDDEN_OF_FEW,
        "cell": crowding.COUNT_CELL_PX,
        "wideCell": crowding.WIDE_CELL_PX,
        "carpet": crowding.CARPET_SHARE,
        "manyCounts": crowding.MANY_COUNTS,
        "disc": crowding.DISC_LEAST_PX,
        "discMore": crowding.DISC_MORE_PX,
        "lines": crowding.CROWDED_LINES,
        "side": crowding.CROWDED_SIDE_PX,
        "width": crowding.CROWDED_WIDTH_PX,
        "leastWidth": crowding.LEAST_WIDTH_PX,
    }
