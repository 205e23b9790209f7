"""``variants`` and ``locks`` on the command line: kept, compared, carried out; locked and planned round."""

import json
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from mapper.day.day import Day
from mapper.edits.border_stroke import redraw_border
from mapper.edits.duties import assign
from mapper.effects.side_by_side import side_by_side
from mapper.effects.sides import Side, days_of
from mapper.store.export_log import exports_of
from mapper.store.geopackage.store import create
from mapper.store.store import open_store, read_project
from tests.districts import frame, grid
from tests.mapper.edits.test_variants import BULGE
from ui.__main__ import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    officers = [
        {"officer_id": key, "display_name": f"民警{key}（虚构）", "role": "community_officer", "station_code": "S1",
         "fte": 1.0, "status": "on_duty"}
        for key in ("O1", "O2", "O3")
    ]  # fmt: skip
    project = grid(3, 2, residents=500).with_tables(officers=frame("officers", officers))
    for number in range(2):
        project = assign(f"O{number + 1}", f"u{number}-0", date(2026, 1, 1))(project)
    create(tmp_path / "p.gpkg", project)
    return tmp_path / "p.gpkg"


def told(capsys: pytest.CaptureFixture[str], *asked: object) -> dict[str, object]:
    assert main([*map(str, asked), "--json"]) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def test_plans_are_kept_compared_carried_out_and_forgotten(
    file: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for count in (2, 3):
        command = ("variants", file, "keep", f"方案{count}", "beats", "--count", count, "--balance", "residents")
        assert told(capsys, *command)["variant_id"] == f"Y{count - 1}"
    told(capsys, "variants", file, "keep", "补岗", "staffing", "--as-of", "2026-03-01")
    copy = tmp_path / "copy.gpkg"
    store = open_store(file)
    store.copy_to(copy)
    store.close()
    drawn = open_store(copy)
    drawn.write(redraw_border(BULGE), "x")
    drawn.close()
    told(capsys, "variants", file, "keep", "东移", "borders", "--from", copy)
    listed = told(capsys, "variants", file, "list")["variants"]
    assert isinstance(listed, list)
    assert [(row["variant_id"], row["kind"], row["fits"]) for row in listed] == [
        ("Y1", "beats", True), ("Y2", "beats", True), ("Y3", "staffing", True), ("Y4", "borders", True),
    ]  # fmt: skip
    project = read_project(file)
    assert project.communities["beat_name"].isna().all()
    for first, second, sides in (
        ("方案2", "Y2", (Side("Y1"), Side("Y2"))),
        ("now", "补岗", (Side(), Side("Y3"))),
        ("2025-06-01", "now", (Side(on=date(2025, 6, 1)), Side())),
        ("now", "东移", (Side(), Side("Y4"))),
    ):
        found = side_by_side(*days_of(Day(project, date(2026, 3, 1)), *sides))
        answer = told(capsys, "variants", file, "compare", first, second, "--as-of", "2026-03-01")
        assert {name: answer[name] for name in found.as_json()} == json.loads(json.dumps(found.as_json()))
    assert main(["variants", str(file), "compare", "now", "东移"]) == 0
    assert "东移" in capsys.readouterr().out
    sheet = tmp_path / "sheet.pdf"
    assert main(["variants", str(file), "sheet", "now", "东移", str(sheet), "--station", "虚构所"]) == 0
    assert sheet.read_bytes().startswith(b"%PDF")
    assert [(line.theme, line.audience, line.scope) for line in exports_of(file)] == [("variants", "command", "S1")]
    capsys.readouterr()
    told(capsys, "variants", file, "apply", "方案3")
    told(capsys, "variants", file, "forget", "方案2")
    with closing(sqlite3.connect(file)) as sql:
        (beats,) = sql.execute("SELECT count(DISTINCT beat_name) FROM communities").fetchone()
        names = [name for (name,) in sql.execute("SELECT name FROM variants ORDER BY 1")]
        codes = [code for (code,) in sql.execute("SELECT code FROM change_log ORDER BY rowid")]
    assert beats == 3
    assert names == sorted(["方案3", "补岗", "东移"])
    assert codes == [*["variant_kept"] * 4, "variant_applied", "variant_forgotten"]


def test_a_comparison_says_the_days_of_its_figures(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["variants", str(file), "compare", "now", "2027-01-01", "--as-of", "2026-03-01"]) == 0
    assert "按 2026-03-01 与 2027-01-01 计算" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("compare", "now", "now"), "两个不同"),
        (("compare", "now", "无此方案"), "now"),
        (("apply", "无此方案"), "无此方案"),
        (("keep", "x", "borders"), "--from"),
        (("keep", "x", "beats"), "--count"),
        (("keep", "x", "staffing", "--count", "3"), "--count"),
        (("keep", "x", "beats", "--from", "x.gpkg", "--station", "S1"), "--station"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    file: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], words: str
) -> None:
    before = file.read_bytes()
    assert main(["variants", str(file), *asked]) != 0
    said = capsys.readouterr()
    assert words in said.err
    assert len(said.err.strip().splitlines()) == 1
    assert file.read_bytes() == before


def test_locks_are_listed_with_who_and_when_and_beats_are_planned_round_them(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "variants", file, "keep", "一", "beats", "--count", "3", "--balance", "residents")
    told(capsys, "variants", file, "apply", "一")
    beats = read_project(file).communities["beat_name"]
    fixed = str(beats.iloc[0])
    assert told(capsys, "locks", file, "lock", "beat", fixed)["lock_id"] == "X1"
    assert told(capsys, "locks", file, "lock", "border", "u1-0", "u0-0")["lock_id"] == "X2"
    rows = told(capsys, "locks", file, "list")["locks"]
    assert isinstance(rows, list)
    assert [(row["kind"], row["subject"], row["other_code"]) for row in rows] == [
        ("beat", fixed, None), ("border", "u1-0", "u0-0"),
    ]  # fmt: skip
    assert all(datetime.fromisoformat(row["at"]).tzinfo is not None for row in rows)
    divided = told(capsys, "beats", file, "--count", "2", "--balance", "residents")
    assert divided["locked"] == [fixed]
    units = {code for beat in divided["beats"] for code in beat["units"]}  # type: ignore[attr-defined]  # of JSON
    assert units == set(beats.index[beats != fixed])
    told(capsys, "locks", file, "unlock", "X1")
    assert len(told(capsys, "locks", file, "list")["locks"]) == 1  # type: ignore[arg-type]  # of JSON
    assert main(["locks", str(file), "list"]) == 0
    assert "单元1-0（虚构）" in capsys.readouterr().out
    assert main(["locks", str(file), "lock", "unit", "nowhere"]) != 0
