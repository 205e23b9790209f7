"""The board of plots in the window: opened across the foot, its bars narrow list and map, its files are told of."""

from functools import partial

from layers.codes import THEMES
from layers.scene.incident_filter import IncidentFilter
from ui.window.asked import OpenProject


def show_plots(w: OpenProject) -> None:
    """Show the plots; put them away where they are shown."""
    # Late: the first map does not need them.
    from ui.trends.plots_board import PlotsBoard

    if w.loop_pane.shows(PlotsBoard):
        w.loop_pane.close()
        return
    w.planning.close()
    board = w.loop_pane.open(w.session, PlotsBoard)
    board.chosen.connect(partial(_narrow, w))
    board.told.connect(w.notice.tell)
    board.setFocus()


def _narrow(w: OpenProject, wanted: IncidentFilter) -> None:
    """List and map show what a bar counts."""
    table = wanted.table if wanted.standing is None else wanted.standing.table
    if table is not None:
        if table in THEMES:
            w.view.map.set_theme(table)
        w.view.map.set_hidden(table, False)
        w.sides.incidents.show_only(table)
        w.sides.show_side("incidents")
    w.view.filter.set_incidents(wanted)
