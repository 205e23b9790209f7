"""What a person does with keys alone: pages, rows and entries of menus reached without a mouse."""

from collections.abc import Callable

from tests.ui.stories.person import Person, wait_until

_SIDES = ("gaps", "unit", "officers", "incidents", "focus")


def front(person: Person, side: str) -> None:
    """Bring a page of the side to the front by the arrows."""
    for _ in range(100):
        held = str(person.see("focus"))
        if held.startswith(f"tab {person.say(f'side.{side}')}"):
            return
        tabs = [f"tab {person.say(f'side.{name}')}" for name in _SIDES]
        there = next((n for n, words in enumerate(tabs) if held.startswith(words)), None)
        person.keys("Tab" if there is None else "Right" if there < _SIDES.index(side) else "Left")
    raise AssertionError(f"no keys lead to {side}")


def to_row(person: Person, listed: str, words: str) -> None:
    """Down the list to a row."""
    person.keys("Home")
    for _ in range(300):
        if words in str(person.see("current", listed)):
            return
        person.keys("Down")
    raise AssertionError(f"{words} is not in the list")


def entry(person: Person, words: str) -> None:
    """Down an open menu to an entry, and take it."""
    wait_until(lambda: person.see("entry", words), f"{words} is offered")
    for _ in range(20):
        person.keys("Down")
        if person.see("chosen") == words:
            person.keys("Return")
            return
    raise AssertionError(f"no keys lead to {words}")


def by_tab(person: Person, there: Callable[[], bool], what: str) -> None:
    """Go on by Tab until the keyboard is there."""
    for _ in range(120):
        if there():
            return
        person.keys("Tab")
    raise AssertionError(f"no Tab leads to {what}")


def to_tab(person: Person, words: str) -> None:
    """Bring the page of that tab to the front by the arrows."""

    def held() -> bool:
        seen = person.see("focus_tabs")
        return seen is not None and words in seen[1]

    by_tab(person, held, words)
    number, names = person.see("focus_tabs")
    steps = names.index(words) - number
    person.keys(*["Right" if steps > 0 else "Left"] * abs(steps))


def to_line(person: Person, box: str, words: str) -> None:
    """In a box that has the keyboard, to a line by the arrows."""
    names = wait_until(lambda: person.see("lines", box), f"the box {box}")
    steps = names.index(words) - names.index(person.see("shown", box))
    person.keys(*["Down" if steps > 0 else "Up"] * abs(steps))
