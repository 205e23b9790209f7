"""From a gap of the list to where it is mended: what a click brings into view, and what its button opens."""

from datetime import date
from typing import TYPE_CHECKING

from layers.scene.incident_filter import found_by
from ui.session.incident_index import LISTED, WITH_CASES
from ui.session.view_state import Sight
from ui.window.asked import OpenProject
from ui.window.boards import narrow_to_found

if TYPE_CHECKING:
    from ui.gaps.gap_lines import Gap


class Mending:
    """Leads from the gaps of one open project to what mends them."""

    def __init__(self, workspace: OpenProject) -> None:
        self._workspace = workspace
        self._mended: Gap | None = None

    def visit(self, gap: "Gap") -> None:
        """Go to a gap: its land or place fills the map, its unit becomes current."""
        if gap is self._mended and self._workspace.borders.reviewing:  # its preview is in view already
            return
        first = gap.first
        project = self._workspace.document.project
        unit = next((s for s in first.subjects if s in project.communities.index), None)
        if len(gap.findings) > 1:
            self._open_list(gap)
        elif first.shape is not None:
            self._workspace.view.look_at(Sight(where=first.where, shape=first.shape))
        elif unit is not None and first.subjects[0] not in self._point_keys():
            self._workspace.zoom_to_unit(unit)
        elif first.where is not None:
            self._workspace.view.look_at(Sight(where=first.where))
        if self._open_card(gap):
            return
        if unit is not None and len(gap.findings) == 1:
            self._workspace.selection.choose("communities", unit)

    def fix(self, gap: "Gap") -> None:
        """Open the place where a gap is mended."""
        units = [s for s in gap.first.subjects if s in self._workspace.document.project.communities.index]
        if gap.fix in ("assign", "go_on") and units:
            self._workspace.selection.choose("communities", units[0])
            first_day, officers = gap.first.values.get("from_day"), self._workspace.document.project.officers.index
            who = next((s for s in gap.first.subjects if s in officers), None) if gap.fix == "go_on" else None
            self._workspace.assign(units[0], who, None if first_day is None else date.fromisoformat(first_day))
        elif gap.fix == "officer" and len(gap.findings) == 1:
            officers = self._workspace.document.project.officers.index
            for key in gap.first.subjects:
                if key in officers:
                    self._workspace.open_officer(key)
        elif gap.fix == "unit" and units:
            self._workspace.open_unit(units[0])
        elif gap.fix == "focus":
            self._workspace.view.map.set_theme("focus")
            self._workspace.sides.show_side("focus")
            if gap.first.subjects[0] in self._workspace.document.project.focus_areas.index:
                self._workspace.selection.choose("focus_areas", gap.first.subjects[0])
        elif gap.fix == "incidents":
            self._open_list(gap)
            self._open_card(gap)
        elif gap.fix == "records":
            from ui.gaps.records_dialog import RecordsDialog

            self._workspace.open_dialog(RecordsDialog(self._workspace.session, gap.findings, self._workspace.page))
        elif gap.fix == "borders":
            self.repair(gap)
        else:
            self.visit(gap)

    def repair(self, gap: "Gap") -> None:
        """Show on the map what would mend a fault of the drawing, before it is done."""
        in_hand, kind = self._workspace.day_in_hand, gap.first.kind
        figures = in_hand.part or in_hand.figures
        found = figures.findings_so_far if figures is not None else ()
        self._workspace.map.tools.put_away()
        self._mended = gap
        self._workspace.borders.repair(gap.findings, tuple(f for f in found if f.kind is kind))

    def _open_list(self, gap: "Gap") -> None:
        """List, and show on the map, the incidents that a gap is about, and no others."""
        if narrow_to_found(self._workspace, found_by(gap.first.code, gap.findings)):
            return
        if gap.first.where is not None:
            self._workspace.view.look_at(Sight(where=gap.first.where))

    def _open_card(self, gap: "Gap") -> bool:
        """Open the card of the one hazard or dispute that a gap is about; False where it is about no single one."""
        subjects, project = gap.first.subjects, self._workspace.document.project
        table = next((t for t in LISTED if subjects and subjects[0] in project.table(t).index), None)
        if table is None or len(gap.findings) > 1:
            return False
        self._workspace.selection.choose(table, subjects[0])
        self._workspace.sides.show_card(table, subjects[0])
        return True

    def _point_keys(self) -> set[str]:
        project = self._workspace.document.project
        return {key for table in WITH_CASES for key in project.table(table).index}
