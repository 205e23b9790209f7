"""Finding a unit, a station or an officer by name, code or pinyin, and a place by its coordinates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from mapper.names import names_of
from mapper.scope import Scope
from ui.language.coordinates import place_in
from ui.language.language import Language
from ui.language.spelling import Spelling
from ui.session.rows import Figures

_MOST_SHOWN = 50
_SIDES_PX = 28  # room that a field keeps beside its words


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be found by its ``name`` as it is spelled; ``of`` is what it is, or whose ("" of a place)."""

    table: str
    key: str
    name: str
    of: str

    @property
    def text(self) -> str:
        """What is shown and searched."""
        return f"{self.name} · {self.of} · {self.key}" if self.of else self.name


def places(figures: Figures, say: Language, scope: Scope | None = None) -> list[Found]:
    """Everything that can be found; of two that answer as well, the one in the scope comes first."""
    stations = []
    for code, name in names_of(figures.project.stations).items():
        stations.append(Found("stations", str(code), name, say("table.stations")))
    units = [Found("communities", u.code, u.name, u.station) for u in figures.units.values()]
    officers = [Found("officers", o.officer_id, o.name, o.station) for o in figures.officers.values()]
    found = [*stations, *units, *officers]
    if scope is not None:
        near = {*scope.stations, *figures.project.communities.index[scope.has_units(figures.project.communities)]}
        near.update(o.officer_id for o in figures.officers.values() if o.station_code in scope.stations)
        found.sort(key=lambda hit: hit.key not in near)
    return found


def closeness(hit: Found, typed: str, spelling: Mapping[str, Spelling]) -> int | None:
    """How well a hit answers what was typed (lower case): 0 is best, None is not at all."""
    name, (full, initials) = hit.name.lower(), spelling.get(hit.name, ("", ""))
    if name.startswith(typed):
        return 0
    if initials.startswith(typed):
        return 1
    if full.startswith(typed):
        return 2
    if f" {typed}" in initials or f" {typed}" in full:
        return 3
    text = hit.text.lower()
    if all(word in text or word in initials or word in full for word in typed.split()):
        return 4
    return None


class SearchBox(QLineEdit):
    """Suggests while one types; Enter takes the first suggestion.

    ``spelling_wanted`` asks for the pinyin of all names, the first time that the box is used: making it takes a while.
    """

    found = Signal(str, str)
    place_found = Signal(float, float)
    spelling_wanted = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setClearButtonEnabled(True)
        self._figures: Figures | None = None
        self._scope: Scope | None = None
        self._hits: list[Found] = []
        self.spelling: Mapping[str, Spelling] = {}
        self._spelled = False
        self._suggested: dict[str, Found] = {}
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        popup = QListView()
        popup.setObjectName("suggestions")
        completer.setPopup(popup)
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.textEdited.connect(self.suggest)
        self.returnPressed.connect(self._take_first)
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self._hint()
        self.setAccessibleName(self.say("search.name"))
        self._gather()
        self.suggest(self.text())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's own name
        super().resizeEvent(event)
        self._hint()

    def _hint(self) -> None:
        """What can be sought, as far as there is room to say it."""
        whole = self.say("search.hint")
        fits = self.fontMetrics().horizontalAdvance(whole) + _SIDES_PX <= self.width()
        self.setPlaceholderText(whole if fits else self.say("search.hint_short"))

    def offer(self, figures: Figures | None, scope: Scope | None = None) -> None:
        """What can be found from now on, what is in the scope before the rest; None where no project is open."""
        self._figures, self._scope, self._spelled = figures, scope, False
        self._gather()
        if self.hasFocus():
            self._ask_spelling()

    def _gather(self) -> None:
        self._hits = [] if self._figures is None else places(self._figures, self.say, self._scope)

    @property
    def names(self) -> list[str]:
        """Every name that can be found."""
        return [hit.name for hit in self._hits]

    def learn(self, spelling: Mapping[str, Spelling]) -> None:
        """How the names are spelled; what is typed already is looked up again."""
        self.spelling = spelling
        if self.hasFocus() and self.text():
            self.suggest(self.text())
            self.completer().complete()

    def suggest(self, typed: str) -> None:
        """Look up what was typed: a place where it is one, else the closest names first."""
        self._suggested = {hit.text: hit for hit in self._answers(typed)}
        self._texts.setStringList(list(self._suggested))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's own name
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._ask_spelling()

    def _ask_spelling(self) -> None:
        if self._hits and not self._spelled:
            self._spelled = True
            self.spelling_wanted.emit()

    def _answers(self, typed: str) -> Iterator[Found]:
        typed = typed.strip().lower()
        if not typed:
            return
        place = place_in(typed)
        if place is not None:
            text = self.say("search.place", lon=f"{place[0]:.5f}", lat=f"{place[1]:.5f}")
            yield Found("", f"{place[0]} {place[1]}", text, "")
        ranked = [(rank, n) for n, hit in enumerate(self._hits) if (rank := self._rank(hit, typed)) is not None]
        for _, n in sorted(ranked)[:_MOST_SHOWN]:
            yield self._hits[n]

    def _rank(self, hit: Found, typed: str) -> int | None:
        return closeness(hit, typed, self.spelling)

    def _take(self, text: str) -> None:
        hit = self._suggested.get(text)
        if hit is None:
            return
        if hit.table:
            self.found.emit(hit.table, hit.key)
        else:
            lon, lat = map(float, hit.key.split())
            self.place_found.emit(lon, lat)

    def _take_first(self) -> None:
        if self.text() in self._suggested:
            return  # the list has told it already
        self.suggest(self.text())
        first = next(iter(self._suggested), None)
        if first is not None:
            self._take(first)
