"""``room``: what the command room asks – what came in, what is due before midnight, what nobody has, what was sent."""

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import pandas as pd

from layers.say import sentence
from layers.sheets.slip.contents import due_message, incident_told, owner_message, slip_line, step_message
from layers.sheets.slip.layout import place_words
from mapper.analysis.cooperation.dispatch import Sent, median_receipt_hours
from mapper.analysis.incidents.arrivals import CameIn
from mapper.analysis.todo_lists import Entry
from mapper.dates import end_of
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.store.store import read_project
from ui.cli.output import print_json
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.clock_words import span_words
from ui.language.incident_words import receiver_word
from ui.language.messages import Messages

_ENTRY = (
    "table",
    "officer_id",
    "body",
    "unit_code",
    "stage",
    "next",
    "step",
    "role",
    "days_late",
    "returned",
    "handover",
)


def room(asked: Namespace, say: Messages) -> int:
    """All four, since a moment (the day's first, where none is told) to the end of the day."""
    day = day_asked(asked, read_project(asked.project), say)
    since = asked.since or datetime.combine(day.as_of, datetime.min.time())
    if since.date() > day.as_of:
        raise InputError("since_later", since=say.moment(since), as_of=day.as_of)
    if asked.json:
        print_json(scope_json(day) | _document(day, since))
        return 0
    tell_scope(day, say)
    for line in _lines(day, since, say):
        print(line)
    return 0


