"""No row is believed that is not as it was last written, and what other programs write is no damage."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.duties import assign, unassign
from mapper.edits.rows import set_about
from mapper.files.sqlite_files import connect
from mapper.store.geopackage.noting import SUMS, columns_by_table, triggers
from mapper.store.geopackage.others import seen_rows
from mapper.store.geopackage.store import GeoPackageStore, create, open_store
from mapper.store.history import ToForget
from mapper.store.rows_seen import AlteredRow, SeenRows
from tests.mapper.store.files import DAY, district, reopened

NOTHING = SeenRows()


def officer(key: str, **values: object) -> Edit:
    return Edit("changed", lambda p: put_rows(p, "officers", p.officers.loc[[key]].assign(**values)))


def sql(path: Path, statement: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """What another program does to a file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement, values).fetchall()


def flipped(path: Path, text: str, at: int = 0) -> None:
    """Flip a bit within a text, wherever it stands, as a disk would."""
    data = bytearray(path.read_bytes())
    place = data.index(text.encode()) + at
    data[place] ^= 1
    path.write_bytes(data)


def test_a_bit_that_flips_within_a_text_is_told_with_its_row_and_stays_told(path: Path) -> None:
    store = open_store(path)
    store.write(officer("o1", display_name="mnopqr"), "")
    store.close()
    flipped(path, "mnopqr")
    store = open_store(path)
    assert store.project.officers.at["o1", "display_name"] == "lnopqr"  # as good a name as any
    assert store.faults() == ()
    assert store.seen_rows() == SeenRows((AlteredRow("officers", "o1"),))
    store.write(officer("o1", fte=1.0), "")  # no word for the cell that was altered
    store.write(officer("o2", fte=1.0), "")
    assert store.seen_rows().altered == (AlteredRow("officers", "o1"),)
    store.accept_rows()
    assert store.seen_rows() == NOTHING
    store.close()


@pytest.mark.parametrize(("text", "table"), [("EPSG:4547", "project_settings"), ("mnopqr", "change_log")])
def test_so_is_one_in_what_stands_beside_the_tables(text: str, table: str, path: Path) -> None:
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "mnopqr")
    store.close()
    flipped(path, text)
    store = open_store(path)
    assert {row.table for row in store.seen_rows().altered} == {table}
    store.close()


