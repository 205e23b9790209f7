"""Files that are there, and files that are written whole or not at all."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mapper.errors import InputError
from mapper.files.drafts import clear_drafts, draft_beside
from mapper.files.sqlite_files import HEAD, holds_database, remove_leftovers
from mapper.files.temporary import list_draft


def is_there(path: Path) -> bool:
    """Whether anything stands at a path; nothing can where the path is none (too long, a zero byte in it)."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def require_filled(path: Path) -> None:
    """Nothing, where a file with something in it is at ``path``. It is not opened.

    To close a file ends all locks that the same program has on it, SQLite's too.

    Raises
    ------
    InputError
        ``file_missing``, ``is_directory``, ``file_special`` (a pipe or device), ``file_empty`` or
        ``file_unreadable``.
    """
    try:
        if path.is_dir():
            raise InputError("is_directory", path=str(path))
        if not path.exists():
            raise InputError("file_missing", path=str(path))
        if not path.is_file():  # opening a pipe waits for whoever writes into it
            raise InputError("file_special", path=str(path))
        if path.stat().st_size == 0:
            raise InputError("file_empty", path=str(path))
    except (OSError, ValueError) as error:
        raise InputError("file_unreadable", path=str(path)) from error


def require_other(path: Path, inputs: Iterable[Path | None]) -> None:
    """InputError ``file_exists`` where what is to be written would take the place of what it is made of."""
    for read in inputs:
        with suppress(OSError, ValueError):  # one of them is not there
            if read is not None and path.samefile(read):
                raise InputError("file_exists", path=str(path))


@contextmanager
def draft_of(path: Path) -> Iterator[Path]:
    """A file to write beside ``path``; when the block ends well it is synced and takes the path's place.

    After a failure, what was at the path is still there and nothing else is. Drafts that killed programs left in the
    folder go too.

    Raises
    ------
    InputError
        ``is_directory``, ``file_special`` (a pipe or device), ``database_in_place``: a project, or another database,
        would give its place to another sort of file, or
        ``cannot_write``: the folder is missing, read-only or full, or the name is too long.
    """
    if "\0" in str(path):
        raise InputError("cannot_write", path=str(path), reason="")
    try:
        if path.is_dir():
            raise InputError("is_directory", path=str(path))
        if path.exists() and not path.is_file():  # a pipe or device would give its place to a file
            raise InputError("file_special", path=str(path))
        clear_drafts(path.parent)
        draft = draft_beside(path)
        list_draft(draft)
        try:
            yield draft
            with draft.open("rb+") as file:
                is_database = file.read(len(HEAD)) == HEAD
                os.fsync(file.fileno())
            if not is_database and holds_database(path):
                raise InputError("database_in_place", path=str(path))
            draft.replace(path)
            _sync_folder(path.parent)
        finally:
            draft.unlink(missing_ok=True)
            with suppress(OSError):
                remove_leftovers(draft)  # SQLite leaves the journal of a database that it could not fill
    except OSError as error:
        raise InputError("cannot_write", path=str(path), reason=error.strerror or "") from error


def _sync_folder(folder: Path) -> None:
    """Bring the folder's list of names to the disk, where the system can."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some network drives cannot; the file has its name all the same
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def whole_folder(folder: Path) -> Iterator[None]:
    """A folder to write files into, made where it is missing; after a failure one that was new or empty is so again.

    Raises
    ------
    InputError
        ``cannot_write``: the folder cannot be made.
    """
    try:
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        ours = not any(folder.iterdir())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or ""
        raise InputError("cannot_write", path=str(folder), reason=reason) from error
    try:
        yield
    except BaseException:
        if ours:
            for entry in folder.iterdir():
                if entry.is_dir() and not entry.is_symlink():
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    with suppress(OSError):
                        entry.unlink()
        with suppress(OSError):  # the innermost first; one with something in it stays
            for path in made:
                path.rmdir()
        raise


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one piece; see :func:`draft_of` for errors."""
    with draft_of(path) as draft:
        draft.write_bytes(content)
