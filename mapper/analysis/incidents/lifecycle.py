"""Clocks: hazards verified the same day (隐患核查不过夜), and disputes followed until they are closed."""

from datetime import date

import pandas as pd

from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.finding import Finding
from mapper.finding_kinds import HAZARD_CLOSED_BEFORE_REPORTED, HAZARD_OVERDUE, HAZARD_OWNERLESS
from mapper.project import Project


def hazard_states(project: Project, as_of: date) -> pd.Series:
    """State of each hazard at the end of that day; missing for one that was not yet reported.

    ``overdue``: open, not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over; today's
    are not counted, their day is not over. ``open``: not closed, or reopened. ``closed``: rectified.
    """
    return HAZARDS.state_on(project.hazards, project.norms, as_of)


def dispute_open(project: Project, as_of: date) -> pd.Series:
    """True for each dispute received by the end of that day and not closed by then (or come back)."""
    return DISPUTES.shown_on(project.disputes, as_of)


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
        (HAZARD_OWNERLESS, unowned & state.isin(["open", "overdue"])),
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
