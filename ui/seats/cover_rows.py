"""Who covers each seat that a change empties: a line a seat, ticked where somebody is proposed."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QWidget

from mapper.analysis.seats.history import EmptySeat
from mapper.edits.personnel import Cover
from mapper.edits.proposal import Proposal
from mapper.planning.staffing.covers import Candidate, Covered, covers_of
from ui.language.language import Language
from ui.language.plan_sentences import proposal_reason
from ui.widgets.kit import label

_OFFICER_PX, _WHY_PX = 150, 230


class CoverRows(QWidget):
    """The seats with their days, each with a box to tick, who could have it, and why; recalls are never proposed."""

    changed = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        self._lines: list[tuple[EmptySeat, QCheckBox, QComboBox]] = []
        self.hide()

    @property
    def chosen(self) -> tuple[Cover, ...]:
        """The covers that are ticked."""
        return tuple(
            cover for _, tick, who in self._lines if tick.isChecked() and isinstance(cover := who.currentData(), Cover)
        )

    def show_seats(
        self,
        seats: Sequence[EmptySeat],
        proposed: Sequence[Covered],
        candidates: Mapping[EmptySeat, Sequence[Candidate]],
        names: Mapping[str, str],
        units: Mapping[str, str],
    ) -> None:
        """Other seats; the plan's proposals are ticked, the others who could have a seat stand under them."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = []
        for row, seat in enumerate(seats):
            unit = units.get(seat.community_code, seat.community_code)
            code = "personnel.cover_open" if seat.ends is None else "personnel.cover"
            tick, who, why = QCheckBox(), QComboBox(), label("quiet", wrap=True)
            tick.setText(self.say(code, unit=unit, starts=seat.starts, ends=seat.ends))
            who.setMinimumWidth(_OFFICER_PX)
            why.setMinimumWidth(_WHY_PX)
            who.setAccessibleName(self.say("personnel.cover_by", unit=unit))
            lines = [line for of, line in proposed if of == seat]
            offered = list(zip(lines, covers_of([(seat, line) for line in lines]), strict=True))
            taken = {line.officer_id for line in lines}
            for one in candidates.get(seat, ()):
                if one.officer_id in taken or one.reason == "loan_return":
                    continue
                line = Proposal(
                    seat.community_code,
                    one.officer_id,
                    one.kind,
                    seat.ends or one.until,
                    one.reason,
                    {"distance_m": one.distance_m},
                )
                offered.append((line, covers_of([(seat, line)])[0]))
            for line, cover in offered:
                who.addItem(names.get(line.officer_id, line.officer_id), cover)
            reasons = [proposal_reason(self.say, line) for line, _ in offered]
            if not offered:
                who.addItem(self.say("personnel.no_cover"), None)
                reasons = [""]
            tick.setEnabled(bool(offered))
            who.setEnabled(bool(offered))
            tick.setChecked(bool(lines))
            why.setText(reasons[0])
            who.currentIndexChanged.connect(partial(self._other, why, reasons))
            tick.toggled.connect(lambda _: self.changed.emit())
            for column, widget in enumerate((tick, who, why)):
                self._grid.addWidget(widget, row, column)
            self._lines.append((seat, tick, who))
        self.setVisible(bool(seats))

    def _other(self, why: QWidget, reasons: Sequence[str], place: int) -> None:
        why.setText(reasons[place])  # type: ignore[attr-defined]  # a label
        self.changed.emit()
