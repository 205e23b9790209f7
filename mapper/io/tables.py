"""Rows of text of a sheet or CSV file as a :class:`~mapper.io.source.Source`: their header, and what is no row."""

from array import array
from collections.abc import Mapping, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from mapper.errors import InputError
from mapper.files.progress import told as told_rows
from mapper.io.columns import alias_matches
from mapper.io.no_rows import is_footer, is_header, is_rule, is_total, says
from mapper.io.packed_cells import ColumnInPieces, PackedColumns
from mapper.io.sheets import Row
from mapper.io.source import LAYER_COLUMN, Rejected, Source
from mapper.io.text_rows import FIRST_ROWS, TextRows
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.schema import Table

_HEADER_ROWS = 20  # a header stands somewhere in the first rows, under titles
_AT_ONCE = 5_000  # rows


class Header(NamedTuple):
    """The header of a table: how many of its names the table knows, the number of the row after it, and its names."""

    matches: int
    after: int
    names: list[str]


@dataclass(frozen=True)
class Grid:
    """The rows of one sheet or text, and what is known of them.

    Attributes
    ----------
    rows
        From the first of the file on, empty ones too.
    merged
        First row, last row and column, from 0, of cells that are merged over several rows.
    hidden
        Numbers of the hidden rows, from 0.
    name
        The sheet's name.
    """

    rows: Sequence[Row]
    merged: Sequence[tuple[int, int, int]] = ()
    hidden: frozenset[int] = frozenset()
    name: str = ""


@dataclass
class _Part:
    """One grid's rows below its header, sorted."""

    columns: dict[str, ColumnInPieces]
    numbers: "array[int]"
    spread: dict[str, npt.NDArray[np.bool_]]
    rejected: list[Rejected]
    above: int  # rows above the first row of data
    header_row: int = 0  # 0 where it is the first
    totals: int = 0
    footers: int = 0
    headers: int = 0  # the header again, as where lists were put one under the other
    hidden: int = 0


def find_header(rows: Sequence[Row], table: Table, column_map: Mapping[str, str]) -> Header:
    """The header that matches best.

    It may stand in two rows, the upper one merged over several columns: the lower name counts, the upper one where
    there is no lower. Where nothing matches, the first row with two names is taken.
    """
    best = Header(0, 0, [""])
    first: Header | None = None
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        names = [(cell or "").strip() for cell in row]
        if first is None and sum(map(bool, names)) >= min(2, max(map(len, rows[:_HEADER_ROWS]))):
            first = Header(0, number + 1, names)
        score = alias_matches(names, table, column_map)
        if score > best.matches:
            best = Header(score, number + 1, names)
        if number + 1 < len(rows) and score:
            lower = [(cell or "").strip() for cell in rows[number + 1]]
            both = [low or up for up, low in zip_longest(names, lower, fillvalue="")]
            numeric = any(any(c.isdigit() for c in low) for low in lower)
            both_score = alias_matches(both, table, column_map)
            if not numeric and both_score > max(best.matches, score):
                best = Header(both_score, number + 2, both)
    return best if best.matches else first or best


def has_rows(rows: Sequence[Row], header: Header) -> bool:
    """Whether anything stands below the header."""
    return any(says(row) for row in rows[header.after :])


def grids_source(
    grids: Sequence[Grid],
    path: Path,
    table: Table,
    column_map: Mapping[str, str],
    encoding: str | None,
    notes: Sequence[Message],
    rejected: Sequence[Rejected] = (),
    from_1904: bool = False,
) -> Source:
    """The rows of one grid, or of several one after the other, columns of the same name together.

    ``rejected`` are rows that whoever made the grid could not read; their numbers count from its first row, from 0.

    Raises
    ------
    InputError
        ``file_empty``.
    """
    parts = [_part(grid, find_header(grid.rows, table, column_map), str(path), rejected) for grid in grids]
    several = len(grids) > 1
    told = list(notes)
    if parts[0].header_row:
        told.append(Message("header_found", {"row": parts[0].header_row}))
    if totals := sum(part.totals for part in parts):
        told.append(Message("totals_skipped", {"rows": totals}))
    if footers := sum(part.footers for part in parts):
        told.append(Message("footers_skipped", {"rows": footers}))
    if headers := sum(part.headers for part in parts):
        told.append(Message("headers_repeated", {"rows": headers}))
    if hidden := sum(part.hidden for part in parts):
        told.append(Message("rows_hidden", {"rows": hidden}))
    columns = PackedColumns()
    for name in dict.fromkeys(name for part in parts for name in part.columns):
        columns.put(name, *(_cells(part, name) for part in parts))
    names = np.repeat(np.array([grid.name for grid in grids], dtype=object), [len(part.numbers) for part in parts])
    spread = {
        name: np.concatenate([p.spread.get(name, np.zeros(len(p.numbers), dtype=bool)) for p in parts])
        for part in parts
        for name in part.spread
    }
    if spread:
        cells = sum(int(rows.sum()) for rows in spread.values())
        told.append(Message("merged_filled", {"columns": list(spread), "cells": cells}))
    if several:
        columns.put(LAYER_COLUMN, names)
    return Source(
        columns,
        np.concatenate([np.array(part.numbers, dtype=np.int64) for part in parts]),
        encoding=encoding,
        notes=tuple(told),
        rejected=tuple(
            one._replace(values={**one.values, "sheet": grid.name}) if several else one
            for grid, part in zip(grids, parts, strict=True)
            for one in part.rejected
        ),
        sheets=names if several else None,
        spread=spread,
        from_1904=from_1904,
        rows_above={grid.name if several else "": part.above for grid, part in zip(grids, parts, strict=True)},
    )


