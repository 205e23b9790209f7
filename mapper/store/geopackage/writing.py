"""Writing a project file: SQLAlchemy Core over SQLite, imported when something is first written."""

import json
import shutil
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import sqlalchemy as sa

from mapper import schema
from mapper.edit import Edit
from mapper.errors import InputError
from mapper.files.limits import MOST_LOG_BYTES
from mapper.files.packed import inflated
from mapper.files.sqlite_files import BUSY_S, HEAD, connect
from mapper.project import Project, changes_between
from mapper.store.differences import differences
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.column_reader import (
    FORMAT_VERSION,
    GEOMETRY,
    KEPT,
    KEY_ID,
)
from mapper.store.geopackage.database_errors import plain_errors
from mapper.store.geopackage.migrations import migrate
from mapper.store.geopackage.reading import Held, read_project
from mapper.store.geopackage.tables import (
    CHANGE_LOG,
    GEOMETRY_TYPES,
    METADATA,
    SETTINGS,
    SQL_TABLES,
    column_names,
    extent,
    rows,
)


def fill_new(draft: Path, path: Path, project: Project, kept: Mapping[str, str]) -> None:
    """Write a project, and how it is shown, into an empty file that will stand at ``path``."""
    engine = _engine(draft, read_only=False)
    try:
        with _begun(engine, path) as connection:
            _fill(connection, project)
            for name, text in kept.items():
                _put_setting(connection, KEPT + name, text)
    finally:
        engine.dispose()


def require_whole(draft: Path, path: Path, project: Project, kept: Mapping[str, str]) -> None:
    """Nothing, where the file just written is there and holds as many rows of each table as the project.

    Raises
    ------
    InputError
        ``written_otherwise``, naming ``path``, where it was to stand.
    """
    expected = {name: len(project.table(name)) for name in schema.TABLES}
    expected |= {SETTINGS.name: len(("about", "norms")) + len(kept), CHANGE_LOG.name: 0}
    try:
        with draft.open("rb") as file:
            found = file.read(len(HEAD)) == HEAD
        with closing(connect(draft, "ro")) as source:
            for name, rows_expected in expected.items():
                count = source.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 – names of our own
                found = found and count == rows_expected
    except (OSError, sqlite3.DatabaseError) as error:
        raise InputError("written_otherwise", path=str(path)) from error
    if not found:
        raise InputError("written_otherwise", path=str(path))


def bring_up(path: Path, version: int) -> None:
    """Bring a file of an older version of the format up to this one."""
    engine = _engine(path, read_only=False)
    try:
        with _begun(engine, path) as connection:
            migrate(connection, version)
            connection.execute(sa.update(SETTINGS).values(version=FORMAT_VERSION))
    finally:
        engine.dispose()


def read_older(path: Path, version: int) -> Held:
    """What a file of an older version holds that cannot be written to: a copy of it is brought up and read."""
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(path, Path(folder) / path.name))
        bring_up(copy, version)
        return read_project(copy)


@contextmanager
def _begun(engine: sa.Engine, path: Path) -> Iterator[sa.Connection]:
    """A transaction; SQLite's errors come out as InputErrors."""
    with plain_errors(path, writing=True):
        try:
            with engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            if isinstance(error.orig, sqlite3.DatabaseError):
                raise error.orig from error
            raise


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
    for name, value in (("about", project.about.as_json()), ("norms", project.norms.as_json())):
        _put_setting(connection, name, json.dumps(value, ensure_ascii=False))


def _put_setting(connection: sa.Connection, name: str, text: str) -> None:
    connection.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == name))
    connection.execute(sa.insert(SETTINGS).values(name=name, version=FORMAT_VERSION, value=text))


def _engine(path: Path, read_only: bool) -> sa.Engine:
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: connect(path, "ro" if read_only else "rw", BUSY_S, one_thread=False),
        poolclass=sa.pool.StaticPool,
    )

    def prepare(connection: Any, _record: object) -> None:
        # Also the folder is brought to the disk when a journal goes: what is acknowledged outlives a power cut.
        connection.execute("PRAGMA synchronous = EXTRA")
        if not read_only:
            with suppress(sqlite3.OperationalError):  # who reads it now by its log keeps it in that mode
                connection.execute("PRAGMA journal_mode = DELETE")
        gpkg.add_functions(connection)

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


