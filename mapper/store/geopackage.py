"""A project in one GeoPackage file: created whole or not at all, then one transaction an edit.

The file is an ordinary GeoPackage (QGIS opens its layers). It keeps a rollback journal, not a write-ahead log, so that
the one file is the whole project whenever no program is writing; each transaction is on the disk before it is
acknowledged.
"""

import json
import os
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from mapper import schema
from mapper.edits.edit import Edit
from mapper.errors import InputError
from mapper.norms import Norms
from mapper.project import About, Project, changes_between
from mapper.store import gpkg
from mapper.store.differences import differences
from mapper.store.migrations import FORMAT_VERSION, migrate
from mapper.store.reading import read_frame
from mapper.store.tables import (
    CHANGE_LOG,
    GEOMETRY,
    GEOMETRY_TYPES,
    KEY_ID,
    METADATA,
    SETTINGS,
    SQL_TABLES,
    column_names,
    extent,
    rows,
)
from mapper.whole_file import draft_of

_BUSY_S = 5.0


def create(path: Path, project: Project) -> None:
    """Write a project to a new file, or take an old file's place; a failure leaves what was there.

    Raises
    ------
    InputError
        ``cannot_write``: the folder is missing, read-only or full.
    """
    with draft_of(path) as draft:
        draft.touch()
        engine = _engine(draft, read_only=False)
        try:
            with _plain_errors(path), engine.begin() as connection:
                _fill(connection, project)
        finally:
            engine.dispose()


def _fill(connection: sa.Connection, project: Project) -> None:
    for statement, values in gpkg.core_statements():
        connection.exec_driver_sql(statement, values)
    METADATA.create_all(connection)
    for name, table in schema.TABLES.items():
        frame = project.table(name)
        _insert(connection, name, enumerate(rows(name, frame), start=1))
        column = None if table.geometry is None else GEOMETRY
        box = (None,) * 4 if table.geometry is None else extent(frame)
        kind = None if table.geometry is None else GEOMETRY_TYPES[table.geometry]
        for statement, values in gpkg.layer_statements(name, "", column, kind, box):
            connection.exec_driver_sql(statement, values)
        if column is not None:
            for statement, values in gpkg.index_statements(name, column, KEY_ID):
                connection.exec_driver_sql(statement, values)
    for name in (SETTINGS.name, CHANGE_LOG.name):
        for statement, values in gpkg.layer_statements(name, "", None, None, (None,) * 4):
            connection.exec_driver_sql(statement, values)
    _put_settings(connection, project)


def _insert(connection: sa.Connection, name: str, numbered: Iterator[tuple[int, tuple[Any, ...]]]) -> None:
    names = [KEY_ID, *column_names(name)]
    values = [dict(zip(names, (number, *row), strict=True)) for number, row in numbered]
    if values:
        connection.execute(sa.insert(SQL_TABLES[name]), values)


def _put_settings(connection: sa.Connection, project: Project) -> None:
    connection.execute(sa.delete(SETTINGS))
    connection.execute(
        sa.insert(SETTINGS),
        [
            {"name": name, "version": FORMAT_VERSION, "value": json.dumps(value, ensure_ascii=False)}
            for name, value in (("about", project.about.as_json()), ("norms", project.norms.as_json()))
        ],
    )


def _engine(path: Path, read_only: bool) -> sa.Engine:
    mode = "ro" if read_only else "rw"
    engine = sa.create_engine(
        f"sqlite:///{path.absolute().as_uri()}?mode={mode}&uri=true",
        connect_args={"timeout": _BUSY_S, "check_same_thread": False},
        poolclass=sa.pool.StaticPool,
    )

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
        connection.execute("PRAGMA synchronous = FULL")
        gpkg.add_functions(connection)

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    """The database's own errors as the one sentence they mean to a person."""
    try:
        yield
    except sa.exc.DatabaseError as error:
        reason = str(error.orig)
        if "locked" in reason:
            raise InputError("project_busy", path=str(path)) from error
        if "readonly" in reason or "read-only" in reason:
            raise InputError("read_only", path=str(path)) from error
        if "full" in reason or "disk I/O" in reason:
            raise InputError("cannot_write", path=str(path), reason=reason) from error
        if "unable to open" in reason:
            raise InputError("file_unreadable", path=str(path)) from error
        raise InputError("not_a_project", path=str(path)) from error


