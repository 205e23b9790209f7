"""Number formats of Excel that say more than the number: a cell that holds 12 and shows 000012 means 000012."""

import html
import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from mapper.errors import InputError
from mapper.files.packed import opened_zip
from mapper.io.cell_text import MOST_DIGITS

# Zeros, two or more, perhaps with quoted, escaped or plain signs around and between them (0000-0000).
_SIGN = re.compile(r'"([^"]*)"|\\(.)|([- ()])|(0)')
_SPACING = re.compile(r"\[[^\]]*\]|_.|\*.")  # colours and locales, gaps as wide as a sign, fillers


def padded(number: int, number_format: str) -> str | None:
    """A whole number as a format of leading zeros shows it (``000000``); None where the format is another."""
    plain = _SPACING.sub("", number_format.split(";", maxsplit=1)[0]).strip()
    signs = [*_SIGN.finditer(plain)]
    places = sum(sign[4] is not None for sign in signs)
    if places < 2 or number < 0 or sum(len(sign[0]) for sign in signs) != len(plain):
        return None
    digits = f"{number:0{places}d}"
    left = [digits[: len(digits) - places + 1], *digits[len(digits) - places + 1 :]]  # more than fit stand first
    return "".join(left.pop(0) if sign[4] else sign[1] or sign[2] or sign[3] or "" for sign in signs)


def shown_numbers(
    path: Path, data: bytes | None, sheet: str, rows: Sequence[Sequence[str | None]]
) -> dict[tuple[int, int], str]:
    """Row and column (from 0) → what Excel shows, for the whole numbers of a sheet that it shows with leading zeros.

    Parameters
    ----------
    data
        The file's bytes; None reads ``path``.
    rows
        The sheet's cells as text, from its first row and column on; cells beyond them are not looked at.

    Notes
    -----
    Only the formats of ``.xlsx`` and ``.xlsm`` can be read; other files give nothing. A file without such a format
    costs no second reading.
    """
    given = path.read_bytes() if data is None else data  # by its name, openpyxl would refuse an .xlsx called .xls
    if not _has_padding(given, str(path)):
        return {}
    shown: dict[tuple[int, int], str] = {}
    try:
        book = openpyxl.load_workbook(io.BytesIO(given), read_only=True, data_only=True)
        try:
            used = book[sheet].iter_rows(max_row=len(rows), max_col=max(map(len, rows), default=0))
            for cell in (cell for row in used for cell in row if cell.value is not None):
                at, value = (cell.row - 1, cell.column - 1), cell.value
                if isinstance(value, (int, float)) and not isinstance(value, bool) and float(value).is_integer():
                    text = padded(int(value), cell.number_format) if abs(value) < 10**MOST_DIGITS else None
                    if text is not None and at[1] < len(rows[at[0]]):
                        shown[at] = text
        finally:
            book.close()
    except (KeyError, ValueError, TypeError, AttributeError, OSError, SyntaxError, zipfile.BadZipFile, zlib.error):
        return {}  # a file that calamine understands and openpyxl does not: its numbers are taken as they are
    return shown


def _has_padding(given: bytes, shown_path: str) -> bool:
    """Whether the workbook's styles name a format of leading zeros at all."""
    try:
        with opened_zip(given, shown_path) as archive:
            styles = archive.read("xl/styles.xml").decode("utf-8")
    except (KeyError, UnicodeError, InputError):
        return False
    return any(padded(0, html.unescape(found)) is not None for found in re.findall(r'formatCode="([^"]*)"', styles))
