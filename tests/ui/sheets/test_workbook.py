"""The workbook of a day: every table as the day answers it, real days and shares, safe text, and a line in the log."""

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mapper.analysis.seats.coverage import COUNTED
from mapper.day.day import Day
from mapper.names import names_of
from mapper.scope import Scope
from mapper.store.geopackage.store import create
from mapper.store.store import read_project
from tests.layers.marked_district import marked_district
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.language.messages import Messages
from ui.sheets.disclosure_dialog import DisclosureDialog

SAY = Messages("en")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "区 #1.gpkg"
    base = marked_district()
    units = base.communities.assign(name=["=HYPERLINK(1)", *base.communities["name"].iloc[1:]])
    create(path, base.with_tables(communities=units))
    return path


def read(path: Path) -> dict[str, tuple[list[str], list[dict[str, Any]]]]:
    """Of each sheet its line over the headings, and its rows by heading; the line of sums left out."""
    found = {}
    for sheet in openpyxl.load_workbook(path).worksheets:
        told, headings, *rows = sheet.iter_rows(values_only=True)
        kept = [dict(zip(headings, row, strict=True)) for row in rows]
        found[sheet.title] = ([str(told[0])], [row for row in kept if row[headings[0]] != SAY("load.sum")])
    return found


def test_each_table_is_what_the_day_answers(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert main(["workbook", str(project), str(out), "--language", "en"]) == 0
    day = Day(read_project(project), date(2026, 11, 23))
    sheets = read(out)
    assert list(sheets) == [SAY(f"book.{code}") for code in (
        "seats", "gaps", "stations", "officers", "hazards", "disputes", "focus", "method")]  # fmt: skip
    told, seats = sheets["Seats"]
    assert day.as_of.isoformat() in told[0]
    assert {row["Code"]: row["Covered"] for row in seats} == {
        code: int(state in COUNTED) for code, state in day.coverage.seats["state"].items()
    }
    assert seats[0]["Unit"] == "'=HYPERLINK(1)"
    assert sheets["Open disputes"][1][0]["Day"] == datetime(2026, 11, 20)  # a day, and no minute
    assert {row["Number"] for row in sheets["Open disputes"][1]} == set(day.project.disputes.index)
    names = names_of(day.project.officers)
    loads = {row["Officer"]: row["Load"] for row in sheets["Officers"][1]}
    assert loads == {names[who]: pytest.approx(share) for who, share in day.officer_load["share"].items()}
    assert len(sheets["Gaps and faults"][1]) == len(day.findings) + len(day.coming)
    (station,) = day.project.stations["name"]
    told = {row["Number"]: row["Station"] for row in sheets["Gaps and faults"][1]}
    assert {told[key] for key in ("HZ-SECRET-1", "DP-SECRET-1", "u3-0")} == {station}
    covered = {row["What"]: row["Value"] for row in sheets["Method"][1]}["Covered seats / all seats"]
    assert covered.startswith(f"{day.coverage.covered} / {day.coverage.units} ")


def test_columns_have_their_kind_filters_and_sums_of_what_is_shown(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert main(["workbook", str(project), str(out), "--language", "en"]) == 0
    sheet = openpyxl.load_workbook(out)["Stations"]
    heads = {cell.value: cell.column_letter for cell in sheet[2]}
    share = sheet[f"{heads['Share covered']}3"]
    assert (share.number_format, share.data_type) == ("0.0%", "n")
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.freeze_panes == "C3"
    assert sheet[f"{heads['Seats']}{sheet.max_row}"].value == f"=SUBTOTAL(109,{heads['Seats']}3:{heads['Seats']}3)"
    share, hazards, disputes = sheet._charts
    assert [len(chart.series) for chart in (share, hazards, disputes)] == [1, 2, 2]
    assert share.anchor._from.row < hazards.anchor._from.row < disputes.anchor._from.row


def test_a_station_has_its_own_and_the_log_knows_it(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert main(["workbook", str(project), str(out), "--station", "S1", "--language", "en"]) == 0
    line = json.loads(project.with_name(project.name + ".exports.jsonl").read_text("utf-8").splitlines()[-1])
    assert (line["scope"], line["audience"], line["theme"], line["file"]) == ("S1", "command", "tables", "out.xlsx")
    assert line["contained"]["seats"] == len(read(out)["Seats"][1])
    assert line["as_of"] == date(2026, 11, 23).isoformat()


def test_a_path_that_cannot_be_written_is_one_sentence(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "d.xlsx").mkdir()
    assert main(["workbook", str(project), str(tmp_path / "d.xlsx")]) != 0
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_no_name_becomes_a_formula(project: Path, tmp_path: Path) -> None:
    kept, out = read_project(project), tmp_path / "out.xlsx"
    create(tmp_path / "q.gpkg", replace(kept, about=replace(kept.about, title='=cmd|"/C calc"!A1')))
    assert main(["workbook", str(tmp_path / "q.gpkg"), str(out)]) == 0
    for sheet in openpyxl.load_workbook(out).worksheets:
        formulas = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(formula).startswith("=SUBTOTAL(109,") for formula in formulas)


def test_the_window_writes_the_part_that_is_looked_at(
    open_window: OpenWindow, project: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(project)
    workspace, out = window.workspace, tmp_path / "out.xlsx"
    assert workspace is not None
    workspace.view.set_scope(Scope(frozenset({"S1"})))
    settle(qtbot, window)
    window.menu_actions["workbook"].trigger()
    qtbot.waitUntil(lambda: bool(workspace.findChildren(DisclosureDialog)), timeout=30_000)
    workspace.findChildren(DisclosureDialog)[0].accept()
    (asked,) = [dialog for dialog in workspace.findChildren(QFileDialog) if dialog.isVisible()]
    asked.fileSelected.emit(str(out))
    asked.reject()
    qtbot.waitUntil(lambda: out.name in workspace.notice.words.text(), timeout=30_000)
    line = json.loads(project.with_name(project.name + ".exports.jsonl").read_text("utf-8").splitlines()[-1])
    assert (line["scope"], line["theme"]) == ("S1", "tables")
