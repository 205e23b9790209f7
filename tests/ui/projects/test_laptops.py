"""Edits of laptops that wait are shown before, mine and theirs, and decided in the window; undo brings them back."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mapper.edit import Edit
from mapper.laptops.checkout import check_out
from mapper.laptops.sync import sync
from mapper.store.export_log import exports_of
from mapper.store.store import open_store
from tests.mapper.laptops.district import on_disk, put
from ui.__main__ import main
from ui.projects.laptops_dialog import LaptopsDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_what_waits_is_decided_and_comes_back(window: MainWindow, workspace: Workspace, tmp_path: Path) -> None:
    document = workspace.document
    unit = document.project.communities.index[0]
    check_out(document.store, tmp_path / "out.gpkg", None, "甲")
    laptop = open_store(tmp_path / "out.gpkg")
    mine = put("communities", unit, residents=11, households=12)
    laptop.write(Edit("border_redrawn", mine.change), "乙")
    document.do(put("communities", unit, residents=21))
    sync(laptop, document.store, "乙")
    laptop.close()
    window.menu_actions["laptops"].trigger()
    dialog = next(iter(workspace.findChildren(LaptopsDialog)))
    first = dialog.cells.all_rows[0]
    assert (first.cell.column, first.mine, first.theirs) == ("residents", "11", "21")
    assert (dialog.hand.isEnabled(), dialog.hand.isVisible()) == (False, True)
    dialog.cell_table.selectRow(1)
    dialog.hand.click()
    assert document.project.communities.loc[unit, ["residents", "households"]].tolist() == [21, 12]
    assert (dialog.model.rowCount(), dialog.mine.isEnabled()) == (0, False)
    document.undo()
    dialog.mine.click()
    assert document.project.communities["residents"][unit] == 11
    document.undo()
    dialog.theirs.click()
    assert document.project.communities["residents"][unit] == 21
    dialog.close()


def test_the_command_line_takes_out_brings_back_and_decides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = on_disk(tmp_path)
    paths = [str(tmp_path / "project.gpkg"), str(tmp_path / "out.gpkg")]

    def told(*words: str) -> dict[str, object]:
        assert main([*words, "--json"]) == 0
        found: dict[str, object] = json.loads(capsys.readouterr().out)
        return found

    letters = told("checkout", *paths, "--station", "S1")["laptop"]
    (left,) = exports_of(tmp_path / "project.gpkg")
    assert (left.theme, left.scope, left.contained["communities"]) == ("laptop", "S1", 16)
    laptop = open_store(paths[1])
    laptop.write(put("communities", "u0-0", residents=1, households=2), "乙")
    laptop.close()
    store.write(put("communities", "u0-0", residents=5), "甲")
    store.close()
    back = told("sync", paths[1], paths[0])
    assert (back["laptop"], back["aside"], back["written"]) == (letters, 1, 0)
    (one,) = told("laptops", paths[0])["waiting"]  # type: ignore[misc]
    assert told("laptops", paths[0], "--station", "S1")["waiting"] == [one]
    assert [cell["theirs"] for cell in one["cells"]] == [5, None]
    assert main(["laptops", paths[0], "--mine", str(one["id"]), "--station", "nowhere"]) == 2
    assert told("laptops", paths[0])["waiting"] == [one]  # what is refused has decided nothing
    cells = ("--take", "communities:u0-0:households", "--set", "communities:u0-0:residents=7")
    assert told("laptops", paths[0], "--by-hand", one["id"], *cells)["waiting"] == []
    after = open_store(paths[0])
    after.close()
    assert after.project.communities.loc["u0-0", ["residents", "households"]].tolist() == [7, 2]


def _choose(window: MainWindow, path: Path) -> None:
    """Choose a file in the dialog that asks for one."""
    asked = next(iter(window.frame.findChildren(QFileDialog)))
    asked.fileSelected.emit(str(path))
    asked.close()


def test_a_part_goes_out_and_comes_back_by_the_window(
    window: MainWindow, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    document, out = workspace.document, tmp_path / "出门.gpkg"
    station, unit = str(document.project.stations.index[0]), str(document.project.communities.index[0])
    window.menu_actions["laptops"].trigger()
    dialog = next(iter(workspace.findChildren(LaptopsDialog)))
    assert (dialog.out.rowCount(), dialog.take.isEnabled(), dialog.send_edits.isHidden()) == (0, True, True)
    assert dialog.table.isHidden()  # nothing waits
    dialog.stations.setCurrentIndex(dialog.stations.findData(station))
    dialog.take.click()
    _choose(window, out)
    qtbot.waitUntil(lambda: dialog.out.rowCount() == 1, timeout=30_000)
    (row,) = dialog.out.rows
    assert row.part == document.project.stations["name"][station]
    assert row.letters in dialog.outcome.text()
    (left,) = exports_of(Path(document.store.place))
    assert (left.scope, left.file) == (station, out.name)

    laptop = open_store(out)
    assert set(laptop.project.communities["station_code"]) == {station}
    mine = next(str(code) for code in laptop.project.communities.index)
    laptop.write(put("communities", mine, residents=1234), "乙")
    laptop.close()
    dialog.bring.click()
    _choose(window, Path(document.store.place))  # itself: refused with a sentence
    assert dialog.trouble.isVisible()
    dialog.bring.click()
    _choose(window, out)
    qtbot.waitUntil(lambda: document.project.communities["residents"][mine] == 1234, timeout=30_000)
    qtbot.waitUntil(lambda: "1" in dialog.outcome.text() and dialog.bring.isEnabled(), timeout=30_000)
    assert dialog.out.rows[0].back != "—"
    assert not window.notice.isVisible()  # it was no other program
    assert unit in document.project.communities.index
    dialog.close()
