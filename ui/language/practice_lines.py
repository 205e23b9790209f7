"""A practice in words: what it calls things, and how it prints."""

from collections.abc import Iterator

from layers.say import sentence
from mapper.crs import crs_told
from mapper.practice import GENERAL, HUBEI, TERMS, Practice
from ui.language.messages import Messages
from ui.language.rewording import words_of


def usual_practice(language: str) -> Practice:
    """The practice of a new project where nobody says another: Hubei's in Chinese, the general one else."""
    return HUBEI if language == "zh_CN" else GENERAL


def term_word(say: Messages, practice: Practice, term: str) -> str:
    """What a practice calls something, in one word."""
    return words_of(say.language, practice)[term].partition("/")[0]


def zone_word(say: Messages, name: str) -> str:
    """A time zone by the word for it and its name; the name alone where it has no word."""
    code = f"practice.time_zone.{name or 'none'}"
    if not name:
        return say(code)
    return f"{say(code)} · {name}" if say.has(code) else name


def practice_lines(say: Messages, practice: Practice, map_crs: str) -> Iterator[str]:
    """A line for each part of it."""
    yield say("practice.line", name=say("practice.code"), value=say(f"practice.code.{practice.code}"))
    caveat = practice.caveat or say("page.caveat")
    for name, value in (
        ("emergency_number", practice.emergency_number or say("practice.none")),
        ("approval_line", say(f"practice.{'yes' if practice.approval_line else 'no'}")),
        ("caveat", caveat),
        ("papers", list(practice.papers)),
        ("date_order", say(f"practice.date_order.{practice.date_order}")),
        ("time_zone", zone_word(say, practice.time_zone)),
        ("crs", sentence(crs_told(map_crs), say)),
    ):
        yield say("practice.line", name=say(f"practice.{name}"), value=value)
    for term in TERMS:
        yield say("practice.line", name=say(f"practice.term.{term}"), value=term_word(say, practice, term))
