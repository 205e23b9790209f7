"""Liaison and inspection of stations (包联, 四不两直): visits due and made, findings, and what of them is put right."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from mapper.analysis.periods.period import Period
from mapper.analysis.seats.posting import liaison_state
from mapper.analysis.work.figures import FigureKind, Level, tally
from mapper.dates import end_of
from mapper.finding import Finding
from mapper.finding_kinds import LIAISON_MISSING, LIAISON_VISIT_DUE, RECTIFICATION_OVERDUE
from mapper.names import name_of
from mapper.project import Project

_LEVELS: tuple[Level, ...] = ("station", "all")
LIAISED = FigureKind("liaised", share=True, levels=("all",))
VISITS = FigureKind("visits", times=0, levels=_LEVELS)
VISITS_DUE = FigureKind("visits_of_due", share=True, levels=_LEVELS)
UNANNOUNCED = FigureKind("unannounced", share=True, levels=_LEVELS)
FOUND = FigureKind("findings_per_visit", interval="poisson", levels=_LEVELS)
RECTIFIED = FigureKind("rectified", share=True, levels=_LEVELS)
LATE = FigureKind("findings_overdue", times=0, levels=_LEVELS)
_YEAR_DAYS = 365


def liaised_rows(project: Project) -> pd.DataFrame:
    """Stations, and of these those with a liaison unit."""
    has = project.stations["liaison_unit"].fillna("").str.strip() != ""
    return tally(has.astype("int64"), 1, None, project.stations.index.to_series())


def visit_rows(project: Project, period: Period) -> pd.DataFrame:
    """Visits of a period, each 1."""
    made = _of(project, period)
    return tally(pd.Series(1, index=made.index), 0, None, _station(project, made))


def due_rows(project: Project, as_of: date) -> pd.DataFrame:
    """Visits that were due at each station, and how many of these were made; more than were due do not count.

    One is due in every ``Norms.liaison_visit_days`` days of the year up to the day; where these are more than a year,
    one in so many days. A station without a liaison unit is left out.
    """
    every = project.norms.liaison_visit_days
    span = max(_YEAR_DAYS, every)
    due = span // every
    made = _of(project, Period(as_of - timedelta(days=span - 1), as_of))
    visits = made["station_code"].value_counts().reindex(project.stations.index, fill_value=0).clip(upper=due)
    has = project.stations["liaison_unit"].fillna("").str.strip() != ""
    reason = pd.Series("no_liaison_unit", index=visits.index, dtype="object").mask(has)
    return tally(visits.astype("int64"), due, None, project.stations.index.to_series(), reason)


def unannounced_rows(project: Project, period: Period) -> pd.DataFrame:
    """Visits of a period, and of these the unannounced ones."""
    made = _of(project, period)
    return tally(made["unannounced"].fillna(False).astype("int64"), 1, None, _station(project, made))


def found_rows(project: Project, period: Period) -> pd.DataFrame:
    """Visits of a period and what they found; those of which nobody counted it are left out."""
    made = _of(project, period)
    reason = pd.Series("not_counted", index=made.index, dtype="object").mask(made["findings"].notna())
    return tally(made["findings"].fillna(0).astype("int64"), 1, None, _station(project, made), reason)


def rectified_rows(project: Project, period: Period) -> pd.DataFrame:
    """Findings of a period's visits and of these those put right by now; unknown or impossible ones are left out."""
    made = _of(project, period)
    found, right = made["findings"], made["rectified"]
    known = (found.notna() & right.notna() & (right <= found)).fillna(False).astype(bool)
    reason = pd.Series("not_counted", index=made.index, dtype="object").mask(known)
    return tally(
        right.fillna(0).astype("int64"), found.fillna(0).astype("int64"), None, _station(project, made), reason
    )


def late_visits(project: Project, as_of: date) -> pd.DataFrame:
    """Visits up to a day whose findings are not all put right although the day for it is over; with ``open`` of them.

    How many are put right is known as of now alone; nobody having counted them is none.
    """
    made = project.liaison
    open_ = made["findings"].fillna(0) - made["rectified"].fillna(0)
    late = (made["visited_at"] < end_of(as_of)) & (open_ > 0) & (made["rectify_by"] < pd.Timestamp(as_of))
    late = late.fillna(False).astype(bool)
    return made[late].assign(open=open_[late].astype("int64"))


def late_rows(project: Project, as_of: date) -> pd.DataFrame:
    """Findings that are overdue to be put right."""
    late = late_visits(project, as_of)
    return tally(late["open"], 0, None, _station(project, late))


def liaison_findings(project: Project, as_of: date) -> list[Finding]:
    """Stations without a liaison unit, those long without a visit, and visits with findings overdue to be put right."""
    state, stations = liaison_state(project, as_of), project.stations
    found = []
    for code, row in state[state["due"]].iterrows():
        shape = stations.geometry[code]
        at = None if shape is None or shape.is_empty else shape.representative_point()
        where = None if at is None else (float(at.x), float(at.y))
        values: dict[str, Any] = {"name": name_of(stations, code)}
        if not row["has_unit"]:
            found.append(Finding(LIAISON_MISSING, (str(code),), where, values))
            continue
        days = None if pd.isna(row["days_since"]) else int(row["days_since"])
        values |= {"liaison_unit": str(row["liaison_unit"]).strip(), "days": days}
        found.append(Finding(LIAISON_VISIT_DUE, (str(code),), where, values))
    for key, row in late_visits(project, as_of).sort_values("rectify_by", kind="stable").iterrows():
        values = {
            "name": name_of(stations, row["station_code"]),
            "open": int(row["open"]),
            "findings": int(row["findings"]),
            "due": row["rectify_by"].date().isoformat(),
            "days": (pd.Timestamp(as_of) - row["rectify_by"].normalize()).days,
        }
        found.append(Finding(RECTIFICATION_OVERDUE, (str(key),), None, values))
    return found


def _of(project: Project, period: Period) -> pd.DataFrame:
    return project.liaison[period.has(project.liaison["visited_at"])]


def _station(project: Project, visits: pd.DataFrame) -> pd.Series:
    """The station of each visit; missing where there is none such."""
    return visits["station_code"].where(visits["station_code"].isin(project.stations.index))
