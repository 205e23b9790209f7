"""Values that leave the change log for good.

What a person took out of a table still stands in the log, before and after. Here it is replaced by a mark, the file is
written anew so that no page that SQLite has set free holds it, and the copies of days beside the project go.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from mapper.store.copies_of_days import drop_copies
from mapper.store.geopackage.checksums import Writing
from mapper.store.geopackage.column_reader import KEY_ID
from mapper.store.geopackage.log_lines import unpacked
from mapper.store.geopackage.noting import require_no_triggers
from mapper.store.geopackage.others import put_line
from mapper.store.history import Forgotten, ToForget
from mapper.store.lines_without import line_without


def forget(file: sqlite3.Connection, path: Path, asked: ToForget, copies: Iterable[Path], *, dry: bool) -> Forgotten:
    """Let values go from the log; how many. ``copies`` are folders of copies of days.

    ``dry`` only counts: what others wrote and no line tells of yet is put there too, in memory, and taken back.

    sqlite3.DatabaseError; InputError ``log_unreadable``, ``project_trigger``.
    """
    with _in_memory(file) if dry else nullcontext():
        lines, values = _without_values(file, path, asked, dry=dry)
    if dry:
        return Forgotten(lines, values, 0)
    file.execute("VACUUM")
    return Forgotten(lines, values, sum(map(drop_copies, copies)))


@contextmanager
def _in_memory(file: sqlite3.Connection) -> Iterator[None]:
    """What a transaction changes and takes back reaches no disk, its journal neither."""
    (journal,), (spill,) = (file.execute(f"PRAGMA {name}").fetchone() for name in ("journal_mode", "cache_spill"))
    file.execute("PRAGMA cache_spill = OFF")
    if journal != "wal":  # which is written when a transaction ends well, and not before
        file.execute("PRAGMA journal_mode = MEMORY")
    try:
        yield
    finally:
        file.execute(f"PRAGMA cache_spill = {spill}")
        if journal != "wal":
            file.execute(f"PRAGMA journal_mode = {journal}")


def _without_values(file: sqlite3.Connection, path: Path, asked: ToForget, *, dry: bool) -> tuple[int, int]:
    """In a transaction of its own, each line without what is to go; how many lines and values. ``dry``: taken back."""
    lines = values = 0
    file.execute("PRAGMA secure_delete = ON")
    file.execute("BEGIN IMMEDIATE")
    try:
        require_no_triggers(file, path)
        writing = Writing(file)
        put_line(file, writing)  # what stood there before others wrote is to go too
        numbers = [number for (number,) in file.execute(f"SELECT {KEY_ID} FROM change_log").fetchall()]
        for number in numbers:
            at, details, packed = file.execute(
                f"SELECT at, details, rows FROM change_log WHERE {KEY_ID} = ?", (number,)
            ).fetchone()
            found = line_without(at, json.loads(details), unpacked(packed, path), asked)
            if found is None:
                continue
            told, rows, gone = found
            lines, values = lines + 1, values + gone
            if not dry:
                writing.name("change_log", [number])
                file.execute(
                    f"UPDATE change_log SET details = ?, rows = ? WHERE {KEY_ID} = ?",
                    (
                        json.dumps(told, ensure_ascii=False),
                        zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), level=1),
                        number,
                    ),
                )
        if not dry:
            writing.end()
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("ROLLBACK" if dry else "COMMIT")
    return lines, values
