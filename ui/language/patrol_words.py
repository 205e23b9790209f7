"""Patrol focus in words: what has become of an area, and what does not fit; for window and command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import isinf, isnan
from typing import TYPE_CHECKING

from layers.say import sentence
from layers.themes.reach_told import ways_told
from mapper.analysis.patrol.conflicts import Conflict
from mapper.analysis.patrol.outcomes import Outcome
from mapper.names import name_of
from mapper.project import Project
from ui.language.messages import Messages

if TYPE_CHECKING:
    from mapper.analysis.patrol.incident_changes import IncidentChange, ZoneChange
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


def ratio_words(zone: "ZoneChange") -> str:
    """How many times as often a day as before, with what fits with the counts (95 %)."""
    if isnan(zone.ratio):
        return "—"
    ratio, low, high = (
        "∞" if isinf(value) else f"{value:,.2f}" for value in (zone.ratio, zone.ratio_low, zone.ratio_high)
    )
    return f"{ratio} [{low}, {high}]"


def not_compared_words(say: Messages, change: "IncidentChange") -> str:
    """Why incidents of a kind are not compared."""
    return say(
        "focus.change.lacks", table=say(f"table.{change.table}"), why=[sentence(w, say) for w in change.not_compared]
    )


def change_words(say: Messages, change: "IncidentChange") -> str:
    """Incidents of a kind before and during, in the area, around it and in the rest."""
    if change.not_compared:
        return not_compared_words(say, change)
    zones = [
        say(
            f"focus.change.zone_line{'.few' if one.base_small else ''}",
            zone=say(f"focus.change.zone.{one.zone}", metres=change.ring_m),
            before=one.before,
            now=one.now,
            ratio=ratio_words(one),
        )
        for one in change.zones
    ]
    return say("focus.change.line", table=say(f"table.{change.table}"), zones=zones)


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


def plan_told(say: Messages, plan: "PatrolPlan") -> list[str]:
    """What a proposal comes to beside the best choice and the simple rule, and what of it is not as it should be."""
    told = [
        say(
            "patrol.told",
            places=len(plan.places),
            used=plan.minutes_used,
            available=plan.minutes_available,
            worth=plan.objective,
            bound=plan.bound,
            gap=plan.gap,
            greedy=plan.greedy_objective,
        )
    ]
    wide = sum(place.is_wide for place in plan.places)
    for code, count in (("alone", plan.alone), ("unvisited", plan.unvisited), ("wide", wide)):
        if count:
            told.append(say(f"patrol.told.{code}", count=count))
    return told
