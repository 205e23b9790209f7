"""A superior's form: which cell is which figure, what it is now and was at the last hand-in; then it is filled."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from mapper.day.day import Day
from mapper.day.form import TEXTS, FilledForm, FormField
from mapper.day.form_figures import FIGURES, PERIODS
from mapper.day.scope import ScopedDay, scope_names
from mapper.errors import InputError
from mapper.io.forms import FORM_ENDINGS, open_form
from ui.session.session import Session
from ui.sheets.forms import each_filled, fill, keep_fields, keep_values, kept_fields, last_values, write_filled
from ui.sheets.record import file_name
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label, refill
from ui.widgets.notice import NoticeBar
from ui.widgets.tasks import Ticket

_CODES = (*FIGURES, *TEXTS)
_HEADS = ("place", "figure", "of", "period", "value", "before")
_WORKING_OUT = "form_values"
_ENDINGS = " ".join(f"*{ending}" for ending in FORM_ENDINGS)


class SuperiorFormDialog(FormDialog):
    """The form, its fields as a table, a line to add one, and what changed since the last hand-in."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self.notice = session, notice
        self.path: Path | None = None
        self.fields: tuple[FormField, ...] = ()
        self.found: tuple[FilledForm | InputError, ...] = ()  # of each field
        self.about = label("quiet", wrap=True)
        self.body.insertWidget(0, self.about)
        self.named = label()
        self.choose = button("", self._choose)
        self.field("form.file", self._row(self.named, self.choose))
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for short in ("place", "period"):
            self.table.horizontalHeader().setSectionResizeMode(
                _HEADS.index(short), QHeaderView.ResizeMode.ResizeToContents
            )
        self.table.setMinimumSize(760, 220)
        self.body.insertWidget(2, self.table, 1)
        self.place, self.of, self.figure, self.period = QLineEdit(), QLineEdit(), QComboBox(), QComboBox()
        self.add, self.remove = button("", self._add), button("", self._remove)
        for code, widget in (("place", self.place), ("figure", self.figure), ("of", self.of), ("period", self.period)):
            self.field(f"form.{code}", widget)
        self.body.insertWidget(3, self._row(self.add, self.remove))
        self.told = label("quiet", wrap=True)
        self.body.insertWidget(4, self.told)
        self.figure.currentIndexChanged.connect(self._figure_chosen)
        self.finished.connect(lambda _: session.tasks.cancel(_WORKING_OUT))
        self.retranslate()

    def _row(self, *widgets: QWidget) -> QWidget:
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return bar

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("form.title"))
        self.table.setAccessibleName(say("form.title"))
        day = self._day
        part = [say("form.of_part", stations=scope_names(day))] if isinstance(day, ScopedDay) else []
        self.about.setText("\n".join([say("form.about"), *part]))
        self.choose.setText(say("form.choose"))
        self.add.setText(say("form.add"))
        self.remove.setText(say("form.remove"))
        self.place.setPlaceholderText(say("form.place.hint"))
        self.of.setPlaceholderText(say("form.of.hint"))
        refill(self.figure, [say(f"form.figure.{code}") for code in _CODES])
        refill(self.period, [say(f"form.period.{code}") for code in PERIODS])
        self.period.setCurrentIndex(PERIODS.index("month"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("form.do"))
        self.table.setHorizontalHeaderLabels([say(f"form.head.{code}") for code in _HEADS])
        self._figure_chosen()
        self._tell()

    @property
    def _day(self) -> Day:
        """The day on screen, of the part that is looked at."""
        whole, scope = self.session.day_in_hand.day, self.session.view.scope
        return whole if scope is None else ScopedDay(whole, scope)

    def take(self, path: Path) -> None:
        """Let the form be the file at ``path``, with what was mapped of a form of that name."""
        self._use(path, kept_fields(self.session.document.store, path.stem), as_whole=False)

    def _use(self, path: Path, fields: tuple[FormField, ...], *, as_whole: bool) -> None:
        """Let these be the form and its fields, once they are worked out off the main thread.

        ``as_whole`` says that the form must be one that can be filled so; else a field that cannot tells why itself.
        """
        day, store = self._day, self.session.document.store
        last = last_values(store, path.stem, day)

        def work(_: Ticket) -> tuple[FilledForm | InputError, ...]:
            if as_whole:
                fill(open_form(path), fields, day, last)
            return tuple(each_filled(open_form(path), fields, day, last))

        def failed(error: InputError) -> None:
            self.tell(self.say.error(error))
            self._enable()

        def then(found: tuple[FilledForm | InputError, ...]) -> None:
            try:
                if fields != kept_fields(store, path.stem):
                    keep_fields(store, path.stem, fields)
            except InputError as error:
                failed(error)
                return
            self.trouble.hide()
            self.path, self.fields, self.found = path, fields, found
            self._tell()

        for one in self._buttons:
            one.setEnabled(False)
        self.session.tasks.start(_WORKING_OUT, work, then, failed)

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        """Those that need what is worked out."""
        return self.add, self.remove, self.buttons.button(self.buttons.StandardButton.Ok)

    def _enable(self) -> None:
        for one in self._buttons:
            one.setEnabled(one is self.add or bool(self.fields))

    def _choose(self) -> None:
        ask_file(self.say, self, self.say("form.title"), [f"Excel, Word ({_ENDINGS})"], self.take)

    def _figure_chosen(self) -> None:
        """A figure of the day has no period, and a text is nobody's."""
        code = _CODES[self.figure.currentIndex()]
        self.period.setEnabled(code in FIGURES and FIGURES[code].of_period)
        self.of.setEnabled(code in FIGURES)

    def _add(self) -> None:
        if self.path is None:
            self.tell(self.say("form.nothing"))
            return
        of = self.of.text().strip() if self.of.isEnabled() else ""
        period = PERIODS[self.period.currentIndex()]
        one = FormField(self.place.text().strip(), _CODES[self.figure.currentIndex()], of, period)
        others = tuple(field for field in self.fields if field.place != one.place)
        self._use(self.path, (*others, one), as_whole=True)

    def _remove(self) -> None:
        assert self.path is not None
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        left = tuple(field for row, field in enumerate(self.fields) if row not in chosen)
        self._use(self.path, left, as_whole=False)

    def _tell(self) -> None:
        """The fields with their values, one after the other, and what changed."""
        self.named.setText(self.say("form.nothing") if self.path is None else self.path.name)
        self.table.setRowCount(len(self.fields))
        joint = self.say("window.list_joint")
        for row, (field, done) in enumerate(zip(self.fields, self.found, strict=True)):
            if isinstance(done, InputError):
                now, before = self.say.error(done), ""
            else:
                now = joint.join(self._shown(cell.value) for cell in done.cells)
                before = joint.join(self._shown(cell.before) for cell in done.cells if cell.was_filled)
            of_period = field.figure in FIGURES and FIGURES[field.figure].of_period
            period = self.say(f"form.period.{field.period}") if of_period else ""
            words = (field.place, self.say(f"form.figure.{field.figure}"), field.of, period, now, before)
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        every = [done for done in self.found if isinstance(done, FilledForm)]
        cells, passed = sum(len(done.cells) for done in every), sum(len(done.passed_over) for done in every)
        changed = sum(cell.changed for done in every for cell in done.cells)
        told = [self.say("form.changed", cells=cells, changed=changed, passed=passed)] if self.fields else []
        if in_part := [cell for done in every for cell in done.in_part]:
            told.append(self.say("form.in_part", cells=in_part))
        self.told.setText("\n".join(told))
        self._enable()

    def _shown(self, value: object) -> str:
        """A share as on a sheet; the form's own cell says how it is written there."""
        if isinstance(value, float):
            return self.say("page.percent", value=100 * value)
        return "—" if value is None else str(value)

    def apply(self) -> None:
        """Ask where to, and write the filled form."""
        assert self.path is not None
        day = self._day
        parts = scope_names(day) if isinstance(day, ScopedDay) else []
        name = file_name((self.path.stem, *parts), day.as_of, self.path.suffix.removeprefix("."))
        kind = f"{'Word' if self.path.suffix.startswith('.doc') else 'Excel'} (*{self.path.suffix})"
        ask_file(
            self.say, self.parentWidget(), self.windowTitle(), [kind], partial(self.write, self.path), save_as=name
        )

    def write(self, form: Path, path: Path) -> None:
        """Fill the form off the main thread, and tell in the notice bar that it is there, or why not."""
        store, day, fields = self.session.document.store, self._day, self.fields
        place, last, say, notice = store.place, last_values(store, form.stem, day), self.say, self.notice

        def failed(error: InputError) -> None:
            notice.tell(say.error(error))

        def work(_: Ticket) -> FilledForm:
            workbook = open_form(form)
            done = fill(workbook, fields, day, last)
            write_filled(path, place, workbook, done, day)
            return done

        def then(done: FilledForm) -> None:
            try:
                keep_values(store, form.stem, done, day)
            except InputError as error:
                failed(error)
            else:
                notice.tell(say("window.done_file", path=path), trouble=False)

        self.session.tasks.start("form", work, then, failed, shown=True)
