"""The search box: a unit, a station, an officer, an incident, an action or a place, suggested while one types."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from mapper.scope import Scope
from ui.language.coordinates import place_in
from ui.language.language import Language
from ui.language.spelling import Spelling, spelled
from ui.session.rows import Figures
from ui.window.search_hits import (
    ACTION,
    Found,
    Numbers,
    closeness,
    incidents_found,
    numbers_of,
    place_found,
    rows_found,
)

_MOST_SHOWN = 50
_SIDES_PX = 28  # room that a field keeps beside its words


Gathered = tuple[list[Found], Mapping[str, Spelling], Numbers]


class SearchBox(QLineEdit):
    """Suggests while one types; Enter takes the first suggestion.

    ``found`` tells table and key, ``action_wanted`` what is to be done. ``spelling_wanted`` asks for the pinyin of all
    names and for the numbers of incidents, the first time that the box is used: making them takes a while.
    """

    found = Signal(str, str)
    action_wanted = Signal(str)
    place_found = Signal(float, float)
    left = Signal()
    spelling_wanted = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setClearButtonEnabled(True)
        self._figures: Figures | None = None
        self._scope: Scope | None = None
        self._hits: list[Found] | None = None
        self._actions: Callable[[], list[Found]] = list
        self._numbers: Numbers = {}
        self.spelling: Mapping[str, Spelling] = {}
        self._spelled = False
        self._suggested: dict[str, Found] = {}
        self._texts = QStringListModel(self)
        completer = QCompleter(self._texts, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(12)
        self._list = QListView()
        self._list.setObjectName("suggestions")
        completer.setPopup(self._list)
        self._list.installEventFilter(self)  # after the completer's own, so that it is asked first
        completer.activated.connect(self._take)
        self.setCompleter(completer)
        self.textEdited.connect(self.suggest)
        self.returnPressed.connect(self._take_first)
        say.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        self._hint()
        self.setAccessibleName(self.say("search.name"))
        self._hits = None
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
        if figures is None or self._figures is None or figures.project is not self._figures.project:
            self._numbers = {}
        self._figures, self._scope, self._spelled = figures, scope, False
        if figures is None:
            self.clear()
        self._hits = None
        if self.hasFocus():
            self._ask_spelling()

    def offer_actions(self, actions: Callable[[], list[Found]]) -> None:
        """What can be done whenever it is asked, after all that can be found by name."""
        self._actions = actions

    @property
    def hits(self) -> list[Found]:
        """What can be found by name; put together when it is first asked, which an edit alone does not."""
        if self._hits is None:
            self._hits = [] if self._figures is None else rows_found(self._figures, self.say, self._scope)
        return self._hits

    def gathering(self) -> Callable[[object], Gathered]:
        """The work off the main thread whose outcome :meth:`learn` takes."""
        figures, scope, known = self._figures, self._scope, self.spelling
        actions = [action.name for action in self._actions()]

        def work(_: object) -> Gathered:
            hits = [] if figures is None else rows_found(figures, self.say, scope)
            numbers = {} if figures is None else numbers_of(figures.project)
            return hits, spelled([*(hit.name for hit in hits), *actions], known), numbers

        return work

    def learn(self, hits: list[Found], spelling: Mapping[str, Spelling], numbers: Numbers) -> None:
        """What can be found, how it is spelled, and which numbers there are; what is typed is looked up again."""
        self._hits, self.spelling, self._numbers = hits, spelling, numbers
        if self.hasFocus() and self.text():
            self.suggest(self.text())
            self.completer().complete()

    def suggest(self, typed: str) -> None:
        """Look up what was typed: a place where it is one, else the closest names first; where nothing is, that."""
        self._suggested = {hit.text: hit for hit in self._answers(typed)}
        nothing = [self.say("search.nothing", typed=typed.strip())] if typed.strip() and not self._suggested else []
        self._texts.setStringList([*self._suggested, *nothing])

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's own name
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._ask_spelling()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's own name
        """Escape lets the suggestions and what was typed go at once."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            if isinstance(watched, QWidget):
                watched.hide()
            self.clear()
            return True
        return super().eventFilter(watched, event)

    def _ask_spelling(self) -> None:
        if self._figures is not None and not self._spelled:
            self._spelled = True
            self.spelling_wanted.emit()

    def _answers(self, typed: str) -> Iterator[Found]:
        typed = typed.strip().lower()
        if not typed or self._figures is None:
            return
        project = self._figures.project
        place = place_in(typed, project.bounds)
        if place is not None:
            yield place_found(project, *place, self.say)
        hits = [*self.hits, *self._actions()]
        ranked = sorted(
            (rank, n) for n, hit in enumerate(hits) if (rank := closeness(hit, typed, self.spelling)) is not None
        )
        yield from incidents_found(self._numbers, typed, self.say)
        yield from (hits[n] for _, n in ranked[:_MOST_SHOWN])

    def _take(self, text: str) -> None:
        hit = self._suggested.get(text)
        if hit is None:
            return
        self._list.hide()
        if hit.table == ACTION:
            self.clear()
            self.action_wanted.emit(hit.key)
        elif hit.table:
            self.found.emit(hit.table, hit.key)
        else:
            lon, lat = map(float, hit.key.split())
            self.place_found.emit(lon, lat)
        if self.hasFocus():  # nothing that was opened has taken the keys
            self.left.emit()

    def _take_first(self) -> None:
        if self.text() in self._suggested:
            return  # the list has told it already
        self.suggest(self.text())
        first = next(iter(self._suggested), None)
        if first is not None:
            self._take(first)
