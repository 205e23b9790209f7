"""Background maps in the window: added, shown, told whose they are; and no socket is opened without one."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from layers.style import LIGHT
from mapper.backgrounds.addresses import address_background
from mapper.backgrounds.background import file_background
from tests.layers.maps import color_of, pixels
from tests.tiles import encoded, telling_tile, tile_server, tiles_of, write_mbtiles
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.backgrounds.address_form import AddressDialog
from ui.backgrounds.backgrounds_dialog import BackgroundsDialog
from ui.map.background_words import BackgroundWords
from ui.sheets.print_dialog import PrintDialog
from ui.window import dialogs
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

# Land around the sample district, and levels that its whole and its units are seen at.
SAMPLE_LAND = (113.2, 30.1, 113.6, 30.5)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tiles") / "影像.mbtiles"
    tiles = {t: encoded(telling_tile(t)) for t in tiles_of(11, SAMPLE_LAND)}
    return write_mbtiles(path, tiles, attribution="© 测绘院")


@pytest.fixture(autouse=True)
def _no_tile_thread_is_left(qtbot: QtBot) -> Iterator[None]:
    yield
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if t.name == "tiles"], timeout=10_000)


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """The map shows all tiles that it asked for."""

    def all_there() -> bool:
        workspace = window.workspace
        assert workspace is not None
        return not window.tasks.busy and workspace.map.settled and not window.backgrounds.busy

    settle(qtbot, window)
    qtbot.waitUntil(all_there, timeout=20_000)


def corner(workspace: Workspace) -> np.ndarray:
    """The map's upper left corner, where the district is not."""
    picture = workspace.map.canvas._picture
    assert picture is not None
    return pixels(picture)[20:60, 20:120].astype(int)


def words_on(workspace: Workspace) -> str:
    return next(paint for paint in workspace.map.canvas.over if isinstance(paint, BackgroundWords)).text


def test_a_file_is_added_switched_on_and_comes_back_with_the_next_window(
    window: MainWindow, workspace: Workspace, archive: Path, qtbot: QtBot, open_window: OpenWindow, project_file: Path
) -> None:
    assert np.abs(corner(workspace) - color_of(LIGHT.paper)).max() <= 1
    assert words_on(workspace) == ""
    workspace.open_dialog(dialogs.backgrounds(workspace))
    dialog = workspace.findChild(BackgroundsDialog)
    dialog.add_file(archive)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1)
    settled(qtbot, window)
    assert not window.backgrounds.items[0].on, "off at first"
    assert np.abs(corner(workspace) - color_of(LIGHT.paper)).max() <= 1
    dialog.model.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.reject()
    settled(qtbot, window)
    assert corner(workspace).std() > 20
    assert words_on(workspace) == "底图：影像  © 测绘院"
    (box,) = workspace.sides.backgrounds.boxes.values()
    assert box.isChecked()
    window.close()
    other = open_window(project_file)
    settled(qtbot, other)
    assert other.workspace is not None
    assert corner(other.workspace).std() > 20
    (box,) = other.workspace.sides.backgrounds.boxes.values()
    other.backgrounds.belong_to(str(project_file.with_name("another.gpkg")))
    assert not other.backgrounds.items[0].on, "what is ticked for one project does not lie over another"
    other.backgrounds.belong_to(str(project_file))
    assert other.backgrounds.items[0].on
    box.click()
    settled(qtbot, other)
    assert np.abs(corner(other.workspace) - color_of(LIGHT.paper)).max() <= 1


def test_what_cannot_be_shown_is_told_and_not_added(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "x.mbtiles").write_bytes(b"no tiles" * 100)
    workspace.open_dialog(dialogs.backgrounds(workspace))
    dialog = workspace.findChild(BackgroundsDialog)
    dialog.add_file(tmp_path / "x.mbtiles")
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert "x.mbtiles" in dialog.trouble.text()
    dialog.add_file(tmp_path / "x.docx")
    assert "MBTiles" in dialog.trouble.text()
    assert window.backgrounds.items == ()
    dialog.reject()


def test_a_scan_without_crs_is_added_when_its_crs_is_written(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "scan.png").write_bytes(encoded(telling_tile(tiles_of(11)[0])))
    (tmp_path / "scan.pgw").write_text("100\n0\n0\n-100\n500005\n3359995\n")
    workspace.open_dialog(dialogs.backgrounds(workspace))
    dialog = workspace.findChild(BackgroundsDialog)
    dialog.add_file(tmp_path / "scan.png")
    qtbot.waitUntil(dialog.trouble.isVisible)
    assert window.backgrounds.items == ()
    dialog.crs.setText("4547")
    dialog.crs.editingFinished.emit()
    qtbot.waitUntil(lambda: len(window.backgrounds.items) == 1)
    assert window.backgrounds.items[0].crs == "4547"
    dialog.reject()


