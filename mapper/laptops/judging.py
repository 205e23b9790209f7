"""What becomes of an edit that was made on a laptop, on what the project is now: written, merged, there, or aside.

An edit is one whole: if any of its rows cannot be written as it was meant, none is. So a border, which changes the
outlines of all its units, is never half written.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from mapper import schema
from mapper.edits.locks import require_unlocked
from mapper.errors import InputError
from mapper.laptops.row_changes import SETTINGS, RowChange, changes_of, current, told_of
from mapper.lazy_dataclass import dataclass
from mapper.names import split_ids
from mapper.project import Project
from mapper.store.across_rows import rival_of
from mapper.store.stored_cells import SHAPE, Row, changed_by

Outcome = Literal["written", "merged", "there", "aside"]
OUTCOMES: tuple[Outcome, ...] = ("written", "merged", "there", "aside")

_STATES = ("status", "stage", "outcome", "reopened")
_KEYS = {table.key.name: name for name, table in schema.TABLES.items()}  # column that names a row → of what table


class Verdict(NamedTuple):
    """What becomes of an edit; of one set aside, why; of any other, the project with it."""

    outcome: Outcome
    reason: str
    project: Project


class _AsideError(Exception):
    """A row of an edit cannot be written as it was meant."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, eq=False)
class Known:
    """Which rows the laptop has ever had: of others it could know nothing when the edit was made."""

    keys: Mapping[str, set[str]]

    def has(self, table: str, key: str) -> bool:
        return key in self.keys.get(table, ())

    def take_in(self, changes: Iterable[RowChange]) -> None:
        """Rows that it made itself."""
        for change in changes:
            if change.before is None and change.part in self.keys:
                self.keys[change.part].add(change.key)


@lru_cache(maxsize=len(schema.TABLES))
def together(table: str) -> tuple[tuple[str, ...], ...]:
    """Columns that mean something only together: both sides may not change different ones of a group.

    All days and times of a row and the state that they lead to; a shape and whether it only stands for a unit; both
    coordinates of a building.
    """
    described = schema.TABLES[table]
    dated = [column.name for column in described.columns if column.kind in ("date", "time")]
    states = [name for name in _STATES if name in described.column_names] if dated else []
    place = [SHAPE, "approximate"] if "approximate" in described.column_names else []
    building = [name for name in ("base_lon", "base_lat") if name in described.column_names]
    return tuple(tuple(group) for group in ([*dated, *states], place, building) if len(group) > 1)


def judge(project: Project, changes: Sequence[RowChange], known: Known, waiting: Sequence[str]) -> Verdict:
    """What becomes of an edit's rows on this project.

    Parameters
    ----------
    waiting
        What earlier edits of the same laptop were to do that wait for a person's word (``contents`` of
        ``offline_edits``): what rests on them waits too.
    """
    try:
        _require_apart(changes, waiting)
        judged = [_judged(project, change) for change in changes]
        todo = [change for change, _ in judged if change is not None]
        if not todo:
            return Verdict("there", "", project)
        _require_rows_of_others(project, changes, known)
        after = changed_by(project, told_of(todo))
        if moved := [c.key for c in todo if c.part == "communities" and SHAPE in c.cells and c.before is not None]:
            require_unlocked(project, after, moved)
    except _AsideError as error:
        return Verdict("aside", error.reason, project)
    except InputError as error:
        return Verdict("aside", "locked" if error.code.startswith("locked") else error.code, project)
    except LookupError:
        return Verdict("aside", "row_gone", project)
    plain = len(todo) == len(changes) and all(is_plain for _, is_plain in judged)
    return Verdict("written" if plain else "merged", "", after)


def _judged(project: Project, change: RowChange) -> tuple[RowChange | None, bool]:
    """What is to be done to the row as it is now (None: nothing), and whether it was as the laptop knew it."""
    if change.is_forgotten:
        raise _AsideError("forgotten")
    now = current(project, change.part, change.key)
    if change.before is None:
        if now is None:
            return change, True
        if _same(now, change.after or {}):
            return None, True
        raise _AsideError("key_taken")
    if change.after is None:
        if now is None:
            return None, True
        if not _same(now, change.before):
            raise _AsideError("changed_there")
        return RowChange(change.part, change.key, now, None), True
    if now is None:
        raise _AsideError("row_gone")
    put: dict[str, Any] = {}
    for group in _groups(change):
        was, wanted, is_now = ([row.get(name) for name in group] for row in (change.before, change.after, now))
        if is_now == was:
            put |= {name: change.after.get(name) for name in group}
        elif is_now != wanted:
            raise _AsideError("changed_both")
    put = {name: value for name, value in put.items() if now.get(name) != value}
    if not put:
        return None, True
    return RowChange(change.part, change.key, now, {**now, **put}), _same(now, change.before)


