"""The fictional district's raw files, read as a station would read them, against the project they were written from."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from mapper.io.new_project import new_project
from mapper.io.reading import Reading, read_communities, read_stations, read_table
from mapper.project import Project
from sample_data.raw_files import OLD_NAME, REGISTERS, write_raw
from tests.sample import district


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Project]:
    sample = district()
    directory = tmp_path_factory.mktemp("raw")
    write_raw(directory, sample)
    return directory, sample.project


def assert_same(reading: Reading, project: Project, except_for: tuple[str, ...] = ()) -> None:
    """Every row read is the project's own; points to about a centimetre."""
    assert reading.read == reading.imported == len(reading.frame)
    before = project.table(reading.table).loc[reading.frame.index]
    for name in reading.frame.columns.difference(["geometry", *except_for]):
        told, meant = reading.frame[name], before[name]
        if pd.api.types.is_string_dtype(told):
            told, meant = told.fillna(""), meant.fillna("")
        pd.testing.assert_series_equal(told, meant, check_dtype=False)
    if "geometry" in reading.frame:
        xy, true = (shapely.get_coordinates(f.geometry.array) for f in (reading.frame, before))
        assert np.allclose(xy, true, atol=1e-6, rtol=0)


@pytest.mark.parametrize(
    ("table", "file", "options", "except_for"),
    [
        ("disputes", "纠纷台账_GB18030", {}, ("recorded_unit", "approximate")),
        ("hazards", "隐患台账_合并表头", {}, ("approximate",)),
        ("cases", "案件", {}, ("approximate",)),
        ("places", "场所", {}, ("approximate",)),
        ("places", "寄递网点_高德坐标", {"datum": "gcj02"}, ("approximate",)),
        ("places", "洗浴场所_百度坐标", {"datum": "bd09"}, ("approximate",)),
        ("police_rooms", "警务室", {}, ()),
        ("officers", "民警花名册", {}, ()),
        ("duties", "民警花名册", {}, ()),
        ("absences", "民警花名册", {}, ()),
        ("outreach", "走访登记_含敏感列", {}, ()),
        ("reference_lines", "道路", {}, ()),
        ("rectification_areas", "重点整治地区", {}, ()),
        *((table, file, {}, ()) for table, file in REGISTERS.items()),
    ],
)
def test_registers_read_back_as_the_project(
    raw: tuple[Path, Project], table: str, file: str, options: dict[str, str], except_for: tuple[str, ...]
) -> None:
    directory, project = raw
    path = next(directory.glob(f"{file}_虚构.*"))
    assert_same(read_table(path, table, communities=project.communities, **options), project, except_for)


def test_the_old_name_in_the_register_stays_what_the_register_says(raw: tuple[Path, Project]) -> None:
    disputes = read_table(raw[0] / "纠纷台账_GB18030_虚构.csv", "disputes").frame
    assert set(disputes["recorded_unit"]) - set(raw[1].disputes["recorded_unit"]) == {OLD_NAME}


def test_a_new_project_from_the_two_land_files(raw: tuple[Path, Project]) -> None:
    directory, project = raw
    units, stations = (
        read_communities(directory / "社区村_GBK_虚构.shp"),
        read_stations(directory / "派出所辖区_虚构.geojson"),
    )
    assert_same(units, project)
    assert_same(stations, project)
    made, _ = new_project(units, stations)
    assert made.about.map_crs == project.about.map_crs
    assert made.communities["station_code"].isin(made.stations.index).all()


@pytest.mark.parametrize(("file", "datum"), [("寄递网点_高德坐标", "gcj02"), ("洗浴场所_百度坐标", "bd09")])
def test_the_datum_of_shifted_places_is_proposed(raw: tuple[Path, Project], file: str, datum: str) -> None:
    directory, project = raw
    reading = read_table(directory / f"{file}_虚构.csv", "places", communities=project.communities)
    assert dict(reading.notes)["datum_proposed"]["datum"] == datum
    assert dict(reading.notes)["datum_proposed"]["share_after"] > 0.95


def test_personal_columns_are_dropped_and_named(raw: tuple[Path, Project]) -> None:
    reading = read_table(raw[0] / "走访登记_含敏感列_虚构.xlsx", "outreach")
    assert dict(reading.notes)["sensitive_dropped"]["columns"] == ["姓名", "身份证号", "手机号码", "家庭住址"]


def test_statistics_complete_the_units_or_are_refused_row_by_row(raw: tuple[Path, Project]) -> None:
    directory, project = raw
    floats = read_table(directory / "人口统计_编码为数值_虚构.xlsx", "communities", communities=project.communities)
    assert_same(floats, project)
    lost = read_table(directory / "人口统计_编码失真_虚构.csv", "communities", communities=project.communities)
    assert {row.code for row in lost.rejected} == {"code_truncated"}
    assert (lost.imported, len(lost.rejected)) == (0, lost.read)
