"""The list of keys: it has those of all actions, works without a project, and the page of the docs says the same."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from tests.ui.conftest import OpenWindow
from ui.language.messages import LANGUAGES, catalogue
from ui.window.actions import ACTIONS, MENUS, SUBMENUS, menu_groups
from ui.window.keys_dialog import (
    GESTURES,
    KeysDialog,
    action_keys,
    gesture_keys,
)
from ui.window.keys_page import PAGE, keys_page


def test_the_page_of_the_docs_is_made_of_the_actions() -> None:
    assert PAGE.read_text("utf-8") == keys_page(), "python -m ui.window.keys_page writes it anew"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_words_and_stands_in_the_page(language: str) -> None:
    words, page = catalogue(language), keys_page()
    for action in ACTIONS:
        assert f"| {words[f'action.{action.id}'].rstrip('…')} |" in page, action.id
        assert action.menu in ("", *MENUS, *SUBMENUS), action.id
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)


def test_menus_are_made_of_the_actions(open_window: OpenWindow) -> None:
    """Each menu has its actions in their order, a line between two groups, and the two lists that open beside."""
    window = open_window()
    for name, tool in window.header.menus.items():
        shown = [action for action in tool.menu().actions() if action.menu() is None]
        groups = [[action.id for action in group] for group in menu_groups(name)]
        lines = [action.isSeparator() for action in shown]
        assert [a.objectName() for a in shown if not a.isSeparator()] == [one for group in groups for one in group]
        assert lines == [line for group in groups for line in (True, *[False] * len(group))]
        assert tool.menu().sizeHint().height() <= 650, "below the header of a window on a screen 768 high"
    for name, submenu in window.header.submenus.items():
        groups = [[action.id for action in group] for group in menu_groups(name)]
        assert [[action.objectName() for action in submenu.actions()]] == groups
        (within,) = (m for m in MENUS for group in menu_groups(m) for one in group if one.id == SUBMENUS[name])
        assert submenu.menuAction() in window.header.menus[within].menu().actions()
    for action in ACTIONS:
        assert window.menu_actions[action.id].isEnabled() is not action.needs_project, action.id


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
