"""What is to be done on a day and who does it: every open incident, disputes to call back, and focus areas to visit.

Whose it is:

* A hazard is its owner's, while the owner is there (:mod:`mapper.analysis.incidents.owners`).
* A dispute that another body handles is that body's while the rules let another body take the step that comes next:
  not before it is handed over, and not when it is closed and somebody is to be called back.
* Any other dispute is the officer's who has the unit that it lies in: of a community the one who holds
  its seat, who covers for somebody included, of several the first by number; of a village an officer of its beat,
  likewise. Villages of no beat are their station's: its community officers take them in turn, in the order of the
  villages' codes and of the officers' numbers, and whoever is not there is passed over, so that one who is away leaves
  only the own villages to others.
* A focus area is everybody's who is sent there and there.

What is nobody's by these rules stands in a list of its own, so that nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import KIND_OF, LOOPS
from mapper.analysis.incidents.lifecycle import CALL_BACK_DAYS
from mapper.analysis.incidents.loop import came_back_on
from mapper.analysis.seats.coverage import Coverage
from mapper.analysis.seats.presence import AT_WORK
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.names import split_ids
from mapper.project import Project

# As what a step is taken by whoever has the list: who is asked first whether the rules let them.
_OFFICER_ROLES = ("officer", "station", "command", "partner")
_BODY_ROLES = ("partner", "station", "command", "officer")
_OWN_HANDLER = "station"  # of the handlers of disputes, the one whose officers are those of the project
FOCUS = "focus_areas"
RAISED = 2
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
    """

    table: str
    key: str
    section: str
    officer_id: str | None
    body: str | None
    unit_code: str | None
    stage: str | None
    next: str | None
    step: str | None
    role: str | None
    due: date | None
    days_late: int
    closed: bool = False
    came_back: int = 0

    @property
    def order(self) -> tuple[int, bool, bool, int, date, str, str]:
        """Late first, the latest of all; then what is due on the day; then the rest as it falls due.

        Of what is late, what is open comes before calls; of its like, what came back :data:`RAISED` times first.
        """
        rest = ("call_back", "coming")
        section = len(SECTIONS) if self.section in rest else SECTIONS.index(self.section)
        after_all = self.closed and self.section == "late"
        return section, after_all, self.came_back < RAISED, -self.days_late, self.due or date.max, self.table, self.key


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


class CameIn(NamedTuple):
    """An incident that began, or came back (``again``), and when."""

    table: str
    key: str
    at: datetime
    again: bool


def todo(
    project: Project,
    as_of: date,
    *,
    clocks: Mapping[str, pd.DataFrame],
    owners: Mapping[str, pd.Series],
    owned: Mapping[str, pd.DataFrame],
    keepers: Mapping[str, str],
    focus_today: pd.Series,
    status: pd.Series,
) -> Todo:
    """All lists of a day.

    Parameters
    ----------
    clocks, owned
        By table, that day's :func:`~mapper.analysis.incidents.clocks.clocks` and the units that points lie in.
    owners
        By table of those with owners, :func:`~mapper.analysis.incidents.owners.owner_states`.
    keepers
        :func:`unit_keepers` of that day.
    focus_today, status
        Which focus areas run, and the status of each officer, on that day.
    """
    entries: list[Entry] = []
    for kind in LOOPS:
        units = owned[kind.table]["community_code"]
        entries += _of_kind(project, kind, as_of, clocks[kind.table], owners.get(kind.table), units, keepers)
    there = set(status.index[status == AT_WORK])
    for key, ids in project.focus_areas["officer_ids"][focus_today].items():
        sent: Sequence[str | None] = [officer for officer in split_ids(ids) if officer in there]
        entries += [
            Entry(FOCUS, str(key), "focus", officer, None, None, None, None, None, None, as_of, 0)
            for officer in dict.fromkeys(sent or [None])
        ]
    today = datetime.combine(as_of, datetime.min.time())
    came_in = frozenset((one.table, one.key) for one in came_in_since(project, as_of, today))
    return Todo(as_of, tuple(sorted(entries, key=lambda entry: entry.order)), came_in)


def unit_keepers(project: Project, ledger: Coverage, villages: pd.DataFrame) -> dict[str, str]:
    """community_code → the officer who has what comes up in it, by the rules above; a unit that nobody has is left out.

    ``ledger`` and ``villages`` are that day's :func:`~mapper.analysis.seats.coverage.coverage` and
    :func:`~mapper.analysis.seats.responsible.responsible_officers`.
    """
    found = {code: ids[0] for code, ids in ledger.seats["officer_ids"].items() if ids and code not in villages.index}
    found |= {code: ids[0] for code, ids in villages["officer_ids"][villages["through"] == "beat"].items()}
    officers = project.officers
    roll = officers.index[officers["role"] == "community_officer"].sort_values()
    of_station = {station: list(ids) for station, ids in roll.groupby(officers["station_code"].reindex(roll)).items()}
    shared = villages["officer_ids"][villages["through"] == "station"].sort_index()
    turn: dict[str, int] = defaultdict(int)
    for code, there in shared.items():
        station = project.communities.at[code, "station_code"]
        ids, first = of_station[station], turn[station]
        turn[station] += 1
        found[code] = next(one for k in range(len(ids)) if (one := ids[(first + k) % len(ids)]) in there)
    return found


