"""The raw files are what they claim to be, read with other tools than the program's own readers."""

import csv
import io
import json
import re
from pathlib import Path

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from mapper.crs import bd09_to_wgs84, gcj02_to_wgs84
from sample_data.fictional import District


@pytest.fixture(scope="module")
def raw(written: Path) -> Path:
    return written / "raw"


def rows_of(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding))))


def sheet_of(path: Path, title: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(path)[title].iter_rows(values_only=True))


def test_every_file_says_that_it_is_fictional(written: Path, raw: Path) -> None:
    assert {path.name for path in written.iterdir()} == {"raw", "faults.json", "yunhan.gpkg"}
    assert all("虚构" in path.name for path in raw.iterdir())


def test_answer_key_on_disk(written: Path, sample: District, raw: Path) -> None:
    key = json.loads((written / "faults.json").read_text(encoding="utf-8"))
    assert key["as_of"] == "2026-11-23"
    assert key["expected"]["covered"] == 102
    assert key["faults"][: len(sample.faults)] == json.loads(json.dumps(sample.faults))
    files = [fault for fault in key["faults"] if fault["belongs_to"] == "import"]
    assert key["faults"][len(sample.faults) :] == files
    assert len({fault["id"] for fault in key["faults"]}) == len(key["faults"])
    names = {path.name for path in raw.iterdir()}
    for fault in files:
        named = fault["values"].get("file", fault["subjects"][0])
        assert named in names
    assert sum(fault["kind"] == "dms" for fault in files) == 4


def test_the_ready_project_opens_as_an_ordinary_geopackage(written: Path, sample: District) -> None:
    layers = {name for name, _ in pyogrio.list_layers(written / "yunhan.gpkg")}
    assert {"stations", "communities", "hazards", "disputes", "reference_lines"} <= layers
    units = pyogrio.read_dataframe(written / "yunhan.gpkg", layer="communities")
    assert set(units["community_code"]) == set(sample.project.communities.index)


def test_shapefile_is_gbk_and_does_not_say_so(raw: Path, sample: District) -> None:
    path = raw / "社区村_GBK_虚构.shp"
    assert not path.with_suffix(".cpg").exists()
    table = path.with_suffix(".dbf").read_bytes()
    assert table[29] == 0
    name = str(sample.project.communities["name"].iloc[0])
    assert name.encode("gbk") in table
    assert name.encode() not in table
    units = pyogrio.read_dataframe(path, encoding="GBK")
    assert units["社区名称"].tolist() == sample.project.communities["name"].tolist()
    assert units["社区编码"].tolist() == sample.project.communities.index.tolist()
    assert units.crs.to_epsg() == 4547
    assert (~units.is_valid).sum() == 1


def test_disputes_are_gb18030(raw: Path, sample: District) -> None:
    path = raw / "纠纷台账_GB18030_虚构.csv"
    with pytest.raises(UnicodeDecodeError):
        path.read_bytes().decode("utf-8")
    rows = rows_of(path, "gb18030")
    assert len(rows) == len(sample.project.disputes)
    assert {row["承办单位"] for row in rows} >= {"派出所", "居委会", "办案队"}
    assert any(row["社区名称"] == "前锋社区" for row in rows)
    assert sum(float(row["经度"]) == 0 for row in rows) + sum(
        float(row["经度"]) < 40 and float(row["纬度"]) > 100 for row in rows
    ) == sum(fault["kind"] in ("zero", "swapped") and fault["values"]["table"] == "disputes" for fault in sample.faults)


def test_hazards_have_a_merged_header_and_totals(raw: Path, sample: District) -> None:
    path = raw / "隐患台账_合并表头_虚构.xlsx"
    sheet = openpyxl.load_workbook(path)["台账"]
    assert len(sheet.merged_cells.ranges) == 5
    rows = sheet_of(path, "台账")
    assert "虚构" in str(rows[0][0])
    assert rows[2][0] == "隐患编号"
    assert rows[-1][0] == "合计"
    assert len(rows) == len(sample.project.hazards) + 4


