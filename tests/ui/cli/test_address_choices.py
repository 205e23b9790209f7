"""Addresses by command: the table of what is not certain is written, filled in, and and read again."""

import json
from pathlib import Path

import pandas as pd
import pytest

from mapper.io.addresses.placing import NO_PLACE, UnsureAddress
from mapper.store.store import create, read_project
from tests.ui.projects.test_import_addresses import with_addresses
from ui.__main__ import main as run
from ui.cli.address_choices import read_choices, write_unsure
from ui.language.messages import Messages


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


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_was_chosen_comes_back_as_that_where_numbers_are_plain(tmp_path: Path, suffix: str) -> None:
    """Standard addresses numbered 1, 2, 3, 000012: none is taken for a place in the list of candidates."""
    known = ["1", "2", "3", "000012"]
    likest = tuple((key, f"长安路{key}号") for key in ("3", "1", "000012"))
    choices = {"a": "1", "b": "000012", "c": "2", "d": NO_PLACE}
    unsure = [UnsureAddress(text, 1, likest, choices.get(text)) for text in (*choices, "e")]
    path = tmp_path / f"地址{suffix}"
    write_unsure(unsure, path, Messages("zh_CN"))
    found = read_choices(path, known)
    assert found == choices
