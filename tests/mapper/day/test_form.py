"""A superior's form: only the cells that are asked for change, and every figure is what is counted by hand."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font, PatternFill

from mapper.analysis.seats.coverage import COUNTED
from mapper.day.day import Day
from mapper.day.form import FormField, field_of, fields_from, fields_json, filled
from mapper.day.form_figures import FIGURES, PERIODS, Whose, period_named, value_of, whose
from mapper.errors import InputError
from mapper.io.form_workbook import FormWorkbook
from tests.drawn import drawn
from tests.layers.test_linkage import DAY, random_district


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A form with merged heads, formats, sums, a chart, and a part that no library knows (as macros are)."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "月报"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "月报表"
    sheet["A1"].font = Font(bold=True, size=18)
    for row, name in enumerate(("Station S1", "Station S2", "合计"), 3):
        sheet.cell(row, 1, name)
    sheet["B3"].fill = PatternFill("solid", fgColor="FFCC00")
    sheet["B3"].number_format = "#,##0"
    sheet["B5"] = "=SUM(B3:B4)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=3, max_row=4))
    sheet.add_chart(chart, "E2")
    book.create_sheet("附表")["A1"] = "不动"
    book.save(tmp_path / "plain.xlsx")
    path = tmp_path / "form.xlsm"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"\x00macros\xff")
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


FIELDS = (FormField("B3:B5", "covered", "A3:A5"), FormField("C2", "as_of"), FormField("附表!C4", "covered_share"))


def test_only_the_cells_that_are_asked_for_change(blank: Path, tmp_path: Path) -> None:
    form, day = FormWorkbook(blank), Day(random_district(1), DAY)
    done = filled(form, FIELDS, day, {"月报!B3": 0})
    form.save(tmp_path / "out.xlsm")
    was, now = parts(blank), parts(tmp_path / "out.xlsm")
    assert list(was) == list(now)
    touched = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"}
    assert {name for name in was if was[name] != now[name]} <= touched
    read = openpyxl.load_workbook(tmp_path / "out.xlsm")
    sheet, seats = read["月报"], day.coverage.seats
    of = {code: int(((seats["station_code"] == code) & seats["state"].isin(COUNTED)).sum()) for code in ("S1", "S2")}
    assert [sheet["B3"].value, sheet["B4"].value, sheet["B5"].value] == [of["S1"], of["S2"], "=SUM(B3:B4)"]
    assert (sheet["B3"].fill.fgColor.rgb, sheet["B3"].number_format) == ("00FFCC00", "#,##0")
    assert [str(box) for box in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet["C2"].value == DAY.isoformat()
    assert read["附表"]["C4"].value == pytest.approx(seats["state"].isin(COUNTED).mean())
    assert done.passed_over == ("月报!B5",), "beside the sum stands nobody's name"
    assert [cell.cell for cell in done.cells if cell.changed] == ["月报!B3"]


@pytest.mark.parametrize(
    ("place", "code"),
    [("B5", "form_formula"), ("B1", "form_merged"), ("没有!B1", "form_place"), ("hier", "form_place")],
)
def test_what_would_be_lost_is_refused(blank: Path, place: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        filled(FormWorkbook(blank), [FormField(place, "units")], Day(random_district(1), DAY), {})


def test_a_signed_an_old_and_a_broken_form_are_refused(blank: Path, tmp_path: Path) -> None:
    signed = tmp_path / "signed.xlsx"
    signed.write_bytes(blank.read_bytes())
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<a/>")
    old, other = tmp_path / "old.xls", tmp_path / "other.xlsx"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    other.write_bytes(packed.getvalue())
    for path, code in ((signed, "form_signed"), (old, "form_kind"), (other, "form_kind")):
        with pytest.raises(InputError, match=code):
            FormWorkbook(path)


@pytest.mark.parametrize("code", FIGURES)
@pytest.mark.parametrize("seed", range(2))
def test_stations_sum_up_to_the_whole_and_units_to_stations(code: str, seed: int) -> None:
    day = Day(random_district(seed), DAY)
    figure = FIGURES[code]
    for period in PERIODS if figure.of_period else ("month",):
        whole = value_of(day, code, Whose(), period)
        of_stations = [value_of(day, code, Whose(station), period) for station in ("S1", "S2")]
        if figure.share_of is not None:
            assert whole == pytest.approx(day.coverage.covered / day.coverage.units)
            continue
        assert whole == sum(of_stations)  # type: ignore[arg-type]  # counts are never None
        if code != "officers":
            units = day.project.communities.index
            assert sum(value_of(day, code, Whose(None, str(unit)), period) or 0 for unit in units) == whole


@settings(max_examples=drawn(60))
@given(st.dates(date(2001, 1, 1), date(2040, 12, 31)), st.sampled_from(PERIODS))
def test_a_period_ends_with_the_day_or_is_the_month_before(day: date, name: str) -> None:
    period = period_named(name, day)
    if name == "last_month":
        assert (period.first.day, period.last.month != day.month) == (1, True)
        assert (day.replace(day=1) - period.last).days == 1
    else:
        assert period.last == day
        assert {"week": period.days <= 7, "month": period.first.month == day.month}.get(name, period.first.day == 1)


def test_names_are_found_without_their_spaces_and_must_be_ones_own() -> None:
    day = Day(random_district(1), DAY)
    assert whose(day, " Station  S1 ") == Whose("S1")
    assert whose(day, "Unit 00") == Whose(None, "u0-0")
    assert whose(day, "") == Whose()
    with pytest.raises(InputError, match="form_whose"):
        whose(day, "nobody")


@pytest.mark.parametrize("text", ["B4=covered@A4:A11", "Sheet!B4=cases/last_month", "B2=as_of"])
def test_what_is_written_is_kept_and_read_again(text: str) -> None:
    field = field_of(text)
    assert fields_from(fields_json([field])) == (field,)


@pytest.mark.parametrize(
    ("text", "code"), [("B4", "form_field"), ("B4=x", "form_figure"), ("B4=cases/day", "form_period")]
)
def test_what_makes_no_sense_is_one_error(text: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        field_of(text)
