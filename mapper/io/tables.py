"""Rows of text of a sheet or CSV file as a :class:`~mapper.io.source.Source`: their header, and what is no row."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from mapper.errors import InputError
from mapper.files.progress import told as told_rows
from mapper.io.columns import alias_matches
from mapper.io.packed_cells import PackedColumns
from mapper.io.sheets import Row
from mapper.io.source import LAYER_COLUMN, Cells, Rejected, Source
from mapper.lazy_dataclass import dataclass
from mapper.message import Message
from mapper.schema import Table

_HEADER_ROWS = 20  # a header stands somewhere in the first rows, under titles
_TOTAL = re.compile(
    r"\w{0,8}?(?:合计|总计|小计|共计|总数)(?::?[\d,.]*\w?)?|(?:sub|grand)?total(?::[\d,.]*)?|共[\d,.]+[条件人户个起项]"
)
_TOTAL_SIGNS = re.compile(r"[计共总]|otal", re.IGNORECASE)
# What stands under a table: who made it and when, remarks. A colon, for "填表" may begin a sentence.
_FOOTER = re.compile(
    r"(?:填表|填报|制表|审核|审批|审签|统计|复核|校对|经办|报送|上报|汇总|单位|部门|分管|主管)?"
    r"(?:人|员|领导|负责人|时间|日期|单位|盖章|签字|签名|说明|电话)?"
    r"(?:注|备注|说明|填表说明)?[:]"
)
_FOOTER_WORDS = ("填", "制表", "审", "统计", "复核", "校对", "经办", "报送", "注", "备注", "说明", "单位", "日期")


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

    columns: dict[str, Cells]
    numbers: list[int]
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
    return any(_says(row) for row in rows[header.after :])


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
        columns.put(name, np.concatenate([_cells(part, name) for part in parts]) if several else parts[0].columns[name])
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
        np.array([number for part in parts for number in part.numbers], dtype=np.int64),
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


def _cells(part: _Part, name: str) -> Cells:
    return part.columns.get(name, np.full(len(part.numbers), None, dtype=object))


def _part(grid: Grid, header: Header, path: str, unread: Sequence[Rejected]) -> _Part:
    _, start, names = header
    if not any(names):
        raise InputError("file_empty", path=path)
    rows = grid.rows[start:]
    width = len(names)
    while width and not names[width - 1] and not any(len(row) >= width and row[width - 1] for row in rows):
        width -= 1
    part = _Part({}, [], {}, [one._replace(row=one.row - start + 1) for one in unread if one.row >= start], start)
    part.header_row = start if start > 1 and header.matches else 0
    last = len(rows) - 1
    while last >= 0 and _is_footer(rows[last]):
        last -= 1
    kept: list[Row] = []
    for number, row in enumerate(told_rows(rows, len(rows))):
        if not _says(row):
            continue
        if _is_total(row):
            part.totals += 1
        elif row[0] == names[0] and _is_header(row, names):
            part.headers += 1
        elif number > last:
            part.footers += 1
        elif any(row[width:]):
            part.rejected.append(Rejected(number + 1, "row_too_long", {"cells": len(row), "columns": width}))
        else:
            kept.append(row if len(row) <= width else row[:width])
            part.numbers.append(number + 1)
            part.hidden += start + number in grid.hidden
    places = [number + start - 1 for number in part.numbers] if grid.merged else []  # a list of text has no such cells
    filled = _filled(kept, places, grid, width)
    for position in range(width):
        label = names[position] or f"#{position + 1}"
        while label in part.columns:
            label += "′"
        cells = np.full(len(kept), None, dtype=object)
        # One column after the other: all at once would need an iterator for each of a million rows.
        cells[:] = [row[position] or None if position < len(row) else None for row in kept]
        cells[[cell is not None and cell.isspace() for cell in cells]] = None
        if position in filled:
            part.spread[label] = filled[position]
        if names[position] or any(cell is not None for cell in cells):
            part.columns[label] = cells
    return part


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


def _is_header(row: Row, names: Sequence[str]) -> bool:
    """Whether a row says what the header says, in two cells or more."""
    said = [(cell or "").strip() for cell in row]
    return said[: len(names)] == list(names[: len(said)]) and sum(map(bool, said)) > 1


def _says(row: Row) -> bool:
    return _first(row) != ""


def _first(row: Row) -> str:
    """The first cell that says anything; empty where none does."""
    for cell in row:  # a loop of its own: a million rows are asked
        if cell and not cell.isspace():
            return cell
    return ""


def _plain(text: str) -> str:
    """A text without width, case, blanks and what stands in brackets."""
    return re.sub(r"\(.*?\)|\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _is_total(row: Row) -> bool:
    """Whether a row gives the sum of those above it: the first thing that it says is a word for that."""
    first = _first(row)
    if len(first) >= 20 or not _TOTAL_SIGNS.search(first):
        return False
    return _TOTAL.fullmatch(_plain(first)) is not None


def _is_footer(row: Row) -> bool:
    """Whether a row says who made the table, or remarks on it; such rows stand below all others."""
    said = [cell.strip() for cell in row if cell and not cell.isspace()]
    if not said or _is_total(row):
        return True
    plain = _plain(said[0])
    return plain.startswith(_FOOTER_WORDS) and _FOOTER.match(plain) is not None and 2 * len(said) <= max(len(row), 4)