def came_in_since(project: Project, as_of: date, since: datetime) -> tuple[CameIn, ...]:
    """Incidents that began or came back from that moment to the end of the day, the newest first."""
    found = []
    for kind in LOOPS:
        rows, began, end = project.table(kind.table), pd.Timestamp(since), end_of(as_of)
        for column, again in ((kind.began, False), (kind.reopened, True)):
            if column is not None:
                dates = rows[column][(rows[column] >= began) & (rows[column] < end)]
                found += [CameIn(kind.table, str(key), at.to_pydatetime(), again) for key, at in dates.items()]
    return tuple(sorted(found, key=lambda one: (one.at, one.table, one.key), reverse=True))


def _of_kind(
    project: Project,
    kind: IncidentKind,
    as_of: date,
    clock: pd.DataFrame,
    owners: pd.Series | None,
    units: pd.Series,
    keepers: Mapping[str, str],
) -> list[Entry]:
    """Entries of a table: what is open, and what is closed and has something to come."""
    table = project.table(kind.table)
    is_open: Bools = kind.shown_on(table, as_of).to_numpy(dtype=bool)
    lately = (table[kind.ended] >= end_of(as_of) - pd.Timedelta(days=CALL_BACK_DAYS)).to_numpy(dtype=bool)
    after = ~is_open & clock["next"].notna().to_numpy(dtype=bool) & lately
    place = np.flatnonzero(is_open | after)
    rows, told = table.iloc[place], clock.iloc[place]
    unit = [code if isinstance(code, str) else None for code in units.iloc[place]]
    kept_by = [None if code is None else keepers.get(code) for code in unit]
    bodies: list[str | None] = [None] * len(rows)
    steps = _Steps(project, kind)
    back = _came_back(project, kind, rows, as_of)
    if kind.owner is not None and owners is not None:
        here = (owners.iloc[place] == "present").to_numpy(dtype=bool)
        kept_by = [owner if there else None for owner, there in zip(rows[kind.owner], here, strict=True)]
    elif kind.handler is not None:
        theirs = [steps.may("partner", stage) for stage in told["next"]]
        handlers = zip(rows[kind.handler], theirs, strict=True)
        bodies = [h if may and isinstance(h, str) and h != _OWN_HANDLER else None for h, may in handlers]
    columns = (told[name].tolist() for name in ("stage", "next", "due", "days_late"))
    found = []
    for key, still, code, keeper, body, times, stage, coming, due, late in zip(
        rows.index, is_open[place], unit, kept_by, bodies, back, *columns, strict=True
    ):
        officer = keeper if body is None else None
        step, role = steps.next(coming if isinstance(coming, str) else None, officer, body)
        day, days = None if pd.isna(due) else due.date(), 0 if pd.isna(late) else int(late)
        section = "late" if days else "today" if day == as_of else "coming" if still else "call_back"
        known = stage if isinstance(stage, str) else None
        following = coming if isinstance(coming, str) else None
        found.append(
            Entry(
                kind.table,
                str(key),
                section,
                officer,
                body,
                code,
                known,
                following,
                step,
                role,
                day,
                days,
                not still,
                times,
            )
        )
    return found


def _came_back(project: Project, kind: IncidentKind, rows: pd.DataFrame, as_of: date) -> list[int]:
    """How often each row had come back by the end of a day: by the log, and once where only its own columns say so."""
    log, reopening = project.steps, [step.code for step in kind.steps if step.reopens]
    mine = (log["incident_table"] == kind.table) & log["step"].isin(reopening) & (log["taken_at"] < end_of(as_of))
    logged = log["incident_id"][mine].value_counts().to_dict()
    once = came_back_on(kind, rows, as_of)
    return [max(logged.get(key, 0), int(back)) for key, back in zip(rows.index, once, strict=True)]


class _Steps:
    """Which step of a kind leads on, and who may take it."""

    def __init__(self, project: Project, kind: IncidentKind) -> None:
        self._kind = kind
        self._takers = {} if kind.stage_takers is None else kind.stage_takers(project.norms)
        self._to = {step.leads_to: step.code for step in kind.steps if step.leads_to is not None}
        self._giving = next((s for s in kind.steps if kind.owner is not None and s.fills == kind.owner), None)

    def may(self, role: str, stage: object) -> bool:
        """Whether a role may take the step to a stage; whoever has what has no next stage keeps it."""
        return role in self._takers.get(stage, _OFFICER_ROLES) if isinstance(stage, str) else True

    def next(self, stage: str | None, officer: str | None, body: str | None) -> tuple[str | None, str | None]:
        """The step to the stage that comes next, or that which gives it to somebody; and the role it is taken in."""
        if self._giving is not None and officer is None:
            return self._giving.code, "station"
        if stage is None or stage not in self._to:
            return None, None
        allowed = self._takers.get(stage, _OFFICER_ROLES)
        first = _BODY_ROLES if body is not None else _OFFICER_ROLES if officer is not None else _OFFICER_ROLES[1:]
        return self._to[stage], next((role for role in first if role in allowed), allowed[0] if allowed else None)


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
