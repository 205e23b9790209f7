"""Ctrl+K finds units, stations and officers by name and pinyin, and places by coordinates in any usual form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.drawn import some
from tests.ui.waiting import settle
from ui.language.coordinates import place_in
from ui.language.spelling import spelled
from ui.session.rows import Figures
from ui.window.main_window import MainWindow
from ui.window.search_hits import Found, closeness, incidents_found, numbers_of, place_found
from ui.window.workspace import Workspace


@pytest.mark.parametrize(
    "text",
    [
        "113.40 30.30", "113.40,30.30", "113.4，30.3", "30.30N 113.40E", "30.3 113.4", "E113.4 N30.3",
        "113°24′00″E 30°18′00″N", "113°24'E, 30°18'N", "30°18′0.0″N 113°24′0.0″E", "东经113度24分 北纬30度18分",
    ],
)  # fmt: skip
def test_a_place_is_read_in_any_usual_form(text: str) -> None:
    assert place_in(text) == pytest.approx((113.4, 30.3))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("41.88, -87.63", (-87.63, 41.88)), ("-87.63 41.88", (-87.63, 41.88)), ("41.88 87.63", (87.63, 41.88)),
        ("41.88N 87.63W", (-87.63, 41.88)), ("30.3 113.4", (113.4, 30.3)),
    ],
)  # fmt: skip
def test_of_two_orders_the_one_that_lies_on_the_land_is_read(text: str, place: tuple[float, float]) -> None:
    assert place_in(text, (-87.94, 41.64, -87.52, 42.02)) == pytest.approx(place)


@pytest.mark.parametrize("text", ["桃园村", "429999001203", "113.4", "113°61′E 30°18′N", "200 30.3", "113 30 20", ""])
def test_what_is_not_a_place_is_not_read_as_one(text: str) -> None:
    assert place_in(text) is None


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90))
def test_degrees_with_letters_are_read_back(lon: float, lat: float) -> None:
    text = f"{abs(lat):.9f}{'N' if lat >= 0 else 'S'} {abs(lon):.9f}{'E' if lon >= 0 else 'W'}"
    assert place_in(text) == pytest.approx((lon, lat), abs=1e-8)


def test_names_are_spelled_as_words() -> None:
    usual = {
        name: tuple(texts.split()[0] for texts in both) for name, both in spelled(["重庆路社区", "樟树村"]).items()
    }
    assert usual == {"重庆路社区": ("chongqinglushequ", "cqlsq"), "樟树村": ("zhangshucun", "zsc")}


@pytest.mark.parametrize(
    ("name", "typed"), [("朝阳社区", "cy"), ("朝阳社区", "chaoyang"), ("长丰社区", "cfsq"), ("重庆路A12社区", "cqla12")]
)
def test_a_character_read_in_two_ways_is_found_by_either(name: str, typed: str) -> None:
    hit = Found("communities", "1", name, "")
    rank = closeness(hit, typed, spelled([name]))
    assert rank is not None
    assert rank <= 3, "as a beginning, not only somewhere inside"
    assert closeness(hit, "xyz", spelled([name])) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [("beat 1011", True), ("1011 beat", True), ("1011", True), ("beat", False), ("beat 1012", False)],
)
def test_what_it_is_may_be_typed_beside_the_name(typed: str, found: bool) -> None:
    hit = Found("communities", "1011", "1011", "10TH", "beat")
    assert (closeness(hit, typed, {}) is not None) == found


def test_every_suggestion_is_shown_whole(window: MainWindow) -> None:
    """Qt makes the list as high as its rows and three pixels more: a frame of more than that would cut the last row."""
    popup = window.header.search.completer().popup()
    popup.ensurePolished()
    popup.resize(400, 200)
    assert 200 - popup.viewport().height() <= 3


def test_escape_and_another_project_let_go_of_what_was_typed(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    window.menu_actions["search"].trigger()
    search = window.header.search
    search.setFocus()
    search.insert("樟树")
    search.suggest("樟树")
    search.completer().complete()
    assert search.completer().popup().isVisible()
    qtbot.keyClick(search.completer().popup(), Qt.Key.Key_Escape)
    assert (search.text(), search.completer().popup().isVisible()) == ("", False)
    search.setText("樟树")
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    search.setText("樟树")
    window.close_project()
    assert search.text() == ""


@pytest.mark.parametrize("typed", some(["zsc", "ZSC", "zhangshu", "zhangshucun", "樟树"], 2))
def test_a_unit_is_found_by_name_and_pinyin(window: MainWindow, workspace: Workspace, qtbot: QtBot, typed: str) -> None:
    window.menu_actions["search"].trigger()
    search = window.header.search
    search._ask_spelling()  # a window without a window manager gets no focus of its own
    settle(qtbot, window)
    search.setText(typed)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    units = workspace.document.project.communities
    assert workspace.selection.unit == str(units.index[units["name"] == "樟树村"][0])


def test_coordinates_bring_their_place_into_view_and_mark_it(
    window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    search = window.header.search
    search.setText("113°24′00″E 30°18′00″N")
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(qtbot, window)
    view = workspace.map.canvas.viewport
    assert view is not None
    middle = workspace.map.degrees_at(view.width_px / 2, view.height_px / 2)
    assert middle == pytest.approx((113.4, 30.3), abs=1e-6)
    assert workspace.map.place == pytest.approx((113.4, 30.3))
    marked = workspace.map.canvas.grab().toImage()
    workspace.map.place = None
    assert workspace.map.canvas.grab().toImage() != marked


def test_what_is_suggested_is_told_in_the_language_of_now_and_of_the_project_that_is_open(
    window: MainWindow, workspace: Workspace
) -> None:
    search = window.header.search
    station = workspace.document.project.stations["name"].iloc[0]
    for _ in range(2):
        search.setText(station)
        search.suggest(station)
        window.switch_language()
        (hit,) = [hit for hit in search._suggested.values() if hit.table == "stations"]
        assert hit.of == window.say("table.stations")
        search.suggest(station)
        assert hit.text in search._suggested
    window.close_project()
    search.suggest(station)
    assert search._suggested == {}


def test_latin_names_are_found_without_accents_and_numbers_count(window: MainWindow, workspace: Workspace) -> None:
    hits = [Found("communities", str(n), name, "") for n, name in enumerate(("Éclair Étage", "Straße 9"))]
    assert closeness(hits[0], "eclair et", {}) == 0
    assert closeness(hits[1], "STRASSE", {}) == 0
    assert closeness(hits[0], "etages", {}) is None
    units = workspace.document.project.communities
    names = units["name"].tolist()
    names[:3] = ["17TH BEAT", "7TH BEAT", "107TH BEAT"]
    project = workspace.document.project.with_tables(communities=units.assign(name=names))
    search = window.header.search
    search.offer(Figures(project, workspace.view.as_of))
    search.suggest("beat")
    assert [hit.name for hit in search._suggested.values()][:3] == ["7TH BEAT", "17TH BEAT", "107TH BEAT"]


def test_a_number_leads_to_the_card_of_its_incident(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    search = window.header.search
    search._ask_spelling()
    settle(qtbot, window)
    key = str(workspace.document.project.disputes.index[5])
    search.setText(key.lower())
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert workspace.selection.current == ("disputes", key)
    assert workspace.sides.card.isVisible()
    oldest = str(workspace.document.project.cases["occurred_at"].idxmin())
    search.setText(oldest)
    qtbot.keyClick(search, Qt.Key.Key_Return)
    settle(qtbot, window)
    facts = workspace.sides.card.facts
    assert facts is not None, "a case of an earlier year is in the project"
    assert facts.row.key == oldest
    numbers = numbers_of(workspace.document.project)
    for typed in ("", key[0].lower(), key.lower()):
        told = [hit.key for hit in incidents_found(numbers, typed, window.say) if hit.table == "disputes"]
        every = sorted(k for k in workspace.document.project.disputes.index if k.lower().startswith(typed))
        assert told == (every[: len(told)] if len(typed) > 1 else [])
        assert len(told) == (min(len(every), 8) if len(typed) > 1 else 0)


def test_an_action_is_found_by_its_words_and_done(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    search = window.header.search
    search._ask_spelling()
    settle(qtbot, window)
    words = window.say("action.log").rstrip("…")
    for typed in (words, search.spelling[words][0].split()[0], search.spelling[words][1].split()[0]):
        search.suggest(typed)
        assert any((hit.table, hit.key) == ("action", "log") for hit in search._suggested.values())
    asked = []
    search.action_wanted.connect(asked.append)
    search.setText(window.say("action.dark"))
    qtbot.keyClick(search, Qt.Key.Key_Return)
    assert asked == ["dark"]
    assert search.text() == ""
    window.menu_actions["dark"].trigger()  # and back
    assert not workspace.document.can_undo
    search.suggest(window.say("action.undo"))  # what cannot be done now is not offered
    assert not any(hit.key == "undo" for hit in search._suggested.values())


def test_a_place_says_where_it_lies_and_nothing_is_said_to_be_nothing(window: MainWindow, workspace: Workspace) -> None:
    project, search = workspace.document.project, window.header.search
    unit = project.communities.index[7]
    inside = project.communities.geometry[unit].representative_point()
    told = place_found(project, inside.x, inside.y, window.say)
    name, station = project.communities.at[unit, "name"], project.communities.at[unit, "station_code"]
    assert name in told.text
    assert project.stations.at[station, "name"] in told.text
    assert window.say("search.outside") in place_found(project, 0.0, 0.0, window.say).text
    far = place_found(project, -87.63, -41.88, window.say).text
    for way, degrees in (("west", "87.63000"), ("south", "41.88000")):
        assert window.say(f"search.{way}", degrees=degrees) in far
    search.suggest("没有这个地方")
    assert search._suggested == {}
    assert search._texts.stringList() == [window.say("search.nothing", typed="没有这个地方")]
    search.suggest("  ")
    assert search._texts.stringList() == []


@pytest.mark.parametrize("typed", ["429999001203", "113.4 30.3"])
def test_keys_are_the_maps_again_once_something_is_found(
    window: MainWindow, workspace: Workspace, qtbot: QtBot, typed: str
) -> None:
    """Also where what can be found is learned only then: its list does not come up again and take the next press."""
    search = window.header.search
    window.activateWindow()
    search.setFocus()
    qtbot.keyClicks(search, typed)
    qtbot.keyClick(search.completer().popup() if search.completer().popup().isVisible() else search, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert not search.completer().popup().isVisible()
    assert not search.hasFocus()
    assert search.text()
