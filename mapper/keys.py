"""How a project numbers the rows that it makes itself: which device's letters stand in a key, and which are used up.

A key is its table's letter and a number, ``D17``. On a device that has a part of a project out it has the device's
letters between, ``DK7Q2-17``, so that two that do not know of each other never make the same one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any, NamedTuple

from mapper.lazy_dataclass import dataclass

_MOST_DIGITS = 12  # hold any number that is given here; a longer one is somebody's own, and no count goes on from it


@dataclass(frozen=True)
class Keys:
    """What the next key of each table is made of.

    Attributes
    ----------
    device
        The letters of the device; empty where the project never left it, and then keys have none.
    used
        What a key begins with → the greatest number of a row that has gone and that no row has now.
    """

    device: str = ""
    used: Mapping[str, int] = field(default_factory=dict)

    def beginning(self, letter: str) -> str:
        """What the keys that are made here for a table with that letter begin with."""
        return f"{letter}{self.device}-" if self.device else letter

    def free(self, letter: str, count: int, in_use: Iterable[str]) -> list[str]:
        """``count`` keys, numbered after all that are in use and all that ever were.

        Where those in use are filled up with zeros (W051), the new ones are as wide (W052).
        """
        begins = self.beginning(letter)
        return self.following(begins, count, numbered(begins, in_use))

    def following(self, begins: str, count: int, known: "Numbered") -> list[str]:
        """``count`` keys that begin so, numbered after those in use, of which so much is known, and all before."""
        first = max(known.greatest, self.used.get(begins, 0)) + 1
        return [f"{begins}{number:0{known.width}}" for number in range(first, first + count)]

    def without(self, letter: str, gone: Iterable[str], left: Iterable[str]) -> "Keys":
        """The same with keys that have gone remembered; where a greater one is left, that one's turn is to come."""
        begins = self.beginning(letter)
        last = greatest(begins, gone)
        if last <= self.used.get(begins, 0) or last <= greatest(begins, left):
            return self
        return replace(self, used={**self.used, begins: last})

    def with_used(self, other: "Keys") -> "Keys":
        """The same where what another knows to be used up is so too."""
        used = {begins: max(number, self.used.get(begins, 0)) for begins, number in other.used.items()}
        return self if used.items() <= self.used.items() else replace(self, used={**self.used, **used})

    def as_json(self) -> dict[str, Any]:
        return {"device": self.device, "used": dict(self.used)}

    @classmethod
    def from_json(cls, values: Any) -> "Keys":
        """What was kept; of what cannot be, nothing."""
        if not isinstance(values, Mapping):
            return cls()
        device, used = values.get("device"), values.get("used")
        known = used if isinstance(used, Mapping) else {}
        return cls(
            device if isinstance(device, str) else "",
            {str(begins): number for begins, number in known.items() if type(number) is int and number > 0},
        )


class Numbered(NamedTuple):
    """Of keys that are a beginning and a number: the greatest, and how wide zeros make them; 0 for none."""

    greatest: int
    width: int

    def and_of(self, other: "Numbered") -> "Numbered":
        """The same of both together."""
        return Numbered(max(self.greatest, other.greatest), max(self.width, other.width))


def numbered(begins: str, keys: Iterable[str]) -> Numbered:
    """What is to be known of keys, to number others after them."""
    numbers = _numbers(begins, keys)
    width = max((len(number) for number in numbers if number.startswith("0")), default=0)
    return Numbered(max(map(int, numbers), default=0), width)


def greatest(begins: str, keys: Iterable[str]) -> int:
    """The greatest number of the keys that are this and a number; 0 where there is none."""
    return max(map(int, _numbers(begins, keys)), default=0)


def _numbers(begins: str, keys: Iterable[str]) -> list[str]:
    numbers = [key[len(begins) :] for key in keys if isinstance(key, str) and key.startswith(begins)]
    return [number for number in numbers if len(number) <= _MOST_DIGITS and number.isascii() and number.isdigit()]
