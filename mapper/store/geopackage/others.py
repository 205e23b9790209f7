"""What other programs have written to a project file, as a line of its change log: rows before and after.

Until somebody has looked at such lines they are told: a line that says that somebody has comes after them.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapper import schema
from mapper.errors import InputError
from mapper.store.geopackage.checksums import Writing, altered, not_looked_after, written_here
from mapper.store.geopackage.column_reader import GEOMETRY, KEY_ID, cell_text, texts_as
from mapper.store.geopackage.log_lines import read_unseen, unpacked
from mapper.store.geopackage.noting import (
    LOG_TABLE,
    SETTINGS_TABLE,
    WHOLE_TABLE,
    columns_by_table,
    keeps_cells,
    make_notes,
    note_counts,
    noted,
    notes,
    require_no_triggers,
)
from mapper.store.geopackage.row_log import RowLog
from mapper.store.history import LOOKED_AT, UNKNOWN, WRITTEN_ELSEWHERE, rows_by_table
from mapper.store.rows_seen import AlteredRow, SeenRows

_SETTINGS_PARTS = ("about", "norms")
_AT_ONCE = 500
Row = Sequence[Any]


def log_others(file: sqlite3.Connection, path: Path) -> int | None:
    """Write what others have written to the log, in a transaction of its own; the line's number.

    None where nobody has written anything, and where another program is writing now: then it is for the next time.
    """
    try:
        if not note_counts(file) and not not_looked_after(file):
            return None
        require_no_triggers(file, path)
        (busy_ms,) = file.execute("PRAGMA busy_timeout").fetchone()
        file.execute("PRAGMA busy_timeout = 0")
        try:
            file.execute("PRAGMA synchronous = EXTRA")
            file.execute("BEGIN IMMEDIATE")
        finally:
            file.execute(f"PRAGMA busy_timeout = {busy_ms}")
    except (sqlite3.DatabaseError, InputError):
        return None
    try:
        with written_here(file) as writing:
            line = put_line(file, writing)
    except BaseException:
        file.execute("ROLLBACK")
        raise
    file.execute("COMMIT")
    return line


def put_line(file: sqlite3.Connection, writing: Writing | None = None) -> int | None:
    """A line of what is noted, within a transaction; its number. None where nothing is other than it was.

    With ``writing`` what is noted counts as taken in.
    """
    counts = note_counts(file)
    if not counts:
        return None
    if not keeps_cells(file):
        make_notes(file)
    log, rows, unknown = RowLog(), dict[str, int](), 0
    with texts_as(file, cell_text):
        for table in counts:
            if table in schema.TABLES:
                rows[table], missing = _put_table(file, table, log)
                unknown += missing
            elif table == SETTINGS_TABLE:
                rows[table] = _put_settings(file, log)
            else:
                rows[table] = counts[table]
    whole = sorted(table for table, number in noted(file) if number == WHOLE_TABLE)
    told = {table: count for table, count in rows.items() if count}
    line = None
    if told or whole:
        details = {"tables": told} | ({"whole": whole} if whole else {}) | ({"unknown": unknown} if unknown else {})
        line = _insert(file, "", WRITTEN_ELSEWHERE, details, log.packed())
    if writing is not None:
        if line is not None:
            writing.name(LOG_TABLE, [line], new=True)
        writing.take_in()
    return line


def put_looked_at(file: sqlite3.Connection, writing: Writing, who: str) -> None:
    """Whatever others have written, and every altered row, is as it should be: a line that says who says so."""
    put_line(file, writing)
    lines = _not_looked_at(file)
    gone = writing.accept()
    if lines or gone:
        details = {"lines": [number for number, *_ in lines], "altered": gone}
        writing.name(LOG_TABLE, [_insert(file, who, LOOKED_AT, details, RowLog().packed())], new=True)


def seen_rows(file: sqlite3.Connection, path: Path) -> SeenRows:
    """Rows that are not as this program last wrote them, by their keys, and what nobody has looked at yet."""
    file.execute("BEGIN")
    try:
        found = tuple(AlteredRow(table, _key(file, table, number)) for table, number in altered(file))
        counts = Counter(dict.fromkeys(sorted(not_looked_after(file)), 0))
        counts.update(note_counts(file))
        for _, details, packed in _not_looked_at(file):
            with suppress(InputError, ValueError, TypeError, AttributeError):
                told = json.loads(details)
                counts.update(dict.fromkeys(told.get("whole", ()), 0))
                counts.update(told["tables"] if "tables" in told else rows_by_table(unpacked(packed, path)))
        return SeenRows(found, dict(sorted(counts.items())))
    finally:
        file.execute("COMMIT")


def _not_looked_at(file: sqlite3.Connection) -> list[tuple[int, str, bytes]]:
    """Lines of what others have written, since somebody last looked at such."""
    select = f"SELECT {KEY_ID}, details, rows FROM {LOG_TABLE} WHERE {KEY_ID} = ?"
    return [file.execute(select, (number,)).fetchone() for number in sorted(read_unseen(file))]


def _insert(file: sqlite3.Connection, who: str, code: str, details: Mapping[str, Any], rows: bytes) -> int:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    told = json.dumps(details, ensure_ascii=False)
    put = file.execute(
        f"INSERT INTO {LOG_TABLE} (at, who, code, details, rows) VALUES (?, ?, ?, ?, ?)", (at, who, code, told, rows)
    )
    assert put.lastrowid is not None
    return put.lastrowid


def _put_table(file: sqlite3.Connection, table: str, log: RowLog) -> tuple[int, int]:
    """Put a table's rows in the log; how many rows are other than they were, and of how many it is not known how."""
    there = {row[1] for row in file.execute(f"PRAGMA table_info({table})")}
    columns = [column for column in columns_by_table()[table] if column in there]
    if not columns or columns[0] != columns_by_table()[table][0]:
        return 0, 0
    told = [note for note in notes(file, table) if note.number != WHOLE_TABLE]
    now = _rows_now(file, table, columns, [note.number for note in told])
    unknown = {note.number for note in told if note.there is None}
    old: dict[str, Row] = {}
    for note in told:
        was = [note.cells.get(column) for column in columns]
        if note.there and isinstance(was[0], str):
            old[was[0]] = was
    new = {row[0]: row for number, row in now.items() if number not in unknown and isinstance(row[0], str)}
    changed = [key for key in new if key in old and new[key] != old[key]]
    before, after = [old[key] for key in changed], [new[key] for key in changed]
    for row in (now[number] for number in unknown if number in now):
        if isinstance(row[0], str):
            before.append([row[0], *([dict(UNKNOWN)] * (len(row) - 1))])
            after.append(row)
    removed, added = (
        [row for key, row in old.items() if key not in new],
        [row for key, row in new.items() if key not in old],
    )
    count = len(after) + len(removed) + len(added)
    keyless = sum(not isinstance(row[0], str) for row in now.values()) + sum(number not in now for number in unknown)
    if count:
        log.begin_table(table, columns, *([_logged(columns, row) for row in some] for some in (before, after, removed)))
        log.add([_logged(columns, row) for row in added])
        log.end_table()
    return count + keyless, len(unknown)


