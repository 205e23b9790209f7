"""The project file: nothing lost, nothing half-written, and an ordinary GeoPackage throughout."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from mapper import schema
from mapper.edit import Edit
from mapper.edits.duties import assign, unassign
from mapper.edits.focus import FocusOrder, mark_focus
from mapper.edits.rows import set_about
from mapper.errors import InputError
from mapper.project import About, Project
from mapper.store.geopackage import gpkg
from mapper.store.geopackage.store import create, is_project, open_store
from tests.districts import square
from tests.mapper.store.files import DAY, assert_same, district, reopened


def test_saved_then_opened_is_the_same(path: Path) -> None:
    assert_same(reopened(path), district())


def test_every_table_is_an_ordinary_layer(path: Path) -> None:
    layers = dict(pyogrio.list_layers(path))
    assert set(schema.TABLES) <= set(layers)
    units = pyogrio.read_dataframe(path, layer="communities")
    assert units.crs == "EPSG:4326"
    assert units["community_code"].tolist() == district().communities.index.tolist()
    assert shapely.area(units.geometry.array).sum() == pytest.approx(9e-4)
    # The spatial index answers, so a reader of a province need not look at every unit.
    near = pyogrio.read_dataframe(path, layer="communities", bbox=(113.412, 30.312, 113.413, 30.313))
    assert near["community_code"].tolist() == ["u1-1"]


def test_edits_are_on_disk_with_their_rows_in_the_change_log(path: Path) -> None:
    store = open_store(path)
    for edit in (
        assign("o1", "u1-1", DAY),
        mark_focus(
            square(0, 0), FocusOrder("夜市", datetime(2026, 11, 23, 18), datetime(2026, 11, 23, 22), 60, ["o2"])
        ),
        unassign("o1", "u1-1", DAY),
        set_about(About("改名（虚构）")),
    ):
        store.write(edit, "值班员")
    assert_same(reopened(path), store.project)
    log = store.change_log()
    store.close()
    assert log["code"].tolist() == ["duty_assigned", "focus_marked", "duty_ended", "about_changed"]
    assert set(log["who"]) == {"值班员"}
    first, focus, third, about = log["rows"]
    assert first["duties"]["added"][0][1:3] == ["o1", "u1-1"]
    assert third["duties"]["removed"] == first["duties"]["added"]
    assert shapely.from_wkb(bytes.fromhex(focus["focus_areas"]["added"][0][-1])[40:]).geom_type == "MultiPolygon"
    assert (about["about"]["before"]["title"], about["about"]["after"]["title"]) == ("虚构区", "改名（虚构）")


def test_a_row_that_comes_back_takes_its_old_place(path: Path) -> None:
    store = open_store(path)
    before = store.project
    drop = Edit("rows_dropped", lambda p: p.with_tables(hazards=p.hazards.drop(index="h1")))
    store.write(drop, "")
    store.write(Edit("undone", lambda _: before), "")
    store.close()
    assert_same(reopened(path), before)


def test_the_spatial_index_stays_true(path: Path) -> None:
    store = open_store(path)
    rng = np.random.default_rng(3)
    for _ in range(20):
        points = store.project.hazards.copy()
        key = str(rng.choice(points.index))
        kind = rng.integers(3)
        if kind == 0:
            points.loc[key, "geometry"] = shapely.Point(rng.uniform(113, 114, 2))
        elif kind == 1:
            points.loc[key, "geometry"] = None
        else:
            points = points.drop(index=key) if len(points) > 1 else points
        step = Edit("moved", lambda p, points=points: p.with_tables(hazards=points))
        store.write(step, "")
    store.close()
    with sqlite3.connect(path) as connection:
        gpkg.add_functions(connection)
        kept = connection.execute("SELECT id, minx, miny FROM rtree_hazards_geom ORDER BY id").fetchall()
        there = connection.execute(
            "SELECT fid, ST_MinX(geom), ST_MinY(geom) FROM hazards WHERE geom NOTNULL ORDER BY fid"
        ).fetchall()
    assert [row[0] for row in kept] == [row[0] for row in there]
    assert np.allclose(np.array(kept), np.array(there), atol=1e-4)  # the index keeps 32-bit numbers
    connection.close()


def test_create_over_an_old_file_replaces_it_whole(path: Path) -> None:
    create(path, Project())
    assert reopened(path).communities.empty
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_failing_create_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gpkg, "core_statements", lambda: [("THIS IS NOT SQL", ())])
    with pytest.raises(InputError):
        create(tmp_path / "x.gpkg", district())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(None, "file_missing"), (b"", "file_empty"), (b"PK\x03\x04 a zip file", "not_a_project")],
)
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes | None, code: str) -> None:
    file = tmp_path / "x.gpkg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(InputError) as refused:
        open_store(file)
    assert refused.value.code == code


def test_a_folder_and_a_foreign_geopackage_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is_directory"):
        open_store(tmp_path)
    foreign = tmp_path / "foreign.gpkg"
    pyogrio.write_dataframe(district().communities.reset_index(), foreign)
    with pytest.raises(InputError, match="not_a_project"):
        open_store(foreign)
    torn = tmp_path / "torn.gpkg"
    torn.write_bytes(b"SQLite format 3\x00" + os.urandom(5000))
    with pytest.raises(InputError, match="not_a_project"):
        open_store(torn)
    assert not is_project(foreign)
    assert not is_project(torn)


def test_a_project_is_known_as_one_also_while_another_program_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, district())
    assert is_project(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert is_project(path)


def test_what_another_program_is_still_writing_is_news_when_it_is_there(path: Path) -> None:
    store = open_store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute(
            "UPDATE officers SET display_name = '另一' WHERE officer_id = (SELECT min(officer_id) FROM officers)"
        )
        other.execute("COMMIT")
        other.execute("BEGIN EXCLUSIVE")
        assert not store.news(0)  # a window that took it in now would stand still
        other.execute("ROLLBACK")
        assert store.news(0)
        assert not store.news(0)
        other.execute("BEGIN EXCLUSIVE")  # another begins in that moment
        with pytest.raises(InputError, match="project_busy"):
            store.refresh()
        assert not store.news(0)
        other.execute("ROLLBACK")
        assert store.news(0)
        assert store.refresh().others == 1
        assert not store.news(0)
    store.close()


def test_a_file_that_is_away_or_another_is_news_each_time_and_so_is_one_that_no_longer_reads(path: Path) -> None:
    store, away = open_store(path), path.with_name("away.gpkg")
    for _ in range(2):
        path.rename(away)
        assert store.news(0)  # so that whoever looks again is told that it is missing
        assert not store.news(0)
        with pytest.raises(InputError, match="file_missing"):
            store.refresh()
        away.rename(path)
        assert not store.news(0)
    shutil.copyfile(path, away)
    away.replace(path)
    assert store.news(0)
    with pytest.raises(InputError, match="project_replaced"):
        store.refresh()
    path.write_bytes(b"\xff" * 5000)
    assert store.news(0)
    store.close()


def test_a_project_from_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE project_settings SET version = 99")
    connection.close()
    held = path.read_bytes()
    with pytest.raises(InputError, match="project_newer"):
        open_store(path)
    assert path.read_bytes() == held


KILLED = """
import sys
from datetime import date, timedelta
from pathlib import Path
import numpy as np
from mapper.edits.duties import assign, unassign
from mapper.store.geopackage.store import open_store

