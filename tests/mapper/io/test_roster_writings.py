"""A roster that writes numbers otherwise than the project ends nobody who is there."""

import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.edits.roster import apply_roster
from mapper.edits.roster_difference import RosterChanges, read_roster, roster_changes
from mapper.io.reading import read_table
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.districts import frame, grid

DAY = date(2026, 11, 23)
IDS = ("000012", "000123", "001234")


def station() -> Project:
    """Three officers whose numbers begin with zeros, each with a unit."""
    officers = [{"officer_id": i, "role": "community_officer", "station_code": "S1"} for i in IDS]
    duties = [
        {"duty_id": f"D{n}", "officer_id": i, "community_code": f"u{n}-0", "starts": date(2025, 1, 1)}
        for n, i in enumerate(IDS)
    ]
    return grid(3, 1).with_tables(officers=frame("officers", officers), duties=frame("duties", duties))


def roster(path: Path, number_format: str, ids: tuple[object, ...] = (12, 123, 1234)) -> Path:
    """A workbook of officers, and one of their duties in a second sheet."""
    book = openpyxl.Workbook()
    people = book.active
    assert people is not None
    people.title = "人员"
    people.append(["警号", "岗位", "派出所编码"])
    duties = book.create_sheet("责任区")
    duties.append(["警号", "社区编码", "起始日期"])
    for n, number in enumerate(ids):
        people.append([number, "社区民警", "S1"])
        duties.append([number, f"u{n}-0", "2025-01-01"])
        for sheet in (people, duties):
            sheet.cell(sheet.max_row, 1).number_format = number_format
    book.save(path)
    return path


@pytest.mark.parametrize("number_format", ["000000", "General"])
def test_applied_on_disk_no_duty_has_ended_and_no_officer_is_doubled(tmp_path: Path, number_format: str) -> None:
    file, path = tmp_path / "p.gpkg", roster(tmp_path / "花名册.xlsx", number_format)
    create(file, station())
    store = open_store(file)
    readings = read_roster(path, store.project)
    assert readings[0] is not None
    matched = [note.code for note in readings[0].notes].count("keys_matched")
    assert matched == (number_format == "General")  # told where only the digits agree
    edit = apply_roster(roster_changes(store.project, *readings, DAY))
    store.write(edit, "test")
    store.close()
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT count(*) FROM duties WHERE ends IS NOT NULL").fetchone() == (0,)
        assert database.execute("SELECT officer_id FROM officers ORDER BY 1").fetchall() == [(i,) for i in IDS]
        assert database.execute("SELECT count(*) FROM officers WHERE status = 'leave'").fetchone() == (0,)
        assert database.execute("SELECT count(*) FROM duties").fetchone() == (3,)
    database.close()


@given(st.lists(st.sampled_from(["{}", "00{}", "{}.0", " {} ", "{}\u3000"]), min_size=3, max_size=3), st.booleans())
def test_no_writing_of_the_same_numbers_is_a_difference(
    tmp_path_factory: pytest.TempPathFactory, forms: list[str], wide: bool
) -> None:
    numbers = [form.format(number) for form, number in zip(forms, (12, 123, 1234), strict=True)]
    if wide:
        numbers = [number.translate(str.maketrans("0123456789", "０１２３４５６７８９")) for number in numbers]
    path = tmp_path_factory.mktemp("roster") / "花名册.csv"
    rows = [f"{number},社区民警,S1,u{n}-0" for n, number in enumerate(numbers)]
    path.write_text("\n".join(["警号,岗位,派出所编码,社区编码", *rows]), "utf-8")
    project = station()
    changes = roster_changes(project, *read_roster(path, project), DAY)
    assert (*changes.added, *changes.changed, *changes.ended, *changes.rejected) == ()


def compared(write_text: Callable[..., Path], text: str, project: Project) -> RosterChanges:
    return roster_changes(project, *read_roster(write_text(text), project), DAY)


def test_numbers_that_may_be_several_end_none_of_these(write_text: Callable[..., Path]) -> None:
    project = station()
    twin = frame("officers", [{"officer_id": "12", "role": "community_officer", "station_code": "S1"}])
    project = project.with_tables(officers=frame("officers", [
        *project.officers.reset_index().to_dict("records"), *twin.reset_index().to_dict("records"),
    ]))  # fmt: skip
    changes = compared(write_text, "警号,岗位,派出所编码\n0012,社区民警,S1\n000123,社区民警,S1\n", project)
    assert [rejected.code for rejected in changes.rejected] == ["key_unclear"]
    assert {line.key for line in changes.ended} == {"001234", "D2"}
    duties = compared(write_text, "警号,社区编码\n0012,u0-0\n000123,u1-0\n001234,u9-9\n", project)
    assert [rejected.code for rejected in duties.rejected] == ["officer_unknown", "unit_unknown"]
    assert not duties.ended


def test_duties_whose_numbers_may_be_several_end_none_of_these(write_text: Callable[..., Path]) -> None:
    project = station()
    project = project.with_tables(duties=project.duties.rename(index={"D0": "012", "D1": "12"}))
    text = "责任编号,警号,社区编码\n0012,000012,u0-0\nD2,001234,u2-0\n"
    changes = compared(write_text, text, project)
    assert [rejected.code for rejected in changes.rejected] == ["key_unclear"]
    assert not changes.ended


def test_a_station_that_would_be_emptied_is_named(write_text: Callable[..., Path]) -> None:
    project = station()
    other = compared(write_text, "警号,岗位,派出所编码\n77,社区民警,S1\n", project)
    assert other.emptied == ("S1",)
    assert other.emptying == {(line.table, line.key) for line in other.ended}
    assert len(other.ended) == 6
    one_stays = compared(write_text, "警号,岗位,派出所编码\n1234,社区民警,S1\n", project)
    assert len(one_stays.ended) == 4
    assert one_stays.emptied == ()
    assert one_stays.emptying == frozenset()
    seats = roster_changes(project, None, frame("duties", [
        {"duty_id": "x", "officer_id": "000012", "community_code": "u2-0"},
    ]), DAY)  # fmt: skip
    assert seats.emptied == ("S1",)
    assert len(seats.emptying) == 3


def test_a_duty_may_be_that_of_somebody_new_on_the_same_roster(tmp_path: Path) -> None:
    path = roster(tmp_path / "花名册.xlsx", "General", (12, 123, 1234, 5))
    project = station()
    project = project.with_tables(communities=grid(4, 1).communities)
    readings = read_roster(path, project)
    assert readings[1] is not None
    assert "officers_unknown" not in {note.code for note in readings[1].notes}
    added = roster_changes(project, *readings, DAY).added
    assert {(line.table, line.officer_id) for line in added} == {("officers", "5"), ("duties", "5")}


def test_a_file_of_officers_takes_the_old_rows_places(write_text: Callable[..., Path]) -> None:
    project = station()
    reading = read_table(write_text("警号,岗位\n12,辅警\n"), "officers", keys_in_use=project.officers.index)
    assert list(reading.frame.index) == ["000012"]
