"""The print dialog shows what it will print: pages of the preview, designs, and what goes to a printer."""

import json
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPageLayout
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from layers.sheets.design import KEPT_AS
from layers.sheets.export import painted_pages
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from mapper.day.day import Day
from mapper.store.export_log import log_path
from tests.districts import grid
from ui.language.messages import Messages
from ui.sheets.preview_pane import PreviewAsked, Previewer
from ui.sheets.print_dialog import PrintDialog
from ui.sheets.printer import paint_on
from ui.sheets.record import record_print
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
    record_print(tmp_path / "p.gpkg", [page.shown_map for page in pages], SheetOrder(), "Printer 1")
    line = json.loads(log_path(tmp_path / "p.gpkg").read_text("utf-8"))
    assert (line["file"], line["sha256"]) == ("Printer 1", "")


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


@pytest.mark.small_sheets
def test_small_sheets_are_painted_one_after_the_other(workspace: Workspace, qtbot: QtBot) -> None:
    dialog = PrintDialog(workspace.session, workspace.notice, workspace)
    qtbot.addWidget(dialog)
    row = dialog.designs
    row.designs = row.designs[:1]
    blank = row.item(0).icon().pixmap(row.iconSize()).toImage()
    row.paint()
    qtbot.waitUntil(lambda: row.item(0).icon().pixmap(row.iconSize()).toImage() != blank, timeout=60_000)
