"""What stands behind an option of the command line, read as what it means."""

import argparse
from collections.abc import Mapping
from datetime import date, datetime

from mapper.errors import InputError

_YEARS = (1900, 2199)


def pair(text: str) -> tuple[str, str]:
    """``COLUMN=FIELD``."""
    column, equals, field = text.partition("=")
    if not (column and equals):
        raise argparse.ArgumentTypeError(f"{text!r} is not COLUMN=FIELD")
    return column.strip(), field.strip()


def word(text: str) -> tuple[str, str, str]:
    """``FIELD=WORD=CHOICE``; the word may hold an equals sign."""
    field, _, told = text.partition("=")
    word, equals, choice = told.rpartition("=")
    if not (field.strip() and word.strip() and equals and choice.strip()):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=WORD=CHOICE")
    return field.strip(), word.strip(), choice.strip()


def count(text: str) -> int:
    """A whole number from 0."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number")
    return int(text)


def degrees_box(text: str) -> tuple[float, float, float, float]:
    """``W,S,E,N`` in degrees."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not W,S,E,N") from error
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise argparse.ArgumentTypeError(f"{text!r} is not W,S,E,N in degrees, west of east and south of north")
    return west, south, east, north


def moment(text: str) -> datetime:
    """A day without a time is none: midnight would be before all that happened on it. A space may stand for the T."""
    try:
        return datetime.strptime(text.replace(" ", "T", 1), "%Y-%m-%dT%H:%M")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not YYYY-MM-DDTHH:MM") from error


def day(text: str) -> date:
    """InputError ``dates_far`` where a year is mistyped so far off that there is no calendar before or after it."""
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not YYYY-MM-DD") from error
    if not _YEARS[0] <= found.year <= _YEARS[1]:
        raise InputError("dates_far", date=found, first=_YEARS[0], last=_YEARS[1])
    return found


def breaks(text: str) -> tuple[float, ...]:
    """Breaks of classes, such as ``5,10,20``; InputError ``breaks_unread``."""
    from ui.language.break_words import told_breaks  # late: numpy takes its time

    return told_breaks(text)


def refuse_beside(other: str, options: Mapping[str, object]) -> None:
    """InputError ``option_unused`` for the first of the options that is given, as it says nothing beside another."""
    for option, given in options.items():
        if given:
            raise InputError("option_unused", option=option, other=other)


def refuse_without(other: str, options: Mapping[str, object]) -> None:
    """InputError ``option_needs`` for the first of the options that is given, as it says nothing without another."""
    for option, given in options.items():
        if given is not None:
            raise InputError("option_needs", option=option, other=other)
