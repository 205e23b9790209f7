"""A superior's form in Word: only the cells that are asked for change, and what would be lost is refused."""

import zipfile
from base64 import b64decode
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.shared import Pt

from mapper.day.day import Day
from mapper.day.form import FormField, filled
from mapper.errors import InputError
from mapper.io.form_document import FormDocument
from mapper.io.form_workbook import FormWorkbook
from mapper.io.forms import open_form
from tests.layers.test_linkage import DAY, random_district

_PICTURE = b64decode(  # of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def made(folder: Path) -> Path:
    """A heading, a table that is none of ours, and one with a merged head, merged names, formats and awkward cells."""
    document: Document = docx.Document()
    document.add_heading("月报表", 0)
    document.add_table(1, 2).cell(0, 0).text = "不动"
    table = document.add_table(7, 4)
    table.cell(0, 0).merge(table.cell(0, 3)).text = "社区警务"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "派出所"
    for row, name in ((3, "Station S1"), (4, "Station S2"), (5, "合计")):
        table.cell(row, 0).text = name
    run = table.cell(3, 1).paragraphs[0].add_run("0")
    run.bold, run.font.size = True, Pt(20)
    table.cell(4, 1).text = "1,000 人"
    table.cell(1, 1).text = "共____户"
    table.cell(2, 1).text = "覆盖率 00.00 %"
    table.cell(1, 2).text = "不留空"
    table.cell(1, 3).paragraphs[0].add_run().add_picture(BytesIO(_PICTURE))
    table.cell(2, 2).add_table(1, 1)
    field = OxmlElement("w:fldSimple")
    table.cell(2, 3).paragraphs[0]._p.append(field)
    path = folder / "form.docx"
    document.save(str(path))
    return path


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    return made(tmp_path)


def texts(path: Path) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in docx.Document(str(path)).tables[1].rows]


def test_only_the_cells_that_are_asked_for_change(blank: Path, tmp_path: Path) -> None:
    form, day = open_form(blank), Day(random_district(1), DAY)
    fields = (
        FormField("2!B4:B6", "units", "2!A4:A6"), FormField("2!B2", "units"), FormField("2!B3", "covered_share"),
        FormField("2!D7", "as_of"),
    )  # fmt: skip
    done = filled(form, fields, day, {})
    form.save(tmp_path / "out.docx")
    before, after = texts(blank), texts(tmp_path / "out.docx")
    seats = day.coverage.seats
    of = {code: int((seats["station_code"] == code).sum()) for code in ("S1", "S2")}
    told = {
        (3, 1): f"{of['S1']}", (4, 1): f"{of['S2']} 人", (1, 1): f"共{len(seats)}户",
        (2, 1): f"覆盖率 {100 * day.coverage.covered / len(seats):.2f} %", (6, 3): DAY.isoformat(),
    }  # fmt: skip
    for row, line in enumerate(before):
        for column, text in enumerate(line):
            assert after[row][column] == told.get((row, column), text), (row, column)
    assert done.passed_over == ("2!B6",), "beside the sum stands nobody's name"
    (run,) = docx.Document(str(tmp_path / "out.docx")).tables[1].cell(3, 1).paragraphs[0].runs
    assert (run.bold, run.font.size) == (True, Pt(20))
    with zipfile.ZipFile(blank) as old, zipfile.ZipFile(tmp_path / "out.docx") as new:
        assert old.namelist() == new.namelist()
        assert {name for name in old.namelist() if old.read(name) != new.read(name)} == {"word/document.xml"}


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("2!B1", "form_merged"), ("2!A3", "form_merged"), ("2!C2", "form_words"), ("2!D2", "form_content"),
        ("2!C3", "form_content"), ("2!D3", "form_content"), ("2!E4", "form_place"), ("3!A1", "form_place"),
        ("B9", "form_place"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_refused(blank: Path, place: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        filled(FormDocument(blank), [FormField(place, "units")], Day(random_district(1), DAY), {})


def test_a_form_is_judged_by_what_is_in_it_and_keeps_its_ending(blank: Path, tmp_path: Path) -> None:
    assert isinstance(open_form(blank), FormDocument)
    with pytest.raises(InputError, match="form_ending"):
        open_form(blank).save(tmp_path / "out.xlsx")
    with pytest.raises(InputError, match="file_exists"):
        open_form(blank).save(blank)
    other = tmp_path / "other.docx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a")
    with pytest.raises(InputError, match="form_kind"):
        open_form(other)
    with pytest.raises(InputError, match="form_kind"):
        FormWorkbook(blank)
