"""The print dialog: a sheet of one unit, an atlas with its progress, and calling it off."""

from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from layers.scene.incident_filter import IncidentFilter
from mapper import frames
from mapper.audience import AUDIENCES
from mapper.message import Message
from mapper.store.geopackage.store import create, open_store
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.sheets.disclosure_dialog import DisclosureDialog
from ui.sheets.form_dialog import SuperiorFormDialog
from ui.sheets.print_dialog import PrintDialog
from ui.sheets.print_form import FORMATS, KINDS
from ui.sheets.share_dialog import FORMATS as SHARED
from ui.sheets.share_dialog import ShareDialog
from ui.window import dialogs
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of their own take seconds to begin; tests/ui/sheets/test_processes.py is about them."""
    monkeypatch.setattr("ui.sheets.processes.cores", lambda: 1)


def printing(window: MainWindow) -> PrintDialog:
    window.menu_actions["print"].trigger()
    assert window.workspace is not None
    return next(d for d in window.workspace.findChildren(PrintDialog) if d.isVisible())


def test_an_atlas_has_a_sheet_for_each_station_and_tells_how_far_it_is(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    window.tasks.progressed.connect(lambda _, done, total: told.append((done, total)))
    dialog = printing(window)
    dialog.kind.setCurrentIndex(KINDS.index("stations"))
    assert dialog.paper.currentText() == "A4"
    dialog.write(tmp_path / "图册.pdf", dialog.work())
    qtbot.waitUntil(lambda: "图册.pdf" in workspace.notice.words.text(), timeout=60_000)
    pages = PdfReader(tmp_path / "图册.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    assert all(name in text for name in workspace.document.project.stations["name"])
    shares = [done / total for done, total in told if total]
    assert shares == sorted(shares)
    assert len(shares) >= 2 * len(workspace.document.project.stations)
    dialog.reject()


def test_a_stations_edition_asks_which_station_for_an_atlas_too(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    stations, units = workspace.document.project.stations, workspace.document.project.communities
    dialog = printing(window)
    for kind in KINDS:
        dialog.kind.setCurrentIndex(KINDS.index(kind))
        dialog.scope.setCurrentIndex(0)
        dialog.audience.setCurrentIndex(AUDIENCES.index("station"))
        dialog.accept()
        assert dialog.isVisible()
        assert dialog.trouble.text() == dialog.say("error.audience_station")
    dialog.kind.setCurrentIndex(KINDS.index("units"))
    dialog.scope.setCurrentIndex(1)
    dialog.of_atlas.front.clear()
    dialog.write(tmp_path / "本所.pdf", dialog.work())
    qtbot.waitUntil(lambda: "本所.pdf" in workspace.notice.words.text(), timeout=60_000)
    pages = PdfReader(tmp_path / "本所.pdf").pages
    mine = units["station_code"] == stations.index[0]
    assert len(pages) == mine.sum()
    text = "\n".join(page.extract_text() for page in pages)
    assert [name for name in set(units["name"][~mine]) - set(units["name"][mine]) if name in text] == []
    dialog.reject()


def test_the_web_map_of_a_station_asks_which_too(window: MainWindow, workspace: Workspace) -> None:
    window.menu_actions["share"].trigger()
    dialog = next(d for d in workspace.findChildren(ShareDialog) if d.isVisible())
    dialog.audience.setCurrentIndex(AUDIENCES.index("station"))
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.trouble.text() == dialog.say("error.audience_station")
    dialog.audience.setCurrentIndex(AUDIENCES.index("public"))
    assert not dialog.theme.isEnabled(), "the public's map has one theme only"
    # A layer is in its file whether the window shows it or not, and so its page tells of it.
    workspace.view.map.set_hidden("hazards", True)
    dialog.audience.setCurrentIndex(AUDIENCES.index("station"))
    dialog.scope.setCurrentIndex(1)
    for ending, is_told in (("html", False), ("gpkg", True)):
        dialog.format.setCurrentIndex(SHARED.index(ending))
        told = [message.values.get("layer") for message in dialog.disclosed()().sections["layers"]]
        assert (Message("layer.hazards") in told) == is_told
    assert dialog.layer.currentText() in dialog._proposed_name("gpkg")
    dialog.reject()


def test_an_editions_file_is_asked_for_only_after_its_page(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.menu_actions["share"].trigger()
    dialog = next(d for d in workspace.findChildren(ShareDialog) if d.isVisible())
    dialog.audience.setCurrentIndex(AUDIENCES.index("public"))
    dialog.accept()
    qtbot.waitUntil(lambda: bool(workspace.findChildren(DisclosureDialog)), timeout=60_000)
    (page,) = workspace.findChildren(DisclosureDialog)
    assert dialog.say("disclosure.settle.approval") in page.settle.text()
    assert not workspace.findChildren(QFileDialog)
    page.accept()
    (asked,) = workspace.findChildren(QFileDialog)
    asked.reject()


def test_a_superiors_form_is_mapped_tried_and_filled(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["C1"] = "=B1"
    book.save(tmp_path / "表.xlsx")
    window.menu_actions["form"].trigger()
    dialog = next(d for d in workspace.findChildren(SuperiorFormDialog) if d.isVisible())
    dialog.take(tmp_path / "表.xlsx")
    settle(qtbot, window)
    dialog.place.setText("C1")
    dialog.add.click()
    settle(qtbot, window)
    assert "C1" in dialog.trouble.text(), "a formula would be lost"
    dialog.place.setText("B1")
    dialog.of.setText("甲/乙")
    dialog.add.click()
    settle(qtbot, window)
    assert "甲/乙" in dialog.trouble.text(), "a name may have a stroke in it"
    dialog.of.clear()
    dialog.add.click()
    settle(qtbot, window)
    assert dialog.trouble.isHidden()
    dialog.write(tmp_path / "表.xlsx", tmp_path / "报.xlsx")
    settle(qtbot, window)
    read = openpyxl.load_workbook(tmp_path / "报.xlsx").active
    assert read is not None
    assert (read["B1"].value, read["C1"].value) == (len(workspace.document.project.communities), "=B1")
    dialog.table.selectRow(0)
    dialog.remove.click()
    settle(qtbot, window)
    assert not dialog.fields
    dialog.reject()


def test_there_is_no_atlas_of_one_unit(window: MainWindow, workspace: Workspace) -> None:
    workspace.selection.choose("communities", str(workspace.document.project.communities.index[0]))
    dialog = printing(window)
    dialog.scope.setCurrentIndex(dialog.scope.count() - 1)
    assert dialog.chosen_part == "unit"
    dialog.kind.setCurrentIndex(KINDS.index("units"))
    assert dialog.chosen_part != "unit"
    dialog.reject()


def test_an_atlas_that_is_called_off_writes_nothing(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = printing(window)
    dialog.kind.setCurrentIndex(KINDS.index("units"))
    dialog.write(tmp_path / "图册.pdf", dialog.work())
    cancel = window.status._cancel
    qtbot.waitUntil(lambda: cancel.isVisible() and "%" in window.status._work.text(), timeout=20_000)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert not cancel.isVisible()
    window.tasks.close()
    assert not list(tmp_path.glob("*.pdf"))
    dialog.reject()


def test_the_current_unit_has_a_sheet_of_its_own(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    units = workspace.document.project.communities
    code = str(units.index[units["name"] == "樟树村"][0])
    workspace.selection.choose("communities", code)
    dialog = printing(window)
    dialog.scope.setCurrentIndex(dialog.scope.count() - 1)
    assert "樟树村" in dialog.scope.currentText()
    dialog.write(tmp_path / "村.pdf", dialog.work())
    qtbot.waitUntil(lambda: "村.pdf" in workspace.notice.words.text(), timeout=60_000)
    assert "樟树村" in PdfReader(tmp_path / "村.pdf").pages[0].extract_text().split("2026")[0]
    dialog.reject()


def test_a_sheet_in_black_and_white_has_no_colour(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = printing(window)
    dialog.colour.setCurrentIndex(1)
    dialog.format.setCurrentIndex(FORMATS.index("png"))
    dialog.paper.setCurrentText("A4")
    dialog.write(tmp_path / "黑白.png", dialog.work())
    qtbot.waitUntil(lambda: "黑白.png" in workspace.notice.words.text(), timeout=60_000)
    assert QImage(str(tmp_path / "黑白.png")).isGrayscale()
    dialog.reject()


def test_another_language_leaves_what_is_chosen(window: MainWindow, workspace: Workspace) -> None:
    workspace.selection.choose("communities", workspace.document.project.communities.index[5])
    dialog = dialogs.print_sheet(workspace)
    assert isinstance(dialog, PrintDialog)
    dialog.paper.setCurrentText("A1")
    dialog.scope.setCurrentIndex(dialog.scope.count() - 1)
    dialog.theme.setCurrentIndex(2)
    dialog.format.setCurrentIndex(1)
    assert dialog.chosen_part == "unit"
    boxes = (dialog.theme, dialog.audience, dialog.scope, dialog.kind, dialog.paper, dialog.colour, dialog.format)
    dialog.scale.setEditText("1 : 30 000")
    before, words = [box.currentIndex() for box in boxes], dialog.scope.currentText()
    window.switch_language()
    assert [box.currentIndex() for box in boxes] == before
    assert dialog.chosen_part == "unit"
    assert dialog.scope.currentText() != words
    assert dialog.chosen_scale == 30_000
    dialog.scale.setCurrentIndex(0)
    window.switch_language()
    assert dialog.chosen_scale is None
    dialog.reject()


def test_a_station_without_a_name_is_offered_by_its_code(open_window: OpenWindow, project_file: Path) -> None:
    store = open_store(project_file)
    code = str(store.project.stations.index[0])
    names = store.project.stations.assign(name=None)
    create(project_file, store.project.with_tables(stations=frames.conform("stations", names)))
    store.close()
    workspace = open_window(project_file).workspace
    assert workspace is not None
    dialog = dialogs.share(workspace)
    assert isinstance(dialog, ShareDialog)
    assert dialog.scope.itemText(1) == code
    dialog.reject()


def test_the_filter_of_the_map_goes_into_the_command_edition_alone(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = printing(window)
    assert not dialog.filter_told.isVisible()
    dialog.reject()
    workspace.view.filter.set_incidents(IncidentFilter(category=("disputes", "family")))
    settle(qtbot, window)
    dialog = printing(window)
    assert dialog.filter_told.text() == dialog.say("print.filter.kept")
    assert dialog.wanted.category == ("disputes", "family")
    dialog.audience.setCurrentIndex(AUDIENCES.index("station"))
    dialog.scope.setCurrentIndex(1)
    assert dialog.filter_told.isVisible()
    assert dialog.filter_told.text() == dialog.say("print.filter.left")
    assert dialog.wanted.everything
    dialog.write(tmp_path / "本所.pdf", dialog.work())
    qtbot.waitUntil(lambda: "本所.pdf" in workspace.notice.words.text(), timeout=60_000)
    dialog.reject()


def test_a_scale_that_is_none_keeps_the_dialog_open(window: MainWindow, workspace: Workspace) -> None:
    dialog = printing(window)
    for typed, scale in (("25000", 25_000), ("1:25,000", 25_000), ("１：２５０００", 25_000), ("", None)):
        dialog.scale.setEditText(typed)
        assert dialog.chosen_scale == scale
    dialog.scale.setEditText("大一点")
    dialog.accept()
    assert dialog.isVisible()
    assert dialog.trouble.text() == dialog.say("error.scale_unread", text="大一点")
    dialog.reject()


def test_what_the_map_shows_is_printed_in_two_clicks(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The part of the land that is seen, without the layer that is put away; the index has the units there alone."""
    canvas = workspace.map.canvas
    canvas.show_at(canvas.viewport.center_xy_m, canvas.viewport.metres_per_px / 8)
    workspace.view.map.set_hidden("stations", True)
    settle(qtbot, window)
    # Its keys have Shift among them, which elsewhere asks for the dialog.
    monkeypatch.setattr(QGuiApplication, "keyboardModifiers", lambda: Qt.KeyboardModifier.ShiftModifier)
    window.menu_actions["print_view"].trigger()
    assert not any(dialog.isVisible() for dialog in workspace.findChildren(PrintDialog))
    (asked,) = [dialog for dialog in workspace.findChildren(QFileDialog) if dialog.isVisible()]
    asked.fileSelected.emit(str(tmp_path / "视图.pdf"))
    asked.reject()
    qtbot.waitUntil(lambda: "视图.pdf" in workspace.notice.words.text(), timeout=60_000)
    text = "".join(PdfReader(tmp_path / "视图.pdf").pages[0].extract_text().split())
    names = workspace.document.project.communities["name"]
    assert 0 < sum(name in text for name in names) < len(names)
    assert "派出所辖区" not in text
