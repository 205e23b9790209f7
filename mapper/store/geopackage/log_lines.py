"""Lines of the change log, read without SQLAlchemy: a window that opens needs to know what can be taken back."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd

from mapper.errors import InputError
from mapper.files.limits import MOST_LOG_BYTES
from mapper.files.packed import inflated
from mapper.store.geopackage.column_reader import KEY_ID
from mapper.store.history import FORGOTTEN_DETAIL, LOOKED_AT, WHOLE, WRITTEN_ELSEWHERE, LoggedEdit


def read_history(source: sqlite3.Connection, path: Path, most: int) -> list[LoggedEdit]:
    """The newest lines, the oldest of them first. InputError ``log_unreadable``."""
    found = source.execute(
        f"SELECT {KEY_ID}, at, who, code, details FROM change_log ORDER BY {KEY_ID} DESC LIMIT ?", (most,)
    ).fetchall()
    try:
        lines = [(number, at, who, code, json.loads(details)) for number, at, who, code, details in found[::-1]]
        return [
            LoggedEdit(
                number, str(at), str(who), str(code), dict(details),
                FORGOTTEN_DETAIL in details, details.get(FORGOTTEN_DETAIL) == WHOLE,
            )
            for number, at, who, code, details in lines
        ]  # fmt: skip
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise InputError("log_unreadable", path=str(path)) from error


def read_unseen(source: sqlite3.Connection) -> frozenset[int]:
    """Lines of what others have written since somebody last said to have looked at such; see ``Store.unseen``."""
    found = source.execute(
        f"SELECT {KEY_ID} FROM change_log WHERE code = ? AND {KEY_ID} > "
        f"(SELECT coalesce(max({KEY_ID}), 0) FROM change_log WHERE code = ?)",
        (WRITTEN_ELSEWHERE, LOOKED_AT),
    )
    return frozenset(number for (number,) in found)


def read_log(source: sqlite3.Connection, path: Path) -> pd.DataFrame:
    """All lines with their rows, the oldest first; see ``Store.change_log``. InputError ``log_unreadable``."""
    lines = read_history(source, path, -1)
    packed = dict(source.execute(f"SELECT {KEY_ID}, rows FROM change_log").fetchall())
    return pd.DataFrame(
        {
            "at": [line.at for line in lines],
            "who": [line.who for line in lines],
            "code": [line.code for line in lines],
            "details": [line.details for line in lines],
            "rows": [unpacked(packed[line.number], path) for line in lines],
        },
        index=pd.Index([line.number for line in lines], name="change"),
    )


def read_beginning(source: sqlite3.Connection) -> str:
    """When the file was made, and its log with it (UTC, ISO 8601); empty where it does not tell."""
    found = source.execute("SELECT last_change FROM gpkg_contents WHERE table_name = 'change_log'").fetchone()
    return found[0].replace("Z", "+00:00") if found is not None and isinstance(found[0], str) else ""


def read_line(source: sqlite3.Connection, path: Path, number: int) -> dict[str, Any]:
    """What a line tells of rows, by part of the project. InputError ``log_unreadable``, also where there is none."""
    found = source.execute(f"SELECT rows FROM change_log WHERE {KEY_ID} = ?", (number,)).fetchone()
    return unpacked(None if found is None else found[0], path)


def unpacked(packed: Any, path: Path) -> dict[str, Any]:
    """What a line's ``rows`` hold. InputError ``log_unreadable``."""
    try:
        told = json.loads(inflated(packed, MOST_LOG_BYTES))
        if not (isinstance(told, dict) and all(isinstance(change, dict) for change in told.values())):
            raise ValueError("no rows by table")
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError("log_unreadable", path=str(path)) from error
    return told
