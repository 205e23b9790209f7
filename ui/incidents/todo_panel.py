"""What is to be done, in the list of whoever does it: each entry with one button that takes its step; and the slip."""

from datetime import date
from functools import partial

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from layers.say import sentence
from layers.sheets.slip.contents import whose_words
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.todo_lists import FOCUS, SEVERAL, Entry, Whose, needs_value
from mapper.day.day import Day
from mapper.edits.steps import refusal, take_step
from mapper.errors import InputError
from ui.incidents.room_lists import SentTable, SinceField, came_in_words, entries_since, sent_words
from ui.incidents.step_offers import usual_moment
from ui.incidents.todo_button import StepButton, TwoLines
from ui.incidents.todo_choices import (
    CAME_IN,
    MIDNIGHT,
    NOBODY,
    SENT,
    KnownOf,
    choices_for,
    lists_offered,
    once,
    value_words,
)
from ui.incidents.todo_entries import EntryWords
from ui.language.incident_words import step_word
from ui.session.panel import Panel
from ui.session.rows import Figures, table_geometry
from ui.session.session import Question, Session
from ui.session.view_state import Sight
from ui.widgets.kit import button, label
from ui.widgets.red_cells import RedCells
from ui.widgets.rows_model import ROW_ROLE, Field, RowsModel, RowsTable

_SINCE = (CAME_IN, SENT)
_WHAT_COLUMN, _DUE_COLUMN, _STEP_COLUMN = 0, 1, 2


