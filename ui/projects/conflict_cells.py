"""Cells that two have changed as a table: before, mine, theirs, in words."""

from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QObject

from mapper.names import name_of
from mapper.project import Project
from mapper.store.conflicts import Cell
from mapper.store.history import CellChange
from ui.language.history_words import cell_words, value_words
from ui.language.language import Language
from ui.widgets.rows_model import Field, RowsModel, RowsTable

_NAMED = {"officer_id": "officers", "owner_id": "officers", "community_code": "communities", "station_code": "stations"}


class CellRow(NamedTuple):
    """A cell as it is read."""

    cell: Cell
    table: str
    row: str
    field: str
    before: str
    mine: str
    theirs: str


def cells_model(say: Language, parent: QObject, sides: str) -> RowsModel[CellRow]:
    """The rows of such a table; none yet. ``sides`` is what the headings of the two sides begin with."""
    names = ("table", "row", "field", "before", "mine", "theirs")
    headings = [f"{sides if name in ('mine', 'theirs') else 'laptops'}.{name}" for name in names]
    fields = [
        Field(heading, attrgetter(name), tip=attrgetter(name)) for heading, name in zip(headings, names, strict=True)
    ]
    return RowsModel[CellRow](fields, say, parent)


def cells_table(model: RowsModel[CellRow]) -> RowsTable:
    """The table, in which several rows can be marked."""
    table = RowsTable(model)
    table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
    table.widths_px(110, 140, 130, 160, 160, 160)
    return table


def cell_row(say: Language, project: Project, cell: Cell) -> CellRow:
    """A cell in words; a row of the project that it names is told by its name."""
    change = CellChange(cell.part, cell.key, cell.column, cell.before, cell.mine)
    words = cell_words(say.messages, project, change)
    before, mine, theirs = words.before, words.after, value_words(say.messages, change, cell.theirs)
    if (table := _NAMED.get(cell.column)) is not None:
        before, mine, theirs = (
            name_of(project.table(table), value) if isinstance(value, str) and value else told
            for value, told in ((cell.before, before), (cell.mine, mine), (cell.theirs, theirs))
        )
    row = words.row
    if cell.part == "duties" and cell.key in project.duties.index:  # which have no names
        other = "officer_id" if cell.column == "community_code" else "community_code"
        row = name_of(project.table(_NAMED[other]), project.duties.at[cell.key, other])
    return CellRow(cell, words.table, row, words.field, before, mine, theirs)
