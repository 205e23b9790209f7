"""Values that leave the change log for good.

What a person took out of a table still stands in the log, before and after. Here it is replaced by a mark, the file is
written anew so that no page that SQLite has set free holds it, and the copies of days beside the project go.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from mapper.store.copies_of_days import drop_copies
from mapper.store.geopackage.checksums import written_here
from mapper.store.geopackage.column_reader import KEY_ID
from mapper.store.geopackage.log_lines import FORGOTTEN_DETAIL, WHOLE, unpacked
from mapper.store.history import FORGOTTEN, Forgotten, ToForget

_ROWS = ("before", "after", "removed", "added")


def forget(file: sqlite3.Connection, path: Path, asked: ToForget, copies: Iterable[Path], *, dry: bool) -> Forgotten:
    """Let values go from the log; how many. ``dry`` only counts. sqlite3.DatabaseError, InputError ``log_unreadable``.

    ``copies`` are folders of copies of days.
    """
    lines = values = 0
    until_end = ExitStack()
    file.execute("PRAGMA secure_delete = ON")
    file.execute("BEGIN" if dry else "BEGIN IMMEDIATE")
    try:
        writing = None if dry else until_end.enter_context(written_here(file))
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


def line_without(
    at: str, details: Mapping[str, Any], rows: Mapping[str, Any], asked: ToForget
) -> tuple[dict[str, Any], dict[str, Any], int] | None:
    """What a line says and its rows without what is to go, and how many values went; None where nothing does."""
    if at <= asked.until:
        if details.get(FORGOTTEN_DETAIL) == WHOLE:
            return None
        return (
            {FORGOTTEN_DETAIL: WHOLE},
            {},
            sum(len(change.get(kind, ())) for change in rows.values() for kind in _ROWS),
        )
    gone: list[Any] = []
    left = {part: _part_without(part, change, asked, gone) for part, change in rows.items()}
    texts = {value for value in gone if isinstance(value, str) and value}
    told, before = {}, len(gone)
    for name, value in details.items():
        told[name] = _text_without(value, texts, asked, gone)
    if not gone:
        return None
    # A note that is also a cell counts once.
    counted = before + len([value for value in gone[before:] if value not in texts])
    return {**told, FORGOTTEN_DETAIL: True}, left, counted


def _part_without(part: str, change: Mapping[str, Any], asked: ToForget, gone: list[Any]) -> dict[str, Any]:
    def kept(key: str, column: str, value: Any) -> Any:
        if value is None or value == FORGOTTEN or asked.cell is None or not asked.cell(part, key, column, value):
            return value
        gone.append(value)
        return dict(FORGOTTEN)

    if "columns" not in change:
        return {
            side: {name: kept("", name, value) for name, value in told.items()} if isinstance(told, dict) else told
            for side, told in change.items()
        }
    columns = change["columns"]
    left = dict(change)
    for kind in _ROWS:
        # A row keeps its key, so that it is known what the line was about.
        left[kind] = [
            [row[0], *(kept(str(row[0]), c, v) for c, v in zip(columns[1:], row[1:], strict=True))]
            for row in change.get(kind, ())
        ]
    return left


def _text_without(value: Any, texts: set[str], asked: ToForget, gone: list[Any]) -> Any:
    if isinstance(value, str) and (value in texts or (asked.text is not None and asked.text(value))):
        gone.append(value)
        return ""
    if isinstance(value, list):
        return [_text_without(one, texts, asked, gone) for one in value]
    if isinstance(value, dict):
        return {name: _text_without(one, texts, asked, gone) for name, one in value.items()}
    return value
