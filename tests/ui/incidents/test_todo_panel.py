"""The list of what is to be done, worked by mouse and by keys, with the file read back by SQL; and its slip."""

import json
import sqlite3
import threading
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.todo_lists import FOCUS, Entry, Whose
from mapper.crs import to_metres
from mapper.day.day import Day
from mapper.edits.steps import refusal, take_step
from mapper.project import changes_between
from tests.ui.conftest import OpenWindow
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.incidents.incidents_panel import incident_icon
from ui.incidents.step_offers import usual_moment
from ui.incidents.todo_panel import TodoPanel
from ui.widgets.file_writing import write_file
from ui.widgets.tasks import Ticket
from ui.window import slips
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

STEP = 2


def centre(panel: TodoPanel, place: int, column: int) -> QPoint:
    index = panel.model.index(place, column)
    panel.table.scrollTo(index)
    return panel.table.visualRect(index).center()


def click(panel: TodoPanel, entry: Entry, column: int) -> None:
    place = panel.model.place_of(lambda other: other == entry)
    assert place is not None
    QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=centre(panel, place, column))


def first(panel: TodoPanel, **wanted: Any) -> Entry:
    return next(e for e in panel.model.rows if all(getattr(e, name) == value for name, value in wanted.items()))


def in_file(path: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(path) as sql:
        found = sql.execute(query).fetchall()
    sql.close()
    return found


def choose(panel: TodoPanel, whose: Whose) -> None:
    """As by hand: in the box of lists."""
    place = panel._offered.index(whose)
    panel.whose.setCurrentIndex(place)
    panel.whose.activated.emit(place)


def test_an_officer_s_list_is_worked_by_mouse_and_the_file_has_it(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, project_file: Path
) -> None:
    lists, document, as_of = workspace.sides, workspace.document, workspace.view.as_of
    todo = Day(document.project, as_of).todo
    hazard = next(e for e in todo.entries if e.step == "verify" and e.section == "late" and e.officer_id is not None)
    lists.show_side("officers")
    lists.officers.table.go_to(lambda row: row.officer_id == hazard.officer_id)
    QTest.mouseClick(lists.officers.todo, Qt.MouseButton.LeftButton)
    panel = lists.todo
    assert panel.isVisible()
    assert panel.model.rows == todo.of(Whose("officer", str(hazard.officer_id)))
    before = document.project

    click(panel, hazard, 0)
    assert workspace.selection.current == ("hazards", hazard.key)
    settle(qtbot, window)
    assert document.project is before, "a press on the row only shows it"
    (there,) = to_metres(before.hazards.geometry[[hazard.key]], before.about.map_crs)
    assert workspace.map.canvas.viewport.center_xy_m == pytest.approx((there.x, there.y), abs=1.0)

    moment = usual_moment(as_of)
    click(panel, hazard, STEP)
    settle(qtbot, window)
    ((verified,),) = in_file(project_file, f"SELECT verified_at FROM hazards WHERE hazard_id = '{hazard.key}'")
    assert verified[:10] == moment.date().isoformat()
    logged = in_file(
        project_file,
        f"SELECT step, role, value FROM steps WHERE incident_id = '{hazard.key}' ORDER BY taken_at DESC LIMIT 1",
    )
    assert logged == [("verify", "officer", None)]
    now = first(panel, key=hazard.key)
    assert (now.section, now.step, now.days_late) == ("coming", "plug", 0)
    assert panel.model.rows == Day(document.project, as_of).todo.of(panel.whose_shown)

    document.undo()
    settle(qtbot, window)
    assert changes_between(document.project, before).parts <= {"keys"}
    assert hazard in panel.model.rows
    QTest.mouseClick(panel.back, Qt.MouseButton.LeftButton)
    assert lists.officers.isVisible()
    assert not panel.isVisible()
    lists.show_todo()
    bar = lists.side.tabBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(lists.side.currentIndex()).center())
    assert lists.officers.isVisible(), "a second click on the tab leads back too"


def test_without_an_owner_a_menu_gives_the_hazard_to_somebody_of_its_station(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, project_file: Path
) -> None:
    lists, document = workspace.sides, workspace.document
    lists.show_side("officers")
    lists.officers.table.go_nowhere()
    QTest.mouseClick(lists.officers.todo, Qt.MouseButton.LeftButton)
    panel = lists.todo
    assert panel.whose_shown == Whose("nobody")
    hazard = first(panel, step="assign")
    click(panel, hazard, STEP)
    (menu,) = (menu for menu in panel.findChildren(QMenu) if menu.isVisible())
    officers = [action.data() for action in menu.actions()]
    project = document.project
    unit = project.communities.loc[hazard.unit_code]
    assert set(project.officers["station_code"][officers]) == {unit["station_code"]}
    assert (Day(project, workspace.view.as_of).status[officers] == "on_duty").all()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[0]).center())
    settle(qtbot, window)
    owner = in_file(project_file, f"SELECT owner_id FROM hazards WHERE hazard_id = '{hazard.key}'")
    assert owner == [(officers[0],)]
    assert hazard.key not in {entry.key for entry in panel.model.rows}
    choose(panel, Whose("officer", officers[0]))
    assert first(panel, key=hazard.key).step == "verify"


