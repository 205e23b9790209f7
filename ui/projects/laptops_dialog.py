"""Edits of laptops that wait for a person's word: before, mine and theirs side by side, and the word itself."""

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

import pandas as pd
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from mapper.edit import Edit
from mapper.errors import InputError
from mapper.laptops.waiting import Cell, Waiting, by_hand, keep_theirs, take_mine, waiting
from mapper.project import Project
from mapper.store.history import CellChange
from ui.language.history_words import cell_words, value_words
from ui.language.language import Language
from ui.language.laptop_words import reason_word
from ui.language.sentences import logged_sentence
from ui.session.session import Session
from ui.widgets.form import FormDialog
from ui.widgets.kit import label
from ui.widgets.rows_model import Field, RowsModel, RowsTable


class _Row(NamedTuple):
    """An edit that waits, as it is read."""

    edit: Waiting
    laptop: str
    at: str
    by: str
    what: str
    why: str


class _CellRow(NamedTuple):
    """A cell of it."""

    cell: Cell
    table: str
    row: str
    field: str
    before: str
    mine: str
    theirs: str


class LaptopsDialog(FormDialog):
    """Nothing goes from the list before it is decided; each decision is an edit of its own that undo takes back."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.language, parent)
        self.session = session
        self.counted = label("", wrap=True)
        self.model = RowsModel[_Row](
            [
                Field(f"laptops.{name}", attrgetter(name), tip=attrgetter(name))
                for name in ("laptop", "at", "by", "what", "why")
            ],
            self.say,
            self,
        )
        self.table = RowsTable(self.model)
        self.table.widths_px(80, 130, 90, 300, 240)
        self.table.setMinimumSize(880, 170)
        self.cells = RowsModel[_CellRow](
            [
                Field(f"laptops.{name}", attrgetter(name), tip=attrgetter(name))
                for name in ("table", "row", "field", "before", "mine", "theirs")
            ],
            self.say,
            self,
        )
        self.cell_table = RowsTable(self.cells)
        self.cell_table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        self.cell_table.widths_px(110, 140, 130, 160, 160, 160)
        self.cell_table.setMinimumHeight(190)
        self.heading = label("")
        for place, widget in enumerate((self.counted, self.table, self.heading, self.cell_table)):
            self.body.insertWidget(place, widget, 1 if isinstance(widget, RowsTable) else 0)
        self.buttons.setStandardButtons(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.mine, self.theirs, self.hand = (self.buttons.addButton("", role) for _ in range(3))
        self.mine.clicked.connect(lambda: self._decide(take_mine))
        self.theirs.clicked.connect(lambda: self._decide(keep_theirs))
        self.hand.clicked.connect(lambda: self._decide(self._by_hand))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_cells())
        self.cell_table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        session.document.changed.connect(self._read)
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        say = self.say
        self.setWindowTitle(say("laptops.title"))
        self.heading.setText(say("laptops.cells"))
        self.table.setAccessibleName(say("laptops.title"))
        self.cell_table.setAccessibleName(say("laptops.cells"))
        for button, code in (
            (self.mine, "laptops.take_mine"),
            (self.theirs, "laptops.keep_theirs"),
            (self.hand, "laptops.by_hand"),
        ):
            button.setText(say(code))
        self.hand.setToolTip(say("laptops.by_hand.tip"))
        self._read()

    def _read(self, *_: object) -> None:
        project = self.session.document.project
        chosen = max(self.table.currentIndex().row(), 0)
        rows = [_row(self.say, project, one) for one in waiting(project)]
        self.model.show(rows)
        self.counted.setText(self.say("laptops.count", count=len(rows)) if rows else self.say("laptops.none"))
        self.table.selectRow(min(chosen, len(rows) - 1))
        self._show_cells()

    def _chosen(self) -> Waiting | None:
        rows = self.table.selected_rows()
        return rows[0].edit if rows else None

    def _show_cells(self) -> None:
        one, project = self._chosen(), self.session.document.project
        self.cells.show([] if one is None else [_cell_row(self.say, project, cell) for cell in one.cells])
        self._enable()

    def _enable(self) -> None:
        there = self._chosen() is not None and not self.session.document.store.read_only
        self.mine.setEnabled(there)
        self.theirs.setEnabled(there)
        self.hand.setEnabled(there and bool(self.cell_table.selected_rows()))

    def _by_hand(self, project: Project, offline_id: str) -> Edit:
        marked = {row.cell.place: row.cell.mine for row in self.cell_table.selected_rows()}
        return by_hand(project, offline_id, marked)

    def _decide(self, edit_of: Callable[[Project, str], Edit]) -> None:
        one = self._chosen()
        if one is None:
            return
        document = self.session.document
        try:
            document.do(edit_of(document.project, one.offline_id))
        except InputError as error:
            self.tell(self.say.error(error))


def _row(say: Language, project: Project, one: Waiting) -> _Row:
    at = (
        "—" if pd.isna(one.made_at) else f"{one.made_at.tz_localize('UTC').to_pydatetime().astimezone():%Y-%m-%d %H:%M}"
    )
    what = logged_sentence(say.messages, one.code, one.details, project)
    return _Row(one, one.laptop, at, one.made_by or "—", what, reason_word(say.messages, one.reason))


def _cell_row(say: Language, project: Project, cell: Cell) -> _CellRow:
    change = CellChange(cell.part, cell.key, cell.column, cell.before, cell.mine)
    words = cell_words(say.messages, project, change)
    theirs = value_words(say.messages, change, cell.theirs)
    return _CellRow(cell, words.table, words.row, words.field, words.before, words.after, theirs)
