"""The lines of a staffing plan as a table with a box to tick in front of each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from mapper.edits.proposal import Proposal
from mapper.lazy_dataclass import dataclass
from ui.language.language import Language
from ui.language.plan_sentences import kilometres, proposal_kind, proposal_reason
from ui.session.rows import Figures
from ui.widgets.changes import arrow
from ui.widgets.day_field import day_field
from ui.widgets.kit import share
from ui.widgets.rows_model import Field, Index, RowsModel


@dataclass(frozen=True)
class PlanLine:
    """A proposal with the names that it is shown under."""

    proposal: Proposal
    unit: str
    officer: str

    @property
    def key(self) -> tuple[str, str]:
        return self.proposal.community_code, self.proposal.officer_id


def plan_lines(proposals: Sequence[Proposal], figures: Figures) -> list[PlanLine]:
    """The lines in the plan's own order."""
    return [
        PlanLine(
            line,
            figures.units[line.community_code].name,
            figures.officers[line.officer_id].name if line.officer_id in figures.officers else line.officer_id,
        )
        for line in proposals
    ]


class PlanLinesModel(RowsModel[PlanLine]):
    """Every line but a recall is ticked to begin with; ``ticked_changed`` when a person has ticked or unticked one."""

    ticked_changed = Signal()

    def __init__(self, say: Language, parent: Any) -> None:
        self._off: set[tuple[str, str]] = set()
        super().__init__(
            [
                Field("staffing_plan.unit", lambda line: line.unit, tip=lambda one: proposal_reason(say, one.proposal)),
                Field("staffing_plan.officer", lambda line: line.officer),
                Field(
                    "staffing_plan.kind",
                    lambda line: proposal_kind(say, line.proposal),
                    words=lambda: [say(f"staffing.kind.{kind}") for kind in ("fill", "acting", "recall")],
                ),
                day_field("staffing_plan.until", lambda line: line.proposal.until, say),
                Field(
                    "staffing_plan.distance",
                    lambda line: kilometres(line.proposal),
                    lambda line: line.proposal.values.get("distance_m"),
                    right=True,
                ),
                Field(
                    "staffing_plan.load",
                    lambda line: arrow(*(share(line.proposal.values.get(f"share_{n}")) for n in ("before", "after"))),
                    lambda line: line.proposal.values.get("share_after"),
                    right=True,
                ),
            ],
            say,
            parent,
        )

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        """Other lines, all of them ticked but recalls: those are a person's to ask for."""
        self._off = {line.key for line in lines if line.proposal.is_recall}
        self.show(lines)

    @property
    def ticked(self) -> list[PlanLine]:
        """In the plan's own order."""
        return [line for line in self.all_rows if line.key not in self._off]

    @property
    def unticked(self) -> list[PlanLine]:
        return [line for line in self.all_rows if line.key in self._off]

    def tick(self, line: PlanLine, on: bool) -> None:
        """Accept or reject a line."""
        if on == (line.key in self._off):
            self._off ^= {line.key}
            self.tell_changed()
            self.ticked_changed.emit()

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == 0 else usual

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.CheckStateRole and index.isValid() and index.column() == 0:
            off = self.rows[index.row()].key in self._off
            return Qt.CheckState.Unchecked if off else Qt.CheckState.Checked
        return super().data(index, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 Qt's own name
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid():
            return False
        self.tick(self.rows[index.row()], Qt.CheckState(value) == Qt.CheckState.Checked)
        return True
