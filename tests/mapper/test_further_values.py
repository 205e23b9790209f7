"""Columns that no field takes, kept as they are written: taken by key, screened, for command, gone with their rows."""

import sqlite3
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mapper.audience import for_audience
from mapper.edit import drop_rows
from mapper.edits.file_import import FileImport, ImportTrial, ReadAs
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.further_values import further_of, headings_of, with_further
from mapper.io.columns import KEEP
from mapper.io.reading import read_table
from mapper.project import Project
from mapper.store.store import create, open_store
from tests.districts import cell_centre, frame, grid

TODAY = date(2026, 11, 27)
HEAD = "纠纷编号,经度,纬度,纠纷类型,天气,备注"
POINTS = [cell_centre(0, 0), cell_centre(1, 1), cell_centre(0, 1)]


@pytest.fixture
def project() -> Project:
    rows = [{"dispute_id": f"J{n}", "category": category} for n, category in enumerate(("邻里", "婚姻家庭"))]
    return grid(2, 2).with_tables(disputes=frame("disputes", rows, POINTS[:2]))


def ledger(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return path


def row(number: int, *more: str) -> str:
    point = POINTS[number]
    return ",".join([f"J{number}", f"{point.x}", f"{point.y}", *more])


def tried(project: Project, path: Path, **columns: str) -> ImportTrial:
    trial = FileImport(path, "disputes").read(project, ReadAs(columns=columns), TODAY)
    assert trial.error is None
    return trial


def taken(project: Project, path: Path, **columns: str) -> Project:
    difference = tried(project, path, **columns).difference
    assert difference is not None
    return take_rows(difference, path.name)(project)


def test_a_kept_column_is_stored_by_key_updated_and_survives_what_does_not_mention_it(
    project: Project, tmp_path: Path
) -> None:
    one = ledger(tmp_path / "1.csv", row(0, "邻里", "晴", "已走访"), row(2, "邻里", "雨", ""))
    plain = taken(project, one)
    assert plain.further_values.empty, "nothing is kept unasked"
    kept = taken(project, one, 天气=KEEP, 备注=KEEP)
    assert headings_of(kept, "disputes") == ("天气", "备注")
    assert further_of(kept, "disputes", "J0") == {"天气": "晴", "备注": "已走访"}
    assert further_of(kept, "disputes", "J2") == {"天气": "雨"}
    silent = ledger(tmp_path / "2.csv", row(0, "邻里"), head="纠纷编号,经度,纬度,纠纷类型")
    assert taken(kept, silent).further_values is kept.further_values
    # What was kept before goes on being kept; an empty cell takes nothing away.
    again = tried(kept, ledger(tmp_path / "3.csv", row(0, "邻里", "阴", ""), row(2, "邻里", "雨", "无人")))
    assert again.fields["天气"] == KEEP
    assert again.difference is not None
    cells = [(cell.key, cell.column, cell.before, cell.after) for cell in again.difference.cells()]
    assert cells[0] == ("J0", "天气", "晴", "阴")
    after = take_rows(again.difference, "3.csv")(kept)
    assert further_of(after, "disputes", "J0") == {"天气": "阴", "备注": "已走访"}
    assert further_of(after, "disputes", "J2") == {"天气": "雨", "备注": "无人"}
    same = tried(after, tmp_path / "3.csv").difference
    assert same is not None
    assert same.nothing
    assert taken(after, ledger(tmp_path / "4.csv", row(0, "邻里", "雪", "x")), 天气="", 备注="") is not None
    left_out = taken(after, tmp_path / "4.csv", 天气="", 备注="")
    assert further_of(left_out, "disputes", "J0") == {"天气": "阴", "备注": "已走访"}


def test_what_is_personal_never_comes_in(project: Project, tmp_path: Path) -> None:
    phone = ledger(tmp_path / "1.csv", row(0, "邻里", "13812345678", "桃园小区3栋502室"), row(2, "邻里", "雨", "好"),
                   row(1, "邻里", "晴", "无"))  # fmt: skip
    trial = tried(project, phone, 天气=KEEP, 备注=KEEP)
    assert trial.reading is not None
    assert trial.reading.further.astype(object).where(trial.reading.further.notna(), None).to_numpy().tolist() == [
        [None, None], ["雨", "好"], ["晴", "无"],
    ]  # fmt: skip
    assert {n.values["column"] for n in trial.reading.notes if n.code == "personal_removed"} == {"天气", "备注"}
    for heading, cells, code in (
        ("身份证号", ("420999", "1"), "map_sensitive"),
        ("联系", ("张伟", "王芳"), "keep_names"),
        ("事发详细地址", ("长丰路", "安居路"), "keep_address"),
    ):
        rows = [row(n, "邻里", "晴", cells[0] if n else cells[1]) for n in range(2)] + [row(2, "邻里", "晴", "李娜")]
        file = ledger(tmp_path / "x.csv", *rows, head=HEAD.replace("备注", heading))
        with pytest.raises(InputError) as refused:
            read_table(file, "disputes", {heading: KEEP})
        assert refused.value.code == code


def test_command_alone_has_them_and_of_sensitive_rows_nobody_has(project: Project, tmp_path: Path) -> None:
    file = ledger(tmp_path / "1.csv", row(0, "邻里", "晴", "a"), row(1, "婚姻家庭", "雨", "b"))
    kept = taken(project, file, 天气=KEEP, 备注=KEEP)
    assert len(kept.further_values) == 4
    command = for_audience(kept, "command").further_values
    assert set(command["of_row"]) == {"J0"}
    for audience in ("station", "public"):
        assert for_audience(kept, audience, kept.stations.index[0]).further_values.empty
    rows = [("disputes", "J1"), ("disputes", "J0")]
    told = with_further(pd.DataFrame({"编号": ["J1", "J0"], "天气": ["", ""]}), kept, rows)
    assert list(told.columns) == ["编号", "天气", "天气′", "备注"]
    assert told[["天气′", "备注"]].fillna("").to_numpy().tolist() == [["", ""], ["晴", "a"]]
    gone = drop_rows(kept, "disputes", ["J0"])
    assert set(gone.further_values["of_row"]) == {"J1"}


def test_undo_brings_them_back_and_an_older_project_opens(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    create(path, project)
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE further_values")
        db.execute("DELETE FROM gpkg_contents WHERE table_name = 'further_values'")
        db.execute("UPDATE project_settings SET version = 11")
    db.close()
    store = open_store(path)
    trial = tried(store.project, ledger(tmp_path / "1.csv", row(0, "邻里", "晴", "a")), 天气=KEEP)
    assert trial.difference is not None
    before = store.project
    store.write(take_rows(trial.difference, "1.csv"), "")
    store.close()
    again = open_store(path)
    assert further_of(again.project, "disputes", "J0") == {"天气": "晴"}
    with pytest.raises(InputError, match="import_outdated"):
        take_rows(trial.difference, "1.csv")(again.project)
    again.close()
    assert before.further_values.empty
