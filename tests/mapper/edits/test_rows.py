"""An import of rows that the project has already."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from mapper import schema
from mapper.edit import free_keys
from mapper.edits.import_difference import import_difference
from mapper.edits.rows import take_rows
from mapper.errors import InputError
from mapper.io.reading import read_table
from mapper.keys import Keys
from mapper.project import Project
from tests.districts import frame, grid


@pytest.fixture
def project() -> Project:
    officers = [
        {"officer_id": "000001", "display_name": "甲（虚构）", "role": "auxiliary", "fte": 0.5, "status": "on_loan"},
        {
            "officer_id": "000002",
            "display_name": "乙（虚构）",
            "role": "village_officer",
            "fte": 0.8,
            "status": "leave",
        },
    ]
    duties = [{"duty_id": "D1", "officer_id": "000001", "community_code": "u0-0", "ends": date(2026, 12, 31)}]
    return grid(1, 1).with_tables(
        officers=frame("officers", officers), duties=frame("duties", [{**d, "dedicated": False} for d in duties])
    )


@pytest.mark.parametrize("more", [{}, {"状态": None, "工时比": None, "角色": None}], ids=["no columns", "empty cells"])
def test_what_a_roster_does_not_say_stays_as_it_is(project: Project, tmp_path: Path, more: dict[str, None]) -> None:
    rows = [{"警号": code, "姓名": "新（虚构）", **more} for code in ("000001", "000003")]
    path = tmp_path / "花名册.xlsx"
    pd.DataFrame(rows).to_excel(path, index=False)
    reading = read_table(path, "officers", keys_in_use=set(project.officers.index))
    difference = import_difference(project, reading, project.as_of)
    after = take_rows(difference, path.name)(project).officers
    kept = ["role", "fte", "status"]
    assert after.loc["000001", kept].to_list() == project.officers.loc["000001", kept].to_list()
    assert after.loc["000002"].equals(project.officers.loc["000002"])
    defaults = {column.name: column.default for column in schema.TABLES["officers"].columns}
    assert after.loc["000003", kept].to_dict() == {name: defaults[name] for name in kept}


def test_an_empty_cell_keeps_what_has_no_default_too(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "责任.csv"
    path.write_text("责任编号,警号,社区编码,截止日期,专职\nD1,000001,u0-0,,\n", "utf-8")
    reading = read_table(path, "duties", keys_in_use=project.duties.index)
    difference = import_difference(project, reading, project.as_of)
    assert difference.kept_empty == {"ends": 1, "dedicated": 1}
    assert difference.nothing
    assert take_rows(difference, path.name)(project) is project


def test_rows_compared_with_another_table_are_not_taken(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("警号,显示名\n000001,丙（虚构）\n", "utf-8")
    edit = take_rows(import_difference(project, read_table(path, "officers"), project.as_of), path.name)
    assert edit.values == {"table": "officers", "source": "r.csv", "new": 0, "changed": 1}
    with pytest.raises(InputError) as caught:
        edit(edit(project))
    assert caught.value.code == "import_outdated"


def test_free_keys_come_after_all_numbers_in_use_whatever_else_is_there() -> None:
    assert free_keys("officers", 2, ["P9", "P²", "Pa", "X12", "P07"], Keys()) == ["P10", "P11"]
    assert free_keys("officers", 1, [], Keys()) == ["P1"]
