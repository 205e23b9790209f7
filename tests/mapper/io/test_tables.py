"""CSV and Excel: headers, encodings, totals, coordinates in many dresses, and codes that stay text."""

import csv
import gzip
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapper.errors import InputError
from mapper.io.coordinates import angle
from mapper.io.no_rows import is_footer
from mapper.io.reading import Reading, read_table
from mapper.message import Message
from tests.drawn import drawn

HEADER = "隐患编号,类型,上报时间,社区,经度,纬度\n"
ROWS = "H1,消防,2026-11-23 14:05,虚构东湖社区,113.41,30.30\nH2,通道堵塞,2026/11/22,虚构西湖社区,113.42,30.31\n"


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def note(reading: Reading, code: str) -> Message:
    return next(note for note in reading.notes if note.code == code)


@pytest.mark.parametrize(
    ("encoding", "shown", "guessed"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", False),
        ("gb18030", "GB18030", True),
        ("utf-16", "UTF-16", False),
    ],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_encodings_and_delimiters(
    write_text: Callable[..., Path], encoding: str, shown: str, guessed: bool, sign: str
) -> None:
    reading = read_table(write_text((HEADER + ROWS).replace(",", sign), encoding=encoding), "hazards")
    assert (reading.read, reading.imported, reading.encoding) == (2, 2, shown)
    assert reading.frame["recorded_unit"].tolist() == ["虚构东湖社区", "虚构西湖社区"]
    assert reading.frame["category"].tolist() == ["fire", "exit_blocked"]
    assert reading.frame["reported_at"].tolist() == [datetime(2026, 11, 23, 14, 5), datetime(2026, 11, 22)]
    assert (reading.frame.geometry.x.tolist(), reading.frame.geometry.y.tolist()) == ([113.41, 113.42], [30.30, 30.31])
    assert ("encoding_guessed" in codes(reading)) == guessed


def test_a_stated_encoding_is_used_or_refused(write_text: Callable[..., Path]) -> None:
    path = write_text(HEADER + ROWS, encoding="gbk")
    assert read_table(path, "hazards", encoding="GBK").encoding == "GBK"
    with pytest.raises(InputError, match="encoding_wrong"):
        read_table(path, "hazards", encoding="utf-8")
    with pytest.raises(InputError, match="encoding_unknown"):
        read_table(path, "hazards", encoding="no-such")


def test_a_gzipped_csv(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv.gz"
    path.write_bytes(gzip.compress((HEADER + ROWS).encode()))
    assert read_table(path, "hazards").imported == 2


def test_titles_two_row_headers_and_totals_of_a_workbook(write_workbook: Callable[..., Path]) -> None:
    path = write_workbook(
        [
            ["云汉区（虚构）隐患台账"],
            ["编号", "类型", "时间", None, "坐标", None],
            [None, None, "上报时间", "整改时间", "经度", "纬度"],
            ["H1", "消防", datetime(2026, 11, 23, 14, 5), None, 113.41, 30.30],
            ["H2", "旅馆", "2026年11月22日", datetime(2026, 11, 23), "113°24′36″", "30°18′0″"],
            ["合计", None, None, None, 2, None],
        ]
    )
    reading = read_table(path, "hazards")
    assert (reading.read, reading.imported) == (2, 2)
    assert {"header_found", "totals_skipped"} <= set(codes(reading))
    assert reading.frame["reported_at"].tolist() == [datetime(2026, 11, 23, 14, 5), datetime(2026, 11, 22)]
    assert reading.frame["closed_at"].iloc[1] == datetime(2026, 11, 23)
    assert reading.frame.geometry.x.tolist() == pytest.approx([113.41, 113.41])


def test_codes_that_excel_made_numbers_stay_codes(write_workbook: Callable[..., Path]) -> None:
    path = write_workbook(
        [
            ["警号", "岗位", "派出所编码"],
            [429999001001.0, "社区民警", 429999001],
            ["429999001002", "辅警", "0429"],
            [429999001001003, "辅警", 1.0],
        ]
    )
    frame = read_table(path, "officers").frame
    assert frame.index.tolist() == ["429999001001", "429999001002", "429999001001003"]
    assert frame["station_code"].tolist() == ["429999001", "0429", "1"]


def test_codes_in_a_csv_that_went_through_excel(write_text: Callable[..., Path]) -> None:
    reading = read_table(
        write_text("警号,岗位\n429999001001.0,辅警\n4.29999001002E11,辅警\n4.3E+11,辅警\n,辅警\n"), "officers"
    )
    assert reading.frame.index.tolist() == ["429999001001", "429999001002"]
    assert [(r.row, r.code) for r in reading.rejected] == [(3, "code_truncated"), (4, "key_missing")]


def test_the_sheet_that_looks_like_the_table_is_read(write_workbook: Callable[..., Path]) -> None:
    path = write_workbook([["说明"], ["本表为虚构数据"]], 台账=[["警号", "岗位"], ["9001", "社区民警"]])
    reading = read_table(path, "officers")
    assert reading.frame.index.tolist() == ["9001"]
    assert "sheets_skipped" in codes(reading)
    assert read_table(f"{path}!台账", "officers").imported == 1
    with pytest.raises(InputError, match="layer_unknown"):
        read_table(path, "officers", layer="no")


def test_a_row_with_too_many_cells_is_rejected_not_shifted(write_text: Callable[..., Path]) -> None:
    reading = read_table(write_text("警号,岗位\n9001,辅警\n9002,辅警,x\n9003\n"), "officers")
    assert (reading.read, reading.imported) == (3, 2)
    assert reading.rejected == ((2, "row_too_long", {"cells": 3, "columns": 2}),)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ('L2,"老李"餐馆,旅馆', '"老李"餐馆'),
        ('L2,"老李餐馆,旅馆', "老李餐馆"),
        ('L2,老李"餐馆,旅馆', '老李"餐馆'),
        ('L2,"老李""餐馆",旅馆', '老李"餐馆'),
        ('L2,"老李\n餐馆",旅馆', "老李\n餐馆"),
        ('L2,"老李,餐馆",旅馆', "老李,餐馆"),
        ('L2,"老李,"餐馆",旅馆', None),
        ('L2,"老李,餐馆,旅馆', None),
    ],
)
def test_a_stray_quotation_mark_costs_one_row_at_most(
    write_text: Callable[..., Path], row: str, name: str | None
) -> None:
    text = f'编号,名称,类型\nL1,"平安",市场\n{row}\nL3,"超市",市场\nL4,学校,学校\n'
    reading = read_table(write_text(text), "places", keys_in_use=["L1", "L2", "L3", "L4"])
    names = {"L1": "平安", "L2": name, "L3": "超市", "L4": "学校"}
    assert reading.frame["name"].to_dict() == {key: one for key, one in names.items() if one is not None}
    assert reading.read == 4 == reading.imported + len(reading.rejected)
    assert [(r.row, r.code) for r in reading.rejected] == ([] if name else [(2, "quotes_broken")])


