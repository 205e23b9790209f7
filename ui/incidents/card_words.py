"""What the card of an incident says, in words; each with whether it is alarming where that can be."""

from collections.abc import Sequence
from datetime import date

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.edits.steps import Refusals
from mapper.project import Project
from ui.incidents.incident_facts import IncidentFacts, StageFact, TakenStep
from ui.language.clock_words import clock_words, span_words
from ui.language.incident_words import stage_word, state_word, step_word
from ui.language.language import Language
from ui.language.messages import capitalised


def what_line(say: Language, facts: IncidentFacts) -> str:
    """Which it is: table, number, where it came from, how grave."""
    row = facts.row
    told = [say(f"table.{row.table}"), *([] if KIND_OF[row.table].coarse else [row.key])]
    told += [say.choice(row.table, column, value) for column, value in facts.details.items()]
    return say("window.dot_joint").join(told)


def place_line(say: Language, facts: IncidentFacts) -> str:
    """Its unit and station, or why none owns it; an approximate place is called so."""
    row = facts.row
    place = [row.unit or say(f"exception.{row.exception}"), *([facts.station] if facts.station else [])]
    if facts.approximate:
        place.append(say("card.approximate"))
    return say("window.dot_joint").join(place)


def state_line(say: Language, facts: IncidentFacts, day: date) -> tuple[str, bool]:
    """Its state on the day, and since when."""
    row, kind = facts.row, KIND_OF[facts.row.table]
    if not facts.begun:
        return say("card.not_begun", day=say.day(day)), False
    state = state_word(say, row.table, row.state)
    if kind.coarse:
        when = "—" if row.since is None else say("case.hour", day=row.since.date(), hour=f"{row.since:%H}")
        return say("window.dot_joint").join((state, when)), False
    alarm = row.state in kind.urgent
    if facts.closed:
        at = next((s.at for s in facts.stages if _ends(kind, s.code)), None)
        return say("card.closed", state=state, day="—" if at is None else say.day(at.date())), False
    code = "card.open" if facts.came_back is None else "card.back_again"
    back = None if facts.came_back is None else facts.came_back.date()
    return say(code, state=state, days="—" if row.days is None else f"{row.days:,}", back=back), alarm


def clock_line(say: Language, facts: IncidentFacts, day: date) -> tuple[str, bool]:
    """What it has to reach next and by when; empty for a kind without a loop."""
    if not facts.stages:
        return "", False
    if facts.next is None:
        return say("card.nothing_due"), False
    stage = stage_word(say, facts.row.table, facts.next)
    if facts.due is None or facts.hours_left is None:
        return say("card.next", stage=stage, clock=say("clock.unknown")), False
    return say("card.next", stage=stage, clock=clock_words(say, facts.due, facts.hours_left, day)), facts.late


def owner_line(say: Language, facts: IncidentFacts, project: Project) -> tuple[str, bool]:
    """Who has it; that an owner is not there, or who should have it by its rule, is alarming while it is open."""
    kind = KIND_OF[facts.row.table]
    column = kind.owner or kind.handler
    if column is None:
        return "", False
    words = say(f"fills.{facts.row.table}.{column}")
    who = "—" if facts.owner is None else _value_word(say, kind, column, facts.owner, project)
    if facts.instead:
        return misrouted_words(say, kind, facts.owner, facts.instead), not facts.closed
    if facts.owned:
        return say("card.owner", words=words, who=who), False
    state = say(f"owner.{facts.owner_state}")
    told = state if facts.owner is None else say("card.not_there", who=who, state=state)
    return say("card.owner", words=words, who=told), not facts.closed


def misrouted_words(say: Language, kind: IncidentKind, handler: str | None, instead: Sequence[str]) -> str:
    """Who has an incident, and who should by the rule of its category."""
    column = str(kind.handler)
    told = {"words": say(f"fills.{kind.table}.{column}"), "who": say.choice(kind.table, column, handler)}
    return say("card.misrouted", **told, rule=[say.choice(kind.table, column, one) for one in instead])


def stage_lines(
    say: Language, facts: IncidentFacts, refusals: Refusals | None
) -> list[tuple[StageFact, str, str, bool, str]]:
    """For each stage: its name, what is said of it, whether that is alarming, and why it could not be reached now.

    ``refusals`` says the last; None where the incident is there no more.
    """
    lines, kind = [], KIND_OF[facts.row.table]
    for stage in facts.stages:
        text, alarm = _stage_words(say, facts, stage)
        tip = "" if refusals is None else _why_not(say, kind, refusals, stage)
        lines.append((stage, capitalised(stage_word(say, facts.row.table, stage.code)), text, alarm, tip))
    return lines


def history_line(say: Language, table: str, taken: TakenStep, project: Project) -> str:
    """When, what, as what, with what; its note last."""
    kind = KIND_OF[table]
    step = kind.step(taken.step)
    told = [say.moment(taken.at), step_word(say, table, taken.step)]
    if taken.value is not None and step is not None and step.fills is not None:
        told.append(_value_word(say, kind, step.fills, taken.value, project))
    if taken.role is not None:
        told.append(say.choice("steps", "role", taken.role))
    if taken.note is not None:
        told.append(taken.note)
    return say("window.dot_joint").join(told)


def _stage_words(say: Language, facts: IncidentFacts, stage: StageFact) -> tuple[str, bool]:
    if stage.state == "passed":
        return say("card.passed"), False
    if stage.state == "ahead":
        return "", False
    if stage.state == "next":
        if facts.due is None or facts.hours_left is None:
            return say("clock.unknown"), False
        return say("clock.due_then", due=facts.due), facts.late
    told = [say("card.undated") if stage.at is None else say.moment(stage.at)]
    if stage.hours_late:
        told.append(say("card.late", span=span_words(say, stage.hours_late)))
    if stage.taken is not None:
        told += [] if stage.taken.role is None else [say.choice("steps", "role", stage.taken.role)]
        told += [] if stage.taken.note is None else [stage.taken.note]
    return say("window.dot_joint").join(told), False


def _why_not(say: Language, kind: IncidentKind, refusals: Refusals, stage: StageFact) -> str:
    step = kind.step_to(stage.code)
    if step is None or stage.state in ("done", "current"):
        return ""
    refused = refusals.of(step)
    return "" if refused is None else say.error(refused)


def _value_word(say: Language, kind: IncidentKind, column: str, value: str, project: Project) -> str:
    if column != kind.owner:
        return say.choice(kind.table, column, value)
    name = project.officers["display_name"].get(value)
    return name if isinstance(name, str) and name else value


def _ends(kind: IncidentKind, code: str) -> bool:
    return any(stage.code == code and stage.date == kind.ended for stage in kind.stages)
