"""Clocks: hazards verified the same day (隐患核查不过夜), and disputes followed until they are closed."""

from datetime import date

import numpy as np
import pandas as pd

from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import HAZARD_CLOSED_BEFORE_REPORTED, HAZARD_OVERDUE, HAZARD_OWNERLESS
from mapper.project import Project

HAZARD_STATES = ("overdue", "open", "closed")


def hazard_states(project: Project, as_of: date) -> pd.Series:
    """State of each hazard at the end of that day; missing for one that was not yet reported.

    ``overdue``: open, not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over; today's
    are not counted, their day is not over. ``open``: not closed, or reopened. ``closed``: rectified.
    """
    hazards = project.hazards
    now = end_of(as_of)
    reported = hazards["reported_at"]
    verified = hazards["verified_at"] < now
    closed = hazards["closed_at"] < now
    reopened = hazards["reopened_at"] < now
    is_closed = closed & ~reopened
    due_over = reported.dt.normalize() + pd.Timedelta(days=project.norms.hazard_verify_days) < pd.Timestamp(as_of)
    state = np.select([is_closed, ~verified & ~closed & due_over], ["closed", "overdue"], "open")
    known = reported.isna() | (reported < now)
    return pd.Series(state, index=hazards.index, dtype="str").where(known)


def dispute_open(project: Project, as_of: date) -> pd.Series:
    """True for each dispute received by the end of that day and not closed by then (or come back)."""
    disputes = project.disputes
    now = end_of(as_of)
    received = disputes["received_at"].isna() | (disputes["received_at"] < now)
    return received & ~(disputes["closed_at"] < now)


def dispute_closed(project: Project, as_of: date) -> pd.Series:
    """True for each dispute received by the end of that day and closed by then."""
    received = project.disputes["received_at"]
    now = end_of(as_of)
    return (received.isna() | (received < now)) & (project.disputes["closed_at"] < now)


def lifecycle_findings(project: Project, as_of: date, states: pd.Series | None = None) -> list[Finding]:
    """Hazards that are overdue, open with nobody responsible, or closed before they were reported.

    ``states`` is the answer of :func:`hazard_states`, where it is at hand already.
    """
    hazards = project.hazards
    state = hazard_states(project, as_of) if states is None else states
    unowned = ~hazards["owner_id"].isin(project.officers.index)
    backwards = hazards["closed_at"] < hazards["reported_at"]
    findings = []
    for kind, mask in (
        (HAZARD_OVERDUE, state == "overdue"),
        (HAZARD_OWNERLESS, unowned & ((state == "overdue") | (state == "open"))),
        (HAZARD_CLOSED_BEFORE_REPORTED, backwards),
    ):
        for key, row in hazards[mask].iterrows():
            place = row["geometry"]
            reported = row["reported_at"]
            findings.append(
                Finding(
                    kind,
                    (str(key),),
                    None if place is None or place.is_empty else (float(place.x), float(place.y)),
                    {
                        "category": row["category"],
                        "reported": None if pd.isna(reported) else reported.date().isoformat(),
                        "days": None if pd.isna(reported) else (as_of - reported.date()).days,
                        "owner_id": row["owner_id"] if isinstance(row["owner_id"], str) else None,
                    },
                )
            )
    return findings
