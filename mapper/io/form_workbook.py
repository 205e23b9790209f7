"""Somebody else's Excel form, filled in its own file: only the cells that are asked for change.

The parts of the file are edited in place, so that formats, merged cells, formulas, pictures, charts and macros stay as
they are. What cannot stay is refused: a cell with a formula, one that a merged cell covers, a file that is signed.
Formulas lose the values that they had, so that every program works them out anew.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from mapper.errors import InputError
from mapper.files.packed import opened_zip
from mapper.files.whole_file import require_filled, write_whole
from mapper.files.xml_writing import writable

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6})(?::([A-Z]{1,3}[1-9][0-9]{0,6}))?")
_MOST_CELLS = 5_000  # of one range
Value = int | float | str | date | None


class FormWorkbook:
    """An .xlsx or .xlsm file that is to be filled.

    InputErrors when it is opened: those of a zip, ``form_kind`` (an old .xls, one behind a password, no workbook),
    ``form_signed``.
    """

    def __init__(self, path: Path) -> None:
        require_filled(path)
        self.path = path
        data = path.read_bytes()
        if data[:4] != b"PK\x03\x04":  # a compound file: the old format, or one behind a password
            raise InputError("form_kind", path=str(path))
        with opened_zip(data, str(path)) as archive:
            self._infos = archive.infolist()
            self._parts = {info.filename: archive.read(info) for info in self._infos}
        if "xl/workbook.xml" not in self._parts:
            raise InputError("form_kind", path=str(path))
        if any(name.startswith("_xmlsignatures/") for name in self._parts):
            raise InputError("form_signed", path=str(path))
        self._sheets = dict(self._sheet_parts())
        self._trees: dict[str, Any] = {}

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    def cells(self, place: str) -> tuple[tuple[str, str], ...]:
        """Sheet and cell of each place in ``Sheet!B4:B11``, ``B4`` …, row by row; the first sheet unless one is named.

        InputError ``form_place`` where it is none, or where the form has no such sheet.
        """
        sheet, _, cells = place.rpartition("!")
        sheet = sheet.strip("'") or self.sheets[0]
        found = _RANGE.fullmatch(cells.strip().upper().replace("$", ""))
        if found is None or sheet not in self._sheets:
            raise InputError("form_place", place=place, sheets=list(self.sheets))
        (left, top), (right, low) = _at(found[1]), _at(found[2] or found[1])
        if right < left or low < top or (right - left + 1) * (low - top + 1) > _MOST_CELLS:
            raise InputError("form_place", place=place, sheets=list(self.sheets))
        return tuple((sheet, f"{get_column_letter(c)}{r}") for r in range(top, low + 1) for c in range(left, right + 1))

    def text(self, sheet: str, cell: str) -> str:
        """What stands in a cell; "" for nothing. Of a merged cell, what stands in its first."""
        for box in self._merged(sheet):
            if _within(cell, box):
                cell = box.split(":")[0]
        found = self._cell(sheet, cell)
        if found is None:
            return ""
        kind = found.get("t")
        if kind == "inlineStr":
            return "".join(found.itertext())
        value = found.findtext(f"{{{_MAIN}}}v") or ""
        if kind == "s":
            return self._texts[int(value)] if value.isdecimal() and int(value) < len(self._texts) else ""
        return str(value)

    def put(self, sheet: str, cell: str, value: Value) -> None:
        """Put a value into a cell and leave its format; InputError ``form_formula`` or ``form_merged``."""
        for box in self._merged(sheet):
            if _within(cell, box) and box.split(":")[0] != cell:
                raise InputError("form_merged", cell=f"{sheet}!{cell}", first=box.split(":")[0])
        found = self._cell(sheet, cell)
        if found is not None and found.find(f"{{{_MAIN}}}f") is not None:
            raise InputError("form_formula", cell=f"{sheet}!{cell}")
        if found is None:
            found = self._made(sheet, cell)
        for child in list(found):
            found.remove(child)
        found.attrib.pop("t", None)
        if value is None:
            return
        from lxml import etree

        if isinstance(value, (int, float)):
            etree.SubElement(found, f"{{{_MAIN}}}v").text = repr(value)
            return
        found.set("t", "inlineStr")
        text = etree.SubElement(etree.SubElement(found, f"{{{_MAIN}}}is"), f"{{{_MAIN}}}t")
        text.text = writable(value.isoformat() if isinstance(value, date) else value)

    def save(self, path: Path) -> None:
        """Write the filled form, whole or not at all; the form that it was made of stays as it is."""
        for sheet in self.sheets:
            self._forget_values(sheet)
        from lxml import etree

        parts = dict(self._parts)
        for sheet, tree in self._trees.items():
            parts[self._sheets[sheet]] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
        parts["xl/workbook.xml"] = self._worked_out_at_opening()
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                archive.writestr(
                    zipfile.ZipInfo(info.filename, info.date_time), parts[info.filename], info.compress_type
                )
        write_whole(path, packed.getvalue())

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet, in the order of the tabs."""
        book, links = self._parsed("xl/workbook.xml"), self._parsed("xl/_rels/workbook.xml.rels")
        target = {link.get("Id"): link.get("Target") or "" for link in links}
        for sheet in book.iter(f"{{{_MAIN}}}sheet"):
            part = target.get(sheet.get(f"{{{_RELATED}}}id"), "")
            part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if part in self._parts and "worksheets" in part:
                yield sheet.get("name") or "", part

    def _parsed(self, part: str) -> Any:
        """A part without anything that it may name outside itself. InputError ``form_kind`` where it is no XML."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self._parts[part], parser)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise InputError("form_kind", path=str(self.path)) from error

    def _tree(self, sheet: str) -> Any:
        if sheet not in self._trees:
            self._trees[sheet] = self._parsed(self._sheets[sheet])
        return self._trees[sheet]

    @cached_property
    def _texts(self) -> list[str]:
        """The texts that cells name by number."""
        if "xl/sharedStrings.xml" not in self._parts:
            return []
        shared = self._parsed("xl/sharedStrings.xml").iter(f"{{{_MAIN}}}si")
        return ["".join(text.text or "" for text in one.iter(f"{{{_MAIN}}}t")) for one in shared]

    def _merged(self, sheet: str) -> list[str]:
        return [one.get("ref") or "" for one in self._tree(sheet).iter(f"{{{_MAIN}}}mergeCell")]

    def _row(self, sheet: str, number: int) -> Any:
        return self._tree(sheet).find(f"{{{_MAIN}}}sheetData/{{{_MAIN}}}row[@r='{number}']")

    def _cell(self, sheet: str, cell: str) -> Any:
        row = self._row(sheet, _at(cell)[1])
        return None if row is None else row.find(f"{{{_MAIN}}}c[@r='{cell}']")

    def _made(self, sheet: str, cell: str) -> Any:
        """An empty cell in its place among those of its row."""
        from lxml import etree

        column, number = _at(cell)
        row = self._row(sheet, number)
        if row is None:
            data = self._tree(sheet).find(f"{{{_MAIN}}}sheetData")
            row = etree.Element(f"{{{_MAIN}}}row", {"r": str(number)})
            before = [one for one in data if int(one.get("r", "0")) < number]
            data.insert(len(before), row)
        made = etree.Element(f"{{{_MAIN}}}c", {"r": cell})
        row.insert(len([one for one in row if _at(one.get("r", "A1"))[0] < column]), made)
        return made

    def _forget_values(self, sheet: str) -> None:
        """Take away what formulas came to before."""
        for cell in self._tree(sheet).iter(f"{{{_MAIN}}}c"):
            if cell.find(f"{{{_MAIN}}}f") is not None:
                for value in cell.findall(f"{{{_MAIN}}}v"):
                    cell.remove(value)
                cell.attrib.pop("t", None)

    def _worked_out_at_opening(self) -> bytes:
        from lxml import etree

        book = self._parsed("xl/workbook.xml")
        found = book.find(f"{{{_MAIN}}}calcPr")
        if found is None:
            found = etree.Element(f"{{{_MAIN}}}calcPr")
            before = [one for one in book if etree.QName(one).localname in _BEFORE_CALCULATION]
            book.insert(book.index(before[-1]) + 1 if before else len(book), found)
        found.set("fullCalcOnLoad", "1")
        written: bytes = etree.tostring(book, xml_declaration=True, encoding="UTF-8", standalone=True)
        return written


# What stands before ``calcPr`` in a workbook, whose elements have an order (ECMA-376 18.2.27).
_BEFORE_CALCULATION = frozenset(
    ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
     "externalReferences", "definedNames")
)  # fmt: skip


def _at(cell: str) -> tuple[int, int]:
    """Column and row of a cell, from 1."""
    found = _CELL.fullmatch(cell)
    return (0, 0) if found is None else (column_index_from_string(found[1]), int(found[2]))


def _within(cell: str, box: str) -> bool:
    first, _, last = box.partition(":")
    (left, top), (right, low), (column, row) = _at(first), _at(last or first), _at(cell)
    return left <= column <= right and top <= row <= low