def open_store(path: Path) -> "Store":
    """Open a project file; in a folder or file that cannot be written, for reading only.

    Raises
    ------
    InputError
        ``file_missing``, ``is_directory``, ``file_empty``, ``not_a_project`` (another kind of file),
        ``project_newer`` (made by a newer version), ``project_busy``.
    """
    if not path.exists():
        raise InputError("file_missing", path=str(path))
    if path.is_dir():
        raise InputError("is_directory", path=str(path))
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error
    if not head:
        raise InputError("file_empty", path=str(path))
    if not head.startswith(b"SQLite format 3"):
        raise InputError("not_a_project", path=str(path))
    read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    engine = _engine(path, read_only)
    try:
        with _plain_errors(path), engine.begin() as connection:
            _bring_up(connection, path, read_only)
        with _plain_errors(path), engine.begin() as connection:
            return Store(path, engine, read_only, *_read(connection, path))
    except BaseException:
        engine.dispose()
        raise


def _bring_up(connection: sa.Connection, path: Path, read_only: bool) -> None:
    """Refuse what is no project of ours; bring an older one up to this version."""
    if not sa.inspect(connection).has_table(SETTINGS.name):
        raise InputError("not_a_project", path=str(path))
    version = max(connection.execute(sa.select(SETTINGS.c.version)).scalars(), default=0)
    if not 0 < version <= FORMAT_VERSION:
        raise InputError("project_newer" if version else "not_a_project", path=str(path), version=version)
    if version < FORMAT_VERSION and not read_only:
        migrate(connection, version)
        connection.execute(sa.update(SETTINGS).values(version=FORMAT_VERSION))


def _read(connection: sa.Connection, path: Path) -> tuple[Project, Mapping[str, pd.Series], int]:
    """The project, each row's number by its key, and the number of the last change.

    Columns are read past this connection; its transaction keeps other programs from writing meanwhile.
    """
    settings = {row.name: row for row in connection.execute(sa.select(SETTINGS))}
    frames, numbers = {}, {}
    with ThreadPoolExecutor() as threads:  # GDAL, Arrow and shapely let go of the interpreter's lock
        for name, (frame, fids) in zip(SQL_TABLES, threads.map(partial(read_frame, path), SQL_TABLES), strict=True):
            frames[name], numbers[name] = frame, pd.Series(fids, index=frame.index)
    project = Project(
        **frames,
        about=About.from_json(json.loads(settings["about"].value)),
        norms=Norms.from_json(json.loads(settings["norms"].value)),
    )
    return project, numbers, _last_change(connection)


def _last_change(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(CHANGE_LOG.c[KEY_ID]), 0))).scalar_one())


