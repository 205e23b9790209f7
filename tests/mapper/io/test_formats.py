"""Kinds of files beside GeoPackage, shapefile, CSV and Excel, and files that are not what they are called."""

import bz2
import json
import warnings
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from mapper.errors import InputError
from mapper.io.reading import Reading, read_table
from mapper.io.recognition import kind_of_file

NAMES = ["虚构东湖社区", "虚构西湖社区", "虚构南山村", "虚构北山村"]


def codes(reading: Reading) -> list[str]:
    return [note.code for note in reading.notes]


def write(frame: gpd.GeoDataFrame, path: Path, driver: str, **options: Any) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(frame, path, driver=driver, **options)
    return path


def require_units(reading: Reading, units: gpd.GeoDataFrame) -> None:
    assert (reading.read, reading.imported) == (4, 4)
    frame = reading.frame.sort_index()
    assert frame.index.tolist() == units["编码"].tolist()
    assert frame["name"].tolist() == NAMES
    assert shapely.equals_exact(
        shapely.normalize(np.asarray(frame.geometry.array)), shapely.normalize(np.asarray(units.geometry.array)), 1e-6
    ).all()


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("units.fgb", "FlatGeobuf"),
        ("units.gml", "GML"),
        ("units.gdb", "OpenFileGDB"),
        ("units.geojsonl", "GeoJSONSeq"),
        ("units.gpkg.bin", "GPKG"),
    ],
)
def test_other_kinds_hold_the_same_units(tmp_path: Path, units: gpd.GeoDataFrame, name: str, driver: str) -> None:
    require_units(read_table(write(units, tmp_path / name, driver), "communities"), units)


@pytest.mark.parametrize("name", ["units.tab", "units.mif"])
def test_mapinfo(tmp_path: Path, units: gpd.GeoDataFrame, name: str) -> None:
    plain = units.set_axis(["code", "name", "station", "geometry"], axis=1)
    path = write(plain, tmp_path / name, "MapInfo File", encoding="GB18030")
    require_units(read_table(path, "communities"), units)


def test_a_file_geodatabase_in_a_zip(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    folder = write(units, tmp_path / "社区.gdb", "OpenFileGDB", layer="社区")
    by_a_file = read_table(next(folder.glob("*.gdbtable")), "communities")
    assert by_a_file.frame.index.tolist() == read_table(folder, "communities").frame.index.tolist()
    write(
        gpd.GeoDataFrame({"name": ["虚构路"]}, geometry=[LINE], crs=4326),
        folder,
        "OpenFileGDB",
        layer="道路",
        append=True,
    )
    path = tmp_path / "社区.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"数据/{folder.name}/{part.name}")
    for one in (folder, path):
        require_units(read_table(one, "communities"), units)
        assert read_table(one, "reference_lines").frame["name"].tolist() == ["虚构路"]
        assert read_table(one, "reference_lines", layer="道路").imported == 1
    (tmp_path / "empty.gdb").mkdir()
    with pytest.raises(InputError, match="is_directory"):
        read_table(tmp_path / "empty.gdb", "communities")


LINE = shapely.LineString([(113.4, 30.3), (113.41, 30.31)])
KML = """<?xml version="1.0" encoding="{encoding}"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>奥维</name>
<Folder><name>东湖所</name>
<Placemark><name>虚构东湖社区</name><description><![CDATA[<b>注<br>]]></description><Polygon><outerBoundaryIs><LinearRing><coordinates>
113.40,30.30,12 113.41,30.30,12 113.41,30.31,12 113.40,30.31,12 113.40,30.30,12</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Folder><name>北片</name>
<Placemark><name>虚构北山村</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
113.41,30.30 113.42,30.30 113.42,30.31 113.41,30.30</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder></Folder>
<Folder><name>南山所</name>
<Placemark><name>虚构南山村</name><Polygon><outerBoundaryIs><LinearRing><coordinates>
113.43,30.30 113.44,30.30 113.44,30.31 113.43,30.30</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><name>所址</name><Point><coordinates>113.435,30.305</coordinates></Point></Placemark></Folder>
</Document></kml>"""  # noqa: E501 – as programs write it


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "gb2312"])
@pytest.mark.parametrize("name", ["社区.kml", "社区.ovkml", "社区.kmz", "社区.xml"])
def test_folders_of_a_kml_are_read_together(tmp_path: Path, name: str, encoding: str) -> None:
    data, path = KML.format(encoding=encoding).encode(encoding), tmp_path / name
    if name.endswith(".kmz"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("doc.kml", data)
            archive.writestr("files/icon.png", b"")
    else:
        path.write_bytes(data)
    reading = read_table(path, "communities", {"#layer": "station_code", "Name": "name"})
    assert (reading.read, reading.imported) == (4, 3)
    assert [r.code for r in reading.rejected] == ["geometry_not_polygon"]
    assert set(reading.frame["name"]) == {"虚构东湖社区", "虚构北山村", "虚构南山村"}
    assert not reading.frame.geometry.has_z.any()
    assert reading.frame.set_index("name")["station_code"]["虚构南山村"] == "南山所"
    assert read_table(path, "places", layer="南山所").frame["name"].dropna().tolist() == ["所址"]


def test_tracks_are_lines_and_waypoints_points(tmp_path: Path) -> None:
    path = tmp_path / "巡逻.gpx"
    track = "".join(f'<trkpt lat="{30.3 + n / 1000}" lon="113.4"/>' for n in range(5))
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="30.3" lon="113.41"><name>警务室</name></wpt>'
        f"<trk><name>一线</name><trkseg>{track}</trkseg></trk></gpx>",
        "utf-8",
    )
    lines = read_table(path, "reference_lines").frame
    assert (lines["name"].tolist(), len(shapely.get_coordinates(lines.geometry.iloc[0]))) == (["一线"], 5)
    assert read_table(path, "police_rooms").frame["name"].tolist() == ["警务室"]
    with pytest.raises(InputError, match="geometry_not_polygon"):
        read_table(path, "communities")


