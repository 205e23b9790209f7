"""A project lies at the path that was named and at no other, and nothing that a former file left beside touches it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from mapper.edits.duties import assign
from mapper.errors import InputError
from mapper.project import Project
from mapper.store.geopackage import writing
from mapper.store.geopackage.store import create, open_store
from tests.districts import frame, grid
from tests.drawn import some
from tests.file_names import STEMS, decoys

ROOT = Path(__file__).parents[4]
DAY = date(2026, 11, 23)
BESIDE = ("-journal", "-wal", "-shm")


def crowd(officers: int = 3000, word: str = "甲") -> Project:
    """Units and so many officers that a large write goes over what SQLite keeps in memory."""
    rows = [{"officer_id": f"o{i}", "display_name": word, "role": "community_officer"} for i in range(officers)]
    return grid(2, 2, residents=100).with_tables(officers=frame("officers", rows))


def told(path: Path, statement: str) -> list[tuple[object, ...]]:
    """What SQL says of a file, by its plain path."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def words(path: Path) -> set[object]:
    assert told(path, "PRAGMA integrity_check") == [("ok",)]
    return {word for (word,) in told(path, "SELECT DISTINCT display_name FROM officers")}


@pytest.mark.parametrize("stem", some(STEMS, 9))
def test_a_project_is_written_edited_and_copied_where_it_was_named(stem: str, tmp_path: Path) -> None:
    name = f"{stem}.gpkg"
    others = decoys(name)
    for other in others:
        create(tmp_path / "plain", crowd(1, "别的"))
        (tmp_path / "plain").replace(tmp_path / other)
    held = {other: (tmp_path / other).read_bytes() for other in others}
    path = tmp_path / name
    create(path, crowd(2))
    store = open_store(path)
    edit = assign("o1", "u0-0", DAY)
    store.write(edit, "值班员")
    (tmp_path / "copies").mkdir()
    copy = tmp_path / "copies" / name
    create(copy, crowd(5, "旧"))
    store.copy_to(copy)
    store.close()
    for file in (path, copy):
        assert told(file, "SELECT officer_id, community_code FROM duties") == [("o1", "u0-0")]
        assert told(file, "SELECT count(*) FROM officers") == [(2,)]
        again = open_store(file)
        again.close()
        assert len(again.project.duties) == 1
    assert told(path, "SELECT who FROM change_log") == [("值班员",)]
    assert {other: (tmp_path / other).read_bytes() for other in others} == held
    assert {p.name for p in tmp_path.iterdir()} == {name, *others, "copies"}
    assert [p.name for p in copy.parent.iterdir()] == [name]


def test_a_folder_may_be_named_anything_too(tmp_path: Path) -> None:
    for stem in STEMS:
        path = tmp_path / stem / "p.gpkg"
        path.parent.mkdir()
        create(path, crowd(2))
        store = open_store(path)
        edit = assign("o1", "u0-0", DAY)
        store.write(edit, "")
        store.close()
        assert told(path, "SELECT officer_id FROM duties") == [("o1",)]
        assert [p.name for p in path.parent.iterdir()] == ["p.gpkg"]


@pytest.mark.skipif(sys.platform == "win32", reason="names there are texts, not bytes")
def test_a_name_in_another_encoding_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode("张湾.gpkg".encode("gb18030"))
    create(path, crowd(2))
    store = open_store(path)
    edit = assign("o1", "u0-0", DAY)
    store.write(edit, "")
    store.close()
    assert told(path, "SELECT officer_id FROM duties") == [("o1",)]


@pytest.mark.parametrize("name", ["长" * 80 + ".gpkg", "n" * 244 + ".gpkg", "n" * 300, "n" * 4000, "a\0b.gpkg"])
def test_a_name_that_is_too_long_is_refused_before_anything_is_said_to_be_made(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    try:
        create(path, crowd(2))
    except InputError as error:
        assert error.code == "cannot_write"  # noqa: PT017 – one that is made is as good
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(InputError, match=r"file_(unreadable|missing)"):
            open_store(path)
    else:
        store = open_store(path)
        edit = assign("o1", "u0-0", DAY)
        store.write(edit, "")
        store.close()


@pytest.mark.parametrize("folders", [1, 2, 3, 4])
def test_so_is_a_path_that_is_too_long_for_sqlite(folders: int, tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*["深" * 40] * folders)
    folder.mkdir(parents=True)
    for name in ("a.gpkg", "长" * 30 + ".gpkg"):
        try:
            create(folder / name, crowd(2))
        except InputError as error:
            assert error.code == "cannot_write"  # noqa: PT017 – one that is made is as good
        else:
            store = open_store(folder / name)
            edit = assign("o1", "u0-0", DAY)
            store.write(edit, "")
            store.close()
        assert {p.name for p in folder.iterdir()} <= {"a.gpkg", "长" * 30 + ".gpkg"}


@pytest.mark.parametrize("fault", ["nothing", "text", "fewer rows", "no table"])
def test_what_does_not_read_back_takes_nobodys_place(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3, "旧"))
    held = path.read_bytes()
    fill = writing.fill_new

    def faulty(draft: Path, *rest: object) -> None:
        if fault == "text":
            draft.write_text("SQLite", "utf-8")
        elif fault != "nothing":
            fill(draft, *rest)  # type: ignore[arg-type]  # handed on as they came
            with closing(sqlite3.connect(draft)) as connection, connection:
                connection.execute("DROP TABLE absences" if fault == "no table" else "DELETE FROM officers")

    monkeypatch.setattr(writing, "fill_new", faulty)
    for target in (path, tmp_path / "new.gpkg"):
        with pytest.raises(InputError, match="written_otherwise"):
            create(target, crowd(5))
    assert path.read_bytes() == held
    assert list(tmp_path.iterdir()) == [path]