store = open_store(Path(sys.argv[1]))
rng = np.random.default_rng(int(sys.argv[2]))
day = date(2026, 11, 23)
for number in range(200):
    held = store.project.duties[store.project.duties["ends"].isna()]
    if len(held) and rng.random() < 0.4:
        row = held.iloc[int(rng.integers(len(held)))]
        edit = unassign(row["officer_id"], row["community_code"], day + timedelta(days=number))
    else:
        free = [(o, u) for o in store.project.officers.index for u in store.project.communities.index
                if not ((held["officer_id"] == o) & (held["community_code"] == u)).any()]
        if not free:
            continue
        officer, unit = free[int(rng.integers(len(free)))]
        edit = assign(officer, unit, day + timedelta(days=number + 1))
    store.write(edit, "test")
    duties = store.project.duties
    print(number, len(store.change_log()), len(duties), int(duties["ends"].isna().sum()), flush=True)
"""


@pytest.mark.parametrize("after", [3, 57, 140])
def test_kill_during_200_edits_loses_no_acknowledged_edit(path: Path, after: int) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), str(after)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[4],
    )
    assert child.stdout is not None
    acknowledged = [child.stdout.readline().split() for _ in range(after)]
    child.kill()  # while the next edit is being made or written
    acknowledged += [line.split() for line in child.stdout.read().splitlines() if len(line.split()) == 4]
    child.wait()
    child.stdout.close()
    _, changes, _, _ = map(int, acknowledged[-1])

    store = open_store(path)
    log = store.change_log()
    store.close()
    # One more edit may have reached the disk without being acknowledged; none may be missing.
    assert len(log) in (changes, changes + 1)
    # What the log says happened is what the table holds.
    rows: dict[str, list[object]] = {}
    for step in log["rows"]:
        told = step["duties"]
        for row in told["removed"]:
            assert rows.pop(row[0]) == row
        for old, new in zip(told["before"], told["after"], strict=True):
            assert rows[old[0]] == old
            rows[new[0]] = new
        rows |= {row[0]: row for row in told["added"]}
    assert sorted(rows) == sorted(store.project.duties.index)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert len(pyogrio.read_dataframe(path, layer="duties")) == len(rows)


def test_a_read_only_folder_opens_for_reading_and_refuses_edits(path: Path) -> None:
    if os.geteuid() == 0:
        # root may write anywhere; the same refusal as a file system that is mounted read-only
        path.chmod(0o444)
        real = os.access
        access = pytest.MonkeyPatch()
        access.setattr(os, "access", lambda p, mode: mode != os.W_OK and real(p, mode))
    else:
        access = pytest.MonkeyPatch()
        path.parent.chmod(0o555)
    try:
        store = open_store(path)
        assert store.read_only
        edit = assign("o1", "u0-0", DAY)
        with pytest.raises(InputError, match="read_only"):
            store.write(edit, "")
        store.close()
    finally:
        access.undo()
        path.parent.chmod(0o755)


FULL = """
import resource, sys
from pathlib import Path
from mapper.edit import Edit
from mapper.errors import InputError
from mapper.store.geopackage.store import open_store
from tests.districts import frame

