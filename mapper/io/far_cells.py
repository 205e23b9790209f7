"""Cells of an .xlsx far away from its table: one touched by mistake makes the used range billions of cells."""

import re
import zipfile
from collections.abc import Iterable
from typing import IO, NamedTuple

from mapper.files.limits import MOST_TRIMMED_BYTES, WIDEST_GAP_COLUMNS, WIDEST_GAP_ROWS

_SHEET = re.compile(r"/?xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_ROW_OR_CELL = re.compile(rb"<((?:\w+:)?)(row|c)(?=[\s/>])([^<>]*)>")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")


class FarCells(NamedTuple):
    """How many cells with something in them were left out, and where the first of them stands (``XFD1048576``)."""

    cells: int
    example: str


class _Cell(NamedTuple):
    row: int
    column: int
    begins: int
    ends: int
    filled: bool


def without_far_cells(workbook: zipfile.ZipFile, smaller: IO[bytes]) -> FarCells | None:
    """Write the workbook without its far cells; None, and nothing written, where it has none or is too large.

    Far is what stands more empty rows or columns than a table has away from all that is before it.
    """
    if sum(member.file_size for member in workbook.infolist()) > MOST_TRIMMED_BYTES:
        return None
    left_out: list[str] = []
    with zipfile.ZipFile(smaller, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as trimmed:
        for member in workbook.infolist():
            data = workbook.read(member)
            if _SHEET.fullmatch(member.filename):
                data, names = _trimmed(data)
                left_out += names
            trimmed.writestr(member.filename, data)
    return FarCells(len(left_out), left_out[0]) if left_out else None


def _trimmed(xml: bytes) -> tuple[bytes, list[str]]:
    """A sheet's XML without its far cells, and the names of those that had something in them."""
    cells = _cells(xml)
    last_row = _last_near((cell.row for cell in cells if cell.filled), WIDEST_GAP_ROWS)
    last_column = _last_near((cell.column for cell in cells if cell.filled), WIDEST_GAP_COLUMNS)
    kept, names, at = [], [], 0
    for cell in cells:
        if cell.row > last_row or cell.column > last_column:
            kept.append(xml[at : cell.begins])
            at = cell.ends
            if cell.filled:
                names.append(f"{_letters(cell.column)}{cell.row}")
    return b"".join([*kept, xml[at:]]), names


def _last_near(places: Iterable[int], widest_gap: int) -> int:
    """The last place before the first gap that is too wide."""
    last = None
    for place in sorted(set(places)):
        if last is not None and place - last > widest_gap:
            break
        last = place
    return last or 0


def _cells(xml: bytes) -> list[_Cell]:
    """Cells in the file's order; one that does not say where it stands is to the right of the one before it."""
    cells: list[_Cell] = []
    row, column, at = 0, 0, 0
    while (tag := _ROW_OR_CELL.search(xml, at)) is not None:
        at = tag.end()
        prefix, what, attributes = tag.groups()
        place = _PLACE.search(attributes)
        if what == b"row":
            row, column = int(place[2]) if place else row + 1, 0
            continue
        filled = not attributes.endswith(b"/")
        if filled:
            closing = b"</" + prefix + b"c>"
            if (closed := xml.find(closing, at)) < 0:
                break
            at = closed + len(closing)
        if place and place[1]:
            row, column = int(place[2]), _number(place[1])
        else:
            column += 1
        cells.append(_Cell(row, column, tag.start(), at, filled))
    return cells


def _number(letters: bytes) -> int:
    """A column's number, A being 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
