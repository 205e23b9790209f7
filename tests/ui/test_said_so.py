"""What a person must be told: how files were linked, that nothing came in, that nobody is recorded."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from pytestqt.qtbot import QtBot
from shapely.geometry import box

from mapper.schema import DEGREES
from mapper.store.geopackage.store import open_store
from tests.ui.conftest import OpenWindow
from tests.ui.test_editing import press_ok
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.projects.new_project import NewProjectDialog


@pytest.fixture
def land(tmp_path: Path) -> tuple[Path, Path]:
    """Two units, one of which names its station without the zeros, the other none; and the station."""
    units = gpd.GeoDataFrame(
        {"community_code": ["1", "2"], "name": ["甲", "乙"], "station_code": ["5", None]},
        geometry=[box(113, 30, 113.01, 30.01), box(113.01, 30, 113.02, 30.01)],
        crs=DEGREES,
    )
    stations = gpd.GeoDataFrame(
        {"station_code": ["005"], "name": ["虚构所"]}, geometry=[box(113, 30, 113.02, 30.01)], crs=DEGREES
    )
    units.to_file(tmp_path / "units.geojson")
    stations.to_file(tmp_path / "stations.geojson")
    return tmp_path / "units.geojson", tmp_path / "stations.geojson"


def made(land: tuple[Path, Path], path: Path) -> Path:
    units, stations = land
    assert main(["new", str(path), "--communities", str(units), "--stations", str(stations)]) == 0
    return path


def test_new_tells_how_stations_were_linked(
    land: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(land, tmp_path / "p.gpkg")
    told = capsys.readouterr().out
    assert "1 个社区（村）的派出所编码已与派出所表对应" in told
    assert "1 个社区（村）没有写明派出所，按所在辖区归属" in told


def test_the_window_tells_the_same_as_the_command(
    open_window: OpenWindow,
    land: tuple[Path, Path],
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    units = gpd.read_file(land[0])
    rejected = units.assign(community_code=[None, "1"], note="x")
    gpd.GeoDataFrame(pd.concat([units, rejected]), crs=units.crs).to_file(land[0])
    made(land, tmp_path / "p.gpkg")
    *told, _ = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert len(told) > 4
    window = open_window()
    window.menu_actions["new"].trigger()
    dialog = next(d for d in window.findChildren(NewProjectDialog) if d.isVisible())
    for name, path in zip(("communities", "stations", "target"), (*land, tmp_path / "w.gpkg"), strict=True):
        dialog.take(name, path)
    qtbot.waitUntil(dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled)
    press_ok(dialog, qtbot)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=20_000)
    settle(qtbot, window)
    assert window.workspace is not None
    assert window.notice.words.text().splitlines() == told
    coverage = window.workspace.headline.buttons["coverage"]
    assert "未录入民警" in coverage.words.text()
    assert "还没有录入民警和辅警" in coverage.toolTip()


def test_a_file_of_which_nothing_can_be_used_is_bad_input(
    land: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = made(land, tmp_path / "p.gpkg")
    duties = tmp_path / "duties.csv"
    duties.write_text("责任编号,警号,社区编码\nD1,,1\nD2,,2\n", "utf-8")
    capsys.readouterr()
    before = project.read_bytes()
    assert main(["import", str(project), "duties", str(duties), "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["imported"] == 0
    assert "2 行全部不能采用" in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert project.read_bytes() == before
    store = open_store(project)
    assert store.project.duties.empty
    store.close()


def test_coverage_and_check_say_that_nobody_is_recorded(
    land: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = made(land, tmp_path / "p.gpkg")
    for command in ("coverage", "check"):
        capsys.readouterr()
        assert main([command, str(project)]) == 0
        assert "还没有录入民警和辅警" in capsys.readouterr().out
        assert main([command, str(project), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["officers_recorded"] == 0
