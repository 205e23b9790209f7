"""A roster in the window: every difference is a line with a tick, and the ticked ones are one undoable edit."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from mapper.project import Project
from sample_data.raw_files import write_raw
from tests.sample import district
from tests.ui.test_editing import dialog_of, press_ok
from tests.ui.waiting import settle
from ui.seats.roster_dialog import RosterDialog
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("raw")
    write_raw(folder, district())
    return pd.read_excel(
        folder / "民警花名册_虚构.xlsx", sheet_name=None, dtype=str, keep_default_na=False, engine="calamine"
    )


def next_month(sheets: dict[str, pd.DataFrame], project: Project, path: Path) -> tuple[str, str, str]:
    """A roster on which one has left, one is on loan, one new officer has a vacant unit, and one row is nonsense."""
    people, seats = sheets["人员"].copy(), sheets["责任区"].copy()
    left, lent = seats["警号"].iloc[[0, 20]]
    vacant = next(
        code
        for code, kind in project.communities["kind"].items()
        if kind == "community" and code not in set(seats["社区编码"])
    )
    status = next(c for c in people.columns if "状态" in c)
    people.loc[people["警号"] == lent, status] = "抽调"
    recruit = people[people["警号"] == seats["警号"].iloc[2]].copy()
    recruit["警号"] = "X9001"
    people = pd.concat([people[people["警号"] != left], recruit])
    people["身份证号"] = "42999919900101000X"
    key = seats.columns[0]
    first, nonsense = seats.iloc[[2]].copy(), seats.iloc[[2]].copy()
    first[[key, "警号", "社区编码"]] = ["Z9001", "X9001", vacant]
    nonsense[[key, "警号"]] = ["Z9002", "nobody"]
    seats = pd.concat([seats[seats["警号"] != left], first, nonsense])
    with pd.ExcelWriter(path) as book:
        people.to_excel(book, sheet_name="人员", index=False)
        seats.to_excel(book, sheet_name="责任区", index=False)
        sheets["抽调请假"].to_excel(book, sheet_name="抽调请假", index=False)
    return left, lent, vacant


def test_a_roster_is_shown_line_by_line_then_applied_and_undone(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, sheets: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    before = workspace.document.project
    left, lent, vacant = next_month(sheets, before, tmp_path / "花名册.xlsx")
    window.menu_actions["roster"].trigger()
    dialog = dialog_of(workspace, RosterDialog)
    assert isinstance(dialog, RosterDialog)
    dialog.take(tmp_path / "花名册.xlsx")
    qtbot.waitUntil(lambda: dialog.changes is not None and not window.tasks.busy, timeout=20_000)
    lists = {kind: [line.officer_id for line in model.ticked] for kind, model in dialog.lists.items()}
    assert set(lists["added"]) == {"X9001"}
    assert set(lists["changed"]) == {lent}
    assert set(lists["ended"]) == {left}
    assert [row.code for row in dialog.unusable.rows] == ["officer_unknown"]
    assert "身份证号" in dialog.told.text()
    assert "抽调请假" in dialog.told.text(), "a sheet that is not read is told"
    assert "42999919900101000X" not in dialog.told.text()
    assert "102 → " in dialog.effect.text()

    # Whoever is unticked stays as they are; a new officer takes the duties along.
    changed = dialog.lists["changed"]
    changed.setData(changed.index(0, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    assert not dialog.wanted().changed
    added = dialog.lists["added"]
    officer = next(n for n, line in enumerate(added.rows) if line.table == "officers")
    added.tick([officer], False)
    assert not dialog.wanted().added
    added.tick([officer], True)
    assert len(dialog.wanted().added) == 2
    dialog.write(tmp_path / "差别.csv")
    written = pd.read_csv(tmp_path / "差别.csv", dtype=str)
    assert set(written["差别"]) == {"新增", "变更", "终止", "不能采用"}
    assert set(written.loc[written["差别"] == "变更", "采用"]) == {"否"}
    qtbot.waitUntil(lambda: not window.tasks.busy)
    press_ok(dialog, qtbot)
    settle(qtbot, window)

    project = workspace.document.project
    assert project.officers["status"][lent] == before.officers["status"][lent]
    assert project.officers["status"][left] == "leave"
    mine = project.duties[project.duties["officer_id"] == "X9001"]
    assert mine["community_code"].tolist() == [vacant]
    assert "花名册" in window.menu_actions["undo"].toolTip()
    window.menu_actions["undo"].trigger()
    settle(qtbot, window)
    assert workspace.document.project.duties.equals(before.duties)
    assert workspace.document.project.officers.equals(before.officers)


def test_a_file_without_a_roster_is_one_sentence(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "别的.csv").write_text("颜色,大小\n红,1\n", "utf-8")
    window.menu_actions["roster"].trigger()
    dialog = dialog_of(workspace, RosterDialog)
    assert isinstance(dialog, RosterDialog)
    dialog.take(tmp_path / "别的.csv")
    qtbot.waitUntil(lambda: dialog.trouble.isVisible() and not window.tasks.busy, timeout=20_000)
    assert not dialog.buttons.button(dialog.buttons.StandardButton.Ok).isEnabled()
    assert dialog.starts.date().toPython() == workspace.view.as_of == date(2026, 11, 23)
    dialog.reject()


def test_lines_that_would_empty_a_station_are_told_and_not_ticked(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    station = str(workspace.document.project.stations.index[0])
    (tmp_path / "花名册.csv").write_text(f"警号,岗位,派出所编码\n77777701,社区民警,{station}\n", "utf-8")
    window.menu_actions["roster"].trigger()
    dialog = dialog_of(workspace, RosterDialog)
    assert isinstance(dialog, RosterDialog)
    dialog.take(tmp_path / "花名册.csv")
    qtbot.waitUntil(lambda: dialog.changes is not None and not window.tasks.busy, timeout=20_000)
    ended = dialog.lists["ended"]
    assert ended.rows
    assert ended.ticked == []
    assert workspace.document.project.stations["name"][station] in dialog.told.text()
    assert [line.officer_id for line in dialog.wanted().added] == ["77777701"]
    ended.tick([0], True)
    assert len(dialog.wanted().ended) == 1
    dialog.reject()


def test_a_roster_with_a_sheet_a_station_is_read_at_once(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, sheets: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    """Two stations, a sheet each; a new officer in each of them."""
    people = sheets["人员"]
    with pd.ExcelWriter(tmp_path / "各所.xlsx") as book:
        for number, name in enumerate(("甲所", "乙所")):
            recruit = people.iloc[[number]].copy()
            recruit["警号"] = f"X90{number}"
            recruit.to_excel(book, sheet_name=name, index=False)
    window.menu_actions["roster"].trigger()
    dialog = dialog_of(workspace, RosterDialog)
    assert isinstance(dialog, RosterDialog)
    assert not dialog.layers.isEnabled()
    dialog.take(tmp_path / "各所.xlsx")
    qtbot.waitUntil(lambda: dialog.trouble.isVisible() and not window.tasks.busy, timeout=20_000)
    assert "工作表" in dialog.trouble.text()
    assert dialog.layers.names == ("甲所", "乙所")
    for name in dialog.layers.names:
        dialog.layers.choose(name, True)
    qtbot.waitUntil(lambda: dialog.changes is not None and not window.tasks.busy, timeout=20_000)
    assert not dialog.trouble.isVisible()
    assert [line.officer_id for line in dialog.lists["added"].ticked] == ["X900", "X901"]
    dialog.reject()
    settle(qtbot, window)
