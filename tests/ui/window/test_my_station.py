"""One station chosen at the top: every figure and list is of it, and it is remembered for the project."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mapper.day.scope import ScopedDay
from mapper.day.station_figures import station_figures
from mapper.edits.beats import set_beats
from mapper.scope import Scope
from tests.ui.waiting import settle
from ui.gaps.gap_lines import gaps_of
from ui.seats.stations_dialog import StationsDialog
from ui.sheets.print_dialog import PrintDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def alone(code: str) -> Scope:
    return Scope(frozenset({code}))


def choose(window: MainWindow, scope: Scope | str | None, qtbot: QtBot) -> Workspace:
    """What the box at the top does when a line of it is pressed."""
    box, wanted = window.header.scope, alone(scope) if isinstance(scope, str) else scope
    box.setCurrentIndex(next(n for n in range(box.count()) if box.itemData(n) == wanted))
    box.activated.emit(box.currentIndex())
    settle(qtbot, window)
    assert window.workspace is not None
    return window.workspace


def test_headline_and_lists_are_the_stations_and_come_back(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    code = str(workspace.document.project.stations.index[1])
    before = {name: card.figure.text() for name, card in workspace.headline.buttons.items()}
    gaps = [gap.first.subjects for gap in workspace.sides.gaps.model.gaps]
    choose(window, code, qtbot)
    figures, sides = workspace.day_in_hand.figures, workspace.sides
    assert figures is not None
    part = ScopedDay(figures, alone(code))
    head = part.headline
    cards = workspace.headline.buttons
    assert cards["coverage"].words.text().count(f"{head.covered} / {head.units}") == 1
    assert cards["overdue"].figure.text() == f"{head.hazards_overdue}"
    assert cards["disputes"].figure.text() == f"{head.disputes_open}"
    assert [g.findings for g in sides.gaps.model.gaps] == [g.findings for g in gaps_of(part.findings_so_far)]
    assert {unit.station_code for unit in sides.units.model.all_rows} == {code}
    assert len(sides.units.model.all_rows) == head.units
    assert {officer.station_code for officer in sides.officers.model.all_rows} == {code}
    assert len([row for row in sides.focus.model.all_rows if row.today]) == head.focus
    assert sides.incidents.model.rowCount() == head.hazards_open + head.disputes_open
    assert not workspace.filter_bar.clear.isVisible()
    workspace.filter_bar.clear.click()  # what is left out of the station comes back, and nothing of the others
    assert workspace.view.filter.incidents.scope == alone(code)
    assert PrintDialog(workspace.session, window.notice, workspace).station_code == code
    choose(window, None, qtbot)
    assert {name: card.figure.text() for name, card in cards.items()} == before
    assert [gap.first.subjects for gap in sides.gaps.model.gaps] == gaps
    assert workspace.view.filter.incidents.everything


def test_the_station_goes_to_its_place_and_the_rest_is_dimmed(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    canvas = workspace.map.canvas
    whole = canvas.viewport
    outside = canvas.grab().toImage().pixelColor(3, canvas.height() // 2)
    choose(window, str(workspace.document.project.stations.index[0]), qtbot)
    near = canvas.viewport
    assert whole is not None
    assert near is not None
    assert near.bounds_m[2] - near.bounds_m[0] < whole.bounds_m[2] - whole.bounds_m[0]
    choose(window, None, qtbot)
    assert canvas.viewport == whole
    assert canvas.grab().toImage().pixelColor(3, canvas.height() // 2) == outside


def test_a_project_is_opened_again_as_it_was_looked_at(window: MainWindow, project_file: Path, qtbot: QtBot) -> None:
    assert window.workspace is not None
    code = str(window.workspace.document.project.stations.index[2])
    choose(window, code, qtbot)
    assert window.settings.scope(project_file) == alone(code)
    window.open_project(project_file)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.view.scope == alone(code), timeout=20_000)
    settle(qtbot, window)
    assert window.header.scope.currentData() == alone(code)
    window.settings.keep_scope(project_file, alone("gone"))
    window.open_project(project_file)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.view.scope is None, timeout=20_000)
    assert window.header.scope.currentIndex() == 0


@pytest.mark.parametrize("number", [0, 3])
def test_an_edit_is_counted_for_the_station(window: MainWindow, qtbot: QtBot, number: int) -> None:
    from mapper.edits.duties import unassign

    assert window.workspace is not None
    project = window.workspace.document.project
    code = str(project.stations.index[number])
    workspace = choose(window, code, qtbot)
    part = workspace.day_in_hand.part
    assert part is not None
    covered = part.headline.covered
    held = part.coverage.seats[part.coverage.seats["state"] == "covered"].iloc[0]
    workspace.do(unassign(held["officer_ids"][0], str(held.name), workspace.view.as_of))
    settle(qtbot, window)
    assert workspace.day_in_hand.part is not None
    assert workspace.day_in_hand.part.headline.covered == covered - 1


def test_the_table_of_stations_leads_into_one_and_back(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    workspace = window.workspace
    assert workspace is not None
    dialog = StationsDialog(workspace.session, workspace)
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=20_000)
    figures = workspace.day_in_hand.figures
    assert figures is not None
    assert dialog.model.all_rows == station_figures(figures)
    place = dialog.model.index(2, 0)
    dialog.table.clicked.emit(place)
    settle(qtbot, window)
    code = dialog.model.rows[2].code
    assert workspace.view.scope == window.header.scope.currentData() == alone(code)
    assert workspace.headline.buttons["focus"].figure.text() == f"{dialog.model.rows[2].focus}"
    dialog.write(tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_text("utf-8-sig").count("\n") == len(dialog.model.all_rows) + 1
    dialog.back.click()
    settle(qtbot, window)
    assert workspace.view.scope is None
    assert window.header.scope.currentIndex() == 0
    dialog.close()


def test_several_stations_are_marked_in_the_table_and_shown_together(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    box = window.header.scope
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())  # the last line asks for the table
    assert box.currentIndex() == 0
    dialog = next(d for d in window.findChildren(StationsDialog) if d.isVisible())
    qtbot.waitUntil(lambda: dialog.model.rowCount() > 0, timeout=20_000)
    assert not dialog.several.isEnabled()
    codes = {dialog.model.rows[row].code for row in (0, 2)}
    for row in (0, 2):
        at = dialog.table.visualRect(dialog.model.index(row, 0)).center()
        qtbot.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, at)
    assert workspace.view.scope is None
    dialog.several.click()
    settle(qtbot, window)
    assert workspace.view.scope == Scope(frozenset(codes))
    assert box.currentData() == workspace.view.scope
    rows = {row.code: row for row in dialog.model.all_rows}
    assert {unit.station_code for unit in workspace.sides.units.model.all_rows} == codes
    assert workspace.headline.buttons["overdue"].figure.text() == f"{sum(rows[c].hazards_overdue for c in codes)}"
    one = min(codes)
    workspace.filter_bar.boxes["station"].setCurrentIndex(
        next(n for n in range(workspace.filter_bar.boxes["station"].count())
             if workspace.filter_bar.boxes["station"].itemData(n) == ("", one))
    )  # fmt: skip
    assert workspace.sides.incidents.model.rowCount() == rows[one].hazards_open + rows[one].disputes_open
    dialog.close()


def test_a_beat_of_the_station_that_is_shown_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    workspace = window.workspace
    assert workspace is not None
    project = workspace.document.project
    code = str(project.stations.index[1])
    units = [str(unit) for unit in project.communities.index[project.communities["station_code"] == code]]
    workspace.do(set_beats({unit: "一号警务区" if n < 4 else "二号警务区" for n, unit in enumerate(units)}))
    choose(window, code, qtbot)
    beat = Scope(frozenset({code}), "一号警务区")
    choose(window, beat, qtbot)
    assert {unit.code for unit in workspace.sides.units.model.all_rows} == set(units[:4])
    part = workspace.day_in_hand.part
    assert part is not None
    assert workspace.headline.buttons["coverage"].words.text().count(f"{part.headline.covered} / 4") == 1
    assert workspace.sides.incidents.model.rowCount() == part.headline.hazards_open + part.headline.disputes_open
    entries = workspace.sides.layers.shading.rows
    assert sum(int(row.figure.text()) for row in entries[:1]) == part.headline.covered - part.coverage.seats[
        "state"].isin(("shared", "part_time")).sum()  # fmt: skip
    assert window.header.search.hits[0].key == code
    assert {hit.key for hit in window.header.search.hits[1:5]} == set(units[:4])
    assert PrintDialog(workspace.session, window.notice, workspace).station_code == code
    workspace.document.undo()
    settle(qtbot, window)
    assert workspace.view.scope is None  # the beat is gone
