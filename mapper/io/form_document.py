"""Somebody else's Word form, filled in its own file: of its tables only the cells that are asked for change.

A table's cells are named as those of a sheet, by column and row of its grid: ``2!B4`` is the fourth row of the second
table. The cell's paragraph, its letters' format and whatever words stand round the number stay: in ``共　　户`` the
number takes the place of the blank. What cannot stay is refused: a cell that a merged one covers, one with a field, a
picture, a table or a control in it, one with words and no place for a number.
"""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from mapper.errors import InputError
from mapper.files.xml_writing import writable
from mapper.io.form_package import FormPackage, Value, cell_at, place_of, written

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PLAIN = frozenset(("t", "rPr", "lastRenderedPageBreak"))  # what a run may have and be written anew
_MARKS = frozenset(("pPr", "bookmarkStart", "bookmarkEnd", "proofErr"))  # what stands beside the runs of a paragraph
_NUMBER = re.compile(r"[-−]?\d[\d,，]*(?:\.(\d+))?")
_BLANK = re.compile(r"[_＿]+|[ \u3000]{2,}")
_MOST_COLUMNS = 1_000  # whatever a file says
_NOTHING = frozenset(("", "-", "—", "–", "/", "／"))


class FormDocument(FormPackage):
    """A .docx or .docm file whose tables are to be filled; its sheets are the tables of its text, by number."""

    main_part = "word/document.xml"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._tree = self.parsed(self.main_part)
        body = self._tree.find(_name("body"))
        if body is None:
            raise InputError("form_kind", path=str(path))
        outer = [table for table in body.iter(_name("tbl")) if next(table.iterancestors(_name("tc")), None) is None]
        self._grids = {str(number): _grid(table) for number, table in enumerate(outer, 1)}

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._grids)

    def text(self, sheet: str, cell: str) -> str:
        found = self._grids[sheet].get(place_of(cell))
        return "" if found is None else _told(found[1])

    def put(self, sheet: str, cell: str, value: Value) -> None:
        """Put a value into a cell; InputError ``form_merged``, ``form_content``, ``form_words`` or ``form_place``."""
        name = f"{sheet}!{cell}"
        found = self._grids[sheet].get(place_of(cell))
        if found is None:
            raise InputError("form_place", place=name, sheets=list(self.sheets))
        first, node = found
        if first != place_of(cell):
            raise InputError("form_merged", cell=name, first=cell_at(*first))
        if not _is_plain(node):
            raise InputError("form_content", cell=name)
        text = _with_value(_told(node), value)
        if text is None:
            raise InputError("form_words", cell=name, words=_told(node))
        _write(node, writable(text))

    def changed_parts(self) -> Mapping[str, bytes]:
        return {self.main_part: written(self._tree)}


def _name(tag: str) -> str:
    return f"{{{_MAIN}}}{tag}"


def _tag(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _number(node: Any, path: str, otherwise: int) -> int:
    """The number that a property of a row or cell says."""
    found = node.find("/".join(map(_name, path.split("/"))))
    told = "" if found is None else found.get(_name("val"), "")
    return min(int(told), _MOST_COLUMNS) if told.isdecimal() and len(told) < 10 else otherwise


def _grid(table: Any) -> dict[tuple[int, int], tuple[tuple[int, int], Any]]:
    """Column and row, from 1 → those of the first place of the cell that covers it, and the cell."""
    found: dict[tuple[int, int], tuple[tuple[int, int], Any]] = {}
    rows = [row for row in table.iter(_name("tr")) if next(row.iterancestors(_name("tbl"))) is table]
    for number, row in enumerate(rows, 1):
        column = 1 + _number(row, "trPr/gridBefore", 0)
        for cell in [cell for cell in row.iter(_name("tc")) if next(cell.iterancestors(_name("tr"))) is row]:
            wide = max(_number(cell, "tcPr/gridSpan", 1), 1)
            merged = cell.find("/".join(map(_name, ("tcPr", "vMerge"))))
            goes_on = merged is not None and merged.get(_name("val"), "continue") == "continue"
            first = (column, number), cell
            if goes_on and (column, number - 1) in found:
                first = found[column, number - 1]
            for beside in range(column, column + wide):
                found[beside, number] = first
            column += wide
    return found


def _told(cell: Any) -> str:
    paragraphs = cell.iterchildren(_name("p"))
    return "\n".join("".join(text.text or "" for text in one.iter(_name("t"))) for one in paragraphs).strip("\n")


def _is_plain(cell: Any) -> bool:
    """Whether there is nothing in it that would be lost with its text: paragraphs of runs of letters alone."""
    parts = [part for part in cell if _tag(part) != "tcPr"]
    if any(_tag(part) != "p" for part in parts):
        return False
    inner = [one for part in parts for one in part if _tag(one) not in _MARKS]
    return all(_tag(one) == "r" and all(_tag(child) in _PLAIN for child in one) for one in inner)


def _with_value(text: str, value: Value) -> str | None:
    """The cell's text with the value in the place of its blank or number; None where it has words and neither.

    Of two numbers nobody knows which is meant.
    """
    numbers = list(_NUMBER.finditer(text))
    told = _shown(value, numbers[0] if len(numbers) == 1 else None)
    if text.strip() in _NOTHING:
        return told
    place = _BLANK.search(text)
    if place is None and len(numbers) == 1 and isinstance(value, (int, float)):
        place = numbers[0]
    if place is None:
        return None
    after = text[place.end() :]
    if told.endswith("%") and after.lstrip().startswith(("%", "％")):
        told = told[:-1]
    return text[: place.start()] + told + after


def _shown(value: Value, before: re.Match[str] | None) -> str:
    """The value as text; a share as a percentage, with as many decimals as the number before it has."""
    if value is None:
        return "—"
    if isinstance(value, float):
        decimals = 1 if before is None else len(before[1] or "")
        return f"{100 * value:.{decimals}f}%"
    if isinstance(value, int):
        return f"{value:,}" if before is not None and "," in before[0] else str(value)
    return value.isoformat() if isinstance(value, date) else value


def _write(cell: Any, text: str) -> None:
    """One paragraph with the text, in the format of the first letters that stand there."""
    from copy import deepcopy

    from lxml import etree

    paragraphs = cell.findall(_name("p")) or [etree.SubElement(cell, _name("p"))]
    first = paragraphs[0]
    for other in paragraphs[1:]:
        cell.remove(other)
    runs = first.findall(_name("r"))
    look = next((run.find(_name("rPr")) for run in runs if run.find(_name("rPr")) is not None), None)
    if look is None:
        look = first.find(f"{_name('pPr')}/{_name('rPr')}")
    for run in runs:
        first.remove(run)
    run = etree.SubElement(first, _name("r"))
    if look is not None:
        kept = deepcopy(look)
        for change in kept.findall(_name("rPrChange")) + kept.findall(_name("ins")) + kept.findall(_name("del")):
            kept.remove(change)
        run.append(kept)
    made = etree.SubElement(run, _name("t"))
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
