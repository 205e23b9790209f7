"""A line of a staffing plan: who takes which seat, for how long, and why."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Proposal:
    """One officer for one unit.

    Attributes
    ----------
    kind
        ``fill``: the officer takes the seat; ``acting``: covers it beside the officer's own until a day.
    until
        Last day; None for as long as it lasts.
    reason
        ``knows_unit`` (held the seat before), ``loan_return`` (comes back from loan), ``same_station``, ``recruit``
        (of no station yet), ``other_station``, ``neighbour`` (holds a unit that borders it), ``station_neighbour``
        (holds another unit of the station), ``new_post``, ``relief`` (a new post beside an overloaded officer).
    values
        What the sentence of the reason needs: ``distance_m`` (straight line, None where unknown), ``share_before`` and
        ``share_after`` (of the officer's month, None where unknown), ``minutes`` (monthly load of the unit).
    """

    community_code: str
    officer_id: str
    kind: Literal["fill", "acting"]
    until: date | None
    reason: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_post(self) -> bool:
        """Whether the officer is one that the station does not have yet."""
        return self.reason in ("new_post", "relief")

    @property
    def is_for_good(self) -> bool:
        """Whether the officer takes the seat as the main work, and not until its own one is there."""
        return self.kind == "fill" and self.until is None

    @property
    def is_recall(self) -> bool:
        """Whether the officer is on loan and would have to be asked back; nobody is without a person's say."""
        return self.reason == "loan_return"

    def as_json(self) -> dict[str, Any]:
        return {
            "community_code": self.community_code,
            "officer_id": self.officer_id,
            "kind": self.kind,
            "until": None if self.until is None else self.until.isoformat(),
            "reason": self.reason,
            "values": dict(self.values),
        }