def _groups(change: RowChange) -> list[tuple[str, ...]]:
    """The columns that a change touches, each with those that belong to it."""
    groups = () if change.part in SETTINGS else together(change.part)
    found = {name: next((group for group in groups if name in group), (name,)) for name in change.cells}
    return list(dict.fromkeys(found.values()))


def _same(now: Row, told: Row) -> bool:
    """Whether a row is what the log told; a column that the laptop does not know counts for nothing."""
    return all(now.get(name) == value for name, value in told.items())


# What rests on an edit that waits ------------------------------------------------------------------------------------


class _Touched(NamedTuple):
    rows: frozenset[tuple[str, str]]  # that came or went
    cells: frozenset[tuple[str, str, str]]
    keys: frozenset[str]  # of rows that came


@lru_cache(maxsize=4096)
def _touched(contents: str) -> _Touched:
    rows, cells, keys = set(), set(), set()
    for change in changes_of(json.loads(contents)):
        if change.before is None or change.after is None:
            rows.add((change.part, change.key))
        else:
            cells |= {(change.part, change.key, name) for name in change.cells}
        if change.before is None:
            keys.add(change.key)
    return _Touched(frozenset(rows), frozenset(cells), frozenset(keys))


def _require_apart(changes: Sequence[RowChange], waiting: Sequence[str]) -> None:
    for contents in waiting:
        touched = _touched(contents)
        for change in changes:
            row = (change.part, change.key)
            if row in touched.rows or not touched.cells.isdisjoint((*row, name) for name in change.cells):
                raise _AsideError("rests_on")
            if touched.keys and not touched.keys.isdisjoint(_names(change)):
                raise _AsideError("rests_on")


def _names(change: RowChange) -> set[str]:
    """The keys of other rows that a change puts into a row."""
    if change.part in SETTINGS or change.after is None:
        return set()
    table, found = schema.TABLES[change.part], set[str]()
    for name, (_, value) in change.cells.items():
        if isinstance(value, str) and name not in (SHAPE, table.key.name):
            found |= {value} if table.column(name).kind != "ids" else set(split_ids(value))
    return found


# Rules across rows ---------------------------------------------------------------------------------------------------


def _require_rows_of_others(project: Project, changes: Sequence[RowChange], known: Known) -> None:
    """No row names one that others took out; none goes that others have come to name; no seat is filled twice."""
    came = {(change.part, change.key) for change in changes if change.before is None}
    went = {(change.part, change.key) for change in changes if change.after is None}
    for change in changes:
        if change.part in SETTINGS:
            continue
        for name, (_, value) in change.cells.items() if change.after is not None else ():
            table = _KEYS.get(name, change.part)
            named = table != change.part and isinstance(value, str) and known.has(table, value)
            if named and value not in project.table(table).index and (table, value) not in came:
                raise _AsideError("named_gone")
        if change.after is None:
            _require_unnamed(project, change, known, went)
        elif change.part == "duties" and change.before is None:
            _require_free(project, change.after, known)


def _require_unnamed(project: Project, gone: RowChange, known: Known, went: set[tuple[str, str]]) -> None:
    column = schema.TABLES[gone.part].key.name
    for name, table in schema.TABLES.items():
        if name != gone.part and column in table.column_names:
            frame = project.table(name)
            naming = frame.index[(frame[column] == gone.key).fillna(value=False).to_numpy(dtype=bool)]
            if any(not known.has(name, key) and (name, key) not in went for key in naming):
                raise _AsideError("named_by_others")


def _require_free(project: Project, duty: Row, known: Known) -> None:
    """An officer whom others have given a seat, or a seat that they have filled, is not given a second time."""
    others = project.duties[~project.duties.index.isin(list(known.keys.get("duties", ())))]
    if rival_of(duty, others, project.officers["role"]) is not None:
        raise _AsideError("seat_taken")
