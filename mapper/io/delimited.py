"""CSV files as a :class:`~mapper.io.source.Source`: their sign, their quotation marks, their encoding."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from mapper.errors import InputError
from mapper.files.limits import MOST_COLUMNS, MOST_TEXT_BYTES
from mapper.files.packed import gunzipped
from mapper.files.progress import tell
from mapper.io.encodings import decode_lines, shown
from mapper.io.sheets import Row
from mapper.io.source import Rejected, Source, bounded_text, text_bytes
from mapper.io.tables import Grid, grids_source
from mapper.io.text_rows import TextRows, lines_of, typed
from mapper.message import Message
from mapper.schema import Table

_SIGNS = (",", "\t", ";", "|", "，", "；")
_LINES_LOOKED_AT = 20
# A cell between quotation marks may go over so many lines; what is longer is a mark that was never closed.
_MOST_LINES_OF_A_ROW = 100

csv.field_size_limit(MOST_TEXT_BYTES)  # a border of 7,000 corners is one cell of 190 KB; the text is bounded already


def read_delimited(
    path: Path, table: Table, column_map: Mapping[str, str], encoding: str | None = None, data: bytes | None = None
) -> Source:
    """A CSV file (comma, semicolon, tab or bar, full-width too; gzipped too).

    Raises
    ------
    InputError
        ``file_unreadable``, ``file_empty``, ``file_too_large``, ``unpacked_too_large``, ``columns_too_many`` or an
        encoding's error.
    """
    if data is None:
        data = text_bytes(path)
    if path.suffix.lower() == ".gz":
        data = gunzipped(data, str(path), MOST_TEXT_BYTES)
    data = bounded_text(data, str(path))
    text, name, notes = decode_lines(data, str(path), encoding)
    del data  # a large file is not to be held in more forms than need be
    if "\0" in text:
        empty = [number for number, line in enumerate(text.split("\n"), 1) if "\0" in line]
        if 20 * text.count("\0") > len(text):
            raise InputError("file_unreadable", path=str(path))
        text = text.replace("\0", "")
        notes.append(Message("bytes_unread", {"rows": len(empty), "lines": empty[:5]}))
    sign = delimiter(text)
    _require_columns(text, sign, str(path))
    plain = TextRows(text, sign)
    rows: Sequence[Row] = plain
    unread: list[Rejected] = []
    if not plain.whole:
        rows, unread, mended = _rows_one_by_one(text, sign)
        if mended:
            notes.append(Message("quotes_mended", {"rows": len(mended), "lines": mended[:5]}))
    return grids_source([Grid(rows)], path, table, column_map, shown(name), notes, unread)


def delimiter(text: str) -> str:
    """The sign that parts the first lines into the most cells, the same number in each."""
    lines = [line for line in text[:50_000].splitlines() if line.strip()][:_LINES_LOOKED_AT]
    best = (False, 1, ",")
    for sign in _SIGNS:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        width = max(set(widths), key=widths.count) if widths else 0
        # A border in a cell has many commas, but then not the header.
        found = (bool(widths) and widths[0] == width > 1, width, sign)
        if width > 1 and found[:2] > best[:2]:
            best = found
    return best[2]


def _require_columns(text: str, sign: str, path: str) -> None:
    """Nothing, where no line has more cells than a table may. InputError ``columns_too_many``."""
    quoted = False
    for line in lines_of(text):
        if line.count(sign) >= MOST_COLUMNS:
            outside = line.split('"')[1 if quoted else 0 :: 2]
            if sum(piece.count(sign) for piece in outside) >= MOST_COLUMNS:
                raise InputError("columns_too_many", path=path, columns=MOST_COLUMNS)
        quoted ^= bool(line.count('"') & 1)


def _rows_one_by_one(text: str, sign: str) -> tuple[list[Row], list[Rejected], list[int]]:
    """As :func:`_rows`: a row that cannot be told apart takes no other with it.

    A line whose marks do not match is read without regard to them where it has as many cells as the others have.
    """
    lines = [*lines_of(text)]
    plain = [[cell.rstrip("\r\n") for cell in line.rstrip("\r\n").split(sign)] for line in lines]
    width = _usual_width([[*row] for row in plain])
    rows: list[Row] = []
    unread: list[Rejected] = []
    mended: list[int] = []
    at = 0
    while at < len(lines):
        tell(at, len(lines))
        row, taken = _row_of(lines, at, sign, width)
        if row is None:
            if len(plain[at]) == width:
                mended.append(at + 1)
                row = [cell[1:] if cell.startswith('"') and cell.count('"') == 1 else cell for cell in plain[at]]
            else:
                unread.append(Rejected(len(rows), "quotes_broken", {"line": at + 1}))
                row = []
        rows.append([cell and typed(cell) for cell in row])
        at += taken
    return rows, unread, mended


def _row_of(lines: list[str], at: int, sign: str, width: int) -> tuple[Row | None, int]:
    """The row that begins at a line and how many lines it has; None and 1 where no closing mark makes it one."""
    if '"' not in lines[at]:
        return [*next(csv.reader([lines[at]], delimiter=sign), [])], 1
    for taken in range(1, min(_MOST_LINES_OF_A_ROW, len(lines) - at) + 1):
        if taken > 1 and '"' not in lines[at + taken - 1]:
            continue  # nothing is closed there
        try:
            found = [*csv.reader(lines[at : at + taken], delimiter=sign, strict=True)]
        except csv.Error as error:
            if "end of data" in str(error):
                continue
            return None, 1
        if len(found) == 1 and (taken == 1 or len(found[0]) == width):
            return [*found[0]], taken
        if taken > 1:
            return None, 1
    return None, 1


def _usual_width(rows: list[Row]) -> int:
    widths = [len(row) for row in rows if any(row)]
    return max(set(widths), key=widths.count) if widths else 0
