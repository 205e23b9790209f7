"""The change log of a project on a server: its lines, their rows in the form that a GeoPackage has, and forgetting."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from mapper import schema
from mapper.errors import InputError
from mapper.files.sqlite_files import connect as connect_file
from mapper.project import Project
from mapper.store.geopackage.as_it_was import write_as_it_was
from mapper.store.geopackage.checksums import look_after
from mapper.store.geopackage.gpkg import add_functions, blobs
from mapper.store.geopackage.store import create
from mapper.store.history import (
    FORGOTTEN_DETAIL,
    LOOKED_AT,
    WHOLE,
    WRITTEN_ELSEWHERE,
    Forgotten,
    LoggedEdit,
    Past,
    ToForget,
)
from mapper.store.lines_without import line_without
from mapper.store.postgis.connection import Connection
from mapper.store.postgis.tables import GEOMETRY

_KINDS = ("changed", "removed", "added")
_LINES = """
SELECT l.number, l.at, l.who, l.code, d.details, l.edit FROM change_log l LEFT JOIN change_details d USING (number)
"""


class _Place(NamedTuple):
    """Where a row of a line's told rows is kept."""

    place: int
    part: str
    kind: str


def read_history(connection: Connection, most: int) -> list[LoggedEdit]:
    """The newest lines that the login may see, the oldest of them first; without details that are not its to see."""
    found = connection.execute(f"{_LINES} ORDER BY l.number DESC LIMIT %s", (most,)).fetchall()
    return [_line(*row[:5]) for row in found[::-1]]


def _line(number: int, at: Any, who: str, code: str, details: str | None) -> LoggedEdit:
    told = json.loads(details or "{}")
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds")
    return LoggedEdit(number, moment, who, code, told, FORGOTTEN_DETAIL in told, told.get(FORGOTTEN_DETAIL) == WHOLE)


def read_unseen(connection: Connection) -> frozenset[int]:
    """Lines that name no login, of what was written past the program; see ``Store.unseen``."""
    found = connection.execute(
        "SELECT number FROM change_log WHERE code = %s AND who = '' AND number > "
        "(SELECT coalesce(max(number), 0) FROM change_log WHERE code = %s)",
        (WRITTEN_ELSEWHERE, LOOKED_AT),
    )
    return frozenset(number for (number,) in found)


def read_log(connection: Connection) -> pd.DataFrame:
    """All lines with their rows, the oldest first; see ``Store.change_log``."""
    lines = read_history(connection, _MANY)
    rows = read_lines(connection)
    return pd.DataFrame(
        {
            "at": [line.at for line in lines],
            "who": [line.who for line in lines],
            "code": [line.code for line in lines],
            "details": [line.details for line in lines],
            "rows": [rows.get(line.number, {}) for line in lines],
        },
        index=pd.Index([line.number for line in lines], name="change"),
    )


_MANY = 2**31


def read_lines(connection: Connection) -> dict[int, dict[str, Any]]:
    """What each line tells of rows, by its number."""
    by_line: dict[int, list[tuple[Any, ...]]] = {}
    for number, *row in connection.execute(
        "SELECT l.number, r.place, r.part, r.before, r.after FROM changed_rows r JOIN change_log l USING (edit) "
        "WHERE r.before IS NOT NULL OR r.after IS NOT NULL ORDER BY l.number, r.place"
    ):
        by_line.setdefault(number, []).append(tuple(row))
    return {number: _told(rows)[0] for number, rows in by_line.items()}


def read_line(connection: Connection, place: str, number: int) -> dict[str, Any]:
    """What one line tells of rows. InputError ``log_unreadable`` where there is none."""
    if connection.execute("SELECT FROM change_log WHERE number = %s", (number,)).fetchone() is None:
        raise InputError("log_unreadable", path=place)
    return _told(_rows_of(connection, number))[0]


def _rows_of(connection: Connection, number: int) -> list[tuple[Any, ...]]:
    return connection.execute(
        "SELECT r.place, r.part, r.before, r.after FROM changed_rows r JOIN change_log l USING (edit) "
        "WHERE l.number = %s AND (r.before IS NOT NULL OR r.after IS NOT NULL) ORDER BY r.place",
        (number,),
    ).fetchall()


