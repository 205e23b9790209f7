"""A project in one GeoPackage file: created whole or not at all, then one transaction an edit.

The file is an ordinary GeoPackage (QGIS opens its layers). It keeps a rollback journal, not a write-ahead log, so that
the one file is the whole project whenever no program is writing; each transaction is on the disk before it is
acknowledged.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import pandas as pd

from mapper.edit import Edit, editor
from mapper.errors import InputError
from mapper.files.drafts import clear_drafts
from mapper.files.former_files import part_from_former
from mapper.files.layer_styles import LayerStyle
from mapper.files.sqlite_files import connect, remove_empty_journal, replaceable
from mapper.files.whole_file import draft_of, require_filled
from mapper.project import Changes, Project, changes_between
from mapper.store.copies_of_days import copies_of, copy_of_day, folder_of
from mapper.store.geopackage.column_reader import (
    FORMAT_VERSION,
    OpenFile,
    Rows,
    file_stamp,
    format_version,
    is_read_only,
)
from mapper.store.geopackage.database_errors import plain_errors
from mapper.store.geopackage.log_lines import read_beginning, read_history, read_line, read_log, read_unseen
from mapper.store.geopackage.reading import Held, read_project
from mapper.store.history import Forgotten, LoggedEdit, Past, ToForget
from mapper.store.kept import read_kept
from mapper.store.merging import applied, rows_between, with_same_parts
from mapper.store.rows_seen import SeenRows

if TYPE_CHECKING:
    from mapper.store.geopackage.writer import Writer

_MOST_FAULTS = 10  # of a damaged file that are told
_MOST_READINGS = 3  # of a file that another program keeps writing, before an edit is refused


def create(path: Path, project: Project, kept: Mapping[str, str] | None = None) -> None:
    """Write a project to a new file, or take an old file's place; a failure leaves what was there.

    ``kept`` tells how it is shown: name → JSON, as ``GeoPackageStore.keep`` keeps it.

    Raises
    ------
    InputError
        ``is_directory``; ``cannot_write``: the folder is missing, read-only or full, or the name is too long;
        ``written_otherwise``: what was written does not read back; ``project_busy``, ``read_only``: of the old file.
    """
    from mapper.store.geopackage.writing import fill_new, require_whole

    kept = kept or {}
    with ExitStack() as until_placed, draft_of(path) as draft:
        draft.touch()
        fill_new(draft, path, project, kept)
        require_whole(draft, path, project, kept)
        with plain_errors(path, writing=True):
            part_from_former(path)
            until_placed.enter_context(replaceable(path))


def open_store(
    path: Path, rows: Rows | None = None, land_read: Callable[[Project], object] | None = None
) -> "GeoPackageStore":
    """Open a project file; in a folder or file that cannot be written, for reading only.

    ``rows``, where its rows are being read already; for ``land_read`` see
    :func:`~mapper.store.geopackage.reading.read_project`.

    Raises
    ------
    InputError
        ``file_missing``, ``is_directory``, ``file_special``, ``file_empty``, ``not_a_project`` (another kind of file),
        ``project_newer`` (made by a newer version), ``project_busy``.
    """
    require_filled(path)
    read_only = is_read_only(path)
    if not read_only:
        for folder in (path.parent, folder_of(path)):
            clear_drafts(folder)
        part_from_former(path)
        remove_empty_journal(path)
    version = format_version(path, read_only)
    if not 0 < version <= FORMAT_VERSION:
        raise InputError("project_newer" if version else "not_a_project", path=str(path), version=version)
    if version < FORMAT_VERSION and rows is not None:
        rows.drop()
        rows = None
    if version < FORMAT_VERSION and not read_only:
        from mapper.store.geopackage.writing import bring_up

        bring_up(path, version)
    elif version < FORMAT_VERSION:
        from mapper.store.geopackage.writing import read_older

        return GeoPackageStore(path, read_only, read_older(path, version))
    return GeoPackageStore(path, read_only, read_project(path, rows, land_read))


def is_project(path: Path) -> bool:
    """Whether a file keeps a project; see :func:`mapper.store.store.is_project`."""
    try:
        return format_version(path, read_only=True) > 0
    except InputError as error:
        return error.code != "not_a_project"


class GeoPackageStore:
    """An open project file: a :class:`~mapper.store.store.Store`.

    Attributes
    ----------
    path
        The file.
    project
        What the file holds, as of the last write.
    read_only
        Whether the file or its folder cannot be written.
    """

    def __init__(self, path: Path, read_only: bool, held: Held) -> None:
        self.path = path
        self.read_only = read_only
        self.project = held.project
        self._held = held
        self._kept = dict(held.kept)
        self._writer: Writer | None = None
        self._making = Lock()  # what others have written is logged on a thread, which may be first to need one
        self._told: tuple[object, object] = (None if held.file is None else held.file.stamp, _stamps(path)[1])

    @property
    def place(self) -> str:
        return str(self.path)

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def editor(self) -> str:
        return editor()

    @property
    def _file(self) -> "Writer":
        """Made when it is first needed: the first map comes sooner without it."""
        from mapper.store.geopackage.writer import Writer

        with self._making:
            if self._writer is None:
                self._writer = Writer(self.path, self.read_only, self._held.numbers, self._held.file)
            return self._writer

    def write(self, edit: Edit, who: str) -> Changes:
        """Row differences and a line of the change log in one transaction; see ``Store.write``."""
        if self.read_only:
            raise InputError("read_only", path=str(self.path))
        base = self.project
        for _ in range(_MOST_READINGS):
            self.refresh()
            theirs = self.project
            after = applied(edit, base, theirs)
            if not changes_between(theirs, after).parts:
                return changes_between(base, theirs)
            if (line := self._file.write(theirs, after, edit, who)) is not None:
                self._now_ours()
                self.project = after
                others = rows_between(base, theirs)
                return Changes(changes_between(base, after).parts, others, line)
        raise InputError("project_busy", path=str(self.path))

    def refresh(self) -> Changes:
        """Take in what others have written since; see ``Store.refresh``."""
        known = self._held.file
        if known is None:
            return Changes(frozenset())
        try:
            if not _is_outdated(self.path, known):
                return Changes(frozenset())
            held = read_project(self.path)
        except InputError as error:
            if error.code == "project_busy":
                self._told = (known.stamp, None)  # it is news again when it can be read
            raise
        base = self.project
        self.close()
        # A row that went keeps its number, and a part that is the same stays the same object.
        numbers = {
            name: pd.concat([old[~old.index.isin(held.numbers[name].index)], held.numbers[name]])
            for name, old in self._held.numbers.items()
        }
        self._held, self._kept = held._replace(numbers=numbers), dict(held.kept)
        self.project = with_same_parts(held.project, base)
        return Changes(changes_between(base, self.project).parts, rows_between(base, self.project))

    def news(self, wait_s: float) -> bool:  # noqa: ARG002 – a file tells nobody, it can be looked at alone
        told, known = _stamps(self.path), self._held.file
        if known is None or told == self._told:
            return False
        if told == (known.stamp, self._told[1]):  # our own writing, or the file that was away and is back
            self._told = told
            return False
        if not _can_be_read_now(self.path):
            return False
        self._told = told
        return True

    def _now_ours(self) -> None:
        """What we have just written is no change of somebody else's."""
        if self._held.file is not None:
            self._held = self._held._replace(file=self._held.file._replace(stamp=file_stamp(self.path)))

    def change_log(self) -> pd.DataFrame:
        with self._reading() as source:
            return read_log(source, self.path)

    def history(self, most: int) -> list[LoggedEdit]:
        with self._reading() as source:
            return read_history(source, self.path, most)

    def unseen(self) -> frozenset[int]:
        with self._reading() as source:
            return read_unseen(source)

    def logged_change(self, number: int, *, back: bool) -> Callable[[Project], Project]:
        from mapper.store.geopackage.logged_change import change_of

        with self._reading() as source:
            told = read_line(source, self.path, number)
        return change_of(told, back=back)

    def as_it_was(self, line: int, path: Path) -> Past:
        from mapper.store.geopackage.as_it_was import write_as_it_was

        return write_as_it_was(self.path, line, path)

    def began(self) -> str:
        with self._reading() as source:
            return read_beginning(source)

    def forget(self, asked: ToForget, *, dry: bool = False, elsewhere: Path | None = None) -> Forgotten:
        from mapper.store.geopackage.forgetting import forget

        if self.read_only or self._held.file is None:
            raise InputError("read_only", path=str(self.path))
        self.refresh()
        with plain_errors(self.path, writing=True), self._file.by_turns():
            copies = {folder_of(self.path), folder_of(self.path, elsewhere)}
            found = forget(self._held.file.connection, self.path, asked, copies, dry=dry)
        self._now_ours()
        return found

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """The file to read from, as it is open already; where a copy was read, opened for this."""
        with plain_errors(self.path):
            if self._held.file is not None:
                yield self._held.file.connection
                return
            with closing(connect(self.path, "ro")) as source:
                yield source

    def kept(self, name: str) -> Any:
        return read_kept(self._kept, name)

    def keep(self, name: str, value: object) -> None:
        text = json.dumps(value, ensure_ascii=False)
        if not self.read_only and self._kept.get(name) != text:
            self._file.keep(name, text)
            self._now_ours()
            self._kept[name] = text

    def keep_styles(self, styles: Sequence[LayerStyle]) -> None:
        if not self.read_only:
            self._file.keep_styles(styles)
            self._now_ours()

    def copy_to(self, path: Path) -> None:
        create(path, self.project, dict(self._kept))

    def faults(self) -> tuple[str, ...]:
        try:
            with closing(connect(self.path, "ro")) as source:
                # The quick check would not miss a row that its table has lost and its index still has.
                found = [str(text) for (text,) in source.execute(f"PRAGMA integrity_check({_MOST_FAULTS})")]
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            return () if "locked" in str(error) else (str(error),)
        # A spatial index that another program has not kept is none of the project's rows.
        return tuple(fault for fault in found if fault != "ok" and "rtree" not in fault.lower())

    def seen_rows(self) -> SeenRows:
        from mapper.store.geopackage.others import seen_rows

        try:
            with closing(connect(self.path, "ro")) as source:
                return seen_rows(source, self.path)
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # a damaged file is told by ``faults``
            return SeenRows()

    def accept_rows(self) -> None:
        if self.read_only:
            raise InputError("read_only", path=str(self.path))
        self.refresh()
        self._file.accept_rows(self.editor)
        self._now_ours()

    def log_others(self) -> bool:
        if self.read_only or self._held.file is None:
            return False
        with plain_errors(self.path, writing=True):
            found = self._file.log_others(self._held.file.connection)
        self._now_ours()
        return found

    def copies(self, elsewhere: Path | None = None) -> list[Path]:
        return copies_of(self.path, elsewhere)

    def copy_of_day(self, today: date, days: int, weeks: int, elsewhere: Path | None = None) -> str | None:
        if self.read_only:
            return None
        copy = copy_of_day(self.path, today, days, weeks, elsewhere)
        return None if copy is None else str(copy)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._held.file is not None:
            self._held.file.connection.close()


