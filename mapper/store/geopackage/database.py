"""A project file as SQLAlchemy has it: the connection, a transaction, and the statements that all writing shares."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from mapper.files.sqlite_files import BUSY_S, connect
from mapper.project import Project
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.checksums import Writing
from mapper.store.geopackage.column_reader import FORMAT_VERSION, KEY_ID
from mapper.store.geopackage.database_errors import plain_errors
from mapper.store.geopackage.tables import SETTINGS, SQL_TABLES, column_names

SETTINGS_PARTS = ("about", "norms")
KEYS = "keys"  # the setting that tells how rows are numbered: no data, so no line of the change log
AT_ONCE = 20_000  # rows that are made ready to be written; a million are not to stand in memory in three forms


def engine_of(path: Path, read_only: bool, opened: sqlite3.Connection | None = None) -> sa.Engine:
    """The file at a path by one connection for all; ``opened`` where there is one already."""
    engine = sa.create_engine(
        "sqlite://",
        creator=lambda: opened or connect(path, "ro" if read_only else "rw", BUSY_S, one_thread=False),
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


@contextmanager
def begun(engine: sa.Engine, path: Path) -> Iterator[sa.Connection]:
    """A transaction; SQLite's errors come out as InputErrors."""
    with plain_errors(path, writing=True):
        try:
            with engine.begin() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            if isinstance(error.orig, sqlite3.DatabaseError):
                raise error.orig from error
            raise


def insert_rows(connection: sa.Connection, name: str, numbered: Iterator[tuple[int, tuple[Any, ...]]]) -> None:
    """Add rows, each with its whole-number key."""
    names = [KEY_ID, *column_names(name)]
    values = [dict(zip(names, (number, *row), strict=True)) for number, row in numbered]
    if values:
        connection.execute(sa.insert(SQL_TABLES[name]), values)


def put_settings(
    connection: sa.Connection, project: Project, parts: Iterable[str] = SETTINGS_PARTS, writing: Writing | None = None
) -> None:
    """What a project says of itself, and its rules; what is set aside there stays as it is."""
    for name in parts:
        aside = {cell.column: cell.value for cell in project.set_aside if cell.table == name and cell.column}
        put_setting(
            connection, name, json.dumps({**getattr(project, name).as_json(), **aside}, ensure_ascii=False), writing
        )


def put_setting(connection: sa.Connection, name: str, text: str, writing: Writing | None = None) -> None:
    """One setting, in place of what stood there; ``writing`` where the file's checksums are kept up."""
    here = SETTINGS.c.name == name
    if writing is not None:
        writing.name(SETTINGS.name, connection.execute(sa.select(SETTINGS.c[KEY_ID]).where(here)).scalars())
    connection.execute(sa.delete(SETTINGS).where(here))
    put = connection.execute(sa.insert(SETTINGS).values(name=name, version=FORMAT_VERSION, value=text))
    if writing is not None:
        writing.name(SETTINGS.name, put.inserted_primary_key or (), new=True)


def plain_connection(connection: sa.Connection) -> sqlite3.Connection:
    """SQLite's own connection beneath a transaction's."""
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw
