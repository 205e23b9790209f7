"""``room``: what the command room asks – what came in, what is due before midnight, what nobody has, what was sent."""

from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from mapper.analysis.cooperation.dispatch import median_receipt_hours
from mapper.analysis.todo_lists import FOCUS, Entry
from mapper.day.day import Day
from mapper.errors import InputError
from mapper.store.store import read_project
from ui.cli.output import print_json
from ui.cli.scope import day_asked, scope_json, tell_scope
from ui.language.incident_words import stage_word
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
        raise InputError("since_later", since=f"{since:%Y-%m-%d %H:%M}", as_of=day.as_of)
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
    yield say("room.title", since=f"{since:%Y-%m-%d %H:%M}", last=day.as_of)
    yield say("room.came_in", count=len(came_in))
    for one in came_in:
        again = say("room.again") if one.again else ""
        yield say("room.one_in", table=say(f"table.{one.table}"), key=one.key, at=f"{one.at:%m-%d %H:%M}", again=again)
    for code, entries in (("due", todo.due_before_midnight), ("without_owner", todo.without_owner)):
        yield say(f"room.{code}", count=len(entries))
        yield from (_entry_line(entry, say) for entry in entries)
    yield say("room.handovers_due", count=len(day.handovers_due))
    for due in day.handovers_due:
        yield say(f"room.{due.what}_due", key=due.key, until=f"{due.until:%m-%d %H:%M}")
    received = sum(one.received_at is not None for one in sent)
    hours = median_receipt_hours(sent)
    median = None if hours is None else f"{hours:.1f}"
    yield say("room.sent", count=len(sent), received=received, hours=median)
    for one_sent in sent:
        moments = {
            name: None if at is None else f"{at:%m-%d %H:%M}"
            for name, at in (("sent", one_sent.sent_at), ("received", one_sent.received_at))
        }
        told = {"table": say(f"table.{one_sent.table}"), "incident": one_sent.incident, "receiver": one_sent.receiver}
        direction = say.choice("handovers", "direction", one_sent.direction)
        result = say.choice("handovers", "result", one_sent.result)
        yield say("room.one_sent", key=one_sent.key, direction=direction, result=result, **told, **moments)


def _entry_line(entry: Entry, say: Messages) -> str:
    coming = None if entry.table == FOCUS else stage_word(say, entry.table, entry.next)
    body = None if entry.body is None else say.choice("disputes", "handler", entry.body)
    told = {"table": say(f"table.{entry.table}"), "key": entry.key, "next": coming, "due": entry.due}
    return say("room.entry", **told, whose=entry.officer_id or body)