def test_a_row_that_went_or_came_without_a_statement_is_told(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        made = triggers()
        for name in made:
            if "officers" in name:
                file.execute(f"DROP TRIGGER {name}")
        file.execute("DELETE FROM officers WHERE officer_id = 'o1'")
        file.execute("INSERT INTO officers (fid, officer_id) VALUES (700, 'x')")
        for name, statement in made.items():
            if "officers" in name:
                file.execute(statement)
    store = open_store(path)
    assert store.seen_rows() == SeenRows((AlteredRow("officers", "#2"), AlteredRow("officers", "x")))
    store.close()


def test_what_another_program_writes_is_told_as_that_until_somebody_has_looked_at_it(path: Path) -> None:
    sql(path, "UPDATE OR FAIL officers SET display_name = officer_id WHERE officer_id < 'o3'")
    sql(path, "UPDATE OR FAIL officers SET display_name = 'x' WHERE officer_id = 'o1'")
    sql(path, "REPLACE INTO duties (fid, duty_id, officer_id, community_code) VALUES (9, 'D9', 'o3', 'u2-2')")
    store = open_store(path)
    assert store.seen_rows() == SeenRows(elsewhere={"duties": 1, "officers": 3})
    sql(path, "DELETE FROM duties")
    assert store.seen_rows() == SeenRows(elsewhere={"duties": 1, "officers": 3})
    store.keep("look", 1)  # is no edit, and nobody has been asked about the project
    assert store.seen_rows() == SeenRows(elsewhere={"duties": 1, "officers": 3})
    store.write(set_about(replace(store.project.about, title="新（虚构）")), "")
    # The duty that came and went is no change any more; the others are in the log, and have to be looked at.
    assert store.seen_rows() == SeenRows(elsewhere={"officers": 3})
    store.close()
    store = open_store(path)
    assert store.seen_rows() == SeenRows(elsewhere={"officers": 3})
    store.accept_rows()
    assert store.seen_rows() == NOTHING
    store.close()


def test_a_table_that_another_program_made_anew_is_told_and_looked_after_from_the_next_edit_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        (made,) = file.execute("SELECT sql FROM sqlite_master WHERE name = 'officers'").fetchone()
        file.execute("ALTER TABLE officers RENAME TO old")
        file.execute(made)
        file.execute("INSERT INTO officers SELECT * FROM old")
        file.execute("DROP TABLE old")
        file.execute("UPDATE officers SET display_name = 'x'")
    store = open_store(path)
    assert store.seen_rows() == SeenRows(elsewhere={"officers": 0})
    store.write(officer("o1", fte=1.0), "")
    assert store.seen_rows() == SeenRows(elsewhere={"officers": 4})
    store.accept_rows()
    assert store.seen_rows() == NOTHING
    store.close()
    sql(path, f"DROP TABLE {SUMS}")
    store = open_store(path)
    assert store.seen_rows() == SeenRows(elsewhere=dict.fromkeys(sorted(columns_by_table()), 0))
    store.write(officer("o1", fte=0.4), "")
    assert store.seen_rows() == SeenRows(elsewhere=dict.fromkeys(sorted(columns_by_table()), 0))
    store.accept_rows()
    assert store.seen_rows() == NOTHING
    store.close()


def test_a_table_made_anew_is_no_word_for_the_rows_of_others(path: Path) -> None:
    store = open_store(path)
    store.write(officer("o1", display_name="mnopqr"), "")
    store.close()
    flipped(path, "mnopqr")
    sql(path, "UPDATE officers SET fte = 0.3 WHERE officer_id = 'o3'")
    sql(path, "DROP TRIGGER noted_duties_insert")
    store = open_store(path)
    assert store.seen_rows().altered == (AlteredRow("officers", "o1"),)
    assert store.seen_rows().elsewhere == {"duties": 0, "officers": 1}
    store.write(officer("o2", fte=1.0), "")
    assert store.seen_rows() == SeenRows((AlteredRow("officers", "o1"),), {"officers": 1})
    store.close()


def test_triggers_that_bear_our_names_and_do_something_else_are_made_anew(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DROP TRIGGER noted_duties_insert")
        file.execute("CREATE TRIGGER noted_duties_insert AFTER INSERT ON duties BEGIN DELETE FROM officers; END")
        file.execute("ALTER TABLE officers RENAME TO old")  # and back: their words are others then
        file.execute("ALTER TABLE old RENAME TO officers")
    store = open_store(path)
    assert store.seen_rows() == SeenRows(elsewhere={"duties": 0, "officers": 0})
    store.write(assign("o1", "u0-0", DAY), "")
    assert store.seen_rows() == NOTHING
    assert len(store.project.officers) == len(reopened(path).officers) == 4
    store.close()


WRITES: dict[str, Callable[[GeoPackageStore], object]] = {
    "edit": lambda s: s.write(assign("o1", "u0-0", DAY), "甲"),
    "removal": lambda s: s.write(unassign("o1", "u0-0", DAY), "甲"),
    "rows that go": lambda s: s.write(Edit("dropped", lambda p: drop_rows(p, "hazards", ["h0", "h2"])), "甲"),
    "look": lambda s: s.keep("look", {"of": "map"}),
    "look again": lambda s: s.keep("look", {"of": "sheet"}),
    "styles": lambda s: s.keep_styles([]),
    "forgetting": lambda s: s.forget(ToForget(text=lambda text: text == "o1")),
    "forgetting all": lambda s: s.forget(ToForget(until="9")),
    "about": lambda s: s.write(set_about(replace(s.project.about, data_date=date(2026, 11, 25))), "甲"),
}  # fmt: skip


def test_nothing_that_this_program_writes_is_ever_told(path: Path) -> None:
    store = open_store(path)
    for what, write in WRITES.items():
        write(store)
        assert store.seen_rows() == NOTHING, what
    store.copy_to(path.with_name("copy.gpkg"))
    store.as_it_was(store.history(1)[0].number, path.with_name("was.gpkg"))
    copied = store.copy_of_day(DAY, 3, 4)
    assert copied is not None
    store.close()
    for place in (path.with_name("copy.gpkg"), path.with_name("was.gpkg"), Path(copied)):
        with closing(connect(place, "ro")) as file:
            assert seen_rows(file, place) == NOTHING, place


def test_a_file_from_before_there_were_checksums_opens_and_has_them_from_then_on(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for name in triggers():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(f"DROP TABLE {SUMS}")
        file.execute("DROP TABLE rows_written_elsewhere")
        file.execute("UPDATE project_settings SET version = 13")
    assert len(reopened(path).officers) == 4
    with closing(connect(path, "ro")) as file:
        assert seen_rows(file, path) == NOTHING
        assert file.execute(f"SELECT count(*) FROM {SUMS} WHERE table_name = 'officers'").fetchone() == (1,)


def test_a_checksum_is_the_same_on_every_machine(tmp_path: Path) -> None:
    create(tmp_path / "p.gpkg", district())
    found = sql(tmp_path / "p.gpkg", f"SELECT hex(substr(sums, 5, 8)) FROM {SUMS} WHERE table_name = 'officers'")
    assert found == [("31735C54DBDC2A0D",)]  # of two officers
