"""Small files for the tests of reading, each written by the test that reads it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pytest
from shapely import box


@pytest.fixture
def write_workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write rows into a workbook's first sheet, and others into further sheets."""

    def write(rows: Sequence[Sequence[Any]], name: str = "rows.xlsx", **more: Sequence[Sequence[Any]]) -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        for row in rows:
            sheet.append(row)
        for title, others in more.items():
            other = workbook.create_sheet(title)
            for row in others:
                other.append(row)
        path = tmp_path / name
        workbook.save(path)
        return path

    return write


@pytest.fixture
def units() -> gpd.GeoDataFrame:
    """Four fictional units of about 1 km in a row, as a file would hold them."""
    codes = [f"42999900100{n}" for n in range(1, 5)]
    return gpd.GeoDataFrame(
        {
            "编码": codes,
            "名称": ["虚构东湖社区", "虚构西湖社区", "虚构南山村", "虚构北山村"],
            "派出所": ["01", "01", "2", "2"],
        },
        geometry=[box(113.40 + 0.01 * n, 30.30, 113.41 + 0.01 * n, 30.31) for n in range(4)],
        crs="EPSG:4326",
    )
