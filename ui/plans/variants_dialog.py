"""Two plans, or two days, side by side; one of them carried out, put on a sheet, or kept no longer."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDate, QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QTabWidget,
    QWidget,
)

from layers.sheets.variants.told import Figure, as_of_line, figures, kept_lines, officer_names, side_name
from mapper.day.day import Day
from mapper.edit import Edit
from mapper.edits.variants import apply_variant, forget_variant, misfit, redrawn_since, variants_of
from mapper.effects.side_by_side import LoadPair, SideBySide, UnitPair, side_by_side
from mapper.effects.sides import Side, days_of
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import name_of
from mapper.project import Project, changes_between
from ui.plans.figures_table import FiguresTable
from ui.plans.variants_rows import load_fields, unit_fields
from ui.session.rows import table_geometry
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.session.view_state import Sight
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label, refill
from ui.widgets.row_texts import as_frame
from ui.widgets.rows_model import RowsModel, RowsTable

_SUBJECT, _FITS = "variants", "variants_fit"
_NOW, _DAY, _BEFORE = "now", "day", "before"
_TABS = ("units", "officers", "beats")
_MOST_LETTERS = 22


@dataclass(frozen=True)
class Fit:
    """Whether a kept plan can be carried out: why not, and which units' borders have been redrawn otherwise since."""

    error: InputError | None
    redrawn: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """Both sides set against each other, with their days."""

    sides: tuple[Side, Side]
    days: tuple[Day, Day]
    found: SideBySide
    names: tuple[str, str]


