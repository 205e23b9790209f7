"""Odd ways in which files are written: each is read for what it says, or costs its own row alone."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely

from mapper.errors import InputError
from mapper.io.coordinates import pair_of, ring_of
from mapper.io.reading import Reading, read_table

HEAD = "隐患编号,隐患类型,经度,纬度\n"
ROWS = "N1,消防,113.40,30.30\nN2,消防,113.41,30.31\n"
RING = "113.3,30.2;113.3,30.21;113.31,30.21;113.3,30.2"


def read(folder: Path, content: str | bytes, name: str = "list.csv", table: str = "hazards") -> Reading:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, table)


def codes(reading: Reading) -> set[str]:
    return {note.code for note in reading.notes}


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "gb18030"])
def test_an_encoding_is_found_with_and_without_its_mark(tmp_path: Path, encoding: str) -> None:
    mark = b"\x84\x31\x95\x33" if encoding == "gb18030" else b""
    reading = read(tmp_path, mark + (HEAD + ROWS).encode(encoding))
    assert list(reading.frame.index) == ["N1", "N2"]
    assert reading.columns["hazard_id"] == "隐患编号"


def test_digits_kept_as_text_are_the_digits(tmp_path: Path) -> None:
    rows = '="000012",消防,113.4,30.3\n\'000013,消防,113.4,30.3\n`000014,消防,113.4,30.3\n'
    assert list(read(tmp_path, HEAD + rows).frame.index) == ["000012", "000013", "000014"]


def test_a_header_that_comes_again_is_no_row(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + ROWS + HEAD + "N3,消防,113.42,30.31\n")
    assert (reading.read, list(reading.frame.index)) == (3, ["N1", "N2", "N3"])
    assert "headers_repeated" in codes(reading)


def test_an_empty_byte_costs_no_row_and_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path, (HEAD + ROWS).replace("N2", "N\0002"))
    assert list(reading.frame.index) == ["N1", "N2"]
    assert "bytes_unread" in codes(reading)


def test_a_slip_in_a_coordinate_costs_that_place_and_not_the_file(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD + ROWS + "N3,消防,113.40,3030\n")
    assert shapely.is_missing(reading.frame.geometry.array).tolist() == [False, False, True]
    assert "coordinates_unread" in codes(reading)
    with pytest.raises(InputError) as refused:  # metres under the headings of degrees are no slips
        read(tmp_path, HEAD + "N1,消防,529251,3353000\nN2,消防,529351,3353100\n")
    assert refused.value.code == "crs_missing"


@pytest.mark.parametrize(
    "text",
    ["113.4,30.3", "（113.4，30.3）", "113.4、30.3", "东经113°24′ 北纬30°18′", "30°18′00″N 113°24′00″E",
     "N30.3 E113.4", "经度113.4 纬度30.3", "113°24′00″E, 30°18′00″N", "纬度:30.3, 经度:113.4"],
)  # fmt: skip
def test_a_pair_in_one_cell(text: str) -> None:
    assert pair_of(text) == pytest.approx((113.4, 30.3))


@pytest.mark.parametrize("text", ["", "POINT (113.4 30.3)", "新华路3号", "113.4", "1,2,3", "0101000000"])
def test_what_is_no_pair(text: str) -> None:
    assert pair_of(text) is None


@pytest.mark.parametrize("text", [RING, RING.replace(";", "|").replace(",", " ").replace("|", ";"), f"[{RING}]"])
def test_borders_as_web_maps_hand_them_out_are_areas(tmp_path: Path, text: str) -> None:
    reading = read(tmp_path, f'社区编码,社区名称,边界坐标\n429999001001,新华,"{text}"\n', table="communities")
    expected = shapely.Polygon([(113.3, 30.2), (113.3, 30.21), (113.31, 30.21)])
    assert reading.frame.geometry.iloc[0].equals(expected)
    assert "lines_closed" in codes(reading)


def test_numbers_that_are_no_border() -> None:
    assert ring_of("113.3,30.2") is None
    assert ring_of("113.3,30.2,113.4,30.3,1") is None
    assert shapely.get_num_geometries(ring_of(f"{RING}|{RING}")) == 2


def test_columns_of_a_kml_keep_their_chinese_names(tmp_path: Path) -> None:
    ring = "113.3,30.2 113.3,30.21 113.31,30.21 113.3,30.2"
    place = (
        '<Placemark><ExtendedData><Data name="社区编码"><value>429999001001</value></Data><Data name="社区名称">'
        "<value>新华</value></Data></ExtendedData><Polygon><outerBoundaryIs><LinearRing><coordinates>"
        f"{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>"
    )
    kml = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}' + place + "</Document></kml>"
    reading = read(tmp_path, kml.format(""), "units.ovkml", "communities")
    assert list(reading.frame.index) == ["429999001001"]
    assert reading.frame["name"].tolist() == ["新华"]
    assert "datum_of_kind" in codes(reading)
    said = read(tmp_path, kml.format("<OvCoordType>GCJ02</OvCoordType>"), "said.ovkml", "communities")
    assert next(note.values["datum"] for note in said.notes if note.code == "datum_heading") == "gcj02"
    assert not {"datum_of_kind", "datum_heading"} & codes(read(tmp_path, kml.format(""), "units.kml", "communities"))


def test_a_collection_of_areas_is_an_area(tmp_path: Path) -> None:
    ring = [[113.3, 30.2], [113.3, 30.21], [113.31, 30.21], [113.3, 30.2]]
    area = {"type": "Polygon", "coordinates": [ring]}
    line = {"type": "LineString", "coordinates": ring[:2]}
    features = [
        {
            "type": "Feature",
            "properties": {"编码": key},
            "geometry": {"type": "GeometryCollection", "geometries": parts},
        }
        for key, parts in (("1", [area]), ("2", [area, line]))
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    reading = read(tmp_path, text, "units.geojson", "communities")
    assert list(reading.frame.index) == ["1"]
    assert [one.code for one in reading.rejected] == ["geometry_not_polygon"]
    assert np.isclose(reading.frame.geometry.iloc[0].area, shapely.Polygon(ring).area)


def test_persons_are_known_by_what_stands_in_a_column_whatever_its_heading(tmp_path: Path) -> None:
    head = HEAD.strip() + ",A,B,C,D\n"
    names = ("王小明", "李大伟", "张志强", "刘建国")
    rows = [
        f"N{n},消防,113.4,30.3,1380013800{n},{names[n]},武汉路{n}号3栋2单元{n}01室,巡查{n}\n" for n in range(4)
    ]  # made up
    reading = read(tmp_path, head + "".join(rows))
    told = {note.code: note.values.get("columns") for note in reading.notes}
    assert told["sensitive_dropped"] == ["A"]
    assert told["looks_personal"] == ["B", "C"]
    assert set(reading.dropped_columns) == {"A", "B", "C", "D"}


def test_errors_of_formulas_are_counted_and_say_nothing(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["隐患编号", "隐患类型", "经度", "纬度"])
    sheet.append(["N1", "#N/A", 113.4, 30.3])
    sheet.append(["N2", "消防", 113.4, "#REF!"])
    book.save(tmp_path / "list.xlsx")
    reading = read_table(tmp_path / "list.xlsx", "hazards")
    assert [note.values["cells"] for note in reading.notes if note.code == "formula_errors"] == [2]
    assert reading.frame["category"].isna().tolist() == [True, False]
    assert shapely.is_missing(reading.frame.geometry.array).tolist() == [False, True]


def test_an_hour_as_police_write_it(tmp_path: Path) -> None:
    reading = read(tmp_path, HEAD.strip() + ",上报时间\nN1,消防,113°24ˊ00〞,30.3,2026-11-03 晚8时许\n")
    assert reading.frame["reported_at"].astype(str).tolist() == ["2026-11-03 20:00:00"]
    assert reading.frame.geometry.iloc[0].x == pytest.approx(113.4)


def test_a_zip_that_has_lost_its_beginning_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("doc.kml", "<kml/>" * 20)
    for name in ("doc.kmz", "list.zip", "list.xlsx"):
        with pytest.raises(InputError):
            read(tmp_path, b"PK\3\4" + packed.getvalue()[60:], name)