def _rows_now(file: sqlite3.Connection, table: str, columns: Sequence[str], numbers: Sequence[int]) -> dict[int, Row]:
    names = ", ".join(f"[{column}]" for column in columns)
    found: dict[int, Row] = {}
    for first in range(0, len(numbers), _AT_ONCE):
        some = numbers[first : first + _AT_ONCE]
        places = ", ".join("?" * len(some))
        for number, *row in file.execute(f"SELECT {KEY_ID}, {names} FROM {table} WHERE {KEY_ID} IN ({places})", some):
            found[number] = row
    return found


def _logged(columns: Sequence[str], row: Row) -> list[Any]:
    """A row as JSON can have it: of bytes where a text or a number belongs nobody could make the same again."""
    return [
        dict(UNKNOWN) if isinstance(cell, bytes) and column != GEOMETRY else cell
        for column, cell in zip(columns, row, strict=True)
    ]


def _put_settings(file: sqlite3.Connection, log: RowLog) -> int:
    """Put what others have written of the project itself in the log; how many settings of any kind they wrote."""
    told = [note for note in notes(file, SETTINGS_TABLE) if note.number != WHOLE_TABLE]
    was = {note.cells["name"]: note.cells["value"] for note in told if note.there}
    now = dict(file.execute(f"SELECT name, value FROM {SETTINGS_TABLE}").fetchall())
    count = len([name for name, value in was.items() if now.get(name) != value])
    count += len([note for note in told if not note.there])
    for part in _SETTINGS_PARTS:
        before, after = _as_object(was.get(part)), _as_object(now.get(part))
        if before is not None and after is not None and before != after:
            log.put(part, {"before": before, "after": after})
    return count


def _as_object(text: Any) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _key(file: sqlite3.Connection, table: str, number: int) -> str:
    column = columns_by_table()[table][0]
    found = None
    if table in schema.TABLES:
        found = file.execute(f"SELECT [{column}] FROM {table} WHERE {KEY_ID} = ?", (number,)).fetchone()
    return found[0] if found is not None and isinstance(found[0], str) and found[0] else f"#{number}"