def _told(rows: Iterable[tuple[Any, ...]]) -> tuple[dict[str, Any], list[_Place]]:
    """A line's rows by part, as a GeoPackage's line has them, and where each is kept, in the same order."""
    told: dict[str, Any] = {}
    places: dict[tuple[str, str], list[_Place]] = {}
    for place, part, before, after in rows:
        kind = "changed" if before is not None and after is not None else "removed" if after is None else "added"
        places.setdefault((part, kind), []).append(_Place(place, part, kind))
        if part not in schema.TABLES:
            told[part] = {"before": before, "after": after}
            continue
        columns = list((before or after).keys())
        of = told.setdefault(part, {"columns": columns, "before": [], "after": [], "removed": [], "added": []})
        cells = [None if side is None else [side.get(column) for column in of["columns"]] for side in (before, after)]
        if kind == "changed":
            of["before"].append(cells[0])
            of["after"].append(cells[1])
        else:
            of[kind].append(cells[0] or cells[1])
    for part, of in told.items():
        if "columns" in of and GEOMETRY in of["columns"]:
            at = of["columns"].index(GEOMETRY)
            _put_blobs(part, at, [row for kind in ("before", "after", "removed", "added") for row in of[kind]])
    return told, [place for of_kind in places.values() for place in of_kind]


def _put_blobs(part: str, at: int, rows: Sequence[list[Any]]) -> None:
    """Shapes in the form of a GeoPackage, in hex, in place of what the server has."""
    there = [row for row in rows if isinstance(row[at], str)]
    if not there:
        return
    shapes = np.asarray(shapely.from_wkb([bytes.fromhex(row[at]) for row in there]), dtype=object)
    for row, blob in zip(there, blobs(shapes, multi=schema.TABLES[part].geometry != "point"), strict=True):
        row[at] = None if blob is None else blob.hex()


def forget(connection: Connection, asked: ToForget, *, dry: bool) -> Forgotten:
    """Let values go from the log; how many. Of a transaction that is begun."""
    lines = values = 0
    for line in read_history(connection, _MANY):
        rows, places = _told(_rows_of(connection, line.number))
        found = line_without(line.at, line.details, rows, asked)
        if found is None:
            continue
        details, left, gone = found
        lines, values = lines + 1, values + gone
        if dry:
            continue
        connection.execute(
            "UPDATE change_details SET details = %s WHERE number = %s",
            (json.dumps(details, ensure_ascii=False), line.number),
        )
        for place, before, after in _kept(left, places):
            connection.execute(
                "UPDATE changed_rows SET before = %s, after = %s WHERE place = %s",
                (_json(before), _json(after), place),
            )
    return Forgotten(lines, values, 0)


def _kept(left: dict[str, Any], places: Sequence[_Place]) -> Iterable[tuple[int, Any, Any]]:
    at: dict[tuple[str, str], int] = {}
    for place, part, kind in places:
        of = left.get(part)
        if of is None:  # the whole line is forgotten
            yield place, None, None
            continue
        if "columns" not in of:
            yield place, of["before"], of["after"]
            continue
        number = at.get((part, kind), 0)
        at[part, kind] = number + 1
        sides = {"changed": ("before", "after"), "removed": ("removed", None), "added": (None, "added")}[kind]
        before, after = (None if side is None else _named(of["columns"], of[side][number]) for side in sides)
        yield place, before, after


def _named(columns: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """A row as the server has it."""
    found = dict(zip(columns, row, strict=True))
    if isinstance(shape := found.get(GEOMETRY), str):
        from mapper.store.geopackage.gpkg import body_at

        blob = bytes.fromhex(shape)
        found[GEOMETRY] = blob[body_at(blob) :].hex()
    return found


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def write_past(connection: Connection, project: Project, line: int, out: Path) -> Past:
    """The project as it was after a line: a file with the project and its log is made, and walked back as any other."""
    lines, rows = read_history(connection, _MANY), read_lines(connection)
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.gpkg"
        create(whole, project)
        with closing(connect_file(whole, "rw")) as file:
            add_functions(file)
            _put_lines(file, lines, rows)
        return write_as_it_was(whole, line, out)


def _put_lines(file: sqlite3.Connection, lines: Sequence[LoggedEdit], rows: dict[int, dict[str, Any]]) -> None:
    file.execute("BEGIN")
    for line in lines:
        packed = zlib.compress(json.dumps(rows.get(line.number, {}), ensure_ascii=False).encode(), level=1)
        file.execute(
            "INSERT INTO change_log (fid, at, who, code, details, rows) VALUES (?, ?, ?, ?, ?, ?)",
            (line.number, line.at, line.who, line.code, json.dumps(line.details, ensure_ascii=False), packed),
        )
    look_after(file)
    file.execute("COMMIT")
