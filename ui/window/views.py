"""The view of a project as a bookmark, and back; the dialog and the menu of the bookmarks kept."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.language.messages import caption
from ui.session.bookmarks import Bookmark, Bookmarks, kept_with
from ui.window.asked import OpenProject, ProjectWindow


def view_of(workspace: OpenProject, name: str, with_day: bool) -> Bookmark | None:
    """What the workspace shows now; None before there is a map."""
    viewport, view = workspace.map.canvas.viewport, workspace.view
    if viewport is None:
        return None
    crs = workspace.document.project.about.map_crs
    lon, lat = transform_xy(np.array([viewport.center_xy_m]), crs, DEGREES)[0]
    return Bookmark(
        name=name,
        lon=float(lon),
        lat=float(lat),
        metres_per_px=viewport.metres_per_px,
        theme=view.map.theme,
        hidden=view.map.hidden,
        wanted=view.filter.incidents,
        as_of=view.as_of if with_day else None,
        order=view.map.look.order,
        opacity=tuple(sorted(view.map.look.opacity.items())),
    )


def show_view(workspace: OpenProject, bookmark: Bookmark) -> None:
    """Show what was kept: the place at its scale, the theme, the layers, the incidents, and the day if it has one.

    Where it has an order of layers, the project is drawn with it and its opacity from now on.
    """
    view, canvas = workspace.view, workspace.map.canvas
    if bookmark.as_of is not None:
        view.set_as_of(bookmark.as_of)
    view.map.set_theme(bookmark.theme)
    for layer in view.map.hidden | bookmark.hidden:
        view.map.set_hidden(layer, layer in bookmark.hidden)
    if bookmark.order is not None:
        view.map.set_look(replace(view.map.look, order=bookmark.order, opacity=dict(bookmark.opacity)))
    view.filter.set_incidents(bookmark.wanted)
    crs = workspace.document.project.about.map_crs
    x, y = transform_xy(np.array([(bookmark.lon, bookmark.lat)]), DEGREES, crs)[0]
    canvas.show_at((float(x), float(y)), bookmark.metres_per_px)


def open_bookmarks(window: ProjectWindow) -> None:
    """Keep the view of now, or go to one that is kept."""
    from ui.window.bookmarks_dialog import BookmarksDialog

    workspace = window.workspace
    if workspace is not None:
        dialog = BookmarksDialog(window.say, _bookmarks(window, workspace), partial(view_of, workspace), workspace.page)
        dialog.chosen.connect(partial(show_view, workspace))
        workspace.open_dialog(dialog)


def fill_menu(window: ProjectWindow) -> None:
    """Put the views that are kept of the open project into the header's menu of them."""
    menu, workspace = window.views_menu, window.workspace
    menu.clear()
    if workspace is None:
        return
    kept = _bookmarks(window, workspace).all
    for one in kept:
        menu.addAction(caption(one.name), partial(show_view, workspace, one))
    if not kept:
        menu.addAction(window.say("bookmarks.none")).setEnabled(False)


def _bookmarks(window: ProjectWindow, workspace: OpenProject) -> Bookmarks:
    """The views that are kept with the open project."""
    store, settings = workspace.document.store, window.settings
    return kept_with(store, partial(settings.views, Path(store.place)), partial(settings.keep_views, Path(store.place)))


def see_as(window: ProjectWindow, vision: str) -> None:
    """The map as other eyes, or a printer, have it; as it is where that is asked for once more."""
    window.vision = "full" if window.vision == vision else vision
    for name, action in window.menu_actions.items():
        if action.isCheckable():
            action.setChecked(name == f"vision_{window.vision}")
    if window.workspace is not None:
        window.workspace.map.canvas.set_vision(window.vision)
