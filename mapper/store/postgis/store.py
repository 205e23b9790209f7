"""A project on a server: many edit it at once, each edit whole or not at all, and none over another's unseen."""

import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date
from pathlib import Path
from threading import RLock
from typing import Any

import pandas as pd

from mapper import schema
from mapper.edit import Edit
from mapper.errors import InputError
from mapper.files.layer_styles import LayerStyle
from mapper.project import Changes, Project, changes_between
from mapper.store.geopackage import store as files
from mapper.store.geopackage.column_reader import FORMAT_VERSION
from mapper.store.geopackage.logged_change import change_of
from mapper.store.geopackage.settings import read_about, read_norms
from mapper.store.history import Forgotten, LoggedEdit, Past, ToForget
from mapper.store.kept import read_kept
from mapper.store.merging import applied, rows_between, with_same_parts
from mapper.store.places import project_of, without_password
from mapper.store.postgis import log_lines
from mapper.store.postgis.connection import CONNECT_S, Connection, connect, errors, plain_errors, psycopg
from mapper.store.postgis.county import prepare
from mapper.store.postgis.reading import (
    Held,
    changed_since,
    last_line,
    may_bring_up,
    may_read,
    read_held,
    read_rows,
    read_settings,
    read_used_keys,
    read_version,
    with_used_keys,
)
from mapper.store.postgis.versioned import KnownRows, RowChangedError, Written, end_edit, row_queue, write_rows
from mapper.store.rows_seen import SeenRows

__all__ = ["PostGISStore", "open_store"]

_TRIES = 40  # of an edit whose rows others keep changing
_LONGEST_PAUSE_S = 0.05
_SHORT_S = 2  # for a connection to a server that did not answer a moment ago


def open_store(address: str) -> "PostGISStore":
    """Open a project on a server.

    Raises
    ------
    InputError
        As :func:`~mapper.store.postgis.connection.connect`; ``server_no_project``, ``project_newer``;
        ``server_project_older``: whoever keeps the project has to bring it up first, which their opening it does.
    """
    connection, place = connect(address), without_password(address)
    try:
        with plain_errors(place):
            older = read_version(connection, place) < FORMAT_VERSION
            if older and not may_bring_up(connection):
                raise InputError("server_project_older", path=place)
            connection.rollback()  # whoever reads keeps tables from being changed
            if older:
                prepare(address)
            held = read_held(connection, place)
            login, may = connection.execute(
                "SELECT session_user, has_table_privilege('officers', 'UPDATE')"
            ).fetchone() or ("", False)
            connection.commit()
    except BaseException:
        connection.close()
        raise
    return PostGISStore(address, connection, held, login, read_only=not may)


