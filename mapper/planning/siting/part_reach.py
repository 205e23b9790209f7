"""Reach of the part that it is asked of, kept with the day of the whole project."""

from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.errors import InputError
from mapper.lazy_dataclass import dataclass
from mapper.planning.siting.asked import ReachAsked
from mapper.planning.siting.reach import Reach, RoomPlan, reach, room_plan
from mapper.scope import Scope

_PARTS = frozenset({"communities", "stations", "police_rooms", "reference_lines", "norms", "about"})
_SECONDS = 10.0


@dataclass(frozen=True, eq=False)
class PartReach:
    """Ways of a part's units; ``plan`` None where no room was to be placed, or none could be: then ``refused``."""

    reach: Reach
    plan: RoomPlan | None = None
    refused: InputError | None = None


def part_reach(day: Day, scope: Scope | None, asked: ReachAsked) -> PartReach:
    """Of ``scope``, or of the whole project where it is None."""

    def found() -> PartReach:
        part = day if scope is None else ScopedDay(day, scope)
        within_m = None if asked.within_km is None else asked.within_km * 1000
        ways = reach(part, within_m)
        if not asked.places_rooms:
            return PartReach(ways)
        try:
            plan = room_plan(part, asked.more, asked.aim, within_m=within_m, may_move=asked.may_move, seconds=_SECONDS)
        except InputError as error:
            return PartReach(ways, refused=error)
        return PartReach(ways, plan)

    kept: PartReach = day.ask(("part_reach", scope, asked), _PARTS, found)
    return kept
