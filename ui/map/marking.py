"""Marking many things on the map: Shift and click, a lasso, Ctrl+A, Escape; what is marked is summed over the map."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from layers.pointing.hit import Hit
from layers.pointing.lasso import inside
from layers.scene.drawing import Areas, Points
from layers.snapshot import Snapshot
from layers.viewport import Point
from mapper.analysis.incidents.kinds import INCIDENT_KINDS, KIND_OF
from ui.map.map_canvas import MapCanvas
from ui.session.view_state import ViewState

_MARKABLE = (*(kind.table for kind in INCIDENT_KINDS), "communities")


class Marking(QObject):
    """Hears the canvas and marks rows. ``under`` finds what is drawn at a pixel."""

    copy_wanted = Signal()

    def __init__(
        self,
        canvas: MapCanvas,
        view: ViewState,
        snapshot: Callable[[], Snapshot | None],
        under: Callable[[float, float], tuple[Hit, ...]],
    ) -> None:
        super().__init__(canvas)
        self._canvas, self._view, self._snapshot, self._under = canvas, view, snapshot, under
        self._selection = view.selection
        canvas.look_tool.added.connect(self._toggle)
        canvas.escaped.connect(view.selection.clear)
        for keys, do in (
            (QKeySequence.StandardKey.SelectAll, self.mark_all),
            (QKeySequence.StandardKey.Copy, self.copy_wanted.emit),
        ):
            shortcut = QShortcut(QKeySequence(keys), canvas)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(do)

    @property
    def table(self) -> str:
        """Of which table the lasso and Ctrl+A mark rows: the theme's own incidents, else the units."""
        return self._view.map.theme if self._view.map.theme in KIND_OF else "communities"

    def mark_inside(self, ring_xy_m: list[Point], adds: bool) -> None:
        """Mark the rows inside a ring (metres), beside those marked already where it ``adds``."""
        snapshot = self._snapshot()
        if snapshot is not None:
            found = {(hit.table, hit.id) for hit in inside(snapshot, ring_xy_m, (self.table,))}
            self._selection.mark(found | self._selection.marked if adds else found)

    def mark_all(self) -> None:
        """Mark every row drawn of the theme's table."""
        snapshot = self._snapshot()
        if snapshot is None:
            return
        rows: set[tuple[str, str]] = set()
        for drawing in snapshot.drawings:
            if drawing.order == drawing.order.SELECTION:
                continue
            if isinstance(drawing, Points) and drawing.table == self.table:
                rows |= {(self.table, str(key)) for key in drawing.dots.ids[drawing.class_of_row >= 0]}
            elif isinstance(drawing, Areas) and drawing.table == self.table:
                rows |= {(self.table, str(key)) for key in drawing.shapes.ids[drawing.class_of_row >= 0]}
        self._selection.mark(rows)

    def _toggle(self, x_px: float, y_px: float) -> None:
        found = next((hit for hit in self._under(x_px, y_px) if hit.table in _MARKABLE), None)
        if found is not None:
            self._selection.toggle(found.table, found.id)
