"""Staffing plans and divisions into beats, in sentences."""

from datetime import date

from layers.say import Say
from mapper.analysis.load.balance import Balance
from mapper.edits.proposal import Proposal
from mapper.names import name_of
from mapper.planning.beats.change import BeatsChange
from mapper.planning.beats.contiguity import Link
from mapper.planning.beats.division import Beats
from mapper.project import Project


def proposal_sentence(say: Say, project: Project, line: Proposal) -> str:
    """One line of a plan: which unit, who, until when, why, and the officer's load before and after."""
    if line.is_post:
        officer = say("staffing.post", number=line.officer_id.rpartition("-")[2])
    else:
        name = name_of(project.officers, line.officer_id)
        officer = name if name == line.officer_id else f"{name}[{line.officer_id}]"
    return say(
        "staffing.line" if line.until is None else "staffing.line_until",
        unit=unit_name(project, line.community_code),
        officer=officer,
        kind=proposal_kind(say, line),
        until=line.until,
        reason=proposal_reason(say, line),
        share_before=_percent(line.values.get("share_before")),
        share_after=_percent(line.values.get("share_after")),
    )


def proposal_kind(say: Say, line: Proposal) -> str:
    """In which way the officer has the seat: fills it, acts in it, joins, or is to be asked back from loan."""
    kind = "relief" if line.reason == "relief" else "recall" if line.is_recall else line.kind
    return say(f"staffing.kind.{kind}")


def proposal_reason(say: Say, line: Proposal) -> str:
    """Why this officer for this seat."""
    told: dict[str, object] = {"distance": kilometres(line, say("staffing.unknown_distance"))}
    if line.is_recall:
        told |= {"host": line.values.get("loan_host"), "ends": line.values.get("loan_ends")}
    return say(f"staffing.reason.{line.reason}", **told)


def kilometres(line: Proposal, unknown: str = "—") -> str:
    """How far the officer is from the seat, in words."""
    metres = line.values.get("distance_m")
    return unknown if metres is None else f"{metres / 1000:.1f} km"


def balance_figures(figures: Balance) -> dict[str, str]:
    """How evenly work is divided, as it is written; a dash where there is nothing to compare."""
    texts = {
        name: "—" if value is None else f"{value:{form}}"
        for name, value, form in (
            ("variation", figures.variation, ".3f"),
            ("largest_to_smallest", figures.largest_to_smallest, ".2f"),
            ("gini", figures.gini, ".3f"),
        )
    }
    return texts | {"beyond_band": f"{figures.beyond_band} / {figures.count}" if figures.count else "—"}


def beat_prefix(project: Project, station_code: str | None) -> str:
    """What names of new beats of a station begin with."""
    if station_code is None:
        return ""
    return f"{name_of(project.stations, station_code)}-"


def beats_basis(say: Say, found: Beats, as_of: date) -> dict[str, object]:
    """What a division counts, out of what, and what it takes for nothing: the values of ``beats.note``."""
    return {
        "as_of": as_of, "units": len(found.graph.codes), "mean": found.mean, "unit": say(f"beats.unit.{found.basis}"),
        "unknown": sum(not amount for amount in found.question.amounts), "border": found.border_m / 1000,
    }  # fmt: skip


def beats_change_notes(say: Say, project: Project, change: BeatsChange, amounts: bool = True) -> list[str]:
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


def beats_notes(say: Say, project: Project, found: Beats) -> list[str]:
    """What was done to the land so that it could be divided."""

    def told(code: str, link: Link) -> str:
        one, other = (unit_name(project, unit) for unit in link.units)
        return say(code, one=one, other=other, length_m=link.length_m)

    graph = found.graph
    return [
        *(told("beats.joined", link) for link in graph.joined),
        *(told("beats.reopened", link) for link in graph.reopened),
        *([say("beats.barred", borders=len(graph.barred))] if graph.barred else []),
        *([say("beats.locked", beats=list(found.locked))] if found.locked else []),
    ]


def unit_name(project: Project, code: str) -> str:
    """A unit's name, its code where it has none."""
    return name_of(project.communities, code)


def _percent(share: object) -> str:
    return f"{share:.0%}" if isinstance(share, float) else "—"
