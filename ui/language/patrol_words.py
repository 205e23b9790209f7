"""Patrol focus in words: what has become of an area, and what does not fit; for window and command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from layers.say import sentence
from layers.themes.reach_told import ways_told
from mapper.analysis.patrol.conflicts import Conflict
from mapper.analysis.patrol.outcomes import Outcome
from mapper.names import name_of
from mapper.project import Project
from ui.language.messages import Messages

if TYPE_CHECKING:
    from mapper.planning.patrol.plan import PatrolPlace, PatrolPlan


def outcome_words(say: Messages, project: Project, outcome: Outcome) -> str:
    """How often somebody was there of how often it was planned, who was last, and what was done."""
    if outcome.state in ("coming", "undated") and not outcome.done:
        return "—"
    told = [say("focus.visits_done", done=outcome.done, planned=outcome.planned)]
    if outcome.last_on is not None:
        who = None if outcome.last_by is None else name_of(project.officers, outcome.last_by)
        told.append(say("focus.last_visit" if who else "focus.last_visit_unnamed", day=outcome.last_on, who=who))
    told += [
        say("focus.measure_times", measure=say.choice("focus_visits", "measure", measure), times=times)
        for measure, times in outcome.measures.items()
    ]
    if outcome.missed:
        told.append(say("focus.missed", times=outcome.missed))
    return say("window.dot_joint").join(told)


def conflict_sentence(say: Messages, project: Project, conflict: Conflict, *, dated: bool = True) -> str:
    """Who, and what does not fit; ``dated`` on which day and where too."""
    opens, closes = conflict.hours or ("", "")
    what = say(
        f"focus.conflict.{conflict.reason}",
        officer=name_of(project.officers, conflict.officer_id),
        minutes=conflict.minutes,
        limit=conflict.limit,
        status=say.choice("officers", "status", conflict.status),
        opens=opens,
        closes=closes,
    )
    return say("focus.conflict.on", day=conflict.day, what=what, areas=list(conflict.focus_ids)) if dated else what


def conflict_lines(
    say: Messages, project: Project, conflicts: Sequence[Conflict], most: int, *, dated: bool = True
) -> list[str]:
    """The sentences of the first conflicts that differ, each with its first day, on how many more, and what is left."""
    alike: dict[Conflict, list[Conflict]] = {}
    for one in conflicts:
        alike.setdefault(replace(one, day=date.min), []).append(one)
    lines = []
    for found in list(alike.values())[:most]:
        first = conflict_sentence(say, project, found[0], dated=dated)
        more = len(found) - 1
        lines.append(say("focus.conflict.more_days", what=first, days=more) if more else first)
    if len(alike) > most:
        lines.append(say("focus.conflict.more", count=len(alike) - most))
    return lines


def place_reasons(say: Messages, place: "PatrolPlace") -> list[str]:
    """Why a place is proposed, a counted fact each."""
    told = [say(f"patrol.why.{kind}", count=count) for kind, count in place.counts.items() if count]
    if place.drawn is not None:
        told.append(say("patrol.why.drawn"))
    return [*told, say("patrol.why.quiet")] if place.quiet else told


def plan_ways(say: Messages, plan: "PatrolPlan", detour: float) -> str:
    """Along what the ways to the places of a proposal were measured."""
    return sentence(ways_told(plan.has_roads, len(plan.places) - plan.straight, plan.straight, detour), say)
