"""What Excel shows of a number with leading zeros is what is read, in a real workbook."""

from pathlib import Path

import openpyxl
import pytest

from mapper.io.number_formats import padded
from mapper.io.reading import read_table


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("000000", "000012"),
        ("00", "12"),
        ("000", "012"),
        ("000000_ ", "000012"),
        ("0000-0000", "0000-0012"),
        ("0-0", "1-2"),
        (r"\N\o000", "No012"),
        ("0 (0)", "1 (2)"),
        ("000000;-000000", "000012"),
        ("[$-804]000000", "000012"),
        ('"P"0000', "P0012"),
        (r"\P0000", "P0012"),
        ("General", None),
        ("0", None),
        ("0.00", None),
        ("0.00_ ", None),
        ("#,##0", None),
        ("#,##000", None),
        ("00%", None),
        ("0.00E+00", None),
        ("yyyy-mm-dd", None),
        ("@", None),
    ],
)
def test_only_formats_of_leading_zeros_say_more_than_the_number(number_format: str, shown: str | None) -> None:
    assert padded(12, number_format) == shown


def test_zeros_that_excel_shows_are_read_in_the_chosen_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cover = book.active
    assert cover is not None
    cover.append(["说明"])
    sheet = book.create_sheet("人员")
    sheet.append([None, "花名册"])
    sheet.append([None, "警号", "民警", "工时比", "派出所编码"])
    for number, style in ((12, "000000"), (123, "000000"), (1234567, "000000"), ("000077", "@"), (5, "General")):
        sheet.append([None, number, "甲（虚构）", 0.5, 9])
        sheet.cell(sheet.max_row, 2).number_format = style
        sheet.cell(sheet.max_row, 4).number_format = "0.00"
        sheet.cell(sheet.max_row, 5).number_format = "00"
    path = tmp_path / "花名册.xlsx"
    book.save(path)
    for reading in (read_table(path, "officers"), read_table(f"{path}!人员", "officers")):
        assert list(reading.frame.index) == ["000012", "000123", "1234567", "000077", "5"]
        assert set(reading.frame["fte"]) == {0.5}
        assert set(reading.frame["station_code"]) == {"09"}


def test_a_workbook_under_the_old_ending_is_read_as_what_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["警号"])
    sheet.append([12])
    sheet.cell(2, 1).number_format = "000000"
    path = tmp_path / "花名册.xls"
    with path.open("wb") as file:
        book.save(file)
    assert list(read_table(path, "officers").frame.index) == ["000012"]
