"""What an .xlsx says of itself beside its cells: where its days are counted from, hidden rows, formulas at fault."""

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from mapper.errors import InputError
from mapper.files.limits import MOST_TRIMMED_BYTES
from mapper.files.packed import opened_zip

_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s/>])([^<>]*)>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true)["']""")
_ERROR = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\bt\s*=\s*["']e["']""")
_TARGET = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class WorkbookFacts(NamedTuple):
    """What is known of a workbook; nothing of any other kind of file.

    Attributes
    ----------
    from_1904
        Whether its days are counted from 1904, as those of Excel for Macintosh once were: day 0 is 1 January 1904.
    hidden
        Sheet → its hidden rows, from 0.
    errors
        Sheet → how many cells hold an error (#REF!, #N/A), which is no value.
    """

    from_1904: bool = False
    hidden: Mapping[str, frozenset[int]] = {}
    errors: Mapping[str, int] = {}


def workbook_facts(file: Path | bytes, shown_path: str) -> WorkbookFacts:
    """The facts of an .xlsx or .xlsm; of other files, and of what cannot be read, none."""
    try:
        with opened_zip(file, shown_path) as archive:
            book = _xml(archive.read("xl/workbook.xml"))
            links = _xml(archive.read("xl/_rels/workbook.xml.rels"))
            targets = {link.get("Id"): str(link.get("Target")) for link in links}
            hidden, errors = {}, {}
            for sheet in book.iterfind(".//{*}sheets/{*}sheet"):
                target = targets.get(sheet.get(_TARGET), "")
                place = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                name, data = str(sheet.get("name")), _sheet_data(archive, place)
                hidden[name], errors[name] = _hidden_rows(data), sum(1 for _ in _ERROR.finditer(data))
            told = book.find(".//{*}workbookPr")
            return WorkbookFacts(told is not None and told.get("date1904") in ("1", "true"), hidden, errors)
    except (InputError, KeyError, ElementTree.ParseError, ValueError):
        return WorkbookFacts()


def _xml(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data:  # no workbook has one; entities may be many times their size
        raise ValueError("a document type in a workbook")
    return ElementTree.fromstring(data)  # noqa: S314 – without a document type there are no entities


def _sheet_data(archive: zipfile.ZipFile, place: str) -> bytes:
    """A sheet's XML; nothing where there is none, or more than is looked through."""
    if place not in archive.namelist() or archive.getinfo(place).file_size > MOST_TRIMMED_BYTES:
        return b""
    return archive.read(place)


def _hidden_rows(data: bytes) -> frozenset[int]:
    if b"hidden" not in data:
        return frozenset()
    found, row = set(), 0
    for tag in _ROW.finditer(data):
        place_of = _NUMBER.search(tag[1])
        row = int(place_of[1]) if place_of else row + 1
        if _HIDDEN.search(tag[1]):
            found.add(row - 1)
    return frozenset(found)
