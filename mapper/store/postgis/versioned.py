"""What an opening of a project on a server knows of its rows, and an edit written against that."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from mapper import frames, schema
from mapper.edit import Edit
from mapper.project import Project, changes_between
from mapper.rows_of_stations import Lands, Ownership, changed_lands
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.differences import Differences, differences
from mapper.store.postgis.connection import Connection, psycopg
from mapper.store.postgis.reading import Rows, may_read, require_known
from mapper.store.postgis.tables import SETTINGS_PARTS
from mapper.store.postgis.writing import (
    RowChangedError,
    belong_now,
    by_columns,
    delete_rows,
    insert_rows,
    put_lands,
    put_set_aside,
    put_settings,
    read_lands,
    update_rows,
    whose,
)

__all__ = ["KnownRows", "RowChangedError", "Written", "end_edit", "row_queue", "write_rows"]

# Rules across rows hold there: two new rows may be fine each, and not together. What was changed in one of these since
# it was read sends an edit of it back to be applied to the newest.
_ACROSS_ROWS = frozenset({"duties", "absences", "postings", "locks", "stations"})
_OF_BORDERS = frozenset({SHAPES, "station_code", "beat_name"})


class Written(NamedTuple):
    """What a transaction makes: its line, and the rows' places and versions, to be known when it has ended.

    ``number`` is the line's; 0 before it has one.
    """

    number: int
    edit: str
    line: tuple[str, str, int, list[str]]
    numbers: Mapping[str, Mapping[str, int]]
    versions: Mapping[str, Mapping[str, int]]
    ownership: Ownership


class KnownRows:
    """What is known of the rows on the server: their places and versions, whose they are, and up to which line."""

    def __init__(self, rows: Mapping[str, Rows], last: int) -> None:
        self.rows, self.last = dict(rows), last
        self.own: list[int] = []  # lines after that which are one's own
        self._ownership: Ownership | None = None
        self._lands: Lands | None = None

    def ownership(self, connection: Connection, project: Project) -> Ownership:
        """Whose the rows of the project are; asked when something is first written."""
        if self._lands is None:
            self._lands, self._ownership = read_lands(connection), None
        if self._ownership is None or self._ownership.project is not project:
            self._ownership = Ownership(project, self._lands, self._ownership)
        return self._ownership

    def forget_lands(self) -> None:
        """Others have changed borders."""
        self._lands = None

    def take(self, written: Written) -> None:
        """What was written is on the server."""
        for name, numbers in written.numbers.items():
            self.rows[name].numbers.update(numbers)
        for name, versions in written.versions.items():
            self.rows[name].versions.update(versions)
        if written.number == self.last + 1:
            self.last = written.number
        else:
            self.own.append(written.number)
        self._ownership = written.ownership
        self._lands = written.ownership.lands

    def is_up_to(self, newest: int) -> None:
        """All lines up to that one are taken in."""
        self.last = newest
        self.own = [number for number in self.own if number > newest]

    def merged(self, name: str, frame: pd.DataFrame, keys: list[str], found: Rows) -> pd.DataFrame:
        """A table with what others have made of some of its rows: gone, new or otherwise; in the server's order."""
        known = self.rows[name]
        for key in keys:
            known.versions.pop(key, None)
        known.numbers.update(found.numbers)
        known.versions.update(found.versions)
        kept = frame[~frame.index.isin(keys)]
        if not len(found.frame):
            return kept
        if not len(kept):
            return found.frame
        index = kept.index.append(found.frame.index)
        # New rows stand behind nearly always; others are put to their place.
        order = np.argsort([known.numbers.get(key, 0) for key in index], kind="stable")
        columns: dict[str, Any] = {
            column: pd.concat([kept[column], found.frame[column]]).array.take(order)
            for column in schema.TABLES[name].column_names
        }
        shapes = None
        if schema.TABLES[name].geometry is not None:
            shapes = np.concatenate([np.asarray(part.geometry.array, dtype=object) for part in (kept, found.frame)])[
                order
            ]
        return frames.framed(name, index.take(order), columns, shapes, defaults=False)


