"""What an edit would do, told before it is done: in one shape, whatever the edit."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple

from mapper.lazy_dataclass import dataclass
from mapper.message import Message


class Change(NamedTuple):
    """A number or a code before and after; None where there is or will be none."""

    before: Any
    after: Any

    @property
    def gain(self) -> float:
        """How much more of a number there is after; what comes from nothing or goes to nothing counts whole."""
        return float((self.after or 0.0) - (self.before or 0.0))


def changes(before: Mapping[str, Any], after: Mapping[str, Any], least: float = 0.0) -> dict[str, Change]:
    """Only what differs, in order of key; two numbers by ``least`` or more."""
    pairs = {key: Change(before.get(key), after.get(key)) for key in sorted(before.keys() | after.keys())}
    return {key: pair for key, pair in pairs.items() if _differ(pair, least)}


def _differ(pair: Change, least: float) -> bool:
    if pair.before == pair.after:
        return False
    return None in pair or isinstance(pair.before, str) or abs(pair.gain) >= least


@dataclass(frozen=True)
class Effect:
    """The difference that an edit makes.

    Attributes
    ----------
    rows
        Table and measure → key of the row → its change, only of rows that change. The measure is the unit: ``share``
        (of an officer's month), ``minutes`` (a month), ``state`` (of a seat).
    figures
        Of the whole project, by name, those that stay the same too.
    notes
        What else follows, in the order in which it is told.
    """

    rows: Mapping[tuple[str, str], Mapping[str, Change]] = field(default_factory=dict)
    figures: Mapping[str, Change] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
