"""Addresses by command: the table of what is not certain is written, filled in, and read again; and findings mended."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mapper.store.store import create, read_project
from tests.districts import grid
from tests.ui.projects.test_import_addresses import with_addresses
from ui.__main__ import main as run


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert run([*map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_a_table_of_choices_goes_out_and_comes_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, ledger, table = tmp_path / "p.gpkg", tmp_path / "l.csv", tmp_path / "choose.csv"
    create(project, with_addresses())
    pd.DataFrame({"编号": ["Y1", "Y2"], "日期": "2026-11-20", "地点": ["长丰路12号", "长风路14号"]}).to_csv(
        ledger, index=False
    )
    report = json.loads(told(capsys, "import", project, "hazards", ledger, "--unsure-addresses", table, "--json"))
    assert [one["address"] for one in report["unsure_addresses"]] == ["长风路14号"]
    rows = pd.read_csv(table, dtype="str")
    assert rows.iloc[0, 3].startswith("Z2 ")
    rows.iloc[0, 0] = "1"
    rows.to_csv(table, index=False, encoding="utf-8-sig")
    told(capsys, "import", project, "hazards", ledger, "--address-choices", table)
    assert read_project(project).hazards.geometry.notna().all()
    rows.iloc[0, 0] = "Z9"
    rows.to_csv(table, index=False, encoding="utf-8-sig")
    assert run(["import", str(project), "hazards", str(ledger), "--address-choices", str(table)]) == 2
    assert "Z9" in capsys.readouterr().err


def test_all_mended_is_said_only_where_a_new_check_finds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, begun = tmp_path / "p.gpkg", grid(3, 2)
    units = begun.communities.assign(station_code=["S9", *["S1"] * 5])
    units.loc["u1-1", "geometry"] = units.geometry["u1-1"].buffer(-0.00005, join_style="mitre")
    create(path, begun.with_tables(communities=units))
    dry = json.loads(told(capsys, "check", path, "--mend", "all", "--dry-run", "--json"))
    assert (dry["found"], dry["left"], dry["written"]) == (2, [], False)
    assert read_project(path).communities["station_code"].iloc[0] == "S9"
    assert "全部修正" in told(capsys, "check", path, "--mend", "all", "--language", "zh_CN")
    assert read_project(path).communities["station_code"].eq("S1").all()
    assert json.loads(told(capsys, "check", path, "--mend", "all", "--json"))["found"] == 0
    assert run(["check", str(path), "--mend", "seat_vacant"]) == 2
