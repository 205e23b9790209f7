"""The view of a workspace as a bookmark, and back."""

from dataclasses import replace

import numpy as np

from mapper.crs import transform_xy
from mapper.schema import DEGREES
from ui.session.bookmarks import Bookmark
from ui.window.workspace import Workspace


def view_of(workspace: Workspace, name: str, with_day: bool) -> Bookmark | None:
    """What the workspace shows now; None before there is a map."""
    view, selection = workspace.map.canvas.viewport, workspace.selection
    if view is None:
        return None
    crs = workspace.document.project.about.map_crs
    lon, lat = transform_xy(np.array([view.center_xy_m]), crs, DEGREES)[0]
    return Bookmark(
        name=name,
        lon=float(lon),
        lat=float(lat),
        metres_per_px=view.metres_per_px,
        theme=selection.theme,
        hidden=selection.hidden,
        wanted=selection.wanted,
        as_of=selection.as_of if with_day else None,
        order=selection.look.order,
        opacity=tuple(sorted(selection.look.opacity.items())),
    )


def show_view(workspace: Workspace, bookmark: Bookmark) -> None:
    """Show what was kept: the place at its scale, the theme, the layers, the incidents, and the day if it has one.

    Where it has an order of layers, the project is drawn with it and its opacity from now on.
    """
    selection, canvas = workspace.selection, workspace.map.canvas
    if bookmark.as_of is not None:
        selection.set_as_of(bookmark.as_of)
    selection.set_theme(bookmark.theme)
    for layer in selection.hidden | bookmark.hidden:
        selection.set_hidden(layer, layer in bookmark.hidden)
    if bookmark.order is not None:
        selection.set_look(replace(selection.look, order=bookmark.order, opacity=dict(bookmark.opacity)))
    selection.want(bookmark.wanted)
    crs = workspace.document.project.about.map_crs
    x, y = transform_xy(np.array([(bookmark.lon, bookmark.lat)]), DEGREES, crs)[0]
    canvas.show_at((float(x), float(y)), bookmark.metres_per_px)
