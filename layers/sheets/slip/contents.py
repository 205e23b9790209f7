"""What a slip says, in codes: whose it is, and what is to be done in which order."""

from dataclasses import replace
from datetime import date

import pandas as pd

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.todo_lists import FOCUS, SECTIONS, SEVERAL, Entry, Whose
from mapper.day.day import Day
from mapper.lazy_dataclass import dataclass
from mapper.message import Message, ShortDay
from mapper.names import name_of


@dataclass(frozen=True)
class SlipLine:
    """One thing to be done.

    Attributes
    ----------
    step, what
        What is to be done, and with what.
    place
        The unit's name; of a focus area how often and how long.
    key
        The number by which every list and platform knows it.
    due
        By when, or how late it is.
    late
        Whether its day is over.
    below
        What stands in lines of their own under it: what to mend in a focus area, in a list of several who has it.
    """

    step: Message
    what: Message
    place: str | Message
    key: str
    due: Message
    late: bool = False
    below: tuple[Message, ...] = ()


@dataclass(frozen=True)
class SlipSection:
    """Things of one of :data:`~mapper.analysis.todo_lists.SECTIONS`, in their order."""

    code: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class Slip:
    """A slip of a day.

    Attributes
    ----------
    title, facts
        Whose it is; of an officer, number, role and station too, and whether the officer is away.
    units, answers_for
        Units that the officer holds, and those that the officer has beside them.
    sections
        Those that have any line.
    data_date, notice, place
        The day that the data are of, what is to be known of them, and the district's name.
    heading
        Code of its heading, which says whose it is.
    paper
        The size that it is printed on.
    """

    whose: Whose
    as_of: date
    title: Message
    facts: tuple[Message, ...]
    units: tuple[str, ...]
    answers_for: tuple[str, ...]
    sections: tuple[SlipSection, ...]
    data_date: date | None
    notice: str
    place: str
    heading: str = "slip.title"
    paper: str = "A4"

    @property
    def count(self) -> int:
        return sum(len(section.lines) for section in self.sections)


def slip_of(day: Day, whose: Whose) -> Slip:
    """The slip of a list; of an officer it has the officer's units too."""
    about = day.project.about
    numbers = day.focus_numbers
    # Focus areas in the order of the map's numbers, others as the list has them.
    entries = sorted(day.todo.of(whose), key=lambda entry: numbers.get(entry.key, 0) if entry.table == FOCUS else 0)
    several = whose.kind in SEVERAL
    lines = {s: tuple(slip_line(day, e, several) for e in entries if e.section == s) for s in SECTIONS}
    units, answers_for = _units(day, whose.key) if whose.kind == "officer" else ((), ())
    return Slip(
        whose=whose,
        as_of=day.as_of,
        title=whose_words(day, whose),
        facts=_facts(day, whose.key) if whose.kind == "officer" else (),
        units=units,
        answers_for=answers_for,
        sections=tuple(SlipSection(code, found) for code, found in lines.items() if found),
        data_date=day.data_date,
        notice=about.notice,
        place=about.title,
        paper=about.practice.slip_paper,
    )


def whose_words(day: Day, whose: Whose) -> Message:
    """Whose a list is."""
    if whose.kind == "officer":
        return Message("todo.of.officer", {"name": name_of(day.project.officers, whose.key)})
    if whose.kind == "body":
        return Message("todo.of.body", {"name": Message(f"choice.disputes.handler.{whose.key}")})
    return Message(f"todo.of.{whose.kind}")


def _facts(day: Day, officer_id: str) -> tuple[Message, ...]:
    officers = day.roll
    role, station = officers.at[officer_id, "role"], officers.at[officer_id, "station_code"]
    facts = [Message("slip.number", {"number": officer_id}), Message(f"choice.officers.role.{role}")]
    if isinstance(station, str):
        facts.append(Message("slip.station", {"name": name_of(day.project.stations, station)}))
    status = day.status[officer_id]
    if status != "on_duty":
        facts.append(Message("slip.away", {"status": Message(f"choice.officers.status.{status}")}))
    return tuple(facts)


