"""A project file's rows as SQLite puts them together, whole columns at a time.

SQLite hands rows over one by one, each with a turn of Python's lock, so a thread that reads would wait for the window
that is being made meanwhile. Here it puts rows together itself, each column as one JSON list and thousands of shapes as
one blob, and Python gets them in one step.

Nothing here needs more than Python itself: a program that starts reads its file while it imports all the rest.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, NamedTuple

from mapper import schema
from mapper.errors import InputError
from mapper.files.former_files import part_from_former
from mapper.files.sqlite_files import connect
from mapper.store.geopackage.database_errors import plain_errors

KEPT = "kept."  # settings that tell how things are shown, and are no part of the project
KEY_ID = "fid"  # GeoPackage wants a whole-number key; the project's own key is a unique text beside it
GEOMETRY = "geom"
ELSEWHERE = "rows_written_elsewhere"  # by other programs, until they stand in the change log; see noting.py
FORMAT_VERSION = 16  # of our tables in the GeoPackage; see migrations.py
_SHAPES_AT_ONCE, _POINTS_AT_ONCE = 1024, 65_536
NO_TIME = "NaT"
MILLIONTH = 1e6  # as many to one
_OTHERS = "others"
# What is divided by that again is the very same fraction, or it is not told so.
_MILLIONTHS = f"""
CASE WHEN count([{{c}}]) = 0 THEN NULL
     WHEN total(CAST(round([{{c}}] * {MILLIONTH}) AS INTEGER) / {MILLIONTH} IS NOT [{{c}}]) > 0 THEN '{_OTHERS}'
     ELSE json_group_array(CAST(round([{{c}}] * {MILLIONTH}) AS INTEGER)) END
"""


class Columns(NamedTuple):
    """A table's rows as SQLite put them together, but for their geometry; None for a column without a value.

    ``lists`` has one JSON list for the whole-number key and each column that is no fraction; times have no zone, and
    a missing one is :data:`NO_TIME`. JSON has no room for the last bit of fractions: they are a JSON list of whole
    millionths where they are such, else as they are. ``doubtful`` names columns whose cells are to be read one by one.
    """

    table: str
    rows: int
    lists: tuple[str | None, ...]
    fractions: tuple[str | list[float | None] | None, ...]
    doubtful: frozenset[str] = frozenset()


class Blobs(NamedTuple):
    """Some geometry of a table: GeoPackage blobs one after another, and a JSON list of their lengths."""

    table: str
    lengths: str
    bytes: bytes | None


Settings = dict[str, str]  # what stands beside the tables, by name


class OpenFile(NamedTuple):
    """The file that was read, still open and in no transaction, so that it can be told whether it is the same since.

    ``version`` is SQLite's data version: another number as soon as anybody else has written. ``stamp`` is
    :func:`file_stamp`.
    """

    connection: sqlite3.Connection
    version: int
    stamp: tuple[int, int, int, int]


class Rows:
    """All that a project file holds at one moment, read by a thread of its own from now on.

    Whoever wants it takes :meth:`head` and then goes through :meth:`parts`, once; what went wrong is raised there.
    Then :meth:`file` is the file that was read; else :meth:`drop` lets go of it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: OpenFile | None = None
        self._read: SimpleQueue[Settings | Columns | Blobs | Exception | None] = SimpleQueue()
        self._unwanted = Event()
        self._thread = Thread(target=self._run, name="rows of a file", daemon=True)
        self._thread.start()

    def drop(self) -> None:
        """Read no further, and let go of the file."""
        self._unwanted.set()
        self._thread.join()
        if self._file is not None:
            self._file.connection.close()

    def file(self) -> OpenFile:
        """The file that was read, once all parts are; whoever takes it closes it."""
        self._thread.join()
        assert self._file is not None
        return self._file

    def head(self) -> Settings:
        """What is read first.

        Raises
        ------
        InputError
            ``not_a_project``: a table or column is missing. ``project_busy``: another program keeps writing.
        """
        found = self._next()
        assert isinstance(found, dict)
        return found

    def parts(self) -> Iterator[Columns | Blobs]:
        """Every table's columns and then its geometry, by whole-number key; tables without rows are passed over."""
        while (found := self._next()) is not None:
            assert not isinstance(found, dict)
            yield found

    def _next(self) -> Settings | Columns | Blobs | None:
        found = self._read.get()
        if isinstance(found, Exception):
            with plain_errors(self._path):
                raise found
        return found

    def _run(self) -> None:
        try:
            if not self._path.is_file():  # opening a pipe would wait for whoever writes into it
                raise InputError("file_missing", path=str(self._path))
            part_from_former(self._path)
            read_only = is_read_only(self._path)
            source = connect(self._path, "ro" if read_only else "rw", one_thread=False)
            try:
                self._read_all(source)
            except BaseException:
                source.close()
                raise
        except Exception as error:  # told to whoever takes what was read
            self._read.put(error)

    def _read_all(self, source: sqlite3.Connection) -> None:
        source.execute("BEGIN")  # who writes meanwhile waits
        _require_tables(source, self._path)
        settings = dict(source.execute("SELECT name, value FROM project_settings").fetchall())
        version = source.execute("PRAGMA data_version").fetchone()[0]
        stamp = file_stamp(self._path)
        self._read.put(settings)
        for part in _all(source, self._path):
            self._read.put(part)
            if self._unwanted.is_set():
                break
        source.execute("COMMIT")
        self._file = OpenFile(source, version, stamp)
        self._read.put(None)


