"""Addresses by command: the table of what is not certain is written, filled in, and and read again."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mapper.store.store import create, read_project
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
