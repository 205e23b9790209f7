"""Work with other bodies, and what became of disputes, in sentences: the same for the command and the loop board."""

from collections.abc import Iterator

from mapper.analysis.incidents.resolution import Resolution
from mapper.day.day import Day
from mapper.day.scope import ScopedDay
from mapper.names import names_of
from ui.language.messages import Messages


def cooperation_lines(day: Day, say: Messages) -> list[str]:
    """A line or more for each question, rates with what they are of."""
    return [
        resolution_words(day, say),
        turned_criminal_words(day, say),
        *_handovers(day, say),
        *_diversion(day, say),
        *_hubs(day, say),
        negative_list_words(day, say),
    ]


def _handovers(day: Day, say: Messages) -> Iterator[str]:
    found = day.handovers
    for figures in (found.total, *found.directions):
        if not (figures.sent or figures.waiting or figures.open):
            continue
        every = figures.direction == "*"
        hours = None if figures.median_receipt_hours is None else f"{figures.median_receipt_hours:.1f}"
        told = {
            "direction": say("loop.handovers.all")
            if every
            else say.choice("handovers", "direction", figures.direction),
            "receipt_share": share_of(figures.receipt.in_time, figures.receipt.due),
            "answer_share": share_of(figures.answer.in_time, figures.answer.due),
            "hours": hours,
        }
        rates = {
            f"{name}_{part}": getattr(getattr(figures, name), part)
            for name in ("receipt", "answer")
            for part in ("in_time", "due")
        }
        yield say("loop.handovers", first=found.first, last=found.as_of, **vars(figures) | told | rates)
    if found.undated:
        yield say("loop.handovers.undated", count=found.undated)


def diversion_title(day: Day, say: Messages) -> str:
    """Of which months, and what is left out."""
    found = day.diversion
    left = [say(f"loop.diversion.{reason}", count=count) for reason, count in found.left_out.items() if count]
    return say("loop.diversion", first=found.first, last=found.last, months=len(found.months), left_out=left or None)


def _diversion(day: Day, say: Messages) -> Iterator[str]:
    found = day.diversion
    yield diversion_title(day, say)
    names = names_of(day.project.stations)
    groups = [("all", found.total, say("loop.handovers.all"))] if found.total.rows else []
    groups += [("category", one, one.code or say("case.no_category")) for one in found.categories]
    groups += [("station", one, str(names.get(one.code, one.code)) or "—") for one in found.stations]
    for _, one, name in groups:
        shares = {"share": share_of(one.diverted, one.eligible), "closed_share": share_of(one.closed, one.closable)}
        yield say("loop.diverted", name=name, **vars(one) | shares)


def hubs_title(day: Day, say: Messages) -> str:
    """How many there are, whom they reach, and what is left out."""
    found = day.hubs
    share = share_of(found.residents_within, found.residents)
    return say("loop.hubs", **vars(found) | {"count": len(found.hubs), "share": share})


def _hubs(day: Day, say: Messages) -> Iterator[str]:
    found = day.hubs
    yield hubs_title(day, say)
    # A station's units may go to a hub on another's land.
    names = names_of((day.whole if isinstance(day, ScopedDay) else day).project.places)
    for hub in found.hubs:
        each = None if hub.per_mediator is None else f"{hub.per_mediator:.1f}"
        some = "loop.hub_some" if hub.kinds_missing and hub.mediators is not None else "loop.hub"
        yield say(some, name=str(names[hub.key]), each=each, **vars(hub))


def resolution_words(day: Day, say: Messages) -> str:
    found = day.resolution
    told = vars(found) | {
        "share": share_of(found.resolved, found.received),
        "back": share_of(found.came_back, found.resolved),
        "median": _median_words(found, say),
    }
    return say("loop.resolution", **told)


def _median_words(found: Resolution, say: Messages) -> str:
    """Within how many days half of the cohort was resolved; of nobody nothing is said."""
    if not found.received:
        return "—"
    if found.median_days is None:
        return say("loop.over_days", days=found.days)
    return say("loop.half_days", days=f"{found.median_days:.1f}")


def turned_criminal_words(day: Day, say: Messages) -> str:
    found = day.turned_criminal
    streak = say(f"loop.streak.{found.counted_from or 'none'}", days=found.streak_days, since=found.since)
    return say("loop.turned_criminal", **vars(found) | {"streak": streak})


def negative_list_words(day: Day, say: Messages) -> str:
    found = day.negative_list
    if not found.words:
        return say("loop.no_negative_list")
    told = {name: getattr(found, name) for name in ("cases", "without_handler", "without_category", "undated")}
    return say("loop.negative_list", first=found.first, last=found.as_of, breaches=len(found.breaches), **told)


def share_of(numerator: int, denominator: int) -> str:
    """A share as it stands behind what it is of; a dash where it is of nothing."""
    return f"{numerator / denominator:.1%}" if denominator else "—"
