"""Columns under other names, columns that are left out, and columns that only look like a key."""

import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from mapper.errors import InputError
from mapper.io.columns import map_columns
from mapper.io.reading import Reading, read_communities, read_table
from mapper.schema import TABLES


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def fields(table: str, *headings: str) -> dict[str, str]:
    nothing = np.empty(0, dtype=object)
    return dict(map_columns(dict.fromkeys(headings, nothing), TABLES[table], {}).fields)


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (("社区编", "社区名", "所属派", "实有人"), ("community_code", "name", "station_code", "residents")),
        (("统计代", "村名"), ("community_code", "name")),
        (("community_", "station_co", "households"), ("community_code", "station_code", "households")),
        (("SQBM", "SQMC", "SSPCS", "SYRK"), ("community_code", "name", "station_code", "residents")),
        (("BM", "MC", "RK"), ("community_code", "name", "residents")),
    ],
)
def test_names_cut_off_and_initials_find_their_fields(headings: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert fields("communities", *headings) == dict(zip(found, headings, strict=True))


def test_a_whole_name_comes_before_a_part_of_one() -> None:
    assert fields("communities", "SQMC", "名称", "社区编", "编码") == {"name": "名称", "community_code": "编码"}
    assert fields("communities", "所属社", "XX", "ABCD", "q") == {}


@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
def test_a_shapefile_as_gdal_writes_it(tmp_path: Path, units: gpd.GeoDataFrame, encoding: str) -> None:
    names = ["社区编码", "社区名称", "所属派出所"]
    path = tmp_path / "u.shp"
    with warnings.catch_warnings(action="ignore"):  # that it cuts them
        pyogrio.write_dataframe(units.set_axis([*names, "geometry"], axis=1), path, encoding=encoding)
    frame = read_communities(path).frame
    assert frame.index.tolist() == units["编码"].tolist()
    assert frame["name"].tolist() == units["名称"].tolist()
    assert frame["station_code"].tolist() == units["派出所"].tolist()


def test_units_without_code_and_name_are_asked_for(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = tmp_path / "u.geojson"
    units[["名称", "geometry"]].set_axis(["label", "geometry"], axis=1).to_file(path)
    with pytest.raises(InputError) as refused:
        read_communities(path)
    assert (refused.value.code, refused.value.values["columns"]) == ("units_unnamed", ["label"])
    assert read_communities(path, column_map={"label": "name"}).frame["name"].tolist() == units["名称"].tolist()
    for nothing in ({"name": ""}, {"community_code": ""}):
        assert read_communities(path, column_map=nothing).frame.index.tolist() == ["U1", "U2", "U3", "U4"]
    units[["geometry"]].to_file(path)  # nothing that could be one
    assert read_communities(path).imported == 4


def test_a_column_can_be_left_out(write_text: Callable[..., Path]) -> None:
    path = write_text("编号,类型,状态,经度,纬度\nH1,消防,x,113.4,30.3\n")
    assert read_table(path, "hazards").frame["category"].tolist() == ["fire"]
    for word in ("类型", "category"):
        reading = read_table(path, "hazards", {word: ""})
        assert reading.frame["category"].isna().all()
        assert "类型" in reading.dropped_columns
    with pytest.raises(InputError, match="map_column_unknown"):
        read_table(path, "hazards", {"没有": ""})


@pytest.mark.parametrize("keys", [["0", "0", "0"], ["0", "0"], ["1", "1", "2", "2"], ["甲", "甲", "甲", "乙"]])
def test_what_cannot_be_a_key_is_none(write_text: Callable[..., Path], keys: list[str]) -> None:
    path = write_text("Id,类型,经度,纬度\n" + "".join(f"{key},消防,113.4,30.3\n" for key in keys))
    reading = read_table(path, "hazards")
    assert (reading.imported, reading.rejected) == (len(keys), ())
    assert reading.keys_made
    assert "key_not_unique" in codes(reading)
    assert "Id" in reading.dropped_columns
    asked = read_table(path, "hazards", {"Id": "hazard_id"})
    assert {r.code for r in asked.rejected} == {"key_duplicate"}


def test_a_key_that_is_sometimes_repeated_stays_one(write_text: Callable[..., Path]) -> None:
    reading = read_table(
        write_text("Id,类型,经度,纬度\n" + "".join(f"{k},消防,113.4,30.3\n" for k in "1223")), "hazards"
    )
    assert (reading.imported, [r.code for r in reading.rejected]) == (3, ["key_duplicate"])


def _lines(path: Path, **columns: list[str | None]) -> Path:
    rows = len(next(iter(columns.values())))
    shapes = [shapely.LineString([(113.4, 30.3 + n / 100), (113.5, 30.3)]) for n in range(rows)]
    gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).to_file(path)
    return path


def test_lines_keep_their_own_kind(tmp_path: Path) -> None:
    words = ["motorway", "河流", "地铁", "国道", "stream", "高压线", None]
    for heading in ("fclass", "类别", "kind", "Layer"):
        reading = read_table(_lines(tmp_path / f"{heading}.gpkg", **{heading: words}), "reference_lines")
        assert reading.frame["kind"].tolist() == ["road", "river", "railway", "road", "river", "other", "other"]
        assert "choice_unknown" in codes(reading)


def test_lines_of_openstreetmap_are_what_their_columns_say(tmp_path: Path) -> None:
    path = _lines(
        tmp_path / "a.gpkg",
        highway=["motorway", None, None, None],
        waterway=[None, "river", None, None],
        railway=[None, None, "rail", None],
        type=["river"] * 4,
    )
    assert read_table(path, "reference_lines").frame["kind"].tolist() == ["road", "river", "railway", "other"]
    assert set(read_table(path, "reference_lines", {"type": "kind"}).frame["kind"]) == {"river"}
