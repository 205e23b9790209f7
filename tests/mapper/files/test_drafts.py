"""A draft that nobody writes any more is found and goes; one that is being written stays, and so does all else."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mapper.files.drafts import began, clear_drafts, draft_beside
from mapper.files.whole_file import write_whole

KILLED = """
import os, signal, sys
from pathlib import Path
from mapper.files.whole_file import draft_of
with draft_of(Path(sys.argv[1])) as draft:
    draft.write_bytes(b"half")
    draft.with_name(draft.name + "-journal").write_bytes(b"its journal")
    if len(sys.argv) > 2:
        print(draft.name, flush=True)
        sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)
"""
ROOT = Path(__file__).parents[3]
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")


@needs_kill
def test_what_a_killed_program_left_goes_at_the_next_write(tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    subprocess.run([sys.executable, "-c", KILLED, str(file)], cwd=ROOT, check=False)
    assert len(list(tmp_path.iterdir())) == 2
    write_whole(file, b"new")
    assert list(tmp_path.iterdir()) == [file]


@needs_kill
def test_what_is_being_written_stays(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path / "a"), "wait"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert writer.stdout is not None
    name = writer.stdout.readline().strip()
    assert clear_drafts(tmp_path) == 0
    assert {p.name for p in tmp_path.iterdir()} == {name, name + "-journal"}
    if sys.platform == "linux":  # it ends, and nobody has asked how: a container may have no one who does
        assert writer.stdin is not None
        writer.stdin.close()
        os.waitid(os.P_PID, writer.pid, os.WEXITED | os.WNOWAIT)
    else:
        writer.communicate("")
    assert clear_drafts(tmp_path) == 2
    writer.wait()
    writer.stdout.close()
    assert list(tmp_path.iterdir()) == []


def test_those_of_other_machines_go_after_a_day_and_other_files_never(tmp_path: Path) -> None:
    others = [f".0badc0de-1-{'a' * 32}.draft", f".{'b' * 32}.draft___", f".{'c' * 32}.draft-wal"]
    kept = [".draft", "x.draft", f".{'d' * 32}.drafts", f".{'e' * 31}.draft", f"{'f' * 32}.draft"]
    for name in others + kept:
        (tmp_path / name).write_text("x", "utf-8")
    assert clear_drafts(tmp_path) == 0
    yesterday = time.time() - 25 * 3600
    for name in others + kept:
        os.utime(tmp_path / name, (yesterday, yesterday))
    assert clear_drafts(tmp_path) == len(others)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(kept)


def test_a_draft_is_as_long_as_the_name_it_takes_and_nothing_is_cleared_where_there_is_nothing(tmp_path: Path) -> None:
    long = tmp_path / ("长" * 60)
    assert len(os.fsencode(draft_beside(long).name)) == 180
    assert draft_beside(long).parent == tmp_path
    assert clear_drafts(tmp_path / "no such folder") == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process tells when it began")
def test_one_whose_number_another_process_has_by_now_goes_too(tmp_path: Path) -> None:
    ours = draft_beside(tmp_path / "a")
    former = ours.with_name(ours.name.replace(f".{began(os.getpid())}-", ".7-"))
    for draft in (ours, former):
        draft.write_text("x", "utf-8")
    assert clear_drafts(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [ours]
