"""``officer``: one officer comes or goes, from the command line; what it does is told before it is done."""

from argparse import Namespace
from typing import Any

from mapper.day.day import Day
from mapper.edit import editor
from mapper.edits.personnel import CHANGE_OF, Particulars, personnel_change
from mapper.effect import Effect
from mapper.effects.personnel import personnel_effect
from mapper.errors import InputError
from mapper.planning.staffing.covers import covers_of, covers_proposed
from mapper.scope import find_station
from mapper.store.store import open_store
from ui.cli.output import print_json
from ui.cli.own_project import speak_for
from ui.language.messages import Messages
from ui.language.personnel_words import effect_lines, empty_seat_words
from ui.language.plan_sentences import proposal_sentence
from ui.language.sentences import edit_sentence


def officer(asked: Namespace, say: Messages) -> int:
    """Told, then done in one transaction, or refused with the reason; ``--dry-run`` only tells."""
    from mapper.analysis.seats.history import seats_emptied

    kind = CHANGE_OF.get(asked.change)
    if kind is None:
        raise InputError("change_unknown", change=asked.change, known=list(CHANGE_OF))
    store = open_store(asked.project)
    try:
        project = store.project
        speak_for(project, say)
        day = Day(project, project.as_of)
        told = Particulars(
            starts=asked.first or project.as_of,
            ends=asked.until,
            station_code=None if asked.station is None else find_station(project, asked.station),
            community_code=asked.unit,
            host=asked.host,
            name=asked.name,
            role=asked.role,
            fte=asked.fte,
        )
        alone = personnel_change(kind, asked.id, told)(project)
        seats = seats_emptied(project, alone, told.starts)
        covered = covers_proposed(alone, seats, day.unit_load["minutes"], leaving=asked.id)
        covers, lines = covers_of(covered) if asked.cover else (), [line for _, line in covered]
        edit = personnel_change(kind, asked.id, told, covers)
        after = edit(project)
        left = seats_emptied(project, after, told.starts)
        effect = personnel_effect(day, after, asked.id, told.starts)
        if not asked.dry_run:
            store.write(edit, editor())
    finally:
        store.close()
    if asked.json:
        document: dict[str, Any] = dict(edit.values) | {
            "seats_emptied": [_seat_json(seat) for seat in seats],
            "seats_left_empty": [_seat_json(seat) for seat in left],
            "covers_proposed": [line.as_json() for line in lines],
            "effect": _effect_json(effect),
            "done": not asked.dry_run,
        }
        print_json(document)
        return 0
    for seat in seats:
        print(empty_seat_words(say, project, seat))
    for line in lines:
        print(say("cli.officer.cover_line", line=proposal_sentence(say, after, line)))
    for text in effect_lines(say, after, effect, seats, left, _percent):
        print(text)
    if not asked.dry_run:
        print(edit_sentence(say, edit, after))
    return 0


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{share:.0%}"


def _seat_json(seat: Any) -> dict[str, Any]:
    ends = None if seat.ends is None else seat.ends.isoformat()
    return {"community_code": seat.community_code, "from": seat.starts.isoformat(), "to": ends}


def _effect_json(effect: Effect) -> list[dict[str, Any]]:
    return [
        {"table": table, "measure": measure, "key": key, "before": change.before, "after": change.after}
        for (table, measure), rows in effect.rows.items()
        for key, change in rows.items()
    ]
