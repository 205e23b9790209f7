"""SQLite files by their path, whatever signs are in it, and what SQLite leaves beside them.

SQLite keeps what it needs to put a file right beside it, and knows it by its name alone: a rollback journal
(``-journal``) or a write-ahead log (``-wal``, with ``-shm``) is taken to belong to whatever file stands there. So one
that a former file left would be played into a new file of the same name, and destroy it.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Literal

Mode = Literal["ro", "rw", "rwc"]  # for reading; for writing too; and made where it is missing

BUSY_S = 1.0  # a person waits so long without a word
HEAD = b"SQLite format 3\x00"
_BESIDE = ("-journal", "-wal", "-shm")
_NO_DATABASE = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


def connect(
    path: Path, mode: Mode, busy_s: float = BUSY_S, *, one_thread: bool = True, alone: bool = False
) -> sqlite3.Connection:
    """Open the file at that path and no other, without transactions that the driver begins by itself.

    ``busy_s`` is how long to wait while another program writes; ``alone`` leaves out of account what lies beside it and
    who else may write. Raises sqlite3.OperationalError.
    """
    if "\0" in str(path):
        raise sqlite3.OperationalError("unable to open database file")
    address = path.absolute().as_uri()
    if not address.startswith("file:///"):
        # To Python a Windows share's server is the address's host; SQLite knows no host, so it goes into the path.
        address = f"file:////{address.removeprefix('file://')}"
    return sqlite3.connect(
        f"{address}?mode={mode}{'&immutable=1' if alone else ''}",
        uri=True,
        timeout=busy_s,
        isolation_level=None,
        check_same_thread=one_thread,
    )


def holds_database(path: Path) -> bool:
    """Whether a file is one of SQLite's, as a project is; it may be locked or damaged.

    It is asked of SQLite: who opens and closes the file by hand ends all locks that the same program has on it.
    """
    if not (path.is_file() and path.stat().st_size):
        return False
    try:
        with closing(connect(path, "ro", 0)) as file:
            file.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_NOTADB
    return True


@contextmanager
def replaceable(path: Path) -> Iterator[None]:
    """Make way for a new file at a path, and hold what stands there until it has been replaced.

    First the old file is put right by its own journal or log, so that it is whole without them; only then are they
    removed. Whenever this ends in between, what stands at the path is the old file as it was last written.

    Raises
    ------
    sqlite3.DatabaseError
        It cannot be put right: another program is writing it (locked), or it may only be read (readonly).
    OSError
        What is left beside cannot be removed.
    """
    with ExitStack() as held:
        if path.is_file():
            old = connect(path, "rw", BUSY_S)
            held.callback(old.close)
            try:
                # Reading rolls a journal back; leaving the write-ahead mode takes the log into the file.
                if old.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "wal":
                    raise sqlite3.OperationalError("database is locked")
                old.execute("BEGIN EXCLUSIVE")
            except sqlite3.DatabaseError as error:
                # What is no database cannot be made whole by what lies beside it.
                if error.sqlite_errorcode & 0xFF not in _NO_DATABASE:
                    raise
            if sys.platform == "win32":
                held.close()  # there no file can be replaced while it is open
        remove_leftovers(path)
        yield


def remove_leftovers(path: Path) -> None:
    """Remove what SQLite left beside a path, where it belongs to no file any more. Raises OSError."""
    for ending in _BESIDE:
        path.with_name(path.name + ending).unlink(missing_ok=True)


def remove_empty_journal(path: Path) -> None:
    """Remove a journal that holds nothing to put right: its program was killed before it had written to the file.

    SQLite passes it over and leaves it. It goes while nobody else can be writing; where somebody is, it stays.
    """
    journal = path.with_name(path.name + "-journal")
    with suppress(sqlite3.Error, OSError):
        if not journal.is_file():
            return
        with closing(connect(path, "rw", 0.0)) as file:
            file.execute("BEGIN IMMEDIATE")  # a journal that is to be played back has been by now, and is gone
            journal.unlink(missing_ok=True)
            file.execute("ROLLBACK")
