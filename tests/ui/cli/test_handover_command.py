"""``handover`` and the import of handovers on the command line: done, on disk and told; or refused in one sentence."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from mapper.store.geopackage.store import create
from tests.districts import cell_centre, frame, grid
from ui.__main__ import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    rows = [{"dispute_id": "d1", "category": "wage", "received_at": datetime(2024, 11, 20, 9)}]
    project = grid(1, 1).with_tables(disputes=frame("disputes", rows, [cell_centre(0, 0)]))
    create(tmp_path / "p.gpkg", project)
    return tmp_path / "p.gpkg"


def stored(file: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as sql:
        return sql.execute(
            "SELECT handover_id, receiver, substr(received_at, 1, 16), result, note FROM handovers"
        ).fetchall()


def test_sent_received_and_answered(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["send", "disputes", "d1", "station_to_department", "--to", "区人社局", "--at", "2024-11-20T10:00"]
    assert main(["handover", str(file), *words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["handover_id"], told["key"], told["receiver"]) == ("W1", "d1", "区人社局")
    assert main(["handover", str(file), "receipt", "W1", "--at", "2024-11-20T11:30", "--language", "zh_CN"]) == 0
    assert capsys.readouterr().out.strip() == "签收交办 W1（2024-11-20 11:30）。"
    assert main(["handover", str(file), "answer", "W1", "returned", "--note", "不属本部门"]) == 0
    assert stored(file) == [("W1", "区人社局", "2024-11-20T11:30", "returned", "不属本部门")]
    capsys.readouterr()
    assert main(["loop", str(file), "--json", "--as-of", "2024-11-20"]) == 0
    figures = json.loads(capsys.readouterr().out)["handovers"]["total"]
    assert (figures["sent"], figures["open"], figures["median_receipt_hours"]) == (1, 1, 1.5)
    assert figures["receipt"] == {"in_time": 1, "late": 0, "missed": 0, "due": 1}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("send", "disputes", "d1", "station_to_department"), "Say to whom it is handed over."),
        (("send", "disputes", "d2", "station_to_safety_office"), "no row d2"),
        (("receipt", "W1"), "no row W1"),
        (("send", "disputes", "d1", "nowhere"), "nowhere"),
        ((), "lacks send|receipt|answer"),
    ],
)
def test_what_is_refused_says_why(
    file: Path, words: tuple[str, ...], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = file.read_bytes()
    assert main(["--language", "en", "handover", str(file), *words]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.count("\n") == 1
    assert file.read_bytes() == before


def test_a_platform_s_export_is_taken_by_key_and_persons_stay_out(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "交办.csv"
    head = "交办编号,事项类别,纠纷编号,方向,接收单位,交办时间,签收时间,结果,备注\n"
    first = "P7,纠纷,d1,转部门,区人社局,2024-11-20 10:00,,,联系 13800000000\n"
    export.write_text(head + first, "utf-8")
    assert main(["import", str(file), "handovers", str(export)]) == 0
    assert "疑似含个人信息" in capsys.readouterr().out
    assert stored(file) == [("P7", "区人社局", None, None, None)]
    export.write_text(head + first.replace(",,,联", ",2024-11-20 12:00,已办结,联"), "utf-8")
    assert main(["import", str(file), "handovers", str(export)]) == 0
    assert stored(file) == [("P7", "区人社局", "2024-11-20T12:00", "done", None)]
