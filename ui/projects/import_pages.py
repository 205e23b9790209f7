"""What there is to see of a file before it comes in, a page each: columns, words, places, changes, rejected rows."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from mapper import schema
from mapper.edits.file_import import FileImport, ImportTrial, ReadAs
from mapper.edits.import_difference import ChangedCell, ImportDifference
from mapper.errors import InputError
from mapper.io.file_columns import layers_to_choose
from mapper.io.reading import Reading
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from ui.language.difference_texts import CellWords
from ui.language.language import Language
from ui.projects.import_addresses import AddressesPage
from ui.projects.import_columns import ColumnsPage, WordsPage
from ui.projects.import_preview import ImportPreview, PlacesSeen, land_seen, places_seen
from ui.projects.import_rejected import RejectedPage
from ui.session.session import Session
from ui.widgets.kit import ElidedLabel, label
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_ROWS_SHOWN, _CELLS_SHOWN = 500, 2000
_WORD_PX, _TIME_PX = 110, 140
_LEAST_PX = (860, 230)
_PAGES = ("columns", "words", "addresses", "map", "changed", "new", "gone", "rejected")
_DIFFERENCE = ("changed", "new", "gone")
_ALWAYS = ("columns", *_DIFFERENCE)
_Row = Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class ImportAttempt:
    """A file as it was read; ``error`` says why it could not be."""

    trial: ImportTrial | None
    places: PlacesSeen | None
    error: InputError | None


def attempt_of(
    file: FileImport, project: Project, read_as: ReadAs, latest: date, land: tuple[Any, ...] | None = None
) -> ImportAttempt:
    """A file as it is read against a project, and where its rows lie; any thread. ``land`` is that of the project."""
    try:
        trial = file.read(project, read_as, latest)
    except InputError as error:
        return ImportAttempt(None, None, error)
    places = None
    if trial.reading is not None and trial.reading.crs is not None:
        places = places_seen(land_seen(project) if land is None else land, project, trial.reading.frame)
    return ImportAttempt(trial, places, trial.error)


def trouble_sentence(say: Language, error: InputError) -> str:
    """Why a file cannot be read so, and what can be done about it in the dialog."""
    own = "error.choose_layers" if layers_to_choose(error) else f"import.trouble.{error.code}"
    return say(own) if say.has(own) else say.error(error)


class ImportPages(QTabWidget):
    """``more`` says how much is listed where that is not all, and stands below; ``failed`` tells what went wrong."""

    failed = Signal(InputError)

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session, self.say = session, session.language
        self._cell_words = CellWords(self.say, session.document.project, "hazards")
        self.cells = RowsModel[ChangedCell](
            [
                Field("import.key", lambda cell: cell.key),
                Field("import.column", self._heading),
                Field("import.change", self._change, tip=self._change),
            ],
            self.say,
            self,
        )
        self.new, self.gone = (RowsModel[_Row]([], self.say, self) for _ in range(2))
        self.lists = [RowsTable(model) for model in (self.cells, self.new, self.gone)]
        self.lists[0].widths_px(140, 140, 420)
        self.columns, self.words, self.addresses = ColumnsPage(self.say), WordsPage(self.say), AddressesPage(self.say)
        self.rejected = RejectedPage(self.say, self)
        self.preview, self.places_told, self.more = ImportPreview(), ElidedLabel(), label("quiet")
        self._shown = (self.columns, self.words, self.addresses, self._map_page(), *self.lists, self.rejected)
        for page in self._shown:
            self.addTab(page, "")
        self.setMinimumSize(*_LEAST_PX)
        self.rejected.failed.connect(self.failed)

    def _map_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.preview, 1)
        column.addWidget(self.places_told)
        return page

    def show_attempt(self, table: str, path: Path | None, attempt: ImportAttempt | None) -> None:
        """Show a file as it was read for a table; None where there is none."""
        trial = None if attempt is None else attempt.trial
        places = None if attempt is None else attempt.places
        reading, difference = (None, None) if trial is None else (trial.reading, trial.difference)
        self.columns.show_trial(table, trial)
        self.preview.show_places(places)
        outside = 0 if places is None else places.outside
        self.places_told.put(self.say("import.map.outside" if outside else "import.map.hint", count=outside))
        rejected = () if reading is None else reading.rejected
        counts = {
            "columns": 0 if trial is None else len(trial.columns),
            "words": self.words.show_words(table, {} if reading is None else reading.unknown_words),
            "addresses": self.addresses.show_addresses(() if reading is None else reading.unsure_addresses),
            "map": 0 if places is None else len(places.points) + len(places.outlines),
            "rejected": self.rejected.show_rejected(None if trial is None else trial.source, rejected, path),
        }
        for part in _DIFFERENCE:
            counts[part] = 0 if difference is None else len(getattr(difference, part))
        if difference is not None and not counts["changed"]:  # further values are all that changes
            counts["changed"] = difference.cell_count
        if difference is None or reading is None:
            self.cells.show([])
            self.new.change([], [])
            self.gone.change([], [])
            self.more.hide()
        else:
            self._cell_words = CellWords(self.say, self.session.document.project, difference.table)
            self._show_rows(reading, difference)
        for number, (part, page) in enumerate(zip(_PAGES, self._shown, strict=True)):
            self.setTabText(number, self.say(f"import.tab.{part}", count=counts[part]))
            page.setAccessibleName(self.tabText(number))
            if isinstance(page, (ColumnsPage, WordsPage, AddressesPage)):
                page.rows.setAccessibleName(self.tabText(number))
            self.setTabVisible(number, bool(counts[part]) or part in _ALWAYS)

    def look_at_first(self) -> None:
        """The page where there is something to do: what the file changes, or else what its columns are."""
        filled = [n for n, rows in enumerate(self.lists) if rows.rows_model.rowCount()]
        self.setCurrentIndex(_PAGES.index(_DIFFERENCE[filled[0]]) if filled else 0)

    def _show_rows(self, reading: Reading, difference: ImportDifference) -> None:
        self.cells.show(list(islice(difference.cells(), _CELLS_SHOWN)))
        key = schema.TABLES[difference.table].key.name
        names = [key, *(name for name in reading.columns if name in reading.frame.columns)]
        fields = [Field[_Row](self.say.field(difference.table, n), partial(self._cell, n), coded=False) for n in names]
        for model, part in ((self.new, difference.new), (self.gone, difference.before.loc[difference.gone])):
            head = pd.DataFrame(part.head(_ROWS_SHOWN).drop(columns="geometry", errors="ignore"))
            model.change(fields, head.reset_index().to_dict("records"))
        for rows in self.lists[1:]:
            rows.widths_px(*(_TIME_PX if name in _timed(difference.table) else _WORD_PX for name in names))
        counts = (difference.cell_count, len(difference.new), len(difference.gone))
        cut = [
            self.say(f"import.first_shown.{name}", most=most)
            for name, count, most in zip(_DIFFERENCE, counts, (_CELLS_SHOWN, _ROWS_SHOWN, _ROWS_SHOWN), strict=True)
            if count > most
        ]
        self.more.setText(self.say("window.dot_joint").join(cut))
        self.more.setVisible(bool(cut))

    def _heading(self, cell: ChangedCell) -> str:
        return self._cell_words.heading(cell)

    def _change(self, cell: ChangedCell) -> str:
        return self._cell_words.change(cell)

    def _cell(self, name: str, row: _Row) -> str:
        return str(row[name]) if name == self._cell_words.table.key.name else self._cell_words.value(name, row[name])


def _timed(table: str) -> set[str]:
    return {column.name for column in schema.TABLES[table].columns if column.kind in ("date", "time")}