def _stamps(path: Path) -> tuple[object, object]:
    """What tells a file from itself once written, and likewise what another program has written beside it (WAL)."""
    found: list[object] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            found.append(file_stamp(one))
        except OSError:  # there is none
            found.append(None)
    return found[0], found[1]


def _can_be_read_now(path: Path) -> bool:
    """Whether nobody is writing to a file just now: whoever is told of news takes them in where a window would wait."""
    try:
        with closing(connect(path, "ro", 0.0)) as file:
            file.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True  # what is wrong with it is told where it is read
    return True


def _is_outdated(path: Path, file: OpenFile) -> bool:
    """Whether somebody else has written to a file since it was read.

    Raises
    ------
    InputError
        ``file_missing``; ``project_replaced``: another file stands there now; ``project_newer``: a newer version has
        brought it up; ``project_busy``.
    """
    try:
        stamp = file_stamp(path)
    except OSError as error:
        raise InputError("file_missing", path=str(path)) from error
    if stamp[:2] != file.stamp[:2]:
        raise InputError("project_replaced", path=str(path))
    with plain_errors(path):
        if (stamp, file.connection.execute("PRAGMA data_version").fetchone()[0]) == (file.stamp, file.version):
            return False
    version = format_version(path, read_only=True)
    if version != FORMAT_VERSION:
        raise InputError("project_newer", path=str(path), version=version)
    return True
