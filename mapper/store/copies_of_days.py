"""Copies of a project beside it, one a day, of which the newest few and one of each of the last weeks are kept."""

import hashlib
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path

from mapper.errors import InputError
from mapper.files.sqlite_files import connect
from mapper.files.whole_file import draft_of

DAYS, WEEKS = 3, 4
# A disk with less room than so many times the file is left alone: edits need it more.
_LEAST_TIMES_FREE = 4
_NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.gpkg")


def folder_of(path: Path, elsewhere: Path | None = None) -> Path:
    """Where the copies of a project lie: beside it, or in a folder of many, where two of one name stay apart."""
    if elsewhere is None:
        return path.with_name(path.name + ".copies")
    mark = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return elsewhere / f"{path.name}.{mark}.copies"


def copies_of(path: Path, elsewhere: Path | None = None) -> list[Path]:
    """The copies of a project that there are, the newest first."""
    folder = folder_of(path, elsewhere)
    return [folder / f"{day.isoformat()}.gpkg" for day in sorted(_there(folder), reverse=True)]


def copy_of_day(
    path: Path, today: date, days: int = DAYS, weeks: int = WEEKS, elsewhere: Path | None = None
) -> Path | None:
    """Copy a project as it is now, once a day, and let go of copies that are no longer kept; the copy.

    None where there is one already or nothing has changed since the last. With neither days nor weeks nothing is done.
    ``elsewhere`` is the folder for the copies of all projects, where they are not to lie beside them.

    Raises
    ------
    InputError
        ``copy_no_room``: the disk is too full; ``cannot_write``; ``project_busy``.
    """
    if days + weeks <= 0:
        return None
    folder = folder_of(path, elsewhere)
    copy = folder / f"{today.isoformat()}.gpkg"
    there = _there(folder)
    try:
        told = path.stat()
        if today in there or (there and (folder / f"{max(there)}.gpkg").stat().st_mtime >= told.st_mtime):
            return None
        if shutil.disk_usage(folder.parent).free < _LEAST_TIMES_FREE * told.st_size:
            raise InputError("copy_no_room", path=str(path))
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise InputError("cannot_write", path=str(copy), reason=error.strerror or "") from error
    with draft_of(copy) as draft:
        try:
            with closing(connect(path, "ro")) as source, closing(connect(draft, "rwc")) as target:
                source.backup(target)
        except sqlite3.DatabaseError as error:
            code = "project_busy" if "locked" in str(error) else "cannot_write"
            raise InputError(code, path=str(copy), reason=str(error)) from error
    for day in set(_there(folder)) - kept(_there(folder), today, days, weeks):
        with suppress(OSError):
            (folder / f"{day.isoformat()}.gpkg").unlink()
    return copy


def drop_copies(folder: Path) -> int:
    """Let go of every copy in a folder of them; how many went."""
    gone = 0
    for day in _there(folder):
        with suppress(OSError):
            (folder / f"{day.isoformat()}.gpkg").unlink()
            gone += 1
    return gone


def kept(there: Iterable[date], today: date, days: int, weeks: int) -> set[date]:
    """Of copies of these days: the newest ``days``, and the newest of each of the last ``weeks`` weeks before this one.

    A week begins on Monday, whatever day it is: of weeks that moved with today the newest would be today's, day after
    day, and none would ever grow old.
    """
    newest_first = sorted(there, reverse=True)
    result = set(newest_first[:days])
    monday = today - timedelta(days=today.weekday())
    for week in range(1, weeks + 1):
        first = monday - timedelta(days=7 * week)
        of_week = [day for day in newest_first if first <= day < first + timedelta(days=7)]
        result |= set(of_week[:1])
    return result


def _there(folder: Path) -> list[date]:
    found = []
    with suppress(OSError, ValueError):
        for file in folder.iterdir():
            if (named := _NAME.fullmatch(file.name)) is not None:
                with suppress(ValueError):
                    found.append(date.fromisoformat(named.group(1)))
    return found