def write_rows(
    connection: Connection, known: KnownRows, before: Project, after: Project, edit: Edit, place: str
) -> Written:
    """Write what an edit has changed, in the transaction that is begun; :func:`end_edit` is to follow.

    Raises
    ------
    RowChangedError
        Somebody else was first, or a row is not the login's.
    InputError
        ``project_newer``, ``not_yours``.
    """
    version, now_edit = connection.execute("SELECT version, edit_of_now() FROM format").fetchone() or (0, "")
    require_known(version, place)
    former = known.ownership(connection, before)
    moved = changed_lands(before, after, former.lands) if changes_between(before, after).touch(*_LAND) else {}
    lands: Lands = former.lands
    if moved:
        lands = {code: land for code, land in former.lands.items() if code not in moved}
        lands |= {code: land for code, land in moved.items() if land is not None}
    owners = Ownership(after, lands, former)
    numbers: dict[str, dict[str, int]] = {}
    versions: dict[str, dict[str, int]] = {}
    parts: set[str] = set()
    for name in schema.TABLES:
        others = whose(owners, former, name) or {}
        if before.table(name) is after.table(name):
            left = [key for key in others if key in after.table(name).index]
        else:
            found = differences(name, before.table(name), after.table(name))
            parts |= _strict_parts(name, found)
            left = _write_table(connection, name, found, known, after, owners, others, numbers, versions)
        if left:
            versions.setdefault(name, {}).update(belong_now(connection, name, left, owners.rows(name)))
    if moved:
        put_lands(connection, moved)
    changed = changes_between(before, after)
    put_settings(connection, after, [part for part in SETTINGS_PARTS if changed.touch(part)])
    if changed.touch("set_aside") and may_read(connection, "set_aside"):
        of_rows = {cell.place for rows in known.rows.values() for cell in rows.set_aside}
        put_set_aside(connection, [cell for cell in after.set_aside if cell.place not in of_rows])
    if changed.touch("keys"):
        used = after.keys.used
        connection.execute("SELECT note_numbers(%s, %s)", (list(used), list(used.values())))
    details = json.dumps(dict(edit.values), ensure_ascii=False, default=str)
    return Written(0, str(now_edit), (edit.code, details, known.last, sorted(parts)), numbers, versions, owners)


@contextmanager
def row_queue(connection: Connection, table: str, key: str) -> Iterator[None]:
    """In this block no other that waits for its turn at the same row changes it.

    Whoever was refused once takes it: of many who change one row each would else be refused again and again. Who comes
    first does not wait. Nothing is begun on the connection.
    """
    mark = f"{table} {key}"
    connection.execute("SELECT pg_advisory_lock(hashtext(%s), 1)", (mark,))
    connection.commit()
    try:
        yield
    finally:
        with suppress(psycopg.Error):  # with the connection the turn is over
            connection.execute("SELECT pg_advisory_unlock(hashtext(%s), 1)", (mark,))
            connection.commit()


def end_edit(connection: Connection, written: Written) -> Written:
    """Write the edit's line, and end the transaction.

    Both are sent at once, so that the lock under which lines are numbered is never held while an answer is on its way:
    of a hundred sessions each waits for all before it.

    Raises what psycopg raises: ``SerializationFailure`` where somebody else was first.
    """
    with connection.pipeline():
        line = connection.execute("SELECT number FROM log_edit(%s, %s, %s, %s)", written.line)
        connection.commit()
    (number,) = line.fetchone() or (0,)
    return written._replace(number=int(number))


_LAND = ("communities", "stations")


def _strict_parts(name: str, found: Differences) -> set[str]:
    if not found:
        return set()
    if name == "communities":
        across = len(found.added) or len(found.removed) or not _OF_BORDERS.isdisjoint(found.cells)
        return {name} if across else set()
    return {name} & _ACROSS_ROWS


def _write_table(
    connection: Connection,
    name: str,
    found: Differences,
    known: KnownRows,
    after: Project,
    owners: Ownership,
    others: Mapping[str, str],
    numbers: dict[str, dict[str, int]],
    versions: dict[str, dict[str, int]],
) -> list[str]:
    """Write the differences of a table; the keys of rows that have become others' and are otherwise as they were."""
    there, frame = known.rows[name], after.table(name)
    if len(found.removed):
        delete_rows(connection, name, found.removed.tolist(), there.versions)
    of_table = owners.rows(name)
    for columns, keys in by_columns(found).items():
        for some in ([key for key in keys if key in others], [key for key in keys if key not in others]):
            if some:
                stations = of_table if some[0] in others else None
                new = update_rows(connection, name, frame.loc[some], columns, there.versions, stations)
                versions.setdefault(name, {}).update(new)
    if len(found.added):
        came = insert_rows(connection, name, frame.loc[found.added], there.numbers, of_table)
        numbers.setdefault(name, {}).update({key: number for key, (number, _) in came.items()})
        versions.setdefault(name, {}).update({key: version for key, (_, version) in came.items()})
    written = {*found.added, *found.changed, *found.removed}
    return [key for key in others if key not in written and key in frame.index]
