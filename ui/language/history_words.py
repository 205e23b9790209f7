"""One cell before and after a change of the log, in words."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

from mapper import schema
from mapper.names import name_of
from mapper.project import Project
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.history import FORGOTTEN, UNKNOWN, CellChange
from ui.language.messages import Messages

STORED_SHAPE = "geom"  # as the log calls what a frame calls its geometry


class CellWords(NamedTuple):
    """A changed cell as a person reads it: of what table, which row, which field, before and after."""

    table: str
    row: str
    field: str
    before: str
    after: str


def cell_words(say: Messages, project: Project, cell: CellChange) -> CellWords:
    """Names are those of now; a row that is gone has its key."""
    table = say(f"table.{cell.table}") if say.has(f"table.{cell.table}") else cell.table
    row = cell.key
    if cell.table in schema.TABLES:
        frame = project.table(cell.table)
        if {"name", "display_name"} & {*frame.columns}:
            row = name_of(frame, cell.key)
    before, after = (value_words(say, cell, value) for value in (cell.before, cell.after))
    return CellWords(table, row, field_word(say, cell.table, cell.column), before, after)


def field_word(say: Messages, table: str, column: str) -> str:
    """The word for a column, a rule, or what a project says of itself."""
    if column in (STORED_SHAPE, SHAPES):
        return say("history.shape")
    if (table, column) == ("about", "practice"):
        return say("practice.code")
    for code in (f"about.{column}", f"rule.{column}") if table in ("about", "norms") else ():
        if say.has(code):
            return say(code)
    return say.field(table, column)


def value_words(say: Messages, cell: CellChange, value: Any) -> str:
    """A stored value: a choice by its word, a shape as one, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if value == FORGOTTEN:
        return say("history.forgotten")
    if value == UNKNOWN:
        return say("history.unknown")
    if cell.column in (STORED_SHAPE, SHAPES):
        return say("history.a_shape")
    if isinstance(value, Mapping) and say.has(f"practice.code.{value.get('code')}"):
        return say(f"practice.code.{value['code']}")
    if cell.table in schema.TABLES and isinstance(value, str):
        columns = schema.TABLES[cell.table]
        kind = columns.column(cell.column).kind if cell.column in columns.column_names else None
        with suppress(ValueError):  # what another program wrote need be no day
            if kind == "date":
                return say.day_in_figures(datetime.fromisoformat(value).date())
            if kind == "time":
                return say.moment(datetime.fromisoformat(value))
        return say.choice(cell.table, cell.column, value).replace("\n", " ")
    return str(value)
