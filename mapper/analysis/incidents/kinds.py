"""Kinds of incidents – hazards, disputes, cases – each declared once: its dates, its states, the steps of its loop.

Whoever counts, draws, lists or edits incidents asks :data:`INCIDENT_KINDS`; no table of incidents is named elsewhere
because it is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from mapper.dates import end_of
from mapper.norms import Norms

# The state of each row of a table at the end of a day.
StateRule = Callable[[pd.DataFrame, Norms, date], pd.Series]


@dataclass(frozen=True)
class Step:
    """One step of a loop (核查, 交办, 办结 …): what it is taken from, and what it writes into an incident's row.

    Steps of one incident are taken in the order of time: none before a date that the row has already.

    Attributes
    ----------
    code
        Its name within the kind, e.g. ``verify``; ``step.<table>.<code>`` has its words.
    from_states
        The states that it can be taken from, in the order of the kind's.
    dates
        The column that takes the moment of the step; None where the table has none and only the change log tells.
    leads_to
        The value of the kind's ``stage`` column after it.
    fills
        Another column that it fills with a value told by whoever takes it: an officer, a handler, an outcome.
    requires
        A column of dates without which the step is not taken: what has to come before it.
    again
        Whether it may be taken anew where ``dates`` is there already; of those that are not, it is refused.
    """

    code: str
    from_states: tuple[str, ...]
    dates: str | None = None
    leads_to: str | None = None
    fills: str | None = None
    requires: str | None = None
    again: bool = False


@dataclass(frozen=True)
class IncidentKind:
    """A table of incidents.

    Attributes
    ----------
    table
        Its name in the schema.
    dates
        Columns of dates in the order of the loop; the first, ``began``, says when an incident began to be one.
    states
        What an incident can be in, in the order of the loop.
    urgent
        Those of them that are looked at before all others.
    state_on
        Of rows of the table, the state of each at the end of that day; missing for one that had not begun. It reads
        nothing but the rows, the norms and the day.
    ended, reopened
        Columns of the date on which it was closed, and on which it came back after that. A kind without ``ended`` is
        neither open nor closed.
    shown_days
        Of a kind that does not end: for so many days, the one that it began on counted, it is shown.
    category, origin, handler, owner, stage
        Columns that say what it is about, whether it was reported or discovered, who has it, which officer answers for
        it, and how far it has come as its source says; None where the table has none.
    coarse
        Whether it is known by its hour and its cell at most, whoever looks.
    steps
        In the order of the loop; none for a kind that is only looked at.
    """

    table: str
    dates: tuple[str, ...]
    states: tuple[str, ...]
    state_on: StateRule
    ended: str | None = None
    reopened: str | None = None
    shown_days: int = 0
    urgent: tuple[str, ...] = ()
    category: str = "category"
    origin: str | None = None
    handler: str | None = None
    owner: str | None = None
    stage: str | None = None
    coarse: bool = False
    steps: tuple[Step, ...] = ()

    @property
    def began(self) -> str:
        return self.dates[0]

    @property
    def ends(self) -> bool:
        """Whether an incident of this kind is open until it is closed."""
        return self.ended is not None

    @property
    def state_column(self) -> str | None:
        """The column whose values the states are; None where they follow from dates alone and have words of their own.

        Of a kind that does not end it is where the incident came from, the only thing that tells them apart.
        """
        return self.stage if self.ends else self.origin

    def step(self, code: str) -> Step | None:
        """The step of that code; None where the kind has none."""
        return next((step for step in self.steps if step.code == code), None)

    def begun_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that had begun by the end of that day; one without a date counts as begun."""
        began = rows[self.began]
        return began.isna() | (began < end_of(as_of))

    def closed_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that was closed by the end of that day and had not come back since."""
        if self.ended is None:
            return pd.Series(False, index=rows.index, dtype=bool)
        now, ended = end_of(as_of), rows[self.ended]
        closed = self.begun_on(rows, as_of) & (ended < now)
        if self.reopened is None:
            return closed
        back = rows[self.reopened]
        return closed & ~((back < now) & (back >= ended))

    def shown_on(self, rows: pd.DataFrame, as_of: date) -> pd.Series:
        """True for each row that is open at the end of that day, or still shown (``shown_days``)."""
        if self.ends:
            return self.begun_on(rows, as_of) & ~self.closed_on(rows, as_of)
        began = rows[self.began]
        first = pd.Timestamp(as_of - timedelta(days=self.shown_days - 1))
        return (began >= first) & (began < end_of(as_of))


def _hazard_state(rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.Series:
    """``overdue``: not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over."""
    now = end_of(as_of)
    due_over = rows["reported_at"].dt.normalize() + pd.Timedelta(days=norms.hazard_verify_days) < pd.Timestamp(as_of)
    waits = ~(rows["verified_at"] < now) & ~(rows["closed_at"] < now)
    state = np.select([HAZARDS.closed_on(rows, as_of), waits & due_over], ["closed", "overdue"], "open")
    return pd.Series(state, index=rows.index, dtype="str").where(HAZARDS.begun_on(rows, as_of))


def _dispute_stage(rows: pd.DataFrame, _norms: Norms, as_of: date) -> pd.Series:
    """The stage recorded; before its date, the furthest stage whose date had come."""
    recorded = np.maximum(pd.Index(DISPUTES.states).get_indexer(rows["stage"]), 0)
    dates = rows[list(DISPUTES.dates)].to_numpy(dtype="datetime64[us]")
    later = dates >= end_of(as_of).to_datetime64()
    come = ~np.isnat(dates) & ~later
    furthest = np.where(come, np.arange(len(DISPUTES.dates)), 0).max(axis=1)
    not_yet = later[np.arange(len(rows)), recorded]
    stage = np.array(DISPUTES.states, dtype=object)[np.where(not_yet, furthest, recorded)]
    return pd.Series(stage, index=rows.index, dtype="str").where(DISPUTES.begun_on(rows, as_of))


def _case_origin(rows: pd.DataFrame, _norms: Norms, as_of: date) -> pd.Series:
    """Nothing happens to a case: it stays what it began as."""
    return rows["origin"].where(CASES.begun_on(rows, as_of))


HAZARDS = IncidentKind(
    table="hazards",
    dates=("reported_at", "verified_at", "closed_at", "reopened_at"),
    states=("overdue", "open", "closed"),
    state_on=_hazard_state,
    urgent=("overdue",),
    ended="closed_at",
    reopened="reopened_at",
    origin="origin",
    owner="owner_id",
    steps=(
        Step("verify", ("overdue", "open"), dates="verified_at"),
        Step("assign", ("overdue", "open"), fills="owner_id"),
        Step("close", ("overdue", "open"), dates="closed_at", requires="verified_at", again=True),
        Step("reopen", ("closed",), dates="reopened_at", again=True),
    ),
)
# 接-研-交-办-督-结-访. Supervision is not asked of every dispute; all else comes one after the other.
DISPUTES = IncidentKind(
    table="disputes",
    dates=(
        "received_at", "assessed_at", "assigned_at", "handled_at", "supervised_at", "closed_at", "revisited_at",
    ),
    states=("received", "assessed", "assigned", "handling", "supervised", "closed", "revisited"),
    state_on=_dispute_stage,
    ended="closed_at",
    handler="handler",
    stage="stage",
    steps=(
        Step("receive", ("received",), dates="received_at", leads_to="received"),
        Step("study", ("received",), dates="assessed_at", leads_to="assessed"),
        Step("hand_over", ("assessed",), dates="assigned_at", leads_to="assigned", fills="handler"),
        Step("handle", ("assigned",), dates="handled_at", leads_to="handling"),
        # To another handler while the loop goes on, as where it was misrouted.
        Step("pass_on", ("assigned", "handling", "supervised"), fills="handler"),
        Step("supervise", ("handling",), dates="supervised_at", leads_to="supervised"),
        # One whose source says closed but not when is open until it has a date.
        Step("close", ("handling", "supervised", "closed"), dates="closed_at", leads_to="closed", fills="outcome"),
        Step("call_back", ("closed",), dates="revisited_at", leads_to="revisited", requires="closed_at"),
    ),
)  # fmt: skip
# A case is never open or closed, so it is its age that decides; a year holds each season once.
CASES = IncidentKind(
    table="cases",
    dates=("occurred_at",),
    states=("reported", "discovered"),
    state_on=_case_origin,
    shown_days=365,
    origin="origin",
    coarse=True,
)
INCIDENT_KINDS = (HAZARDS, DISPUTES, CASES)
KIND_OF: Mapping[str, IncidentKind] = {kind.table: kind for kind in INCIDENT_KINDS}
# Those that are open until they are closed.
LOOPS = tuple(kind for kind in INCIDENT_KINDS if kind.ends)
