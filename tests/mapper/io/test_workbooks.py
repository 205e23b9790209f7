"""What a workbook knows beside its cells is kept: merged cells, sheets, days, hidden rows, and what is no row."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from mapper.errors import InputError
from mapper.io.cell_text import number_text
from mapper.io.reading import Reading, read_table
from mapper.io.tables import Grid, grids_source
from mapper.message import Message
from mapper.schema import TABLES


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def note(reading: Reading, code: str) -> Message:
    return next(note for note in reading.notes if note.code == code)


@pytest.fixture
def write_merged(tmp_path: Path) -> Callable[..., Path]:
    def write(rows: list[list[Any]], *merged: str, corner: tuple[int, int] = (1, 1)) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                sheet.cell(corner[0] + down, corner[1] + right, value)
        for cells in merged:
            sheet.merge_cells(cells)
        path = tmp_path / "merged.xlsx"
        book.save(path)
        return path

    return write


def test_a_merged_cell_is_said_of_every_row_that_it_covers(write_merged: Callable[..., Path]) -> None:
    path = write_merged(
        [
            ["警号", "社区编码", "起始日期"],
            ["P1001", "429999001001", datetime(2026, 1, 1)],
            [None, "429999001002", None],
            [None, "429999001003", None],
            ["P1002", "429999001004", datetime(2026, 2, 1)],
        ],
        "A2:A4",
        "C2:C4",
    )
    reading = read_table(path, "duties")
    assert (reading.read, reading.imported) == (4, 4)
    assert reading.frame["officer_id"].tolist() == ["P1001"] * 3 + ["P1002"]
    assert reading.frame["starts"].tolist() == [datetime(2026, 1, 1)] * 3 + [datetime(2026, 2, 1)]
    assert note(reading, "merged_filled").values == {"columns": ["警号", "起始日期"], "cells": 4}


def test_a_table_away_from_the_corner_has_its_merged_cells_too(write_merged: Callable[..., Path]) -> None:
    rows = [["派出所编码", "警号"], ["01", "T1"], [None, "T2"], [None, None], [None, "T3"]]
    reading = read_table(write_merged(rows, "C6:C9", corner=(5, 3)), "officers")
    assert reading.frame["station_code"].to_dict() == {"T1": "01", "T2": "01", "T3": "01"}
    assert reading.read == 3  # the row between them has nothing of its own


def test_an_amount_of_several_rows_is_counted_once(write_merged: Callable[..., Path]) -> None:
    rows = [["社区编码", "社区名称", "实有人口", "geometry"], *([f"U{n}", f"虚构{n}", None, SQUARE] for n in range(3))]
    rows[1][2] = 3000
    reading = read_table(write_merged(rows, "C2:C4"), "communities")
    assert reading.frame["residents"].sum() == 3000
    assert note(reading, "merged_counts_once").values == {"column": "实有人口", "rows": 2}


SQUARE = "POLYGON ((113.4 30.3, 113.41 30.3, 113.41 30.31, 113.4 30.3))"


def test_a_key_of_several_rows_is_one_row(write_merged: Callable[..., Path]) -> None:
    reading = read_table(write_merged([["警号", "岗位"], ["T1", "辅警"], [None, "辅警"]], "A2:A3"), "officers")
    assert [(r.row, r.code) for r in reading.rejected] == [(2, "key_duplicate")]


def _per_station(path: Path, **more: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in more.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_sheets_with_one_heading_are_read_together_when_asked(tmp_path: Path) -> None:
    path = _per_station(
        tmp_path / "各所.xlsx",
        说明=[["本表为虚构数据"]],
        甲所=[["警号", "岗位"], ["1", "辅警"], ["2", "辅警"]],
        乙所=[["岗位", "警号"], ["社区民警", "3"], ["社区民警", "1"]],
        空表=[["警号", "岗位"]],
    )
    with pytest.raises(InputError) as refused:
        read_table(path, "officers")
    assert refused.value.code == "sheets_alike"
    assert refused.value.values["sheets"] == ["甲所", "乙所"]
    reading = read_table(path, "officers", layer="*")
    assert (reading.read, reading.imported) == (4, 3)
    assert reading.frame["role"].to_dict() == {"1": "auxiliary", "2": "auxiliary", "3": "community_officer"}
    assert reading.rejected == ((2, "key_duplicate", {"column": "警号", "sheet": "乙所"}),)
    assert note(reading, "sheets_skipped").values["sheets"] == ["说明"]
    assert read_table(path, "officers", layer="乙所").imported == 2
    assert read_table(path, "officers", layer=["乙所", "空表"]).imported == 2
    with pytest.raises(InputError, match="layer_unknown"):
        read_table(path, "officers", layer=["乙所", "丙所"])
    by_sheet = read_table(path, "officers", {"#layer": "station_code"}, layer=["乙所", "甲所"]).frame
    assert by_sheet["station_code"].to_dict() == {"3": "乙所", "1": "乙所", "2": "甲所"}


def test_days_counted_from_1904(tmp_path: Path) -> None:
    moment = datetime(2026, 3, 5, 9, 30)
    for epoch_1904 in (False, True):
        book = openpyxl.Workbook()
        if epoch_1904:
            book.epoch = CALENDAR_MAC_1904
        sheet = book.active
        assert sheet is not None
        serial = (moment - (datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30))).total_seconds() / 86400
        for row in (
            ["隐患编号", "上报时间"],
            ["1", moment],
            ["2", serial],
            ["3", str(serial)],
            ["4", "2026-03-05 9:30"],
        ):
            sheet.append([*row, "经度" if row[0] == "隐患编号" else 113.4, "纬度" if row[0] == "隐患编号" else 30.3])
        path = tmp_path / f"{epoch_1904}.xlsx"
        book.save(path)
        reading = read_table(path, "hazards")
        assert reading.frame["reported_at"].tolist() == [moment] * 4
        assert ("days_from_1904" in codes(reading)) is epoch_1904


def test_hidden_rows_are_read_and_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["花名册", None], ["警号", "岗位"], ["1", "辅警"], ["2", "辅警"], ["3", "辅警"]):
        sheet.append(row)
    for number in (1, 4, 5):
        sheet.row_dimensions[number].hidden = True
    path = tmp_path / "hidden.xlsx"
    book.save(path)
    reading = read_table(path, "officers")
    assert reading.imported == 3
    assert note(reading, "rows_hidden").values == {"rows": 2}


@pytest.mark.parametrize(
    "foot",
    [
        ["合计：30"], ["合 计", None, 30], ["合计30人"], ["甲所小计", None, 3], ["共3条"], ["Total", 3],
        [None, "总计"],
        ["填表人：", None, "审核人："], ["填表人:甲", "2026年1月"], ["注：本表每月5日报"], ["备注: 虚构"],
        ["单位负责人（签字）："],
        ["制表日期：2026-01-05"],
    ],
)  # fmt: skip
def test_what_stands_under_a_table_is_no_row(write_workbook: Callable[..., Path], foot: list[Any]) -> None:
    rows = [["警号", "岗位", "派出所"], ["1", "辅警", "甲所"], ["2", "辅警", "甲所"], [], foot]
    reading = read_table(write_workbook(rows), "officers")
    assert (reading.read, reading.imported) == (2, 2)
    assert {"totals_skipped", "footers_skipped"} & set(codes(reading))


def test_a_remark_between_rows_is_a_row(write_workbook: Callable[..., Path]) -> None:
    rows = [["警号", "岗位", "派出所"], ["注：1", "辅警", "甲所"], ["总部街", "辅警", "甲所"], ["2", "辅警", "甲所"]]
    assert read_table(write_workbook(rows), "officers").frame.index.tolist() == ["注:1", "总部街", "2"]


@given(st.integers(10**15, 10**19))
def test_digits_that_a_number_does_not_keep_are_never_shown(number: int) -> None:
    shown = number_text(float(number))
    assert "e+" in shown
    assert float(shown) == float(number)


def test_a_number_of_more_digits_than_are_kept_is_refused(write_workbook: Callable[..., Path]) -> None:
    rows = [
        ["警号", "民警"],
        [429999001001123456, "甲（虚构）"],
        ["429999001001123456", "乙（虚构）"],
        [10**14 + 7, 10**17],
    ]
    reading = read_table(write_workbook(rows), "officers")
    assert reading.frame.index.tolist() == ["429999001001123456", "100000000000007"]
    assert [(r.row, r.code) for r in reading.rejected] == [(1, "code_truncated")]
    assert note(reading, "cells_unread").values["column"] == "民警"


@given(
    st.lists(st.lists(st.sampled_from([None, "甲", "1"]), min_size=2, max_size=2), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(0, 3)), max_size=6),
)
def test_merged_cells_only_fill_what_is_empty_of_rows_that_are_there(
    rows: list[list[str | None]], merged: list[tuple[int, int, int]]
) -> None:
    table, head = TABLES["officers"], [["警号", "岗位"]]
    plain = grids_source([Grid([*head, *map(list, rows)])], Path("x"), table, {}, None, [])
    filled = grids_source([Grid([*head, *map(list, rows)], merged)], Path("x"), table, {}, None, [])
    assert filled.rows.tolist() == plain.rows.tolist()
    for name, cells in plain.columns.items():
        spread = filled.spread.get(name)
        for position, cell in enumerate(cells):
            assert filled.columns[name][position] == cell or (spread is not None and spread[position])
