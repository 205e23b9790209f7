"""Officers who come and go, in sentences: who acts in a seat until when, and what a change would do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from layers.say import Say
from mapper.analysis.seats.history import EmptySeat
from mapper.effect import Change, Effect
from mapper.names import name_of
from mapper.project import Project

_SHOWN = 8  # so many names stand in one line; how many more is told

Percent = Callable[[float | None], str]


def holder_words(say: Say, names: Iterable[str], acting_until: date | None) -> str:
    """Who has a seat, and until when where they only act in it; empty where nobody has."""
    people = say("window.list_joint").join(names)
    return people if acting_until is None or not people else say("seats.acting", names=people, until=acting_until)


def empty_seat_words(say: Say, project: Project, seat: EmptySeat) -> str:
    """Which seat is empty from which day to which."""
    unit = name_of(project.communities, seat.community_code)
    if seat.ends is None:
        return say("personnel.empty", unit=unit, starts=seat.starts)
    days = (seat.ends - seat.starts).days + 1
    return say("personnel.empty_until", unit=unit, starts=seat.starts, ends=seat.ends, days=days)


def effect_lines(
    say: Say, project: Project, effect: Effect, seats: Sequence[EmptySeat], left: Sequence[EmptySeat], percent: Percent
) -> list[str]:
    """What a personnel change does, line by line: seats, loads, hazards, focus areas, villages.

    ``seats`` become empty by the change alone, ``left`` are those that its covers leave so.
    """
    lines = [empty_seat_words(say, project, seat) for seat in left[:_SHOWN]]
    if len(left) > _SHOWN:
        lines.append(say("personnel.more_seats", count=len(left) - _SHOWN))
    if seats and not left:
        lines.append(say("personnel.all_covered", count=len({seat.community_code for seat in seats})))
    elif not seats:
        lines.append(say("personnel.none_empty"))
    for officer, change in effect.rows["officers", "share"].items():
        name = name_of(project.officers, officer)
        lines.append(say("personnel.load", name=name, before=percent(change.before), after=percent(change.after)))
    lost = _lost(effect.rows["hazards", "owner"])
    if lost:
        lines.append(say("personnel.hazards", count=len(lost), hazards=_some(lost)))
    focus = effect.rows["focus_areas", "officers"]
    if focus:
        reasons = [str(project.focus_areas["reason"][key]) for key in focus]
        lines.append(say("personnel.focus", count=len(focus), focus=_some(reasons)))
    beats = [key for key, change in effect.rows["communities", "beat"].items() if not change.after]
    if beats:
        names = [name_of(project.communities, key) for key in beats]
        lines.append(say("personnel.beats", count=len(beats), villages=_some(names)))
    return lines


def _lost(owners: Mapping[str, Change]) -> list[str]:
    return [key for key, change in owners.items() if change.before == "present" and change.after != "present"]


def _some(names: Sequence[str]) -> list[str]:
    return [*names[:_SHOWN], *(["…"] if len(names) > _SHOWN else [])]