def test_a_quote_that_never_ends_swallows_nothing(write_text: Callable[..., Path]) -> None:
    reading = read_table(write_text('警号,岗位\n9001,"辅警\n9002,辅警\n'), "officers")
    assert reading.frame["role"].to_dict() == {"9001": "auxiliary", "9002": "auxiliary"}
    assert note(reading, "quotes_mended").values == {"rows": 1, "lines": [2]}


def test_a_cell_may_be_as_long_as_a_border(write_text: Callable[..., Path]) -> None:
    angles = np.linspace(0, 2 * np.pi, 7000)
    corners = ",".join(f"{113.4 + np.cos(a) / 100:.9f} {30.3 + np.sin(a) / 100:.9f}" for a in angles[:-1])
    first = corners.split(",")[0]
    reading = read_table(
        write_text(f'社区编码,社区名称,geometry\n1,甲,"POLYGON(({corners},{first}))"\n'), "communities"
    )
    assert len(reading.frame.geometry.iloc[0].exterior.coords) == 7000


@pytest.mark.parametrize("sign", ["|", "，", "；"])
def test_other_signs_between_cells(write_text: Callable[..., Path], sign: str) -> None:
    reading = read_table(write_text((HEADER + ROWS).replace(",", sign)), "hazards")
    assert (reading.imported, reading.rejected) == (2, ())


def test_lines_of_another_encoding_and_bytes_of_none(tmp_path: Path) -> None:
    lines = [f"{n},虚构{word},113.4,30.3" for n, word in enumerate(("东湖社区", "西湖社区", "南山村", "北山村"), 1)]
    path = tmp_path / "rows.csv"
    head = "编号,名称,经度,纬度"
    for usual, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        text = [one.encode(other if number == 3 else usual) for number, one in enumerate([head, *lines], 1)]
        path.write_bytes(b"\n".join(text))
        reading = read_table(path, "places")
        assert reading.frame["name"].tolist() == [line.split(",")[1] for line in lines]
        assert note(reading, "lines_otherwise").values["lines"] == [3]
        path.write_bytes(b"\n".join([*(line.encode(usual) for line in [head, *lines]), b"5,\xff\xff,113.4,30.3"]))
        reading = read_table(path, "places")
        assert reading.imported == 5
        assert note(reading, "bytes_unread").values == {"rows": 1, "lines": [6]}