def test_order_opacity_and_datum_are_kept(
    window: MainWindow, workspace: Workspace, archive: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    below, above = file_background(archive), address_background("http://10.1.2.3/{z}/{x}/{y}", "内网")
    window.backgrounds.put(below)
    window.backgrounds.put(above)
    workspace.open_dialog(dialogs.backgrounds(workspace))
    dialog = workspace.findChild(BackgroundsDialog)
    assert dialog.model.item(0).data() == above.id, "the topmost stands first"
    dialog.choose(below.id)
    dialog.opacity.setValue(40)
    dialog.datum.setCurrentIndex(1)
    dialog.datum.activated.emit(1)
    dialog.up.click()
    assert dialog.model.item(0).data() == below.id
    assert [item.id for item in window.backgrounds.items] == [above.id, below.id]
    kept = json.loads(str(window.settings._values.value("backgrounds")))
    assert (kept[1]["opacity"], kept[1]["datum"]) == (0.4, "gcj02")
    dialog.gone.click()
    assert [item.id for item in window.backgrounds.items] == [above.id]
    dialog.reject()


def test_no_socket_is_opened_until_an_address_is_switched_on(
    open_window: OpenWindow, project_file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    asked: list[object] = []

    def refuse(_: socket.socket, address: object) -> NoReturn:
        asked.append(address)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: refuse(None, host))  # type: ignore[arg-type]  # no socket yet
    window = open_window(project_file)
    window.backgrounds.put(file_background(archive))
    window.backgrounds.switch(window.backgrounds.items[0].id, on=True)
    server = address_background("http://10.255.255.1/{z}/{x}/{y}.png", "内网")
    window.backgrounds.put(server)
    settled(qtbot, window)
    workspace = window.workspace
    assert workspace is not None
    workspace.map.canvas.zoom(3)
    settled(qtbot, window)
    assert asked == []
    window.backgrounds.switch(server.id, on=True)
    qtbot.waitUntil(lambda: bool(window.backgrounds.troubles), timeout=20_000)
    assert set(asked) <= {"10.255.255.1", ("10.255.255.1", 80)}
    assert asked
    assert "10.255.255.1" in words_on(workspace)


def test_tiles_of_a_server_come_are_credited_and_stay_when_it_stops(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    picture = encoded(telling_tile(tiles_of(11)[0]))
    notices: list[object] = []
    window.backgrounds.failed.connect(lambda _, told: notices.append(told))
    with tile_server(lambda _: (200, picture)) as (address, asked):
        made = address_background(f"{address}/{{z}}/{{x}}/{{y}}.png", "内网影像")
        window.backgrounds.put(made)
        settled(qtbot, window)
        assert asked == []
        window.backgrounds.switch(made.id, on=True)
        qtbot.waitUntil(lambda: len(asked) > 3, timeout=20_000)
        settled(qtbot, window)
        assert corner(workspace).std() > 20
        assert address.removeprefix("http://") in words_on(workspace)
        assert len(asked) == len(set(asked)), "no tile is asked for twice"
    window.backgrounds.switch(made.id, on=False)
    settled(qtbot, window)
    window.backgrounds.switch(made.id, on=True)
    settled(qtbot, window)
    assert corner(workspace).std() > 20, "from the cache"
    assert notices == []
    workspace.map.canvas.zoom(4)
    qtbot.waitUntil(lambda: bool(notices), timeout=20_000)
    settled(qtbot, window)
    workspace.map.canvas.pan(300, 0)
    settled(qtbot, window)
    assert len(notices) == 1, "told once"
    assert workspace.notice.isVisible()


def test_an_address_is_filled_in_and_asks_nobody(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.open_dialog(dialogs.backgrounds(workspace))
    dialog = workspace.findChild(BackgroundsDialog)
    dialog.address.click()
    form = dialog.findChild(AddressDialog)
    form.address.setText("nonsense")
    form.accept()
    assert form.trouble.isVisible()
    form.address.setText("http://t{s}.tianditu.gov.cn/img_c/wmts?SERVICE=WMTS&LAYER=img&TILEMATRIXSET=c&tk=k")
    form.address.editingFinished.emit()
    assert form.tiling.currentIndex() == 1
    form.accept()
    (made,) = window.backgrounds.items
    assert (made.tiling, made.on, made.servers) == ("degrees", False, "0-7")
    dialog.reject()


def test_a_sheet_is_printed_with_the_background_or_without(
    window: MainWindow, workspace: Workspace, archive: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window.backgrounds.put(file_background(archive))
    window.backgrounds.switch(window.backgrounds.items[0].id, on=True)
    settled(qtbot, window)
    sizes = {}
    for wanted in (True, False):
        dialog = PrintDialog(workspace.session, workspace.notice, workspace)
        dialog.background.setChecked(wanted)
        path = tmp_path / f"{wanted}.pdf"
        dialog.write(path, dialog.work())
        qtbot.waitUntil(path.exists, timeout=60_000)
        settled(qtbot, window)
        sizes[wanted] = path.stat().st_size
        dialog.deleteLater()
    assert sizes[True] > sizes[False] + 100_000
