"""A damaged project says so; what can still be read is taken into a new one, and what is lost is listed."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from mapper import schema
from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.store.geopackage.rescue import rescue
from mapper.store.geopackage.row_log import RowLog
from mapper.store.geopackage.store import create, open_store
from mapper.store.history import WRITTEN_ELSEWHERE
from tests.districts import frame
from tests.mapper.store.files import DAY, assert_same, district, not_noted, reopened
from tests.mapper.store.geopackage.test_paths import crowd


def leaf_pages(path: Path, word: bytes) -> list[int]:
    """Where the pages of a table begin that hold nothing but its rows, and a word of them."""
    content = path.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    starts = range(size, len(content), size)
    return [start for start in starts if content[start] == 0x0D and word in content[start : start + size]]


def damage(path: Path, start: int) -> None:
    with path.open("rb+") as file:
        file.seek(start)
        file.write(b"\xff" * 512)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """One page of officers out of the middle is no page any more."""
    path = tmp_path / "x.gpkg"
    create(path, crowd(3000, "甲"))
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    pages = leaf_pages(path, "甲".encode())
    damage(path, pages[len(pages) // 2])
    return path


def test_a_damaged_file_says_so(damaged: Path) -> None:
    with pytest.raises(InputError, match="project_damaged"):
        open_store(damaged)


def test_faults_are_found_in_an_open_file(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3000, "甲"))
    store = open_store(path)
    assert store.faults() == ()
    damage(path, leaf_pages(path, "甲".encode())[3])
    assert store.faults()
    store.close()


def test_all_but_the_damaged_page_is_taken_over_and_its_rows_are_named(damaged: Path) -> None:
    held, out = damaged.read_bytes(), damaged.with_name("out.gpkg")
    found = rescue(damaged, out)
    assert damaged.read_bytes() == held
    assert {p.name for p in damaged.parent.iterdir()} == {"x.gpkg", "out.gpkg"}
    (lost,) = found.lost
    assert lost.table == "officers"
    assert lost.first is not None
    assert lost.last is not None
    project = reopened(out)
    expected = [f"o{number - 1}" for number in range(1, 3001) if not lost.first <= number <= lost.last]
    assert project.officers.index.tolist() == expected
    assert 2800 < len(expected) < 3000
    assert len(project.duties) == 1
    assert len(project.communities) == 4
    with closing(sqlite3.connect(out)) as source:
        assert source.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert source.execute("SELECT count(*) FROM change_log").fetchone() == (1,)
    with pytest.raises(InputError, match="file_exists"):
        rescue(damaged, out)


def test_rows_that_the_log_has_come_from_there(damaged: Path) -> None:
    lost = rescue(damaged, damaged.with_name("first.gpkg")).lost[0]
    assert lost.first is not None
    key = f"o{lost.first}"
    sound = damaged.with_name("y.gpkg")
    create(sound, crowd(3000, "甲"))
    store = open_store(sound)
    store.write(Edit("x", lambda p: put_rows(p, "officers", p.officers.loc[[key]].assign(display_name="乙"))), "")
    store.close()
    pages = leaf_pages(sound, "甲".encode())
    damage(sound, pages[len(pages) // 2])
    found = rescue(sound, sound.with_name("out.gpkg"))
    assert found.from_log == {"officers": 1}
    assert reopened(sound.with_name("out.gpkg")).officers.at[key, "display_name"] == "乙"


def test_rows_that_went_with_very_many_others_do_not_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, step = tmp_path / "x.gpkg", {"table_name": "hazards", "row_id": "h0", "step": "verify"}
    create(path, district())
    store = open_store(path)
    steps = frame("steps", [{"step_id": f"s{n}", **step} for n in range(3)])
    store.write(Edit("x", lambda p: put_rows(p, "steps", steps)), "")
    monkeypatch.setattr(RowLog.__init__, "__defaults__", (0,))
    store.write(Edit("x", lambda p: drop_rows(p, "steps", ["s0", "s1"])), "")
    store.close()
    assert not any(rescue(path, tmp_path / "out.gpkg").from_log.values())
    assert reopened(tmp_path / "out.gpkg").steps.index.tolist() == ["s2"]


def test_what_another_program_took_out_does_not_come_back_from_the_log(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, district())
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("DELETE FROM duties")
    assert not any(rescue(path, tmp_path / "out.gpkg").from_log.values())
    taken = open_store(tmp_path / "out.gpkg")
    assert taken.project.duties.empty
    assert [line.code for line in taken.history(-1)] == ["duty_assigned", WRITTEN_ELSEWHERE]
    assert taken.seen_rows().elsewhere == {"duties": 1}
    taken.close()


def test_a_sound_project_and_one_that_lacks_a_table_are_taken_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, district())
    assert rescue(path, tmp_path / "a.gpkg").lost == ()
    assert_same(reopened(tmp_path / "a.gpkg"), district())
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        connection.execute("DROP TABLE absences")
        connection.execute("ALTER TABLE officers DROP COLUMN fte")
    found = rescue(path, tmp_path / "b.gpkg")
    assert [(lost.table, lost.first) for lost in found.lost] == [("absences", None)]
    assert len(reopened(tmp_path / "b.gpkg").officers) == 4


def test_where_nothing_can_be_read_no_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    for content in (b"no database", b"SQLite format 3\0" + b"\xff" * 4096):
        path.write_bytes(content)
        with pytest.raises(InputError, match="nothing_to_rescue"):
            rescue(path, tmp_path / "out.gpkg")
        assert list(tmp_path.iterdir()) == [path]


def rows_there(path: Path, table: str) -> dict[int, tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as file:
        return {row[0]: row for row in file.execute(f"SELECT * FROM {table}")}


@pytest.mark.parametrize("share", [0.4, 0.7, 0.9, 0.99, None])
def test_of_a_file_that_was_cut_off_or_lost_a_page_of_its_list_of_tables_the_rest_is_read(
    share: float | None, tmp_path: Path
) -> None:
    whole, path, out = tmp_path / "whole.gpkg", tmp_path / "x.gpkg", tmp_path / "out.gpkg"
    create(whole, crowd(2000, "甲"))
    path.write_bytes(whole.read_bytes())
    if share is None:
        damage(path, leaf_pages(path, b"CREATE TRIGGER")[-1])
    else:
        os.truncate(path, int(path.stat().st_size * share))
    with pytest.raises(InputError, match="project_damaged"):
        open_store(path)
    found = rescue(path, out)
    lost = {one.table for one in found.lost}
    assert sum(found.rows.values()) == sum(len(rows_there(out, table)) for table in schema.TABLES)
    for table in schema.TABLES:
        was, now = rows_there(whole, table), rows_there(out, table)
        assert now.items() <= was.items()
        assert len(now) == len(was) or table in lost
