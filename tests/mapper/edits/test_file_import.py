"""A file on its way into a table: opened once, read as often as its columns are mapped anew, never half believed."""

import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from mapper.edits import file_import
from mapper.edits.file_import import FileImport, ReadAs
from mapper.io.cells import CellRules
from mapper.practice import HUBEI, UNITED_STATES
from tests.districts import cell_centre, frame, grid

TODAY = date(2026, 11, 27)
PLACE = cell_centre(0, 0)


def write(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_file_that_cannot_be_read_yet_shows_its_columns_and_is_mapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """问题描述, 发现日期, 地点 and 责任人: no coordinates by any known heading."""
    path = write(
        tmp_path / "台账.csv",
        f"问题描述,发现日期,地点,责任人,横,纵\n线路老化,2026-11-20,甲小区,张,{PLACE.x},{PLACE.y}\n",
    )
    opened: list[Path] = []
    real = file_import.open_source
    monkeypatch.setattr(file_import, "open_source", lambda p, *a, **k: opened.append(p) or real(p, *a, **k))
    project, file = grid(2, 2), FileImport(path, "hazards")
    first = file.read(project, ReadAs(), TODAY)
    assert first.reading is None
    assert first.error is not None
    assert first.error.code == "no_coordinates"
    assert [one.name for one in first.columns] == ["问题描述", "发现日期", "地点", "责任人", "横", "纵"]
    mapped = {"横": "lon", "纵": "lat", "发现日期": "reported_at", "问题描述": "", "没有这列": "status"}
    second = file.read(project, ReadAs(columns=mapped), TODAY)
    assert second.error is None
    assert second.difference is not None
    assert [(row.x, row.y) for row in second.difference.new.geometry] == [(PLACE.x, PLACE.y)]
    assert second.difference.new["reported_at"].dt.date.tolist() == [date(2026, 11, 20)]
    assert second.fields.items() >= {("横", "lon"), ("纵", "lat"), ("发现日期", "reported_at")}
    assert second.layout == first.layout
    assert opened == [path]


def test_a_file_that_has_changed_meanwhile_is_opened_anew(tmp_path: Path) -> None:
    head = "隐患编号,经度,纬度\n"
    path = write(tmp_path / "a.csv", f"{head}A1,{PLACE.x},{PLACE.y}\n")
    project, file = grid(2, 2), FileImport(path, "hazards")
    before = file.read(project, ReadAs(), TODAY)
    write(path, f"{head}B1,{PLACE.x},{PLACE.y}\n")
    os.utime(path, ns=(1, 1))
    after = file.read(project, ReadAs(), TODAY)
    keys = [trial.difference and list(trial.difference.new.index) for trial in (before, after)]
    assert keys == [["A1"], ["B1"]]


def test_files_of_the_same_headings_have_one_layout_whatever_their_order(tmp_path: Path) -> None:
    texts = {"a": "编号,经度,纬度\n1,113.4,30.3\n", "b": "纬度,编号,经度\n30.3,9,113.4\n", "c": "编号,经度,纬度,备注\n"}
    layouts = {}
    for name, text in texts.items():
        path = write(tmp_path / f"{name}.csv", text + ("1,113.4,30.3,x\n" if name == "c" else ""))
        for table in ("hazards", "disputes"):
            layouts[name, table] = FileImport(path, table).read(grid(2, 2), ReadAs(), TODAY).layout
    assert layouts["a", "hazards"] == layouts["b", "hazards"]
    assert len(set(layouts.values())) == 4


def test_words_that_no_choice_is_known_by_are_told_and_can_be_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", f"编号,类型,经度,纬度\n1,火灾隐患乙,{PLACE.x},{PLACE.y}\n2,火灾隐患乙,{PLACE.x},{PLACE.y}\n"
    )
    file, project = FileImport(path, "hazards"), grid(2, 2)
    asked = file.read(project, ReadAs(), TODAY).reading
    assert asked is not None
    assert asked.unknown_words == {"category": {"火灾隐患乙": 2}}
    rules = CellRules(words={"category": {"火灾隐患乙": "fire"}})
    told = file.read(project, ReadAs(rules=rules), TODAY).reading
    assert told is not None
    assert (told.unknown_words, told.frame["category"].tolist()) == ({}, ["fire", "fire"])


def test_times_with_a_zone_come_to_the_clock_of_the_projects_practice(tmp_path: Path) -> None:
    text = f"编号,类型,上报时间,经度,纬度\n1,火灾隐患,2026-07-01T03:30:00Z,{PLACE.x},{PLACE.y}\n"
    file, project = FileImport(write(tmp_path / "a.csv", text), "hazards"), grid(2, 2)
    for practice, hour in ((HUBEI, 11), (replace(UNITED_STATES, time_zone="America/Chicago"), 22), (UNITED_STATES, 3)):
        there = replace(project, about=replace(project.about, practice=practice))
        reading = file.read(there, ReadAs(), TODAY).reading
        assert reading is not None
        assert reading.frame["reported_at"].iloc[0].hour == hour


def test_a_place_s_own_names_of_stages_and_columns_are_read(tmp_path: Path) -> None:
    text = f"号,环节,经度,纬度\n1,受理研商,{PLACE.x},{PLACE.y}\n2,办结,{PLACE.x},{PLACE.y}\n"
    file = FileImport(write(tmp_path / "a.csv", text), "disputes", {"号": "dispute_id"})
    project = grid(2, 2)
    names = {**project.norms.dispute_stage_names, "assessed": "受理研商"}
    there = replace(project, norms=replace(project.norms, dispute_stage_names=names))
    reading = file.read(there, ReadAs(), TODAY).reading
    assert reading is not None
    assert dict(reading.frame["stage"]) == {"1": "assessed", "2": "closed"}


def test_a_day_alone_takes_no_hour_from_what_is_known(tmp_path: Path) -> None:
    text = f"编号,接收时间,研判时间,经度,纬度\n1,2026-11-20,2026-11-22,{PLACE.x},{PLACE.y}\n"
    rows = [{"dispute_id": "1", "received_at": datetime(2026, 11, 20, 9, 30), "assessed_at": datetime(2026, 11, 21, 8)}]
    project = grid(2, 2).with_tables(disputes=frame("disputes", rows, [PLACE]))
    difference = FileImport(write(tmp_path / "a.csv", text), "disputes").read(project, ReadAs(), TODAY).difference
    assert difference is not None
    assert [(cell.column, cell.after) for cell in difference.cells()] == [("assessed_at", datetime(2026, 11, 22))]
