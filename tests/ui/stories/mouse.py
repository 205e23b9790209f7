"""What a person does with the mouse alone: days taken from calendars, lines of lists that drop down."""

from tests.ui.stories.person import Person, wait_until


def pick_day(person: Person, field: str, day: str) -> None:
    """Open the calendar of a field, turn it to the month, and press the day."""
    person.press("opens", field)
    while True:
        seen = wait_until(lambda: person.see("calendar", day), f"the calendar of {field}")
        (what, place), *_ = seen.items()
        person.do("mousemove", *place, "click", 1)
        if what == "day":
            wait_until(lambda: person.see("calendar", day) is None, "the calendar closes")
            return
        wait_until(lambda before=seen: person.see("calendar", day) != before, "the calendar turns")


def pick_line(person: Person, field: str, words: str) -> None:
    """Open the list of a field and press the line that tells the words."""
    person.press("opens", field)
    person.press("cell", "", words)
