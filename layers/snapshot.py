"""Everything that one picture of the map needs, frozen and without a Qt object, so that any thread may paint it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

from layers.codes import LAYERS
from layers.geometry.geometry import Geometry
from layers.geometry.shapes import Dots
from layers.map_layers import DECLARED, HIDDEN_AT_FIRST, INCIDENT_CLASSES
from layers.scene.backdrop import Backdrop
from layers.scene.beats_shown import BeatsShown
from layers.scene.drawing import (
    Areas,
    Borders,
    Drawing,
    LegendEntry,
    LineNames,
    MapLayer,
    Names,
    PaintOrder,
    Paths,
    Points,
)
from layers.scene.ground import Ground
from layers.scene.incident_filter import (
    EVERY_INCIDENT,
    IncidentColumns,
    IncidentFilter,
    filter_note,
    narrowed,
)
from layers.scene.look import PLAIN, Look
from layers.scene.part_counts import counted_in
from layers.scene.stacking import paint_order, stacked
from layers.style import PALETTES, Palette, PointStyle, selected_border
from layers.themes import theme_of
from mapper.day.day import Day
from mapper.finding import Finding
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.project import Project
from mapper.schema import TABLES
from mapper.scope import Scope

BEATS = "beats"  # a name of units that are marked together, in place of a table


@dataclass(frozen=True, eq=False)
class MapState:
    """What the map is asked to show.

    Attributes
    ----------
    day
        The project on a day, with its answers.
    theme
        Code of one of :mod:`layers.themes`; ValueError otherwise.
    hidden
        Codes of layers (:mod:`layers.map_layers`) that are put away; cases unless they are asked for.
    selected
        (table, id) of what is marked; of ``beats`` the name of a beat, whose units have one outline.
    findings
        Those whose ``shape`` is drawn.
    palette
        Which of ``style.PALETTES``.
    detail_m
        Polygons may be drawn so far beside the truth, in metres, to have a first picture soon; 0 for the truth.
    look
        How the person wants it: order and opacity of layers, classes and colours of units.
    wanted
        Which hazards, disputes and cases are shown; their legends count those.
    backdrops
        Background maps under everything, the lowest first.
    beats
        Beats that are being made, in place of those that the units have; for the theme of that name.
    part
        The part that a theme works out where that is not the one of ``wanted``: that of a sheet.
    """

    day: Day
    theme: str = "coverage"
    hidden: frozenset[str] = HIDDEN_AT_FIRST
    selected: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    palette: Literal["light", "dark", "print", "mono"] = "light"
    wanted: IncidentFilter = EVERY_INCIDENT
    detail_m: float = 0.0
    backdrops: tuple[Backdrop, ...] = ()
    look: Look = PLAIN
    beats: BeatsShown | None = None
    part: Scope | None = None

    def __post_init__(self) -> None:
        theme_of(self.theme)

    @property
    def project(self) -> Project:
        return self.day.project

    @property
    def as_of(self) -> date:
        return self.day.as_of


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Layers ready to paint.

    Attributes
    ----------
    state
        What was asked for.
    layers
        In paint order, from the ground up, hidden ones too.
    selection
        Marks over whatever is selected.
    palette
        Its colours.
    geometry
        The tables' geometry in metres, for the next snapshot.
    whole
        The layers with every incident, for the next snapshot.
    columns
        What incidents are chosen by, for the next snapshot; None where no choice was asked for yet.
    counted
        Which incidents the units' figures count; every one where units are coloured by something else.
    """

    state: MapState
    layers: tuple[MapLayer, ...]
    selection: tuple[Drawing, ...]
    palette: Palette
    geometry: Geometry
    whole: tuple[MapLayer, ...]
    columns: IncidentColumns | None
    counted: IncidentFilter = EVERY_INCIDENT

    @cached_property
    def drawings(self) -> tuple[Drawing, ...]:
        """All that is visible, in paint order."""
        return paint_order([layer for layer in self.layers if layer.visible], LAYERS, self.selection)

    @property
    def shown_layers(self) -> tuple[MapLayer, ...]:
        """Visible layers, the topmost first, as a reader meets them."""
        return tuple(layer for layer in reversed(self.layers) if layer.visible)

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """Entries of visible layers."""
        return tuple(entry for layer in self.shown_layers for entry in layer.legend)

    @property
    def notes(self) -> tuple[Message, ...]:
        """What the classes of visible layers are counted from."""
        told = tuple(note for layer in self.shown_layers for note in layer.notes)
        wanted = replace(self.state.wanted, scope=None)
        if wanted.everything or not any(layer.code in INCIDENT_CLASSES for layer in self.shown_layers):
            return told
        note = filter_note(wanted)
        return told if note in told else (*told, note)

    @cached_property
    def names(self) -> tuple[Names, ...]:
        """Names of visible layers."""
        return tuple(names for layer in self.layers if layer.visible for names in layer.names)

    @cached_property
    def line_names(self) -> tuple[LineNames, ...]:
        """Names along the lines of visible layers."""
        return tuple(names for layer in self.layers if layer.visible for names in layer.line_names)

    @cached_property
    def bounds_m(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north of units and stations in metres; None where there is no land."""
        found = [b for t in ("communities", "stations") if (b := self.geometry.shapes(t).bounds_m) is not None]
        if not found:
            return None
        low, high = np.min(found, axis=0), np.max(found, axis=0)
        return float(low[0]), float(low[1]), float(high[2]), float(high[3])

    @cached_property
    def ground(self) -> Ground:
        """What its layers are drawn from, with the incidents that it shows: for what stands beside the map."""
        return _ground(self.state, self.geometry, replace(self.state.wanted, scope=self.counted.scope), self.columns)

    def layer(self, code: str) -> MapLayer:
        """The layer of that code; KeyError if there is none."""
        for layer in self.layers:
            if layer.code == code:
                return layer
        raise KeyError(code)

    def counted_in(self, part: Project) -> "Snapshot":
        """The same picture with legends that count the rows that a part of the project has.

        Incidents are left as they are: which of them are shown, and counted, is the affair of what is ``wanted``.
        """
        kept = INCIDENT_CLASSES
        return replace(self, layers=tuple(x if x.code in kept else counted_in(x, part) for x in self.layers))

    def drawn_things(self) -> Iterator[object]:
        """Everything that a painter may have prepared something for."""
        for layer in self.layers:
            yield from layer.names
            yield from layer.line_names
            for drawing in layer.drawings:
                yield from _things(drawing)
        for drawing in self.selection:
            yield from _things(drawing)


def snapshot_of(
    state: MapState,
    previous: Snapshot | None = None,
    land: Geometry | None = None,
    without: frozenset[str] = frozenset(),
) -> Snapshot:
    """What is to be painted for that state.

    With the picture before, geometry that did not change is not projected again, and where only the hidden layers, the
    incidents wanted or the selection differ nothing is asked again. ``land`` is geometry that is there without one.
    Layers ``without`` which it is made are in no list of it: nobody is going to show them.
    """
    palette = PALETTES[state.palette]
    shading = theme_of(state.theme).shading(state.look)
    same = previous is not None and _same_ground(state, previous.state)
    columns = previous.columns if previous is not None and same else None
    if columns is None and not state.wanted.everything:
        columns = IncidentColumns(state.day)
    geometry = Geometry(state.project, land if previous is None else previous.geometry, state.detail_m)
    # Most units have the same figures whichever of them are looked at.
    part = (state.part or state.wanted.scope) if shading.of_part else None
    counted = replace(state.wanted if shading.counts_wanted else EVERY_INCIDENT, scope=part)
    ground = _ground(state, geometry, counted, columns)
    if previous is None or not same:
        whole = _layers(ground, without)
    else:
        whole = previous.whole if counted == previous.counted else _with_units(previous.whole, ground)
    if (
        previous is not None
        and whole is previous.whole
        and (state.wanted, state.look) == (previous.state.wanted, previous.state.look)
    ):
        layers = previous.layers
    else:
        layers = stacked(_narrowed(whole, columns, state.wanted), state.look)
    layers = tuple(
        layer if layer.visible == (layer.code not in state.hidden) else replace(layer, visible=not layer.visible)
        for layer in layers
    )
    return Snapshot(state, layers, _selection(state, palette, geometry), palette, geometry, whole, columns, counted)


def _ground(state: MapState, geometry: Geometry, wanted: IncidentFilter, columns: IncidentColumns | None) -> Ground:
    theme, palette = theme_of(state.theme), PALETTES[state.palette]
    classes = theme.shading(state.look).classes
    return Ground(
        state.day, palette, state.findings, geometry, classes, theme.sizes, state.look, state.beats, wanted, columns
    )


def _with_units(layers: tuple[MapLayer, ...], ground: Ground) -> tuple[MapLayer, ...]:
    """The same layers with the units as they are coloured now."""
    made = next(kind.make for kind in DECLARED if kind.code == "units")(ground)
    return tuple(made if layer.code == "units" else layer for layer in layers)


def _narrowed(
    layers: tuple[MapLayer, ...], columns: IncidentColumns | None, wanted: IncidentFilter
) -> tuple[MapLayer, ...]:
    if columns is None or wanted.everything:
        return layers
    return tuple(
        narrowed(
            layer, INCIDENT_CLASSES[layer.code], columns.rows(layer.code, wanted), columns.past(layer.code, wanted)
        )
        if layer.code in INCIDENT_CLASSES
        else layer
        for layer in layers
    )


def _same_ground(one: MapState, other: MapState) -> bool:
    return (
        one.project is other.project
        and one.beats is other.beats
        and (one.as_of, one.theme, one.palette, one.detail_m, one.look.colours)
        == (other.as_of, other.theme, other.palette, other.detail_m, other.look.colours)
        and len(one.findings) == len(other.findings)
        and all(a is b for a, b in zip(one.findings, other.findings, strict=True))
    )


def _layers(ground: Ground, without: frozenset[str]) -> tuple[MapLayer, ...]:
    with ThreadPoolExecutor(1) as beside:  # geometry is work outside Python; what needs none is asked meanwhile
        # In the order in which it is waited for below: no two tables of land are projected at once, which takes memory.
        beside.submit(ground.geometry.prepare, ("stations", "communities"))
        _ = ground.unit_classes  # asked for before the layers are, because most themes need no geometry for them
        # The topmost first: points wait for no land.
        return tuple([kind.make(ground) for kind in reversed(DECLARED) if kind.code not in without][::-1])


def _selection(state: MapState, palette: Palette, geometry: Geometry) -> tuple[Drawing, ...]:
    """Outlines around selected polygons, rings around selected points."""
    chosen: dict[str, set[str]] = {}
    for table, key in state.selected:
        chosen.setdefault(table, set()).add(key)
    polygons, points = (
        [name for name, table in TABLES.items() if name in chosen and table.geometry == kind]
        for kind in ("polygon", "point")
    )
    drawings: list[Drawing] = []
    if BEATS in chosen:
        shapes, named = geometry.shapes("communities"), state.project.communities["beat_name"]
        inside = named.reindex(shapes.ids).isin(chosen[BEATS]).to_numpy(dtype=bool)
        outline = shapes.bounding(np.where(inside, 0, -1))
        drawings.append(Borders(PaintOrder.SELECTION, shapes, selected_border(palette), outline))
    for table in polygons:
        shapes = geometry.shapes(table)
        rows = np.flatnonzero([i in chosen[table] for i in shapes.ids])
        if len(rows):
            drawings.append(Borders(PaintOrder.SELECTION, shapes, selected_border(palette), shapes.arcs_of(rows)))
    for table in points:
        dots = geometry.dots(table)
        rows = np.flatnonzero([i in chosen[table] for i in dots.ids])
        ring = PointStyle("circle", "", 21.0, palette.halo, 4.5, ring=None)
        inner = PointStyle("circle", "", 21.0, palette.accent, 2.2, ring=None)
        marked = Dots(dots.ids[rows], dots.xy[rows])
        drawings += [
            Points(PaintOrder.SELECTION, table, marked, np.zeros(len(rows), dtype=np.int64), (style,))
            for style in (ring, inner)
        ]
    return tuple(drawings)


def _things(drawing: Drawing) -> Iterator[object]:
    if isinstance(drawing, Areas):
        yield drawing.shapes
    elif isinstance(drawing, Paths) or (isinstance(drawing, Borders) and drawing.is_ready):
        yield drawing.lines
    else:
        yield drawing
