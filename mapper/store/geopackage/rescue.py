"""What can still be read of a damaged project file, taken into a new one, with a list of what is lost.

SQLite reads a table page by page and stops at the first that is damaged. Here each table is read from both sides of
such pages: by its whole-number key every other page is found without them. Rows that the change log has whole, and that
no later change took out, come from there. The damaged file itself is left as it is.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from mapper import schema
from mapper.errors import InputError
from mapper.files.limits import MOST_LOG_BYTES
from mapper.files.packed import inflated
from mapper.files.sqlite_files import connect
from mapper.files.whole_file import draft_of, require_filled
from mapper.project import Project
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.checksums import look_after, not_looked_after
from mapper.store.geopackage.column_reader import FORMAT_VERSION, GEOMETRY, KEY_ID
from mapper.store.geopackage.layer_bounds import bound_layers
from mapper.store.geopackage.others import log_others, seen_rows
from mapper.store.geopackage.reading import read_project
from mapper.store.geopackage.tables import CHANGE_LOG, SETTINGS, column_names
from mapper.store.geopackage.torn_schema import make_readable
from mapper.store.geopackage.writing import bring_up, fill_new
from mapper.store.history import is_gone
from mapper.store.rows_seen import AlteredRow

# Of damaged bytes SQLite complains in words that hold some of them, which Python cannot read.
_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
_MOST_NUMBER = 2**62
_MOST_STEP = 2**40  # of numbers that are looked for behind a damaged page


class Lost(NamedTuple):
    """Rows of a table that cannot be read: their whole-number keys lie in this range, whose bounds count.

    Of a table of which nothing can be read both are None.
    """

    table: str
    first: int | None
    last: int | None


class Rescue(NamedTuple):
    """What was taken over, rows by table; of them from the change log; what is lost; what is there, but altered."""

    rows: dict[str, int]
    from_log: dict[str, int]
    lost: tuple[Lost, ...]
    altered: tuple[AlteredRow, ...]


def rescue(damaged: Path, out: Path) -> Rescue:
    """Take what can be read of a file into a new one.

    Raises
    ------
    InputError
        ``file_missing`` and the like; ``file_exists``: of the new file; ``cannot_write``; ``nothing_to_rescue``: not
        even the list of tables can be read, or there is no table of a project.
    """
    require_filled(damaged)
    if out.exists():
        raise InputError("file_exists", path=str(out))
    with TemporaryDirectory() as folder, draft_of(out) as draft:
        copy = _copied(damaged, Path(folder))
        draft.touch()
        fill_new(draft, out, Project(), {})
        try:
            with closing(connect(copy, "rw")) as source, closing(connect(draft, "rw")) as target:
                gpkg.add_functions(target)
                target.execute("BEGIN")
                found = _taken_over(source, target)
                target.execute("COMMIT")
        except _UNREADABLE as error:
            raise InputError("nothing_to_rescue", path=str(damaged)) from error
        if not sum(found.rows.values()):
            raise InputError("nothing_to_rescue", path=str(damaged))
        held = read_project(draft)  # it opens, or it is none
        if held.file is not None:
            held.file.connection.close()
    return found


def _copied(damaged: Path, folder: Path) -> Path:
    """A copy with what lies beside it, for SQLite puts right what it opens."""
    copy = Path(shutil.copyfile(damaged, folder / "damaged.gpkg"))
    for ending in ("-journal", "-wal"):
        beside = damaged.with_name(damaged.name + ending)
        if beside.is_file():
            shutil.copyfile(beside, copy.with_name(copy.name + ending))
    with suppress(*_UNREADABLE):
        make_readable(copy, {SETTINGS.name, *schema.TABLES, CHANGE_LOG.name})
    with suppress(InputError, *_UNREADABLE, KeyError):  # an older format, where it can still be brought up
        with closing(connect(copy, "rw")) as source:
            version = source.execute("SELECT max(version) FROM project_settings").fetchone()[0]
        if isinstance(version, int) and 0 < version < FORMAT_VERSION:
            bring_up(copy, version)
    # What another program has taken out would else come back from the log, which does not know of it yet.
    with suppress(*_UNREADABLE), closing(connect(copy, "rw")) as source:
        if not not_looked_after(source):  # of a table whose triggers are torn nobody knows what others wrote
            log_others(source, copy)
    return copy


def _taken_over(source: sqlite3.Connection, target: sqlite3.Connection) -> Rescue:
    rows: dict[str, int] = {}
    lost: list[Lost] = []
    target.execute(f"DELETE FROM {SETTINGS.name}")
    for name in (SETTINGS.name, *schema.TABLES, CHANGE_LOG.name):
        columns = _columns(source, target, name)
        rows[name] = 0
        if not columns:
            lost.append(Lost(name, None, None))
            continue
        for row in _readable(source, name, columns, lost):
            if _put(target, name, columns, row):
                rows[name] += 1
            else:
                lost.append(Lost(name, row[0], row[0]))
    about, norms = (Project().about, Project().norms)
    for part, value in (("about", about.as_json()), ("norms", norms.as_json())):
        if not target.execute(f"SELECT 1 FROM {SETTINGS.name} WHERE name = ?", (part,)).fetchone():
            text = json.dumps(value, ensure_ascii=False)
            _put(target, SETTINGS.name, ["name", "version", "value"], (part, FORMAT_VERSION, text))
    target.execute(f"UPDATE {SETTINGS.name} SET version = ?", (FORMAT_VERSION,))
    from_log = _from_log(target)
    bound_layers(target)
    look_after(target)
    altered = tuple(one for one in _altered(source) if one.table in schema.TABLES)
    return Rescue({name: rows[name] for name in schema.TABLES}, from_log, tuple(lost), altered)


def _altered(source: sqlite3.Connection) -> tuple[AlteredRow, ...]:
    """Rows that were read, but not as they were last written; not known where pages cannot be read."""
    source.text_factory = str
    with suppress(*_UNREADABLE):
        return seen_rows(source, Path()).altered
    return ()


def _columns(source: sqlite3.Connection, target: sqlite3.Connection, name: str) -> list[str]:
    """The columns that a table has in both files, its whole-number key first; none where it cannot be known."""
    try:
        there = {row[1] for row in source.execute(f"PRAGMA table_info({name})")}
    except _UNREADABLE:
        return []
    wanted = [row[1] for row in target.execute(f"PRAGMA table_info({name})")]
    return [column for column in wanted if column in there] if KEY_ID in there else []


def _readable(
    source: sqlite3.Connection, name: str, columns: Sequence[str], lost: list[Lost]
) -> Iterator[tuple[Any, ...]]:
    """Every row of a table that can be read; ranges of those that cannot go into ``lost``."""
    source.text_factory = lambda content: content.decode("utf-8", "replace")
    names = ", ".join(f"[{column}]" for column in columns)
    start = -_MOST_NUMBER
    while True:
        last = start - 1
        try:
            for row in source.execute(
                f"SELECT {names} FROM {name} NOT INDEXED WHERE {KEY_ID} >= ? ORDER BY {KEY_ID}", (start,)
            ):
                last = row[0]
                yield row
        except _UNREADABLE:
            following = _next_readable(source, name, last + 1 if last >= start else start)
            first = None if last < start and start == -_MOST_NUMBER else last + 1
            lost.append(Lost(name, first, None if following is None else following - 1))
            if following is None:
                return
            start = following
        else:
            return


def _next_readable(source: sqlite3.Connection, name: str, after: int) -> int | None:
    """The least number from which on a row can be read again; None where none can."""

    def reads(number: int) -> int | None:
        try:
            statement = f"SELECT * FROM {name} NOT INDEXED WHERE {KEY_ID} >= ? ORDER BY {KEY_ID} LIMIT 1"
            found = source.execute(statement, (number,)).fetchone()
        except _UNREADABLE:
            return None
        return None if found is None else number

    low, step = max(after, 0), 1
    while reads(low + step) is None:
        step *= 2
        if step > _MOST_STEP:
            return None
    bad, good = low + step // 2, low + step
    while good - bad > 1:
        middle = (bad + good) // 2
        bad, good = (bad, middle) if reads(middle) is not None else (middle, good)
    return good


def _put(target: sqlite3.Connection, name: str, columns: Sequence[str], row: Sequence[Any]) -> bool:
    places = ", ".join("?" * len(columns))
    try:
        target.execute(f"INSERT INTO {name} ({', '.join(f'[{c}]' for c in columns)}) VALUES ({places})", tuple(row))
    except _UNREADABLE:
        return False
    return True


def _from_log(target: sqlite3.Connection) -> dict[str, int]:
    """Put rows back that the change log has as they were last, and that nobody has taken out; how many by table."""
    newest: dict[str, dict[str, dict[str, Any] | None]] = {name: {} for name in schema.TABLES}
    for (packed,) in target.execute(f"SELECT rows FROM {CHANGE_LOG.name} ORDER BY {KEY_ID}").fetchall():
        try:
            changes = json.loads(inflated(packed, MOST_LOG_BYTES))
            for name, told in changes.items():
                if name in newest:
                    for row in (*told["added"], *told["after"]):
                        newest[name][row[0]] = dict(zip(told["columns"], row, strict=True))
                    gone = (*(row[0] for row in told["removed"]), *told.get("removed_keys", ()))
                    newest[name] |= dict.fromkeys(gone)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue  # a line that is damaged itself
    found: dict[str, int] = {}
    for name, rows in newest.items():
        key = schema.TABLES[name].key.name
        there = {value for (value,) in target.execute(f"SELECT [{key}] FROM {name}")}
        known = set(column_names(name))
        for row in (row for row_key, row in rows.items() if row is not None and row_key not in there):
            if isinstance(row.get(GEOMETRY), str):
                row[GEOMETRY] = bytes.fromhex(row[GEOMETRY])
            columns = [column for column in row if column in known and not is_gone(row[column])]
            if _put(target, name, columns, [row[column] for column in columns]):
                found[name] = found.get(name, 0) + 1
    return found
