"""Borders edited on the map: the tools in hand, the change under review, and nothing done before it is agreed to."""

from collections.abc import Callable
from datetime import date

import shapely
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget
from shapely.geometry.base import BaseGeometry

from layers.viewport import Point, Viewport
from mapper.crs import transform_xy
from mapper.edit import Edit
from mapper.edits.variants import keep_borders
from mapper.errors import InputError
from mapper.finding import Finding
from mapper.names import name_of
from mapper.schema import DEGREES
from ui.borders.border_bar import BorderBar
from ui.borders.border_index import BorderIndex
from ui.borders.border_offers import mend_all_offer, mend_offer, merge_offer, snap_offer, stroke_offer, unit_to_cut
from ui.borders.border_paint import MOST_HANDLES
from ui.borders.border_palette import TOOLS, BorderPalette
from ui.borders.border_picks import PickTool, SnapTool
from ui.borders.border_places import Cards
from ui.borders.border_review import (
    Choice,
    Offer,
    Review,
    changed_m,
    reviewed,
)
from ui.borders.border_strokes import StretchTool, StrokeTool
from ui.borders.border_tool import BorderTool
from ui.borders.border_tools import LineTool, VertexTool
from ui.borders.lock_tool import LockTool
from ui.borders.offer_paint import paint_offer
from ui.borders.split_unit import SplitDialog
from ui.map.map_canvas import MapCanvas
from ui.session.keep_variant import KeepVariantDialog
from ui.session.rows import table_geometry
from ui.session.session import Session

_AT_ONCE = ("vertex_moved", "border_stretched")
_REPAIRS = "border_repairs"


