"""Boards in the window: opened across the foot and put away, their figures narrow list and map."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import shapely

from layers.codes import THEMES
from layers.scene.incident_filter import Found, IncidentFilter, found_by
from ui.session.incident_index import WITH_CASES
from ui.session.view_state import Sight
from ui.window.asked import OpenProject

if TYPE_CHECKING:
    from layers.scene.incident_filter import Standing
    from ui.session.panel import FootBoard

Board = TypeVar("Board", bound="FootBoard")

# Boards are loaded when they are first asked for: the first map needs none.


def show_loop(w: OpenProject) -> None:
    """Show the stages of hazards and disputes; put them away where they are shown."""
    from ui.incidents.loop_board import LoopBoard

    if board := _opened(w, LoopBoard):
        board.chosen.connect(partial(_show_standing, w))
        board.ownerless_wanted.connect(partial(_show_ownerless, w))
        board.found_wanted.connect(partial(_show_found, w))
        board.hub_wanted.connect(partial(_show_hub, w))


def show_plots(w: OpenProject) -> None:
    """Show the plots; put them away where they are shown."""
    from ui.trends.plots_board import PlotsBoard

    if board := _opened(w, PlotsBoard):
        board.chosen.connect(partial(_show_bar, w))
        board.told.connect(w.notice.tell)


def show_patrol(w: OpenProject) -> None:
    """Show the week of patrol focus; put it away where it is shown."""
    from ui.patrol.patrol_board import PatrolBoard

    if board := _opened(w, PatrolBoard):
        board.opened.connect(partial(_show_row, w))


def show_hotspots(w: OpenProject) -> None:
    """Show the cells chosen, and their theme; put them away where they are shown."""
    from ui.patrol.hotspots_board import HotspotsBoard

    if board := _opened(w, HotspotsBoard):
        w.view.map.set_theme("hotspots")
        board.focus_wanted.connect(w.focus_on_land)


def show_reach(w: OpenProject) -> None:
    """Show ways and where rooms would help, and their theme; put them away where they are shown."""
    from ui.plans.reach_board import ReachBoard

    if _opened(w, ReachBoard):
        w.view.map.set_theme("reach")


def narrow(w: OpenProject, wanted: IncidentFilter, tables: Sequence[str]) -> None:
    """Let list and map show what is wanted of these tables; of one alone in its own theme, where it has one."""
    if tables:
        if len(tables) == 1 and tables[0] in THEMES:
            w.view.map.set_theme(tables[0])
        for table in tables:
            w.view.map.set_hidden(table, False)
        w.sides.incidents.show_only(tables[0] if len(tables) == 1 else "all")
        w.sides.show_side("incidents")
    w.view.filter.set_incidents(wanted)


def narrow_to_found(w: OpenProject, found: Found) -> bool:
    """Let list and map show what was found; False where that is no incident."""
    tables = [table for table in WITH_CASES if any(of == table for of, _ in found.rows)]
    if tables:
        narrow(w, IncidentFilter(found=found), tables)
    return bool(tables)


def _opened(w: OpenProject, kind: type[Board]) -> Board | None:
    """A new board of that kind in place of what is planned beside the map; None where one was shown: it is put away."""
    if w.foot_pane.shows(kind):
        w.foot_pane.close()
        return None
    w.planning.close()
    board = w.foot_pane.open(w.session, kind)
    board.setFocus()
    return board


def _show_row(w: OpenProject, table: str, key: str) -> None:
    """An officer or a focus area in its list."""
    w.sides.show_side("officers" if table == "officers" else "focus")
    w.selection.choose(table, key)


def _show_standing(w: OpenProject, standing: "Standing | None") -> None:
    """What a figure of the loop counts."""
    from ui.incidents.filter_bar import with_standing

    wanted = with_standing(w.view.filter.incidents, standing)
    narrow(w, wanted, () if standing is None else (standing.table,))


def _show_found(w: OpenProject, code: str) -> None:
    """All incidents that a kind of gap was found in."""
    figures = w.day_in_hand.figures
    if figures is not None:
        narrow_to_found(w, found_by(code, figures.findings_so_far))


def _show_hub(w: OpenProject, key: str) -> None:
    """The units that a mediation hub serves, marked on the map."""
    day = w.day_in_hand.shown
    if day is None or key not in day.project.places.index:
        return
    served = day.project.communities[(day.nearest_hubs["place"] == key).to_numpy(dtype=bool, na_value=False)]
    w.selection.mark(("communities", str(code)) for code in served.index)
    bounds = served.geometry.total_bounds  # NaN where none of them has an outline
    if np.isfinite(bounds).all():
        w.view.look_at(Sight(shape=shapely.box(*bounds)))


def _show_ownerless(w: OpenProject) -> None:
    w.view.map.set_theme("hazards")
    w.view.filter.set_gaps("hazards")
    w.sides.show_side("gaps")


def _show_bar(w: OpenProject, wanted: IncidentFilter) -> None:
    """What a bar of a plot counts."""
    table = wanted.table if wanted.standing is None else wanted.standing.table
    narrow(w, wanted, () if table is None else (table,))
