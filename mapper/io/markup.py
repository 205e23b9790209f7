"""Texts between angle brackets: XML that is safe to hand on, and tables written as HTML or as Excel's XML of 2003."""

import re
from collections.abc import Iterator
from html import unescape
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
_ELSEWHERE = re.compile(r"""\s\w+:schemaLocation\s*=\s*(?:"[^"]*"|'[^']*')""")  # would be fetched from the network
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_NEUTRAL = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_TAG = re.compile(r"<(/?[a-z][a-z0-9:]*)")
_ROWSPAN, _COLSPAN = (re.compile(rf"\b{name}\s*=\s*[\"']?\s*(\d{{1,7}})") for name in ("rowspan", "colspan"))
_UNSHOWN = re.compile(r"display\s*:\s*none")
_MOST_EMPTY = 4_000_000  # cells and rows that stand for nothing but room; a table has far fewer
_MOST_SPAN = 10_000  # rows that one cell may be merged over


def xml_text(data: bytes, path: str) -> tuple[str, str]:
    """Text of an XML document without its declaration and what it would fetch, and the encoding that it was in.

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
        return _ELSEWHERE.sub("", _HEAD.sub("", text)), shown(found)
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


class _Table:
    """Rows of cells being put together; what is merged over rows and columns keeps its room."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._empty = 0
        self.rows: list[Row] = []
        self.merged: list[tuple[int, int, int]] = []
        self.hidden: set[int] = set()
        self._taken: dict[int, int] = {}  # column → the last row that a merged cell above has
        self._cell: tuple[list[str], int, int] | None = None

    def begin_row(self, hidden: bool = False, number: int | None = None) -> None:
        self.end_cell()
        if number is not None and number > len(self.rows):
            self._count(number - len(self.rows))
            self.rows += [[] for _ in range(number - len(self.rows))]
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
        if column is not None and column > len(row):
            self._count(column - len(row))
            row += [None] * (column - len(row))
        self._count(right - 1)
        while self._taken.get(len(row), -1) >= number:
            row.append(None)
        if len(row) + right > MOST_COLUMNS:
            return
        if down > 1:
            self.merged.append((number, number + down - 1, len(row)))
            self._taken |= {len(row) + beside: number + down - 1 for beside in range(right)}
        text = re.sub(r"\s+", " ", "".join(said)).strip()
        row += [text or None, *[None] * (right - 1)]

    def _count(self, empty: int) -> None:
        """InputError ``workbook_too_large`` where more room is asked for than any table has."""
        self._empty += empty
        if self._empty > _MOST_EMPTY:
            raise InputError("workbook_too_large", path=self._path)

    def grid(self) -> Grid:
        self.end_cell()
        return Grid(self.rows, self.merged, frozenset(self.hidden))


def _span(text: str | None, least: int = 1) -> int:
    return min(int(text), _MOST_SPAN) if text and text.isascii() and text.isdigit() and int(text) else least


def html_grids(data: bytes, path: str) -> tuple[list[Grid], str]:
    """The tables of an HTML page and its encoding; one inside another is one of its own.

    Raises
    ------
    InputError
        ``encoding_not_found``, ``workbook_too_large``.
    """
    stated = _CHARSET.search(data[:4096])
    text, found = "", ""
    for name in (stated[1].decode("ascii") if stated else None, None):
        try:
            text, found = decode_text(data, path, name)
            break
        except InputError:
            if name is None:
                raise
    done: list[Grid] = []
    inside: list[_Table] = []
    for tag, attributes, said in _tags(text):
        if inside and said:
            inside[-1].say(unescape(said))
        if tag == "table":
            inside.append(_Table(path))
        elif not inside:
            continue
        elif tag == "/table":
            done.append(inside.pop().grid())
        elif tag == "tr":
            inside[-1].begin_row(_UNSHOWN.search(attributes) is not None)
        elif tag in ("td", "th"):
            spans = (match[1] if (match := one.search(attributes)) else None for one in (_ROWSPAN, _COLSPAN))
            inside[-1].begin_cell(*map(_span, spans))
        elif tag in ("/td", "/th", "/tr"):
            inside[-1].end_cell()
        elif tag in ("br", "p", "div"):
            inside[-1].say(" ")
    done += [table.grid() for table in reversed(inside)]  # a page that was cut off
    return [grid for grid in done if any(any(row) for row in grid.rows)], shown(found)


def _tags(text: str) -> Iterator[tuple[str, str, str]]:
    """Name (``td``, ``/td``) and attributes of each tag, and the text before it; comments, styles, programs left out.

    Every character is looked at once: parsers that look again for the end of what was never closed take hours for a
    megabyte.
    """
    low, at, before = text.lower(), 0, ""
    while (begins := text.find("<", at)) >= 0:
        before += text[at:begins]
        closing = "-->" if text.startswith("<!--", begins) else ">"
        ends = text.find(closing, begins)
        if ends < 0:
            break
        at = ends + len(closing)
        if text[begins + 1] in "!?":
            continue
        found = _TAG.match(low, begins, ends)
        if found is None:
            continue
        yield found[1], low[found.end() : ends], before
        before = ""
        if found[1] in ("script", "style"):
            at = low.find(f"</{found[1]}", at)
            if at < 0:
                return


def spreadsheet_grids(data: bytes, path: str) -> tuple[list[Grid], str, bool]:
    """The sheets of a workbook that is XML as Excel 2003 wrote it, its encoding, and whether days count from 1904.

    Raises
    ------
    InputError
        ``file_unreadable``, ``xml_entities``, ``xml_too_deep``, ``encoding_not_found``, ``workbook_too_large``.
    """
    text, encoding = xml_text(data, path)
    plain_xml(text, path)
    try:
        book = ElementTree.fromstring(text)  # noqa: S314 – it has no entities, which was looked at before
    except ElementTree.ParseError as error:
        raise InputError("file_unreadable", path=path) from error
    grids = []
    for sheet in book.iterfind(f"{_SS}Worksheet"):
        table = _Table(path)
        for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
            place = row.get(f"{_SS}Index")
            at = int(place) - 1 if place and place.isdigit() else None
            table.begin_row(row.get(f"{_SS}Hidden") == "1", at)
            for cell in row.iterfind(f"{_SS}Cell"):
                table.begin_cell(
                    1 + _span(cell.get(f"{_SS}MergeDown") or "0", 0), 1 + _span(cell.get(f"{_SS}MergeAcross") or "0", 0)
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
