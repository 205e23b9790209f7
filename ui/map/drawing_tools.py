"""Taking in hand what draws on the map, and putting it away: an area, measuring, the lasso; with a line of help."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtWidgets import QWidget

from layers.viewport import Point
from mapper.crs import transform_xy
from mapper.geodesy import XY
from mapper.schema import DEGREES
from ui.map.map_canvas import MapCanvas
from ui.map.marking import Marking
from ui.map.measure_tool import MeasureTool
from ui.map.path_tool import AreaTool, LassoTool, PathTool, PlaceTool
from ui.session.session import Session
from ui.widgets.kit import label


class DrawingTools(QObject):
    """At most one is in hand; ``changed`` tells that it is another now.

    ``area_drawn`` carries corners in metres, ``place_picked`` a place in degrees.
    """

    changed = Signal()
    area_drawn = Signal(list)
    place_picked = Signal(tuple)

    def __init__(self, session: Session, canvas: MapCanvas, marking: Marking, host: QWidget) -> None:
        super().__init__(host)
        self._session, self._canvas, self._marking, self._host = session, canvas, marking, host
        self.in_hand: PathTool | None = None
        self._picked: Callable[[Point], object] | None = None
        self._drawn: Callable[[list[Point]], object] | None = None
        self.hint = label("chip", wrap=True)
        self.hint.setParent(host)
        self.hint.hide()

    def draw_area(self, then: Callable[[list[Point]], object] | None = None) -> None:
        """Let the person draw an area; ``then`` gets its corners in metres, none where it was called off.

        Without ``then`` ``area_drawn`` tells.
        """
        tool = AreaTool(self._canvas, self)
        tool.finished.connect(self._area_drawn)
        self._take(tool)
        self._drawn = then

    def pick_place(self, then: Callable[[Point], object] | None = None) -> None:
        """Let the person click a place, or stop; ``then`` gets it in degrees, without it ``place_picked`` tells."""
        if isinstance(self.in_hand, PlaceTool):
            self.put_away()
            return
        self._picked = then
        tool = PlaceTool(self._canvas, self)
        tool.finished.connect(self._place_picked)
        self._take(tool)

    def measure(self) -> None:
        """Let the person measure, or stop."""
        if isinstance(self.in_hand, MeasureTool):
            self.put_away()
        else:
            self._take(MeasureTool(self._canvas, self._session.language, self._degrees, self))

    def lasso(self) -> None:
        """Let the person draw around what is to be marked, or stop."""
        if isinstance(self.in_hand, LassoTool):
            self.put_away()
            return
        tool = LassoTool(self._canvas, self)
        tool.finished.connect(self._marking.mark_inside)
        tool.finished.connect(self.put_away)
        self._take(tool)

    def put_away(self) -> None:
        """Back to looking around; what was being drawn or measured is gone."""
        if self.in_hand is not None:
            self.in_hand.deleteLater()
        self.in_hand = None
        self.hint.hide()
        self._canvas.use(self._canvas.look_tool)
        self.changed.emit()
        self._tell_drawn([])

    def place_hint(self) -> None:
        """Its words, at the top of the map in the middle."""
        self.hint.setText(self._words())
        self.hint.setFixedWidth(min(max(self._host.width() - 140, 200), 640))
        self.hint.adjustSize()
        self.hint.move(QPointF((self._host.width() - self.hint.width()) / 2, 12).toPoint())

    def _take(self, tool: PathTool) -> None:
        self.put_away()
        tool.cancelled.connect(self.put_away)
        self.in_hand = tool
        self._canvas.use(tool)
        self.place_hint()
        self.hint.show()
        self.hint.raise_()
        self._canvas.setFocus()
        self.changed.emit()

    def _words(self) -> str:
        say = self._session.language
        if isinstance(self.in_hand, LassoTool):
            return say("map.lasso_hint", what=say(f"table.{self._marking.table}"))
        if isinstance(self.in_hand, PlaceTool):
            return say("map.place_hint" if self._picked is None else "map.put_hint")
        return say("map.measure_hint" if isinstance(self.in_hand, MeasureTool) else "map.draw_hint")

    def _place_picked(self, path_xy_m: list[Point]) -> None:
        self.put_away()
        lon, lat = self._degrees(np.array(path_xy_m))[0]
        where = float(lon), float(lat)
        if self._picked is None:
            self.place_picked.emit(where)
        else:
            self._picked(where)

    def _area_drawn(self, corners_xy_m: list[Point]) -> None:
        if not self._tell_drawn(corners_xy_m):
            self.put_away()
            self.area_drawn.emit(corners_xy_m)
        elif isinstance(self.in_hand, AreaTool):
            self.put_away()

    def _tell_drawn(self, corners_xy_m: list[Point]) -> bool:
        """Tell whoever waits for it what was drawn, once; whether anybody did."""
        then, self._drawn = self._drawn, None
        if then is not None:
            then(corners_xy_m)
        return then is not None

    def _degrees(self, xy: XY) -> XY:
        return transform_xy(np.asarray(xy), self._session.document.project.about.map_crs, DEGREES)
