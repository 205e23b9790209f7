"""No file ends the process or fills the memory: the command line and the window say one sentence and go on."""

import bz2
import gzip
import itertools
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely
from pytestqt.qtbot import QtBot

from mapper.store.geopackage.store import create
from tests.dangerous import (
    MOST_RESIDENT_MB,
    needs_bounds,
    nested_geojson,
    nested_wkb,
    nested_wkt,
    one_sentence,
    run_bounded,
    with_geometry,
    write_xlsx,
)
from tests.districts import grid
from tests.ui.conftest import OpenWindow

pytestmark = needs_bounds
HEAD = {
    "A1": "隐患编号",
    "B1": "类型",
    "C1": "经度",
    "D1": "纬度",
    "A2": "H1",
    "B2": "消防",
    "C2": "113.4",
    "D2": "30.3",
}


@pytest.fixture(scope="module")
def small_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "p.gpkg"
    create(path, grid(2, 2))
    return path


@pytest.mark.parametrize("corner", ["XFD1048576", "BH1048576", "XFD3"])
def test_a_stray_cell_at_the_far_corner_is_told_and_left_out(small_project: Path, tmp_path: Path, corner: str) -> None:
    file = write_xlsx(tmp_path / "rows.xlsx", {**HEAD, corner: "x"})
    done = run_bounded("import", small_project, "hazards", file, "--dry-run", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.resident_mb < MOST_RESIDENT_MB
    told = json.loads(done.out)
    if corner != "XFD3":  # three rows are few enough to be read as they are
        assert (told["read"], told["imported"]) == (1, 1)
        assert {"code": "cells_far_off", "cells": 1, "example": corner} in told["notes"]
    else:
        assert [row["reason"] for row in told["rejected"]] == ["row_too_long"]


def _strings_that_are_not_there(path: Path) -> Path:
    many = 'count="4294967295" uniqueCount="4294967295"'
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" {many}><si><t>a</t></si></sst>'
    return write_xlsx(path / "strings.xlsx", HEAD, strings)


def _scattered_cells(path: Path) -> Path:
    """Each near the one before, all together over the whole sheet."""
    from mapper.io.far_cells import _letters

    return write_xlsx(path / "scattered.xlsx", {f"{_letters(1 + 15 * n)}{1 + 900 * n}": "x" for n in range(1000)})


_BOMB_MB = 160  # shrunk to a thousandth; more than twice what may come out of a packed file of any size


def _zip_bomb(path: Path) -> Path:
    with zipfile.ZipFile(path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(_BOMB_MB):
            member.write(bytes(2**20))
    return path / "bomb.zip"


def _workbook_bomb(path: Path) -> Path:
    file = write_xlsx(path / "bomb.xlsx", HEAD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/more.xml", "w") as member:
        for _ in range(_BOMB_MB):
            member.write(b" " * 2**20)
    return file


def _gzip_bomb(path: Path) -> Path:
    (path / "bomb.csv.gz").write_bytes(gzip.compress(b"1,2\n" * 2**18) * 600)
    return path / "bomb.csv.gz"


def _zip_that_climbs_out(path: Path) -> Path:
    with zipfile.ZipFile(path / "climbs.zip", "w") as archive:
        archive.writestr("../../a.csv", "a,b\n1,2\n")
    return path / "climbs.zip"


def _zip_of_a_link(path: Path) -> Path:
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path / "link.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    return path / "link.zip"


def _bzip_bomb(path: Path) -> Path:
    (path / "bomb.osm.bz2").write_bytes(bz2.compress(b"<osm>") + bz2.compress(b" " * 2**20) * 200)
    return path / "bomb.osm.bz2"


def _entities_of_a_map(path: Path) -> Path:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY l0 "ha">{laughs}]><kml><name>&l9;</name></kml>'
    (path / "laughs.kml").write_text(text, "utf-8")
    return path / "laughs.kml"


def _folders_without_end(path: Path) -> Path:
    (path / "deep.kml").write_text("<kml>" + "<Folder>" * 100_000, "utf-8")
    return path / "deep.kml"


def _page_of_empty_cells(path: Path) -> Path:
    page = "<html><table>" + '<tr><td colspan="16384">' * 20_000
    (path / "page.xls").write_text(page, "utf-8")
    return path / "page.xls"


def _comments_never_closed(path: Path) -> Path:
    (path / "page.xls").write_text("<html>" + "<!--" * 500_000, "utf-8")
    return path / "page.xls"


def _pipe(path: Path) -> Path:
    os.mkfifo(path / "pipe.csv")
    return path / "pipe.csv"


def _shapefile_with_a_pipe(path: Path) -> Path:
    import geopandas as gpd
    import shapely

    gpd.GeoDataFrame({"a": ["x"]}, geometry=[shapely.Point(113.4, 30.3)], crs=4326).to_file(path / "a.shp")
    (path / "a.prj").unlink()
    os.mkfifo(path / "a.prj")
    return path / "a.shp"


def _brackets(path: Path) -> Path:
    (path / "brackets.geojson").write_text('{"type":"FeatureCollection","features":' + "[" * 100_000, "utf-8")
    return path / "brackets.geojson"


def _nested_geojson(path: Path) -> Path:
    (path / "nested.geojson").write_text(nested_geojson(100_000), "utf-8")
    return path / "nested.geojson"


def _one_row_of_commas(path: Path) -> Path:
    (path / "commas.csv").write_text("," * 20_000_000, "utf-8")
    return path / "commas.csv"


def _other_kind_by_a_false_name(path: Path) -> Path:
    layer = "<OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer>"
    (path / "vrt.gpkg").write_text(f"<OGRVRTDataSource>{layer}</OGRVRTDataSource>", "utf-8")
    return path / "vrt.gpkg"


def _entities(path: Path) -> Path:
    file = write_xlsx(path / "entities.xlsx", HEAD)
    names = "abcdefghij"
    each = "".join(f'<!ENTITY {n} "{f"&{m};" * 10}">' for m, n in itertools.pairwise(names))
    sheet = f'<!DOCTYPE w [<!ENTITY a "{"x" * 100}">{each}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr">'
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = f"{sheet}<is><t>&j;</t></is></c></row></sheetData></worksheet>".encode()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


DANGERS: dict[Callable[[Path], Path], str] = {
    _strings_that_are_not_there: "stray cell",
    _scattered_cells: "stray cell",
    _zip_bomb: "unpack",
    _workbook_bomb: "unpack",
    _gzip_bomb: "unpack",
    _zip_that_climbs_out: "leads out",
    _zip_of_a_link: "link",
    _pipe: "pipe",
    _shapefile_with_a_pipe: "pipe",
    _brackets: "nested",
    _nested_geojson: "nested",
    _one_row_of_commas: "columns",
    _other_kind_by_a_false_name: "cannot be read",
    _entities: "cannot be read",
    _entities_of_a_map: "entities",
    _bzip_bomb: "unpack",
    _folders_without_end: "nested",
    _page_of_empty_cells: "stray cell",
    _comments_never_closed: "empty",
}


@pytest.mark.parametrize("danger", DANGERS, ids=lambda make: make.__name__)
def test_a_dangerous_file_gets_one_sentence(
    small_project: Path, tmp_path: Path, danger: Callable[[Path], Path]
) -> None:
    file = danger(tmp_path)
    said = one_sentence(run_bounded("import", small_project, "hazards", file, "--dry-run"))
    assert DANGERS[danger] in said
    made = tmp_path / "new.gpkg"
    assert DANGERS[danger] in one_sentence(run_bounded("new", made, "--communities", file))
    assert not made.exists()


def test_the_sentence_is_chinese_too(small_project: Path, tmp_path: Path) -> None:
    done = run_bounded("import", small_project, "hazards", _zip_bomb(tmp_path), "--dry-run", language="zh_CN")
    assert "解压" in one_sentence(done)


@pytest.mark.parametrize("kind", ["csv", "geojson", "gpkg"])
def test_a_row_nested_too_deep_costs_itself_and_is_told(small_project: Path, tmp_path: Path, kind: str) -> None:
    file = tmp_path / f"units.{kind}"
    if kind == "csv":
        area = "POLYGON((113.4 30.3,113.41 30.3,113.41 30.31,113.4 30.3))"
        file.write_text(f'编码,名称,wkt\nU1,甲社区,"{nested_wkt(6000)}"\nU2,乙社区,"{area}"\n', "utf-8")
    elif kind == "geojson":
        near = json.loads(nested_geojson(0))
        near["features"].insert(0, json.loads(nested_geojson(60))["features"][0])
        near["features"][1]["geometry"] = shapely.geometry.mapping(shapely.box(113.4, 30.3, 113.41, 30.31))
        file.write_text(json.dumps(near), "utf-8")
    else:
        with_geometry(Path(shutil.copy(small_project, file)), "communities", nested_wkb(200_000))
    asked = ["import", small_project, "communities", file, "--dry-run", "--json"]
    done = run_bounded(*asked, *(["--layer", "communities"] if kind == "gpkg" else []))
    assert (done.status, done.err) == (0, ""), done
    told = json.loads(done.out)
    first = 2 if kind == "csv" else 1  # as the file counts: a sheet's first row is its headings
    assert told["rejected"] == [{"row": first, "reason": "geometry_missing"}]
    assert told["imported"] == told["read"] - 1 >= 1


BROKEN_SHAPES = {
    "deep": nested_wkb(200_000),
    "deep within parts": struct.pack("<BII", 1, 6, 1) * 200_000,
    "more points than bytes": struct.pack("<BII", 1, 2, 0xFFFFFFFF) + bytes(64),
    "more parts than bytes": struct.pack("<BII", 1, 7, 0xFFFFFFFF) + bytes(64),
    "no such kind": struct.pack("<BII", 1, 99, 1) + bytes(64),
    "cut off": b"\1",
}


@pytest.mark.parametrize("shape", BROKEN_SHAPES)
def test_a_project_with_dangerous_shapes_opens_without_them_and_names_them(
    small_project: Path, tmp_path: Path, shape: str
) -> None:
    project, tables = Path(shutil.copy(small_project, tmp_path)), ("communities", "stations")
    for table in tables:
        with_geometry(project, table, BROKEN_SHAPES[shape])
    done = run_bounded("check", project, "--json")
    assert (done.status, done.err) == (0, ""), done
    assert done.resident_mb < MOST_RESIDENT_MB
    left_out = [one for one in json.loads(done.out)["findings"] if one["code"] == "cell_set_aside"]
    assert {one["values"]["table"] for one in left_out} == set(tables)


def test_the_window_says_the_same_and_stays(
    small_project: Path, tmp_path: Path, open_window: OpenWindow, qtbot: QtBot
) -> None:
    # The command line has shown that these sentences come before the danger, so the window may be in this process.
    window = open_window(small_project)
    before = window.workspace
    deep = with_geometry(Path(shutil.copy(small_project, tmp_path / "deep.gpkg")), "communities", nested_wkb(200_000))
    os.mkfifo(tmp_path / "pipe.gpkg")
    window.open_project(tmp_path / "pipe.gpkg")
    qtbot.waitUntil(lambda: "pipe.gpkg" in window.notice.words.text(), timeout=20_000)
    assert window.workspace is before
    window.open_project(deep)
    qtbot.waitUntil(lambda: window.notice.words.text() == window.say("notice.set_aside", cells=1), timeout=20_000)
    assert window.workspace is not None
    assert window.workspace.document.project.communities.geometry.isna().sum() == 1
