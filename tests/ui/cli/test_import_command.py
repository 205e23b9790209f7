"""The command ``import``: what is new, changed, unchanged and gone is told, taken once, and recognised."""

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mapper.io.exports import write_table
from mapper.store.store import create, read_project
from tests.districts import cell_centre, frame, grid
from tests.ui.cli.answers import told
from ui.__main__ import main


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three disputes, of which a platform tells later."""
    day = pd.Timestamp("2026-11-02 09:30")
    rows = [
        {"dispute_id": "000011", "stage": "received", "received_at": day, "handler": "joint"},
        {"dispute_id": "000012", "stage": "handling", "received_at": day, "recorded_unit": "u0-0"},
        {"dispute_id": "000013", "stage": "closed", "closed_at": day},
    ]
    path = tmp_path / "p.gpkg"
    places = [cell_centre(0, 0), cell_centre(1, 1), None]
    create(path, grid(2, 2).with_tables(disputes=frame("disputes", rows, places)))
    return path


def export(path: Path) -> Path:
    """What the platform knows: numbers without their zeros, one step further, one empty date, one new row."""
    rows = [
        ["11", "办结", "2026-11-02 09:30", "2026-11-20 10:00", cell_centre(0, 0).x, cell_centre(0, 0).y],
        ["12", "办理", None, None, None, None],
        ["14", "接收", "2026-11-21", None, cell_centre(1, 0).x, cell_centre(1, 0).y],
    ]
    names = ["纠纷编号", "当前环节", "受理时间", "办结时间", "经度", "纬度"]
    write_table(pd.DataFrame(rows, columns=names), path, index=False)
    return path


def rows_of(project: Path) -> dict[str, tuple[Any, ...]]:
    with sqlite3.connect(project) as db:
        found = db.execute("SELECT dispute_id, stage, handler, received_at, closed_at, recorded_unit FROM disputes")
        rows = {key: rest for key, *rest in found.fetchall()}
    db.close()
    return {
        key: tuple(None if v is None else str(v)[:16].replace("T", " ") for v in rest) for key, rest in rows.items()
    }


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_only_differences_are_taken_and_only_once(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], suffix: str
) -> None:
    file = export(tmp_path / f"平台{suffix}")
    untouched, before = project.read_bytes(), rows_of(project)
    dry = told(capsys, "import", project, "disputes", file, "--dry-run")
    assert project.read_bytes() == untouched
    assert dry["new"] == ["14"]
    assert dry["changed"] == [
        {"key": "000011", "values": {"stage": ["received", "closed"], "closed_at": [None, "2026-11-20 10:00:00"]}}
    ]
    assert (dry["unchanged"], dry["gone"]) == (1, ["000013"])
    assert dry["kept_empty"] == {"received_at": 1, "geometry": 1}
    assert dry["imported"] == len(dry["new"]) + len(dry["changed"]) + dry["unchanged"]

    assert told(capsys, "import", project, "disputes", file) == dry
    assert rows_of(project) == {
        **before,
        "000011": ("closed", "joint", "2026-11-02 09:30", "2026-11-20 10:00", None),
        "14": ("received", "station", "2026-11-21 00:00", None, None),
    }
    points = read_project(project).disputes.geometry
    assert points["000012"].equals_exact(cell_centre(1, 1), 0)
    with sqlite3.connect(project) as db:
        log = db.execute("SELECT code, details FROM change_log").fetchall()
    db.close()
    assert [code for code, _ in log] == ["rows_taken"]
    assert '"new": 1' in log[0][1]
    assert '"changed": 1' in log[0][1]

    written = project.read_bytes()
    again = told(capsys, "import", project, "disputes", file)
    assert (again["new"], again["changed"], again["unchanged"]) == ([], [], 3)
    assert project.read_bytes() == written


_WORDS = {
    "zh_CN": [
        "新增 1，变更 1，未变 1；文件中没有的 1（保留）", "000011：环节 接收 → 办结",
        "办结时间 — → 2026-11-20 10:00", "接收时间 1 处", "已写入：新增 1，变更 1",
    ],
    "en": [
        "1 new, 1 changed, 1 unchanged; 1 not in the file", "000011: Stage received → closed",
        "Closed — → 2026-11-20 10:00", "Received 1", "Written: 1 new, 1 changed",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "then"), [("zh_CN", "都已有"), ("en", "already")])
def test_it_is_told_in_words(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, then: str
) -> None:
    file = export(tmp_path / "平台.csv")
    asked = ["import", str(project), "disputes", str(file), "--language", language]
    assert main(asked) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert [text for text in _WORDS[language] if text not in out] == []
    assert "000013" in out
    assert main(asked) == 0
    assert then in capsys.readouterr().out


def test_what_cannot_be_is_a_note_and_no_rejection(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "平台.csv"
    file.write_text("纠纷编号,办结时间,社区\n11,2026-11-01,无此社区\n12,2999-01-01,u0-0\n", "utf-8")
    answer = told(capsys, "import", project, "disputes", file, "--dry-run")
    doubts = {note["code"]: note for note in answer["notes"] if "first" in note}
    assert doubts["dates_backwards"]["first"] == doubts["rows_unit_unknown"]["first"] == ["000011"]
    assert doubts["dates_ahead"]["first"] == ["000012"]
    assert (answer["rejected"], len(answer["changed"])) == ([], 2)


def test_words_order_of_dates_and_rejected_rows_are_told_by_options(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """11/12 is 11 December by a person's word, "归档了" is closed, and what cannot be used goes back in a workbook."""
    place = cell_centre(1, 0)
    rows = [
        ["案件台账", "", "", "", "", ""],
        ["纠纷编号", "当前环节", "受理时间", "经度", "纬度", "身份证号"],
        ["000011", "归档了", "11/12/2025", place.x, place.y, "1"],
        ["", "归档了", "12/12/2025", place.x, place.y, "2"],
    ]
    file = tmp_path / "台账.xlsx"
    pd.DataFrame(rows).to_excel(file, index=False, header=False)
    back = tmp_path / "退回.xlsx"
    options = ("--word", "stage=归档了=closed", "--dates", "day-first", "--rejected", back)
    dry = told(capsys, "import", project, "disputes", file, "--dry-run", *options)
    (changed,) = dry["changed"]
    assert changed["values"]["stage"] == ["received", "closed"]
    assert changed["values"]["received_at"][1] == "2025-12-11 00:00:00"
    sent = pd.read_excel(back, dtype=str, engine="openpyxl")
    assert sent.iloc[:, 0].tolist() == ["4"]
    assert "身份证号" not in sent
    assert main(["import", str(project), "disputes", str(file), "--dry-run", *map(str, options)]) == 0
    assert "第 4 行" in capsys.readouterr().out, "in words a row has the number that the file itself shows, as there"
    assert main(["import", str(project), "disputes", str(file), "--word", "stage=归档了=asleep"]) == 2
    assert main(["import", str(project), "disputes", str(file), "--word", "handler_name=a=b"]) == 2
    assert "asleep" in capsys.readouterr().err
