"""What the search can answer with: land and people by name, incidents by number, actions, a place by coordinates."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

import shapely
from PySide6.QtGui import QAction, QKeySequence

from mapper.lazy_dataclass import dataclass
from mapper.names import counting, folded, name_of, names_of
from mapper.project import Project
from mapper.scope import Scope
from ui.language.language import Language, choices
from ui.language.spelling import Spelling
from ui.session.incident_index import WITH_CASES
from ui.session.rows import Figures

ACTION = "action"
_MOST_NUMBERS = 8
_LEAST_LETTERS = 2  # of a number, before it is looked for
_PLAIN_ENDS = re.compile(r"…|\.\.\.")


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be found by its ``name`` as it is spelled; ``of`` is what it is, or whose ("" of a place).

    ``table`` is that of the row ``key``; :data:`ACTION` for something that the window does, "" for a place. ``also``
    may be typed beside the name: “beat 1011”.
    """

    table: str
    key: str
    name: str
    of: str
    also: str = ""

    @property
    def text(self) -> str:
        """What is shown and searched."""
        told = [self.name, self.of]
        if self.table not in ("", ACTION) and self.key != self.name:
            told.append(self.key)
        return " · ".join(part for part in told if part)


# The numbers of a table's incidents, each as it is typed and as it is written, in the order of the former.
Numbers = Mapping[str, list[tuple[str, str]]]


def rows_found(figures: Figures, say: Language, scope: Scope | None = None) -> list[Found]:
    """Stations, units and officers, each by name with 7 before 17; what is in the scope comes before the rest."""
    stations = [
        Found("stations", str(code), name, say("table.stations"))
        for code, name in names_of(figures.project.stations).items()
    ]
    kinds = {kind: say.choice("communities", "kind", kind) for kind in choices("communities", "kind")}
    units = [Found("communities", u.code, u.name, u.station, kinds.get(u.kind, "")) for u in figures.units.values()]
    officers = [Found("officers", o.officer_id, o.name, o.station) for o in figures.officers.values()]
    found = [hit for group in (stations, units, officers) for hit in sorted(group, key=lambda hit: counting(hit.name))]
    if scope is not None:
        near = {*scope.stations, *figures.project.communities.index[scope.has_units(figures.project.communities)]}
        near.update(o.officer_id for o in figures.officers.values() if o.station_code in scope.stations)
        found.sort(key=lambda hit: hit.key not in near)
    return found


def actions_found(actions: Iterable[QAction], say: Language) -> list[Found]:
    """What the window can be asked to do now, with the keys of it."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        Found(
            ACTION,
            action.objectName(),
            _PLAIN_ENDS.sub("", action.text()),
            f"{say('search.action')} {action.shortcut().toString(native)}".strip(),
        )
        for action in actions
        if action.isEnabled()
    ]


def numbers_of(project: Project) -> Numbers:
    """The numbers of all incidents, ready to be looked up; of 300,000 that takes a third of a second."""
    return {table: sorted((folded(key), key) for key in project.table(table).index) for table in WITH_CASES}


def incidents_found(numbers: Numbers, typed: str, say: Language) -> Iterator[Found]:
    """Incidents whose number begins with what was typed (:func:`~mapper.names.folded`), the shortest first."""
    if len(typed) < _LEAST_LETTERS:
        return
    for table, told in numbers.items():
        at = bisect_left(told, (typed,))
        some = told[at : at + _MOST_NUMBERS]
        yield from (Found(table, key, key, say(f"table.{table}")) for text, key in some if text.startswith(typed))


def place_found(project: Project, lon: float, lat: float, say: Language) -> Found:
    """A place, with the unit and the station that it lies in."""
    ways = "east" if lon >= 0 else "west", "north" if lat >= 0 else "south"
    x, y = (say(f"search.{way}", degrees=f"{abs(value):.5f}") for way, value in zip(ways, (lon, lat), strict=True))
    words = say("search.place", lon=x, lat=y)
    units = project.communities
    rows = units.sindex.query(shapely.Point(lon, lat), predicate="within") if len(units) else []
    told = [words]
    for row in rows:
        told.append(name_of(units, str(units.index[row])))
        station = units["station_code"].iloc[row]
        if isinstance(station, str) and station in project.stations.index:
            told.append(name_of(project.stations, station))
    if not len(rows):
        told.append(say("search.outside"))
    return Found("", f"{lon} {lat}", say("window.dot_joint").join(told), "")


def closeness(hit: Found, typed: str, spelling: Mapping[str, Spelling]) -> int | None:
    """How well a hit answers what was typed, in any case and without accents: 0 is best, None is not at all."""
    typed, name = folded(typed), folded(hit.name)
    full, initials = spelling.get(hit.name, ("", ""))
    if name.startswith(typed):
        return 0
    if initials.startswith(typed):
        return 1
    if full.startswith(typed):
        return 2
    if f" {typed}" in initials or f" {typed}" in full:
        return 3
    text, words = folded(hit.text), typed.split()
    if len(words) > 1 and hit.also:  # what it is says nothing alone
        words = [word for word in words if word != folded(hit.also)]
    if all(word in text or word in initials or word in full for word in words):
        return 4
    return None
