"""Borders, units and beats locked and unlocked by a click."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from layers.viewport import Viewport
from mapper.edits.locks import lock, lock_of, unlock
from ui.borders.border_index import BorderIndex
from ui.borders.border_paint import paint_edges, paint_land
from ui.borders.border_tool import Bench, BorderTool
from ui.map.tools import Canvas
from ui.widgets.appearance import map_palette

Subject = tuple[str, str, str | None]  # kind, subject and other code, as :func:`mapper.edits.locks.lock` takes them


class LockTool(BorderTool):
    """On a border a click locks it, elsewhere the unit, with Shift the unit's beat; on what is locked it unlocks."""

    def __init__(self, canvas: Canvas, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(canvas, bench, parent)
        self._beats = False

    def moved(self, event: QMouseEvent) -> None:
        self._beats = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().moved(event)

    def released(self, event: QMouseEvent) -> None:
        self._beats = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        super().released(event)

    def clicked(self) -> None:
        index, subject = self.bench.index, self._under()
        if index is None or subject is None:
            self.bench.tell(self.bench.say("border.lock_nothing"))
            return
        known = lock_of(index.project, *subject)
        self.bench.offer(lock(*subject) if known is None else unlock(index.project, known), ask=False)

    def _under(self) -> Subject | None:
        """What a click here is about."""
        index, place = self.bench.index, self.place_m()
        if index is None or place is None:
            return None
        edge = None if self._beats else index.edge_at(place, self.reach_m())
        codes = [] if edge is None else index.units_of_edge(edge[0])
        if len(codes) == 2:
            return "border", codes[0], codes[1]
        unit = index.unit_at(place)
        if unit is None or not self._beats:
            return None if unit is None else ("unit", unit, None)
        beat = index.project.communities["beat_name"][unit]
        return ("beat", beat, None) if isinstance(beat, str) and beat else None

    def paint_work(self, painter: QPainter, view: Viewport, index: BorderIndex) -> None:
        subject, place = self._under(), self.place_m()
        if subject is None or place is None:
            return
        kind, named, other = subject
        units = index.project.communities
        if kind == "border":
            edge = index.edge_at(place, self.reach_m())
            if edge is not None:
                paint_edges(painter, view, index, index.same_border(edge[0]), map_palette().accent, 3.4)
        else:
            codes = [named] if kind == "unit" else list(units.index[units["beat_name"].eq(named).fillna(value=False)])
            for code in codes:
                paint_land(painter, view, index.metres(units.geometry[code]), map_palette().accent, 0.16)
        say = self.bench.say
        names = [self.bench.name_of(code) for code in (named, other) if code is not None] if kind != "beat" else [named]
        what = say(f"border.lock_{kind}", names=say("window.list_joint").join(names))
        locked = lock_of(index.project, *subject) is not None
        self.words(painter, say("border.locked" if locked else "border.unlocked", what=what))
