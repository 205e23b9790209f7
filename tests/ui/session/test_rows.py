"""The window's rows: of one day, asked once with map, paper and web; only what an edit touched is made anew."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from layers.codes import THEMES
from layers.scene.incident_filter import IncidentFilter
from layers.sharing.web.web_map import write_web_map
from layers.sheets.order import SheetOrder
from layers.sheets.page import pages_of
from layers.snapshot import MapState, snapshot_of
from mapper import frames
from mapper.day.answer import AnswerFor
from mapper.day.day import Day
from mapper.edits.duties import assign
from mapper.edits.focus import remove_focus
from mapper.edits.steps import take_step
from mapper.project import Project
from mapper.store.geopackage.store import create
from tests.mapper.day.questions import answers_of, asked, assert_same, counted, keys_for, parts_read, tables_of
from tests.sample import district
from tests.ui.waiting import settle
from ui.__main__ import main
from ui.language.messages import Messages
from ui.language.sentences import edit_sentence
from ui.session.panel import Panel
from ui.session.rows import Figures
from ui.sheets.export_dialog import ExportDialog
from ui.widgets.tasks import Ticket
from ui.window import dialogs
from ui.window.main_window import MainWindow
from ui.window.workspace import Workspace

pytestmark = pytest.mark.asks_anew

DAY = date(2026, 11, 23)
OWN = {name: found for name, found in answers_of(Figures).items() if name not in answers_of(Day)}
OWN_ASKED = [(name, key) for name in OWN for key in keys_for(name, DAY)]
# Asked of the day, and in the change theme of the earlier day that it is compared with.
OF_TWO_DAYS = ("coverage", "duties_of", "status_on")


@cache
def sample() -> Project:
    return district().project


def asked_twice(times: Counter[Hashable], two_days: bool) -> dict[Hashable, int]:
    return {key: n for key, n in times.items() if n > 1 + (two_days and key in OF_TWO_DAYS)}


def test_panels_map_and_search_ask_each_question_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    figures = Figures(sample(), DAY)
    figures.prepare()
    state = MapState(figures, findings=figures.findings)
    snapshot = None
    for theme in THEMES:
        snapshot = snapshot_of(replace(state, theme=theme), snapshot)
        snapshot = snapshot_of(replace(snapshot.state, wanted=IncidentFilter(origin="discovered")), snapshot)
    assert times["status_on"] == 2
    assert not asked_twice(times, two_days=True)


@pytest.mark.parametrize("audience", ["command", "station", "public"])
def test_a_sheet_and_a_web_map_ask_each_question_once(
    audience: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    station = str(sample().stations.index[0]) if audience == "station" else None
    for theme in ("coverage", "load", "change"):
        for work in (
            lambda theme=theme: pages_of(
                sample(), SheetOrder(theme=theme, station_code=station, audience=audience), DAY
            ),
            lambda theme=theme: write_web_map(
                tmp_path / "map.html", sample(), DAY, theme, audience, Messages("en"), station
            ),
        ):
            with monkeypatch.context() as patch:
                times = counted(patch)
                work()
                # A station's hazards and points are its own, but its load is drawn from those of all.
                both = [key for key in times if key == "hazard_states" or (isinstance(key, tuple) and key[0] == "own")]
                for key in both if audience == "station" else ():
                    times[key] -= 1
                assert not asked_twice(times, two_days=theme == "change")


def test_an_atlas_asks_for_the_whole_district_once(monkeypatch: pytest.MonkeyPatch) -> None:
    times = counted(monkeypatch)
    station = str(sample().stations.index[0])
    order = SheetOrder(theme="load", audience="station", station_code=station, atlas="stations")
    pages_of(sample(), order, DAY)
    assert times["unit_load"] == times["officer_load"] == times["coverage"] == 1


def test_the_check_command_asks_each_question_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    create(tmp_path / "one.gpkg", sample())
    times = counted(monkeypatch)
    assert main(["check", str(tmp_path / "one.gpkg"), "--json"]) == 0
    assert times["tiling_findings"] == times["coverage"] == 1
    assert not asked_twice(times, two_days=False)


@pytest.mark.parametrize(("name", "key"), OWN_ASKED)
def test_rows_read_no_more_than_they_say(name: str, key: Hashable) -> None:
    found = OWN[name]
    parts = found.parts_for(key) if isinstance(found, AnswerFor) else found.parts
    assert parts_read(Figures, sample(), DAY, name, key) <= tables_of(parts)


def test_rows_after_an_edit_are_those_of_a_fresh_day_and_the_same_where_it_left_them_alone() -> None:
    before = Figures(sample(), DAY)
    before.prepare()
    edited = remove_focus(str(sample().focus_areas.index[0]))(sample())
    after = before.after(edited)
    for name in ("units", "incidents", "cases", "index"):
        assert asked(after, name, None) is asked(before, name, None)
    for later in (after, after.after(edited, DAY - timedelta(days=40))):
        fresh = Figures(edited, later.as_of)
        for name, key in OWN_ASKED:
            assert_same(asked(later, name, key), asked(fresh, name, key))


def test_nothing_keeps_a_day_that_is_past() -> None:
    import gc
    import weakref

    before = Figures(sample(), DAY)
    before.prepare()
    after = before.after(remove_focus(str(sample().focus_areas.index[0]))(sample()))
    after.prepare()
    past = weakref.ref(before)
    del before
    gc.collect()
    assert past() is None


def test_in_the_window_only_panels_that_show_focus_areas_are_shown_anew(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    for panel in workspace.findChildren(Panel):
        name, refresh = type(panel).__name__, panel.refresh
        monkeypatch.setattr(panel, "refresh", lambda f, name=name, refresh=refresh: (shown.append(name), refresh(f)))
    times = counted(monkeypatch)
    workspace.do(remove_focus(str(workspace.document.project.focus_areas.index[0])))
    settle(qtbot, window)
    # What is to be done nobody sees: it is asked when the window has been left alone for a moment.
    assert {key: count for key, count in times.items() if key != "todo"} == {
        "focus_today": 1, ("focus_plan", (DAY, DAY)): 1, "conflict_findings": 1, "focus_outcomes": 1,
    }  # fmt: skip
    assert {"FocusPanel", "HeadlinePanel", "OfficersPanel", "GapsPanel"} <= set(shown)
    assert not {"UnitsTable", "IncidentsPanel", "FilterBar", "Timeline", "TodoPanel"} & set(shown)  # the last is hidden


def test_what_is_to_be_done_is_asked_with_the_rest_while_it_is_seen_and_else_when_all_is_calm(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    in_hand = workspace.day_in_hand
    key = str(workspace.document.project.focus_areas.index[0])
    asked: list[bool] = []
    in_hand.ready.connect(lambda: asked.append(in_hand.day.has_answered("todo")))
    workspace.do(remove_focus(key))
    qtbot.waitUntil(lambda: len(asked) == 1)
    qtbot.waitUntil(lambda: in_hand.day.has_answered("todo"))
    workspace.sides.show_todo()
    workspace.document.undo()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert asked == [False, True]
    settle(qtbot, window)


def test_what_has_no_name_is_told_by_its_code() -> None:
    project = sample()
    nameless = {
        table: frames.conform(table, project.table(table).assign(**{column: None}))
        for table, column in (("stations", "name"), ("communities", "name"), ("officers", "display_name"))
    }
    figures = Figures(project.with_tables(**nameless), DAY)
    assert {unit.name for unit in figures.units.values()} == set(project.communities.index)
    assert {unit.station for unit in figures.units.values()} <= {*project.stations.index, "—"}
    assert {row.name for row in figures.officers.values()} == set(project.officers.index)
    assert {row.station for row in figures.officers.values()} <= {*project.stations.index, "—"}
    say, officer, unit = Messages("en"), project.officers.index[0], project.communities.index[0]
    told = edit_sentence(say, assign(officer, unit, DAY), figures.project)
    assert officer in told
    assert unit in told


def test_what_is_printed_and_shared_asks_nothing_again_that_the_window_has_asked(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.workspace is not None
    times = counted(monkeypatch)
    for make, name in ((dialogs.print_sheet, "a.svg"), (dialogs.share, "a.html")):
        dialog = make(window.workspace)
        assert isinstance(dialog, ExportDialog)
        dialog.work()(tmp_path / name, Ticket("export", lambda _: None))
        assert (tmp_path / name).stat().st_size > 0
        dialog.reject()
    assert times["coverage"] == times["duties_of"] == times["status_on"] == 0


def test_a_step_of_a_hazard_leaves_the_rows_of_disputes_alone() -> None:
    before = Figures(sample(), DAY)
    before.prepare()
    late = next(row.key for row in before.incidents if row.state == "overdue")
    after = before.after(take_step("hazards", [late], "verify", datetime(2026, 11, 23, 22))(sample()))
    after.prepare()
    assert after.shown_rows("disputes") is before.shown_rows("disputes")
    assert after.shown_rows("hazards") is not before.shown_rows("hazards")
    assert after.row_of["hazards", late].state != "overdue"
