"""The sheet of two plans: every row of every table stands on it once, and nothing of incidents."""

from datetime import date
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given, settings
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication

from layers.sheets.variants.contents import laid_out, variants_sheet
from layers.sheets.variants.painter import write_variants_sheet
from layers.sheets.variants.told import Rows
from mapper.day.day import Day
from mapper.edits.variants import keep_beats
from mapper.effects.side_by_side import side_by_side
from mapper.effects.sides import Side, days_of
from tests.districts import cell_centre, frame, grid
from tests.drawn import drawn
from ui.language.messages import Messages


def rows(code: str, count: int) -> Rows:
    return Rows(code, code, ("a",), (1,), (False,), tuple((f"{code}{n}",) for n in range(count)))


@given(st.lists(st.integers(1, 60), max_size=3), st.integers(3, 20), st.integers(4, 40))
@settings(max_examples=drawn(40))
def test_each_row_stands_once_in_order_and_no_column_is_too_full(counts: list[int], first: int, later: int) -> None:
    tables = [rows("xyz"[n], count) for n, count in enumerate(counts)]
    pages = laid_out(tables, first, later, 3)
    told = [row for page in pages for column in page for piece in column for row in piece.rows]
    assert told == [row for table in tables for row in table.rows]
    for number, page in enumerate(pages):
        assert len(page) <= 3
        for column in page:
            used = sum(2 + len(piece.rows) for piece in column) + max(len(column) - 1, 0)
            assert used <= (first if not number else later)
            assert all(piece.rows for piece in column)


def test_the_sheet_has_both_names_the_figures_and_every_unit_that_changes(
    qapp: QGuiApplication, tmp_path: Path
) -> None:
    today = date(2026, 3, 1)
    disputes = [{"dispute_id": "d1", "category": "domestic", "received_at": "2026-02-27"}]
    project = grid(6, 6, residents=100).with_tables(disputes=frame("disputes", disputes, [cell_centre(0, 0)]))
    codes = [str(code) for code in project.communities.index]
    for name, shift in (("甲案", 0), ("乙案", 1)):
        plan = {code: f"网-{(n + shift) // 9}" for n, code in enumerate(codes)}
        project = keep_beats(name, plan, today)(project)
    sides = Side("Y1"), Side("Y2")
    days = days_of(Day(project, today), *sides)
    found = side_by_side(*days)
    for language in ("zh_CN", "en"):
        say = Messages(language)
        sheet = variants_sheet(found, days, sides, say)
        assert all({layer.code for layer in shown.shown_layers} <= {"units", "stations", "reference_lines"}
                   for shown in sheet.maps)  # fmt: skip
        path = tmp_path / f"{language}.pdf"
        write_variants_sheet(path, sheet, say)
        text = "".join(page.extract_text() for page in PdfReader(path).pages)
        assert all(name in text for name in sheet.names)
        assert all(unit.name in text for unit in found.units)
        assert all(figure.first in text for figure in sheet.figures)
        assert "d1" not in text
