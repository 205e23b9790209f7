"""Edits written to an open project file: only the cells that changed, in one transaction each."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import sqlalchemy as sa

from mapper import schema
from mapper.edit import Edit
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle, put_layer_styles
from mapper.files.progress import tell
from mapper.project import Project, changes_between
from mapper.store.differences import GEOMETRY as SHAPES
from mapper.store.differences import Differences, differences
from mapper.store.geopackage.checksums import Writing, written_here
from mapper.store.geopackage.column_reader import GEOMETRY, KEPT, KEY_ID, OpenFile
from mapper.store.geopackage.database import (
    AT_ONCE,
    KEYS,
    SETTINGS_PARTS,
    begun,
    engine_of,
    insert_rows,
    plain_connection,
    put_setting,
    put_settings,
)
from mapper.store.geopackage.noting import require_no_triggers
from mapper.store.geopackage.others import log_others, put_line, put_looked_at
from mapper.store.geopackage.row_log import RowLog
from mapper.store.geopackage.tables import CHANGE_LOG, SQL_TABLES, column_names, extent, rows

_MOST_WAIT_S = 2.0  # for another thread's writing, before a person is told


class Writer:
    """The open file of one project, for its edits.

    Parameters
    ----------
    file
        What was read; None where that was a copy.
    numbers
        Each table's whole-number keys by the project's own. A row that went keeps its number, so that undo brings it
        back to its old place where nobody else has taken it.
    """

    def __init__(self, path: Path, read_only: bool, numbers: Mapping[str, pd.Series], file: OpenFile | None) -> None:
        self._path = path
        self._engine = engine_of(path, read_only, None if file is None else file.connection)
        self._version = None if file is None else file.version
        # As read; by key as soon as the table is first written. Those of new rows join them when it is written again:
        # by key they take a hundred bytes each.
        self._read_numbers = numbers
        self._numbers: dict[str, dict[str, int]] = {}
        self._new_numbers: dict[str, list[_Numbered]] = defaultdict(list)
        self._one_at_a_time = RLock()  # an edit may be written on a thread while how the map is shown is kept

    @contextmanager
    def by_turns(self) -> Iterator[None]:
        """One thread after the other writes. InputError ``project_busy`` where the other takes long."""
        if not self._one_at_a_time.acquire(timeout=_MOST_WAIT_S):
            raise InputError("project_busy", path=str(self._path))
        try:
            yield
        finally:
            self._one_at_a_time.release()

    def write(self, before: Project, after: Project, edit: Edit, who: str) -> int | None:
        """Row differences and a line of the change log, in one transaction; see ``Store.write`` for errors.

        The line's number; None, and nothing is written, where somebody else has written since the file was read.
        """
        try:
            with self.by_turns():
                return self._write(before, after, edit, who)
        except InputError as error:
            if error.code != "project_busy":
                # After a failed write (a full disk) SQLite puts the file right when it is next read: do that now.
                with suppress(sa.exc.DatabaseError), self._engine.connect() as connection:
                    connection.execute(sa.select(CHANGE_LOG.c[KEY_ID]).limit(1))
            raise

    def _write(self, before: Project, after: Project, edit: Edit, who: str) -> int | None:
        log = RowLog()
        new_numbers: dict[str, _Numbered] = {}
        with begun(self._engine, self._path) as connection, ExitStack() as until_end:
            if connection.exec_driver_sql("PRAGMA data_version").scalar_one() != self._version:
                return None
            plain = plain_connection(connection)
            require_no_triggers(plain, self._path)
            writing = until_end.enter_context(written_here(plain))
            put_line(plain, writing)
            changes = changes_between(before, after)
            for name in (f.name for f in fields(Project) if changes.touch(f.name)):
                if name in SQL_TABLES:
                    new_numbers[name] = self._write_table(connection, name, before, after, log, writing)
                elif name in SETTINGS_PARTS:
                    log.put(name, {"before": getattr(before, name).as_json(), "after": getattr(after, name).as_json()})
                    put_settings(connection, after, [name], writing)
                elif name == KEYS:
                    put_setting(connection, KEYS, json.dumps(after.keys.as_json()), writing)
            written = connection.execute(
                sa.insert(CHANGE_LOG).values(
                    at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                    who=who,
                    code=edit.code,
                    details=json.dumps(dict(edit.values), ensure_ascii=False, default=str),
                    rows=log.packed(),
                )
            )
            line = int((written.inserted_primary_key or [0])[0])
            writing.name(CHANGE_LOG.name, [line], new=True)
            del written, log  # which hold what was written
        self._bring_into_one_file()
        for name, numbered in new_numbers.items():
            if len(numbered.keys):
                self._new_numbers[name].append(numbered)
        return line

    def _bring_into_one_file(self) -> None:
        """Where another program keeps the file in write-ahead mode: take the log into it, as far as it lets us."""
        with suppress(sa.exc.DatabaseError, sqlite3.DatabaseError), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None and raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _known_numbers(self, name: str) -> dict[str, int]:
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers[name].to_dict()
        for keys, numbers in self._new_numbers.pop(name, ()):
            self._numbers[name].update(zip(keys.tolist(), numbers.tolist(), strict=True))
        return self._numbers[name]

    def _write_table(
        self, connection: sa.Connection, name: str, before: Project, after: Project, log: RowLog, writing: Writing
    ) -> "_Numbered":
        """Write a table's differences and put them in the log; the numbers of rows that are new to the file."""
        old_frame, new_frame = before.table(name), after.table(name)
        found = differences(name, old_frame, new_frame)
        if not found:
            return _Numbered(found.added, np.empty(0, dtype=np.int64))
        table, known = SQL_TABLES[name], self._known_numbers(name)
        old, removed = (rows(name, old_frame, before.set_aside, keys) for keys in (found.changed, found.removed))
        new = rows(name, new_frame, after.set_aside, found.changed)
        writing.name(name, (known[row[0]] for row in (*removed, *new)))
        log.begin_table(name, column_names(name), old, new, removed)
        itself = (
            table.c[KEY_ID] == sa.bindparam("row_number"),
            table.c[schema.TABLES[name].key.name] == sa.bindparam("row_key"),
        )
        if removed:
            goes = [{"row_number": known[row[0]], "row_key": row[0]} for row in removed]
            self._hit(connection, sa.delete(table).where(*itself), goes)
        for columns, values in _by_columns(name, found, new).items():
            statement = sa.update(table).where(*itself).values({c: sa.bindparam(f"new_{c}") for c in columns})
            changed = [
                {f"new_{c}": v for c, v in zip(columns, row[1:], strict=True)}
                | {"row_number": known[row[0]], "row_key": row[0]}
                for row in values
            ]
            self._hit(connection, statement, changed)
        numbers = _free_numbers(connection, table, found.added, known)
        places = _places_of_new(old_frame, new_frame, found.added)
        for first in range(0, len(found.added), AT_ONCE):
            tell(first, len(found.added))
            added = rows(name, new_frame.iloc[places[first : first + AT_ONCE]], after.set_aside)
            log.add(added)
            insert_rows(connection, name, zip(numbers[first : first + AT_ONCE].tolist(), added, strict=True))
        writing.name(name, numbers, new=True)
        log.end_table()
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"
        connection.exec_driver_sql("UPDATE gpkg_contents SET last_change = ? WHERE table_name = ?", (stamp, name))
        if schema.TABLES[name].geometry is not None and (len(found.added) or removed or SHAPES in found.cells):
            connection.exec_driver_sql(
                "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
                (*extent(new_frame), name),
            )
        return _Numbered(found.added, numbers)

    def _hit(self, connection: sa.Connection, statement: Any, values: list[dict[str, Any]]) -> None:
        """Do something to so many rows, each of which must be there. InputError ``written_otherwise``."""
        if connection.execute(statement, values).rowcount != len(values):
            raise InputError("written_otherwise", path=str(self._path))

    def keep(self, name: str, text: str) -> None:
        """How something is shown, as JSON; see ``Store.keep``."""
        with (
            self.by_turns(),
            begun(self._engine, self._path) as connection,
            written_here(plain_connection(connection)) as writing,
        ):
            put_setting(connection, KEPT + name, text, writing)

    def accept_rows(self, who: str) -> None:
        """Every row is as it should be; see ``Store.accept_rows``."""
        with self.by_turns(), begun(self._engine, self._path) as connection:
            plain = plain_connection(connection)
            require_no_triggers(plain, self._path)
            with written_here(plain) as writing:
                put_looked_at(plain, writing, who)

    def log_others(self, file: sqlite3.Connection) -> bool:
        """What other programs have written stands in the log, see ``Store.log_others``; ``file`` is what was read."""
        with self.by_turns():
            return log_others(file, self._path) is not None

    def keep_styles(self, styles: Sequence[LayerStyle]) -> None:
        """How QGIS draws the tables; see ``Store.keep_styles``."""
        with self.by_turns(), begun(self._engine, self._path) as connection:
            put_layer_styles(plain_connection(connection), styles)

    def close(self) -> None:
        with self._one_at_a_time:
            self._engine.dispose()


