"""The loop board's page on work with other bodies: what became of disputes, handovers, hubs, diversion, breaches."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mapper.day.day import Day
from mapper.finding_kinds import CASE_NOT_FOR_STATION, HANDOVER_UNANSWERED, HANDOVER_UNRECEIVED
from mapper.names import names_of
from ui.language.cooperation_words import (
    diversion_title,
    hubs_title,
    negative_list_words,
    resolution_words,
    share_of,
    turned_criminal_words,
)
from ui.language.language import Language
from ui.widgets.kit import empty_layout, label

# Which findings a press on a figure narrows the list to.
UNRECEIVED, UNANSWERED, BREACHES = (
    kind.code for kind in (HANDOVER_UNRECEIVED, HANDOVER_UNANSWERED, CASE_NOT_FOR_STATION)
)
_LEAST_PX = 240  # of the column of sentences, so that these are no towers


def prepared(figures: Day) -> Day:
    """Figures of which all that the page shows is asked, so that the main thread does not wait."""
    _ = figures.resolution, figures.turned_criminal, figures.handovers, figures.diversion, figures.hubs
    _ = figures.negative_list, figures.handover_states
    return figures


class CooperationPage(QWidget):
    """Three columns of figures, each with its days, what it is of, and what is left out."""

    found_wanted = Signal(str)
    hub_wanted = Signal(str)

    def __init__(self, say: Language) -> None:
        super().__init__()
        self.say = say
        self.filled = False
        self.buttons: dict[str, QToolButton] = {}
        self.setProperty("look", "page")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 8)
        row.setSpacing(20)
        self._columns = [QVBoxLayout() for _ in range(3)]
        for column, stretch in zip(self._columns, (5, 4, 4), strict=True):
            column.setSpacing(4)
            row.addLayout(column, stretch)

    def put(self, figures: Day) -> None:
        """Show the figures of a day."""
        self.filled, self.buttons = True, {}
        for column in self._columns:
            empty_layout(column)
        say = self.say.messages
        first, second, third = self._columns
        first.addStrut(_LEAST_PX)
        self._told(first, "resolution", resolution_words(figures, say))
        self._told(first, "turned_criminal", turned_criminal_words(figures, say))
        self._told(first, "negative_list", negative_list_words(figures, say))
        if figures.negative_list.breaches:
            words = self.say("cooperation.breaches", count=len(figures.negative_list.breaches))
            first.addWidget(self._button(BREACHES, words), 0, Qt.AlignmentFlag.AlignLeft)
        self._handovers(second, figures)
        self._hubs(third, figures)
        self._diversion(third, figures)
        for column in self._columns:
            column.addStretch(1)

    def _told(self, column: QVBoxLayout, code: str, sentence: str) -> None:
        heading, words = label("heading"), label("quiet", wrap=True)
        heading.setText(self.say(f"cooperation.{code}"))
        words.setText(sentence)
        column.addWidget(heading)
        if sentence:
            column.addWidget(words)

    def _handovers(self, column: QVBoxLayout, figures: Day) -> None:
        found, say = figures.handovers, self.say
        days = say("cooperation.handovers.days", first=found.first, last=found.as_of, undated=found.undated,
                   backwards=found.total.backwards)  # fmt: skip
        self._told(column, "handovers", days)
        rows = []
        for one in (found.total, *found.directions):
            if one.sent or one.waiting or one.open:
                every = one.direction == "*"
                name = say("loop.handovers.all") if every else say.choice("handovers", "direction", one.direction)
                hours = "—" if one.median_receipt_hours is None else f"{one.median_receipt_hours:.1f}"
                rates = [self._rate(part.in_time, part.due) for part in (one.receipt, one.answer)]
                rows.append((name, f"{one.sent:,}", *rates, hours, f"{one.returned:,}"))
        self._grid(column, "handovers", ("direction", "sent", "receipt", "answer", "hours", "returned"), rows)
        late = QHBoxLayout()
        for code, count in ((UNRECEIVED, found.total.receipt_late), (UNANSWERED, found.total.answer_late)):
            if count:
                late.addWidget(self._button(code, say(f"cooperation.{code}", count=count), alarm=True))
        late.addStretch(1)
        column.addLayout(late)

    def _diversion(self, column: QVBoxLayout, figures: Day) -> None:
        found = figures.diversion
        self._told(column, "diversion", diversion_title(figures, self.say.messages))
        groups = [(self.say("loop.handovers.all"), found.total)] if found.total.rows else []
        groups += [(one.code or self.say("case.no_category"), one) for one in found.categories]
        rows = [
            (name, self._rate(one.diverted, one.eligible), self._rate(one.closed, one.closable)) for name, one in groups
        ]
        self._grid(column, "diversion", ("category", "diverted", "closed"), rows)

    def _hubs(self, column: QVBoxLayout, figures: Day) -> None:
        self._told(column, "hubs", hubs_title(figures, self.say.messages))
        names = names_of(figures.project.places)
        rows: list[Sequence[str | QWidget]] = []
        for hub in figures.hubs.hubs:
            each = "—" if hub.per_mediator is None else f"{hub.per_mediator:.1f}"
            some = bool(hub.kinds_missing) and hub.mediators is not None
            told = [
                self.say("cooperation.at_least", value=hub.mediators) if some else f"{hub.mediators or '—'}",
                self.say("cooperation.at_most", value=each) if some and hub.mediators else each,
            ]
            units = self._hub_button(hub.key, f"{hub.units:,} ›")
            rows.append((str(names[hub.key]), units, f"{hub.residents:,}", f"{hub.disputes:,}", *told))
        self._grid(column, "hubs", ("name", "units", "residents", "disputes", "mediators", "each"), rows)

    def _rate(self, part: int, whole: int) -> str:
        return self.say("loop.rate_of", in_time=part, due=whole, share=share_of(part, whole)) if whole else "—"

    def _grid(
        self, column: QVBoxLayout, code: str, names: Sequence[str], rows: Sequence[Sequence[str | QWidget]]
    ) -> None:
        """A table of labels: names on the left, figures on the right; some of these can be pressed."""
        if not rows:
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        headings = [self.say(f"cooperation.{code}.{name}") for name in names]
        for place, (look, cells) in enumerate([("quiet", headings), *(("", cells) for cells in rows)]):
            for at, told in enumerate(cells):
                if isinstance(told, QWidget):
                    cell = told
                else:
                    cell = label(look)
                    cell.setText(told)
                side = Qt.AlignmentFlag.AlignLeft if at == 0 else Qt.AlignmentFlag.AlignRight
                grid.addWidget(cell, place, at, side)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)

    def _hub_button(self, key: str, words: str) -> QToolButton:
        """How many units a hub serves; pressed, they are marked on the map."""
        one = self.buttons[key] = QToolButton()
        one.setProperty("look", "small")
        one.setText(words)
        one.setToolTip(self.say("cooperation.hubs.press"))
        one.clicked.connect(partial(self.hub_wanted.emit, key))
        return one

    def _button(self, code: str, words: str, *, alarm: bool = False) -> QToolButton:
        """A figure whose incidents can be listed."""
        one = self.buttons[code] = QToolButton()
        one.setProperty("look", "figure_alarm" if alarm else "small")
        one.setText(words)
        one.setToolTip(self.say("cooperation.press"))
        one.clicked.connect(partial(self.found_wanted.emit, code))
        return one