def file_stamp(path: Path) -> tuple[int, int, int, int]:
    """What tells one file from another at the same path, and from itself once written: device, number, length, time."""
    told = path.stat()
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns


def is_read_only(path: Path) -> bool:
    """Whether a file or its folder cannot be written: SQLite writes a journal beside the file."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def format_version(path: Path, read_only: bool) -> int:
    """The version of our format that a file is in.

    Raises
    ------
    InputError
        ``not_a_project``: it is another kind of database.
    """
    with plain_errors(path), closing(connect(path, "ro" if read_only else "rw")) as source:
        if (
            source.execute("SELECT 1 FROM sqlite_master WHERE name = 'project_settings' AND type = 'table'").fetchone()
            is None
        ):
            raise InputError("not_a_project", path=str(path))
        found = source.execute("SELECT coalesce(max(version), 0) FROM project_settings").fetchone()[0]
        if not isinstance(found, int):
            raise InputError("not_a_project", path=str(path))
        return found


def _require_tables(source: sqlite3.Connection, path: Path) -> None:
    """Nothing, where every table is one.

    InputError ``not_a_project``: a view may count for ever; ``project_incomplete``: there is no change log.
    """
    views = {name for (name,) in source.execute("SELECT lower(name) FROM sqlite_master WHERE type = 'view'")}
    if views & {*schema.TABLES, "project_settings", "change_log"}:
        raise InputError("not_a_project", path=str(path))
    if source.execute("SELECT 1 FROM sqlite_master WHERE name = 'change_log' AND type = 'table'").fetchone() is None:
        raise InputError("project_incomplete", path=str(path), table="change_log", column=KEY_ID)


def columns_of(name: str) -> tuple[list[str], list[str]]:
    """A table's columns that are no fractions, its key first; and those that are."""
    table = schema.TABLES[name]
    fractions = [column.name for column in table.columns if schema.DTYPES[column.kind] == "float64"]
    return [c for c in (table.key.name, *table.column_names) if c not in fractions], fractions


def _all(source: sqlite3.Connection, path: Path) -> Iterator[Columns | Blobs]:
    for name, table in schema.TABLES.items():
        untyped = _untyped(source, name, path)
        found = _columns(source, name)
        if found is None:
            continue
        yield found._replace(doubtful=found.doubtful | untyped)
        if table.geometry is not None:
            yield from _blobs(source, name, _POINTS_AT_ONCE if table.geometry == "point" else _SHAPES_AT_ONCE)


