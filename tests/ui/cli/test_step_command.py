"""``step`` on the command line: done, on disk and in the log; or one sentence and exit status 2, nothing changed."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from mapper.store.geopackage.store import create, open_store
from tests.districts import cell_centre, frame, grid
from ui.__main__ import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [{"hazard_id": "h1", "reported_at": datetime(2024, 11, 20, 9)}]
    project = grid(1, 1).with_tables(
        hazards=frame("hazards", rows, [cell_centre(0, 0)]), officers=frame("officers", [{"officer_id": "o1"}])
    )
    create(tmp_path / "p.gpkg", project)
    return tmp_path / "p.gpkg"


def test_a_step_is_taken_and_logged(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["step", str(file), "hazards", "h1", "verify", "--at", "2024-11-20T18:30"]) == 0
    assert capsys.readouterr().out.strip() == "隐患 h1：核查（2024-11-20 18:30）。"
    words = ["--to", "o1", "--as", "command", "--note", "限三日内清理楼道", "--json"]
    assert main(["step", str(file), "hazards", "h1", "assign", *words]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: told[name] for name in ("table", "keys", "step", "value")} == {
        "table": "hazards", "keys": ["h1"], "step": "assign", "value": "o1",
    }  # fmt: skip
    with sqlite3.connect(file) as sql:
        logged = sql.execute("SELECT step, role, value, note FROM steps ORDER BY step_id").fetchall()
        ((verified, owner),) = sql.execute("SELECT verified_at, owner_id FROM hazards WHERE hazard_id = 'h1'")
    sql.close()
    assert (verified[:16].replace("T", " "), owner) == ("2024-11-20 18:30", "o1")
    assert logged == [("verify", "station", None, None), ("assign", "command", "o1", "限三日内清理楼道")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("verify", "--at", "2024-11-20T08:59"),
            '"Verify" at 2024-11-20 08:59 is too early for Hazard h1: reported on',
        ),
        (("plug",), 'Hazard h1: "Close as rectified" passes by Verified; a note must say why.'),
        (("plug", "--note", "楼长 13800000000"), "The text holds data of a person (telephone number)"),
        (("check",), '"Close as rectified" comes before "Check"'),
        (("assign",), "the officer responsible must be told"),
        (("verify", "--to", "o1"), "o1 has no effect"),
        (("mend",), "Hazard has no step mend; it has: Verify, Assign, Close as rectified (plug), Check, Reopen."),
        (("verify", "--at", "2024-11-20 08:59"), "at 2024-11-20 08:59 is too early"),
        (("verify", "--at", "2999-01-01T08:00"), "2999-01-01 08:00 is yet to come"),
        (("verify", "--at", "2024-11-20"), "should be written YYYY-MM-DDTHH:MM"),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(
    file: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    assert main(["--language", "en", "step", str(file), "hazards", "h1", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert file.read_bytes() == before
    store = open_store(file)
    assert store.project.hazards["verified_at"].isna().all()
    store.close()


def test_the_loop_says_how_many_nobody_answers_for(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    day = ["--as-of", "2024-11-20", "--language", "en"]
    assert main(["loop", str(file), *day]) == 0
    assert "Nobody answers for 1 of 1 open; nobody named: 1" in capsys.readouterr().out
    assert main(["step", str(file), "hazards", "h1", "assign", "--to", "o1", "--at", "2024-11-20T18:30"]) == 0
    assert main(["loop", str(file), *day]) == 0
    assert "Nobody answers for 0 of 1 open\n" in capsys.readouterr().out
