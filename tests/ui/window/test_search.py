"""Ctrl+K finds units, stations and officers by name and pinyin, and places by coordinates in any usual form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.waiting import settle
from ui.language.coordinates import place_in
from ui.language.spelling import spelled
from ui.window.main_window import MainWindow
from ui.window.search import Found, closeness
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


def test_every_suggestion_is_shown_whole(window: MainWindow) -> None:
    """Qt makes the list as high as its rows and three pixels more: a frame of more than that would cut the last row."""
    popup = window.header.search.completer().popup()
    popup.ensurePolished()
    popup.resize(400, 200)
    assert 200 - popup.viewport().height() <= 3


@pytest.mark.parametrize("typed", ["zsc", "ZSC", "zhangshu", "zhangshucun", "樟树"])
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