path = Path(sys.argv[1])
store = open_store(path)
rows = [{"hazard_id": f"n{i}", "owner_id": "x" * 900} for i in range(20000)]
big = store.project.with_tables(hazards=frame("hazards", rows, [None] * len(rows)))
limit = path.stat().st_size + 2_000_000
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))  # nothing larger can be written: a disk that fills up
try:
    store.write(Edit("rows_imported", lambda _: big), "")
except InputError as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes to set")
def test_a_full_disk_is_one_sentence_and_the_file_is_as_it_was(path: Path) -> None:
    held = path.read_bytes()
    root = Path(__file__).parents[4]
    ran = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True, cwd=root)
    assert ran.stdout.strip() == "cannot_write"
    assert path.read_bytes() == held
    assert list(path.parent.iterdir()) == [path]


def test_how_the_map_looks_is_kept_beside_the_data_and_is_no_change(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    create(path, district())
    store = open_store(path)
    assert store.kept("look") is None
    store.keep("look", {"order": ["hazards"], "name": "看"})
    store.write(assign("o1", "u0-0", DAY), "me")
    store.keep("look", {"order": ["units"]})
    assert len(store.change_log()) == 1
    renamed = set_about(About(title="新名"))
    store.write(renamed, "me")
    store.close()
    again = open_store(path)
    assert again.kept("look") == {"order": ["units"]}
    again.copy_to(tmp_path / "copy.gpkg")
    copy = open_store(tmp_path / "copy.gpkg")
    copy.close()
    assert copy.kept("look") == {"order": ["units"]}
    assert again.kept("other") is None
    assert again.project.about.title == "新名"
    again.close()
