"""What is to be done on a day and who does it: every open incident, disputes to call back, and focus areas to visit.

Whose it is:

* A hazard is its owner's, while the owner is there (:mod:`mapper.analysis.incidents.owners`).
* A dispute that another body handles is that body's while the rules let another body take the step that comes next:
  not before it is handed over, and not when it is closed and somebody is to be called back.
* Any other dispute is the officer's who has the unit that it lies in (:mod:`mapper.analysis.seats.keepers`).
* A focus area is everybody's who is sent there and there, until as many marks of the day are theirs as visits are
  asked; a mark says that somebody was there, or that nobody was.

What is nobody's by these rules stands in a list of its own, so that nothing is lost.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import pandas as pd

from mapper.analysis.incidents.arrivals import came_in_since
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import LOOPS
from mapper.analysis.incidents.lifecycle import closed_lately
from mapper.analysis.incidents.routing import handlers_instead
from mapper.analysis.seats.presence import AT_WORK
from mapper.analysis.todo_lists import FOCUS, Entry, Todo
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.names import split_ids
from mapper.norms import Norms
from mapper.project import Project
from mapper.schema.steps import ROLES

# As what a step is taken by whoever has the list: who is asked first whether the rules let them.
_OFFICER_ROLES = tuple(ROLES)
_BODY_ROLES = ("partner", "station", "command", "officer")
_OWN_HANDLER = "station"  # of the handlers of disputes, the one whose officers are those of the project
_Asked = tuple[str | None, bool, bool, bool, str | None]
_REOPENING = sorted({step.code for kind in LOOPS for step in kind.steps if step.reopens})


def todo(
    project: Project,
    as_of: date,
    *,
    incidents: Mapping[str, pd.Series],
    focus_today: pd.Series,
    status: pd.Series,
) -> Todo:
    """All lists of a day.

    Parameters
    ----------
    incidents
        By table, :func:`incident_entries` of each kind that ends.
    focus_today, status
        Which focus areas run, and the status of each officer, on that day.
    """
    entries: list[Entry] = []
    logged = _logged_back(project, as_of)
    for kind, answer in incidents.items():
        found = answer.to_numpy(dtype=object).copy()
        told = [key for table, key in logged if table == kind]
        for at in answer.index.get_indexer(pd.Index(told, dtype=answer.index.dtype)).tolist():
            if at >= 0 and found[at] is not None:
                found[at] = replace(found[at], came_back=max(logged[kind, found[at].key], found[at].came_back))
        entries += [entry for entry in found.tolist() if entry is not None]
    there = set(status.index[status == AT_WORK])
    marked, asked = _marked_on(project, as_of), project.focus_areas["visits"].fillna(1).clip(lower=1)
    for key, ids in project.focus_areas["officer_ids"][focus_today].items():
        sent: Sequence[str | None] = [officer for officer in split_ids(ids) if officer in there]
        entries += [
            Entry(FOCUS, str(key), "focus", officer_id=officer, due=as_of)
            for officer in dict.fromkeys(sent or [None])
            if marked[str(key), officer] < asked[key]
        ]
    today = datetime.combine(as_of, datetime.min.time())
    came_in = frozenset((one.table, one.key) for one in came_in_since(project, as_of, today))
    return Todo(as_of, tuple(entries), came_in)


def _marked_on(project: Project, as_of: date) -> Counter[tuple[str, str | None]]:
    """How many marks of that day each officer has in each area; those that name nobody stand for None."""
    marks = project.focus_visits
    marks = marks[(marks["visited_on"].dt.normalize() == pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    officers = marks["officer_id"].astype(object).where(marks["officer_id"].notna(), None)
    return Counter(zip(marks["focus_id"].astype(str), officers, strict=True))


def incident_entries(
    norms: Norms,
    kind: IncidentKind,
    rows: pd.DataFrame,
    as_of: date,
    clock: pd.DataFrame,
    owners: pd.Series | None,
    units: pd.Series,
    keepers: Mapping[str, str],
    returned: Mapping[tuple[str, str], int],
    handed: Mapping[tuple[str, str], str],
) -> pd.Series:
    """Of each of some incidents of a kind its entry: of what is open, and what is closed and has something to come.

    What the log of steps says of it is not in it yet.

    Parameters
    ----------
    clock, owners, units
        Of these rows, that day's :func:`~mapper.analysis.incidents.clocks.clocks`,
        :func:`~mapper.analysis.incidents.owners.owner_states` (of a kind with owners), and the units that they lie in.
    keepers
        :func:`~mapper.analysis.seats.keepers.unit_keepers` of that day.
    returned, handed
        By table and id of an incident, how often it was returned by then, and its latest handover.

    Returns
    -------
    Series
        Indexed like ``rows``: an :class:`Entry`, or None.
    """
    is_open: Bools = kind.shown_on(rows, as_of).to_numpy(dtype=bool)
    lately = closed_lately(kind, rows, as_of).to_numpy(dtype=bool)
    after = ~is_open & clock["next"].notna().to_numpy(dtype=bool) & lately
    found, place = np.full(len(rows), None, dtype=object), np.flatnonzero(is_open | after)
    if not len(place):
        return pd.Series(found, index=rows.index)
    mine, told = pd.DataFrame(rows).iloc[place], clock.iloc[place]
    stages, following, unit = (_plain(column) for column in (told["stage"], told["next"], units.iloc[place]))
    kept_by = [None if code is None else keepers.get(code) for code in unit]
    bodies: list[str | None] = [None] * len(mine)
    steps, wrong = _Steps(norms, kind), [False] * len(mine)
    if kind.owner is not None and owners is not None:
        here = (owners.iloc[place] == "present").tolist()
        kept_by = [owner if there else None for owner, there in zip(_plain(mine[kind.owner]), here, strict=True)]
    elif kind.handler is not None:
        others = {stage: steps.may("partner", stage) for stage in set(following)}
        handlers = _plain(mine[kind.handler])
        asked = zip(handlers, following, strict=True)
        bodies = [h if h is not None and h != _OWN_HANDLER and others[stage] else None for h, stage in asked]
        routed = zip(_plain(mine[kind.category]), handlers, kind.with_handler_on(mine, as_of).tolist(), strict=True)
        rules = norms.dispute_handlers
        wrong = [known and bool(handlers_instead(category, h, rules)) for category, h, known in routed]
    dues = told["due"].to_numpy().astype("datetime64[D]").tolist()
    lates = told["days_late"].fillna(0).astype("int64").tolist()
    back = kind.came_back_on(mine, as_of).astype(int).tolist()
    for at, key, still, code, keeper, body, misrouted, times, stage, coming, due, late in zip(
        place.tolist(), mine.index.tolist(), is_open[place].tolist(), unit, kept_by, bodies, wrong, back,
        stages, following, dues, lates, strict=True,
    ):  # fmt: skip
        officer = keeper if body is None else None
        step, role = steps.next(coming, officer is not None, body is not None, not still, stage if misrouted else None)
        found[at] = Entry(
            table=kind.table,
            key=key,
            section="late" if late else "today" if due == as_of else "coming" if still else "call_back",
            officer_id=officer,
            body=body,
            unit_code=code,
            stage=stage,
            next=coming,
            step=step,
            role=role,
            due=due,
            days_late=late,
            closed=not still,
            came_back=times,
            returned=returned.get((kind.table, key), 0),
            handover=handed.get((kind.table, key)),
        )
    return pd.Series(found, index=rows.index)


def _plain(column: pd.Series) -> list[str | None]:
    """A column's texts, None where one is missing."""
    values = column.to_numpy(dtype=object, na_value=None).tolist()
    return list(values)


