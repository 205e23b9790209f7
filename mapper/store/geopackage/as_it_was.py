"""A project file as it was after an earlier line of its change log, written to a file of its own.

A copy is walked back, line by line from the newest: in it each cell gets what stood there before. Nothing is read into
frames on the way, so cells that cannot be believed are as they were too. The copy keeps the log up to that line, and
holds nothing of what came later, also not in pages that SQLite has set free.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mapper import schema
from mapper.errors import InputError
from mapper.files.sqlite_files import connect
from mapper.files.whole_file import draft_of
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.checksums import look_after, note_made_anew
from mapper.store.geopackage.column_reader import FORMAT_VERSION, GEOMETRY, KEY_ID, format_version
from mapper.store.geopackage.database import SETTINGS_PARTS
from mapper.store.geopackage.database_errors import plain_errors
from mapper.store.geopackage.layer_bounds import bound_layers
from mapper.store.geopackage.log_lines import read_history, unpacked
from mapper.store.geopackage.noting import note
from mapper.store.geopackage.others import put_line
from mapper.store.geopackage.reading import read_project
from mapper.store.geopackage.tables import column_names
from mapper.store.geopackage.writing import bring_up
from mapper.store.history import FORGOTTEN, UNKNOWN, Past, cells_of_line, is_gone


def write_as_it_was(path: Path, line: int, out: Path) -> Past:
    """Write the project as it was after a line of the log (0: as the log begins) to another file.

    Raises
    ------
    InputError
        ``log_forgotten``: a later line has been forgotten as a whole; ``log_cut``: it has keys alone of rows that went;
        ``log_unreadable``; ``cannot_write`` and the like of the new file; ``project_busy``.
    """
    with draft_of(out) as draft:
        draft.touch()
        with plain_errors(path), closing(connect(path, "ro")) as source, closing(connect(draft, "rw")) as target:
            _copied(source, target, out)
        with plain_errors(path):
            version = format_version(draft, read_only=False)
        if version < FORMAT_VERSION:  # of a file that may only be read, which stays what it is
            bring_up(draft, version)
        with plain_errors(out, writing=True), closing(connect(draft, "rw")) as target:
            gpkg.add_functions(target)
            target.execute("BEGIN")
            past = _walked_back(target, path, line)
            bound_layers(target)
            look_after(target)
            target.execute("COMMIT")
            target.execute("VACUUM")
        held = read_project(draft)  # it opens, or it is none
        if held.file is not None:
            held.file.connection.close()
    return past


def _copied(source: sqlite3.Connection, target: sqlite3.Connection, out: Path) -> None:
    """Copy a database; a full disk is the new file's trouble, and every other error that of the old one."""
    try:
        source.backup(target)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
            raise InputError("cannot_write", path=str(out), reason=str(error)) from error
        raise


def _walked_back(target: sqlite3.Connection, path: Path, line: int) -> Past:
    note_made_anew(target)
    newest = read_history(target, path, 1)
    if newest and line < newest[0].number:
        put_line(target)  # what others have written since and the log does not have yet; else it is of now
    note(target, [("", 0)])  # what is taken back here is no change of others
    later = [logged for logged in read_history(target, path, -1) if logged.number > line]
    if any(logged.forgotten_whole for logged in later):
        raise InputError("log_forgotten")
    columns = {
        name: {row[1] for row in target.execute(f"PRAGMA table_info({name})")} & {*column_names(name)}
        for name in schema.TABLES
    }
    otherwise = forgotten = 0
    for logged in later[::-1]:
        (packed,) = target.execute(f"SELECT rows FROM change_log WHERE {KEY_ID} = ?", (logged.number,)).fetchone()
        told = unpacked(packed, path)
        try:
            forgotten += sum(cell.before == FORGOTTEN for cell in cells_of_line(told))
            for part, change in told.items():
                if part in columns:
                    otherwise += _take_back(target, part, columns[part], change)
                elif part in SETTINGS_PARTS:
                    text = json.dumps(change["before"], ensure_ascii=False)
                    target.execute("UPDATE project_settings SET value = ? WHERE name = ?", (text, part))
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            raise InputError("log_unreadable") from error
    target.execute(f"DELETE FROM change_log WHERE {KEY_ID} > ?", (line,))
    return Past(len(later), otherwise, forgotten)


def _take_back(target: sqlite3.Connection, name: str, known: set[str], change: Mapping[str, Any]) -> int:
    """Take a line's rows of one table back; how many of them were not as the line left them."""
    names, key = change["columns"], schema.TABLES[name].key.name
    if "removed_keys" in change:
        raise InputError("log_cut")
    otherwise = 0
    target.executemany(f"DELETE FROM {name} WHERE [{key}] = ?", [(added,) for added in change.get("added_keys", ())])
    for row in change["added"]:
        otherwise += not _stands(target, name, _told(names, row, known))
        target.execute(f"DELETE FROM {name} WHERE [{key}] = ?", (row[0],))
    for row in change["removed"]:
        cells = _told(names, row, known)
        if target.execute(f"SELECT 1 FROM {name} WHERE [{key}] = ?", (row[0],)).fetchone() is not None:
            otherwise += 1
            target.execute(f"DELETE FROM {name} WHERE [{key}] = ?", (row[0],))
        places = ", ".join("?" * len(cells))
        target.execute(
            f"INSERT INTO {name} ({', '.join(f'[{c}]' for c in cells)}) VALUES ({places})", tuple(cells.values())
        )
    for before, after in zip(change["before"], change["after"], strict=True):
        differing = {column for column, a, b in zip(names, before, after, strict=True) if a != b}
        was, now = (_told(names, row, known & (differing | {key})) for row in (before, after))
        otherwise += not _stands(target, name, now) or any(cell == UNKNOWN for cell in before)
        if len(was) > 1:
            target.execute(
                f"UPDATE {name} SET {', '.join(f'[{c}] = ?' for c in was)} WHERE [{key}] = ?",
                (*was.values(), before[0]),
            )
    return otherwise


def _told(names: Sequence[str], row: Sequence[Any], wanted: set[str]) -> dict[str, Any]:
    """The cells of a row that are wanted and not forgotten, as SQLite has them."""
    return {
        name: bytes.fromhex(cell) if name == GEOMETRY and isinstance(cell, str) else cell
        for name, cell in zip(names, row, strict=True)
        if name in wanted and not is_gone(cell)
    }


def _stands(target: sqlite3.Connection, name: str, cells: Mapping[str, Any]) -> bool:
    """Whether there is a row with these cells. An empty cell that has a default is as good as one that says it.

    Other programs leave such cells empty; once read, they are logged by an edit as what they count as.
    """
    defaults = {column.name: column.default for column in schema.TABLES[name].columns if column.default is not None}
    same, values = list[str](), list[Any]()
    for column, cell in cells.items():
        if column in defaults:
            same.append(f"coalesce([{column}], ?) IS coalesce(?, ?)")
            values += [defaults[column], cell, defaults[column]]
        else:
            same.append(f"[{column}] IS ?")
            values.append(cell)
    return target.execute(f"SELECT 1 FROM {name} WHERE {' AND '.join(same)}", values).fetchone() is not None
