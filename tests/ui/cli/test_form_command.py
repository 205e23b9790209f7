"""``form``: mapped once, filled again and again, with what changed since the last hand-in, and logged."""

import json
import sqlite3
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
    # A station's form is of the station alone, and is compared with the station's own last one.
    assert main([*asked, "--station", "S1", "--set", "B4=officers"]) == 0
    own = json.loads(capsys.readouterr().out)
    assert own["station"] == ["S1"]
    assert [cell["before"] for cell in own["cells"]] == [None] * 3
    with sqlite3.connect(project) as file:
        ((disputes,),) = file.execute("SELECT count(*) FROM disputes WHERE received_at LIKE '2026-11%'")
        ((officers,),) = file.execute("SELECT count(*) FROM officers WHERE station_code = 'S1'")
    assert own["cells"][0]["value"] < disputes
    assert [cell["value"] for cell in own["cells"][1:]] == [8, officers]
    assert exports_of(project)[-1].scope == "S1"
    assert main([*asked, "--station", "S2", "--dry-run"]) == 2, "nothing of another station stands on its form"
    assert "Station S1" in capsys.readouterr().err
    assert main([*asked, "--station", "S1", "--dry-run"]) == 0
    again = json.loads(capsys.readouterr().out)
    assert (again["changed"], again["cells"][0]["before"]) == (0, own["cells"][0]["value"])
    assert main([*asked, "--forget", "B4", "--dry-run"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["cells"][0]["before"] == second["cells"][0]["value"], "the whole's last hand-in is still its own"
    assert main([*asked, "--forget", "B2", "--dry-run"]) == 0
    assert len(json.loads(capsys.readouterr().out)["cells"]) == 2
    assert len(exports_of(project)) == 3
