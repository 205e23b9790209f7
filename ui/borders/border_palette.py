"""The tools of the boundary mode in a narrow column, under what they act on, with what to do next over the map."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QGridLayout, QSizePolicy, QToolButton, QWidget

from ui.language.language import Language
from ui.widgets.kit import label
from ui.widgets.number_boxes import NumberBox

# What they act on → the tools, in the order of their number keys.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "vertex": ("move", "insert", "delete"),
    "line": ("redraw", "stretch", "snap"),
    "unit": ("split", "merge"),
    "lock": ("lock",),
}
TOOLS = tuple(tool for tools in GROUPS.values() for tool in tools)
OF_VERTICES = GROUPS["vertex"]
_HINT_PX = 640
_SCALE_BAR_PX = 36  # at the foot of the map, under the column


class BorderPalette(QFrame):
    """``tool_chosen`` carries one of :data:`TOOLS`, ``reach_chosen`` metres along a border."""

    tool_chosen = Signal(str)
    outline_allowed = Signal(bool)
    reach_chosen = Signal(float)
    left = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tools = {name: QToolButton() for name in TOOLS}
        self.headings = {name: label("quiet") for name in GROUPS}
        group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(8, 6, 8, 8)
        self._grid.setSpacing(3)
        for tool in self.tools.values():
            tool.setCheckable(True)
            tool.setProperty("look", "button")
            tool.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            group.addButton(tool)
        for name, tool in self.tools.items():
            tool.clicked.connect(lambda _=False, name=name: self.tool_chosen.emit(name))
        self.outline, self.at_once = QCheckBox(), QCheckBox()
        self.outline.toggled.connect(self.outline_allowed)
        self.reach = NumberBox()
        self.reach.setDecimals(0)
        self.reach.setRange(20.0, 5000.0)
        self.reach.setSingleStep(50.0)
        self.reach.setKeyboardTracking(False)
        self.reach.valueChanged.connect(self.reach_chosen)
        # A tool's own box keeps its room while another is in hand: what stands below it is where it was.
        kept = self.reach.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.reach.setSizePolicy(kept)
        self.away = QToolButton()
        self.away.setProperty("look", "flat")
        self.away.clicked.connect(lambda _=False: self.left.emit())
        self._columns = 0
        self._lay_out(1)
        # Over the map's upper edge, where it hides least; it is no part of the column.
        self.hint = label("chip", wrap=True)
        self.hint.setParent(parent)
        focusable: tuple[QWidget, ...] = (*self.tools.values(), self.away, self.at_once, self.outline)
        for widget in focusable:
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tool, self._far = TOOLS[0], False
        say.changed.connect(self.retranslate)
        self.show_tool(TOOLS[0])
        self.retranslate()
        self.hide()

    def _lay_out(self, columns: int) -> None:
        """The tools in so many columns, what they act on above them, the options below."""
        if columns == self._columns:
            return
        self._columns, row = columns, 0
        for heading, tools in GROUPS.items():
            self._grid.addWidget(self.headings[heading], row, 0, 1, columns)
            for number, name in enumerate(tools):
                self._grid.addWidget(self.tools[name], row + 1 + number // columns, number % columns)
            row += 1 + -(-len(tools) // columns)
        for below in (self.reach, self.at_once, self.outline, self.away):
            self._grid.addWidget(below, row, 0, 1, columns)
            row += 1

    def setVisible(self, visible: bool) -> None:  # noqa: N802 Qt's own name
        """With the words that belong to it."""
        super().setVisible(visible)
        self.hint.setVisible(visible)

    def show_tool(self, name: str) -> None:
        """The tool in hand."""
        self._tool = name
        self.tools[name].setChecked(True)
        self.reach.setVisible(name == "stretch")
        self._hint()

    def show_reach(self, metres: float) -> None:
        """The reach that keys have set."""
        self.reach.blockSignals(True)
        self.reach.setValue(metres)
        self.reach.blockSignals(False)

    def show_far(self, far: bool) -> None:
        """Whether the map shows too much land for its vertices to be told apart."""
        self._far = far
        self._hint()

    def tell(self, sentence: str) -> None:
        """Why something cannot be done, until the next tool or view."""
        self._put(sentence, "alarm")

    def place(self, host: QWidget, gap_px: int) -> None:
        """The column at the left edge of the map, the words in the middle of its upper edge."""
        for columns in (1, 2, 3):
            self._lay_out(columns)
            if self.sizeHint().height() <= host.height() - 2 * gap_px - _SCALE_BAR_PX:
                break
        self.adjustSize()
        self.move(gap_px, gap_px)
        left = self.x() + self.width() + gap_px
        self.hint.setFixedWidth(max(min(_HINT_PX, host.width() - left - 56), 160))
        self.hint.setFixedHeight(self.hint.heightForWidth(self.hint.width()))
        self.hint.move(left, gap_px)
        self.hint.raise_()
        self.raise_()

    def _hint(self) -> None:
        self._put(
            self.say("border.far" if self._far and self._tool in OF_VERTICES else f"border.hint.{self._tool}"), "plain"
        )

    def _put(self, sentence: str, tone: str) -> None:
        self.hint.setText(sentence)
        self.hint.setProperty("tone", tone)
        self.hint.style().polish(self.hint)

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        for name, heading in self.headings.items():
            heading.setText(self.say(f"border.group.{name}"))
        for number, (name, tool) in enumerate(self.tools.items()):
            tool.setText(self.say(f"border.tool.{name}"))
            tool.setToolTip(f"{self.say(f'border.hint.{name}')}  ({number + 1})")
        self.away.setText(self.say("border.leave"))
        self.at_once.setText(self.say("border.at_once"))
        self.at_once.setToolTip(self.say("border.at_once.meaning"))
        self.outline.setText(self.say("border.outline"))
        self.outline.setToolTip(self.say("border.outline.meaning"))
        self.reach.setSuffix(self.say("border.metres"))
        self.reach.setPrefix("± ")
        self.reach.setToolTip(self.say("border.reach.meaning"))
        self.reach.setAccessibleName(self.say("border.reach.meaning"))
        self._hint()
        self.setAccessibleName(self.say("border.palette"))
