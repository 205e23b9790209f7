"""CSV and Excel as a :class:`~mapper.io.source.Source`: everything as text, so that codes keep their digits."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import numpy as np

from mapper.errors import InputError
from mapper.files.limits import MOST_COLUMNS, MOST_TEXT_BYTES
from mapper.files.packed import gunzipped
from mapper.io.columns import alias_matches, fold
from mapper.io.encodings import decode_text, shown
from mapper.io.number_formats import shown_numbers
from mapper.io.sheets import Row, read_sheets
from mapper.io.source import Cells, Rejected, Source, bounded_text, text_bytes
from mapper.message import Message
from mapper.schema import Table

TABLE_SUFFIXES = (".csv", ".txt", ".tsv", ".gz", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_HEADER_ROWS = 20  # a header stands somewhere in the first rows, under titles
_TOTALS = frozenset({"合计", "总计", "小计", "共计", "total"})


def read_delimited(
    path: Path, table: Table, column_map: Mapping[str, str], encoding: str | None = None, data: bytes | None = None
) -> Source:
    """A CSV file (comma, semicolon or tab; gzipped too).

    Raises
    ------
    InputError
        ``file_unreadable``, ``file_empty``, ``file_too_large``, ``unpacked_too_large``, ``columns_too_many``,
        ``csv_broken`` (a quote that never ends) or an encoding's error.
    """
    if data is None:
        data = text_bytes(path)
    if path.suffix.lower() == ".gz":
        data = gunzipped(data, str(path), MOST_TEXT_BYTES)
    data = bounded_text(data, str(path))
    text, name = decode_text(data, str(path), encoding)
    if "\0" in text[:100_000]:
        raise InputError("file_unreadable", path=str(path))
    notes = []
    if name == "gb18030" and encoding is None:
        body = text[:20_000].partition("\n")[2] or text  # values show more than names that are expected anyway
        samples = [word for word in dict.fromkeys(re.split(r"[,;\s\"]+", body)) if not word.isascii()]
        notes.append(Message("encoding_guessed", {"encoding": "GB18030", "samples": samples[:3]}))
    sign = _delimiter(text)
    _require_columns(text, sign, str(path))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    try:
        rows: list[Row] = [[*row] for row in reader]
    except csv.Error as error:
        raise InputError("csv_broken", path=str(path), line=reader.line_num) from error
    return _source(rows, path, table, column_map, shown(name), notes)


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the most cells, the same number in each."""
    lines = [line for line in text[:50_000].splitlines() if line.strip()][:_HEADER_ROWS]
    best, most = ",", 0
    for sign in (",", "\t", ";"):
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        except csv.Error:
            continue
        width = max(set(widths), key=widths.count) if widths else 0
        if width > max(most, 1):
            best, most = sign, width
    return best


def _require_columns(text: str, sign: str, path: str) -> None:
    """Nothing, where no line has more cells than a table may. InputError ``columns_too_many``."""
    quoted = False
    for line in io.StringIO(text):
        if line.count(sign) >= MOST_COLUMNS:
            outside = line.split('"')[1 if quoted else 0 :: 2]
            if sum(piece.count(sign) for piece in outside) >= MOST_COLUMNS:
                raise InputError("columns_too_many", path=path, columns=MOST_COLUMNS)
        quoted ^= bool(line.count('"') & 1)


def read_workbook(
    path: Path, table: Table, column_map: Mapping[str, str], sheet: str | None = None, data: bytes | None = None
) -> Source:
    """The sheet of an Excel file whose header looks most like the table's, or the one that is named.

    Raises
    ------
    InputError
        ``file_empty``, or as :func:`~mapper.io.sheets.read_sheets`.
    """
    sheets = read_sheets(path if data is None else data, str(path), sheet)
    full = {name: rows for name, rows in sheets.rows.items() if any(any(row) for row in rows)}
    if not full:
        raise InputError("file_empty", path=str(path))
    chosen = max(full, key=lambda name: _find_header(full[name], table, column_map)[0])
    for (row, column), shown_number in shown_numbers(path, data, chosen, full[chosen]).items():
        full[chosen][row][column] = shown_number
    notes = []
    if sheets.far is not None:
        notes.append(Message("cells_far_off", {"cells": sheets.far.cells, "example": sheets.far.example}))
    if len(full) > 1:
        notes.append(Message("sheets_skipped", {"used": chosen, "sheets": [name for name in full if name != chosen]}))
    return _source(full[chosen], path, table, column_map, None, notes)


def _find_header(rows: Sequence[Row], table: Table, column_map: Mapping[str, str]) -> tuple[int, int, list[str]]:
    """How many names the header matches, the number of the row after it, and its names.

    A header may stand in two rows, the upper one merged over several columns: the lower name counts, the upper one
    where there is no lower. Where nothing matches, the first row with two names is taken.
    """
    best = (0, 0, [""])
    first: tuple[int, int, list[str]] | None = None
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        names = [(cell or "").strip() for cell in row]
        if first is None and sum(map(bool, names)) >= min(2, max(map(len, rows[:_HEADER_ROWS]))):
            first = (0, number + 1, names)
        score = alias_matches(names, table, column_map)
        if score > best[0]:
            best = (score, number + 1, names)
        if number + 1 < len(rows) and score:
            lower = [(cell or "").strip() for cell in rows[number + 1]]
            both = [low or up for up, low in zip_longest(names, lower, fillvalue="")]
            numeric = any(any(c.isdigit() for c in low) for low in lower)
            both_score = alias_matches(both, table, column_map)
            if not numeric and both_score > max(best[0], score):
                best = (both_score, number + 2, both)
    return best if best[0] else first or best


def _source(
    rows: list[Row],
    path: Path,
    table: Table,
    column_map: Mapping[str, str],
    encoding: str | None,
    notes: list[Message],
) -> Source:
    score, start, names = _find_header(rows, table, column_map)
    if not any(names):
        raise InputError("file_empty", path=str(path))
    if start > 1 and score:
        notes.append(Message("header_found", {"row": start}))
    width = len(names)
    while width and not names[width - 1] and not any(len(row) >= width and row[width - 1] for row in rows[start:]):
        width -= 1
    kept: list[Row] = []
    numbers: list[int] = []
    rejected: list[Rejected] = []
    totals = 0
    for number, row in enumerate(rows[start:], start=1):
        if not any(row):
            continue
        first = next(cell for cell in row if cell)
        if len(first) < 10 and fold(first) in _TOTALS:
            totals += 1
        elif any(row[width:]):
            rejected.append(Rejected(number, "row_too_long", {"cells": len(row), "columns": width}))
        else:
            kept.append(row[:width])
            numbers.append(number)
    if totals:
        notes.append(Message("totals_skipped", {"rows": totals}))
    columns: dict[str, Cells] = {}
    by_column = list(zip_longest(*kept)) if kept else []
    for position in range(width):
        label = names[position] or f"#{position + 1}"
        while label in columns:
            label += "′"
        cells = np.empty(len(kept), dtype=object)
        if position < len(by_column):
            cells[:] = [cell if cell and not cell.isspace() else None for cell in by_column[position]]
        if names[position] or any(cell is not None for cell in cells):
            columns[label] = cells
    return Source(
        columns, np.array(numbers, dtype=np.int64), encoding=encoding, notes=tuple(notes), rejected=tuple(rejected)
    )
