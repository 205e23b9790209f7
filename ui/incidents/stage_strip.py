"""The stages of one incident as a strip: what was done when, where it stands, what is due, what is ahead."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from ui.incidents.incident_facts import StageFact, StageState
from ui.widgets.appearance import current_look
from ui.widgets.kit import empty_layout, label

_DOT_PX, _COLUMN_PX, _LINE_PX = 11.0, 20, 22


class _Dot(QWidget):
    """A stage's sign on the line that joins all of them: full where it was reached, a ring where it was not."""

    def __init__(self, state: StageState, *, first: bool, last: bool, overdue: bool, late: bool) -> None:
        super().__init__()
        self._state, self._first, self._last = state, first, last
        self._overdue, self._late = overdue, late
        self.setFixedWidth(_COLUMN_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's own name
        return QSize(_COLUMN_PX, _LINE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's own name and argument
        look, painter = current_look(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(_COLUMN_PX / 2, _LINE_PX / 2)
        painter.setPen(QPen(QColor(look.line), 2))
        top = middle.y() if self._first else 0.0
        bottom = middle.y() if self._last else float(self.height())
        painter.drawLine(QPointF(middle.x(), top), QPointF(middle.x(), bottom))
        colour = QColor(look.alarm if self._overdue else look.warning if self._late else look.accent)
        full = self._state in ("done", "current")
        quiet = QColor(look.note)
        pen = QPen(colour if full or self._state == "next" else quiet, 2)
        if self._state == "passed":
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(colour if full else QColor(look.card))
        radius = _DOT_PX / 2 + (1.5 if self._state == "current" else 0)
        painter.drawEllipse(middle, radius, radius)


class StageStrip(QWidget):
    """One line a stage: its sign, its name, and what there is to say of it; its note beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(2, 1)

    def put(self, lines: Sequence[tuple[StageFact, str, str, bool, str]]) -> None:
        """Show these: a stage, its name, what is said of it, whether that is alarming, and a tip."""
        empty_layout(self._grid)
        for row, (stage, name, text, alarm, tip) in enumerate(lines):
            last = row == len(lines) - 1
            ahead = stage.state in ("ahead", "passed")
            words, said = label("heading" if stage.state == "current" else "quiet" if ahead else ""), label(wrap=True)
            words.setText(name)
            said.setProperty("look", "alarm" if alarm else "quiet" if ahead or stage.state == "next" else "")
            said.setText(text)
            for one in (words, said):
                one.setMinimumHeight(_LINE_PX)
                one.setToolTip(tip)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(
                _Dot(stage.state, first=row == 0, last=last, overdue=alarm, late=stage.hours_late > 0), row, 0
            )
            self._grid.addWidget(words, row, 1, top)
            self._grid.addWidget(said, row, 2)
