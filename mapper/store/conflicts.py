"""What two have both changed, cell by cell – before, mine, theirs – and an edit as whoever was asked wants it.

Needed only when there is a conflict; :mod:`mapper.store.merging` finds it.
"""

import json
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from mapper import frames, schema
from mapper.edit import Edit, drop_rows, put_rows
from mapper.project import Project
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.differences import differences
from mapper.store.merging import Clash, ConflictError, believed, clashes, with_rows_of
from mapper.store.stored_cells import SHAPE, Row, stored_row

Place = tuple[str, str, str]


class Cell(NamedTuple):
    """One cell that an edit would change: ``part`` a table or ``norms`` or ``about``, ``column`` as the log calls it.

    ``theirs`` is what stands there now, whoever wrote it.
    """

    part: str
    key: str
    column: str
    before: Any
    mine: Any
    theirs: Any

    @property
    def place(self) -> Place:
        return self.part, self.key, self.column


def cells_of(conflict: ConflictError) -> list[Cell]:
    """The cells that both have changed; of a row that one side took out, those that the other has changed."""
    found: list[Cell] = []
    for clash in conflict.clashes:
        part, key = clash
        if part not in schema.TABLES:
            was, mine, theirs = (
                json.loads(json.dumps(getattr(one, part).as_json(), default=str))
                for one in (conflict.before, conflict.mine, conflict.theirs)
            )
            found.append(Cell(part, "", key, was.get(key), mine.get(key), theirs.get(key)))
            continue
        rows = [stored_row(one, part, key) for one in (conflict.before, conflict.mine, conflict.theirs)]
        found += [
            Cell(part, key, column, *(None if row is None else row.get(column) for row in rows))
            for column in _columns(part, *rows)
        ]
    for rival in conflict.rivals:
        mine = stored_row(conflict.mine, "duties", rival.key) or {}
        other = stored_row(conflict.theirs, "duties", rival.other) or {}
        column = "community_code" if mine["officer_id"] == other["officer_id"] else "officer_id"
        found.append(Cell("duties", rival.key, column, None, mine[column], other[column]))
    return found


def _columns(part: str, before: Row | None, mine: Row | None, theirs: Row | None) -> list[str]:
    own = schema.TABLES[part].key.name
    was, ours, now = (row or {} for row in (before, mine, theirs))
    names = [name for name in dict.fromkeys((*was, *ours, *now)) if name != own]
    if before is None or mine is None or theirs is None:
        pair = (ours, was) if theirs is None else (was, now) if mine is None else (ours, now)
        names = [name for name in names if pair[0].get(name) != pair[1].get(name)]
        return names or [own]
    return [name for name in names if was.get(name) != now.get(name) and ours.get(name) != now.get(name)]


def settled(edit: Edit, conflict: ConflictError, mine: AbstractSet[Place]) -> Edit:
    """The edit with what a person chose: their own of these cells, what others made of all others that are asked about.

    A row that came or went goes by whole: it is one's own where any of its cells is. So do outlines of units, for a
    border is that of both sides: where one of them is given up, all that the edit moves are. The edit raises
    ConflictError where others have changed the same once more since they were shown.
    """
    rows = {place[:2] for place in mine}
    columns: dict[tuple[str, str], set[str]] = {}
    cells = cells_of(conflict)
    for cell in cells:
        columns.setdefault((cell.part, cell.key), set()).add(cell.column)
    whole = {clash for clash in conflict.clashes if _is_whole(conflict, clash)}

    def change(project: Project) -> Project:
        gone = [clash for clash in conflict.clashes if clash in whole and conflict.was_gone(clash)]
        after = edit(with_rows_of(project, conflict.before, gone) if gone else project)
        for clash in conflict.clashes:
            if clash in whole:
                if tuple(clash) not in rows:
                    after = _row_as_in(project, after, clash)
                continue
            if clash.part not in schema.TABLES:
                if (clash.part, "", clash.key) not in mine:
                    field = {clash.key: getattr(getattr(project, clash.part), clash.key)}
                    after = replace(after, **{clash.part: replace(getattr(after, clash.part), **field)})
                continue
            given_up = {column for column in columns[clash.part, clash.key] if (*clash, column) not in mine}
            after = _cells_as_in(project, after, clash, given_up)
        if any(cell.column == SHAPE and cell.place not in mine for cell in cells):
            after = _without_shapes(project, after)
        given_up_duties = [one.key for one in conflict.rivals if ("duties", one.key) not in rows]
        there = [key for key in given_up_duties if key in after.duties.index and key not in project.duties.index]
        after = believed(project, drop_rows(after, "duties", there) if there else after)
        if again := clashes(conflict.theirs, project, after):
            raise ConflictError(conflict.theirs, project, after, again)
        return after

    return Edit(edit.code, change, edit.values)


def _is_whole(conflict: ConflictError, clash: Clash) -> bool:
    """Whether a row came or went on one side."""
    sides = (conflict.before, conflict.mine, conflict.theirs)
    return clash.part in schema.TABLES and not all(clash.key in one.table(clash.part).index for one in sides)


def _without_shapes(project: Project, after: Project) -> Project:
    """The outlines of all units as they are in the first."""
    found = differences("communities", project.communities, after.communities)
    moved = found.changed[found.cells[SHAPES]] if SHAPES in found.cells else found.changed[:0]
    for key in moved:
        after = _cells_as_in(project, after, Clash("communities", str(key)), {SHAPE})
    return after


def _row_as_in(project: Project, after: Project, clash: Clash) -> Project:
    part, key = clash
    if key in project.table(part).index:
        put = put_rows(after, part, project.table(part).loc[[key]]).table(part)
        order = [*project.table(part).index[project.table(part).index.isin(put.index)]]
        known = set(order)
        return after.with_tables(**{part: put.loc[[*order, *(one for one in put.index if one not in known)]]})
    return drop_rows(after, part, [key]) if key in after.table(part).index else after


def _cells_as_in(project: Project, after: Project, clash: Clash, columns: AbstractSet[str]) -> Project:
    part, key = clash
    if not columns:
        return after
    named = {SHAPES if column == SHAPE else column for column in columns}
    row, now = after.table(part).loc[[key]], project.table(part).loc[[key]]
    values: dict[str, Any] = {
        column: (now if column in named else row)[column].array for column in schema.TABLES[part].column_names
    }
    shapes = None
    if schema.TABLES[part].geometry is not None:
        shapes = (now if SHAPES in named else row).geometry.to_numpy()
    return put_rows(after, part, frames.framed(part, pd.Index([key]), values, shapes, defaults=False))
