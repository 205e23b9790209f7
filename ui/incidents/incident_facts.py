"""What the card of one incident tells: its stages, dates and clocks, who has it, what was done, what is near."""

from datetime import date, datetime
from typing import Any, Literal

import numpy as np
import pandas as pd

from mapper.analysis.incidents.clocks import counted_from, due_days, hours_left, moment_of
from mapper.analysis.incidents.kind import IncidentKind, Step
from mapper.analysis.incidents.kinds import KIND_OF
from mapper.analysis.incidents.nearby import near
from mapper.analysis.incidents.routing import handlers_instead
from mapper.arrays import Bools
from mapper.dates import end_of
from mapper.lazy_dataclass import dataclass
from ui.incidents.handover_facts import HandoverFact, handover_facts
from ui.incidents.handover_offers import TABLES as HANDED_OVER
from ui.session.incident_index import LISTED
from ui.session.incident_rows import IncidentRow
from ui.session.rows import Figures
from ui.session.view_state import Row

# Of a stage: reached; the one the incident is at; passed by; the one that is due; still ahead.
StageState = Literal["done", "current", "passed", "next", "ahead"]


@dataclass(frozen=True)
class TakenStep:
    """A line of the log of steps: what was done when, as what, with what value and note."""

    step: str
    at: datetime
    role: str | None
    value: str | None
    note: str | None


@dataclass(frozen=True)
class StageFact:
    """One stage of an incident: when it was reached, the day it was or is due on, and the step that led to it."""

    code: str
    state: StageState
    at: datetime | None
    due: date | None
    taken: TakenStep | None

    @property
    def hours_late(self) -> float:
        """Hours from the end of the due day until it was reached; 0 where it was in time."""
        return 0.0 if self.at is None or self.due is None else max(-hours_left(self.due, pd.Timestamp(self.at)), 0.0)


@dataclass(frozen=True)
class IncidentFacts:
    """One hazard, dispute or case on a day.

    Attributes
    ----------
    approximate
        Whether its point stands for its unit alone; ``recorded_unit`` is that unit's code, where its source told one.
    details
        Other columns that tell something: severity, origin …; column → value.
    begun
        Whether it had begun by that day.
    hours_left
        Until the end of the day on which the next stage is due, negative after it; None where nothing is due.
    owner
        Who answers for it or has it: an officer's id, or a handler; ``owner_state`` one of
        :data:`~mapper.analysis.incidents.owners.OWNERS`, None where the kind has no owners.
    instead
        Handlers that the rule of its category names, where whoever has it is none of them; ``mending`` is then the step
        that gives it to one of them, where it can be taken from where it is.
    came_back
        When it came back after its closing, by that day.
    history
        Its lines of the log, the newest first.
    handovers
        What it was handed over to by that day, the newest first.
    near
        Open incidents near it, with their distance in metres; ``in_unit`` counts all others open in its unit.
    """

    row: IncidentRow
    station: str | None
    approximate: bool
    recorded_unit: str | None
    details: dict[str, str]
    begun: bool
    closed: bool
    stages: tuple[StageFact, ...]
    next: str | None
    due: date | None
    hours_left: float | None
    since: datetime | None
    owner: str | None
    owner_state: str | None
    instead: tuple[str, ...]
    mending: Step | None
    came_back: datetime | None
    history: tuple[TakenStep, ...]
    handovers: tuple[HandoverFact, ...]
    near: tuple[tuple[IncidentRow, float], ...]
    in_unit: int

    @property
    def late(self) -> bool:
        return self.hours_left is not None and self.hours_left < 0

    @property
    def owned(self) -> bool:
        """Whether somebody is there who answers for it, as far as its kind has owners."""
        return self.owner_state in (None, "present")

    @property
    def first(self) -> Step | None:
        """The step to be taken before all others."""
        return KIND_OF[self.row.table].first_step(self.next, owned=self.owned, closed=self.closed, mending=self.mending)