def _last_change(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.coalesce(sa.func.max(CHANGE_LOG.c[KEY_ID]), 0))).scalar_one())


class Writer:
    """The open file of one project, for its edits and its change log.

    Parameters
    ----------
    numbers
        Each table's whole-number keys by the project's own. A row that went keeps its number, so that undo brings it
        back to its old place.
    last_change
        The number of the last change that the project knows of.
    """

    def __init__(self, path: Path, read_only: bool, numbers: Mapping[str, pd.Series], last_change: int) -> None:
        self._path = path
        self._engine = _engine(path, read_only)
        # As read; by key as soon as the table is first written.
        self._read_numbers = numbers
        self._numbers: dict[str, dict[str, int]] = {}
        self._last_change = last_change

    def write(self, before: Project, after: Project, edit: Edit, who: str) -> None:
        """Row differences and a line of the change log, in one transaction; see ``Store.write`` for errors."""
        try:
            self._write(before, after, edit, who)
        except InputError as error:
            if error.code == "project_busy":
                raise
            # After a failed write (a full disk) SQLite puts the file right when it is next read: do that now.
            with suppress(sa.exc.DatabaseError), self._engine.connect() as connection:
                _last_change(connection)
            raise

    def _write(self, before: Project, after: Project, edit: Edit, who: str) -> None:
        log: dict[str, Any] = {}
        new_numbers: dict[str, dict[str, int]] = {}
        with _begun(self._engine, self._path) as connection:
            if _last_change(connection) != self._last_change:
                raise InputError("project_changed", path=str(self._path))
            for name in (f.name for f in fields(Project) if changes_between(before, after).touch(f.name)):
                if name in SQL_TABLES:
                    tables = before.table(name), after.table(name)
                    new_numbers[name] = self._write_table(connection, name, *tables, log)
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
        self._bring_into_one_file()
        self._last_change = last_change
        for name, numbers in new_numbers.items():
            self._known_numbers(name).update(numbers)

    def _bring_into_one_file(self) -> None:
        """Where another program keeps the file in write-ahead mode: take the log into it, as far as it lets us."""
        with suppress(sa.exc.DatabaseError, sqlite3.DatabaseError), self._engine.connect() as connection:
            raw = connection.connection.driver_connection
            if raw is not None and raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                raw.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def _known_numbers(self, name: str) -> dict[str, int]:
        if name not in self._numbers:
            self._numbers[name] = self._read_numbers[name].to_dict()
        return self._numbers[name]

    def _write_table(
        self, connection: sa.Connection, name: str, before: pd.DataFrame, after: pd.DataFrame, log: dict[str, Any]
    ) -> dict[str, int]:
        """Write a table's differences and put them in the log; the numbers of rows that are new to the file."""
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

    def keep(self, name: str, text: str) -> None:
        """How something is shown, as JSON; see ``Store.keep``."""
        with _begun(self._engine, self._path) as connection:
            _put_setting(connection, KEPT + name, text)

    def change_log(self) -> pd.DataFrame:
        """Every change, oldest first; see ``Store.change_log``."""
        with _begun(self._engine, self._path) as connection:
            lines = connection.execute(sa.select(CHANGE_LOG).order_by(CHANGE_LOG.c[KEY_ID])).fetchall()
        try:
            details = [json.loads(line.details) for line in lines]
            rows = [json.loads(inflated(line.rows, MOST_LOG_BYTES)) for line in lines]
        except (ValueError, RecursionError) as error:
            raise InputError("not_a_project", path=str(self._path)) from error
        return pd.DataFrame(
            {
                "at": [line.at for line in lines],
                "who": [line.who for line in lines],
                "code": [line.code for line in lines],
                "details": details,
                "rows": rows,
            },
            index=pd.Index([line.fid for line in lines], name="change"),
        )

    def close(self) -> None:
        self._engine.dispose()
