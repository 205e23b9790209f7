"""What there is to say of reach: how many units have a room within the limit, how ways were measured, what more do."""

from typing import TYPE_CHECKING

from mapper.message import Message

if TYPE_CHECKING:
    from mapper.planning.siting.reach import Reach, RoomPlan

SAYS = (
    "reach.told", "reach.unknown", "ways.straight", "ways.roads", "ways.both", "reach.cover", "reach.cover.first",
    "reach.shorten", "reach.shorten.first", "reach.by.residents", "reach.by.units", "reach.left_out",
)  # fmt: skip


def reach_told(found: "Reach", plan: "RoomPlan | None", detour: float) -> tuple[Message, ...]:
    """A sentence each."""
    within = found.within
    values = {
        "within": int(within.sum()),
        "known": int(within.notna().sum()),
        "km": found.within_m / 1000,
    }
    unknown = int(within.isna().sum())
    told = [Message("reach.told", values), *([Message("reach.unknown", {"count": unknown})] if unknown else ())]
    told.append(ways_told(found.has_roads, *found.ways, detour))
    return (*told, *(() if plan is None else plan_told(plan)))


def plan_told(plan: "RoomPlan") -> tuple[Message, ...]:
    """What the rooms would do, beside now and beside what no choice exceeds; and which units were not weighed."""
    values = {
        "more": len(plan.sites) - len(plan.given_up),
        "moved": len(plan.given_up),
        "before": plan.before,
        "after": plan.after,
        "bound": plan.bound,
        "gap": plan.gap,
        "weight": plan.weight,
        "by": Message(f"reach.by.{plan.weighed_by}"),
    }
    told = Message(f"reach.{plan.aim}{'.first' if plan.before is None else ''}", values)
    return (told, Message("reach.left_out", {"count": plan.left_out})) if plan.left_out else (told,)


def ways_told(has_roads: bool, by_road: int, straight: int, detour: float) -> Message:
    """Along what ways were measured, and how many were not along roads although there are some."""
    kind = "straight" if not has_roads else "both" if straight else "roads"
    return Message(f"ways.{kind}", {"all": by_road + straight, "straight": straight, "detour": detour})