def incident_facts(day: Figures, which: Row, now: datetime) -> IncidentFacts | None:
    """What is known of an incident on a day; None where there is no such one.

    ``now`` counts where the day is today; of another day everything is as of its end.
    """
    row = day.incident(which)
    if row is None:
        return None
    table, key = which
    kind, rows = KIND_OF[table], pd.DataFrame(day.project.table(table)).loc[[key]]
    values = rows.iloc[0]
    begun = bool(kind.begun_on(rows, day.as_of).iloc[0])
    history = _history(day, table, key) if kind.ends else ()
    clock = day.clocks(table).loc[key] if kind.ends and begun else None
    stages = () if clock is None else _stages(day, kind, rows, clock, history)
    due = None if clock is None or pd.isna(clock["due"]) else clock["due"]
    moment = moment_of(day.as_of, now)
    back = None if kind.reopened is None else values[kind.reopened]
    owner = values[kind.owner] if begun and kind.owner else handler_on(day, kind, rows) if kind.handler else None
    details = {name: values[name] for name in ("severity", kind.origin) if name is not None and name in rows}
    unit = None if row.unit_code is None else day.units.get(row.unit_code)
    norms = day.project.norms
    instead = (
        handlers_instead(values[kind.category], owner, norms.dispute_handlers)
        if kind.ends and kind.handler is not None
        else ()
    )
    return IncidentFacts(
        row=row,
        station=None if unit is None else unit.station,
        approximate=row.approximate,
        recorded_unit=_recorded_unit(day, values.get("recorded_unit")),
        details={str(name): str(value) for name, value in details.items() if isinstance(value, str)},
        begun=begun,
        closed=bool(kind.closed_on(rows, day.as_of).iloc[0]),
        stages=stages,
        next=None if clock is None else _text(clock["next"]),
        due=None if due is None else due.date(),
        hours_left=None if due is None else hours_left(due.date(), moment),
        since=None if clock is None else _moment(clock["since"]),
        owner=_text(owner),
        owner_state=str(day.hazard_owners[key]) if kind.owner is not None and begun else None,
        instead=instead,
        mending=kind.passing_on(norms, str(clock["stage"])) if instead and clock is not None else None,
        came_back=_moment(back) if back is not None and back < end_of(day.as_of) else None,
        history=history,
        handovers=handover_facts(day, table, key) if table in HANDED_OVER else (),
        near=_near(day, row),
        in_unit=0 if unit is None else sum(unit.open.values()) - (which in day.row_of and table in LISTED),
    )


def handler_on(day: Figures, kind: IncidentKind, rows: pd.DataFrame) -> str | None:
    """Who has the incident of that one row at the end of the day: who got it later is not told."""
    named = rows[str(kind.handler)].iloc[0] if kind.with_handler_on(rows, day.as_of)[0] else None
    return _text(day.handlers_before.get(str(rows.index[0]), named))


def _recorded_unit(day: Figures, told: Any) -> str | None:
    """The code of the unit that is told by its code, or by a name that no other unit has."""
    units = day.project.communities
    if told in units.index:
        return str(told)
    named = units.index[units["name"] == told]
    return str(named[0]) if len(named) == 1 else None


def _stages(
    day: Figures, kind: IncidentKind, rows: pd.DataFrame, clock: pd.Series, history: tuple[TakenStep, ...]
) -> tuple[StageFact, ...]:
    norms = day.project.norms
    stages, reached = kind.stages_under(norms), kind.reached_on(rows, norms, day.as_of)
    at = [stage.code for stage in stages].index(str(clock["stage"]))
    led_to = {step.code: step.leads_to for step in kind.steps}
    found, dues = [], _dues(day, kind, rows, reached)
    for place, stage in enumerate(stages):
        when = _moment(rows[stage.date].iloc[0]) if reached[0, place] else None
        due = dues[place] if place else pd.NaT
        state: StageState = "ahead"
        if place == at:
            state = "current"
        elif when is not None:
            state = "done"
        elif place < at:
            state = "passed"
        elif stage.code == clock["next"]:
            state = "next"
        taken = next((t for t in history if led_to.get(t.step) == stage.code and t.at == when), None)
        shown = when is not None or state in ("current", "next")
        found.append(StageFact(stage.code, state, when, None if pd.isna(due) or not shown else due.date(), taken))
    return tuple(found)


def _dues(day: Figures, kind: IncidentKind, rows: pd.DataFrame, reached: Bools) -> pd.DatetimeIndex:
    """The midnight at which the day begins on which each stage had to be reached; NaT where nobody can say."""
    norms, coming = day.project.norms, np.arange(reached.shape[1])
    each = rows.iloc[np.zeros(len(coming), dtype=np.int64)]  # the one row, asked about once for each stage
    counted = counted_from(kind, each, norms, day.as_of, coming, reached.repeat(len(coming), axis=0))
    return pd.DatetimeIndex(due_days(kind, each, norms, coming, counted))


def _history(day: Figures, table: str, key: str) -> tuple[TakenStep, ...]:
    log = day.project.steps
    # The one column that few rows agree in is looked through alone: most incidents have a step or two.
    at = np.flatnonzero(np.asarray(log["incident_id"].array, dtype=object) == key)
    if not len(at):
        return ()
    mine = log.iloc[at]
    mine = mine[(mine["incident_table"] == table) & (mine["taken_at"] < end_of(day.as_of))]
    mine = mine.iloc[::-1].sort_values("taken_at", ascending=False, kind="stable")
    return tuple(
        TakenStep(str(line.step), line.taken_at.to_pydatetime(), _text(line.role), _text(line.value), _text(line.note))
        for line in mine.itertuples()
    )


def _near(day: Figures, row: IncidentRow) -> tuple[tuple[IncidentRow, float], ...]:
    if row.where is None or KIND_OF[row.table].coarse:
        return ()
    found = [
        (day.row_of[table, key], metres)
        for table in LISTED
        for key, metres in near(day.project, table, day.incidents_shown(table).to_numpy(dtype=bool), row.where)
        if (table, key) != (row.table, row.key)
    ]
    return tuple(sorted(found, key=lambda one: one[1]))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _moment(value: Any) -> datetime | None:
    return None if pd.isna(value) else value.to_pydatetime()