@pytest.mark.parametrize(
    ("text", "degrees"),
    [("113.41", 113.41), ("113°24′36″", 113.41), ("113°24'36\"", 113.41), ("113度24分36秒", 113.41),
     ("东经113°24.6′", 113.41), ("E113°24′36″", 113.41), ("113° 24′ 36.0″ E", 113.41), ("１１３．４１", 113.41),
     ("30°18′N", 30.3), ("30°18′S", -30.3)],
)  # fmt: skip
def test_angles_in_many_dresses(text: str, degrees: float) -> None:
    assert angle(text) == pytest.approx(degrees)


def test_rows_that_begin_with_a_clock_are_no_footers() -> None:
    assert not any(is_footer(row) for row in (["09:30", "H1"], ["9:30", "H1", "", ""], ["12:3"]))
    assert all(is_footer(row) for row in (["注1:", "x", "", ""], ["备注：", "", "", ""]))


@pytest.mark.parametrize(
    "footer",
    [
        "合计,2,,,\n注：每月五日前报送,,,,",
        "制表：某某,,审核：,,\n打印时间：2026-11-03,,,,\n第1页 共1页,,,,",
        "累计,2,,,\n数据来源：某系统导出,,,,\n以上数据截至2026年11月,,,,",
        "本页小计：2,,,,\n总计：2条,,,,\n负责人（签字）：,,,,\n,,,,",
        "填表单位（盖章）：,某所,填表人：,,日期：\n说明：1.每月报一次；2.电话报送无效,,,,",
        "Total: 2,,,,\nPrinted on: 2026-11-03,,,,\nPage 1 of 3,,,,",
    ],
)
def test_what_stands_under_a_table_is_no_row(write_text: Callable[..., Path], footer: str) -> None:
    head = "隐患编号,类型,上报时间,经度,纬度\n"
    rows = "".join(f"H{n},消防,2026-11-23,113.4{n},30.30\n" for n in range(3))
    reading = read_table(write_text(head + rows + footer + "\n"), "hazards")
    assert reading.frame.index.tolist() == ["H0", "H1", "H2"]
    assert {"footers_skipped", "totals_skipped"} & set(codes(reading))
    # In the middle of a table the same words may be somebody's key, but a sum is none.
    reading = read_table(write_text(head + "注：一,消防,2026-11-23,113.4,30.3\n" + rows), "hazards")
    assert reading.frame.index.tolist() == ["注:一", "H0", "H1", "H2"]


def test_a_rule_of_signs_is_no_row(write_text: Callable[..., Path]) -> None:
    text = "|隐患编号|类型|经度|纬度|\n|---|:--|--:|---|\n|H1|消防|113.41|30.30|\n|-|消防|113.41|30.30|\n"
    reading = read_table(write_text(text, "t.txt"), "hazards")
    assert reading.frame.index.tolist() == ["H1", "-"]


@pytest.mark.parametrize(
    "names", ["bd_lng,bd_lat", "百度经度,百度纬度", "事发地经度,事发地纬度", "gcj02_lon,gcj02_lat"]
)
def test_degrees_with_what_they_are_of_in_their_heading(write_text: Callable[..., Path], names: str) -> None:
    reading = read_table(write_text(f"编号,类型,{names}\nH1,消防,113.41,30.30\n"), "hazards")
    assert (reading.frame.geometry["H1"].x, reading.frame.geometry["H1"].y) == (113.41, 30.30)
    assert any(code.startswith("datum_heading") for code in codes(reading)) is not names.startswith("事发地")


def test_where_something_begins_and_ends_are_not_one_place(write_text: Callable[..., Path]) -> None:
    text = "编号,起点经度,起点纬度,终点经度,终点纬度\nH1,113.41,30.30,113.5,30.4\n"
    with pytest.raises(InputError, match="no_coordinates"):
        read_table(write_text(text), "hazards")


