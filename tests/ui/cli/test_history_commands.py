"""The past of a project on the command line: who changed a cell, the file as it was, and what is forgotten."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from mapper.edit import editor
from mapper.edits.duties import assign, unassign
from mapper.edits.practice import set_practice
from mapper.practice import UNITED_STATES
from mapper.store.store import create, open_store, read_project
from tests.mapper.store.files import DAY, assert_same, district, not_noted, noted_again
from tests.mapper.store.test_contract import renamed
from tests.ui.cli.answers import told
from ui.__main__ import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three changes: a name about a person, another, and a duty."""
    file = tmp_path / "区.gpkg"
    create(file, district())
    store = open_store(file)
    store.write(renamed("u0-0", name="张某某家 13812345678（虚构）"), "甲")
    store.write(renamed("u0-0", name="滨湖社区（虚构）"), editor())
    store.write(assign("o1", "u0-1", DAY), "甲")
    store.close()
    return file


def test_history_has_every_cell_with_who_and_when(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = told(capsys, "history", path, "--table", "communities", "--row", "u0-0", "--column", "name")["cells"]
    assert [(c["change"], c["who"]) for c in cells] == [(1, "甲"), (2, editor())]
    assert cells[0]["after"] == cells[1]["before"] == "张某某家 13812345678（虚构）"
    assert cells[1]["after"] == read_project(path).communities.loc["u0-0", "name"]
    every = told(capsys, "history", path)
    assert {c["table"] for c in every["cells"]} == {"communities", "duties"}
    assert every["changes"] == 3
    assert main(["--language", "en", "history", str(path), "--out", str(tmp_path / "all.csv")]) == 0
    assert len((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()) == 1 + len(every["cells"])
    assert main(["history", str(path), "--row", "u0-0"]) == 2


def test_history_says_what_was_done_and_when_as_the_place_writes_it(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(open_store(path)) as store:
        store.write(set_practice(UNITED_STATES), "甲")
        store.write(unassign("o1", "u0-1", DAY + timedelta(days=1)), "甲")
    cells = told(capsys, "history", path, "--table", "duties")["cells"]
    assert main(["--language", "en", "history", str(path), "--table", "duties", "--out", str(tmp_path / "h.csv")]) == 0
    capsys.readouterr()
    assert main(["--language", "en", "history", str(path), "--table", "duties"]) == 0
    lines = capsys.readouterr().out.splitlines()
    heads, under = ([line for line in lines if line.startswith("    ") is inner] for inner in (False, True))
    assert len(under) == len(cells)
    assert any(line.endswith(f"→ {DAY:%m/%d/%Y}") for line in under)
    year = f"{date.today():%Y}"
    assert f"/{year} " in heads[0]
    kept = pd.read_csv(tmp_path / "h.csv", dtype=str)
    assert all(day.startswith(year) for day in kept["When"])
    assert str(DAY) in set(kept["After"])
    assert kept["What"].iloc[-1].split(" ")[0] in heads[-2]


def test_as_it_was_at_the_end_of_a_day(path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    today = date.today()
    with closing(sqlite3.connect(path)) as file, file:  # the first change was yesterday's, as was the file
        not_noted(file)
        for change in (
            "UPDATE change_log SET at = datetime(at, '-1 day') || '.000+00:00' WHERE fid = 1",
            "UPDATE change_log SET at = replace(at, ' ', 'T')",
            "UPDATE gpkg_contents SET last_change = '2020-01-01T00:00:00.000Z' WHERE table_name = 'change_log'",
        ):
            file.execute(change)
        noted_again(file)
    outs = [tmp_path / f"{n}.gpkg" for n in range(4)]
    days = (today, today - timedelta(days=1), today - timedelta(days=2), date(2019, 12, 30))
    for out, day, changes in zip(outs[:3], days[:3], (0, 2, 3), strict=True):
        assert told(capsys, "as-it-was", path, day, out)["changes"] == changes
    assert main(["as-it-was", str(path), str(days[3]), str(outs[3])]) == 2
    assert "2020-01-01" in capsys.readouterr().err
    assert not outs[3].exists()
    assert_same(read_project(outs[0]), read_project(path))
    assert "张某某家" in read_project(outs[1]).communities.loc["u0-0", "name"]
    assert_same(read_project(outs[2]), district())
    assert main(["as-it-was", str(path), str(today), str(outs[0])]) == 2


def test_forget_takes_what_is_about_persons_out_of_the_log(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = read_project(path)
    would = told(capsys, "forget", path, "--personal", "--dry-run")
    assert (would["changes"], would["values"]) == (2, 2)
    assert told(capsys, "forget", path, "--personal") == {**would, "dry_run": False}
    every = json.dumps(told(capsys, "history", path), ensure_ascii=False)
    assert "张某某" not in every
    assert "滨湖社区" in every
    assert_same(read_project(path), before)
    assert (
        told(capsys, "forget", path, "--row", "duties", str(before.duties.index[0]), "--column", "ends")["values"] == 0
    )
    assert told(capsys, "forget", path, "--row", "duties", str(before.duties.index[0]))["changes"] == 1
    assert told(capsys, "forget", path, "--until", date.today())["changes"] == 3
    assert told(capsys, "history", path)["cells"] == []
    for wrong in (
        ["--row", "nothing", "x"],
        ["--row", "duties", "D1", "--column", "x"],
        ["--personal", "--column", "x"],
    ):
        assert main(["forget", str(path), *wrong]) == 2
