"""One file into one table: keys, reasons, datum, links; and what is refused as a whole."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from mapper import frames
from mapper.crs import wgs84_to_bd09, wgs84_to_gcj02
from mapper.errors import InputError
from mapper.io.linking import link_codes, link_stations
from mapper.io.new_project import new_project, stations_of
from mapper.io.reading import Reading, read_communities, read_stations, read_table
from mapper.schema import TABLES


@pytest.fixture
def units_file(tmp_path: Path, units: gpd.GeoDataFrame) -> Path:
    path = tmp_path / "units.gpkg"
    units.to_file(path, engine="pyogrio")
    return path


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def test_what_is_wrong_with_a_file_as_a_whole(tmp_path: Path, write_text: Callable[..., Path]) -> None:
    empty = tmp_path / "empty.csv"
    empty.touch()
    for path, code in [
        (tmp_path / "none.csv", "file_missing"),
        (tmp_path, "is_directory"),
        (empty, "file_empty"),
        (write_text("x", "track.gpx"), "file_kind_unknown"),
        (write_text("x", "noname"), "file_kind_unknown"),
        (write_text("\n\n", "blank.csv"), "file_empty"),
    ]:
        with pytest.raises(InputError) as caught:
            read_table(path, "officers")
        assert caught.value.code == code
    with pytest.raises(InputError, match="table_unknown"):
        read_table(empty, "persons")
    with pytest.raises(InputError, match="datum_unknown"):
        read_table(empty, "cases", datum="mars")
    with pytest.raises(InputError, match="crs_unknown"):
        read_table(empty, "cases", crs="EPSG:nothing")


def test_keys_are_the_files_own_or_made(write_text: Callable[..., Path]) -> None:
    doubled = read_table(write_text("警号,岗位\n1,辅警\n1,辅警\n,辅警\n2,辅警\n"), "officers")
    assert doubled.frame.index.tolist() == ["1", "2"]
    assert [(r.row, r.code) for r in doubled.rejected] == [(2, "key_duplicate"), (3, "key_missing")]
    made = read_table(write_text("岗位\n辅警\n社区民警\n"), "officers", keys_in_use=["P1", "P7", "x"])
    assert made.frame.index.tolist() == ["P8", "P9"]
    assert "keys_made" in codes(made)


def test_needed_cells_reject_their_row_and_needed_columns_the_file(write_text: Callable[..., Path]) -> None:
    reading = read_table(
        write_text("编号,警号,社区编码,开始\n1,9001,,2026-01-01\n2,9001,42,无\n3,9001,42,坏\n"), "duties"
    )
    assert [(r.row, r.code, r.values["column"]) for r in reading.rejected] == [(1, "required_missing", "社区编码")]
    assert reading.frame["starts"].isna().all()
    assert codes(reading) == ["cells_unread"]
    with pytest.raises(InputError) as caught:
        read_table(write_text("编号,警号\n1,9001\n"), "duties")
    assert (caught.value.code, caught.value.values["field"]) == ("column_missing", "community_code")


def test_personal_columns_stay_outside_and_are_named(write_text: Callable[..., Path]) -> None:
    text = (
        "纠纷编号,当事人,身份证号,类型,备用,经度,纬度\n1,虚构甲,429999199001011234,邻里,429999198502035678,113.4,30.3\n"
    )
    reading = read_table(write_text(text), "disputes")
    assert set(reading.dropped_columns) == {"当事人", "身份证号", "备用"}
    assert dict(reading.notes)["sensitive_dropped"] == {"columns": ["当事人", "身份证号", "备用"]}
    assert "虚构甲" not in json.dumps(reading.as_json(), ensure_ascii=False)


def test_the_json_of_an_import(write_text: Callable[..., Path]) -> None:
    reading = read_table(write_text("编号,经度,纬度,其他列\n1,113.4,30.3,x\n1,113.4,30.3,x\n"), "hazards")
    told = json.loads(json.dumps(reading.as_json()))
    assert told == {
        "table": "hazards", "read": 2, "imported": 1,
        "rejected": [{"row": 3, "reason": "key_duplicate", "column": "编号"}],
        "dropped_columns": ["其他列"], "kept_columns": [], "encoding": "UTF-8", "crs": "EPSG:4326",
        "datum": "wgs84", "notes": [],
        "unsure_addresses": [],
    }  # fmt: skip


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_can_be_read_from_its_own_column_names(tmp_path: Path, table: str) -> None:
    described = TABLES[table]
    value = {"integer": "1", "number": "1", "share": "1", "date": "2026-11-23", "time": "2026-11-23", "boolean": "1"}
    row = {c.name: next(iter(c.choices)) if c.choices else value.get(c.kind, "7") for c in described.columns}
    row[described.key.name] = "1"
    shape = {
        "polygon": shapely.box(0, 0, 1, 1),
        "point": shapely.Point(1, 1),
        "line": shapely.LineString([(0, 0), (1, 1)]),
    }
    if described.geometry:
        row["wkt"] = shape[described.geometry].wkt
    path = tmp_path / "rows.csv"
    pd.DataFrame([row]).to_csv(path, index=False)
    reading = read_table(path, table, crs="EPSG:4326")
    assert (reading.imported, reading.notes, reading.dropped_columns) == (1, (), ())
    assert frames.conform(table, reading.frame).equals(reading.frame)
    assert not reading.frame.isna().any(axis=None)


def moved_points(units: gpd.GeoDataFrame, move: Callable[[np.ndarray], np.ndarray], tmp_path: Path) -> Path:
    rng = np.random.default_rng(5)
    which = np.arange(200) % len(units)
    bounds = units.bounds.to_numpy()[which]
    xy = bounds[:, :2] + (bounds[:, 2:] - bounds[:, :2]) * rng.random((200, 2))
    moved = move(xy)
    path = tmp_path / "points.csv"
    frame = pd.DataFrame({"编号": range(200), "经度": moved[:, 0], "纬度": moved[:, 1]})
    frame["社区"] = np.where(np.arange(200) % 2, units["名称"].to_numpy()[which], units["编码"].to_numpy()[which])
    frame.to_csv(path, index=False)
    return path


@pytest.mark.parametrize(("datum", "move"), [("gcj02", wgs84_to_gcj02), ("bd09", wgs84_to_bd09)])
def test_a_better_datum_is_proposed_and_only_applied_when_asked(
    tmp_path: Path, units: gpd.GeoDataFrame, units_file: Path, datum: str, move: Callable[[np.ndarray], np.ndarray]
) -> None:
    known = read_communities(units_file).frame
    path = moved_points(units, move, tmp_path)
    asis = read_table(path, "places", communities=known)
    proposal = dict(asis.notes)["datum_proposed"]
    assert (proposal["datum"], asis.datum) == (datum, "wgs84")
    assert proposal["share_after"] > 0.95 > proposal["share_before"] + 0.15
    mended = read_table(path, "places", communities=known, datum=datum)
    assert (mended.datum, "datum_proposed" in codes(mended)) == (datum, False)
    back = move(shapely.get_coordinates(mended.frame.geometry.array))
    assert np.allclose(back, shapely.get_coordinates(asis.frame.geometry.array), atol=1e-9)


def test_points_that_lie_right_get_no_proposal(tmp_path: Path, units: gpd.GeoDataFrame, units_file: Path) -> None:
    known = read_communities(units_file).frame
    assert codes(read_table(moved_points(units, lambda xy: xy, tmp_path), "places", communities=known)) == []


def test_codes_that_differ_by_zeros_are_linked() -> None:
    names = pd.Series(["一所", "二所", None], index=["1", "02", "A"])
    linked, unknown = link_codes(pd.Series(["01", "2", "a", "一所", "9", None]), names.index, names)
    assert linked.fillna("-").tolist() == ["1", "02", "A", "1", "9", "-"]
    assert unknown == ["9"]
    same, _ = link_codes(pd.Series(["1", "01"]), pd.Index(["1", "01"]))
    assert same.tolist() == ["1", "01"]
    unclear, unknown = link_codes(pd.Series(["001"]), pd.Index(["1", "01"]))
    assert (unclear.tolist(), unknown) == (["001"], ["001"])


def test_a_project_from_units_and_stations(tmp_path: Path, units: gpd.GeoDataFrame, units_file: Path) -> None:
    path = tmp_path / "stations.gpkg"
    stations = (
        units.dissolve("派出所")
        .reset_index()[["派出所", "geometry"]]
        .assign(派出所=["1", "02"], 名称=["虚构一所", "虚构二所"])
    )
    stations.rename(columns={"派出所": "派出所编码"}).to_file(path, engine="pyogrio")
    read = read_communities(units_file)
    project, _ = new_project(read, read_stations(path), "云汉区（虚构）")
    assert project.communities["station_code"].tolist() == ["1", "1", "02", "02"]
    assert project.stations["name"].tolist() == ["虚构一所", "虚构二所"]
    assert (project.about.title, project.about.map_crs) == ("云汉区（虚构）", "EPSG:4547")
    _, notes = link_stations(read.frame, project.stations)
    assert [note.code for note in notes] == ["stations_linked"]


def test_stations_are_the_land_of_their_units(units_file: Path) -> None:
    project, _ = new_project(read_communities(units_file))
    assert project.stations["name"].tolist() == ["01", "2"]
    assert project.stations["kind"].tolist() == ["urban", "urban"]
    assert shapely.area(project.stations.geometry.to_numpy()).sum() == pytest.approx(4e-4)


def test_a_bow_tie_loses_no_station(units_file: Path) -> None:
    frame = read_communities(units_file).frame
    shapes = frame.geometry.to_numpy().copy()
    shapes[0] = shapely.Polygon([(113.40, 30.30), (113.41, 30.31), (113.41, 30.30), (113.40, 30.31)])
    stations = stations_of(frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)))
    assert stations.geometry.is_valid.all()
    assert shapely.area(stations.geometry.to_numpy()).tolist() == pytest.approx([1.5e-4, 2e-4])


def test_units_that_name_no_station_get_the_one_they_lie_in(units_file: Path) -> None:
    frame = read_communities(units_file).frame
    stations = stations_of(frame)
    linked, notes = link_stations(frame.assign(station_code=None), stations)
    assert linked["station_code"].tolist() == frame["station_code"].tolist()
    assert [note.code for note in notes] == ["stations_by_place"]


def test_officers_may_name_their_station(write_text: Callable[..., Path], units_file: Path) -> None:
    stations = stations_of(read_communities(units_file).frame).assign(name=["虚构一所", "虚构二所"])
    reading = read_table(write_text("警号,派出所\n1,虚构一所\n2,002\n3,外所\n"), "officers", stations=stations)
    assert reading.frame["station_code"].tolist() == ["01", "2", "外所"]
    assert codes(reading) == ["codes_linked", "stations_unknown"]


def test_villages_are_known_by_their_statistical_code(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = tmp_path / "u.gpkg"
    units.assign(编码=["429999001001", "429999001002", "429999100201", "429999100399"]).to_file(path, engine="pyogrio")
    reading = read_communities(path)
    assert reading.frame["kind"].tolist() == ["community", "community", "village", "village"]
    assert "kinds_from_codes" in codes(reading)


def test_a_list_without_shapes_completes_the_known_units(
    write_workbook: Callable[..., Path], write_text: Callable[..., Path], units_file: Path
) -> None:
    known = read_communities(units_file).frame
    path = write_workbook(
        [
            ["社区编码", "实有人口"],
            [429999001001.0, 7400],
            [429999001004.0, None],
            [429999009009.0, 5],
            [429999001001.0, 1],
        ]
    )
    reading = read_communities(path, communities=known)
    assert [(r.row, r.code) for r in reading.rejected] == [(3, "unit_unknown"), (4, "key_duplicate")]
    assert reading.frame["residents"].fillna(-1).tolist() == [7400, -1]
    same = ["name", "kind", "station_code", "geometry"]
    assert reading.frame[same].equals(known.loc[["429999001001", "429999001004"], same])
    lost = read_communities(write_text("社区编码,实有人口\n4.29999E+11,7\n4.29999E+11,8\n"), communities=known)
    assert [r.code for r in lost.rejected] == ["code_truncated", "code_truncated"]
    assert codes(lost) == ["units_completed"]


def test_no_units_make_no_project(tmp_path: Path) -> None:
    path = tmp_path / "none.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="no_units"):
        new_project(read_communities(path))
