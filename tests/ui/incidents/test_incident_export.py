"""The list of incidents: its words are read whole; as a file it is as shown, with nothing that a spreadsheet runs."""

from pathlib import Path

import pandas as pd
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.kinds import LOOPS
from mapper.schema import TABLES
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.window.exports import write_incidents
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

_BESIDE_PX = 35  # the symbol before the words, and what stands around them


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


def test_what_each_is_about_is_read_whole_in_english_too(open_window: OpenWindow, few_file: Path, qtbot: QtBot) -> None:
    """In the list and in the lists of what is to be done, in a window as small as that of an office's computer."""
    window = open_window(few_file, "en")
    window.resize(1366, 768)
    assert window.workspace is not None
    sides, say = window.workspace.sides, window.say
    sides.show_todo()
    settle(qtbot, window)
    words = [
        say.choice(kind.table, kind.category, code)
        for kind in LOOPS
        for code in TABLES[kind.table].column(kind.category).choices or ()
    ]
    for table in (sides.incidents.table, sides.todo.table):
        longest_px = max(map(table.fontMetrics().horizontalAdvance, words))
        assert longest_px <= table.columnWidth(0) - _BESIDE_PX
