"""A file is there whole, or as it was."""

import os
from pathlib import Path

import pytest

from mapper.errors import InputError
from mapper.files.whole_file import draft_of, whole_folder, write_whole


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
