"""Two things pointed at on the map: two units to merge, or a border and the line that it is to follow."""

from collections.abc import Callable

import shapely
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter

from layers.viewport import Point, Viewport
from ui.borders.border_index import BorderIndex
from ui.borders.border_paint import (
    WARM,
    paint_edges,
    paint_land,
    paint_way,
)
from ui.borders.border_tool import Bench, BorderTool
from ui.map.tools import Canvas
from ui.widgets.appearance import map_palette


class PickTool(BorderTool):
    """Two clicks: on what, and on what beside it. ``first`` and ``second`` find and paint what is under the pointer."""

    def __init__(
        self, canvas: Canvas, bench: Bench, done: Callable[[Point, Point], None], parent: QObject | None = None
    ) -> None:
        super().__init__(canvas, bench, parent)
        self._done = done
        self.first_m: Point | None = None

    def good(self, place_m: Point) -> bool:
        """Whether there is something to take at a place."""
        index = self.bench.index
        return index is not None and index.unit_at(place_m) is not None

    def clicked(self) -> None:
        place = self.place_m()
        if place is None or not self.good(place):
            return
        if self.first_m is None:
            self.first_m = place
        else:
            first, self.first_m = self.first_m, None
            self._done(first, place)
        self.canvas.update()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.first_m is not None and not self.bench.reviewing:
            self.first_m = None
            self.canvas.update()
            return True
        return super().key(event)

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        """The unit chosen first, and the one under the pointer."""
        for place, alpha in ((self.first_m, 0.30), (self.place_m(), 0.16)):
            code = None if place is None else index.unit_at(place)
            if code is not None:
                paint_land(
                    painter, view, index.metres(index.project.communities.geometry[code]), map_palette().accent, alpha
                )
        place = self.place_m()
        code = None if place is None else index.unit_at(place)
        self.words(painter, "" if code is None else self.bench.name_of(code))


class SnapTool(PickTool):
    """A border first, then the river, road or railway that it is to follow."""

    def good(self, place_m: Point) -> bool:
        index = self.bench.index
        if index is None:
            return False
        if self.first_m is not None:
            return index.line_at(place_m, self.reach_m()) is not None
        edge = index.edge_at(place_m, self.reach_m())
        return edge is not None and len(index.units_of_edge(edge[0])) > 1

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        say, place, text = self.bench.say, self.place_m(), ""
        for at in (self.first_m, place if self.first_m is None else None):
            edge = None if at is None else index.edge_at(at, self.reach_m())
            if edge is not None:
                paint_edges(painter, view, index, index.same_border(edge[0]), map_palette().accent, 4.0)
                text = self.bench.border_words(index, edge[0])
        if self.first_m is not None and place is not None:
            line = index.line_at(place, self.reach_m())
            text = ""
            if line is not None:
                xy = shapely.get_coordinates(index.metres(line.line))
                paint_way(painter, view, xy, WARM, 3.4)
                text = say(
                    "border.follow", kind=say.choice("reference_lines", "kind", line.kind), name=line.name
                ).strip()
        self.words(painter, text)
