"""What the command line prints on standard output: one JSON document, or a table."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from unicodedata import east_asian_width

import pandas as pd


def print_json(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False, allow_nan=False))


def print_table(table: pd.DataFrame) -> None:
    """Columns side by side; a Chinese character is two wide."""
    cells: list[Sequence[str]] = [
        list(table.columns),
        *([_cell(v) for v in row] for row in table.itertuples(index=False)),
    ]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(table.columns))]
    for row in cells:
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)).rstrip())


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if pd.isna(value) else f"{value:g}"
    return str(value)


def _width(text: Iterable[str]) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
