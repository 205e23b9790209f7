"""A code and its values: what is told to a person, before it is put into a sentence of the reader's language."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class ShortDay(NamedTuple):
    """A day or moment as a value of a message, of the year that the reader is in: it is written without it."""

    day: date


class Message(NamedTuple):
    """What there is to say; ``ui/language`` has the sentence of each code. Values may be messages themselves."""

    code: str
    values: Mapping[str, Any] = {}