def test_lines_of_a_drawing_need_their_coordinate_system(tmp_path: Path) -> None:
    line = gpd.GeoSeries([LINE], crs=4326).to_crs(4546)
    path = write(gpd.GeoDataFrame({"Layer": ["0"]}, geometry=line), tmp_path / "道路.dxf", "DXF")
    with pytest.raises(InputError, match="crs_missing"):
        read_table(path, "reference_lines")
    found = read_table(path, "reference_lines", crs="EPSG:4546").frame.geometry.iloc[0]
    assert shapely.equals_exact(found, LINE, 1e-7)


def test_roads_of_openstreetmap(tmp_path: Path) -> None:
    nodes = "".join(f'<node id="{n}" lat="{30.3 + n / 1000}" lon="113.4" version="1"/>' for n in range(1, 7))
    ways = "".join(
        f'<way id="{n}" version="1"><nd ref="{2 * n - 1}"/><nd ref="{2 * n}"/><tag k="{key}" v="{value}"/>'
        f'<tag k="name" v="{name}"/></way>'
        for n, (key, value, name) in enumerate(
            [("highway", "motorway", "虚构高速"), ("waterway", "stream", "虚构河"), ("railway", "rail", "虚构铁路")], 1
        )
    )
    text = f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">{nodes}{ways}</osm>'
    for path, data in (("a.osm", text.encode()), ("a.osm.bz2", bz2.compress(text.encode()))):
        (tmp_path / path).write_bytes(data)
        lines = read_table(tmp_path / path, "reference_lines").frame
        assert sorted(lines["name"]) == sorted(["虚构高速", "虚构河", "虚构铁路"])


def test_jsons_of_other_makers(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    esri = {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 4490},
        "fields": [{"name": n, "type": "esriFieldTypeString"} for n in ("编码", "名称")],
        "features": [
            {
                "attributes": {"编码": code, "名称": name},
                "geometry": {"rings": [[list(p) for p in shape.exterior.coords][::-1]]},
            }
            for code, name, shape in zip(units["编码"], units["名称"], units.geometry, strict=True)
        ],
    }
    path = tmp_path / "esri.json"
    path.write_text(json.dumps(esri, ensure_ascii=False), "utf-8")
    require_units(read_table(path, "communities"), units)


