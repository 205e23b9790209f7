"""The change log: when, who and what, from the newest on; filtered by typing, copied, and written to a file."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLineEdit, QWidget

from mapper.edits.others import others_taken_back
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.names import folded
from mapper.project import Project
from mapper.store.history import WRITTEN_ELSEWHERE, Forgotten, cells_of_line, rows_of_line
from ui.language.history_words import CellWords, cell_words
from ui.language.messages import Messages
from ui.language.sentences import logged_sentence, redrawn_of_line
from ui.projects.forget_dialog import ForgetDialog
from ui.session.session import Session
from ui.session.table_file import write_logged
from ui.widgets.day_field import moment_field
from ui.widgets.file_dialogs import ask_table_file
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.notice import NoticeBar
from ui.widgets.row_texts import as_frame, as_tabbed
from ui.widgets.rows_model import Field, RowsModel, RowsTable
from ui.widgets.tasks import Ticket

_SUBJECT = "log"
_MOST_CELLS = 2000  # shown of the marked changes, or looked through for words
_LONGEST_WORD = 60


@dataclass(frozen=True)
class LogRow:
    """One written change; ``at`` is this computer's own clock, ``rows`` how many rows of all tables changed.

    ``told`` is what the log has of these rows, ``words`` their keys and values. ``others``: another program made it.
    """

    number: int
    at: datetime
    who: str
    what: str
    rows: int
    told: Mapping[str, Any]
    words: str
    others: bool


class ChangeLogDialog(FormDialog):
    """Shows what the file itself remembers; undoing and redoing are changes too."""

    def __init__(self, session: Session, notice: NoticeBar, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session, self.notice = session, notice
        self._reading = True
        self.filter, self.counted = QLineEdit(), label("quiet")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._refilter)
        self.model = RowsModel[LogRow](
            [
                Field("log.number", lambda row: f"{row.number:,}", lambda row: row.number, right=True),
                moment_field("log.at", lambda row: row.at, self.say, to="second"),
                Field("log.who", lambda row: row.who or (self.say("log.another") if row.others else "—")),
                Field("log.what", lambda row: row.what, tip=lambda row: row.what),
                Field("log.rows", lambda row: f"{row.rows:,}", lambda row: row.rows, right=True),
            ],
            self.say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.table.copy_wanted.connect(self._copy)
        self.table.widths_px(56, 156, 100, 400, 64)
        self.table.setMinimumSize(860, 250)
        self.cells = RowsModel[CellWords](
            [Field(f"history.{name}", attrgetter(name), tip=attrgetter(name)) for name in CellWords._fields],
            self.say,
            self,
        )
        self.cell_table = RowsTable(self.cells)
        self.cell_table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.cell_table.copy_wanted.connect(self._copy_cells)
        self.cell_table.widths_px(110, 150, 120, 200, 200)
        self.cell_table.setMinimumHeight(150)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_cells())
        for place, widget in enumerate((self.filter, self.table, self.counted, self.cell_table)):
            self.body.insertWidget(place, widget, 3 if widget is self.table else 2 if widget is self.cell_table else 0)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        self.export = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.export.clicked.connect(self._ask_file)
        self.forget = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.forget.clicked.connect(self._ask_forgetting)
        self.forget.setEnabled(not session.document.store.read_only)
        self.looked_at = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.looked_at.clicked.connect(self._take_as_looked_at)
        self.take_back = self.buttons.addButton("", QDialogButtonBox.ButtonRole.ActionRole)
        self.take_back.clicked.connect(self._take_back)
        self.retranslate()
        session.document.others_seen.connect(self._read)
        session.document.log_others_beside(session.tasks)

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("log.title"))
        self.filter.setPlaceholderText(say("log.filter"))
        self.filter.setAccessibleName(say("log.filter"))
        self.table.setAccessibleName(say("log.title"))
        self.cell_table.setAccessibleName(say("log.cells"))
        self.export.setText(say("units.export"))
        self.forget.setText(say("forget.open"))
        self.looked_at.setText(say("log.looked_at"))
        self.take_back.setText(say("log.take_back"))
        self._refilter()
        self._read()

    def write(self, path: Path) -> None:
        """Write the rows shown to an Excel or CSV file; InputError where that fails."""
        write_logged(self.session, self.session.day_in_hand.as_of, "history", as_frame(self.model), path)
        self.notice.tell(self.say("window.done_file", path=path), trouble=False)

    def _read(self) -> None:
        """Read the log on a thread: a line may hold a hundred thousand rows."""
        store, project, messages = self.session.document.store, self.session.document.project, self.say.messages

        def work(_: Ticket) -> tuple[frozenset[int], list[LogRow]]:
            unseen, log = store.unseen(), store.change_log()
            lines = list(log.to_dict("index").items())[::-1]
            return unseen, [_row(messages, project, int(number), line, unseen) for number, line in lines]

        self.session.tasks.start(_SUBJECT, work, self._show, self._refused)

    def _show(self, read: tuple[frozenset[int], list[LogRow]]) -> None:
        unseen, rows = read
        self.looked_at.setEnabled(bool(unseen) and not self.session.document.store.read_only)
        self.model.show(rows)
        self._reading = False
        self._refilter()
        self.table.selectRow(0)

    def done(self, result: int) -> None:
        self.session.document.others_seen.disconnect(self._read)
        self.session.tasks.cancel(_SUBJECT)
        super().done(result)

    def _refilter(self) -> None:
        words = folded(self.filter.text()).split()
        texts = [
            folded(f"{row.at:%Y-%m-%d %H:%M} {self.say.moment(row.at)} {row.who} {row.what} {row.words}")
            for row in self.model.all_rows
        ]
        self.model.keep(np.array([all(word in text for word in words) for text in texts], dtype=bool))
        counted = self.say("log.counted", count=self.model.rowCount(), all=len(texts))
        self.counted.setText(self.say("log.reading") if self._reading else counted)
        self.export.setEnabled(self.model.rowCount() > 0)
        self._show_cells()

    def _show_cells(self) -> None:
        """What each marked change did to each cell, of the newest marked first."""
        project, shown = self.session.document.project, list[CellWords]()
        for row in self.table.selected_rows():
            cells = islice(cells_of_line(row.told), _MOST_CELLS - len(shown))
            shown += [cell_words(self.say.messages, project, cell) for cell in cells]
        self.cells.show(shown)
        chosen = self.table.selected_rows()
        can = len(chosen) == 1 and chosen[0].others and bool(chosen[0].told)
        self.take_back.setEnabled(can and not self.session.document.store.read_only)

    def _take_as_looked_at(self) -> None:
        """What other programs have written has been looked at: it is told no more."""
        document = self.session.document
        self.looked_at.setEnabled(False)
        document.accept_rows_beside(self.session.tasks, lambda _: self._read(), self._refused)

    def _take_back(self) -> None:
        """What another program has done is taken back by an edit of one's own, which can be undone itself."""
        number, document = self.table.selected_rows()[0].number, self.session.document
        try:
            document.do(others_taken_back(document.store, number))
        except InputError as error:
            self._refused(error)
        else:
            self._read()

    def _refused(self, error: InputError) -> None:
        self.tell(self.say.error(error))

    def _copy_cells(self) -> None:
        QGuiApplication.clipboard().setText(as_tabbed(self.cells, self.cell_table.selected_rows()))

    def _ask_forgetting(self) -> None:
        rows = {(c.table, c.key) for row in self.table.selected_rows() for c in cells_of_line(row.told) if c.key}
        dialog = ForgetDialog(self.session, rows, self)
        dialog.forgotten.connect(self._tell_forgotten)
        dialog.open()

    def _tell_forgotten(self, gone: Forgotten) -> None:
        self._read()
        told = self.say("forget.done", values=gone.values, changes=gone.lines, copies=gone.copies)
        self.notice.tell(told, trouble=False)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(as_tabbed(self.model, self.table.selected_rows()))

    def _ask_file(self) -> None:
        title = self.say("log.title")
        ask_table_file(self.say, self, title, title, self.write, lambda error: self.tell(self.say.error(error)))


def _row(
    messages: Messages, project: Project, number: int, line: Mapping[str, Any], unseen: AbstractSet[int]
) -> LogRow:
    redrawn = redrawn_of_line(line["code"], line["details"], line["rows"], project)
    told = logged_sentence(messages, line["code"], line["details"], project, redrawn)
    return LogRow(
        number,
        datetime.fromisoformat(line["at"]).astimezone(),
        line["who"],
        messages("log.not_looked_at", what=told) if number in unseen else told,
        rows_of_line(line["rows"]),
        line["rows"],
        _words_in(line["rows"]),
        line["code"] == WRITTEN_ELSEWHERE,
    )


def _words_in(tables: Mapping[str, Mapping[str, Any]]) -> str:
    """What a change can be found by: keys and short values of the cells that it touched."""
    found: set[str] = set()
    for cell in islice(cells_of_line(tables), _MOST_CELLS):
        found |= {v for v in (cell.key, cell.before, cell.after) if isinstance(v, str) and len(v) <= _LONGEST_WORD}
    return " ".join(sorted(found))
