"""One open project on screen: figures, map, panels and table around one document, and what their buttons ask for."""

from collections.abc import Callable
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from shapely.geometry.base import BaseGeometry

from layers.geometry.geometry import Geometry
from mapper.backgrounds.background import Background
from mapper.edit import Edit
from mapper.errors import InputError
from ui.incidents.filter_bar import FilterBar
from ui.language.language import Language
from ui.language.own_words import own_words
from ui.layer_list.themes_panel import ThemesPanel
from ui.map.map_view import MapView
from ui.plans.pane import PlanningPane
from ui.seats.officer_drop import OfficerDrop
from ui.session.backgrounds import Backgrounds
from ui.session.document import Document
from ui.session.incident_index import LISTED, WITH_CASES
from ui.session.look_store import LookStore
from ui.session.rows import table_geometry
from ui.session.session import DayInHand, Session
from ui.session.settings import Settings
from ui.session.view_state import Sight, ViewState
from ui.widgets.kit import CardFrame
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import TaskGroup, Tasks
from ui.window import boards, dialogs, exports, slips
from ui.window.foot_pane import FootPane
from ui.window.headline import Card, HeadlinePanel
from ui.window.mending import Mending
from ui.window.patrolling import Patrolling
from ui.window.placing import Placing
from ui.window.sizes import (
    LEAST_LIST_PX,
    LEAST_SIDE_PX,
    WindowSizes,
    shared,
)

if TYPE_CHECKING:
    from ui.borders.border_mode import BorderMode
    from ui.widgets.form import FormDialog
    from ui.window.sides import Sides


