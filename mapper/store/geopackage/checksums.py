"""A checksum of every row as this program last wrote it, kept in the file, so that no silent change is believed.

A bit that flips within a text leaves a text, and SQLite does not notice. So each row has a CRC-32 of its cells, written
in the transaction that writes the row. What other programs write is no damage: triggers note its row
(:mod:`mapper.store.geopackage.noting`) until this program has put it into the change log. A row that is neither noted
nor as it was last written has been altered by nobody who writes: by the disk, by a cable, by a hand in the bytes.

Checksums stand together, those of 256 neighbouring rows as one blob (little-endian, 0 where there is no row), so that
an edit writes a page more and not a row more for each row.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from marshal import dumps
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from mapper.store.geopackage.column_reader import ELSEWHERE, KEY_ID, texts_as
from mapper.store.geopackage.noting import (
    SUMS,
    WHOLE_TABLE,
    columns_by_table,
    made_anew,
    make_notes,
    make_triggers,
    note,
    noted,
)

_FORM = 2  # of marshal: numbers and texts as they are, with nothing about how Python holds them
_BLOCK_BITS = 8
_IN_BLOCK = 1 << _BLOCK_BITS
_BLOCK = Struct(f"<{_IN_BLOCK}I")
_NO_ROWS = bytes(_BLOCK.size)
_AT_ONCE = 500
_MOST_HELD = 20_000

_TABLE = f"""
CREATE TABLE {SUMS} (table_name TEXT NOT NULL, block INTEGER NOT NULL, sums BLOB NOT NULL,
    PRIMARY KEY (table_name, block))
"""


def look_after(file: sqlite3.Connection, doubtful: Iterable[tuple[str, int]] = ()) -> None:
    """Begin to keep checksums of all that a file holds, or begin anew; what is noted is forgotten.

    Within a transaction. ``doubtful`` rows stay told.
    """
    make_notes(file)
    file.execute(f"DELETE FROM {ELSEWHERE}")
    file.execute(f"DROP TABLE IF EXISTS {SUMS}")
    file.execute(_TABLE)
    for table in columns_by_table():
        make_triggers(file, table)
        _sum_anew(file, table)
    for table, number in doubtful:
        _record(file, table, {one: now ^ 1 for one, now in _sums(file, table, [number]).items()})


def altered_in_older(file: sqlite3.Connection) -> list[tuple[str, int]]:
    """As :func:`altered`, of a file of an older version, of the tables that have all their columns already."""
    if not _is_summed(file):
        return []
    known, found = noted(file), list[tuple[str, int]]()
    for table, columns in columns_by_table().items():
        if {*columns} <= {row[1] for row in file.execute(f"PRAGMA table_info({table})")}:
            found += [(table, number) for number in _unlike(file, table) if (table, number) not in known]
    return found


def _sum_anew(file: sqlite3.Connection, table: str) -> None:
    file.executemany(
        f"INSERT INTO {SUMS} VALUES ('{table}', ?, ?)",
        ((block, _BLOCK.pack(*sums)) for block, sums in _blocks(file, table)),
    )


def not_looked_after(file: sqlite3.Connection) -> set[str]:
    """Tables of which nothing tells any more which rows others have written: all, where the checksums have gone."""
    return made_anew(file) if _is_summed(file) else {*columns_by_table()}


def _is_summed(file: sqlite3.Connection) -> bool:
    return file.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (SUMS,)).fetchone() is not None


def note_made_anew(file: sqlite3.Connection) -> None:
    """Of tables that another program has made anew, note each row that is not as it was, and look after them again.

    What such a row was nobody knows. Where the checksums have gone too, the table is noted as a whole. Within a
    transaction.
    """
    anew, summed = not_looked_after(file), _is_summed(file)
    if not anew:
        return
    make_notes(file)
    if not summed:
        file.execute(_TABLE)
    for table in sorted(anew):
        note(file, ((table, number) for number in (_unlike(file, table) if summed else (WHOLE_TABLE,))))
        make_triggers(file, table)
        file.execute(f"DELETE FROM {SUMS} WHERE table_name = ?", (table,))
        _sum_anew(file, table)


def altered(file: sqlite3.Connection) -> list[tuple[str, int]]:
    """Table and number of rows that nobody wrote and that are yet other than they were last written."""
    elsewhere, anew = noted(file), not_looked_after(file)
    return [
        (table, number)
        for table in columns_by_table()
        if table not in anew
        for number in _unlike(file, table)
        if (table, number) not in elsewhere
    ]


@contextmanager
def written_here(file: sqlite3.Connection) -> Iterator["Writing"]:
    """A transaction's writes are this program's; checksums of the rows that it names are brought up at its end."""
    writing = Writing(file)
    yield writing
    writing.end()


class Writing:
    """What this program writes in one transaction. Each row is named before it is written."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        note_made_anew(file)
        self._noted = noted(file)
        self._named: dict[str, set[int]] = {}
        self._new: dict[str, list[npt.NDArray[np.int64]]] = {}  # a million of them are not held one by one
        self._doubtful: set[tuple[str, int]] = set()
        note(file, [("", 0)])  # while it stands no trigger notes anything

    def name(self, table: str, numbers: Iterable[int], *, new: bool = False) -> None:
        """Rows that are going to be written; ``new`` ones need no look at what they were.

        One that is not as it was last written stays told: an edit of one cell is no word for the others.
        """
        if new:
            rows = np.fromiter(numbers, dtype=np.int64)
            self._new.setdefault(table, []).append(rows)
            if self._doubtful:
                self._doubtful -= {(table, row) for row in rows.tolist()}
            return
        known = self._named.setdefault(table, set())
        named = set(numbers) - known - {row for rows in self._new.get(table, []) for row in rows.tolist()}
        known |= named
        recorded = _recorded(self._file, table, named)
        now = _sums(self._file, table, named)
        unlike = {(table, row) for row in named if recorded.get(row, 0) != now.get(row, 0)}
        self._doubtful |= unlike - self._noted

    def take_in(self) -> None:
        """What other programs have written is as it should be: it stands in the change log."""
        for table, number in self._noted:
            if number != WHOLE_TABLE:
                self._named.setdefault(table, set()).add(number)
        self._file.execute(f"DELETE FROM {ELSEWHERE} WHERE table_name != ''")

    def accept(self) -> int:
        """Every row is as it should be, whatever it was; how many were altered."""
        found = altered(self._file)
        for table, number in found:
            self._named.setdefault(table, set()).add(number)
            self._doubtful.discard((table, number))
        return len(found)

    def end(self) -> None:
        """Bring the checksums up."""
        for table in dict.fromkeys([*self._named, *self._new]):
            named = np.fromiter(self._named.get(table, ()), dtype=np.int64)
            parts = [part for part in (named, *self._new.pop(table, [])) if len(part)]
            # Of a million new rows the numbers follow one another already.
            whole = parts[0] if len(parts) == 1 else np.concatenate([named[:0], *parts])
            wanted = whole if (np.diff(whole) > 0).all() else np.unique(whole)
            for first in range(0, len(wanted), _MOST_HELD):  # the sums of a million rows are not to be held together
                some = wanted[first : first + _MOST_HELD].tolist()
                now = _sums(self._file, table, some)
                # What is gone cannot be wrong any more.
                told = {number: now[number] ^ ((table, number) in self._doubtful) for number in now}
                _record(self._file, table, dict.fromkeys(some, 0) | told)
        self._file.execute(f"DELETE FROM {ELSEWHERE} WHERE table_name = ''")


