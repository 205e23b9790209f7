"""Shares of an atlas in processes of their own: the same bytes as in this one."""

import multiprocessing
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from layers.sheets.atlas.book import Book, BookDone, Here, write_book
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.order import SheetOrder
from mapper.errors import InputError
from tests.districts import grid
from tests.drawn import SOAK
from ui.language.messages import Messages, OwnWords
from ui.sheets.processes import Processes, SplitBeside


def _work() -> AtlasWork:
    say = Messages("en")
    say.use_own(OwnWords(names={"theme.coverage": "Own words"}))
    project = grid(4, 2)
    return AtlasWork(project, SheetOrder(paper="A4", atlas="units"), project.as_of, say)


def _write(path: Path, kind: type[Processes] | type[SplitBeside], *, split: bool = False) -> BookDone:
    work = _work()
    with kind(work, 2) as run:
        assert getattr(run, "split", False) is split
        return write_book(path, work, Book(), run)


@pytest.fixture
def equal_bytes(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setattr("layers.sheets.atlas.book.SHARE", 2)


@pytest.mark.usefixtures("qapp", "equal_bytes")
@pytest.mark.skipif(not SOAK, reason="two processes take seconds to begin")
@pytest.mark.parametrize("kind", [Processes, SplitBeside])
def test_processes_make_the_same_file(tmp_path, kind):
    here = write_book(tmp_path / "here.pdf", work := _work(), Book(), Here(work))
    there = _write(tmp_path / "there.pdf", kind)
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "there.pdf").read_bytes()
    assert here.sheets == there.sheets


@pytest.mark.usefixtures("qapp", "equal_bytes")
@pytest.mark.skipif(not SOAK or sys.platform != "linux", reason="a process has to start; only Linux splits one")
def test_a_process_that_splits_makes_the_same_file(tmp_path):
    """One without Qt: the tests' own has it already."""
    script = (
        "from pathlib import Path; import layers.sheets.atlas.book as book; from tests.ui.sheets import test_processes;"
        f"book.SHARE = 2; there = Path({str(tmp_path / 'there.pdf')!r});"
        "test_processes._write(there, test_processes.Processes, split=True)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    write_book(tmp_path / "here.pdf", work := _work(), Book(), Here(work))
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "there.pdf").read_bytes()


@pytest.mark.usefixtures("qapp", "equal_bytes")
@pytest.mark.skipif(not SOAK or sys.platform != "linux", reason="processes take seconds to begin")
def test_called_off_it_ends_them_and_a_sheet_that_fails_tells_why(tmp_path):
    """What is asked next raises in this process; none is left behind."""

    def call_off(_done: int, _all: int) -> None:
        raise KeyboardInterrupt

    with SplitBeside(work := _work(), 2) as run, pytest.raises(KeyboardInterrupt):
        write_book(tmp_path / "a.pdf", work, Book(), run, call_off)
    assert not multiprocessing.active_children()
    gone = replace(work, order=replace(work.order, scale=10))
    with SplitBeside(gone, 2) as run, pytest.raises(InputError, match="scale_too_large"):
        write_book(tmp_path / "a.pdf", gone, Book(), run)
