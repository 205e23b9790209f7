"""Where a project lives: what every such place can do, and how one is opened and made.

Window, command line and benchmarks know this file alone. ``tests/mapper/store/test_contract.py`` holds every kind of
store to it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from mapper.edit import Edit
from mapper.files.layer_styles import LayerStyle
from mapper.project import Changes, Project
from mapper.store.ahead import Ahead
from mapper.store.geopackage import store as geopackage
from mapper.store.history import Forgotten, LoggedEdit, Past, ToForget
from mapper.store.places import address_of, is_address
from mapper.store.rows_seen import SeenRows

if TYPE_CHECKING:
    from mapper.store.geopackage.rescue import Rescue


class Store(Protocol):
    """An open project that is written edit by edit."""

    @property
    def project(self) -> Project:
        """What the place holds, as of the last write."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written there; :meth:`write` refuses then, and :meth:`keep` keeps nothing."""

    @property
    def place(self) -> str:
        """Where it is, as a person reads it and as :func:`open_store` takes it."""

    @property
    def name(self) -> str:
        """A short name for titles and for files made of it."""

    @property
    def editor(self) -> str:
        """How the change log names whoever edits here."""

    def write(self, edit: Edit, who: str) -> Changes:
        """Apply an edit to the project and write it, with a line of the change log, whole or not at all.

        ``who`` is what a file's log is told; a server names its login, whatever it is told (:attr:`editor`).

        What others have written since is taken in first, and the edit is applied to that: only cells that it changes
        are written. When it returns, the change is on the disk; when it raises, the place is as it was, and the project
        what stands there. An edit that changes nothing writes nothing.

        Raises
        ------
        InputError
            What the edit raises; ``read_only``, ``project_busy`` (another program is writing), ``changed_meanwhile``
            (another program has changed the same), ``project_replaced`` (another file stands there), ``file_missing``,
            ``project_trigger`` (another program has the file change more than is written), ``cannot_write`` (the disk
            is full); of a server also ``connection_lost``, ``write_unsure``, ``not_yours``, ``key_taken``.
        """

    def refresh(self) -> Changes:
        """Take in what others have written since; nothing where nobody has. Errors as of :meth:`write`."""

    def news(self, wait_s: float) -> bool:
        """Whether others may have written since the project was last read. Any thread.

        A place that can say so is waited for, so long at most.

        True once for what has been written since, whether or not :meth:`refresh` then finds anything in it. Nothing is
        raised: what is wrong with the place is told by whoever asks it for something.
        """

    def change_log(self) -> pd.DataFrame:
        """Every change, oldest first: at (UTC, ISO 8601), who, code, details, rows (by table; blobs in hex).

        InputError ``log_unreadable``.
        """

    def history(self, most: int) -> list[LoggedEdit]:
        """The newest lines of the change log without their rows, the oldest of them first; quick.

        InputError ``log_unreadable``.
        """

    def unseen(self) -> frozenset[int]:
        """Lines of the log of what other programs have written that nobody has said to have looked at; quick.

        What other logins of a server have written is theirs, and none of these.
        """

    def logged_change(self, number: int, *, back: bool) -> Callable[[Project], Project]:
        """What a line of the log did, or what takes it back, as the change of an edit.

        Raises
        ------
        InputError
            ``log_unreadable``, at once or from the change; from the change ``changed_meanwhile``, where a cell is not
            as that line left it (or found it), and ``log_forgotten``, where values of the line are gone.
        """

    def began(self) -> str:
        """When the log begins (UTC, ISO 8601); empty where that is not known."""

    def as_it_was(self, line: int, path: Path) -> Past:
        """Write the project as it was after a line of the log (0: as the log begins) to a file. Any thread.

        Raises
        ------
        InputError
            As :func:`create`; ``log_forgotten``: a later line has been forgotten as a whole; ``log_unreadable``.
        """

    def forget(self, asked: ToForget, *, dry: bool = False, elsewhere: Path | None = None) -> Forgotten:
        """Let former values go from the log for good, and every copy of a day with them; ``dry`` only counts them.

        ``elsewhere`` is another folder that copies are kept in. What stands in the project stays.

        InputError as of :meth:`write`, and ``log_unreadable``.
        """

    def kept(self, name: str) -> Any:
        """What :meth:`keep` kept under that name; None where nothing was, or where it cannot be read."""

    def keep(self, name: str, value: object) -> None:
        """Keep how something is shown (as JSON) beside the tables: no data, so no line of the change log.

        InputError ``project_busy``, ``cannot_write``.
        """

    def keep_styles(self, styles: Sequence[LayerStyle]) -> None:
        """Keep how QGIS is to draw the tables, in place of what was kept so before; no data either.

        What a person made there by themselves stays. InputError ``project_busy``, ``cannot_write``.
        """

    def copy_to(self, path: Path) -> None:
        """Write the project as it is, and what was kept, to a file with a log of its own; errors as :func:`create`."""

    def faults(self) -> tuple[str, ...]:
        """What the place itself finds wrong with how it keeps the project; nothing where it is sound. Any thread."""

    def seen_rows(self) -> SeenRows:
        """Rows that are not as this program last wrote them: written by others, or altered by nobody. Any thread.

        It reads the whole place.
        """

    def accept_rows(self) -> None:
        """All rows are as they should be: :meth:`seen_rows` tells of none any more, and a line of the log says so.

        InputError as of :meth:`write`.
        """

    def log_others(self) -> bool:
        """Put what other programs have written into the change log, as a line of its own; whether there was any.

        An edit does so by itself. Nothing is done where nothing can be written, or where somebody is writing now. Any
        thread: it may be very many rows.
        InputError as of :meth:`write`.
        """

    def copies(self, elsewhere: Path | None = None) -> list[Path]:
        """The copies of days that there are, the newest first; none in a place that keeps none."""

    def copy_of_day(self, today: date, days: int, weeks: int, elsewhere: Path | None = None) -> str | None:
        """Keep a copy of the project as it is, once a day: of the last days, and of one day of each of the last weeks.

        Where it lies; None where there is nothing to do. ``elsewhere`` is a folder for it that is not beside the
        project. Any thread.

        InputError ``copy_no_room``, ``cannot_write``, ``project_busy``.
        """

    def close(self) -> None:
        """Let go of the place; what was read stays."""


