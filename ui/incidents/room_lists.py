"""What the command room asks of a span of time: what came in since a moment, and what was sent to whom."""

from datetime import date, datetime, time

from PySide6.QtCore import QModelIndex, QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mapper.analysis.cooperation.dispatch import Sent, median_receipt_hours
from mapper.analysis.incidents.arrivals import CameIn
from mapper.analysis.todo_lists import Entry
from mapper.day.day import Day
from ui.language.incident_words import receiver_word
from ui.language.language import Language
from ui.session.session import Session
from ui.widgets.day_field import moment_field
from ui.widgets.form import moment_of, time_edit
from ui.widgets.kit import label
from ui.widgets.rows_model import ROW_ROLE, Field, RowsModel, RowsTable


class SinceField(QWidget):
    """A moment up to the end of the day that is shown; the day's beginning until a person picks another."""

    picked = Signal()

    def __init__(self, as_of: date, say: Language) -> None:
        super().__init__()
        self._as_of = as_of
        self._words = label("quiet")
        self.edit = time_edit(datetime.combine(as_of, time()), say)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 4)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self.edit, 1)
        self._bound()
        self.edit.dateTimeChanged.connect(self.picked)

    @property
    def moment(self) -> datetime:
        return moment_of(self.edit)

    @property
    def whole_day(self) -> bool:
        """Whether it is the beginning of the day that is shown."""
        return self.moment == datetime.combine(self._as_of, time())

    def follow(self, as_of: date) -> None:
        """Another day begins anew."""
        if as_of != self._as_of:
            self._as_of = as_of
            self._bound()

    def retranslate(self, say: Language) -> None:
        self._words.setText(say("todo.since"))
        self.edit.setAccessibleName(say("todo.since"))
        self.edit.setToolTip(say("todo.since.meaning"))

    def _bound(self) -> None:
        quiet = QSignalBlocker(self.edit)
        begins, ends = datetime.combine(self._as_of, time()), datetime.combine(self._as_of, time(23, 59))
        self.edit.clearMaximumDateTime()
        self.edit.setDateTime(begins)  # type: ignore[arg-type]  # PySide6 takes a datetime.datetime
        self.edit.setMaximumDateTime(ends)  # type: ignore[arg-type]  # PySide6 takes a datetime.datetime
        quiet.unblock()


class SentTable(RowsTable):
    """Handovers, each with its receiver and moments; ``chosen`` tells the incident of the one that is pressed."""

    chosen = Signal(str, str)

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session, self._say = session, session.language
        self.sent = RowsModel[Sent](self._fields(), session.language, parent)
        super().__init__(self.sent, parent)
        self.widths_px(96, 92, 78, 76)
        self.clicked.connect(self._tell)
        self.activated.connect(self._tell)

    def _fields(self) -> list[Field[Sent]]:
        say = self._say
        return [
            Field("room.to", self._receiver, tip=self._tip),
            Field("room.about", lambda one: one.incident, tip=self._tip),
            moment_field("room.sent_at", lambda one: one.sent_at, say, with_year=False, tip=self._tip),
            moment_field("room.received_at", lambda one: one.received_at, say, with_year=False, tip=self._tip),
        ]

    def _receiver(self, one: Sent) -> str:
        return receiver_word(self._say, self._session.document.project, one.direction, one.receiver)

    def _tip(self, one: Sent) -> str:
        say = self._say
        return say(
            "room.tip",
            key=one.key,
            table=say(f"table.{one.table}"),
            incident=one.incident,
            direction=say.choice("handovers", "direction", one.direction),
            receiver=self._receiver(one),
            sent=say.moment(one.sent_at),
            received=say.moment(one.received_at),
            answered=say.moment(one.answered_at),
            result=say.choice("handovers", "result", one.result),
        )

    def _tell(self, index: QModelIndex) -> None:
        one = index.data(ROW_ROLE)
        if one is not None:
            self.chosen.emit(one.table, one.incident)


def sent_words(say: Language, sent: tuple[Sent, ...]) -> str:
    """How many were sent and received, and the median receipt time with what it is of."""
    hours = median_receipt_hours(sent)
    timed = sum(one.receipt_hours is not None for one in sent)
    received = sum(one.received_at is not None for one in sent)
    if hours is None:
        return say("todo.sent_untimed", count=len(sent), received=received)
    return say("todo.sent", count=len(sent), received=received, hours=f"{hours:.1f}", timed=timed)


def came_in_words(say: Language, came_in: tuple[CameIn, ...], entries: tuple[Entry, ...]) -> str:
    """How many came in, how many of them back, and how many incidents are not in the list, being done."""
    again = sum(one.again for one in came_in)
    done = len({(one.table, one.key) for one in came_in}) - len(entries)
    return say("todo.came_in", count=len(came_in), again=again, done=done)


def entries_since(day: Day, since: datetime) -> tuple[Entry, ...]:
    """What is to be done with what came in since a moment."""
    came_in = {(one.table, one.key) for one in day.came_in(since)}
    return tuple(entry for entry in day.todo.entries if (entry.table, entry.key) in came_in)
