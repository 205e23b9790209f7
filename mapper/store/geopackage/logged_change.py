"""What a line of the change log did to a project, or what takes it back, as the change of an edit.

The log has cells as they are stored. They are believed no more than those of a table: what cannot be is set aside.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from mapper import frames, schema
from mapper.edit import put_rows
from mapper.errors import InputError
from mapper.project import Project
from mapper.set_aside import SetAside
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.geopackage.cell_checks import checked_column, checked_shapes
from mapper.store.geopackage.column_reader import GEOMETRY
from mapper.store.geopackage.settings import read_about, read_norms
from mapper.store.history import FORGOTTEN, UNKNOWN, cells_of_line
from mapper.store.merging import carried

_SETTINGS: Mapping[str, Callable[[str], tuple[Any, list[SetAside]]]] = {"about": read_about, "norms": read_norms}


def change_of(told: Mapping[str, Any], *, back: bool) -> Callable[[Project], Project]:
    """A line's change of a project; with ``back`` what takes it back. ``told`` is what the line has of rows.

    It raises InputError ``changed_meanwhile`` where a cell is not as that line left it (or found it),
    ``log_forgotten`` where values of the line are gone, ``log_unknown`` where they were never known, ``log_cut`` where
    it has keys alone of some rows, and ``log_unreadable`` where it is none of ours.
    """

    def change(project: Project) -> Project:
        try:
            origin, target = _sides(project, told)
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise InputError("log_unreadable", path="") from error
        return carried(project, target, origin) if back else carried(project, origin, target)

    return change


def _sides(project: Project, told: Mapping[str, Any]) -> tuple[Project, Project]:
    """The project with each cell of the line as it was before it, and as it was after it."""
    cells = list(cells_of_line(told))
    if any(FORGOTTEN in (cell.before, cell.after) for cell in cells):
        raise InputError("log_forgotten")
    if any(UNKNOWN in (cell.before, cell.after) for cell in cells):
        raise InputError("log_unknown")
    if any("added_keys" in rows or "removed_keys" in rows for rows in told.values()):
        raise InputError("log_cut")
    before, after = project, project
    for part, rows in told.items():
        if part in schema.TABLES:
            was, now = _rows(part, rows, ("before", "removed")), _rows(part, rows, ("after", "added"))
            before, after = _put(before, part, was, now), _put(after, part, now, was)
        elif part in _SETTINGS:
            before, after = _set(before, part, rows["before"]), _set(after, part, rows["after"])
    return before, after


def _rows(name: str, told: Mapping[str, Any], kinds: tuple[str, ...]) -> pd.DataFrame:
    """Some of a line's rows by the name of the column, as they are stored."""
    found = pd.DataFrame([row for kind in kinds for row in told.get(kind, ())], columns=told["columns"], dtype=object)
    return found.set_index(schema.TABLES[name].key.name)


def _put(project: Project, name: str, rows: pd.DataFrame, others: pd.DataFrame) -> Project:
    """The project as it is with these rows in a table, and without those that only the other side has."""
    gone = others.index.difference(rows.index).intersection(project.table(name).index)
    if len(gone):
        project = project.with_tables(**{name: project.table(name).drop(index=gone)})
    if not len(rows):
        return project
    table, known = schema.TABLES[name], project.table(name).reindex(rows.index)
    columns: dict[str, Any] = {}
    set_aside: list[SetAside] = []
    for column in table.columns:
        if column.name not in rows:  # the line is older than the column
            columns[column.name] = known[column.name].array
            continue
        cells = rows[column.name].tolist()
        columns[column.name], bad = checked_column(column, cells)
        set_aside += [SetAside(name, rows.index[at], column.name, cell, reason) for at, cell, reason in bad]
    shapes = None
    if table.geometry is not None:
        blobs = [bytes.fromhex(cell) if isinstance(cell, str) else None for cell in rows[GEOMETRY]]
        shapes, bad = checked_shapes(table.geometry, blobs)
        set_aside += [SetAside(name, rows.index[at], SHAPES, cell, reason) for at, cell, reason in bad]
    put = put_rows(project, name, frames.framed(name, rows.index, columns, shapes))
    told = {SHAPES if column == GEOMETRY else column for column in rows.columns}
    kept = [c for c in put.set_aside if not (c.table == name and c.key in rows.index and c.column in told)]
    return replace(put, set_aside=(*kept, *set_aside))


def _set(project: Project, part: str, value: Mapping[str, Any]) -> Project:
    found, bad = _SETTINGS[part](json.dumps(value))
    kept = [cell for cell in project.set_aside if cell.table != part]
    return replace(project, **{part: found}, set_aside=(*kept, *bad))
