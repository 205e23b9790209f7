"""Rows of a table taken out of the window: onto the clipboard, or as a frame for a file."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from PySide6.QtCore import Qt

from mapper.io.exports import safe_cell
from ui.widgets.rows_model import RowsModel


def headings(model: RowsModel[Any]) -> list[str]:
    """The headings of all columns, in the language of now."""
    return [str(model.headerData(n, Qt.Orientation.Horizontal)) for n in range(len(model.fields))]


def as_tabbed(model: RowsModel[Any], rows: Sequence[Any]) -> str:
    """The headings and the rows as they are shown, cells apart by tabs; a spreadsheet runs none of them."""
    lines = [headings(model), *([field.text(row) for field in model.fields] for row in rows)]
    return "\n".join("\t".join(_one_line(cell) for cell in line) for line in lines)


def as_frame(model: RowsModel[Any]) -> pd.DataFrame:
    """All rows shown, in their order; figures as numbers, days as ISO has them, everything else as it is shown."""
    rows = model.rows
    return pd.DataFrame(
        {
            heading: pd.Series([_value(field, row) for row in rows], dtype="object")
            for heading, field in zip(headings(model), model.fields, strict=True)
        }
    )


def _value(field: Any, row: Any) -> Any:
    if field.filed is not None:
        return field.filed(row)
    return field.order(row) if field.right and field.order is not None else field.text(row)


def _one_line(cell: str) -> str:
    return str(safe_cell(cell.replace("\t", " ").replace("\n", " ")))
