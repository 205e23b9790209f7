"""Nothing in a file is believed unread: what cannot be is left out, told by row and column, and stays in the file."""

import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper import schema
from mapper.day.day import Day
from mapper.edit import Edit, drop_rows, put_rows
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.project import About, Project
from mapper.set_aside import SetAside
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.cell_checks import checked_column
from mapper.store.geopackage.store import create, open_store
from tests.drawn import drawn, some
from tests.mapper.store.files import assert_same, district, reopened
from ui.session.document import Document


def sql(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        gpkg.add_functions(connection)
        return connection.execute(statement, values).fetchall()


def blob(shape: Any, srs: int = gpkg.SRS_ID) -> bytes:
    (made,) = gpkg.blobs(np.array([shape], dtype=object), multi=False)
    assert made is not None
    return made[:4] + srs.to_bytes(4, "little") + made[8:]


def nested(depth: int) -> bytes:
    wkb = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00" * depth + shapely.to_wkb(shapely.Point(114, 30))
    return b"GP\0\x01" + (4326).to_bytes(4, "little") + wkb


# One of its corners is no number.
HOLED = blob(shapely.box(113.4, 30.3, 113.5, 30.4))
HOLED = HOLED[:-40] + struct.pack("<d", float("nan")) + HOLED[-32:]
BAD = [
    ("officers", "fte", 5, "range"),
    ("officers", "fte", -0.1, "range"),
    ("officers", "fte", float("inf"), "range"),
    ("officers", "fte", "全职", "type"),
    ("officers", "fte", b"1", "type"),
    ("officers", "role", "boss", "choice"),
    ("officers", "display_name", b"\xff\x00", "type"),
    ("communities", "kind", "hamlet", "choice"),
    ("communities", "residents", "很多", "type"),
    ("communities", "residents", 3.5, "type"),
    ("communities", "residents", 1e30, "type"),
    ("communities", "residents", -5, "range"),
    ("stations", "base_lon", 500000.0, "range"),
    ("duties", "ends", "2026/11/01", "date"),
    ("duties", "ends", "2026-02-30", "date"),
    ("duties", "ends", "2026-11-01T08:30:00Z", "date"),
    ("duties", "ends", "0026-11-01", "range"),
    ("duties", "ends", 2026, "date"),
    ("duties", "dedicated", 7, "type"),
    ("duties", "dedicated", "是", "type"),
    ("hazards", "reported_at", "昨天", "date"),
    ("hazards", "reported_at", b"x", "date"),
    ("hazards", "reported_at", 45000.5, "date"),
    ("hazards", "geom", blob(shapely.LineString([(113, 30), (114, 31)])), "shape"),
    ("hazards", "geom", blob(shapely.Point(500000, 3300000)), "place"),
    ("hazards", "geom", blob(shapely.Point(113, 30), srs=4547), "place"),
    ("communities", "geom", blob(shapely.Point(113, 30)), "shape"),
    ("communities", "geom", HOLED, "place"),
    ("communities", "geom", nested(40), "shape"),
    ("communities", "geom", nested(3), "shape"),
    ("communities", "geom", b"GP\0\x01" + b"\xe6\x10\0\0" + b"\x01\x03", "shape"),
]


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each table of the cases has two rows or more, the first of which is number 1."""
    file = tmp_path_factory.mktemp("sound") / "p.gpkg"
    create(file, district())
    for number in (1, 2):
        sql(file, "INSERT INTO duties (duty_id, officer_id, community_code) VALUES (?, 'o1', 'u0-0')", f"D{number}")
    for (name,) in sql(file, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        sql(file, f"DROP TRIGGER {name}")  # else they refuse most of what is put in here
    return file


@pytest.fixture
def path(sound_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sound_file, tmp_path))


@pytest.mark.parametrize(("table", "column", "value", "reason"), some(BAD, 10))
def test_a_cell_that_cannot_be_is_left_out_named_and_kept(
    table: str, column: str, value: Any, reason: str, path: Path
) -> None:
    sound = reopened(path)
    sql(path, f"UPDATE {table} SET {column} = ? WHERE fid = 1", value)
    (stored,) = sql(path, f"SELECT {column} FROM {table} WHERE fid = 1")[0]
    store = open_store(path)
    named = "geometry" if column == "geom" else column
    (cell,) = store.project.set_aside
    key = sound.table(table).index[0]
    assert cell == SetAside(table, key, named, stored, cell.reason)
    assert cell.reason == reason
    default = None if column == "geom" else schema.TABLES[table].column(column).default
    found = store.project.table(table)[named].iloc[0]
    assert found == default if default is not None else pd.isna(found)
    told = [f for f in Day(store.project, store.project.as_of).set_aside_findings if f.code == "cell_set_aside"]
    assert [(f.values["table"], f.values["key"], f.values["column"]) for f in told] == [(table, key, named)]
    # An edit of another row, and of this one's other cells, leaves it as it is; so does a copy.
    other = store.project.table(table).index[1:2] if len(sound.table(table)) > 1 else sound.table(table).index[:0]
    text = next(c.name for c in schema.TABLES[table].columns if c.kind in ("text", "code") and c.name != column)
    for keys in ([key], list(other)):
        store.write(Edit("x", lambda p, keys=keys: changed(p, table, keys, text)), "")
    assert sql(path, f"SELECT {column} FROM {table} WHERE fid = 1") == [(stored,)]
    assert store.project.set_aside == (cell,)
    store.copy_to(path.with_name("copy.gpkg"))
    assert sql(path.with_name("copy.gpkg"), f"SELECT {column} FROM {table} WHERE fid = 1") == [(stored,)]
    store.close()
    assert_same(reopened(path), store.project)


def changed(project: Project, table: str, keys: list[str], column: str) -> Project:
    return put_rows(project, table, project.table(table).loc[keys].assign(**{column: "写"}))


def test_a_cell_that_is_edited_is_believed_from_then_on_and_undo_brings_back_what_stood_there(path: Path) -> None:
    sql(path, "UPDATE officers SET fte = 5 WHERE officer_id = 'o1'")
    document = Document(open_store(path))
    half = Edit("x", lambda p: put_rows(p, "officers", p.officers.loc[["o1"]].assign(fte=0.5)))
    for back in (document.undo, document.undo):
        document.do(half)
        assert document.project.set_aside == ()
        assert sql(path, "SELECT fte FROM officers WHERE officer_id = 'o1'") == [(0.5,)]
        back()
        assert [cell.value for cell in document.project.set_aside] == [5]
        assert sql(path, "SELECT fte FROM officers WHERE officer_id = 'o1'") == [(5,)]
    document.do(Edit("x", lambda p: drop_rows(p, "officers", ["o1"])))
    assert document.project.set_aside == ()
    document.undo()
    assert sql(path, "SELECT fte FROM officers WHERE officer_id = 'o1'") == [(5,)]
    document.close()


@pytest.mark.parametrize("key", ["", b"\x01", None])
def test_a_row_without_a_key_is_left_out_and_never_touched(key: object, path: Path) -> None:
    sql(path, "PRAGMA writable_schema = ON")
    with closing(sqlite3.connect(path)) as connection, connection:  # without the constraints that we gave it
        connection.execute("CREATE TABLE plain AS SELECT * FROM officers")
        connection.execute("DROP TABLE officers")
        connection.execute(
            "CREATE TABLE officers (fid INTEGER PRIMARY KEY, officer_id TEXT, display_name TEXT, role TEXT,"
            " station_code TEXT, fte DOUBLE, status TEXT)"
        )
        names = "fid, officer_id, display_name, role, station_code, fte, status"
        connection.execute(f"INSERT INTO officers ({names}) SELECT {names} FROM plain")
        connection.execute("INSERT INTO officers (fid, officer_id) VALUES (9, ?), (10, 'o0')", (key,))
    store = open_store(path)
    assert store.project.officers.index.tolist() == ["o0", "o1", "o2", "o3"]
    assert [(c.key, c.column, c.reason) for c in store.project.set_aside] == [
        ("#9", "officer_id", "key"),
        ("#10", "officer_id", "key"),
    ]
    store.write(Edit("x", lambda p: changed(p, "officers", ["o0"], "display_name")), "")
    row = store.project.officers.iloc[:1].set_axis(["new"]).rename_axis("officer_id")
    store.write(Edit("y", lambda p: put_rows(p, "officers", row)), "")
    assert sql(path, "SELECT fid, display_name FROM officers WHERE fid > 4 ORDER BY fid") == [
        (9, None), (10, None), (11, "写"),
    ]  # fmt: skip
    store.close()


@pytest.mark.parametrize(
    ("part", "text", "columns"),
    [
        ("about", '{"title": "区", "map_crs": "EPSG:999999"}', ["map_crs"]),
        ("about", '{"title": [1], "map_crs": 5, "data_date": "昨天"}', ["title", "data_date", "map_crs"]),
        ("about", '{"data_date": "0026-01-01"}', ["data_date"]),
        ("about", "no json", [""]),
        ("about", "[]", [""]),
        ("norms", '{"residents_per_officer": "viele"}', ["residents_per_officer"]),
        ("norms", '{"residents_per_officer": 2000, "units_per_officer": 5}', ["units_per_officer"]),
        ("norms", '{"villages_per_beat_least": 9, "villages_per_beat_most": 12}', []),
        ("norms", '{"seat_role": {"village": "king"}}', ["seat_role"]),
        ("norms", '{"dispute_stage_order": {"closed": 0}}', ["dispute_stage_order"]),
        ("norms", "null", [""]),
    ],
)
def test_what_a_project_says_of_itself_and_its_rules_is_looked_at_too(
    part: str, text: str, columns: list[str], path: Path
) -> None:
    sql(path, "UPDATE project_settings SET value = ? WHERE name = ?", text, part)
    store = open_store(path)
    assert [(cell.table, cell.column) for cell in store.project.set_aside] == [(part, column) for column in columns]
    Day(store.project, store.project.as_of).findings  # noqa: B018 – what rests on them can be asked
    store.write(set_about(About("新名", map_crs=store.project.about.map_crs)), "")
    (after,) = sql(path, "SELECT value FROM project_settings WHERE name = ?", part)[0]
    for column in columns:
        if column in ("map_crs", "units_per_officer", "residents_per_officer", "seat_role"):
            assert f'"{column}"' in after
    store.close()


def test_degrees_that_have_changed_places_stay_for_the_findings_about_points(path: Path) -> None:
    sql(path, "UPDATE hazards SET geom = ? WHERE fid = 1", blob(shapely.Point(30.3, 113.4)))
    assert reopened(path).set_aside == ()


def test_one_that_lacks_a_table_or_its_log_is_told_so(path: Path) -> None:
    for table in ("absences", "change_log"):
        create(path, district())
        sql(path, f"DROP TABLE {table}")
        with pytest.raises(InputError, match="project_incomplete") as refused:
            open_store(path)
        assert refused.value.values["table"] == table


ANY = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=12)
    | st.binary(max_size=6)
)


@settings(max_examples=drawn(30), deadline=None)
@given(st.sampled_from([c for t in schema.TABLES.values() for c in t.columns]), st.lists(ANY, max_size=5))
def test_whatever_stands_in_a_column_is_a_value_of_it_or_set_aside(column: schema.Column, cells: list[Any]) -> None:
    checked = checked_column(column, cells)
    assert checked.values.dtype == schema.DTYPES[column.kind]
    assert len(checked.values) == len(cells)
    aside = {at for at, _, _ in checked.bad}
    for at, cell in enumerate(cells):
        missing = bool(pd.isna(checked.values[at]))
        assert missing == (cell is None or at in aside)
