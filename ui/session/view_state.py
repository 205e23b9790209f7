"""What a person looks at now, in parts: rows chosen, the map, filters, the day; none of it is data."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from PySide6.QtCore import QObject, Signal
from shapely.geometry.base import BaseGeometry

from layers.codes import THEMES
from layers.map_layers import HIDDEN_AT_FIRST
from layers.scene.beats_shown import BeatsShown
from layers.scene.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.scene.look import PLAIN, Look
from mapper.finding import Group
from mapper.lazy_dataclass import dataclass
from mapper.scope import Scope

# A table and the id of one of its rows.
Row = tuple[str, str]


@dataclass(frozen=True)
class Sight:
    """Somewhere to bring into view: a point in degrees, or a piece of land (degrees) that is to fill the map."""

    where: tuple[float, float] | None = None
    shape: BaseGeometry | None = None


class Selection(QObject):
    """One row at a time is current, any number are marked; every panel, the table and the map follow them.

    What is current is shown in full; what is marked is summed, copied and outlined together. Choosing one row lets the
    marks go.
    """

    current_changed = Signal()
    marked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: Row | None = None
        self.marked: frozenset[Row] = frozenset()

    def choose(self, table: str, key: str) -> None:
        """Make a row of a table current, and only that."""
        self._put((table, key), frozenset())

    def clear(self) -> None:
        """Make nothing current and nothing marked."""
        self._put(None, frozenset())

    def go(self, table: str, key: str) -> None:
        """Make a row current and leave the marks as they are."""
        self._put((table, key), self.marked)

    def toggle(self, table: str, key: str) -> None:
        """Add a row to the marks, or take it out; the first row added joins the one that is current."""
        row = (table, key)
        marked = self.marked or ({self.current} if self.current is not None else frozenset())
        if row in marked:
            self.mark(marked - {row})
        else:
            self._put(row, frozenset(marked | {row}))

    def mark(self, rows: Iterable[Row]) -> None:
        """Mark these rows and no others; the current row stays current where it is one of them."""
        marked = frozenset(rows)
        self._put(self.current if self.current in marked else None, marked)

    def let_marks_go(self) -> None:
        """Mark nothing; the current row stays."""
        self._put(self.current, frozenset())

    def _put(self, current: Row | None, marked: frozenset[Row]) -> None:
        """Both are put before anybody is told of either."""
        moved, remarked = current != self.current, marked != self.marked
        self.current, self.marked = current, marked
        if moved:
            self.current_changed.emit()
        if remarked:
            self.marked_changed.emit()

    @property
    def unit(self) -> str | None:
        """The current row's code where it is a unit."""
        return self.current[1] if self.current is not None and self.current[0] == "communities" else None


class MapChoices(QObject):
    """What the map shows and how: the theme, the layers hidden, their look, beats that are being made."""

    theme_changed = Signal()
    layers_changed = Signal()
    look_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = THEMES[0]
        self.hidden: frozenset[str] = HIDDEN_AT_FIRST
        self.look = PLAIN
        self.beats: BeatsShown | None = None

    def set_theme(self, theme: str) -> None:
        if theme != self.theme:
            self.theme = theme
            self.theme_changed.emit()

    def set_hidden(self, layer: str, hidden: bool) -> None:
        layers = self.hidden | {layer} if hidden else self.hidden - {layer}
        if layers != self.hidden:
            self.hidden = layers
            self.layers_changed.emit()

    def set_look(self, look: Look) -> None:
        """How the map is drawn: order and opacity of layers, classes and colours of units."""
        if look != self.look:
            self.look = look
            self.look_changed.emit()

    def show_beats(self, beats: BeatsShown | None) -> None:
        """Beats that are being made, shown by the theme of beats; None for those that the units have."""
        if beats is not self.beats:
            self.beats = beats
            self.layers_changed.emit()


# What the list of gaps can be narrowed to: a group, or the seats that are not one officer's only one.
Gaps = Group | Literal["one_to_one"]


class Filters(QObject):
    """Which incidents are shown and counted, on the map and in lists alike; which group of gaps is listed."""

    incidents_changed = Signal()
    gaps_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.incidents = EVERY_INCIDENT
        self.gaps: Gaps | None = None
        self._scope: Scope | None = None

    def set_incidents(self, incidents: IncidentFilter) -> None:
        """Which incidents the map, the list and the tables show and count; within the part that is looked at."""
        incidents = replace(incidents, scope=self._scope)
        if incidents != self.incidents:
            self.incidents = incidents
            self.incidents_changed.emit()

    def set_days(self, days: tuple[date, date] | None) -> None:
        """Only incidents that began on these days, both included; None for any day."""
        self.set_incidents(replace(self.incidents, days=days))

    @property
    def narrowed(self) -> bool:
        """Whether more is left out than what lies outside the part that is looked at."""
        return self.incidents != replace(EVERY_INCIDENT, scope=self._scope)

    def stay_within(self, scope: Scope | None) -> None:
        """From now on only incidents of this part; None for those of the whole district."""
        self._scope = scope
        self.set_incidents(self.incidents if scope is None else replace(self.incidents, station_code=None))

    def set_gaps(self, group: Gaps | None) -> None:
        """List only these gaps (see ``ui/gaps/gap_lines.py``), or all."""
        if group != self.gaps:
            self.gaps = group
            self.gaps_changed.emit()


class ViewState(QObject):
    """What one open project is looked at with: its parts, the day, and the part that everything is shown of.

    ``scope`` is None for the whole district.
    """

    as_of_changed = Signal()
    scope_changed = Signal()
    sight_wanted = Signal(Sight)

    def __init__(self, as_of: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.as_of = as_of
        self.scope: Scope | None = None
        self.selection, self.map, self.filter = Selection(self), MapChoices(self), Filters(self)

    def set_as_of(self, day: date) -> None:
        if day != self.as_of:
            self.as_of = day
            self.as_of_changed.emit()

    def set_scope(self, scope: Scope | None) -> None:
        """Show some stations or a beat, or the whole district; incidents, figures and lists follow."""
        if scope != self.scope:
            self.scope = scope
            self.filter.stay_within(scope)
            self.scope_changed.emit()

    def look_at(self, sight: Sight) -> None:
        """Ask the map to bring something into view."""
        self.sight_wanted.emit(sight)
