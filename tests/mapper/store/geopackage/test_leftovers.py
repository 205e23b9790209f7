"""What killed programs and former files left beside a project: its own puts it right, others' never touch it."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from mapper.edits.duties import assign
from mapper.files.former_files import FORMER
from mapper.store.geopackage.store import create, open_store
from tests.mapper.store.geopackage.test_paths import DAY, crowd, killed_while_writing, told, words

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
ENDINGS = {"DELETE": "-journal", "WAL": "-wal"}


@pytest.mark.parametrize("mode", ENDINGS)
@pytest.mark.parametrize("officers", [3000, 2000, 4000])
def test_a_copy_put_in_the_place_of_a_killed_file_is_not_touched_by_what_lies_beside(
    mode: str, officers: int, tmp_path: Path
) -> None:
    path, copy = tmp_path / "x.gpkg", tmp_path / "copy.gpkg"
    create(path, crowd(word="旧"))
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    create(copy, crowd(officers, "副本"))
    held = copy.read_bytes()
    killed_while_writing(path, mode)
    shutil.copyfile(copy, path)
    store = open_store(path)
    store.close()
    assert set(store.project.officers["display_name"]) == {"副本"}
    assert path.read_bytes() == held
    assert (tmp_path / f"x.gpkg{ENDINGS[mode]}{FORMER}").stat().st_size > 0
    assert words(path) == {"副本"}


@pytest.mark.parametrize(("mode", "then"), [("DELETE", "旧"), ("WAL", "写" * 50)])
def test_the_files_own_puts_it_right(mode: str, then: str, tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(word="旧"))
    killed_while_writing(path, mode)
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    store.close()
    assert set(store.project.officers["display_name"]) == {then}
    assert words(path) == {then}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_left_in_write_ahead_mode_is_one_file_from_the_first_edit_on(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3, "旧"))
    killed_while_writing(path, "WAL")
    store = open_store(path)
    store.write(assign("o1", "u0-0", DAY), "")
    shutil.copyfile(path, tmp_path / "alone.gpkg")
    assert told(tmp_path / "alone.gpkg", "SELECT officer_id FROM duties") == [("o1",)]
    assert words(tmp_path / "alone.gpkg") == {"写" * 50}
    assert not path.with_name("x.gpkg-wal").exists()
    store.close()


def test_while_another_keeps_it_in_that_mode_each_edit_is_taken_into_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3))
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        assert other.execute("SELECT count(*) FROM officers").fetchone() == (3,)
        store = open_store(path)
        store.write(assign("o1", "u0-0", DAY), "")
        shutil.copyfile(path, tmp_path / "alone.gpkg")
        assert told(tmp_path / "alone.gpkg", "SELECT officer_id FROM duties") == [("o1",)]
        store.close()


def test_drafts_of_killed_programs_go_when_a_project_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    create(path, crowd(3))
    killed = """
import os, signal, sys
from pathlib import Path
from mapper.files.whole_file import draft_of
with draft_of(Path(sys.argv[1])) as draft:
    draft.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    copies = tmp_path / "x.gpkg.copies"
    copies.mkdir()
    for target in (path, copies / "2026-11-23.gpkg"):
        subprocess.run([sys.executable, "-c", killed, str(target)], cwd=Path(__file__).parents[4], check=False)
        assert len([one for one in target.parent.iterdir() if one.name.startswith(".")]) == 1
    open_store(path).close()
    assert {*tmp_path.rglob("*")} == {path, copies}