def _untyped(source: sqlite3.Connection, name: str, path: Path) -> frozenset[str]:
    """Columns of texts that another program has made anew without their type: there SQLite takes numbers as well.

    Raises
    ------
    InputError
        ``project_incomplete``: a table or a column is missing, or its whole-number key is none any more.
    """
    table = schema.TABLES[name]
    there = {row[1]: row for row in source.execute(f"PRAGMA table_info({name})")}
    for column in (KEY_ID, *([] if table.geometry is None else [GEOMETRY]), table.key.name, *table.column_names):
        if column not in there or (column == KEY_ID and (there[column][2].upper(), there[column][5]) != ("INTEGER", 1)):
            raise InputError("project_incomplete", path=str(path), table=name, column=column)
    texts = (c.name for c in (table.key, *table.columns) if schema.DTYPES[c.kind] == "str")
    return frozenset(c for c in texts if not any(word in there[c][2].upper() for word in ("CHAR", "CLOB", "TEXT")))


def _columns(source: sqlite3.Connection, name: str) -> Columns | None:
    """A table's columns; None where it has no rows."""
    listed, fractions = columns_of(name)
    # Most columns of most tables hold nothing; that need not be told a thousand times. By no index: by the key.
    # In brackets: between quotation marks SQLite takes an unknown name for a text.
    lists = [f"CASE WHEN count([{c}]) THEN json_group_array({_plain(name, c)}) END" for c in (KEY_ID, *listed)]
    lists += [_MILLIONTHS.format(c=c) for c in fractions]
    try:
        count, *found = source.execute(f"SELECT count(*), {', '.join(lists)} FROM {name} NOT INDEXED").fetchone()
    except sqlite3.OperationalError as error:
        # JSON has no bytes, and Python no text that is no UTF-8; whatever else is wrong is no matter of a cell.
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF != sqlite3.SQLITE_ERROR:
            raise
        count, numbers = source.execute(
            f"SELECT count(*), json_group_array({KEY_ID}) FROM {name} NOT INDEXED"
        ).fetchone()
        nothing = (None,) * len(listed)
        return Columns(name, count, (numbers, *nothing), (None,) * len(fractions), frozenset((*listed, *fractions)))
    if not count:
        return None
    for at, column in enumerate(fractions, start=1 + len(listed)):
        if found[at] == _OTHERS:
            found[at] = [value for (value,) in source.execute(f"SELECT [{column}] FROM {name} NOT INDEXED")]
    return Columns(name, count, tuple(found[: 1 + len(listed)]), tuple(found[1 + len(listed) :]))


def cells_of(source: sqlite3.Connection, name: str, column: str) -> list[Any]:
    """One column's cells as they are, in the order of the whole-number key; a text that is no UTF-8 as its bytes."""
    with texts_as(source, cell_text):
        return [value for (value,) in source.execute(f"SELECT [{column}] FROM {name} NOT INDEXED ORDER BY {KEY_ID}")]


class Undecodable(bytes):
    """A text of a file that is no UTF-8."""


@contextmanager
def texts_as(file: sqlite3.Connection, made: Callable[[bytes], object]) -> Iterator[None]:
    """In this block a connection hands texts over as this makes them of their bytes."""
    before, file.text_factory = file.text_factory, made
    try:
        yield
    finally:
        file.text_factory = before


def cell_text(content: bytes) -> str | Undecodable:
    """A text as SQLite hands it over; see :func:`cells_of`."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return Undecodable(content)


def _plain(table: str, column: str) -> str:
    """A column for its JSON list: a time, which is the station's wall clock's, without the Z that GeoPackage wants."""
    if column != KEY_ID and schema.DTYPES[schema.TABLES[table].column(column).kind] == "datetime64[us]":
        return f"coalesce(rtrim([{column}], 'Z'), '{NO_TIME}')"
    return f"[{column}]"


def _blobs(source: sqlite3.Connection, name: str, at_once: int) -> Iterator[Blobs]:
    some = f"SELECT {KEY_ID}, [{GEOMETRY}] FROM {name} WHERE {KEY_ID} > ? ORDER BY {KEY_ID} LIMIT {at_once}"
    # Put together as the text it is not, and handed over as the bytes it is.
    together = f"json_group_array(length([{GEOMETRY}])), CAST(group_concat([{GEOMETRY}], '') AS BLOB)"
    statement = f"SELECT max({KEY_ID}), {together} FROM ({some})"
    last = -(1 << 63)
    while (found := source.execute(statement, (last,)).fetchone())[0] is not None:
        last, *blobs = found
        yield Blobs(name, *blobs)
