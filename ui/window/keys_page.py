"""The page ``docs/keys.md``, made of the window's actions and of the gestures that the list under F1 tells of.

``python -m ui.window.keys_page`` writes it anew.
"""

from pathlib import Path

from layers.say import Say
from ui.language.messages import Messages
from ui.window.actions import ACTIONS
from ui.window.keys_dialog import GESTURES, gesture_keys

PAGE = Path(__file__).parents[2] / "docs" / "keys.md"
_HEAD = """# Mouse, touch pad and keys · 鼠标、触摸板与按键

Made of the window's actions by `python -m ui.window.keys_page`; F1 in the window shows the same list.
"""


def keys_page() -> str:
    """The whole page in Markdown: every action, then every gesture by its place."""
    english, chinese = Messages("en"), Messages("zh_CN")
    with_keys = [(action.keys, *_words(english, chinese, f"action.{action.id}")) for action in ACTIONS if action.keys]
    without = [
        (" · ".join(_words(english, chinese, f"header.{action.menu}")) if action.menu else "–",
         *_words(english, chinese, f"action.{action.id}"))
        for action in ACTIONS if not action.keys
    ]  # fmt: skip
    tables = [
        _table(_heading(english, chinese, "keys.commands"), with_keys),
        _table(("menu · 菜单", "", ""), without),
    ]
    for place in GESTURES:
        both = zip(gesture_keys(english, place), gesture_keys(chinese, place), strict=True)
        rows = [(how, words, in_chinese) for (how, words), (_, in_chinese) in both]
        tables.append(_table(_heading(english, chinese, f"keys.{place}"), rows))
    return "\n".join([_HEAD, *tables])


def _heading(english: Say, chinese: Say, code: str) -> tuple[str, str, str]:
    words = english(code)
    return "", words[0].lower() + words[1:], chinese(code)


def _words(english: Say, chinese: Say, code: str) -> tuple[str, str]:
    """The words of a code in both languages, without the signs of a menu."""
    return english(code).rstrip("…▾ "), chinese(code).rstrip("…▾ ")


def _table(head: tuple[str, str, str], rows: list[tuple[str, str, str]]) -> str:
    lines = [" ".join(["|", *(f"{cell} |" if cell else "|" for cell in row)]) for row in (head, *rows)]
    return "\n".join([lines[0], "|---|---|---|", *lines[1:]]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(keys_page(), "utf-8")
