"""Shares of an atlas in processes of their own: the same bytes as in this one."""

import pytest

from layers.sheets.atlas.book import Book, Here, write_book
from layers.sheets.atlas.share import AtlasWork
from layers.sheets.order import SheetOrder
from tests.districts import grid
from tests.drawn import SOAK
from ui.language.messages import Messages, OwnWords
from ui.sheets.processes import Processes

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.skipif(not SOAK, reason="two processes take seconds to begin")
def test_processes_make_the_same_file(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setattr("layers.sheets.atlas.book.SHARE", 4)
    say = Messages("en")
    say.use_own(OwnWords(names={"theme.coverage": "Own words"}))
    project = grid(4, 2)
    work = AtlasWork(project, SheetOrder(paper="A4", atlas="units"), project.as_of, say)
    here = write_book(tmp_path / "here.pdf", work, Book(), Here(work))
    with Processes(work, 2) as run:
        there = write_book(tmp_path / "there.pdf", work, Book(), run)
    assert (tmp_path / "here.pdf").read_bytes() == (tmp_path / "there.pdf").read_bytes()
    assert here.sheets == there.sheets
