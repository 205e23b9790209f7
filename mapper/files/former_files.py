"""What a former file left beside a path, told from what the file that stands there needs to be put right.

SQLite plays whatever journal or log lies beside a file into it. Where a copy was put in the place of a file whose
program had been killed, these are not its own, and would destroy it. A project is looked through before it is opened.

The formats are those of https://www.sqlite.org/fileformat2.html, 1.3 (the head of a file), 3 (rollback journals) and
4 (write-ahead logs).
"""

import sqlite3
import stat
import struct
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from mapper.files.sqlite_files import HEAD, connect

FORMER = ".former"  # put behind the name of what is not the file's own
_JOURNAL_HEAD = bytes.fromhex("d9d505f920a163d7")
_COUNTER, _COOKIE, _TREE = slice(24, 28), slice(40, 44), slice(100, None)  # of a file's first page


def part_from_former(path: Path) -> bool:
    """Rename what a former file left beside a path, if anything; whether there was some. Raises OSError.

    A rollback journal is the file's own where its first page is as the journal found it, or one change later. A log is,
    where the file says that it is written with one.
    """
    journal, log = (path.with_name(path.name + ending) for ending in ("-journal", "-wal"))
    found = False
    for left, is_own in ((log, _log_is_own), (journal, _journal_is_own)):
        # Seen twice alike: nobody is writing, so what does not fit together never did.
        seen = _seen(path, left)
        if seen is None or is_own(left, seen.first_page, seen.file_bytes) or _seen(path, left) != seen:
            continue
        with suppress(FileNotFoundError):
            left.replace(left.with_name(left.name + FORMER))
            found = True
    return found


class _Seen(NamedTuple):
    first_page: bytes
    file_bytes: int
    left: tuple[int, int, int]


def _seen(path: Path, left: Path) -> _Seen | None:
    """The first page of a file, how long it is, and what tells whether what lies beside is still the same.

    None where nothing lies there, or the file is no database: whoever opens it says so. It is read by way of SQLite: to
    close a file that was opened otherwise would end the locks that this program has on it.
    """
    with suppress(sqlite3.DatabaseError, OSError, ValueError):
        told = left.stat()
        if not stat.S_ISREG(told.st_mode) or not told.st_size:
            return None
        with closing(connect(path, "ro", alone=True)) as source:
            (size,) = source.execute("PRAGMA page_size").fetchone()
            content = source.serialize()
        if content.startswith(HEAD):
            return _Seen(content[:size], len(content), (told.st_ino, told.st_mtime_ns, told.st_size))
    return None


def _log_is_own(_log: Path, first: bytes, _file_bytes: int) -> bool:
    return first[18:20] != b"\x01\x01"  # else the file says that it has none


def _journal_is_own(journal: Path, first: bytes, file_bytes: int) -> bool:
    """Whether a journal may belong to a file; True also where it cannot be told.

    A journal has parts, each with a head of its own that begins a sector: one for each time that it was synced because
    the changed pages had no more room in memory. The first page of the file may be in any of them.
    """
    with journal.open("rb") as source:
        at = 0
        while True:
            source.seek(at)
            head = source.read(28)
            if len(head) < 28 or head[:8] != _JOURNAL_HEAD:
                return True  # SQLite passes over what is left
            count, _, pages, sector, page_bytes = struct.unpack(">5I", head[8:])
            if page_bytes != len(first) or file_bytes < pages * page_bytes:
                return False
            source.seek(at + sector)
            for _ in range(count):
                record = source.read(page_bytes + 8)
                if len(record) < page_bytes + 8:
                    return True
                if record[:4] == b"\0\0\0\x01":
                    return _follows(record[4:-4], first)
            if not sector:
                return True
            at = -(-source.tell() // sector) * sector


def _follows(before: bytes, now: bytes) -> bool:
    """Whether a first page is another as it was, or as one change leaves it."""
    (old,), (new,) = (struct.unpack(">I", page[_COUNTER]) for page in (before, now))
    if new == old:
        return before == now
    return new == (old + 1) % 2**32 and (before[_COOKIE] != now[_COOKIE] or before[_TREE] == now[_TREE])
