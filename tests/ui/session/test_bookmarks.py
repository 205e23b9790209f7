"""Views that are kept: written and read again the same, gone to, renamed, removed; another project has its own."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from layers.codes import LAYERS, THEMES
from layers.map_layers import HIDDEN_AT_FIRST
from layers.scene.incident_filter import IncidentFilter, Standing
from layers.scene.look import LEAST_OPACITY, Look
from mapper.errors import InputError
from mapper.store.geopackage.store import create, open_store
from tests.districts import grid
from tests.drawn import some
from tests.ui.waiting import settle
from ui.session.bookmarks import Bookmark, Bookmarks, kept_with
from ui.session.settings import Settings
from ui.window.bookmarks_dialog import BookmarksDialog
from ui.window.main_window import MainWindow
from ui.window.views import show_view
from ui.window.workspace import Workspace

DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
WANTED = st.builds(
    IncidentFilter,
    days=st.none() | st.tuples(DAYS, DAYS),
    category=st.none() | st.tuples(st.just("hazards"), st.text(max_size=5)),
    state=st.none() | st.tuples(st.just("disputes"), st.text(max_size=5)),
    origin=st.none() | st.just("discovered"),
    station_code=st.none() | st.text(max_size=5),
    standing=st.none()
    | st.builds(
        Standing,
        table=st.just("disputes"),
        stage=st.none() | st.sampled_from(["received", "closed"]),
        late=st.booleans(),
        ages=st.none() | st.tuples(st.integers(0, 9), st.none() | st.integers(9, 99)),
    ),
)
NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
VIEWS = st.builds(
    Bookmark,
    name=NAMES,
    lon=st.floats(-180, 180),
    lat=st.floats(-90, 90),
    metres_per_px=st.floats(0.01, 1e4),
    theme=st.sampled_from(THEMES),
    hidden=st.frozensets(st.sampled_from(LAYERS)),
    wanted=WANTED,
    as_of=st.none() | DAYS,
    order=st.none() | st.permutations(LAYERS).map(tuple),
    opacity=st.dictionaries(st.sampled_from(LAYERS), st.floats(LEAST_OPACITY, 1)).map(lambda d: tuple(d.items())),
)


def kept() -> Bookmarks:
    text = [""]
    return Bookmarks(lambda: text[0], lambda new: text.__setitem__(0, new))


@given(st.lists(VIEWS, max_size=6, unique_by=lambda view: view.name))
def test_what_is_kept_is_read_the_same(views: list[Bookmark]) -> None:
    bookmarks = kept()
    for view in views:
        bookmarks.put(view)
    assert list(bookmarks.all) == views
    for view in views:
        bookmarks.remove(view.name)
    assert bookmarks.all == ()


@given(VIEWS, VIEWS)
def test_names_are_one_of_a_kind(one: Bookmark, other: Bookmark) -> None:
    bookmarks = kept()
    bookmarks.put(one)
    bookmarks.put(other)
    if one.name == other.name:
        assert bookmarks.all == (other,)
        return
    with pytest.raises(InputError, match="bookmark_taken"):
        bookmarks.rename(one.name, other.name)
    with pytest.raises(InputError, match="bookmark_name"):
        bookmarks.rename(one.name, "  ")
    with pytest.raises(InputError, match="note_personal"):  # the name goes where the file goes
        bookmarks.put(replace(one, name="楼长 13800000000"))
    assert bookmarks.all == (one, other)


@pytest.mark.parametrize("text", ["", "{", "null", "[1]", '[{"name": "x"}]', '[{"name": "x", "wanted": 3}]'])
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert Bookmarks(lambda: text, lambda _: None).all == ()


def test_a_view_of_an_earlier_version_leaves_the_stack_and_shows_no_cases() -> None:
    view = Bookmark("a", 113.4, 30.3, 10, "coverage", frozenset({"hazards"}), IncidentFilter())
    text = [""]
    Bookmarks(lambda: text[0], lambda new: text.__setitem__(0, new)).put(view)
    (values,) = json.loads(text[0])
    del values["order"], values["opacity"]
    (read,) = Bookmarks(lambda: json.dumps([values]), lambda _: None).all
    assert (read.order, read.opacity, read.hidden) == (None, (), {"hazards"} | HIDDEN_AT_FIRST)


@pytest.mark.parametrize(
    "standing",
    some(
        (
            {"table": "floods"},
            {"table": "hazards", "stage": "drained"},
            {"table": "hazards", "ages": ["a", 3]},
            {"table": "hazards", "ages": [1]},
            {"table": "hazards", "colour": "red"},
            {"table": None},
            {"table": ["hazards"]},
            {},
            3,
            ["hazards"],
        ),
        3,
    ),
)
def test_a_standing_of_another_version_is_let_go_and_the_view_stays(
    standing: object, window: MainWindow, workspace: Workspace, qtbot: QtBot
) -> None:
    text = [""]
    Bookmarks(lambda: text[0], lambda new: text.__setitem__(0, new)).put(
        Bookmark("a", 113.4, 30.3, 10, "coverage", frozenset(), IncidentFilter(origin="reported"))
    )
    (values,) = json.loads(text[0])
    values["wanted"]["standing"] = standing
    (read,) = Bookmarks(lambda: json.dumps([values]), lambda _: None).all
    assert read.wanted == IncidentFilter(origin="reported")
    show_view(workspace, read)
    settle(qtbot, window)


def test_a_view_is_kept_left_and_gone_back_to(window: MainWindow, workspace: Workspace, qtbot: QtBot) -> None:
    canvas, view = workspace.map.canvas, workspace.view
    canvas.zoom(4, (300, 200))
    view.map.set_theme("disputes")
    view.map.set_hidden("hazards", True)
    order = tuple(reversed(LAYERS))
    view.map.set_look(Look(order=order, opacity={"units": 0.5}, classes=4))
    view.filter.set_incidents(IncidentFilter(state=("disputes", "handling")))
    settle(qtbot, window)
    before = canvas.viewport
    assert before is not None
    window.menu_actions["bookmarks"].trigger()
    dialog = next(d for d in workspace.findChildren(BookmarksDialog) if d.isVisible())
    dialog.with_day.setChecked(True)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert dialog.trouble.isVisible()  # a name is wanted, and the dialog stays
    qtbot.keyClicks(dialog.name, "south")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    assert [dialog.list.item(n).text() for n in range(dialog.list.count())] == ["south"]
    dialog.list.item(0).setText("江南")
    dialog.reject()
    canvas.fit()
    view.map.set_theme("coverage")
    view.map.set_hidden("hazards", False)
    view.map.set_look(Look(classes=6))
    view.filter.set_incidents(IncidentFilter())
    day = view.as_of
    view.set_as_of(date(2026, 11, 1))
    settle(qtbot, window)
    window.header.views.aboutToShow.emit()
    actions = window.header.views.actions()
    assert [action.text() for action in actions] == ["江南"]
    actions[0].trigger()
    settle(qtbot, window)
    after = canvas.viewport
    assert after is not None
    assert after.metres_per_px == before.metres_per_px
    assert after.center_xy_m == pytest.approx(before.center_xy_m, abs=0.01)
    assert (view.map.theme, view.map.hidden, view.as_of) == ("disputes", {"hazards"} | HIDDEN_AT_FIRST, day)
    # Classes and colours belong to the project, not to the view.
    assert view.map.look == Look(order=order, opacity={"units": 0.5}, classes=6)
    assert view.filter.incidents == IncidentFilter(state=("disputes", "handling"))


def test_views_go_where_the_file_goes_and_are_ones_own_where_it_cannot_be_written(tmp_path: Path) -> None:
    path, own = tmp_path / "a.gpkg", dict[str, str]()
    create(path, grid(1, 1))
    one = Bookmark("南", 113.4, 30.3, 10.0, "coverage", frozenset(), IncidentFilter())
    store = open_store(path)
    kept = kept_with(store, lambda: own.get("views", ""), lambda text: own.update(views=text))
    assert kept.all == ()
    kept.put(one)
    log = len(store.change_log())
    store.copy_to(tmp_path / "b.gpkg")
    store.close()
    assert log == 0  # how one looks at it is no change of the data
    assert own == {}
    (tmp_path / "c").mkdir()
    moved = Path(shutil.move(tmp_path / "b.gpkg", tmp_path / "c" / "b.gpkg"))
    store = open_store(moved)
    assert kept_with(store, lambda: "", lambda _: None).all == (one,)
    store.read_only = True
    kept = kept_with(store, lambda: own.get("views", ""), lambda text: own.update(views=text))
    kept.put(replace(one, name="北"))
    assert [view.name for view in kept.all] == ["南", "北"]
    assert "北" in own["views"]
    store.close()


def test_each_project_has_its_own(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    settings.keep_views(tmp_path / "a.gpkg", "[]")
    settings.save()
    again = Settings(tmp_path / "settings.ini")
    assert again.views(tmp_path / "a.gpkg") == "[]"
    assert again.views(tmp_path / "b.gpkg") == ""
