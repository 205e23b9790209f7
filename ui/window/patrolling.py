"""Patrol focus in the window: from a unit, a drawn area or the list to what is asked and done there."""

from datetime import timedelta

import numpy as np
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from layers.viewport import Point
from mapper.crs import to_degrees
from ui.session.focus_rows import FocusRow
from ui.session.rows import table_geometry
from ui.window import slips
from ui.window.asked import OpenProject

_LONGER = {"day": timedelta(days=1), "week": timedelta(weeks=1)}


class Patrolling:
    """Leads to the dialogs of focus areas of one open project, and does at once what asks for nothing."""

    def __init__(self, workspace: OpenProject) -> None:
        self._workspace = workspace
        workspace.map.tools.area_drawn.connect(self.area_drawn)

    def from_unit(self, unit_code: str) -> None:
        """Ask what is to be done in a unit that becomes a focus area."""
        shape = table_geometry(self._workspace.document.project, "communities", unit_code)
        if shape is not None:
            self._mark(shape, unit_code)

    def from_current_unit(self) -> None:
        """The same for the unit that is current, if one is."""
        if self._workspace.selection.unit is not None:
            self.from_unit(self._workspace.selection.unit)

    def area_drawn(self, corners_xy_m: list[Point]) -> None:
        """Ask what is to be done in what was drawn on the map."""
        w = self._workspace
        shape = to_degrees(np.array([Polygon(corners_xy_m)], dtype=object), w.document.project.about.map_crs)[0]
        if shape.is_valid:
            self._mark(shape, None)
        else:
            w.notice.tell(w.say("error.focus_shape"))

    def from_land(self, shape: BaseGeometry, reason: str) -> None:
        """Ask what is to be done on a piece of land (degrees) that something speaks for."""
        self._mark(shape, None, reason)

    def change(self, what: str, focus_id: str) -> None:
        """One of :data:`ui.patrol.focus_panel.CHANGES`, for an area."""
        from mapper.edits.focus import extend_focus, remove_focus

        w = self._workspace
        figures = w.day_in_hand.figures
        row = None if figures is None else next((one for one in figures.focus if one.focus_id == focus_id), None)
        if row is None:
            return
        if what == "remove":
            w.do(remove_focus(focus_id))
        elif what in _LONGER and row.ends is not None:
            w.do(extend_focus(focus_id, row.ends + _LONGER[what]))
        elif what == "briefing":
            slips.print_briefings(w, row.officer_ids)
        elif what in ("visit", "close"):
            self._mark_visit(row, closing=what == "close")
        elif what == "incidents":
            self._tell_incidents(row)
        elif what in ("change", "renew"):
            self._change(focus_id, renew=what == "renew")

    def _mark(self, shape: BaseGeometry, unit_code: str | None, reason: str = "") -> None:
        from ui.patrol.focus_dialog import FocusDialog

        w = self._workspace
        if w.day_in_hand.figures is not None:
            w.open_dialog(FocusDialog(w.session, shape, unit_code, w.page, reason=reason))

    def _change(self, focus_id: str, *, renew: bool) -> None:
        from ui.patrol.focus_dialog import FocusDialog

        w = self._workspace
        shape = table_geometry(w.document.project, "focus_areas", focus_id)
        w.open_dialog(FocusDialog(w.session, shape, None, w.page, focus_id=focus_id, renew=renew))

    def _tell_incidents(self, row: FocusRow) -> None:
        from ui.patrol.incident_change_dialog import IncidentChangeDialog

        w = self._workspace
        w.open_dialog(IncidentChangeDialog(w.session, row, w.page))

    def _mark_visit(self, row: FocusRow, *, closing: bool) -> None:
        from ui.patrol.visit_dialog import VisitDialog

        w = self._workspace
        w.open_dialog(VisitDialog(w.session, row, w.page, closing=closing))
