"""``form``: mapped once, filled again and again, with what changed since the last hand-in, and logged."""

import json
from pathlib import Path

import openpyxl
import pytest

from mapper.store.export_log import exports_of
from mapper.store.store import create
from tests.layers.test_linkage import random_district
from ui.__main__ import main


def test_it_is_mapped_once_and_tells_what_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project, blank, out = tmp_path / "p.gpkg", tmp_path / "月报.xlsx", tmp_path / "out.xlsx"
    create(project, random_district(1))
    openpyxl.Workbook().save(blank)
    asked = ["form", str(project), str(blank), str(out), "--json"]
    assert main(asked) == 2, "nothing is mapped yet"
    capsys.readouterr()
    assert main([*asked, "--set", "B2=disputes_received", "--set", "B3=units@Station S1"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert [cell["before"] for cell in first["cells"]] == [None, None]
    assert main([*asked, "--as-of", "2026-12-31"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert second["changed"] == 1
    assert (first["in_part"], second["in_part"]) == (["Sheet!B2"], ["Sheet!B2"]), "records end before the period does"
    assert second["cells"][0]["before"] == first["cells"][0]["value"]
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert (sheet["B2"].value, sheet["B3"].value) == (0, 8)
    assert [(line.theme, line.contained["cells"]) for line in exports_of(project)] == [("form", 2)] * 2
    assert main([*asked, "--forget", "B2", "--dry-run"]) == 0
    assert len(json.loads(capsys.readouterr().out)["cells"]) == 1
    assert len(exports_of(project)) == 2
