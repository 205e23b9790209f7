"""A superior's form: which cell is which figure, what it is now and was at the last hand-in; then it is filled."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from mapper.day.form import TEXTS, FormField, field_of
from mapper.day.form_figures import FIGURES, PERIODS
from mapper.errors import InputError
from mapper.io.form_workbook import FormWorkbook
from ui.session.session import Session
from ui.sheets.forms import fill, hand_in, keep_fields, kept_fields
from ui.widgets.file_dialogs import ask_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import button, label, refill
from ui.widgets.notice import NoticeBar

_CODES = (*FIGURES, *TEXTS)
_HEADS = ("place", "figure", "of", "period", "value", "before")


class SuperiorFormDialog(FormDialog):
    """The form, its fields as a table, a line to add one, and what changed since the last hand-in."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self.notice = session, notice
        self.path: Path | None = None
        self.fields: tuple[FormField, ...] = ()
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
        self.about.setText(say("form.about"))
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

    def take(self, path: Path) -> None:
        """Let the form be the file at ``path``, with what was mapped of a form of that name."""
        try:
            FormWorkbook(path)
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self.trouble.hide()
        self.path = path
        self.fields = kept_fields(self.session.document.store, path.stem)
        self._tell()

    def _choose(self) -> None:
        ask_file(self.say, self, self.say("form.title"), ["Excel (*.xlsx *.xlsm)"], self.take)

    def _figure_chosen(self) -> None:
        """A figure of the day has no period, and a text is nobody's."""
        code = _CODES[self.figure.currentIndex()]
        self.period.setEnabled(code in FIGURES and FIGURES[code].of_period)
        self.of.setEnabled(code in FIGURES)

    def _add(self) -> None:
        if self.path is None:
            self.tell(self.say("form.nothing"))
            return
        code, of = _CODES[self.figure.currentIndex()], self.of.text().strip() if self.of.isEnabled() else ""
        text = f"{self.place.text().strip()}={code}@{of}/{PERIODS[self.period.currentIndex()]}"
        try:
            one = field_of(text)
            others = tuple(field for field in self.fields if field.place != one.place)
            self._try((*others, one))
        except InputError as error:
            self.tell(self.say.error(error))
            return
        self.trouble.hide()
        self._keep((*others, one))

    def _remove(self) -> None:
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        self._keep(tuple(field for row, field in enumerate(self.fields) if row not in chosen))

    def _keep(self, fields: tuple[FormField, ...]) -> None:
        assert self.path is not None
        self.fields = fields
        keep_fields(self.session.document.store, self.path.stem, fields)
        self._tell()

    def _try(self, fields: tuple[FormField, ...]) -> None:
        """InputError where the form cannot be filled so."""
        assert self.path is not None
        fill(self.session.document.store, self.path.stem, FormWorkbook(self.path), fields, self.session.day_in_hand.day)

    def _tell(self) -> None:
        """The fields with their values, one after the other, and what changed."""
        self.named.setText(self.say("form.nothing") if self.path is None else self.path.name)
        self.table.setRowCount(len(self.fields))
        changed = cells = passed = 0
        in_part: list[str] = []
        for row, field in enumerate(self.fields):
            now, before = "", ""
            try:
                assert self.path is not None
                day, store = self.session.day_in_hand.day, self.session.document.store
                done = fill(store, self.path.stem, FormWorkbook(self.path), [field], day)
            except InputError as error:
                now = self.say.error(error)
            else:
                now = self.say("window.list_joint").join(_shown(cell.value) for cell in done.cells)
                before = self.say("window.list_joint").join(_shown(c.before) for c in done.cells if c.was_filled)
                cells, passed = cells + len(done.cells), passed + len(done.passed_over)
                changed += sum(cell.changed for cell in done.cells)
                in_part += done.in_part
            of_period = field.figure in FIGURES and FIGURES[field.figure].of_period
            period = self.say(f"form.period.{field.period}") if of_period else ""
            words = (field.place, self.say(f"form.figure.{field.figure}"), field.of, period, now, before)
            for column, text in enumerate(words):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        told = [self.say("form.changed", cells=cells, changed=changed, passed=passed)] if self.fields else []
        told += [self.say("form.in_part", cells=in_part)] if in_part else []
        self.told.setText("\n".join(told))
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(bool(self.fields))
        self.remove.setEnabled(bool(self.fields))

    def apply(self) -> None:
        """Ask where to, and write the filled form."""
        assert self.path is not None
        day = self.session.day_in_hand.day
        name = f"{self.path.stem}-{day.as_of.isoformat()}{self.path.suffix}"
        kind = f"Excel (*{self.path.suffix})"
        ask_file(
            self.say, self.parentWidget(), self.windowTitle(), [kind], partial(self.write, self.path), save_as=name
        )

    def write(self, form: Path, path: Path) -> None:
        """Fill the form and tell in the notice bar that it is there, or why not."""
        store, day = self.session.document.store, self.session.day_in_hand.day
        try:
            workbook = FormWorkbook(form)
            done = fill(store, form.stem, workbook, self.fields, day)
            hand_in(store, form.stem, workbook, done, day, path)
        except InputError as error:
            self.notice.tell(self.say.error(error))
            return
        self.notice.tell(self.say("window.done_file", path=path), trouble=False)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    return "—" if value is None else str(value)
