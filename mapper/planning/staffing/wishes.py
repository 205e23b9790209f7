"""What a person has decided about single lines of a staffing plan before the rest is planned anew."""

from mapper.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Wishes:
    """What a person has decided about single lines, as (community_code, officer_id).

    Attributes
    ----------
    refused
        Never proposed again.
    kept
        Taken again: the seat is left to this officer and, where the officer is free, the officer to this seat.
    """

    refused: frozenset[tuple[str, str]] = frozenset()
    kept: frozenset[tuple[str, str]] = frozenset()

    @property
    def officers(self) -> frozenset[str]:
        """Everybody whom they are about."""
        return frozenset(officer for _, officer in self.refused | self.kept)

    def allow(self, code: str, officer: str, bound: bool) -> bool:
        """Whether that line may be proposed. ``bound``: the officer can take no seat beside a kept one."""
        if (code, officer) in self.refused:
            return False
        if not self.kept or (code, officer) in self.kept:
            return True
        return not any(seat == code or (bound and holder == officer) for seat, holder in self.kept)


NO_WISHES = Wishes()
