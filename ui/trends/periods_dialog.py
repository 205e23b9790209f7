"""Incidents of any two periods set against each other by unit, station or category, and what chance alone may do."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, QSignalBlocker
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QComboBox, QDialogButtonBox, QHBoxLayout, QWidget

from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF
from mapper.analysis.periods.comparison import GROUPINGS, Comparison
from mapper.analysis.periods.period import Period, earlier_period
from mapper.analysis.periods.rates import Rates
from mapper.day.day import Day
from mapper.day.two_periods import two_periods
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from ui.language.two_periods_words import two_periods_told
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.trends.periods_rows import PeriodsRow, periods_fields, periods_rows
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label, refill
from ui.widgets.moment_edit import MomentEdit
from ui.widgets.row_texts import as_frame, as_tabbed
from ui.widgets.rows_model import RowsModel, RowsTable

_DAYS = 90
_TEXT_PX, _FIGURE_PX = 104, 64
_OWN = "own"
AGAINST = ("preceding", "last_year", _OWN)
_SUBJECT = "periods"


@dataclass(frozen=True)
class _Answer:
    day: Day
    found: Comparison
    rated: Rates | None


class PeriodsDialog(FormDialog):
    """What is counted, both periods and the rows are chosen; the rest follows off the main thread.

    Rows with too few before are grey; why a period is not compared is said in place of figures.
    """

    beside = True

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.answer: _Answer | None = None
        as_of = session.day_in_hand.as_of
        self.table_box, self.by, self.against = QComboBox(), QComboBox(), QComboBox()
        self.with_discovered = QCheckBox()
        self.now = date_edit(as_of - timedelta(days=_DAYS - 1), self.say), date_edit(as_of, self.say)
        self.before = date_edit(as_of, self.say), date_edit(as_of, self.say)
        self._words = [label("quiet") for _ in range(4)]
        what, when = QHBoxLayout(), QHBoxLayout()
        to, against, to_before, days = self._words
        before = (against, self.against, self.before[0], to_before, self.before[1], days)
        lines: tuple[tuple[QHBoxLayout, tuple[QWidget, ...]], ...] = (
            (what, (self.table_box, self.by, self.with_discovered)),
            (when, (self.now[0], to, self.now[1], *before)),
        )
        for line, parts in lines:
            line.setSpacing(8)
            for part in parts:
                line.addWidget(part)
            line.addStretch(1)
        self.told = label("quiet", wrap=True)
        self.model = RowsModel[PeriodsRow](periods_fields(self.say, None, ()), self.say, self)
        self.model.is_sum = lambda row: row.is_sum
        self.model.is_faint = lambda row: row.few
        self.rows = RowsTable(self.model)
        self.rows.setMinimumSize(900, 300)
        self.rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.rows.copy_wanted.connect(self.copy)
        self.body.insertLayout(0, what)
        self.body.insertLayout(1, when)
        self.body.insertWidget(2, self.told)
        self.body.insertWidget(3, self.rows, 1)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.export = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.export.clicked.connect(self._ask_export)
        self.resize(1240, 680)
        self.retranslate()
        self.by.setCurrentIndex(GROUPINGS.index("station"))
        for box in (self.table_box, self.by, self.against):
            box.currentIndexChanged.connect(self.read)
        self.with_discovered.toggled.connect(self.read)
        for edit in self.now:
            edit.dateChanged.connect(self.read)
        for edit in self.before:
            edit.dateChanged.connect(self._own_chosen)
        session.day_in_hand.ready.connect(self.read)
        self.read()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("periods.title"))
        for box, name, values in (
            (self.table_box, "table", [kind.table for kind in INCIDENT_KINDS]),
            (self.by, "by", GROUPINGS),
            (self.against, "against", AGAINST),
        ):
            texts = [say(f"table.{value}" if name == "table" else f"periods.{name}.{value}") for value in values]
            refill(box, texts, values)
            box.setAccessibleName(say(f"periods.{name}"))
        self.with_discovered.setText(say("periods.discovered"))
        self.with_discovered.setToolTip(say("periods.discovered.meaning"))
        for words, code in zip(self._words, ("to", "against", "to"), strict=False):
            words.setText(say(f"periods.{code}"))
        for edits, name in ((self.now, "now"), (self.before, "before")):
            for edit, end in zip(edits, ("first", "last"), strict=True):
                edit.setAccessibleName(say(f"periods.{name}.{end}"))
        self.rows.setAccessibleName(say("periods.title"))
        self.export.setText(say("units.export"))
        if self.answer is not None:
            self._show(self.answer)

    def read(self) -> None:
        """Count both periods in the part that is looked at."""
        day, kind, by = self.session.day_in_hand.shown, KIND_OF[self.table_box.currentData()], self.by.currentData()
        with_discovered = self.with_discovered.isChecked()
        self.with_discovered.setVisible(kind.origin is not None)
        if day is None:
            return
        try:
            now, before = self._periods()
        except InputError as error:
            self._fail(error)
            return
        self.session.tasks.start(
            _SUBJECT,
            lambda _: _Answer(day, *two_periods(day, kind, now, before, by, with_discovered=with_discovered)),
            self._show,
            self._fail,
        )

    def write(self, path: Path) -> None:
        """Write the rows with both periods to an Excel or CSV file; InputError where that fails."""
        if self.answer is None:
            return
        # More digits than the counts bear out would be read as if they said something.
        frame = as_frame(self.model).map(lambda value: float(f"{value:.4g}") if isinstance(value, float) else value)
        found = self.answer.found
        for at, (name, period) in enumerate((("now", found.now), ("before", found.before))):
            frame.insert(at, self.say(f"periods.{name}.days"), f"{period.first} – {period.last}")
        write_logged(self.session, self.session.day_in_hand.as_of, "compared", frame, path)

    def copy(self) -> None:
        """Put the rows that are marked onto the clipboard."""
        rows = self.rows.selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(as_tabbed(self.model, rows))

    def done(self, result: int) -> None:
        self.session.tasks.cancel(_SUBJECT)
        super().done(result)

    def _periods(self) -> tuple[Period, Period]:
        """The period asked about, and the one before: its days are shown where they follow from the other's."""
        now, against = Period(*map(day_of, self.now)), self.against.currentData()
        if against == _OWN:
            return now, Period(*map(day_of, self.before))
        before = earlier_period(now, last_year=against == "last_year")
        for edit, day in zip(self.before, (before.first, before.last), strict=True):
            _put(edit, day)
        return now, before

    def _own_chosen(self) -> None:
        """Somebody changes a day of the period before: from now on it is their own."""
        quiet = QSignalBlocker(self.against)
        self.against.setCurrentIndex(AGAINST.index(_OWN))
        quiet.unblock()
        self.read()

    def _show(self, answer: _Answer) -> None:
        self.answer, found, say = answer, answer.found, self.say
        self.trouble.hide()
        rows = periods_rows(answer.day.project, found, answer.rated, say)
        fields = periods_fields(say, found, rows)
        if [field.heading for field in fields] != [field.heading for field in self.model.fields]:
            self.rows.go_nowhere()
        self.model.change(fields, rows)
        self.rows.widths_px(*(_FIGURE_PX if field.right else _TEXT_PX for field in fields))
        self._words[3].setText(say("periods.days", now=found.now.days, before=found.before.days))
        self.told.setText("\n".join(two_periods_told(found, answer.rated, say.messages)))
        self.export.setEnabled(True)

    def _fail(self, error: InputError) -> None:
        """What was chosen makes no sense: no figures of something else stand beside it."""
        self.session.tasks.cancel(_SUBJECT)
        self.answer = None
        self.model.show(())
        self.told.setText("")
        self.export.setEnabled(False)
        self.tell(self.say.error(error))

    def _ask_export(self) -> None:
        name = f"{self.say('periods.title')}-{day_of(self.now[0])}-{day_of(self.now[1])}"
        ask_table_file(
            self.say, self, self.say("units.export"), name, self.write, lambda error: self.tell(self.say.error(error))
        )


def _put(edit: MomentEdit, day: date) -> None:
    quiet = QSignalBlocker(edit)
    edit.setDate(QDate(day.year, day.month, day.day))
    quiet.unblock()
