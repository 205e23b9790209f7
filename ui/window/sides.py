"""The lists around the map: layers to its left, gaps, particulars and people to its right, units and days under it."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QTabWidget, QWidget

from ui.backgrounds.backgrounds_panel import BackgroundsPanel
from ui.gaps.gaps_panel import GapsPanel
from ui.incidents.incidents_panel import IncidentsPanel
from ui.incidents.stack_popup import StackPopup
from ui.incidents.timeline import TimelinePanel
from ui.layer_list.layers_panel import LayersPanel
from ui.map.map_view import MapView
from ui.patrol.focus_panel import FocusPanel
from ui.seats.officers_panel import OfficersPanel
from ui.seats.unit_panel import UnitPanel
from ui.seats.units_table import UnitsPanel
from ui.session.session import Session
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
        self.officers = OfficersPanel(session, self.side)
        self.incidents = IncidentsPanel(session, self.side)
        self.focus = FocusPanel(session, self.side)
        self.stack = StackPopup(session, self.incidents.model.fields, parent)
        self.units = UnitsPanel(session, table)
        self.timeline = TimelinePanel(session, time)
        self.side.setDocumentMode(True)
        self.side.setUsesScrollButtons(False)
        for panel in (self.gaps, self.unit, self.officers, self.incidents, self.focus):
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
        view.snapshot_changed.connect(self._show_layers)
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
        """Bring one of :data:`SIDE` to the front."""
        self.side.setCurrentIndex(SIDE.index(name))

    def _show_layers(self) -> None:
        if self._map.snapshot is not None:
            self.layers.show_map(self._map.snapshot)

    def _gaps_counted(self, gaps: int) -> None:
        self.side.setTabText(0, self.session.language("side.gaps_counted", count=gaps))
        self.side.setMinimumWidth(max(LEAST_SIDE_PX, self.side.tabBar().sizeHint().width()))
