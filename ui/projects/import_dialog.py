"""Reading a file into a table: what it would change is shown cell by cell first, and taken as one edit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QScrollArea, QTabWidget, QWidget

from mapper import schema
from mapper.edits.import_difference import ChangedCell, ImportDifference, import_difference
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.io.datum import DATUMS
from mapper.io.encodings import name_text
from mapper.io.reading import Reading, read_table
from ui.language.difference_texts import CellWords, difference_texts
from ui.language.reading_texts import reading_texts
from ui.projects.import_seen import Period, period_wanted, show_taken
from ui.session.session import Session
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog
from ui.widgets.kit import label, refill
from ui.widgets.rows_model import Field, RowsModel, RowsTable

TABLES = tuple(name for name, table in schema.TABLES.items() if table.importable)
_ROWS_SHOWN, _CELLS_SHOWN = 500, 2000
_TOLD_PX, _WORD_PX, _TIME_PX = 96, 110, 140
_TABS = ("changed", "new", "gone")
_Row = Mapping[Any, Any]


@dataclass(frozen=True, eq=False)
class _Compared:
    reading: Reading
    difference: ImportDifference


class ImportDialog(FormDialog):
    """Table and file are chosen; it is read and compared off the main thread, and again when an option changes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._reading = FileReading[_Compared](self, session.tasks, "import", self._show)
        self._words = CellWords(self.say, session.document.project, TABLES[0])
        self.table, self.datum = QComboBox(), QComboBox()
        self.file = FileButton(self, "import.choose", ("import.kinds", "window.all_files"))
        self.file.chosen.connect(lambda _: self.read())
        self.crs, self.encoding = QLineEdit(), QLineEdit()
        for name, widget in (
            ("table", self.table), ("file", self.file), ("crs", self.crs), ("datum", self.datum),
            ("encoding", self.encoding),
        ):  # fmt: skip
            self.field(f"import.{name}", widget)
        self.summary, self.told, self.more = label("heading", wrap=True), label("quiet", wrap=True), label("quiet")
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.told.setContentsMargins(8, 4, 8, 4)
        # What is to be known of a file can be long; the rows below must keep their place.
        self.remarks = QScrollArea()
        self.remarks.setWidgetResizable(True)
        self.remarks.setWidget(self.told)
        self.remarks.setFixedHeight(_TOLD_PX)
        self.cells = RowsModel[ChangedCell](
            [
                Field("import.key", lambda cell: cell.key),
                Field("import.column", lambda cell: self.say.field(self._words.table.name, cell.column)),
                Field("import.change", self._change, tip=self._change),
            ],
            self.say,
            self,
        )
        self.new, self.gone = (RowsModel[_Row]([], self.say, self) for _ in range(2))
        self.tabs = QTabWidget()
        self.lists = [RowsTable(model) for model in (self.cells, self.new, self.gone)]
        self.lists[0].widths_px(140, 140, 420)
        for rows in self.lists:
            self.tabs.addTab(rows, "")
        self.tabs.setMinimumSize(760, 190)
        self.period = QCheckBox()
        self.period.setChecked(True)
        for place, part in enumerate((self.summary, self.remarks, self.tabs, self.more, self.period), start=1):
            self.body.insertWidget(place, part, int(part is self.tabs))
        self.body.setSpacing(10)
        self.form.setVerticalSpacing(6)
        # The stylesheet writes it bold and measures it plain; its words are long.
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        font = ok.font()
        font.setWeight(font.Weight.DemiBold)
        ok.setFont(font)
        self.retranslate()
        self.table.currentIndexChanged.connect(self.read)
        self.datum.currentIndexChanged.connect(self.read)
        self.crs.editingFinished.connect(self.read)
        self.encoding.editingFinished.connect(self.read)
        self._show()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("import.title"))
        refill(self.table, [say(f"table.{name}") for name in TABLES], start=TABLES.index("hazards"))
        refill(self.datum, [say(f"import.datum.{name}") for name in DATUMS])
        self.crs.setPlaceholderText(say("import.crs.hint"))
        self.encoding.setPlaceholderText(say("import.encoding.hint"))
        self._show()

    def take(self, path: Path) -> None:
        """Read this file."""
        self.file.take(path)

    @property
    def reading(self) -> Reading | None:
        """What was read of the file with the options of now."""
        return None if self._reading.answer is None else self._reading.answer.reading

    @property
    def difference(self) -> ImportDifference | None:
        """What the file would change."""
        return None if self._reading.answer is None else self._reading.answer.difference

    def read(self) -> None:
        """Read and compare the file with the options of now."""
        path = self.file.path
        if path is None:
            return
        project = self.session.document.project
        table = TABLES[self.table.currentIndex()]
        latest = self._latest
        options = partial(
            read_table,
            path,
            table,
            crs=self.crs.text().strip() or None,
            datum=DATUMS[self.datum.currentIndex()],
            encoding=self.encoding.text().strip() or None,
            communities=project.communities,
            stations=project.stations,
            officers=project.officers,
            places=project.places,
            keys_in_use=set(project.table(table).index),
        )

        def work() -> _Compared:
            reading = options()
            return _Compared(reading, import_difference(project, reading, latest))

        self._reading.start(work)

    @property
    def _latest(self) -> date:
        """The last day on which anything can have happened."""
        return max(self.session.document.project.as_of, date.today())

    def apply(self) -> None:
        difference, path = self.difference, self.file.path
        if difference is None or difference.nothing or path is None:
            raise InputError("import_nothing")
        period = self._period if self.period.isChecked() else None
        self.session.document.do(take_rows(difference, name_text(path.name)))
        show_taken(self.session, difference, period)

    @property
    def _period(self) -> Period | None:
        """What is to be looked at so that what comes in is seen; None where it is anyway."""
        return None if self.difference is None else period_wanted(self.session, self.difference, self._latest)

    def _show(self) -> None:
        difference = self.difference
        counts = dict.fromkeys(_TABS, 0)
        if difference is not None:
            counts = {name: len(getattr(difference, name)) for name in _TABS}
        for number, name in enumerate(_TABS):
            self.tabs.setTabText(number, self.say(f"import.tab.{name}", count=counts[name]))
            self.lists[number].setAccessibleName(self.tabs.tabText(number))
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        ok.setEnabled(difference is not None and not difference.nothing)
        taking = self.say("import.take", new=counts["new"], changed=counts["changed"])
        ok.setText(self.say("import.title") if difference is None else taking)
        self._show_period()
        if self.reading is None or difference is None:
            self.summary.setText("")
            self.told.setText(self.say("import.waiting"))
            self.cells.show([])
            self.new.change([], [])
            self.gone.change([], [])
            self.more.hide()
            return
        self._words = CellWords(self.say, self.session.document.project, difference.table)
        first, *remarks = difference_texts(self.say, difference)
        self.summary.setText(first)
        self.told.setText("\n".join([*remarks, *reading_texts(self.say, self.reading)]))
        self._show_rows(self.reading, difference)
        self.make_room()

    def _show_period(self) -> None:
        period = self._period
        self.period.setVisible(period is not None)
        if period is not None and period.as_of != self.session.view.as_of:
            self.period.setText(self.say("import.show_day", day=self.say.day(period.as_of)))
        elif period is not None and period.let_go is not None:
            first, last = period.let_go
            self.period.setText(self.say("import.show_all_days", first=first, last=last))

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
        cells = int(difference.differs.to_numpy(dtype=bool).sum())
        cut = max(len(difference.new), len(difference.gone)) > _ROWS_SHOWN or cells > _CELLS_SHOWN
        self.more.setText(self.say("import.first_shown", cells=_CELLS_SHOWN, rows=_ROWS_SHOWN))
        self.more.setVisible(cut)
        # Where nothing changes, what is new is looked at first.
        filled = [number for number, rows in enumerate(self.lists) if rows.rows_model.rowCount()]
        self.tabs.setCurrentIndex(filled[0] if filled else 0)

    def _change(self, cell: ChangedCell) -> str:
        return self._words.change(cell)

    def _cell(self, name: str, row: _Row) -> str:
        return str(row[name]) if name == self._words.table.key.name else self._words.value(name, row[name])


def _timed(table: str) -> set[str]:
    return {column.name for column in schema.TABLES[table].columns if column.kind in ("date", "time")}
