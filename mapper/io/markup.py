"""Texts between angle brackets: XML that is safe to hand on, and tables written as HTML or as Excel's XML of 2003."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import numpy as np

from mapper.errors import InputError
from mapper.files.limits import DEEPEST_XML, MOST_COLUMNS
from mapper.io.cell_text import number_text
from mapper.io.encodings import decode_text, shown
from mapper.io.sheets import Row
from mapper.io.tables import Grid

_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_HEAD = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>\s*")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_NEUTRAL = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_MOST_SPAN = 10_000  # rows that one cell may be merged over


def xml_text(data: bytes, path: str) -> tuple[str, str]:
    """Text of an XML document without its declaration, and the encoding that it was in.

    What it states is believed where the bytes allow it. InputError ``encoding_not_found``.
    """
    stated = _DECLARATION.match(data[:200].removeprefix(b"\xef\xbb\xbf"))
    names = [stated[1].decode("ascii")] if stated and stated[1].lower() != b"utf-8" else []
    for name in (*names, None):
        try:
            text, found = decode_text(data, path, name)
        except InputError:
            if name is None:
                raise
            continue
        return _HEAD.sub("", text), shown(found)
    raise AssertionError("the last try returns or raises")


def plain_xml(text: str, path: str) -> None:
    """Nothing, where an XML text has no entities of its own and is no deeper than may be.

    Entities may be many times their size, and parsers go down into elements by recursion.

    Raises
    ------
    InputError
        ``xml_entities``, ``xml_too_deep``.
    """
    if "<!ENTITY" in text or re.search(r"<!DOCTYPE[^>]*\[", text):
        raise InputError("xml_entities", path=path)
    letters = np.frombuffer(_NEUTRAL.sub("", text).encode(), dtype=np.uint8)
    opens = np.flatnonzero(letters[:-1] == ord("<")) if len(letters) else np.empty(0, dtype=np.intp)
    steps = np.where(letters[opens + 1] == ord("/"), -1, 1)
    steps[letters[opens + 1] == ord("!")] = 0
    ends = np.flatnonzero(letters == ord(">"))
    closed_at_once = ends[(ends > 0) & (letters[ends - 1] == ord("/"))]
    places = np.concatenate([opens, closed_at_once])
    order = np.argsort(places, kind="stable")
    depth = np.cumsum(np.concatenate([steps, np.full(len(closed_at_once), -1)])[order])
    if len(depth) and depth.max() > DEEPEST_XML:
        raise InputError("xml_too_deep", path=path)


class _Tables(HTMLParser):
    """The tables of a page; one inside another is one of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Grid] = []
        self._open: list[_Table] = []
        self._unread = 0  # within what is not shown: styles and programs

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("style", "script"):
            self._unread += 1
        elif tag == "table":
            self._open.append(_Table())
        elif self._open and tag == "tr":
            self._open[-1].begin_row("display:none" in (given.get("style") or "").replace(" ", "").lower())
        elif self._open and tag in ("td", "th"):
            self._open[-1].begin_cell(_span(given.get("rowspan")), _span(given.get("colspan")))
        elif self._open and tag in ("br", "p", "div"):
            self._open[-1].say(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._unread = max(self._unread - 1, 0)
        elif tag == "table" and self._open:
            self.tables.append(self._open.pop().grid())
        elif tag in ("td", "th", "tr") and self._open:
            self._open[-1].end_cell()

    def handle_data(self, data: str) -> None:
        if self._open and not self._unread:
            self._open[-1].say(data)

    def close(self) -> None:
        super().close()
        while self._open:  # a page that was cut off
            self.tables.append(self._open.pop().grid())


class _Table:
    """Rows of cells being put together; what is merged over rows and columns keeps its room."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merged: list[tuple[int, int, int]] = []
        self.hidden: set[int] = set()
        self._taken: dict[int, int] = {}  # column → the last row that a merged cell above has
        self._cell: tuple[list[str], int, int] | None = None

    def begin_row(self, hidden: bool = False, number: int | None = None) -> None:
        self.end_cell()
        while number is not None and len(self.rows) < number:
            self.rows.append([])
        if hidden:
            self.hidden.add(len(self.rows))
        self.rows.append([])

    def begin_cell(self, down: int = 1, right: int = 1) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self._cell = ([], down, right)

    def say(self, text: str) -> None:
        if self._cell is not None:
            self._cell[0].append(text)

    def end_cell(self, column: int | None = None) -> None:
        if self._cell is None:
            return
        said, down, right = self._cell
        self._cell = None
        row, number = self.rows[-1], len(self.rows) - 1
        while column is not None and len(row) < column:
            row.append(None)
        while self._taken.get(len(row), -1) >= number:
            row.append(None)
        if len(row) + right > MOST_COLUMNS:
            return
        if down > 1:
            self.merged.append((number, number + down - 1, len(row)))
            self._taken |= {len(row) + beside: number + down - 1 for beside in range(right)}
        text = re.sub(r"\s+", " ", "".join(said)).strip()
        row += [text or None, *[None] * (right - 1)]

    def grid(self) -> Grid:
        self.end_cell()
        return Grid(self.rows, self.merged, frozenset(self.hidden))


def _span(text: str | None) -> int:
    return min(int(text), _MOST_SPAN) if text and text.isascii() and text.isdigit() and int(text) else 1


def html_grids(data: bytes, path: str) -> tuple[list[Grid], str]:
    """The tables of an HTML page and its encoding. InputError ``encoding_not_found``."""
    stated = _CHARSET.search(data[:4096])
    text, found = "", ""
    for name in (stated[1].decode("ascii") if stated else None, None):
        try:
            text, found = decode_text(data, path, name)
            break
        except InputError:
            if name is None:
                raise
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return [grid for grid in parser.tables if any(any(row) for row in grid.rows)], shown(found)


def spreadsheet_grids(data: bytes, path: str) -> tuple[list[Grid], str, bool]:
    """The sheets of a workbook that is XML as Excel 2003 wrote it, its encoding, and whether days count from 1904.

    Raises
    ------
    InputError
        ``file_unreadable``, ``xml_entities``, ``xml_too_deep``, ``encoding_not_found``.
    """
    text, encoding = xml_text(data, path)
    plain_xml(text, path)
    try:
        book = ElementTree.fromstring(text)  # noqa: S314 – it has no entities, which was looked at before
    except ElementTree.ParseError as error:
        raise InputError("file_unreadable", path=path) from error
    grids = []
    for sheet in book.iterfind(f"{_SS}Worksheet"):
        table = _Table()
        for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
            place = row.get(f"{_SS}Index")
            at = int(place) - 1 if place and place.isdigit() and int(place) - 1 <= len(table.rows) + 10_000 else None
            table.begin_row(row.get(f"{_SS}Hidden") == "1", at)
            for cell in row.iterfind(f"{_SS}Cell"):
                table.begin_cell(
                    _span(str(int(cell.get(f"{_SS}MergeDown") or 0) + 1)),
                    _span(str(int(cell.get(f"{_SS}MergeAcross") or 0) + 1)),
                )
                said = cell.find(f"{_SS}Data")
                if said is not None:
                    table.say(_said("".join(said.itertext()), said.get(f"{_SS}Type") or "String"))
                place = cell.get(f"{_SS}Index")
                table.end_cell(min(int(place), MOST_COLUMNS) - 1 if place and place.isdigit() else None)
        found = table.grid()
        if any(any(row) for row in found.rows):
            grids.append(Grid(found.rows, found.merged, found.hidden, sheet.get(f"{_SS}Name") or ""))
    return grids, encoding, any(True for _ in book.iter("{urn:schemas-microsoft-com:office:excel}Date1904"))


def _said(text: str, kind: str) -> str:
    if kind == "Number":
        try:
            return number_text(float(text))
        except ValueError:
            return text
    return text.removesuffix(".000") if kind == "DateTime" else text
