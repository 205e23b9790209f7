"""The tools of the boundary mode, in a strip over the map, with what to do next written under them."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from ui.language.language import Language
from ui.widgets.kit import label

TOOLS = ("move", "insert", "delete", "split", "merge", "snap")
OF_VERTICES = TOOLS[:3]


class BorderPalette(QFrame):
    """``tool_chosen`` carries one of :data:`TOOLS`."""

    tool_chosen = Signal(str)
    outline_allowed = Signal(bool)
    left = Signal()

    def __init__(self, say: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        self.setProperty("look", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tools = {name: QToolButton() for name in TOOLS}
        group = QButtonGroup(self)
        strip = QHBoxLayout()
        strip.setSpacing(4)
        for name, tool in self.tools.items():
            tool.setCheckable(True)
            tool.setProperty("look", "button")
            group.addButton(tool)
            tool.clicked.connect(lambda _=False, name=name: self.tool_chosen.emit(name))
            strip.addWidget(tool)
        self.away = QToolButton()
        self.away.setProperty("look", "flat")
        self.away.clicked.connect(lambda _=False: self.left.emit())
        strip.addWidget(self.away)
        self.outline, self.at_once = QCheckBox(), QCheckBox()
        self.outline.toggled.connect(self.outline_allowed)
        self.hint = label("quiet", wrap=True)
        options = QHBoxLayout()
        options.addWidget(self.at_once)
        options.addWidget(self.outline)
        options.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(6)
        layout.addLayout(strip)
        layout.addWidget(self.hint)
        layout.addLayout(options)
        for widget in (*self.tools.values(), self.away, self.at_once, self.outline):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tool, self._far = TOOLS[0], False
        say.changed.connect(self.retranslate)
        self.retranslate()
        self.hide()

    def show_tool(self, name: str) -> None:
        """The tool in hand."""
        self._tool = name
        self.tools[name].setChecked(True)
        self._hint()

    def show_far(self, far: bool) -> None:
        """Whether the map shows too much land for its vertices to be told apart."""
        self._far = far
        self._hint()

    def tell(self, sentence: str) -> None:
        """Why something cannot be done, until the next tool or view."""
        self._put(sentence, "alarm")

    def _hint(self) -> None:
        self._put(
            self.say("border.far" if self._far and self._tool in OF_VERTICES else f"border.hint.{self._tool}"), "quiet"
        )

    def _put(self, sentence: str, look: str) -> None:
        self.hint.setText(sentence)
        self.hint.setProperty("look", look)
        self.hint.style().polish(self.hint)

    def retranslate(self) -> None:
        """Put every word again, in the language of now."""
        for number, (name, tool) in enumerate(self.tools.items()):
            tool.setText(self.say(f"border.tool.{name}"))
            tool.setToolTip(f"{self.say(f'border.hint.{name}')}  ({number + 1})")
        self.away.setText(self.say("border.leave"))
        self.at_once.setText(self.say("border.at_once"))
        self.at_once.setToolTip(self.say("border.at_once.meaning"))
        self.outline.setText(self.say("border.outline"))
        self.outline.setToolTip(self.say("border.outline.meaning"))
        self._hint()
        self.setAccessibleName(self.say("border.palette"))
