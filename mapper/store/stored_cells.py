"""A project's rows cell by cell, in the form in which the change log has them, and a project changed by such rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from mapper import schema
from mapper.project import Project
from mapper.store.geopackage.column_reader import GEOMETRY
from mapper.store.geopackage.logged_change import change_of
from mapper.store.geopackage.tables import column_names, rows

__all__ = ["SHAPE", "Row", "changed_by", "stored_row", "stored_rows"]

SHAPE = GEOMETRY  # what the log calls a row's shape
Row = Mapping[str, Any]


def stored_rows(project: Project, table: str, keys: Iterable[str] | None = None) -> dict[str, Row]:
    """Rows of a table by key, as column → stored value, shapes in hex; those of these keys that are there, or all."""
    frame = project.table(table)
    if keys is not None:
        frame = frame.loc[[key for key in keys if key in frame.index]]
    names = column_names(table)
    shape = len(names) - 1 if schema.TABLES[table].geometry is not None else None
    found: dict[str, Row] = {}
    for row in rows(table, frame, [cell for cell in project.set_aside if cell.table == table]):
        cells = dict(zip(names, row, strict=True))
        if shape is not None and isinstance(row[shape], bytes):
            cells[SHAPE] = row[shape].hex()
        found[str(row[0])] = cells
    return found


def stored_row(project: Project, table: str, key: str) -> Row | None:
    """One row; None where there is none."""
    return stored_rows(project, table, (key,)).get(key)


def changed_by(project: Project, told: Mapping[str, Any]) -> Project:
    """The project after what a line of the change log tells. InputError as of ``Store.logged_change``."""
    return change_of(told, back=False)(project)
