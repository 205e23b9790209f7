"""A workbook of several tables: filters, frozen headings, real days and shares, sums of what is shown, charts."""

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Any, Literal

from mapper.files.whole_file import draft_of
from mapper.io.exports import safe_cell, workbook_cell
from mapper.lazy_dataclass import dataclass

Kind = Literal["text", "whole", "number", "share", "day"]

_FORMATS = {"text": "@", "whole": "#,##0", "number": "0.00", "share": "0.0%", "day": "yyyy-mm-dd"}
_LEAST_WIDTH, _MOST_WIDTH = 6.0, 60.0  # in characters of the usual font
_MEASURED_ROWS = 400  # a column is as wide as what stands in its first rows
_ROW_CM = 0.5  # of a row that nobody made higher
_VISIBLE_SUM = 109  # of SUBTOTAL: what the filter hides is not counted


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it, and whether it is summed up at the foot; a ``share`` is 0–1."""

    heading: str
    kind: Kind = "text"
    is_summed: bool = False


@dataclass(frozen=True)
class BookTable:
    """One sheet of the workbook.

    Attributes
    ----------
    code, name
        What it holds, and what the sheet is called.
    told
        One line over the headings: of which day, and of what.
    charted
        For each chart, one under the other: the place of a text column, then of the figures drawn as bars beside it.
    """

    code: str
    name: str
    told: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    sum_word: str = ""
    charted: tuple[tuple[int, ...], ...] = ()


def write_workbook(path: Path, tables: Sequence[BookTable]) -> None:
    """The tables as .xlsx, written whole or not at all; InputError ``is_directory`` or ``cannot_write``.

    Text that a spreadsheet would take for a formula gets an apostrophe, as in every exported table.
    """
    import openpyxl

    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for table in tables:
        _fill(workbook.create_sheet(table.name), table)
    with draft_of(path) as draft:
        workbook.save(draft)


def _fill(sheet: Any, table: BookTable) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.append([workbook_cell(safe_cell(table.told))])
    sheet["A1"].font = Font(italic=True, color="52606B")
    sheet.append([workbook_cell(safe_cell(column.heading)) for column in table.columns])
    for row in table.rows:
        sheet.append([workbook_cell(safe_cell(value)) for value in row])
    first, last = 3, 2 + len(table.rows)
    for number, column in enumerate(table.columns, 1):
        letter = get_column_letter(number)
        head = sheet.cell(2, number)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="E3EAE8")
        head.alignment = Alignment(wrap_text=True, vertical="top")
        for cell in sheet[letter][2:]:
            cell.number_format = _FORMATS[column.kind]
        texts = [column.heading, *(row[number - 1] for row in table.rows[:_MEASURED_ROWS])]
        sheet.column_dimensions[letter].width = min(max(*map(_width, texts), _LEAST_WIDTH) + 2, _MOST_WIDTH)
        if column.is_summed and table.rows:
            cell = sheet.cell(last + 1, number, f"=SUBTOTAL({_VISIBLE_SUM},{letter}{first}:{letter}{last})")
            cell.font, cell.number_format = Font(bold=True), _FORMATS[column.kind]
    if table.rows:
        sheet.auto_filter.ref = f"A2:{get_column_letter(len(table.columns))}{last}"
        if any(column.is_summed for column in table.columns):
            sheet.cell(last + 1, 1, table.sum_word).font = Font(bold=True)
    sheet.freeze_panes = "C3" if len(table.columns) > 2 else "A3"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "2:2"
    below = last + 4
    for names, *values in table.charted if table.rows else ():
        below += _chart(sheet, table, names, values, below)


def _width(value: Any) -> float:
    """About how wide a value is, in characters: a Chinese one takes two."""
    return float(sum(1.9 if character > "\u2e80" else 1.0 for character in str("" if value is None else value)[:80]))


def _chart(sheet: Any, table: BookTable, names: int, values: Sequence[int], row: int) -> int:
    """Bars of some columns, from that row of the sheet on; how many rows it takes. Columns are places from 0."""
    from openpyxl.chart import BarChart, Reference

    first, last = 3, 2 + len(table.rows)
    columns = [table.columns[value] for value in values]
    chart = BarChart()
    chart.type, chart.style = "bar", 10
    chart.title = " / ".join(column.heading for column in columns)
    if columns[0].kind == "share":
        chart.y_axis.number_format, chart.y_axis.scaling.min, chart.y_axis.scaling.max = "0%", 0, 1
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    for value in values:  # with its heading, which the legend tells
        data = Reference(sheet, min_col=value + 1, min_row=first - 1, max_row=last)
        chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=names + 1, min_row=first, max_row=last))
    if len(values) == 1:
        chart.legend = None
    else:
        chart.legend.position = "b"
    chart.height = max(6.0, 0.7 * len(table.rows) * len(values) ** 0.5 + 3)
    sheet.add_chart(chart, f"B{row}")
    return ceil(chart.height / _ROW_CM) + 2
