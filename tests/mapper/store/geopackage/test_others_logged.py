"""What other programs write stands in the change log as it was and as it is, until somebody has looked at it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.edit import Edit, drop_rows
from mapper.edits.duties import assign
from mapper.edits.others import others_taken_back
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.noting import triggers
from mapper.store.geopackage.store import GeoPackageStore, create, open_store
from mapper.store.history import LOOKED_AT, UNKNOWN, WRITTEN_ELSEWHERE, ToForget, cells_of_line, steps_of
from mapper.store.rows_seen import SeenRows
from tests.drawn import drawn
from tests.mapper.store.files import DAY, district
from tests.mapper.store.geopackage.hardship import same
from tests.mapper.store.geopackage.test_checksums import officer, sql


def lines_of(store: GeoPackageStore) -> list[tuple[str, str]]:
    return [(line.who, line.code) for line in store.history(-1)]


def cells(store: GeoPackageStore, line: int) -> dict[tuple[str, str, str], tuple[object, object]]:
    told = store.change_log()["rows"].loc[line]
    return {(c.table, c.key, c.column): (c.before, c.after) for c in cells_of_line(told)}


def past_of(store: GeoPackageStore, folder: Path, line: int = 0) -> Project:
    """The project as it was after a line, which has to be known to the last cell."""
    past = store.as_it_was(line, folder / f"was{line}.gpkg")
    assert past.otherwise == past.forgotten == 0
    was = open_store(folder / f"was{line}.gpkg")
    was.close()
    return was.project


def test_it_is_a_line_of_its_own_before_the_next_edit_with_what_stood_there(path: Path) -> None:
    sql(path, "UPDATE officers SET display_name = 'x', fte = 0.25 WHERE officer_id = 'o1'")
    sql(path, "UPDATE officers SET display_name = 'y' WHERE officer_id = 'o1'")
    sql(path, "INSERT INTO duties (duty_id, officer_id, community_code) VALUES ('D9', 'o3', 'u2-2')")
    sql(path, "DELETE FROM hazards WHERE hazard_id = 'h0'")
    store = open_store(path)
    before = district()
    store.write(assign("o1", "u0-0", DAY), "甲")
    assert lines_of(store) == [("", WRITTEN_ELSEWHERE), ("甲", "duty_assigned")]
    told = cells(store, 1)
    assert told["officers", "o1", "display_name"] == (None, "y")
    assert told["officers", "o1", "fte"] == (before.officers.at["o1", "fte"], 0.25)
    assert told["duties", "D9", "officer_id"] == (None, "o3")
    assert told["hazards", "h0", "hazard_id"] == ("h0", None)
    assert store.seen_rows() == SeenRows(elsewhere={"duties": 1, "hazards": 1, "officers": 1})
    assert same(past_of(store, path.parent), before)
    assert past_of(store, path.parent, 1).duties.index.tolist() == ["D9"]
    store.accept_rows()
    assert lines_of(store)[-1] == (store.editor, LOOKED_AT)
    assert store.seen_rows() == SeenRows()
    assert steps_of(store.history(-1), "甲")[0][-1].code == "duty_assigned"  # and nothing of it is an edit of anybody's
    assert steps_of(store.history(-1), "") == steps_of(store.history(-1), store.editor) == ([], [])
    store.close()


def test_what_takes_a_row_out_of_the_way_is_no_damage_and_known(path: Path) -> None:
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    sql(path, "INSERT OR REPLACE INTO duties (fid, duty_id, officer_id) VALUES (70, 'D1', 'o3')")
    sql(path, "UPDATE OR REPLACE officers SET officer_id = 'o2' WHERE officer_id = 'o3'")
    store = open_store(path)
    assert store.seen_rows().altered == ()
    assert store.log_others()
    assert cells(store, 2)["duties", "D1", "officer_id"] == ("o1", "o3")
    assert cells(store, 2)["officers", "o3", "officer_id"] == ("o3", None)
    assert same(past_of(store, path.parent), district())
    store.close()


def test_it_is_taken_back_by_an_edit_that_is_undone_as_others_are(path: Path) -> None:
    sql(path, "UPDATE officers SET display_name = 'x' WHERE officer_id = 'o1'")
    sql(path, "DELETE FROM hazards WHERE hazard_id = 'h0'")
    store = open_store(path)
    theirs = store.project
    store.log_others()
    edit = others_taken_back(store, 1)
    line = store.write(edit, "甲").line
    assert line == 2
    assert same(store.project, district())
    assert [step.number for step in steps_of(store.history(-1), "甲")[0]] == [2]
    store.write(Edit("undone", store.logged_change(2, back=True)), "甲")
    assert same(store.project, theirs)
    with pytest.raises(InputError, match="line_unknown"):
        others_taken_back(store, 2)
    store.close()


VALUES = st.sampled_from(["x", "乙", 0.5, 7, None, b"\x00\xff"])
KEYS = st.sampled_from(["o0", "o1", "o2", "n1", "n2"])
HOW = st.sampled_from(["", "OR REPLACE ", "OR IGNORE "])
THEIRS = st.one_of(
    st.tuples(st.just("UPDATE {how}officers SET display_name = ? WHERE officer_id = ?"), HOW, VALUES, KEYS),
    st.tuples(st.just("UPDATE {how}officers SET officer_id = ? WHERE officer_id = ?"), HOW, KEYS, KEYS),
    st.tuples(st.just("UPDATE {how}officers SET fid = ? WHERE officer_id = ?"), HOW, st.integers(1, 9), KEYS),
    st.tuples(st.just("INSERT {how}INTO officers (fid, officer_id) VALUES (?, ?)"), HOW, st.integers(1, 9), KEYS),
    st.tuples(st.just("DELETE FROM officers WHERE fid = ? OR officer_id = ?"), HOW, st.integers(1, 3), KEYS),
    st.tuples(st.just("UPDATE {how}hazards SET geom = NULL, category = ? WHERE hazard_id > ?"), HOW, VALUES, KEYS),
)


@settings(max_examples=drawn(6), deadline=None)
@given(st.lists(THEIRS, min_size=1, max_size=6))
def test_whatever_they_write_the_log_leads_back_and_nothing_looks_like_damage(moves: list[tuple[str, ...]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "p.gpkg"
        create(path, district())
        for statement, how, *values in moves:
            with closing(sqlite3.connect(path, isolation_level=None)) as file:
                gpkg.add_functions(file)  # as QGIS has them
                try:
                    file.execute(statement.format(how=how), values)
                except sqlite3.IntegrityError:
                    continue
        store = open_store(path)
        assert store.seen_rows().altered == ()
        store.log_others()
        assert store.seen_rows().altered == ()
        assert same(past_of(store, Path(folder)), district())
        store.close()


def test_what_was_before_is_forgotten_too(path: Path) -> None:
    store = open_store(path)
    store.write(officer("o1", display_name="某某某某"), "")
    store.close()
    sql(path, "UPDATE officers SET display_name = 'z' WHERE officer_id = 'o1'")
    store = open_store(path)
    gone = store.forget(ToForget(cell=lambda _table, _key, column, _value: column == "display_name"))
    assert gone.lines == 2
    store.close()
    assert "某某某某".encode() not in path.read_bytes()


def test_what_they_wrote_last_is_forgotten_or_nothing_is(path: Path) -> None:
    sql(path, "UPDATE officers SET display_name = '某某某某' WHERE officer_id = 'o1'")
    store = open_store(path)
    store.write(officer("o1", display_name="x"), "")
    store.close()
    sql(path, "UPDATE officers SET display_name = 'z' WHERE officer_id = 'o1'")
    store = open_store(path)
    asked = ToForget(cell=lambda _table, _key, column, _value: column == "display_name")
    sql(path, "CREATE TRIGGER hostile AFTER INSERT ON change_log BEGIN DELETE FROM officers; END")
    with pytest.raises(InputError, match="project_trigger"):
        store.forget(asked)
    sql(path, "DROP TRIGGER hostile")
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    would = store.forget(asked, dry=True)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert store.forget(asked) == would
    assert would.lines == 3
    store.close()
    assert "某某某某".encode() not in path.read_bytes()


def test_nothing_is_logged_where_somebody_writes_or_has_the_log_do_more(path: Path) -> None:
    sql(path, "UPDATE officers SET fte = 0.5 WHERE officer_id = 'o1'")
    store = open_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert not store.log_others()
    sql(path, "CREATE TRIGGER hostile AFTER INSERT ON change_log BEGIN DELETE FROM officers; END")
    assert not store.log_others()
    sql(path, "DROP TRIGGER hostile")
    assert store.log_others()
    assert not store.log_others()
    assert store.unseen() == {1}
    store.close()


def test_of_a_file_from_before_it_was_noted_it_is_told_that_nobody_knows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for name in triggers():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("DROP TABLE rows_written_elsewhere")
        file.execute("CREATE TABLE rows_written_elsewhere (table_name TEXT, number INTEGER)")
        file.execute(
            "CREATE TRIGGER noted_officers_update AFTER UPDATE ON officers BEGIN "
            "INSERT INTO rows_written_elsewhere SELECT 'officers', NEW.fid; END"
        )
        file.execute(
            "CREATE TRIGGER noted_change_log_insert AFTER INSERT ON change_log BEGIN "
            "INSERT INTO rows_written_elsewhere SELECT 'change_log', NEW.fid; END"
        )
        file.execute("UPDATE officers SET fte = 0.5 WHERE officer_id = 'o1'")
        file.execute("UPDATE project_settings SET version = 15")
        file.execute("INSERT INTO rows_written_elsewhere SELECT 'project_settings', fid FROM project_settings")
    store = open_store(path)
    assert store.seen_rows().altered == ()
    assert store.seen_rows().elsewhere["officers"] == 1
    assert cells(store, 1)["officers", "o1", "fte"] == (UNKNOWN, 0.5)
    with pytest.raises(InputError, match="log_unknown"):
        store.write(others_taken_back(store, 1), "")
    past = store.as_it_was(0, path.with_name("was.gpkg"))
    assert past.otherwise == 1
    store.close()


def test_an_altered_row_of_an_older_file_stays_told(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        made = triggers()["noted_officers_update"]
        file.execute("DROP TRIGGER noted_officers_update")
        file.execute("UPDATE officers SET fte = 0.5 WHERE officer_id = 'o1'")  # as a disk would
        file.execute(made)
        file.execute("UPDATE project_settings SET version = 15")
    store = open_store(path)
    assert [row.key for row in store.seen_rows().altered] == ["o1"]
    store.close()


def test_a_row_that_they_left_half_empty_and_we_took_out_leads_back(path: Path) -> None:
    sql(path, "INSERT INTO officers (officer_id, display_name) VALUES ('n1', 'x')")  # of which some cells have defaults
    store = open_store(path)
    store.write(Edit("went", lambda project: drop_rows(project, "officers", ["n1"])), "")
    assert same(past_of(store, path.parent), district())
    assert past_of(store, path.parent, 1).officers.index.tolist() == ["o0", "o1", "o2", "o3", "n1"]
    store.close()
