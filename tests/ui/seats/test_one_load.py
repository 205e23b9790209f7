"""A unit's load is one figure, in the table, the panel, the ledger and on the map."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from layers.scene.look import Look
from layers.snapshot import MapState, snapshot_of
from layers.themes.load import CLASSES, STEPS
from mapper.analysis.load.table import load_table
from mapper.day.day import Day
from tests.sample import district
from ui.session.rows import Figures
from ui.widgets.kit import share
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

DAY = date(2026, 11, 23)


def test_table_ledger_and_map_agree() -> None:
    project = district().project
    found = Figures(project, DAY)
    measure = found.measure("load_share").values
    ledger = load_table(project, found.coverage).units["share"]
    for code, unit in found.units.items():
        told = None if unit.load is None else pytest.approx(unit.load)
        assert (None if measure.isna()[code] else measure[code]) == told
        assert (None if ledger.isna()[code] else ledger[code]) == told
        if unit.busiest is None:
            assert unit.load is None
        else:
            assert unit.load == pytest.approx(found.officers[unit.busiest].share)
            assert found.officers[unit.busiest].share == max(found.officers[i].share or 0 for i in unit.officer_ids)
    shared = [unit for unit in found.units.values() if unit.state == "shared"]
    assert shared, "one officer with two units is what the figures could differ in"
    snapshot = snapshot_of(MapState(Day(project, DAY), theme="load", look=Look(shading={"load": "load_steps"})))
    counts = {entry.code: entry.count for layer in snapshot.layers for entry in layer.legend if entry.code in CLASSES}
    loads = [unit.load for unit in found.units.values()]
    assert counts["load_nobody"] == loads.count(None)
    assert counts["load_light"] == sum(load is not None and load <= STEPS[0] for load in loads)


def test_the_panel_says_whose_month_it_is(window: MainWindow, workspace: Workspace) -> None:
    found = workspace.day_in_hand.figures
    assert found is not None
    unit = next(u for u in found.units.values() if u.state == "shared")
    assert unit.busiest is not None
    officer = found.officers[unit.busiest]
    workspace.open_unit(unit.code)
    text = " ".join(part.text() for part in workspace.sides.unit.findChildren(QLabel))
    assert f"负荷 {share(officer.share)}" in text
    assert f"{officer.name} {officer.minutes:,.0f} / {officer.available:,.0f}" in text
