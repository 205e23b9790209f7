"""The lists around the map: layers to its left, gaps, particulars and people to its right, units and days under it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget

from mapper.analysis.todo_lists import Whose
from ui.backgrounds.backgrounds_panel import BackgroundsPanel
from ui.gaps.gaps_panel import GapsPanel
from ui.incidents.incident_card import IncidentCard
from ui.incidents.incidents_panel import IncidentsPanel
from ui.incidents.stack_popup import StackPopup
from ui.incidents.timeline import TimelinePanel
from ui.incidents.todo_choices import NOBODY
from ui.incidents.todo_panel import TodoPanel
from ui.layer_list.layers_panel import LayersPanel
from ui.map.map_view import MapView
from ui.patrol.focus_panel import FocusPanel
from ui.seats.officers_panel import OfficersPanel
from ui.seats.unit_panel import UnitPanel
from ui.seats.units_table import UnitsPanel
from ui.session.incident_index import WITH_CASES
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import CardFrame
from ui.window.sizes import LEAST_SIDE_PX

SIDE = ("gaps", "unit", "officers", "incidents", "focus")


class Sides(QObject):
    """Panels put into the frames that wait for them; ``side`` holds those of :data:`SIDE`, one in front."""

    def __init__(
        self,
        session: Session,
        view: MapView,
        frames: tuple[CardFrame, CardFrame, CardFrame, CardFrame],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.session, self._map = session, view
        left, right, table, time = frames
        self.layers = LayersPanel(session, left)
        self.backgrounds = BackgroundsPanel(session, session.backgrounds, left)
        self.side = QTabWidget(right)
        self.gaps = GapsPanel(session, self.side)
        self.unit = UnitPanel(session, self.side)
        # The list of officers, or in its place what one of them has to do.
        self.people = QStackedWidget(self.side)
        self.officers = OfficersPanel(session, self.people)
        self.todo = TodoPanel(session, self.people)
        self.people.addWidget(self.officers)
        self.people.addWidget(self.todo)
        # The list of incidents, or in its place the card of the one that was opened.
        self.list_or_card = QStackedWidget(self.side)
        self.incidents = IncidentsPanel(session, self.list_or_card)
        self.card = IncidentCard(session, self.list_or_card)
        for page in (self.incidents, self.card):
            self.list_or_card.addWidget(page)
        self.focus = FocusPanel(session, self.side)
        self.stack = StackPopup(session, self.incidents.model.fields, parent)
        self.units = UnitsPanel(session, table)
        self.timeline = TimelinePanel(session, time)
        self.side.setDocumentMode(True)
        self.side.setUsesScrollButtons(False)
        for panel in (self.gaps, self.unit, self.people, self.list_or_card, self.focus):
            self.side.addTab(panel, "")
        for frame, held in (
            (left, self.layers),
            (left, self.backgrounds),
            (right, self.side),
            (table, self.units),
            (time, self.timeline),
        ):
            frame.put(held, stretch=held is not self.backgrounds)
        session.language.changed.connect(self.retranslate)
        self.gaps.counted.connect(self._gaps_counted)
        self.officers.todo_wanted.connect(self.show_todo)
        self.todo.back_wanted.connect(lambda: self.people.setCurrentWidget(self.officers))
        self.incidents.opened.connect(self.show_card)
        self.incidents.listed.connect(self._show_place)
        self.card.back_wanted.connect(lambda: self.show_side("incidents"))
        self.card.go_wanted.connect(self.open_neighbour)
        self.side.tabBarClicked.connect(self._tab_clicked)
        view.snapshot_changed.connect(self._show_layers)
        session.day_in_hand.ready.connect(self._show_layers)
        self.retranslate()
        self._show_layers()

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        say = self.session.language
        for number, name in enumerate(SIDE):
            self.side.setTabText(number, say(f"side.{name}"))
        self.side.setAccessibleName(say("side.title"))
        if self.session.day_in_hand.figures is not None:
            self.gaps.refresh(self.session.day_in_hand.figures)

    def show_side(self, name: str) -> None:
        """Bring one of :data:`SIDE` to the front; of incidents their list."""
        if name == "incidents":
            self.list_or_card.setCurrentWidget(self.incidents)
        self.side.setCurrentIndex(SIDE.index(name))
        if name == "officers":
            self.people.setCurrentWidget(self.officers)

    def show_todo(self, officer_id: str = "") -> None:
        """Bring what an officer has to do to the front, in place of the officers; without one, what has no owner."""
        self.todo.open_for(Whose("officer", officer_id) if officer_id else NOBODY)
        self.side.setCurrentWidget(self.people)
        self.people.setCurrentWidget(self.todo)

    def show_card(self, table: str, key: str) -> None:
        """Make an incident current and bring its card to the front."""
        self.session.selection.go(table, key)
        self.side.setCurrentIndex(SIDE.index("incidents"))
        self.list_or_card.setCurrentWidget(self.card)
        self.card.setFocus()
        self._show_place()

    def open_neighbour(self, by: int) -> None:
        """Open the card of the incident so many places on in the list, and show it on the map.

        Nothing while something else, as planning, stands in their place.
        """
        row = self.incidents.neighbour(by) if self.side.isVisible() else None
        if row is None:
            return
        self.session.selection.choose(row.table, row.key)
        self.show_card(row.table, row.key)
        if row.where is not None:
            self.session.view.map.set_hidden(row.table, False)
            self.session.view.look_at(Sight(where=row.where))

    def take_next(self) -> None:
        """The next step of the current incident, with its card before one's eyes; nothing where that cannot be."""
        current = self.session.selection.current
        if current is not None and current[0] in WITH_CASES and self.side.isVisible():
            self.show_card(*current)
            self.card.take_next()

    def _show_place(self) -> None:
        """Only where the card is seen: a brush narrows the list many times a second."""
        if not self.card.isVisible():
            return
        place = self.incidents.place
        self.card.put_place(None if place is None else place + 1, self.incidents.model.rowCount())

    def _tab_clicked(self, number: int) -> None:
        """A second click on a tab leads from a card, or from what is to be done, back to the list."""
        if number == self.side.currentIndex() and SIDE[number] in ("incidents", "officers"):
            self.show_side(SIDE[number])

    def _show_layers(self) -> None:
        if self._map.snapshot is not None:
            part = self.session.day_in_hand.part
            self.layers.show_map(self._map.snapshot if part is None else self._map.snapshot.counted_in(part.project))

    def _gaps_counted(self, gaps: int) -> None:
        self.side.setTabText(0, self.session.language("side.gaps_counted", count=gaps))
        self.side.setTabToolTip(0, self.session.language("side.gaps_counted.meaning", count=gaps))
        self.side.setMinimumWidth(max(LEAST_SIDE_PX, self.side.tabBar().sizeHint().width()))