def _cells(part: _Part, name: str) -> npt.NDArray[Any]:
    column = part.columns.get(name)
    return np.full(len(part.numbers), None, dtype=object) if column is None else column.cells


def _part(grid: Grid, header: Header, path: str, unread: Sequence[Rejected]) -> _Part:
    _, start, names = header
    if not any(names):
        raise InputError("file_empty", path=path)
    count = len(grid.rows) - start
    width = _width(grid.rows, start, names)
    part = _Part(
        {}, array("q"), {}, [one._replace(row=one.row - start + 1) for one in unread if one.row >= start], start
    )
    part.header_row = start if start > 1 and header.matches else 0
    last = _last_row(grid.rows, start) - start
    columns = [ColumnInPieces(count) for _ in range(width)]
    # What is merged is written into rows before they are put away; all else is put away in pieces.
    at_once = count + 1 if grid.merged else _AT_ONCE
    kept: list[Row] = []
    for number, row in enumerate(told_rows(islice(grid.rows, start, None), count)):
        if not says(row):
            continue
        if is_total(row):
            part.totals += 1
        elif (row[0] == names[0] and is_header(row, names)) or is_rule(row):
            part.headers += 1
        elif number > last:
            part.footers += 1
        elif any(row[width:]):
            part.rejected.append(Rejected(number + 1, "row_too_long", {"cells": len(row), "columns": width}))
        else:
            kept.append(row if len(row) <= width else row[:width])
            part.numbers.append(number + 1)
            part.hidden += start + number in grid.hidden
            if len(kept) == at_once:
                _put_away(kept, columns)
    places = [number + start - 1 for number in part.numbers] if grid.merged else []  # a list of text has no such cells
    filled = _filled(kept, places, grid, width)
    _put_away(kept, columns)
    for position, column in enumerate(columns):
        label = names[position] or f"#{position + 1}"
        while label in part.columns:
            label += "′"
        if position in filled:
            part.spread[label] = filled[position]
        if names[position] or column.says:
            part.columns[label] = column
    return part


def _width(rows: Sequence[Row], start: int, names: Sequence[str]) -> int:
    """How many columns a table has: of those without a name at its end those count in which something stands."""
    width = len(names)
    some = rows[start:FIRST_ROWS] if isinstance(rows, TextRows) else rows[start:]
    furthest = rows.furthest if isinstance(rows, TextRows) else 0
    while width > furthest and not names[width - 1] and not any(len(row) >= width and row[width - 1] for row in some):
        width -= 1
    return width


def _last_row(rows: Sequence[Row], start: int) -> int:
    """Number of the last row, from 0, that is more than a footer; ``start - 1`` where there is none."""
    ends = (
        reversed(rows.last) if isinstance(rows, TextRows) else zip(range(len(rows))[::-1], reversed(rows), strict=True)
    )
    number = start
    for number, row in ends:
        if number < start:
            return start - 1
        if not is_footer(row):
            return number
    return number - 1


def _put_away(kept: list[Row], columns: Sequence[ColumnInPieces]) -> None:
    """Cells of rows into their columns; the rows are gone then."""
    for position, column in enumerate(columns):
        # One column after the other: all at once would need an iterator for each of a million rows.
        cells = [row[position] or None if position < len(row) else None for row in kept]
        column.add([None if cell is not None and cell.isspace() else cell for cell in cells])
    kept.clear()


def _filled(kept: list[Row], places: list[int], grid: Grid, width: int) -> dict[int, npt.NDArray[np.bool_]]:
    """Write what a merged cell says into every row that it covers; column → which rows got it so.

    Rows that have nothing of their own are none, and get nothing.
    """
    filled: dict[int, npt.NDArray[np.bool_]] = {}
    ends: dict[int, int] = {}
    at = {place: position for position, place in enumerate(places)}
    for top, bottom, column in sorted(grid.merged):
        if column >= width or top <= ends.get(column, -1) or top >= len(grid.rows) or column >= len(grid.rows[top]):
            continue
        ends[column] = bottom
        text = grid.rows[top][column]
        for place in range(top + 1, min(bottom + 1, len(grid.rows))) if text and top in at else ():
            if (position := at.get(place)) is not None:
                row = kept[position]
                row += [None] * (column + 1 - len(row))
                row[column] = text
                filled.setdefault(column, np.zeros(len(kept), dtype=bool))[position] = True
    return filled
