"""A part of a project taken out: a project file that knows of what it is a part and what that was when it went."""

import base64
import json
import secrets
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from mapper import frames, schema
from mapper.audience import of_station
from mapper.edit import Edit, drop_rows, put_rows
from mapper.errors import InputError
from mapper.files.limits import MOST_LOG_BYTES
from mapper.files.packed import inflated
from mapper.files.whole_file import is_there
from mapper.keys import Keys
from mapper.lazy_dataclass import dataclass
from mapper.project import Project
from mapper.store.history import LoggedEdit
from mapper.store.store import Store, create, open_store
from mapper.store.stored_cells import Row, stored_rows

CHECKED_OUT, BROUGHT_UP = "checked_out", "laptop_brought_up"
ALL_LINES = 10**9
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
_SETTING = "checkout"
_LENGTH = 4


@dataclass(frozen=True, eq=False)
class Checkout:
    """What a laptop's file knows of the project that it is a part of.

    Attributes
    ----------
    checkout_id
        The laptop's letters, which the keys of its new rows carry.
    station
        The station whose part it is; None where it is the whole project.
    base
        The number of the line of the project's change log that the file rests on.
    line
        The number of the line of the file's own change log after which that was so.
    rows
        All rows as they were then, by table and key.
    """

    checkout_id: str
    station: str | None
    base: int
    line: int
    rows: Mapping[str, Mapping[str, Row]]

    def keep_in(self, store: Store) -> None:
        """Keep it in the laptop's file."""
        columns = {name: [*next(iter(rows.values()))] for name, rows in self.rows.items() if rows}
        told = {
            name: [columns[name], [list(row.values()) for row in rows.values()]]
            for name, rows in self.rows.items()
            if rows
        }
        packed = zlib.compress(json.dumps(told, ensure_ascii=False).encode(), 6)
        store.keep(
            _SETTING,
            {
                "id": self.checkout_id,
                "station": self.station,
                "base": self.base,
                "line": self.line,
                "rows": base64.b85encode(packed).decode(),
            },
        )


def checkout_of(store: Store) -> Checkout | None:
    """What a file knows of the project that it is a part of; None where it is none's.

    InputError ``checkout_unreadable``.
    """
    kept = store.kept(_SETTING)
    if kept is None:
        return None
    try:
        told = json.loads(inflated(base64.b85decode(kept["rows"]), MOST_LOG_BYTES))
        rows = {
            name: {str(row[0]): dict(zip(names, row, strict=True)) for row in cells}
            for name, (names, cells) in told.items()
            if name in schema.TABLES
        }
        station = kept["station"]
        return Checkout(
            str(kept["id"]), None if station is None else str(station), int(kept["base"]), int(kept["line"]), rows
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError("checkout_unreadable", path=store.place) from error


def rows_of(project: Project) -> dict[str, dict[str, Row]]:
    """All rows of a project by table and key."""
    return {name: stored_rows(project, name) for name in schema.TABLES}


def part_of(project: Project, station: str | None) -> Project:
    """What of a project goes out: all of it or one station's, without what tells of other laptops.

    InputError ``row_unknown``.
    """
    part = project if station is None else of_station(project, station)
    return part.with_tables(checkouts=frames.empty("checkouts"), offline_edits=frames.empty("offline_edits"))


def check_out(store: Store, out: Path, station: str | None, who: str) -> Checkout:
    """Take a station's part of a project out, or all of it, as a project file.

    Raises
    ------
    InputError
        ``file_exists``; ``row_unknown`` of the station; as ``Store.write`` of the project; as ``create`` of the file.
    """
    if is_there(out):
        raise InputError("file_exists", path=str(out))
    part_of(store.project, station)  # or it is refused before anything is written
    checkout_id, line = registered(store, station, who)
    try:
        part = replace(part_of(store.project, station), keys=Keys(checkout_id))
        create(out, part)
        made = Checkout(checkout_id, station, line, 0, rows_of(part))
        laptop = open_store(out)
        try:
            made.keep_in(laptop)
        finally:
            laptop.close()
    except BaseException:
        with suppress(InputError):
            gone = Edit("checkout_given_up", lambda now: drop_rows(now, "checkouts", [checkout_id]))
            store.write(gone, who)
        raise
    return made


def registered(store: Store, station: str | None, who: str) -> tuple[str, int]:
    """New letters for a laptop, which the project knows from now on, and the number of the line that says so."""
    taken = {*store.project.checkouts.index, store.project.keys.device}
    while (letters := "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))) in taken:
        pass
    last = store.history(1)
    row = {
        "checkout_id": [letters],
        "station_code": [station],
        "taken_at": [_now()],
        "base": [last[-1].number if last else 0],
    }
    values = {"laptop": letters, "station": station}
    added = Edit(CHECKED_OUT, lambda now: put_rows(now, "checkouts", pd.DataFrame(row)), values)
    line = store.write(added, who).line
    assert line is not None
    return letters, line


def last_line(store: Store) -> int:
    """The number of the change log's last line; 0 where it is empty."""
    last: list[LoggedEdit] = store.history(1)
    return last[-1].number if last else 0


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
