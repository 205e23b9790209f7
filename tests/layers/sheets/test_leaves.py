"""Large sheets in leaves, and paper with bleed."""

import itertools
import subprocess

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.sheets.bleed import trim_mm, with_bleed
from layers.sheets.export import write_pdf
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.sheets.posters import OVERLAP_MM, leaves_of, poster
from mapper.errors import InputError
from tests.districts import grid
from tests.drawn import drawn
from ui.language.messages import Messages

pytestmark = pytest.mark.usefixtures("qapp")

SAY = Messages("en")
MM = 72 / 25.4


@given(st.floats(300, 1200), st.floats(300, 1200), st.sampled_from(("A4", "A3")))
@settings(max_examples=drawn(60))
def test_leaves_hold_every_point_and_share_an_overlap(wide, high, paper):
    cut = poster(wide, high, paper)
    shown_wide, shown_high = cut.shown_mm
    for length, shown, starts in (
        (wide, shown_wide, sorted({leaf.left_mm for leaf in cut.leaves})),
        (high, shown_high, sorted({leaf.top_mm for leaf in cut.leaves})),
    ):
        assert starts[0] <= 1e-6
        assert starts[-1] + shown >= length - 1e-6
        for one, other in itertools.pairwise(starts):
            assert one + shown - other >= OVERLAP_MM - 1e-6
    assert len({leaf.name for leaf in cut.leaves}) == len(cut.leaves)


def test_too_many_leaves_are_refused():
    with pytest.raises(InputError, match="leaves_many"):
        poster(4000, 4000, "A4")


def test_a_wall_sheet_in_leaves_has_every_word_somewhere(tmp_path):
    pages = pages_of(grid(3, 2), SheetOrder(paper="A2"))
    written = write_pdf(tmp_path / "a.pdf", pages, SAY, around=lambda made: leaves_of(made, "A4", SAY))
    reader = pypdf.PdfReader(tmp_path / "a.pdf")
    cut = poster(pages[0].width_mm, pages[0].height_mm, "A4")
    assert written == len(reader.pages) == len(cut.leaves) * len(pages) > 1
    sizes = {(round(p.mediabox.width / MM), round(p.mediabox.height / MM)) for p in reader.pages}
    assert sizes <= {(210, 297), (297, 210)}
    told = subprocess.run(["pdftotext", "-raw", tmp_path / "a.pdf", "-"], check=True, capture_output=True, text=True)
    assert all(row.name in told.stdout for row in pages[0].unit_rows)
    assert all(f"Leaf {leaf.name} " in told.stdout for leaf in cut.leaves)


def test_bleed_is_told_to_the_printer(tmp_path):
    pages = pages_of(grid(3, 2), SheetOrder(paper="A4"))
    write_pdf(tmp_path / "a.pdf", pages, SAY, around=with_bleed, trim_mm=trim_mm())
    page = pypdf.PdfReader(tmp_path / "a.pdf").pages[0]
    trimmed = sorted((round(page.trimbox.width / MM), round(page.trimbox.height / MM)))
    assert trimmed == [210, 297]
    assert round((page.bleedbox.width - page.trimbox.width) / MM, 1) == 6.0
    assert page.mediabox.width > page.bleedbox.width
