"""What a division into beats changes against the beats so far: who gains, who loses, and which units change hands."""

from collections.abc import Mapping
from typing import Any

from mapper.analysis.load.balance import Balance, balance
from mapper.lazy_dataclass import dataclass
from mapper.planning.beats.division import Beats


@dataclass(frozen=True)
class BeatsChange:
    """Amounts are those of the division (minutes a month, or residents), of its own units only.

    Attributes
    ----------
    before, after
        Name of a beat → what it amounts to.
    moved
        Units that had a beat and get another: community_code, name of the beat before, and after.
    without
        Units that had no beat, which ``before`` leaves out.
    balance_before, balance_after
        How evenly the work is divided over the beats.
    """

    before: Mapping[str, int]
    after: Mapping[str, int]
    moved: tuple[tuple[str, str, str], ...]
    without: int
    balance_before: Balance
    balance_after: Balance

    @property
    def dissolved(self) -> Mapping[str, int]:
        """Beats so far that are no more, with what they amounted to."""
        return {name: amount for name, amount in self.before.items() if name not in self.after}

    def as_json(self) -> dict[str, Any]:
        return {
            "amounts_before": dict(self.before),
            "amounts_after": dict(self.after),
            "moved": [{"community_code": code, "from": old, "to": new} for code, old, new in self.moved],
            "without_beat_before": self.without,
            "balance_before": self.balance_before.as_json(),
            "balance_after": self.balance_after.as_json(),
        }


def beats_change(beats: Beats, names: Mapping[str, str], so_far: Mapping[str, str]) -> BeatsChange:
    """The change from the beats ``so_far`` to ``names`` (both community_code → name), which names ``beats``."""
    amounts = dict(zip(beats.graph.codes, beats.question.amounts, strict=True))
    before, after = _summed(amounts, so_far), _summed(amounts, names)
    return BeatsChange(
        before=before,
        after=after,
        moved=tuple(
            (code, so_far[code], names[code]) for code in amounts if code in so_far and so_far[code] != names[code]
        ),
        without=sum(code not in so_far for code in amounts),
        balance_before=balance(list(before.values())),
        balance_after=balance(list(after.values())),
    )


def _summed(amounts: Mapping[str, int], names: Mapping[str, str]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for code, amount in amounts.items():
        if code in names:
            sums[names[code]] = sums.get(names[code], 0) + amount
    return dict(sorted(sums.items()))