class BorderMode(QObject):
    """A ``Bench`` for the tools. ``host`` is the map panel that palette and bar lie on, ``canvas`` the map in it."""

    left = Signal()

    def __init__(self, host: QWidget, canvas: MapCanvas, session: Session) -> None:
        super().__init__(host)
        self.session, self.say = session, session.language
        self._host, self._canvas = host, canvas
        self.palette, self.bar = BorderPalette(self.say, host), BorderBar(self.say, host)
        self._cards = Cards(host, canvas, self.palette, self.bar)
        self.offered: Offer | None = None
        self.review: Review | None = None
        self._number = 0
        self._alike: tuple[Finding, ...] = ()
        self._finding: Finding | None = None
        self._index: BorderIndex | None = None
        self._looking = BorderTool(canvas, self, self)
        self._looking.cursor = Qt.CursorShape.ArrowCursor
        split, redraw = LineTool(canvas, self, self), StrokeTool(canvas, self, self)
        split.drawn.connect(self._cut)
        redraw.drawn.connect(self._redraw)
        stretch = StretchTool(canvas, self, self)
        self.palette.show_reach(stretch.along_m)
        self.palette.reach_chosen.connect(stretch.reach_along)
        stretch.reach_changed.connect(self.palette.show_reach)
        self.tools: dict[str, BorderTool] = {
            **{name: VertexTool(canvas, self, name, self) for name in ("move", "insert", "delete")},
            "split": split,
            "redraw": redraw,
            "stretch": stretch,
            "lock": LockTool(canvas, self, self),
            "merge": PickTool(canvas, self, self._merge, self),
            "snap": SnapTool(canvas, self, self._follow_line, self),
        }
        self.palette.tool_chosen.connect(self.take)
        self.palette.left.connect(self.leave)
        self.palette.outline_allowed.connect(self._allow_outline)
        self.bar.apply_wanted.connect(self.apply)
        self.bar.cancel_wanted.connect(self.cancel)
        self.bar.keep_wanted.connect(self.ask_keep)
        self.bar.chosen.connect(self._choose)
        self.bar.tolerance_chosen.connect(self._tolerate)
        self.bar.all_wanted.connect(self._all)
        self.bar.resized.connect(self._cards.place)
        canvas.over.append(self._paint)
        canvas.view_changed.connect(self._tell_view)
        canvas.tool_changed.connect(self._tool_changed)
        session.document.changed.connect(self._document_changed)
        self.say.changed.connect(self._cards.place)
        host.installEventFilter(self)

    # What the tools ask -------------------------------------------------------------------------------------------

    @property
    def on(self) -> bool:
        """Whether borders are being edited or a repair is under review."""
        return self._canvas.tool in (self._looking, *self.tools.values())

    @property
    def reviewing(self) -> bool:
        return self.offered is not None

    @property
    def index(self) -> BorderIndex | None:
        """Borders around the view, as they are in the project of now."""
        view, project = self._canvas.viewport, self.session.document.project
        if view is None:
            return None
        if self._index is None or self._index.project is not project or not self._index.covers(view.bounds_m):
            west, south, east, north = view.bounds_m
            wide, high = (east - west) / 2, (north - south) / 2
            self._index = BorderIndex(project, (west - wide, south - high, east + wide, north + high))
        return self._index

    def name_of(self, code: str) -> str:
        return name_of(self.session.document.project.communities, code)

    def border_words(self, index: BorderIndex, edge: int) -> str:
        codes = index.units_of_edge(edge)
        names = self.say("window.list_joint").join(self.name_of(code) for code in codes)
        return self.say("border.between" if len(codes) > 1 else "border.edge", names=names)

    def tell(self, sentence: str) -> None:
        self.palette.tell(sentence)
        self._cards.place()

    def offer(self, edit: Edit, *, ask: bool = True) -> None:
        """Show what an edit would do, or do it at once; one that cannot be done is told, and nothing is shown."""
        if not ask or (self.palette.at_once.isChecked() and edit.code in _AT_ONCE):
            try:
                self.session.document.do(edit)
            except InputError as error:
                self.tell(self.say.error(error))
            return
        self._offer_many(Offer((Choice(None, edit),)))

    def choose(self, number: int) -> bool:
        if not self.palette.isVisible() or not 1 <= number <= len(TOOLS):
            return False
        self.take(TOOLS[number - 1])
        return True

    # Beginning and ending -----------------------------------------------------------------------------------------

    def begin(self, unit: str | None = None) -> None:
        """Take the borders in hand, those of a unit brought into view."""
        shape = None if unit is None else table_geometry(self.session.document.project, "communities", unit)
        self.palette.show()
        self.take("move")
        self._show_land(shape)
        self._canvas.setFocus()

    def take(self, name: str) -> None:
        """One of the palette's tools in hand; what was under review is dropped."""
        self._drop()
        self.palette.show_tool(name)
        self._canvas.use(self.tools[name])
        self._tell_view()
        self._canvas.setFocus()

    def leave(self) -> None:
        """Back to looking around."""
        if self.on:
            self._canvas.use(self._canvas.look_tool)

    def apply(self) -> None:
        """Do what is under review, as one step that can be undone."""
        review, offer = self.review, self.offered
        if review is None or offer is None:
            return
        try:
            self.session.document.do(review.edit)
        except InputError as error:
            self.bar.show_offer(offer, self._number, error)
            return
        self._drop()
        if not self.palette.isVisible():
            self.leave()

    def ask_keep(self) -> None:
        """Keep the outlines under review under a name, or with those of a plan that is kept; nothing is drawn."""
        review = self.review
        if review is None:
            return

        def kept(name: str) -> None:
            self._drop()
            self.tell(self.say("variants.kept", name=name))

        dialog = KeepVariantDialog(
            self.say, self.session.document, "borders",
            lambda name, onto: keep_borders(name, review.edit, date.today(), onto), kept, self._host,
        )  # fmt: skip
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _: self._canvas.setFocus())
        dialog.open()

    def cancel(self) -> None:
        """One step back: the proposal, else the mode."""
        if self.reviewing and self.palette.isVisible():
            self._drop()
        else:
            self.leave()

    def repair(self, findings: tuple[Finding, ...], alike: tuple[Finding, ...] = ()) -> None:
        """Show what would mend a fault of the drawing, or many at once; ``alike`` are all of its kind."""
        if self.palette.isVisible():
            self.leave()
        self._finding = findings[0]
        self._alike = alike
        self._canvas.use(self._looking)
        if len(findings) > 1:
            self._mend_all(findings)
        else:
            self._mend(findings[0])
        self._canvas.setFocus()

    # What is offered ----------------------------------------------------------------------------------------------

    def _mend(self, finding: Finding) -> None:
        project = self.session.document.project
        land = finding.shape
        if land is None and finding.subjects[0] in project.communities.index:
            land = project.communities.geometry[finding.subjects[0]]
        try:
            self._offer_many(mend_offer(project, finding))
        except InputError as error:
            self._show_outcome(Offer((), land=finding.shape), 0, error)
        self._show_land(land)

    def _mend_all(self, findings: tuple[Finding, ...]) -> None:
        """Hundreds of faults take seconds: they are worked out beside the window, which may call it off."""
        project, as_of = self.session.document.project, self.session.view.as_of
        self.offered, self.review, self._number = Offer(()), None, 0
        self.bar.show_under_way(len(findings))
        self._cards.place()
        self.session.tasks.start(_REPAIRS, lambda _: mend_all_offer(project, findings, as_of), self._take_repairs)

    def _take_repairs(self, worked_out: tuple[Offer, Review | InputError]) -> None:
        self._show_outcome(worked_out[0], 0, worked_out[1])
        self._show_land(worked_out[0].land)

    def _offer_many(self, offer: Offer, number: int = 0) -> None:
        outcome: Review | InputError
        try:
            outcome = reviewed(self.session.document.project, offer.choices[number].edit, self.session.view.as_of)
        except InputError as error:
            outcome = error
            if self.palette.isVisible() and offer.snap is None and len(offer.choices) == 1:
                self._drop()
                self.tell(self.say.error(error))
                return
        self._show_outcome(offer, number, outcome)

    def _show_outcome(self, offer: Offer, number: int, outcome: Review | InputError) -> None:
        self.session.tasks.cancel(_REPAIRS)
        self.offered, self._number = offer, number
        self.review = outcome if isinstance(outcome, Review) else None
        self.bar.show_offer(offer, number, outcome, len(self._alike))
        self._cards.place()
        if self.palette.isVisible():
            self._cards.show(changed_m(self.review))
        self._canvas.update()

    def _show_land(self, land: BaseGeometry | None) -> None:
        """Bring a piece of land (degrees) into the part of the map that the bar leaves free, with land around it."""
        if land is None or land.is_empty:
            return
        crs = self.session.document.project.about.map_crs
        bounds_m = shapely.transform(land, lambda xy: transform_xy(xy, DEGREES, crs)).bounds
        self._cards.go_aside(bounds_m, closer=True)

    def _choose(self, number: int) -> None:
        if self.offered is not None:
            self._offer_many(self.offered, number)
            self._canvas.setFocus()

    def _tolerate(self, tolerance_m: float) -> None:
        if self.offered is not None and self.offered.snap is not None:
            make, _ = self.offered.snap
            self._offer_many(Offer((Choice(None, make(tolerance_m)),), snap=(make, tolerance_m)))

    def _all(self, together: bool) -> None:
        if together:
            self._mend_all(self._alike)
        elif self._finding is not None:
            self._mend(self._finding)
        self._canvas.setFocus()

    def _cut(self, line_m: shapely.LineString) -> None:
        """Ask for the new unit of a cut."""
        index, project = self.index, self.session.document.project
        if index is None:
            return
        try:
            code, line = unit_to_cut(project, index, line_m)
        except InputError as error:
            self.tell(self.say.error(error))
            return
        dialog = SplitDialog(self.say, project, code, line, self._offer_cut, self._host)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _: self._canvas.setFocus())
        dialog.open()

    def _offer_cut(self, edit: Edit) -> None:
        edit(self.session.document.project)  # the dialog tells what is wrong with code, name or counts
        self._offer_many(Offer((Choice(None, edit),)))

    def _pointed_at(self, made: Callable[[BorderIndex], Offer]) -> None:
        """Offer what the borders in view allow, or tell why nothing."""
        index = self.index
        if index is None:
            return
        try:
            offer = made(index)
        except InputError as error:
            self.tell(self.say.error(error))
        else:
            self._offer_many(offer)

    def _redraw(self, line_m: shapely.LineString) -> None:
        self._pointed_at(lambda index: stroke_offer(index.project, index, line_m))

    def _merge(self, first_m: Point, second_m: Point) -> None:
        self._pointed_at(lambda index: merge_offer(index, first_m, second_m))

    def _follow_line(self, first_m: Point, second_m: Point) -> None:
        self._pointed_at(lambda index: snap_offer(index, first_m, second_m, self.tools["snap"].reach_m()))

    # Keeping up ---------------------------------------------------------------------------------------------------

    def _drop(self) -> None:
        self.session.tasks.cancel(_REPAIRS)
        self.offered = self.review = None
        self.bar.hide()
        self._canvas.update()

    def _document_changed(self) -> None:
        """Undone, or edited elsewhere: what was under review is about land that is no longer so."""
        if self.reviewing:
            self._drop()
            if not self.palette.isVisible():
                self.leave()
        self._canvas.update()

    def _tool_changed(self) -> None:
        if not self.on and (self.palette.isVisible() or self.reviewing):
            self.palette.hide()
            self._drop()
            self.left.emit()

    def _allow_outline(self, allowed: bool) -> None:
        for tool in self.tools.values():
            if isinstance(tool, VertexTool):
                tool.outline = allowed
        self._canvas.setFocus()

    def _tell_view(self) -> None:
        """Whether the map is close enough for its vertices."""
        view = self._canvas.viewport
        if view is None or not self.palette.isVisible():
            return
        index = self.index
        far = index is None or index.too_many or len(index.within(view.bounds_m)) > MOST_HANDLES
        self.palette.show_far(far)
        self._cards.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, ARG002 Qt's own name and argument
        if event.type() == QEvent.Type.Resize:
            self._cards.place()
        return False

    def _paint(self, painter: QPainter, view: Viewport) -> None:
        """The land under review: what it is about, what changes hands, the borders of before and after."""
        offer, review = self.offered, self.review
        if offer is not None:
            paint_offer(painter, view, offer.land, review, self.session.document.project.about.map_crs)
