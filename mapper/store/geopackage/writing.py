"""A project file written whole, or brought up from an older version; edits are written by ``writer``."""

import json
import shutil
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from mapper import schema
from mapper.errors import InputError
from mapper.files.sqlite_files import HEAD, connect
from mapper.keys import Keys
from mapper.project import Project
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.checksums import altered_in_older, look_after
from mapper.store.geopackage.column_reader import (
    FORMAT_VERSION,
    KEPT,
)
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
from mapper.store.geopackage.log_lines import unpacked
from mapper.store.geopackage.migrations import migrate
from mapper.store.geopackage.others import put_line
from mapper.store.geopackage.reading import Held, read_project
from mapper.store.geopackage.settings import read_keys
from mapper.store.geopackage.tables import (
    CHANGE_LOG,
    METADATA,
    SETTINGS,
    extent,
    rows,
    tell_of_table,
)


def fill_new(draft: Path, path: Path, project: Project, kept: Mapping[str, str]) -> None:
    """Write a project, and how it is shown, into an empty file that will stand at ``path``."""
    engine = engine_of(draft, read_only=False)
    try:
        with begun(engine, path) as connection:
            _fill(connection, project)
            for name, text in kept.items():
                put_setting(connection, KEPT + name, text)
            look_after(plain_connection(connection))
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
    expected |= {SETTINGS.name: len(SETTINGS_PARTS) + 1 + len(kept), CHANGE_LOG.name: 0}
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
    engine = engine_of(path, read_only=False)
    try:
        with begun(engine, path) as connection:
            plain = plain_connection(connection)
            doubtful = altered_in_older(plain)
            put_line(plain)  # what others have written, while it is known which columns were noted
            migrate(connection, version)
            put_setting(connection, KEYS, json.dumps(_keys_used(plain, path).as_json()))
            connection.execute(sa.update(SETTINGS).values(version=FORMAT_VERSION))
            look_after(plain, doubtful)
    finally:
        engine.dispose()


def _keys_used(source: sqlite3.Connection, path: Path) -> Keys:
    """Which keys have gone, as the change log of an older file tells; a line that cannot be read tells none."""
    found = source.execute("SELECT value FROM project_settings WHERE name = ?", (KEYS,)).fetchone()
    keys = read_keys(None if found is None else found[0])
    gone: dict[str, set[str]] = defaultdict(set)
    for (packed,) in source.execute("SELECT rows FROM change_log"):
        with suppress(InputError):
            for name, told in unpacked(packed, path).items():
                if name in schema.TABLES:
                    gone[name] |= {row[0] for row in told.get("removed", ()) if row} | {*told.get("removed_keys", ())}
    for name, those in gone.items():
        table = schema.TABLES[name]
        left = [key for (key,) in source.execute(f"SELECT [{table.key.name}] FROM {name}")]  # noqa: S608 – our own
        keys = keys.without(table.key_prefix, those, left)
    return keys


def read_older(path: Path, version: int) -> Held:
    """What a file of an older version holds that cannot be written to: a copy of it is brought up and read."""
    with TemporaryDirectory() as folder:
        copy = Path(shutil.copyfile(path, Path(folder) / path.name))
        bring_up(copy, version)
        held = read_project(copy)
        if held.file is not None:
            held.file.connection.close()
        return held._replace(file=None)


def _fill(connection: sa.Connection, project: Project) -> None:
    for statement, values in gpkg.core_statements():
        connection.exec_driver_sql(statement, values)
    METADATA.create_all(connection)
    for name, table in schema.TABLES.items():
        frame = project.table(name)
        for first in range(0, len(frame), AT_ONCE):
            some = rows(name, frame.iloc[first : first + AT_ONCE], project.set_aside)
            insert_rows(connection, name, enumerate(some, start=first + 1))
        tell_of_table(connection, name, (None,) * 4 if table.geometry is None else extent(frame))
    for name in (SETTINGS.name, CHANGE_LOG.name):
        for statement, values in gpkg.layer_statements(name, "", None, None, (None,) * 4):
            connection.exec_driver_sql(statement, values)
    put_settings(connection, project)
    put_setting(connection, KEYS, json.dumps(project.keys.as_json()))