def _document(day: Day, since: datetime) -> dict[str, Any]:
    sent = day.sent(since)
    return {
        "as_of": day.as_of.isoformat(),
        "since": since.isoformat(timespec="minutes"),
        "came_in": [
            {"table": one.table, "id": one.key, "at": one.at.isoformat(), "again": one.again}
            for one in day.came_in(since)
        ],
        "due_before_midnight": [_entry(entry) for entry in day.todo.due_before_midnight],
        "handovers_due": [one._asdict() | {"until": one.until.isoformat()} for one in day.handovers_due],
        "without_owner": [_entry(entry) for entry in day.todo.without_owner],
        "sent": [one.as_json() for one in sent],
        "median_receipt_hours": median_receipt_hours(sent),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    told = {name: getattr(entry, name) for name in _ENTRY}
    return {"id": entry.key, **told, "due": entry.due.isoformat() if entry.due else None}


def _lines(day: Day, since: datetime, say: Messages) -> Iterator[str]:
    came_in, sent, todo = day.came_in(since), day.sent(since), day.todo
    yield say("room.title", since=say.moment(since), last=day.as_of)
    parts = Counter(one.table for one in came_in)
    kinds = [say("room.of_kind", table=say(f"table.{table}"), count=count) for table, count in sorted(parts.items())]
    again = sum(one.again for one in came_in)
    yield _heading(say, "came_in", len(came_in), kinds + ([say("room.of_again", count=again)] if again else []))
    entries = {(entry.table, entry.key): entry for entry in todo.entries}
    yield from (_came_in(day, one, entries.get((one.table, one.key)), say) for one in came_in)
    for code, listed, of_several in (
        ("due", todo.due_before_midnight, True),
        ("without_owner", todo.without_owner, False),
    ):
        late = sum(entry.days_late > 0 for entry in listed)
        yield _heading(say, code, len(listed), [say("room.of_late", count=late)] if late else [])
        yield from (_entry_line(day, entry, of_several, say) for entry in listed)
    yield _heading(say, "handovers_due", len(day.handovers_due))
    for due in day.handovers_due:
        row = day.project.handovers.loc[due.key]
        told = [say(f"room.{due.what}_due", until=_minute(due.until, day, say)), *_sent_to(day, due.key, row, say)]
        yield "  " + say("slip.dot").join(told)
    yield _heading(say, "sent", len(sent), _receipts(sent, say))
    yield from (_sent_line(day, one, say) for one in sent)


def _heading(say: Messages, code: str, count: int, parts: Sequence[str] = ()) -> str:
    """A blank line, and what the lines below are."""
    told = say(f"room.{code}", count=count)
    return "\n" + (say("room.parts", told=told, parts=say("window.list_joint").join(parts)) if parts else told)


def _came_in(day: Day, one: CameIn, entry: Entry | None, say: Messages) -> str:
    """When it came in, what and where it is, and what is to be done about it by whom."""
    told = [_minute(one.at, day, say), *_about(day, one.table, one.key, say)]
    if one.again:
        told.append(say("room.again"))
    if entry is None:
        told.append(say("room.done"))
    else:
        told += [
            sentence(step_message(entry), say),
            sentence(due_message(entry, day.as_of), say),
            _whose(day, entry, say),
        ]
    return "  " + say("slip.dot").join(told)


def _entry_line(day: Day, entry: Entry, of_several: bool, say: Messages) -> str:
    """What is to be done, by when; of a list of several owners by whom."""
    line = slip_line(day, entry, several=False)
    told = [sentence(line.step, say), sentence(line.what, say), place_words(line, say), line.key]
    told.append(sentence(line.due, say))
    return "  " + say("slip.dot").join(told + ([_whose(day, entry, say)] if of_several else []))


def _whose(day: Day, entry: Entry, say: Messages) -> str:
    """Who has it, an officer with the number that other commands take."""
    told = sentence(owner_message(day, entry), say)
    return told if entry.officer_id is None else say("room.officer", name=told, number=entry.officer_id)


def _about(day: Day, table: str, key: str, say: Messages) -> list[str]:
    what, place = incident_told(day, table, key)
    return [sentence(what, say), place if isinstance(place, str) else sentence(place, say), key]


def _sent_to(day: Day, key: str, row: "pd.Series[Any]", say: Messages) -> list[str]:
    """Which handover it is: in which direction, to whom, and of which incident."""
    direction, receiver = row["direction"], row["receiver"]
    receiver = receiver if isinstance(receiver, str) else None
    name = receiver_word(say, day.project, direction, receiver)
    if receiver not in (None, name):
        name = say("room.officer", name=name, number=receiver)
    table, incident = row["incident_table"], row["incident_id"]
    known = incident in day.project.table(table).index
    about = _about(day, table, incident, say) if known else [say(f"table.{table}"), incident]
    return [say.choice("handovers", "direction", direction), name, *about, key]


def _receipts(sent: tuple[Sent, ...], say: Messages) -> list[str]:
    """How many were received, and in which time half of them; none where nothing was sent."""
    received = [one for one in sent if one.received_at is not None]
    parts = [say("room.received_of", count=len(received))] if sent else []
    hours = median_receipt_hours(sent)
    if hours is not None:
        timed = sum(one.receipt_hours is not None for one in sent)
        parts.append(say("room.median", span=span_words(say, hours), count=timed))
    return parts


def _sent_line(day: Day, one: Sent, say: Messages) -> str:
    told = [_minute(one.sent_at, day, say), *_sent_to(day, one.key, day.project.handovers.loc[one.key], say)]
    if one.received_at is None:
        told.append(say("room.not_received"))
    else:
        told.append(say("room.was_received", at=_minute(one.received_at, day, say)))
    if one.answered_at is None:
        told.append(say("room.not_answered"))
    else:
        result = say("handover.no_result") if one.result is None else say.choice("handovers", "result", one.result)
        told.append(say("room.was_answered", at=_minute(one.answered_at, day, say), result=result))
    return "  " + say("slip.dot").join(told)


def _minute(at: datetime, day: Day, say: Messages) -> str:
    """A moment of the day's year without its year; the end of the day is its midnight, 24:00."""
    if at == end_of(day.as_of):
        return f"{say.day_in_figures(day.as_of, with_year=False)} 24:00"
    return say.moment(at, with_year=at.year != day.as_of.year)