@pytest.mark.parametrize(
    ("name", "back", "rows"),
    [("寄递网点_高德坐标_虚构.csv", gcj02_to_wgs84, 180), ("洗浴场所_百度坐标_虚构.csv", bd09_to_wgs84, 40)],
)
def test_shifted_coordinates_fit_once_shifted_back(raw: Path, sample: District, name: str, back, rows: int) -> None:
    table = rows_of(raw / name)
    assert len(table) == rows
    xy = np.array([[float(row["经度"]), float(row["纬度"])] for row in table])
    shapes = sample.clean.units.set_index("name").geometry.reindex([row["社区名称"] for row in table]).array
    before, after = (shapely.contains_xy(shapes, *at.T).mean() for at in (xy, back(xy)))
    assert before < 0.6
    assert after == 1.0


def test_degrees_minutes_seconds_come_back(raw: Path, written: Path) -> None:
    faults = {
        fault["subjects"][0]: fault["where"]
        for fault in json.loads((written / "faults.json").read_text(encoding="utf-8"))["faults"]
        if fault["kind"] == "dms"
    }
    rows = rows_of(raw / "隐患补录_度分秒_虚构.csv")
    assert len(rows) == 4
    for row in rows:
        for text, true in zip((row["经度"], row["纬度"]), faults[row["隐患编号"]], strict=True):
            found = re.fullmatch(r"(\d+)°(\d\d)′(\d\d\.\d\d)″", text)
            assert found is not None
            degrees, minutes, seconds = (float(part) for part in found.groups())
            assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(true, abs=3e-6)


def test_personal_columns_are_obviously_dummies(raw: Path) -> None:
    header, *rows = sheet_of(raw / "走访登记_含敏感列_虚构.xlsx", "走访")
    column = {name: [row[i] for row in rows] for i, name in enumerate(header)}
    assert set(column["身份证号"]) == {"000000190001010000"}
    assert set(column["手机号码"]) == {"00000000000"}
    assert all("虚构" in str(text) for text in [*column["姓名"], *column["家庭住址"]])


def test_roster_has_everyone_and_every_duty(raw: Path, sample: District) -> None:
    path = raw / "民警花名册_虚构.xlsx"
    people, seats = sheet_of(path, "人员"), sheet_of(path, "责任区")
    assert len(people) - 1 == len(sample.project.officers)
    assert len(seats) - 1 == len(sample.project.duties)
    assert all("（虚构）" in str(row[1]) for row in people[1:])


def test_codes_come_as_numbers_lost_and_in_fifteen_digits(raw: Path, sample: District) -> None:
    rows = sheet_of(raw / "人口统计_编码为数值_虚构.xlsx", "人口")[1:]
    assert {f"{row[0]:.0f}" for row in rows} == set(sample.project.communities.index)
    lost = rows_of(raw / "人口统计_编码失真_虚构.csv")
    assert all("E+11" in row["社区编码"] for row in lost)
    assert len({row["社区编码"] for row in lost}) < 20
    pairs = rows_of(raw / "编码对照_12位与15位_虚构.csv")
    assert all(len(row["统计代码"]) == 12 and len(row["警务社区编码"]) == 15 for row in pairs)
    assert len({row["统计代码"] for row in pairs}) == 108 == len(pairs) - 1
    assert len({row["警务社区编码"] for row in pairs}) == 108
    assert sum(row["曾用名"] == "前锋社区" for row in pairs) == 1


def test_one_station_inspects_four_times_as_much(raw: Path, sample: District) -> None:
    (fault,) = (f for f in sample.faults if f["kind"] == "inspection_bias")
    busy = sample.project.stations["name"][fault["subjects"][0]]
    totals = {row.pop("派出所"): sum(map(int, row.values())) for row in rows_of(raw / "检查次数_虚构.csv")}
    others = np.mean([total for name, total in totals.items() if name != busy])
    assert totals[busy] / others == pytest.approx(4.0, rel=0.15)
