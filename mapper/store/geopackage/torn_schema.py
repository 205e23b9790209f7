"""The list of tables of a damaged file, made again from those of its rows that can still be read.

SQLite reads no table where one page of ``sqlite_master`` is damaged or cut off, though the tables' own pages may all be
there. So that list's pages are read here (https://www.sqlite.org/fileformat2.html), the rows of the project's tables
taken from them, and the list begun anew with these alone. For copies: the file is changed.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

from mapper.files.sqlite_files import connect

_MAGIC = b"SQLite format 3\0"
_PAGES_AT, _FREE_AT, _VACUUM_AT, _HEAD_BYTES = 28, 32, 52, 100
_INTERIOR, _LEAF = 0x05, 0x0D
_MOST_TEXT_BYTES = 2**20  # of one table's statement


class _Table(NamedTuple):
    name: str
    root: int
    statement: str


def make_readable(copy: Path, names: Collection[str]) -> None:
    """Have SQLite read what there is of a file that was cut off, or whose list of tables is damaged.

    Of the tables with these names; nothing is done where it can read the list as it is. Raises sqlite3.DatabaseError.
    """
    data = bytearray(copy.read_bytes())
    page_bytes = int.from_bytes(data[16:18]) if data.startswith(_MAGIC) else 0
    page_bytes = 2**16 if page_bytes == 1 else page_bytes
    if page_bytes < 512 or len(data) < page_bytes:
        return
    pages = len(data) // page_bytes  # half a page is none: what is missing of it would be believed
    if pages < int.from_bytes(data[_PAGES_AT : _PAGES_AT + 4]):  # of a file that tells of more pages it reads none
        del data[pages * page_bytes :]
        data[_PAGES_AT : _PAGES_AT + 4] = pages.to_bytes(4)
        copy.write_bytes(data)
    if not _reads(copy) and not int.from_bytes(data[_VACUUM_AT : _VACUUM_AT + 4]):
        _begin_anew(copy, data, page_bytes, names)


def _begin_anew(copy: Path, data: bytearray, page_bytes: int, names: Collection[str]) -> None:
    """The list of tables with those alone that can be read, in the pages that it had.

    No page may come behind the others: tables that lost their pages point there, and would have it for theirs.
    """
    pages = len(data) // page_bytes
    former, found = list[int](), dict[str, _Table]()
    for page, tables in _pages(bytes(data), page_bytes):
        former += [page] if page > 1 else []
        found |= {table.name: table for table in tables if table.name in names and table.root <= pages}
    empty = bytes([_LEAF, 0, 0, 0, 0]) + (page_bytes % 2**16).to_bytes(2) + b"\0"
    data[_HEAD_BYTES:page_bytes] = empty.ljust(page_bytes - _HEAD_BYTES, b"\0")
    free = former[: page_bytes // 8]
    data[_FREE_AT : _FREE_AT + 8] = (free[0] if free else 0).to_bytes(4) + len(free).to_bytes(4)
    if free:
        trunk = b"".join(number.to_bytes(4) for number in (0, len(free) - 1, *free[1:]))
        data[(free[0] - 1) * page_bytes : free[0] * page_bytes] = trunk.ljust(page_bytes, b"\0")
    copy.write_bytes(data)
    with closing(connect(copy, "rw")) as file:
        file.execute("PRAGMA writable_schema = ON")
        file.execute(f"PRAGMA max_page_count = {pages}")
        file.execute("BEGIN")
        for table in found.values():
            with suppress(sqlite3.OperationalError):  # no room: a table less
                file.execute(
                    "INSERT INTO sqlite_master VALUES ('table', ?, ?, ?, ?)",
                    (table.name, table.name, table.root, table.statement),
                )
        file.execute("COMMIT")


def _reads(copy: Path) -> bool:
    try:
        with closing(connect(copy, "rw")) as file:
            file.execute("SELECT sum(length(sql)) FROM sqlite_master").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return False
    return True


def _pages(data: bytes, page_bytes: int) -> Iterator[tuple[int, list[_Table]]]:
    """The pages of ``sqlite_master`` that are there, with the tables that each tells of."""
    usable = page_bytes - data[20]
    due, seen = [1], set[int]()
    while due:
        page = due.pop()
        if page in seen or not 0 < page <= len(data) // page_bytes:
            continue
        seen.add(page)
        start = (page - 1) * page_bytes
        head = start + (_HEAD_BYTES if page == 1 else 0)
        count, kind = int.from_bytes(data[head + 3 : head + 5]), data[head]
        if kind not in (_INTERIOR, _LEAF):
            continue
        first = head + (12 if kind == _INTERIOR else 8)
        cells = [start + int.from_bytes(data[first + 2 * n : first + 2 * n + 2]) for n in range(count)]
        cells = [cell for cell in cells if cell < start + page_bytes]
        tables = list[_Table]()
        if kind == _INTERIOR:
            due += [int.from_bytes(data[at : at + 4]) for at in (*cells, head + 8)]
        else:
            for cell in cells:
                with suppress(ValueError, IndexError):
                    tables += _told(_payload(data, cell, page_bytes, usable))
        yield page, tables


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next thing is."""
    value = 0
    for n in range(8):
        value = value << 7 | data[at + n] & 0x7F
        if data[at + n] < 0x80:
            return value, at + n + 1
    return value << 8 | data[at + 8], at + 9


def _payload(data: bytes, cell: int, page_bytes: int, usable: int) -> bytes:
    """A row's bytes, with those on pages of their own. ValueError where they are too many or not there."""
    length, at = _varint(data, cell)
    _, at = _varint(data, at)
    if length > _MOST_TEXT_BYTES:
        raise ValueError("no statement")
    here = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= usable - 35 else least
    taken = bytes(data[at : at + here])
    page = int.from_bytes(data[at + here : at + here + 4]) if here < length else 0
    while page and len(taken) < length:
        start = (page - 1) * page_bytes
        taken += data[start + 4 : start + 4 + min(usable - 4, length - len(taken))]
        following = int.from_bytes(data[start : start + 4])
        if start >= len(data):
            break
        page = following
    if len(taken) != length:
        raise ValueError("cut off")
    return taken


def _told(payload: bytes) -> list[_Table]:
    """The table that a row of the list tells of; none where it is of something else. ValueError, IndexError: no row."""
    end, at = _varint(payload, 0)
    kinds = []
    while at < end:
        kind, at = _varint(payload, at)
        kinds.append(kind)
    cells = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)[kind]
        cells.append(payload[at : at + size])
        at += size
    if len(cells) != 5 or cells[0] != b"table" or at != len(payload):
        return []
    # A number that is 0 or 1 is told by its kind alone: no table of the list begins there.
    name, root, statement = cells[1].decode(), int.from_bytes(cells[3]), cells[4].decode()
    return [_Table(name, root, statement)] if root > 1 and statement.upper().startswith("CREATE TABLE") else []
