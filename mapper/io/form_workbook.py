"""Somebody else's Excel form, filled in its own file: only the cells that are asked for change.

The parts of the file are edited in place, so that formats, merged cells, formulas, pictures, charts and macros stay as
they are. What cannot stay is refused: a cell with a formula, one that a merged cell covers, a file that is signed.
Formulas lose the values that they had, so that every program works them out anew.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from mapper.errors import InputError
from mapper.files.xml_writing import writable
from mapper.io.form_package import FormPackage, Value, place_of, written

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class FormWorkbook(FormPackage):
    """An .xlsx or .xlsm file that is to be filled."""

    main_part = "xl/workbook.xml"

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._sheets = dict(self._sheet_parts())
        self._trees: dict[str, Any] = {}

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    def text(self, sheet: str, cell: str) -> str:
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

    def changed_parts(self) -> Mapping[str, bytes]:
        for sheet in self.sheets:
            self._forget_values(sheet)
        parts = {self._sheets[sheet]: written(tree) for sheet, tree in self._trees.items()}
        return parts | {self.main_part: self._worked_out_at_opening()}

    def _sheet_parts(self) -> Iterator[tuple[str, str]]:
        """Name and part of each sheet, in the order of the tabs."""
        book, links = self.parsed("xl/workbook.xml"), self.parsed("xl/_rels/workbook.xml.rels")
        target = {link.get("Id"): link.get("Target") or "" for link in links}
        for sheet in book.iter(f"{{{_MAIN}}}sheet"):
            part = target.get(sheet.get(f"{{{_RELATED}}}id"), "")
            part = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
            if part in self._parts and "worksheets" in part:
                yield sheet.get("name") or "", part

    def _tree(self, sheet: str) -> Any:
        if sheet not in self._trees:
            self._trees[sheet] = self.parsed(self._sheets[sheet])
        return self._trees[sheet]

    @cached_property
    def _texts(self) -> list[str]:
        """The texts that cells name by number."""
        if "xl/sharedStrings.xml" not in self._parts:
            return []
        shared = self.parsed("xl/sharedStrings.xml").iter(f"{{{_MAIN}}}si")
        return ["".join(text.text or "" for text in one.iter(f"{{{_MAIN}}}t")) for one in shared]

    def _merged(self, sheet: str) -> list[str]:
        return [one.get("ref") or "" for one in self._tree(sheet).iter(f"{{{_MAIN}}}mergeCell")]

    def _row(self, sheet: str, number: int) -> Any:
        return self._tree(sheet).find(f"{{{_MAIN}}}sheetData/{{{_MAIN}}}row[@r='{number}']")

    def _cell(self, sheet: str, cell: str) -> Any:
        row = self._row(sheet, place_of(cell)[1])
        return None if row is None else row.find(f"{{{_MAIN}}}c[@r='{cell}']")

    def _made(self, sheet: str, cell: str) -> Any:
        """An empty cell in its place among those of its row."""
        from lxml import etree

        column, number = place_of(cell)
        row = self._row(sheet, number)
        if row is None:
            data = self._tree(sheet).find(f"{{{_MAIN}}}sheetData")
            row = etree.Element(f"{{{_MAIN}}}row", {"r": str(number)})
            before = [one for one in data if int(one.get("r", "0")) < number]
            data.insert(len(before), row)
        made = etree.Element(f"{{{_MAIN}}}c", {"r": cell})
        row.insert(len([one for one in row if place_of(one.get("r", "A1"))[0] < column]), made)
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

        book = self.parsed("xl/workbook.xml")
        found = book.find(f"{{{_MAIN}}}calcPr")
        if found is None:
            found = etree.Element(f"{{{_MAIN}}}calcPr")
            before = [one for one in book if etree.QName(one).localname in _BEFORE_CALCULATION]
            book.insert(book.index(before[-1]) + 1 if before else len(book), found)
        found.set("fullCalcOnLoad", "1")
        return written(book)


# What stands before ``calcPr`` in a workbook, whose elements have an order (ECMA-376 18.2.27).
_BEFORE_CALCULATION = frozenset(
    ("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
     "externalReferences", "definedNames")
)  # fmt: skip


def _within(cell: str, box: str) -> bool:
    first, _, last = box.partition(":")
    (left, top), (right, low), (column, row) = place_of(first), place_of(last or first), place_of(cell)
    return left <= column <= right and top <= row <= low