def _units(day: Day, officer_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the units whose seat or beat the officer has, and of others that come to the officer in turn."""
    seats, villages, units = day.coverage.seats, day.responsible, day.project.communities
    holders = zip(seats.index, seats["officer_ids"], seats["away_ids"], strict=True)
    held = [str(code) for code, here, away in holders if officer_id in here or officer_id in away]
    beats = villages["officer_ids"][villages["through"] == "beat"]
    held += [str(code) for code, ids in beats.items() if officer_id in ids and code not in held]
    kept = sorted(code for code, keeper in day.unit_keepers.items() if keeper == officer_id and code not in held)
    return tuple(name_of(units, code) for code in held), tuple(name_of(units, code) for code in kept)


def slip_line(day: Day, entry: Entry, several: bool) -> SlipLine:
    """An entry as a line; of a list of several owners it says whose it is."""
    line = _visit(day, entry) if entry.table == FOCUS else _incident(day, entry)
    return replace(line, below=(owner_message(day, entry),)) if several else line


def owner_message(day: Day, entry: Entry) -> Message:
    """Who has it."""
    if entry.officer_id is None and entry.body is None:
        return Message("todo.of.nobody")
    kind, key = ("officer", entry.officer_id) if entry.officer_id is not None else ("body", entry.body)
    return whose_words(day, Whose(kind, str(key)))


def _incident(day: Day, entry: Entry) -> SlipLine:
    what, place = incident_told(day, entry.table, entry.key)
    return SlipLine(
        step=step_message(entry),
        what=came_back(what, entry),
        place=place,
        key=entry.key,
        due=due_message(entry, day.as_of),
        late=entry.days_late > 0,
    )


def incident_told(day: Day, table: str, key: str) -> tuple[Message, str | Message]:
    """What an incident is about, and the name of its unit, or why it has none."""
    row = day.project.table(table).loc[key]
    category, severity = row[KIND_OF[table].category], row.get("severity")
    values = {
        "table": Message(f"table.{table}"),
        "category": Message(f"choice.{table}.category.{category}") if isinstance(category, str) else "—",
    }
    if isinstance(severity, str):
        values["severity"] = Message(f"choice.{table}.severity.{severity}")
    unit, exception = day.owned(table).loc[key, ["community_code", "exception"]]
    nowhere = Message(f"exception.{exception}") if isinstance(exception, str) else "—"
    place = name_of(day.project.communities, unit) if isinstance(unit, str) else nowhere
    return Message("slip.hazard" if "severity" in values else "slip.incident", values), place


def came_back(what: str | Message, entry: Entry) -> Message:
    """What an entry is about, and how often it came back where it did."""
    if entry.returned:
        what = Message("todo.returned", {"what": what, "times": entry.returned})
    return Message("todo.came_back" if entry.came_back else "todo.about", {"what": what, "times": entry.came_back})


def _visit(day: Day, entry: Entry) -> SlipLine:
    focus = day.project.focus_areas.loc[entry.key]
    number, task = day.focus_numbers[entry.key], focus["prevention_task"]
    visits, minutes = (None if pd.isna(focus[name]) else int(focus[name]) for name in ("visits", "minutes"))
    return SlipLine(
        step=step_message(entry),
        what=Message("slip.focus", {"number": number, "reason": focus["reason"]}),
        place=Message("slip.visits", {"visits": visits, "minutes": minutes}),
        key=entry.key,
        due=Message("slip.from_to", {"first": f"{focus['starts']:%H:%M}", "last": f"{focus['ends']:%H:%M}"})
        if focus["starts"].date() == focus["ends"].date() == day.as_of
        else due_message(entry, day.as_of),
        below=(Message("slip.task", {"task": task}),) if isinstance(task, str) and task else (),
    )


def step_message(entry: Entry) -> Message:
    """What is to be done, with the role where it is not that of whoever has the list."""
    if entry.table == FOCUS:
        return Message("todo.visit")
    if entry.step is None:
        return Message("todo.no_step")
    words = Message(f"step.{entry.table}.{entry.step}")
    own = "officer" if entry.officer_id is not None else "partner" if entry.body is not None else entry.role
    if entry.role in (None, own):
        return words
    return Message("todo.step_as", {"step": words, "role": Message(f"choice.steps.role.{entry.role}")})


def due_message(entry: Entry, as_of: date) -> Message:
    """By when, or how late."""
    if entry.due is None:
        return Message("todo.undated")
    values = {"day": ShortDay(entry.due) if entry.due.year == as_of.year else entry.due}
    if entry.days_late:
        return Message("todo.late", values | {"days": f"{entry.days_late:,}"})
    return Message("todo.today") if entry.due == as_of else Message("todo.due", values)
