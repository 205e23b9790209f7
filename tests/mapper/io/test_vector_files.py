"""Vector files: whole, in the right words, in the right place – or refused with one code."""

import json
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely import LineString, Point, Polygon, box

from mapper.errors import InputError
from mapper.io.reading import read_communities, read_stations, read_table


def write_shapefile(
    path: Path, frame: gpd.GeoDataFrame, encoding: str, cpg: bool = False, language_id: int = 0
) -> Path:
    """A shapefile as careless tools leave it: no .cpg, language byte 0."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # field names cut to ten bytes
        frame.to_file(path, driver="ESRI Shapefile", encoding=encoding, engine="pyogrio")
    if not cpg:
        path.with_suffix(".cpg").unlink(missing_ok=True)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    data[29] = language_id
    path.with_suffix(".dbf").write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("encoding", "cpg", "language_id", "shown"),
    [
        ("GB18030", False, 0, "GB18030"),
        ("GBK", False, 0x4D, "GBK"),
        ("UTF-8", False, 0, "UTF-8"),
        ("UTF-8", True, 0, "UTF-8"),
        ("UTF-8", False, 0x57, "UTF-8"),
    ],
)
def test_a_shapefiles_words_are_read_right(
    tmp_path: Path, units: gpd.GeoDataFrame, encoding: str, cpg: bool, language_id: int, shown: str
) -> None:
    path = write_shapefile(tmp_path / "社区.shp", units, encoding, cpg, language_id)
    reading = read_communities(path)
    assert reading.encoding == shown
    assert reading.frame["name"].tolist() == units["名称"].tolist()
    assert reading.frame.index.tolist() == units["编码"].tolist()
    assert ("encoding_guessed" in [n.code for n in reading.notes]) == (not cpg and language_id != 0x4D)


@pytest.mark.parametrize(
    ("encoding", "stated", "language_id"),
    [
        ("UTF-8", "GBK", 0),
        ("UTF-8", "ISO-8859-1", 0),
        ("UTF-8", "", 0x4D),
        ("GB18030", "UTF-8", 0),
        ("GB18030", "ISO-8859-1", 0x57),
        ("GB18030", "", 0x03),
    ],
)
def test_what_is_stated_is_believed_only_where_the_bytes_allow_it(
    tmp_path: Path, units: gpd.GeoDataFrame, encoding: str, stated: str, language_id: int
) -> None:
    path = write_shapefile(tmp_path / "社区.shp", units, encoding, False, language_id)
    if stated:
        path.with_suffix(".cpg").write_text(stated)
    reading = read_communities(path)
    assert reading.frame["name"].tolist() == units["名称"].tolist()
    told = next(n.values for n in reading.notes if n.code == "encoding_contradicted")
    assert told["encoding"] == encoding
    assert told["samples"] == units["名称"].tolist()[:3]


def test_letters_with_accents_stay_what_they_are_said_to_be(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    plain = units.set_axis(["code", "name", "station", "geometry"], axis=1)
    path = write_shapefile(tmp_path / "u.shp", plain.assign(name=["Côte", "Île", "Åland", "ñ"]), "ISO-8859-1")
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    reading = read_communities(path)
    assert reading.frame["name"].tolist() == ["Côte", "Île", "Åland", "ñ"]
    assert "encoding_contradicted" not in [n.code for n in reading.notes]


def test_rows_of_a_dbf_in_another_encoding_are_found(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    plain = units.set_axis(["code", "name", "station", "geometry"], axis=1)
    for usual, other in (("GB18030", "UTF-8"), ("UTF-8", "GB18030")):
        path = write_shapefile(tmp_path / "u.shp", plain, usual)
        data = path.with_suffix(".dbf").read_bytes()
        one, again = (str(units["名称"].iloc[2]).encode(name) for name in (usual, other))
        width = max(len(one), len(again))
        assert one.ljust(width) in data
        path.with_suffix(".dbf").write_bytes(data.replace(one.ljust(width), again.ljust(width)))
        reading = read_communities(path)
        assert reading.frame["name"].tolist() == units["名称"].tolist()
        told = next(n.values for n in reading.notes if n.code == "cells_otherwise")
        assert (told["cells"], told["encoding"], told["samples"]) == (1, other, ["虚构南山村"])


def test_a_column_name_cut_within_a_character_still_reads(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = write_shapefile(tmp_path / "u.shp", units, "UTF-8", cpg=True)
    data = bytearray(path.with_suffix(".dbf").read_bytes())
    # Ten bytes hold three Chinese characters and a third of the next.
    data[64 : 64 + 11] = "社区名称".encode()[:10] + b"\0"
    path.with_suffix(".dbf").write_bytes(data)
    reading = read_communities(path)
    assert reading.frame["name"].tolist() == units["名称"].tolist()
    assert any(code == "columns_guessed" for code, _ in reading.notes)


def test_text_in_no_known_encoding_is_refused(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = write_shapefile(
        tmp_path / "u.shp",
        units.set_axis(["code", "name", "d", "geometry"], axis=1).assign(name="abc\xff\xff"),
        "ISO-8859-1",
    )
    with pytest.raises(InputError, match="encoding_not_found"):
        read_communities(path)


def test_a_zipped_shapefile_in_a_folder_with_a_chinese_name(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = write_shapefile(tmp_path / "社区.shp", units, "GB18030")
    zipped = tmp_path / "all.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for part in tmp_path.glob("社区.*"):
            archive.write(part, f"辖区/{part.name}")
    assert read_communities(zipped).frame["name"].tolist() == read_communities(path).frame["name"].tolist()


def test_a_zip_of_two_layers_is_read_by_kind_or_by_name(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    write_shapefile(tmp_path / "areas.shp", units, "UTF-8")
    write_shapefile(tmp_path / "points.shp", units.set_geometry(units.representative_point()), "UTF-8")
    zipped = tmp_path / "all.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for part in [*tmp_path.glob("areas.*"), *tmp_path.glob("points.*")]:
            archive.write(part, part.name)
    assert read_communities(zipped).imported == 4
    assert read_table(f"{zipped}!points", "hazards").imported == 4


def test_layers_of_a_geopackage(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = tmp_path / "all.gpkg"
    units.to_file(path, layer="units", engine="pyogrio")
    units.set_geometry(units.representative_point()).to_file(path, layer="points", engine="pyogrio")
    assert read_communities(path).imported == 4
    assert read_table(path, "places").imported == 4
    units.to_file(path, layer="more", engine="pyogrio")
    with pytest.raises(InputError) as caught:
        read_communities(path)
    assert caught.value.code == "layers_many"
    assert set(caught.value.values["layers"]) == {"units", "points", "more"}
    assert read_communities(path, layer="more").imported == 4
    assert read_communities(f"{path}!units").imported == 4
    with pytest.raises(InputError, match="layer_unknown"):
        read_communities(path, layer="none")


def geojson(path: Path, shapes: list[Any], **columns: list[Any]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {name: values[n] for name, values in columns.items()},
            "geometry": None if shape is None else shapely.geometry.mapping(shape),
        }
        for n, shape in enumerate(shapes)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def test_rows_without_shapes_are_kept_as_points_and_rejected_as_areas(tmp_path: Path) -> None:
    points = read_table(geojson(tmp_path / "p.geojson", [Point(113.4, 30.3), None], id=["1", "2"]), "hazards")
    assert (points.read, points.imported, points.frame.geometry.isna().sum()) == (2, 2, 1)
    areas = read_communities(geojson(tmp_path / "a.geojson", [box(0, 0, 1, 1), None], code=["1", "2"]))
    assert (areas.read, areas.imported) == (2, 1)
    assert areas.rejected == ((2, "geometry_missing", {}),)


def test_another_kind_of_shape_is_rejected_by_the_row_or_the_file(tmp_path: Path) -> None:
    line = LineString([(0, 0), (1, 1)])
    mixed = read_communities(geojson(tmp_path / "m.geojson", [box(0, 0, 1, 1), line], code=["1", "2"]))
    assert [r.code for r in mixed.rejected] == ["geometry_not_polygon"]
    with pytest.raises(InputError) as caught:
        read_communities(geojson(tmp_path / "l.geojson", [line], code=["1"]))
    assert (caught.value.code, caught.value.values["found"]) == ("geometry_not_polygon", ["LineString"])
    assert read_table(tmp_path / "l.geojson", "reference_lines").imported == 1


def test_heights_go_and_bow_ties_stay(tmp_path: Path) -> None:
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    high = Polygon([(0, 0, 5), (1, 0, 5), (1, 1, 5)])
    frame = read_communities(geojson(tmp_path / "a.geojson", [bow_tie, high], code=["1", "2"])).frame
    assert not frame.geometry.has_z.any()
    assert frame.geometry.is_valid.tolist() == [False, True]


def test_curves_become_lines(tmp_path: Path) -> None:
    path = tmp_path / "curve.gpkg"
    gpd.GeoDataFrame({"code": ["1"]}, geometry=[box(0, 0, 1, 1)], crs=4326).to_file(path, engine="pyogrio")
    # A circle of radius 1 as a curve polygon, put over the square's bytes.
    header = b"GP\x00\x01" + struct.pack("<i", 4326)
    arc = struct.pack("<BII", 1, 8, 3) + struct.pack("<6d", 0, 1, 2, 1, 0, 1)
    blob = header + struct.pack("<BII", 1, 10, 1) + arc
    import sqlite3

    with sqlite3.connect(path) as base:
        for (name,) in base.execute("select name from sqlite_master where type='trigger'").fetchall():
            base.execute(f'drop trigger "{name}"')
        base.execute("update curve set geom = ?", (blob,))
        base.execute("update gpkg_geometry_columns set geometry_type_name = 'CURVEPOLYGON'")
    base.close()
    shape = read_communities(path).frame.geometry.iloc[0]
    assert shape.geom_type == "Polygon"
    assert shape.area == pytest.approx(np.pi, rel=0.01)


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4526", "EPSG:32649", "EPSG:3857", "EPSG:4490"])
def test_any_crs_ends_in_degrees(tmp_path: Path, units: gpd.GeoDataFrame, crs: str) -> None:
    path = tmp_path / "u.gpkg"
    units.to_crs(crs).to_file(path, engine="pyogrio")
    reading = read_communities(path)
    assert reading.crs == crs
    assert np.allclose(reading.frame.total_bounds, units.total_bounds, atol=1e-7)


def test_a_missing_crs_is_assumed_for_degrees_only(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    bare = write_shapefile(tmp_path / "d.shp", units, "UTF-8")
    bare.with_suffix(".prj").unlink()
    assert "crs_assumed" in [n.code for n in read_communities(bare).notes]
    metres = write_shapefile(tmp_path / "m.shp", units.to_crs("EPSG:4547"), "UTF-8")
    metres.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match="crs_missing"):
        read_communities(metres)
    reading = read_communities(metres, crs="4547")
    assert np.allclose(reading.frame.total_bounds, units.total_bounds, atol=1e-7)


def test_zone_numbers_before_eastings(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = write_shapefile(tmp_path / "z.shp", units.to_crs("EPSG:4526"), "UTF-8")
    path.with_suffix(".prj").unlink()
    said = read_communities(path)
    assert ("crs_of_zone", {"zone": 38, "crs": "EPSG:4526"}) in said.notes
    for crs in (None, "EPSG:4526", "EPSG:4547"):  # as the number tells, with the prefix, and without
        assert np.allclose(read_communities(path, crs=crs).frame.total_bounds, units.total_bounds, atol=1e-7)
    with pytest.raises(InputError, match="crs_zone_mismatch"):
        read_communities(path, crs="EPSG:4546")


@pytest.mark.parametrize("crs", ["EPSG:4610", "EPSG:4214", "EPSG:2383", "EPSG:2437"])
def test_closed_datums_are_refused(tmp_path: Path, units: gpd.GeoDataFrame, crs: str) -> None:
    path = tmp_path / "u.gpkg"
    units.set_crs(crs, allow_override=True).to_file(path, engine="pyogrio")
    for options in ({}, {"crs": crs}):
        with pytest.raises(InputError, match="crs_ballpark"):
            read_communities(path, **options)


def test_a_crs_that_cannot_be_is_refused(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = geojson(tmp_path / "u.geojson", [box(500000, 3350000, 501000, 3351000)], code=["1"])
    with pytest.raises(InputError, match="crs_contradicted"):
        read_communities(path)
    with pytest.raises(InputError, match="crs_unknown"):
        read_communities(path, crs="EPSG:999999")
    assert read_communities(path, crs="EPSG:4547").imported == 1


def test_numbers_that_are_codes_keep_their_digits(tmp_path: Path) -> None:
    shapes = [box(n, 0, n + 1, 1) for n in range(2)]
    path = geojson(tmp_path / "n.geojson", shapes, code=[429999001001.0, 429999001002], 派出所=[1, None])
    frame = read_communities(path).frame
    assert frame.index.tolist() == ["429999001001", "429999001002"]
    assert frame["station_code"].iloc[0] == "1"


def test_repeated_codes_lose_no_land(tmp_path: Path) -> None:
    shapes = [box(n, 0, n + 1, 1) for n in range(3)]
    path = geojson(tmp_path / "r.geojson", shapes, code=["31", "31", "7"])
    units = read_communities(path)
    assert units.frame.index.tolist() == ["31", "31-2", "7"]
    stations = read_stations(path)
    assert stations.frame.index.tolist() == ["31", "7"]
    assert shapely.area(stations.frame.geometry.to_numpy()).tolist() == [2, 1]
    assert (units.read, units.imported, stations.read, stations.imported) == (3, 3, 3, 3)


def test_a_geojson_in_another_encoding(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"名称": "虚构社区"},
                    "geometry": shapely.geometry.mapping(box(0, 0, 1, 1)),
                }
            ],
        },
        ensure_ascii=False,
    )
    path = tmp_path / "g.geojson"
    path.write_bytes(text.encode("gb18030"))
    reading = read_communities(path)
    assert (reading.encoding, reading.frame["name"].tolist()) == ("GB18030", ["虚构社区"])


def test_features_that_all_lack_shapes(tmp_path: Path) -> None:
    path = geojson(tmp_path / "n.geojson", [None, None], id=["1", "2"])
    assert read_table(path, "hazards").frame.geometry.isna().all()
    assert [r.code for r in read_communities(path, column_map={"name": ""}).rejected] == ["geometry_missing"] * 2


def test_a_feature_that_is_none_is_told(tmp_path: Path) -> None:
    path = geojson(tmp_path / "f.geojson", [box(0, 0, 1, 1), box(1, 0, 2, 1)], code=["1", "2"])
    path.write_text(path.read_text("utf-8").replace('"Feature"', '"Fxature"', 1), "utf-8")
    reading = read_communities(path)
    assert (reading.imported, dict(reading.notes)["features_skipped"]) == (1, {"rows": 1})


@pytest.mark.parametrize("name", ["x.geojson", "x.json", "x.gpkg", "x.shp", "x.zip", "x.xlsx", "x.xls", "x.csv.gz"])
@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"hello", b"PK\x03\x04broken", b"{", b"\0" * 500])
def test_damaged_files_are_refused(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    for part in {path, path.with_suffix(".dbf"), path.with_suffix(".shx")} if name == "x.shp" else {path}:
        part.write_bytes(data)
    for table in ("communities", "hazards", "officers"):
        with pytest.raises(InputError):
            read_table(path, table)


@pytest.mark.parametrize("suffix", [".gpkg", ".zip", ".shp", ".dbf", ".shx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_off_files_load_or_are_refused_but_lose_nothing_silently(
    tmp_path: Path, units: gpd.GeoDataFrame, suffix: str, share: float
) -> None:
    path = write_shapefile(tmp_path / "u.shp", units, "UTF-8")
    if suffix == ".gpkg":
        path = tmp_path / "u.gpkg"
        units.to_file(path, engine="pyogrio")
    if suffix == ".zip":
        path = tmp_path / "u.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("u.s*"):
                archive.write(part, part.name)
    cut = path.with_suffix(suffix)
    data = cut.read_bytes()
    cut.write_bytes(data[: int(len(data) * share)])
    try:
        reading = read_communities(path)
    except InputError:
        return
    assert reading.read == reading.imported + len(reading.rejected)
    assert reading.imported == 4 or reading.rejected or reading.notes


@pytest.mark.parametrize("missing", [".dbf"])
def test_an_incomplete_shapefile_is_refused(tmp_path: Path, units: gpd.GeoDataFrame, missing: str) -> None:
    path = write_shapefile(tmp_path / "u.shp", units, "UTF-8")
    path.with_suffix(missing).unlink()
    with pytest.raises(InputError) as caught:
        read_communities(path)
    assert (caught.value.code, caught.value.values["part"]) == ("shapefile_part_missing", missing)


def test_zips_without_anything_to_read(tmp_path: Path) -> None:
    path = tmp_path / "e.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    with pytest.raises(InputError, match="zip_nothing"):
        read_communities(path)


def test_officers_come_from_a_layer_without_shapes(tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    rows = pd.DataFrame({"警号": ["9001"], "岗位": ["社区民警"], "派出所": ["1"]})
    pyogrio.write_dataframe(rows, path, layer="officers")
    reading = read_table(path, "officers")
    assert (reading.frame.index.tolist(), reading.frame["role"].tolist()) == (["9001"], ["community_officer"])


def test_polygons_among_lines_are_read_as_their_outlines(tmp_path: Path) -> None:
    lake = shapely.box(113.4, 30.3, 113.41, 30.31).difference(shapely.box(113.403, 30.303, 113.406, 30.306))
    shapes = [lake, shapely.LineString([(113.4, 30.3), (113.5, 30.4)])]
    frame = gpd.GeoDataFrame({"name": ["湖", "河"]}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(tmp_path / "水.geojson", engine="pyogrio")
    frame.iloc[:1].to_file(tmp_path / "lake.shp", engine="pyogrio", encoding="utf-8")
    for name, count in (("水.geojson", 2), ("lake.shp", 1)):
        read = read_table(tmp_path / name, "reference_lines")
        assert read.imported == count
        assert ("outlines_taken", {"rows": 1}) in [tuple(note) for note in read.notes]
        assert read.frame.geometry.iloc[0].length == pytest.approx(lake.length)
