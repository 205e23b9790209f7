"""The command line tells of a damaged project, and takes what is left of it into a new one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mapper.store.store import create, read_project
from tests.mapper.store.files import district
from tests.mapper.store.geopackage.test_checksums import flipped
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


def test_check_tells_what_nobody_wrote_and_takes_it_when_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "p.gpkg", tmp_path / "out.gpkg"
    create(path, district())
    flipped(path, "community_officer", at=16)
    assert main(["check", str(path), "--json"]) == 0
    ((row),) = json.loads(capsys.readouterr().out)["altered_rows"]
    assert row["table"] in ("officers", "project_settings")
    assert main(["--language", "en", "check", str(path)]) == 0
    assert f"{row['key']} is not as it was last written" in capsys.readouterr().out
    assert main(["rescue", str(path), str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["altered"] == [row][: row["table"] == "officers"]
    assert main(["check", str(path), "--as-they-stand", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["altered_rows"] == []
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE officers SET display_name = 'x'")
    assert main(["--language", "en", "check", str(path)]) == 0
    assert "another one has changed: Officer (4)" in capsys.readouterr().out
