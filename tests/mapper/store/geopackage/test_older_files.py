"""Files of older versions of the format: brought up where they can be written to, read where they cannot."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest

from mapper.edit import Edit
from mapper.edits.beats import beats_so_far, set_beats
from mapper.edits.focus_visits import VisitMark, mark_visit
from mapper.edits.steps import take_step
from mapper.store.geopackage.column_reader import Rows
from mapper.store.geopackage.store import create, open_store
from mapper.store.migrations import MIGRATIONS, AddColumns
from mapper.store.rows_seen import SeenRows
from tests.districts import frame, grid, square
from tests.mapper.store.files import assert_same, district, not_noted, reopened

NINE = datetime(2026, 11, 20, 9)
ADDED_WITH_7 = (
    ("cases", "handler"),
    ("disputes", "turned_criminal_at"),
    ("places", "lawyers"),
    ("places", "justice_mediators"),
    ("places", "governance_mediators"),
)
MADE_WITH_7: tuple[str, ...] = ("handovers", "diversions")


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """A file of version 1, which knew no beats and not where the stations are."""
    path = tmp_path / "old.gpkg"
    create(path, grid(3, 2, residents=10))
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        connection.execute("ALTER TABLE communities DROP COLUMN beat_name")
        connection.execute("ALTER TABLE stations DROP COLUMN base_lon")
        connection.execute("ALTER TABLE stations DROP COLUMN base_lat")
        connection.execute("UPDATE project_settings SET version = 1")
    return path


def test_a_file_without_beats_is_brought_up_and_keeps_beats_from_then_on(old_file: Path) -> None:
    store = open_store(old_file, Rows(old_file))  # what was read ahead of it is of no use
    assert beats_so_far(store.project) == {}
    assert store.project.stations["base_lon"].isna().all()
    edit = set_beats({"u0-0": "1"})
    store.write(edit, "somebody")
    store.close()
    again = open_store(old_file)
    assert beats_so_far(again.project) == {"u0-0": "1"}
    assert len(again.project.communities) == 6
    again.close()


def test_a_file_that_has_nothing_of_what_all_steps_add_becomes_what_a_new_one_is(tmp_path: Path) -> None:
    old, new = tmp_path / "old.gpkg", tmp_path / "new.gpkg"
    create(new, district())
    shutil.copyfile(new, old)
    with closing(sqlite3.connect(old)) as connection, connection:
        not_noted(connection)
        for step in (step for steps in list(MIGRATIONS.values())[::-1] for step in steps):
            if isinstance(step, AddColumns):
                for column in step.columns:
                    connection.execute(f"ALTER TABLE {step.table} DROP COLUMN {column}")
            else:
                connection.execute(f"DROP TABLE {step.table}")
                connection.execute(f"DROP TABLE IF EXISTS rtree_{step.table}_geom")
                for listed in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"):
                    connection.execute(f"DELETE FROM {listed} WHERE table_name = ?", (step.table,))
        for table in ("row_checksums", "rows_written_elsewhere"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM project_settings WHERE name NOT IN ('about', 'norms')")
        connection.execute("UPDATE project_settings SET version = 1")
    store = open_store(old)
    assert_same(store.project, district())
    assert (store.history(-1), store.seen_rows(), store.faults()) == ([], SeenRows(), ())
    store.close()
    made = []
    for path in (old, new):
        with closing(sqlite3.connect(path)) as connection:
            made.append({*connection.execute("SELECT type, name, tbl_name FROM sqlite_master")})
            made[-1] |= {*connection.execute("SELECT 'listed', table_name, data_type FROM gpkg_contents")}
    assert made[0] == made[1]


def test_one_that_cannot_be_written_to_is_read_and_left_alone(old_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held = old_file.read_bytes()
    # The tests may run as a user who can write everywhere.
    monkeypatch.setattr("mapper.store.geopackage.column_reader.os.access", lambda *_: False)
    store = open_store(old_file)
    assert store.read_only
    assert len(store.project.communities) == 6
    assert beats_so_far(store.project) == {}
    assert store.as_it_was(0, old_file.with_name("was.gpkg")).changes == 0
    assert_same(reopened(old_file.with_name("was.gpkg")), store.project)
    store.close()
    assert old_file.read_bytes() == held


def test_a_file_without_the_dates_of_the_loop_gets_them_and_keeps_what_is_done(tmp_path: Path) -> None:
    path = tmp_path / "five.gpkg"
    create(path, grid(1, 1).with_tables(hazards=frame("hazards", [{"hazard_id": "h1", "reported_at": NINE}], [None])))
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        for column in ("assigned_at", "due_at", "checked_at", "approximate"):
            connection.execute(f"ALTER TABLE hazards DROP COLUMN {column}")
        for column in ("due_at", "reopened_at", "approximate"):
            connection.execute(f"ALTER TABLE disputes DROP COLUMN {column}")
        connection.execute("DROP TABLE steps")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'steps'")
        connection.execute("UPDATE project_settings SET version = 5")
    store = open_store(path)
    assert store.project.hazards["assigned_at"].isna().all()
    assert store.project.steps.empty
    store.write(take_step("hazards", ["h1"], "verify", NINE, note="已到现场"), "somebody")
    store.close()
    again = open_store(path)
    again.close()
    assert again.project.steps[["incident_id", "step", "note"]].to_numpy().tolist() == [["h1", "verify", "已到现场"]]
    assert again.project.hazards.at["h1", "verified_at"] == NINE


def test_a_file_without_work_with_other_bodies_gets_its_columns_and_tables(tmp_path: Path) -> None:
    path = tmp_path / "six.gpkg"
    create(path, grid(1, 1).with_tables(cases=frame("cases", [{"case_id": "c1", "category": "盗窃"}], [None])))
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        for table, column in ADDED_WITH_7:
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        for table in MADE_WITH_7:
            connection.execute(f"DROP TABLE {table}")
            connection.execute("DELETE FROM gpkg_contents WHERE table_name = ?", (table,))
        connection.execute("UPDATE project_settings SET version = 6")
    open_store(path).close()
    again = open_store(path)
    again.close()
    assert again.project.cases.index.tolist() == ["c1"]
    assert all(again.project.table(table)[column].isna().all() for table, column in ADDED_WITH_7)
    assert all(again.project.table(table).empty for table in MADE_WITH_7)


def test_a_file_without_community_work_gets_its_tables_and_is_then_like_a_new_one(tmp_path: Path) -> None:
    path, new = tmp_path / "six.gpkg", tmp_path / "new.gpkg"
    visit = {"visit_id": "V1", "station_code": "S1", "visited_at": NINE}
    project = grid(2, 1).with_tables(liaison=frame("liaison", [visit]))
    made = ("inspections", "rectification_areas", "groups", "surveys")
    for file in (path, new):
        create(file, project)
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        for column in ("findings", "rectified", "rectify_by"):
            connection.execute(f"ALTER TABLE liaison DROP COLUMN {column}")
        connection.execute("DROP TABLE rtree_rectification_areas_geom")
        for table in made:
            connection.execute(f"DROP TABLE {table}")
            for told in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions"):
                connection.execute(f"DELETE FROM {told} WHERE table_name = ?", (table,))
        connection.execute("UPDATE project_settings SET version = 6")
    store = open_store(path)
    assert store.project.liaison[["findings", "rectified", "rectify_by"]].isna().all().all()
    area = frame("rectification_areas", [{"area_id": "K1", "name": "西街片区（虚构）", "targets": 3}], [square(0, 0)])
    survey = frame("surveys", [{"survey_id": "Q1", "community_code": "u0-0", "asked": 40, "positive": 36}])
    edit = Edit("rows_imported", lambda old: old.with_tables(rectification_areas=area, surveys=survey), {})
    store.write(edit, "somebody")
    store.close()
    again = open_store(path)
    again.close()
    assert again.project.surveys.loc["Q1", ["asked", "positive"]].tolist() == [40, 36]
    assert again.project.rectification_areas.geometry["K1"].equals(square(0, 0))
    told = []
    for file in (path, new):
        with closing(sqlite3.connect(file)) as connection:
            named = connection.execute("SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
            layers = connection.execute("SELECT table_name, data_type FROM gpkg_contents")
            told.append((sorted(named.fetchall()), sorted(layers.fetchall())))
            assert connection.execute("SELECT count(*) FROM rtree_rectification_areas_geom").fetchone() == (
                1 if file == path else 0,
            )
    assert told[0] == told[1]


def test_a_file_that_knows_no_visits_of_focus_areas_gets_their_table(tmp_path: Path) -> None:
    path = tmp_path / "seven.gpkg"
    evening = {"starts": datetime(2026, 11, 20, 18), "ends": datetime(2026, 11, 20, 22)}
    area = frame("focus_areas", [{"focus_id": "F1", "reason": "夜市"} | evening], [square(0, 0)])
    create(path, grid(1, 1).with_tables(focus_areas=area))
    with closing(sqlite3.connect(path)) as connection, connection:
        not_noted(connection)
        connection.execute("DROP TABLE focus_visits")
        connection.execute("DELETE FROM gpkg_contents WHERE table_name = 'focus_visits'")
        connection.execute("UPDATE project_settings SET version = 7")
    store = open_store(path)
    assert store.project.focus_visits.empty
    store.write(mark_visit("F1", VisitMark(date(2026, 11, 20), measure="lighting")), "somebody")
    store.close()
    again = open_store(path)
    again.close()
    assert again.project.focus_visits[["focus_id", "measure", "visited"]].to_numpy().tolist() == [
        ["F1", "lighting", True]
    ]