def _by_columns(
    name: str, found: Differences, new: list[tuple[Any, ...]]
) -> dict[tuple[str, ...], list[tuple[Any, ...]]]:
    """The key and the changed values of each changed row, gathered by the columns that changed."""
    names = column_names(name)
    result: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row, differing in zip(new, found.columns_of_rows(), strict=True):
        columns = [GEOMETRY if c == SHAPES else c for c in differing]
        told = [at for at, c in enumerate(names) if c in columns]
        result[tuple(names[at] for at in told)].append((row[0], *(row[at] for at in told)))
    return result


class _Numbered(NamedTuple):
    """Keys of rows, and the whole-number key that each of them has in the file."""

    keys: pd.Index
    numbers: npt.NDArray[np.int64]


def _places_of_new(before: pd.DataFrame, after: pd.DataFrame, added: pd.Index) -> npt.NDArray[np.intp]:
    """Where the added rows stand; behind all others they need not be looked for, of which a million take long."""
    if after.index[len(before) :].equals(added):
        return np.arange(len(before), len(after))
    return np.asarray(after.index.get_indexer(added))


def _free_numbers(
    connection: sa.Connection, table: sa.Table, keys: pd.Index, known: Mapping[str, int]
) -> npt.NDArray[np.int64]:
    """A whole-number key for each new row: the one that it had before, unless another row has taken it."""
    if not len(keys):
        return np.empty(0, dtype=np.int64)
    last = connection.execute(sa.select(sa.func.coalesce(sa.func.max(table.c[KEY_ID]), 0))).scalar_one()
    following = max(last, max(known.values(), default=0)) + 1
    had = np.fromiter((known.get(key, -1) for key in keys), dtype=np.int64, count=len(keys))
    if (had >= 0).any():
        taken = list(connection.execute(sa.select(table.c[KEY_ID])).scalars())
        had[np.isin(had, taken)] = -1
    without = np.flatnonzero(had < 0)
    had[without] = np.arange(following, following + len(without))
    return had
