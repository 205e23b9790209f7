"""How many examples a law draws: few whenever somebody waits for `make test`, many in `make soak`."""

import os
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import TypeVar

SOAK = "SOAK" in os.environ
_TIMES = 50
# One day for all processes of a run, also over midnight; DRAWN_DAY=2026-11-28 makes that day's choice again.
_DAY = date.fromisoformat(os.environ.setdefault("DRAWN_DAY", date.today().isoformat())).toordinal()
# How many tests of the window and of the command line there are for each that is run: 1 but in `make test`.
_ONE_IN = int(os.environ.get("ONE_IN", "1"))
OTHER_DAY = "has its turn on every other day, and in make soak"

Case = TypeVar("Case")


def drawn(examples: int) -> int:
    """As many examples as are enough for one run of `make test`, in `make soak` fifty times as many."""
    return examples * _TIMES if SOAK else examples


def some(cases: Iterable[Case], most: int) -> list[Case]:
    """Of cases that ask the same of the same code, as many as ``make test`` has time for: others on each day.

    Each has its turn within ``len(cases) / most`` days, and all of them in ``make soak``. For what fails by kind, as
    a name or a language; a boundary that is tried on purpose is tried each time.
    """
    every = list(cases)
    if SOAK or len(every) <= most:
        return every
    first = _DAY * most
    chosen = {(first + turn) % len(every) for turn in range(most)}
    return [case for at, case in enumerate(every) if at in chosen]


def is_turn_of(number: int, of: int) -> bool:
    """Whether the test of that number, of several that tell one story in other ways, has its turn today."""
    return SOAK or _DAY % of == number


def is_due(test: str) -> bool:
    """Whether one of the costly tests, by its full name, is drawn today; each day draws anew."""
    drawn_by = int.from_bytes(sha256(f"{_DAY} {test}".encode()).digest()[:8], "big")
    return SOAK or drawn_by % _ONE_IN == 0
