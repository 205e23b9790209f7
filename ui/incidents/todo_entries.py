"""What the list of what is to be done tells of an entry: what and where it is, by when, and which step it asks for."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtGui import QIcon

from layers.say import sentence
from layers.sheets.slip.contents import came_back, due_message, owner_message
from mapper.analysis.incidents.clocks import hours_left, moment_of
from mapper.analysis.todo_lists import FOCUS, Entry, needs_value
from ui.incidents.incidents_panel import incident_icon
from ui.incidents.todo_choices import KnownOf, once, visits_of
from ui.language.clock_words import clock_words, coarse_span_words
from ui.language.incident_words import category_word, stage_word, step_word
from ui.language.language import Language
from ui.session.incident_rows import IncidentRow
from ui.session.rows import Figures


class EntryWords:
    """The words of entries in the language of now, of the figures that the list is shown of.

    ``several`` says whether the list is of several owners: then whose each entry is stands before where it is.
    """

    def __init__(self, say: Language, figures: Callable[[], Figures], several: Callable[[], bool]) -> None:
        self._say, self._figures, self._several = say, figures, several
        # Of entries that an edit leaves alone, which are the same objects after it.
        self._found: KnownOf[IncidentRow | None] = {}

    def what(self, entry: Entry) -> str:
        figures = self._figures()
        if entry.table == FOCUS:
            focus = figures.project.focus_areas
            return str(focus.at[entry.key, "reason"])
        found = self._incident(entry)
        words = category_word(self._say, entry.table, "" if found is None else found.category)
        return sentence(came_back(words, entry), self._say)

    def what_and_where(self, entry: Entry) -> str:
        """Two lines, as :class:`~ui.incidents.todo_button.TwoLines` paints them."""
        owner = [self.owner(entry)] if self._several() else []
        return f"{self.what(entry)}\n{self._say('window.dot_joint').join([*owner, self.place(entry)])}"

    def _incident(self, entry: Entry) -> IncidentRow | None:
        return once(self._found, entry, self._figures().incident)

    def icon(self, entry: Entry) -> QIcon:
        found = self._incident(entry)
        return QIcon() if found is None else incident_icon(found)

    def place(self, entry: Entry) -> str:
        figures = self._figures()
        if entry.table == FOCUS:
            return self._say("slip.visits", **visits_of(figures, entry))
        if entry.unit_code is not None:
            return figures.units[entry.unit_code].name
        return self._say(f"exception.{figures.owned(entry.table).at[entry.key, 'exception']}")

    def owner(self, entry: Entry) -> str:
        return sentence(owner_message(self._figures(), entry), self._say)

    def due(self, entry: Entry) -> str:
        """How late in whole days or hours, else by when; the rest is in the tip."""
        if entry.days_late:
            return self._say("todo.late_short", span=coarse_span_words(self._say, self._hours_left(entry)))
        return sentence(due_message(entry, self._figures().as_of), self._say)

    def _hours_left(self, entry: Entry) -> float:
        assert entry.due is not None
        return hours_left(entry.due, moment_of(self._figures().as_of, datetime.now()))

    def _clock(self, entry: Entry) -> str:
        if entry.due is None:
            return self._say("clock.unknown")
        return clock_words(self._say, entry.due, self._hours_left(entry), self._figures().as_of)

    def tip(self, entry: Entry) -> str:
        if entry.table == FOCUS:
            return self._say("todo.tip.focus", **visits_of(self._figures(), entry))
        return self._say(
            "todo.tip",
            table=self._say(f"table.{entry.table}"),
            number=entry.key,
            what=self.what(entry),
            unit=self.place(entry),
            owner=self.owner(entry),
            stage=stage_word(self._say, entry.table, entry.stage),
            due=self._clock(entry),
        )

    def step(self, entry: Entry) -> str:
        if entry.step is None:
            return self._say("todo.visit" if entry.table == FOCUS else "todo.no_step")
        words = step_word(self._say, entry.table, entry.step)
        return self._say("todo.asks", step=words) if needs_value(entry) else words
