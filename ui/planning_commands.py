"""The subcommands that plan: who takes which vacant seat, and beats of even load."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from datetime import date

from mapper.analysis.balance import Balance
from mapper.analysis.beats import Beats
from mapper.analysis.beats_change import BeatsChange
from mapper.analysis.contiguity import Link
from mapper.analysis.proposal import Proposal
from mapper.analysis.staffing import StaffingPlan
from mapper.project import Project
from ui.commands import print_json, read_project
from ui.messages import Messages


def staff(asked: Namespace, say: Messages) -> int:
    """Who should fill which vacant seat."""
    from mapper.analysis.staffing import staffing_plan

    project = read_project(asked.project)
    plan = staffing_plan(project, asked.as_of or project.as_of, asked.posts)
    if asked.json:
        print_json(plan.as_json())
        return 0
    for line in plan.proposals:
        print(proposal_sentence(say, project, line))
    _tell_plan(say, project, plan)
    return 0


def proposal_sentence(say: Messages, project: Project, line: Proposal) -> str:
    """One line of a plan: which unit, who, until when, why, and the officer's load before and after."""
    distance = line.values.get("distance_m")
    way = say("staffing.unknown_distance") if distance is None else f"{distance / 1000:.1f} km"
    if line.is_post:
        officer = say("staffing.post", number=line.officer_id.rpartition("-")[2])
    else:
        name = project.officers["display_name"].get(line.officer_id)
        officer = f"{name if isinstance(name, str) else ''}[{line.officer_id}]"
    return say(
        "staffing.line" if line.until is None else "staffing.line_until",
        unit=unit_name(project, line.community_code),
        officer=officer,
        kind=say(f"staffing.kind.{'relief' if line.reason == 'relief' else line.kind}"),
        until=line.until,
        reason=say(f"staffing.reason.{line.reason}", distance=way),
        share_before=_percent(line.values.get("share_before")),
        share_after=_percent(line.values.get("share_after")),
    )


def _tell_plan(say: Messages, project: Project, plan: StaffingPlan) -> None:
    if plan.extra_posts:
        print(say("cli.staff.posts", extra_posts=plan.extra_posts, posts_used=plan.posts_used))
    for when, figures in (("before", plan.outcome.balance_before), ("after", plan.outcome.balance_after)):
        if figures.variation is not None:
            print(say("cli.staff.balance", when=say(f"when.{when}"), **_told(figures)))
    if plan.outcome.still_vacant:
        print(say("cli.staff.still", units=[unit_name(project, code) for code in plan.outcome.still_vacant]))
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
    from mapper.analysis.beats import divide
    from mapper.analysis.beats_change import beats_change
    from mapper.analysis.load import unit_load
    from mapper.edits.beats import beat_names, beats_so_far

    project = read_project(asked.project)
    as_of, so_far = asked.as_of or project.as_of, beats_so_far(project)
    amounts = unit_load(project, as_of)["minutes"] if asked.balance == "load" else None
    found = divide(project, asked.count, asked.station, asked.balance, so_far, amounts=amounts)
    names = beat_names(project, found, beat_prefix(project, asked.station))
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
            print(say("cli.beats.balance", when=say(f"when.{when}"), **_told(figures)))
    print(say("cli.beats.done", deviation=found.max_deviation, bound=found.bound, gap=found.gap))
    return 0


def beat_prefix(project: Project, station_code: str | None) -> str:
    """What names of new beats of a station begin with."""
    if station_code is None:
        return ""
    name = project.stations["name"].get(station_code)
    return f"{name if isinstance(name, str) and name else station_code}-"


def beats_basis(say: Messages, found: Beats, as_of: date) -> dict[str, object]:
    """What a division counts, out of what, and what it takes for nothing: the values of ``beats.note``."""
    return {
        "as_of": as_of, "units": len(found.graph.codes), "mean": found.mean, "unit": say(f"beats.unit.{found.basis}"),
        "unknown": sum(not amount for amount in found.question.amounts), "border": found.border_m / 1000,
    }  # fmt: skip


def beats_change_notes(say: Messages, project: Project, change: BeatsChange, amounts: bool = True) -> list[str]:
    """What changes against the beats so far: which beats go, which units change hands; with ``amounts`` who gains."""
    if not change.before:
        return []
    differences = [
        say("beats.change.gain", beat=name, difference=amount - change.before[name])
        for name, amount in change.after.items()
        if name in change.before
    ]
    new = [
        say("beats.change.new", beat=name, amount=amount)
        for name, amount in change.after.items()
        if name not in change.before
    ]
    gone = [say("beats.change.gone", beat=name, amount=amount) for name, amount in change.dissolved.items()]
    moved = [say("beats.change.unit", unit=unit_name(project, code), old=old, new=to) for code, old, to in change.moved]
    return [
        *([say("beats.change.amounts", differences=[*differences, *new])] if amounts else []),
        *([say("beats.change.dissolved", beats=gone)] if gone else []),
        *([say("beats.change.moved", count=len(moved), moved=moved)] if moved else []),
        *([say("beats.change.without", count=change.without)] if change.without else []),
    ]


def beats_notes(say: Messages, project: Project, found: Beats) -> list[str]:
    """What was done to the land so that it could be divided."""

    def told(code: str, link: Link) -> str:
        one, other = (unit_name(project, unit) for unit in link.units)
        return say(code, one=one, other=other, length_m=link.length_m)

    graph = found.graph
    return [
        *(told("beats.joined", link) for link in graph.joined),
        *(told("beats.reopened", link) for link in graph.reopened),
        *([say("beats.barred", borders=len(graph.barred))] if graph.barred else []),
    ]


def unit_name(project: Project, code: str) -> str:
    """A unit's name, its code where it has none."""
    name = project.communities["name"].get(code)
    return name if isinstance(name, str) and name else code


def _told(figures: Balance) -> dict[str, object]:
    """The figures of a balance; a ratio that there is none of (the smallest is 0) as a dash."""
    ratio = figures.largest_to_smallest
    return {**figures.as_json(), "ratio": "—" if ratio is None else f"{ratio:.2f}"}


def _percent(share: object) -> str:
    return f"{share:.0%}" if isinstance(share, float) else "—"


BY_NAME: Mapping[str, Callable[[Namespace, Messages], int]] = {"staff": staff, "beats": beats}
