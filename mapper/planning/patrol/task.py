"""What the places of a shift are chosen from, and for whom."""

from functools import cached_property

from mapper.arrays import Bools, Floats, Ints
from mapper.lazy_dataclass import dataclass

MOST_PLACES = 5
"""So many places are visited well in a shift: two to five."""
LEAST_PLACES = 2
ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class PatrolTask:
    """What is chosen from and for whom.

    Attributes
    ----------
    worth
        (things,): what each is worth, above 0.
    near
        (things, places): True where a visit of the place looks after the thing.
    minutes
        (places,): of a visit, the way there and back included.
    free
        (officers,): minutes that each has.
    most_minutes
        Of all together.
    own
        (places, officers): True where the officer has what comes up there; they go rather than another.
    quiet
        (places,): True for those of which ``least_quiet`` are chosen where there are minutes for them.
    least_places
        Fewer are chosen only where no two that each add something fit.
    pinned, forbidden
        (places,): to be visited as far as there are minutes; not to be visited.
    by_hand
        (places,): of those pinned the ones that come before the others.
    may
        (places, officers): False where the officer may not go; everybody may everywhere where None.
    """

    worth: Floats
    near: Bools
    minutes: Floats
    free: Floats
    most_minutes: float
    own: Bools
    quiet: Bools
    least_quiet: int = 0
    most_places: int = MOST_PLACES
    least_places: int = 0
    pinned: Bools | None = None
    forbidden: Bools | None = None
    by_hand: Bools | None = None
    may: Bools | None = None

    @cached_property
    def able(self) -> Bools:
        """(places, officers): whether the officer may go there and has minutes enough for that place alone."""
        able: Bools = self.minutes[:, None] <= self.free[None, :] + ROUNDING
        return able if self.may is None else able & self.may

    @cached_property
    def shut(self) -> Bools:
        """(places,): nobody is able to visit it, or it is forbidden."""
        alone: Bools = ~self.able.any(axis=1) | (self.minutes > self.most_minutes + ROUNDING)
        return alone if self.forbidden is None else alone | self.forbidden


def worth_of(task: PatrolTask, places: Ints) -> float:
    """Of all that visits of these places look after."""
    return float(task.worth[task.near[:, places].any(axis=1)].sum())
