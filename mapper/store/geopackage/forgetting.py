"""Values that leave the change log for good.

What a person took out of a table still stands in the log, before and after. Here it is replaced by a mark, the file is
written anew so that no page that SQLite has set free holds it, and the copies of days beside the project go.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from mapper.store.copies_of_days import drop_copies
from mapper.store.geopackage.checksums import written_here
from mapper.store.geopackage.column_reader import KEY_ID
from mapper.store.geopackage.log_lines import unpacked
from mapper.store.geopackage.noting import require_no_triggers
from mapper.store.geopackage.others import put_line
from mapper.store.history import Forgotten, ToForget
from mapper.store.lines_without import line_without


def forget(file: sqlite3.Connection, path: Path, asked: ToForget, copies: Iterable[Path], *, dry: bool) -> Forgotten:
    """Let values go from the log; how many. ``dry`` only counts. ``copies`` are folders of copies of days.

    sqlite3.DatabaseError; InputError ``log_unreadable``, ``project_trigger``.
    """
    lines = values = 0
    until_end = ExitStack()
    file.execute("PRAGMA secure_delete = ON")
    file.execute("BEGIN" if dry else "BEGIN IMMEDIATE")
    try:
        writing = None if dry else until_end.enter_context(written_here(file))
        if writing is not None:
            require_no_triggers(file, path)
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
            if writing is not None:
                writing.name("change_log", [number])
                file.execute(
                    f"UPDATE change_log SET details = ?, rows = ? WHERE {KEY_ID} = ?",
                    (
                        json.dumps(told, ensure_ascii=False),
                        zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), level=1),
                        number,
                    ),
                )
        until_end.close()
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")
    if dry:
        return Forgotten(lines, values, 0)
    file.execute("VACUUM")
    return Forgotten(lines, values, sum(map(drop_copies, copies)))
