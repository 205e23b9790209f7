"""Clocks: hazards verified the same day (隐患核查不过夜), and disputes followed until they are closed."""

from collections.abc import Iterator
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from mapper.analysis.findings_by_row import by_row
from mapper.analysis.incidents.kind import IncidentKind, times_of
from mapper.analysis.incidents.kinds import DISPUTES, HAZARDS
from mapper.arrays import Bools
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
    return rows[str(kind.ended)] >= end_of(as_of) - pd.Timedelta(days=CALL_BACK_DAYS)


def hazard_states(project: Project, as_of: date) -> pd.Series:
    """State of each hazard at the end of that day; missing for one that was not yet reported.

    ``overdue``: open, not verified, and the day by which it had to be (``Norms.hazard_verify_days``) is over; today's
    are not counted, their day is not over. ``open``: not closed, or reopened. ``closed``: rectified.
    """
    return HAZARDS.state_on(project.hazards, project.norms, as_of)


def dispute_open(project: Project, as_of: date) -> pd.Series:
    """True for each dispute received by the end of that day and not closed by then (or come back)."""
    return DISPUTES.shown_on(project.disputes, as_of)


# In the order in which they are told.
TOLD = (
    HAZARD_OVERDUE,
    HAZARD_OWNERLESS,
    HAZARD_CLOSED_BEFORE_REPORTED,
    HAZARD_LATE,
    DISPUTE_LATE,
    DISPUTE_NOT_CALLED_BACK,
)


def hazard_faults(
    hazards: gpd.GeoDataFrame, as_of: date, states: pd.Series, owners: pd.Series, clock: pd.DataFrame
) -> pd.Series:
    """Findings of each of some hazards: not verified in time, nobody there, closed before its report, or late.

    Parameters
    ----------
    states, owners, clock
        Of that day and these hazards: :func:`hazard_states`, :func:`~mapper.analysis.incidents.owners.owner_states` and
        :func:`~mapper.analysis.incidents.clocks.clocks`.

    Returns
    -------
    Series
        See :mod:`mapper.analysis.findings_by_row`.
    """
    state = states.to_numpy(dtype=object)
    closed, reported = times_of(hazards, ["closed_at", "reported_at"]).T
    overdue, not_there = state == "overdue", (owners != "present").to_numpy()
    found = [
        *_plain(HAZARD_OVERDUE, overdue, hazards, as_of, owners),
        *_plain(HAZARD_OWNERLESS, (overdue | (state == "open")) & not_there, hazards, as_of, owners),
        *_plain(
            HAZARD_CLOSED_BEFORE_REPORTED,
            (closed < reported) & (reported < end_of(as_of).to_datetime64()),
            hazards,
            as_of,
            owners,
        ),
        # Who was not verified in time is told as that alone.
        *_late(HAZARD_LATE, ~overdue & is_late(clock), hazards, clock),
    ]
    return by_row(hazards.index, found)


def dispute_faults(disputes: gpd.GeoDataFrame, as_of: date, clock: pd.DataFrame) -> pd.Series:
    """Findings of each of some disputes, by row: late, or closed and nobody called back."""
    closed, late = DISPUTES.closed_on(disputes, as_of).to_numpy(), is_late(clock)
    lately = closed_lately(DISPUTES, disputes, as_of).to_numpy()
    found = [
        *_late(DISPUTE_LATE, ~closed & late, disputes, clock),
        *_late(DISPUTE_NOT_CALLED_BACK, closed & lately & late, disputes, clock),
    ]
    return by_row(disputes.index, found)


def is_late(clock: pd.DataFrame) -> Bools:
    """Which rows of a clock are past the day by which they had to go on."""
    late: Bools = clock["days_late"].to_numpy(dtype=np.int64, na_value=0) > 0
    return late


def _plain(
    kind: FindingKind, chosen: Bools, hazards: gpd.GeoDataFrame, as_of: date, owners: pd.Series
) -> Iterator[tuple[int, Finding]]:
    at = np.flatnonzero(chosen)
    if not len(at):
        return
    rows = hazards.iloc[at]
    told = (point_inside(rows.geometry), *(rows[name] for name in ("category", "reported_at", "owner_id")))
    for place, key, owner, where, category, reported, owner_id in zip(
        at.tolist(), rows.index, owners.iloc[at], *told, strict=True
    ):
        values = {
            "category": category,
            "reported": None if pd.isna(reported) else reported.date().isoformat(),
            "days": None if pd.isna(reported) else (as_of - reported.date()).days,
            "owner_id": owner_id if isinstance(owner_id, str) else None,
        }
        if kind is HAZARD_OWNERLESS:
            values["owner"] = owner
        yield place, Finding(kind, (str(key),), where, values)


def _late(
    kind: FindingKind, chosen: Bools, incidents: gpd.GeoDataFrame, clock: pd.DataFrame
) -> Iterator[tuple[int, Finding]]:
    """A finding for each row that should have gone on before that day."""
    at = np.flatnonzero(chosen)
    if not len(at):
        return
    rows, late = incidents.iloc[at], clock.iloc[at]
    told = (point_inside(rows.geometry), rows["category"], *(late[n] for n in ("stage", "next", "due", "days_late")))
    for place, key, where, what, stage, coming, due, days in zip(at.tolist(), rows.index, *told, strict=True):
        values = {"category": what, "stage": stage, "next": coming, "due": due.date().isoformat(), "days": int(days)}
        yield place, Finding(kind, (str(key),), where, values)
