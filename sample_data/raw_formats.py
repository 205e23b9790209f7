"""Writers of the file formats that stations have, with the faults that such files usually have."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import openpyxl
import pandas as pd
import pyogrio
from openpyxl.styles import Alignment, Font

_WRITTEN = datetime(2026, 11, 23, 18, 0)


def write_csv(path: Path, table: pd.DataFrame, encoding: str = "utf-8-sig") -> None:
    """Comma-separated, CRLF, as a Chinese Excel saves it."""
    path.write_bytes(table.to_csv(index=False, lineterminator="\r\n").encode(encoding))


def write_geojson(path: Path, table: gpd.GeoDataFrame) -> None:
    """GeoJSON in degrees."""
    with _moved_to(path) as plain:
        pyogrio.write_dataframe(table, plain, driver="GeoJSON", layer_options={"COORDINATE_PRECISION": "7"})


def write_gbk_shapefile(path: Path, table: gpd.GeoDataFrame) -> None:
    """A shapefile whose text is GBK and that says so nowhere: no .cpg, language driver 0."""
    with _moved_to(path) as plain:
        pyogrio.write_dataframe(table, plain, driver="ESRI Shapefile", encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    dbf = bytearray(path.with_suffix(".dbf").read_bytes())
    dbf[1:4] = bytes([_WRITTEN.year - 1900, _WRITTEN.month, _WRITTEN.day])
    dbf[29] = 0  # the language driver's id
    path.with_suffix(".dbf").write_bytes(dbf)


@contextmanager
def _moved_to(path: Path) -> Iterator[Path]:
    """A file of that name elsewhere, moved to the path with all its parts: pyogrio takes some folders for addresses."""
    with TemporaryDirectory() as folder:
        yield Path(folder) / path.name
        for part in Path(folder).iterdir():
            shutil.copyfile(part, path.with_name(part.name))


def write_workbook(path: Path, sheets: Mapping[str, pd.DataFrame], scientific: tuple[str, ...] = ()) -> None:
    """An Excel file, a table a sheet; columns named ``scientific`` are numbers shown like 4.3E+11."""
    book = _workbook()
    for title, table in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append(list(table.columns))
        for row in table.itertuples(index=False):
            sheet.append(list(row))
        for name in scientific:
            column = 1 + table.columns.get_loc(name)
            for number in range(2, len(table) + 2):
                sheet.cell(number, column).number_format = "0.0E+00"
    book.save(path)


def write_merged_workbook(path: Path, title: str, groups: Mapping[str, int], table: pd.DataFrame) -> None:
    """A register as offices keep it: a merged title, merged group headers over the columns, then 合计."""
    book = _workbook()
    sheet = book.create_sheet("台账")
    width = len(table.columns)
    sheet.append([title])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet["A1"].font, sheet["A1"].alignment = Font(bold=True, size=14), Alignment(horizontal="center")
    assert sum(groups.values()) == width
    column = 1
    for name, span in groups.items():
        sheet.cell(2, column, name).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=2, start_column=column, end_row=2, end_column=column + span - 1)
        column += span
    for column, name in enumerate(table.columns, 1):
        sheet.cell(3, column, name)
    for row in table.itertuples(index=False):
        sheet.append([None if value == "" else value for value in row])
    sheet.append(["合计", f"{len(table)} 条"])
    book.save(path)


def _workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "虚构"
    book.properties.created = book.properties.modified = _WRITTEN
    return book


def degrees_minutes_seconds(degrees: float) -> str:
    """``113°24′36.00″``; a hundredth of a second is 0.3 m."""
    hundredths = round(degrees * 360_000)
    whole, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6_000)
    return f"{whole}°{minutes:02d}′{seconds / 100:05.2f}″"