def test_a_shapefile_without_its_index(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    path = write(units, tmp_path / "社区.shp", "ESRI Shapefile", encoding="GB18030")
    (tmp_path / "社区.shx").unlink()
    before = sorted(p.name for p in tmp_path.iterdir())
    reading = read_table(path, "communities")
    require_units(reading, units)
    assert "index_made" in codes(reading)
    assert sorted(p.name for p in tmp_path.iterdir()) == before


def test_a_dbf_alone_is_a_table(tmp_path: Path, units: gpd.GeoDataFrame) -> None:
    points = units.assign(lon=113.4, lat=30.3)
    path = write(points, tmp_path / "场所.shp", "ESRI Shapefile", encoding="GB18030").with_suffix(".dbf")
    for beside in (True, False):
        if not beside:
            (tmp_path / "场所.shp").unlink()
        frame = read_table(path, "places").frame
        assert frame["name"].tolist() == NAMES
        assert frame.geometry.x.tolist() == [113.4] * 4


HTML = """<html><head><meta charset="{encoding}"><style>td {{mso-number-format:"\\@"}}</style></head><body>
<table><tr><td colspan="4">虚构隐患台账<table><tr><td>导航</td></tr></table></td></tr></table>
<table border=1><tr><th>所属社区</th><th>隐患编号</th><th>上报<br>时间</th><th>经度</th><th>纬度</th></tr>
<tr><td rowspan=2>虚构东湖社区</td><td>0001</td><td>2026-03-05&nbsp;09:30</td><td>113.40</td><td>30.30</td></tr>
<tr style="display: none"><td>0002</td><td>2026-03-06 09:30</td><td>113.41</td><td>30.31</td></tr>
<tr><td colspan=2>合计：2</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_called_a_workbook(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "台账.xls"
    path.write_bytes(HTML.format(encoding=encoding).encode(encoding))
    reading = read_table(path, "hazards")
    assert reading.frame.index.tolist() == ["0001", "0002"]
    assert reading.frame["recorded_unit"].tolist() == ["虚构东湖社区"] * 2
    assert {"is_really_html", "merged_filled", "rows_hidden", "totals_skipped"} <= set(codes(reading))


XML = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="一"><Table>
<Row><Cell><Data ss:Type="String">派出所</Data></Cell><Cell><Data ss:Type="String">警号</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">岗位</Data></Cell></Row>
<Row ss:Index="3"><Cell ss:MergeDown="1"><Data ss:Type="String">甲所</Data></Cell><Cell><Data ss:Type="Number">429999001001</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">辅警</Data></Cell></Row>
<Row><Cell ss:Index="2"><Data ss:Type="String">000012</Data></Cell><Cell ss:Index="4"><Data ss:Type="String">民警</Data></Cell></Row>
</Table></Worksheet></Workbook>"""  # noqa: E501 – as programs write it


def test_a_workbook_as_xml(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xls"
    path.write_text(XML, "utf-8")
    frame = read_table(path, "officers").frame
    assert frame["station_code"].to_dict() == {"429999001001": "甲所", "000012": "甲所"}
    assert frame["role"].tolist() == ["auxiliary", "community_officer"]
    path.write_text(XML.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "aaaa">]><Workbook'), "utf-8")
    with pytest.raises(InputError, match="xml_entities"):
        read_table(path, "officers")


@pytest.mark.parametrize(("name", "encoding"), [("a.xls", "gb18030"), ("a.xlsx", "utf-8"), ("a.et", "utf-16")])
@pytest.mark.parametrize("sign", ["\t", ","])
def test_text_called_a_workbook(tmp_path: Path, name: str, encoding: str, sign: str) -> None:
    path = tmp_path / name
    path.write_bytes("警号,岗位\n000012,辅警\n".replace(",", sign).encode(encoding))
    reading = read_table(path, "officers")
    assert reading.frame.index.tolist() == ["000012"]
    assert "is_really_text" in codes(reading)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PAR1" + b"\0" * 64, "is_parquet"),
        (b"AC1032" + b"\0" * 64, "is_drawing"),
        (b"Rar!\x1a\7\0", "is_archive"),
        (b"7z\xbc\xaf\x27\x1c\0", "is_archive"),
        (b"%PDF-1.7\n", "is_document"),
        (b"\x89PNG\r\n\x1a\n", "is_picture"),
        (b"\xff\xd8\xff\xe0", "is_picture"),
        (b"MIME-Version: 1.0\r\n", "is_web_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "is_document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "has_password"),
        (b"\0\1\2\3" * 30, "file_unreadable"),
    ],
)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.shp"])
def test_what_is_none_of_these_is_named_for_what_it_is(tmp_path: Path, data: bytes, code: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as refused:
        read_table(path, "hazards")
    assert refused.value.code == code


def test_a_workbook_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["警号", "岗位"])
    sheet.append(["1", "辅警"])
    book.save(tmp_path / "a.xlsx")
    for name in ("a.csv", "a.xls", "a.zip", "a.et"):
        (tmp_path / "a.xlsx").rename(tmp_path / name) if name == "a.csv" else (tmp_path / name).write_bytes(
            (tmp_path / "a.csv").read_bytes()
        )
        assert kind_of_file(tmp_path / name) == "workbook"
        assert read_table(tmp_path / name, "officers").imported == 1
