"""The map panel: the canvas, its pictures and overlays, and what the mouse finds on it."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Signal
from PySide6.QtGui import QPainter, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QToolButton, QToolTip, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from layers.geometry.coarse import first_detail_m
from layers.geometry.geometry import Geometry
from layers.paint.render_job import MapRenderer, RenderAnswer, RenderRequest
from layers.paint.scale_bar import paint_scale_bar
from layers.pointing.crowds import Crowd
from layers.pointing.hit import Hit, hit
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.viewport import Point, Viewport
from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.map.background_words import BackgroundWords
from ui.map.lasso_tool import LassoTool
from ui.map.map_canvas import MapCanvas
from ui.map.marked_bar import MarkedBar
from ui.map.marking import Marking
from ui.map.measure_tool import MeasureTool
from ui.map.point_stacks import Opening
from ui.map.tip import tip_text
from ui.map.tools import (
    DrawTool,
    Tool,
    paint_place,
    paint_target,
)
from ui.session.panel import Panel
from ui.session.rows import Figures, table_geometry
from ui.session.session import Desk
from ui.session.view_state import Sight
from ui.widgets.appearance import map_palette
from ui.widgets.kit import label

_CLOSE_M = 3000.0
_LEAST_M = 150.0


class MapView(Panel):
    """Follows the selection, the theme, the layers, the day and the project; tells what was clicked or drawn.

    ``appeared`` tells once that there is a picture, be it a coarser one; ``first_drawn`` once that the true one is.
    """

    identified = Signal(str, str)
    area_drawn = Signal(list)
    pointed_at = Signal(object, object)
    scale_changed = Signal(float)
    snapshot_changed = Signal()
    appeared = Signal()
    first_drawn = Signal()
    drawn = Signal()
    names_hidden = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None, land: Geometry | None = None) -> None:
        """``land``, where it is ready for the first picture already."""
        super().__init__(desk, parent)
        self._land = land
        self.canvas = MapCanvas()
        self.snapshot: Snapshot | None = None
        self.place: Point | None = None
        self._outline_xy_m: list[np.ndarray] = []
        self._renderer = MapRenderer(self)
        self._renderer.rendered.connect(self._rendered)
        self._renderer.failed.connect(_raise)
        self.canvas.going_first = self._renderer.giving_way
        self._hovered: tuple[tuple[Hit, ...], Crowd | None] = (), None
        self._draw: DrawTool | None = None
        self._measure: MeasureTool | None = None
        self._lasso: LassoTool | None = None
        self._detail_m = first_detail_m(desk.document.project)
        self._there, self._first = False, True
        self._hint = label("chip", wrap=True)
        self._hint.setParent(self)
        self._hint.hide()
        self._buttons = {}
        for name, text, press in (
            ("zoom_in", "+", lambda: self.canvas.zoom(1.5)),
            ("zoom_out", "−", lambda: self.canvas.zoom(1 / 1.5)),
            ("fit", "⤢", self.canvas.fit),
            ("back", "←", self.canvas.views.back),
            ("on", "→", self.canvas.views.on),
            ("measure", "↔", self.measure),
            ("lasso", "⌾", self.lasso),
        ):
            tool = QToolButton(self)
            tool.setProperty("look", "button")
            tool.setText(text)
            tool.setFixedSize(30, 30)
            tool.setStyleSheet("padding: 0; font-size: 16px;")
            tool.clicked.connect(lambda _=False, press=press: press())
            tool.setCheckable(name in ("measure", "lasso"))
            self._buttons[name] = tool
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.canvas.over += [self._paint_over, BackgroundWords(desk.backgrounds, desk.language)]
        self.canvas.picture_wanted.connect(self._request)
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.views.changed.connect(self._show_history)
        self.canvas.pointed.connect(self._pointed)
        self.canvas.left.connect(lambda: self.pointed_at.emit(None, None))
        self.canvas.look_tool.clicked.connect(self._clicked)
        self.marking = Marking(self.canvas, desk.selection, lambda: self.snapshot, self._under)
        self.opening = Opening(self.canvas, lambda: self.snapshot)
        self.marked_bar = MarkedBar(desk, self)
        desk.selection.marked_changed.connect(self.remake)
        selection = desk.selection
        for name in ("theme", "layers", "wanted", "look"):
            getattr(selection, f"{name}_changed").connect(self.remake)
        selection.sight_wanted.connect(self._look_at)
        desk.backgrounds.changed.connect(self.remake)
        desk.backgrounds.arrived.connect(self._tiles_came)
        self.setFocusProxy(self.canvas)
        self.begin()
        if self.figures is None:
            self.remake()

    def stop(self) -> None:
        """Wait for the painting thread; called before the view goes."""
        self._renderer.stop()

    @property
    def settled(self) -> bool:
        """Whether the map shows what it was last asked to show."""
        return (
            self.snapshot is not None
            and self.snapshot.state.project is self.desk.document.project
            and not self._renderer.busy
            and self.canvas.sharp
        )

    def retranslate(self) -> None:
        self.canvas.setAccessibleName(self.say("map.name"))
        for name, tool in self._buttons.items():
            tool.setToolTip(self.say(f"map.{name}"))
            tool.setAccessibleName(self.say(f"map.{name}"))
        self._hint.setText(self._hint_words())
        self.canvas.ask_again()
        self._place_parts()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures, figures.findings_so_far

    def refresh(self, figures: Figures) -> None:  # noqa: ARG002 the map is made from the whole answer
        self.remake()

    def follow(self) -> None:
        self.remake()

    def remake(self) -> None:
        """Make a new snapshot for the state of now, off the main thread."""
        figures, selection = self.figures, self.desk.selection
        day = self.desk.ledger.day if figures is None else figures
        state = MapState(
            project=day.project,
            as_of=day.as_of,
            theme=selection.theme,
            hidden=selection.hidden,
            selected=tuple(selection.marked | ({selection.current} if selection.current is not None else set())),
            findings=() if figures is None else figures.findings_so_far,
            day=day,
            wanted=selection.wanted,
            detail_m=self._detail_m,
            look=selection.look,
            palette=map_palette().name,
            backdrops=self.desk.backgrounds.shown(),
            beats=selection.beats,
        )
        previous, land = self.snapshot, self._land
        # A brush asks again before the answer is there; what nobody waits for is not made.
        self.desk.tasks.start(
            "snapshot", lambda ticket: None if ticket.cancelled else snapshot_of(state, previous, land), self._take
        )

    def draw_area(self) -> None:
        """Let the person draw an area on the map."""
        self._stop_drawing()
        self._draw = DrawTool(self.canvas, self)
        self._draw.finished.connect(self._drawn)
        self._draw.cancelled.connect(self._stop_drawing)
        self._begin_tool(self._draw)

    def _begin_tool(self, tool: Tool) -> None:
        self._buttons["measure"].setChecked(tool is self._measure)
        self._buttons["lasso"].setChecked(tool is self._lasso)
        self.canvas.use(tool)
        self._hint.setText(self._hint_words())
        self._hint.show()
        self._hint.raise_()
        self._place_parts()
        self.canvas.setFocus()

    def look(self) -> None:
        """Back to looking around; what was being drawn or measured ends."""
        self._stop_drawing()

    def show_place(self, where: Point) -> None:
        """Bring a place (degrees) into view and mark it until the map is clicked."""
        self.place = where
        self.desk.selection.look_at(Sight(where=where))
        self.canvas.update()

    def measure(self) -> None:
        """Let the person measure on the map, or stop."""
        if self._measure is not None:
            self._stop_drawing()
            return
        self._stop_drawing()
        self._measure = MeasureTool(self.canvas, self.say, lambda xy: transform_xy(xy, self._crs, DEGREES), self)
        self._measure.ended.connect(self._stop_drawing)
        self._begin_tool(self._measure)

    def lasso(self) -> None:
        """Let the person draw around what is to be marked, or stop."""
        begins = self._lasso is None
        self._stop_drawing()
        if begins:
            self._lasso = self.marking.lasso()
            self._lasso.finished.connect(self._stop_drawing)
            self._lasso.cancelled.connect(self._stop_drawing)
            self._begin_tool(self._lasso)

    def _hint_words(self) -> str:
        if self._lasso is not None:
            return self.say("map.lasso_hint", what=self.say(f"table.{self.marking.table}"))
        return self.say("map.measure_hint" if self._measure is not None else "map.draw_hint")

    def degrees_at(self, x_px: float, y_px: float) -> Point | None:
        """Longitude and latitude under a pixel; None before there is a map."""
        view = self.canvas.viewport
        if view is None:
            return None
        xy = transform_xy(np.array([view.to_map((x_px, y_px))]), self._crs, DEGREES)
        return float(xy[0, 0]), float(xy[0, 1])

    @property
    def _crs(self) -> str:
        return self.desk.document.project.about.map_crs

    def _take(self, snapshot: Snapshot) -> None:
        self.snapshot, self._land = snapshot, None
        self.canvas.set_whole(snapshot.bounds_m)
        self.canvas.ask_again()
        self.snapshot_changed.emit()
        if snapshot.bounds_m is None:
            self._begun()

    def _request(self, viewport: Viewport) -> None:
        if self.snapshot is not None:
            self._renderer.request(
                RenderRequest(
                    self.snapshot,
                    viewport,
                    self.say.messages,
                    self.canvas.devicePixelRatioF(),
                    tiles=self.desk.backgrounds.tiles(),
                )
            )

    def _rendered(self, answer: RenderAnswer) -> None:
        self.canvas.show_picture(answer.image, answer.request.viewport)
        self.names_hidden.emit(answer.painted.names_unplaced)
        self.drawn.emit()
        self._begun()

    def _tiles_came(self) -> None:
        """A picture that is being painted is not called off for them, or a slow one would never be done."""
        if self._renderer.busy:
            self.desk.backgrounds.look_again_soon()
        else:
            self.canvas.ask_again()
        self.canvas.update()

    def _begun(self) -> None:
        """After the first picture: the true borders where it had coarser ones, then whatever waited for the map."""
        if not self._there:
            self._there = True
            self.appeared.emit()
        if self._detail_m:
            self._detail_m = 0.0
            self.remake()
        elif self._first:
            self._first = False
            self.first_drawn.emit()

    def _paint_over(self, painter: QPainter, view: Viewport) -> None:
        paint_scale_bar(painter, view, self.say.messages, palette=map_palette())
        for ring in self._outline_xy_m:
            points = QPolygonF([QPointF(*view.to_screen((float(x), float(y)))) for x, y in ring])
            paint_target(painter, points)
        if self.place is not None:
            xy = transform_xy(np.array([self.place]), DEGREES, self._crs)[0]
            paint_place(painter, QPointF(*view.to_screen((float(xy[0]), float(xy[1])))))

    def _view_changed(self) -> None:
        view = self.canvas.viewport
        if view is not None:
            self.scale_changed.emit(replace(view, px_per_mm=self.canvas.logicalDpiX() / 25.4).scale_denominator)

    def _pointed(self, x_px: float, y_px: float) -> None:
        place = self.degrees_at(x_px, y_px)
        if place is not None:
            self.pointed_at.emit(*place)
        if self.canvas.tool is not self.canvas.look_tool or self.canvas.look_tool.dragging:
            return
        found, crowd = self._under(x_px, y_px), self.opening.crowd(x_px, y_px)
        if (found, crowd) != self._hovered:
            self._hovered = found, crowd
            text = "" if self.figures is None else tip_text(self.say, self.figures, found, self.snapshot, crowd)
            if text:
                at = self.canvas.mapToGlobal(QPoint(round(x_px) + 6, round(y_px) + 6))
                QToolTip.showText(at, text, self.canvas, QRect(), 20_000)
            else:
                QToolTip.hideText()

    def _under(self, x_px: float, y_px: float) -> tuple[Hit, ...]:
        view = self.canvas.viewport
        return () if self.snapshot is None or view is None else hit(self.snapshot, view, x_px, y_px)

    def unit_at(self, at: QPointF) -> str | None:
        """The unit under a pixel, whatever symbols lie over it."""
        return next((found.id for found in self._under(at.x(), at.y()) if found.table == "communities"), None)

    def outline_unit(self, code: str | None) -> None:
        """Show a unit by its outline, as the one that something would be done to; None for no unit."""
        shape = None if code is None else table_geometry(self.desk.document.project, "communities", code)
        polygons = [] if shape is None else getattr(shape, "geoms", [shape])
        self._outline_xy_m = [
            transform_xy(np.asarray(polygon.exterior.coords)[:, :2], DEGREES, self._crs) for polygon in polygons
        ]
        self.canvas.update()

    def _clicked(self, x_px: float, y_px: float) -> None:
        self.place = None
        found = self._under(x_px, y_px)
        if self.opening.opens(x_px, y_px, found):
            return
        if found:
            self.identified.emit(found[0].table, found[0].id)
        else:
            self.desk.selection.clear()

    def _look_at(self, sight: Sight) -> None:
        if sight.shape is not None and not sight.shape.is_empty:
            self._fit_shape(sight.shape)
        elif sight.where is not None:
            x, y = transform_xy(np.array([sight.where]), DEGREES, self._crs)[0]
            if np.isfinite([x, y]).all():
                self.canvas.center_on((float(x), float(y)), _CLOSE_M)

    def _fit_shape(self, shape: BaseGeometry) -> None:
        west, south, east, north = shape.bounds
        corners = np.array([[west, south], [west, north], [east, south], [east, north]])
        xy = transform_xy(corners, DEGREES, self._crs)
        (left, bottom), (right, top) = xy.min(axis=0), xy.max(axis=0)
        # Land around it tells where it is: no closer than so many metres, and a third of the map left free.
        grown = max(right - left, top - bottom, _LEAST_M) * 0.6
        middle = ((left + right) / 2, (bottom + top) / 2)
        self.canvas.fit((middle[0] - grown, middle[1] - grown, middle[0] + grown, middle[1] + grown))

    def _drawn(self, corners_xy_m: list[Point]) -> None:
        self._stop_drawing()
        self.area_drawn.emit(corners_xy_m)

    def _stop_drawing(self) -> None:
        for tool in (self._draw, self._measure, self._lasso):
            if tool is not None:
                tool.deleteLater()
        self._draw = self._measure = self._lasso = None
        self._buttons["measure"].setChecked(False)
        self._buttons["lasso"].setChecked(False)
        self._hint.hide()
        self.canvas.use(self.canvas.look_tool)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._place_parts()

    def _show_history(self) -> None:
        self._buttons["back"].setEnabled(self.canvas.views.can_go_back)
        self._buttons["on"].setEnabled(self.canvas.views.can_go_on)

    def _place_parts(self) -> None:
        for number, tool in enumerate(self._buttons.values()):
            # Looking closer, going back and measuring are three groups.
            tool.move(self.width() - 42, 12 + number * 34 + (number >= 3) * 8 + (number >= 5) * 8)
            tool.raise_()
        self._hint.setFixedWidth(min(max(self.width() - 140, 200), 640))
        self._hint.adjustSize()
        self._hint.move(QPointF((self.width() - self._hint.width()) / 2, 12).toPoint())


def _raise(bug: Exception) -> None:
    raise bug