def test_by_keys_alone_one_after_the_other_is_called_back(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel = workspace.sides.todo
    workspace.sides.show_todo("P1028")
    calls = [entry for entry in panel.model.rows if entry.step == "call_back"][:3]
    panel.table.setFocus()
    place = panel.model.rows.index(calls[0])
    panel.table.selectRow(place)
    for entry in calls:
        assert panel.table.row() == entry
        QTest.keyClick(panel.table, Qt.Key.Key_Space)
        settle(qtbot, window)
        assert not workspace.notice.isVisible(), workspace.notice.words.text()
    revisited = workspace.document.project.disputes["revisited_at"][[entry.key for entry in calls]]
    assert revisited.notna().all()
    assert not {entry.key for entry in calls} & {entry.key for entry in panel.model.rows}
    assert panel.table.row() == panel.model.rows[place], "the one that took its place"


def test_a_body_s_list_what_is_due_and_a_focus_area(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    panel = workspace.sides.todo
    workspace.sides.show_todo()
    day = workspace.day_in_hand.figures
    assert day is not None
    texts = [panel.whose.itemText(n) for n in range(panel.whose.count())]
    assert texts[0] == f"无人负责（{len(day.todo.without_owner)}）"
    assert f"法院承办（{day.todo.count(Whose('body', 'court'))}）" in texts
    choose(panel, Whose("body", "court"))
    assert {entry.body for entry in panel.model.rows} == {"court"}
    assert first(panel, next="closed").role == "partner"
    choose(panel, Whose("midnight"))
    assert panel.model.rows == day.todo.due_before_midnight
    visit = first(panel, table=FOCUS)
    before = workspace.document.project
    click(panel, visit, STEP)
    assert workspace.selection.current == (FOCUS, visit.key)
    assert changes_between(workspace.document.project, before).parts <= {"keys"}
    settle(qtbot, window)
    choose(panel, Whose("came_in"))
    assert {(e.table, e.key) for e in panel.model.rows} <= day.todo.came_in


def test_the_command_room_s_lists_are_what_the_command_tells(
    window: MainWindow, workspace: Workspace, project_file: Path, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    panel, as_of = workspace.sides.todo, workspace.view.as_of
    workspace.sides.show_todo()
    for since in (datetime.combine(as_of, time()), datetime.combine(as_of - timedelta(days=9), time(18, 0))):
        assert (
            main(["room", str(project_file), "--json", "--as-of", f"{as_of}", "--since", f"{since:%Y-%m-%dT%H:%M}"])
            == 0
        )
        told = json.loads(capsys.readouterr().out)
        choose(panel, Whose("came_in"))
        assert panel.since.isVisible()
        panel.since.edit.setDateTime(since)  # type: ignore[arg-type]  # PySide6 takes a datetime.datetime
        came = {(one["table"], one["id"]) for one in told["came_in"]}
        listed = {(entry.table, entry.key) for entry in panel.model.rows}
        assert listed <= came
        again, done = sum(one["again"] for one in told["came_in"]), len(came - listed)
        assert panel.counted.text() == panel.say("todo.came_in", count=len(told["came_in"]), again=again, done=done)
        assert panel.print.isEnabled() == (since.date() == as_of)
        choose(panel, Whose("sent"))
        assert [one.key for one in panel.sent.sent.rows] == [one["key"] for one in told["sent"]]
        hours = told["median_receipt_hours"]
        if hours is None:
            assert "用时中位数" not in panel.counted.text()
        else:
            assert f"用时中位数 {hours:.1f} 小时" in panel.counted.text()
    assert panel.sent.sent.rows
    assert not panel.table.isVisible()
    chosen = panel.sent.sent.rows[0]
    at = panel.sent.visualRect(panel.sent.model().index(0, 0)).center()
    QTest.mouseClick(panel.sent.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert workspace.selection.current == (chosen.table, chosen.incident)
    workspace.view.set_as_of(as_of - timedelta(days=1))
    settle(qtbot, window)
    assert panel.since.moment == datetime.combine(as_of - timedelta(days=1), time())  # another day begins anew
    choose(panel, Whose("nobody"))
    assert not panel.since.isVisible()
    assert panel.table.isVisible()


def test_a_day_to_come_offers_no_step(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    workspace.view.set_as_of(date.today() + timedelta(days=2))
    settle(qtbot, window)
    workspace.sides.show_todo("P1028")
    panel, before = workspace.sides.todo, workspace.document.project
    click(panel, panel.model.rows[0], STEP)
    settle(qtbot, window)
    assert changes_between(workspace.document.project, before).parts <= {"keys"}


def test_until_the_list_has_followed_no_other_step_is_taken(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel, document = workspace.sides.todo, workspace.document
    workspace.sides.show_todo("P1028")
    entry = first(panel, step="call_back")
    click(panel, entry, STEP)
    after = document.project
    click(panel, entry, STEP)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Space)
    assert changes_between(document.project, after).parts <= {"keys"}
    assert not workspace.notice.isVisible()
    settle(qtbot, window)
    (by_key,) = panel.table.findChildren(QShortcut)
    assert not by_key.autoRepeat()


def test_what_a_later_date_forbids_on_a_past_day_is_no_button_and_says_why(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    panel, project = workspace.sides.todo, workspace.document.project
    dates = project.hazards["verified_at"].dropna()
    workspace.view.set_as_of(dates.max().date() - timedelta(days=1))
    settle(qtbot, window)
    workspace.sides.show_todo()
    choose(panel, Whose("midnight"))
    before, told = project, []
    for whose in panel._offered:
        choose(panel, whose)
        for entry in panel.model.rows:
            if entry.step is None or entry.role is None:
                continue
            kind = KIND_OF[entry.table]
            step = kind.step(entry.step)
            assert step is not None
            moment = usual_moment(workspace.view.as_of)
            refused = refusal(project, kind, step, [entry.key], moment, role=entry.role)
            assert panel._can(entry) is (refused is None)
            if refused is not None and not told:
                told.append(refused)
                assert panel._step_tip(entry) == workspace.say.error(refused)
                click(panel, entry, STEP)
    settle(qtbot, window)
    assert told
    assert changes_between(workspace.document.project, before).parts <= {"keys"}
    assert not workspace.notice.isVisible()


def test_symbols_follow_the_look(window: MainWindow, workspace: Workspace) -> None:
    panel = workspace.sides.todo
    workspace.sides.show_todo()
    entry = first(panel, table="hazards")
    figures = workspace.day_in_hand.figures
    assert figures is not None
    row = figures.incident((entry.table, entry.key))
    assert row is not None
    light = panel.words.icon(entry).pixmap(18).toImage()
    window.menu_actions["dark"].trigger()
    assert panel.words.icon(entry).pixmap(18).toImage() == incident_icon(row).pixmap(18).toImage()
    assert panel.words.icon(entry).pixmap(18).toImage() != light


def test_a_hidden_list_asks_nothing_and_follows_when_it_is_seen(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = workspace.sides.todo
    workspace.sides.show_todo("P1028")
    entry = first(panel, step="call_back")
    workspace.sides.show_side("gaps")
    shown: list[object] = []
    refresh = panel.refresh
    monkeypatch.setattr(panel, "refresh", lambda figures: (shown.append(figures), refresh(figures)))
    workspace.do(take_step(entry.table, [entry.key], "call_back", usual_moment(workspace.view.as_of)))
    settle(qtbot, window)
    window.switch_language()
    assert shown == []
    workspace.sides.side.setCurrentWidget(workspace.sides.people)
    assert len(shown) == 1
    assert entry.key not in {other.key for other in panel.model.rows}


@pytest.mark.parametrize("ending", ["pdf", "txt"])
def test_the_slip_is_written_where_it_is_asked(
    ending: str, open_window: OpenWindow, project_file: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(project_file, "en")
    workspace = window.workspace
    assert workspace is not None
    workspace.sides.show_todo("P1028")
    QTest.mouseClick(workspace.sides.todo.print, Qt.MouseButton.LeftButton)
    (dialog,) = workspace.findChildren(QFileDialog)
    assert dialog.isVisible()
    path = tmp_path / f"slip.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: path.is_file() and not window.tasks.busy)
    qtbot.waitUntil(lambda: workspace.notice.words.text() == f"Wrote the slip {path}.")
    assert path.read_bytes().startswith(b"%PDF" if ending == "pdf" else "To do: 姜警官".encode())


@pytest.mark.parametrize("first_written", ["export", "slip"])
def test_a_slip_and_an_export_do_not_call_each_other_off(
    first_written: str,
    window: MainWindow,
    workspace: Workspace,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both are written to the end, and each is told; closing the project ends neither."""
    go, cancelled = threading.Event(), dict[str, bool]()
    sheet, slip = tmp_path / "sheet.pdf", tmp_path / "slip.txt"
    told: list[str] = []

    def work(path: Path, ticket: Ticket) -> None:
        go.wait(10)
        cancelled["export"] = ticket.cancelled
        path.write_bytes(b"%PDF")

    def export() -> None:
        say, notice = workspace.say, workspace.notice
        write_file(window.tasks, say, notice, sheet, work, subject="export", done="window.done_file")

    tell = workspace.notice.tell
    monkeypatch.setattr(workspace.notice, "tell", lambda words, **how: (told.append(words), tell(words, **how)))
    begin = [export, lambda: slips.write(workspace, Whose("midnight"), slip)]
    for one in begin if first_written == "export" else reversed(begin):
        one()
    window.close_project()
    go.set()
    qtbot.waitUntil(lambda: not window.tasks.busy)
    assert cancelled == {"export": False}
    assert sheet.is_file()
    assert slip.is_file()
    assert {workspace.say("window.done_file", path=sheet), workspace.say("slip.done", path=slip)} == set(told)
