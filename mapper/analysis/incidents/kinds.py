"""Kinds of incidents – hazards, disputes, cases – each declared once: its stages, its states, the steps of its loop.

Whoever counts, draws, lists or edits incidents asks :data:`INCIDENT_KINDS`; no table of incidents is named elsewhere
because it is one.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind, Stage, Step, times_of
from mapper.arrays import Ints
from mapper.dates import end_of
from mapper.norms import Norms


def _hazard_state(rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.Series:
    """``overdue``: not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over."""
    now, today = end_of(as_of).to_datetime64(), np.datetime64(as_of, "D")
    reported, verified, closed = times_of(rows, ["reported_at", "verified_at", "closed_at"]).T
    due_over = reported.astype("datetime64[D]") + norms.hazard_verify_days < today
    waits = ~(verified < now) & ~(closed < now)
    over, begun = HAZARDS.closed_on(rows, as_of).to_numpy(), HAZARDS.begun_on(rows, as_of).to_numpy()
    at = np.select([~begun, over, waits & due_over], [-1, 2, 0], 1)
    states = pd.array(list(HAZARDS.states), dtype="str").take(at, allow_fill=True)
    return pd.Series(states, index=rows.index)


def _hazard_days(rows: pd.DataFrame, norms: Norms, stage: str) -> Ints:
    """To be rectified the sooner the graver it is."""
    if stage == "verified":
        return np.full(len(rows), norms.hazard_verify_days)
    usual = max(norms.hazard_plug_days.values(), default=0)
    codes, known = pd.factorize(rows["severity"].array)  # a look-up for each row takes longer than all else of a loop
    days: Ints = np.array([*(norms.hazard_plug_days.get(one, usual) for one in known), usual], dtype=np.int64)[codes]
    return days


def _dispute_stage(rows: pd.DataFrame, norms: Norms, as_of: date) -> pd.Series:
    return DISPUTES.stage_on(rows, norms, as_of)


def _dispute_days(rows: pd.DataFrame, norms: Norms, stage: str) -> Ints:
    return np.full(len(rows), norms.dispute_stage_days[stage])


def _case_origin(rows: pd.DataFrame, _norms: Norms, as_of: date) -> pd.Series:
    """Nothing happens to a case: it stays what it began as."""
    return rows["origin"].where(CASES.begun_on(rows, as_of))


# 发现-核查-交办-整改-复核. Who answers for a hazard may be known from the first; then nobody assigns it. Not all are
# checked once more.
HAZARDS = IncidentKind(
    table="hazards",
    stages=(
        Stage("found", "reported_at"),
        Stage("verified", "verified_at"),
        Stage("assigned", "assigned_at", optional=True),
        Stage("plugged", "closed_at"),
        Stage("checked", "checked_at", optional=True),
    ),
    states=("overdue", "open", "closed"),
    state_on=_hazard_state,
    urgent=("overdue",),
    ended="closed_at",
    reopened="reopened_at",
    back_to="assigned",
    days_allowed=_hazard_days,
    origin="origin",
    owner="owner_id",
    due="due_at",
    steps=(
        Step("verify", "verified"),
        Step("assign", "assigned", fills="owner_id", again=True),
        Step("plug", "plugged"),
        Step("check", "checked"),
        Step("reopen", reopens=True),
    ),
)
# 接-研-交-办-督-结-访. Supervision is not asked of every dispute; all else comes one after the other.
DISPUTES = IncidentKind(
    table="disputes",
    stages=(
        Stage("received", "received_at"),
        Stage("assessed", "assessed_at"),
        Stage("assigned", "assigned_at"),
        Stage("handling", "handled_at"),
        Stage("supervised", "supervised_at", optional=True),
        Stage("closed", "closed_at"),
        Stage("revisited", "revisited_at"),
    ),
    states=("received", "assessed", "assigned", "handling", "supervised", "closed", "revisited"),
    state_on=_dispute_stage,
    ended="closed_at",
    reopened="reopened_at",
    back_to="handling",
    days_allowed=_dispute_days,
    stage_order=lambda norms: norms.dispute_stage_order,
    stage_takers=lambda norms: norms.dispute_stage_takers,
    handler="handler",
    stage="stage",
    due="due_at",
    outcome="outcome",
    said_reopened="reopened",
    steps=(
        Step("receive", "received"),
        Step("study", "assessed"),
        Step("hand_over", "assigned", fills="handler"),
        Step("handle", "handling"),
        # To another handler while the loop goes on, as where it was misrouted.
        Step("pass_on", fills="handler", after="assigned"),
        Step("supervise", "supervised"),
        Step("close", "closed", fills="outcome"),
        Step("call_back", "revisited"),
        Step("reopen", reopens=True, sets={"reopened": True}),
    ),
)
# A case is never open or closed, so it is its age that decides; a year holds each season once.
CASES = IncidentKind(
    table="cases",
    stages=(Stage("occurred", "occurred_at"),),
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
