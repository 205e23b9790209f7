"""Tables out of the program: CSV and Excel files that open with a double click and run nothing."""

import csv
import math
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from mapper.errors import InputError
from mapper.files.whole_file import draft_of

EXPORT_SUFFIXES = (".csv", ".xlsx")
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # a workbook cannot hold them
_NEGATIVE = re.compile(r"-\d+(\.\d+)?")


def write_table(frame: pd.DataFrame, path: str | Path, index: bool = True) -> None:
    """A frame as .csv (UTF-8 with a mark, so that Excel reads Chinese) or .xlsx; an older file goes only at the end.

    Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay numbers, codes stay
    text. Geometry columns are left out.

    Raises
    ------
    InputError
        ``export_kind_unknown``, ``is_directory`` or ``cannot_write``.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in EXPORT_SUFFIXES:
        raise InputError("export_kind_unknown", path=str(path), known=list(EXPORT_SUFFIXES))
    plain = pd.DataFrame(frame[[c for c in frame.columns if str(frame[c].dtype) != "geometry"]])
    if index:
        plain = plain.reset_index()
    header = [str(safe_cell(str(name))) for name in plain.columns]
    rows = [[safe_cell(value) for value in row] for row in plain.astype(object).itertuples(index=False, name=None)]
    with draft_of(path) as draft:
        (_write_csv if suffix == ".csv" else _write_xlsx)(draft, header, rows)


def safe_cell(value: Any) -> Any:
    """A value that a spreadsheet shows and does not run; missing is None."""
    if isinstance(value, (list, tuple, set)):
        value = ";".join(map(str, value))
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_ACTIVE) and not _NEGATIVE.fullmatch(value) else value
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def bare_text(text: str) -> str:
    """What stood in the cell before :func:`safe_cell` put an apostrophe there."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_ACTIVE) else text


def _write_csv(file: Path, header: list[str], rows: list[list[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([v.isoformat(sep=" ") if hasattr(v, "hour") else v for v in row] for row in rows)


def _write_xlsx(file: Path, header: list[str], rows: list[list[Any]]) -> None:
    import openpyxl

    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(header)
    for row in rows:
        sheet.append([workbook_cell(value) for value in row])
    workbook.save(file)


def workbook_cell(value: Any) -> Any:
    """What a workbook can hold of a value."""
    if isinstance(value, str):
        return _CONTROLS.sub("", value)
    return value if value is None or isinstance(value, (int, float, date)) else str(value)
