"""A project file belongs to other programs too: what they write is seen, taken in, and never written over."""

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage.store import create, open_store
from tests.drawn import drawn
from tests.mapper.store.files import DAY, assert_same, district, reopened


def sql(path: Path, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """What another program does to a file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def officer(key: str, **values: object) -> Edit:
    return Edit("changed", lambda p: put_rows(p, "officers", p.officers.loc[[key]].assign(**values)))


def test_only_the_cells_that_changed_are_written(path: Path) -> None:
    sql(path, "CREATE TABLE seen (what TEXT)")
    store = open_store(path)
    statements: list[str] = []
    assert store._held.file is not None
    store._held.file.connection.set_trace_callback(statements.append)
    store.write(officer("o1", display_name="甲"), "")
    store.close()
    (update,) = {s for s in statements if s.startswith("UPDATE officers")}  # told again for each trigger
    assert "display_name" in update
    assert not [c for c in ("role", "fte", "status", "station_code") if c in update]


def test_an_id_and_a_number_that_another_has_taken_are_not_given_again(path: Path) -> None:
    store = open_store(path)
    sql(path, "INSERT INTO duties (fid, duty_id, officer_id, community_code) VALUES (1, 'D1', 'o3', 'u2-2')")
    store.write(assign("o1", "u0-0", DAY), "")
    before = store.project
    store.write(Edit("dropped", lambda p: drop_rows(p, "duties", ["D2"])), "")
    sql(path, "INSERT INTO duties (fid, duty_id, officer_id, community_code) VALUES (2, 'x', 'o2', 'u2-1')")
    store.write(Edit("back", lambda p: put_rows(p, "duties", before.duties.loc[["D2"]])), "")
    rows = sql(path, "SELECT duty_id, officer_id FROM duties ORDER BY fid")
    assert rows == [("D1", "o3"), ("x", "o2"), ("D2", "o1")]
    assert sql(path, "SELECT count(DISTINCT fid) FROM duties") == [(3,)]
    assert_same(reopened(path), store.project)
    store.close()


def test_a_row_that_another_has_taken_out_is_not_made_again(path: Path) -> None:
    store = open_store(path)
    sql(path, "DELETE FROM officers WHERE officer_id = 'o1'")
    with pytest.raises(InputError, match="changed_meanwhile"):
        store.write(officer("o1", display_name="甲"), "")
    assert store.project.officers.index.tolist() == ["o0", "o2", "o3"]
    store.close()


@pytest.mark.parametrize("edits_before", [0, 1])
def test_a_file_put_in_the_place_of_the_one_that_was_read_is_refused(edits_before: int, path: Path) -> None:
    store = open_store(path)
    for number in range(edits_before):
        store.write(assign(f"o{number}", "u0-0", DAY), "")
    other = path.with_name("other.gpkg")
    create(other, district().with_tables(officers=district().officers.iloc[:2]))
    held = other.read_bytes()
    other.replace(path)
    with pytest.raises(InputError, match="project_replaced"):
        store.write(assign("o1", "u0-1", DAY), "")
    assert path.read_bytes() == held
    path.unlink()
    with pytest.raises(InputError, match="file_missing"):
        store.refresh()
    store.close()


def test_one_that_was_copied_over_it_is_read(path: Path) -> None:
    other = path.with_name("other.gpkg")
    create(other, district().with_tables(officers=district().officers.iloc[:2]))
    store = open_store(path)
    shutil.copyfile(other, path)  # the same file to the system, and to SQLite one with as many changes
    store.refresh()
    assert len(store.project.officers) == 2
    store.write(assign("o1", "u0-1", DAY), "")
    assert sql(path, "SELECT count(*) FROM officers") == [(2,)]
    store.close()


def test_what_only_touched_the_file_is_no_change_and_tables_stay_the_same_objects(path: Path) -> None:
    store = open_store(path)
    before = store.project
    path.touch()
    sql(path, "PRAGMA journal_mode = WAL")
    sql(path, "PRAGMA journal_mode = DELETE")
    assert not store.refresh().parts
    sql(path, "UPDATE officers SET display_name = 'x'")
    assert store.refresh().parts == {"officers"}
    assert store.project.communities is before.communities
    store.close()


def test_a_trigger_of_another_program_is_told_before_anything_is_written(path: Path) -> None:
    store = open_store(path)
    for moment in ("INSERT ON duties", "INSERT ON row_checksums", "DELETE ON rows_written_elsewhere",
                   "UPDATE ON gpkg_contents"):  # fmt: skip
        sql(path, f"CREATE TRIGGER theirs AFTER {moment} BEGIN DELETE FROM officers; END")
        with pytest.raises(InputError, match="project_trigger"):
            store.write(assign("o1", "u0-0", DAY), "")
        sql(path, "DROP TRIGGER theirs")
    store.close()
    assert sql(path, "SELECT count(*) FROM officers") == [(4,)]


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_lock_is_told_within_two_seconds_and_nothing_is_lost(begin: str, path: Path) -> None:
    store = open_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(begin)
        since = time.monotonic()
        with pytest.raises(InputError, match="project_busy"):
            store.write(assign("o1", "u0-0", DAY), "")
        assert time.monotonic() - since < 2  # the promise itself, not a measure of speed
        other.execute("COMMIT")
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    assert len(reopened(path).duties) == 1


CELLS = st.tuples(st.sampled_from(["o0", "o1", "o2"]), st.sampled_from(["display_name", "station_code"]))
MOVES = st.one_of(
    st.tuples(st.just("ours"), CELLS),
    st.tuples(st.just("theirs"), CELLS),
    st.tuples(st.just("ours comes"), CELLS),
    st.tuples(st.just("theirs comes"), CELLS),
    st.tuples(st.just("theirs goes"), CELLS),
)


@settings(max_examples=drawn(12), deadline=None)
@given(st.lists(MOVES, max_size=12))
def test_nobodys_acknowledged_change_is_lost_whatever_the_order(moves: list[tuple[str, tuple[str, str]]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        create(path, district())
        store = open_store(path)
        expected = {(key, c): None for key in ("o0", "o1", "o2", "o3") for c in ("display_name", "station_code")}
        seen = dict(expected)  # when ours last looked
        for number, (move, (key, column)) in enumerate(moves):
            there, new = (key, column) in expected, f"v{number}"
            if move == "theirs":
                sql(path, f"UPDATE officers SET {column} = ? WHERE officer_id = ?", (new, key))
                expected |= {(key, column): new} if there else {}
            elif move == "theirs comes":
                sql(path, "INSERT INTO officers (officer_id, display_name) VALUES (?, ?)", (new, new))
                expected |= {(new, "display_name"): new, (new, "station_code"): None}
            elif move == "theirs goes":
                sql(path, "DELETE FROM officers WHERE officer_id = ?", (key,))
                expected = {cell: value for cell, value in expected.items() if cell[0] != key}
            else:
                clash = move == "ours" and expected.get((key, column), "gone") != seen.get((key, column), "gone")
                edit = officer(key, **{column: new}) if move == "ours" else added(f"n{number}", new)
                try:
                    store.write(edit, "")
                except (InputError, KeyError):
                    assert clash or not there
                else:
                    assert not clash
                    expected |= {(key, column): new} if move == "ours" else {}
                    if move == "ours comes":
                        expected |= {(f"n{number}", "display_name"): new, (f"n{number}", "station_code"): None}
                seen = dict(expected)
        store.refresh()
        for project in (store.project, reopened(path)):
            held = project.officers[["display_name", "station_code"]].astype(object)
            held = held.where(held.notna(), None)
            assert {(k, c): held.at[k, c] for k in held.index for c in held.columns} == expected
        store.close()


def added(key: str, name: str) -> Edit:
    def change(project: Project) -> Project:
        row = project.officers.iloc[:1].assign(display_name=name, station_code=None)
        return put_rows(project, "officers", row.set_axis([key]).rename_axis("officer_id"))

    return Edit("came", change)
