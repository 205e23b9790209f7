"""What Excel and Word forms have in common: a packed file, its parts edited in place, and cells by their address."""

import re
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from mapper.errors import InputError
from mapper.files.packed import opened_zip
from mapper.files.whole_file import require_filled, require_other, write_whole

Value = int | float | str | date | None
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3}[1-9][0-9]{0,6})(?::([A-Z]{1,3}[1-9][0-9]{0,6}))?")
_MOST_CELLS = 5_000  # of one range


class FormPackage(ABC):
    """A form that is to be filled; a ``sheet`` of it is whatever has cells.

    InputErrors when it is opened: those of a zip, ``form_kind`` (an old format, one behind a password, another kind of
    file), ``form_signed``.
    """

    main_part: str

    def __init__(self, path: Path) -> None:
        require_filled(path)
        self.path = path
        data = path.read_bytes()
        if data[:4] != b"PK\x03\x04":  # a compound file: the old format, or one behind a password
            raise InputError("form_kind", path=str(path))
        with opened_zip(data, str(path)) as archive:
            self._infos = archive.infolist()
            self._parts = {info.filename: archive.read(info) for info in self._infos}
        if self.main_part not in self._parts:
            raise InputError("form_kind", path=str(path))
        if any(name.startswith("_xmlsignatures/") for name in self._parts):
            raise InputError("form_signed", path=str(path))

    @property
    @abstractmethod
    def sheets(self) -> tuple[str, ...]:
        """Names of what has cells, in their order."""

    @abstractmethod
    def text(self, sheet: str, cell: str) -> str:
        """What stands in a cell; "" for nothing. Of a merged cell, what stands in its first."""

    @abstractmethod
    def put(self, sheet: str, cell: str, value: Value) -> None:
        """Put a value into a cell and leave its format; InputError where something would be lost."""

    @abstractmethod
    def changed_parts(self) -> Mapping[str, bytes]:
        """The parts of the file that are not as they were."""

    def cells(self, place: str) -> tuple[tuple[str, str], ...]:
        """Sheet and cell of each place in ``Sheet!B4:B11``, ``B4`` …, row by row; the first sheet unless one is named.

        InputError ``form_place`` where it is none, or where the form has no such sheet.
        """
        sheet, _, cells = place.rpartition("!")
        sheet = sheet.strip("'") or next(iter(self.sheets), "")
        found = _RANGE.fullmatch(cells.strip().upper().replace("$", ""))
        if found is None or sheet not in self.sheets:
            raise InputError("form_place", place=place, sheets=list(self.sheets))
        (left, top), (right, low) = place_of(found[1]), place_of(found[2] or found[1])
        if right < left or low < top or (right - left + 1) * (low - top + 1) > _MOST_CELLS:
            raise InputError("form_place", place=place, sheets=list(self.sheets))
        return tuple((sheet, f"{get_column_letter(c)}{r}") for r in range(top, low + 1) for c in range(left, right + 1))

    def save(self, path: Path) -> None:
        """Write the filled form, whole or not at all; the form that it was made of stays as it is.

        InputErrors ``form_ending`` where the name's ending is another than the form's, ``file_exists`` where it is the
        form's own.
        """
        if path.suffix.lower() != self.path.suffix.lower():
            raise InputError("form_ending", path=str(path), ending=self.path.suffix)
        require_other(path, (self.path,))
        parts = {**self._parts, **self.changed_parts()}
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for info in self._infos:
                made = zipfile.ZipInfo(info.filename, info.date_time)
                archive.writestr(made, parts[info.filename], info.compress_type)
        write_whole(path, packed.getvalue())

    def parsed(self, part: str) -> Any:
        """A part without anything that it may name outside itself. InputError ``form_kind`` where it is no XML."""
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self._parts[part], parser)
        except (etree.XMLSyntaxError, KeyError) as error:
            raise InputError("form_kind", path=str(self.path)) from error


def written(tree: Any) -> bytes:
    """A tree as the part of a file."""
    from lxml import etree

    data: bytes = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def place_of(cell: str) -> tuple[int, int]:
    """Column and row of a cell, from 1; 0, 0 for what is none."""
    found = _CELL.fullmatch(cell)
    return (0, 0) if found is None else (column_index_from_string(found[1]), int(found[2]))


def cell_at(column: int, row: int) -> str:
    """The address of a cell, from 1."""
    return f"{get_column_letter(column)}{row}"
