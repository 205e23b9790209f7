"""SQLite's own errors as the one sentence they mean to a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mapper.errors import InputError


@contextmanager
def plain_errors(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Whatever SQLite says of the file, as an InputError; ``writing`` where that was what it was opened for.

    Raises
    ------
    InputError
        ``project_busy``, ``project_damaged``, ``project_replaced``, ``read_only``, ``cannot_write``,
        ``file_unreadable``, ``not_a_project``.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        reason, code = str(error), getattr(error, "sqlite_errorcode", 0)
        if code & 0xFF == sqlite3.SQLITE_CORRUPT:
            raise InputError("project_damaged", path=str(path)) from error
        if code == sqlite3.SQLITE_READONLY_DBMOVED:
            raise InputError("project_replaced", path=str(path)) from error
        if "locked" in reason:
            raise InputError("project_busy", path=str(path)) from error
        if "readonly" in reason or "read-only" in reason:
            raise InputError("read_only", path=str(path)) from error
        if "full" in reason or "disk I/O" in reason:
            raise InputError("cannot_write", path=str(path), reason=reason) from error
        if "unable to open" in reason:
            raise InputError("cannot_write" if writing else "file_unreadable", path=str(path), reason=reason) from error
        raise InputError("not_a_project", path=str(path)) from error
    except UnicodeDecodeError as error:  # SQLite's complaint holds damaged bytes, which Python cannot read
        raise InputError("project_damaged", path=str(path)) from error