def open_store(
    place: Path | str, ahead: Ahead | None = None, land_read: Callable[[Project], object] | None = None
) -> Store:
    """Open a project; where it cannot be written, for reading only.

    A place is the path of a file or the address of a project on a server (``postgresql://login@server/project``).
    ``ahead``, where a file is being read already. ``land_read`` is told of a project of stations and units as soon as
    these are there; the rest is read after it.

    Raises
    ------
    InputError
        ``file_missing``, ``is_directory``, ``file_special``, ``file_empty``, ``not_a_project`` (another kind of file),
        ``project_newer`` (made by a newer version), ``project_busy``, ``project_damaged``,
        ``project_incomplete`` (a table or column is missing); of a server ``server_unreachable``, ``login_refused``,
        ``server_project_missing``, ``server_no_project``, ``county_not_installed``.
    """
    if is_address(place):
        from mapper.store.postgis.store import open_store as open_on_server

        return open_on_server(address_of(place))
    return geopackage.open_store(Path(place), ahead, land_read)


def is_project(place: Path | str) -> bool:
    """Whether a file is a project, also one that cannot be opened now, and not another program's."""
    return is_address(place) or geopackage.is_project(Path(place))


def read_project(place: Path | str) -> Project:
    """What a place holds now; InputError as in :func:`open_store`."""
    store = open_store(place)
    store.close()
    return store.project


def create(place: Path | str, project: Project) -> None:
    """Write a project to a new place, or take an old file's place; a failure leaves what was there.

    Raises
    ------
    InputError
        ``is_directory``; ``cannot_write``: the folder is missing, read-only or full, or the name is too long;
        ``written_otherwise``: what was written does not read back; ``project_busy``, ``read_only``: of the old file.
    """
    if is_address(place):
        from mapper.store.postgis.county import create as create_on_server

        create_on_server(address_of(place), project)
        return
    geopackage.create(Path(place), project)


def rescue(damaged: Path, out: Path) -> "Rescue":
    """Take what can still be read of a damaged project into a new one, with a list of what is lost.

    Raises
    ------
    InputError
        As :func:`open_store` of what is no file; ``file_exists``; ``cannot_write``; ``nothing_to_rescue``.
    """
    from mapper.store.geopackage.rescue import rescue as rescue_file

    return rescue_file(damaged, out)
