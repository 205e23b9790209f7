"""The command line as a person uses it: from files to paper, and one clear sentence where something is wrong."""

import re
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from mapper.store.geopackage.column_reader import FORMAT_VERSION
from tests.districts import cell_centre, grid
from tests.drawn import some
from tests.ui.cli.answers import told
from ui.__main__ import main


@pytest.fixture
def land(tmp_path: Path) -> Path:
    """A station's own polygons, as GeoJSON with its own column names."""
    units = grid(3, 2).communities.reset_index()[["community_code", "name", "station_code", "geometry"]]
    file = tmp_path / "社区.geojson"
    units.rename(columns={"community_code": "SQBM", "name": "社区名称", "station_code": "派出所编码"}).to_file(file)
    return file


def test_files_become_a_project_and_then_answers(
    land: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = tmp_path / "p.gpkg"
    assert main(["new", str(project), "--communities", str(land), "--map", "community_code=SQBM"]) == 0
    capsys.readouterr()

    points = tmp_path / "隐患.csv"
    at = [cell_centre(0, 0), cell_centre(2, 1)]
    pd.DataFrame(
        {
            "隐患编号": ["a", "b", "c"],
            "身份证号": ["000000000000000000"] * 3,
            "经度": [at[0].x, at[1].x, None],
            "纬度": [at[0].y, at[1].y, None],
        }
    ).to_csv(points, index=False)
    before = project.read_bytes()
    dry = told(capsys, "import", project, "hazards", points, "--dry-run")
    assert project.read_bytes() == before
    read = told(capsys, "import", project, "hazards", points)
    assert read == dry
    assert set(read) >= {
        "table",
        "read",
        "imported",
        "rejected",
        "dropped_columns",
        "encoding",
        "crs",
        "datum",
        "notes",
    }
    assert read["read"] == read["imported"] + len(read["rejected"]) == 3
    assert "身份证号" in read["dropped_columns"]
    assert b"000000000000000000" not in project.read_bytes()

    owned = told(capsys, "own", project, "hazards")
    assert owned["owned"] == 2
    assert owned["exceptions"] == {"outside": 0, "overlap": 0, "boundary": 0, "no_coordinates": 1}
    assert [row["community_code"] for row in owned["rows"]] == ["u0-0", "u2-1", None]

    ledger = told(capsys, "coverage", project)
    assert (ledger["units"], ledger["covered"]) == (6, 0)
    assert {row["state"] for row in ledger["rows"]} == {"vacant"}
    found = told(capsys, "check", project)
    assert found["counts"]["seat_vacant"] == 6
    assert sum(found["counts"].values()) == len(found["findings"])


def test_the_sample_through_every_reading_command(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = told(capsys, "coverage", sample)
    assert (ledger["as_of"], ledger["covered"], ledger["units"]) == ("2026-11-23", 102, 108)
    stations = told(capsys, "coverage", sample, "--by", "station")
    assert sum(row["units"] for row in stations["rows"]) == 108
    assert stations["posting"]["counties"]["429999"] == {"police": 420, "at_stations": 190, "community": 76}
    assert len(stations["posting"]["stations_below"]) == 4
    assert {row["station_code"]: row["days_since"] for row in stations["liaison"] if row["due"]} == {
        "429999570000": 287,
        "429999580000": 23,  # it has no liaison unit
    }
    earlier = told(capsys, "coverage", sample, "--as-of", "2026-10-01")
    assert earlier["covered"] > 102  # before the duty that ran out 41 days ago ended
    owned = told(capsys, "own", sample, "disputes")
    assert owned["owned"] + sum(owned["exceptions"].values()) == len(owned["rows"])
    for suffix in (".xlsx", ".csv"):
        out = tmp_path / f"台账{suffix}"
        assert main(["coverage", str(sample), "--out", str(out)]) == 0
        table = pd.read_excel(out, dtype=str, engine="calamine") if suffix == ".xlsx" else pd.read_csv(out, dtype=str)
        assert len(table) == 108
        assert table["编码"].str.len().eq(12).all()
        assert table["状态"].value_counts()["空缺"] == 4
        assert set(table["类别"]) == {"社区", "村"}
        assert set(table["截至"]) == {"2026-11-23"}
    for language in ("zh_CN", "en"):
        assert main(["check", str(sample), "--language", language]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) > 28
        assert not any("{" in line for line in lines)


def test_a_sheet_and_a_web_map(sample: Path, tmp_path: Path) -> None:
    for name, head in (("a.pdf", b"%PDF"), ("a.png", b"\x89PNG"), ("a.svg", b"<?xml")):
        assert main(["print", str(sample), str(tmp_path / name), "--paper", "A4"]) == 0
        assert (tmp_path / name).read_bytes().startswith(head)
    assert main(["html", str(sample), str(tmp_path / "a.html"), "--audience", "public"]) == 0
    assert "<html" in (tmp_path / "a.html").read_text("utf-8")


def bad_inputs(tmp_path: Path, land: Path, sample: Path) -> dict[str, list[object]]:
    """Commands that cannot be done, by what is wrong with each."""
    empty, other, plain = tmp_path / "empty.csv", tmp_path / "other.doc", tmp_path / "plain.csv"
    empty.write_bytes(b"")
    other.write_bytes(b"\xd0\xcf\x11\xe0 not a table")
    plain.write_text("隐患编号,类型\na,消防\n", "utf-8")
    newer = tmp_path / "newer.gpkg"
    newer.write_bytes(sample.read_bytes())
    with sqlite3.connect(newer) as connection:
        connection.execute("UPDATE project_settings SET version = ?", (FORMAT_VERSION + 1,))
    connection.close()
    new = ["new", tmp_path / "new.gpkg", "--communities"]
    rows = ["import", sample, "hazards"]
    return {
        "missing file": [*new, tmp_path / "none.shp"],
        "directory": [*new, tmp_path],
        "empty": [*rows, empty],
        "another kind": [*rows, other],
        "no coordinates": [*rows, plain],
        "unknown CRS": [*new, land, "--crs", "EPSG:999999"],
        "unwritable": ["print", sample, tmp_path / "no" / "such" / "folder" / "a.pdf"],
        "newer": ["coverage", newer],
        "no project": ["coverage", land],
        "missing project": ["check", tmp_path / "none.gpkg"],
        "unknown option": ["check", sample, "--speed", "warp"],
        "bad day": ["check", sample, "--as-of", "yesterday"],
        "bad map": [*new, land, "--map", "SQBM"],
        "unknown field": [*new, land, "--map", "community_code=NOPE"],
        "unknown station": ["print", sample, tmp_path / "a.pdf", "--station", "nowhere"],
        "unknown template": ["print", sample, tmp_path / "a.pdf", "--template", "poster"],
        "unfit template": ["print", sample, tmp_path / "a.pdf", "--template", "unit"],
        "picture kind": ["print", sample, tmp_path / "a.docx"],
        "sample into a file": ["sample", land],
        "already there": ["new", sample, "--communities", land],
        "no such table": ["import", sample, "persons", plain],
    }


@pytest.mark.parametrize("language", some(["zh_CN", "en"], 1))
def test_bad_input_is_one_sentence_and_loses_nothing(
    land: Path, sample: Path, tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    held = sample.read_bytes()
    commands = bad_inputs(tmp_path, land, sample)
    there = sorted(tmp_path.rglob("*"))
    for what, arguments in commands.items():
        assert main([*map(str, arguments), "--language", language]) == 2, what
        out, err = capsys.readouterr()
        assert out == "", what
        assert err.count("\n") == 1, (what, err)
        assert "Traceback" not in err
        assert "{" not in err, (what, err)
    assert sorted(tmp_path.rglob("*")) == there
    assert sample.read_bytes() == held


def test_without_a_display_the_window_says_so(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert main([str(sample), "--language", "en"]) == 2
    assert "no display" in capsys.readouterr().err


def test_a_layer_of_points_is_no_community(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "points.geojson"
    gpd.GeoDataFrame({"code": ["a"]}, geometry=[cell_centre(0, 0)], crs=4326).to_file(file)
    assert main(["new", str(tmp_path / "p.gpkg"), "--communities", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "p.gpkg").exists()


@pytest.mark.asks_anew
def test_a_fault_of_ours_is_status_1_and_a_sentence(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("mapper.day.day.tiling_findings", lambda _project: 1 / 0)
    assert main(["check", str(sample)]) == 1
    err = capsys.readouterr().err
    assert "ZeroDivisionError" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("by", ["unit", "station", "county"])
def test_the_ledger_is_told_in_the_readers_language(sample: Path, by: str, capsys: pytest.CaptureFixture[str]) -> None:
    more = ("--since", "2026-11-01", "--ahead", "400")
    for language, codes in (("zh_CN", r"[a-z]{4}|<NA>|True"), ("en", r"[a-z]+_[a-z]|<NA>|True")):
        assert main(["coverage", str(sample), "--by", by, *more, "--language", language]) == 0
        assert re.findall(codes, capsys.readouterr().out) == []


def test_coverage_tells_days_lost_and_gaps_to_come(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("coverage", sample, "--since", "2026-11-01", "--until", "2026-11-23", "--ahead", "400")
    found = told(capsys, *asked)
    assert found["rostered_days"] == 108 * 23
    assert sum(row["vacant_days"] + row["away_days"] for row in found["rows"]) == found["lost_days"] > 0
    assert {row["vacant_days"] for row in found["rows"] if row["state"] == "vacant"} == {23}
    stations = told(capsys, *asked, "--by", "station")
    assert sum(row["vacant_days"] + row["away_days"] for row in stations["rows"]) == found["lost_days"]
    assert sum(row["gaps"] for row in stations["rows"]) == sum(row["gap_from"] is not None for row in found["rows"])
    assert "vacant_days" not in told(capsys, "coverage", sample)["rows"][0]
    assert main(["coverage", str(sample), "--since", "2026-12-01", "--until", "2026-11-01"]) == 2
