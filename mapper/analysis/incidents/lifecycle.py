"""Clocks: hazards verified the same day (隐患核查不过夜), and disputes followed until they are closed."""

from collections.abc import Mapping
from datetime import date

import geopandas as gpd
import pandas as pd

from mapper.analysis.incidents.kind import IncidentKind
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.dates import end_of
from mapper.finding import Finding, FindingKind
from mapper.finding_kinds import (
    DISPUTE_LATE,
    DISPUTE_NOT_CALLED_BACK,
    HAZARD_CLOSED_BEFORE_REPORTED,
    HAZARD_LATE,
    HAZARD_OVERDUE,
    HAZARD_OWNERLESS,
)
from mapper.geometry import point_inside
from mapper.project import Project

# Whom nobody called for so long after the closing is called no more.
CALL_BACK_DAYS = 90


def closed_lately(kind: IncidentKind, rows: pd.DataFrame, as_of: date) -> pd.Series:
    """True for each row whose closing is so short a time ago that somebody may still be called back."""
    return rows[kind.ended] >= end_of(as_of) - pd.Timedelta(days=CALL_BACK_DAYS)


def hazard_states(project: Project, as_of: date) -> pd.Series:
    """State of each hazard at the end of that day; missing for one that was not yet reported.

    ``overdue``: open, not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over; today's
    are not counted, their day is not over. ``open``: not closed, or reopened. ``closed``: rectified.
    """
    return HAZARDS.state_on(project.hazards, project.norms, as_of)


def dispute_open(project: Project, as_of: date) -> pd.Series:
    """True for each dispute received by the end of that day and not closed by then (or come back)."""
    return DISPUTES.shown_on(project.disputes, as_of)


def lifecycle_findings(
    project: Project, as_of: date, states: pd.Series, owners: pd.Series, clocks: Mapping[str, pd.DataFrame]
) -> list[Finding]:
    """Hazards not verified in time, that nobody there answers for, or closed before their report; all that is late.

    Parameters
    ----------
    states, owners
        Of that day: :func:`hazard_states` and :func:`~mapper.analysis.incidents.owners.owner_states` of the hazards.
    clocks
        By table, :func:`~mapper.analysis.incidents.clocks.clocks`.
    """
    hazards = project.hazards
    is_open = states.isin(["overdue", "open"])
    findings = []
    for kind, mask in (
        (HAZARD_OVERDUE, states == "overdue"),
        (HAZARD_OWNERLESS, is_open & (owners != "present")),
        (HAZARD_CLOSED_BEFORE_REPORTED, hazards["closed_at"] < hazards["reported_at"]),
    ):
        rows = hazards[mask]
        names = ("category", "reported_at", "owner_id")
        for key, where, category, reported, owner_id, owner in zip(
            rows.index, point_inside(rows.geometry), *(rows[name] for name in names), owners[mask], strict=True
        ):
            values = {
                "category": category,
                "reported": None if pd.isna(reported) else reported.date().isoformat(),
                "days": None if pd.isna(reported) else (as_of - reported.date()).days,
                "owner_id": owner_id if isinstance(owner_id, str) else None,
            }
            if kind is HAZARD_OWNERLESS:
                values["owner"] = owner
            findings.append(Finding(kind, (str(key),), where, values))
    # Who was not verified in time is told as that alone.
    findings += _late(HAZARD_LATE, hazards, clocks["hazards"][states != "overdue"])
    disputes, clock = project.disputes, clocks["disputes"]
    closed = DISPUTES.closed_on(disputes, as_of)
    findings += _late(DISPUTE_LATE, disputes, clock[~closed])
    return findings + _late(DISPUTE_NOT_CALLED_BACK, disputes, clock[closed & closed_lately(DISPUTES, disputes, as_of)])


def _late(kind: FindingKind, rows: gpd.GeoDataFrame, clocks: pd.DataFrame) -> list[Finding]:
    """A finding for each row that should have gone on before that day."""
    late = clocks[clocks["days_late"].fillna(0) > 0]
    rows = rows.loc[late.index]
    told = (point_inside(rows.geometry), rows["category"], *(late[n] for n in ("stage", "next", "due", "days_late")))
    return [
        Finding(
            kind,
            (str(key),),
            where,
            {"category": what, "stage": stage, "next": coming, "due": due.date().isoformat(), "days": int(days)},
        )
        for key, where, what, stage, coming, due, days in zip(rows.index, *told, strict=True)
    ]
