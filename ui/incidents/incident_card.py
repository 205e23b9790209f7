"""The card of one incident: where it stands, by when it has to go on, who has it, what was done, what to do next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.incidents.nearby import NEAR_M
from mapper.edits.steps import Refusals
from mapper.further_values import further_of
from mapper.names import name_of
from ui.incidents.card_words import (
    clock_line,
    history_line,
    owner_line,
    place_line,
    stage_lines,
    state_line,
    what_line,
)
from ui.incidents.handover_dialog import do_or_ask, offer_text
from ui.incidents.handover_offers import TABLES as HANDED_OVER
from ui.incidents.handover_offers import HandoverOffer, handover_offers
from ui.incidents.handover_words import handover_lines, handover_title
from ui.incidents.incident_facts import IncidentFacts, incident_facts
from ui.incidents.stage_strip import StageStrip
from ui.incidents.step_menu import StepMenu, offer_words, take_or_ask
from ui.incidents.step_offers import Offer, first_offer, offers_beside, usual_moment
from ui.language.incident_words import category_word, state_word
from ui.language.messages import capitalised
from ui.session.incident_rows import IncidentRow
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.session.session import Session
from ui.session.view_state import Sight
from ui.widgets.kit import button, button_bar, empty_layout, label, link, rule

_MOST_NEAR, _MOST_LINES = 6, 12
_MINUTE = timedelta(minutes=1)


class IncidentCard(Panel):
    """The incident that is current. ``place`` says where it stands in the list: its number there, and of how many."""

    only_seen = True
    back_wanted = Signal()
    go_wanted = Signal(int)
    opened = Signal(str, str)
    unit_wanted = Signal(str)
    log_wanted = Signal(str)
    place_wanted = Signal(str, str)
    unit_place_wanted = Signal(str, str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.facts: IncidentFacts | None = None
        self._first: Offer | None = None
        self.back, self.before, self.after = QToolButton(), QToolButton(), QToolButton()
        self.counted = label("quiet")
        for one, sign in ((self.back, ""), (self.before, "▲"), (self.after, "▼")):
            one.setProperty("look", "small")
            one.setText(sign)
        self.back.clicked.connect(self.back_wanted)
        self.before.clicked.connect(lambda: self.go_wanted.emit(-1))
        self.after.clicked.connect(lambda: self.go_wanted.emit(1))
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.back)
        top.addStretch(1)
        for shown in (self.counted, self.before, self.after):
            top.addWidget(shown)
        self._nothing = label("quiet", wrap=True)
        self._nothing.setContentsMargins(16, 16, 16, 16)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        page = QWidget(self._scroll)
        page.setProperty("look", "page")
        self._body = QVBoxLayout(page)
        self._body.setContentsMargins(16, 4, 16, 12)
        self._body.setSpacing(6)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        self.main = button("main", self.take_next)
        self.more = button("line", self._open_more)
        self.zoom = button("", self._look_at)
        self._bar = button_bar(self, self.main, self.more, self.zoom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(rule())
        layout.addWidget(self._bar)
        self.setFocusProxy(self._scroll)
        # How long is left is told to the minute, also to whoever leaves the card open.
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE // timedelta(milliseconds=1))
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        # Until the figures of another project or day are there nothing is offered that may be out of date.
        session.document.changed.connect(lambda _: self._bar.setEnabled(False))
        session.view.as_of_changed.connect(lambda: self._bar.setEnabled(False))
        self.begin()

    @property
    def row(self) -> IncidentRow | None:
        """The incident shown; None where the current row is none."""
        return None if self.facts is None else self.facts.row

    def retranslate(self) -> None:
        self.back.setText(self.say("card.back"))
        for one, code in ((self.back, "card.back"), (self.before, "card.before"), (self.after, "card.after")):
            one.setToolTip(self.say(f"{code}.meaning"))
            one.setAccessibleName(self.say(f"{code}.meaning"))
        self.more.setText(self.say("card.more"))
        self.zoom.setText("◎")  # as on the map: words would cut those of the step
        self.zoom.setToolTip(self.say("unit.zoom"))
        self.zoom.setAccessibleName(self.say("unit.zoom"))
        self._show()

    def follow(self) -> None:
        self._show()

    def put_place(self, number: int | None, count: int) -> None:
        """Say where it stands in the list; None where it is not in it."""
        self.counted.setText(self.say("card.place", number="—" if number is None else f"{number:,}", count=count))
        self.before.setEnabled(count > 0)
        self.after.setEnabled(count > 0)

    def take_next(self) -> None:
        """The step on the first button; nothing where it is not the current incident's, or nobody sees it."""
        row, offer = self.row, self._first
        if row is None or offer is None or not (self.main.isVisible() and self.main.isEnabled()):
            return
        if (row.table, row.key) == self.session.selection.current:
            take_or_ask(self.session, [row], offer, usual_moment(self.session.view.as_of), self)

    def step_menu(self) -> StepMenu | None:
        """All steps that it can take now; None for a kind without."""
        row = self.row
        return None if row is None or not KIND_OF[row.table].steps else StepMenu(self.session, [row], self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 Qt's own name
        menu = self.step_menu()
        if menu is not None:
            menu.popup(event.globalPos())

    def _open_more(self) -> None:
        menu = self.step_menu()
        if menu is not None:
            menu.popup(self.more.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _look_at(self) -> None:
        row = self.row
        if row is not None and row.where is not None:
            self.session.view.map.set_hidden(row.table, False)
            self.session.view.look_at(Sight(where=row.where))

    def _tick(self) -> None:
        """Read the clock anew where it runs: on the day of now, and once when that is over."""
        facts, figures = self.facts, self.figures
        if facts is None or facts.due is None or figures is None or not self.isVisible():
            return
        if figures.as_of == (datetime.now() - _MINUTE).date():
            self._show()

    def _show(self) -> None:
        """Show the current incident anew."""
        if self.put_off():
            return
        figures, current = self.figures, self.session.selection.current
        wanted = current if current is not None and current[0] in KIND_OF else None
        shown = None if self.facts is None else self.facts.row.key
        self.facts = None if figures is None or wanted is None else incident_facts(figures, wanted, datetime.now())
        facts = self.facts
        for widget in (self._scroll, self._bar):
            widget.setVisible(facts is not None)
        self._nothing.setVisible(facts is None)
        self._nothing.setText(self.say("card.nothing" if wanted is None else "card.gone"))
        if facts is None or figures is None:
            return
        place = self._scroll.verticalScrollBar().value() if facts.row.key == shown else 0
        at = usual_moment(figures.as_of)
        table, key = facts.row.table, facts.row.key
        project = self.session.document.project  # of now: what is offered must be so
        there = bool(KIND_OF[table].steps) and key in project.table(table).index
        refusals = Refusals(project, KIND_OF[table], [key], at) if there else None
        empty_layout(self._body)
        self._head(facts, figures)
        found = offers_beside(project, table, refusals) if refusals is not None and facts.begun else ()
        self._to_another(facts, found, at)
        if facts.stages:
            self._add_rule()
            strip = StageStrip()
            strip.put(stage_lines(self.say, facts, refusals))
            self._body.addWidget(strip)
        self._further(facts, figures)
        self._handovers(facts, figures, at)
        self._near(facts)
        self._history(facts, figures)
        self._body.addStretch(1)
        self._offer(facts, at, found)
        self._scroll.verticalScrollBar().setValue(place)

    def _add(self, look: str, text: str) -> None:
        if text:
            words = label(look, wrap=True)
            words.setText(text)
            self._body.addWidget(words)

    def _add_rule(self) -> None:
        self._body.addWidget(rule())

    def _head(self, facts: IncidentFacts, figures: Figures) -> None:
        say, row = self.say, facts.row
        self._add("large", capitalised(category_word(say, row.table, row.category)))
        self._add("quiet", what_line(say, facts))
        self._add("", place_line(say, facts))
        self._place(facts, figures)
        text, alarm = state_line(say, facts, figures.as_of)
        self._add("alarm" if alarm else "heading", capitalised(text))
        for text, alarm in (clock_line(say, facts, figures.as_of), owner_line(say, facts, figures.project)):
            self._add("alarm" if alarm else "", capitalised(text))

    def _place(self, facts: IncidentFacts, figures: Figures) -> None:
        """Links to where it belongs, where that is not known: to be picked on the map, or its unit."""
        row, unit = facts.row, facts.recorded_unit
        if row.where is not None and not facts.approximate:
            return
        self._body.addWidget(link(self.say("card.put"), partial(self.place_wanted.emit, row.table, row.key)))
        if row.where is None and unit is not None and "approximate" in figures.project.table(row.table):
            words = self.say("card.put_in_unit", unit=name_of(figures.project.communities, unit))
            self._body.addWidget(link(words, partial(self.unit_place_wanted.emit, row.table, row.key, unit)))

    def _to_another(self, facts: IncidentFacts, found: Sequence[Offer], at: datetime) -> None:
        """Where its rule names another handler, the step that gives it to one, beneath the line that says so."""
        giving = [offer for offer in found if offer.step.fills == KIND_OF[facts.row.table].handler]
        if not facts.instead or not giving or giving[0] is first_offer(found, facts.first):
            return

        def pressed() -> None:
            if self.session.day_in_hand.current:  # until then what is shown may be out of date
                take_or_ask(self.session, [facts.row], giving[0], usual_moment(self.session.view.as_of), self)

        self._body.addWidget(link(offer_words(self.say, facts.row.table, giving[0], at), pressed))

    def _further(self, facts: IncidentFacts, figures: Figures) -> None:
        """What its file told of it in columns that no field takes."""
        values = further_of(figures.project, facts.row.table, facts.row.key)
        if values:
            self._add_rule()
            self._add("heading", self.say("further.title", count=len(values)))
        for heading, value in values.items():
            self._add("", self.say("further.line", heading=heading, value=value))

    def _handovers(self, facts: IncidentFacts, figures: Figures, at: datetime) -> None:
        """To whom it was handed over and what became of that, each with what can be done; to whom else it could go."""
        if facts.row.table not in HANDED_OVER:
            return
        self._add_rule()
        self._add("heading", self.say("card.handovers", count=len(facts.handovers)))
        found = handover_offers(self.session.document.project, facts.row.table, facts.row.key, at)
        offered = {offer.key: offer for offer in found if facts.begun}
        for fact in facts.handovers[:_MOST_LINES]:
            self._add("", handover_title(self.say, figures.project, fact))
            for text, alarm in handover_lines(self.say, fact):
                self._add("alarm" if alarm else "quiet", text)
            if fact.key in offered:
                self._offer_handover(facts.row, offered[fact.key], at)
        if len(facts.handovers) > _MOST_LINES:
            self._add("quiet", self.say("unit.more", count=len(facts.handovers) - _MOST_LINES))
        if None in offered:
            self._offer_handover(facts.row, offered[None], at)

    def _offer_handover(self, row: IncidentRow, offer: HandoverOffer, at: datetime) -> None:
        def pressed() -> None:
            if self.session.day_in_hand.current:  # until then what is shown may be out of date
                do_or_ask(self.session, row, offer, usual_moment(self.session.view.as_of), self)

        self._body.addWidget(link(offer_text(self.say, self.session, offer, at), pressed))

    def _near(self, facts: IncidentFacts) -> None:
        """Links to what stands near it, and how much else is open in its unit."""
        if not KIND_OF[facts.row.table].ends:
            return
        self._add_rule()
        self._add("heading", self.say("card.near", metres=f"{NEAR_M:.0f}", count=len(facts.near)))
        for row, metres in facts.near[:_MOST_NEAR]:
            words = self.say(
                "card.near_one",
                table=self.say(f"table.{row.table}"),
                category=category_word(self.say, row.table, row.category),
                state=state_word(self.say, row.table, row.state),
                metres=f"{metres:.0f}",
            )
            self._body.addWidget(link(words, partial(self.opened.emit, row.table, row.key)))
        if len(facts.near) > _MOST_NEAR:
            self._add("quiet", self.say("unit.more", count=len(facts.near) - _MOST_NEAR))
        if facts.row.unit_code is not None:
            code = facts.row.unit_code
            words = self.say("card.in_unit", unit=facts.row.unit, count=facts.in_unit)
            self._body.addWidget(link(words, lambda: self.unit_wanted.emit(code)))

    def _history(self, facts: IncidentFacts, figures: Figures) -> None:
        """The log of its steps; every change of its row is a click away in the change log."""
        if not KIND_OF[facts.row.table].ends:
            return
        self._add_rule()
        self._add("heading", self.say("card.history", count=len(facts.history)))
        for taken in facts.history[:_MOST_LINES]:
            self._add("", history_line(self.say, facts.row.table, taken, figures.project))
        if len(facts.history) > _MOST_LINES:
            self._add("quiet", self.say("unit.more", count=len(facts.history) - _MOST_LINES))
        key = facts.row.key
        log = button("", lambda: self.log_wanted.emit(key))
        log.setText(self.say("card.log"))
        self._body.addWidget(log, 0, Qt.AlignmentFlag.AlignLeft)

    def _offer(self, facts: IncidentFacts, at: datetime, found: Sequence[Offer]) -> None:
        """What is next on the first button; all that is possible behind the second."""
        table = facts.row.table
        self._first = first_offer(found, facts.first)
        self.main.setVisible(self._first is not None)
        if self._first is not None:
            self.main.setText(offer_words(self.say, table, self._first, at))
        self.more.setVisible(len(found) > (self._first is not None))
        self.zoom.setVisible(facts.row.where is not None)
        self._bar.setEnabled(self.session.day_in_hand.current)
