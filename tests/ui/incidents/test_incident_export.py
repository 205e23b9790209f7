"""The list of incidents as a file: as it is shown, and nothing in it that a spreadsheet would run."""

from pathlib import Path

import pandas as pd
from pytestqt.qtbot import QtBot

from tests.ui.waiting import settle
from ui.window.exports import write_incidents
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


def test_the_list_is_written_as_it_is_shown(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    settle(qtbot, window)
    workspace.sides.incidents.show_only("overdue")
    write_incidents(workspace, tmp_path / "list.xlsx")
    settle(qtbot, window)
    written = pd.read_excel(tmp_path / "list.xlsx", dtype=str, engine="calamine")
    assert len(written) == workspace.sides.incidents.model.rowCount() == 9
    assert set(written["类型"]) == {"隐患"}
    assert written["编号"].tolist() == [row.key for row in workspace.sides.incidents.model.rows]
    workspace.sides.incidents.show_only("cases")
    write_incidents(workspace, tmp_path / "cases.csv")
    settle(qtbot, window)
    cases = pd.read_csv(tmp_path / "cases.csv", dtype=str)
    assert len(cases) == workspace.sides.incidents.model.rowCount()
    assert cases["起始时间"].str.endswith(":00").all(), "cases are known by the hour"