def _sum(row: tuple[Any, ...]) -> int:
    return zlib.crc32(dumps(row, _FORM)) or 1


def _select(table: str) -> str:
    columns = ", ".join(f"[{column}]" for column in columns_by_table()[table])
    return f"SELECT {KEY_ID}, {columns} FROM {table} NOT INDEXED"


def _blocks(file: sqlite3.Connection, table: str) -> Iterator[tuple[int, list[int]]]:
    with texts_as(file, bytes):  # as they are, also those that are no text any more
        rows = iter(file.execute(f"{_select(table)} ORDER BY {KEY_ID}"))
        for block, some in groupby(rows, key=lambda row: row[0] >> _BLOCK_BITS):
            sums = [0] * _IN_BLOCK
            for row in some:
                sums[row[0] & _IN_BLOCK - 1] = _sum(row)
            yield block, sums


def _unlike(file: sqlite3.Connection, table: str) -> Iterator[int]:
    """Numbers of rows that are not as they were last written, and of rows that are gone or came."""
    told = file.execute(f"SELECT block, sums FROM {SUMS} WHERE table_name = ?", (table,))
    recorded: dict[int, bytes] = dict(told.fetchall())
    for block, sums in _blocks(file, table):
        known = recorded.pop(block, _NO_ROWS)
        if known != _BLOCK.pack(*sums):
            yield from _differing(block, known, sums)
    for block, known in recorded.items():
        yield from _differing(block, known, [0] * _IN_BLOCK)


def _differing(block: int, known: bytes, sums: list[int]) -> Iterator[int]:
    was = _BLOCK.unpack(known) if isinstance(known, bytes) and len(known) == _BLOCK.size else [1] * _IN_BLOCK
    for at, (one, other) in enumerate(zip(was, sums, strict=True)):
        if one != other:
            yield (block << _BLOCK_BITS) + at


def _sums(file: sqlite3.Connection, table: str, numbers: Iterable[int]) -> dict[int, int]:
    """Checksums of those rows that are there."""
    wanted = sorted(numbers)
    found: dict[int, int] = {}
    with texts_as(file, bytes):  # as they are, also those that are no text any more
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            places = ", ".join("?" * len(some))
            for row in file.execute(f"{_select(table)} WHERE {KEY_ID} IN ({places})", some):
                found[row[0]] = _sum(row)
    return found


def _by_block(numbers: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    for block, some in groupby(sorted(numbers), key=lambda number: number >> _BLOCK_BITS):
        yield block, list(some)


def _block(file: sqlite3.Connection, table: str, block: int) -> list[int]:
    found = file.execute(f"SELECT sums FROM {SUMS} WHERE table_name = ? AND block = ?", (table, block)).fetchone()
    known = _NO_ROWS if found is None else found[0]
    return list(_BLOCK.unpack(known)) if isinstance(known, bytes) and len(known) == _BLOCK.size else [1] * _IN_BLOCK


def _recorded(file: sqlite3.Connection, table: str, numbers: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for block, some in _by_block(numbers):
        sums = _block(file, table, block)
        found |= {number: sums[number & _IN_BLOCK - 1] for number in some}
    return found


def _record(file: sqlite3.Connection, table: str, now: Mapping[int, int]) -> None:
    for block, some in _by_block(now):
        sums = _block(file, table, block)
        for number in some:
            sums[number & _IN_BLOCK - 1] = now[number]
        file.execute(f"INSERT OR REPLACE INTO {SUMS} VALUES (?, ?, ?)", (table, block, _BLOCK.pack(*sums)))
