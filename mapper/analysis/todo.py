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

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from mapper.analysis.incidents.arrivals import came_in_since
from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.incidents.lifecycle import closed_lately
from mapper.analysis.seats.presence import AT_WORK
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
FOCUS = "focus_areas"
RAISED = 2
_REOPENING = sorted({step.code for kind in LOOPS for step in kind.steps if step.reopens})
# In the order of a list: what is late, what ends with the day, and the rest.
SECTIONS = ("late", "today", "focus", "call_back", "coming")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be done.

    Attributes
    ----------
    table, key
        An incident, or a focus area.
    section
        One of :data:`SECTIONS`: past its day (``late``), due on the day (``today``), a focus area of the day, a closed
        dispute to be called back later, or anything later.
    officer_id, body
        Whose it is: an officer's, a handler's who is not the station, or nobody's where both are None.
    unit_code
        The unit that it lies in; None where that is none or more than one, and of a focus area.
    stage, next
        Of an incident: what it has come to, and what it has to reach next.
    step, role
        The step to be taken and as what the rules let whoever has it take it; None where no step does it. For a hazard
        without an owner that is giving it to somebody.
    due, days_late
        Its last day, None where nobody can say, and how many days ago that was; 0 where it was not.
    closed
        Whether it is closed, and only somebody has to be called back.
    came_back
        How often it came back after it was closed.
    returned, handover
        How often whoever it was handed over to returned it, and the handover that was sent last; None where none was.
    """

    table: str
    key: str
    section: str
    officer_id: str | None = None
    body: str | None = None
    unit_code: str | None = None
    stage: str | None = None
    next: str | None = None
    step: str | None = None
    role: str | None = None
    due: date | None = None
    days_late: int = 0
    closed: bool = False
    came_back: int = 0
    returned: int = 0
    handover: str | None = None

    @property
    def order(self) -> tuple[int, bool, bool, int, date, str, str]:
        """Late first, the latest of all; then what is due on the day; then the rest as it falls due.

        Of what is late, what is open comes before calls; of its like, what came back or was returned :data:`RAISED`
        times first.
        """
        rest = ("call_back", "coming")
        section = len(SECTIONS) if self.section in rest else SECTIONS.index(self.section)
        after_all = self.closed and self.section == "late"
        calm = max(self.came_back, self.returned) < RAISED
        return section, after_all, calm, -self.days_late, self.due or date.max, self.table, self.key


class Whose(NamedTuple):
    """A list: one of :data:`LISTS`, and whose it is: an officer's id, or a handler of disputes.

    ``nobody``: what is nobody's. ``midnight``: what is due on the day itself, and ``came_in``: what began or came back
    on it, whoever has it.
    """

    kind: str
    key: str = ""


LISTS = ("officer", "nobody", "body", "midnight", "came_in")
SEVERAL = ("midnight", "came_in")  # lists in which each thing may be another's


@dataclass(frozen=True)
class Todo:
    """The lists of a day.

    Attributes
    ----------
    entries
        All, in the order of :attr:`Entry.order`.
    came_in
        Table and key of the incidents that began or came back on the day.
    """

    as_of: date
    entries: tuple[Entry, ...]
    came_in: frozenset[tuple[str, str]]

    @cached_property
    def by_officer(self) -> Mapping[str, tuple[Entry, ...]]:
        """Each officer's list, of those who have anything to do."""
        return _grouped((entry.officer_id, entry) for entry in self.entries)

    @cached_property
    def by_body(self) -> Mapping[str, tuple[Entry, ...]]:
        """What was handed to other bodies, by handler."""
        return _grouped((entry.body, entry) for entry in self.entries)

    @cached_property
    def without_owner(self) -> tuple[Entry, ...]:
        """What is nobody's."""
        return tuple(entry for entry in self.entries if entry.officer_id is None and entry.body is None)

    @cached_property
    def due_before_midnight(self) -> tuple[Entry, ...]:
        """What is due on the day itself, whoever has it."""
        return tuple(entry for entry in self.entries if entry.due == self.as_of)

    def of(self, whose: Whose) -> tuple[Entry, ...]:
        """One list; empty where there is nothing."""
        if whose.kind in ("officer", "body"):
            return (self.by_officer if whose.kind == "officer" else self.by_body).get(whose.key, ())
        if whose.kind == "came_in":
            return tuple(entry for entry in self.entries if (entry.table, entry.key) in self.came_in)
        return self.without_owner if whose.kind == "nobody" else self.due_before_midnight


