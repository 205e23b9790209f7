"""The same story by two sorts of hands: those that only click, and those that only press keys."""

from typing import Protocol

from tests.ui.stories.keys import by_tab, to_line, to_tab
from tests.ui.stories.mouse import pick_line
from tests.ui.stories.person import Person


class Hands(Protocol):
    """What a person does with the parts of a window, each named as it is called there."""

    def __init__(self, person: Person) -> None: ...

    def button(self, words: str) -> None:
        """Press a button that has these words."""

    def field(self, name: str) -> None:
        """Press what has that accessible name."""

    def text(self, name: str, text: str) -> None:
        """Write into a field."""

    def line(self, name: str, words: str) -> None:
        """Choose a line of a box."""

    def tab(self, words: str) -> None:
        """Bring the page of a tab to the front."""

    def day(self, name: str, day: str) -> None:
        """Write a day over that of a field."""


class Mouse:
    """Every part is reached by the mouse; only what is written is typed."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def button(self, words: str) -> None:
        self.person.press("button", words)

    def field(self, name: str) -> None:
        self.person.press("field", name)

    def text(self, name: str, text: str) -> None:
        self.person.press("field", name)
        self.person.type(text)

    def line(self, name: str, words: str) -> None:
        pick_line(self.person, name, words)

    def tab(self, words: str) -> None:
        self.person.press("tab", words)

    def day(self, name: str, day: str) -> None:
        self.person.press("field", name)
        self.person.keys("ctrl+a")
        self.person.type(day)
        self.person.keys("Return")


class Keys:
    """No mouse at all."""

    def __init__(self, person: Person) -> None:
        self.person = person

    def button(self, words: str) -> None:
        self.person.tab_to(f"button {words}")
        self.person.keys("space")

    def field(self, name: str) -> None:
        by_tab(self.person, lambda: self.person.see("focus_name") == name, name)
        self.person.keys("space")

    def text(self, name: str, text: str) -> None:
        self.person.tab_to(name)
        self.person.type(text)

    def line(self, name: str, words: str) -> None:
        self.person.tab_to(name)
        to_line(self.person, name, words)

    def tab(self, words: str) -> None:
        to_tab(self.person, words)

    def day(self, name: str, day: str) -> None:
        self.person.tab_to(name)
        self.person.keys("ctrl+a")
        self.person.type(day)
        self.person.keys("Return")


HANDS: tuple[type[Hands], ...] = (Mouse, Keys)
