"""What reach is asked: the limit, and how many rooms more, where they help most."""

from typing import Literal

from mapper.lazy_dataclass import dataclass

Aim = Literal["cover", "shorten"]
AIMS: tuple[Aim, ...] = ("cover", "shorten")
MOST_MORE = 99
MOST_KM = 200.0


@dataclass(frozen=True)
class ReachAsked:
    """A question for reach.

    Attributes
    ----------
    within_km
        The limit; that of ``Norms.room_reach_km`` where None.
    more
        So many rooms are placed beside those that are there.
    aim
        Of :data:`AIMS`: to cover the most residents, or to shorten their ways most.
    may_move
        Whether the rooms of the part that are there may move.
    """

    within_km: float | None = None
    more: int = 0
    aim: Aim = "cover"
    may_move: bool = False

    @property
    def places_rooms(self) -> bool:
        """Whether any room is to be placed."""
        return self.more > 0 or self.may_move
