"""``check --mend``: what is found is put right, and said to be only where a new check finds nothing."""

import json
from pathlib import Path

import pytest

from mapper.store.store import create, read_project
from tests.districts import grid
from ui.__main__ import main as run


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
