"""A file is there whole, or as it was."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mapper.errors import InputError
from mapper.files.whole_file import draft_of, require_other, whole_folder, write_whole


def test_it_takes_the_old_files_place_and_leaves_nothing_beside(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_bytes(b"old")
    write_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), draft_of(file) as draft:
        draft.write_bytes(b"half") and 1 / 0
    with pytest.raises(InputError, match="cannot_write"), draft_of(file):
        raise OSError(28, "No space left on device")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_or_a_place_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is_directory"):
        write_whole(tmp_path, b"")
    with pytest.raises(InputError, match="cannot_write"):
        write_whole(tmp_path / "no" / "file", b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a kind of file that this system has not")
def test_a_pipe_or_device_keeps_its_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match="file_special"):
        write_whole(pipe, b"new")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]


def half_written(folder: Path) -> None:
    (folder / "raw").mkdir()
    (folder / "raw" / "half").write_text("x", "utf-8")
    raise ZeroDivisionError


@pytest.mark.parametrize("before", ["missing", "empty", "filled"])
def test_a_folder_that_was_new_or_empty_is_so_again_after_a_failure(before: str, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    if before != "missing":
        folder.mkdir(parents=True)
    if before == "filled":
        (folder / "theirs").write_text("x", "utf-8")
    with pytest.raises(ZeroDivisionError), whole_folder(folder):
        half_written(folder)
    assert folder.exists() == (before != "missing")
    assert (tmp_path / "a").exists() == (before != "missing")
    if before == "empty":
        assert list(folder.iterdir()) == []
    if before == "filled":
        assert (folder / "theirs").read_text("utf-8") == "x"
    with whole_folder(folder):
        (folder / "done").touch()
    assert (folder / "done").exists()


def test_what_sqlite_leaves_beside_a_draft_goes_with_it(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        with draft_of(path) as draft:
            for ending in ("", "-journal", "-wal", "-shm"):
                draft.with_name(draft.name + ending).write_bytes(b"x")
            raise OSError("full")

    with pytest.raises(InputError):
        full(tmp_path / "a.gpkg")
    assert not [*tmp_path.iterdir()]


def test_a_database_gives_its_place_to_a_database_alone(tmp_path: Path) -> None:
    file = tmp_path / "3#.gpkg"
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("CREATE TABLE t (a)")
        before = file.read_bytes()
        with pytest.raises(InputError, match="database_in_place"):
            write_whole(file, b"<html>")
        other.execute("BEGIN EXCLUSIVE")  # also one that another is writing
        with pytest.raises(InputError, match="database_in_place"):
            write_whole(file, b"<html>")
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]
    with draft_of(file) as draft, closing(sqlite3.connect(draft)) as new:
        new.execute("CREATE TABLE u (b)")
    with closing(sqlite3.connect(file)) as there:
        assert there.execute("SELECT name FROM sqlite_master").fetchall() == [("u",)]


def test_what_is_written_is_another_file_than_what_is_read(tmp_path: Path) -> None:
    file, soft = tmp_path / "表.csv", tmp_path / "soft.csv"
    file.write_bytes(b"a")
    soft.symlink_to(file)
    for path in (file, soft, tmp_path / "." / "表.csv"):
        with pytest.raises(InputError, match="file_exists"):
            require_other(path, (None, file))
    require_other(tmp_path / "new.csv", (None, file, tmp_path / "gone.csv"))
