"""A roster read from a file: what it adds, changes and ends is shown line by line before any of it is applied."""

from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QDialogButtonBox, QTableView, QTabWidget, QWidget

from mapper.analysis.seats.coverage import coverage
from mapper.edits.roster import apply_roster
from mapper.edits.roster_choice import chosen
from mapper.edits.roster_difference import (
    RosterChange,
    RosterChanges,
    read_roster,
    roster_changes,
)
from mapper.errors import InputError
from mapper.io.file_columns import layers_to_choose
from mapper.io.reading import Reading
from mapper.io.source import Rejected
from ui.seats.roster_lines import (
    KINDS,
    RosterWords,
    difference_table,
    roster_remarks,
)
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.file_reading import FileButton, FileReading
from ui.widgets.form import FormDialog, date_edit, day_of
from ui.widgets.kit import label
from ui.widgets.rows_model import Field, RowsModel, RowsTable
from ui.widgets.several_button import SeveralButton
from ui.widgets.ticked_rows import TickedRows, TickedTable

# What was read of the file, officers and duties, and the comparison.
_Compared = tuple[tuple[Reading | None, Reading | None], RosterChanges]
_NO_REMARKS: tuple[Reading | None, Reading | None] = (None, None)


class RosterDialog(FormDialog):
    """File and day are chosen; the file is read and compared off the main thread; ticked lines become one edit."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self._reading = FileReading[_Compared](self, session.tasks, "roster", self._show)
        self._words: RosterWords | None = None
        self.file = FileButton(self, "import.choose", ("roster.kinds",))
        self.file.chosen.connect(lambda _: self._read_other())
        self.starts = date_edit(session.view.as_of, self.say)
        self.starts.dateChanged.connect(self.read)
        self.layers = SeveralButton()
        self.layers.changed.connect(self.read)
        self._sheets: tuple[str, ...] = ()
        self.field("roster.file", self.file)
        self.field("import.layers", self.layers)
        self.field("roster.starts", self.starts)
        self.told = label("quiet", wrap=True)
        self.effect = label("heading", wrap=True)
        self.tabs = QTabWidget()
        self._tables: list[QTableView] = []
        self.lists = {kind: self._list(kind) for kind in KINDS}
        self.unusable = RowsModel[Rejected](
            [
                Field("roster.row", lambda r: f"{r.row:,}", lambda r: r.row, right=True),
                Field("roster.reason", self._reason, tip=self._reason),
            ],
            self.say,
            self,
        )
        table = RowsTable(self.unusable)
        table.widths_px(80, 700)
        self._tables.append(table)
        self.tabs.addTab(table, "")
        self.tabs.setMinimumSize(880, 340)
        for place, widget in enumerate((self.told, self.tabs, self.effect), start=1):
            self.body.insertWidget(place, widget, int(widget is self.tabs))
        self.export = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.export.clicked.connect(self._ask_export)
        self.retranslate()

    def _list(self, kind: str) -> TickedRows[RosterChange]:
        model = TickedRows[RosterChange](
            [
                Field("roster.officer", lambda line: self._word("officer", line)),
                Field("roster.table", lambda line: self.say(f"table.{line.table}")),
                Field("roster.unit", lambda line: self._word("unit", line)),
                Field("roster.what", partial(self._values, kind), tip=partial(self._values, kind)),
            ],
            self.say,
            self,
        )
        model.ticks_changed.connect(self._show_effect)
        table = TickedTable(model)
        table.widths_px(200, 90, 150, 400)
        self._tables.append(table)
        self.tabs.addTab(table, "")
        return model

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("roster.title"))
        self.starts.setToolTip(say("roster.starts.meaning"))
        self.export.setText(say("roster.export"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(say("roster.do"))
        for table, kind in zip(self._tables, (*self.lists, "rejected"), strict=True):
            table.setAccessibleName(say(f"roster.{kind}"))
        self._show(keep_ticks=True)

    def take(self, path: Path) -> None:
        """Read this file."""
        self.file.take(path)

    @property
    def changes(self) -> RosterChanges | None:
        """What the file would change as of the day chosen."""
        return None if self._reading.answer is None else self._reading.answer[1]

    @property
    def _readings(self) -> tuple[Reading | None, Reading | None]:
        return _NO_REMARKS if self._reading.answer is None else self._reading.answer[0]

    def read(self) -> None:
        """Read and compare the file as of the day chosen; where several sheets are alike, those that are chosen."""
        path, project, day = self.file.path, self.session.document.project, day_of(self.starts)
        chosen_sheets = self.layers.chosen
        if path is None:
            return

        def work() -> _Compared:
            try:
                readings = read_roster(path, project, layer=chosen_sheets or None)
            except InputError as error:
                if not (names := layers_to_choose(error)):
                    raise
                self._sheets = names
                raise InputError("choose_layers") from error
            return readings, roster_changes(project, *readings, day)

        self._reading.start(work)

    def wanted(self) -> RosterChanges:
        """The lines that are ticked; InputError ``import_nothing`` where there is none."""
        if self.changes is None:
            raise InputError("import_nothing")
        part = chosen(self.changes, [line for model in self.lists.values() for line in model.ticked])
        if not (part.added or part.changed or part.ended):
            raise InputError("import_nothing")
        return part

    def apply(self) -> None:
        self.session.document.do(apply_roster(self.wanted()))

    def write(self, path: Path) -> None:
        """Write the whole difference to an Excel or CSV file; InputError where that fails."""
        if self.changes is not None and self._words is not None:
            ticked = {kind: model.ticked for kind, model in self.lists.items()}
            table = difference_table(self._words, self.changes, ticked)
            write_logged(self.session, self.session.day_in_hand.as_of, "roster_lines", table, path)

    def done(self, result: int) -> None:
        self.session.tasks.cancel("roster_effect")
        super().done(result)

    def _ask_export(self) -> None:
        title = self.say("roster.export")
        ask_table_file(
            self.say, self, title, f"{title}-{day_of(self.starts)}", self.write,
            lambda error: self.tell(self.say.error(error)),
        )  # fmt: skip

    def _read_other(self) -> None:
        self._sheets = ()
        self.layers.forget()
        self.read()

    def _show(self, keep_ticks: bool = False) -> None:
        self.layers.offer(self._sheets, self.say("import.layers.shown"))
        self.layers.setEnabled(bool(self._sheets))
        changes = self.changes
        self._words = None if changes is None else RosterWords(self.say, self.session.document.project, changes)
        for number, (kind, model) in enumerate(self.lists.items()):
            lines = () if changes is None else getattr(changes, kind)
            if not keep_ticks:
                # What would empty a station is ticked by a person who means it.
                asked = set() if changes is None else changes.emptying
                ticks = np.array([(line.table, line.key) not in asked for line in lines], dtype=bool)
                model.show(lines, ticks=ticks)
            self.tabs.setTabText(number, self.say("roster.tab", kind=self.say(f"roster.{kind}"), count=len(lines)))
        rejected = () if changes is None else changes.rejected
        self.unusable.show(rejected)
        words = self.say("roster.rejected")
        self.tabs.setTabText(len(KINDS), self.say("roster.tab", kind=words, count=len(rejected)))
        if not keep_ticks and changes is not None:  # a page that says something
            told = [*(model.rowCount() for model in self.lists.values()), len(rejected)]
            self.tabs.setCurrentIndex(next((number for number, lines in enumerate(told) if lines), 0))
        self.export.setEnabled(changes is not None)
        if changes is None:
            self.told.setText(self.say("roster.waiting"))
        else:
            read = [0 if reading is None else reading.read for reading in self._readings]
            head = self.say("roster.read", officers=read[0], duties=read[1], unchanged=changes.unchanged)
            self.told.setText("\n".join([head, *self._emptied(changes), *roster_remarks(self.say, self._readings)]))
        self._show_effect()

    def _emptied(self, changes: RosterChanges) -> list[str]:
        """A sentence where the roster would leave stations without anybody whom they have now."""
        if not changes.emptied or self._words is None:
            return []
        stations = [self._words.station(code) for code in changes.emptied]
        return [self.say("roster.emptied", stations=stations, lines=len(changes.emptying))]

    def _show_effect(self) -> None:
        """How many seats would be covered on the day with the ticked lines, counted off the main thread."""
        ok = self.buttons.button(self.buttons.StandardButton.Ok)
        try:
            part = self.wanted()
        except InputError:
            ok.setEnabled(False)
            self.effect.setText("" if self.changes is None else self.say("roster.no_line"))
            return
        ok.setEnabled(True)
        project, day = self.session.document.project, part.as_of

        def work() -> tuple[int, int, int]:
            before, after = coverage(project, day), coverage(apply_roster(part)(project), day)
            return before.covered, after.covered, before.units

        def show(answer: tuple[int, int, int]) -> None:
            before, after, units = answer
            lines = len(part.added) + len(part.changed) + len(part.ended)
            self.effect.setText(
                self.say("roster.effect", lines=lines, day=self.say.day(day), before=before, after=after, units=units)
            )

        self.session.tasks.start(
            "roster_effect", lambda _: work(), show, lambda error: self.tell(self.say.error(error))
        )

    def _word(self, name: str, line: RosterChange) -> str:
        return "" if self._words is None else str(getattr(self._words, name)(line))

    def _values(self, kind: str, line: RosterChange) -> str:
        return "" if self._words is None else self._words.values(kind, line)

    def _reason(self, line: Rejected) -> str:
        return self.say(f"reject.{line.code}", **line.values)
