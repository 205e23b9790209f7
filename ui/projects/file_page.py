"""One file on its way into a table, as a page of a dialog: how it is read, what its columns become, where it lies."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from mapper.edits.file_import import FileImport
from mapper.io.reading import Reading
from mapper.project import Project
from ui.language.language import Language
from ui.language.own_words import own_headings
from ui.language.reading_texts import reading_texts
from ui.projects.import_columns import ColumnsPage
from ui.projects.import_pages import ImportAttempt, attempt_of, trouble_sentence
from ui.projects.import_preview import ImportPreview
from ui.projects.reading_options import ReadingOptions
from ui.widgets.file_reading import FileReading
from ui.widgets.form import FormDialog
from ui.widgets.kit import ElidedLabel, label
from ui.widgets.tasks import TaskGroup, Tasks

_LEFT_PX, _HEIGHT_PX, _WIDTH_PX = 300, 250, 940
_COLUMNS_PX = (220, 190)  # of the values, and of what a column becomes


class FilePage(QWidget):
    """It reads its file off the main thread, and again when something about it is said; ``changed`` tells of each time.

    Parameters
    ----------
    subject
        Under which the tasks know the reading.
    project
        What the file is read for: its units and stations are what rows are matched to and seen among.
    """

    changed = Signal()

    def __init__(
        self,
        dialog: FormDialog,
        tasks: Tasks | TaskGroup,
        subject: str,
        table: str,
        project: Callable[[], Project],
    ) -> None:
        super().__init__()
        self.say: Language = dialog.say
        self.table, self._project = table, project
        self.path: Path | None = None
        self._file: FileImport | None = None
        self._mapping: dict[str, str] = {}
        self._attempts = FileReading[ImportAttempt](dialog, tasks, subject, self._show)
        self.options = ReadingOptions(self.say)
        self.told, self.trouble = label("quiet", wrap=True), label("alarm", wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.columns, self.preview, self.places_told = (
            ColumnsPage(self.say, _COLUMNS_PX),
            ImportPreview(),
            ElidedLabel(),
        )
        self.tabs = QTabWidget()
        self._place()
        self.retranslate()
        self.options.changed.connect(self.read)
        self.columns.changed.connect(self._mapped)

    def _place(self) -> None:
        form = QFormLayout()
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setVerticalSpacing(6)
        self._form = form
        for widget in self.options.boxes.values():
            form.addRow(" ", widget)
        remarks = QScrollArea()
        remarks.setWidgetResizable(True)
        said = QWidget()
        lines = QVBoxLayout(said)
        lines.setContentsMargins(6, 4, 6, 4)
        lines.addWidget(self.trouble)
        lines.addWidget(self.told, 1)
        remarks.setWidget(said)
        map_page, left = QWidget(), QWidget()
        under_map, side, row = QVBoxLayout(map_page), QVBoxLayout(left), QHBoxLayout(self)
        for layout in (under_map, side, row):
            layout.setContentsMargins(0, 0, 0, 0)
        under_map.addWidget(self.preview, 1)
        under_map.addWidget(self.places_told)
        side.addLayout(form)
        side.addWidget(remarks, 1)
        left.setFixedWidth(_LEFT_PX)
        for page in (self.columns, map_page):
            self.tabs.addTab(page, "")
        row.setSpacing(16)
        row.addWidget(left)
        row.addWidget(self.tabs, 1)
        self.setMinimumSize(_WIDTH_PX, _HEIGHT_PX)

    def retranslate(self) -> None:
        say = self.say
        for name, widget in self.options.boxes.items():
            words = self._form.labelForField(widget)
            assert words is not None
            words.setText(say(f"import.{name}"))  # type: ignore[attr-defined]  # the stubs call it a QWidget
            widget.setAccessibleName(say(f"import.{name}"))
        self.options.retranslate()
        self._show()

    @property
    def attempt(self) -> ImportAttempt | None:
        """What came of reading the file as is said now; None while it is being read, and without one."""
        return self._attempts.answer

    @property
    def reading(self) -> Reading | None:
        """Its rows; None where they cannot be read so."""
        trial = None if self.attempt is None else self.attempt.trial
        return None if trial is None else trial.reading

    def take(self, path: Path) -> None:
        """Read this file."""
        own = own_headings(self._project().about.practice, self.table)
        self.path, self._file, self._mapping = path, FileImport(path, self.table, own), {}
        self.options.layers.forget()
        self.read()

    def forget(self) -> None:
        """Have no file any more."""
        self.path, self._file, self._mapping = None, None, {}
        self.options.layers.forget()
        self._attempts.forget()

    def map_columns(self, mapping: dict[str, str]) -> None:
        """Read it with these columns (column → field, "" for none), over what their headings say."""
        self._mapping = mapping
        self.read()

    def read(self) -> None:
        """Read the file as is said now; nothing where there is none."""
        file, project = self._file, self._project()
        if file is None:
            return
        read_as = self.options.read_as(self._mapping)

        self._attempts.start(lambda: attempt_of(file, project, read_as, date.today()))

    def _mapped(self) -> None:
        self.map_columns(self.columns.mapping)

    def _show(self) -> None:
        attempt = self.attempt
        trial, places = (None, None) if attempt is None else (attempt.trial, attempt.places)
        self.columns.show_trial(self.table, trial)
        self.preview.show_places(places)
        self.places_told.put("" if places is None else self.say("import.map.hint"))
        counts = (
            0 if trial is None else len(trial.columns),
            0 if places is None else len(places.points) + len(places.outlines),
        )
        for number, (part, count) in enumerate(zip(("columns", "map"), counts, strict=True)):
            self.tabs.setTabText(number, self.say(f"import.tab.{part}", count=count))
            page = self.columns.rows if part == "columns" else self.preview
            page.setAccessibleName(self.tabs.tabText(number))
        error = None if attempt is None else attempt.error
        self.options.offer_layers(attempt)
        self.trouble.setText("" if error is None else trouble_sentence(self.say, error))
        self.trouble.setVisible(error is not None)
        if error is not None and trial is not None:  # there it can be mended
            self.tabs.setCurrentWidget(self.columns)
        self.told.setText("" if self.reading is None else "\n".join(reading_texts(self.say, self.reading)))
        self.changed.emit()
