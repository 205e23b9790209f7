"""The atlas of each province of a batch; it needs pyarrow, as tests/mapper/batch/test_batch.py."""

import json
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader

from mapper.batch.engines import local
from mapper.batch.folder import write_province
from mapper.batch.run import run_batch
from tests.districts import grid
from ui.sheets.batch_atlas import run_task_or_atlas

pytest.importorskip("pyarrow")


def test_each_province_gets_its_atlas_and_it_is_kept_the_next_time(tmp_path: Path) -> None:
    write_province(tmp_path / "in", "42", grid(2, 1))
    asked = (tmp_path / "in", ["coverage", "atlas"], date(2026, 11, 23), tmp_path / "out", local(1), lambda _: None)
    assert run_batch(*asked, run_task_or_atlas, "en")["written"] == 2
    told = json.loads((tmp_path / "out" / "42" / "atlas.json").read_text("utf-8"))
    assert (told["sheets"], told["sheets_with_troubles"], told["file"]) == (1, 0, "atlas.pdf")
    pages = PdfReader(tmp_path / "out" / "42" / "atlas.pdf").pages
    assert any("u0-0" in page.extract_text() for page in pages)
    assert (tmp_path / "out" / "42" / told["report"]).exists()
    assert run_batch(*asked, run_task_or_atlas, "en")["kept"] == 2
