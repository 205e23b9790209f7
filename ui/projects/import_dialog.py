"""Reading a file into a table: columns mapped, places seen, changes told cell by cell, and taken as one edit."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QWidget,
)

from mapper import schema
from mapper.edits.file_import import FileImport, ImportTrial, ReadAs
from mapper.edits.import_difference import ImportDifference
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.io.cells import CellRules
from mapper.io.encodings import name_text
from mapper.io.reading import Reading
from mapper.project import Changes, Project
from ui.language.difference_texts import difference_texts
from ui.language.own_words import own_headings
from ui.language.reading_texts import reading_texts
from ui.projects.import_layouts import Layout, keep_layout, kept_layout
from ui.projects.import_pages import ImportAttempt, ImportPages, attempt_of, trouble_sentence
from ui.projects.import_seen import Period, period_wanted, show_taken
from ui.projects.import_writing import RowsWriting, takes_long
from ui.projects.reading_options import ReadingOptions
from ui.session.session import Session
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill

TABLES = tuple(name for name, table in schema.TABLES.items() if table.importable)
_TOLD_PX = 84
_DAY_FIRST = (None, True, False)
_SIZE_PX = (980, 700)


class ImportDialog(FormDialog):
    """Table and file are chosen; it is read and compared off the main thread, and again when an option changes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._writing = RowsWriting(session, self)
        self._writing.told.connect(self._show_written)
        self._reading = FileReading[ImportAttempt](self, session.tasks, "import", self._show)
        self._file: FileImport | None = None
        self._land: tuple[Project, tuple[Any, ...]] | None = None
        self._mapping: dict[str, str] = {}  # what a person said of the columns; empty before anything was
        self._asked_layout = self._looked_at = ""
        self._learned = False
        self.table, self.dates = QComboBox(), QComboBox()
        self.file = FileButton(self, "import.choose", ("import.kinds", "window.all_files"))
        self.file.chosen.connect(lambda _: self.read())
        self.paste = QPushButton()
        self.paste.clicked.connect(lambda _=False: self.paste_table())
        self._pasted: TemporaryDirectory[str] | None = None
        self.options = ReadingOptions(self.say)
        self.second = QFormLayout()
        self._place_fields()
        self.summary, self.told = label("heading", wrap=True), label("quiet", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setContentsMargins(8, 4, 8, 4)
        # What is to be known of a file can be long; the rows below must keep their place.
        self.remarks = QScrollArea()
        self.remarks.setWidgetResizable(True)
        self.remarks.setWidget(self.told)
        self.remarks.setFixedHeight(_TOLD_PX)
        self.pages = ImportPages(session, self)
        self.period = QCheckBox()
        self.period.setChecked(True)
        for place, part in enumerate((self.summary, self.remarks, self.pages, self.pages.more, self.period), start=1):
            self.body.insertWidget(place, part, int(part is self.pages))
        self.body.setSpacing(10)
        # The stylesheet writes it bold and measures it plain; its words are long.
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        font = ok.font()
        font.setWeight(font.Weight.DemiBold)
        ok.setFont(font)
        self.resize(*_SIZE_PX)
        self.retranslate()
        for box in (self.table, self.dates):
            box.currentIndexChanged.connect(self.read)
        self.options.changed.connect(self.read)
        self.pages.columns.changed.connect(self._mapped)
        self.pages.words.changed.connect(self.read)
        self.pages.addresses.changed.connect(self.read)
        self.finished.connect(lambda _: self._forget_pasted())
        session.tasks.progressed.connect(self._show_progress)
        self.pages.failed.connect(lambda error: self.tell(self.say.error(error)))
        self._show()

    def _place_fields(self) -> None:
        """What is read on the left, how on the right: a small screen has more width than height."""
        sides = QHBoxLayout()
        sides.setSpacing(28)
        self.body.removeItem(self.form)
        for form in (self.form, self.second):
            form.setVerticalSpacing(6)
            sides.addLayout(form, 1)
        self.second.setHorizontalSpacing(self.form.horizontalSpacing())
        self.second.setLabelAlignment(self.form.labelAlignment())
        self.second.setFieldGrowthPolicy(self.form.fieldGrowthPolicy())
        self.body.insertLayout(0, sides)
        chosen = QWidget()
        beside = QHBoxLayout(chosen)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.file, 1)
        beside.addWidget(self.paste)
        layers, *others = self.options.boxes.items()
        for name, widget in (("table", self.table), ("file", chosen), layers, ("dates", self.dates)):
            self.field(f"import.{name}", widget, self.form)
        for name, widget in others:
            self.field(f"import.{name}", widget, self.second)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("import.title"))
        refill(self.table, [say(f"table.{name}") for name in TABLES], start=TABLES.index("hazards"))
        refill(self.dates, [say(f"import.dates.{name}") for name in ("shown", "day_first", "month_first")])
        self.paste.setText(say("import.paste"))
        self.paste.setToolTip(say("import.paste.meaning"))
        self.options.retranslate()
        self._show()

    def take(self, path: Path) -> None:
        """Read this file."""
        self.file.take(path)

    def paste_table(self) -> None:
        """Read the table on the clipboard, as a file that is gone when the dialog is."""
        text = QGuiApplication.clipboard().text()
        if "\n" not in text.strip():  # a heading and a row at least
            self.tell(self.say.error(InputError("clipboard_empty")))
            return
        self._forget_pasted()
        self._pasted = TemporaryDirectory()
        path = Path(self._pasted.name) / f"{self.say('import.clipboard')}.txt"
        path.write_text(text, "utf-8", newline="")
        self.take(path)

    def _forget_pasted(self) -> None:
        if self._pasted is not None:
            self._pasted.cleanup()
            self._pasted = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's own name
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_table()
        else:
            super().keyPressEvent(event)

    @property
    def attempt(self) -> ImportAttempt | None:
        """What came of reading the file with the options of now; None while it is being read."""
        return self._reading.answer

    @property
    def trial(self) -> ImportTrial | None:
        """The file as it was read."""
        return None if self.attempt is None else self.attempt.trial

    @property
    def reading(self) -> Reading | None:
        """Its rows; None where they cannot be read so."""
        return None if self.trial is None else self.trial.reading

    @property
    def difference(self) -> ImportDifference | None:
        """What the file would change."""
        return None if self.trial is None else self.trial.difference

    def read(self) -> None:
        """Read and compare the file with the options of now."""
        path, table = self.file.path, TABLES[self.table.currentIndex()]
        if path is None:
            return
        if self._file is None or (self._file.path, self._file.table) != (path, table):
            practice = self.session.document.project.about.practice
            self._file = FileImport(path, table, own_headings(practice, table))
            self._mapping, self.pages.words.words, self._asked_layout, self._looked_at = {}, {}, "", ""
            self.pages.addresses.choices = {}
            self._learned = False
            self.options.layers.forget()
        file, project, latest, read_as = self._file, self.session.document.project, self._latest, self._read_as
        land = None if self._land is None or self._land[0] is not project else self._land[1]

        self._reading.start(lambda: attempt_of(file, project, read_as, latest, land))

    @property
    def _read_as(self) -> ReadAs:
        return replace(
            self.options.read_as(self._mapping),
            rules=CellRules(_DAY_FIRST[self.dates.currentIndex()], self.pages.words.words),
            addresses=self.pages.addresses.choices,
        )

    def _mapped(self) -> None:
        self._mapping = self.pages.columns.mapping
        self.read()

    @property
    def _latest(self) -> date:
        """The last day on which anything can have happened."""
        return max(self.session.document.project.as_of, date.today())

    def accept(self) -> None:
        difference = self.difference
        if difference is not None and takes_long(difference) and self.file.path is not None:
            self._take_beside(difference, self.file.path)
        else:
            super().accept()

    def reject(self) -> None:
        """Leave it; while rows are being written these are called off first, and the dialog stays to tell so."""
        if self._writing.under_way:
            self._writing.call_off()
        else:
            super().reject()

    def apply(self) -> None:
        difference, path = self.difference, self.file.path
        if difference is None or difference.nothing or path is None:
            raise InputError("import_nothing")
        period = self._period if self.period.isChecked() else None
        self.session.document.do(take_rows(difference, name_text(path.name)))
        self._show_taken(difference, period)

    def _take_beside(self, difference: ImportDifference, path: Path) -> None:
        """Write many rows on a thread; meanwhile nothing in the dialog can be changed, and they can be called off."""
        period = self._period if self.period.isChecked() else None

        def then(changes: Changes | None) -> None:
            if changes is None:
                refused(self.say("import.called_off"))
            else:
                self._show_taken(difference, period)
                self.done(int(self.DialogCode.Accepted))

        def refused(sentence: str) -> None:
            self._enable(True)
            self._show()
            self.tell(sentence)

        edit = take_rows(difference, name_text(path.name))
        self._writing.start(edit, then, lambda error: refused(self.say.error(error)))
        self._enable(False)
        self._show_written(0, 0)

    def _enable(self, on: bool) -> None:
        for part in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if part not in (self.buttons, self.summary):
                part.setEnabled(on)
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(on)

    def _show_written(self, done: int, total: int) -> None:
        share = f"{done / total:.0%}" if total else ""
        self.summary.setText(self.say("import.writing", share=share))

    def _show_taken(self, difference: ImportDifference, period: Period | None) -> None:
        """What came in is looked at, and how the file was read is remembered."""
        trial, said = self.trial, self._read_as
        assert trial is not None
        layout = Layout(said.columns, said.rules.words, said.rules.day_first)
        keep_layout(self.session.settings, trial.layout, layout)
        show_taken(self.session, difference, period)

    @property
    def _period(self) -> Period | None:
        """What is to be looked at so that what comes in is seen; None where it is anyway."""
        return None if self.difference is None else period_wanted(self.session, self.difference, self._latest)

    def _learn(self, trial: ImportTrial) -> bool:
        """Whether files of these headings were read before; then this one is being read in the same way now."""
        if self._asked_layout == trial.layout or self._mapping or self.pages.words.words:
            return False
        self._asked_layout = trial.layout
        kept = kept_layout(self.session.settings, trial.layout, TABLES[self.table.currentIndex()])
        if kept is None:
            return False
        self._learned = True
        self._mapping, self.pages.words.words = dict(kept.columns), {name: dict(of) for name, of in kept.words.items()}
        quiet = QSignalBlocker(self.dates)
        self.dates.setCurrentIndex(_DAY_FIRST.index(kept.day_first))
        quiet.unblock()
        self.read()
        return True

    def _show(self) -> None:
        attempt, trial = self._reading.answer, self.trial
        if trial is not None and self._learn(trial):
            return
        self.options.offer_layers(attempt)
        difference = self.difference
        self.pages.show_attempt(TABLES[self.table.currentIndex()], self.file.path, attempt)
        if attempt is not None and attempt.places is not None:
            self._land = (self.session.document.project, attempt.places.land)
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        ok.setEnabled(difference is not None and not difference.nothing)
        if difference is None:
            ok.setText(self.say("import.title"))
        else:
            only_further = not (len(difference.new) or len(difference.changed)) and len(difference.further)
            counts = {
                "new": len(difference.new),
                "changed": len(difference.changed),
                "further": len(difference.further),
            }
            ok.setText(self.say("import.take_further" if only_further else "import.take", **counts))
        self._show_period()
        self._show_told(trial)
        if attempt is not None and attempt.error is not None:
            self.tell(trouble_sentence(self.say, attempt.error))
        self._look_at_page(attempt)
        self.make_room()

    def _show_told(self, trial: ImportTrial | None) -> None:
        if trial is None:
            self.summary.setText("")
            self.told.setText(self.say("import.waiting"))
        elif trial.reading is None or trial.difference is None:
            rows, known = len(trial.source.rows), len(trial.fields)
            self.summary.setText(self.say("import.unread", rows=rows, columns=len(trial.columns), known=known))
            self.told.setText(self.say("import.map_by_hand"))
        else:
            first, *remarks = difference_texts(self.say, trial.difference)
            learned = [self.say("import.learned")] if self._learned else []
            self.summary.setText(first)
            self.told.setText("\n".join([*learned, *remarks, *reading_texts(self.say, trial.reading, None)]))

    def _look_at_page(self, attempt: ImportAttempt | None) -> None:
        """A file that has just come is looked at where there is something to do; then the page stays."""
        trial = None if attempt is None else attempt.trial
        if trial is None or self._looked_at == str(self.file.path):
            return
        self._looked_at = str(self.file.path)
        self.pages.look_at_first()

    def _show_progress(self, subject: str, done: int, total: int) -> None:
        """How far the reading is; closing the dialog, or another file or option, ends it."""
        if subject == "import" and total and self.file.path is not None and self.attempt is None:
            share = self.say("import.progress", file=self.file.path.name, share=f"{done / total:.0%}", rows=total)
            self.summary.setText(share)

    def _show_period(self) -> None:
        period = self._period
        self.period.setVisible(period is not None)
        if period is not None and period.as_of != self.session.view.as_of:
            self.period.setText(self.say("import.show_day", day=self.say.day(period.as_of)))
        elif period is not None and period.let_go is not None:
            first, last = period.let_go
            self.period.setText(self.say("import.show_all_days", first=first, last=last))
