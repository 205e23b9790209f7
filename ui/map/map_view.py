"""The map panel: the canvas, its pictures and overlays, and what the mouse finds on it."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QToolTip, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from layers.geometry.coarse import first_detail_m
from layers.geometry.geometry import Geometry
from layers.paint.render_job import MapRenderer, RenderAnswer, RenderRequest
from layers.paint.scale_bar import paint_scale_bar
from layers.pointing.crowds import Crowd
from layers.pointing.hit import Hit, hit
from layers.snapshot import MapState, Snapshot, snapshot_of
from layers.themes import theme_of
from layers.viewport import Point, Viewport
from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.map.background_words import BackgroundWords
from ui.map.drawing_tools import DrawingTools
from ui.map.map_buttons import MapButtons
from ui.map.map_canvas import MapCanvas
from ui.map.marked_bar import MarkedBar
from ui.map.marking import Marking
from ui.map.point_stacks import PointStacks
from ui.map.scope_shade import ScopeShade
from ui.map.tip import tip_text
from ui.map.tools import paint_place, paint_target
from ui.session.panel import Panel
from ui.session.rows import Figures, table_geometry
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.appearance import map_palette

_CLOSE_M = 3000.0
_LEAST_M = 150.0


class MapView(Panel):
    """Follows the selection, the theme, the layers, the day and the project; tells what was clicked.

    ``appeared`` tells once that there is a picture, be it a coarser one; ``first_drawn`` once that the true one is.
    """

    identified = Signal(str, str)
    menu_wanted = Signal(str, str, QPoint)
    pointed_at = Signal(object, object)
    scale_changed = Signal(float)
    snapshot_changed = Signal()
    appeared = Signal()
    first_drawn = Signal()
    drawn = Signal()
    names_hidden = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None, land: Geometry | None = None) -> None:
        """``land``, where it is ready for the first picture already."""
        super().__init__(session, parent)
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
        self._detail_m = first_detail_m(session.document.project)
        self._there, self._first = False, True
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.remake)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.canvas)
        self.canvas.over += [
            ScopeShade(session),
            self._paint_over,
            BackgroundWords(session.backgrounds, session.language),
        ]
        self.canvas.picture_wanted.connect(self._request)
        self.canvas.view_changed.connect(self._view_changed)
        self.canvas.pointed.connect(self._pointed)
        self.canvas.left.connect(lambda: self.pointed_at.emit(None, None))
        self.canvas.look_tool.clicked.connect(self._clicked)
        self.canvas.menu_wanted.connect(self._ask_menu)
        self.marking = Marking(self.canvas, session.view, lambda: self.snapshot, self._under)
        self.tools = DrawingTools(session, self.canvas, self.marking, self)
        self._buttons = MapButtons(self, self.canvas, self.tools)
        self.stacks = PointStacks(self.canvas, lambda: self.snapshot)
        self.marked_bar = MarkedBar(session, self)
        session.selection.marked_changed.connect(self.remake)
        view = session.view
        for changed in (
            view.map.theme_changed, view.map.layers_changed, view.map.look_changed, view.filter.incidents_changed,
        ):  # fmt: skip
            changed.connect(self.remake)
        view.sight_wanted.connect(self._look_at)
        view.scope_changed.connect(self.canvas.update)
        session.backgrounds.changed.connect(self.remake)
        session.backgrounds.arrived.connect(self._tiles_came)
        self.setFocusProxy(self.canvas)
        self.begin()
        if self.figures is None:
            self.remake()

    def stop(self) -> None:
        """Ask for no picture any more and wait for the painting thread; called before the view goes."""
        self._soon.stop()
        self.canvas.picture_wanted.disconnect(self._request)
        self._renderer.stop()

    @property
    def settled(self) -> bool:
        """Whether the map shows what it was last asked to show."""
        return (
            self.snapshot is not None
            and not self._soon.isActive()
            and self.snapshot.state.project is self.session.document.project
            and not self._renderer.busy
            and self.canvas.sharp
        )

    def retranslate(self) -> None:
        self.canvas.setAccessibleName(self.say("map.name"))
        self._buttons.retranslate(self.say)
        self.canvas.ask_again()
        self._place_parts()

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        return figures, figures.findings_so_far

    def refresh(self, figures: Figures) -> None:  # noqa: ARG002 it is made of the figures of then
        """Make the map when the panels have had their turn, which a thread that works beside them would slow down.

        The first one is waited for: :meth:`follow` makes it at once.
        """
        if self.snapshot is not None:
            self._soon.start()

    def follow(self) -> None:
        if not self._soon.isActive():
            self.remake()

    def remake(self) -> None:
        """Make a new snapshot for the state of now, off the main thread."""
        self._soon.stop()
        figures, view, selection = self.figures, self.session.view, self.session.selection
        day = self.session.day_in_hand.day if figures is None else figures
        state = MapState(
            day=day,
            theme=view.map.theme,
            hidden=view.map.hidden,
            selected=tuple(selection.marked | ({selection.current} if selection.current is not None else set())),
            findings=() if figures is None else figures.findings_so_far,
            wanted=view.filter.incidents,
            detail_m=self._detail_m,
            look=view.map.look,
            palette=map_palette().name,
            backdrops=self.session.backgrounds.shown(),
            beats=view.map.beats,
        )
        previous, land = self.snapshot, self._land
        # A brush asks again before the answer is there; what nobody waits for is not made.
        self.session.tasks.start(
            "snapshot",
            lambda ticket: None if ticket.cancelled else snapshot_of(state, previous, land),
            self._take,
            shown=theme_of(state.theme).shading(state.look).chooses_cells,  # which takes a second or two
        )

    def show_scope(self) -> None:
        """Bring the part that is looked at into view, or the whole district; once there is a map."""
        scope = self.session.view.scope
        if self.snapshot is None:
            self.appeared.connect(self.show_scope, Qt.ConnectionType.SingleShotConnection)
        elif scope is None:
            self.canvas.fit()
        else:
            self._look_at(Sight(shape=scope.land(self.session.document.project)))

    def show_place(self, where: Point) -> None:
        """Bring a place (degrees) into view and mark it until the map is clicked."""
        self.place = where
        self.session.view.look_at(Sight(where=where))
        self.canvas.update()

    def degrees_at(self, x_px: float, y_px: float) -> Point | None:
        """Longitude and latitude under a pixel; None before there is a map."""
        view = self.canvas.viewport
        if view is None:
            return None
        xy = transform_xy(np.array([view.to_map((x_px, y_px))]), self._crs, DEGREES)
        return float(xy[0, 0]), float(xy[0, 1])

    @property
    def _crs(self) -> str:
        return self.session.document.project.about.map_crs

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
                    tiles=self.session.backgrounds.tiles(),
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
            self.session.backgrounds.look_again_soon()
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
        found, crowd = self._under(x_px, y_px), self.stacks.crowd(x_px, y_px)
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
        shape = None if code is None else table_geometry(self.session.document.project, "communities", code)
        polygons = [] if shape is None else getattr(shape, "geoms", [shape])
        self._outline_xy_m = [
            transform_xy(np.asarray(polygon.exterior.coords)[:, :2], DEGREES, self._crs) for polygon in polygons
        ]
        self.canvas.update()

    def _clicked(self, x_px: float, y_px: float) -> None:
        self.place = None
        found = self._under(x_px, y_px)
        if self.stacks.opens(x_px, y_px, found):
            return
        if found:
            self.identified.emit(found[0].table, found[0].id)
        else:
            self.session.selection.clear()

    def _ask_menu(self, at: QPoint) -> None:
        """``menu_wanted`` carries the topmost thing under the pointer, and where on the screen."""
        found = self._under(at.x(), at.y())
        if found and self.stacks.crowd(at.x(), at.y()) is None:
            self.menu_wanted.emit(found[0].table, found[0].id, self.canvas.mapToGlobal(at))

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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._place_parts()

    def _place_parts(self) -> None:
        self._buttons.place(self.width())
        self.tools.place_hint()


def _raise(bug: Exception) -> None:
    raise bug