class Workspace(QWidget):
    """Everything between the header and the status bar: first the map, then the lists around it."""

    def __init__(
        self,
        document: Document,
        language: Language,
        tasks: Tasks,
        backgrounds: Backgrounds,
        settings: Settings,
        notice: NoticeBar,
        parent: QWidget | None = None,
        land: Geometry | None = None,
    ) -> None:
        """``notice`` is the window's, which outlives it; ``land``, where it is ready for the first picture already."""
        super().__init__(parent)
        self.setObjectName("workspace")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.document = document
        self.say, self.notice = language, notice
        self._speak_own()
        document.changed.connect(self._speak_own)
        document.setParent(self)
        self.view = ViewState(document.project.as_of, self)
        self.selection = self.view.selection
        self.look_store = LookStore(document.store, self.view.map)
        group = TaskGroup(tasks)
        self.day_in_hand = DayInHand(document, self.view, group, self)
        self.session = Session(document, self.view, self.day_in_hand, language, group, backgrounds, settings)
        # From the outside inwards: whoever moves into another parent is dressed anew with all that it holds.
        self.halves = QSplitter(Qt.Orientation.Vertical, self)
        self.top, self.foot = QSplitter(self.halves), QSplitter(self.halves)
        left, middle, right, table, time = (CardFrame(row) for row in (*[self.top] * 3, *[self.foot] * 2))
        self._frames = left, right, table, time
        self.headline = HeadlinePanel(self.session, self)
        self.themes = ThemesPanel(self.session, self)
        self.filter_bar = FilterBar(self.session, self)
        self.map = MapView(self.session, middle, land)
        middle.put(self.map)
        self.map_drop = OfficerDrop(self.map.canvas, self.map.unit_at, self.session)
        self.mending, self.placing, self.patrolling = Mending(self), Placing(self), Patrolling(self)
        self._divided = False
        self._lay_out()
        self.planning = PlanningPane(self.top, self.foot)
        self.foot_pane = FootPane(self.halves, self.foot, self.headline)
        self._connect()
        # The figures would only take the machine from the first picture.
        self.map.first_drawn.connect(self.day_in_hand.compute)

    def _lay_out(self) -> None:
        for splitter in (self.top, self.foot, self.halves):
            splitter.setHandleWidth(10)
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._divide)
        for number, stretch in enumerate((0, 1, 0)):
            self.top.setStretchFactor(number, stretch)
        self.halves.setStretchFactor(0, 1)
        self.halves.setStretchFactor(1, 0)
        left, right = self._frames[:2]
        left.setMinimumWidth(LEAST_LIST_PX)
        right.setMinimumWidth(LEAST_SIDE_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self.headline)
        below = QVBoxLayout()
        below.setSpacing(0)
        above = QHBoxLayout()
        above.addWidget(self.themes)
        above.addWidget(self.filter_bar, 1)
        below.addLayout(above)
        below.addWidget(self.halves, 1)
        layout.addLayout(below, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        sizes = self._sizes
        if "sides" in self.__dict__:
            self.sides.backgrounds.be_brief(sizes.short)
        if self._divided or self.planning.page is not None or self.foot_pane.board is not None:
            return
        self.top.setSizes(list(sizes.across))
        self.halves.setSizes(list(sizes.down))
        self.foot.setSizes(list(sizes.foot))

    def _speak_own(self) -> None:
        """Say what the place has words of its own for in these."""
        self.say.use_own(own_words(self.document.project))

    @property
    def _sizes(self) -> WindowSizes:
        return shared(self.halves.width(), self.halves.height())

    def _divide(self) -> None:
        """Someone moves a border between the parts: from now on they stay as they are put."""
        self._divided = True

    @cached_property
    def sides(self) -> "Sides":
        """The lists around the map; made when it has appeared, or when somebody asks for them before."""
        from ui.window.sides import Sides

        made = Sides(self.session, self.map, self._frames, self)
        made.backgrounds.be_brief(self._sizes.short)
        made.gaps.visited.connect(self.mending.visit)
        made.gaps.fix_wanted.connect(self.mending.fix)
        made.gaps.plan_wanted.connect(self.plan_staffing)
        made.unit.assign_wanted.connect(self.assign)
        made.unit.change_wanted.connect(self.change_personnel)
        made.unit.focus_wanted.connect(self.patrolling.from_unit)
        made.unit.zoom_wanted.connect(self.zoom_to_unit)
        made.unit.borders_wanted.connect(self.edit_borders)
        made.units.opened.connect(self.open_unit)
        made.units.export_wanted.connect(partial(exports.export_units, self))
        made.units.drop.dropped.connect(self.assign)
        made.incidents.export_wanted.connect(partial(exports.export_incidents, self))
        made.unit.incident_wanted.connect(self._identified)
        made.card.opened.connect(self._identified)
        made.card.unit_wanted.connect(self.open_unit)
        made.card.place_wanted.connect(self.placing.pick_for)
        made.card.unit_place_wanted.connect(self.placing.put_in_unit)
        made.card.log_wanted.connect(lambda key: self.attempt(lambda: self.open_dialog(dialogs.change_log(self, key))))
        made.officers.opened.connect(self.open_officer)
        made.officers.absence_wanted.connect(self.record_absence)
        made.officers.change_wanted.connect(self.change_personnel)
        made.todo.edit_wanted.connect(self.do)
        made.todo.slip_wanted.connect(partial(slips.print_slip, self))
        made.focus.from_unit_wanted.connect(self.patrolling.from_current_unit)
        made.focus.draw_wanted.connect(self.map.tools.draw_area)
        made.focus.board_wanted.connect(lambda: boards.show_patrol(self))
        made.focus.change_wanted.connect(self.patrolling.change)
        made.backgrounds.manage_wanted.connect(lambda: self.open_dialog(dialogs.backgrounds(self)))
        self.map.stacks.stacked.connect(made.stack.open_for)
        made.stack.chosen.connect(self._identified)
        return made

    def _connect(self) -> None:
        self.headline.pressed.connect(self._card_pressed)
        self.map.appeared.connect(self._furnish)
        self.map_drop.hovered.connect(self.map.outline_unit)
        self.map_drop.dropped.connect(self.assign)
        self.map.first_drawn.connect(self.session.backgrounds.open_shown)
        self.session.backgrounds.failed.connect(self._background_failed)
        self.map.identified.connect(self._identified)
        self.map.menu_wanted.connect(self._offer_steps)
        for signal in (self.map.marked_bar.copy_wanted, self.map.marking.copy_wanted):
            signal.connect(partial(exports.copy_marked, self))

    def _background_failed(self, _: Background, why: InputError) -> None:
        self.notice.tell(self.say.error(why))

    def _furnish(self) -> None:
        """Put the lists around the map. Making them takes a moment, in which the map is on screen already."""
        self.map.canvas.repaint()
        _ = self.sides

    def parts(self) -> list[QWidget]:
        """What the workspace consists of, in the order in which the keyboard goes through it."""
        sides = self.sides
        beside = sides.side if self.planning.page is None else self.planning.page
        return [
            self.headline, self.themes, self.filter_bar, sides.layers, sides.backgrounds, self.map, beside,
            *((sides.units, sides.timeline) if self.foot_pane.board is None else (self.foot_pane.board,)),
        ]  # fmt: skip

    @property
    def page(self) -> QWidget:
        """What it fills; its dialogs stand over it."""
        return self

    def attempt(self, action: Callable[[], object]) -> None:
        """Do something; an InputError becomes one sentence in the notice bar."""
        try:
            action()
        except InputError as error:
            self.notice.tell(self.say.error(error))

    def do(self, edit: Edit) -> None:
        self.attempt(lambda: self.document.do(edit))

    @cached_property
    def borders(self) -> "BorderMode":
        """The editing of borders on the map; made when it is first wanted."""
        from ui.borders.border_mode import BorderMode

        mode = BorderMode(self.map, self.map.canvas, self.session)
        mode.left.connect(lambda: self._give_map_room(False))
        mode.left.connect(self.map.canvas.setFocus)  # not the next button after the one that put them away
        return mode

    def _give_map_room(self, wanted: bool) -> None:
        """In a low window the map has the room of layer list and foot too: else a card would hide what is changed."""
        low = wanted and self._sizes.short and self.foot_pane.board is None
        self._frames[0].setVisible(not low)
        self.foot.setVisible(not low)

    def edit_borders(self, unit_code: str | None = None) -> None:
        """Take the borders in hand on the map, those of a unit brought into view; or put them away."""
        if unit_code is None and self.borders.on:
            self.borders.leave()
            return
        self.map.tools.put_away()
        self._give_map_room(True)
        self.borders.begin(unit_code)

    def assign(self, unit_code: str, officer_id: str | None = None, first_day: date | None = None) -> None:
        """Ask who is to have the unit, that officer being chosen already; and from when, how long, how much."""
        from ui.seats.assign_dialog import AssignDialog

        if self.day_in_hand.figures is not None and unit_code in self.day_in_hand.figures.units:
            self.open_dialog(AssignDialog(self.session, unit_code, self, officer_id, first_day))

    def record_absence(self, officer_id: str) -> None:
        """Ask from when to when an officer is on loan or on leave."""
        from ui.seats.absence_dialog import AbsenceDialog

        if self.day_in_hand.figures is not None and officer_id in self.day_in_hand.figures.officers:
            self.open_dialog(AbsenceDialog(self.session, officer_id, self))

    def change_personnel(self, officer_id: str, change: str, unit_code: str = "") -> None:
        """Ask what is to happen to an officer, empty for somebody new, and from when; with what unit, where told."""
        from ui.seats.personnel_dialog import PersonnelDialog

        figures = self.day_in_hand.figures
        if figures is not None and (not officer_id or officer_id in figures.officers):
            self.open_dialog(PersonnelDialog(self.session, officer_id or None, change, self, unit_code or None))

    def open_unit(self, unit_code: str) -> None:
        """Show a unit on the map and in its panel."""
        self.selection.choose("communities", unit_code)
        self.zoom_to_unit(unit_code)
        self.sides.show_side("unit")

    def open_officer(self, officer_id: str) -> None:
        """Show an officer in the list, and his or her first unit on the map."""
        self.sides.show_side("officers")
        self.selection.choose("officers", officer_id)
        figures = self.day_in_hand.figures
        if figures is not None and officer_id in figures.officers and figures.officers[officer_id].seats:
            self.zoom_to_unit(figures.officers[officer_id].seats[0])

    def open_station(self, station_code: str) -> None:
        """Bring a station's land into view."""
        self.selection.choose("stations", station_code)
        self.view.look_at(Sight(shape=table_geometry(self.document.project, "stations", station_code)))

    def open_incident(self, table: str, key: str) -> None:
        """Show an incident's card, and its place on the map where it has one."""
        self.sides.show_card(table, key)
        shape = table_geometry(self.document.project, table, key)
        if shape is not None and not shape.is_empty:
            self.view.map.set_hidden(table, False)
            self.view.look_at(Sight(where=(shape.x, shape.y)))

    def zoom_to_unit(self, unit_code: str) -> None:
        shape = table_geometry(self.document.project, "communities", unit_code)
        if shape is not None:
            self.view.look_at(Sight(shape=shape))

    def plan_staffing(self) -> None:
        """Plan beside the map who fills which vacant seat."""
        from ui.plans.staffing_page import StaffingPage

        self.planning.show(lambda: StaffingPage(self.session, self.map, self.notice))

    def plan_beats(self) -> None:
        """Divide units into beats beside the map."""
        from ui.plans.beats_page import BeatsPage

        self.planning.show(lambda: BeatsPage(self.session, self.map, self.notice, self._open_print))

    def focus_on_land(self, shape: BaseGeometry, reason: str) -> None:
        """Ask what is to be done on a piece of land (degrees) that something speaks for."""
        self.patrolling.from_land(shape, reason)

    def open_dialog(self, dialog: "FormDialog") -> None:
        """Show a dialog without stopping the program; it goes when it closes."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _open_print(self) -> None:
        self.open_dialog(dialogs.print_sheet(self))

    def _card_pressed(self, pressed: Card) -> None:
        self.sides.show_side(pressed.panel)
        if pressed.name in LISTED:
            self.sides.incidents.show_only(pressed.name)

    def stop(self) -> None:
        """Stop planning, painting and all work that was asked for here; called before the workspace goes."""
        self.planning.close()
        self.look_store.close()
        self.map.stop()
        self.session.tasks.close()

    def _identified(self, table: str, key: str) -> None:
        self.selection.choose(table, key)
        if table == "communities":
            self.sides.show_side("unit")
        elif table in WITH_CASES:
            if self._listed(table, key):
                self.sides.incidents.make_room_for(table)
            self.sides.show_card(table, key)
        elif table == "focus_areas":
            self.sides.show_side("focus")

    def _offer_steps(self, table: str, key: str, at: QPoint) -> None:
        """What can be done with the point under the pointer, or with all that are marked where it is one of them."""
        if table == "communities":
            self._offer_changes(key, at)
        if table not in WITH_CASES:
            return
        if (table, key) not in self.selection.marked:
            self.selection.choose(table, key)
        menu = self.sides.incidents.menu_of(self.selection.marked or {(table, key)})
        if menu is not None:
            menu.popup(at)

    def _offer_changes(self, code: str, at: QPoint) -> None:
        """What can be done about a unit's seat and with who has it."""
        from ui.seats.personnel_menu import unit_menu

        figures = self.day_in_hand.figures
        if figures is not None and code in figures.units:
            self.selection.choose("communities", code)

            def ask(officer_id: str, change: str) -> None:
                self.change_personnel(officer_id, change, code if change == "end" else "")

            menu = unit_menu(self, self.session, figures, code, ask, self.assign)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(at)

    def _listed(self, table: str, key: str) -> bool:
        """Whether the list of incidents has it: what is closed shows on the map of its days only."""
        figures = self.day_in_hand.figures
        return figures is None or (table, key) in figures.row_of