class Store:
    """An open project file.

    Attributes
    ----------
    project
        What the file holds, as of the last write.
    read_only
        Whether the file or its folder cannot be written.
    """

    def __init__(
        self,
        path: Path,
        engine: sa.Engine,
        read_only: bool,
        project: Project,
        numbers: Mapping[str, pd.Series],
        last_change: int,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.project = project
        self._engine = engine
        # As read; by key as soon as the table is first written. A row that went keeps its number, so that undo brings
        # it back to its old place.
        self._read_numbers = numbers
        self._numbers: dict[str, dict[str, int]] = {}
        self._last_change = last_change

    def write(self, after: Project, edit: Edit, who: str) -> None:
        """Make the file hold ``after``: row differences and a line of the change log, in one transaction.

        When it returns, the change is on the disk; when it raises, the file is as it was.

        Raises
        ------
        InputError
            ``read_only``, ``project_busy`` (another program is writing), ``project_changed`` (another program has
            written since this one read), ``cannot_write`` (the disk is full).
        """
        if self.read_only:
            raise InputError("read_only", path=str(self.path))
        try:
            self._write(after, edit, who)
        except InputError:
            # After a failed write (a full disk) SQLite puts the file right when it is next read: do that now.
            with suppress(sa.exc.DatabaseError), self._engine.connect() as connection:
                _last_change(connection)
            raise

    def _write(self, after: Project, edit: Edit, who: str) -> None:
        before = self.project
        log: dict[str, Any] = {}
        new_numbers: dict[str, dict[str, int]] = {}
        with _plain_errors(self.path), self._engine.begin() as connection:
            if _last_change(connection) != self._last_change:
                raise InputError("project_changed", path=str(self.path))
            for name in (f.name for f in fields(Project) if changes_between(before, after).touch(f.name)):
                if name in SQL_TABLES:
                    new_numbers[name] = self._write_table(connection, name, after.table(name), log)
                else:
                    log[name] = {"before": getattr(before, name).as_json(), "after": getattr(after, name).as_json()}
                    _put_settings(connection, after)
            connection.execute(
                sa.insert(CHANGE_LOG).values(
                    at=datetime.now(UTC).isoformat(timespec="milliseconds"),
                    who=who,
                    code=edit.code,
                    details=json.dumps(dict(edit.values), ensure_ascii=False, default=str),
                    rows=zlib.compress(json.dumps(log, ensure_ascii=False, default=bytes.hex).encode(), level=1),
                )
            )
            last_change = _last_change(connection)
        self._last_change = last_change
        for name, numbers in new_numbers.items():
            self._known_numbers(name).update(numbers)
        self.project = after

    def _known_numbers(self, name: str) -> dict[str, int]:
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers[name].to_dict()
        return self._numbers[name]

    def _write_table(
        self, connection: sa.Connection, name: str, after: pd.DataFrame, log: dict[str, Any]
    ) -> dict[str, int]:
        """Write a table's differences and put them in the log; the numbers of rows that are new to the file."""
        before = self.project.table(name)
        found = differences(name, before, after)
        if not found:
            return {}
        table, key = SQL_TABLES[name], schema.TABLES[name].key.name
        old, new = rows(name, before.loc[found.changed]), rows(name, after.loc[found.changed])
        removed, added = rows(name, before.loc[found.removed]), rows(name, after.loc[found.added])
        names = column_names(name)
        log[name] = {"columns": names, "before": old, "after": new, "removed": removed, "added": added}
        if removed:
            connection.execute(
                sa.delete(table).where(table.c[key] == sa.bindparam("row_key")),
                [{"row_key": row[0]} for row in removed],
            )
        if new:
            statement = sa.update(table).where(table.c[key] == sa.bindparam("row_key"))
            statement = statement.values({c: sa.bindparam(f"new_{c}") for c in names[1:]})
            connection.execute(
                statement,
                [{"row_key": row[0]} | {f"new_{c}": v for c, v in zip(names[1:], row[1:], strict=True)} for row in new],
            )
        known = self._known_numbers(name)
        numbers: dict[str, int] = {}
        following = max(known.values(), default=0) + 1
        for row in added:
            if row[0] not in known:
                numbers[row[0]] = following
                following += 1
        _insert(connection, name, ((numbers.get(row[0]) or known[row[0]], row) for row in added))
        stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"
        box = extent(after) if schema.TABLES[name].geometry is not None else (None,) * 4
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET last_change = ?, min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name = ?",
            (stamp, *box, name),
        )
        return numbers

    def change_log(self) -> pd.DataFrame:
        """Every change, oldest first: at (UTC, ISO 8601), who, code, details, rows (by table; blobs in hex)."""
        with _plain_errors(self.path), self._engine.begin() as connection:
            lines = connection.execute(sa.select(CHANGE_LOG).order_by(CHANGE_LOG.c[KEY_ID])).fetchall()
        return pd.DataFrame(
            {
                "at": [line.at for line in lines],
                "who": [line.who for line in lines],
                "code": [line.code for line in lines],
                "details": [json.loads(line.details) for line in lines],
                "rows": [json.loads(zlib.decompress(line.rows)) for line in lines],
            },
            index=pd.Index([line.fid for line in lines], name="change"),
        )

    def copy_to(self, path: Path) -> None:
        """Write the project as it is to another file, with a change log of its own; see :func:`create` for errors."""
        create(path, self.project)

    def close(self) -> None:
        self._engine.dispose()