KILLED_WRITER = """
import os, signal, sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
c.execute(f"PRAGMA journal_mode = {sys.argv[2]}")
c.execute("PRAGMA cache_size = 5")
c.execute("BEGIN")
c.execute("UPDATE officers SET display_name = ?", ("写" * 50,))
if sys.argv[2] == "WAL":
    c.execute("COMMIT")
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_while_writing(path: Path, mode: str) -> bytes:
    """A program is killed: amid a transaction with a rollback journal, or after one that is in its log only.

    Returns what the file holds then.
    """
    before = path.read_bytes()
    subprocess.run([sys.executable, "-c", KILLED_WRITER, str(path), mode], check=False)
    assert path.with_name(path.name + ("-wal" if mode == "WAL" else "-journal")).stat().st_size > 0
    assert mode == "WAL" or path.read_bytes() != before
    return path.read_bytes()


needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")


@needs_kill
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
@pytest.mark.parametrize("gone", [True, False])
def test_what_a_killed_program_left_beside_touches_no_new_file(mode: str, gone: bool, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(word="旧"))
    killed_while_writing(path, mode)
    if gone:
        path.unlink()
    create(path, crowd(word="新"))
    assert list(tmp_path.iterdir()) == [path]
    assert words(path) == {"新"}
    store = open_store(path)
    edit = assign("o1", "u0-0", DAY)
    store.write(edit, "")
    store.close()
    assert words(path) == {"新"}


@needs_kill
@pytest.mark.parametrize(("mode", "then"), [("DELETE", "旧"), ("WAL", "写" * 50)])
def test_where_the_old_file_stays_it_keeps_what_is_its_own(
    mode: str, then: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(word="旧"))
    killed_while_writing(path, mode)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as failing:
        failing.setattr(Path, "replace", full)
        with pytest.raises(InputError, match="cannot_write"):
            create(path, crowd(word="新"))
    assert words(path) == {then}


# A kill leaves in the folder what stands there at that moment. A process of its own copies it at each step, because who
# closes a file lets go of all the locks that its process has on it.
SEEN_WHILE_CREATED = """
import os, shutil, sys
from pathlib import Path
from mapper.store.geopackage.store import create
from tests.mapper.store.geopackage.test_paths import crowd

path, copies, steps = Path(sys.argv[1]), Path(sys.argv[2]), 0

def copy():
    global steps
    child = os.fork()
    if not child:
        shutil.copytree(path.parent, copies / str(steps))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    steps += 1

def before_a_step(event, _):
    if event in ("open", "os.remove", "os.rename", "sqlite3.connect", "sqlite3.connect/handle") and os.getpid() == own:
        copy()

project = crowd(word="新")
create(Path(sys.argv[3]), project)  # all that is imported late is there then, so steps are those of files alone
own = os.getpid()
sys.addaudithook(before_a_step)
create(path, project)
copy()
"""


def found_in(path: Path) -> list[str] | None:
    """Whether a project file is sound, and the names that its officers have; None where there is no file."""
    if not path.exists():
        return None
    with closing(sqlite3.connect(path)) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        return [sound, *sorted(word for (word,) in connection.execute("SELECT DISTINCT display_name FROM officers"))]


@needs_kill
@pytest.mark.parametrize("mode", ["DELETE", "WAL", "gone"])
def test_killed_between_any_two_steps_there_is_the_old_project_or_the_new(mode: str, tmp_path: Path) -> None:
    (tmp_path / "made").mkdir()
    path, copies = tmp_path / "made" / "x.gpkg", tmp_path / "copies"
    create(path, crowd(word="旧"))
    killed_while_writing(path, "WAL" if mode == "WAL" else "DELETE")
    if mode == "gone":
        path.unlink()
    command = [sys.executable, "-c", SEEN_WHILE_CREATED, str(path), str(copies), str(tmp_path / "other.gpkg")]
    subprocess.run(command, cwd=ROOT, check=True)
    steps = sorted(copies.iterdir(), key=lambda folder: int(folder.name))
    seen = [found_in(folder / path.name) for folder in steps]
    old = {"DELETE": ["ok", "旧"], "WAL": ["ok", "写" * 50], "gone": None}[mode]
    assert len(seen) > 6
    assert (seen[0], seen[-1]) == (old, ["ok", "新"])
    assert all(found in (old, ["ok", "新"]) for found in seen)


def test_a_file_that_another_program_is_writing_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3, "旧"))
    monkeypatch.setattr("mapper.files.sqlite_files.BUSY_S", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE officers SET display_name = '写'")
        with pytest.raises(InputError, match="project_busy"):
            create(path, crowd(5, "新"))
        other.execute("COMMIT")
    assert words(path) == {"写"}
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_no_database_is_replaced_with_what_lies_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_text("no database", "utf-8")
    for ending in BESIDE:
        path.with_name(path.name + ending).write_text("left", "utf-8")
    create(path, crowd(3, "新"))
    assert words(path) == {"新"}
    assert list(tmp_path.iterdir()) == [path]