class VariantsDialog(FormDialog):
    """Both sides are chosen; the rest follows off the main thread. ``sheet_wanted`` carries an :class:`Answer`."""

    beside = True
    sheet_wanted = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.answer: Answer | None = None
        self._done_words = ""
        self._carried_out: tuple[str, Project] | None = None  # a plan, and the project as it was before it
        self._fitted, self._fits = session.document.project, dict[str, Fit]()
        as_of = session.day_in_hand.as_of
        self.choices = QComboBox(), QComboBox()
        self.days = date_edit(as_of, self.say), date_edit(as_of, self.say)
        self._words = label("quiet"), label("quiet")
        row = QHBoxLayout()
        row.setSpacing(8)
        for words, box, day in zip(self._words, self.choices, self.days, strict=True):
            box.setMinimumWidth(220)
            for widget in (words, box, day):
                row.addWidget(widget)
            row.addSpacing(16)
        row.addStretch(1)
        self.note, self.told = label("chip", wrap=True), label("quiet", wrap=True)
        self.figures = FiguresTable()
        self.models = (
            RowsModel[UnitPair](unit_fields(self.say, ("", "")), self.say, self),
            RowsModel[LoadPair](load_fields("officers"), self.say, self),
            RowsModel[LoadPair](load_fields("beats"), self.say, self),
        )
        self.tables = tuple(RowsTable(model) for model in self.models)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for table in self.tables:
            table.setMinimumHeight(200)
            table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            self.tabs.addTab(table, "")
        self.tables[0].widths_px(120, 190, 190, 80, 110)
        self.tables[1].widths_px(130, 90, 140, 140, 140, 90)
        self.tables[2].widths_px(130, 90, 150, 150, 90)
        self.tables[0].selectionModel().currentRowChanged.connect(self._show_unit)
        top = QHBoxLayout()
        top.addWidget(self.figures, 5)
        top.addWidget(self.told, 4)
        self.body.insertLayout(0, row)
        self.body.insertWidget(1, self.note)
        self.body.insertLayout(2, top)
        self.body.insertWidget(3, self.tabs, 1)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.sheet, self.export, self.forget, *self.apply_side = (
            self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole) for _ in range(5)
        )
        self.sheet.clicked.connect(lambda: self.answer is not None and self.sheet_wanted.emit(self.answer))
        self.export.clicked.connect(self._ask_export)
        self.forget.clicked.connect(self.forget_chosen)
        for side, push in enumerate(self.apply_side):
            push.clicked.connect(lambda _=False, side=side: self.carry_out(side))
        self.resize(1000, 660)
        self.retranslate()
        kept = [variant.key for variant in variants_of(session.document.project)]
        first = kept[-2:] if len(kept) > 1 else [_NOW, *kept] if kept else [_DAY, _NOW]
        for box, key in zip(self.choices, first, strict=True):
            box.setCurrentIndex(box.findData(key))
        month_before = as_of - timedelta(days=30)
        self.days[0].setDate(QDate(month_before.year, month_before.month, month_before.day))
        for box, day in zip(self.choices, self.days, strict=True):
            box.activated.connect(self._chosen_by_hand)
            box.currentIndexChanged.connect(self.read)
            day.dateChanged.connect(self.read)
        session.document.changed.connect(self._project_changed)
        session.day_in_hand.ready.connect(self.read)
        self.read()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("variants.title"))
        for words, box, day, name in zip(self._words, self.choices, self.days, ("first", "second"), strict=True):
            words.setText(say(f"variants.{name}"))
            box.setAccessibleName(say(f"variants.{name}"))
            day.setAccessibleName(say(f"variants.{name}_day"))
        for table, name in zip(self.tables, _TABS, strict=True):
            table.setAccessibleName(say(f"variants.column.{'unit' if name == 'units' else name}"))
        self.sheet.setText(say("variants.sheet"))
        self.export.setText(say("units.export"))
        self._fill()
        self._show()

    def side(self, place: int) -> Side:
        """What is chosen on a side."""
        chosen = self.choices[place].currentData()
        if chosen == _DAY:
            return Side(on=day_of(self.days[place]))
        if chosen == _BEFORE and self._carried_out is not None:
            return Side(before=self._carried_out[0])
        return Side() if chosen in (_NOW, None) else Side(chosen)

    def read(self) -> None:
        """Set both sides of the part that is looked at against each other."""
        self._ask_fits()
        for box, day in zip(self.choices, self.days, strict=True):
            day.setVisible(box.currentData() == _DAY)
        whole, scope = self.session.day_in_hand.figures, self.session.view.scope
        if whole is None or not self.session.day_in_hand.current:
            return  # it is read again when what was changed is counted
        sides = self.side(0), self.side(1)
        names = side_name(whole.project, sides[0], self.say), side_name(whole.project, sides[1], self.say)
        if sides[0] == sides[1]:
            self._fail(InputError("variants_alike"))
            return

        past = None if self._carried_out is None else self._carried_out[1]

        def work(_: object) -> Answer:
            days = days_of(whole, *sides, scope, past)
            return Answer(sides, days, side_by_side(*days), names)

        self.session.tasks.start(_SUBJECT, work, self._take, self._fail)

    def carry_out(self, side: int) -> None:
        """Do what is planned on a side, as one edit, and set what is so now against what was before it."""
        key, before = self.side(side).variant, self.session.document.project
        if key is None or not self._do(apply_variant(before, key)):
            return
        self._done_words = self.say("variants.applied", name=self._name(key))
        self._carried_out = key, before
        self._fill()
        self._choose(_BEFORE, _NOW)

    def _choose(self, *keys: str) -> None:
        for box, key in zip(self.choices, keys, strict=True):
            with QSignalBlocker(box):
                box.setCurrentIndex(box.findData(key))
        self.read()

    def write(self, path: Path) -> None:
        """Write the table in front to an Excel or CSV file; InputError where that fails."""
        frame = as_frame(self.models[self.tabs.currentIndex()])
        write_logged(self.session, self.session.day_in_hand.as_of, "variants", frame, path)

    def done(self, result: int) -> None:
        for subject in (_SUBJECT, _FITS):
            self.session.tasks.cancel(subject)
        super().done(result)

    def _chosen_by_hand(self) -> None:
        self._done_words = ""
        self._offer()

    def _project_changed(self) -> None:
        """What there is to choose from; where a plan that was carried out here was taken back, it is a plan again."""
        now, done = self.session.document.project, self._carried_out
        if done is not None and changes_between(done[1], now).parts <= {"keys"}:
            key, self._carried_out, self._done_words = done[0], None, ""
            chosen = [box.currentData() for box in self.choices]
            self._fill()
            if _BEFORE in chosen:
                self._choose(_NOW, key)
            return
        self._fill()

    def _fill(self) -> None:
        """What there is to choose from."""
        say, kept = self.say, variants_of(self.session.document.project)
        kinds = [say(f"choice.variants.kind.{variant.kind}") for variant in kept]
        texts = [
            say("variants.as_it_is"),
            *(
                say("variants.entry", name=variant.name, kind=kind, day=variant.kept_on)
                for variant, kind in zip(kept, kinds, strict=True)
            ),
            say("variants.another_day"),
        ]
        keys = [_NOW, *(variant.key for variant in kept), _DAY]
        if self._carried_out is not None:
            texts.append(say("variants.as_before", name=self._name(self._carried_out[0])))
            keys.append(_BEFORE)
        for box in self.choices:
            refill(box, texts, keys)
        self._ask_fits()

    def _ask_fits(self) -> None:
        """Try the plans that are chosen on the project as it is, each once; borders of a whole district take long."""
        project = self.session.document.project
        if self._fitted is not project:
            self._fitted, self._fits = project, {}
        keys = {key for place in (0, 1) if (key := self.side(place).variant) is not None and key not in self._fits}
        self._offer()
        if not keys:
            self.session.tasks.cancel(_FITS)
            return

        def told(fits: dict[str, Fit]) -> None:
            self._fits |= fits
            self._offer()

        self.session.tasks.start(
            _FITS, lambda _: {key: Fit(misfit(project, key), redrawn_since(project, key)) for key in keys}, told
        )

    def _offer(self) -> None:
        """Which plans can be carried out, and why one cannot, as far as it is known."""
        say, project = self.say, self.session.document.project
        notes = [self._done_words] if self._done_words else []
        keys = [self.side(place).variant for place in (0, 1)]
        for key, push in zip(keys, self.apply_side, strict=True):
            fit = None if key is None else self._fits.get(key)
            push.setEnabled(fit is not None and fit.error is None)
            push.setVisible(key is not None)
            if key is None:
                push.setText(say("variants.apply_none"))
                continue
            push.setText(say("variants.apply", name=_short(self._name(key))))
            if fit is not None and fit.error is not None:
                notes.append(f"{self._name(key)}: {say('variants.no_fit', reason=say.error(fit.error))}")
            elif fit is not None and fit.redrawn:
                units = [name_of(project.communities, code) for code in fit.redrawn]
                notes.append(f"{self._name(key)}: {say('variants.redrawn', units=units)}")
        if not len(project.variants):
            notes.append(say("variants.none"))
        chosen = self._chosen()
        self.forget.setVisible(chosen is not None)
        self.forget.setText(say("variants.forget", name="" if chosen is None else _short(self._name(chosen))))
        self.note.setText("\n".join(notes))
        self.note.setVisible(bool(notes))

    def _name(self, key: str) -> str:
        return side_name(self.session.document.project, Side(key), self.say)

    def _take(self, answer: Answer) -> None:
        self.answer = answer
        self.trouble.hide()
        self._show()

    def _fail(self, error: InputError) -> None:
        """No figures of something else stand beside a choice that makes no sense."""
        self.session.tasks.cancel(_SUBJECT)
        self.answer = None
        self._show()
        if error.code != "variants_alike" or not self._done_words:
            self.tell(self.say.error(error))

    def _show(self) -> None:
        say, answer = self.say, self.answer
        for push in (self.sheet, self.export):
            push.setEnabled(answer is not None)
        lines: tuple[Figure, ...] = ()
        rows: tuple[tuple[UnitPair, ...], tuple[LoadPair, ...], tuple[LoadPair, ...]] = (), (), ()
        if answer is None:
            self.told.setText("")
        else:
            found = answer.found
            lines = figures(found, say.messages)
            kept = list(kept_lines(found, say.messages))
            when = as_of_line(answer.days, say.messages)
            officers, beats = (tuple(row for row in side if not row.is_same) for side in (found.officers, found.beats))
            rows = found.units, officers, beats
            self.told.setText("\n".join([*kept, *([] if any(rows) else [say("variants.same")]), when]))
            self.models[0].change(unit_fields(say, answer.names, officer_names(answer.days)), rows[0])
        for model, some in zip(self.models[1:], rows[1:], strict=True):
            model.show(some)
        if answer is None:
            self.models[0].show(())
        heads = ("", "") if answer is None else answer.names
        self.figures.put(heads, [(line.name, line.first, line.second, line.meaning) for line in lines])
        for number, name in enumerate(_TABS):
            of_all = 0 if answer is None else len(answer.found.officers if name == "officers" else answer.found.beats)
            self.tabs.setTabText(number, say(f"variants.{name}", count=len(rows[number]), of=of_all))
        if not rows[self.tabs.currentIndex()]:  # an empty table in front would seem to say that nothing changes
            self.tabs.setCurrentIndex(next((number for number, some in enumerate(rows) if some), 0))

    def _show_unit(self) -> None:
        """Bring the unit of a row into view."""
        row = self.tables[0].row()
        if row is None:
            return
        project = self.session.document.project
        shape = table_geometry(project, "communities", row.code)
        if shape is not None:
            self.session.selection.choose("communities", row.code)
            self.session.view.look_at(Sight(shape=shape))

    def forget_chosen(self) -> None:
        """Keep the second side's plan no longer, else the first's."""
        key = self._chosen()
        if key is not None:
            self._do(forget_variant(key))

    def _chosen(self) -> str | None:
        return self.side(1).variant or self.side(0).variant

    def _do(self, edit: Edit) -> bool:
        try:
            self.session.document.do(edit)
        except InputError as error:
            self.tell(self.say.error(error))
            return False
        return True

    def _ask_export(self) -> None:
        day = date.today() if self.answer is None else self.answer.days[1].as_of
        ask_table_file(
            self.say, self, self.say("units.export"), f"{self.say('variants.title')}-{day}", self.write,
            lambda error: self.tell(self.say.error(error)),
        )  # fmt: skip


def _short(name: str) -> str:
    """A plan's name on a button, which would else be as wide as somebody likes to write."""
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"
