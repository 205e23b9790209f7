"""``check --mend``: what is found is put right, and said to be only where a new check finds nothing."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.affinity import translate

from mapper.store.store import create, open_store, read_project
from tests.districts import frame, grid
from ui.__main__ import main as run
from ui.language.messages import Messages
from ui.language.sentences import logged_sentence


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert run([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_all_mended_is_said_only_where_a_new_check_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, begun = tmp_path / "p.gpkg", grid(3, 2)
    units = begun.communities.assign(station_code=["S9", *["S1"] * 5])
    units.loc["u1-1", "geometry"] = units.geometry["u1-1"].buffer(-0.00005, join_style="mitre")
    create(path, begun.with_tables(communities=units))
    dry = json.loads(told(capsys, "check", path, "--mend", "all", "--dry-run", "--json"))
    assert (dry["found"], dry["left"], dry["written"]) == (2, [], False)
    assert "可全部修正" in told(capsys, "check", path, "--mend", "all", "--dry-run", "--language", "zh_CN")
    assert read_project(path).communities["station_code"].iloc[0] == "S9"
    assert "全部修正" in told(capsys, "check", path, "--mend", "all", "--language", "zh_CN")
    assert read_project(path).communities["station_code"].eq("S1").all()
    assert json.loads(told(capsys, "check", path, "--mend", "all", "--json"))["found"] == 0
    assert "未发现" in told(capsys, "check", path, "--mend", "all", "--language", "zh_CN")
    assert run(["check", str(path), "--mend", "seat_vacant"]) == 2


def test_mending_acts_on_the_part_asked_for_and_says_who_keeps_the_ground(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two overlaps, one in the land of each station: one is mended, and its keeper and its loser are named."""
    path, begun = tmp_path / "p.gpkg", grid(4, 2)
    units = begun.communities.copy()
    shapes = units.geometry.to_dict()
    for one, other in (("u0-0", "u0-1"), ("u3-0", "u3-1")):
        upwards = shapes[one].centroid.y < shapes[other].centroid.y
        high = 0.2 * (shapes[one].bounds[3] - shapes[one].bounds[1])
        shapes[one] = shapes[one].union(translate(shapes[one], yoff=high if upwards else -high))
    units = units.set_geometry(gpd.GeoSeries(list(shapes.values()), index=units.index, crs=units.crs))
    units["station_code"] = ["S1" if code in ("u0-0", "u0-1", "u1-0", "u1-1") else "S2" for code in units.index]
    stations = frame("stations", [{"station_code": code, "name": code} for code in ("S1", "S2")], [None, None])
    create(path, begun.with_tables(communities=units, stations=stations))
    whole = json.loads(told(capsys, "check", path, "--mend", "unit_overlap", "--dry-run", "--json"))
    part = json.loads(told(capsys, "check", path, "--mend", "unit_overlap", "--station", "S1", "--dry-run", "--json"))
    assert (whole["found"], part["found"]) == (2, 1)
    said = told(capsys, "check", path, "--mend", "unit_overlap", "--station", "S1", "--language", "en")
    assert "keeps the ground" in said
    left = read_project(path).communities.geometry
    assert left["u0-0"].intersection(left["u0-1"]).area < 1e-12 < left["u3-0"].intersection(left["u3-1"]).area
    store = open_store(path)
    line = store.change_log().iloc[-1]
    words = logged_sentence(Messages("en"), line["code"], line["details"], store.project)
    store.close()
    assert any(store.project.communities.at[code, "name"] in words for code in ("u0-0", "u0-1"))
