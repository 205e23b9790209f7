"""The print dialog shows what it will print: pages of the preview, designs, and what goes to a printer."""

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPageLayout
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from layers.sheets.design import KEPT_AS
from layers.sheets.export import painted_pages
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.audience import AUDIENCES
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.store.export_log import log_path
from mapper.store.store import create
from tests.districts import grid
from ui.language.messages import Messages
from ui.sheets.preview_pane import PreviewAsked, Previewer
from ui.sheets.print_dialog import PrintDialog
from ui.sheets.print_form import FORMATS, KINDS
from ui.sheets.printer import paint_on
from ui.sheets.record import record_print
from ui.sheets.sheet_fields import CUT_INTO
from ui.window.workspace import Workspace

MM = 72 / 25.4


def asked(order: SheetOrder) -> PreviewAsked:
    project = grid(3, 2)
    return PreviewAsked(order, project, project.as_of, Day(project, project.as_of), Messages("en"), {})


@pytest.mark.usefixtures("qapp")
def test_a_preview_goes_through_an_atlas_and_tells_the_land_of_each_sheet() -> None:
    previewer = Previewer(asked(SheetOrder(paper="A4", atlas="units", orientation="portrait")))
    first, last = previewer.shown(1, QSize(120, 200)), previewer.shown(99, QSize(120, 200))
    assert (first.number, first.count, last.number) == (1, 6, 6)
    assert first.picture.size() == QSize(120, 170)
    assert first.picture != QImage(first.picture.size(), first.picture.format())
    assert first.bounds_m is not None
    assert last.bounds_m is not None
    assert first.bounds_m[0] < last.bounds_m[0]


@pytest.mark.usefixtures("qapp")
def test_a_printer_gets_every_page_at_its_size(tmp_path: Path) -> None:
    project, say = grid(3, 2), Messages("en")
    pages = pages_of(project, SheetOrder(paper="A4", orientation="landscape"))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    paint_on(printer, painted_pages(pages, say).pages)
    sheet = PdfReader(tmp_path / "printed.pdf").pages[0]
    assert (round(sheet.mediabox.width / MM), round(sheet.mediabox.height / MM)) == (297, 210)
    assert printer.pageLayout().orientation() == QPageLayout.Orientation.Landscape
    create(tmp_path / "p.gpkg", project)
    before = (tmp_path / "p.gpkg").read_bytes()
    printer.setOutputFileName(str(tmp_path / "p.gpkg"))
    with pytest.raises(InputError, match="database_in_place"):
        paint_on(printer, painted_pages(pages, say).pages)
    assert (tmp_path / "p.gpkg").read_bytes() == before
    record_print(tmp_path / "p.gpkg", [page.shown_map for page in pages], SheetOrder(), "Printer 1")
    line = json.loads(log_path(tmp_path / "p.gpkg").read_text("utf-8"))
    assert (line["file"], line["sha256"]) == ("Printer 1", "")


def test_pages_are_painted_on_a_printer_off_the_main_thread_and_logged(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chosen(_title: str, _parent: QWidget, then: Callable[[QPrinter], None]) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        then(printer)

    threads: list[int] = []

    def noted(*told: Any) -> None:
        threads.append(threading.get_ident())
        paint_on(*told)

    monkeypatch.setattr("ui.sheets.print_dialog.ask_printer", chosen)
    monkeypatch.setattr("ui.sheets.print_dialog.paint_on", noted)
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)
    dialog.print_now(preview=False)
    told = dialog.say("print.printed", name=str(tmp_path / "printed.pdf"), pages=1)
    qtbot.waitUntil(lambda: workspace.notice.words.text() == told, timeout=60_000)
    assert len(PdfReader(tmp_path / "printed.pdf").pages) == 1
    assert threads != [threading.get_ident()]
    lines = log_path(Path(workspace.document.store.place)).read_text("utf-8").splitlines()
    assert json.loads(lines[-1])["file"] == str(tmp_path / "printed.pdf")


def test_only_what_a_kind_and_a_format_have_can_be_chosen(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)

    def offered() -> tuple[bool, ...]:
        fields = (dialog.leaves, dialog.bleed, dialog.of_atlas.apart, dialog.of_atlas.changed, dialog.to_preview)
        return tuple(field.isEnabledTo(field.parentWidget()) for field in fields)

    assert offered() == (True, True, True, True, True)
    dialog.bleed.setChecked(True)
    dialog.leaves.setCurrentIndex(CUT_INTO.index("A4"))
    assert (offered()[1], dialog.chosen_leaves, dialog.chosen_bleed) == (False, "A4", False)
    dialog.format.setCurrentIndex(FORMATS.index("png"))
    assert (offered(), dialog.chosen_leaves) == ((False, False, False, False, True), "")
    dialog.format.setCurrentIndex(FORMATS.index("pdf"))
    dialog.kind.setCurrentIndex(KINDS.index("stations"))
    assert (offered(), dialog.chosen_leaves) == ((False, False, True, True, False), "")
    slots = dialog.on_sheet.slots
    assert slots.isEnabledTo(slots.parentWidget())
    dialog.kind.setCurrentIndex(KINDS.index("duty_board"))
    assert not slots.isEnabledTo(slots.parentWidget())


def test_a_design_is_kept_with_the_project_and_put_back(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)
    dialog.on_sheet.words.setPlainText("{place} {day}")
    dialog.on_sheet.slots.offer([("text", "t"), ("legend", "l")], ("text",))
    dialog.paper.setCurrentText("A1")
    dialog.keep("月报")
    (kept,) = workspace.document.store.kept(KEPT_AS)
    assert (kept["name"], kept["paper"], kept["words"]) == ("月报", "A1", "{place} {day}")
    other = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(other)
    other.put_design(other.own_designs["月报"])
    order = other.order()
    assert (order.paper, order.slots, order.words) == ("A1", ("text",), "{place} {day}")
    other.keep("unit")
    assert other.trouble.text() == other.say("error.design_name", name="unit", most=40)


def test_the_imprint_is_filled_in_and_an_approval_number_is_nothing_to_settle(
    workspace: Workspace, qtbot: QtBot
) -> None:
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)
    dialog.audience.setCurrentIndex(AUDIENCES.index("public"))

    def unsettled() -> set[str]:
        return {each.code for each in dialog.disclosed()().to_settle}

    assert dialog.order().imprint.approval == ""
    assert "disclosure.settle.approval" in unsettled()
    for name, words in (("drawn_by", " 甲 "), ("version", "V3"), ("approval", "虚S(2026)1号"), ("copy", "7")):
        getattr(dialog.of_imprint, name).setText(words)
    made = dialog.order().imprint
    assert (made.drawn_by, made.reviewed_by, made.version, made.copy) == ("甲", "", "V3", "7")
    assert "disclosure.settle.approval" not in unsettled()


@pytest.mark.small_sheets
def test_small_sheets_are_painted_one_after_the_other(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)
    row = dialog.designs
    row.designs = row.designs[:1]
    blank = row.item(0).icon().pixmap(row.iconSize()).toImage()
    row.paint()
    qtbot.waitUntil(lambda: row.item(0).icon().pixmap(row.iconSize()).toImage() != blank, timeout=60_000)
