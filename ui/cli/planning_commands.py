"""The subcommands that plan: who takes which vacant seat, and beats of even load."""

from argparse import Namespace
from collections.abc import Sequence

from mapper.day.scope import ScopedDay
from mapper.planning.staffing.plan import PartOfPlan, StaffingPlan
from mapper.project import Project
from mapper.store.store import read_project
from ui.cli.output import print_json
from ui.cli.own_project import speak_for
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.messages import Messages
from ui.language.plan_sentences import (
    balance_figures,
    beat_prefix,
    beats_basis,
    beats_change_notes,
    beats_notes,
    proposal_sentence,
    unit_name,
)


def staff(asked: Namespace, say: Messages) -> int:
    """Who should fill which vacant seat; of a part, what the plan of the whole district brings its seats."""
    from mapper.planning.staffing.plan import staffing_plan

    project = read_project(asked.project)
    day = day_asked(asked, project, say)
    plan = staffing_plan(project, day.as_of, asked.posts)
    part = PartOfPlan.of(plan, day.project.communities.index)
    if asked.json:
        print_json(scope_json(day) | plan.as_json() | part.as_json())
        return 0
    tell_scope(day, say)
    for line in part.proposals:
        print(proposal_sentence(say, project, line))
    if isinstance(day, ScopedDay):
        _tell_still(say, project, part.still_vacant)
        print(say("cli.staff.part", as_of=plan.as_of, before=part.vacant_before, after=part.vacant_after))
    else:
        _tell_plan(say, project, plan)
    return 0


def _tell_still(say: Messages, project: Project, codes: Sequence[str]) -> None:
    if codes:
        print(say("cli.staff.still", units=[unit_name(project, code) for code in codes]))


def _tell_plan(say: Messages, project: Project, plan: StaffingPlan) -> None:
    if plan.extra_posts:
        print(say("cli.staff.posts", extra_posts=plan.extra_posts, posts_used=plan.posts_used))
    for when, figures in (("before", plan.outcome.balance_before), ("after", plan.outcome.balance_after)):
        if figures.variation is not None:
            print(say("cli.staff.balance", when=say(f"when.{when}"), count=figures.count, **balance_figures(figures)))
    _tell_still(say, project, plan.outcome.still_vacant)
    print(
        say(
            "cli.staff.done",
            as_of=plan.as_of,
            vacant_before=plan.outcome.vacant_before,
            vacant_after=plan.outcome.vacant_after,
            bound=plan.bound,
            gap=plan.gap,
        )
    )


def beats(asked: Namespace, say: Messages) -> int:
    """Contiguous beats of even load."""
    from mapper.day.day import Day
    from mapper.edits.beats import beats_so_far
    from mapper.planning.beats.change import beats_change
    from mapper.planning.beats.division import divide
    from mapper.planning.beats.names import beat_names
    from mapper.scope import find_station

    project = read_project(asked.project)
    speak_for(project, say)
    as_of, so_far = asked.as_of or project.as_of, beats_so_far(project)
    amounts = Day(project, as_of).unit_load["minutes"] if asked.balance == "load" else None
    station = asked.station
    if station is not None and not (project.communities["station_code"] == station).any():
        station = find_station(project, station)
    found = divide(project, asked.count, station, asked.balance, so_far, amounts=amounts)
    names = beat_names(project, found, beat_prefix(project, station))
    change = beats_change(found, names, so_far)
    if asked.json:
        print_json({"as_of": as_of.isoformat()} | found.as_json() | change.as_json())
        return 0
    unit = say(f"beats.unit.{asked.balance}")
    print(say("beats.note", **beats_basis(say, found, as_of)))
    for beat in found.beats:
        members = [unit_name(project, code) for code in beat.units]
        deviation = (beat.amount - found.mean) / found.mean
        print(
            say("cli.beats.line", beat=beat.number, amount=beat.amount, unit=unit, deviation=deviation, units=members)
        )
    for note in (*beats_notes(say, project, found), *beats_change_notes(say, project, change)):
        print(note)
    for when, figures in (("before", change.balance_before), ("after", change.balance_after)):
        if figures.variation is not None:
            print(say("cli.beats.balance", when=say(f"when.{when}"), count=figures.count, **balance_figures(figures)))
    print(say("cli.beats.done", deviation=found.max_deviation, bound=found.bound, gap=found.gap))
    return 0
