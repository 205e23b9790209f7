"""Reading a file into a table: what was read is shown first, and goes into the project as one edit."""

from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from mapper import schema
from mapper.edits.import_difference import import_difference
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.io.datum import DATUMS
from mapper.io.encodings import name_text
from mapper.io.reading import Reading, read_table
from ui.language.reading_texts import reading_texts
from ui.session.session import Session
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.rows_model import Field, RowsModel, RowsTable

TABLES = tuple(name for name, table in schema.TABLES.items() if table.importable)
_ROWS_SHOWN = 50


class ImportDialog(FormDialog):
    """Table and file are chosen; the file is read off the main thread, and again when an option changes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._reading = FileReading[Reading](self, session.tasks, "import", self._show)
        self.table, self.datum = QComboBox(), QComboBox()
        self.file = FileButton(self, "import.choose", ("import.kinds", "window.all_files"))
        self.file.chosen.connect(lambda _: self.read())
        self.crs, self.encoding = QLineEdit(), QLineEdit()
        for name, widget in (
            ("table", self.table), ("file", self.file), ("crs", self.crs), ("datum", self.datum),
            ("encoding", self.encoding),
        ):  # fmt: skip
            self.field(f"import.{name}", widget)
        self.told = label("quiet", wrap=True)
        self.model = RowsModel[dict[str, object]]([], self.say, self)
        self.preview = RowsTable(self.model)
        self.preview.setMinimumSize(640, 200)
        self.body.insertWidget(1, self.told)
        self.body.insertWidget(2, self.preview, 1)
        self.retranslate()
        self.table.setCurrentIndex(TABLES.index("hazards"))
        self.table.currentIndexChanged.connect(self.read)
        self.datum.currentIndexChanged.connect(self.read)
        self.crs.editingFinished.connect(self.read)
        self.encoding.editingFinished.connect(self.read)
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("import.title"))
        for box, texts in (
            (self.table, [say(f"table.{name}") for name in TABLES]),
            (self.datum, [say(f"import.datum.{name}") for name in DATUMS]),
        ):
            chosen = max(box.currentIndex(), 0)
            box.blockSignals(True)
            box.clear()
            box.addItems(texts)
            box.setCurrentIndex(chosen)
            box.blockSignals(False)
        self.crs.setPlaceholderText(say("import.crs.hint"))
        self.encoding.setPlaceholderText(say("import.encoding.hint"))
        self.preview.setAccessibleName(say("import.preview"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("import.do"))
        self._show()

    def take(self, path: Path) -> None:
        """Read this file."""
        self.file.take(path)

    @property
    def reading(self) -> Reading | None:
        """What was read of the file with the options of now."""
        return self._reading.answer

    def read(self) -> None:
        """Read the file with the options of now."""
        path = self.file.path
        if path is None:
            return
        project = self.session.document.project
        table = TABLES[self.table.currentIndex()]
        work = partial(
            read_table,
            path,
            table,
            crs=self.crs.text().strip() or None,
            datum=DATUMS[self.datum.currentIndex()],
            encoding=self.encoding.text().strip() or None,
            communities=project.communities,
            stations=project.stations,
            officers=project.officers,
            keys_in_use=set(project.table(table).index),
        )
        self._reading.start(work)

    def apply(self) -> None:
        reading, path = self.reading, self.file.path
        if reading is None or not len(reading.frame) or path is None:
            raise InputError("import_nothing")
        project = self.session.document.project
        difference = import_difference(project, reading, max(project.as_of, date.today()))
        self.session.document.do(take_rows(difference, name_text(path.name)))

    def _show(self) -> None:
        reading = self.reading
        ready = reading is not None and len(reading.frame) > 0
        self.buttons.button(self.buttons.StandardButton.Ok).setEnabled(ready)
        if reading is None:
            self.told.setText(self.say("import.waiting"))
            self.model.change([], [])
            return
        self.told.setText("\n".join(reading_texts(self.say, reading)))
        shown = [name for name in reading.columns if name in reading.frame.columns or name == reading.frame.index.name]
        fields: list[Field[dict[str, object]]] = [
            Field(reading.columns[name], partial(_cell, name), coded=False) for name in shown
        ]
        head = reading.frame.drop(columns="geometry", errors="ignore").head(_ROWS_SHOWN).reset_index()
        self.model.change(fields, head.to_dict("records"))


def _cell(name: str, row: dict[str, object]) -> str:
    value = row[name]
    if value is None or value is pd.NaT or value is pd.NA or value != value:  # noqa: PLR0124 NaN is not itself
        return "—"
    return value.strftime("%Y-%m-%d %H:%M") if isinstance(value, pd.Timestamp) else str(value)