class PostGISStore:
    """An open project on a server: a :class:`~mapper.store.store.Store`.

    Attributes
    ----------
    project
        What the server holds for this login, as of the last write or refresh.
    editor
        The login.
    read_only
        Whether the login may not write, or the connection is lost; the next that is asked of the server looks for it
        again.
    """

    def __init__(
        self, address: str, connection: Connection, held: Held, editor: str, *, read_only: bool = False
    ) -> None:
        self._address, self.place, self.name = address, without_password(address), project_of(address)
        self.editor = editor
        self._connection: Connection | None = connection
        self._may_write = not read_only
        self._one_at_a_time = RLock()  # an edit may be written on a thread while others are looked for
        self._kept = held.kept
        self.project = held.project
        self._known_rows = KnownRows(held.rows, held.last)
        self._listening: Connection | None = None  # of its own: the other has transactions, and waits for nobody
        self._one_listens = RLock()
        self._told = held.last
        self._is_closed = False  # then no thread that is under way connects once more
        self._is_cut_off = False  # known of the connection that listens, or of the other

    @property
    def read_only(self) -> bool:
        return not self._may_write or self._is_lost

    @property
    def _is_lost(self) -> bool:
        return self._connection is None or self._connection.closed

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        """The connection, made anew where it was lost; what is begun and not ended is as if it had never been.

        InputError ``connection_lost`` and the like.
        """
        with self._one_at_a_time:
            if self._is_lost and not self._is_closed:
                try:
                    self._connection = connect(self._address, wait_s=_SHORT_S if self._is_cut_off else CONNECT_S)
                except InputError as error:
                    self._is_cut_off = True
                    code = "connection_lost" if error.code == "server_unreachable" else error.code
                    raise InputError(code, **error.values) from error
            connection = self._connection
            if connection is None or self._is_closed:  # also while it was being made anew
                if connection is not None:
                    connection.close()
                raise InputError("connection_lost", path=self.place)
            try:
                with plain_errors(self.place):
                    yield connection
                    connection.commit()
            except BaseException as error:
                with suppress(psycopg.Error):
                    connection.rollback()
                if connection.broken or (isinstance(error, InputError) and error.code == "connection_lost"):
                    self._is_cut_off = True
                    with suppress(psycopg.Error):
                        connection.close()
                raise

    def write(self, edit: Edit, who: str) -> Changes:  # noqa: ARG002 – the server knows who writes
        """Versioned changes of rows and a line of the log in one transaction; see ``Store.write``.

        Where somebody else was first, what they wrote is taken in and the edit is applied to that. Raises also
        InputError ``not_yours``: the login may not change that row; ``key_taken``: another has a row of that key that
        the login does not see; ``connection_lost``; ``write_unsure``: it was lost while the edit was being written.
        """
        if not self._may_write:
            raise InputError("read_only", path=self.place)
        base = self.project
        refused: RowChangedError | None = None
        with self._one_at_a_time:
            for turn in range(_TRIES):
                try:
                    with self._turn(refused):
                        return self._attempt(edit, base, refused)
                except RowChangedError as error:
                    refused = error
                except (errors.SerializationFailure, errors.DeadlockDetected):
                    refused = None
                time.sleep(random.uniform(0, _LONGEST_PAUSE_S * min(turn, 10) / 10))  # noqa: S311 – no secret
        raise InputError("project_busy", path=self.place)

    @contextmanager
    def _turn(self, refused: RowChangedError | None) -> Iterator[None]:
        """One's turn at the row that was another's first."""
        with ExitStack() as stack:
            if refused is not None:
                with self._asking() as connection:
                    stack.enter_context(row_queue(connection, refused.table, refused.keys[0]))
            yield

    def _attempt(self, edit: Edit, base: Project, refused: RowChangedError | None) -> Changes:
        known = self.project.keys
        self.refresh()
        if refused is not None and self.project.keys == known:
            self._require_newer(refused)
        theirs = self.project
        after = applied(edit, base, theirs)
        if not changes_between(theirs, after).parts:
            return changes_between(base, theirs)
        written = self._write(theirs, after, edit)
        self._known_rows.take(written)
        self.project = after
        return Changes(changes_between(base, after).parts, rows_between(base, theirs), written.number)

    def _write(self, theirs: Project, after: Project, edit: Edit) -> Written:
        written: Written | None = None
        try:
            with self._asking() as connection:
                written = write_rows(connection, self._known_rows, theirs, after, edit, self.place)
                return end_edit(connection, written)
        except InputError as error:
            if error.code != "connection_lost" or written is None:
                raise
            # The line was sent; whether it is there only the server knows.
            return self._written_or_not(written)

    def _written_or_not(self, written: Written) -> Written:
        try:
            with self._asking() as connection:
                found = connection.execute("SELECT number FROM change_log WHERE edit = %s", (written.edit,)).fetchone()
        except InputError as error:
            raise InputError("write_unsure", path=self.place) from error
        if found is None:
            raise InputError("connection_lost", path=self.place)
        return written._replace(number=int(found[0]))

    def _require_newer(self, refused: RowChangedError) -> None:
        """Nothing, where somebody else has changed the rows that could not be; else they are not the login's."""
        known = self._known_rows.rows[refused.table].versions
        if refused.added:
            if not any(key in known for key in refused.keys):
                raise InputError("key_taken", table=refused.table, key=refused.keys[0], path=self.place)
        elif all(known.get(key) == refused.versions.get(key) for key in refused.keys):
            raise InputError("not_yours", path=self.place, reason=f"{refused.table} {refused.keys[0]}")

    def news(self, wait_s: float) -> bool:
        """The server says when a line has been written; what it says is lost with a connection, so it is asked too.

        That the connection is lost, and that it is back, is news once.
        """
        with self._one_listens:
            if self._is_closed:
                return False
            was_cut_off = self._is_cut_off
            try:
                if self._listening is None or self._listening.closed:
                    self._listening = connect(self._address, autocommit=True)
                    self._listening.execute("LISTEN mapper")
                else:
                    for _ in self._listening.notifies(timeout=wait_s, stop_after=1):
                        pass
                newest = last_line(self._listening)
            except (InputError, psycopg.Error):  # told by whoever asks for something
                self._listen_no_more()
                self._is_cut_off = True
                time.sleep(wait_s)
                return not was_cut_off
            self._is_cut_off = False
            if was_cut_off:
                self._told = newest
                return True
        last = self._known_rows.last
        unseen = newest - last - sum(number > last for number in self._known_rows.own)
        if unseen <= 0 or newest <= self._told:
            return False
        self._told = newest
        return True

    def _listen_no_more(self) -> None:
        with self._one_listens:
            if self._listening is not None:
                with suppress(psycopg.Error):
                    self._listening.close()
                self._listening = None

    def refresh(self) -> Changes:
        """Take in the rows that others have changed; see ``Store.refresh``. InputError ``connection_lost``."""
        with self._one_at_a_time, self._asking() as connection:
            base = self.project
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            newest, parts = changed_since(connection, self._known_rows.last, self._known_rows.own)
            used = read_used_keys(connection) if newest > self._known_rows.last else []
            if not parts:
                self._known_rows.is_up_to(newest)
                self.project = replace(base, keys=with_used_keys(base, used)) if used else base
                return Changes(changes_between(base, self.project).parts)
            held = {
                name: read_rows(connection, name, keys)
                for name, keys in parts.items()
                if name in schema.TABLES and may_read(connection, name)
            }
            settings = read_settings(connection) if parts.keys() & {"about", "norms"} else {}
        project = base
        for name, found in held.items():
            project = project.with_tables(**{name: self._known_rows.merged(name, base.table(name), parts[name], found)})
        set_aside = [cell for cell in base.set_aside if cell.table not in parts or cell.key not in parts[cell.table]]
        set_aside += [cell for found in held.values() for cell in found.set_aside]
        if "about" in parts:
            about, bad = read_about(settings.get("about"))
            project, set_aside = replace(project, about=about), [*set_aside, *bad]
        if "norms" in parts:
            norms, bad = read_norms(settings.get("norms"))
            project, set_aside = replace(project, norms=norms), [*set_aside, *bad]
        self._known_rows.is_up_to(newest)
        if parts.keys() & {"communities", "stations"}:
            self._known_rows.forget_lands()
        project = replace(project, keys=with_used_keys(project, used))
        self.project = with_same_parts(replace(project, set_aside=tuple(set_aside)), base)
        return Changes(changes_between(base, self.project).parts, rows_between(base, self.project))

    def newest(self) -> int:
        """The number of the newest line of the log that this opening knows."""
        return self._known_rows.last

    def change_log(self) -> pd.DataFrame:
        with self._asking() as connection:
            return log_lines.read_log(connection)

    def history(self, most: int) -> list[LoggedEdit]:
        with self._asking() as connection:
            return log_lines.read_history(connection, most)

    def unseen(self) -> frozenset[int]:
        with self._asking() as connection:
            return log_lines.read_unseen(connection)

    def logged_change(self, number: int, *, back: bool) -> Callable[[Project], Project]:
        with self._asking() as connection:
            told = log_lines.read_line(connection, self.place, number)
        return change_of(told, back=back)

    def began(self) -> str:
        with self._asking() as connection:
            found = connection.execute("SELECT began FROM format").fetchone()
        return "" if found is None else found[0].astimezone(UTC).isoformat(timespec="milliseconds")

    def as_it_was(self, line: int, path: Path) -> Past:
        self.refresh()
        with self._asking() as connection:
            return log_lines.write_past(connection, self.project, line, path)

    def forget(self, asked: ToForget, *, dry: bool = False, elsewhere: Path | None = None) -> Forgotten:  # noqa: ARG002 – no copies lie here
        """See ``Store.forget``. Whoever keeps the server's backups has to let former ones go as well."""
        self.refresh()
        with self._asking() as connection:
            found = log_lines.forget(connection, asked, dry=dry)
        if not dry:
            with connect(self._address, autocommit=True) as connection, plain_errors(self.place):
                connection.execute("VACUUM FULL changed_rows")
                connection.execute("VACUUM FULL change_details")
        return found

    def kept(self, name: str) -> Any:
        return read_kept(self._kept, name)

    def keep(self, name: str, value: object) -> None:
        """Kept for the login: how one looks at the map is nobody else's affair."""
        text = json.dumps(value, ensure_ascii=False)
        if self.read_only or self._kept.get(name) == text:
            return
        with self._asking() as connection:
            connection.execute(
                "INSERT INTO kept (name, value) VALUES (%s, %s) "
                "ON CONFLICT (login, name) DO UPDATE SET value = excluded.value",
                (name, text),
            )
        self._kept[name] = text

    def keep_styles(self, styles: Sequence[LayerStyle]) -> None:
        """They are kept in files that QGIS opens; on a server whoever uses QGIS chooses their own."""

    def copy_to(self, path: Path) -> None:
        files.create(path, self.project, dict(self._kept))

    def faults(self) -> tuple[str, ...]:
        """A server looks after its own disk."""
        return ()

    def seen_rows(self) -> SeenRows:
        """Whatever is written to a server is in the log."""
        return SeenRows()

    def accept_rows(self) -> None:
        """There is none that the log does not know."""

    def log_others(self) -> bool:
        """The server itself puts everything into the log."""
        return False

    def copies(self, elsewhere: Path | None = None) -> list[Path]:  # noqa: ARG002 – a server's copies are its own affair
        """The server's backups are kept elsewhere (docs/county.md)."""
        return []

    def copy_of_day(self, today: date, days: int, weeks: int, elsewhere: Path | None = None) -> str | None:  # noqa: ARG002 – as copies
        return None

    def close(self) -> None:
        self._may_write, self._is_closed = False, True
        self._listen_no_more()
        if self._connection is not None:
            self._connection.close()
