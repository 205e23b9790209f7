"""What the person looks at now: the row chosen, the day, the theme and the layers; none of it is data."""

from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal
from shapely.geometry.base import BaseGeometry

from layers.incident_filter import EVERY_INCIDENT, IncidentFilter
from layers.snapshot import THEMES


@dataclass(frozen=True)
class Sight:
    """Somewhere to bring into view: a point in degrees, or a piece of land (degrees) that is to fill the map."""

    where: tuple[float, float] | None = None
    shape: BaseGeometry | None = None


class Selection(QObject):
    """One row at a time is current, and every panel, the table and the map follow it."""

    current_changed = Signal()
    as_of_changed = Signal()
    theme_changed = Signal()
    layers_changed = Signal()
    gaps_filter_changed = Signal()
    wanted_changed = Signal()
    sight_wanted = Signal(Sight)

    def __init__(self, as_of: date, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.current: tuple[str, str] | None = None
        self.as_of = as_of
        self.theme = THEMES[0]
        self.hidden: frozenset[str] = frozenset()
        self.gaps_filter: str | None = None
        self.wanted = EVERY_INCIDENT

    def choose(self, table: str, key: str) -> None:
        """Make a row of a table current."""
        if self.current != (table, key):
            self.current = (table, key)
            self.current_changed.emit()

    def clear(self) -> None:
        """Make nothing current."""
        if self.current is not None:
            self.current = None
            self.current_changed.emit()

    def set_as_of(self, day: date) -> None:
        if day != self.as_of:
            self.as_of = day
            self.as_of_changed.emit()

    def set_theme(self, theme: str) -> None:
        if theme != self.theme:
            self.theme = theme
            self.theme_changed.emit()

    def set_hidden(self, layer: str, hidden: bool) -> None:
        layers = self.hidden | {layer} if hidden else self.hidden - {layer}
        if layers != self.hidden:
            self.hidden = layers
            self.layers_changed.emit()

    def filter_gaps(self, group: str | None) -> None:
        """Show only the gaps of one group (see ``ui/panels/gaps.py``), or all."""
        if group != self.gaps_filter:
            self.gaps_filter = group
            self.gaps_filter_changed.emit()

    def want(self, wanted: IncidentFilter) -> None:
        """Which incidents the map, the list and the tables show and count."""
        if wanted != self.wanted:
            self.wanted = wanted
            self.wanted_changed.emit()

    def set_days(self, days: tuple[date, date] | None) -> None:
        """Only incidents that began on these days, both included; None for any day."""
        self.want(replace(self.wanted, days=days))

    def look_at(self, sight: Sight) -> None:
        """Ask the map to bring something into view."""
        self.sight_wanted.emit(sight)

    @property
    def unit(self) -> str | None:
        """The current row's code where it is a unit."""
        return self.current[1] if self.current is not None and self.current[0] == "communities" else None