class TodoPanel(Panel):
    """One list at a time: an officer's, or what the command room asks: what is nobody's, due, came in, or was sent.

    A press on a row brings its place into view, one on its button takes the step, as on the space bar.
    """

    only_seen = True
    back_wanted = Signal()
    edit_wanted = Signal(object)  # an Edit
    slip_wanted = Signal(object)  # a Whose

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.whose_shown = NOBODY
        self.words = EntryWords(self.say, self._figures_there, lambda: self.whose_shown.kind in SEVERAL)
        self._offered: list[Whose] = []
        self._refusals: KnownOf[InputError | None] = {}  # see ``once``
        self.back = button("flat", self.back_wanted.emit)
        self.whose = QComboBox()
        self.whose.setMinimumContentsLength(10)
        self.whose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.whose.activated.connect(lambda n: self.open_for(self._offered[n]))
        self.counted = label("quiet", wrap=True)
        self.model = RowsModel[Entry](self._fields(), self.say, self)
        self.table = RowsTable(self.model, self)
        self.table.widths_px(155, 60, 64)
        self.table.setItemDelegateForColumn(_WHAT_COLUMN, TwoLines(self.table))
        self.table.verticalHeader().setDefaultSectionSize(TwoLines.HEIGHT_PX)
        self._button = StepButton(self.table, self._can)
        self.table.setItemDelegateForColumn(_STEP_COLUMN, self._button)
        self.table.setItemDelegateForColumn(
            _DUE_COLUMN, RedCells(self.table, lambda index: index.data(ROW_ROLE).days_late > 0)
        )
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.clicked.connect(self._pressed)
        self.table.activated.connect(self._show)
        self.sent = SentTable(session, self)
        self.sent.chosen.connect(self._show_sent)
        self.since = SinceField(session.view.as_of, session.language)
        self.since.picked.connect(lambda: self.open_for(self.whose_shown))
        by_key = QShortcut(QKeySequence(Qt.Key.Key_Space), self.table)
        by_key.setContext(Qt.ShortcutContext.WidgetShortcut)
        by_key.setAutoRepeat(False)
        by_key.activated.connect(self._take_current)
        for signal in (session.document.changed, session.view.as_of_changed, session.day_in_hand.ready):
            signal.connect(lambda *_: self.table.viewport().update())  # whether steps can be taken may have changed
        self.print = button("line", lambda: self.slip_wanted.emit(self.whose_shown))
        self._lay_out()
        self.begin()

    def _lay_out(self) -> None:
        top, words = QHBoxLayout(), QHBoxLayout()
        top.setContentsMargins(8, 8, 12, 4)
        top.setSpacing(8)
        top.addWidget(self.back)
        top.addWidget(self.whose, 1)
        words.setContentsMargins(12, 0, 12, 6)
        words.setSpacing(8)
        words.addWidget(self.counted, 1)
        words.addWidget(self.print)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for sometimes in (self.since, self.sent):  # until a list wants them they take no room
            sometimes.hide()
        layout.addLayout(top)
        layout.addWidget(self.since)
        layout.addLayout(words)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.sent, 1)
        self.setFocusProxy(self.table)

    def _fields(self) -> list[Field[Entry]]:
        words = self.words
        return [
            Field("todo.what", words.what_and_where, words.what, tip=words.tip, icon=words.icon),
            Field("todo.due_by", words.due, lambda e: e.due, right=True, tip=words.tip, words=self._longest_due),
            Field("todo.step", words.step, tip=self._step_tip, words=self._steps_listed),
        ]

    def open_for(self, whose: Whose) -> None:
        """Show that list."""
        self.whose_shown = whose
        self.table.go_nowhere()
        if self.figures is not None and not self.put_off():
            self.refresh(self.figures)

    def retranslate(self) -> None:
        for widget, code in ((self.back, "todo.back"), (self.print, "todo.print")):
            widget.setText(self.say(code))
            widget.setToolTip(self.say(f"{code}.meaning"))
        self.whose.setAccessibleName(self.say("todo.whose"))
        self.table.setAccessibleName(self.say("todo.title"))
        self.sent.setAccessibleName(self.say("todo.of.sent"))
        self.since.retranslate(self.say)
        if self.figures is not None and not self.put_off():
            self.refresh(self.figures)

    def questions(self) -> tuple[Question, ...]:
        return (lambda day: day.todo,)

    def rests_on(self, figures: Figures) -> tuple[object, ...]:
        self.since.follow(figures.as_of)
        since = self.since.moment
        shown, day = (figures.officer_names, figures.units, figures.focus), self.part or figures
        return day.todo, *shown, day.sent(since), day.came_in(since), day.handovers_due

    def refresh(self, figures: Figures) -> None:
        """Show the list anew; where the current entry has gone, the one that took its place is current."""
        place, day = self.table.currentIndex().row(), self.part or figures
        self.since.follow(figures.as_of)
        self._offer(figures, day)
        entries = self._entries(day, self.whose_shown)
        chosen = self.table.selectionModel()
        chosen.blockSignals(True)
        self.model.change(self._fields(), entries)
        chosen.blockSignals(False)
        late = sum(entry.section == "late" for entry in entries)
        today = sum(entry.due == figures.as_of for entry in entries)
        values = {"day": figures.as_of, "count": len(entries), "late": late, "today": today}
        self.counted.setText(self.say("todo.counted" if entries else "todo.nothing", **values))
        self._show_room(day, entries)
        self.follow()
        if place >= 0 and not self.table.currentIndex().isValid() and entries:
            self.table.selectRow(min(place, len(entries) - 1))

    def _entries(self, day: Day, whose: Whose) -> tuple[Entry, ...]:
        if whose == SENT:
            return ()
        return entries_since(day, self.since.moment) if whose == CAME_IN else day.todo.of(whose)

    def _show_room(self, day: Day, entries: tuple[Entry, ...]) -> None:
        """What the lists of the command room have beside their entries: since when, and the figures of that."""
        shown, since = self.whose_shown, self.since.moment
        self.since.setVisible(shown in _SINCE)
        self.table.setVisible(shown != SENT)
        self.sent.setVisible(shown == SENT)
        self.setFocusProxy(self.sent if shown == SENT else self.table)
        self.print.setEnabled(shown != SENT and (shown != CAME_IN or self.since.whole_day))
        if shown == SENT:
            sent = day.sent(since)
            self.sent.sent.show(sent)
            self.counted.setText(sent_words(self.say, sent))
        elif shown == CAME_IN:
            self.counted.setText(came_in_words(self.say, day.came_in(since), entries))
        elif shown == MIDNIGHT and day.handovers_due:
            due = self.say("room.handovers_due", count=len(day.handovers_due))
            self.counted.setText(f"{self.counted.text()}\n{due}")

    def _count(self, day: Day, whose: Whose) -> int:
        """How many a list has: of what came in all that did, though some be done."""
        since = self.since.moment
        if whose in _SINCE:
            return len(day.sent(since) if whose == SENT else day.came_in(since))
        return day.todo.count(whose)

    def _show_sent(self, table: str, key: str) -> None:
        """Choose the incident of a handover, and bring it into view."""
        self.session.selection.choose(table, key)
        shape = table_geometry(self.session.document.project, table, key)
        if shape is not None and not shape.is_empty:
            self.session.view.map.set_hidden(table, False)
            self.session.view.look_at(Sight(where=(shape.x, shape.y)))

    def _offer(self, figures: Figures, day: Day) -> None:
        """The lists that may be chosen, and among them the one that is shown."""
        self._offered = lists_offered(day.todo)
        if self.whose_shown not in self._offered:
            if self.whose_shown.kind == "officer" and self.whose_shown.key not in figures.project.officers.index:
                self.whose_shown = NOBODY  # whoever it was has gone
            else:
                self._offered.append(self.whose_shown)
        words = [
            self.say("todo.whose_counted", whose=self._whose_words(figures, whose),
                     count=self._count(day, whose))
            for whose in self._offered
        ]  # fmt: skip
        self.whose.clear()
        self.whose.addItems(words)
        self.whose.setCurrentIndex(self._offered.index(self.whose_shown))

    def _whose_words(self, figures: Figures, whose: Whose) -> str:
        if whose in _SINCE and not self.since.whole_day:
            return self.say(f"todo.of.{whose.kind}_since", since=self.say.moment(self.since.moment, with_year=False))
        return sentence(whose_words(figures, whose), self.say)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's own name
        if self._stale:  # what another panel made current meanwhile stays so
            self.table.go_nowhere()
        super().showEvent(event)

    def follow(self) -> None:
        if self.put_off():
            return
        current = self.session.selection.current
        self.table.go_to(lambda entry: (entry.table, entry.key) == current)

    def _longest_due(self) -> list[str]:
        """What the column of days may have to say; "late by" is never cut from its number."""
        each = {(entry.due, entry.days_late): entry for entry in self.model.all_rows}.values()
        return [max(map(self.words.due, each), key=len, default="")]

    def _steps_listed(self) -> list[str]:
        """What the buttons say: whoever presses one has to read all of it."""
        each = {(entry.table, entry.step): entry for entry in self.model.all_rows}
        return [self.words.step(entry) for entry in each.values()]

    def _can(self, entry: Entry) -> bool:
        """Whether its step can be taken by a press: not on a day to come, nor before an edit's figures are there."""
        if entry.step is None or self.session.view.as_of > date.today() or not self.session.day_in_hand.current:
            return False
        return self._refusal(entry) is None

    def _refusal(self, entry: Entry) -> InputError | None:
        """Why its step could not be taken on a past day, as for a later date that the incident has."""
        as_of, kind = self.session.view.as_of, KIND_OF.get(entry.table)
        step = None if kind is None or entry.step is None else kind.step(entry.step)
        if kind is None or step is None or entry.role is None or as_of >= date.today():
            return None
        project, role, at = self._figures_there().project, entry.role, usual_moment(as_of)
        return once(self._refusals, entry, lambda row: refusal(project, kind, step, [row[1]], at, role=role))

    def _step_tip(self, entry: Entry) -> str:
        """What a press would write."""
        step = None if entry.step is None else KIND_OF[entry.table].step(entry.step)
        if step is None or not self._can(entry):
            refused = self._refusal(entry)
            return self.words.tip(entry) if refused is None else self.say.error(refused)
        asks, as_of = step.fills is not None, self.session.view.as_of
        return self.say(
            "todo.step_tip.asks" if asks else "todo.step_tip",
            step=step_word(self.say, entry.table, step.code),
            at=self.say("todo.now") if as_of == date.today() else self.say("todo.now_on", day=as_of),
            role=self.say.choice("steps", "role", entry.role),
            column=self.say(f"fills.{entry.table}.{step.fills}") if asks else "",
        )

    def _chosen(self, index: QModelIndex) -> None:
        entry = index.data(ROW_ROLE)
        if entry is not None:
            self.session.selection.choose(entry.table, entry.key)

    def _pressed(self, index: QModelIndex) -> None:
        entry = index.data(ROW_ROLE)
        if index.column() == _STEP_COLUMN and self._can(entry):
            self.take(entry, self.table.visualRect(index))
        else:
            self._show(index)

    def _show(self, index: QModelIndex) -> None:
        """Bring the place into view."""
        entry = index.data(ROW_ROLE)
        shape = None if entry is None else table_geometry(self.session.document.project, entry.table, entry.key)
        if shape is None or shape.is_empty:
            return
        self.session.view.map.set_hidden(entry.table, False)
        self.session.view.look_at(Sight(shape=shape) if entry.table == FOCUS else Sight(where=(shape.x, shape.y)))

    def _take_current(self) -> None:
        index = self.table.currentIndex()
        entry = index.data(ROW_ROLE)
        if entry is not None and self._can(entry):
            self.take(entry, self.table.visualRect(index.siblingAtColumn(_STEP_COLUMN)))

    def take(self, entry: Entry, at: QRect) -> None:
        """Take the entry's step, now and in its role; where it tells something, a menu at the button asks what."""
        if not needs_value(entry):
            self._write(entry, None)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for value in choices_for(self._figures_there(), entry):
            words = value_words(self.say, self._figures_there(), entry, value)
            menu.addAction(words, partial(self._write, entry, value)).setData(value)
        menu.popup(self.table.viewport().mapToGlobal(QPoint(at.left(), at.bottom())))

    def _write(self, entry: Entry, value: str | None) -> None:
        moment = usual_moment(self.session.view.as_of)
        assert entry.step is not None and entry.role is not None  # noqa: PT018 both stand or fall together
        self.edit_wanted.emit(take_step(entry.table, [entry.key], entry.step, moment, value, role=entry.role))

    def _figures_there(self) -> Figures:
        assert self.figures is not None  # rows are shown of nothing else
        return self.figures
