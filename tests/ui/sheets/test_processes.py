"""Shares of an atlas in processes of their own: the same bytes as in this one."""

import subprocess
import sys
from pathlib import Path

import pytest

from layers.sheets.atlas.book import Book, BookDone, Here, write_book
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.order import SheetOrder
from tests.districts import grid
from tests.drawn import SOAK
from ui.language.messages import Messages, OwnWords
from ui.sheets.processes import Processes


def _work() -> AtlasWork:
    say = Messages("en")
    say.use_own(OwnWords(names={"theme.coverage": "Own words"}))
    project = grid(4, 2)
    return AtlasWork(project, SheetOrder(paper="A4", atlas="units"), project.as_of, say)


def _write(path: Path, *, split: bool) -> BookDone:
    work = _work()
    with Processes(work, 2) as run:
        assert run.split is split
        return write_book(path, work, Book(), run)


@pytest.fixture
def equal_bytes(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setattr("layers.sheets.atlas.book.SHARE", 4)


@pytest.mark.usefixtures("qapp", "equal_bytes")
@pytest.mark.skipif(not SOAK, reason="two processes take seconds to begin")
def test_processes_make_the_same_file(tmp_path):
    here = write_book(tmp_path / "here.pdf", work := _work(), Book(), Here(work))
    there = _write(tmp_path / "there.pdf", split=False)
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "there.pdf").read_bytes()
    assert here.sheets == there.sheets


@pytest.mark.usefixtures("qapp", "equal_bytes")
@pytest.mark.skipif(not SOAK or sys.platform != "linux", reason="a process has to start; only Linux splits one")
def test_a_process_that_splits_makes_the_same_file(tmp_path):
    """One without Qt: the tests' own has it already."""
    script = (
        "from pathlib import Path; import layers.sheets.atlas.book as book; from tests.ui.sheets import test_processes;"
        f"book.SHARE = 4; test_processes._write(Path({str(tmp_path / 'there.pdf')!r}), split=True)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=120)
    write_book(tmp_path / "here.pdf", work := _work(), Book(), Here(work))
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "there.pdf").read_bytes()
