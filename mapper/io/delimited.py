"""CSV files as a :class:`~mapper.io.source.Source`: their sign, their quotation marks, their encoding."""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from mapper.errors import InputError
from mapper.files.limits import MOST_COLUMNS, MOST_TEXT_BYTES
from mapper.files.packed import gunzipped
from mapper.files.progress import tell, told
from mapper.io.encodings import decode_lines, shown
from mapper.io.sheets import Row
from mapper.io.source import Rejected, Source, bounded_text, text_bytes
from mapper.io.tables import Grid, grids_source
from mapper.message import Message
from mapper.schema import Table

_SIGNS = (",", "\t", ";", "|", "，", "；")
_LINES_LOOKED_AT = 20
# A cell between quotation marks may go over so many lines; what is longer is a mark that was never closed.
_MOST_LINES_OF_A_ROW = 100

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SHORT, _MOST_KEPT_ONCE = 40, 200_000
_MARKS = ("=", "'", "`")
_KEPT_AS_TEXT = re.compile(r"""(?:="([^"]*)"|['`](\d[\w.\-]*))\s*""")

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
    rows, unread, mended = _rows(text, sign)
    del text
    if mended:
        notes.append(Message("quotes_mended", {"rows": len(mended), "lines": mended[:5]}))
    return grids_source([Grid(rows)], path, table, column_map, shown(name), notes, unread)


class _Once(dict[str, str]):
    """Short cells as they are kept: most columns say few different things, and each of them is kept once.

    What comes after very many different ones is numbers and coordinates, of which a list would be larger than they are.
    """

    def __missing__(self, cell: str) -> str:
        kept = typed(cell)
        if len(self) < _MOST_KEPT_ONCE:
            self[cell] = kept
        return kept


def typed(cell: str) -> str:
    """What a person would see of a cell that is written so that a spreadsheet keeps its zeros: ="0012", '0012."""
    if cell[:1] not in _MARKS or (found := _KEPT_AS_TEXT.fullmatch(cell)) is None:  # hardly any cell begins so
        return cell
    return found[1] or found[2]


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


def lines_of(text: str) -> Iterator[str]:
    """Its lines with their ends; a StringIO would hold all of it a second time, at four bytes a sign."""
    return (found.group() for found in _LINE.finditer(text))


def _require_columns(text: str, sign: str, path: str) -> None:
    """Nothing, where no line has more cells than a table may. InputError ``columns_too_many``."""
    quoted = False
    for line in lines_of(text):
        if line.count(sign) >= MOST_COLUMNS:
            outside = line.split('"')[1 if quoted else 0 :: 2]
            if sum(piece.count(sign) for piece in outside) >= MOST_COLUMNS:
                raise InputError("columns_too_many", path=path, columns=MOST_COLUMNS)
        quoted ^= bool(line.count('"') & 1)


def _rows(text: str, sign: str) -> tuple[list[Row], list[Rejected], list[int]]:
    """Rows of cells; those whose quotation marks do not match; and the lines of those that were read all the same."""
    try:
        once = _Once()
        rows: list[Row] = [
            [once[cell] if len(cell) < _SHORT else cell for cell in row]
            for row in csv.reader(told(lines_of(text), text.count("\n")), delimiter=sign, strict=True)
        ]
    except csv.Error:
        return _rows_one_by_one(text, sign)
    width = _usual_width(rows)
    # A mark that was not closed takes the rows down to the next mark with it, and the lengths no longer fit.
    if any(len(row) != width and any(cell and "\n" in cell for cell in row) for row in rows):
        return _rows_one_by_one(text, sign)
    return rows, [], []


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
