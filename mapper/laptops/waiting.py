"""Edits of laptops that were set aside: what each would do, beside what was and what is, and how it is decided."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mapper import schema
from mapper.edit import Edit, drop_rows, free_keys, require_row
from mapper.errors import InputError
from mapper.keys import greatest
from mapper.laptops.row_changes import SETTINGS, RowChange, changes_of, current, told_of
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.store.conflicts import Cell
from mapper.store.stored_cells import SHAPE, Row, changed_by

MINE, THEIRS, BY_HAND = "mine", "theirs", "by_hand"


@dataclass(frozen=True)
class Waiting:
    """An edit that waits for a person's word, with its cells; ``made_at`` is UTC, None of another program's."""

    offline_id: str
    laptop: str
    station: str | None
    made_at: Any
    made_by: str
    code: str
    details: Mapping[str, Any]
    reason: str
    cells: tuple[Cell, ...]


def waiting(project: Project) -> list[Waiting]:
    """All that waits, in the order in which it came."""
    return [waiting_edit(project, key) for key in project.offline_edits.index]


def waiting_edit(project: Project, offline_id: str) -> Waiting:
    """One of them. InputError ``offline_unknown``, ``log_unreadable``."""
    row = _row(project, offline_id)
    try:
        details = dict(json.loads(row["details"]))
    except (ValueError, TypeError):
        details = {}
    cells: list[Cell] = []
    for change in _changes(row):
        now = current(project, change.part, change.key)
        own = "" if change.part in SETTINGS else schema.TABLES[change.part].key.name
        for name, (before, mine) in change.cells.items():
            if name != own or before is None or mine is None:
                cells.append(Cell(change.part, change.key, name, before, mine, None if now is None else now.get(name)))
    texts = {name: row[name] if isinstance(row[name], str) else None for name in ("station_code", "made_by", "reason")}
    return Waiting(
        offline_id, str(row["checkout_id"]), texts["station_code"], row["made_at"], texts["made_by"] or "",
        str(row["code"]), details, texts["reason"] or "", tuple(cells),
    )  # fmt: skip


def keep_theirs(project: Project, offline_id: str) -> Edit:
    """What stands stays. The edit raises InputError ``offline_unknown``."""
    return _decided(project, offline_id, THEIRS, lambda now: now)


def take_mine(project: Project, offline_id: str) -> Edit:
    """What was done on the laptop is done, over what stands there.

    A row whose number others have given to another meanwhile gets a number of its own. The edit raises InputError
    ``offline_unknown``, and what a line of the log raises that cannot be done.
    """
    return _decided(project, offline_id, MINE, lambda now: _with(now, offline_id, None))


def by_hand(project: Project, offline_id: str, wanted: Mapping[tuple[str, str, str], Any]) -> Edit:
    """Of each cell that is named (table, key, column) this stored value; all others stay as they are.

    Raises
    ------
    InputError
        ``offline_cell_unknown``: the edit has no such cell; ``offline_together``: some outlines of it without the
        others; the edit itself as :func:`take_mine`.
    """
    places = {cell.place for cell in waiting_edit(project, offline_id).cells}
    for part, key, column in wanted:
        if (part, key, column) not in places:
            raise InputError("offline_cell_unknown", cell=f"{part}:{key}:{column}", offline=offline_id)
    shapes = {place for place in places if place[2] == SHAPE}
    if 0 < len(shapes & wanted.keys()) < len(shapes):
        raise InputError("offline_together", offline=offline_id)
    return _decided(project, offline_id, BY_HAND, lambda now: _with(now, offline_id, wanted))


def stored_value(part: str, column: str, text: str) -> Any:
    """A typed value as a row stores it. InputError ``value_unknown``."""
    kind = schema.TABLES[part].column(column).kind if part in schema.TABLES and column != SHAPE else None
    if text == "":
        return None
    try:
        if kind in ("integer", "boolean"):
            return int(text)
        if kind in ("number", "share"):
            return float(text)
    except ValueError:
        kind = None
    if kind is None:
        raise InputError("value_unknown", table=part, column=column, value=text, known=None)
    return text


def _decided(project: Project, offline_id: str, how: str, change: Callable[[Project], Project]) -> Edit:
    row = _row(project, offline_id)

    def decide(now: Project) -> Project:
        _row(now, offline_id)
        return drop_rows(change(now), "offline_edits", [offline_id])

    values = {"of_code": str(row["code"]), "laptop": str(row["checkout_id"]), "decided": offline_id}
    return Edit(f"offline_{how}", decide, values)


def _with(project: Project, offline_id: str, wanted: Mapping[tuple[str, str, str], Any] | None) -> Project:
    """The project with the cells of an edit: all as they were to be, or those that are wanted."""
    todo: list[RowChange] = []
    for change in _changes(_row(project, offline_id)):
        if change.is_forgotten:
            raise InputError("log_forgotten")
        now = current(project, change.part, change.key)
        if wanted is None:
            todo += _mine(project, change, now)
        else:
            cells = {
                name: wanted[place] for name in change.cells if (place := (change.part, change.key, name)) in wanted
            }
            base = now if now is not None else change.before or dict.fromkeys(change.after or {})
            if cells and {**base, **cells} != now:
                todo.append(RowChange(change.part, change.key, now, {**base, **_key_of(change), **cells}))
    return changed_by(project, told_of(todo)) if todo else project


def _mine(project: Project, change: RowChange, now: Row | None) -> list[RowChange]:
    if change.after is None:
        return [] if now is None else [RowChange(change.part, change.key, now, None)]
    if change.before is None and now is not None and change.part not in SETTINGS:
        table = schema.TABLES[change.part]
        begins = change.key.rstrip("0123456789")
        if table.key_prefix and begins.startswith(table.key_prefix) and greatest(begins, [change.key]):
            (key,) = free_keys(change.part, 1, project.table(change.part).index, project.keys)
            return [RowChange(change.part, key, None, {**change.after, table.key.name: key})]
    changed = {name: mine for name, (_, mine) in change.cells.items()}
    after = {**(now if now is not None else change.after), **changed}
    return [] if after == now else [RowChange(change.part, change.key, now, after)]


def _key_of(change: RowChange) -> dict[str, str]:
    return {} if change.part in SETTINGS else {schema.TABLES[change.part].key.name: change.key}


def _changes(row: Any) -> list[RowChange]:
    try:
        return changes_of(json.loads(row["contents"]))
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise InputError("log_unreadable", path="") from error


def _row(project: Project, offline_id: str) -> Any:
    if offline_id not in project.offline_edits.index:
        raise InputError("offline_unknown", offline=offline_id)
    return require_row(project, "offline_edits", offline_id)