def _logged_back(project: Project, as_of: date) -> Counter[tuple[str, str]]:
    """How often each incident (table and id) had come back by the end of a day, by the log of steps."""
    log = project.steps
    before = log["taken_at"].to_numpy(dtype="datetime64[us]") < end_of(as_of).to_datetime64()
    log = log.iloc[np.flatnonzero(before & log["step"].isin(_REOPENING).to_numpy(dtype=bool))]
    return Counter(zip(log["incident_table"], log["incident_id"], strict=True))


class _Steps:
    """Which step of a kind leads on, and who may take it."""

    def __init__(self, norms: Norms, kind: IncidentKind) -> None:
        self._norms, self._kind = norms, kind
        self._known: dict[_Asked, tuple[str | None, str | None]] = {}

    def may(self, role: str, stage: str | None) -> bool:
        """Whether a role may take the step to a stage; whoever has what has no next stage keeps it."""
        return role in self._kind.takers(self._norms, stage)

    def next(
        self, stage: str | None, has_officer: bool, has_body: bool, closed: bool, misrouted_at: str | None
    ) -> tuple[str | None, str | None]:
        """The step to be taken first (:meth:`IncidentKind.first_step`), and the role it is taken in.

        ``stage`` comes next; ``misrouted_at`` is the stage of what is with the wrong handler.
        """
        asked = stage, has_officer, has_body, closed, misrouted_at
        if asked not in self._known:
            self._known[asked] = self._next(*asked)
        return self._known[asked]

    def _next(
        self, stage: str | None, has_officer: bool, has_body: bool, closed: bool, misrouted_at: str | None
    ) -> tuple[str | None, str | None]:
        mending = None if misrouted_at is None else self._kind.passing_on(self._norms, misrouted_at)
        step = self._kind.first_step(stage, owned=has_officer, closed=closed, mending=mending)
        if step is None:
            return None, None
        if step is self._kind.giving and not has_officer:
            return step.code, "station"
        allowed = self._kind.takers(self._norms, step.leads_to)
        first = _BODY_ROLES if has_body else _OFFICER_ROLES if has_officer else _OFFICER_ROLES[1:]
        return step.code, next((role for role in first if role in allowed), allowed[0] if allowed else None)
