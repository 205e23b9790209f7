"""The command line tells of a damaged project, and takes what is left of it into a new one."""

import json
from pathlib import Path

import pytest

from mapper.store.store import create, read_project
from tests.mapper.store.geopackage.test_paths import crowd
from tests.mapper.store.geopackage.test_rescue import damage, leaf_pages
from ui.__main__ import main


def test_check_names_the_command_that_takes_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = tmp_path / "坏 #1.gpkg", tmp_path / "新%41.gpkg"
    create(path, crowd(3000, "甲"))
    assert main(["check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["file_faults"] == []
    damage(path, leaf_pages(path, "甲".encode())[3])
    assert main(["--language", "en", "check", str(path)]) == 2
    assert "rescue" in capsys.readouterr().err
    assert main(["--language", "en", "rescue", str(path), str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (lost,) = told["lost"]
    assert lost["table"] == "officers"
    assert told["rows"]["officers"] == len(read_project(out).officers)
    out.unlink()
    assert main(["--language", "en", "rescue", str(path), str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"lost: Officer, rows numbered {lost['first']} to {lost['last']}"
    assert str(out) in lines[-1]
    assert main(["rescue", str(path), str(out)]) == 2
