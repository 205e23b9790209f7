"""A figure that rests on a file of which cells are not believed says so, in words and in JSON."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mapper.edits.duties import assign
from mapper.store.store import create
from tests.mapper.store.files import DAY, district
from ui.__main__ import main


def test_what_is_not_believed_is_told_beside_every_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.gpkg"
    create(path, assign("o1", "u0-0", DAY)(district()))
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE duties SET ends = '2026/11/01'")
    for words in (["coverage"], ["loop"], ["stations"], ["work"]):
        assert main(["--language", "en", words[0], str(path), *words[1:]]) == 0
        out, err = capsys.readouterr()
        assert err.startswith("1 cell of the project file cannot be believed and is left out"), words
        assert out
    for more in ([], ["--station", "S1"]):
        assert main(["coverage", str(path), "--json", *more]) == 0
        assert json.loads(capsys.readouterr().out)["set_aside"] == 1
    assert main(["--language", "en", "check", str(path)]) == 0
    out, err = capsys.readouterr()
    assert "2026/11/01" in out
    assert err == ""