def todo(
    project: Project,
    as_of: date,
    *,
    incidents: Iterable[pd.Series],
    focus_today: pd.Series,
    status: pd.Series,
    returned: Mapping[tuple[str, str], int],
    handed: Mapping[tuple[str, str], str],
) -> Todo:
    """All lists of a day.

    Parameters
    ----------
    incidents
        :func:`incident_entries` of each kind that ends.
    focus_today, status
        Which focus areas run, and the status of each officer, on that day.
    returned, handed
        By table and id of an incident, how often it was returned by then, and its latest handover.
    """
    entries: list[Entry] = []
    logged = _logged_back(project, as_of)
    for answer in incidents:
        found = answer.to_numpy(dtype=object)
        entries += [_with_logs(entry, logged, returned, handed) for entry in found[pd.notna(found)].tolist()]
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
    return Todo(as_of, tuple(sorted(entries, key=lambda entry: entry.order)), came_in)


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
) -> pd.Series:
    """Of each of some incidents of a kind its entry: of what is open, and what is closed and has something to come.

    What the log of steps and handovers say of it is not in it yet.

    Parameters
    ----------
    clock, owners, units
        Of these rows, that day's :func:`~mapper.analysis.incidents.clocks.clocks`,
        :func:`~mapper.analysis.incidents.owners.owner_states` (of a kind with owners), and the units that they lie in.
    keepers
        :func:`~mapper.analysis.seats.keepers.unit_keepers` of that day.

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
    steps = _Steps(norms, kind)
    if kind.owner is not None and owners is not None:
        here = (owners.iloc[place] == "present").tolist()
        kept_by = [owner if there else None for owner, there in zip(_plain(mine[kind.owner]), here, strict=True)]
    elif kind.handler is not None:
        others = {stage: steps.may("partner", stage) for stage in set(following)}
        handlers = zip(_plain(mine[kind.handler]), following, strict=True)
        bodies = [h if h is not None and h != _OWN_HANDLER and others[stage] else None for h, stage in handlers]
    dues = told["due"].to_numpy().astype("datetime64[D]").tolist()
    lates = told["days_late"].fillna(0).astype("int64").tolist()
    back = kind.came_back_on(mine, as_of).astype(int).tolist()
    for at, key, still, code, keeper, body, times, stage, coming, due, late in zip(
        place.tolist(), mine.index.tolist(), is_open[place].tolist(), unit, kept_by, bodies, back,
        stages, following, dues, lates, strict=True,
    ):  # fmt: skip
        officer = keeper if body is None else None
        step, role = steps.next(coming, officer is not None, body is not None, not still)
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
        )
    return pd.Series(found, index=rows.index)


def _with_logs(
    entry: Entry,
    logged: Mapping[tuple[str, str], int],
    returned: Mapping[tuple[str, str], int],
    handed: Mapping[tuple[str, str], str],
) -> Entry:
    """The entry with what the logs of steps and of handovers say of it."""
    incident = entry.table, entry.key
    handover = handed.get(incident)
    if handover is None and incident not in logged:
        return entry
    came_back = max(logged.get(incident, 0), entry.came_back)
    times = 0 if handover is None else returned.get(incident, 0)
    return replace(entry, came_back=came_back, returned=times, handover=handover)


def _plain(column: pd.Series) -> list[str | None]:
    """A column's texts, None where one is missing."""
    values = column.to_numpy(dtype=object, na_value=None).tolist()
    return list(values)


def _logged_back(project: Project, as_of: date) -> Counter[tuple[str, str]]:
    """How often each incident (table and id) had come back by the end of a day, by the log of steps."""
    log = project.steps
    log = log[(log["step"].isin(_REOPENING) & (log["taken_at"] < end_of(as_of))).to_numpy(dtype=bool)]
    return Counter(zip(log["incident_table"], log["incident_id"], strict=True))


class _Steps:
    """Which step of a kind leads on, and who may take it."""

    def __init__(self, norms: Norms, kind: IncidentKind) -> None:
        self._norms, self._kind = norms, kind
        self._known: dict[tuple[str | None, bool, bool, bool], tuple[str | None, str | None]] = {}

    def may(self, role: str, stage: str | None) -> bool:
        """Whether a role may take the step to a stage; whoever has what has no next stage keeps it."""
        return role in self._kind.takers(self._norms, stage)

    def next(self, stage: str | None, has_officer: bool, has_body: bool, closed: bool) -> tuple[str | None, str | None]:
        """The step to be taken first (:meth:`IncidentKind.first_step`), and the role it is taken in."""
        asked = stage, has_officer, has_body, closed
        if asked not in self._known:
            self._known[asked] = self._next(*asked)
        return self._known[asked]

    def _next(
        self, stage: str | None, has_officer: bool, has_body: bool, closed: bool
    ) -> tuple[str | None, str | None]:
        step = self._kind.first_step(stage, owned=has_officer, closed=closed)
        if step is None:
            return None, None
        if step is self._kind.giving and not has_officer:
            return step.code, "station"
        allowed = self._kind.takers(self._norms, stage)
        first = _BODY_ROLES if has_body else _OFFICER_ROLES if has_officer else _OFFICER_ROLES[1:]
        return step.code, next((role for role in first if role in allowed), allowed[0] if allowed else None)


def _grouped(pairs: Iterable[tuple[str | None, Entry]]) -> Mapping[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for key, entry in pairs:
        if key is not None:
            found[key].append(entry)
    return {key: tuple(found[key]) for key in sorted(found)}


def needs_value(entry: Entry) -> bool:
    """Whether something is told with its step: an officer, a handler, an outcome."""
    step = KIND_OF[entry.table].step(entry.step) if entry.step is not None else None
    return step is not None and step.fills is not None
