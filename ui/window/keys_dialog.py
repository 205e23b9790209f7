"""Every key of the window: those of its actions, asked of the actions themselves, and what the hand does on the map."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from layers.say import Say
from ui.language.language import Language
from ui.widgets.form import FormDialog
from ui.widgets.kit import empty_layout, label

# What mouse, touch pad and keys do in one place of the window; ``keys.<place>.<what>`` says it, ``….how`` by what.
GESTURES: Mapping[str, tuple[str, ...]] = {
    "window": ("tab",),
    "map": ("pan", "wheel", "closer", "zoom", "box", "click", "steps", "add", "lasso", "all", "copy"),
    "borders": ("aim", "answer"),
    "tables": ("mark", "show", "copy", "step"),
    "layers": ("move",),
    "timeline": ("choose", "shift", "longer", "let_go"),
}
_WITH_COMMANDS = ("window", "borders")
_HOW_PX = 210  # so that the columns of all places stand below one another


def action_keys(actions: Iterable[QAction]) -> list[tuple[str, str]]:
    """The keys of each action that has some, as this machine writes them, and its words."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (action.shortcut().toString(native), action.text().rstrip("…"))
        for action in actions
        if not action.shortcut().isEmpty()
    ]


def gesture_keys(say: Say, place: str) -> list[tuple[str, str]]:
    """By what something is done in that place, and what it is."""
    return [(say(f"keys.{place}.{what}.how"), say(f"keys.{place}.{what}")) for what in GESTURES[place]]


class KeysDialog(FormDialog):
    """Commands on the left, the hand on the right; it follows the language."""

    def __init__(self, say: Language, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(say, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._actions = tuple(actions.values())
        self.commands, self.hand = QVBoxLayout(), QVBoxLayout()
        self.body.setContentsMargins(24, 12, 24, 12)  # the list is as long as the smallest screen is high
        columns = QHBoxLayout()
        columns.setSpacing(40)
        columns.addLayout(self.commands)
        columns.addLayout(self.hand)
        self.body.insertLayout(0, columns)
        self.buttons.button(self.buttons.StandardButton.Cancel).hide()
        self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self.setWindowTitle(self.say("action.keys"))
        self.buttons.button(self.buttons.StandardButton.Ok).setText(self.say("keys.close"))
        for column in (self.commands, self.hand):
            empty_layout(column)
        self.commands.addWidget(_Section(self.say("keys.commands"), action_keys(self._actions)))
        for place in GESTURES:
            # Both columns about as long, so that the list fits on the smallest screen.
            column, how_px = (self.commands, 0) if place in _WITH_COMMANDS else (self.hand, _HOW_PX)
            column.addWidget(_Section(self.say(f"keys.{place}"), gesture_keys(self.say, place), how_px))
        for column in (self.commands, self.hand):
            column.addStretch(1)


class _Section(QWidget):
    """A heading, and below it keys and words in two columns."""

    def __init__(self, heading: str, rows: list[tuple[str, str]], least_px: int = 0) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, least_px)
        grid.setColumnStretch(1, 1)
        title = label("heading")
        title.setText(heading)
        grid.addWidget(title, 0, 0, 1, 2)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                words = label("quiet" if column == 0 else "")
                words.setText(text)
                words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
                grid.addWidget(words, number, column)
