"""The list of keys: it has those of all actions, works without a project, and the page of the docs says the same."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import OpenWindow
from ui.language.language import Language
from ui.window.keys_dialog import (
    GESTURES,
    KeysDialog,
    action_keys,
    gesture_keys,
)
from ui.window.main_window import MainWindow

PAGE = Path(__file__).parents[3] / "docs" / "keys.md"


def page_rows(window: MainWindow) -> list[str]:
    """The rows that the page should have: keys, English, Chinese."""
    portable = QKeySequence.SequenceFormat.PortableText
    chinese, english = Language("zh_CN"), Language("en")
    rows = [
        f"| {action.shortcut().toString(portable)} "
        f"| {english(f'action.{name}').rstrip('…')} | {chinese(f'action.{name}').rstrip('…')} |"
        for name, action in window.menu_actions.items()
        if not action.shortcut().isEmpty()
    ]
    for place in GESTURES:
        both = zip(gesture_keys(english, place), gesture_keys(chinese, place), strict=True)
        rows += [f"| {how} | {words} | {in_chinese} |" for (how, words), (_, in_chinese) in both]
    return rows


def test_the_page_of_the_docs_lists_the_same(open_window: OpenWindow) -> None:
    written = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    assert [line for line in written if not line.startswith("| |")] == page_rows(open_window())


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_f1_lists_every_key(open_window: OpenWindow, language: str) -> None:
    window = open_window(language=language)
    assert window.menu_actions["keys"].shortcut() == QKeySequence(Qt.Key.Key_F1)
    window.menu_actions["keys"].trigger()
    (dialog,) = window.findChildren(KeysDialog)
    assert dialog.isVisible()
    assert dialog.height() <= 684, "it fits on a screen 720 high, below a title bar"
    assert dialog.width() <= 1276
    texts = [words.text() for words in dialog.findChildren(QLabel)]
    shown = action_keys(window.menu_actions.values())
    assert len(shown) >= 15
    for keys, words in [*shown, *(row for place in GESTURES for row in gesture_keys(window.say, place))]:
        assert keys in texts
        assert words in texts
    dialog.accept()


def test_no_two_actions_have_the_same_keys(open_window: OpenWindow) -> None:
    keys = [action.shortcut().toString() for action in open_window().menu_actions.values()]
    taken = [key for key in keys if key]
    assert len(set(taken)) == len(taken)
