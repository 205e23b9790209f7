"""Which lists of what is to be done are offered, and what may be told with an entry: officers, handlers, outcomes."""

from collections.abc import Callable
from typing import TypeVar

from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.todo_lists import Entry, Todo, Whose
from mapper.edits.steps import choices_of
from ui.incidents.step_offers import by_rule
from ui.language.language import Language
from ui.session.rows import Figures
from ui.session.view_state import Row

MOST_OFFICERS = 24  # what a menu can show without scrolling; others are in the list of incidents


NOBODY = Whose("nobody")
MIDNIGHT, CAME_IN = Whose("midnight"), Whose("came_in")
SENT = Whose("sent")  # what was handed over, which is done by whoever has it: no list of entries


Answer = TypeVar("Answer")
KnownOf = dict[Row, tuple[Entry, Answer]]


def once(known: KnownOf[Answer], entry: Entry, ask: Callable[[Row], Answer]) -> Answer:
    """What was worked out of an entry; one that an edit left alone is the same object after it, and not asked again."""
    row = entry.table, entry.key
    if row not in known or known[row][0] is not entry:
        known[row] = entry, ask(row)
    return known[row][1]


def lists_offered(todo: Todo) -> list[Whose]:
    """Lists that may be chosen: those of all, of other bodies, and of officers, the fullest of overdue first."""
    overdue = todo.late_of_officers
    officers = [Whose("officer", key) for key in sorted(overdue, key=lambda key: (-overdue[key], key))]
    return [NOBODY, MIDNIGHT, CAME_IN, SENT, *(Whose("body", body) for body in todo.bodies), *officers]


def choices_for(figures: Figures, entry: Entry) -> list[str]:
    """The values to choose from; of officers only those at work with community duty, the unit's before its station's.

    Handlers are in the order of :func:`~ui.incidents.step_offers.by_rule`.
    """
    kind, project = KIND_OF[entry.table], figures.project
    step = None if entry.step is None else kind.step(entry.step)
    if step is None:
        return []
    values = list(choices_of(project, kind, step) or ())
    if step.fills == kind.owner:
        return _officers(figures, entry, values)
    if step.fills == kind.handler:
        return by_rule(project, kind, step, entry.key, values)
    return values


def _officers(figures: Figures, entry: Entry, ids: list[str]) -> list[str]:
    unit = None if entry.unit_code is None else figures.units[entry.unit_code]
    keeper = None if entry.unit_code is None else figures.unit_keepers.get(entry.unit_code)
    roles = set(figures.project.norms.seat_role.values())
    rows = [figures.officers[key] for key in ids]
    fit = [row for row in rows if row.status == "on_duty" and (row.role in roles or row.seats)]
    if unit is not None:
        here = [row for row in fit if row.station_code == unit.station_code or row.officer_id in unit.officer_ids]
        fit = here or fit
    held = () if unit is None else unit.officer_ids
    # Who has few seats can take one more thing; who has none may be new.
    fit.sort(key=lambda row: (row.officer_id not in held, row.officer_id != keeper, not row.seats, row.officer_id))
    return [row.officer_id for row in fit[:MOST_OFFICERS]]


def value_words(say: Language, figures: Figures, entry: Entry, value: str) -> str:
    """A value in words."""
    kind = KIND_OF[entry.table]
    step = None if entry.step is None else kind.step(entry.step)
    if step is not None and step.fills == kind.owner:
        return figures.officer_names.get(value, value)
    return say.choice(entry.table, "" if step is None else str(step.fills), value)


def visits_of(figures: Figures, entry: Entry) -> dict[str, object]:
    """What is to be said of a focus area that is to be visited."""
    (focus,) = (row for row in figures.focus if row.focus_id == entry.key)
    return {"number": focus.number, "reason": focus.reason, "visits": focus.visits, "minutes": focus.minutes,
            "task": focus.prevention_task or None}  # fmt: skip