def test_signs_that_nobody_sees_make_no_other_key(write_text: Callable[..., Path]) -> None:
    text = "\ufeff隐患编号,经\u200b度,纬度\n\u200bH1\u00a0,\u200b113.41,30.30\u200b\n"
    frame = read_table(write_text(text), "hazards").frame
    assert frame.index.tolist() == ["H1"]
    assert frame.geometry["H1"].x == 113.41


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_and_seconds_add_up(degrees: int, minutes: int, seconds: int) -> None:
    assert angle(f"{degrees}°{minutes}′{seconds}″") == pytest.approx(degrees + minutes / 60 + seconds / 3600)


@pytest.mark.parametrize("text", ["不详", "113°75′", "", "113,41,2"])
def test_what_is_no_angle_is_none(text: str) -> None:
    assert np.isnan(angle(text))


def test_rows_without_coordinates_are_kept_and_counted(write_text: Callable[..., Path]) -> None:
    text = "编号,经度,纬度\n1,113.4,30.3\n2,,\n3,不详,30.3\n4,0,0\n5,30.3,113.4\n"
    reading = read_table(write_text(text), "hazards")
    assert (reading.read, reading.imported) == (5, 5)
    assert reading.frame.geometry.isna().tolist() == [False, True, True, False, False]
    rows = {note.code: note.values["rows"] for note in reading.notes}
    assert rows == {
        "coordinates_missing": 1,
        "coordinates_unread": 1,
        "coordinates_zero": 1,
        "coordinates_maybe_swapped": 1,
    }
    assert reading.frame.geometry.iloc[4].x == 30.3  # as the file has it


@pytest.mark.parametrize(
    "pairs", [("Location", "(30.3, 113.4)"), ("坐标", "113.4,30.3"), ("wkt", "POINT (113.4 30.3)")]
)
def test_coordinates_in_one_column(write_text: Callable[..., Path], pairs: tuple[str, str]) -> None:
    frame = read_table(write_text(f'id,{pairs[0]}\n1,"{pairs[1]}"\n2,\n'), "cases").frame
    assert (frame.geometry.iloc[0].x, frame.geometry.iloc[0].y, frame.geometry.iloc[1]) == (113.4, 30.3, None)


def test_areas_written_as_text(write_text: Callable[..., Path]) -> None:
    path = write_text('code,wkt\n1,"POLYGON ((113 30, 114 30, 114 31, 113 30))"\n2,POINT (1 1)\n')
    reading = read_table(path, "communities")
    assert (reading.imported, [r.code for r in reading.rejected]) == (1, ["geometry_not_polygon"])


def test_the_zone_before_eastings_and_surveyors_axes_are_seen(write_text: Callable[..., Path]) -> None:
    # The CGCS2000 3° zone of 114° E; X is the northing, as surveyors write it, and the easting has its zone number.
    path = write_text("编号,X,Y\n1,3353532.5,38442266.1\n2,3354532.5,38443266.1\n")
    assert "crs_of_zone" in codes(read_table(path, "hazards"))
    for crs in (None, "EPSG:4526", "EPSG:4547"):
        reading = read_table(path, "hazards", crs=crs)
        assert reading.frame.geometry.iloc[0].x == pytest.approx(113.40, abs=0.01)
        assert reading.frame.geometry.iloc[0].y == pytest.approx(30.30, abs=0.01)
        assert "xy_northing_first" in codes(reading)


def test_a_table_without_any_place_names_its_columns(write_text: Callable[..., Path]) -> None:
    with pytest.raises(InputError) as caught:
        read_table(write_text("编号,类型\n1,消防\n"), "hazards")
    assert (caught.value.code, caught.value.values["columns"]) == ("no_coordinates", ["编号", "类型"])


def test_areas_cannot_come_from_a_table_of_points(write_text: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="no_shapes"):
        read_table(write_text("编码,经度,纬度\n1,113.4,30.3\n"), "communities")


def test_events_may_be_known_by_their_unit_alone(write_text: Callable[..., Path]) -> None:
    assert read_table(write_text("编号,社区编码,人次\n1,429999001001,30\n"), "outreach").imported == 1


CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, CELL, CELL), max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=drawn(30))
def test_every_row_is_imported_or_rejected(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["编号", "上报时间", "经度", "纬度"])
    writer.writerows(rows)
    path = tmp_path / "rows.csv"
    path.write_text(out.getvalue(), "utf-8")
    reading = read_table(path, "hazards")
    totals = sum(note.values["rows"] for note in reading.notes if note.code == "totals_skipped")
    blank = sum(not any(cell.strip() for cell in row) for row in rows)
    assert reading.read == reading.imported + len(reading.rejected) == len(rows) - totals - blank
    assert len(reading.frame) == reading.imported
    assert reading.frame.index.is_unique
