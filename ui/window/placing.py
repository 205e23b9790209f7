"""Entering something at a place of the map, and putting what has no place there."""

from functools import partial

from PySide6.QtCore import QPointF

from layers.viewport import Point
from ui.incidents.point_drop import PointDrop
from ui.window.asked import OpenProject


class Placing:
    """Leads from a place on the map of one open project to what is written there."""

    def __init__(self, workspace: OpenProject) -> None:
        self._workspace = workspace
        view = workspace.map
        self.drop = PointDrop(view.canvas, view.unit_at)
        self.drop.hovered.connect(view.outline_unit)
        self.drop.dropped.connect(self.let_go)
        view.tools.place_picked.connect(self.enter_at)

    def enter_at(self, where: Point) -> None:
        """Ask what is to be entered at a place (degrees): a hazard, a dispute, a place, an event."""
        from ui.incidents.entry_dialog import EntryDialog

        w = self._workspace
        if w.day_in_hand.figures is not None:
            w.open_dialog(EntryDialog(w.session, where, w.page))

    def pick_for(self, table: str, key: str) -> None:
        """Let the person click where a row belongs."""
        self._workspace.map.tools.pick_place(partial(self.put, table, key))

    def let_go(self, table: str, key: str, at_px: QPointF) -> None:
        """What was dragged here is put to the place under the pointer."""
        where = self._workspace.map.degrees_at(at_px.x(), at_px.y())
        if where is not None:
            self.put(table, key, where)

    def put(self, table: str, key: str, where: Point) -> None:
        """The row's point is there (degrees), and known to be."""
        from mapper.edits.points import place_point

        self._workspace.do(place_point(table, key, where))

    def put_in_unit(self, table: str, key: str, community_code: str) -> None:
        """The row's point is inside its unit, and stands for that alone."""
        from mapper.edits.points import place_in_unit

        self._workspace.do(place_in_unit(table, key, community_code))
